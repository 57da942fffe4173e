"""Companies by countries: who has an office where, how sure that is, and since when."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import nsmallest
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.overview.compare import LADDER
from tracker.overview.kept import kept
from tracker.overview.leading import led_to
from tracker.overview.phases import PHASES, phase_of
from tracker.overview.scope import Scope, read_own, read_scope
from tracker.records import Registered, kinds
from tracker.records.company import Company
from tracker.records.office import Office
from tracker.records.source import Article, Citation

OWN = ("_kind", "_page", "_columns")
OF = ("_of", "offices")
ROWS, COLUMNS = 40, 20
AT_ONCE = 400
LAST_PAGE = 10_000


@dataclass(frozen=True)
class End:
    """A company or a country of the matrix, with how many offices it has. handle: as addresses have it."""

    id: int
    name: str
    handle: str
    count: int


@dataclass(frozen=True)
class Presence:
    """The offices of a company in a country. counts: by status, those that say most first.

    since: the day by which the first of those in the strongest phase was so, as far as anybody said.
    """

    company: End
    country: End
    counts: Mapping[str | None, int]
    since: date | None
    sources: int

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def phase(self) -> str:
        """The strongest phase that any of them is in."""
        there = {phase_of(status) for status in self.counts}
        return next(phase for phase in PHASES if phase in there)

    @cached_property
    def status(self) -> str | None:
        """The status that stands for the strongest phase."""
        return next(status for status in self.counts if phase_of(status) == self.phase)


@dataclass(frozen=True)
class Ask:
    """What an address asks the matrix for: filters of offices, kinds of company, and which part to show."""

    scope: Scope
    company_kinds: tuple[str, ...]
    page: int = 1
    columns: int = 1

    def query(self, **changes: Any) -> list[tuple[str, str]]:
        """Its arguments with some of its own changed. It leaves the page unless a page is named."""
        own: dict[str, Any] = {"_kind": self.company_kinds, "_page": 1, "_columns": 1} | changes
        pairs = [*self.scope.arguments, *(("_kind", kind) for kind in own["_kind"])]
        return pairs + [(name, str(own[name])) for name in ("_page", "_columns") if own[name] > 1]

    def address(self, path: str = "/matrix", **changes: Any) -> str:
        return written(path, self.query(**changes))


def written(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """An address with arguments."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


@dataclass(frozen=True)
class Matrix:
    """The drawn part: companies down, countries across, a presence by their two ids; and all counts."""

    ask: Ask
    companies: Sequence[End]
    countries: Sequence[End]
    cells: Mapping[tuple[int, int], Presence]
    company_count: int
    country_count: int
    office_count: int

    @property
    def rows(self) -> list[tuple[End, list[Presence]]]:
        """Each company with its presences in the order of the columns."""
        across = [other.id for other in self.countries]
        return [
            (one, [self.cells[one.id, other] for other in across if (one.id, other) in self.cells])
            for one in self.companies
        ]


def read_ask(session: Session, arguments: Iterable[tuple[str, str]]) -> Ask:
    """What the arguments of an address ask for; Refused names the argument that is wrong."""
    given, filters = read_own(arguments, OWN, ("_kind",))
    wanted = tuple(dict.fromkeys(value for name, value in given if name == "_kind"))
    known = Company.choices["kind"]
    faults = {}
    if any(kind not in known for kind in wanted):
        faults["_kind"] = f"Must be one of: {', '.join(known)}."
    pages = {name: _page(dict(given), name, faults) for name in ("_page", "_columns")}
    if faults:
        raise Refused("The matrix was not understood.", faults)
    # A list's address names its kind: that of offices may do so here as well.
    scope = read_scope(session, [OF, *(pair for pair in filters if pair != OF)], ("offices",))
    return Ask(scope, wanted, pages["_page"], pages["_columns"])


def _page(own: Mapping[str, str], name: str, faults: dict[str, str]) -> int:
    text = own.get(name, "1")
    if text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= LAST_PAGE:
        return int(text)
    faults[name] = "Must be the number of a page, from 1."
    return 1


def matrix(session: Session, ask: Ask) -> Matrix:
    """The part of the matrix that is asked for, counted once a save: ten statements whatever there is."""
    where = _conditions(session, ask)
    companies, company_count, count = _end(session, ask, "companies", ROWS, ask.page)
    countries, country_count, _ = _end(session, ask, "countries", COLUMNS, ask.columns)
    asked = ("cells", *ask.query(_page=ask.page, _columns=ask.columns))
    of = ask.scope.only(Office, Company, kinds()["countries"], Article)
    some = kept(session, asked, lambda: list(_cells(session, where, companies, countries)), of)
    cells = {(one.company.id, one.country.id): one for one in some}
    return Matrix(ask, companies, countries, cells, company_count, country_count, count)


