"""From drafts to records: what a reviewer's decision writes, and what it never writes by itself."""

import pytest
from sqlalchemy import func, select

from tests.review.articles import LISBON, MADRID
from tests.review.steps import NIMBUS, captured, card, cards, decide, draft_of, row
from tests.web.site import made
from tracker.db import reading, transaction
from tracker.drafts import Draft
from tracker.errors import Refused, Stale
from tracker.ingest import review
from tracker.ingest.capture import reread
from tracker.ingest.cards import Cards
from tracker.ingest.proposals import keep
from tracker.records import kinds


@pytest.fixture
def article(seeded_engine):
    """The Lisbon story, captured."""
    return captured(seeded_engine, LISBON).article_id


@pytest.fixture
def lisbon(seeded_engine, article):
    """Its office in Lisbon, accepted with the new company: (id of the office, the save)."""
    first = card(seeded_engine, article, "offices", "Lisbon")
    decided, saved = decide(seeded_engine, review.accept, first.draft.id, 1, {"company": NIMBUS})
    return decided.record_id, saved


def count(engine, kind):
    table = kinds()[kind].__table__
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table).where(table.c.trashed_at.is_(None)))


def test_that_another_reviewer_was_quicker_is_not_said_of_the_next_fact(seeded, seeded_engine, article):
    number = card(seeded_engine, article, "offices", "Lisbon").draft.id
    decide(seeded_engine, review.reject, number, 1, "wrong")
    with made(seeded) as app:
        sent = {"_version": 1, "do": "accept"}
        headers = {"Sec-Fetch-Site": "same-origin"}
        late = app.test_client().post(f"/review/{article}/{number}", data=sent, headers=headers)
    assert late.status_code == 409
    told = late.text.index("Somebody else has decided on this fact since.")
    assert late.text.index("Nothing was saved") < told < late.text.index('id="cards"')
    assert late.text.count("Somebody else has decided") == 1


def test_every_passage_stands_in_the_text_and_cards_come_in_its_order(seeded_engine, article):
    drafts = [one.draft for one in cards(seeded_engine, article)]
    assert {draft.kind for draft in drafts} == {"people", "offices", "partnerships", "claims"}
    assert [draft.position for draft in drafts] == sorted(draft.position for draft in drafts)
    with reading(seeded_engine) as session:
        text = str(session.scalar(select(kinds()["captures"].__table__.c.text)))
    for draft in drafts:
        evidence = draft.proposed["evidence"]
        assert text[evidence["start"] : evidence["end"]] == evidence["value"]
        for said in draft.proposed.values():
            assert "start" not in said or text[said["start"] : said["end"]].strip()


def test_an_unknown_company_is_never_made_by_itself(seeded_engine, article):
    before = count(seeded_engine, "companies")
    first = card(seeded_engine, article, "offices", "Lisbon")
    with pytest.raises(Refused) as refused:
        decide(seeded_engine, review.accept, first.draft.id, 1)
    assert list(refused.value.fields) == ["company"]
    assert count(seeded_engine, "companies") == before
    assert draft_of(seeded_engine, first.draft.id).state == "open"


def test_several_of_a_name_are_told_from_names_only_spelled_alike(seeded_engine, article):
    claim = next(one.draft for one in cards(seeded_engine, article) if one.draft.kind == "claims")
    with reading(seeded_engine) as session:
        typed = Cards(session).card(claim, {"place": "Singapore", "subject": "Open AI Inc"})
    assert (typed["place"].several, typed["subject"].several) == (True, False)
    assert {one.kind for one in typed["place"].candidates} == {"countries", "cities"}
    assert typed["subject"].candidates[0].name == "OpenAI"
    assert "“Singapore” may be one of several." in typed.reasons
    assert "“Open AI Inc” is not on record." in typed.reasons


def test_accepting_records_the_fact_with_its_words(seeded_engine, article, lisbon):
    office = row(seeded_engine, "offices", lisbon[0])
    assert (office["company"], office["city"], office["country"], office["status"]) == (
        "Nimbus Labs", "Lisbon", "Portugal", "open",
    )  # fmt: skip
    cited = {one["field"]: one for one in office["citations"]}
    assert cited["city"]["quote"] == "Lisbon"
    assert cited["company"]["quote"] == "Nimbus Labs"
    assert cited[None]["quote"].startswith("Nimbus Labs has opened an office in Lisbon")
    assert {one["state"] for one in office["citations"]} == {"verified"}
    company = row(seeded_engine, "companies", office["company_id"])
    assert company["citations"][0]["article_id"] == article
    draft = draft_of(seeded_engine, card_id(seeded_engine, lisbon[0]))
    assert (draft.state, draft.revision_id, draft.decided_by) == ("accepted", lisbon[1], "reviewer")
    assert draft.decided == {"company": NIMBUS}


