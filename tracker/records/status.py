"""The ladder that offices, partnerships and projects climb, step by cited step."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.types import DateWords, Line, Link, dated, link, now, shown

Status = Literal[
    "rumoured",
    "planned",
    "announced",
    "agreed",
    "under_way",
    "open",
    "active",
    "expanded",
    "paused",
    "closed",
    "ended",
    "cancelled",
    "denied",
]
StatusBasis = Literal["actual", "promised"]


class HasStatus:
    """A record whose status is the latest of its dated, cited status events."""

    has_status = True

    status: Mapped[Status | None] = shown(
        "Status",
        listed=True,
        filtered=True,
        index=True,
        help="The newest step. Saving another one adds a status event.",
    )
    status_on: Mapped[DateWords | None] = dated(
        "Status since", listed=True, filtered=True, help="When that step happened."
    )


class StatusEvent(Record):
    """One step of an office, partnership or project: what it became, or was promised to become, and when."""

    __tablename__ = "status_events"
    owner = "record_id"
    listed_as = "events"
    label_from = ("status", "date")

    record_id: Mapped[Link] = link(
        "Record", ("offices", "partnerships", "projects"), listed=True, filtered=True
    )
    status: Mapped[Status] = shown("Status", listed=True, filtered=True)
    basis: Mapped[StatusBasis] = shown(
        "Basis",
        listed=True,
        filtered=True,
        default="actual",
        help="Promised steps are kept to be held against outcomes.",
    )
    date: Mapped[DateWords | None] = dated("Date", listed=True, filtered=True)
    note: Mapped[Line | None] = shown("Note", listed=True, searched=True)

    @classmethod
    def check(cls, values: Mapping[str, Any]) -> dict[str, str]:
        """What happened has a day that has come; a day of leeway, as it is tomorrow already somewhere."""
        first = values.get("date_from")
        if values.get("basis") != "actual" or first is None or first <= now().date() + timedelta(days=1):
            return {}
        return {"date": "This day is still ahead: a step to come is a promise. Record it as a promised step."}
