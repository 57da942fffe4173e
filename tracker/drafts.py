"""What waits for a person: drafted facts, items of feeds, work that is due, and how texts resemble others.

Drafts keep what was proposed, what the reviewer made of it, and why one was rejected. Nothing here is a
record: a draft becomes one by an accepted save through `tracker.writing`, and no other way.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.db import Base
from tracker.history import Revision
from tracker.records.base import Key
from tracker.types import When, now

KINDS = ("people", "offices", "partnerships", "claims", "projects")
CONFIDENCES = ("clear", "check", "guess")
STATES = ("open", "accepted", "rejected", "skipped")
ITEM_STATES = ("new", "taken", "dismissed", "failed")

_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=f"{column}_known")


class Draft(Base):
    """A fact that a reader proposes from an article's text."""

    __tablename__ = "drafts"
    __table_args__ = (
        _one_of("kind", KINDS),
        _one_of("confidence", CONFIDENCES),
        _one_of("state", STATES),
        CheckConstraint("state <> 'accepted' OR record_id IS NOT NULL", name="accepted_record"),
        CheckConstraint("(state = 'rejected') = (reject_reason IS NOT NULL)", name="rejected_reason"),
        # A rejection is remembered: reading the article again proposes nothing that was proposed before.
        UniqueConstraint("article_id", "fingerprint", name="uq_drafts_fingerprint"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The draft's number.")
    article_id: Mapped[int] = mapped_column(
        Key, ForeignKey("articles.id"), index=True, doc="The article it was drafted from."
    )
    capture_id: Mapped[int] = mapped_column(
        Key, ForeignKey("captures.id"), index=True, doc="The stored text that its offsets count in."
    )
    position: Mapped[int] = mapped_column(
        Integer, doc="Where it stands in the text, for the order of review."
    )
    kind: Mapped[str] = mapped_column(String(20), doc="The table its record would be in.")
    proposed: Mapped[dict[str, Any]] = mapped_column(
        _JSON,
        doc="What was proposed: for each field its value, and start and end of the words in the capture.",
    )
    decided: Mapped[dict[str, Any] | None] = mapped_column(
        _JSON, doc="What the reviewer made of it: the values of the fields that were changed."
    )
    confidence: Mapped[str] = mapped_column(String(10), doc="How sure the reader is.")
    confidence_reason: Mapped[str | None] = mapped_column(String(300), doc="Why it is no surer.")
    reader: Mapped[str] = mapped_column(String(100), doc="Who drafted it: rules, or a model's name.")
    state: Mapped[str] = mapped_column(String(10), default="open", index=True, doc="What became of it.")
    reject_reason: Mapped[str | None] = mapped_column(String(300), doc="Why it was rejected.")
    decided_by: Mapped[str | None] = mapped_column(String(100), doc="Who decided.")
    decided_at: Mapped[When | None] = mapped_column(doc="When it was decided, in UTC.")
    turn: Mapped[int | None] = mapped_column(
        Integer, doc="Counts the decisions on the article's drafts: the highest is undone first."
    )
    record_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("records.id"), index=True, doc="The record it became or was added to."
    )
    revision_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("revisions.id"), index=True, doc="The save that accepted it."
    )
    version: Mapped[int] = mapped_column(
        Integer, default=1, doc="Rises with every decision: of two reviewers the second is told."
    )
    fingerprint: Mapped[str] = mapped_column(String(64), doc="SHA-256 of its kind and values.")


