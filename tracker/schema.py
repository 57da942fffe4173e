"""Bringing a database to this version's schema, and telling whether it is there."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

# Their tables belong to the metadata.
from tracker import accounts, backups, dictionary, drafts, history, search, watchlists  # noqa: F401
from tracker.db import Base, explained, make_engine, queue, reading, transaction
from tracker.errors import Refused, Unavailable
from tracker.queries import saved  # noqa: F401

# Alembic is imported where it works: a start with nothing to migrate is a fifth of a second quicker.
if TYPE_CHECKING:
    from alembic.config import Config

PACKAGE = Path(__file__).resolve().parent


def bundled(folder: str) -> Path:
    """A folder that ships with the tracker: inside the package when installed, beside it in a checkout."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(bundled("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes |= {"connection": connection, "metadata": Base.metadata, "include_object": _ours}
    return config


def _ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """What models describe: the word index of each database with its shadow tables, and the indexes that
    lists are sorted by, are the migrations' own."""
    if kind == "table":
        return not (name or "").startswith("search_words") and name != "sqlite_sequence"
    if kind == "index" and "_by_" in (name or ""):
        return False
    return not (kind in ("column", "index") and name in ("words", "ix_search_entries_words"))


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    """A connection for migrating, while nobody else writes.

    SQLite rebuilds a table by dropping it, and with foreign keys on that deletes every row that points to
    it; inside a transaction the switch does nothing, so it is off from the start.
    """
    own = make_engine(engine.url.render_as_string(hide_password=False), migrating=True)
    try:
        with own.connect().execution_options(writing=True) as connection, connection.begin():
            queue(connection)
            yield connection
    finally:
        own.dispose()


def known_schemas() -> list[str]:
    """The revisions there are, newest first: migrations are numbered and linear."""
    files = bundled("migrations").joinpath("versions").glob("[0-9]*.py")
    return sorted((file.name.partition("_")[0] for file in files), reverse=True)


def head() -> str:
    """The revision of this version's schema."""
    return known_schemas()[0]


def current(engine: Engine) -> str | None:
    """The revision a database is at; None for an empty one. Unavailable when it is not ours to change."""
    with explained(), engine.connect() as connection:
        return _current(connection)


def _current(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise Unavailable(
                f"This database holds tables of something else ({', '.join(sorted(tables)[:3])}). "
                "Give the tracker a database of its own; nothing was changed."
            )
        return None
    at = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if at is not None and at not in known_schemas():
        raise Unavailable(
            f"The database was made by a newer version of the tracker (schema {at}, this one knows "
            f"{head()}). Install that version; nothing was changed."
        )
    return None if at is None else str(at)


def migrate(engine: Engine, to: str = "head") -> None:
    """Run the migrations up to a revision (or down with `to` an earlier one); all or nothing."""
    known = known_schemas()
    target = known[0] if to == "head" else to
    if (current(engine) or "base") == target:
        return
    from alembic import command

    with explained(), _connected(engine) as connection:
        at = _current(connection)  # another process may have been quicker
        down = at is not None and (target == "base" or known.index(target) > known.index(at))
        (command.downgrade if down else command.upgrade)(_config(connection), target)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise Unavailable(f"The migration would break {len(broken)} links; nothing was changed.")
    if target == known[0]:
        _find_all(engine)


@contextmanager
def making(engine: Engine) -> Iterator[Connection]:
    """A connection to an empty database on which this version's tables were just made.

    They stay only when all that is done on it succeeds. Refused when there are tables already.
    """
    from alembic import command

    with explained(), _connected(engine) as connection:
        found = inspect(connection).get_table_names()
        if found:
            raise Refused(f"It is not empty: it has {len(found)} tables. Name a new database, or drop them.")
        command.upgrade(_config(connection), "head")
        yield connection


def _find_all(engine: Engine) -> None:
    """Index what a migration could not: it knows the tables, and not what the kinds are found by."""
    with reading(engine) as session:
        unmade = search.unmade(session)
    if unmade:
        with transaction(engine) as session:
            search.index(session, unmade)


def drift(engine: Engine) -> list[Any]:
    """Where the models and the database differ; empty when all is well."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection, warnings.catch_warnings():
        # On SQLite an index on an expression cannot be compared; those are the migrations' own.
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        context = MigrationContext.configure(connection, opts={"include_object": _ours, "compare_type": True})
        return list(compare_metadata(context, Base.metadata))
