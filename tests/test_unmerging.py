"""Undoing a merge brings back exactly what stood, or is refused.

TRACKER_MERGES sets how many random merges are made and taken back on each database.
"""

import os
import random

import pytest

from tests.merges import METRIC, TEXT, everything, merge, merged_into, twice
from tests.saving import add, change, editing, newest_revision, number, row, undo
from tracker.check import check
from tracker.db import reading
from tracker.errors import Refused
from tracker.queries import listing
from tracker.records import kind_called

MERGES = int(os.environ.get("TRACKER_MERGES", "6"))


@pytest.fixture
def two(engine):
    return twice(engine)


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


def test_an_edit_of_what_was_merged_since_is_not_undone_where_nobody_sees_it(engine, two):
    change(engine, "companies", two["one"], description="Makes nothing.")
    edited = newest_revision(engine)
    [alias] = [one["id"] for one in row(engine, "companies", two["one"])["aliases"] if one["name"] == "AW"]
    change(engine, "aliases", alias, kind="legal")
    aliased = newest_revision(engine)
    made = merge(engine, "companies", two["one"], two["other"])
    stood, saved = everything(engine), newest_revision(engine)
    with pytest.raises(Refused, match=f"merged into “Acme” since. Undo save {made} first, or edit “Acme”"):
        undo(engine, edited)
    assert (everything(engine), newest_revision(engine)) == (stood, saved)
    undo(engine, aliased)  # what moved on with the merge is seen
    undo(engine, newest_revision(engine))
    undo(engine, made)
    undo(engine, edited)
    assert row(engine, "companies", two["one"])["description"] == "Makes things."


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
