"""An accepted card into records: added, or another source of what is there, each field with its words."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from tracker.errors import Refused
from tracker.fields import field_called
from tracker.ingest.cards import NEW, Card, Cards, Slot, record_input
from tracker.ingest.matching import sizes_alike
from tracker.ingest.steps import day_not_said, step_said, steps_of
from tracker.lookup import name_key
from tracker.records import Registered, kind_called, kinds, parts_of
from tracker.records.company import Company
from tracker.records.person import Person, Role
from tracker.records.project import Project, ProjectParty
from tracker.records.source import Capture, Citation, Passage
from tracker.records.status import StatusEvent
from tracker.writing import Edit

Place = tuple[int, int]
FILLED = ("city", "country", "capacity_text", "gpus_text", "cost_text")  # of a project that lacks them
# (id of a record or part, one of its fields or None for all of it, where its words stand if anywhere)
Cited = tuple[int, str | None, Place | None]


def record(edit: Edit, card: Card, given: Mapping[str, Any] | None, separate: bool) -> int:
    """Record a card's fact with its citations; returns the id of its record.

    separate: as a record of its own, even where the same fact is on record. Refused names what is open.
    """
    card = _created(edit, card, dict(given or {}))
    faults = {slot.path: slot.fault for slot in card.slots if slot.fault}
    if faults:
        candidates = {
            slot.path: [one.as_json() for one in slot.candidates] for slot in card.slots if slot.fault
        }
        count = "One field needs" if len(faults) == 1 else f"{len(faults)} fields need"
        named = ", ".join(dict.fromkeys(slot.field.label for slot in card.slots if slot.fault))
        raise Refused(f"{count} attention before this can be accepted: {named}.", faults, candidates)
    same = None if separate else card.standing.same
    cited = RECORDERS[card.draft.kind](edit, card, same)
    number = cited[0][0]
    _cite(edit, card, cited)
    return number


def _created(edit: Edit, card: Card, given: dict[str, Any]) -> Card:
    """Make the records that the reviewer asked for, each cited where it is named; the card with their ids."""
    wanted = [slot for slot in card.slots if slot.new]
    if not wanted:
        return card
    made: dict[tuple[str, str], int] = {}
    for slot in sorted(wanted, key=lambda one: one.new == "cities"):
        key = (slot.new, name_key(str(slot.value)))
        made[key] = made.get(key) or _create(edit, card, slot)
        given[slot.path] = made[key]
    edit.session.flush()
    return Cards(edit.session).card(card.draft, given)


def _create(edit: Edit, card: Card, slot: Slot) -> int:
    """The record that a name stands for: one that was made meanwhile, one undone before, or a new one."""
    name = str(slot.value)
    there = edit.lookup.called(name, (slot.new,))
    if len(there) == 1:
        return there[0].id
    undone = _in_trash(edit, slot.new, name)
    if undone is not None:
        edit.restore(kind_called(slot.new), undone)
        return undone
    if slot.new == "cities":
        country = next((one.id for one in card.slots if one.path == "country"), None)
        if country is None:
            raise Refused("One field needs attention.", {slot.path: "Give the country of the new city."})
        return edit.add(kinds()["cities"], {"name": name, "country_id": country})
    if slot.new == "people":
        number = edit.add(Person, {"name": name})
    else:
        kind = "government_body" if name.startswith("Government of ") else "company"
        number = edit.add(Company, {"name": name, "kind": kind})
    _cite(edit, card, [(number, None, slot.place or card.whole)])
    return number


def _in_trash(edit: Edit, kind: str, name: str) -> int | None:
    """A record of that name in the trash: accepting again after an undo brings it back as it was."""
    table = kind_called(kind).__table__
    query = (
        select(table.c.id)
        .join(Registered, Registered.id == table.c.id)
        .where(Registered.name_key == name_key(name), table.c.trashed_at.is_not(None))
        .where(table.c.merged_into_id.is_(None))
    )
    return edit.session.scalar(query.order_by(table.c.id.desc()).limit(1))


def _slots(card: Card, *names: str) -> Iterator[tuple[str, Place]]:
    """The fields whose words carry them as they stand, with their place."""
    for slot in card.slots:
        if slot.place is not None and (slot.chosen or not slot.edited) and (not names or slot.path in names):
            yield slot.path, slot.place


def _given(card: Card) -> dict[str, Any]:
    """The card as input for a record, links by their ids."""
    values = card.values | {slot.path: slot.value for slot in card.slots}
    return record_input(card.draft.kind, values | {slot.path: slot.id for slot in card.slots if slot.id})


def _person(edit: Edit, card: Card, same: Mapping[str, Any] | None) -> list[Cited]:
    given = _given(card)
    whole, places = card.whole, dict(_slots(card))
    named = [("name", places["name"])] if "name" in places else []
    if same is None:
        number = edit.add(Person, given, strict=False)
        query = select(Role.id).where(Role.person_id == number)
        role = edit.session.scalar(query)
    else:
        number = int(same["id"])
        role = _role(edit, same, given)
    cited: list[Cited] = [(number, None, whole), *((number, name, place) for name, place in named)]
    if role is not None:
        inner = {path.rpartition(".")[2]: place for path, place in places.items() if "." in path}
        cited += [(role, None, whole), *((role, name, place) for name, place in inner.items())]
    return cited


def _role(edit: Edit, person: Mapping[str, Any], given: Mapping[str, Any]) -> int | None:
    """The role of a person on record that a card states, added when it is not there."""
    rows = given.get("roles") or []
    if not rows:
        return None
    wanted = rows[0]
    for role in person["roles"]:
        same = name_key(role["role"]) == name_key(str(wanted.get("role", "")))
        if role["company_id"] == wanted.get("company") and same:
            return int(role["id"])
    return edit.add(Role, {"person_id": person["id"], **wanted}, strict=False)


def _with_status(edit: Edit, card: Card, same: Mapping[str, Any] | None) -> list[Cited]:
    """An office, deal or project: a new one, another source, or the next step of one on record."""
    kind, given, places = kind_called(card.draft.kind), _given(card), dict(_slots(card))
    if same and card.draft.kind == "projects":
        agreed = _completed(edit, card, given, same)
        places = {path: place for path, place in places.items() if path in agreed}
    number = int(same["id"]) if same else edit.add(kind, given, strict=False)
    steps = {step.status for step in steps_of(edit.session, number)} if same else set()
    if same and given.get("status") and given["status"] not in steps:
        day = {"date": given.get("status_on"), "date_anchor": given.get("status_on_anchor")}
        edit.add(StatusEvent, {"record_id": number, "status": given["status"], **day}, strict=False)
    promised = _promised(edit, number, given, known=same is not None)
    own = {
        path: place
        for path, place in places.items()
        if "." not in path and path not in ("status", "status_on")
    }
    cited: list[Cited] = [
        (number, None, card.whole),
        *((number, path, place) for path, place in own.items()),
    ]
    cited += [(promised, None, card.whole)] if promised else []
    cited += [(promised, "date", place) for _, place in _slots(card, "events.1.date") if promised]
    return cited + _of_event(edit, card, number) + _of_parties(edit, card, number)


def _completed(edit: Edit, card: Card, given: Mapping[str, Any], same: Mapping[str, Any]) -> set[str]:
    """Give a project on record what it lacks; returns the fields that are as the card says, or became so."""
    number = int(same["id"])
    fresh = {name: given[name] for name in FILLED if given.get(name) and same.get(_column(name)) is None}
    if fresh:
        edit.change(Project, number, fresh, int(same["version"]), strict=False)
    there = _parties(edit, "projects", number)
    for party in given.get("parties") or []:
        if party["company"] not in there:
            edit.add(ProjectParty, {"project_id": number, **party}, strict=False)
    alike = {name for name in given if card.columns.get(_column(name)) == same.get(_column(name))}
    return {*fresh, *alike, *sizes_alike(same, card.columns)}


def _column(name: str) -> str:
    """The column that a project's field is stored in."""
    found = field_called(Project, name)
    return found.column if found else name


