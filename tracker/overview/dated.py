"""How many steps and claims there are of each date: what a timeline draws without reading any of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.overview.axis import Dated
from tracker.overview.kept import kept
from tracker.overview.marks import dateless, marks_of
from tracker.overview.scope import Scope


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
    """The dates of a scope, counted once a save."""

    def count() -> Tally:
        marks = marks_of(session, scope, ("first", "last", "basis"))
        ends = (marks.c.first, marks.c.last, marks.c.basis == "reported")
        found: dict[tuple[date | None, date | None], int] = defaultdict(int)
        reported, undated = [], dateless(session, scope)
        for first, last, by_report, number in session.execute(select(*ends, func.count()).group_by(*ends)):
            found[first, last] += number
            if by_report:
                reported.append((first, last, number))
                undated -= number
        undated += found.pop((None, None), 0)
        return Tally([(*days, number) for days, number in found.items()], reported, undated)

    return kept(session, ("tally", *scope.query), count)
