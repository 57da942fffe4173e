"""Which claims charts are drawn of: the pairs of subject and metric with most claims, and their newest."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from tracker.lookup import targets_of
from tracker.overview.kept import kept
from tracker.overview.scope import Scope
from tracker.records import Record, kind_called
from tracker.records.claim import Claim

MOST_CLAIMS = 1000
MORE = 50  # pairs beyond those drawn that are still counted

Pair = tuple[int, int]


@dataclass(frozen=True)
class Charted:
    """The claims that charts are drawn of, newest first, and how many there are of their pairs of subject and
    metric; `more`: how many pairs there are besides."""

    claims: Sequence[int]
    counted: int
    more: int

    def __len__(self) -> int:
        return len(self.claims)


def charted(session: Session, scope: Scope, most: int) -> Charted:
    """The claims for the charts of `most` pairs: of the many about a metric they are looked for once, until a
    claim is saved or one of those."""
    return kept(
        session, ("charted", most, *scope.query), lambda: _charted(session, scope, most), of=_told_by(scope)
    )


def _told_by(scope: Scope) -> tuple[type[Record], ...]:
    """The kinds whose saves can change which claims are meant: themselves and whom they are about; none when
    other filters mean them, and any save can."""
    fields = [one.field for one in scope.filters]
    if any(field.name not in ("subject", "metric") for field in fields):
        return ()
    return (Claim, *(kind_called(name) for field in fields for name in targets_of(field.to)))


def _charted(session: Session, scope: Scope, most: int) -> Charted:
    where = scope.conditions(session, Claim)
    pairs = _pairs(session, where, most)
    drawn = [pair for pair, _ in pairs[:most]]
    counted = sum(count for _, count in pairs[:most])
    return Charted(_newest(session, where, drawn), counted, len(pairs[most:]))


def _pairs(session: Session, where: Sequence[ColumnElement[bool]], most: int) -> list[tuple[Pair, int]]:
    """The pairs of subject and metric with two values or more, those with most claims first."""
    claim = Claim.__table__.c
    count = func.count()
    valued = func.count(func.coalesce(claim.value_low, claim.value_high))
    query = select(claim.subject_id, claim.metric_id, count).where(*where)
    grouped = query.group_by(claim.subject_id, claim.metric_id).having(valued > 1)
    ranked = grouped.order_by(count.desc(), claim.subject_id, claim.metric_id)
    found = session.execute(ranked.limit(most + MORE))
    return [((subject, metric), number) for subject, metric, number in found]


def _newest(session: Session, where: Sequence[ColumnElement[bool]], pairs: Sequence[Pair]) -> Sequence[int]:
    """The newest claims of some pairs."""
    if not pairs:
        return []
    claim = Claim.__table__.c
    either = or_(*((claim.subject_id == subject) & (claim.metric_id == metric) for subject, metric in pairs))
    return session.scalars(
        select(claim.id).where(*where, either).order_by(claim.id.desc()).limit(MOST_CLAIMS)
    ).all()
