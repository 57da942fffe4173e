"""Whom a typed name means: exactly one, or candidates to choose from, and never one that only looks alike."""

import pytest
from sqlalchemy import event

from tests.databases import connected
from tests.saving import add, change, editing, number, remove, row
from tracker.db import reading
from tracker.errors import Refused
from tracker.lookup import Lookup
from tracker.records import kind_called

PLACES = ("countries", "cities")


@pytest.fixture
def lookup(seeded_engine):
    with reading(seeded_engine) as session:
        yield Lookup(session)


def named(engine, name, kind):
    return int(
        number(engine, "SELECT id FROM records WHERE name = :name AND kind = :kind", name=name, kind=kind)
    )


@pytest.mark.parametrize(
    ("written", "to", "means"),
    [
        ("OpenAI", ("companies",), "OpenAI"),
        ("openai", ("companies",), "OpenAI"),
        ("  OPENAI ", ("companies",), "OpenAI"),
        ("Ｏｐｅｎ ＡＩ", ("companies",), "OpenAI"),
        ("오픈AI", ("companies",), "OpenAI"),
        ("sk-telecom", ("companies",), "SK Telecom"),
        ("KDB", ("companies",), "Korea Development Bank"),
        ("KR", ("countries",), "South Korea"),
        ("kr", ("countries",), "South Korea"),
        ("country/KR", ("companies", "countries"), "South Korea"),
        ("countries/kr", ("companies", "countries"), "South Korea"),
        ("대한민국", ("countries",), "South Korea"),
        ("UK", ("countries",), "United Kingdom"),
        ("weekly_active_user_growth", ("metrics",), "weekly_active_user_growth"),
        ("Weekly_Active_User_Growth", ("metrics",), "weekly_active_user_growth"),
        ("London, GB", ("cities",), "London"),
        ("London, United Kingdom", ("cities",), "London"),
        ("london,gb", ("cities",), "London"),
        ("München", ("cities",), "Munich"),
        ("서울", ("cities",), "Seoul"),
        ("東京", ("cities",), "Tokyo"),
        ("Springfield, Illinois, US", ("cities",), "Springfield"),
        ("Springfield, Missouri, US", ("cities",), "Springfield"),
    ],
)
def test_a_name_means_one_record(lookup, written, to, means):
    found, fault, _ = lookup.resolve(written, to)
    assert fault == ""
    (candidate,) = [one for one in lookup.called(written, to) if one.id == found]
    assert candidate.name == means


@pytest.mark.parametrize(
    ("written", "to", "hints"),
    [
        ("London", ("cities",), {"Ontario, Canada", "England, United Kingdom"}),
        ("Springfield, US", ("cities",), {"Illinois, United States", "Missouri, United States"}),
        ("Singapore", PLACES, {"country", "Singapore"}),
    ],
)
def test_of_several_a_person_chooses(lookup, written, to, hints):
    found, fault, candidates = lookup.resolve(written, to)
    assert found is None
    assert fault.startswith(f"More than one {'city' if to == ('cities',) else 'country or city'} is called")
    assert hints <= {candidate.hint for candidate in candidates}


def test_of_cities_of_one_name_the_largest_stands_first(lookup):
    _, _, candidates = lookup.resolve("London", ("cities",))
    assert candidates[0].hint == "England, United Kingdom"
    assert [one.kind for one in lookup.called("Singapore", PLACES)] == ["countries", "cities"]


@pytest.mark.parametrize(
    ("written", "to"),
    [
        ("ОpenAI", ("companies",)),  # a Cyrillic О
        ("OpenAІ", ("companies",)),  # a Cyrillic І
        ("Open\u200bAI", ("companies",)),
        ("OpenAl", ("companies",)),  # a small l
        ("Korea", ("countries",)),  # a weak name
        ("PPP", ("companies",)),
        ("Łodz", ("cities",)),
        ("", ("companies",)),
        (" ", ("companies",)),
        ("%", ("companies",)),
        ("O%AI", ("companies",)),
        ("country/XX", ("countries",)),
        ("person/OpenAI", ("companies",)),
        ("London, XX", ("cities",)),
        ("London, ", ("cities",)),
        (",", ("cities",)),
        ("0", ("companies",)),
        ("-1", ("companies",)),
        ("999999999", ("companies",)),
        ("9" * 30, ("companies",)),
        ("9" * 5000, ("companies",)),
        ("company/" + "9" * 5000, ("companies",)),
        ("x" * 10_000, ("companies",)),
        ("Open\x00AI", ("companies",)),
        ("'; DROP TABLE records --", ("companies",)),
    ],
)
def test_what_means_nobody_is_said_so(lookup, written, to):
    found, fault, candidates = lookup.resolve(written, to)
    assert found is None
    assert fault.startswith("No ")
    assert len(fault) < 2000
    assert len(candidates) <= 8


@pytest.mark.parametrize("value", [0, -1, 10**30, -(10**30), 2**63, 2**63 - 1])
def test_ids_that_cannot_be(lookup, value):
    assert lookup.resolve(value, ("companies",))[0] is None


