"""What may be one thing twice is suggested with its reasons, and never again once judged different."""

import pytest

from tests.merges import METRIC, judge, merge
from tests.saving import add, change, editing, newest_revision, number, remove, undo
from tracker import duplicates
from tracker.db import reading
from tracker.duplicates import bare_company, bare_person, suggested
from tracker.ingest.capture import pasted, prepare, store
from tracker.records import kind_called

STORY = (
    "Acme Works opened an office in Seoul on Monday, its first in Asia. The company, which makes tools, said "
    "that forty people work there already, and that it looks for sixty more by the end of the year. Its "
    "chair came to the opening, as did the mayor, and spoke of a long friendship between the two cities."
)


def pairs(engine, kind, state="waiting"):
    """{(left, right): reasons} of what is suggested."""
    with reading(engine) as session:
        found = getattr(suggested(session, kind_called(kind)), state)
        return {(one.left, one.right): one.reasons for one in found}


def company(engine, name, **values):
    return add(engine, "companies", name=name, **values)


@pytest.mark.parametrize(("name", "left"), [
    ("OpenAI, Inc.", "openai"), ("Kakao Corp", "kakao"), ("SK Telecom Co., Ltd.", "sktelecom"),
    ("The Nimbus Group", "nimbus"), ("Société Générale S.A.", "societegeneralesa"), ("Limited", "limited"),
    ("Mistral AI SAS", "mistralai"), ("AG", "ag"), ("카카오", "kakao"),
])  # fmt: skip
def test_a_name_without_its_legal_form(name, left):
    assert bare_company(name) == left


def test_a_person_is_one_whichever_name_comes_first():
    assert bare_person("Kwon Jason") == bare_person("Jason  KWON")


def test_companies_called_alike(engine):
    one, same = company(engine, "Acme"), company(engine, "ACME")
    legal, other = company(engine, "Nimbus Labs, Inc."), company(engine, "Nimbus Labs")
    near, letter = company(engine, "Telefonica Works"), company(engine, "Telefonika Works")
    known, alias = company(engine, "Big Machines"), company(engine, "BM", aliases=[{"name": "Big Machines"}])
    site, host = (
        company(engine, name, website=f"https://{start}orbit.example/")
        for name, start in (("Orbit", "www."), ("Orbital", ""))
    )
    company(engine, "Fund 1 of the North"), company(engine, "Fund 2 of the North")
    below = company(engine, "Orbit Japan", website="https://orbit.example", parent=site)
    assert pairs(engine, "companies") == {
        (one, same): ("the same name",),
        (legal, other): ("the same name, written otherwise",),
        (near, letter): ("nearly the same name",),
        (known, alias): ("“Big Machines” is another name of the other",),
        (site, host): ("the same website",),
        (host, below): ("the same website",),
    }
    assert next(iter(pairs(engine, "companies"))) == (one, same)


def test_offices_claims_and_people(engine):
    korea = add(engine, "countries", name="Korea", code="KR")
    add(engine, "metrics", **METRIC)
    firm = company(engine, "Acme")
    offices = [add(engine, "offices", company=firm, country=korea) for _ in range(2)]
    claim = {"subject": firm, "metric": "staff", "value_text": "40", "as_of": "2025"}
    claims = [add(engine, "claims", summary=f"{n} said so.", **claim) for n in ("One", "Another")]
    add(engine, "claims", summary="Later.", **claim | {"as_of": "2026"})
    said = [add(engine, "claims", subject=firm, metric="staff", summary="Grew.") for _ in range(2)]
    people = [add(engine, "people", name=name) for name in ("Jin Park", "Park Jin", "Park Jinho")]
    assert pairs(engine, "offices") == {tuple(offices): ("the same company in the same place",)}
    assert pairs(engine, "claims") == {
        tuple(claims): ("the same subject, metric, value and date",),
        tuple(said): ("the same subject and sentence",),
    }
    assert pairs(engine, "people") == {tuple(people[:2]): ("the same name, written otherwise",)}