def card_id(engine, record_id):
    with reading(engine) as session:
        return session.scalar(select(Draft.id).where(Draft.record_id == record_id))


def test_a_company_once_made_is_known_to_the_other_cards(seeded_engine, article, lisbon):
    madrid = card(seeded_engine, article, "offices", "Madrid")
    assert madrid["company"].name == "Nimbus Labs"
    assert not madrid["company"].fault


def test_a_claim_keeps_the_articles_words_its_interval_and_who_says_so(seeded_engine, article, lisbon):
    person = card(seeded_engine, article, "people", "Teresa Almada")
    decide(seeded_engine, review.accept, person.draft.id, 1)
    hiring = card(seeded_engine, article, "claims", "120")
    decided, _ = decide(seeded_engine, review.accept, hiring.draft.id, 1)
    claim = row(seeded_engine, "claims", decided.record_id)
    assert claim["value_text"] == "120 engineers"
    assert (claim["comparator"], claim["value_low"], claim["unit"]) == ("exact", 120, "people")
    assert (claim["claimant"], claim["modality"], claim["as_of"]) == ("Teresa Almada", "plan", "2027")
    cited = next(one for one in claim["citations"] if one["field"] == "value_text")
    assert cited["quote"] == "120 engineers"
    assert (cited["speaker"], cited["speaker_role"]) == ("Teresa Almada", "chief operating officer")
    assert cited["attribution"] == "direct_quote"


def test_growth_is_a_ratio_to_a_year_before(seeded_engine, article, lisbon):
    decide(seeded_engine, review.accept, card(seeded_engine, article, "people", "Teresa").draft.id, 1)
    growth = card(seeded_engine, article, "claims", "growth")
    decided, _ = decide(seeded_engine, review.accept, growth.draft.id, 1)
    claim = row(seeded_engine, "claims", decided.record_id)
    assert (claim["value_text"], claim["comparator"], claim["value_low"]) == (
        "more than tripled",
        "more_than",
        3,
    )
    assert (claim["change_kind"], claim["baseline"]) == ("ratio", "a year before")


def test_undo_takes_back_the_record_the_company_and_the_decision(seeded_engine, article, lisbon):
    number = card_id(seeded_engine, lisbon[0])
    offices, companies = count(seeded_engine, "offices"), count(seeded_engine, "companies")
    decide(seeded_engine, review.undo, number, draft_of(seeded_engine, number).version)
    assert draft_of(seeded_engine, number).state == "open"
    assert count(seeded_engine, "offices") == offices - 1
    assert count(seeded_engine, "companies") == companies - 1


def test_a_save_undone_elsewhere_opens_its_drafts_and_undoing_that_accepts_them(seeded_engine, lisbon):
    number = card_id(seeded_engine, lisbon[0])
    _, undone = decide(seeded_engine, lambda edit: edit.undo(lisbon[1]))
    assert draft_of(seeded_engine, number).state == "open"
    decide(seeded_engine, lambda edit: edit.undo(undone))
    assert draft_of(seeded_engine, number).state == "accepted"
    assert row(seeded_engine, "offices", lisbon[0])["city"] == "Lisbon"


def test_what_is_edited_is_saved_and_loses_the_words_that_do_not_carry_it(seeded_engine, article, lisbon):
    madrid = card(seeded_engine, article, "offices", "Madrid")
    given = {"city": "Barcelona", "status": "planned"}
    decided, _ = decide(seeded_engine, review.accept, madrid.draft.id, 1, given)
    office = row(seeded_engine, "offices", decided.record_id)
    assert (office["city"], office["status"]) == ("Barcelona", "planned")
    assert "city" not in {one["field"] for one in office["citations"]}
    assert draft_of(seeded_engine, madrid.draft.id).decided == given


def test_a_corrected_claim_is_told_anew_unless_its_summary_was_typed(seeded_engine, article, lisbon):
    invested = card(seeded_engine, article, "claims", "invest")
    given = {"metric": "revenue", "place": "", "as_of": "October 2026"}
    with reading(seeded_engine) as session:
        told = [Cards(session).card(invested.draft, given | more) for more in ({}, {"summary": "Of ours."})]
    anew = "Nimbus Labs: revenue, €300 m (October 2026)"
    assert [(one.title, one.columns["summary"]) for one in told] == [(anew, anew), ("Of ours.", "Of ours.")]
    decided, _ = decide(seeded_engine, review.accept, invested.draft.id, 1, given)
    assert row(seeded_engine, "claims", decided.record_id)["summary"] == anew


