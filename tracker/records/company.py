"""Organisations of every sort."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.types import Line, Link, Prose, Slug, WebAddress, Wikidata, link, shown

CompanyKind = Literal[
    "company",
    "state_owned",
    "government_body",
    "political_party",
    "university",
    "publisher",
    "nonprofit",
    "other",
]


# What stands behind a kind in addresses and is no record.
RESERVED = ("new", "trash")


class Company(Record):
    """An organisation: a company, state-owned firm, government body, party, university or publisher."""

    __tablename__ = "companies"
    order = 1
    handle = "slug"
    natural_key = ("name",)

    name: Mapped[Line] = shown(
        "Name", listed=True, searched=True, help="As the organisation calls itself in English."
    )
    slug: Mapped[Slug] = shown(
        "Short name",
        unique=True,
        help="Stands in addresses; made from the name when left empty. Lower case, no spaces.",
    )
    kind: Mapped[CompanyKind] = shown("Kind", listed=True, filtered=True, default="company")
    country_id: Mapped[Link | None] = link("Home country", "countries", listed=True, filtered=True)
    parent_id: Mapped[Link | None] = link(
        "Parent", "companies", help="The organisation it belongs to.", filtered=True
    )
    website: Mapped[WebAddress | None] = shown("Website")
    wikidata: Mapped[Wikidata | None] = shown(
        "Wikidata", help="The item's number, such as Q21708200.", unique=True
    )
    description: Mapped[Prose | None] = shown(
        "Description", listed=True, searched=True, help="A sentence, in our words."
    )

    @classmethod
    def check(cls, values: Mapping[str, Any]) -> dict[str, str]:
        if values.get("slug") in RESERVED:
            return {"slug": "This short name stands for a page of the tracker. Choose another."}
        return {}
