"""Feeds: where news items are found."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tracker.errors import Refused
from tracker.public import refuse_inside
from tracker.records.base import Record
from tracker.types import Flag, Line, Link, WebAddress, When, link, shown


class Feed(Record):
    """An RSS or Atom feed whose items wait in the review queue until a person takes them."""

    __tablename__ = "feeds"
    order = 13
    natural_key = ("address",)

    name: Mapped[Line] = shown("Name", listed=True, searched=True)
    address: Mapped[WebAddress] = shown("Address", listed=True, unique=True, help="Of the RSS or Atom file.")
    publisher_id: Mapped[Link | None] = link("Publisher", "publishers", listed=True, filtered=True)
    paused: Mapped[Flag] = shown("Paused", listed=True, filtered=True, default=False, help="Not polled.")
    last_polled: Mapped[When | None] = shown("Last polled", listed=True, kept=True)
    last_ok: Mapped[When | None] = shown("Last read", kept=True, help="When it could last be read.")
    failing_since: Mapped[When | None] = shown("Failing since", listed=True, filtered=True, kept=True)
    problem: Mapped[Line | None] = shown("Problem", listed=True, kept=True, help="Why it could not be read.")
    wait_until: Mapped[When | None] = shown(
        "Not before", kept=True, help="The site asked not to be called before this moment."
    )
    answered: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
        doc="What it last answered, to be asked for news only: address, ETag and Last-Modified.",
    )

    @classmethod
    def check(cls, values: Mapping[str, Any]) -> dict[str, str]:
        try:
            refuse_inside(values["address"])
        except Refused as refused:
            return refused.fields
        return {}
