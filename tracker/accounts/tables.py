"""The tables of accounts. They are nobody's to read: no page, file, search or typed query shows them."""

from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base
from tracker.records.base import Key
from tracker.types import When, now

Role = Literal["reader", "editor", "admin"]
Scope = Literal["read", "write"]
ROLES: tuple[Role, ...] = ("reader", "editor", "admin")
SCOPES: tuple[Scope, ...] = ("read", "write")
# Two of them name whoever saved, as “name (token)”, in the 100 characters that the history keeps of it.
LONGEST_NAME = 40


# What a browser calls itself begins with the names of others; the first sign that is in it counts.
BROWSERS = (
    ("Firefox/", "Firefox"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


class User(Base):
    """Internal: who may log in, and as what. Accounts are disabled, never removed: the history names them."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('reader', 'editor', 'admin')", name="role_known"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The account's number.")
    name: Mapped[str] = mapped_column(
        String(LONGEST_NAME), doc="The name it logs in with, and has in the history."
    )
    name_key: Mapped[str] = mapped_column(
        String(200), unique=True, doc="The name without its capitals: no two accounts are called alike."
    )
    role: Mapped[Role] = mapped_column(String(10), doc="What the account may do.")
    password_hash: Mapped[str] = mapped_column(String(300), doc="Argon2id of the password, with its salt.")
    password_at: Mapped[When] = mapped_column(default=now, doc="When the password was set.")
    made_at: Mapped[When] = mapped_column(default=now, doc="When the account was made.")
    disabled_at: Mapped[When | None] = mapped_column(doc="When it was disabled; empty while it may log in.")


class LogIn(Base):
    """Internal: a browser that is logged in. The row ends with the session."""

    __tablename__ = "sessions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The session's number.")
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("users.id"), index=True, doc="Whose it is.")
    secret_sha256: Mapped[str] = mapped_column(
        String(64), unique=True, doc="SHA-256 of the random words in the browser's cookie."
    )
    made_at: Mapped[When] = mapped_column(default=now, doc="When it began.")
    seen_at: Mapped[When] = mapped_column(default=now, doc="When it was last used, to a quarter of an hour.")
    address: Mapped[str] = mapped_column(String(60), doc="The network address it began from.")
    browser: Mapped[str] = mapped_column(String(200), doc="What the browser calls itself.")

    @property
    def called(self) -> str:
        """The browser and the system in a few words, as far as it tells."""
        told = self.browser
        words = [next((word for sign, word in some if sign in told), "") for some in (BROWSERS, SYSTEMS)]
        return " on ".join(filter(None, words)) or told[:60] or "A browser that tells nothing of itself"


class Token(Base):
    """Internal: what a program shows in place of a password."""

    __tablename__ = "tokens"
    __table_args__ = (
        CheckConstraint("scope IN ('read', 'write')", name="scope_known"),
        UniqueConstraint("user_id", "name", name="uq_tokens_user_id_name"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The token's number.")
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("users.id"), doc="Whose it is.")
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), doc="What it is for, as the history has it.")
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True, doc="SHA-256 of the token.")
    scope: Mapped[Scope] = mapped_column(String(10), doc="Whether it may only read.")
    made_at: Mapped[When] = mapped_column(default=now, doc="When it was made.")
    expires_at: Mapped[When] = mapped_column(doc="When it ends.")
    used_at: Mapped[When | None] = mapped_column(doc="When it was last used, to a quarter of an hour.")
    revoked_at: Mapped[When | None] = mapped_column(doc="When it was revoked; empty while it stands.")


class Attempt(Base):
    """Internal: how often somebody failed to log in, by name, by network address, by both or by browser."""

    __tablename__ = "attempts"

    subject: Mapped[str] = mapped_column(
        String(80),
        primary_key=True,
        doc="The address, or SHA-256 of what else: some type passwords as names.",
    )
    failures: Mapped[int] = mapped_column(Integer, doc="How many there were in a row.")
    last_at: Mapped[When] = mapped_column(doc="When the last one was.")
    next_at: Mapped[When] = mapped_column(doc="Not before this moment is another one looked at.")


# By their names, for whatever must leave them out.
TABLES = tuple(table.__tablename__ for table in (User, LogIn, Token, Attempt))
