"""How many facts there are at which place: by country, and by city where a fact names one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import FromClause, Select, func, literal, null, select, union
from sqlalchemy.orm import Session

from tracker.lookup import lookup_of
from tracker.overview.kept import kept
from tracker.overview.leading import claims_by_country
from tracker.overview.phases import phase_in_sql
from tracker.overview.scope import Scope
from tracker.queries.rows import shape_of
from tracker.records import Record, kinds
from tracker.records.claim import Claim

# What can be counted by place, and what a claim, a partnership or an organisation has no city for.
COUNTED = ("offices", "projects", "partnerships", "claims", "companies")
BY_CITY = ("offices", "projects")
# Of the cities without coordinates, as many as an address can name.
NAMED = 50
NOWHERE = "without a country"

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Spot:
    """A city of so many `people`, or a country as far as no city is known. `counts` are by kind and phase."""

    id: int
    name: str
    country: str
    country_id: int
    code: str
    at: tuple[float, float] | None
    is_city: bool
    people: int
    counts: Mapping[str, Counter[str]]

    def count(self, kind: str) -> int:
        return self.totals.get(kind, 0)

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """How many there are of each kind."""
        return {kind: counts.total() for kind, counts in self.counts.items()}

    @cached_property
    def total(self) -> int:
        return sum(self.totals.values())


@dataclass(frozen=True)
class Land:
    """A country with what was counted in it: its cities, the most first, and what names no city.

    `totals` are by kind, over cities and the rest.
    """

    id: int
    name: str
    code: str
    at: tuple[float, float] | None
    cities: Sequence[Spot]
    rest: Spot | None
    totals: Mapping[str, int]

    @cached_property
    def total(self) -> int:
        return sum(self.totals.values())


@dataclass(frozen=True)
class Missing:
    """Facts that stand on no map: why, how many, and the filters that leave exactly them."""

    kind: str
    why: str
    count: int
    filters: Pairs


@dataclass(frozen=True)
class Survey:
    """What a scope holds by place, the countries with most first. Coordinates are (longitude, latitude)."""

    scope: Scope
    kinds: tuple[str, ...]
    lands: Sequence[Land]
    missing: Sequence[Missing]

    def address(self, kind: str, *where: tuple[str, str]) -> str:
        """The list of exactly the rows that are at a place; its own filters stand in for those of the scope.

        What is counted passed the scope's filters already, so a country's or city's own is as strict. Beside
        each other they would mean "or".
        """
        names = {_field(name) for name, _ in where}
        kept = tuple(pair for pair in self.scope.arguments if _field(pair[0]) not in names)
        return replace(self.scope, arguments=kept).address(kinds()[kind], *where)

    @property
    def listed(self) -> Mapping[str, int]:
        """How many rows there are, by kind. Claims have no such sum: one may be in two countries."""
        nowhere = {one.kind: one.count for one in self.missing if one.why == NOWHERE}
        return {
            kind: sum(land.totals[kind] for land in self.lands) + nowhere.get(kind, 0)
            for kind in self.kinds
            if kind != "claims"
        }


def _field(argument: str) -> str:
    """The field that an argument gives a value or says to be empty; other arguments stand for themselves."""
    return argument.removesuffix("__isnull").removesuffix("_id")


@dataclass
class _Heap:
    """The counts of one place, while they are gathered."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def filters_of(spot: Spot, kind: str) -> Pairs:
    """The filters that leave the facts of a kind at a place."""
    if spot.is_city:
        return (("city_id", str(spot.id)),)
    return (("country_id", str(spot.id)), *((("city__isnull", "yes"),) if kind in BY_CITY else ()))


