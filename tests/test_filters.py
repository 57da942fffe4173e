"""Filters: which rows each leaves, the same on both databases."""

import re

import pytest

from tests.saving import add, remove
from tests.test_queries import OPEN, listed, names
from tracker.errors import Refused


def test_repeated_is_or_and_different_is_and(seeded_engine):
    assert names(seeded_engine, "companies", name=["Kakao", "Krafton"], _sort="name") == ["Kakao", "Krafton"]
    assert names(seeded_engine, "companies", name=["Kakao", "Krafton"], country="US") == []
    assert names(seeded_engine, "companies", kind="political_party", country="KR", _sort="name") == [
        "Democratic Party", "People Power Party"
    ]  # fmt: skip
    either = names(seeded_engine, "offices", country=["KR", "Japan"], _sort="label")
    assert either == ["OpenAI, Seoul, South Korea", "OpenAI, Tokyo, Japan"]
    page = listed(seeded_engine, "offices", country=["KR", "Japan"])
    assert [one.words for one in page.filters] == ["Country: KR or Japan"]


def test_operators(seeded_engine):
    everyone = set(names(seeded_engine, "companies"))
    assert set(names(seeded_engine, "companies", name__ne="Kakao")) == everyone - {"Kakao"}
    assert names(seeded_engine, "companies", name__contains="KAK") == ["Kakao"]
    assert names(seeded_engine, "companies", name__contains="%") == []
    assert names(seeded_engine, "companies", country__contains="states") == ["OpenAI"]
    # Who has no country is not in the US either; who has no description has one that is empty.
    add(seeded_engine, "companies", name="Nowhere")
    assert "Nowhere" in names(seeded_engine, "companies", country__ne="US")
    assert "Nowhere" in names(seeded_engine, "companies", country__isnull="1")
    assert "Nowhere" not in names(seeded_engine, "companies", country__isnull="no")
    assert names(seeded_engine, "cities", capital="yes", country="KR") == ["Seoul"]
    assert names(seeded_engine, "cities", population__gte="9999999.5", country="KR") == ["Seoul"]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("claims", {"value_text": "5..1"}), ("claims", {"value_text": "5..5"}),
        ("claims", {"value_text__ne": "5..1"}), ("claims", {"value_text": "€5bn..€1bn"}),
        ("cities", {"population": "9.4 million..3000"}),
    ],
)  # fmt: skip
def test_a_range_that_ends_before_it_begins_is_refused(seeded_engine, kind, asked):
    with pytest.raises(Refused) as refused:
        listed(seeded_engine, kind, **asked)
    assert refused.value.fields == {next(iter(asked)): "The first number must be smaller than the second."}


def test_an_ambiguous_name_means_all_that_are_called_so(seeded_engine):
    for country in ("GB", "CA"):
        add(seeded_engine, "offices", company="Kakao", city="London", country=country)
    found = names(seeded_engine, "offices", city="London", company="Kakao", _sort="country")
    assert found == ["Kakao, London, Canada", "Kakao, London, United Kingdom"]


def test_a_list_is_chosen_by_what_its_parts_carry(seeded_engine):
    add(seeded_engine, "partnerships", kind="investment", parties=[
        {"company": "OpenAI", "role": "customer"}, {"company": "Kakao", "role": "investor"},
    ])  # fmt: skip
    made = "OpenAI – Kakao"

    def met(**arguments):
        return names(seeded_engine, "partnerships", kind="investment", **arguments)

    assert met(company="Kakao") == met(company_id="kakao") == met(company=["Krafton", "Kakao"]) == [made]
    # Both of one party: Kakao is in it and somebody is a customer, but Kakao is not that customer.
    assert met(company="Kakao", role="investor") == met(role="customer") == [made]
    assert met(company="Kakao", role="customer") == []
    assert met(company__ne="Krafton") == [made]
    assert met(company__ne="Kakao") == []
    assert met(article__isnull="yes") == [made]
    assert met(article__isnull="no") == []
    everything = len(names(seeded_engine, "partnerships"))
    with_it, without = (
        len(names(seeded_engine, "partnerships", **{name: "OpenAI"})) for name in ("company", "company__ne")
    )
    assert with_it + without == everything
    assert with_it > 1
    [chip] = listed(seeded_engine, "partnerships", company="Kakao").filters
    assert chip.words == "Organisation: Kakao"


