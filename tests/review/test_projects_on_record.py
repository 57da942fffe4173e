"""Projects from draft to record: each field with its words, another source of one there, what differs."""

import re

import pytest
from sqlalchemy import select

from tests.review.steps import captured, cards, decide, draft_of, row
from tests.web.site import made
from tracker.db import reading
from tracker.errors import Refused
from tracker.ingest import review
from tracker.ingest.review import clear_ones
from tracker.records import kinds
from tracker.records.source import Citation, Passage

STORY = (
    "OpenAI and SK Telecom are building a data centre in Porto, Portugal, with Quill Telecom for $2 billion. "
    "The site should draw 300 megawatts and open by the end of 2027."
)
QUILL = {"new": "Quill Telecom", "kind": "companies"}


def project(engine, text, **given):
    """The card of the project that a text tells of."""
    article = captured(engine, text, **given).article_id
    return next(one for one in cards(engine, article) if one.draft.kind == "projects")


@pytest.fixture
def porto(seeded_engine):
    """The project of the story, recorded: (its id, the save)."""
    drafted = project(seeded_engine, STORY)
    given = {one.path: QUILL for one in drafted.slots if one.value == "Quill Telecom"}
    decided, saved = decide(seeded_engine, review.accept, drafted.draft.id, 1, given)
    return decided.record_id, saved


def cited_for(engine, kind):
    """The fields of every record of a kind that words are cited for, with the words."""
    table = kinds()[kind].__table__
    query = (
        select(Citation.field, Passage.quote)
        .join(Passage, Passage.id == Citation.passage_id)
        .join(table, table.c.id == Citation.record_id)
    )
    with reading(engine) as session:
        return {(field, quote) for field, quote in session.execute(query) if field}


def parties(engine, number):
    return {(one["company"], one["role"]) for one in row(engine, "projects", number)["parties"]}


def test_a_card_has_every_field_with_its_words(seeded_engine):
    card = project(seeded_engine, STORY)
    assert {slot.path: slot.name or slot.value for slot in card.slots if slot.value != ""} == {
        "name": "OpenAI data centre in Porto", "kind": "data_centre", "city": "Porto", "country": "Portugal",
        "parties.1.company": "OpenAI", "parties.1.role": "operator", "parties.2.company": "SK Telecom",
        "parties.2.role": "operator", "parties.3.company": "Quill Telecom", "parties.3.role": "partner",
        "status": "under_way", "status_on": "day not said, article of 2026-03-12 = by 2026-03-12",
        "events.1.date": "by the end of 2027", "capacity_text": "300 megawatts", "cost_text": "$2 billion",
    }  # fmt: skip
    said = {slot.path: STORY[slice(*slot.place)] for slot in card.slots if slot.place}
    assert said == {
        "parties.1.company": "OpenAI", "parties.2.company": "SK Telecom",
        "parties.3.company": "Quill Telecom", "city": "Porto", "status": "are building",
        "events.1.date": "by the end of 2027", "capacity_text": "300 megawatts", "cost_text": "$2 billion",
    }  # fmt: skip
    assert card.title == "OpenAI data centre in Porto, under way"
    assert card.reasons == ["“Quill Telecom” is not on record."]
    with pytest.raises(Refused) as refused:
        decide(seeded_engine, review.accept, card.draft.id, 1, {"capacity_text": "a lot of power"})
    assert set(refused.value.fields) == {"parties.3.company", "capacity_text"}


def test_accepting_records_it_with_a_citation_of_each_field(seeded_engine, porto):
    found = row(seeded_engine, "projects", porto[0])
    assert (found["name"], found["status"]) == ("OpenAI data centre in Porto", "under_way")
    assert (found["capacity_low"], found["capacity_unit"], found["cost_currency"]) == (300, "MW", "USD")
    assert parties(seeded_engine, porto[0]) == {
        ("OpenAI", "operator"), ("SK Telecom", "operator"), ("Quill Telecom", "partner"),
    }  # fmt: skip
    cited = {one["field"]: one["quote"] for one in found["citations"]}
    assert cited.pop(None).startswith("OpenAI and SK Telecom are building")
    assert cited == {"city": "Porto", "capacity_text": "300 megawatts", "cost_text": "$2 billion"}
    assert cited_for(seeded_engine, "project_parties") == {
        ("company", "OpenAI"), ("company", "SK Telecom"), ("company", "Quill Telecom"),
    }  # fmt: skip
    steps = {one["basis"]: one for one in found["events"]}
    assert (steps["promised"]["status"], steps["promised"]["date"]) == ("open", "by the end of 2027")
    assert {("status", "are building"), ("date", "by the end of 2027")} <= cited_for(
        seeded_engine, "status_events"
    )