def survey(session: Session, scope: Scope, names: Sequence[str]) -> Survey:
    """Count the facts of some kinds, of those in COUNTED, at the places that a scope's rows name.

    Two statements for each kind and one for the countries, whatever the number of rows; none while nobody
    saves.
    """
    heaps: dict[tuple[int | None, int | None], _Heap] = defaultdict(_Heap)
    cities: dict[int, Any] = {}
    for name in names:
        for country, city, phase, count in _counted(session, scope, kinds()[name]):
            heaps[country, city].counts[name][phase] += count
        if name in BY_CITY:
            cities |= {row.id: row for row in _named_cities(session, scope, kinds()[name])}
    countries = _countries(session, heaps)
    spots = _spots(heaps, cities, countries)
    missing = [*_without_coordinates(spots), *_nowhere(session, scope, names, heaps)]
    return Survey(scope, tuple(names), _lands(spots, countries, names), missing)


def _counted(session: Session, scope: Scope, kind: type[Record]) -> list[tuple[Any, ...]]:
    """(country, city, phase, count) of a kind's rows, counted once a save."""

    def count() -> list[tuple[Any, ...]]:
        if kind is Claim and not scope.filters:
            counts = claims_by_country(session).counts
            return [(country, None, "unsaid", number) for country, number in counts.items()]
        query = _claims(session, scope) if kind is Claim else _grouped(session, scope, kind)
        return [tuple(row) for row in session.execute(query)]

    # Those of claims hang on where cities lie as well.
    of = scope.only(kind) if kind is not Claim else ()
    return kept(session, ("places", kind.__tablename__, *scope.query), count, of)


def _grouped(session: Session, scope: Scope, kind: type[Record]) -> Select[Any]:
    """The statement for them; that for claims is another."""
    table = shape_of(kind).table
    city = table.c["city_id"] if kind.__tablename__ in BY_CITY else literal(None)
    phase = phase_in_sql(table.c["status"]) if kind.has_status else literal("unsaid")
    query = select(table.c["country_id"], city.label("city"), phase.label("phase"), func.count())
    return query.where(*scope.conditions(session, kind)).group_by(table.c["country_id"], "city", "phase")


def _claims(session: Session, scope: Scope) -> Select[Any]:
    """The same of claims: by the countries that are their subject, their place, or around their place.

    Under a filter by country only those countries count: the list has the claim because of them.
    """
    claim, city, country = Claim.__table__, kinds()["cities"].__table__, kinds()["countries"].__table__
    where = scope.conditions(session, Claim)
    ways: list[tuple[Any, FromClause]] = [
        (country.c.id, claim.join(country, country.c.id == claim.c.subject_id)),
        (country.c.id, claim.join(country, country.c.id == claim.c.place_id)),
        (city.c.country_id, claim.join(city, city.c.id == claim.c.place_id)),
    ]
    found = union(*(select(claim.c.id, at.label("at")).select_from(way).where(*where) for at, way in ways))
    pairs = found.subquery("pairs")
    query = select(pairs.c["at"], null(), literal("unsaid"), func.count()).group_by(pairs.c["at"])
    chosen = _chosen_countries(session, scope)
    return query if chosen is None else query.where(pairs.c["at"].in_(chosen))


def _chosen_countries(session: Session, scope: Scope) -> set[int] | None:
    """The countries that a scope is limited to, if it is."""
    asked = [one for one in scope.filters if one.argument == "country"]
    if not asked:
        return None
    lookup, found = lookup_of(session), set()
    for value in asked[0].values:
        one, _, candidates = lookup.resolve(value, ("countries",))
        found |= {one} if one is not None else {candidate.id for candidate in candidates}
    return found


def _named_cities(session: Session, scope: Scope, kind: type[Record]) -> list[Any]:
    """The cities that a kind's rows name, read once a save."""
    key = ("cities", kind.__tablename__, *scope.query)
    of = scope.only(kind, kinds()["cities"])
    return kept(session, key, lambda: list(session.execute(_cities(session, scope, kind))), of)


def _cities(session: Session, scope: Scope, kind: type[Record]) -> Select[Any]:
    city, table = kinds()["cities"].__table__, shape_of(kind).table
    there = select(table.c["city_id"]).where(*scope.conditions(session, kind))
    columns = (city.c.id, city.c.name, city.c.population, city.c.longitude, city.c.latitude)
    return select(*columns).where(city.c.id.in_(there))


