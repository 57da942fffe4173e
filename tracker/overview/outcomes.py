"""Promises held against what happened: kept, late and by how much, overdue, still ahead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from tracker.overview.kept import kept
from tracker.overview.marks import Mark, marks_of, newest_first, plain_marks, told
from tracker.overview.scope import Scope

Outcome = Literal["kept", "late", "unclear", "overdue", "ahead", "undated", "cancelled"]
OUTCOMES: dict[Outcome, str] = {
    "overdue": "The last day has passed, and nothing is on record since.",
    "late": "It happened after the last day promised.",
    "unclear": "It happened, but the dates are not exact enough to tell whether in time.",
    "kept": "It happened, not later than promised.",
    "ahead": "The last day has not passed yet.",
    "undated": "No last day was promised, and it has not happened.",
    "cancelled": "It was cancelled or denied.",
}
STATUSES_KEPT = ("offices", "partnerships", "projects")
MOST = 5000
# A step fulfils the promise of any step below it.
LADDER = {"rumoured": 0, "planned": 1, "announced": 2, "agreed": 3, "under_way": 4, "open": 5, "active": 5,
          "expanded": 6}  # fmt: skip
ENDS = ("closed", "ended")
BREAKS = ("cancelled", "denied")


@dataclass(frozen=True)
class Held:
    """A promise, what became of it, the step that settled it if one did, and that in words."""

    promise: Mark
    outcome: Outcome
    by: Mark | None
    words: str


def held(promise: Mark, steps: Iterable[Mark], today: date) -> Held:
    """Hold a promise against the actual steps of the same record, as of a day."""
    ordered = sorted((one for one in steps if one.sort == "step"), key=_when)
    fulfilled = next((one for one in ordered if _fulfils(one, promise, ordered)), None)
    if fulfilled is not None:
        return _compared(promise, fulfilled)
    if ordered and ordered[-1].word in BREAKS:
        return Held(promise, "cancelled", ordered[-1], "called off")
    if promise.last is None:
        return Held(promise, "undated", None, "no last day was promised")
    if promise.last < today:
        late = lapse((today - promise.last).days)
        return Held(promise, "overdue", None, f"{late} overdue, nothing on record since")
    return Held(promise, "ahead", None, f"due within {lapse((promise.last - today).days + 1)}")


def _when(mark: Mark) -> tuple[bool, date, date, int]:
    """The order of steps: by the last day they can mean; those of unknown date last."""
    known = mark.last or mark.first
    return known is None, known or date.max, mark.first or date.min, mark.id


def _fulfils(step: Mark, promise: Mark, steps: Sequence[Mark]) -> bool:
    """Whether a step is what was promised, or beyond it, and was not over before the promise's time."""
    if promise.word in LADDER:
        if LADDER.get(step.word, -1) < LADDER[promise.word]:
            return False
    elif step.word != promise.word and not (step.word in ENDS and promise.word in ENDS):
        return False
    begins = promise.first or promise.last
    over = (one for one in steps if one.word in (*ENDS, *BREAKS, "paused") and one.word != promise.word)
    return not any(begins and one.last and one.last < begins and _when(step) < _when(one) for one in over)


def _compared(promise: Mark, step: Mark) -> Held:
    due = promise.last
    if step.first is None and step.last is None:
        return Held(promise, "unclear", step, "happened, nobody said when")
    if due is None:
        return Held(promise, "kept", step, "happened; no last day was promised")
    if step.last and step.last <= due:
        return Held(promise, "kept", step, "in time")
    if step.first and step.first > due:
        return Held(promise, "late", step, f"{_late(due, step.first, step.last)} late")
    return Held(promise, "unclear", step, "in time or late: the dates leave it open")


def _late(due: date, first: date, last: date | None) -> str:
    least = (first - due).days
    if last is None:
        return f"at least {lapse(least)}"
    most = (last - due).days
    low, high = lapse(least, most), lapse(most)
    return high if low == high else f"{low.split(' ')[0]} to {high}"


def lapse(days: int, beside: int = 0) -> str:
    """A number of days in words: days up to two months, else months; both in the unit that `beside` needs."""
    longest = max(days, beside)
    unit, number = ("day", days) if longest <= 60 else ("month", round(days / 30.44))
    return f"{number} {unit}{'' if number == 1 else 's'}"


# -- many -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Promises:
    """The promises of a scope by outcome; `total` is how many there are, `read` how many were held."""

    held: list[Held]
    total: int

    @property
    def counts(self) -> dict[Outcome, int]:
        found = dict.fromkeys(OUTCOMES, 0)
        for one in self.held:
            found[one.outcome] += 1
        return found


def promises(session: Session, scope: Scope, today: date) -> Promises:
    """The promises of a scope, the latest due first, each with its outcome; at most 5,000 are held.

    Without names and sources, which `described` adds to those that are shown.
    """
    promised = marks_of(session, scope, promised=True)
    due = newest_first(promised).desc().nulls_last()
    latest = select(promised).order_by(due, promised.c.id.desc()).limit(MOST)
    found = kept(session, ("promises", *scope.query), lambda: plain_marks(session, latest))
    total = len(found)
    if total == MOST:
        many = select(func.count()).select_from(promised)
        total = kept(session, ("all promises", *scope.query), lambda: session.scalar(many) or 0)
    steps = steps_of(session, marks_of(session, scope), {one.fact_id for one in found})
    return Promises([held(one, steps[one.fact_id], today) for one in found], total)


def described(session: Session, some: Sequence[Held]) -> list[Held]:
    """The same promises with the names of their facts, and the sources of both steps."""
    marks = [mark for one in some for mark in (one.promise, one.by) if mark]
    by_id = {mark.id: mark for mark in told(session, marks)}
    return [
        replace(one, promise=by_id[one.promise.id], by=by_id[one.by.id] if one.by else None) for one in some
    ]


def steps_of(session: Session, marks: Subquery, facts: set[int]) -> dict[int, list[Mark]]:
    """The actual steps of some facts, by fact."""
    found: dict[int, list[Mark]] = defaultdict(list)
    if facts:
        steps = select(marks).where(marks.c.sort == "step", marks.c.fact_id.in_(facts))
        for one in plain_marks(session, steps):
            found[one.fact_id].append(one)
    return found