def _promised(edit: Edit, number: int, given: Mapping[str, Any], known: bool) -> int | None:
    """The event of a promised opening, added to a record that was there when it promised no such day."""
    for promise in given.get("events") or []:
        query = select(StatusEvent.id).where(
            StatusEvent.record_id == number, StatusEvent.basis == "promised",
            StatusEvent.date == promise["date"], StatusEvent.trashed_at.is_(None),
        )  # fmt: skip
        there = edit.session.scalar(query.limit(1))
        if there is None and known:
            return edit.add(StatusEvent, {"record_id": number, **promise}, strict=False)
        return there
    return None


def _of_event(edit: Edit, card: Card, number: int) -> list[Cited]:
    """The step that the card states, of which it says the day where nobody has yet."""
    step = step_said(edit.session, number, card.columns)
    if step is None:
        return []
    given = _given(card)
    if day_not_said(step.date) and not day_not_said(given.get("status_on")):
        day = {"date": given["status_on"], "date_anchor": given.get("status_on_anchor")}
        edit.change(StatusEvent, step.id, day, step.version, strict=False)
    names = {"status": "status", "status_on": "date"}
    return [
        (step.id, None, card.whole),
        *((step.id, names[path], place) for path, place in _slots(card, *names)),
    ]


def _parties(edit: Edit, kind: str, number: int) -> dict[int, int]:
    """The parts that organisations have in a deal or project, by organisation."""
    inner = parts_of(kind_called(kind)).get("parties")
    if inner is None:
        return {}
    party = inner.__table__.c
    query = select(party.company_id, party.id).where(
        party[str(inner.owner)] == number, party.trashed_at.is_(None)
    )
    return dict(edit.session.execute(query).all())


