"""Checking a database: that it is whole, that quotes stand in their texts, that what is kept twice agrees."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Executable, func, select, text
from sqlalchemy.orm import Session

from tracker.db import batches, reading, transaction
from tracker.errors import Unavailable
from tracker.evidence import AROUND, text_hash
from tracker.records import Record, Registered, kinds
from tracker.records.source import Capture, Passage
from tracker.schema import current, drift, head
from tracker.search import SearchEntry
from tracker.writing.kept import newest_steps
from tracker.writing.names import labels

Faults = Iterator[str]
# Enough to see what is wrong; the count says how much of it there is.
SHOWN = 10


@dataclass(frozen=True)
class Finding:
    """What one check came to: its name, what is wrong (the first few), and how many faults there are."""

    name: str
    faults: tuple[str, ...]
    count: int

    def __str__(self) -> str:
        if not self.count:
            return f"ok     {self.name}"
        more = f" … and {self.count - len(self.faults)} more" if self.count > len(self.faults) else ""
        return f"WRONG  {self.name}: {'; '.join(self.faults)}{more}"


def check(engine: Engine) -> Iterator[Finding]:
    """Run every check that applies to the database, one after the other."""
    at, wanted = current(engine), head()
    yield _finding("the schema is this version's", lambda: _schema(engine, at, wanted))
    if at != wanted:
        return
    for name, run in CHECKS.items():
        yield _finding(name, lambda run=run: _within(engine, run))  # type: ignore[misc]
    if engine.dialect.name == "sqlite":
        yield _finding("the index of words is whole", lambda: _word_index(engine))


def _finding(name: str, run: Callable[[], Faults]) -> Finding:
    first: list[str] = []
    count = 0
    try:
        faults = iter(run())
        first = list(islice(faults, SHOWN))
        count = len(first) + sum(1 for _ in faults)
    except Unavailable as error:
        first, count = [*first, error.message], count + len(first) + 1
    return Finding(name, tuple(first), count)


def _within(engine: Engine, run: Callable[[Session], Faults]) -> Faults:
    with reading(engine) as session:
        yield from run(session)


def _schema(engine: Engine, at: str | None, wanted: str) -> Faults:
    if at != wanted:
        yield f"it is at {at or 'no version at all'}, this tracker is at {wanted}: run `tracker init`"
        return
    for difference in drift(engine):
        yield f"it differs from what it should be: {difference}"


# -- the database's own ---------------------------------------------------------------------------------


def _integrity(session: Session) -> Faults:
    if session.get_bind().dialect.name == "sqlite":
        yield from (row[0] for row in session.execute(text("PRAGMA integrity_check(1000)")) if row[0] != "ok")


def _foreign_keys(session: Session) -> Faults:
    """PostgreSQL holds its links itself; a program that did not switch that on may break SQLite's."""
    if session.get_bind().dialect.name == "sqlite":
        for table, row, target, _ in session.execute(text("PRAGMA foreign_key_check")):
            yield f"{table} {row} links to a row of {target} that is not there"


def _word_index(engine: Engine) -> Faults:
    """Compares the index with the entries it was made from, which `integrity_check` does not."""
    from sqlalchemy.exc import DatabaseError

    try:
        with transaction(engine) as session:
            session.execute(
                text("INSERT INTO search_words(search_words, rank) VALUES ('integrity-check', 1)")
            )
    except (DatabaseError, Unavailable) as error:
        if "readonly" in str(error.__cause__ or error):
            yield "it was not looked at, which takes a file that may be written"
            return
        yield f"it does not agree with the entries it was made from ({error.__cause__ or error})"


# -- evidence ---------------------------------------------------------------------------------------------


def _captures(session: Session) -> Faults:
    for number, words, digest in _streamed(session, select(Capture.id, Capture.text, Capture.sha256)):
        if text_hash(words) != digest:
            yield f"the text of capture {number} is not the one that was stored"


def _passages(session: Session) -> Faults:
    query = select(Passage, Capture.text).join(Capture, Capture.id == Passage.capture_id).order_by(Passage.id)
    for passage, words in _streamed(session, query):
        start, end = passage.start_offset, passage.end_offset
        around = (words[max(0, start - AROUND) : start], words[start:end], words[end : end + AROUND])
        if around != (passage.before, passage.quote, passage.after):
            yield f"passage {passage.id} does not stand at {start} to {end} of capture {passage.capture_id}"


