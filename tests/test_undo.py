"""Undo: every save can be taken back whole, and taking back is a save like any other."""

import pytest

from tests.saving import (
    add,
    change,
    changes,
    counts,
    editing,
    newest_revision,
    number,
    remove,
    row,
    rows,
    undo,
)
from tracker.errors import NotFound, Refused
from tracker.records import kind_called, kinds

CLAIM = {
    "subject": "OpenAI", "metric": "revenue", "summary": "OpenAI earned about 10 billion dollars.",
    "value_text": "about US$10bn", "as_of": "June 2025",
}  # fmt: skip


def facts(engine):
    """Every live row of every kind without what a save moves on: versions, moments, and kept columns."""
    return {
        (name, found[0]): found[1:]
        for name, kind in kinds().items()
        for found in rows(engine, f"SELECT {_columns(kind)} FROM {name} WHERE trashed_at IS NULL")
        if name not in ("cities", "aliases", "countries")
    }


def _columns(kind):
    own = [column.name for column in kind.__table__.columns]
    return ", ".join(f'"{name}"' for name in own if name not in ("version", "added_at", "changed_at"))


def test_a_changed_value_is_put_back_with_all_its_parts(seeded_engine):
    one = add(seeded_engine, "claims", **CLAIM)
    before = facts(seeded_engine)
    for words in ("more than US$12bn", "undisclosed", "US$1bn–2bn", "10 offices"):
        metric = "office_count" if "offices" in words else "revenue"
        change(seeded_engine, "claims", one, value_text=words, metric=metric, as_of="2025-Q3")
        undo(seeded_engine, newest_revision(seeded_engine))
        assert facts(seeded_engine) == before
    change(seeded_engine, "claims", one, value_text=None, as_of=None)
    undo(seeded_engine, newest_revision(seeded_engine))
    assert facts(seeded_engine) == before


def test_undo_of_undo_is_the_change_again(seeded_engine):
    one = add(seeded_engine, "claims", **CLAIM)
    change(seeded_engine, "claims", one, value_text="more than US$12bn")
    changed = facts(seeded_engine)
    back = undo(seeded_engine, newest_revision(seeded_engine))
    again = undo(seeded_engine, back)
    assert facts(seeded_engine) == changed
    query = "SELECT undoes_id, reason FROM revisions WHERE id = :again"
    assert rows(seeded_engine, query, again=again) == [(back, f"Undo of revision {back}")]


def test_undo_of_an_addition_takes_its_parts_along_and_back(seeded_engine):
    before = facts(seeded_engine)
    parties = [{"company": "OpenAI"}, {"company": "Kakao"}]
    one = add(
        seeded_engine, "partnerships", parties=parties, status="agreed", status_on="2025-05", country="KR"
    )
    added, revision = facts(seeded_engine), newest_revision(seeded_engine)
    gone = undo(seeded_engine, revision)
    assert facts(seeded_engine) == before
    undo(seeded_engine, gone)
    assert facts(seeded_engine) == added
    assert row(seeded_engine, "partnerships", one)["label"] == "OpenAI – Kakao"
    assert row(seeded_engine, "partnerships", one)["status"] == "agreed"


def test_undo_of_many_that_link_to_each_other(seeded_engine):
    before = facts(seeded_engine)
    with editing(seeded_engine, door="import") as edit:
        made = edit.add_many(kind_called("companies"), [{"name": f"Firm {n}"} for n in range(20)])
        edit.add_many(kind_called("offices"), [{"company_id": one, "country": "KR"} for one in made])
    assert len(facts(seeded_engine)) == len(before) + 40
    undo(seeded_engine, int(edit.revision or 0))
    assert facts(seeded_engine) == before


def test_undo_of_a_removal_and_of_a_status(seeded_engine):
    seoul = int(number(seeded_engine, "SELECT id FROM records WHERE name = 'OpenAI, Seoul, South Korea'"))
    before = facts(seeded_engine)
    revision = remove(seeded_engine, "offices", seoul)
    undo(seeded_engine, revision)
    assert facts(seeded_engine) == before
    change(seeded_engine, "offices", seoul, status="open", status_on="2025-09-10")
    assert row(seeded_engine, "offices", seoul)["status"] == "open"
    undo(seeded_engine, newest_revision(seeded_engine))
    assert facts(seeded_engine) == before


