"""The accounts themselves: making, finding, disabling, passwords and roles."""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tracker.accounts.passwords import hashed
from tracker.accounts.tables import LONGEST_NAME, ROLES, LogIn, Role, Token, User
from tracker.errors import NotFound, Refused
from tracker.types import now

# Without brackets: what stands in them is the token that an account saved with.
NAME = re.compile(rf"\w[\w .@'’-]{{0,{LONGEST_NAME - 1}}}")
# Asked by every request: of the table, as an entity takes three times as long.
ANYBODY = select(User.__table__.c.id).limit(1)
# Whom the history knows as somebody else.
TAKEN = ("local", "nobody", "somebody", "tracker")


def any_account(session: Session) -> bool:
    """Whether there is an account, also a disabled one: from the first on, everybody has to log in."""
    return session.scalar(ANYBODY) is not None


def every(session: Session) -> Sequence[User]:
    """All accounts by name."""
    return session.scalars(select(User).order_by(User.name_key)).all()


def key_of(name: str) -> str:
    """What two names have in common that are the same name."""
    return unicodedata.normalize("NFKC", name).casefold().strip()[:200]


def called(session: Session, name: str) -> User | None:
    """The account of a name, in capitals or not."""
    return session.scalar(select(User).where(User.name_key == key_of(name)))


def known(session: Session, name: str) -> User:
    """The same; NotFound when there is none."""
    found = called(session, name)
    if found is None:
        raise NotFound(f"There is no account called {name[:LONGEST_NAME]}. `tracker users list` names them.")
    return found


def numbered(session: Session, number: int) -> User:
    """An account by its number; NotFound when there is none."""
    found = session.get(User, number)
    if found is None:
        raise NotFound(f"There is no account {number}.")
    return found


def add(session: Session, name: str, role: str, password: str) -> User:
    """Make an account. Refused names what is wrong with the name, the role or the password."""
    name = unicodedata.normalize("NFKC", " ".join(name.split()))
    if not NAME.fullmatch(name) or key_of(name) in TAKEN:
        words = f"1 to {LONGEST_NAME} letters, digits, spaces, dots, hyphens, apostrophes or @."
        raise Refused("The account needs another name.", {"name": words})
    if called(session, name):
        raise Refused("The name is taken.", {"name": "Another account is called so. Choose another name."})
    made = User(name=name, name_key=key_of(name), role=read_role(role), password_hash=_for(name, password))
    session.add(made)
    session.flush()
    return made


def read_role(role: str) -> Role:
    """A role by its word; Refused when it is none."""
    if role not in ROLES:
        raise Refused("There is no such role.", {"role": f"One of {', '.join(ROLES)}."})
    return role


def _for(name: str, password: str) -> str:
    """The hash of a password that is not the name over again."""
    if key_of(password).replace(" ", "") in {key_of(name).replace(" ", "") * times for times in (1, 2, 3)}:
        raise Refused("The password cannot be used.", {"password": "It is the name of the account."})
    return hashed(password)


def set_password(session: Session, user: User, password: str, revoke: bool = False) -> None:
    """Give an account a new password; whoever is logged in with it has to log in anew.

    revoke: all its tokens are revoked too.
    """
    user.password_hash, user.password_at = _for(user.name, password), now()
    session.execute(delete(LogIn).where(LogIn.user_id == user.id))
    if revoke:
        _revoke_tokens(session, user)


def _revoke_tokens(session: Session, user: User) -> None:
    session.execute(
        update(Token).where(Token.user_id == user.id, Token.revoked_at.is_(None)).values(revoked_at=now())
    )


def set_role(session: Session, user: User, role: str) -> None:
    """Give an account another role, from the next request on."""
    user.role = read_role(role)


def disable(session: Session, user: User) -> None:
    """Shut an account out at once: its sessions end and its tokens are revoked."""
    user.disabled_at = user.disabled_at or now()
    session.execute(delete(LogIn).where(LogIn.user_id == user.id))
    _revoke_tokens(session, user)


def enable(session: Session, user: User) -> None:
    """Let an account log in again. Its sessions and tokens stay what they were: ended."""
    user.disabled_at = None


def refuse_last_admin(session: Session, user: User) -> None:
    """Refuse to take the last admin away: nobody could undo that on a page."""
    others = select(func.count()).where(
        User.role == "admin", User.disabled_at.is_(None), User.id != user.id
    )
    if user.role == "admin" and user.disabled_at is None and not session.scalar(others):
        raise Refused(
            f"{user.name} is the only admin. Make somebody else one first, "
            "or use `tracker users` with `--anyway` on the machine of the tracker."
        )