def _streamed(session: Session, query: Executable) -> Iterator[Any]:
    """Rows with long texts in them, a few at a time."""
    return iter(session.execute(query.execution_options(yield_per=20)))


# -- what is kept twice -----------------------------------------------------------------------------------


def _register(session: Session) -> Faults:
    for name, kind in kinds().items():
        table = kind.__table__
        lost = select(Registered.id).where(Registered.kind == name, Registered.id.not_in(select(table.c.id)))
        yield from (f"the register has {name} {i}, which is not there" for i in session.scalars(lost))
        query = select(table.c.id, Registered.kind).outerjoin(Registered, Registered.id == table.c.id)
        for i, said in session.execute(query.where(Registered.kind.is_distinct_from(name))):
            yield f"{name} {i} stands in the register as {said or 'nothing'}"
    strange = select(Registered.id, Registered.kind).where(Registered.kind.not_in(list(kinds())))
    yield from (f"the register has {i} as {name}, which is no kind" for i, name in session.execute(strange))


def _roots(session: Session) -> Faults:
    for name, kind in kinds().items():
        owner = Registered.__table__.alias("owner")
        entry, table = Registered.__table__, kind.__table__
        if kind.owner:
            wanted: Any = owner.c.root_id
            source: Any = table.join(owner, owner.c.id == table.c[kind.owner])
        else:
            wanted, source = table.c.id, table
        query = select(table.c.id).select_from(source.join(entry, entry.c.id == table.c.id))
        for i in session.scalars(query.where(entry.c.root_id.is_distinct_from(wanted))):
            yield f"{name} {i} is registered as a part of another record"


def _names(session: Session) -> Faults:
    for name, kind in kinds().items():
        for some in batches(_ids(session, kind)):
            said = session.execute(select(Registered.id, Registered.name).where(Registered.id.in_(some)))
            wanted = labels(session, kind, some)
            for i, label in said:
                if label != wanted[i]:
                    yield f"{name} {i} is registered as “{label}”, but called “{wanted[i]}”"


def _status(session: Session) -> Faults:
    for name, kind in kinds().items():
        if not kind.has_status:
            continue
        table = kind.__table__
        for some in batches(_ids(session, kind)):
            for i, wanted in newest_steps(session, some).items():
                columns = [table.c[column] for column in wanted]
                row = session.execute(select(*columns).where(table.c.id == i)).one()
                if tuple(row) != tuple(wanted.values()):
                    yield f"{name} {i} is {row.status or 'nothing'}, its newest step says {wanted['status']}"


def _searchable(session: Session) -> Faults:
    for name, kind in kinds().items():
        if kind.owner:
            continue
        table, entry = kind.__table__, SearchEntry.__table__
        live = select(table.c.id).where(table.c.trashed_at.is_(None))
        missing = live.where(table.c.id.not_in(select(entry.c.record_id)))
        yield from (f"{name} {i} is not to be found" for i in session.scalars(missing))
        stale = select(entry.c.record_id).where(entry.c.kind == name, entry.c.record_id.not_in(live))
        yield from (f"{name} {i} is found, but is not there" for i in session.scalars(stale))


def _ids(session: Session, kind: type[Record]) -> list[int]:
    return list(session.scalars(select(kind.__table__.c.id).where(kind.__table__.c.trashed_at.is_(None))))


def _numbering(session: Session) -> Faults:
    """Ids are never given twice: the series must be past every id there is."""
    last = session.scalar(select(func.max(Registered.id))) or 0
    if session.get_bind().dialect.name == "sqlite":
        given = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'records'")) or 0
    else:
        sequence = session.scalar(text("SELECT pg_get_serial_sequence('records', 'id')"))
        given = session.scalar(text(f"SELECT last_value FROM {sequence}"))  # noqa: S608  from the schema
    if (given or 0) < last:
        yield f"the next id would be {(given or 0) + 1}, but {last} is taken"


CHECKS: dict[str, Callable[[Session], Faults]] = {
    "the database is whole": _integrity,
    "links lead somewhere": _foreign_keys,
    "texts are as they were stored": _captures,
    "quotes stand where they were found": _passages,
    "every record is registered once": _register,
    "parts belong to their records": _roots,
    "records are called by their names": _names,
    "status is that of the newest step": _status,
    "every record can be found": _searchable,
    "ids are given once": _numbering,
}
