"""People and the roles they held."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.types import DateWords, Line, Link, Prose, Wikidata, dated, link, shown


class Person(Record):
    """Somebody who speaks or decides for an organisation."""

    __tablename__ = "people"
    order = 2
    natural_key = ("name",)

    name: Mapped[Line] = shown("Name", listed=True, searched=True)
    wikidata: Mapped[Wikidata | None] = shown(
        "Wikidata", help="The item's number, such as Q21708200.", unique=True
    )
    description: Mapped[Prose | None] = shown(
        "Description", listed=True, searched=True, help="A sentence, in our words."
    )


class Role(Record):
    """What somebody was at an organisation, and when."""

    __tablename__ = "roles"
    owner = "person_id"
    listed_as = "roles"
    label_from = ("role", "company")
    natural_key = ("person_id", "role", "company_id")

    person_id: Mapped[Link] = link("Person", "people", listed=True, filtered=True)
    company_id: Mapped[Link] = link("Organisation", "companies", listed=True, filtered=True)
    role: Mapped[Line] = shown("Role", listed=True, searched=True, help="Such as chief strategy officer.")
    since: Mapped[DateWords | None] = dated("Since", listed=True)
    until: Mapped[DateWords | None] = dated("Until", listed=True)

    @classmethod
    def check(cls, values: Mapping[str, Any]) -> dict[str, str]:
        began, ended = values.get("since_from"), values.get("until_to")
        if began and ended and ended < began:
            return {"until": "The role ends before it begins."}
        return {}
