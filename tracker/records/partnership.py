"""Partnerships and who is part of them."""

from typing import Literal

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.records.status import HasStatus
from tracker.types import Line, Link, Prose, link, shown

PartnershipKind = Literal[
    "commercial",
    "investment",
    "joint_venture",
    "research",
    "government",
    "financial",
    "infrastructure",
    "other",
]
PartyRole = Literal[
    "partner",
    "investor",
    "customer",
    "supplier",
    "lender",
    "government",
    "operator",
    "builder",
    "owner",
    "other",
]


class Partnership(HasStatus, Record):
    """A deal between two or more organisations. An acquisition is none."""

    __tablename__ = "partnerships"
    order = 4
    label_from = ("parties",)
    label_joint = " – "

    kind: Mapped[PartnershipKind] = shown("Kind", listed=True, filtered=True, default="other")
    summary: Mapped[Line | None] = shown(
        "About", listed=True, searched=True, help="What it is about, in our words."
    )
    country_id: Mapped[Link | None] = link(
        "Country", "countries", listed=True, filtered=True, help="Where it applies."
    )
    programme_id: Mapped[Link | None] = link("Programme", "programmes", filtered=True)
    note: Mapped[Prose | None] = shown("Note", searched=True)


class PartnershipParty(Record):
    """An organisation's part in a partnership."""

    __tablename__ = "partnership_parties"
    owner = "partnership_id"
    listed_as = "parties"
    at_least = 2
    label_from = ("company",)
    natural_key = ("partnership_id", "company_id")

    partnership_id: Mapped[Link] = link("Partnership", "partnerships", listed=True, filtered=True)
    company_id: Mapped[Link] = link("Organisation", "companies", listed=True, filtered=True)
    role: Mapped[PartyRole] = shown("Role", listed=True, filtered=True, default="partner")
