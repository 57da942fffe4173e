"""Claims about the same thing: which agree, which cannot both be true, and what may explain it."""

import pytest

from tests.saving import add, change, row
from tracker.db import reading
from tracker.overview.agreement import disagreeing, others

STAFF = {"subject": "openai", "metric": "employees", "value_text": "5,000", "as_of": "2025"}


@pytest.fixture
def staff(seeded_engine):
    """A claim of 5,000 employees in 2025."""
    return claimed(seeded_engine)


def claimed(engine, **other):
    said = STAFF | other
    return add(engine, "claims", summary=f"OpenAI: {said['metric']} {said['value_text']}", **said)


def beside(engine, number):
    with reading(engine) as session:
        return others(session, row(engine, "claims", number))


@pytest.mark.parametrize(
    ("other", "against", "reasons"),
    [
        ({"value_text": "4,000"}, "20% lower", []),
        ({"value_text": "about 4,000"}, "at least 10% lower", []),
        ({"value_text": "more than 6,000"}, "at least 20% higher", []),
        ({"value_text": "4,000", "as_of": "June 2025"}, "20% lower", [("as of", "June 2025", "2025")]),
        ({"value_text": "4,500", "modality": "forecast"}, "10% lower", [("told as", "forecast", "fact")]),
        ({"value_text": "10,000", "scope": "with contractors"}, "100% higher",
         [("counted among", "with contractors", "not said")]),
    ],
)  # fmt: skip
def test_what_contradicts_is_told_with_how_much_and_with_what_else_differs(
    seeded_engine, staff, other, against, reasons
):
    added = claimed(seeded_engine, **other)
    agreeing, (found,) = beside(seeded_engine, staff)
    assert (agreeing, found.row["id"], found.against, list(found.reasons)) == ([], added, against, reasons)
    assert [one.row["id"] for one in beside(seeded_engine, added)[1]] == [staff]


@pytest.mark.parametrize(
    "other",
    [
        {"value_text": "5,000"},
        {"value_text": "more than 4,500"},
        {"value_text": "about 5,000"},
    ],
)
def test_what_can_both_be_true_agrees(seeded_engine, staff, other):
    added = claimed(seeded_engine, **other)
    agreeing, differing = beside(seeded_engine, staff)
    assert ([one.row["id"] for one in agreeing], differing) == ([added], [])


@pytest.mark.parametrize(
    "other",
    [
        {"value_text": "4,000", "as_of": "2024"},
        {"value_text": "4,000", "place": "Japan"},
        {"value_text": "4,000", "metric": "jobs_promised"},
        {"value_text": "several thousand"},
        {"value_text": "undisclosed"},
    ],
)
def test_what_is_of_another_thing_or_time_is_neither(seeded_engine, staff, other):
    claimed(seeded_engine, **other)
    assert beside(seeded_engine, staff) == ([], [])


def test_a_deprecated_claim_stays_beside_the_other_with_its_reason(seeded_engine, staff):
    added = claimed(seeded_engine, value_text="4,000")
    change(seeded_engine, "claims", added, rank="deprecated", rank_reason="Counted without interns.")
    _, (found,) = beside(seeded_engine, staff)
    assert found.row["rank_reason"] == "Counted without interns."


def test_ranks_are_places_and_a_better_rank_is_higher(seeded_engine):
    second = claimed(seeded_engine, metric="market_rank", value_text="second")
    claimed(seeded_engine, metric="market_rank", value_text="fourth")
    claimed(seeded_engine, metric="market_rank", value_text="top 10")
    agreeing, (fourth,) = beside(seeded_engine, second)
    assert (fourth.against, len(agreeing)) == ("2 places lower", 1)


def test_where_a_metric_has_many_values_none_contradicts_another(seeded_engine, staff):
    added = claimed(seeded_engine, value_text="4,000")
    change(seeded_engine, "metrics", row(seeded_engine, "claims", added)["metric_id"], single_valued=False)
    agreeing, differing = beside(seeded_engine, staff)
    assert (agreeing, differing) == ([], [])
    rows = [row(seeded_engine, "claims", number) for number in (staff, added)]
    with reading(seeded_engine) as session:
        assert disagreeing(session, rows) == {}


def test_a_table_of_claims_counts_for_each_how_many_it_contradicts(seeded_engine, staff):
    numbers = [staff, *(claimed(seeded_engine, value_text=words) for words in ("4,000", "3,000", "4,000"))]
    rows = [row(seeded_engine, "claims", number) for number in numbers]
    with reading(seeded_engine) as session:
        assert list(disagreeing(session, rows).values()) == [3, 2, 3, 2]


def test_what_a_company_says_of_a_country_is_held_against_what_it_says_of_itself_there(seeded_engine):
    there = claimed(seeded_engine, metric="market_rank", value_text="second", place="South Korea")
    of_it = {"subject": "countries/KR", "claimant": "openai"}
    said = claimed(seeded_engine, metric="market_rank", value_text="fourth", **of_it)
    rows = [row(seeded_engine, "claims", number) for number in (there, said)]
    with reading(seeded_engine) as session:
        counts = disagreeing(session, rows)
    assert counts == {there: 1}
    assert [len(beside(seeded_engine, number)[1]) for number in (there, said)] == [1, 0]
