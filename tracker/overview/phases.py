"""The steps of the ladder in five phases: few enough to be told apart by shape and colour in a drawing."""

from typing import Any

from sqlalchemy import ColumnElement, case

PHASES: dict[str, tuple[str, ...]] = {
    "here": ("open", "active", "expanded"),
    "coming": ("rumoured", "planned", "announced", "agreed", "under_way"),
    "paused": ("paused",),
    "over": ("closed", "ended", "cancelled", "denied"),
    "unsaid": (),
}
PHASE_WORDS = {
    "here": "open or active",
    "coming": "to come",
    "paused": "paused",
    "over": "over or off",
    "unsaid": "without a status",
}


_OF = {step: phase for phase, steps in PHASES.items() for step in steps}


def phase_of(status: str | None) -> str:
    """The phase that a status belongs to; "unsaid" for none."""
    return _OF.get(status or "", "unsaid")


def phase_in_sql(status: ColumnElement[Any]) -> ColumnElement[str]:
    """The same of a column, so that the database counts by phase: thirteen steps are as many groups."""
    whens = [(status.in_(steps), phase) for phase, steps in PHASES.items() if steps]
    return case(*whens, else_="unsaid")
