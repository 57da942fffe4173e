"""Steps of a status in a digest: those that were added, and the last ones of what was withdrawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.dates import PartialDate, read_date
from tracker.queries.rows import shape_of
from tracker.records import Record
from tracker.records.status import StatusEvent


def last_steps(session: Session, kind: type[Record], ids: set[int]) -> dict[int, dict[str, str]]:
    """The status that records had when they went to the trash, and their steps with them."""
    if not kind.has_status:
        return {}
    event, table = StatusEvent.__table__.c, shape_of(kind).table
    query = (
        select(event.record_id, event.status)
        .join(table, (table.c["id"] == event.record_id) & (table.c["trashed_at"] == event.trashed_at))
        .where(event.record_id.in_(ids), event.basis == "actual")
        .order_by(
            func.coalesce(event.date_to, event.date_from).asc().nulls_first(),
            event.date_from.asc().nulls_first(), event.id,
        )
    )  # fmt: skip
    return {number: {"status": status} for number, status in session.execute(query)}


def steps_added(session: Session, found: Sequence[tuple[int, type[Record], Any]]) -> dict[int, str]:
    """The steps that were added, in words: "became open, November 2026"."""
    shape = shape_of(StatusEvent)
    ids = [row.record_id for _, _, row in found if row.kind == "status_events" and row.field is None]
    query = shape.statement.where(shape.table.c["id"].in_(ids))
    steps = session.execute(query).mappings().all() if ids else []
    return {step["id"]: _step(step) for step in steps}


def _step(step: Mapping[Any, Any]) -> str:
    word = f"{'promised' if step['basis'] == 'promised' else 'became'} {step['status'].replace('_', ' ')}"
    if step["date"] is None:
        return word
    days = (step["date_from"], step["date_to"], step["date_precision"], step["date_anchor"])
    return f"{word}, {read_date(PartialDate(step['date'], *days))}"
