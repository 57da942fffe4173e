"""All the rows of a list, streamed: read a few hundred at a time, and worked on a column at a time.

A mapping for each of a million rows of forty columns is most of an export's time; a column of a few hundred
rows is looked at once.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tracker.queries.cited import COLUMN, citations, wanted
from tracker.queries.listing import sorted_rows
from tracker.queries.rows import Chunk, Reading, reading_of, rows_in, shape_of
from tracker.records import Record

ROWS = 500


def every_chunk(
    session: Session,
    kind: type[Record],
    arguments: Iterable[tuple[str, str]] = (),
    texts: bool = True,
    made: Mapping[str, ColumnElement[Any]] | None = None,
) -> Generator[Chunk, None, None]:
    """All the rows that a list's filters leave, in its order, ROWS at a time; `texts`: with whole texts.

    With their citations where the arguments ask for them. made: what SQLite makes instead of their columns.
    """
    arguments = list(arguments)
    cited, query = wanted(arguments), sorted_rows(session, kind, arguments, texts)
    reading = reading_of(kind, query, session.get_bind().dialect.name == "sqlite")
    reading = reading.instead(made) if made else reading
    # Closed as soon as nobody reads on: the database holds a cursor for it.
    with closing(_tuples(session, reading)) as some:
        for found in some:
            chunk = reading.chunk(session, found)
            yield chunk | {COLUMN: citations(session, kind, chunk)} if cited else chunk


def _tuples(session: Session, reading: Reading) -> Generator[Sequence[Sequence[Any]], None, None]:
    """What a statement gives, ROWS at a time; from the driver itself where nothing is to be done to it."""
    if not reading.as_stored:
        with session.execute(reading.statement.execution_options(yield_per=ROWS)) as result:
            yield from result.partitions()
        return
    # Of the connection: a session has no cursor to give where a filter asks the register by its class.
    with session.connection().execute(reading.statement) as stored:
        while found := stored.cursor.fetchmany(ROWS):
            yield found


def row_total(session: Session, kind: type[Record], arguments: Iterable[tuple[str, str]] = ()) -> int:
    """How many rows those are."""
    number = shape_of(kind).table.c.id
    every = sorted_rows(session, kind, arguments).order_by(None).with_only_columns(number)
    return session.scalar(select(func.count()).select_from(every.subquery())) or 0


def every_row(
    session: Session, kind: type[Record], arguments: Iterable[tuple[str, str]] = (), texts: bool = True
) -> Iterator[dict[str, Any]]:
    """The same a row at a time."""
    for chunk in every_chunk(session, kind, arguments, texts):
        yield from rows_in(chunk)
