"""Offices."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.records.status import HasStatus
from tracker.types import DateWords, Line, Link, Prose, dated, link, shown


class Office(HasStatus, Record):
    """A place where a company works: an office, regional headquarters, lab or campus."""

    __tablename__ = "offices"
    order = 3
    label_from = ("company", "city", "country")

    company_id: Mapped[Link] = link("Company", "companies", listed=True, filtered=True)
    city_id: Mapped[Link | None] = link("City", "cities", listed=True, filtered=True)
    country_id: Mapped[Link] = link(
        "Country",
        "countries",
        listed=True,
        filtered=True,
        help="Taken from the city; needed where only it is known.",
    )
    role: Mapped[Line | None] = shown("Role", listed=True, searched=True, help="Such as key hub in Asia.")
    programme_id: Mapped[Link | None] = link("Programme", "programmes", filtered=True)
    opened: Mapped[DateWords | None] = dated(
        "Opened", filtered=True, help="The opening itself, when a source gives it."
    )
    note: Mapped[Prose | None] = shown("Note", searched=True)

    @classmethod
    def check(cls, values: Mapping[str, Any]) -> dict[str, str]:
        if values.get("country_id") is None:
            return {"city": "Give the city, or the country when only that is known."}
        return {}
