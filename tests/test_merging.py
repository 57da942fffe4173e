"""Merging makes one of two records, with all that was theirs."""

import pytest
from sqlalchemy import text

from tests import saving
from tests.merges import everything, judge, merge, merged_into, twice
from tests.saving import add, change, editing, newest_revision, number, remove, row, rows, undo
from tracker.db import reading
from tracker.errors import NotFound, Refused, Stale
from tracker.overview.saves import of_record
from tracker.records import kind_called
from tracker.search import find, read_search

# -- one merge --------------------------------------------------------------------------------------------


@pytest.fixture
def two(engine):
    return twice(engine)


def test_all_that_was_of_one_is_of_the_other(engine, two):
    one, other = two["one"], two["other"]
    merge(engine, "companies", one, other)
    kept = row(engine, "companies", other)
    assert kept["name"] == "Acme"
    assert kept["website"] == "https://acme.example"
    assert kept["description"] == "Makes all things."
    assert kept["wikidata"] == "Q5"
    # The name that both had is not another name of either.
    assert sorted(alias["name"] for alias in kept["aliases"]) == ["A.W.", "AW", "Acme", "Acme Works Ltd"]
    assert row(engine, "offices", two["office"])["company"] == "Acme"
    assert row(engine, "offices", two["office"])["label"] == "Acme, Korea"
    assert row(engine, "companies", two["third"])["parent_id"] == other
    assert row(engine, "people", two["person"])["roles"][0]["company_id"] == other
    parties = row(engine, "partnerships", two["deal"])
    assert [party["company"] for party in parties["parties"]] == ["Acme", "Bolt"]
    assert parties["label"] == "Acme – Bolt"
    citations = {cited["id"]: cited["state"] for cited in kept["citations"]}
    assert citations == {two["site"]: "verified", two["note"]: "recheck"}
    root = number(engine, "SELECT root_id FROM records WHERE id = :one", one=two["site"])
    assert root == other


def test_what_is_said_of_the_one_that_stays_is_doubted_only_where_it_changed(engine, two):
    about = add(engine, "citations", record=two["other"], article=two["article"], quote="an office in Seoul")
    merged = add(engine, "companies", name="Acme Incorporated")
    merge(engine, "companies", merged, two["other"])
    assert row(engine, "citations", about)["state"] == "verified"
    merge(engine, "companies", two["one"], two["other"])  # which brings a website along
    assert row(engine, "citations", about)["state"] == "recheck"


def test_the_history_of_the_one_that_stays_tells_of_the_merge(engine, two):
    saved = merge(engine, "companies", two["one"], two["other"], reason="The same firm.")
    taken_back = undo(engine, saved)
    with reading(engine) as session:
        told = {save.revision.id: save.lines[0] for save in of_record(session, two["other"])}
    of, back = told[saved], told[taken_back]
    assert (of.name, of.label, of.before, of.after) == ("Acme Works Ltd", "Merged into", None, "Acme")
    assert (back.name, back.label, back.before, back.after) == ("Acme Works Ltd", "Merged into", "Acme", None)


def test_a_claim_keeps_the_subject_it_was_made_with(engine, two):
    merge(engine, "companies", two["one"], two["other"])
    final = add(engine, "companies", name="Acme Holding")
    merge(engine, "companies", two["other"], final)
    asked = "SELECT subject_id, made_about_id, claimant_id FROM claims"
    assert rows(engine, asked) == [(final, two["one"], final)]


def test_the_merged_one_is_out_of_the_way_everywhere(engine, two):
    one, other = two["one"], two["other"]
    merge(engine, "companies", one, other)
    assert merged_into(engine, "companies", one) == other
    with reading(engine) as session:
        assert [hit.id for hit in find(session, read_search(session, "Acme Works Ltd")).hits] == [other]
        assert session.scalar(text("SELECT count(*) FROM v_companies")) == 2
    add(engine, "offices", company="Acme Works Ltd", country="KR")
    assert number(engine, "SELECT company_id FROM offices ORDER BY id DESC LIMIT 1") == other
    add(engine, "offices", company=one, country="KR")
    assert number(engine, "SELECT company_id FROM offices ORDER BY id DESC LIMIT 1") == other
    with pytest.raises(NotFound, match=f"merged into Acme: companies {other}"):
        change(engine, "companies", one, name="Else")
    with pytest.raises(NotFound, match=f"merged into Acme: companies {other}"):
        remove(engine, "companies", one)
    with pytest.raises(Refused, match="Undo the merge"):
        saving.restore(engine, "companies", one)


