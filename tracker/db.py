"""Connections, the declarative base and `transaction()`, the only place that commits."""

import os
import random
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    Enum,
    FromClause,
    MetaData,
    and_,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import PoolProxiedConnection

from tracker.errors import Unavailable

# Every constraint has a name, so that a migration can change it on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    # Choices are plain text with a named CHECK (see Record), so that SQL shows the words themselves.
    type_annotation_map = {Literal: Enum("", native_enum=False)}


# Said of the database's own complaints; the first sign that stands in them counts.
REASONS = {
    "readonly": "The database file is read-only; nothing was saved. Make it writable and try again.",
    "read-only": "The database is read-only; nothing was saved.",
    "disk is full": "The disk is full; nothing was saved. Free some space and try again.",
    "No space left": "The disk is full; nothing was saved. Free some space and try again.",
    "disk I/O error": "The disk does not read or write as it should. Is it full, or failing?",
    "locked": "The database is busy; nothing was saved. Try again in a moment.",
    "lock timeout": "The database is busy; nothing was saved. Try again in a moment.",
    "deadlock": "The database is busy; nothing was saved. Try again in a moment.",
    "statement timeout": "That took too long and was stopped. Narrow it down and try again.",
    "malformed": "The database file is damaged. Run `tracker check`, and restore a backup.",
    "not a database": "The file is no SQLite database, or a damaged one. Restore a backup or name another.",
    "unable to open": "The database file cannot be opened. Does its folder exist, and may it be written? "
    "Where one may only read, only what `tracker snapshot` wrote can be opened.",
    "no such table": "The database has no tables yet. Run `tracker init`.",
    "no such column": "The database has another schema. Run `tracker init`.",
    "UndefinedTable": "The database has no tables yet. Run `tracker init`.",
    "UndefinedColumn": "The database has another schema. Run `tracker init`.",
}
# The words of the index of words one by one: a view of this connection alone, nothing is written to the file.
TERMS = "CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab(main, search_words, instance)"
BATCH = 500
MOST_VALUES = 20_000  # of one statement; SQLite takes 32,766
# Said of a session that sees one moment and changes nothing: what it once read, it need not read again.
STILL = "still"
PATIENCE = 10.0  # seconds that a save waits for another one
CALLED = "tracker"  # by PostgreSQL, where it lists who is connected
# One number that all writers on PostgreSQL agree on.
WRITERS = 7_472_616_365
# Kilobytes of SQLite's own cache: each thread has a connection, and the system keeps the file anyway. A large
# save touches every index at once.
READING, WRITING = 4_000, 32_000
# Before it, a file can be damaged when one process writes while another one tidies the log.
SAFE_SQLITE = (3, 51, 3)


def make_engine(url: str, migrating: bool = False) -> Engine:
    """An engine for a SQLite file or a PostgreSQL database, with the guards of each.

    migrating: foreign keys are not held by SQLite while tables are rebuilt, and there is no time limit but
    a minute's wait for another migration.
    """
    seconds = 60 if migrating else PATIENCE
    if url.startswith("sqlite"):
        return _sqlite(url, "OFF" if migrating else "ON", seconds)
    limits = f"-c statement_timeout={0 if migrating else 60000} -c lock_timeout={round(seconds * 1000)}"
    options = f"{limits} -c timezone=UTC"
    about = {"options": options, "fallback_application_name": CALLED}
    return create_engine(url, connect_args=about, pool_pre_ping=True, hide_parameters=True)


def file_of(url: str | URL) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL and for one in memory."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or parts.database in (None, "", ":memory:"):
        return None
    return Path(str(parts.database).removeprefix("file:"))


def _sqlite(url: str, foreign_keys: str, seconds: float) -> Engine:
    # What was typed stands in no message of an error: those may be noted somewhere.
    waiting = {"timeout": seconds, "check_same_thread": False}
    engine = create_engine(url, connect_args=waiting, hide_parameters=True)

    @event.listens_for(engine, "do_connect")
    def make(*_: object) -> None:
        if not make_url(url).query:  # which may say that nothing is to be made
            _make_private(file_of(url))

    @event.listens_for(engine, "connect")
    def guard(connection: sqlite3.Connection, record: object) -> None:
        # The driver's own BEGIN is deferred: two writers that both read first would deadlock at once
        # (275 of 320 saves failed). We begin ourselves, IMMEDIATE for writing.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={round(seconds * 1000)}",
            "synchronous=FULL",
            f"foreign_keys={foreign_keys}",
            "trusted_schema=OFF",
            "mmap_size=0",
            f"cache_size=-{READING}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()
        _write_ahead(connection)
        connection.execute(TERMS).close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        options, driver = connection.get_execution_options(), connection.connection.dbapi_connection
        writing = options.get("writing", False)
        driver.execute(f"PRAGMA cache_size=-{WRITING if writing else READING}").close()
        if writing:
            patience = options.get("patience") or seconds
            _await_turn(driver, patience, seconds)
        else:
            driver.execute("BEGIN").close()

    return engine


def _make_private(file: Path | None) -> None:
    """Make the file of a database that is not there yet for its owner alone. What SQLite lays beside it is as
    the file is; whoever opens an old one to others has reasons."""
    # Where it cannot be made, SQLite says so.
    with suppress(OSError):
        if file:
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _await_turn(connection: sqlite3.Connection, patience: float, seconds: float) -> None:
    """Begin to write as soon as nobody else does; `seconds` is the wait that the connection has otherwise.

    SQLite's own waiting sleeps the longer the longer it has waited, up to 0.1 s, so that newcomers overtake:
    of 8 busy processes on 2 busy cores one waited for more than 10 s. Here all have the same chance.
    """
    deadline = time.monotonic() + patience
    connection.execute("PRAGMA busy_timeout=0").close()
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE").close()
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise OperationalError("BEGIN IMMEDIATE", None, error) from error
                time.sleep(random.uniform(0.001, 0.01))  # noqa: S311  nobody is to guess less than that
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout={round(seconds * 1000)}").close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side. A file that may only be read stays as it is."""
    try:
        connection.execute("PRAGMA journal_mode=WAL").close()
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error):
            raise


