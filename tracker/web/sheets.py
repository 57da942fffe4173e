"""A card on the page: its inputs, its candidates under number keys, and what a posted one says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from tracker.ingest.cards import Card, Slot
from tracker.records import kind_called, parts_of
from tracker.values import read_value
from tracker.web.forms import Input, input_for, reads_value
from tracker.writing.summaries import quantity_in

KEYS = 9


@dataclass(frozen=True)
class Choice:
    """One answer to "who is meant?": a record, or a new one. `key` is the number key that picks it."""

    value: str
    name: str
    hint: str
    key: int | None
    chosen: bool


@dataclass(frozen=True)
class Question:
    """A name that means nobody for sure, with the answers there are."""

    slot: Slot
    name: str
    choices: list[Choice]


@dataclass(frozen=True)
class Sheet:
    """A card with its inputs (named after the draft, so that many stand on one page) and questions."""

    card: Card
    inputs: list[Input]
    questions: list[Question]
    errors: Mapping[str, str]


def key_of(card: Card, path: str) -> str:
    """The name of a card's input on the page."""
    return f"d{card.draft.id}.{path}"


def sheet_of(session: Session, card: Card, errors: Mapping[str, str]) -> Sheet:
    """What the page draws of a card; `errors` by path are those of a refused decision."""
    questions, number = [], 0
    for slot in card.slots:
        if slot.field.to and slot.value not in ("", None) and (slot.fault or slot.new):
            question = _question(card, slot, number)
            number += len(question.choices)
            questions.append(question)
    return Sheet(card, [_input(session, card, slot) for slot in card.slots], questions, errors)


def _question(card: Card, slot: Slot, before: int) -> Question:
    alike = "" if slot.several or slot.path == "metric" else ", spelled alike"
    picks = [(str(one.id), one.name, f"{one.hint}{alike}", False) for one in slot.candidates]
    for kind in slot.creates:
        what = kind_called(kind).singular()
        picks.append((f"new:{kind}", str(slot.value), f"a new {what}", slot.new == kind))
    choices = [
        Choice(value, name, hint, place if place <= KEYS else None, chosen)
        for place, (value, name, hint, chosen) in enumerate(picks, before + 1)
    ]
    return Question(slot, f"{key_of(card, slot.path)}.pick", choices)


def _input(session: Session, card: Card, slot: Slot) -> Input:
    kind = kind_called(card.draft.kind)
    name, dot, _ = slot.path.partition(".")
    inner = parts_of(kind)[name] if dot else kind
    values = {slot.field.name: slot.value}
    if slot.id is not None:
        values[slot.field.column] = slot.id
    key = key_of(card, slot.path)
    # What is wrong with a name is asked as a question; the input only lets it be typed anew.
    errors = {key: slot.fault} if slot.fault and not slot.field.to else {}
    made = input_for(session, inner, slot.field, key, values, errors, {})
    if slot.path == "value_text" and not slot.fault:  # what was understood, where the words do not say it
        value = quantity_in(card.columns)
        made.understood = reads_value(value) if value and read_value(value) != slot.value else ""
    if slot.path.startswith("events."):
        made.label = "Promised opening"
    if slot.path.startswith("parties."):
        made.label = f"{made.label} {slot.path.split('.')[1]}"
    return made


def given_in(card: Card, form: Mapping[str, str]) -> dict[str, Any]:
    """What a posted card says that the card did not: {path: text, id, or {"new": name, "kind": kind}}."""
    found: dict[str, Any] = {}
    for slot in card.slots:
        said = _said(card, slot, form)
        if said is not None:
            found[slot.path] = said
        anchor = f"{slot.path}_anchor"
        if form.get(key_of(card, anchor)):
            found[anchor] = form[key_of(card, anchor)]
    return found


def _said(card: Card, slot: Slot, form: Mapping[str, str]) -> Any:
    """The new value of one slot; None when it is as it was."""
    key = key_of(card, slot.path)
    typed, shown = form.get(key), slot.name or str(slot.value)
    if slot.field.to and (typed is None or typed.strip() == shown):
        pick = form.get(f"{key}.pick", "")
        if pick.isascii() and pick.isdecimal() and len(pick) < 19:
            return int(pick)
        kind = pick.removeprefix("new:")
        return {"new": str(slot.value), "kind": kind} if kind in slot.creates else None
    if typed is None or typed.strip() == shown.strip():
        return None
    if slot.field.to and form.get(f"{key}.id") and typed.strip() == form.get(f"{key}.was"):
        return form[f"{key}.id"]
    return typed.strip()
