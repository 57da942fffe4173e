"""What an article promises of an office is an event of its own: the announcement has the article's date."""

from tests.review.steps import NIMBUS, captured, card, decide, row
from tracker.ingest import review

PROMISED = "Nimbus Labs plans to open an office in Madrid in late 2027."
SOONER = "Nimbus Labs will open an office in Madrid by the end of the year."
OPENED = "Nimbus Labs has opened an office in Madrid."


def accepted(engine, text, published, given=None):
    """The id of the office in Madrid after the card of an article was accepted."""
    article = captured(engine, text, published=published).article_id
    found = card(engine, article, "offices", "Madrid")
    return decide(engine, review.accept, found.draft.id, 1, given)[0].record_id


def steps(engine, number):
    """(status, basis, from, to) of the office's events, by status and basis."""
    events = row(engine, "offices", number)["events"]
    found = [(one["status"], one["basis"], one["date_from"], one["date_to"]) for one in events]
    return sorted(found, key=lambda step: step[:2])


def test_a_promised_opening_is_no_date_of_the_announcement(seeded_engine):
    office = accepted(seeded_engine, PROMISED, "2026-03-12", {"company": NIMBUS})
    assert steps(seeded_engine, office) == [
        ("announced", "actual", None, "2026-03-12"),
        ("open", "promised", "2027-09-01", "2027-12-31"),
    ]
    assert row(seeded_engine, "offices", office)["status"] == "announced"


def test_another_promise_and_the_opening_are_added(seeded_engine):
    office = accepted(seeded_engine, PROMISED, "2026-03-12", {"company": NIMBUS})
    assert accepted(seeded_engine, SOONER, "2026-05-02") == office
    assert accepted(seeded_engine, OPENED, "2026-11-20") == office
    assert [step[:2] for step in steps(seeded_engine, office)] == [
        ("announced", "actual"),
        ("open", "actual"),
        ("open", "promised"),
        ("open", "promised"),
    ]
    assert row(seeded_engine, "offices", office)["status"] == "open"


def test_the_promise_can_be_taken_out(seeded_engine):
    given = {"company": NIMBUS, "events.1.date": ""}
    office = accepted(seeded_engine, PROMISED, "2026-03-12", given)
    assert steps(seeded_engine, office) == [("announced", "actual", None, "2026-03-12")]


def test_a_weekday_means_the_same_day_on_record_as_in_the_draft(seeded_engine):
    text = "Nimbus Labs will open an office in Madrid on Monday."
    office = accepted(seeded_engine, text, "2026-03-12", {"company": NIMBUS})
    assert steps(seeded_engine, office)[1] == ("open", "promised", "2026-03-16", "2026-03-16")
    text = "Nimbus Labs opened an office in Madrid on Tuesday."
    assert accepted(seeded_engine, text, "2026-11-20") == office
    assert steps(seeded_engine, office)[1] == ("open", "actual", "2026-11-17", "2026-11-17")
