"""What the reader proposes: facts in the shape of the annotated articles, each with its passages."""

from dataclasses import dataclass, field
from typing import Any

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person with the role and organisation stated."""

    name: str
    role: str
    company: str | None
    evidence: str
    passages: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfficeDraft:
    """A place where a company works; city None when only the country is stated."""

    company: str
    city: str | None
    country: str | None
    status: str
    date: str | None
    evidence: str
    passages: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartnershipDraft:
    """One deal with all its parties. `status`: rumoured, planned, announced, active or ended, and agreed of a
    project that they agree on.
    """

    parties: tuple[str, ...]
    kind: str
    status: str
    evidence: str
    passages: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A number, a rank or a stated intent (value None). A range has its upper end as `value`, its lower one
    as `value_low` and the comparator "between". `scope`: the region within which a rank is one.
    """

    subject: str | None
    metric: str
    value: int | float | None
    unit: str | None
    comparator: str | None
    place: str | None
    as_of: str | None
    speaker: str | None
    evidence: str
    passages: dict[str, Place] = field(default_factory=dict)
    value_low: int | float | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A data centre or another site built for machines. The `name` is its own, None when it has none; sizes
    are in words that values are read from; `date` is that promised while it does not run, else of the status.
    """

    name: str | None
    kind: str
    operators: tuple[str, ...]
    partners: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    city: str | None = None
    country: str | None = None
    status: str | None = None
    date: str | None = None
    capacity: str | None = None
    gpus: str | None = None
    cost: str | None = None
    evidence: str = ""
    passages: dict[str, Place] = field(default_factory=dict)


@dataclass(slots=True)
class Drafts:
    """Everything drafted from one text. Offsets are code points in that text."""

    people: list[PersonDraft] = field(default_factory=list)
    offices: list[OfficeDraft] = field(default_factory=list)
    likely: list[OfficeDraft] = field(default_factory=list)  # by the signs around a city alone
    partnerships: list[PartnershipDraft] = field(default_factory=list)
    claims: list[ClaimDraft] = field(default_factory=list)
    projects: list[ProjectDraft] = field(default_factory=list)
    language: str = "en"
    published: str | None = None

    @property
    def companies(self) -> list[str]:
        """Every organisation that a fact names, in order of first use."""
        named: list[str | None] = [office.company for office in self.offices]
        named += [party for partnership in self.partnerships for party in partnership.parties]
        named += [person.company for person in self.people]
        named += [name for one in self.projects for name in one.operators + one.partners + one.customers]
        return list(dict.fromkeys(name for name in named if name))

    def as_json(self) -> dict[str, Any]:
        """companies, people, offices, partnerships, claims and projects as plain values."""
        return {
            "companies": self.companies,
            "people": [_plain(draft) for draft in self.people],
            "offices": [_plain(draft) for draft in self.offices],
            "partnerships": [_plain(draft) for draft in self.partnerships],
            "claims": [_plain(draft) for draft in self.claims],
            "projects": [_plain(draft) for draft in self.projects],
        }


def _plain(draft: PersonDraft | OfficeDraft | PartnershipDraft | ClaimDraft | ProjectDraft) -> dict[str, Any]:
    values = ((name, getattr(draft, name)) for name in draft.__slots__)
    row = {name: list(value) if isinstance(value, tuple) else value for name, value in values}
    row["passages"] = {name: list(place) for name, place in draft.passages.items()}
    for part in ("value_low", "scope") if isinstance(draft, ClaimDraft) else ():
        if row[part] is None:
            del row[part]
    return row
