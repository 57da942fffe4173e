"""A status that an article states without a day: it had come to that when the article appeared."""

from datetime import date

import pytest

from tests.review.articles import LISBON
from tests.review.steps import NIMBUS, captured, card, decide, row
from tracker.errors import Refused
from tracker.ingest import review

PLANNED = "Nimbus Labs plans to open an office in Madrid."
OPENED = "Nimbus Labs has opened an office in Madrid."
SAID = "day not said, article of {0} = by {0}"


@pytest.fixture
def madrid(seeded_engine):
    """The office in Madrid, planned: its id."""
    article = captured(seeded_engine, LISBON).article_id
    first = card(seeded_engine, article, "offices", "Madrid")
    return decide(seeded_engine, review.accept, first.draft.id, 1, {"company": NIMBUS})[0].record_id


def later(engine, **given):
    """The card that says it has opened, of another article."""
    article = captured(engine, OPENED, **given).article_id
    return card(engine, article, "offices", "Madrid")


def test_a_step_without_a_day_is_dated_by_its_article_and_says_so(seeded_engine, madrid):
    decide(seeded_engine, review.accept, later(seeded_engine, published="2026-09-01").draft.id, 1)
    office = row(seeded_engine, "offices", madrid)
    assert (office["status"], office["status_on"]) == ("open", SAID.format("2026-09-01"))
    assert (office["status_on_from"], office["status_on_to"]) == (None, "2026-09-01")
    assert [step["date"] for step in office["events"]] == [
        SAID.format("2026-03-12"),
        SAID.format("2026-09-01"),
    ]


def test_an_older_article_does_not_take_the_status_back(seeded_engine, madrid):
    decide(seeded_engine, review.accept, later(seeded_engine, published="2025-02").draft.id, 1)
    office = row(seeded_engine, "offices", madrid)
    assert (office["status"], len(office["events"])) == ("announced", 2)


def test_the_day_is_shown_before_it_is_accepted_and_can_be_taken_out(seeded_engine, madrid):
    found = later(seeded_engine, published="2026-09-01")
    assert found["status_on"].value == SAID.format("2026-09-01")
    assert not found["status_on"].edited
    with pytest.raises(Refused) as refused:
        decide(seeded_engine, review.accept, found.draft.id, 1, {"status_on": ""})
    assert list(refused.value.fields) == ["status_on"]
    decide(seeded_engine, review.accept, found.draft.id, 1, {"status_on": "June 2026"})
    office = row(seeded_engine, "offices", madrid)
    assert (office["status"], office["status_on"]) == ("open", "June 2026")


def test_without_any_day_the_reviewer_is_asked(seeded_engine, madrid):
    found = later(seeded_engine, published=None)
    assert (found["status_on"].value, found.confidence) == ("", "check")
    with pytest.raises(Refused) as refused:
        decide(seeded_engine, review.accept, found.draft.id, 1)
    assert "Say since when" in refused.value.fields["status_on"]
    day = str(date(2026, 8, 1))
    decide(seeded_engine, review.accept, found.draft.id, 1, {"status_on": day})
    assert row(seeded_engine, "offices", madrid)["status"] == "open"
