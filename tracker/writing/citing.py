"""Tying facts to the words that carry them: storing texts, anchoring quotes, checking hashes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.characters import UNSTORABLE
from tracker.errors import Refused
from tracker.evidence import Span, find, paragraphs, sentence_at, sentence_hash, sentences, text_hash
from tracker.fields import field_called
from tracker.records import Registered, kind_called
from tracker.records.source import Capture, Citation, Passage

PLACE = ("article_id", "paragraph", "sentence", "sentence_sha256")


@dataclass(frozen=True)
class Attached:
    """What attaching a text came to: how many citations stand in it, and which do not."""

    capture_id: int
    new: bool
    verified: int
    failed: tuple[int, ...]


def settle_capture(session: Session, columns: dict[str, Any], inputs: Mapping[str, Any]) -> None:
    """Fill in what a capture keeps of its text."""
    columns["sha256"] = text_hash(columns["text"])
    if capture_of(session, columns["article_id"], columns["text"]) is not None:
        raise Refused("This text is stored already.", {"text": "This text is stored already."})


def capture_of(session: Session, article_id: int, words: str) -> Capture | None:
    """The capture that holds exactly this text of an article, if it was stored before."""
    if UNSTORABLE.search(words):
        return None
    query = select(Capture).where(
        Capture.article_id == article_id,
        Capture.sha256 == text_hash(words),
        Capture.trashed_at.is_(None),
    )
    return session.scalars(query.limit(1)).first()


def settle_citation(session: Session, columns: dict[str, Any], inputs: Mapping[str, Any]) -> None:
    """Anchor a citation: its quote in the article's text, or the hash of a sentence that may come later."""
    _field_exists(session, columns)
    quote = inputs.get("quote")
    if quote:
        capture, span = _quoted(session, columns["article_id"], quote, inputs)
        place = _place(span)
        columns["passage_id"] = _passage(session, capture, span)
        columns["state"] = "verified"
        columns["paragraph"], columns["sentence"] = (
            columns.get("paragraph") or place[0],
            columns.get("sentence") or place[1],
        )
        columns["sentence_sha256"] = columns.get("sentence_sha256") or place[2]
        return
    missing = [name for name in ("paragraph", "sentence", "sentence_sha256") if columns.get(name) is None]
    if missing:
        words = "Paste the words that carry the fact; or give paragraph, sentence and the sentence's hash."
        raise Refused(words, {"quote": words})
    capture_row = newest_capture(session, columns["article_id"])
    columns["state"], columns["passage_id"] = "unverified", None
    if capture_row is not None:
        found = _by_hash(capture_row.text, columns)
        columns["state"] = "verified" if found else "failed"
        columns["passage_id"] = _passage(session, capture_row.id, found) if found else None


def resettle_citation(
    session: Session, current: Mapping[str, Any], columns: dict[str, Any], inputs: Mapping[str, Any]
) -> None:
    """Anchor a citation anew where a change gives it other words or another place; else it stays as it is."""
    passage = session.get(Passage, current["passage_id"]) if current["passage_id"] else None
    moved = {name for name in PLACE if columns.get(name, current[name]) != current[name]}
    quote, start = inputs.get("quote"), inputs.get("start_offset")
    same = passage is not None and quote == passage.quote and start in (None, passage.start_offset)
    whole = {**current, **columns}
    if not moved and (quote is None or same):
        _field_exists(session, whole)
        return
    if quote is not None:
        # The place follows the words, unless the change names another one.
        whole |= {name: None for name in PLACE[1:] if name not in moved}
    settle_citation(session, whole, inputs)
    columns |= whole


def _field_exists(session: Session, columns: Mapping[str, Any]) -> None:
    """The field that a citation is of must be one of the record's."""
    name = columns.get("field")
    if name is None or columns.get("record_id") is None:
        return
    entry = session.get(Registered, columns["record_id"])
    if entry is not None and field_called(kind_called(entry.kind), name) is None:
        words = f"{kind_called(entry.kind).one().capitalize()} has no field “{name}”."
        raise Refused(words, {"field": words})


