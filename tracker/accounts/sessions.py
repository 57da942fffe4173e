"""The sessions of browsers: begun at log-in, ended by a click, by time, or with the password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from tracker.accounts.secrets import digest, fresh
from tracker.accounts.tables import LogIn, User
from tracker.types import now

# How exactly it is kept when somebody was last here: a page that is read seldom writes.
STEP = timedelta(minutes=15)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: unused, and in all."""

    idle: timedelta
    longest: timedelta


def begin(session: Session, user: User, address: str, browser: str, limits: Limits) -> str:
    """Begin a session and clear away the ended ones; returns the secret for the browser's cookie."""
    ended = or_(LogIn.seen_at < now() - limits.idle, LogIn.made_at < now() - limits.longest)
    session.execute(delete(LogIn).where(ended))
    secret = fresh()
    seen = "".join(sign if sign.isprintable() else " " for sign in browser)
    session.add(
        LogIn(user_id=user.id, secret_sha256=digest(secret), address=address[:60], browser=seen[:200])
    )
    session.flush()
    return secret


def find(session: Session, secret: str, limits: Limits) -> tuple[LogIn, User] | None:
    """The session that a secret opens, and whose it is; None when it ended."""
    found = session.execute(
        select(LogIn, User)
        .join(User, User.id == LogIn.user_id)
        .where(
            LogIn.secret_sha256 == digest(secret),
            LogIn.seen_at >= now() - limits.idle,
            LogIn.made_at >= now() - limits.longest,
            User.disabled_at.is_(None),
        )
    ).first()
    return (found[0], found[1]) if found else None


def of(session: Session, user_id: int) -> Sequence[LogIn]:
    """The sessions of an account, those used last first."""
    query = select(LogIn).where(LogIn.user_id == user_id).order_by(LogIn.seen_at.desc(), LogIn.id.desc())
    return session.scalars(query).all()


def saw(session: Session, number: int) -> None:
    """Note that a session was used now."""
    session.execute(update(LogIn).where(LogIn.id == number).values(seen_at=now()))


def end(session: Session, user_id: int, number: int) -> None:
    """End a session of an account; one that ended already stays so."""
    session.execute(delete(LogIn).where(LogIn.id == number, LogIn.user_id == user_id))


def end_others(session: Session, user_id: int, but: int) -> None:
    """End all sessions of an account but one."""
    session.execute(delete(LogIn).where(LogIn.user_id == user_id, LogIn.id != but))


def end_secret(session: Session, secret: str) -> None:
    """End the session that a cookie opens."""
    session.execute(delete(LogIn).where(LogIn.secret_sha256 == digest(secret)))
