"""How many records each save touched. That never changes, and is kept: to count an import of a million takes
seconds."""

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from tracker.history import Change
from tracker.records import Registered

# By what was done and the kind of record.
Amounts = Mapping[tuple[str, str], int]
# Of so many saves they are kept.
MOST = 10_000
_kept: WeakKeyDictionary[Pool, dict[int, Amounts]] = WeakKeyDictionary()


def amounts(session: Session, ids: Sequence[int]) -> dict[int, Amounts]:
    """How many records each of some saves touched, by what it did to them and by their kind.

    For sessions that only read: a save that is not committed yet may never be.
    """
    kept = _kept.setdefault(session.get_bind().engine.pool, {})
    known = {number: kept[number] for number in ids if number in kept}
    fresh = _counted(session, [number for number in ids if number not in known])
    if len(kept) + len(fresh) > MOST:
        kept.clear()
    kept.update(fresh)
    return known | fresh


def _counted(session: Session, ids: Sequence[int]) -> dict[int, Amounts]:
    query = (
        select(
            Change.revision_id, Change.action, Registered.kind, func.count(Change.record_id.distinct())
        )
        .join(Registered, Registered.id == Change.record_id)
        .where(Change.revision_id.in_(ids))
        .group_by(Change.revision_id, Change.action, Registered.kind)
        .order_by(Change.revision_id, func.min(Change.id))
    )
    found: dict[int, dict[tuple[str, str], int]] = {number: {} for number in ids}
    for revision, action, kind, count in session.execute(query) if ids else ():
        found[revision][action, kind] = count
    return {**found}
