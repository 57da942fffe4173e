"""Two to five companies or countries side by side: the same rows for each, and where they differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from typing import Any, Literal
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.lookup import lookup_of
from tracker.overview.kept import kept
from tracker.overview.leading import led_to
from tracker.overview.phases import PHASES
from tracker.overview.values import Reading, readings
from tracker.queries.rows import shape_of
from tracker.records import kinds

SORTS = ("companies", "countries")
MOST = 5
MOST_LINES = 25
LADDER = [status for steps in PHASES.values() for status in steps]
# same: every side alike. differs: every side has something. gap: at least one has nothing on record.
Mark = Literal["same", "differs", "gap", ""]


@dataclass(frozen=True)
class Side:
    """One of what is compared. handle: its short name or code, as addresses have it."""

    id: int
    kind: str
    name: str
    handle: str

    @property
    def permalink(self) -> str:
        return f"/{self.kind}/{self.handle}"


@dataclass(frozen=True)
class Cell:
    """What is on record of a side in a row: rows counted by status, or claims. address: exactly its rows."""

    count: int
    address: str
    statuses: tuple[tuple[str | None, int, str], ...] = ()
    claims: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row of the table. cells: one a side, None where nothing is on record, which is not zero."""

    head: str
    cells: tuple[Cell | None, ...]
    mark: Mark
    address: str | None = None
    group: str = ""
    note: str = ""
    claimed: Reading | None = None


@dataclass(frozen=True)
class Section:
    """The rows of one kind of fact, the most telling first; `more` rows are left out."""

    kind: str
    by: str
    total: Line
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True)
class Comparison:
    """The sides and the sections under which they are held against each other."""

    sort: str
    sides: tuple[Side, ...]
    sections: tuple[Section, ...]


def read_sides(session: Session, sort: str, names: Iterable[str]) -> list[Side]:
    """The companies or countries that are meant, each once; Refused says who is not known."""
    lookup, found = lookup_of(session), dict[int, None]()
    for name in dict.fromkeys(names):
        number, fault, candidates = lookup.resolve(name, (sort,))
        if number is None:
            said = [one.as_json() for one in candidates]
            raise Refused(f"“{name[:80]}” could not be compared.", {sort: fault}, {sort: said})
        found[number] = None
    if len(found) > MOST:
        raise Refused("Too many are compared.", {sort: f"At most {MOST} at a time."})
    return _sides(session, sort, list(found))


def _sides(session: Session, sort: str, ids: Sequence[int]) -> list[Side]:
    kind = kinds()[sort]
    table = kind.__table__.c
    query = select(table.id, table.name, table[str(kind.handle)]).where(table.id.in_(ids))
    known = {number: Side(number, sort, name, handle) for number, name, handle in session.execute(query)}
    return [known[number] for number in ids]


def with_most_facts(session: Session, sort: str, most: int) -> list[Side]:
    """Who might be compared: those with the most offices on record, counted once a save."""

    def count() -> list[Side]:
        link = "company_id" if sort == "companies" else "country_id"
        counts = led_to(session, kinds()["offices"], link, kinds()[sort])
        return _sides(session, sort, nsmallest(most, counts, key=lambda number: (-counts[number], number)))

    return kept(session, ("most facts", sort, most), count)


def compare(session: Session, sort: str, sides: Sequence[Side]) -> Comparison:
    """Everything on record of some sides, in a number of statements that does not depend on how much."""
    sections = [
        _counted(session, sort, sides, "offices", "country_id" if sort == "companies" else "company_id"),
        _counted(session, sort, sides, "partnerships", "kind"),
        _counted(session, sort, sides, "projects", "kind"),
        _claimed(session, sides),
    ]
    return Comparison(sort, tuple(sides), tuple(one for one in sections if one.lines))


# -- counted by status ------------------------------------------------------------------------------------

Tally = dict[str | None, int]


def _counted(session: Session, sort: str, sides: Sequence[Side], kind: str, by: str) -> Section:
    """Offices by the other end of theirs, partnerships and projects by kind; each side by status."""
    tallies: dict[Any, dict[int, Tally]] = defaultdict(lambda: defaultdict(dict))
    whole: dict[int, Tally] = defaultdict(dict)
    for side, key, status, count in session.execute(_grouped(sort, kind, by, [side.id for side in sides])):
        tallies[key][side][status] = count
        whole[side][status] = whole[side].get(status, 0) + count
    heads = _heads(session, by, _heaviest(tallies))
    lines = [
        _line(sort, sides, kind, tallies[key], head, (head.argument, head.value))
        for key, head in heads.items()
    ]
    total = _line(sort, sides, kind, whole, _Head("All", "", "", ""), None)
    return _section(kind, by.removesuffix("_id"), total, lines, len(tallies))


def _heaviest(tallies: Mapping[Any, Mapping[int, Tally]]) -> list[Any]:
    """The keys of the rows that are shown, and of those that only their names put behind: in a large country
    there are thousands."""
    weights = {key: (len(of), sum(sum(one.values()) for one in of.values())) for key, of in tallies.items()}
    least = min(nlargest(MOST_LINES, weights.values()), default=(0, 0))
    return [key for key, weight in weights.items() if weight >= least]


def _section(kind: str, by: str, total: Line, lines: list[Line], many: int) -> Section:
    lines.sort(key=_by_weight)
    return Section(kind, by, total, tuple(lines[:MOST_LINES]), max(0, many - MOST_LINES))