def test_a_rejected_fact_is_not_proposed_again(seeded_engine, article):
    growth = card(seeded_engine, article, "claims", "growth")
    decide(seeded_engine, review.reject, growth.draft.id, 1, review.REASONS[0])
    assert growth.draft.id not in {one.draft.id for one in cards(seeded_engine, article)}
    with reading(seeded_engine) as session:
        prepared = reread(session, article)
    with transaction(seeded_engine) as session:
        assert keep(session, article, growth.draft.capture_id, prepared.proposals) == []
    assert draft_of(seeded_engine, growth.draft.id).reject_reason == review.REASONS[0]


def test_a_rejection_needs_its_reason(seeded_engine, article):
    first = cards(seeded_engine, article)[0]
    with pytest.raises(Refused) as refused:
        decide(seeded_engine, review.reject, first.draft.id, 1, "  ")
    assert refused.value.fields == {"reason": "Say why it is rejected."}


def test_what_is_passed_over_comes_back_at_the_end(seeded_engine, article):
    first, second = cards(seeded_engine, article)[:2]
    decide(seeded_engine, review.skip, second.draft.id, 1)
    decide(seeded_engine, review.skip, first.draft.id, 1)
    order = [one.draft.id for one in cards(seeded_engine, article)]
    assert order[-2:] == [second.draft.id, first.draft.id]


def test_the_second_of_two_reviewers_is_told(seeded_engine, article, lisbon):
    madrid = card(seeded_engine, article, "offices", "Madrid")
    decide(seeded_engine, review.reject, madrid.draft.id, 1, "Not so")
    with pytest.raises(Stale) as stale:
        decide(seeded_engine, review.accept, madrid.draft.id, 1)
    assert stale.value.theirs["state"] == "rejected"


def test_what_was_typed_is_kept_before_a_decision(seeded_engine, article):
    madrid = card(seeded_engine, article, "offices", "Madrid")
    decide(seeded_engine, review.keep, madrid.draft.id, 1, {"city": "Porto", "country": "PT"})
    kept = next(one for one in cards(seeded_engine, article) if one.draft.id == madrid.draft.id)
    assert kept["city"].name == "Porto"
    assert kept.draft.state == "open"


def test_the_clear_ones_are_one_save_and_one_undo(seeded_engine, article, lisbon):
    decide(seeded_engine, review.accept, card(seeded_engine, article, "people", "Teresa").draft.id, 1)
    clear = review.clear_ones(cards(seeded_engine, article))
    assert len(clear) >= 2
    chosen = [(one.draft.id, one.draft.version) for one in clear]
    decided, saved = decide(seeded_engine, review.accept_all, chosen)
    assert {draft_of(seeded_engine, one.draft_id).revision_id for one in decided} == {saved}
    decide(seeded_engine, review.undo, chosen[0][0], 2)
    assert {draft_of(seeded_engine, number).state for number, _ in chosen} == {"open"}


def test_one_stale_draft_keeps_all_of_the_clear_ones_from_being_saved(seeded_engine, article, lisbon):
    clear = [(one.draft.id, one.draft.version) for one in review.clear_ones(cards(seeded_engine, article))]
    with pytest.raises(Stale):
        decide(seeded_engine, review.accept_all, [*clear[:-1], (clear[-1][0], 7)])
    assert draft_of(seeded_engine, clear[0][0]).state == "open"


def test_a_fact_on_record_gets_another_source_and_no_twin(seeded_engine, article, lisbon):
    other = captured(seeded_engine, MADRID).article_id
    again = card(seeded_engine, other, "offices", "Lisbon")
    assert again.standing.same is not None
    assert (again.standing.same or {})["id"] == lisbon[0]
    offices = count(seeded_engine, "offices")
    decided, _ = decide(seeded_engine, review.accept, again.draft.id, 1, seen=(lisbon[0],))
    assert decided.record_id == lisbon[0]
    assert count(seeded_engine, "offices") == offices
    office = row(seeded_engine, "offices", lisbon[0])
    assert {one["article_id"] for one in office["citations"]} == {article, other}
    assert [step["status"] for step in office["events"]] == ["open"]


def test_a_new_status_is_the_next_step_of_the_office_on_record(seeded_engine, article, lisbon):
    madrid = card(seeded_engine, article, "offices", "Madrid")
    decided, _ = decide(seeded_engine, review.accept, madrid.draft.id, 1)
    later = captured(seeded_engine, "Nimbus Labs has opened an office in Madrid.", published="2026-09-01")
    opened = card(seeded_engine, later.article_id, "offices", "Madrid")
    assert opened.standing.same is not None
    assert (opened.standing.same or {})["id"] == decided.record_id
    decide(seeded_engine, review.accept, opened.draft.id, 1)
    office = row(seeded_engine, "offices", decided.record_id)
    assert office["status"] == "open"
    assert len(office["events"]) == 2


