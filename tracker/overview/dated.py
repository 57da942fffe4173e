"""How many steps and claims there are of each date: what a timeline draws without reading any of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.overview.axis import Dated
from tracker.overview.groups import belonging
from tracker.overview.kept import kept
from tracker.overview.leading import groups_of
from tracker.overview.marks import dateless, marks_of
from tracker.overview.scope import Scope, read_scope
from tracker.overview.upkeep import LEAN, Moved, Standing, kept_up

Days = tuple[date | None, date | None]
# To read so many marks is quicker than to find some of them along other indexes than the filter's.
FEW = 10_000


@dataclass(frozen=True)
class Tally:
    """How many marks there are of each date, among them those that are dated by their article, and how many
    have no date: as many rows as dates, however many facts share them."""

    dated: list[Dated]
    reported: list[Dated]
    undated: int

    def __len__(self) -> int:
        return len(self.dated) + len(self.reported)


def tally(session: Session, scope: Scope) -> Tally:
    """The dates of a scope, counted once a save; those of all facts are kept up."""
    if scope.filters:
        return kept(session, ("tally", *scope.query), lambda: _tally(session, scope))
    return kept_up(session, scope, "tally", lambda at: _tally(at, scope), _tally_again)


def few_of_many(session: Session, scope: Scope) -> bool:
    """Whether filters leave so few marks that it is best to go through them: by a day or a large company
    SQLite would find many more, of which the filters leave hardly any."""
    return bool(scope.filters) and sum(count for _, _, count in tally(session, scope).dated) <= FEW


def _tally(session: Session, scope: Scope) -> Tally:
    marks = marks_of(session, scope, ("first", "last", "basis"))
    ends = (marks.c.first, marks.c.last, marks.c.basis == "reported")
    found, reported = Counter[Days](), Counter[Days]()
    for first, last, by_report, number in session.execute(select(*ends, func.count()).group_by(*ends)):
        found[first, last] += number
        if by_report:
            reported[first, last] += number
    # Of the claims that nobody dates, those that were reported are counted already.
    found[None, None] += dateless(session, scope) - reported.total()
    return _told(found, reported)


def _tally_again(session: Session, before: Tally, moved: Moved) -> Tally:
    found, reported = _counter(before.dated), _counter(before.reported)
    found[None, None] += before.undated
    for sign, standing in moved.both:
        for _, first, last, basis in standing.marks:
            found[first, last] += sign
            if basis == "reported" and (first or last):
                reported[first, last] += sign
    return _told(found, reported)


def _told(found: Counter[Days], reported: Counter[Days]) -> Tally:
    undated = found.pop((None, None), 0)
    return Tally(_dated(found), _dated(reported), undated)


def _counter(dated: Iterable[Dated]) -> Counter[Days]:
    return Counter({(first, last): number for first, last, number in dated})


def _dated(counts: Mapping[Days, int]) -> list[Dated]:
    return [(*days, number) for days, number in counts.items() if number]


# -- by company or country ----------------------------------------------------------------------------------


def facts_by(session: Session, scope: Scope, by: str) -> Counter[int]:
    """How many facts of a scope without filters each company or country (`by`) has, kept up."""

    def again(at: Session, before: Counter[int], moved: Moved) -> Counter[int]:
        found = Counter(before)
        for sign, standing in moved.both:
            for _, group in standing.groups[by]:
                found[group] += sign
        return +found

    def count(at: Session) -> Counter[int]:
        return sum((groups_of(at, kind, by) for kind in scope.kinds), Counter[int]())

    return kept_up(session, scope, f"groups by {by}", count, again)


def dated_by(session: Session, scope: Scope, by: str, some: Sequence[int]) -> Mapping[int, list[Dated]]:
    """How many marks of some companies or countries (`by`) there are of each date; those of all facts are
    kept up."""
    if scope.filters:
        return kept(session, ("dated", by, *scope.query), lambda: _dated_by(session, scope, by, some))

    def again(at: Session, before: Mapping[int, list[Dated]], moved: Moved) -> Mapping[int, list[Dated]]:
        counts = {group: _counter(before[group]) for group in some if group in before}
        for sign, standing in moved.both:
            _add(counts, standing, by, sign)
        return {group: _dated(days) for group, days in counts.items()} | _dated_by(
            at, scope, by, [group for group in some if group not in before]
        )

    found = kept_up(session, scope, f"dated by {by}", lambda at: _dated_by(at, scope, by, some), again)
    # Others may have had the most facts when these were counted for somebody who looked back.
    rest = [group for group in some if group not in found]
    asked = ("dated", by, *scope.query, *rest)
    return {**found, **kept(session, asked, lambda: _dated_by(session, scope, by, rest))} if rest else found


def _add(counts: Mapping[int, Counter[Days]], standing: Standing, by: str, sign: int) -> None:
    """Add the marks of facts to the groups that they belong to, or take them off."""
    days: dict[int, list[Days]] = defaultdict(list)
    for fact, first, last, _ in standing.marks:
        if first or last:
            days[fact].append((first, last))
    for fact, group in standing.groups[by]:
        if group in counts:
            for one in days[fact]:
                counts[group][one] += sign


def _dated_by(session: Session, scope: Scope, by: str, some: Sequence[int]) -> dict[int, list[Dated]]:
    """Read from the facts of these groups alone."""
    if not some:
        return {}
    if few_of_many(session, scope):
        return _of_few(session, scope, by, some)
    of = [("_of", scope.of.__tablename__)] if scope.of else []
    others = [pair for pair in scope.arguments if pair[0] not in (by, f"{by}_id")]
    narrow = read_scope(session, [*of, *others, *((by, str(group)) for group in some)])
    pairs = belonging(narrow, by, session)
    marks = marks_of(session, narrow, ("fact_id", "first", "last"))
    query = select(pairs.c.group_id, marks.c.first, marks.c.last, func.count()).join_from(
        marks, pairs, pairs.c.fact_id == marks.c.fact_id
    )
    counted = query.where(pairs.c.group_id.in_(some)).group_by(pairs.c.group_id, marks.c.first, marks.c.last)
    found: dict[int, list[Dated]] = {group: [] for group in some}
    for group, first, last, number in session.execute(counted):
        if first or last:
            found[group].append((first, last, number))
    return found


def _of_few(session: Session, scope: Scope, by: str, some: Sequence[int]) -> dict[int, list[Dated]]:
    """The same of so few marks that they are read and joined here: asked for the groups, the databases go
    through all that a large company has, and join by looking each fact up among all the others."""
    pairs, marks = belonging(scope, by, session), marks_of(session, scope, LEAN)
    standing = Standing(session.execute(select(marks)).all(), {by: session.execute(select(pairs)).all()})
    found = {group: Counter[Days]() for group in some}
    _add(found, standing, by, 1)
    return {group: _dated(days) for group, days in found.items()}