def test_articles_of_one_publisher_and_no_copies(engine):
    publishers = [add(engine, "publishers", name=name) for name in ("Gazette", "Herald")]

    def told(text, title, publisher=None, copy_of=None):
        with editing(engine) as edit:
            made = store(edit, prepare(edit.session, pasted(text, title=title)), copy_of)
        if publisher:
            change(engine, "articles", made.article_id, publisher=publisher)
        return made.article_id

    one = told(STORY, "Acme in Seoul", publishers[0])
    again = told(f"{STORY} More soon.", "Acme opens an office", publishers[0])
    told(f"{STORY} From our wire.", "Acme goes east", publishers[1])
    told(f"{STORY} Copied.", "Tools for Asia", copy_of=one)
    found = pairs(engine, "articles")
    assert (one, again) in found
    assert found[one, again][0].endswith("of the text in common")
    assert all(again in pair for pair in found)  # the copy is a copy, and the Herald another paper


def test_what_was_judged_is_not_suggested_again(engine):
    one, two, three = (company(engine, name) for name in ("Acme", "ACME", "acme"))
    judge(engine, "companies", one, two, "unsure", "Ask them.")
    judge(engine, "companies", two, three, "different", "Two registers.")
    assert set(pairs(engine, "companies")) == {(one, two), (one, three)}
    assert set(pairs(engine, "companies", "different")) == {(two, three)}
    with reading(engine) as session:
        (unsure,) = [one.judged for one in suggested(session, kind_called("companies")).waiting if one.judged]
    assert (unsure.verdict, unsure.reason, unsure.actor) == ("unsure", "Ask them.", "tester")
    # What stands for both of a pair that differ is suggested with neither.
    made = merge(engine, "companies", one, two)
    assert pairs(engine, "companies") == {}
    assert set(pairs(engine, "companies", "different")) == {(two, three)}
    undo(engine, made)
    assert set(pairs(engine, "companies")) == {(one, two), (one, three)}
    undo(engine, number(engine, "SELECT revision_id FROM judgements WHERE verdict = 'different'"))
    assert set(pairs(engine, "companies")) == {(one, two), (one, three), (two, three)}
    assert newest_revision(engine) > made


def test_many_of_one_name_are_no_duplicates(engine):
    with editing(engine) as edit:
        edit.add_many(kind_called("people"), [{"name": "John Smith"} for _ in range(13)])
    assert pairs(engine, "people") == {}


def test_a_save_of_a_kind_or_of_its_parts_is_seen(engine):
    one, other = company(engine, "Big Machines"), company(engine, "BM")
    assert pairs(engine, "companies") == {}
    alias = add(engine, "aliases", record=f"companies/{other}", name="Big Machines")
    assert set(pairs(engine, "companies")) == {(one, other)}
    add(engine, "people", name="Jin Park")
    assert set(pairs(engine, "companies")) == {(one, other)}
    remove(engine, "aliases", alias)
    assert pairs(engine, "companies") == {}
    change(engine, "companies", one, name="bm")
    assert set(pairs(engine, "companies")) == {(one, other)}


def test_pairs_of_claims_kept_up_to_date_are_those_found_anew(engine, monkeypatch):
    add(engine, "metrics", **METRIC)
    firm, other = company(engine, "Acme"), company(engine, "Umber")
    same = {"subject": firm, "metric": "staff", "value_text": "40", "as_of": "2025"}
    claims = [add(engine, "claims", summary=f"It was said {n} times.", **same) for n in range(13)]
    assert pairs(engine, "claims") == {}  # thirteen of one are many of a sort
    counted, namesakes = [], duplicates._namesakes  # asked when all claims are gone through

    def going_through(kind):
        counted.append(kind)
        return namesakes(kind)

    monkeypatch.setattr(duplicates, "_namesakes", going_through)

    def moved():
        change(engine, "claims", claims[12], subject=other)
        return 66

    def corrected():
        change(engine, "claims", claims[0], value_text="41")
        return 55

    def worded_alike():
        change(engine, "claims", claims[0], summary="It was said 1 times.")
        return 56

    def trashed():
        remove(engine, "claims", claims[1])
        return 45

    def merged():
        merge(engine, "companies", firm, other)
        return 55

    for step in (moved, corrected, worded_alike, trashed, merged):
        expected = step()
        kept_up = pairs(engine, "claims")
        assert (len(kept_up), counted) == (expected, []), step
        with reading(engine) as session:
            assert kept_up.keys() == {ids for ids, _, _ in duplicates.FINDERS["claims"](session)}
        counted.clear()