def _countries(session: Session, heaps: Iterable[tuple[int | None, int | None]]) -> dict[int, Any]:
    country = kinds()["countries"]
    own = country.__table__.c
    columns = (own.id, own.name, own.code, own.longitude, own.latitude)
    # All of them, a few hundred: as a list of ids they would be as many parameters.

    def read() -> dict[int, Any]:
        return {row.id: row for row in session.execute(select(*columns))}

    every = kept(session, "countries", read, of=(country,))
    return {number: every[number] for number, _ in heaps if number is not None}


def _spots(
    heaps: Mapping[tuple[int | None, int | None], _Heap], cities: Mapping[int, Any], lands: Mapping[int, Any]
) -> list[Spot]:
    found = []
    for (country, city), heap in heaps.items():
        if country is None:
            continue
        land = lands[country]
        row = land if city is None else cities[city]
        people = (row.population or 0) if city is not None else 0
        found.append(
            Spot(row.id, row.name, land.name, country, land.code, _at(row), city is not None, people,
                 dict(heap.counts))
        )  # fmt: skip
    return sorted(found, key=by_size)


def by_size(spot: Spot) -> tuple[int, int, str, int]:
    """The order of places: the most facts first, and of equals the largest city."""
    return -spot.total, -spot.people, spot.name, spot.id


def _at(row: Any) -> tuple[float, float] | None:
    return None if row.longitude is None or row.latitude is None else (row.longitude, row.latitude)


def _lands(spots: Iterable[Spot], countries: Mapping[int, Any], names: Sequence[str]) -> list[Land]:
    by_country: dict[int, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_country[spot.country_id].append(spot)
    found = [_land(countries[number], some, names) for number, some in by_country.items()]
    return sorted(found, key=lambda land: (-land.total, land.name))


def _land(country: Any, spots: Sequence[Spot], names: Sequence[str]) -> Land:
    totals = {name: sum(spot.count(name) for spot in spots) for name in names}
    cities = [spot for spot in spots if spot.is_city]
    rest = next((spot for spot in spots if not spot.is_city), None)
    return Land(country.id, country.name, country.code, _at(country), cities, rest, totals)


def _without_coordinates(spots: Iterable[Spot]) -> list[Missing]:
    """What is at places that nobody gave coordinates to, named together as far as an address can."""
    found = []
    for is_city, what in ((True, "cities"), (False, "countries")):
        lost = [spot for spot in spots if spot.at is None and spot.is_city is is_city]
        for kind in sorted({kind for spot in lost for kind in spot.counts}):
            some = [spot for spot in lost if spot.count(kind)]
            for start in range(0, len(some), NAMED):
                part = some[start : start + NAMED]
                filters = tuple(dict.fromkeys(pair for spot in part for pair in filters_of(spot, kind)))
                count = sum(spot.count(kind) for spot in part)
                found.append(Missing(kind, f"in {what} without coordinates", count, filters))
    return found


def _nowhere(
    session: Session, scope: Scope, names: Iterable[str], heaps: Mapping[tuple[int | None, int | None], _Heap]
) -> list[Missing]:
    """What names no country at all."""
    found = []
    for name in names:
        if name == "claims":
            count = kept(session, ("nowhere", *scope.query), lambda: _claims_nowhere(session, scope))
        else:
            nowhere = heaps.get((None, None))
            count = nowhere.counts[name].total() if nowhere else 0
        if count:
            found.append(Missing(name, NOWHERE, count, (("country__isnull", "yes"),)))
    return found


def _claims_nowhere(session: Session, scope: Scope) -> int:
    if not scope.filters:
        return claims_by_country(session).nowhere
    empty = replace(scope, arguments=(("country__isnull", "yes"),)).conditions(session, Claim)
    where = (*scope.conditions(session, Claim), *empty)
    return session.scalar(select(func.count()).select_from(Claim.__table__).where(*where)) or 0
