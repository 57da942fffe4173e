"""Words put into fields, cards begun by hand, and facts that no text says."""

import re

import pytest

from tests.review.articles import LISBON
from tests.review.steps import NIMBUS, captured, card, cards, decide, draft_of, row
from tests.web.site import made
from tracker.drafts import KINDS
from tracker.errors import NotFound, Refused
from tracker.ingest import review
from tracker.web.marked import marked


@pytest.fixture
def stored(seeded_engine):
    return captured(seeded_engine, LISBON)


def begun(engine, stored, kind, quote="", near=0):
    decided, _ = decide(engine, review.begin, stored.article_id, stored.capture_id, kind, quote, near)
    return decided.draft_id


def found(engine, stored, number):
    return next(one for one in cards(engine, stored.article_id) if one.draft.id == number)


def test_a_card_begun_by_hand_is_begun_once_however_often_its_form_is_sent(seeded, stored):
    with made(seeded) as app:
        client, address = app.test_client(), f"/review/{stored.article_id}"
        once = re.findall(r'name="_once" value="([0-9a-f]+)"', client.get(address).text)[0]
        sent = {"_once": once, "capture": stored.capture_id, "kind": "offices", "quote": "opened an office"}

        def begin(**other: str) -> str:
            return client.post(f"{address}/by-hand", data=sent | other).location

        assert begin() == begin()
        others = [begin(kind="claims"), begin(_once="1" * 16), begin(_once=""), begin(_once="")]
        assert len({begin(), *others}) == 5


def test_words_of_the_text_fill_a_field_and_become_its_evidence(seeded_engine, stored):
    first = card(seeded_engine, stored.article_id, "offices", "Madrid").draft.id
    near = LISBON.index("Lisbon by")
    decide(seeded_engine, review.fill, first, 1, {"status": "planned"}, "city", "Lisbon", near)
    filled = found(seeded_engine, stored, first)
    assert (filled["city"].name, filled["status"].value) == ("Lisbon", "planned")
    start, end = filled["city"].place
    assert LISBON[start - 3 : end + 3] == "in Lisbon by"
    decided, _ = decide(seeded_engine, review.accept, first, 2, {"company": NIMBUS})
    office = row(seeded_engine, "offices", decided.record_id)
    cited = {one["field"]: one["quote"] for one in office["citations"]}
    assert (office["city"], cited["city"]) == ("Lisbon", "Lisbon")


def test_a_field_of_choices_takes_words_as_its_evidence_only(seeded_engine, stored):
    first = card(seeded_engine, stored.article_id, "offices", "Madrid").draft.id
    decide(seeded_engine, review.fill, first, 1, {}, "status", "plans  to open")
    filled = found(seeded_engine, stored, first)
    assert filled["status"].value == "announced"
    assert LISBON[slice(*filled["status"].place)] == "plans to open"


def test_words_that_do_not_stand_there_are_refused(seeded_engine, stored):
    first = card(seeded_engine, stored.article_id, "offices", "Madrid").draft.id
    for quote, says in (("an office on the moon", "do not stand"), (" ", "Select the words")):
        with pytest.raises(Refused) as refused:
            decide(seeded_engine, review.fill, first, 1, {}, "city", quote)
        assert says in refused.value.fields["quote"]
    with pytest.raises(NotFound):
        decide(seeded_engine, review.fill, first, 1, {}, "version", "Madrid")
    assert draft_of(seeded_engine, first).version == 1


def test_a_fact_begun_by_hand_is_recorded_with_its_words(seeded_engine, stored):
    number = begun(seeded_engine, stored, "offices", "opened an office in Lisbon, its first in Portugal")
    made = found(seeded_engine, stored, number)
    assert {slot.value for slot in made.slots} == {""}
    decide(seeded_engine, review.fill, number, 1, {"status": "open"}, "company", "Nimbus Labs")
    decide(seeded_engine, review.fill, number, 2, {}, "city", "Lisbon")
    new = {"company": {"new": "Nimbus Labs", "kind": "companies"}}
    decided, _ = decide(seeded_engine, review.accept, number, 3, new)
    office = row(seeded_engine, "offices", decided.record_id)
    assert (office["company"], office["city"], office["status"]) == ("Nimbus Labs", "Lisbon", "open")
    cited = {one["field"]: one["quote"] for one in office["citations"]}
    assert cited[None] == "opened an office in Lisbon, its first in Portugal"
    assert cited["company"] == "Nimbus Labs"


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_of_each_kind_is_begun_rejected_and_opened_again(seeded_engine, stored, kind):
    number = begun(seeded_engine, stored, kind)
    made = found(seeded_engine, stored, number)
    assert (made.whole, made.clear, made.title) == (None, False, "")
    assert "No supporting text is chosen." in made.reasons
    marked(LISBON, [made.draft])
    decide(seeded_engine, review.reject, number, 1, "Not so")
    decide(seeded_engine, review.undo, number, 2)
    assert draft_of(seeded_engine, number).state == "open"
    assert begun(seeded_engine, stored, kind) != number


def test_without_words_it_takes_a_note_on_how_it_is_known(seeded_engine, stored):
    number = begun(seeded_engine, stored, "offices")
    given = {"company": NIMBUS, "city": "Lisbon", "status": "open"}
    with pytest.raises(Refused) as refused:
        decide(seeded_engine, review.accept, number, 1, given)
    assert list(refused.value.fields) == ["evidence"]
    decided, _ = decide(seeded_engine, review.accept, number, 1, given | {"own": "I was at the opening."})
    office = row(seeded_engine, "offices", decided.record_id)
    assert (office["city"], office["citations"]) == ("Lisbon", [])
    kept = draft_of(seeded_engine, number).decided
    assert kept is not None
    assert kept["own"] == "I was at the opening."


def test_a_text_of_another_article_begins_nothing(seeded_engine, stored):
    other = captured(seeded_engine, "Fjord Cloud will build a data centre in Narvik.")
    with pytest.raises(NotFound):
        decide(seeded_engine, review.begin, other.article_id, stored.capture_id, "offices", "Lisbon")


def test_of_a_long_text_only_what_stands_near_its_cards_is_drawn(seeded_engine, stored):
    far = "\n".join(f"Nothing happened on day {number}." for number in range(50))
    text = f"{LISBON}\n{far}\n" + "word " * 1000
    drafts = [draft_of(seeded_engine, number) for number in stored.draft_ids]
    whole, near = marked(text, drafts), marked(text, drafts, whole=False)
    assert not any(paragraph.folded for paragraph in whole)
    assert near[-1].folded == 50
    assert len(near) + near[-1].folded - 1 == len(whole)
    alone = marked("x " * 5000 + LISBON.replace("\n", " "), drafts, whole=False)
    assert sum(len(stretch.words) for one in alone for stretch in one.stretches) < 5000