def test_what_was_changed_again_since_is_not_undone(seeded_engine):
    one = add(seeded_engine, "claims", **CLAIM)
    change(seeded_engine, "claims", one, scope="worldwide")
    first = newest_revision(seeded_engine)
    change(seeded_engine, "claims", one, scope="in Asia")
    before = counts(seeded_engine)
    with pytest.raises(Refused, match=f"scope was changed again in revision {first + 1}"):
        undo(seeded_engine, first)
    assert counts(seeded_engine) == before
    change(seeded_engine, "claims", one, note="Another field.")
    undo(seeded_engine, first + 1)
    undo(seeded_engine, first)
    assert row(seeded_engine, "claims", one)["scope"] is None
    assert row(seeded_engine, "claims", one)["note"] == "Another field."


def test_an_addition_that_others_lean_on_is_not_undone(seeded_engine):
    add(seeded_engine, "companies", name="Acme")
    revision = newest_revision(seeded_engine)
    add(seeded_engine, "offices", company="Acme", country="KR")
    with pytest.raises(Refused, match="1 offices"):
        undo(seeded_engine, revision)


def test_undo_puts_nothing_back_that_is_taken_or_in_the_trash(seeded_engine):
    one = add(seeded_engine, "companies", name="Acme", slug="acme", parent="Kakao")
    two = add(seeded_engine, "companies", name="Holding")
    change(seeded_engine, "companies", one, slug="acme-old")
    slugs = newest_revision(seeded_engine)
    change(seeded_engine, "companies", two, slug="acme")
    with pytest.raises(Refused) as refused:
        undo(seeded_engine, slugs)
    assert "slug" in refused.value.fields
    change(seeded_engine, "companies", one, parent="Holding")
    change(seeded_engine, "companies", one, parent=None)
    parents = newest_revision(seeded_engine)
    remove(seeded_engine, "companies", two)
    with pytest.raises(Refused, match="Holding, which is in the trash"):
        undo(seeded_engine, parents)


def test_there_must_be_a_revision(seeded_engine):
    with pytest.raises(NotFound):
        undo(seeded_engine, 10**6)


def test_what_an_attached_text_brought_is_taken_back(seeded_engine):
    article = add(seeded_engine, "articles", title="An article")
    text = "Acme opens in Oslo. It hires."
    with editing(seeded_engine) as edit:
        edit.attach(article, text, "pasted")
        claim = edit.add(kind_called("claims"), CLAIM)
        edit.add(kind_called("citations"), {"record": claim, "article": article, "quote": "opens in Oslo"})
    before = facts(seeded_engine)
    with editing(seeded_engine) as edit:
        assert len(edit.attach(article, "Something else.", "pasted").failed) == 1
    undo(seeded_engine, int(edit.revision or 0))
    assert facts(seeded_engine) == before


def test_undoing_a_value_leaves_its_citations_as_they_were(seeded_engine):
    claim = int(number(seeded_engine, "SELECT id FROM claims WHERE value_text = '11 cities'"))
    states = "SELECT state FROM citations WHERE record_id = :claim ORDER BY id"
    before = rows(seeded_engine, states, claim=claim)
    change(seeded_engine, "claims", claim, value_text="12 cities")
    assert set(rows(seeded_engine, states, claim=claim)) == {("recheck",)}
    undo(seeded_engine, newest_revision(seeded_engine))
    assert rows(seeded_engine, states, claim=claim) == before


def test_undoing_a_value_doubts_what_was_cited_for_it_since(seeded_engine):
    claim = add(seeded_engine, "claims", **CLAIM)
    article = add(seeded_engine, "articles", title="An article")
    change(seeded_engine, "claims", claim, value_text="US$12bn")
    revision = newest_revision(seeded_engine)
    with editing(seeded_engine) as edit:
        edit.attach(article, "It earned US$12bn.", "pasted")
        quote = {"record": claim, "article": article, "quote": "US$12bn", "field": "value_text"}
        cited = edit.add(kind_called("citations"), quote)
    undo(seeded_engine, revision)
    assert row(seeded_engine, "citations", cited)["state"] == "recheck"


def test_undo_notes_each_field_like_any_save(seeded_engine):
    one = add(seeded_engine, "companies", name="Acme")
    change(seeded_engine, "companies", one, name="Acme Robotics", website="https://acme.example/")
    revision = undo(seeded_engine, newest_revision(seeded_engine))
    made = changes(seeded_engine, revision)
    assert {(found, action) for found, action, _ in made} == {(one, "change")}
    assert {field for _, _, field in made} == {"name", "website"}