def test_a_part_in_the_trash_chooses_nothing(seeded_engine):
    parties = [{"company": name} for name in ("OpenAI", "Kakao", "Krafton")]
    add(seeded_engine, "partnerships", kind="investment", parties=parties)
    asked = {"kind": "investment", "company": "Krafton"}
    assert names(seeded_engine, "partnerships", **asked) == ["OpenAI – Kakao – Krafton"]
    party = listed(seeded_engine, "partnership_parties", company="Krafton").rows[0]
    remove(seeded_engine, "partnership_parties", party["id"])
    assert names(seeded_engine, "partnerships", **asked) == []


def test_claims_are_chosen_by_what_several_links_lead_to(seeded_engine):
    city = names_to_ids(seeded_engine, "cities", country="KR", name="Seoul")
    add(seeded_engine, "claims", summary="in the city", place_id=city, **OPEN)
    add(seeded_engine, "claims", summary="in the country", place="South Korea", **OPEN)
    add(seeded_engine, "claims", summary="of the country", metric="revenue", subject="countries/KR")
    add(seeded_engine, "claims", summary="elsewhere", **OPEN)
    here = {"in the city", "in the country", "of the country"}
    assert set(names(seeded_engine, "claims", metric="revenue", country="KR")) == here
    assert names(seeded_engine, "claims", metric="revenue", country__ne="KR") == ["elsewhere"]
    assert names(seeded_engine, "claims", metric="revenue", country__isnull="1") == ["elsewhere"]
    assert set(names(seeded_engine, "claims", metric="revenue", country__contains="korea")) == here
    openai = set(names(seeded_engine, "claims", metric="revenue", company="openai"))
    assert openai == {"in the city", "in the country", "elsewhere"}
    assert names(seeded_engine, "claims", metric="revenue", company__isnull="1") == ["of the country"]


def names_to_ids(engine, kind, /, **arguments):
    return listed(engine, kind, **arguments).rows[0]["id"]


def test_dates_are_met_by_what_they_may_mean(seeded_engine):
    for words in ("2025-05", "2025-05-20", "2025", "by 2025-04-30", "since 2025-06-01", None):
        add(seeded_engine, "claims", summary=words or "undated", as_of=words, **OPEN)

    def met(**arguments):
        return set(names(seeded_engine, "claims", metric="revenue", **arguments))

    assert met(as_of="2025-05") == {"2025-05", "2025-05-20", "2025"}
    assert met(as_of="2025-05-20") == {"2025-05", "2025-05-20", "2025"}
    assert met(as_of__gte="2025-06-01") == {"2025", "since 2025-06-01"}
    assert met(as_of__lte="2025-04-30") == {"2025", "by 2025-04-30"}
    assert met(as_of__gte="2025-05", as_of__lte="2025-05-10") == {"2025-05", "2025"}
    assert met(as_of="before 2025-05-10") == {"2025-05", "2025", "by 2025-04-30"}
    assert met(as_of="after 2025-05-31") == {"2025", "since 2025-06-01"}
    assert met(as_of__isnull="1") == {"undated"}
    assert met(as_of__ne="2025-05") == {"by 2025-04-30", "since 2025-06-01", "undated"}


def test_values_are_met_when_they_are_certain(seeded_engine):
    for words in ("US$5", "more than US$5", "at most US$5", "US$5–7", "undisclosed", None):
        add(seeded_engine, "claims", summary=words or "none", value_text=words, **OPEN)

    def met(**arguments):
        return set(names(seeded_engine, "claims", metric="revenue", **arguments))

    everything = met()
    assert met(value_text="5") == {"US$5"}
    assert met(value_text__gte="5") == {"US$5", "more than US$5", "US$5–7"}
    assert met(value_text__lte="5") == {"US$5", "at most US$5"}
    assert met(value_text__ne="5") == everything - {"US$5"}
    assert met(value_low="5") == {"US$5", "more than US$5", "US$5–7"}
    assert met(value_state="undisclosed") == met(value_text="undisclosed") == {"undisclosed"}
    assert met(value_text__ne="undisclosed") == everything - {"undisclosed"}


