"""The one door for changes: what is added, changed and removed, and what is refused without a trace."""

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import text

from tests.saving import (
    add,
    change,
    changes,
    counts,
    editing,
    newest_revision,
    number,
    remove,
    restore,
    row,
    rows,
)
from tracker.db import reading, transaction
from tracker.errors import NotFound, Refused, Stale
from tracker.fields import shape
from tracker.history import saved_with
from tracker.records import kind_called
from tracker.search import find, read_search
from tracker.writing import Edit

# (kind, what is sent, the field that is refused)
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("companies", {"name": "Acme", "colour": "red"}, "colour"),
    ("companies", {"name": "Acme", "id": 7}, "id"),
    ("companies", {"name": "Acme", "added_at": "2025-01-01T00:00:00Z"}, "added_at"),
    ("articles", {"title": "A", "found_at": "2025-01-01T00:00:00Z"}, "found_at"),
    ("companies", {"name": 7}, "name"),
    ("companies", {"name": "Acme", "kind": "cartel"}, "kind"),
    ("companies", {"name": "two\nlines"}, "name"),
    ("companies", {"name": "with a hidden \u202e turn"}, "name"),
    ("companies", {"name": "with a hidden \u061c mark"}, "name"),
    ("companies", {"name": "Acme", "description": "with what is \uffff no character"}, "description"),
    ("companies", {"name": "with a \x00 nothing"}, "name"),
    ("companies", {"name": "Acme", "country": "Atlantis"}, "country"),
    ("companies", {"name": "Acme", "country": "A\x00"}, "country"),
    ("companies", {"name": "Acme", "country": 10**30}, "country"),
    ("companies", {"name": "Acme", "country": -(10**30)}, "country"),
    ("companies", {"name": "Acme", "country": "9" * 5000}, "country"),
    ("companies", {"name": "Acme", "country": "countries/" + "9" * 5000}, "country"),
    ("companies", {"name": "Acme", "country": ["KR"]}, "country"),
    ("companies", {"name": "Acme", "website": "javascript:alert(1)"}, "website"),
    ("companies", {"name": "Acme", "slug": "openai"}, "slug"),
    ("companies", {"name": "Acme", "aliases": [{"name": ""}]}, "aliases.1.name"),
    ("companies", {"name": "Acme", "aliases": [{"name": "A", "tone": "x"}]}, "aliases.1.tone"),
    ("offices", {"company": "OpenAI"}, "city"),
    ("offices", {"company": "OpenAI", "city": "Seoul, KR", "country": "JP"}, "country"),
    ("offices", {"company": "OpenAI", "country": "KR", "country_id": 1}, "country_id"),
    ("offices", {"company": "OpenAI", "country": "KR", "status": "blooming"}, "status"),
    ("offices", {"company": "OpenAI", "country": "KR", "opened": "03/05/2025"}, "opened"),
    ("claims", {"subject": "OpenAI", "metric": "revenue"}, "summary"),
    (
        "claims",
        {"subject": "OpenAI", "metric": "revenue", "summary": "S", "rank": "deprecated"},
        "rank_reason",
    ),
    (
        "claims",
        {"subject": "OpenAI", "metric": "revenue", "summary": "S", "value_text": "doubled"},
        "baseline",
    ),
    ("articles", {"title": "x" * 301}, "title"),
    ("cities", {"name": "Here", "country": "KR", "latitude": 91.0}, "latitude"),
    ("cities", {"name": "Here", "country": "KR", "population": "many"}, "population"),
    ("metrics", {"name": "Bad Name", "label": "L", "value_kind": "count", "definition": "D"}, "name"),
]


def found(engine, words):
    with reading(engine) as session:
        return {hit.id for hit in find(session, read_search(session, words)).hits}


def named(engine, name, kind="companies"):
    query = "SELECT id FROM records WHERE name = :name AND kind = :kind"
    return int(number(engine, query, name=name, kind=kind))


def deal(engine, *names, **more):
    parties = [{"company": name, "role": "partner"} for name in names]
    return add(engine, "partnerships", parties=parties, **more)


# -- adding -----------------------------------------------------------------------------------------------


