"""Connections, the declarative base and `transaction()`, the only place that commits."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from sqlalchemy import Engine, Enum, MetaData, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

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


def make_engine(url: str, migrating: bool = False) -> Engine:
    """An engine for a SQLite file or a PostgreSQL database, with the guards of each.

    migrating: foreign keys are not held by SQLite while tables are rebuilt, and there is no time limit.
    """
    if url.startswith("sqlite"):
        return _sqlite(url, "OFF" if migrating else "ON")
    options = f"-c statement_timeout={0 if migrating else 60000} -c lock_timeout=10000 -c timezone=UTC"
    return create_engine(url, connect_args={"options": options}, pool_pre_ping=True)


def _sqlite(url: str, foreign_keys: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def guard(connection: sqlite3.Connection, record: object) -> None:
        # The driver's own BEGIN is deferred: two writers that both read first would deadlock at once
        # (275 of 320 saves failed). We begin ourselves, IMMEDIATE for writing.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"foreign_keys={foreign_keys}",
            "busy_timeout=10000",
            "trusted_schema=OFF",
            "mmap_size=0",
            "cache_size=-32000",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that may write: committed on leaving, rolled back when left by an exception."""
    with (
        _explained(),
        engine.connect().execution_options(writing=True) as connection,
        Session(connection) as session,
    ):
        yield session
        session.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one moment of the database and changes nothing."""
    with _explained(), Session(engine) as session:
        yield session


@contextmanager
def _explained() -> Iterator[None]:
    """Turn the database's own complaints into an answer that says what to do."""
    try:
        yield
    except OperationalError as error:
        raise Unavailable(_reason(error)) from error
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.DatabaseError) and "malformed" in str(error.orig):
            raise Unavailable(_reason(error)) from error
        raise


def _reason(error: DBAPIError) -> str:
    text = str(error.orig)
    for sign, reason in {
        "readonly": "The database file is read-only; nothing was saved. Make it writable and try again.",
        "read-only": "The database is read-only; nothing was saved.",
        "full": "The disk is full; nothing was saved. Free some space and try again.",
        "locked": "The database is busy; nothing was saved. Try again in a moment.",
        "lock timeout": "The database is busy; nothing was saved. Try again in a moment.",
        "statement timeout": "That took too long and was stopped. Narrow it down and try again.",
        "malformed": "The database file is damaged. Run `tracker check`, and restore a backup.",
        "unable to open": "The database file cannot be opened. Does its folder exist, and may it be read?",
        "no such table": "The database has no tables yet. Run `tracker init`.",
        "no such column": "The database has another schema. Run `tracker init`.",
    }.items():
        if sign in text:
            return reason
    return "The database did not answer. Is it running, and is its address right?"