def test_values_are_asked_for_in_the_words_they_are_written_in(seeded_engine):
    metrics = {
        "€3bn": "revenue", "US$3bn": "revenue", "US$3bn–4bn": "revenue", "more than €5bn": "revenue",
        "undisclosed": "revenue", "about 400 MW": "datacentre_capacity",
        "4 offices": "office_count", "4 cities": "offices_opened_cities", "40%": "market_share",
        "up 40%": "market_share",
    }  # fmt: skip
    for words, metric in metrics.items():
        said = {"summary": words, "value_text": words, "metric": metric}
        add(seeded_engine, "claims", **OPEN | said, baseline="a year before" if "up" in words else None)

    def met(**arguments):
        return set(names(seeded_engine, "claims", _size=1000, **arguments)) & set(metrics)

    assert met(value_text="€3bn") == met(value_text="3 billion euros") == {"€3bn"}
    assert met(value_text="3bn") == {"€3bn", "US$3bn"}
    assert met(value_text="US$3–4bn") == {"US$3bn–4bn"}
    assert met(value_text="more than €5bn") == {"more than €5bn"}
    assert met(value_text="400 MW") == {"about 400 MW"}
    assert met(value_text="up 40%") == {"up 40%"}
    assert met(value_text="40%") == {"40%", "up 40%"}
    assert met(value_text="4 cities") == {"4 cities"}
    assert met(value_text="4") == {"4 offices", "4 cities"}
    assert met(value_text="not disclosed") == {"undisclosed"}
    assert met(value_text__gte="€3bn") == {"€3bn", "more than €5bn"}
    assert met(value_text__lte="$4bn") == {"US$3bn", "US$3bn–4bn"}
    assert met(value_text__ne="€3bn") == met() - {"€3bn"}
    assert met(value_text="0.4 GW") == met(value_text__gte="300,000 kW") == {"about 400 MW"}
    assert met(value_text="€3bn..€3.1bn") == met(value_text="€3bn..5bn") == {"€3bn"}
    assert met(value_text="3bn..4bn") == {"€3bn", "US$3bn", "US$3bn–4bn"}
    assert met(value_text="0.2 GW..500 MW") == met(value_text="..1 GW") == {"about 400 MW"}
    assert met(value_text="€5bn..") == {"more than €5bn"}
    assert met(value_text="..€3bn") == set()
    assert names(seeded_engine, "cities", population="9.4 million..11m", country="KR") == ["Seoul"]
    for large in ("9.4 million", "9,400,000"):
        assert names(seeded_engine, "cities", population__gte=large, country="KR") == ["Seoul"]


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("claims", "value_text", "much"), ("claims", "value_text", "nan"),
        ("claims", "value_text", "€2bn..$3bn"), ("claims", "value_text", "more than 5.."),
        ("cities", "population", "5 MW.."),
        ("claims", "value_text__gte", "undisclosed"), ("claims", "value_text__lte", "1e301"),
        ("cities", "population", "400 MW"), ("cities", "population", "2–3 million"),
        ("cities", "population__gte", "many"),
    ],
)  # fmt: skip
def test_words_that_are_no_value_are_refused_with_an_example(seeded_engine, kind, name, words):
    with pytest.raises(Refused) as refused:
        listed(seeded_engine, kind, **{name: words})
    assert re.search(r"3 million|US\$1\.5bn", refused.value.fields[name])


def test_a_day_means_all_its_moments(engine):
    add(engine, "companies", name="Acme")
    article = add(engine, "articles", title="An article")
    found = listed(engine, "articles").rows[0]["found_at"]
    for arguments in (
        {"found_at": found[:10]}, {"found_at": found}, {"found_at__gte": found[:10]},
        {"found_at__lte": found[:10]}, {"found_at__lte": found},
    ):  # fmt: skip
        assert [one["id"] for one in listed(engine, "articles", **arguments).rows] == [article], arguments
    assert listed(engine, "articles", found_at__gte="2999-01-01").rows == []
