"""Data centres and compute sites."""

from typing import Literal

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.records.partnership import PartyRole
from tracker.records.status import HasStatus
from tracker.types import Line, Link, Prose, ValueWords, link, quantity, shown

ProjectKind = Literal["data_centre", "compute_site", "factory", "other"]


class Project(HasStatus, Record):
    """A data centre, compute site or other thing that is built."""

    __tablename__ = "projects"
    order = 5
    natural_key = ("name",)

    name: Mapped[Line] = shown("Name", listed=True, searched=True)
    kind: Mapped[ProjectKind] = shown("Kind", listed=True, filtered=True, default="data_centre")
    city_id: Mapped[Link | None] = link("City", "cities", listed=True, filtered=True)
    country_id: Mapped[Link | None] = link(
        "Country", "countries", listed=True, filtered=True, help="Taken from the city."
    )
    capacity_text: Mapped[ValueWords | None] = quantity(
        "Capacity", listed=True, filtered=True, unit="MW", help="Such as “about 400 MW”."
    )
    gpus_text: Mapped[ValueWords | None] = quantity(
        "GPUs", listed=True, filtered=True, unit="GPU", help="Such as “up to 100,000”."
    )
    cost_text: Mapped[ValueWords | None] = quantity(
        "Cost", listed=True, filtered=True, help="Such as “US$1.5bn–2bn”."
    )
    programme_id: Mapped[Link | None] = link("Programme", "programmes", filtered=True)
    note: Mapped[Prose | None] = shown("Note", searched=True)


class ProjectParty(Record):
    """An organisation's part in a project."""

    __tablename__ = "project_parties"
    owner = "project_id"
    listed_as = "parties"
    label_from = ("company",)
    natural_key = ("project_id", "company_id")

    project_id: Mapped[Link] = link("Project", "projects", listed=True, filtered=True)
    company_id: Mapped[Link] = link("Organisation", "companies", listed=True, filtered=True)
    role: Mapped[PartyRole] = shown("Role", listed=True, filtered=True, default="operator")
