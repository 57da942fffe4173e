"""What holds a record: the parts it owns, and the records that link to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.fields import Field, fields_of
from tracker.records import Record, Registered, kind_called, kinds


def parts_below(session: Session, record_id: int, trashed: bool = False) -> list[tuple[type[Record], int]]:
    """The live (or trashed) parts of a record and the parts of those, innermost first."""
    found: list[tuple[type[Record], int]] = []
    for part in kinds().values():
        if part.owner:
            table = part.__table__
            gone = table.c.trashed_at.is_not(None) if trashed else table.c.trashed_at.is_(None)
            own = select(table.c.id).where(table.c[part.owner] == record_id, gone)
            for number in session.scalars(own.order_by(table.c.id)):
                found += [*parts_below(session, number, trashed), (part, number)]
    return found


def linking(session: Session, kind: type[Record], record_id: int) -> dict[str, int]:
    """How many live records of each kind link to a record, its own parts left out."""
    counts: dict[str, int] = defaultdict(int)
    for other in kinds().values():
        table = other.__table__
        for field in fields_of(other):
            if field.column != other.owner and leads_to(field, kind):
                here = select(func.count()).where(
                    table.c[field.column] == record_id, table.c.trashed_at.is_(None)
                )
                counts[other.__tablename__] += session.scalar(here) or 0
    return {name: count for name, count in counts.items() if count}


def leads_to(field: Field, kind: type[Record]) -> bool:
    """Whether a field links to records of a kind."""
    return kind.__tablename__ in field.to or field.to == ("*",)


def refuse_circle(session: Session, kind: type[Record], record_id: int, values: Mapping[str, Any]) -> None:
    """Refuse a link that comes back to the record it starts from: a parent below its own child."""
    table = kind.__table__
    for field in fields_of(kind):
        above = values.get(field.column) if field.to == (kind.__tablename__,) else None
        seen: set[int] = set()
        while above is not None and above not in seen:
            if above == record_id:
                words = f"That would make a circle: it is above that {kind.singular()} already."
                raise Refused(words, {field.name: words})
            seen.add(above)
            above = session.scalar(select(table.c[field.column]).where(table.c.id == above))


def refuse_dangling(session: Session, kind: type[Record], record_id: int) -> None:
    """Refuse to bring back a record that links to one in the trash, or is a part of one."""
    record = session.get(kind, record_id)
    for field in fields_of(kind):
        target = getattr(record, field.column) if field.to else None
        entry = session.get(Registered, target) if target else None
        linked = session.get(kind_called(entry.kind), entry.id) if entry else None
        if entry is not None and linked is not None and linked.trashed_at is not None:
            merged = linked.merged_into_id is not None
            there = "was merged. Undo the merge first" if merged else "is in the trash. Restore that first"
            raise Refused(f"It links to {entry.name}, which {there}.")


def reroot(session: Session, ids: Iterable[int], owner_id: int) -> None:
    """Enter parts that moved to another record, and the parts of those, as parts of it."""
    root = session.scalar(select(Registered.root_id).where(Registered.id == owner_id)) or owner_id
    below = set(ids)
    while below:
        session.execute(update(Registered).where(Registered.id.in_(below)).values(root_id=root))
        below = {number for part in kinds().values() if part.owner for number in _owned(session, part, below)}


def _owned(session: Session, part: type[Record], owners: Iterable[int]) -> Iterable[int]:
    owner = part.__table__.c[str(part.owner)]
    return session.scalars(select(part.__table__.c.id).where(owner.in_(list(owners))))
