"""What a reviewer decides: accept, keep what was typed, reject with a reason, pass over, take back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.drafts import Draft
from tracker.errors import NotFound, Refused, Stale
from tracker.evidence import find, text_hash
from tracker.history import Revision
from tracker.ingest.cards import CHOSEN, OWN, SLOTS, Card, Cards
from tracker.ingest.recording import record
from tracker.queries import plain
from tracker.records.source import Capture
from tracker.types import now
from tracker.writing import Edit

STALE = "Somebody else has decided on this fact since. See what it is now, then decide."
REASONS = (
    "The text does not say so",
    "Misread: wrong company, place or number",
    "Not about expansion",
    "Stands here already",
    "Opinion or advert",
)
MEANWHILE = "This fact was recorded or changed meanwhile. Look at it again."
CORRECTED = "As you corrected it, it meets what is on record. Look at what is there, then accept it again."
NOT_THERE = "These words do not stand in the article's text. Copy them exactly."
SELECT = "Select the words in the text, or paste them here."
NEEDED_WORDS = "Choose the words that say so, or say how you know."
LONGEST = 300
BY_HAND = "a person"
PARTIES = {  # the fields of an empty card for who takes part
    "partnerships": ("parties.1.company", "parties.2.company"),
    "projects": ("parties.1.company", "parties.1.role", "parties.2.company", "parties.2.role"),
}
NO_FACT = "No fact to record"


@dataclass(frozen=True)
class Decided:
    """What a decision came to: the draft, and the record that it became or was added to."""

    draft_id: int
    state: str
    record_id: int | None = None


def accept(
    edit: Edit,
    draft_id: int,
    version: int,
    given: Mapping[str, Any] | None = None,
    *,
    separate: bool = False,
    seen: tuple[int, ...] = (),
) -> Decided:
    """Record a drafted fact, with the article as its source.

    given: {path: value} that differ from the draft: a text, the id of a record, or {"new": name, "kind": …}
    for one to be made. separate: as a fact of its own though the same is on record. seen: what the reviewer
    saw to be on record about it (`Card.on_record`), if anything is said of that; Stale when more is there
    by now, or is met by what was corrected. Refused names what is open or wrong.
    """
    draft = _waiting(edit.session, draft_id, version)
    card = Cards(edit.session).card(draft, given)
    if card.whole is None and not str((given or {}).get(OWN) or ""):
        raise Refused("There is no text that says so.", {"evidence": NEEDED_WORDS})
    if seen and not separate and _unseen(card, seen, corrected=bool(given)):
        raise Stale(CORRECTED if given else MEANWHILE, {}, _as_json(draft))
    number = record(edit, card, given, separate)
    draft.record_id, draft.revision_id = number, edit.revision
    _decide(edit, draft, "accepted", given)
    return Decided(draft.id, draft.state, number)


def _unseen(card: Card, seen: tuple[int, ...], corrected: bool) -> bool:
    """Whether something is on record that the reviewer has not seen. Corrected, a fact may be a new one."""
    gone = not corrected and card.on_record[0] != seen[0]
    return gone or not {0, *seen}.issuperset(card.on_record)


def accept_all(edit: Edit, drafts: Iterable[tuple[int, int]]) -> list[Decided]:
    """Accept drafts, given as (id, version), together: all or none, in one save."""
    return [accept(edit, number, version) for number, version in drafts]


def keep(edit: Edit, draft_id: int, version: int, given: Mapping[str, Any]) -> Decided:
    """Keep what the reviewer typed, without deciding yet."""
    draft = _waiting(edit.session, draft_id, version)
    draft.decided = {**(draft.decided or {}), **given} or None
    draft.version += 1
    edit.session.flush()
    return Decided(draft.id, draft.state)


def fill(
    edit: Edit, draft_id: int, version: int, given: Mapping[str, Any], path: str, quote: str, near: int = -1
) -> Decided:
    """Put words of the text into a field, and keep them as its evidence; `given` is what was typed besides.

    path: a field of the card, or "evidence" for the words that carry all of it. near: where about the words
    stand, when they stand more than once. A field of choices takes the words as its evidence only.
    """
    draft = _waiting(edit.session, draft_id, version)
    card = Cards(edit.session).card(draft, given)
    slot = next((one for one in card.slots if one.path == path), None)
    if slot is None and path != "evidence":
        raise NotFound(f"There is no field {path[:100]} on this card.")
    start, end = _place(edit, draft.capture_id, quote, near if near >= 0 else draft.position)
    words = edit.session.get_one(Capture, draft.capture_id).text[start:end]
    filled = {} if slot is None or slot.field.choices else {path: " ".join(words.split())[:LONGEST]}
    if path == "city":
        filled["country"] = ""  # that of the city drafted; the new one brings its own
    return keep(edit, draft_id, version, {**given, **filled, CHOSEN + path: [start, end]})


def begin(
    edit: Edit, article_id: int, capture_id: int, kind: str, quote: str = "", near: int = 0, token: str = ""
) -> Decided:
    """A card for a fact that a person saw in a text: empty but for the words that carry it, if given.

    token: names the form it was asked for with; sent again, it begins no second card.
    """
    capture = edit.session.get(Capture, capture_id) if 0 < capture_id < 2**63 else None
    if capture is None or capture.article_id != article_id or kind not in SLOTS:
        raise NotFound("There is no such text, or no such kind of fact.")
    evidence: dict[str, Any] = {"value": "", "start": 0, "end": 0}
    if quote.strip():
        start, end = _place(edit, capture_id, quote, near)
        evidence = {"value": capture.text[start:end], "start": start, "end": end}
    parties = PARTIES.get(kind, ())
    fingerprint = _by_hand(edit, token)
    there = select(Draft).where(Draft.article_id == article_id, Draft.fingerprint == fingerprint)
    if begun := edit.session.scalar(there):
        return Decided(begun.id, begun.state)
    draft = Draft(
        article_id=capture.article_id, capture_id=capture_id, position=evidence["start"], kind=kind,
        proposed={"evidence": evidence, **{path: {"value": ""} for path in parties}}, confidence="check",
        reader=BY_HAND, fingerprint=fingerprint,
    )  # fmt: skip
    edit.session.add(draft)
    edit.session.flush()
    return Decided(draft.id, draft.state)


def _by_hand(edit: Edit, token: str) -> str:
    """What tells a card begun by hand from all others: its form, or that it comes after them."""
    return text_hash(f"by hand {token or edit.session.scalar(select(func.max(Draft.id))) or 0}")


def _place(edit: Edit, capture_id: int, quote: str, near: int) -> tuple[int, int]:
    """Where words stand in a text: at the place nearest to `near`. Refused when they do not."""
    found = find(edit.session.get_one(Capture, capture_id).text, quote, near)
    if not found:
        raise Refused("One field needs attention.", {"quote": NOT_THERE if quote.strip() else SELECT})
    return found[0].start, found[0].end


def reject(edit: Edit, draft_id: int, version: int, reason: str) -> Decided:
    """Say that a drafted fact is none, and why; it is not proposed again for this article."""
    draft = _waiting(edit.session, draft_id, version)
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST:
        fault = f"Say why, in at most {LONGEST} characters." if words else "Say why it is rejected."
        raise Refused("One field needs attention.", {"reason": fault})
    _decide(edit, draft, "rejected", reason=words)
    return Decided(draft.id, draft.state)


def dismiss(edit: Edit, capture_id: int, start: int, end: int) -> Decided:
    """Say that a sentence of a text bears no fact worth recording."""
    capture = edit.session.get(Capture, capture_id)
    if capture is None or not 0 <= start < end <= len(capture.text):
        raise NotFound("There is no such sentence.")
    words = {"evidence": {"value": capture.text[start:end], "start": start, "end": end}}
    draft = Draft(
        article_id=capture.article_id, capture_id=capture_id, position=start, kind="claims", proposed=words,
        confidence="guess", reader=BY_HAND, state="rejected", reject_reason=NO_FACT, decided_by=edit.actor,
        decided_at=now(), fingerprint=text_hash(f"dismissed {capture_id} {start} {end}"),
    )  # fmt: skip
    there = select(Draft).where(Draft.article_id == draft.article_id, Draft.fingerprint == draft.fingerprint)
    found = edit.session.scalars(there).first()
    if found is None:
        edit.session.add(draft)
        edit.session.flush()
    return Decided((found or draft).id, "rejected")


def skip(edit: Edit, draft_id: int, version: int, given: Mapping[str, Any] | None = None) -> Decided:
    """Pass over a drafted fact: it comes back after the others."""
    draft = _waiting(edit.session, draft_id, version)
    _decide(edit, draft, "skipped", given)
    return Decided(draft.id, draft.state)


def undo(edit: Edit, draft_id: int, version: int) -> list[Decided]:
    """Take back a decision; with it those that were accepted in the same save. Returns what is open again."""
    draft = _locked(edit.session, draft_id, version)
    if draft.state == "accepted" and draft.revision_id is not None:
        query = select(Draft.id).where(Draft.revision_id == draft.revision_id, Draft.state == "accepted")
        opened = list(edit.session.scalars(query))
        if not _undone(edit.session, draft.revision_id):
            edit.undo(draft.revision_id)
        return [Decided(number, "open") for number in opened]
    if draft.state == "open":
        raise Refused("Nothing has been decided here yet.")
    if draft.reject_reason == NO_FACT:
        edit.session.delete(draft)  # a sentence that was dismissed proposes nothing by itself
        return [Decided(draft.id, "open")]
    draft.state, draft.reject_reason = "open", None
    draft.version += 1
    edit.session.flush()
    return [Decided(draft.id, "open")]


def _undone(session: Session, revision_id: int) -> bool:
    return session.scalar(select(Revision.id).where(Revision.undoes_id == revision_id).limit(1)) is not None


def last_decision(session: Session, article_id: int) -> Draft | None:
    """The draft that was decided on last, for undo; None when nothing is left to take back."""
    query = select(Draft).where(
        Draft.article_id == article_id, Draft.state != "open", Draft.turn.is_not(None)
    )
    return session.scalars(query.order_by(Draft.turn.desc(), Draft.id.desc()).limit(1)).first()


def clear_ones(cards: Iterable[Card]) -> list[Card]:
    """The cards that may be accepted together: nothing open, nothing doubted, nothing that disagrees."""
    return [card for card in cards if card.clear]


def _decide(
    edit: Edit, draft: Draft, state: str, given: Mapping[str, Any] | None = None, reason: str | None = None
) -> None:
    highest = select(func.max(Draft.turn)).where(Draft.article_id == draft.article_id)
    draft.turn = (edit.session.scalar(highest) or 0) + 1
    if given:
        draft.decided = {**(draft.decided or {}), **given}
    draft.state, draft.reject_reason = state, reason
    draft.decided_at, draft.decided_by = now(), edit.actor
    draft.version += 1
    edit.session.flush()


def _waiting(session: Session, draft_id: int, version: int) -> Draft:
    draft = _locked(session, draft_id, version)
    if draft.state not in ("open", "skipped"):
        raise Stale(f"This fact was {draft.state} already.", {}, _as_json(draft))
    return draft


def _locked(session: Session, draft_id: int, version: int) -> Draft:
    """A draft that nobody else decides on until this save ends; Stale when somebody did since `version`."""
    draft = session.get(Draft, draft_id, with_for_update=True) if 0 < draft_id < 2**63 else None
    if draft is None:
        raise NotFound(f"There is no draft {draft_id}.")
    if draft.version != version:
        raise Stale(STALE, {"version": version}, _as_json(draft))
    return draft


def _as_json(draft: Draft) -> dict[str, Any]:
    own = ("id", "kind", "state", "reject_reason", "decided_by", "decided_at", "record_id", "version")
    return {name: plain(getattr(draft, name)) for name in own}