def test_what_is_added_comes_back_with_its_parts(seeded_engine):
    aliases = [{"name": "아크미", "kind": "translation", "language": "ko"}]
    one = add(seeded_engine, "companies", name="Acme Robotics", country="KR", aliases=aliases)
    kept = row(seeded_engine, "companies", one)
    assert kept["slug"] == "acme-robotics"
    assert kept["country"] == "South Korea"
    assert kept["kind"] == "company"
    assert [alias["name"] for alias in kept["aliases"]] == ["아크미"]
    alias = kept["aliases"][0]["id"]
    assert changes(seeded_engine, newest_revision(seeded_engine)) == [
        (one, "add", None),
        (alias, "add", None),
    ]


def test_refused_input_names_its_field_and_leaves_nothing(seeded_engine):
    before = counts(seeded_engine)
    for kind, values, field in REFUSED:
        with pytest.raises(Refused) as refused:
            add(seeded_engine, kind, **values)
        assert field in refused.value.fields, (kind, values, refused.value.fields)
    assert counts(seeded_engine) == before


def test_names_that_fold_to_many_letters_are_kept(engine):
    one = add(engine, "people", name="ﷺ" * 300)
    assert row(engine, "people", one)["label"] == "ﷺ" * 300


def test_two_of_one_name_have_two_short_names(engine):
    made = [row(engine, "companies", add(engine, "companies", name="Acme"))["slug"] for _ in range(3)]
    assert made == ["acme", "acme-2", "acme-3"]
    with editing(engine) as edit:
        many = edit.add_many(kind_called("companies"), [{"name": "3M"}, {"name": "3M"}, {"name": "!!!"}])
    assert [row(engine, "companies", one)["slug"] for one in many] == ["x-3m", "x-3m-2", "x"]


def test_the_reason_door_and_actor_are_kept(engine):
    with editing(engine, actor="a" * 300, door="import", reason="Read it twice") as edit:
        edit.add(kind_called("people"), {"name": "A. Name"})
    query = "SELECT actor, door, reason FROM revisions"
    assert rows(engine, query) == [("a" * 100, "import", "Read it twice")]


def test_a_token_finds_what_was_saved_with_it(engine):
    with editing(engine, token="form-1") as edit:
        one = edit.add(kind_called("people"), {"name": "A. Name"})
    with reading(engine) as session:
        assert saved_with(session, "form-1") == one
        assert saved_with(session, "form-2") is None


# -- changing ---------------------------------------------------------------------------------------------


def test_a_change_keeps_the_fields_before_and_after(seeded_engine):
    claim = named(seeded_engine, "Within a year OpenAI set up offices in 11 cities.", "claims")
    assert change(seeded_engine, "claims", claim, value_text="more than 12 cities")
    kept = rows(
        seeded_engine,
        "SELECT field, old, new FROM changes WHERE revision_id = :n AND record_id = :claim",
        n=newest_revision(seeded_engine), claim=claim,
    )  # fmt: skip
    read = {field for field, _, _ in kept}
    assert read == {"value_text", "comparator", "value_low", "value_high"}
    assert row(seeded_engine, "claims", claim)["value_low"] == 12
    assert row(seeded_engine, "claims", claim)["value_high"] is None


def test_nothing_changed_is_no_revision(seeded_engine):
    company = named(seeded_engine, "Kakao")
    before = counts(seeded_engine)
    assert not change(seeded_engine, "companies", company, name="Kakao", country="KR")
    assert counts(seeded_engine) == before
    assert row(seeded_engine, "companies", company)["version"] == 1


def test_a_field_that_always_has_a_value_takes_its_usual_one_when_emptied(seeded_engine):
    party = named(seeded_engine, "Democratic Party")
    change(seeded_engine, "companies", party, kind=None)
    assert row(seeded_engine, "companies", party)["kind"] == "company"


def test_an_office_cannot_be_moved_out_of_its_citys_country(seeded_engine):
    seoul = named(seeded_engine, "OpenAI, Seoul, South Korea", "offices")
    with pytest.raises(Refused) as refused:
        change(seeded_engine, "offices", seoul, country="JP")
    assert "country" in refused.value.fields
    change(seeded_engine, "offices", seoul, city="Busan, KR", country="KR")
    change(seeded_engine, "offices", seoul, city="Tokyo, JP", country="KR")
    assert row(seeded_engine, "offices", seoul)["label"] == "OpenAI, Tokyo, Japan"
    change(seeded_engine, "offices", seoul, country=None)
    assert row(seeded_engine, "offices", seoul)["country"] == "Japan"
    change(seeded_engine, "offices", seoul, city=None, country="FR")
    assert row(seeded_engine, "offices", seoul)["label"] == "OpenAI, France"


