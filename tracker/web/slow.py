"""Bodies that come slowly: they may not hold every thread of a process, or nobody else would be answered."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from tracker.errors import Unavailable

# Of four threads one stays free for whoever sends nothing.
MOST_AT_ONCE = 3
QUICK = 1.0  # seconds within which a body is there that was sent in one go
_CHANGED = threading.Condition()
_READING: dict[int, float] = {}


def read_body() -> None:
    """Read what a request carries, while others send theirs; Unavailable while too many do so slowly."""
    if request.content_length or "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        with _in_turn():
            request.get_data()


@contextmanager
def _in_turn() -> Iterator[None]:
    me = threading.get_ident()
    with _CHANGED:
        while len(_READING) >= MOST_AT_ONCE:
            left = QUICK - (time.monotonic() - max(_READING.values()))
            if left <= 0:  # none of them is about to be done
                raise Unavailable("Others are still sending. Nothing was saved; try again in a moment.")
            _CHANGED.wait(left)
        _READING[me] = time.monotonic()
    try:
        yield
    finally:
        with _CHANGED:
            del _READING[me]
            _CHANGED.notify()
