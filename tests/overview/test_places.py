"""Every number of the map is the number of rows behind its link, and nothing is counted out of sight."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tracker.overview.places import COUNTED, NOWHERE, Survey, filters_of, survey
from tracker.overview.scope import read_scope
from tracker.queries import listing
from tracker.records import kind_called

Arguments = list[tuple[str, str]]
SCOPES: list[Arguments] = [
    [],
    [("country", "KR")],
    [("country", "KR"), ("country", "FR")],
    [("company", "acme")],
    [("_of", "offices"), ("status", "open"), ("status", "announced")],
    [("_of", "offices"), ("city__isnull", "yes")],
    [("_of", "offices"), ("city", "Seoul"), ("city__isnull", "yes"), ("country", "KR")],
    [("_of", "claims"), ("country", "FR"), ("country__isnull", "yes")],
    [("_of", "claims"), ("country__ne", "KR")],
]
TRIED = [
    (arguments, kind)
    for arguments in SCOPES
    for kind in COUNTED
    if dict(arguments).get("_of", kind) == kind and (kind != "companies" or "company" not in dict(arguments))
]


def surveyed(session: Session, arguments: Arguments, names: tuple[str, ...]) -> Survey:
    able = ("companies",) if names == ("companies",) else ("offices", "partnerships", "projects", "claims")
    return survey(session, read_scope(session, arguments, able), names)


def rows(session: Session, address: str) -> set[int]:
    """The ids in the list at an address."""
    parts = urlsplit(address)
    page = listing(session, kind_called(parts.path.strip("/")), parse_qsl(parts.query))
    return {row["id"] for row in page.rows}


def counts(found: Survey) -> dict[str, int]:
    return {land.name: land.total for land in found.lands}


@pytest.mark.parametrize(("arguments", "kind"), TRIED, ids=str)
def test_every_number_is_that_of_its_rows(on_earth: Session, arguments: Arguments, kind: str) -> None:
    found = surveyed(on_earth, arguments, (kind,))
    everywhere: set[int] = set()
    for land in found.lands:
        there = rows(on_earth, found.address(kind, ("country_id", str(land.id))))
        assert len(there) == land.totals[kind], land.name
        spots = [*land.cities, *([land.rest] if land.rest else [])]
        parts = [rows(on_earth, found.address(kind, *filters_of(spot, kind))) for spot in spots]
        assert [len(part) for part in parts] == [spot.count(kind) for spot in spots], land.name
        assert set().union(*parts) == there
        everywhere |= there
    for missing in found.missing:
        lost = rows(on_earth, found.address(kind, *missing.filters))
        assert len(lost) == missing.count, missing.why
        assert (missing.why == NOWHERE) == (not lost & everywhere)
        everywhere |= lost
    assert everywhere == rows(on_earth, found.scope.address(kind_called(kind)))
    if kind in found.listed:
        assert found.listed[kind] == len(everywhere)


def test_what_is_where(on_earth: Session) -> None:
    found = surveyed(on_earth, [], ("offices", "projects"))
    assert counts(found) == {"South Korea": 6, "Atlantis": 1, "France": 1, "Monaco": 1}
    korea = found.lands[0]
    assert [(city.name, city.count("offices"), city.count("projects")) for city in korea.cities] == [
        ("Seoul", 2, 1), ("Busan", 1, 0), ("Hidden Valley", 1, 0),
    ]  # fmt: skip
    assert korea.rest
    assert korea.rest.count("offices") == 1
    assert dict(korea.cities[0].counts["offices"]) == {"here": 1, "coming": 1}
    assert [(one.kind, one.count, one.why) for one in found.missing] == [
        ("offices", 1, "in cities without coordinates"),
        ("offices", 1, "in countries without coordinates"),
        ("projects", 1, NOWHERE),
    ]


def test_a_claim_about_two_countries_stands_in_both(on_earth: Session) -> None:
    found = surveyed(on_earth, [], ("claims",))
    assert counts(found) == {"France": 2, "South Korea": 2}
    assert [(one.count, one.why) for one in found.missing] == [(1, NOWHERE)]
    assert counts(surveyed(on_earth, [("country", "KR")], ("claims",))) == {"South Korea": 2}


def test_places_that_were_counted_take_no_statement(on_earth: Session) -> None:
    surveyed(on_earth, [], ("offices", "projects"))
    asked: list[str] = []
    engine = on_earth.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    surveyed(on_earth, [], ("offices", "projects"))
    assert asked == []
