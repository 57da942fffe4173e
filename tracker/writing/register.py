"""Giving out ids: one series for all kinds, and what each new record is a part of."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tracker.db import batches, insert_many
from tracker.errors import Refused
from tracker.fields import fields_of
from tracker.lookup import name_key
from tracker.records import Record, Registered
from tracker.writing.cleaning import Cleaned
from tracker.writing.names import own_name


def register(
    session: Session, kind: type[Record], rows: Sequence[Cleaned], ids: Sequence[int | None] | None = None
) -> list[int]:
    """Enter rows in the register, under the ids given or the next free ones; returns their ids."""
    fresh = next_ids(session, len(rows) if ids is None else list(ids).count(None))
    given = [next(fresh) if i is None else i for i in ids or [None] * len(rows)]
    owners = [row.columns[kind.owner] if kind.owner else i for i, row in zip(given, rows, strict=True)]
    # A citation of an event belongs to the event's office.
    roots = roots_of(session, owners) if kind.owner else {}
    names = [own_name(kind, row.columns) or "" for row in rows]
    entries = {
        "id": given,
        "kind": [kind.__tablename__] * len(given),
        "root_id": [roots.get(owner) or owner for owner in owners],
        "name": names,
        "name_key": [name_key(name) for name in names],
    }
    insert_many(session, Registered.__table__, entries)
    if ids is not None:
        pass_over(session, max(given, default=0))
    return given


def pass_over(session: Session, last: int) -> None:
    """Give out no id up to `last` any more: rows that bring their own ids have them, or will."""
    if session.get_bind().dialect.name == "sqlite":
        there = "FROM sqlite_sequence WHERE name = 'records'"
        session.execute(
            text(f"INSERT INTO sqlite_sequence SELECT 'records', 0 WHERE NOT EXISTS (SELECT 1 {there})")
        )
        session.execute(
            text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = 'records'"), {"last": last}
        )
        return
    query = (
        "SELECT setval(sequence, greatest(:last, nextval(sequence)))"
        " FROM (SELECT pg_get_serial_sequence('records', 'id')::regclass AS sequence) AS own"
    )
    session.execute(text(query), {"last": last})


def next_ids(session: Session, count: int) -> Iterator[int]:
    """The next free ids of the register, which this transaction alone may use."""
    if session.get_bind().dialect.name == "sqlite":
        # Writing transactions exclude one another, and the sequence remembers ids of rows long gone.
        last = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'records'")) or 0
        return iter(range(last + 1, last + 1 + count))
    sequence = "SELECT nextval(pg_get_serial_sequence('records', 'id')) FROM generate_series(1, :count)"
    return iter(session.scalars(text(sequence), {"count": count}).all())


def roots_of(session: Session, ids: Iterable[int]) -> dict[int, int | None]:
    """The record that each of these is a part of, or itself."""
    found: dict[int, int | None] = {}
    for some in batches(sorted(set(ids))):
        query = select(Registered.id, Registered.root_id).where(Registered.id.in_(some))
        found |= dict(session.execute(query).all())
    return found


def refuse_taken(session: Session, kind: type[Record], rows: Sequence[Cleaned], but: int = 0) -> None:
    """Say which record has a value that only one may have, before the database refuses it without words."""
    for field in fields_of(kind):
        column = kind.__table__.c[field.column]
        if not column.unique:
            continue
        values = [row.columns[field.column] for row in rows if row.columns.get(field.column) is not None]
        taken = len(set(values)) < len(values)
        for some in batches(values):
            query = select(kind.__table__.c.id).where(column.in_(some), kind.__table__.c.id != but)
            taken = taken or session.scalar(query.limit(1)) is not None
        if taken:
            words = f"Another {kind.singular()} has this {field.label.lower()} already."
            raise Refused(words, {field.name: words})
