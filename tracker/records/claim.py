"""Claims: what somebody says is, or will be, so."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.records.base import Key, Record
from tracker.types import DateWords, Line, Link, Prose, ValueWords, dated, link, quantity, shown

Modality = Literal["fact", "forecast", "target", "plan", "intent", "opinion", "rumour", "denial"]
ClaimRank = Literal["preferred", "normal", "deprecated"]


class Claim(Record):
    """A statement about a company, country, person or programme, as a source makes it."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint(
            "change_kind IS NULL OR change_kind = 'level' OR baseline IS NOT NULL", name="change_baseline"
        ),
        CheckConstraint("rank <> 'deprecated' OR rank_reason IS NOT NULL", name="deprecated_reason"),
    )
    order = 6
    label_from = ("summary",)
    reaches = {"company": ("subject_id",), "country": ("subject_id", "place_id", "place_id.country_id")}

    subject_id: Mapped[Link] = link(
        "Subject", ("companies", "countries", "people", "programmes", "projects"), listed=True, filtered=True
    )
    metric_id: Mapped[Link] = link("Metric", "metrics", listed=True, filtered=True)
    summary: Mapped[Line] = shown(
        "Summary", listed=True, searched=True, help="The claim in one sentence, in our words."
    )
    value_text: Mapped[ValueWords | None] = quantity(
        "Value",
        listed=True,
        filtered=True,
        help="As written: “more than fourfold”, “top 10”, “US$1.5bn–2bn”, “undisclosed”.",
    )
    baseline: Mapped[Line | None] = shown(
        "Baseline", help="What a change is measured against: “a year before”."
    )
    scope: Mapped[Line | None] = shown(
        "Scope", searched=True, help="What it is counted among: “countries, worldwide”."
    )
    place_id: Mapped[Link | None] = link("Place", ("countries", "cities"), filtered=True)
    claimant_id: Mapped[Link | None] = link(
        "Claimant", ("companies", "people", "publishers"), listed=True, filtered=True,
        help="Who vouches for it. Empty: the publisher's own voice.",
    )  # fmt: skip
    as_of: Mapped[DateWords | None] = dated("As of", listed=True, filtered=True, help="When it was true.")
    said_on: Mapped[DateWords | None] = dated("Said on", filtered=True, help="When it was said.")
    modality: Mapped[Modality] = shown("Modality", listed=True, filtered=True, default="fact")
    programme_id: Mapped[Link | None] = link("Programme", "programmes", filtered=True)
    rank: Mapped[ClaimRank] = shown(
        "Rank", filtered=True, default="normal", help="Deprecated ones are left out of views."
    )
    rank_reason: Mapped[Line | None] = shown("Reason for the rank", help="Needed when deprecated.")
    note: Mapped[Prose | None] = shown("Note", searched=True)
    made_about_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("records.id"), sort_order=905,
        doc="The subject it was made with, where that was merged into the one it is about today.",
    )  # fmt: skip

    @classmethod
    def check(cls, values: Mapping[str, Any]) -> dict[str, str]:
        faults = {}
        if values.get("rank") == "deprecated" and not values.get("rank_reason"):
            faults["rank_reason"] = "Say why the claim is deprecated."
        if values.get("change_kind") in ("ratio", "difference") and not values.get("baseline"):
            faults["baseline"] = "A change needs its baseline, such as “a year before”."
        return faults
