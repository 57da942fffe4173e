"""Queries that a person types in SQL: read-only, bounded in time and memory, on either database.

Each is answered by a process of its own (`tracker.queries.sandbox`), which is ended with its time: a limit by
progress handler does not stop one long call, `instr(hex(zeroblob()))` ran 18 seconds under a limit of one.
"""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import quote

from sqlalchemy import Engine

from tracker.errors import Refused, TrackerError, Unavailable
from tracker.queries.parameters import as_number, filled, pieces
from tracker.records import OWN, kinds

LONGEST = 100_000
STARTS_WITHIN = 20.0  # seconds, on a busy machine; usually a tenth of one
WAITS = 0.5
# Records, their evidence and saves, and what explains them. Nobody's password, session or draft: whatever
# table comes next is hidden until it is named here. So are `changes`: they hold what stood in feeds too.
BESIDE = frozenset({
    "records", "passages", "revisions", "judgements", "data_dictionary", "search_entries",
})  # fmt: skip
# SQLite's index of words, which reads its own tables.
WORDS = frozenset({
    "search_words", "search_words_data", "search_words_idx", "search_words_docsize", "search_words_config",
})  # fmt: skip
# Only for the sake of a clear answer: what keeps a query from writing is in the sandbox.
SELECTING = re.compile(
    r"(\s|--[^\n]*\n|/\*.*?\*/)*+(\(|(select|with|values|explain)\b)", re.IGNORECASE | re.DOTALL
)
ONLY_SELECT = "Only SELECT is allowed, on the tables and views of the tracker."


def readable() -> frozenset[str]:
    """The tables and views that a typed query may read, if they are there."""
    own = kinds().keys() - OWN
    return BESIDE | WORDS | own | {f"v_{name}" for name in (*own, "timeline")}


@dataclass(frozen=True)
class Limits:
    """What a query may take: seconds, bytes of memory, characters of a value, rows and characters of all."""

    seconds: int
    memory: int
    value: int
    rows: int | None = None
    bytes: int | None = None


AT_THE_PROMPT = Limits(seconds=60, memory=1 << 30, value=10_000_000)
ON_A_PAGE = Limits(seconds=2, memory=512 << 20, value=1_000_000, rows=1_000, bytes=2_000_000)
IN_A_FILE = Limits(seconds=2, memory=512 << 20, value=1_000_000, rows=100_000, bytes=10_000_000)


class Busy(TrackerError):
    """As many queries as may run at a time are running."""

    status = 429


