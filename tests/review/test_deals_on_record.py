"""A deal of several organisations: which record a later article is about, and ranges as they are recorded."""

import pytest

from tests.review.steps import captured, card, cards, decide, row
from tracker.ingest import review

CHIPS = "Nimbus Labs, Quill Telecom and Harbour Chips formed a consortium on Monday."
PAIR = "Nimbus Labs and Quill Telecom signed an agreement on Tuesday."
OTHERS = "Nimbus Labs and Tallow Bank signed an agreement on Tuesday."


def created(*names):
    """What a reviewer gives for the parties of a card: new companies, in order."""
    return {
        f"parties.{number}.company": {"new": name, "kind": "companies"}
        for number, name in enumerate(names, 1)
    }


@pytest.fixture
def consortium(seeded_engine):
    """The deal of three, recorded: its id."""
    article = captured(seeded_engine, CHIPS).article_id
    deal = card(seeded_engine, article, "partnerships", "Quill Telecom")
    given = created("Nimbus Labs", "Quill Telecom", "Harbour Chips")
    return decide(seeded_engine, review.accept, deal.draft.id, 1, given)[0].record_id


def later(engine, text):
    article = captured(engine, text, published="2026-09-01").article_id
    return next(one for one in cards(engine, article) if one.draft.kind == "partnerships")


def test_the_same_parties_in_another_order_are_the_deal_on_record(seeded_engine, consortium):
    again = later(seeded_engine, "Harbour Chips, Nimbus Labs and Quill Telecom formed a consortium.")
    assert (again.standing.same or {})["id"] == consortium
    assert again.standing.doubt == ""


def test_some_of_the_parties_are_offered_the_larger_deal_with_a_doubt(seeded_engine, consortium):
    pair = later(seeded_engine, PAIR)
    assert (pair.standing.same or {})["id"] == consortium
    assert "The partnership on record has other parties too." in pair.reasons
    assert not pair.clear


def test_exactly_these_parties_come_before_a_larger_deal(seeded_engine, consortium):
    pair = later(seeded_engine, PAIR)
    decided, _ = decide(seeded_engine, review.accept, pair.draft.id, 1, separate=True)
    again = later(seeded_engine, "Quill Telecom and Nimbus Labs signed an agreement on Friday.")
    assert (again.standing.same or {})["id"] == decided.record_id != consortium
    assert again.standing.doubt == ""


def test_one_shared_party_is_no_deal_on_record(seeded_engine, consortium):
    other = later(seeded_engine, OTHERS)
    bank = {"parties.2.company": created("Tallow Bank")["parties.1.company"]}
    decide(seeded_engine, review.accept, other.draft.id, 1, bank)
    assert other.standing.same is None
    again = later(seeded_engine, "Harbour Chips and Tallow Bank signed an agreement on Friday.")
    assert again.standing.same is None


def test_a_range_is_recorded_with_both_ends(seeded_engine, consortium):
    text = "Nimbus Labs will invest between €300 million and €400 million in Portugal."
    article = captured(seeded_engine, text).article_id
    invested = card(seeded_engine, article, "claims", "300")
    assert invested.draft.confidence == "clear"
    decided, _ = decide(seeded_engine, review.accept, invested.draft.id, 1)
    claim = row(seeded_engine, "claims", decided.record_id)
    assert claim["value_text"] == "between €300 million and €400 million"
    assert (claim["comparator"], claim["value_low"], claim["value_high"]) == (
        "between",
        300_000_000,
        400_000_000,
    )
