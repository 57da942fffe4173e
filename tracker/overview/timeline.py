"""The timeline: status steps and claims of a scope on an axis, as lanes when few and as bars when many."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from tracker.dates.calendar import FIRST_YEAR, LAST_YEAR
from tracker.db import reading
from tracker.errors import Unavailable
from tracker.lookup import lookup_of
from tracker.overview.axis import Axis, Bar, Counts, Dated, Stretch, axis_over, bars, bars_of, counted
from tracker.overview.dated import dated_by, facts_by, few_of_many, tally
from tracker.overview.groups import belonging, target_of
from tracker.overview.kept import kept
from tracker.overview.marks import (
    Mark,
    every_mark,
    marks_of,
    newest_first,
    newest_marks,
    read_marks,
    undated,
    within,
)
from tracker.overview.outcomes import Held, held, steps_of
from tracker.overview.window import Ask, read_ask
from tracker.records import Registered, kind_called
from tracker.types import now

MOST_LANES = 60
MOST_STRIPS = 12
ROWS, MOST_DAYS = 100, 400
# Of so many marks of a few dates, those with the highest ids are read.
FEW_DATES, MANY_MARKS = 6, 2_000
# What stands alone is drawn with a month on either side, as far as the calendar goes.
MONTH = timedelta(days=30)
FIRST, LAST = date(FIRST_YEAR, 1, 1) + MONTH, date(LAST_YEAR, 12, 31) - MONTH


@dataclass(frozen=True)
class Lane:
    """A fact with its marks where they stand, and its promises with what became of them.

    gaps: the time between the last day promised and the step that came late, or today when none came.
    """

    fact_id: int
    kind: str
    title: str
    marks: tuple[tuple[Mark, Stretch], ...]
    held: tuple[Held, ...]
    gaps: tuple[tuple[Held, Stretch], ...]

    @property
    def permalink(self) -> str:
        return f"/{self.kind}/{self.fact_id}"

    @property
    def newest(self) -> Mark | None:
        """The last actual step or claim of the lane."""
        actual = [mark for mark, _ in self.marks if mark.sort != "promise"]
        return actual[-1] if actual else None


@dataclass(frozen=True)
class Group:
    """The lanes, or the bars, of one company or country; without an id and an address those of none."""

    id: int | None
    name: str
    address: str | None
    lanes: tuple[Lane, ...] = ()
    bars: tuple[Bar, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Timeline:
    """All that the page draws: bars over all time, then lanes or bars within the window, then rows.

    marks and sure count what can and what certainly does lie within the window, reported what stands there on
    the day of its article; undated is all that has no date. axis is None when nothing has one.
    """

    ask: Ask
    whole: Axis | None
    axis: Axis | None
    overview: list[Bar]
    groups: list[Group]
    drawn: str
    marks: int
    sure: int
    reported: int
    undated: int
    hidden_groups: int
    rows: list[Mark]
    outcomes: dict[int, Held]
    next: str | None
    today: date

    @property
    def highest(self) -> int:
        return max((bar.count for bar in self.overview), default=0)


def timeline(session: Session, ask: Ask, today: date) -> Timeline:
    """Everything about a timeline, in a number of statements that does not depend on how much there is."""
    known = tally(session, ask.scope)
    whole = over(known.dated, None, None)
    axis = over(known.dated, ask.first, ask.last) if ask.first or ask.last else whole
    inside, reported = (
        [one for one in some if axis and axis.touches(one[0], one[1])]
        for some in (known.dated, known.reported)
    )
    nothing: tuple[str, list[Group], int] = ("none", [], 0)
    drawn, groups, hidden = _drawn(session, ask, axis, today) if axis and not ask.undated else nothing
    asked = ("rows", ROWS, *ask.scope.query, *(pair for pair in ask.own if pair[0] != "_by"))
    rows, token = kept(session, asked, lambda: _page(_first_rows(session, ask, axis, inside)))
    promised = any(one.sort == "promise" for one in rows)
    return Timeline(
        ask=ask, whole=whole, axis=axis, overview=bars(whole, known.dated) if whole else [], groups=groups,
        drawn=drawn, marks=sum(count for _, _, count in inside), sure=_sure(inside, axis),
        reported=sum(count for _, _, count in reported), undated=known.undated, hidden_groups=hidden,
        rows=rows, next=token, today=today,
        outcomes=outcomes_of(session, marks_of(session, ask.scope), rows, today) if promised else {},
    )  # fmt: skip


def count_ahead(engine: Engine) -> None:
    """Count what the timeline of everything draws, before anybody waits for it: of a million claims that
    takes seconds once, and saves are then added to it."""
    with suppress(Unavailable), reading(engine) as session:
        timeline(session, read_ask(session, []), now().date())


def over(dated: list[Dated], first: date | None, last: date | None) -> Axis | None:
    """The axis over some dates, or over the part of them that is asked for."""
    known = [day for start, end, _ in dated for day in (start, end) if day]
    if not known and not (first and last):
        return None
    low = first or min([*known, last or date.max])
    high = last or max([*known, low])
    if low == high and not (first and last):
        low, high = max(low, FIRST) - MONTH, min(high, LAST) + MONTH
    widened = axis_over(low, high)
    return Axis(first or widened.first, last or widened.last, widened.step)


def _sure(dated: list[Dated], axis: Axis | None) -> int:
    """How many marks lie within the window for certain."""
    return sum(
        count for first, last, count in dated
        if axis and first and last and axis.first <= first and last <= axis.last
    )  # fmt: skip


# -- what is drawn ----------------------------------------------------------------------------------------


def _drawn(session: Session, ask: Ask, axis: Axis, today: date) -> tuple[str, list[Group], int]:
    """Lanes when there are few facts in the window, else bars for the groups with the most of them."""
    facts = kept(session, ("facts", axis, *ask.scope.query), lambda: _some_facts(session, ask, axis))
    if len(facts) <= MOST_LANES:
        return "lanes", _lanes(session, ask, facts, axis, today), 0
    groups, hidden = _strips(session, ask, axis)
    return "bars", groups, hidden


def _some_facts(session: Session, ask: Ask, axis: Axis) -> list[int]:
    """The facts in the window, or one more of them than there are lanes."""
    lean = marks_of(session, ask.scope, ("fact_id", "first", "last"))
    query = select(lean.c.fact_id).where(*within(lean, axis.first, axis.last)).distinct()
    return list(session.scalars(query.limit(MOST_LANES + 1)))


def _lanes(session: Session, ask: Ask, facts: list[int], axis: Axis, today: date) -> list[Group]:
    """The facts under their groups by kind, those of the earliest marks first."""
    marks = marks_of(session, ask.scope, facts=facts)
    query = select(marks).order_by(newest_first(marks).nulls_first(), marks.c.id)
    of: dict[int, list[Mark]] = defaultdict(list)
    for mark in read_marks(session, query):
        of[mark.fact_id].append(mark)
    groups = _groups_of(session, ask, facts)
    grouped: dict[int | None, list[Lane]] = defaultdict(list)
    for lane in sorted((_lane(some, axis, today) for some in of.values()), key=_kind_of):
        for group in groups.get(lane.fact_id, [None]):
            grouped[group].append(lane)
    return _named(session, ask, grouped)


def _lane(marks: list[Mark], axis: Axis, today: date) -> Lane:
    first = marks[0]
    placed = ((mark, axis.stretch(mark.first, mark.last)) for mark in marks)
    within = tuple((mark, at) for mark, at in placed if at)
    promises = tuple(held(mark, marks, today) for mark in marks if mark.sort == "promise")
    gaps = ((one, _gap(one, axis, today)) for one in promises)
    return Lane(
        first.fact_id, first.kind, first.title, within, promises, tuple((one, at) for one, at in gaps if at)
    )


def _gap(one: Held, axis: Axis, today: date) -> Stretch | None:
    """The time by which a promise is late, as far as it is known."""
    end = {"late": one.by.first if one.by else None, "overdue": today}.get(one.outcome)
    due = one.promise.last
    if due is None or end is None or due >= end:
        return None
    return axis.stretch(due + timedelta(days=1), end - timedelta(days=1))


def _kind_of(lane: Lane) -> int:
    """Where lanes of a kind stand in a group: what is built and agreed on before what is said."""
    return kind_called(lane.kind).order


def _groups_of(session: Session, ask: Ask, facts: list[int]) -> dict[int, list[int | None]]:
    """Which groups each fact stands under; none for those left out."""
    pairs = belonging(ask.scope, ask.by, facts=facts)
    query = select(pairs).where(*_chosen(session, ask, pairs))
    found: dict[int, list[int | None]] = defaultdict(list)
    for fact, group in session.execute(query.order_by(pairs.c.fact_id, pairs.c.group_id)):
        found[fact].append(group)
    return dict(found)


def _chosen(session: Session, ask: Ask, pairs: Subquery) -> list[ColumnElement[bool]]:
    """Where rows are chosen by company and stand by company, the partners of those chosen are no groups."""
    chosen = [one for one in ask.scope.filters if one.field.name == ask.by and not one.operator]
    values = [value for one in chosen for value in one.values]
    ids = [lookup_of(session).resolve(value, (target_of(ask.by).__tablename__,))[0] for value in values]
    return [pairs.c.group_id.in_([i for i in ids if i])] if values else []


def _named(session: Session, ask: Ask, grouped: dict[int | None, list[Lane]]) -> list[Group]:
    """Groups by name, that of no company or country last."""
    names = _names(session, [group for group in grouped if group])
    found = [
        Group(group, names[group], _of_group(ask, group), tuple(lanes), count=len(lanes))
        for group, lanes in grouped.items() if group and lanes
    ]  # fmt: skip
    found.sort(key=lambda group: (-group.count, group.name))
    if grouped.get(None):
        rest = tuple(grouped[None])
        found.append(Group(None, f"No {ask.by}" if found else "", None, rest, count=len(rest)))
    return found


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    query = select(Registered.id, Registered.name).where(Registered.id.in_(ids))
    return dict(session.execute(query).all()) if ids else {}


def _of_group(ask: Ask, group: int) -> str:
    """The timeline of one group alone."""
    return ask.address({ask.by: str(group), f"{ask.by}_id": None, "_by": None})


def _strips(session: Session, ask: Ask, axis: Axis) -> tuple[list[Group], int]:
    """Bars for the groups with the most facts; how many more groups there are."""
    top, every = kept(session, ("groups", ask.by, *ask.scope.query), lambda: _largest(session, ask))
    asked = ("strips", ask.by, axis, *ask.scope.query)
    counts = kept(session, asked, lambda: _counted(dated_by(session, ask.scope, ask.by, top), top, axis))
    names = _names(session, top)
    strips = [
        Group(group, names[group], _of_group(ask, group), bars=tuple(bars_of(axis, some)), count=count)
        for group, (some, count) in counts.items()
    ]
    strips.sort(key=lambda strip: -strip.count)
    return strips, every - len(strips)


def _counted(
    dated: Mapping[int, list[Dated]], groups: Sequence[int], axis: Axis
) -> dict[int, tuple[Counts, int]]:
    """What the bars of some groups count, and how many of the marks of each can lie on the axis."""
    return {
        group: (
            counted(axis, dated[group]),
            sum(number for first, last, number in dated[group] if axis.touches(first, last)),
        )
        for group in groups
    }


def _largest(session: Session, ask: Ask) -> tuple[list[int], int]:
    """The groups with the most facts, and how many groups there are."""
    if not ask.scope.filters:
        counts = facts_by(session, ask.scope, ask.by)
        most_of_all = nsmallest(MOST_STRIPS, counts.items(), key=lambda one: (-one[1], one[0]))
        return [group for group, _ in most_of_all], len(counts)
    pairs = belonging(ask.scope, ask.by, session)
    every = select(pairs.c.group_id, func.count().over())
    most = every.where(*_chosen(session, ask, pairs)).group_by(pairs.c.group_id)
    ranked = session.execute(most.order_by(func.count().desc(), pairs.c.group_id).limit(MOST_STRIPS)).all()
    return [group for group, _ in ranked], ranked[0][1] if ranked else 0


# -- rows -------------------------------------------------------------------------------------------------


def rows_of(ask: Ask, marks: Subquery, axis: Axis | None) -> Select[Any]:
    """The marks that are drawn, as rows, newest first; or those without a date."""
    key = newest_first(marks)
    if ask.undated or axis is None:
        chosen = undated(marks)
        beyond = marks.c.id < ask.after[1] if ask.after else None
    else:
        chosen = within(marks, ask.first and axis.first, ask.last and axis.last)
        beyond = _beyond(key, marks, *ask.after) if ask.after else None
    query = select(marks).where(*chosen).order_by(key.desc(), marks.c.id.desc())
    return query if beyond is None else query.where(beyond)


def _beyond(key: ColumnElement[date], marks: Subquery, day: date, number: int) -> ColumnElement[bool]:
    return or_(key < day, and_(key == day, marks.c.id < number))


def _first_rows(session: Session, ask: Ask, axis: Axis | None, inside: Sequence[Dated]) -> list[Mark]:
    """The rows of a page and one more, of the dates that these are of: to sort a million takes seconds."""
    if ask.undated or axis is None:
        marks = marks_of(session, ask.scope, undated=ask.undated)
    else:
        marks = _of_newest_dates(session, ask, _newest_dates(inside, ask))
    return read_marks(session, rows_of(ask, marks, axis).limit(ROWS + 1))


def _of_newest_dates(session: Session, ask: Ask, dated: Sequence[Dated]) -> Subquery:
    """The marks that a page of rows can hold, given their dates and how many there are of each."""
    if len(dated) <= FEW_DATES and sum(count for _, _, count in dated) > MANY_MARKS:
        below = {ask.after[0]: ask.after[1]} if ask.after else {}
        dates = ((first, last, below.get(last or first or date.min)) for first, last, _ in dated)
        return newest_marks(session, ask.scope, dates, ROWS + 1)
    days = {day for first, last, _ in dated if (day := first or last)}
    many = len(days) > MOST_DAYS or few_of_many(session, ask.scope)
    return marks_of(session, ask.scope, days=None if many else days)


def _newest_dates(dated: Sequence[Dated], ask: Ask) -> list[Dated]:
    """The dates of a page's rows, the newest first."""
    more, least = ROWS + 1, date.max
    found: list[Dated] = []
    for one in sorted(dated, key=_ends, reverse=True):
        day = _ends(one)
        if more <= 0 and day < least:
            break
        if ask.after is None or day <= ask.after[0]:
            found.append(one)
            # The marks of the day that the page begins on may stand before it.
            more -= 0 if ask.after and day == ask.after[0] else one[2]
            least = day
    return found


