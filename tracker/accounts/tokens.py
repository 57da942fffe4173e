"""Tokens: what programs show in place of a password, for a time, to read or to write as their owner may."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from tracker.accounts.people import NAME
from tracker.accounts.secrets import digest, fresh
from tracker.accounts.tables import LONGEST_NAME, SCOPES, Token, User
from tracker.errors import NotFound, Refused
from tracker.types import now

BEGINS = "tracker_"  # so that whoever finds one in a file knows what it opens
DAYS, MOST_DAYS = 90, 366
MOST = 50


def add(session: Session, user: User, name: str, scope: str, days: int) -> str:
    """Make a token for an account; returns it: it is told this once. Refused names what is wrong."""
    name = " ".join(name.split())
    if not NAME.fullmatch(name):
        words = f"1 to {LONGEST_NAME} letters, digits, spaces, dots, hyphens, apostrophes or @."
        raise Refused("The token needs a name that says what it is for.", {"name": words})
    if session.scalar(select(Token.id).where(Token.user_id == user.id, Token.name == name)):
        words = "Another token of this account is or was called so. Choose another name."
        raise Refused("The name is taken.", {"name": words})
    if scope not in SCOPES or (scope == "write" and user.role == "reader"):
        raise Refused("The token cannot have that scope.", {"scope": "read, or write for who may write."})
    if not 0 < days <= MOST_DAYS:
        raise Refused("The token must end.", {"days": f"A number of days from 1 to {MOST_DAYS}."})
    if user.disabled_at is not None:
        raise Refused(f"{user.name} is disabled.")
    if sum(standing(token) for token in of(session, user.id)) >= MOST:
        raise Refused(f"The account has {MOST} tokens. Revoke those that are not used.")
    secret = BEGINS + fresh()
    ends = now() + timedelta(days=days)
    session.add(Token(user_id=user.id, name=name, scope=scope, secret_sha256=digest(secret), expires_at=ends))
    session.flush()
    return secret


def standing(token: Token) -> bool:
    """Whether a token still opens anything."""
    return token.revoked_at is None and token.expires_at > now()


def find(session: Session, secret: str) -> tuple[Token, User] | None:
    """The token that was shown, and whose it is; None when it is none, or none any more."""
    query = select(Token, User).join(User, User.id == Token.user_id)
    found = session.execute(
        query.where(
            Token.secret_sha256 == digest(secret), Token.revoked_at.is_(None), Token.expires_at > now(),
            User.disabled_at.is_(None),
        )
    ).first()  # fmt: skip
    return (found[0], found[1]) if found else None


def of(session: Session, user_id: int) -> Sequence[Token]:
    """The tokens of an account, the newest first, ended ones with them."""
    return session.scalars(select(Token).where(Token.user_id == user_id).order_by(Token.id.desc())).all()


def every(session: Session) -> Sequence[Row[Token, User]]:
    """All tokens with whose they are, by the names of both."""
    query = select(Token, User).join(User, User.id == Token.user_id).order_by(User.name_key, Token.name)
    return session.execute(query).all()


def used(session: Session, number: int) -> None:
    """Note that a token was used now."""
    session.execute(update(Token).where(Token.id == number).values(used_at=now()))


def revoke(session: Session, number: int, user_id: int | None = None) -> Token:
    """End a token, of a certain account when one is given; NotFound when there is none."""
    found = session.get(Token, number)
    if found is None or (user_id is not None and found.user_id != user_id):
        raise NotFound(f"There is no token {number}.")
    found.revoked_at = found.revoked_at or now()
    return found
