"""A timeline at a glance, for the page of a company or country: bars for each kind of fact."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.overview.axis import Axis, Bar, Dated, bars
from tracker.overview.kept import kept
from tracker.overview.marks import marks_of
from tracker.overview.scope import Scope
from tracker.overview.timeline import over
from tracker.overview.window import Ask, read_ask
from tracker.records import Record


@dataclass(frozen=True)
class Strip:
    """The bars of one kind, and how many steps or claims of it have a date."""

    kind: type[Record]
    bars: tuple[Bar, ...]
    count: int


@dataclass(frozen=True)
class Glance:
    """What the small timeline draws; `ask` makes the addresses of the large one."""

    ask: Ask
    axis: Axis
    strips: tuple[Strip, ...]
    today: date

    @property
    def count(self) -> int:
        return sum(one.count for one in self.strips)

    @property
    def highest(self) -> int:
        return max(bar.count for one in self.strips for bar in one.bars)


def glance(session: Session, by: str, number: int, today: date) -> Glance | None:
    """The small timeline of the company or country (`by`) with that id; None when nothing has a date."""
    ask = read_ask(session, [(by, str(number))])
    dated: dict[str, list[Dated]] = defaultdict(list)
    for kind, first, last, count in kept(session, ("glance", by, number), lambda: _dated(session, ask.scope)):
        if first or last:
            dated[kind].append((first, last, count))
    axis = over([one for some in dated.values() for one in some], None, None)
    if axis is None:
        return None
    strips = tuple(
        Strip(kind, tuple(bars(axis, some)), sum(count for _, _, count in some))
        for kind in ask.scope.kinds
        if (some := dated.get(kind.__tablename__))
    )
    return Glance(ask, axis, strips, today)


def _dated(session: Session, scope: Scope) -> list[tuple[str, date | None, date | None, int]]:
    """How many steps and claims of each kind there are of each date."""
    marks = marks_of(session, scope, ("kind", "first", "last"))
    ends = (marks.c.kind, marks.c.first, marks.c.last)
    found = session.execute(select(*ends, func.count()).group_by(*ends).order_by(marks.c.kind))
    return [(kind, first, last, count) for kind, first, last, count in found]
