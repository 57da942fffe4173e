"""A status that is on record for another day than an article says: told on the card, and not cited for it."""

import pytest

from tests.review.steps import NIMBUS, captured, card, decide, row
from tests.saving import rows
from tracker.ingest import review

OPENED = "Nimbus Labs opened an office in Madrid in May 2025."
TOLD = "On record it is open since another day: in May 2025. That stays."


@pytest.fixture
def madrid(seeded_engine):
    """The office in Madrid, open in May 2025: its id."""
    first = card(seeded_engine, captured(seeded_engine, OPENED).article_id, "offices", "Madrid")
    return decide(seeded_engine, review.accept, first.draft.id, 1, {"company": NIMBUS})[0].record_id


def step_of(engine, office):
    """The words of the office's one step, and how many citations stand for it."""
    (step,) = row(engine, "offices", office)["events"]
    return step["date"], len(rows(engine, "SELECT id FROM citations WHERE record_id = :i", i=step["id"]))


def test_an_article_that_says_another_day_does_not_speak_for_the_step(seeded_engine, madrid):
    before = step_of(seeded_engine, madrid)
    again = captured(seeded_engine, OPENED.replace("May 2025", "January 2026")).article_id
    found = card(seeded_engine, again, "offices", "Madrid")
    assert (found.confidence, TOLD in found.reasons) == ("check", True)
    decide(seeded_engine, review.accept, found.draft.id, 1)
    assert step_of(seeded_engine, madrid) == before
    assert row(seeded_engine, "offices", madrid)["source_count"] == 2


def test_a_day_typed_on_the_card_counts_as_what_it_says(seeded_engine, madrid):
    before = step_of(seeded_engine, madrid)
    for day, more in (("2024-02", 0), ("spring 2025", 1)):
        again = captured(seeded_engine, f"In {day}, Nimbus Labs opened an office in Madrid.").article_id
        found = card(seeded_engine, again, "offices", "Madrid")
        decide(seeded_engine, review.accept, found.draft.id, 1, {"status_on": day})
        assert step_of(seeded_engine, madrid) == (before[0], before[1] + more)


def test_a_step_without_a_day_gets_that_of_the_article_that_says_one(seeded_engine):
    told = captured(seeded_engine, "Nimbus Labs has opened an office in Madrid.").article_id
    first = card(seeded_engine, told, "offices", "Madrid")
    office = decide(seeded_engine, review.accept, first.draft.id, 1, {"company": NIMBUS})[0].record_id
    assert step_of(seeded_engine, office)[0].startswith("day not said")
    again = card(seeded_engine, captured(seeded_engine, OPENED).article_id, "offices", "Madrid")
    assert again.tells_day
    decide(seeded_engine, review.accept, again.draft.id, 1)
    kept = row(seeded_engine, "offices", office)
    assert (kept["status"], kept["status_on"], len(kept["events"])) == ("open", "in May 2025", 1)
    late = captured(seeded_engine, "Nimbus Labs has opened an office in Madrid, it said.").article_id
    last = card(seeded_engine, late, "offices", "Madrid")
    assert not last.tells_day
    decide(seeded_engine, review.accept, last.draft.id, 1)
    assert step_of(seeded_engine, office)[0] == "in May 2025"


def test_a_day_counted_from_another_is_recorded_as_it_was_typed(seeded_engine, madrid):
    typed = {"status": "expanded", "status_on": "last month", "status_on_anchor": "2026-03-12"}
    again = captured(seeded_engine, "Nimbus Labs has opened an office in Madrid.").article_id
    decide(seeded_engine, review.accept, card(seeded_engine, again, "offices", "Madrid").draft.id, 1, typed)
    office = row(seeded_engine, "offices", madrid)
    assert (office["status"], office["status_on_from"], office["status_on_anchor"]) == (
        "expanded", "2026-02-01", "2026-03-12"
    )  # fmt: skip
    told = captured(seeded_engine, "OpenAI has 300 employees in Lisbon.").article_id
    claim = card(seeded_engine, told, "claims", "300")
    when = {"value_text": "about 500 people", "as_of": "last year", "as_of_anchor": "2026-03-12"}
    number = decide(seeded_engine, review.accept, claim.draft.id, 1, when)[0].record_id
    kept = row(seeded_engine, "claims", number)
    assert (kept["value_low"], kept["as_of_from"], kept["as_of_to"]) == (500, "2025-01-01", "2025-12-31")
