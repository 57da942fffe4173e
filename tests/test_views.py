"""The views answer without joins, and leave out what nobody should have to filter."""

import re

import pytest
from sqlalchemy import inspect

from tests.saving import add, change, editing, number, remove, row, rows
from tests.test_readme import QUERIES
from tracker.fields import fields_of
from tracker.records import kind_called

VIEWS = ("companies", "countries", "offices", "partnerships", "projects", "claims", "articles")
EVERYWHERE = {"id", "permalink", "source_count", "newest_source"}
ARTICLE = "OpenAI announces a Seoul office (report without a headline)"
SEOUL_IS_TO = (
    "The Seoul office is to bring OpenAI closer to South Korea's policymakers and firms, "
    "its developers and its researchers."
)
KWON_SAYS = [
    ("South Korea's AI ecosystem as a whole is among the world's most promising.", "opinion", None),
    ("OpenAI is committed to helping “truly Korean AI” to be developed.", "intent", None),
    (SEOUL_IS_TO, "intent", None),
    ("Kwon met officials of South Korea's ruling and opposition parties about plans for AI infrastructure.",
     "fact", "by May 2025"),
    ("OpenAI has a “strong interest” in building more AI infrastructure in South Korea.", "intent", None),
]  # fmt: skip


def answer(engine, opening):
    """What the README's question with such a query is answered."""
    (query,) = [query for query in QUERIES if opening in query]
    return rows(engine, query.strip().rstrip(";"))


# -- questions --------------------------------------------------------------------------------------------


def test_where_offices_are_in_which_state_and_from_how_many_sources(seeded_engine):
    past_year, by_may = ("open", "over the past year", 1), ("open", "by May 2025", 1)
    assert answer(seeded_engine, "FROM v_offices ORDER BY country, city") == [
        ("Belgium", "Brussels", "OpenAI", *past_year),
        ("France", "Paris", "OpenAI", *past_year),
        ("Ireland", "Dublin", "OpenAI", *past_year),
        ("Japan", "Tokyo", "OpenAI", *by_may),
        ("Singapore", "Singapore", "OpenAI", *by_may),
        ("South Korea", "Seoul", "OpenAI", "announced", "2025-05", 1),
        ("United Kingdom", "London", "OpenAI", *past_year),
    ]


def test_every_rank_of_south_korea_with_its_bounds(seeded_engine):
    found = answer(seeded_engine, "unit = 'rank'")
    assert [(words, low, high, who) for _, words, low, high, who in found] == [
        ("second", 2, 2, "OpenAI"), ("top five", 1, 5, "OpenAI"),
        ("top 10", 1, 10, "OpenAI"), ("top 10", 1, 10, "OpenAI"),
    ]  # fmt: skip


def test_cities_claimed_against_offices_on_record(seeded_engine):
    assert answer(seeded_engine, "cities_claimed") == [(11, 7, 6)]


def test_partnerships_with_a_state_owned_party(seeded_engine):
    bank = "Korea Development Bank"
    assert answer(seeded_engine, "state_owned_party") == [(f"OpenAI – {bank}", bank, "financial", "agreed")]


def test_what_one_person_said(seeded_engine):
    assert answer(seeded_engine, "speaker = 'Jason Kwon'") == KWON_SAYS


def test_what_the_publisher_says_itself(seeded_engine):
    found = answer(seeded_engine, "claimant IS NULL")
    assert len(found) == 6
    assert {source for _, source in found} == {ARTICLE}


def test_what_was_not_disclosed(seeded_engine):
    assert [subject for subject, _ in answer(seeded_engine, "'undisclosed'")] == ["OpenAI", "OpenAI"]


def test_growth_with_its_baseline(seeded_engine):
    ((subject, _, words, low, high, baseline),) = answer(seeded_engine, "change_kind = 'ratio'")
    assert (subject, words, low, high, baseline) == (
        "South Korea", "more than fourfold", 4, None, "a year before"
    )  # fmt: skip


def test_what_happened_when(seeded_engine):
    found = answer(seeded_engine, "FROM v_timeline")
    days = [str(until) for _, until, *_ in found]
    assert days == sorted(days)
    assert ("OpenAI, Seoul, South Korea", "announced", "status") in [tuple(one[2:]) for one in found]
    assert {what for *_, what in found} == {"status", "claim"}


def test_who_has_partnerships_but_no_office_in_south_korea(seeded_engine):
    assert answer(seeded_engine, "c.partnerships > 0") == [
        ("Kakao", 1), ("Korea Development Bank", 1), ("Krafton", 1), ("SK Telecom", 1)
    ]  # fmt: skip


