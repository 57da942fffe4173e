"""Counts of all facts, kept up by what saves touched: that is taken off as it was, and added as it is.

What is counted must be a sum over facts. What they were is read from the past, so that of no fact anything is
kept by itself.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from tracker.db import batches, reading
from tracker.history import LOOKS_BACK, Known, known_of, newest_revision, standing_after
from tracker.overview.groups import GROUPS, belonging
from tracker.overview.kept import kept
from tracker.overview.marks import marks_of
from tracker.overview.scope import Scope
from tracker.queries.tallies import touched_since
from tracker.records import kind_called
from tracker.records.claim import Claim
from tracker.records.source import Article, Citation

Counted = TypeVar("Counted")

# When more facts were touched, all are counted anew.
MOST = 2_000
# The columns of a mark by which it is counted.
LEAN = ("fact_id", "first", "last", "basis")
# The newest of each count by what it is of, with its revision; by pool, as what is kept.
_newest: WeakKeyDictionary[Pool, dict[Hashable, tuple[int, Any]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Standing:
    """What some facts have on the time axis at a moment: (fact, first, last, basis) of each mark, with those
    that have no date, and (fact, group) by "company" and "country"."""

    marks: Sequence[tuple[int, date | None, date | None, str]]
    groups: Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class Moved:
    """All facts that saves touched, before and after."""

    before: Standing
    after: Standing

    @property
    def both(self) -> tuple[tuple[int, Standing], tuple[int, Standing]]:
        """What to take off, and what to add."""
        return (-1, self.before), (1, self.after)


def kept_up(
    session: Session,
    scope: Scope,
    key: str,
    count: Callable[[Session], Counted],
    again: Callable[[Session, Counted, Moved], Counted],
) -> Counted:
    """What `count` gives for the facts of a scope without filters, at the session's moment; `again` makes it
    of what was counted at another one and what moved in between. What comes is shared: it is not changed."""
    assert not scope.filters, "only what is counted of all facts is kept up"
    named = (key, *(kind.__tablename__ for kind in scope.kinds))

    def made() -> Counted:
        if known := known_of(session):
            with reading(session.get_bind().engine) as present:
                present.info[LOOKS_BACK] = session.info.get(LOOKS_BACK)
                moved = _moved_back(present, session, scope, known)
                if moved is None:
                    return count(session)
                return again(session, kept_up(present, scope, key, count, again), moved)
        newest = _newest.setdefault(session.get_bind().engine.pool, {})
        revision, (then, before) = newest_revision(session)[0], newest.get(named, (-1, None))
        moved = _moved_since(session, scope, then) if 0 <= then <= revision else None
        found = again(session, cast("Counted", before), moved) if moved else count(session)
        if then <= revision:
            newest[named] = revision, found
        return found

    return kept(session, named, made)


def _moved_since(session: Session, scope: Scope, revision: int) -> Moved | None:
    """What moved since a revision; None when it is too much, or the session cannot look back."""

    def read() -> Moved | None:
        facts, back = _touched(session, scope, revision), standing_after(session, revision)
        if facts is None or back is None:
            return None
        with back as then:
            return Moved(_standing(then, scope, facts), _standing(session, scope, facts))

    return kept(session, ("moved", revision, *scope.kinds), read)


def _moved_back(present: Session, session: Session, scope: Scope, known: Known) -> Moved | None:
    """What is otherwise in a session that looks back; None when too much is, or somebody saved meanwhile."""
    same = newest_revision(present)[0] == newest_revision(session)[0]
    facts = _touched(present, scope, known.revision) if same else None
    if facts is None:
        return None
    return Moved(_standing(present, scope, facts), _standing(session, scope, facts))


def _touched(session: Session, scope: Scope, since: int) -> list[int] | None:
    """The facts that saves since can have moved; None when they are too many."""
    found = {number for kind in scope.kinds for number in touched_since(session, kind, since)}
    if Claim in scope.kinds:
        cited, claim = Citation.__table__.c, Claim.__table__.c
        for articles in batches(touched_since(session, Article, since)):
            # A claim that nobody dates stands on the day of an article.
            query = select(claim.id).join(Citation.__table__, cited.record_id == claim.id)
            found.update(session.scalars(query.where(cited.article_id.in_(articles)).limit(MOST + 1)))
        for cities in batches(touched_since(session, kind_called("cities"), since)):
            found.update(session.scalars(select(claim.id).where(claim.place_id.in_(cities)).limit(MOST + 1)))
    return sorted(found) if len(found) <= MOST else None


def _standing(session: Session, scope: Scope, facts: Sequence[int]) -> Standing:
    marks: list[Any] = []
    groups: dict[str, list[Any]] = {by: [] for by in GROUPS}
    for some in batches(facts):
        lean = marks_of(session, scope, LEAN, undated=True, facts=some)
        marks += session.execute(select(lean))
        for by in GROUPS:
            groups[by] += session.execute(select(belonging(scope, by, session, facts=some)))
    return Standing(marks, groups)
