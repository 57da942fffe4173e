"""Named programmes that expansion belongs to."""

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.types import Line, Link, Prose, WebAddress, link, shown


class Programme(Record):
    """A named strategy or programme, such as a company's offer to governments."""

    __tablename__ = "programmes"
    order = 7
    natural_key = ("name",)

    name: Mapped[Line] = shown("Name", listed=True, searched=True)
    company_id: Mapped[Link | None] = link("Run by", "companies", listed=True, filtered=True)
    website: Mapped[WebAddress | None] = shown("Website")
    description: Mapped[Prose | None] = shown(
        "Description", listed=True, searched=True, help="A sentence, in our words."
    )