def _grouped(sort: str, kind: str, by: str, ids: Sequence[int]) -> Select[Any]:
    """(side, key, status, count) of the live rows of a kind."""
    table = kinds()[kind].__table__
    alive = (table.c.trashed_at.is_(None), table.c.merged_into_id.is_(None))
    if kind == "offices" or sort == "countries":
        side = table.c.company_id if sort == "companies" else table.c.country_id
        query = select(side, table.c[by], table.c.status, func.count()).where(side.in_(ids), *alive)
        return query.group_by(side, table.c[by], table.c.status)
    # A party stands once in a deal, but may have been left and come back: its rows count once.
    party = kinds()[f"{kind[:-1]}_parties"].__table__.c
    count: ColumnElement[int] = func.count(table.c.id.distinct())
    query = (
        select(party.company_id, table.c[by], table.c.status, count)
        .join(table, table.c.id == party[f"{kind[:-1]}_id"])
        .where(party.company_id.in_(ids), party.trashed_at.is_(None), *alive)
    )
    return query.group_by(party.company_id, table.c[by], table.c.status)


@dataclass(frozen=True)
class _Head:
    """What a row is called, and the filter that leaves its rows."""

    words: str
    group: str
    argument: str
    value: str
    address: str | None = None


def _heads(session: Session, by: str, keys: Iterable[Any]) -> dict[Any, _Head]:
    if by == "kind":
        return {key: _Head(str(key).replace("_", " ").capitalize(), "", "kind", str(key)) for key in keys}
    sort = "countries" if by == "country_id" else "companies"
    kind = kinds()[sort]
    table, handle = kind.__table__.c, str(kind.handle)
    group = table.region if sort == "countries" else table.kind
    query = select(table.id, table.name, table[handle], group).where(table.id.in_(list(keys)))
    argument = by.removesuffix("_id")
    return {
        number: _Head(name, (about or "").replace("_", " "), argument, short, f"/{sort}/{short}")
        for number, name, short, about in session.execute(query)
    }


def _line(
    sort: str, sides: Sequence[Side], kind: str, tallies: Mapping[int, Tally], head: _Head,
    where: tuple[str, str] | None,
) -> Line:  # fmt: skip
    cells = tuple(_cell(sort, side, kind, tallies.get(side.id), where) for side in sides)
    profiles = [tallies.get(side.id) for side in sides]
    return Line(head.words, cells, mark_of(profiles), head.address, head.group)


def _cell(
    sort: str, side: Side, kind: str, tally: Tally | None, where: tuple[str, str] | None
) -> Cell | None:
    if not tally:
        return None
    about = [("company" if sort == "companies" else "country", side.handle), *([where] if where else [])]
    ordered = sorted(tally, key=lambda status: LADDER.index(status) if status else len(LADDER))
    statuses = tuple(
        (status, tally[status], rows_at(kind, [*about, _of_status(status)])) for status in ordered
    )
    return Cell(sum(tally.values()), rows_at(kind, about), statuses)


def _of_status(status: str | None) -> tuple[str, str]:
    return ("status", status) if status else ("status__isnull", "yes")


def rows_at(kind: str, where: Iterable[tuple[str, str]]) -> str:
    """The list of exactly some rows."""
    return f"/{kind}/?{urlencode(list(where))}"


def mark_of(profiles: Sequence[Any]) -> Mark:
    """How some sides stand to each other; one without anything on record is empty."""
    if not all(profiles):
        return "gap"
    return "same" if all(one == profiles[0] for one in profiles) else "differs"


def _by_weight(line: Line) -> tuple[int, int, str]:
    """Rows that most sides share first, then those with the most on record."""
    filled = [cell for cell in line.cells if cell]
    return -len(filled), -sum(cell.count for cell in filled), line.head


# -- claims -----------------------------------------------------------------------------------------------


def _claimed(session: Session, sides: Sequence[Side]) -> Section:
    """Claims under what makes them comparable: metric, scope, unit and kind of change."""
    grouped: dict[tuple[Any, ...], dict[int, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for one in readings(session, [side.id for side in sides]):
        grouped[one.key][one.subject_id].append(one)
    lines = [_claim_line(sides, of) for of in grouped.values()]
    counts = _claims_of(session, sides)
    cells = tuple(
        Cell(counts[side.id], rows_at("claims", _about(side))) if side.id in counts else None
        for side in sides
    )
    total = Line("All", cells, mark_of([counts.get(side.id) for side in sides]))
    return _section("claims", "metric", total, lines, len(lines))


def _claims_of(session: Session, sides: Sequence[Side]) -> dict[int, int]:
    claim = shape_of(kinds()["claims"]).table.c
    alive = (claim["trashed_at"].is_(None), claim["merged_into_id"].is_(None), claim["rank"] != "deprecated")
    subject, ids = claim["subject_id"], [side.id for side in sides]
    query = select(subject, func.count()).where(subject.in_(ids), *alive).group_by(subject)
    return dict(session.execute(query).all())


def _about(side: Side) -> list[tuple[str, str]]:
    return [("subject_id", str(side.id)), ("rank__ne", "deprecated")]


def _claim_line(sides: Sequence[Side], of: Mapping[int, list[Reading]]) -> Line:
    first = next(iter(of.values()))[0]
    cells = tuple(_claim_cell(side, of[side.id]) if side.id in of else None for side in sides)
    profiles = [{one.interval for one in of.get(side.id, [])} for side in sides]
    told = all(one.interval for some in of.values() for one in some)
    mark: Mark = mark_of(profiles) if told or not all(profiles) else ""
    times = sorted({one.year for some in of.values() for one in some if one.year})
    years = f"as of {times[0]} to {times[-1]}" if len(times) > 1 else ""
    note = " · ".join(filter(None, [first.basis, years]))
    return Line(first.title, cells, mark, f"/metrics/{first.metric_id}", note=note, claimed=first)


def _claim_cell(side: Side, some: Sequence[Reading]) -> Cell:
    address = rows_at("claims", [*_about(side), *some[0].where])
    return Cell(some[0].alike, address, claims=tuple(some))
