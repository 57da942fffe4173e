"""Which records were made one in a period: facts of a scope, and companies and people they are about."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from tracker.history import MERGED_INTO, Change
from tracker.lookup import lookup_of
from tracker.overview.scope import Scope
from tracker.queries.filters import conditions, read_filters
from tracker.queries.reach import reach
from tracker.records import Record, Registered
from tracker.records.company import Company
from tracker.records.person import Person


def merging_saves(saves: ColumnElement[bool]) -> Select[Any]:
    """The saves that made one of two records, or two of one again: what they moved corrects nothing."""
    return select(Change.revision_id).where(saves, Change.field == MERGED_INTO).correlate(None)


def last_of(column: Literal["action", "field"]) -> ColumnElement[bool]:
    """That a change is the last of its sort to its record: what was taken back can be done again."""
    later = aliased(Change)
    same = getattr(later, column) == getattr(Change, column)
    return ~exists().where(later.record_id == Change.record_id, same, later.id > Change.id).correlate(Change)


def merged_kinds(scope: Scope) -> tuple[type[Record], ...]:
    """The kinds whose merges a scope tells: its own, and without `_of` those that its filters can choose."""
    if scope.of:
        return scope.kinds
    names = {name for name, _ in scope.arguments}
    beside = [(Company, names - {"company"}), (Person, names)]
    return (*scope.kinds, *(kind for kind, some in beside if all(reach(kind, name) for name in some)))


def merged_changes(
    session: Session, scope: Scope, kind: type[Record], saves: ColumnElement[bool]
) -> Select[Any]:
    """The merges that hold, and those of an earlier period that were undone, newest first.

    By the record that was merged and the one it became (`root_id`); `new` is empty where that was undone.
    """
    table = kind.__table__
    gone = table.alias("gone")
    undone = Change.new.is_(None)
    became = func.coalesce(gone.c.merged_into_id, cast(cast(Change.old, Text), BigInteger))
    # The record that stays may itself have become another one since.
    there = or_(table.c.trashed_at.is_(None), table.c.merged_into_id.is_not(None))
    either = or_(table.c.id == became, and_(undone, table.c.id == gone.c.id))
    within = exists().where(either, there, *_chosen(session, scope, kind))
    told = or_(~undone, Change.record_id.not_in(_merged_within(saves)))
    return (
        select(
            Change.id, Change.record_id, Change.field, Change.old, Change.new,
            literal(kind.__tablename__).label("kind"), became.label("root_id"),
        )
        .select_from(Change)
        .join(gone, gone.c.id == Change.record_id)
        .where(saves, Change.field == MERGED_INTO, last_of("field"), told, within.correlate(gone, Change))
        .order_by(Change.id.desc())
    )  # fmt: skip


def _merged_within(saves: ColumnElement[bool]) -> Select[Any]:
    """The records that were no other's before these saves: undone among them, a merge is as if never made."""
    merging = select(func.min(Change.id)).where(saves, Change.field == MERGED_INTO).group_by(Change.record_id)
    return select(Change.record_id).where(Change.id.in_(merging), Change.old.is_(None)).correlate(None)


def _chosen(session: Session, scope: Scope, kind: type[Record]) -> list[ColumnElement[bool]]:
    """The scope's filters on the record that stays; a company is the one that is asked for."""
    if kind is not Company:
        return conditions(session, kind, read_filters(kind, scope.arguments))
    asked = [value for name, value in scope.arguments if name == "company"]
    others = [pair for pair in scope.arguments if pair[0] != "company"]
    own = [Company.__table__.c.id.in_(_ids(session, asked))] if asked else []
    return [*own, *conditions(session, kind, read_filters(kind, others))]


def _ids(session: Session, called: Sequence[str]) -> list[int]:
    looking, found = lookup_of(session), list[int]()
    for value in called:
        number, _, candidates = looking.resolve(value, (Company.__tablename__,))
        found += [number] if number is not None else [one.id for one in candidates]
    return found


def merged_sentences(session: Session, pairs: Sequence[tuple[int, int]]) -> dict[int, str]:
    """What became of each merged record, of pairs of it and the one it became."""
    names = _names(session, pairs)
    return {gone: f"{names[gone]} was merged into {names[into]}." for gone, into in pairs}


def parted_sentences(session: Session, pairs: Sequence[tuple[int, int]]) -> dict[int, str]:
    """The same of those whose merge was undone."""
    names = _names(session, pairs)
    words = "was parted from {}: their merge was undone."
    return {gone: f"{names[gone]} {words.format(names[into])}" for gone, into in pairs}


def _names(session: Session, pairs: Sequence[tuple[int, int]]) -> dict[int, str]:
    ids = {number for pair in pairs for number in pair}
    return dict(session.execute(select(Registered.id, Registered.name).where(Registered.id.in_(ids))).all())
