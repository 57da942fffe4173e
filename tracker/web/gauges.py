"""What this process has counted of its requests, and the text that Prometheus reads.

Nothing here names a person, a record or an address: a route counts by the part of the tracker it belongs to.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Any

# Seconds; a page is to take 0.1, a save 0.2, and what takes more than 10 is stopped.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
Rows = Iterable[tuple[Mapping[str, object], float]]
ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Gauges:
    """The requests that one process has answered, by route, method and status, and how long they took."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._seconds: dict[str, float] = {}
        self._within: dict[str, list[int]] = {}

    def saw(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request. Methods nobody has heard of count as one, or they would fill the memory."""
        with self._lock:
            self._requests[route, method if method in METHODS else "other", status] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds
            within = self._within.setdefault(route, [0] * (len(BOUNDS) + 1))
            within[bisect_left(BOUNDS, seconds)] += 1

    def lines(self, process: int) -> Iterator[str]:
        """What was counted, in the text format; `process` tells the processes of one server apart."""
        with self._lock:
            requests, seconds = dict(self._requests), dict(self._seconds)
            within = {route: list(counts) for route, counts in self._within.items()}
        says = "Requests answered by this process since it started."
        rows = [
            ({"process": process, "route": route, "method": method, "status": status}, count)
            for (route, method, status), count in sorted(requests.items())
        ]
        yield from family("tracker_http_requests_total", "counter", says, rows)
        yield from _histogram(process, within, seconds)


def _histogram(process: int, within: Mapping[str, list[int]], seconds: Mapping[str, float]) -> Iterator[str]:
    name = "tracker_http_request_duration_seconds"
    yield from family(name, "histogram", "How long this process took to answer, to the last byte.", ())
    for route, counts in sorted(within.items()):
        so_far = 0
        for bound, count in zip([*BOUNDS, "+Inf"], counts, strict=True):
            so_far += count
            yield sample(f"{name}_bucket", {"process": process, "route": route, "le": bound}, so_far)
        yield sample(f"{name}_sum", {"process": process, "route": route}, round(seconds[route], 6))
        yield sample(f"{name}_count", {"process": process, "route": route}, so_far)


def family(name: str, kind: str, says: str, rows: Rows) -> Iterator[str]:
    """A metric with what it means, and its samples."""
    yield f"# HELP {name} {says}"
    yield f"# TYPE {name} {kind}"
    for labels, value in rows:
        yield sample(name, labels, value)


def sample(name: str, labels: Mapping[str, Any], value: float) -> str:
    """One value: `name{label="…"} value`."""
    inside = ",".join(f'{label}="{str(said).translate(ESCAPES)}"' for label, said in labels.items())
    return f"{name}{{{inside}}} {value}" if inside else f"{name} {value}"
