"""What the tests of review do over and over: capture a text, look at its cards, decide."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, select

from tracker.db import reading, transaction
from tracker.drafts import Draft, undecided
from tracker.ingest import capture
from tracker.ingest.cards import Card, Cards
from tracker.queries import record_row
from tracker.records import kind_called
from tracker.writing import Edit

NIMBUS = {"new": "Nimbus Labs", "kind": "companies"}


def captured(engine: Engine, text: str, copy_of: int | None = None, **given: Any) -> capture.Stored:
    """Store a pasted text with its drafts, published on 12 March 2026 unless said otherwise."""
    read = capture.pasted(text, given.pop("address", None), **{"published": "2026-03-12"} | given)
    return keep_found(engine, read, copy_of)


def keep_found(engine: Engine, read: capture.Finding, copy_of: int | None = None) -> capture.Stored:
    """Store what was read, with its drafts."""
    with reading(engine) as session:
        prepared = capture.prepare(session, read)
    with transaction(engine) as session:
        edit = Edit(session, actor="reviewer", door="draft")
        kept = capture.store(edit, prepared, copy_of)
        edit.finish()
    return kept


def cards(engine: Engine, article_id: int) -> list[Card]:
    """The cards that wait, as a reviewer sees them."""
    with reading(engine) as session:
        found = Cards(session).all(undecided(session, article_id))
        session.expunge_all()
        return found


def card(engine: Engine, article_id: int, kind: str, words: str) -> Card:
    """The first card of a kind whose title holds the words."""
    return next(one for one in cards(engine, article_id) if one.draft.kind == kind and words in one.title)


def decide(
    engine: Engine, decision: Callable[..., Any], *arguments: Any, **named: Any
) -> tuple[Any, int | None]:
    """Make a decision in a save of its own; returns what it came to and the save."""
    with transaction(engine) as session:
        edit = Edit(session, actor="reviewer", door="draft")
        decided = decision(edit, *arguments, **named)
        return decided, edit.finish()


def row(engine: Engine, kind: str, number: int) -> dict[str, Any]:
    with reading(engine) as session:
        return record_row(session, kind_called(kind), number)


def draft_of(engine: Engine, number: int) -> Draft:
    with reading(engine) as session:
        found = session.scalars(select(Draft).where(Draft.id == number)).one()
        session.expunge(found)
        return found
