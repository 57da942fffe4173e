"""Merging makes one of two records, with all that was theirs; undoing that brings back exactly what stood.

TRACKER_MERGES sets how many random merges are made and taken back on each database.
"""

import os
import random

import pytest
from sqlalchemy import text

from tests import saving
from tests.saving import add, change, editing, newest_revision, number, remove, row, rows, undo
from tracker.check import check
from tracker.db import reading
from tracker.errors import NotFound, Refused, Stale
from tracker.overview.saves import of_record
from tracker.queries import listing
from tracker.records import kind_called, kinds
from tracker.search import find, read_search

MERGES = int(os.environ.get("TRACKER_MERGES", "6"))
METRIC = {"name": "staff", "label": "Staff", "value_kind": "count", "unit": "people", "definition": "Heads."}
TEXT = "Acme Works opened an office in Seoul on Monday. It employs 40 people there, its chair said."


def merge(engine, kind, one, other, take=(), reason=None):
    """Merge one record into another at their newest versions; returns the revision."""
    versions = tuple(row(engine, kind, number)["version"] for number in (one, other))
    with editing(engine, reason=reason) as edit:
        edit.merge(kind_called(kind), one, other, versions, take)
    return int(edit.revision or 0)


def judge(engine, kind, one, other, verdict="different", reason=None):
    with editing(engine, reason=reason) as edit:
        edit.judge(kind_called(kind), one, other, verdict)
    return int(edit.revision or 0)


def merged_into(engine, kind, one):
    return number(engine, f"SELECT merged_into_id FROM {kind} WHERE id = :one", one=one)


def everything(engine, last=None):
    """All rows of all kinds up to an id, the register and what is found, less what every save moves on."""
    last = last or number(engine, "SELECT max(id) FROM records")
    found = {}
    for name, kind in kinds().items():
        own = [f'"{column.name}"' for column in kind.__table__.columns]
        columns = ", ".join(one for one in own if one not in ('"version"', '"changed_at"'))
        for one in rows(engine, f"SELECT {columns} FROM {name} WHERE id <= :last", last=last):
            found[name, one[0]] = one
    for one in rows(engine, "SELECT * FROM records WHERE id <= :last", last=last):
        found["records", one[0]] = one
    entries = "SELECT record_id, kind, name, body, tags, first_day, last_day FROM search_entries"
    for one in rows(engine, entries):
        found["search", one[0]] = one
    return found


# -- one merge --------------------------------------------------------------------------------------------


@pytest.fixture
def two(engine):
    """Two companies that are one, with something of everything that may hang on one of them."""
    with editing(engine) as edit:
        def new(kind, /, **values):
            return edit.add(kind_called(kind), values)

        korea = new("countries", name="Korea", code="KR")
        one = new("companies", name="Acme Works Ltd", website="https://acme.example", wikidata="Q5",
                  aliases=[{"name": "AW"}, {"name": "Acme"}], description="Makes things.")  # fmt: skip
        other = new("companies", name="Acme", aliases=[{"name": "A.W."}], description="Makes all things.")
        third = new("companies", name="Bolt", parent=one)
        new("metrics", **METRIC)
        article = new("articles", title="Acme opens")
        edit.attach(article, TEXT, "pasted")
        cited = {"article": article, "quote": "Acme Works opened an office"}
        office = new("offices", company=one, country=korea, status="open", citations=[cited])
        claim = new("claims", subject=one, metric="staff", claimant=one, summary="40 people.",
                    value_text="40")  # fmt: skip
        deal = new("partnerships", parties=[{"company": one}, {"company": other}, {"company": third}])
        person = new("people", name="A. Chair", roles=[{"role": "chair", "company": one}])
        site = new("citations", record=one, field="website", **cited)
        note = new("citations", record=one, field="description", **cited)
    return {"one": one, "other": other, "third": third, "office": office, "claim": claim, "deal": deal,
            "person": person, "site": site, "note": note, "article": article}  # fmt: skip


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


# -- undoing ----------------------------------------------------------------------------------------------


def test_an_undone_merge_leaves_what_came_later(engine, two):
    one, other = two["one"], two["other"]
    made = merge(engine, "companies", one, other)
    later = add(engine, "offices", company=other, country="KR")
    change(engine, "companies", other, description="Makes everything.")
    undo(engine, made)
    assert row(engine, "offices", later)["company_id"] == other
    assert row(engine, "offices", two["office"])["company_id"] == one
    assert row(engine, "companies", other)["description"] == "Makes everything."
    assert row(engine, "companies", other)["website"] is None
    assert row(engine, "companies", one)["wikidata"] == "Q5"