@dataclass
class Answer:
    """What a query gives: the names of its columns, and its rows as they come.

    cut: once the rows are read, "rows" or "bytes" when there were more than that limit lets through.
    """

    columns: tuple[str, ...]
    rows: Iterator[list[Any]] = field(default_factory=lambda: iter(()))
    cut: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, the second of one name as "name_2"."""
        names: list[str] = []
        for name in self.columns:
            number, free = 2, name
            while free in names:
                number, free = number + 1, f"{name}_{number}"
            names.append(free)
        return tuple(names)


_RUNNING = threading.BoundedSemaphore(2)
# Whoever waits holds a thread, and the other pages need one too.
_WAITING = threading.BoundedSemaphore(1)


@contextmanager
def in_turn() -> Iterator[None]:
    """Hold one of the few places that this process has for queries; Busy when none is free soon."""
    if not _RUNNING.acquire(blocking=False) and not _waited():
        raise Busy("As many queries as may run at a time are running. Wait a moment and run it again.")
    try:
        yield
    finally:
        _RUNNING.release()


def _waited() -> bool:
    """Whether a place came free soon; without waiting, no, while somebody else waits."""
    if not _WAITING.acquire(blocking=False):
        return False
    try:
        return _RUNNING.acquire(timeout=WAITS)
    finally:
        _WAITING.release()


@contextmanager
def ask(
    engine: Engine, query: str, given: Mapping[str, str] | None = None, limits: Limits = AT_THE_PROMPT
) -> Iterator[Answer]:
    """The answer to one SELECT; Refused says what is wrong with the query, or that it took too long.

    given: the values of its :parameters by name.
    """
    query = query.strip().rstrip(";")
    if not query:
        raise _refused("It is empty.")
    if len(query) > LONGEST:
        raise _refused(f"It is longer than {LONGEST:,} characters.")
    if "\0" in query or not SELECTING.match(query):
        raise _refused(ONLY_SELECT)
    with _Child(_order(engine, query, filled(query, given or {}), limits), limits) as child:
        lines = child.lines()
        answer = Answer(tuple(next(lines)["columns"]))
        answer.rows = _rows(lines, answer)
        yield answer


def _order(engine: Engine, query: str, values: dict[str, str], limits: Limits) -> dict[str, Any]:
    """What the child is asked: where the database is, what to run, what it may read and take."""
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        file = Path(str(engine.url.database)).resolve()
        if not file.is_file():
            raise Unavailable(f"There is no database at {file}. Run `tracker init`.")
        address = f"file:{quote(str(file))}?mode=ro"
        bound: dict[str, Any] = {name: as_number(value) for name, value in values.items()}
    else:
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        bound = dict(values)
    return {
        "sqlite": sqlite, "address": address, "query": query, "parts": pieces(query), "parameters": bound,
        "readable": sorted(readable()), **asdict(limits),
    }  # fmt: skip


def _rows(lines: Iterator[dict[str, Any]], answer: Answer) -> Iterator[list[Any]]:
    for line in lines:
        yield from line.get("rows", ())
        if line.get("end", "all") != "all":
            answer.cut = line["end"]


class _Child:
    """The process that answers one query. It has the limits' seconds from when it is ready."""

    def __init__(self, order: dict[str, Any], limits: Limits) -> None:
        self.order, self.limits, self.late = order, limits, False

    def __enter__(self) -> Self:
        # Our own program; the query goes to it as data.
        command = [sys.executable, "-I", str(Path(__file__).with_name("sandbox.py"))]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(  # noqa: S603
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        )
        self.watch = self._watched(STARTS_WITHIN)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.said: IO[bytes] = self.process.stdout
        try:
            self.process.stdin.write(json.dumps(self.order).encode())
            self.process.stdin.close()
        except BrokenPipeError:  # it ended at once; what it said tells why
            pass
        return self

    def __exit__(self, *raised: object) -> None:
        self.watch.cancel()
        self.process.kill()
        self.said.close()
        self.process.wait()

    def _watched(self, seconds: float) -> threading.Timer:
        watch = threading.Timer(seconds, self._stop)
        watch.daemon = True
        watch.start()
        return watch

    def _stop(self) -> None:
        self.late = True
        self.process.kill()

    def lines(self) -> Iterator[dict[str, Any]]:
        """What the child says up to the end; Refused when it says what is wrong or ends early."""
        for line in self.said:
            said: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"cut": True}
            if "ready" in said:
                self.watch.cancel()
                self.watch = self._watched(self.limits.seconds)
            elif "error" in said:
                raise _refused(_meaning(said["error"]))
            elif "unavailable" in said:
                raise Unavailable("The database did not answer. Is it running, and is its address right?")
            elif "columns" in said or "rows" in said or "end" in said:
                yield said
            if "end" in said:
                return
        # Ended by the clock or by the system, which counts seconds of the processor, or short of memory.
        raise _refused(TOO_MUCH if not self.late and self.process.wait() == 1 else _too_long(self.limits))


TOO_MUCH = "It needs too much memory."


def _refused(reason: str) -> Refused:
    return Refused(f"The query was not answered. {reason}", {"query": reason})


def _too_long(limits: Limits) -> str:
    unit = "second" if limits.seconds == 1 else "seconds"
    return f"It took longer than {limits.seconds} {unit} and was stopped. Narrow it down."


def _meaning(complaint: str) -> str:
    """A database's complaint, in words of ours where there are better ones."""
    for sign, words in MEANINGS.items():
        if sign in complaint:
            return words
    hidden = re.fullmatch(r"access to (\S+?)\.\S+ is prohibited", complaint)
    complaint = f"no such table: {hidden[1]}" if hidden else complaint
    return complaint[:1].upper() + complaint[1:].rstrip(".") + "."


MEANINGS = {
    "not authorized": ONLY_SELECT,
    "read-only transaction": ONLY_SELECT,
    "attached databases": ONLY_SELECT,
    "data-modifying": ONLY_SELECT,
    "one statement at a time": "It holds more than one statement.",
    "multiple commands": "It holds more than one statement.",
    "string or blob too big": "A value in it is longer than may be.",
    "out of memory": TOO_MUCH,
}