def batches(ids: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Values in lists short enough for the variables one statement may have."""
    ordered = list(ids)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))


def among(column: Any, ids: Collection[int]) -> ColumnElement[bool]:
    """That a column holds one of some ids. Those of an import have no gaps: two numbers say that."""
    if ids and max(ids) - min(ids) == len(set(ids)) - 1:
        return cast("ColumnElement[bool]", column.between(min(ids), max(ids)))
    return cast("ColumnElement[bool]", column.in_(ids))


def beginning(session: Session, key: Any, start: str) -> ColumnElement[bool]:
    """That a key in small letters begins with some. SQLite's LIKE finds capitals too, so no index serves it:
    there the range is said as well (2 million names: 0.2 ms for 330)."""
    alike: ColumnElement[bool] = key.startswith(start, autoescape=True)
    if session.get_bind().dialect.name != "sqlite":
        return alike
    return and_(alike, key >= start, key < start + chr(sys.maxunicode))


def insert_many(session: Session, table: FromClause, columns: Mapping[str, Sequence[Any]]) -> None:
    """Put rows into a table, hundreds with one statement: the values of each column, all equally many.

    With a statement for each, SQLite would lay out anew for every row the words that its CHECKs allow.
    """
    connection = session.connection()
    dialect = connection.dialect
    stored = [list(_stored(table.c[name], dialect)(values)) for name, values in columns.items()]
    quoted = ", ".join(map(dialect.identifier_preparer.quote, columns))
    mark = "?" if dialect.name == "sqlite" else "%s"
    row = f"({', '.join([mark] * len(columns))})"
    count, at_once = len(stored[0]), MOST_VALUES // len(columns)
    for start in range(0, count, at_once):
        rows = ", ".join([row] * min(at_once, count - start))
        statement = f"INSERT INTO {table} ({quoted}) VALUES {rows}"  # noqa: S608  names of our own
        some = zip(*(values[start : start + at_once] for values in stored), strict=True)
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))


def _stored(column: ColumnElement[Any], dialect: Dialect) -> Callable[[Sequence[Any]], Iterable[Any]]:
    """What turns the values of a column into those that the driver takes."""
    turn = column.type.dialect_impl(dialect).bind_processor(dialect)
    if turn is None:
        return iter
    # An import has few days and moments, and turns them into text again and again.
    kept = lru_cache(maxsize=5000)(turn) if column.type.python_type in (date, datetime) else turn
    return partial(map, kept)


@contextmanager
def transaction(engine: Engine, patience: float | None = None) -> Iterator[Session]:
    """A session that may write, one at a time; committed on leaving, rolled back on an exception.

    patience: the seconds to wait for another writer, PATIENCE when it is left out.
    """
    with (
        explained(),
        engine.connect().execution_options(writing=True, patience=patience) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        if patience and connection.dialect.name == "postgresql":
            session.execute(text(f"SET LOCAL lock_timeout = {max(1, round(patience * 1000))}"))
        queue(session)
        yield session
        session.commit()


def queue(bound: Session | Connection) -> None:
    """Wait until nobody else writes, as BEGIN IMMEDIATE does on SQLite.

    What is checked before writing (is the name free, do two parties remain, does nobody link to it) then
    still holds when it is written, and saves never deadlock.
    """
    connection = bound.connection() if isinstance(bound, Session) else bound
    if connection.dialect.name == "postgresql":
        bound.execute(text("SELECT pg_advisory_xact_lock(:writers)"), {"writers": WRITERS})


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one moment of the database and changes nothing."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with explained(), Session(engine, info={STILL: True}) as session:
        yield session


class Watch:
    """Tells whether anything was committed to a database, whoever did: its `version` is then another one.

    Versions are compared with others of the same watch, and mean nothing elsewhere.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._one_at_a_time = threading.Lock()
        self._connection: PoolProxiedConnection | None = None
        event.listen(engine, "engine_disposed", self._close)

    def version(self, session: Callable[[], Session]) -> object:
        """The version that a session sees, or one before it; never one that came later.

        session: what opens it, or gives the one that is open; asked only where the database must be.
        """
        if self._engine.dialect.name == "postgresql":
            return session().scalar(text("SELECT CAST(pg_current_snapshot() AS text)"))
        with self._one_at_a_time:
            try:
                # SQLite tells a connection about the commits of all others, so this one never writes.
                if self._connection is None:
                    self._connection = self._engine.raw_connection()
                (version,) = self._connection.cursor().execute("PRAGMA data_version").fetchone()
            except sqlite3.DatabaseError as error:
                raise OperationalError("PRAGMA data_version", None, error) from error
        return version

    def _close(self, engine: Engine) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def explained() -> Iterator[None]:
    """Turn the database's own complaints into an answer that says what to do."""
    try:
        yield
    except DBAPIError as error:
        answer = unavailable(error)
        if answer is None:
            raise
        raise answer from error


def unavailable(error: DBAPIError) -> Unavailable | None:
    """What a complaint of the database comes to for whoever asked; None when it is a fault of ours."""
    if isinstance(error, (IntegrityError, DataError)):
        return None
    complaint = f"{type(error.orig).__name__} {error.orig}"
    reason = next((reason for sign, reason in REASONS.items() if sign in complaint), None)
    if reason is None and not isinstance(error, OperationalError):
        return None
    return Unavailable(reason or "The database did not answer. Is it running, and is its address right?")