def test_what_is_chosen_is_taken_and_its_old_citations_are_doubted(engine, two):
    about = add(engine, "citations", record=two["other"], field="description", article=two["article"],
                quote="an office in Seoul")  # fmt: skip
    merge(engine, "companies", two["one"], two["other"], take=["description"])
    assert row(engine, "companies", two["other"])["description"] == "Makes things."
    states = {one["id"]: one["state"] for one in row(engine, "companies", two["other"])["citations"]}
    assert states == {two["site"]: "verified", two["note"]: "verified", about: "recheck"}
    with pytest.raises(Refused) as refused:
        merge(engine, "companies", two["third"], two["other"], take=["slug"])
    assert "take" in refused.value.fields


def test_parts_that_say_the_same_become_one_with_the_citations_of_both(engine, two):
    quote = {"article": two["article"], "quote": "It employs 40 people there"}
    again = add(engine, "offices", company=two["one"], country="KR", status="open")
    step = row(engine, "offices", again)["events"][0]["id"]
    cited = add(engine, "citations", record=step, **quote)
    before = everything(engine)
    made = merge(engine, "offices", again, two["office"])
    kept = row(engine, "offices", two["office"])
    assert kept["status"] == "open"
    (event,) = kept["events"]
    assert number(engine, "SELECT record_id FROM citations WHERE id = :one", one=cited) == event["id"]
    assert kept["source_count"] == 1
    undo(engine, made)
    assert everything(engine, max(one[1] for one in before)) == before


def test_a_deal_of_the_two_alone_keeps_them_apart(engine):
    one, other = (add(engine, "companies", name=name) for name in ("First", "Second"))
    add(engine, "partnerships", parties=[{"company": one}, {"company": other}])
    before = everything(engine)
    with pytest.raises(Refused, match="2 different parties"):
        merge(engine, "companies", one, other)
    assert everything(engine) == before


def test_a_parent_is_not_its_own_child_after_a_merge(engine):
    top = add(engine, "companies", name="Top")
    below = add(engine, "companies", name="Below", parent=top)
    merge(engine, "companies", top, below)
    assert row(engine, "companies", below)["parent_id"] is None
    undo(engine, newest_revision(engine))
    assert row(engine, "companies", below)["parent_id"] == top


def test_a_stale_merge_is_told_so(engine, two):
    with pytest.raises(Stale), editing(engine) as edit:
        edit.merge(kind_called("companies"), two["one"], two["other"], (1, 99))
    with pytest.raises(Refused, match="one record already"):
        merge(engine, "companies", two["one"], two["one"])
    korea = number(engine, "SELECT id FROM countries")
    with pytest.raises(Refused, match="are not merged"):
        merge(engine, "countries", korea, korea)


# -- judgements -------------------------------------------------------------------------------------------


def test_what_was_judged_different_is_not_made_one_by_detours(engine):
    a, b, c = (add(engine, "companies", name=name) for name in ("A", "B", "C"))
    judge(engine, "companies", a, c, reason="Two registrations.")
    said = r"tester judged “A” \(\d+\) and “C” \(\d+\) different on .*: “Two registrations.”"
    with pytest.raises(Refused, match=said):
        merge(engine, "companies", c, a)
    first = merge(engine, "companies", a, b)
    with pytest.raises(Refused, match="Two registrations"):
        merge(engine, "companies", b, c)
    with pytest.raises(Refused, match="Two registrations"):
        merge(engine, "companies", c, b)
    undo(engine, first)
    merge(engine, "companies", b, c)
    assert merged_into(engine, "companies", b) == c


def test_a_judgement_is_taken_back_like_any_save(engine):
    a, b = (add(engine, "companies", name=name) for name in ("A", "B"))
    judge(engine, "companies", a, b, "unsure", "Ask them.")
    taken = judge(engine, "companies", a, b)
    newest = "SELECT verdict, reason FROM judgements ORDER BY id DESC LIMIT 1"
    back = undo(engine, taken)
    assert rows(engine, newest) == [("unsure", "Ask them.")]
    undo(engine, back)
    assert rows(engine, newest) == [("different", None)]
    undo(engine, newest_revision(engine))
    merge(engine, "companies", a, b, reason="One and the same.")
    assert rows(engine, newest) == [("same", "One and the same.")]