def test_a_merge_is_not_undone_over_what_was_changed_since(engine, two):
    made = merge(engine, "companies", two["one"], two["other"])
    change(engine, "offices", two["office"], company=two["third"])
    since = newest_revision(engine)
    with pytest.raises(Refused, match=f"Undo save {since} first: it changed company_id of “Bolt, Korea”."):
        undo(engine, made)
    undo(engine, since)
    final = add(engine, "companies", name="Acme Holding")
    again = merge(engine, "companies", two["other"], final)
    with pytest.raises(Refused, match=f"itself merged since. Undo save {again} first"):
        undo(engine, made)
    undo(engine, again)
    undo(engine, made)
    assert merged_into(engine, "companies", two["one"]) is None


def munich(engine, two):
    """Two companies that become one, each with an office in one town; then the offices become one too."""
    own = add(engine, "offices", company=two["other"], country="KR", status="announced")
    return own, merge(engine, "companies", two["one"], two["other"])


@pytest.mark.parametrize("backwards", [False, True], ids=["into-the-other", "into-the-moved-one"])
def test_a_merge_is_not_undone_under_a_later_one_of_what_it_moved(engine, two, backwards):
    """Else the step of one company's office would be left with the other company."""
    own, made = munich(engine, two)
    before = everything(engine)
    pair = (own, two["office"]) if backwards else (two["office"], own)
    later = merge(engine, "offices", *pair)
    stood, saved = everything(engine), newest_revision(engine)
    name = "“Acme, Korea”"
    with pytest.raises(Refused) as refused:
        undo(engine, made)
    first = f"Undo save {later} first: it merged {name} ({pair[0]}) into {name} ({pair[1]})."
    assert first in str(refused.value)
    assert (everything(engine), newest_revision(engine)) == (stood, saved)
    undo(engine, later)
    assert everything(engine) == before
    undo(engine, made)
    assert row(engine, "offices", two["office"])["company_id"] == two["one"]
    assert row(engine, "offices", two["office"])["status"] == "open"
    assert row(engine, "offices", own)["company_id"] == two["other"]


def test_a_later_merge_made_again_is_the_one_to_undo(engine, two):
    own, made = munich(engine, two)
    again = undo(engine, undo(engine, merge(engine, "offices", two["office"], own)))
    with pytest.raises(Refused, match=f"Undo save {again} first: it merged"):
        undo(engine, made)


def test_all_saves_that_stand_in_the_way_are_named_newest_first(engine, two):
    own, made = munich(engine, two)
    merged = merge(engine, "offices", two["office"], own)
    change(engine, "companies", two["third"], parent=None)
    change(engine, "companies", two["third"], description="Nothing that the merge moved.")
    with pytest.raises(Refused) as refused:
        undo(engine, made)
    first = f"Undo save {merged + 1} first: it changed parent_id of “Bolt”."
    assert f"{first} Undo save {merged} first: it merged" in str(refused.value)
    assert f"save {merged + 2}" not in str(refused.value)


def test_a_merge_is_not_undone_when_a_part_it_moved_stands_for_another_since(engine):
    """The third company is in the deal by the party that was the first one's."""
    one, other, third, fourth = (add(engine, "companies", name=name) for name in ("A", "B", "C", "D"))
    deal = add(engine, "partnerships", parties=[{"company": number} for number in (one, third, fourth)])
    aside = add(engine, "companies", name="E")
    made = merge(engine, "companies", one, other)
    harmless = merge(engine, "companies", aside, other)
    later = merge(engine, "companies", third, other)
    with pytest.raises(Refused) as refused:
        undo(engine, made)
    assert f"Undo save {later} first: it merged “C” ({third}) into “B” ({other})." in str(refused.value)
    assert f"save {harmless}" not in str(refused.value)
    undo(engine, later)
    undo(engine, made)
    assert [party["company"] for party in row(engine, "partnerships", deal)["parties"]] == ["A", "C", "D"]