# -- columns ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_carries_the_fields_of_its_records(engine, name):
    there = {column["name"] for column in inspect(engine).get_columns(f"v_{name}")}
    wanted = {word for one in fields_of(kind_called(name)) for word in (one.name, one.column)}
    counted_from = {word for word in wanted if word.endswith("_anchor")}
    assert EVERYWHERE | (wanted - counted_from) <= there
    for one in fields_of(kind_called(name)):
        if one.sort == "date":
            assert {one.column, f"{one.column}_from", f"{one.column}_to"} <= there
    if kind_called(name).has_status:
        assert {"status", "status_on"} <= there


def test_the_promised_columns_of_claims_and_the_timeline(engine):
    claims = {column["name"] for column in inspect(engine).get_columns("v_claims")}
    promised = (
        "subject, metric, scope, place, claimant, speaker, summary, value_text, value_state, comparator,"
    )
    promised += " value_low, value_high, unit, currency, modality, as_of, said_on"
    assert set(re.findall(r"\w+", promised)) <= claims
    timeline = {column["name"] for column in inspect(engine).get_columns("v_timeline")}
    assert EVERYWHERE | {"date", "date_from", "date_to", "title", "what"} <= timeline


@pytest.mark.parametrize("name", VIEWS)
def test_permalinks_and_names_are_those_of_the_record(seeded_engine, name):
    for one, permalink, count, newest in rows(
        seeded_engine, f"SELECT id, permalink, source_count, newest_source FROM v_{name} ORDER BY id LIMIT 9"
    ):
        shown = row(seeded_engine, name, one)
        assert (permalink, count, newest) == tuple(
            shown[key] for key in ("permalink", "source_count", "newest_source")
        )


# -- what is left out -------------------------------------------------------------------------------------


def listed(engine, view):
    return {found[0] for found in rows(engine, f"SELECT id FROM {view}")}


def test_trashed_merged_and_deprecated_rows_are_left_out(seeded_engine):
    claims = sorted(listed(seeded_engine, "v_claims"))
    offices = sorted(listed(seeded_engine, "v_offices"))
    change(seeded_engine, "claims", claims[0], rank="deprecated", rank_reason="Superseded.")
    remove(seeded_engine, "claims", claims[1])
    remove(seeded_engine, "offices", offices[0])
    with editing(seeded_engine) as edit:
        merged = "UPDATE offices SET merged_into_id = :into WHERE id = :one"
        edit.session.connection().exec_driver_sql(
            merged.replace(":into", str(offices[2])).replace(":one", str(offices[1]))
        )
    assert listed(seeded_engine, "v_claims") == set(claims[2:])
    assert listed(seeded_engine, "v_offices") == set(offices[2:])
    assert not {claims[0], claims[1]} & listed(seeded_engine, "v_timeline")
    counted = "SELECT offices, claims FROM v_companies WHERE name = 'OpenAI'"
    about = sum(found[0] == "OpenAI" for found in rows(seeded_engine, "SELECT subject FROM v_claims"))
    assert rows(seeded_engine, counted) == [(5, about)]


def test_copies_of_one_story_count_once(seeded_engine):
    office = int(number(seeded_engine, "SELECT id FROM v_offices WHERE city = 'Seoul'"))
    original = int(number(seeded_engine, "SELECT id FROM v_articles"))
    copy = add(seeded_engine, "articles", title="The same story", copy_of=original, published="2025-05-27")
    other = add(seeded_engine, "articles", title="Another story", published="2025-05-28")
    place = {"record": office, "paragraph": 1, "sentence": 1, "sentence_sha256": "0" * 64}
    counted = "SELECT source_count, newest_source FROM v_offices WHERE city = 'Seoul'"
    add(seeded_engine, "citations", article=copy, **place)
    assert rows(seeded_engine, counted) == [(1, ARTICLE)]
    add(seeded_engine, "citations", article=other, **place)
    add(seeded_engine, "citations", article=other, stance="disputes", **place)
    assert rows(seeded_engine, counted) == [(2, ARTICLE)]
    assert row(seeded_engine, "offices", office)["source_count"] == 2
    assert len(row(seeded_engine, "offices", office)["citations"]) == 3 + 3


def test_a_source_that_disputes_is_not_counted_for_the_fact(seeded_engine):
    office = add(seeded_engine, "offices", company="Kakao", country="JP")
    article = add(seeded_engine, "articles", title="A denial")
    place = {"paragraph": 1, "sentence": 1, "sentence_sha256": "0" * 64, "stance": "disputes"}
    add(seeded_engine, "citations", record=office, article=article, **place)
    assert rows(seeded_engine, f"SELECT source_count, newest_source FROM v_offices WHERE id = {office}") == [
        (0, None)
    ]