def test_what_disagrees_is_shown_before_it_is_accepted(seeded_engine, article, lisbon):
    invested = card(seeded_engine, article, "claims", "300")
    decide(seeded_engine, review.accept, invested.draft.id, 1)
    other = captured(seeded_engine, MADRID).article_id
    disagreeing = card(seeded_engine, other, "claims", "450")
    assert [found["value_text"] for found in disagreeing.standing.differing] == ["€300 million"]
    assert "What is on record says otherwise." in disagreeing.reasons
    assert not disagreeing.clear


def test_a_fact_recorded_meanwhile_is_not_recorded_twice(seeded_engine, article, lisbon):
    other = captured(seeded_engine, MADRID).article_id
    again = card(seeded_engine, other, "offices", "Lisbon")
    with pytest.raises(Stale, match="meanwhile"):
        decide(seeded_engine, review.accept, again.draft.id, 1, seen=(0,))


def test_what_is_corrected_to_a_fact_on_record_is_looked_at_once_more(seeded_engine, article, lisbon):
    madrid = card(seeded_engine, article, "offices", "Madrid").draft.id
    given = {"city": "Lisbon", "country": "Portugal"}
    with pytest.raises(Stale, match="As you corrected it"):
        decide(seeded_engine, review.accept, madrid, 1, given, seen=(0,))
    assert decide(seeded_engine, review.accept, madrid, 1, given, seen=(lisbon[0],))[0].record_id == lisbon[0]


def test_what_is_corrected_to_another_fact_is_recorded_as_that(seeded_engine, article, lisbon):
    other = captured(seeded_engine, MADRID).article_id
    again = card(seeded_engine, other, "offices", "Lisbon").draft.id
    given = {"city": "Barcelona", "country": "Spain"}
    decided, _ = decide(seeded_engine, review.accept, again, 1, given, seen=(lisbon[0],))
    assert row(seeded_engine, "offices", decided.record_id)["city"] == "Barcelona"


def test_a_fact_of_its_own_when_the_reviewer_says_so(seeded_engine, article, lisbon):
    other = captured(seeded_engine, MADRID).article_id
    again = card(seeded_engine, other, "offices", "Lisbon")
    decided, _ = decide(seeded_engine, review.accept, again.draft.id, 1, separate=True)
    assert decided.record_id != lisbon[0]


def test_a_partnership_needs_all_its_parties_said(seeded_engine, article, lisbon):
    deal = card(seeded_engine, article, "partnerships", "Quill Telecom")
    with pytest.raises(Refused) as refused:
        decide(seeded_engine, review.accept, deal.draft.id, 1)
    assert list(refused.value.fields) == ["parties.2.company"]
    given = {"parties.2.company": {"new": "Quill Telecom", "kind": "companies"}}
    decided, _ = decide(seeded_engine, review.accept, deal.draft.id, 1, given)
    partnership = row(seeded_engine, "partnerships", decided.record_id)
    assert [party["company"] for party in partnership["parties"]] == ["Nimbus Labs", "Quill Telecom"]
    assert partnership["parties"][1]["version"] == 1


def test_a_corrected_value_that_disagrees_is_shown_before_it_is_accepted(seeded_engine, article, lisbon):
    decide(seeded_engine, review.accept, card(seeded_engine, article, "claims", "300").draft.id, 1)
    other = captured(seeded_engine, MADRID.replace("million in Portugal", "million in Spain")).article_id
    again, given = card(seeded_engine, other, "claims", "450"), {"place": "Portugal"}
    with pytest.raises(Stale, match="As you corrected it"):
        decide(seeded_engine, review.accept, again.draft.id, 1, given, seen=again.on_record)
    with reading(seeded_engine) as session:
        shown = Cards(session).card(again.draft, given).on_record
    decided, _ = decide(seeded_engine, review.accept, again.draft.id, 1, given, seen=shown)
    assert decided.record_id not in shown


def test_what_rests_on_another_sentence_or_on_a_guess_is_never_accepted_unseen(seeded_engine):
    text = (
        "Nimbus Labs grows in Lisbon\n\nNimbus Labs has an office in Lisbon. It has 40 employees there. "
        "The sum is €70 million, Nimbus Labs said."
    )
    found = cards(seeded_engine, captured(seeded_engine, text).article_id)
    claims = {one.title: one for one in found if one.draft.kind == "claims"}
    assert not any(one.clear for one in claims.values())
    guessed = next(one for title, one in claims.items() if "70" in title)
    assert "What the money is for was not understood." in str(guessed.draft.confidence_reason)