def _of_parties(edit: Edit, card: Card, number: int) -> list[Cited]:
    rows = _parties(edit, card.draft.kind, number)
    return [
        (rows[number], "company", place)
        for path, place in _slots(card)
        if path.startswith("parties.") and (number := card[path].id or 0) in rows
    ]


def _claim(edit: Edit, card: Card, same: Mapping[str, Any] | None) -> list[Cited]:
    number = int(same["id"]) if same else edit.add(kinds()["claims"], _given(card), strict=False)
    return [(number, None, card.whole), *((number, path, place) for path, place in _slots(card))]


RECORDERS = {
    "people": _person,
    "offices": _with_status,
    "partnerships": _with_status,
    "projects": _with_status,
    "claims": _claim,
}


# -- citations --------------------------------------------------------------------------------------------


def _cite(edit: Edit, card: Card, cited: list[Cited]) -> None:
    """Cite the article for records and fields, with the very words; what is cited already is left alone."""
    draft = card.draft
    text = edit.session.get_one(Capture, draft.capture_id).text
    there = _cited(edit, draft.article_id, {number for number, _, _ in cited})
    common = {"article_id": draft.article_id, "capture_id": draft.capture_id, **_voice(edit, card)}
    rows = [
        {"record_id": number, "field": _field(edit, number, name), "quote": text[place[0] : place[1]],
         "start_offset": place[0], **common}
        for number, name, place in dict.fromkeys(cited)
        if place and (number, name, *place) not in there
    ]  # fmt: skip
    edit.add_many(Citation, rows)


def _field(edit: Edit, number: int, name: str | None) -> str | None:
    """A field as citations name it, or None for all of the record."""
    if name is None:
        return None
    found = field_called(kind_called(edit.session.get_one(Registered, number).kind), name)
    return found.name if found else None


def _cited(edit: Edit, article_id: int, ids: set[int]) -> set[tuple[int, str | None, int, int]]:
    query = (
        select(Citation.record_id, Citation.field, Passage.start_offset, Passage.end_offset)
        .join(Passage, Passage.id == Citation.passage_id)
        .where(Citation.article_id == article_id, Citation.record_id.in_(ids), Citation.trashed_at.is_(None))
    )
    return {(row[0], row[1], row[2], row[3]) for row in edit.session.execute(query)}


def _voice(edit: Edit, card: Card) -> dict[str, Any]:
    """Whose voice a claim is in: the publisher's own, or a speaker's with the role held."""
    attribution = card.draft.proposed.get("attribution", {}).get("value", "publisher")
    claimant = next((slot.id for slot in card.slots if slot.path == "claimant"), None)
    if card.draft.kind != "claims" or claimant is None:
        return {"attribution": "publisher"}
    person = edit.session.get(Person, claimant)
    if person is None:
        return {"attribution": attribution if attribution != "publisher" else "indirect_quote"}
    query = select(Role.role).where(Role.person_id == claimant, Role.trashed_at.is_(None))
    role = edit.session.scalar(query.order_by(Role.id.desc()).limit(1))
    return {"attribution": attribution, "speaker_id": claimant, "speaker_role": role}


__all__ = ["NEW", "record"]
