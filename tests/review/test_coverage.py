"""What part of an article is recorded, dismissed, or still open."""

from tests.review.articles import LISBON
from tests.review.steps import NIMBUS, captured, card, decide
from tests.saving import add, remove
from tracker.db import reading
from tracker.ingest import review
from tracker.ingest.coverage import coverage, telling
from tracker.ingest.reader import default_names
from tracker.records import kind_called
from tracker.web.own import own_context


def stands(engine, article):
    with reading(engine) as session:
        found = own_context(session, kind_called("articles"), {"id": article})
        return {one.words[:30]: one.stand for one in found["bearing"]}


def test_sentences_are_open_until_recorded_or_dismissed(seeded_engine):
    stored = captured(seeded_engine, LISBON)
    before = stands(seeded_engine, stored.article_id)
    assert set(before.values()) == {"open"}
    office = card(seeded_engine, stored.article_id, "offices", "Lisbon")
    decide(seeded_engine, review.accept, office.draft.id, 1, {"company": NIMBUS})
    growth = card(seeded_engine, stored.article_id, "claims", "growth")
    decide(seeded_engine, review.reject, growth.draft.id, 1, review.REASONS[0])
    after = stands(seeded_engine, stored.article_id)
    assert {words for words, stand in after.items() if stand == "recorded"} == {
        "Nimbus Labs has opened an offi"
    }
    assert {words for words, stand in after.items() if stand == "dismissed"} == {
        "She added that weekly users in"
    }


def test_a_sentence_is_dismissed_by_hand_once_and_taken_back(seeded_engine):
    stored = captured(seeded_engine, LISBON)
    start = LISBON.index("Nimbus Labs also plans")
    place = (stored.capture_id, start, start + 50)
    decided, _ = decide(seeded_engine, review.dismiss, *place)
    assert decide(seeded_engine, review.dismiss, *place)[0] == decided
    assert list(stands(seeded_engine, stored.article_id).values()).count("dismissed") == 1
    decide(seeded_engine, review.undo, decided.draft_id, 1)
    assert "dismissed" not in stands(seeded_engine, stored.article_id).values()


def test_signs_tell_numbers_dates_places_organisations_and_superlatives():
    text = (
        "It was a quiet afternoon. They hired 40 people. It begins in March. Kakao and Krafton signed. "
        "She lives in Lisbon. It may be so. It is the largest of its kind."
    )
    found = {one.words: one.signs for one in coverage(text, telling(text, default_names()), [], [])}
    assert found == {
        "They hired 40 people.": ("number",),
        "It begins in March.": ("date",),
        "Kakao and Krafton signed.": ("organisations",),
        "She lives in Lisbon.": ("place",),
        "It is the largest of its kind.": ("superlative",),
    }


def test_a_sentence_bears_a_fact_from_when_the_names_in_it_are_on_record(seeded_engine):
    stored = captured(seeded_engine, "Brinkworth met Harrowell. Nobody else did.")
    assert stands(seeded_engine, stored.article_id) == {}
    add(seeded_engine, "companies", name="Brinkworth")
    owner = add(seeded_engine, "companies", name="Harrow Group")
    assert stands(seeded_engine, stored.article_id) == {}
    alias = add(seeded_engine, "aliases", record_id=owner, name="Harrowell")
    assert stands(seeded_engine, stored.article_id) == {"Brinkworth met Harrowell.": "open"}
    remove(seeded_engine, "aliases", alias)
    assert stands(seeded_engine, stored.article_id) == {}
