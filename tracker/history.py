"""What changed, when, by whom, through which door and why; and which records were judged to be the same."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Select, String, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.db import STILL, Base
from tracker.records import Registered
from tracker.records.base import Key
from tracker.types import When, now

KNOWN_ON = "_known_on"
# In what a session is told: how to open another one on its database, which reads what stood after a revision.
LOOKS_BACK = "looks back"
# The field that only a merge sets, and that only its undo takes back.
MERGED_INTO = "merged_into_id"

Door = Literal["web", "api", "cli", "import", "draft", "seed"]
Verdict = Literal["same", "different", "unsure"]


class Revision(Base):
    """One save: everything in it happened together."""

    __tablename__ = "revisions"
    __table_args__ = (
        CheckConstraint("door IN ('web', 'api', 'cli', 'import', 'draft', 'seed')", name="door_known"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The revision's number, rising with time.")
    made_at: Mapped[When] = mapped_column(default=now, index=True, doc="When it was saved, in UTC.")
    actor: Mapped[str] = mapped_column(String(100), doc="Who saved it.")
    door: Mapped[str] = mapped_column(String(10), doc="How it came in.")
    reason: Mapped[str | None] = mapped_column(String(500), doc="Why, in the words of who saved it.")
    token: Mapped[str | None] = mapped_column(
        String(100), unique=True, doc="Of the form or request it came from: sent twice, it is saved once."
    )
    undoes_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("revisions.id"), index=True, doc="The revision that this one takes back."
    )


class Change(Base):
    """One field of one record before and after a revision; no field when the whole record came or went.

    The values a record was added with are not repeated here: they are its row of today with the later
    changes taken back, which keeps a million imported claims from being stored twice.
    """

    __tablename__ = "changes"
    __table_args__ = (
        CheckConstraint("action IN ('add', 'change', 'remove', 'restore')", name="action_known"),
        CheckConstraint("(action = 'change') = (field IS NOT NULL)", name="field_of_change"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The change's number.")
    revision_id: Mapped[int] = mapped_column(
        Key, ForeignKey("revisions.id"), index=True, doc="The save it was part of."
    )
    record_id: Mapped[int] = mapped_column(
        Key, ForeignKey("records.id"), index=True, doc="The record that changed."
    )
    action: Mapped[str] = mapped_column(String(10), doc="What happened to it.")
    field: Mapped[str | None] = mapped_column(String(60), doc="The column that changed.")
    old: Mapped[Any] = mapped_column(
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
        doc="Its value before, as JSON.",
        nullable=True,
    )
    new: Mapped[Any] = mapped_column(
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
        doc="Its value after, as JSON.",
        nullable=True,
    )


class Judgement(Base):
    """A person's word on whether two records are the same thing. The newest for a pair counts."""

    __tablename__ = "judgements"
    __table_args__ = (
        CheckConstraint("left_id < right_id", name="pair_order"),
        CheckConstraint("verdict IN ('same', 'different', 'unsure')", name="verdict_known"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The judgement's number.")
    left_id: Mapped[int] = mapped_column(
        Key, ForeignKey("records.id"), index=True, doc="The record with the lower id."
    )
    right_id: Mapped[int] = mapped_column(
        Key, ForeignKey("records.id"), index=True, doc="The record with the higher id."
    )
    verdict: Mapped[str] = mapped_column(String(10), doc="Whether they are the same.")
    reason: Mapped[str | None] = mapped_column(Text, doc="Why.")
    revision_id: Mapped[int] = mapped_column(
        Key, ForeignKey("revisions.id"), index=True, doc="The save that recorded it: who and when."
    )


class SeedRow(Base):
    """A row, or a whole file, of the seeds that was loaded. Loaded once, it is never added again, whatever
    became of it since."""

    __tablename__ = "seed_rows"

    digest: Mapped[str] = mapped_column(
        String(64), primary_key=True, doc="SHA-256 of what stood in the file."
    )
    file: Mapped[str] = mapped_column(String(200), doc="The file's name.")
    record_id: Mapped[int | None] = mapped_column(Key, ForeignKey("records.id"), doc="The record it became.")


def changes_of(root_id: int) -> Select[Revision, Change, Registered]:
    """The changes of a record and of its parts, newest first: (Revision, Change, Registered) rows."""
    return (
        select(Revision, Change, Registered)
        .join(Change, Change.revision_id == Revision.id)
        .join(Registered, Registered.id == Change.record_id)
        .where((Registered.root_id == root_id) | (Registered.id == root_id))
        .order_by(Revision.id.desc(), Change.id)
    )


def changes_in(session: Session, revision_id: int) -> list[Change]:
    """The changes of one revision in the order they were made."""
    return list(session.scalars(select(Change).where(Change.revision_id == revision_id).order_by(Change.id)))


def saved_with(session: Session, token: str) -> int | None:
    """The record that a form or request with this token made or changed first, when it was saved already."""
    query = (
        select(Change.record_id).join(Revision).where(Revision.token == token).order_by(Change.id).limit(1)
    )
    return session.scalar(query)


# Asked several times for most pages: put together once.
_SAVES = Revision.__table__.c
_NEWEST = select(_SAVES.id, _SAVES.made_at).order_by(_SAVES.id.desc()).limit(1)


def newest_revision(session: Session) -> tuple[int, datetime | None]:
    """The number and moment of the newest revision; (0, None) before the first."""
    found: tuple[int, datetime | None] | None = session.info.get("newest revision")
    if found is None:
        row = session.execute(_NEWEST).first()
        found = (row[0], row[1]) if row else (0, None)
        if session.info.get(STILL):
            session.info["newest revision"] = found
    return found


@dataclass(frozen=True)
class Known:
    """What a session shows that reads the tracker as it stood at a moment: after that revision, and before
    all later ones. counted: what was counted then, by kind."""

    moment: datetime
    revision: int
    counted: dict[str, Any] = field(default_factory=dict)

    @property
    def written(self) -> str:
        """The moment as an address has it: its day when it is the last second of one."""
        text = self.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        return text.removesuffix("T23:59:59Z")

    def address(self, asked: str) -> str:
        """An address of the tracker, at that moment."""
        if f"{KNOWN_ON}=" in asked:
            return asked
        return f"{asked}{'&' if '?' in asked else '?'}{KNOWN_ON}={self.written}"


def known_of(session: Session) -> Known | None:
    """The past that a session reads; None for one that reads today."""
    found: Known | None = session.info.get("known")
    return found


def standing_after(session: Session, revision: int) -> AbstractContextManager[Session] | None:
    """Another session on the same database, which reads what stood after a revision; None without a way."""
    opens: Callable[[int], AbstractContextManager[Session]] | None = session.info.get(LOOKS_BACK)
    return opens(revision) if opens else None


def revision_at(session: Session, moment: datetime) -> int:
    """The newest revision that was made by a moment; 0 before the first."""
    return session.scalar(select(func.max(Revision.id)).where(Revision.made_at <= moment)) or 0
