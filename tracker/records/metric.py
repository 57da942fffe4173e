"""What a number means."""

from typing import Literal

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.types import Flag, Line, Number, Prose, Slug, shown

ValueKind = Literal["count", "money", "share", "rank", "ratio", "capacity", "duration", "statement"]


class Metric(Record):
    """A definition that claims share, so that like is compared with like."""

    __tablename__ = "metrics"
    order = 10
    handle = "name"
    sort_by = "label"
    natural_key = ("name",)

    name: Mapped[Slug] = shown(
        "Name", listed=True, searched=True, unique=True, help="Such as weekly_active_users."
    )
    label: Mapped[Line] = shown("Label", listed=True, searched=True, help="Such as Weekly active users.")
    value_kind: Mapped[ValueKind] = shown("Kind of value", listed=True, filtered=True)
    unit: Mapped[Line | None] = shown(
        "Unit", listed=True, filtered=True, help="Used where a value is written without one."
    )
    definition: Mapped[Prose] = shown(
        "Definition", listed=True, searched=True, help="What is counted, and what is not."
    )
    single_valued: Mapped[Flag] = shown(
        "Single-valued", default=True, help="Two different values for the same moment contradict each other."
    )
    tolerance: Mapped[Number | None] = shown(
        "Tolerance", help="Values this near to each other agree: 0.05 is five percent.", unit="share"
    )
