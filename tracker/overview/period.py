"""The changes of a period: numbered in one row, and those of few facts found by these facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from tracker.history import MERGED_INTO, Change, Revision
from tracker.overview.scope import Scope
from tracker.queries.rows import shape_of
from tracker.records import Record, Registered

# So many changes are named one by one instead of walked to.
FEW, FEW_MERGES = 2_000, 500


@dataclass(frozen=True)
class Period:
    """Conditions that a change was saved in a period: `of` those to the facts of a kind, and `merging` those
    that made one record of two, or parted them. cut: some of the period are left out."""

    of: Mapping[type[Record], ColumnElement[bool]]
    merging: ColumnElement[bool]
    cut: bool


def period(session: Session, scope: Scope, first: date, last: date, most: int) -> Period | None:
    """The newest `most` changes of some days; None when nothing was saved then.

    Saves come one after the other, so that the changes of a period are numbered in one row.
    """
    begin, end = datetime.combine(first, time(), UTC), datetime.combine(last, time(23, 59, 59), UTC)
    ends = select(func.min(Revision.id), func.max(Revision.id)).where(Revision.made_at.between(begin, end))
    oldest, newest = tuple[int | None, int | None](session.execute(ends).one())
    if oldest is None or newest is None:
        return None
    ordered = select(Change.id).where(Change.revision_id.between(oldest, newest)).limit(1)
    low = session.scalar(ordered.order_by(Change.revision_id, Change.id)) or 0
    high = session.scalar(ordered.order_by(Change.revision_id.desc(), Change.id.desc())) or 0
    saved = Change.id.between(max(low, high - most + 1), high)
    merges = select(Change.id).where(saved, Change.field == MERGED_INTO)
    of = {kind: _to_facts(session, scope, kind, saved) for kind in scope.kinds}
    return Period(of, _named(session, merges, FEW_MERGES, saved), cut=high - low >= most)


def _to_facts(
    session: Session, scope: Scope, kind: type[Record], saved: ColumnElement[bool]
) -> ColumnElement[bool]:
    """The changes of a period to the facts of a scope, live or in the trash: named when a link leads to few
    facts, as to ask of each of a hundred thousand changes whose it is takes a tenth of a second each time."""
    if not scope.linked:
        return saved
    number = shape_of(kind).table.c["id"]
    wheres = (scope.conditions(session, kind, trashed) for trashed in (False, True))
    facts = [one for where in wheres for one in session.scalars(select(number).where(*where).limit(FEW + 1))]
    if len(facts) > FEW:
        return saved
    query = select(Change.id).join(Registered, Registered.id == Change.record_id)
    return _named(session, query.where(saved, Registered.root_id.in_(facts)), FEW, saved)


def _named(
    session: Session, query: Select[Any], most: int, saved: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Some changes by their numbers, or all of the period when they are more than so many."""
    changes = list(session.scalars(query.limit(most + 1)))
    return Change.id.in_(changes) if len(changes) <= most else saved