def test_a_later_article_is_another_source_its_status_the_next_step_and_it_fills_what_is_missing(
    seeded_engine, porto
):
    later = (
        "OpenAI, SK Telecom and Kakao opened the data centre in Porto, which has 50,000 Nvidia GPUs and draws"
        " 300 MW."
    )
    again = project(seeded_engine, later, published="2027-11-02")
    assert (again.standing.same or {})["id"] == porto[0]
    assert (again.standing.doubt, again.clear) == ("", True)
    decided, _ = decide(seeded_engine, review.accept, again.draft.id, 1)
    found = row(seeded_engine, "projects", porto[0])
    assert (decided.record_id, found["status"]) == (porto[0], "open")
    assert found["gpus_text"] == "50,000 Nvidia GPUs"
    assert ("Kakao", "operator") in parties(seeded_engine, porto[0])
    assert found["capacity_text"] == "300 megawatts"
    quotes = {(one["field"], one["quote"]) for one in found["citations"]}
    assert {("gpus_text", "50,000 Nvidia GPUs"), ("city", "Porto")} <= quotes
    assert ("capacity_text", "300 MW") in quotes
    assert found["source_count"] == 2
    # A size that differs is said, and cites nothing.
    again = project(seeded_engine, "SK Telecom opened a 450 MW data centre in Porto.", published="2027-11-02")
    assert "On record its capacity is 300 megawatts; that stays." in again.reasons
    assert not again.clear
    decide(seeded_engine, review.accept, again.draft.id, 1)
    found = row(seeded_engine, "projects", porto[0])
    assert found["capacity_text"] == "300 megawatts"
    cited = {one["quote"] for one in found["citations"] if one["field"] == "capacity_text"}
    assert cited == {"300 megawatts", "300 MW"}


def test_one_elsewhere_in_the_country_is_offered_with_a_doubt_and_may_be_another(seeded_engine, porto):
    again = project(seeded_engine, "SK Telecom plans a data centre in Portugal.", published="2026-04-01")
    assert (again.standing.same or {})["id"] == porto[0]
    assert "may be another one" in again.standing.doubt
    decided, _ = decide(seeded_engine, review.accept, again.draft.id, 1, separate=True)
    assert row(seeded_engine, "projects", decided.record_id)["name"] == "SK Telecom data centre in Portugal"
    lisbon = project(seeded_engine, "Krafton plans a data centre in Porto.", published="2026-04-02")
    assert lisbon.standing.same is None


def test_clear_ones_are_accepted_together_and_undone_together(seeded_engine):
    text = "OpenAI will build a data centre in Porto. SK Telecom will build a data centre in Madrid."
    article = captured(seeded_engine, text).article_id
    clear = [one.draft for one in clear_ones(cards(seeded_engine, article)) if one.draft.kind == "projects"]
    done, _ = decide(seeded_engine, review.accept_all, [(one.id, one.version) for one in clear])
    assert [row(seeded_engine, "projects", one.record_id)["city"] for one in done] == ["Porto", "Madrid"]
    opened, _ = decide(seeded_engine, review.undo, done[0].draft_id, 2)
    assert {one.draft_id for one in opened} == {one.id for one in clear}


def test_one_seen_by_hand_has_empty_fields_and_its_words(seeded_engine):
    stored = captured(seeded_engine, "A barn in Porto hums. SK Telecom put its machines there.")
    begun, _ = decide(
        seeded_engine, review.begin, stored.article_id, stored.capture_id, "projects", "A barn in Porto hums."
    )
    given = {
        "name": "The Porto barn", "kind": "compute_site", "city": "Porto", "parties.1.company": "SK Telecom",
        "parties.1.role": "operator", "parties.2.company": "", "parties.2.role": "partner",
    }  # fmt: skip
    decided, _ = decide(seeded_engine, review.accept, begun.draft_id, 1, given)
    found = row(seeded_engine, "projects", decided.record_id)
    assert (found["name"], found["country"]) == ("The Porto barn", "Portugal")
    assert [one["quote"] for one in found["citations"]] == ["A barn in Porto hums."]
    assert parties(seeded_engine, decided.record_id) == {("SK Telecom", "operator")}


OURS = {"Sec-Fetch-Site": "same-origin"}


def test_it_is_reviewed_without_scripts_and_its_page_tells_it_once(seeded, seeded_engine):
    drafted = project(seeded_engine, STORY)
    number, address = drafted.draft.id, f"/review/{drafted.draft.article_id}"
    with made(seeded) as app:
        client = app.test_client()
        page = client.get(address).text
        card = page[page.index(f'id="d{number}"') :]
        assert "OpenAI data centre in Porto, under way" in card
        assert 'Quill Telecom <span class="quiet">partner</span>' in card
        assert re.search(rf'<mark[^>]*data-bears="[^"]*\b{number}\b[^"]*"[^>]*>300 megawatts</mark>', page)
        sent = {"_version": 1, "do": "accept", f"d{number}.parties.3.company.pick": "new:companies"}
        client.post(f"{address}/{number}", data=sent, headers=OURS)
        found = row(seeded_engine, "projects", draft_of(seeded_engine, number).record_id or 0)
        assert "OpenAI data centre in Porto is under way" in client.get(found["permalink"]).text
        assert "<mark" in client.get(f"/articles/{drafted.draft.article_id}").text
