"""Other names of a record."""

from typing import Literal

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.types import Flag, Language, Line, Link, link, shown

AliasKind = Literal[
    "official", "legal", "common", "short", "former", "brand", "abbreviation", "translation", "other"
]


class Alias(Record):
    """Another name by which a company, person, programme or place is known."""

    __tablename__ = "aliases"
    heading = "Aliases"
    owner = "record_id"
    listed_as = "aliases"
    natural_key = ("record_id", "name", "language")

    record_id: Mapped[Link] = link(
        "Record",
        ("companies", "people", "programmes", "countries", "cities", "publishers"),
        listed=True,
        filtered=True,
    )
    name: Mapped[Line] = shown("Name", listed=True, searched=True)
    kind: Mapped[AliasKind] = shown("Kind", listed=True, filtered=True, default="common")
    language: Mapped[Language | None] = shown(
        "Language", listed=True, filtered=True, help="Code such as ko or pt-BR."
    )
    weak: Mapped[Flag] = shown(
        "Weak", listed=True, default=False, help="Too common a word to stand for the record by itself."
    )