class FeedItem(Base):
    """A link that waits for a person: an entry of a feed, or an article that could not be read."""

    __tablename__ = "feed_items"
    __table_args__ = (
        _one_of("state", ITEM_STATES),
        CheckConstraint("state <> 'taken' OR article_id IS NOT NULL", name="taken_article"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The item's number.")
    feed_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("feeds.id"), index=True, doc="The feed it came with; none: a person gave it."
    )
    address: Mapped[str] = mapped_column(String(2000), doc="The link as it was given.")
    canonical_address: Mapped[str] = mapped_column(
        String(2000), unique=True, doc="The link in the form in which each article has one."
    )
    title: Mapped[str | None] = mapped_column(String(300), doc="Its headline.")
    published: Mapped[str | None] = mapped_column(String(30), doc="When it was published, as the feed says.")
    found_at: Mapped[When] = mapped_column(default=now, doc="When it was first seen, in UTC.")
    state: Mapped[str] = mapped_column(String(10), default="new", index=True, doc="What became of it.")
    problem: Mapped[str | None] = mapped_column(String(500), doc="Why its text could not be read.")
    article_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("articles.id"), index=True, doc="The article it became."
    )


class Job(Base):
    """Work that is due again and again: polling a feed. A worker leases it, so that no two do it at once."""

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("kind", "record_id", name="uq_jobs_record_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The job's number.")
    kind: Mapped[str] = mapped_column(String(20), doc="What is done: poll.")
    record_id: Mapped[int] = mapped_column(Key, ForeignKey("records.id"), doc="What it is done to.")
    due_at: Mapped[When] = mapped_column(default=now, index=True, doc="Not before this moment, in UTC.")
    leased_until: Mapped[When | None] = mapped_column(doc="A worker is at it until then, unless it died.")
    attempts: Mapped[int] = mapped_column(Integer, default=0, doc="Failures in a row.")
    problem: Mapped[str | None] = mapped_column(String(500), doc="Why it failed last.")


class CaptureNote(Base):
    """What was learnt of a capture when it was read: for finding texts like it, and for who reviews it."""

    __tablename__ = "capture_notes"

    capture_id: Mapped[int] = mapped_column(
        Key, ForeignKey("captures.id"), primary_key=True, autoincrement=False, doc="The stored text."
    )
    words_sha256: Mapped[str] = mapped_column(
        String(64),
        index=True,
        doc="SHA-256 of the normalised text: equal when only spaces, quotes and capitals differ.",
    )
    sketch: Mapped[bytes] = mapped_column(LargeBinary, doc="The smallest hashes of its runs of words.")
    publisher: Mapped[str | None] = mapped_column(
        String(300), doc="Who publishes it, as the page says, while no publisher on record is called so."
    )
    said: Mapped[str | None] = mapped_column(
        Text, doc="What reading it came to: hidden text that was left out, a text that may be cut."
    )


class SketchMark(Base):
    """The first few hashes of a sketch, each a row, so that texts that share one are found by an index."""

    __tablename__ = "sketch_marks"

    mark: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, doc="One of the smallest hashes."
    )
    capture_id: Mapped[int] = mapped_column(
        Key, ForeignKey("captures.id"), primary_key=True, index=True, doc="The stored text that has it."
    )


def waiting_of(article_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a draft is one of an article and waits for a person."""
    return Draft.article_id == article_id, Draft.state.in_(("open", "skipped"))


def undecided(session: Session, article_id: int) -> list[Draft]:
    """The drafts of an article that wait for a person, in text order, skipped ones last."""
    query = select(Draft).where(*waiting_of(article_id))
    waiting = session.scalars(query.order_by(Draft.position, Draft.id)).all()
    # Those that were passed over come back at the end, in the order they were passed over.
    return sorted(waiting, key=lambda one: (one.turn or 0) if one.state == "skipped" else 0)


def follow_undo(session: Session, undone: Revision) -> None:
    """Open the drafts whose accepting save was taken back; accept them again when that is taken back."""
    changed = {"version": Draft.version + 1, "decided_at": now()}
    session.execute(
        update(Draft)
        .where(Draft.revision_id == undone.id, Draft.state == "accepted")
        .values(state="open", **changed)
    )
    if undone.undoes_id is not None:
        session.execute(
            update(Draft)
            .where(Draft.revision_id == undone.undoes_id, Draft.state == "open")
            .values(state="accepted", **changed)
        )
