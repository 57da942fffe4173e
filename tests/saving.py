"""Saving and reading in one line each, through the tracker's own doors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from tracker.db import reading, transaction
from tracker.queries import record_row
from tracker.records import kind_called
from tracker.writing import Edit


@contextmanager
def editing(engine: Engine, **about: Any) -> Iterator[Edit]:
    """One finished edit in a transaction of its own."""
    with transaction(engine) as session:
        edit = Edit(session, **{"actor": "tester", "door": "api"} | about)
        yield edit
        edit.finish()


def add(engine: Engine, kind: str, /, **values: Any) -> int:
    """Add one record; returns its id."""
    with editing(engine) as edit:
        return edit.add(kind_called(kind), values)


def change(engine: Engine, kind: str, number: int, /, version: int | None = None, **values: Any) -> bool:
    """Change a record against its newest version, or the one given; returns whether anything differed."""
    against = version if version is not None else row(engine, kind, number)["version"]
    with editing(engine) as edit:
        return edit.change(kind_called(kind), number, values, against)


def remove(engine: Engine, kind: str, number: int) -> int:
    """Put a record in the trash; returns the revision."""
    against = row(engine, kind, number)["version"]
    with editing(engine) as edit:
        edit.remove(kind_called(kind), number, against)
    return int(edit.revision or 0)


def restore(engine: Engine, kind: str, number: int) -> None:
    """Take a record out of the trash."""
    with editing(engine) as edit:
        edit.restore(kind_called(kind), number)


def undo(engine: Engine, revision: int) -> int:
    """Take back a revision; returns the one that does."""
    with editing(engine) as edit:
        edit.undo(revision)
    return int(edit.revision or 0)


def row(engine: Engine, kind: str, number: int) -> dict[str, Any]:
    """A record with its parts, as JSON has it."""
    with reading(engine) as session:
        return record_row(session, kind_called(kind), number)


def number(engine: Engine, query: str, **values: Any) -> Any:
    """The one value that a query answers."""
    with reading(engine) as session:
        return session.scalar(text(query), values)


def rows(engine: Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """All that a query answers."""
    with reading(engine) as session:
        return rows_in(session, query, **values)


def rows_in(session: Session, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """All that a query answers in a session."""
    return [tuple(found) for found in session.execute(text(query), values)]


def counts(engine: Engine) -> dict[str, int]:
    """How many rows every table holds, the shadow tables of the word index left out."""
    names = [name for name in inspect(engine).get_table_names() if not name.startswith("search_words")]
    return {name: int(number(engine, f'SELECT count(*) FROM "{name}"')) for name in sorted(names)}


def newest_revision(engine: Engine) -> int:
    """The number of the newest save."""
    return int(number(engine, "SELECT max(id) FROM revisions"))


def changes(engine: Engine, revision: int) -> list[tuple[Any, ...]]:
    """What a revision changed: (record, action, field) in order."""
    query = "SELECT record_id, action, field FROM changes WHERE revision_id = :revision ORDER BY id"
    return rows(engine, query, revision=revision)
