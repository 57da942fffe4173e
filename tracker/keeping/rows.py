"""Rows out of one database into another, whichever kind each is."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Connection, Select, Table, func, insert, select, text
from sqlalchemy.orm import Session

from tracker.db import Base
from tracker.errors import Unavailable
from tracker.keeping.digests import Digest

AT_ONCE = 100  # rows; the text of an article may have two million characters

Progress = Callable[[int], None]

LINKS = text(
    "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()::text::regnamespace ORDER BY 1, 2"
)


def tables() -> list[Table]:
    """Every table that holds rows of its own; the index of words follows from them."""
    return sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def total(session: Session, wanted: Iterable[Table]) -> int:
    """How many rows some tables hold."""
    return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in wanted)


def copy_rows(
    session: Session, query: Select[Any], target: Connection, table: Table, tell: Progress
) -> Digest:
    """Copy the rows that a query finds into a table; returns the digest of what was read."""
    read, names, plain = Digest(), table.c.keys(), _plain(table)
    with session.execute(query.execution_options(yield_per=AT_ONCE)) as found:
        for rows in found.partitions():
            target.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
            read.add(map(plain, rows))
            tell(len(rows))
    return read


def digest_of(connection: Connection, table: Table) -> Digest:
    """The digest of a table's rows, the same on both kinds of database."""
    read, plain = Digest(), _plain(table)
    with connection.execute(select(table).execution_options(yield_per=AT_ONCE)) as found:
        for rows in found.partitions():
            read.add(map(plain, rows))
    return read


def _plain(table: Table) -> Callable[[Any], tuple[Any, ...]]:
    """What makes a row of a table one of plain values, the same from either kind of database."""
    places = [place for place, column in enumerate(table.c) if isinstance(column.type, JSON)]

    def spelled(row: Any) -> tuple[Any, ...]:
        values = list(row)
        for place in places:
            values[place] = json.dumps(_ordered(values[place]))
        return tuple(values)

    return spelled if places else tuple


def _ordered(value: Any) -> Any:
    """JSON in one spelling: PostgreSQL keeps neither the order of names nor how a number was written."""
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_ordered(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@contextmanager
def unlinked(connection: Connection) -> Iterator[None]:
    """Take in rows in any order: links are held again, and all at once, after the last.

    Records link to each other in circles, so no order would do. SQLite holds no links while it is migrated,
    and is asked after; PostgreSQL is given the constraints back, which it checks.
    """
    if connection.dialect.name == "sqlite":
        yield
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            raise Unavailable(f"{len(broken)} rows link to rows that are not there. Run `tracker check`.")
        return
    links = connection.execute(LINKS).all()
    for table, name, _ in links:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, meaning in links:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {meaning}")


def numbers_given(connection: Connection) -> dict[str, int]:
    """The last number that each table has given to a row, which no other row may get."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
        return {name: number for name, number in rows if number}
    found: dict[str, int] = {}
    for table, sequence in _sequences(connection):
        last, called = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608
        found |= {table: last} if called else {}
    return found


def number_on(connection: Connection, given: dict[str, int]) -> None:
    """Go on numbering where another database stopped."""
    if connection.dialect.name == "sqlite":
        for row in given.items():
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", row[:1])
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", row)
        return
    for table, sequence in _sequences(connection):
        if table in given:
            setting = text("SELECT setval(CAST(:sequence AS regclass), :number)")
            connection.execute(setting, {"sequence": sequence, "number": given[table]})


def _sequences(connection: Connection) -> Iterator[tuple[str, str]]:
    """The tables that number their rows on PostgreSQL, each with what counts."""
    for table in tables():
        for column in table.primary_key:
            named = text("SELECT pg_get_serial_sequence(:table, :column)")
            sequence = connection.scalar(named, {"table": table.name, "column": column.name})
            if sequence:
                yield table.name, sequence


def index_words(connection: Connection) -> None:
    """Make the index of words anew, which PostgreSQL does row by row; and let it count what it now holds."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_words(search_words) VALUES ('rebuild')")
    else:
        connection.exec_driver_sql("ANALYZE")