def test_nothing_is_its_own_parent(seeded_engine):
    company = named(seeded_engine, "Kakao")
    with pytest.raises(Refused) as refused:
        change(seeded_engine, "companies", company, parent="Kakao")
    assert "parent" in refused.value.fields


def test_a_part_stays_with_its_owner(seeded_engine):
    seoul = named(seeded_engine, "OpenAI, Seoul, South Korea", "offices")
    tokyo = named(seeded_engine, "OpenAI, Tokyo, Japan", "offices")
    event = row(seeded_engine, "offices", seoul)["events"][0]["id"]
    with pytest.raises(Refused) as refused:
        change(seeded_engine, "status_events", event, record=tokyo)
    assert "record" in refused.value.fields
    change(seeded_engine, "status_events", event, record=seoul, note="Stayed.")


def test_a_stored_text_is_never_changed(seeded_engine):
    article = add(seeded_engine, "articles", title="An article")
    with editing(seeded_engine) as edit:
        capture = edit.attach(article, "Its text.", "pasted").capture_id
    with pytest.raises(Refused):
        change(seeded_engine, "captures", capture, version=1, text="Another text.")


def test_a_change_against_an_older_version_shows_both(seeded_engine):
    company = named(seeded_engine, "Kakao")
    change(seeded_engine, "companies", company, description="Theirs.")
    before = counts(seeded_engine)
    with pytest.raises(Stale) as stale:
        change(seeded_engine, "companies", company, version=1, description="Mine.")
    assert stale.value.yours == {"description": "Mine."}
    assert stale.value.theirs["description"] == "Theirs."
    assert stale.value.theirs["version"] == 2
    assert counts(seeded_engine) == before


def test_of_two_changes_at_once_one_is_stale(seeded_engine):
    company = named(seeded_engine, "Kakao")
    ready, came = Barrier(2), []

    def save(words):
        ready.wait()
        try:
            change(seeded_engine, "companies", company, version=1, description=words)
            came.append(words)
        except Stale as stale:
            came.append(stale)

    threads = [Thread(target=save, args=(words,)) for words in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in came if isinstance(one, Stale)]) == 1
    kept = row(seeded_engine, "companies", company)
    assert kept["version"] == 2
    assert [kept["description"]] == [one for one in came if isinstance(one, str)]


def test_two_saves_of_one_name_at_once_both_pass(engine):
    ready, made = Barrier(2), []

    def save():
        ready.wait()
        made.append(add(engine, "companies", name="Acme"))

    threads = [Thread(target=save) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row(engine, "companies", one)["slug"] for one in made} == {"acme", "acme-2"}


def test_a_part_must_not_be_given_with_a_change(seeded_engine):
    company = named(seeded_engine, "Kakao")
    with pytest.raises(Refused) as refused:
        change(seeded_engine, "companies", company, aliases=[{"name": "KK"}])
    assert "aliases" in refused.value.fields


def test_an_error_in_the_middle_leaves_nothing(seeded_engine):
    before = counts(seeded_engine)

    def half_a_save():
        with transaction(seeded_engine) as session:
            edit = Edit(session, actor="tester", door="api")
            edit.add(kind_called("companies"), {"name": "Acme", "aliases": [{"name": "A"}]})
            edit.finish()
            session.execute(text("INSERT INTO companies (id) VALUES (NULL)"))

    with pytest.raises(Exception, match=r"(?i)not.null"):
        half_a_save()
    assert counts(seeded_engine) == before
    assert found(seeded_engine, "Acme") == set()


# -- parties ----------------------------------------------------------------------------------------------


def test_a_partnership_has_two_parties_or_more(seeded_engine):
    before = counts(seeded_engine)
    with pytest.raises(Refused) as refused:
        deal(seeded_engine, "OpenAI")
    assert "parties" in refused.value.fields
    assert counts(seeded_engine) == before
    one = deal(seeded_engine, "OpenAI", "Kakao", "Krafton")
    parties = [party["id"] for party in row(seeded_engine, "partnerships", one)["parties"]]
    remove(seeded_engine, "partnership_parties", parties[0])
    assert row(seeded_engine, "partnerships", one)["label"] == "Kakao – Krafton"
    with pytest.raises(Refused) as refused:
        remove(seeded_engine, "partnership_parties", parties[1])
    assert "parties" in refused.value.fields
    assert len(row(seeded_engine, "partnerships", one)["parties"]) == 2


# -- trash ------------------------------------------------------------------------------------------------


