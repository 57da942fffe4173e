"""The history tells each earlier version: today's row with the later changes taken back."""

import random
from typing import Any

from tests.saving import add, editing, newest_revision, number, row, undo
from tracker.db import reading
from tracker.fields import fields_of
from tracker.history import Change, changes_of
from tracker.history import newest_revision as newest
from tracker.queries.plain import as_json
from tracker.records import kind_called
from tracker.writing import Edit

VALUES: dict[str, list[Any]] = {
    "value_text": ["US$5bn", "more than US$7bn", "about €3bn", "undisclosed", "US$1bn–2bn", None],
    "as_of": ["2025", "2025-05-26", "by June 2025", "late 2024", None],
    "metric": ["revenue", "valuation"],
    "subject": ["OpenAI", "Kakao", "country/KR"],
    "place": ["KR", "Tokyo, JP", None],
    "scope": ["worldwide", "in Asia", None],
    "modality": ["fact", "target", "rumour"],
    "note": ["One note.", "Another note.", None],
}


def now(engine, claim):
    """The columns of a claim today."""
    with reading(engine) as session:
        kind = kind_called("claims")
        found = as_json(kind, session.get_one(kind, claim))
    return {one.column: found[one.column] for one in fields_of(kind)}


def as_of_revision(engine, claim, revision):
    """The columns of a claim as they were after a revision: later changes taken back, newest first."""
    values = now(engine, claim)
    with reading(engine) as session:
        later = [
            change
            for made, change, entry in session.execute(changes_of(claim))
            if made.id > revision and entry.id == claim and change.action == "change"
        ]
        for change in sorted(later, key=lambda one: -one.id):
            assert values[change.field] == change.new
            values[change.field] = change.old
    return values


def save(engine, claim, given):
    with editing(engine, door="web") as edit:
        edit.change(kind_called("claims"), claim, given, row(engine, "claims", claim)["version"])


def test_every_earlier_version_can_be_told(seeded_engine):
    """Random edits, undone now and then: after each, what stood there is written down and told later."""
    chance = random.Random(20250526)
    claim = add(seeded_engine, "claims", summary="A claim.", subject="OpenAI", metric="revenue")
    told = {newest_revision(seeded_engine): now(seeded_engine, claim)}
    for _ in range(30):
        if chance.random() < 0.2 and len(told) > 1:
            undo(seeded_engine, max(told))
        else:
            names = chance.sample(sorted(VALUES), chance.randint(1, 3))
            save(seeded_engine, claim, {name: chance.choice(VALUES[name]) for name in names})
        told[newest_revision(seeded_engine)] = now(seeded_engine, claim)
    assert len(told) > 20
    for revision, values in told.items():
        assert as_of_revision(seeded_engine, claim, revision) == values


def test_what_was_added_is_not_kept_twice(seeded_engine):
    """A million imported claims would be stored a second time."""
    claim = add(seeded_engine, "claims", summary="A claim.", subject="OpenAI", metric="revenue")
    with reading(seeded_engine) as session:
        kept = [change for _, change, _ in session.execute(changes_of(claim))]
    assert [(change.action, change.field, change.old, change.new) for change in kept] == [
        ("add", None, None, None)
    ]


def test_a_record_tells_the_changes_of_its_parts_too(seeded_engine):
    seoul = int(number(seeded_engine, "SELECT id FROM records WHERE name = 'OpenAI, Seoul, South Korea'"))
    add(seeded_engine, "status_events", record=seoul, status="open", date="2025-09")
    with reading(seeded_engine) as session:
        made = [(change.action, entry.kind) for _, change, entry in session.execute(changes_of(seoul))]
    assert made[0] == ("add", "status_events")
    assert ("add", "offices") in made
    assert ("add", "citations") in made


def test_one_revision_holds_what_was_saved_together(seeded_engine):
    before = newest_revision(seeded_engine)
    with editing(seeded_engine, reason="Together.") as edit:
        company = edit.add(kind_called("companies"), {"name": "Acme"})
        edit.add(kind_called("offices"), {"company": company, "country": "KR", "status": "open"})
        edit.change(kind_called("companies"), company, {"website": "https://acme.example/"}, 1)
    with reading(seeded_engine) as session:
        assert newest(session)[0] == before + 1 == edit.revision
        kept = session.query(Change).filter(Change.revision_id == before + 1).order_by(Change.id).all()
        made = [(change.action, change.field, change.old, change.new) for change in kept]
    site = ("change", "website", None, "https://acme.example/")
    assert made == [("add", None, None, None)] * 3 + [site]


def test_values_come_back_from_json_as_they_were(seeded_engine):
    """Large and fine numbers, days and flags, through JSON text on the one and JSONB on the other."""
    city = int(number(seeded_engine, "SELECT id FROM cities WHERE name = 'Tokyo'"))
    kind, before = kind_called("cities"), row(seeded_engine, "cities", city)
    changed = {"latitude": -0.123456789012345, "population": 2**53, "capital": False, "area": None}
    with editing(seeded_engine) as edit:
        edit.change(kind, city, changed, before["version"])
    undo(seeded_engine, newest_revision(seeded_engine))
    after = row(seeded_engine, "cities", city)
    moved = ("version", "changed_at")
    assert {k: v for k, v in after.items() if k not in moved} == {
        k: v for k, v in before.items() if k not in moved
    }


def test_no_change_is_no_revision(seeded_engine):
    before = newest_revision(seeded_engine)
    with editing(seeded_engine) as edit:
        assert isinstance(edit, Edit)
    assert edit.revision is None
    assert newest_revision(seeded_engine) == before