def newest_capture(session: Session, article_id: int) -> Capture | None:
    """The newest stored text of an article."""
    query = select(Capture).where(Capture.article_id == article_id, Capture.trashed_at.is_(None))
    return session.scalars(query.order_by(Capture.id.desc()).limit(1)).first()


def _quoted(session: Session, article_id: int, quote: str, inputs: Mapping[str, Any]) -> tuple[int, Span]:
    """The newest capture in which a quote stands, and where; a capture that is named goes first."""
    near, named = inputs.get("start_offset"), inputs.get("capture_id")
    query = select(Capture).where(Capture.article_id == article_id, Capture.trashed_at.is_(None))
    captures = sorted(
        session.scalars(query.order_by(Capture.id.desc())), key=lambda capture: capture.id != named
    )
    for capture in captures:
        spans = find(capture.text, quote, near)
        if len(spans) > 1 and near is None:
            words = f"These words stand {len(spans)} times in the text. Quote more, so that they stand once."
            raise Refused(words, {"quote": words})
        if spans:
            return capture.id, spans[0]
    words = (
        "These words do not stand in the article's text. Copy them exactly."
        if captures
        else "The article has no text yet. Attach it first, then quote from it."
    )
    raise Refused(words, {"quote": words})


def _place(span: Span) -> tuple[int | None, int | None, str | None]:
    """The paragraph and sentence that a span begins in, and the sentence's hash."""
    for number, paragraph in enumerate(paragraphs(span.text), 1):
        if paragraph.start <= span.start < paragraph.end:
            for place, sentence in enumerate(sentences(paragraph), 1):
                if span.start < sentence.end:
                    return number, place, sentence_hash(sentence.quote)
    return None, None, None


def _by_hash(text: str, cited: Mapping[str, Any]) -> Span | None:
    """The sentence that a citation means: at its place, or else wherever it stands word for word."""
    wanted = cited["sentence_sha256"]
    there = sentence_at(text, cited["paragraph"] or 0, cited["sentence"] or 0)
    if there is not None and sentence_hash(there.quote) == wanted:
        return there
    every = (sentence for paragraph in paragraphs(text) for sentence in sentences(paragraph))
    return next((sentence for sentence in every if sentence_hash(sentence.quote) == wanted), None)


def _passage(session: Session, capture_id: int, span: Span) -> int:
    """The passage for a span of a capture, made when there is none yet."""
    same = (
        Passage.capture_id == capture_id,
        Passage.start_offset == span.start,
        Passage.end_offset == span.end,
    )
    found = session.scalar(select(Passage.id).where(*same))
    if found is not None:
        return found
    passage = Passage(
        capture_id=capture_id,
        start_offset=span.start,
        end_offset=span.end,
        quote=span.quote,
        before=span.before,
        after=span.after,
    )
    session.add(passage)
    session.flush()
    return passage.id


def refuse_stranger(count: int) -> NoReturn:
    """Say that a text holds none of so many quotes of the article that it is to be the text of."""
    quotes = "The quote that stands" if count == 1 else f"None of the {count} quotes that stand"
    words = f"{quotes} in the text on record {'does not stand' if count == 1 else 'stands'} in this one."
    ask = "Say so if it is the text of this article all the same: its citations are then marked as failed."
    raise Refused(words, {"anyway": ask})


def recheck_against(session: Session, capture: Capture) -> dict[int, dict[str, Any]]:
    """Hold every citation of an article against a text of it: {citation id: columns that change}."""
    query = select(Citation).where(Citation.article_id == capture.article_id, Citation.trashed_at.is_(None))
    return {
        citation.id: _held(session, capture, citation)
        for citation in session.scalars(query.order_by(Citation.id))
    }


def _held(session: Session, capture: Capture, citation: Citation) -> dict[str, Any]:
    passage = session.get(Passage, citation.passage_id) if citation.passage_id else None
    if passage is not None:
        # The words stay where they were found; the new text only confirms or fails them.
        return {"state": "verified" if find(capture.text, passage.quote) else "failed"}
    cited = {name: getattr(citation, name) for name in ("paragraph", "sentence", "sentence_sha256")}
    span = _by_hash(capture.text, cited)
    if span is None:
        return {"state": "failed"}
    return {"state": "verified", "passage_id": _passage(session, capture.id, span)}