def test_what_others_link_to_cannot_be_removed(seeded_engine):
    openai = named(seeded_engine, "OpenAI")
    with pytest.raises(Refused, match="7 offices"):
        remove(seeded_engine, "companies", openai)
    assert row(seeded_engine, "companies", openai)["version"] == 1


def test_parts_go_to_the_trash_and_come_back_with_their_owner(seeded_engine):
    seoul = named(seeded_engine, "OpenAI, Seoul, South Korea", "offices")
    whole = row(seeded_engine, "offices", seoul)
    alone = whole["citations"][0]["id"]
    remove(seeded_engine, "citations", alone)
    remove(seeded_engine, "offices", seoul)
    gone = row(seeded_engine, "offices", seoul)
    assert gone["events"] == gone["citations"] == []
    assert seoul not in found(seeded_engine, "Seoul")
    with pytest.raises(Refused, match="trash"):
        restore(seeded_engine, "status_events", whole["events"][0]["id"])
    with pytest.raises(NotFound, match="trash"):
        change(seeded_engine, "offices", seoul, role="hub")
    restore(seeded_engine, "offices", seoul)
    back = row(seeded_engine, "offices", seoul)
    assert back["events"][0]["citations" if "citations" in back["events"][0] else "status"]
    assert [one["id"] for one in back["citations"]] == [one["id"] for one in whole["citations"]][1:]
    assert back["status"] == "announced"
    assert seoul in found(seeded_engine, "Seoul")


def test_a_record_does_not_come_back_to_one_in_the_trash(seeded_engine):
    company = add(seeded_engine, "companies", name="Acme")
    office = add(seeded_engine, "offices", company="Acme", country="KR")
    remove(seeded_engine, "offices", office)
    remove(seeded_engine, "companies", company)
    with pytest.raises(Refused, match="Acme, which is in the trash"):
        restore(seeded_engine, "offices", office)
    restore(seeded_engine, "companies", company)
    restore(seeded_engine, "offices", office)
    assert row(seeded_engine, "offices", office)["company"] == "Acme"


def test_restoring_one_part_leaves_the_others_in_the_trash(seeded_engine):
    openai = named(seeded_engine, "OpenAI")
    aliases = [alias["id"] for alias in row(seeded_engine, "companies", openai)["aliases"]]
    with editing(seeded_engine) as edit:
        for alias in aliases:
            edit.remove(kind_called("aliases"), alias, 1)
    restore(seeded_engine, "aliases", aliases[0])
    assert [alias["id"] for alias in row(seeded_engine, "companies", openai)["aliases"]] == aliases[:1]


# -- names ------------------------------------------------------------------------------------------------


def test_renaming_a_company_renames_what_is_called_after_it(seeded_engine):
    openai = named(seeded_engine, "OpenAI")
    seoul = named(seeded_engine, "OpenAI, Seoul, South Korea", "offices")
    deals = rows(seeded_engine, "SELECT id FROM records WHERE name = 'OpenAI – Kakao'")
    change(seeded_engine, "companies", openai, name="Zebra Intelligence")
    assert row(seeded_engine, "offices", seoul)["label"] == "Zebra Intelligence, Seoul, South Korea"
    assert row(seeded_engine, "partnerships", deals[0][0])["label"] == "Zebra Intelligence – Kakao"
    by_name = found(seeded_engine, "Zebra Intelligence")
    assert {openai, seoul, deals[0][0]} <= by_name
    assert seoul not in found(seeded_engine, "OpenAI")  # the deal's summary still says OpenAI


def test_what_was_read_before_does_not_make_another_value_right():
    cities = kind_called("cities")
    for value, strict, right in (("5", False, 5), ("5", True, None), (5, True, 5), (True, True, None)):
        held, faults = shape(cities, {"population": value}, strict)
        assert held == ({} if right is None else {"population": right}), (value, strict)
        assert faults == ({"population": "Must be a whole number."} if right is None else {})


@pytest.mark.parametrize("value", [["OpenAI"], 1.5, True, {"name": "OpenAI"}])
def test_what_names_no_record_is_told_how_one_is_named(value):
    held, faults = shape(kind_called("offices"), {"company": value}, strict=True)
    assert (held, faults) == ({}, {"company": "Must be a name, a short name or an id."})


def test_a_blank_is_nothing_in_forms_and_a_fault_in_json():
    company, given = kind_called("companies"), {"description": " \n"}
    assert shape(company, given, strict=False) == ({"description": None}, {})
    assert shape(company, given, strict=True) == ({}, {"description": "This is needed."})
