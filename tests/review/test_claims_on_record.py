"""A drafted figure that is on record already: which claim it becomes a source of, and which not unasked."""

from tests.review.steps import NIMBUS, captured, card, decide, row
from tests.saving import change
from tracker.ingest import review

STAFF = "Nimbus Labs said on Monday that it employs 400 people."
GREW = "Nimbus Labs said on Monday that its revenue grew 40 percent from a year earlier."


def first(engine, text, words, known, **given):
    """The claim that a first article tells, as a person completed it: its id."""
    draft = card(engine, captured(engine, text).article_id, "claims", words).draft
    number = decide(engine, review.accept, draft.id, 1, {"subject": NIMBUS} | known)[0].record_id
    change(engine, "claims", number, **given)
    return number


def later(engine, text, words):
    article = captured(engine, text, address="https://later.example/news", published="2026-09-01").article_id
    return card(engine, article, "claims", words)


def test_an_article_that_says_no_day_is_looked_at_before_it_speaks_for_one(seeded_engine):
    staff = first(seeded_engine, STAFF, "400", {}, as_of="May 2025")
    again = later(seeded_engine, STAFF, "400")
    assert (again.standing.same or {})["id"] == staff
    assert "On record it is as of May 2025, which no day here says." in again.reasons
    assert not again.clear


def test_a_figure_against_another_baseline_is_another_claim(seeded_engine):
    grown = first(seeded_engine, GREW, "40", {"metric": "revenue_growth"}, baseline="a year before")
    draft = later(seeded_engine, GREW, "40").draft
    given = {"baseline": "the start of 2026", "metric": "revenue_growth"}
    decided, _ = decide(seeded_engine, review.accept, draft.id, 1, given)
    assert decided.record_id != grown
    assert row(seeded_engine, "claims", decided.record_id)["baseline"] == "the start of 2026"