def test_an_id_must_be_of_the_kind(seeded_engine, lookup):
    korea = named(seeded_engine, "South Korea", "countries")
    assert lookup.resolve(korea, ("countries",))[0] == korea
    assert lookup.resolve(f" {korea} ", ("countries", "companies"))[0] == korea
    assert lookup.resolve(f"country/{korea}", ("countries",))[0] == korea
    assert lookup.resolve(korea, ("companies",))[1] == f"No company has the id {korea}."


def test_near_names_are_only_offered(lookup):
    found, fault, candidates = lookup.resolve("Open AI Inc", ("companies",))
    assert found is None
    assert candidates[0].name == "OpenAI"
    assert "Did you mean OpenAI" in fault


def test_a_beginning_in_common_is_not_near(lookup):
    assert lookup.near("Anthropic", ("companies", "countries", "cities")) == []
    assert [one.name for one in lookup.near("Antarctic", ("countries",))] == ["Antarctica"]


def test_names_that_begin_alike_are_found_by_a_range_of_their_index(sqlite):
    seen = []
    with sqlite.lend("seeded") as url, connected(url) as engine, reading(engine) as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2:4]))
        assert Lookup(session).near("Antarctic", ("countries",))
        [(words, values)] = [one for one in seen if "LIKE" in one[0]]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all()
    assert "name_key>? AND name_key<?" in plan[0][3]


def test_the_country_tells_two_cities_apart(seeded_engine):
    one = add(seeded_engine, "offices", company="OpenAI", city="London", country="CA")
    assert row(seeded_engine, "offices", one)["label"] == "OpenAI, London, Canada"
    with pytest.raises(Refused) as refused:
        add(seeded_engine, "offices", company="OpenAI", city="London")
    assert refused.value.fields["city"].startswith("More than one city is called “London”")
    chosen = refused.value.candidates["city"][0]
    assert chosen.keys() == {"id", "kind", "name", "hint"}
    add(seeded_engine, "offices", company="OpenAI", city=chosen["id"])


def test_what_is_in_the_trash_is_not_meant(seeded_engine):
    one = add(seeded_engine, "companies", name="Acme")
    remove(seeded_engine, "companies", one)
    with reading(seeded_engine) as session:
        lookup = Lookup(session)
        assert lookup.resolve("Acme", ("companies",))[1] == "No company is called “Acme”."
        assert lookup.resolve("acme", ("companies",))[0] is None
        assert lookup.resolve(one, ("companies",))[1] == "Acme is in the trash. Restore it first."
        assert lookup.near("Acm", ("companies",)) == []
    with pytest.raises(Refused, match="attention"):
        add(seeded_engine, "offices", company=one, country="KR")


def test_the_address_of_one_that_was_merged_means_the_one_that_stays(seeded_engine):
    acme, works, bolt, gone = (
        add(seeded_engine, "companies", name=name) for name in ("Acme", "Acme Works", "Bolt", "Gone")
    )
    with editing(seeded_engine) as edit:
        edit.merge(kind_called("companies"), works, acme)
        edit.merge(kind_called("companies"), acme, bolt)
    remove(seeded_engine, "companies", gone)
    with reading(seeded_engine) as session:
        lookup = Lookup(session)
        assert lookup.resolve("acme-works", ("companies",)) == (bolt, "", [])
        assert lookup.resolve("companies/acme-works", ("companies", "people")) == (bolt, "", [])
        assert lookup.resolve("gone", ("companies",))[0] is None
    called_so = add(seeded_engine, "companies", name="acme-works", slug="else")
    with reading(seeded_engine) as session:  # who is called so comes first
        assert Lookup(session).resolve("acme-works", ("companies",))[0] == called_so


def test_names_follow_every_change_at_once(seeded_engine):
    """Within one edit: an import adds, renames, removes and links in one go."""
    companies = kind_called("companies")
    with editing(seeded_engine) as edit:
        assert edit.lookup.resolve("Acme", ("companies",))[0] is None
        one = edit.add(companies, {"name": "Acme"})
        assert edit.lookup.resolve("Acme", ("companies",))[0] == one
        edit.change(companies, one, {"name": "Zenith"}, 1)
        assert edit.lookup.called("ACME", ("companies",)) == []
        assert edit.lookup.resolve("acme", ("companies",))[0] == one  # its short name stays
        assert edit.lookup.resolve("Zenith", ("companies",))[0] == one
        edit.remove(companies, one, 1)
        assert edit.lookup.resolve("Zenith", ("companies",))[0] is None
        assert edit.lookup.resolve(one, ("companies",))[0] is None
        edit.restore(companies, one)
        assert edit.lookup.resolve("Zenith", ("companies",))[0] == one


def test_an_alias_that_is_removed_means_nobody(seeded_engine):
    openai = named(seeded_engine, "OpenAI", "companies")
    korean = row(seeded_engine, "companies", openai)["aliases"][1]
    remove(seeded_engine, "aliases", korean["id"])
    with reading(seeded_engine) as session:
        assert Lookup(session).resolve(korean["name"], ("companies",))[0] is None
    change(seeded_engine, "aliases", row(seeded_engine, "companies", openai)["aliases"][0]["id"], weak=True)
    with reading(seeded_engine) as session:
        assert Lookup(session).resolve("Open AI", ("companies",))[0] is None