def test_values_are_counted_anew_where_steps_came_and_went(engine, two):
    """The step of one office gives the other its status, and takes it along again."""
    other = add(engine, "offices", company=two["one"], country="KR")

    def counted():
        with reading(engine) as session:
            (found,) = listing(session, kind_called("offices"), [("_facet", "status")]).facets
            return [(one.value, one.count) for one in found.values]

    before = counted()
    made = merge(engine, "offices", two["office"], other)
    assert counted() == [("open", 1)]
    undo(engine, made)
    assert counted() == before


def test_undo_of_undo_merges_again(engine, two):
    made = merge(engine, "companies", two["one"], two["other"])
    last = number(engine, "SELECT max(id) FROM records")
    merged = everything(engine, last)
    back = undo(engine, made)
    undo(engine, back)
    again = everything(engine, last)
    moved = {key for key in merged if merged[key] != again[key] and key[0] != "companies"}
    assert {key[0] for key in moved} <= {"partnership_parties"}  # when the double went to the trash
    assert merged_into(engine, "companies", two["one"]) == two["other"]


# -- many -------------------------------------------------------------------------------------------------


def grown(engine, dice):
    """A small world in which everything links to everything."""
    countries = [add(engine, "countries", name=f"Land {code}", code=code) for code in ("AA", "BB")]
    add(engine, "metrics", **METRIC)
    with editing(engine) as edit:
        articles = [edit.add(kind_called("articles"), {"title": f"Report {n}"}) for n in range(4)]
        for number_ in articles:
            edit.attach(number_, f"Report {number_}. " + TEXT, "pasted")

    def cited():
        return [{"article": dice.choice(articles), "quote": dice.choice(["in Seoul on Monday", "40 people"])}
                for _ in range(dice.randrange(3))]  # fmt: skip

    with editing(engine) as edit:
        def made(kind, **values):
            return edit.add(kind_called(kind), values)

        companies: list[int] = []
        for n in range(6):
            companies.append(made(
                "companies", name=f"Firm {n}", citations=cited(),
                parent=dice.choice(companies) if companies and dice.random() < 0.4 else None,
                aliases=[{"name": f"Alias {dice.randrange(4)}"} for _ in range(dice.randrange(3))],
                website=dice.choice([None, f"https://firm{n}.example"]),
                country=dice.choice([None, *countries]),
            ))  # fmt: skip
        people = []
        for n in range(4):
            role = {"role": dice.choice(["chair", "founder"]), "company": dice.choice(companies)}
            people.append(made("people", name=f"Person {n}", roles=[role]))
        offices = [
            made("offices", company=dice.choice(companies), country=dice.choice(countries),
                 status=dice.choice(["open", "announced"]), citations=cited())
            for _ in range(5)
        ]  # fmt: skip
        claims = [
            made("claims", subject=dice.choice([*companies, *people]), metric="staff", summary=f"Claim {n}.",
                 value_text=dice.choice(["40", "50", "about 40"]), citations=cited(),
                 claimant=dice.choice([None, *people]))
            for n in range(5)
        ]  # fmt: skip
        for _ in range(3):
            made("partnerships", citations=cited(),
                 parties=[{"company": one} for one in dice.sample(companies, 3)])  # fmt: skip
    lists = (companies, people, offices, articles, claims)
    return dict(zip(("companies", "people", "offices", "articles", "claims"), lists, strict=True))


@pytest.mark.parametrize("seed", range(max(1, MERGES // 20)))
def test_un_merging_restores_exactly(engine, seed):
    """Random merges, some upon others, each taken back in turn: all rows, names and entries are as before."""
    dice = random.Random(seed)
    world = grown(engine, dice)
    last = number(engine, "SELECT max(id) FROM records")
    stood = [everything(engine, last)]
    made: list[int] = []
    tried = 0
    while tried < min(MERGES, 20):
        kind = dice.choice(list(world))
        left = [one for one in world[kind] if merged_into(engine, kind, one) is None]
        if len(left) > 1 and (not made or dice.random() < 0.6):
            one, other = dice.sample(left, 2)
            try:
                made.append(merge(engine, kind, one, other))
            except Refused:  # a deal of the two alone, or a circle of parents: nothing changed
                assert everything(engine, last) == stood[-1]
                continue
            tried += 1
            stood.append(everything(engine, last))
        elif made:
            undo(engine, made.pop())
            stood.pop()
            assert everything(engine, last) == stood[-1]
    assert [str(found) for found in check(engine) if found.count] == []
    while made:
        undo(engine, made.pop())
        stood.pop()
        assert everything(engine, last) == stood[-1]
    assert [str(found) for found in check(engine) if found.count] == []
