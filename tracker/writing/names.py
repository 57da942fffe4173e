"""What records are called: the register's names, and the short names in addresses."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from anyascii import anyascii
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tracker.fields import Field, field_called
from tracker.lookup import LONGEST, name_key
from tracker.queries.plain import plain
from tracker.records import Record, Registered, kinds, parts_of

BATCH = 500

# Keeps new names: rows of an id, a name and its key.
Store = Callable[[Session, list[dict[str, Any]]], Any]


def _register(session: Session, rows: list[dict[str, Any]]) -> None:
    session.execute(update(Registered), rows)


def relabel(
    session: Session, kind: type[Record], ids: Iterable[int], store: Store = _register
) -> set[int]:
    """Work out the names of records, and then of those that are named after them.

    Returns the ids of all whose name is not what it was. `store` keeps the names, in the register unless
    they are those of another day.
    """
    renamed: set[int] = set()
    wanted = list(ids)
    for start in range(0, len(wanted), BATCH):
        changed = _relabel(session, kind, wanted[start : start + BATCH], store)
        if changed:
            renamed |= {*changed, *_relabel_followers(session, kind, changed, store)}
    return renamed


def _relabel(session: Session, kind: type[Record], ids: list[int], store: Store) -> list[int]:
    """Name some records; returns those whose name is not what it was."""
    before = dict(session.execute(select(Registered.id, Registered.name).where(Registered.id.in_(ids))).all())
    names = labels(session, kind, ids)
    changed = [i for i in ids if names.get(i, "") != before.get(i)]
    if changed:
        store(session, [{"id": i, "name": names.get(i, ""), "name_key": name_key(names.get(i, ""))}
                        for i in changed])  # fmt: skip
    return changed


def labels(session: Session, kind: type[Record], ids: list[int]) -> dict[int, str]:
    """What records are called, from the fields their kind is labelled from."""
    pieces: dict[int, list[str]] = {i: [] for i in ids}
    for name in kind.label_from:
        for i, piece in _pieces(session, kind, name, ids):
            words = str(plain(piece)).replace("_", " ") if name == "status" else str(plain(piece))
            if words not in pieces[i] or words.isdecimal():  # an office in Singapore is in Singapore once
                pieces[i].append(words)
    return {i: kind.label_joint.join(parts)[:LONGEST] for i, parts in pieces.items()}


def own_name(kind: type[Record], columns: Mapping[str, Any]) -> str | None:
    """What a new record is called when only its own words say so; None when others' names are part of it."""
    named_from = _own_columns(kind)
    if named_from is None:
        return None
    words = [str(plain(columns[column])) for column in named_from if columns.get(column) is not None]
    return kind.label_joint.join(words)[:LONGEST]


@cache
def _own_columns(kind: type[Record]) -> tuple[str, ...] | None:
    fields = [field_called(kind, name) for name in kind.label_from]
    if any(field is None or field.to or field.name == "status" for field in fields):
        return None
    return tuple(field.column for field in fields if field)


def _pieces(session: Session, kind: type[Record], name: str, ids: list[int]) -> list[Any]:
    """(id, words) for one of the fields or lists that make the name."""
    table = kind.__table__
    part = parts_of(kind).get(name)
    if part is not None:
        inner = part.__table__
        owner = inner.c[str(part.owner)]
        query = (
            select(owner, Registered.name)
            .join(Registered, Registered.id == inner.c.id)
            .join(table, table.c.id == owner)
            # In the trash a record keeps the name its parts gave it: it has to be found there.
            .where(owner.in_(ids), inner.c.trashed_at.is_(None) | table.c.trashed_at.is_not(None))
            .order_by(inner.c.id)
        )
        return list(session.execute(query))
    field = field_called(kind, name)
    if field is None:
        raise LookupError(f"{kind.__name__}.label_from names {name}, which is no field")
    column = table.c[field.column]
    if field.to:
        query = select(table.c.id, Registered.name).join(Registered, Registered.id == column)
    else:
        query = select(table.c.id, column).where(column.is_not(None))
    return list(session.execute(query.where(table.c.id.in_(ids))))


def _relabel_followers(
    session: Session, kind: type[Record], ids: list[int], store: Store
) -> set[int]:
    """An office is called after its company: renaming the one renames the other."""
    renamed: set[int] = set()
    for follower in kinds().values():
        for name in follower.label_from:
            field = field_called(follower, name)
            if field and field.to and (kind.__tablename__ in field.to or field.to == ("*",)):
                renamed |= relabel(session, follower, _linked(session, follower, field, ids), store)
    owner = kind.owner and field_called(kind, kind.owner)
    if owner:
        table = kind.__table__
        roots = set(session.scalars(select(table.c[owner.column]).where(table.c.id.in_(ids))))
        for parent in kinds().values():
            if kind.listed_as in parent.label_from and parent.__tablename__ in owner.to:
                renamed |= relabel(session, parent, sorted(roots), store)
    return renamed


def _linked(session: Session, kind: type[Record], field: Field, ids: list[int]) -> list[int]:
    table = kind.__table__
    return list(session.scalars(select(table.c.id).where(table.c[field.column].in_(ids))))


def slug(name: str) -> str:
    """A name as it stands in an address."""
    words = re.findall(r"[a-z0-9]+", anyascii(name).lower())
    made = "-".join(words)[:70].strip("-")
    return made if made[:1].isalpha() else f"x-{made}".strip("-")


def free_slugs(session: Session, kind: type[Record], names: list[str]) -> list[str]:
    """A short name for each name that no other record of the kind has."""
    wanted = [slug(name) for name in names]
    column: Any = kind.__table__.c["slug"]
    taken = {"new", "trash", *session.scalars(select(column).where(column.in_(wanted)))}
    found = []
    for made in wanted:
        number, free = 2, made
        while free in taken or session.scalar(select(column).where(column == free)) is not None:
            free, number = f"{made}-{number}", number + 1
        taken.add(free)
        found.append(free)
    return found
