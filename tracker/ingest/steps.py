"""The step that a draft states of an office, deal or project, and what is on record of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from tracker.records import kinds
from tracker.writing.cleaning import Cleaned

NOT_SAID = "day not said, article of "  # and then its date: by that day it had come to the status
STEP = ("id", "version", "status", "date", "date_from", "date_to")


def day_not_said(words: object) -> bool:
    """Whether a day is missing, or only that of the article."""
    return not words or str(words).startswith(NOT_SAID)


def stated(cleaned: Cleaned) -> dict[str, Any]:
    """The status that a draft states, and the first and last day on which it can have come to that."""
    step = cleaned.step.columns if cleaned.step else {}
    names = {"status": "status", "status_on_from": "date_from", "status_on_to": "date_to"}
    return {name: step.get(part) for name, part in names.items() if step}


def steps_of(session: Session, record_id: int) -> list[Row[Any]]:
    """The steps that a record has come to, the newest recorded first, those only promised left out."""
    event: Table = kinds()["status_events"].__table__  # type: ignore[assignment]
    query = select(*(event.c[name] for name in STEP)).where(
        event.c.record_id == record_id, event.c.basis == "actual", event.c.trashed_at.is_(None)
    )
    return list(session.execute(query.order_by(event.c.id.desc())))


def step_said(session: Session, record_id: int, columns: Mapping[str, Any]) -> Row[Any] | None:
    """The step on record that a draft states too: of its status, on what may be the same day."""
    steps = (one for one in steps_of(session, record_id) if one.status == columns.get("status"))
    return next((one for one in steps if meet((one.date_from, one.date_to), columns)), None)


def another_day(session: Session, record_id: int, columns: Mapping[str, Any]) -> str:
    """What is on record of a draft's step, where that happened on another day than the draft says."""
    steps = [one for one in steps_of(session, record_id) if one.status == columns.get("status")]
    if not steps or step_said(session, record_id, columns):
        return ""
    status = steps[0].status.replace("_", " ")
    return f"On record it is {status} since another day: {steps[0].date}. That stays."


def meet(days: tuple[Any, Any], columns: Mapping[str, Any]) -> bool:
    """Whether what happened from a first to a last day can have happened when a draft says; a missing end is
    open."""
    first, last, earliest, latest = (
        str(day or "") for day in (*days, columns.get("status_on_from"), columns.get("status_on_to"))
    )
    return not (last and earliest and last < earliest) and not (latest and first and latest < first)
