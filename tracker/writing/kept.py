"""What the tracker works out itself after a save: the status that the newest step gives."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.records import Record, kinds, parts_of

STATUS_PARTS = ("date", "date_from", "date_to", "date_precision", "date_anchor")


def refresh_status(session: Session, kind: type[Record], ids: Iterable[int]) -> None:
    """Set the status of offices, partnerships and projects to the latest of their actual steps."""
    for i, values in newest_steps(session, ids).items():
        session.execute(update(kind).where(kind.id == i).values(values))


def newest_steps(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The status and its date that the actual steps of records give, by record, as columns of theirs.

    Latest by the last day a step can have happened, then by its first, then by when it was recorded;
    steps of unknown date come before all others.
    """
    event = kinds()["status_events"].__table__
    wanted = list(ids)
    rows = session.execute(
        select(event)
        .where(event.c.record_id.in_(wanted), event.c.basis == "actual", event.c.trashed_at.is_(None))
        .order_by(
            func.coalesce(event.c.date_to, event.c.date_from).asc().nulls_first(),
            event.c.date_from.asc().nulls_first(),
            event.c.id,
        )
    )
    newest = {row.record_id: row for row in rows}
    columns = {"status": "status"} | {part: part.replace("date", "status_on", 1) for part in STATUS_PARTS}
    return {
        i: {column: getattr(newest.get(i), part, None) for part, column in columns.items()} for i in wanted
    }


def complete(session: Session, kind: type[Record], ids: Iterable[int]) -> None:
    """Refuse to leave a record with fewer parts than its kind must have."""
    for name, part in parts_of(kind).items():
        if not part.at_least:
            continue
        table, inner = kind.__table__, part.__table__
        owner = inner.c[str(part.owner)]
        # Two parts are two only when they name two things: no organisation is its own partner.
        different = func.count(inner.c[part.natural_key[-1]].distinct())
        counted = (
            select(table.c.id, different)
            .outerjoin(inner, (owner == table.c.id) & inner.c.trashed_at.is_(None))
            .where(table.c.id.in_(list(ids)), table.c.trashed_at.is_(None))
            .group_by(table.c.id)
            .having(different < part.at_least)
        )
        if session.execute(counted).first():
            words = f"{kind.one().capitalize()} needs {part.at_least} different {name} or more."
            raise Refused(words, {name: words})
