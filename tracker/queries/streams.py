"""All the rows of a list, streamed: read a few hundred at a time, and worked on a column at a time.

A mapping for each of a million rows of forty columns is most of an export's time; a column of a few hundred
rows is looked at once.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, Float, String, func, select, type_coerce
from sqlalchemy.orm import Session

from tracker.lookup import permalink
from tracker.queries.listing import sorted_rows
from tracker.queries.orders import WORKED_OUT
from tracker.queries.plain import plain
from tracker.queries.rows import shape_of, sources_of
from tracker.records import Record
from tracker.types import Moment

ROWS = 500

# Some rows: {column: a value for each of them}, the columns in the order that a row has them in.
Chunk = dict[str, Sequence[Any]]


def every_chunk(
    session: Session, kind: type[Record], arguments: Iterable[tuple[str, str]] = (), texts: bool = True
) -> Generator[Chunk, None, None]:
    """All the rows that a list's filters leave, in its order, ROWS at a time; `texts`: with whole texts."""
    query, columns = sorted_rows(session, kind, arguments, texts), shape_of(kind).columns
    names = list(query.selected_columns.keys())
    as_text = session.get_bind().dialect.name == "sqlite"
    # The sources are found for many rows at once: within the statement each row would look for its own.
    read = [name for name in names if name not in WORKED_OUT]
    turned = [name for name in read if isinstance(columns[name].type, _turned_by_plain(as_text))]
    query = query.with_only_columns(
        *(_read(columns[name], as_text).label(name) for name in read), maintain_column_froms=True
    )
    # Closed as soon as nobody reads on: the database holds a cursor for it.
    with session.execute(query.execution_options(yield_per=ROWS)) as result:
        for found in result.partitions():
            values: Chunk = dict(zip(read, zip(*found, strict=True), strict=True))
            values |= {name: list(map(plain, values[name])) for name in turned}
            values |= _worked_out(session, kind, values["id"])
            yield {name: values[name] for name in ("id", "permalink", *names[1:])}


def row_total(session: Session, kind: type[Record], arguments: Iterable[tuple[str, str]] = ()) -> int:
    """How many rows those are."""
    number = shape_of(kind).table.c.id
    every = sorted_rows(session, kind, arguments).order_by(None).with_only_columns(number)
    return session.scalar(select(func.count()).select_from(every.subquery())) or 0


def _worked_out(session: Session, kind: type[Record], ids: Sequence[int]) -> Chunk:
    """What is in no column of the table."""
    counts, newest = sources_of(session, kind, ids)
    return {
        "permalink": [permalink(kind, number) for number in ids],
        "source_count": [counts.get(number, 0) for number in ids],
        "newest_source": [newest.get(number) for number in ids],
    }


def _turned_by_plain(as_text: bool) -> tuple[type, ...]:
    return (Float,) if as_text else (Float, Date, Moment)


def _read(column: ColumnElement[Any], as_text: bool) -> ColumnElement[Any]:
    """SQLite keeps days and moments as the very text that JSON has: there is nothing to read and write."""
    return type_coerce(column, String) if as_text and isinstance(column.type, Date | Moment) else column


def rows_in(chunk: Chunk) -> Iterator[dict[str, Any]]:
    """The rows of a chunk, each by itself, as `as_row` makes one."""
    names = tuple(chunk)
    for values in zip(*chunk.values(), strict=True):
        yield dict(zip(names, values, strict=True))


def every_row(
    session: Session, kind: type[Record], arguments: Iterable[tuple[str, str]] = (), texts: bool = True
) -> Iterator[dict[str, Any]]:
    """The same a row at a time."""
    for chunk in every_chunk(session, kind, arguments, texts):
        yield from rows_in(chunk)