def _ends(dated: Dated) -> date:
    first, last, _ = dated
    return last or first or date.min


def _page(rows: list[Mark]) -> tuple[list[Mark], str | None]:
    """A page of rows, and the token of the next one."""
    if len(rows) <= ROWS:
        return rows, None
    last = rows[ROWS - 1]
    return rows[:ROWS], f"{last.last or last.first or date.min}.{last.id}"


def outcomes_of(session: Session, marks: Subquery, rows: Sequence[Mark], today: date) -> dict[int, Held]:
    """What became of the promises among some rows, by the id of the promise."""
    promised = [one for one in rows if one.sort == "promise"]
    steps = steps_of(session, marks, {one.fact_id for one in promised})
    return {one.id: held(one, steps[one.fact_id], today) for one in promised}


def row_total(session: Session, ask: Ask) -> int:
    """How many rows a timeline has."""
    known = tally(session, ask.scope)
    axis = over(known.dated, ask.first, ask.last)
    if ask.undated or axis is None:
        return known.undated
    return sum(count for first, last, count in known.dated if axis.touches(first, last))


def every_row(session: Session, ask: Ask, today: date) -> Iterator[tuple[Mark, Held | None]]:
    """All the rows of a timeline, streamed, each promise with what became of it."""
    marks = marks_of(session, ask.scope, undated=ask.undated)
    axis = over(tally(session, ask.scope).dated, ask.first, ask.last)
    for some in every_mark(session, rows_of(ask, marks, axis)):
        outcomes = outcomes_of(session, marks, some, today)
        yield from ((mark, outcomes.get(mark.id)) for mark in some)