def _end(session: Session, ask: Ask, sort: str, size: int, page: int) -> tuple[list[End], int, int]:
    """A page of the companies or countries with most offices, how many there are, and how many offices."""

    def count() -> tuple[list[End], int, int]:
        counts = _offices_of(session, ask, f"{kinds()[sort].singular()}_id")
        offices = counts.total()
        counts.pop(0, None)
        most = nsmallest(page * size, counts, key=lambda number: (-counts[number], number))
        return _ends(session, sort, most[(page - 1) * size :], counts), len(counts), offices

    of = ask.scope.only(Office, Company, kinds()["countries"])
    return kept(session, (sort, page, *ask.query()), count, of)


def _offices_of(session: Session, ask: Ask, column: str) -> Counter[int]:
    """How many offices lead to each company or country; under 0 those that lead to none."""
    if not ask.scope.filters and not ask.company_kinds:
        return led_to(session, Office, column)
    link = Office.__table__.c[column]
    query = select(link, func.count()).where(*_conditions(session, ask)).group_by(link)
    return Counter({number or 0: count for number, count in session.execute(query)})


def every_presence(session: Session, ask: Ask) -> Iterator[Presence]:
    """The whole matrix, the companies with most offices first; some hundred companies at a time."""
    where = _conditions(session, ask)
    across, down = (_ranked(_offices_of(session, ask, link)) for link in ("country_id", "company_id"))
    countries = _ends(session, "countries", list(across), across)
    order = {one.id: place for place, one in enumerate(countries)}
    ranked = list(down)
    for start in range(0, len(ranked), AT_ONCE):
        companies = _ends(session, "companies", ranked[start : start + AT_ONCE], down)
        place = {one.id: number for number, one in enumerate(companies)}
        cells = _cells(session, where, companies, countries)
        yield from sorted(cells, key=lambda one: (place[one.company.id], order[one.country.id]))


def _ranked(counts: Counter[int]) -> dict[int, int]:
    """Those with most first."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return {number: count for number, count in ordered if number}


def _conditions(session: Session, ask: Ask) -> list[ColumnElement[bool]]:
    where = ask.scope.conditions(session, Office)
    if ask.company_kinds:
        company = Company.__table__.c
        some = select(company.id).where(company.kind.in_(ask.company_kinds))
        where.append(Office.__table__.c.company_id.in_(some))
    return where


def _ends(session: Session, sort: str, ids: Sequence[int], counts: Mapping[int, int]) -> list[End]:
    """Some companies or countries by name, in the same order."""
    kind = kinds()[sort]
    named = kind.__table__.c
    query = select(named.id, named.name, named[str(kind.handle)]).where(named.id.in_(ids))
    found = {row.id: End(*row, counts[row.id]) for row in session.execute(query)}
    return [found[number] for number in ids if number in found]


def _cells(
    session: Session, where: list[ColumnElement[bool]], companies: Sequence[End], countries: Sequence[End]
) -> Iterator[Presence]:
    """What there is between some companies and some countries."""
    ends = ({one.id: one for one in companies}, {one.id: one for one in countries})
    office = Office.__table__.c
    where = [*where, office.company_id.in_(ends[0]), office.country_id.in_(ends[1])]
    day = func.min(func.coalesce(office.status_on_to, office.status_on_from))
    keys = (office.company_id, office.country_id, office.status)
    counts: dict[tuple[int, int], dict[str | None, int]] = defaultdict(dict)
    days: dict[tuple[int, int, str], list[date]] = defaultdict(list)
    for company, country, status, count, first in session.execute(
        select(*keys, func.count(), day).where(*where).group_by(*keys)
    ):
        counts[company, country][status] = count
        if first:
            days[company, country, phase_of(status)].append(first)
    sources = _sources(session, where)
    for (company, country), by_status in counts.items():
        ordered = {status: by_status[status] for status in sorted(by_status, key=_step)}
        one = Presence(ends[0][company], ends[1][country], ordered, None, sources.get((company, country), 0))
        since = min(days[company, country, one.phase], default=None)
        yield Presence(one.company, one.country, ordered, since, one.sources)


def _step(status: str | None) -> int:
    """The place of a status among those that say most."""
    return LADDER.index(status) if status else len(LADDER)


def _sources(session: Session, where: list[ColumnElement[bool]]) -> dict[tuple[int, int], int]:
    """How many independent articles speak for the offices between each two; copies count as one."""
    office, cited, article, entry = (
        Office.__table__, Citation.__table__, Article.__table__, Registered.__table__
    )  # fmt: skip
    source = (
        office.join(entry, entry.c.root_id == office.c.id)
        .join(cited, cited.c.record_id == entry.c.id)
        .join(article, article.c.id == cited.c.article_id)
    )
    keys = (office.c.company_id, office.c.country_id)
    count = func.count(func.coalesce(article.c.copy_of_id, article.c.id).distinct())
    speaking = (cited.c.trashed_at.is_(None), cited.c.stance == "supports")
    query = select(*keys, count).select_from(source).where(*where, *speaking).group_by(*keys)
    return {(company, country): number for company, country, number in session.execute(query)}
