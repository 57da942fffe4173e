"""Passwords: what one must be, and Argon2id, which makes each guess cost 64 MiB and a sixth of a second."""

import unicodedata
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from tracker.characters import INVISIBLE, UNSTORABLE
from tracker.errors import Refused

# Imported where it works: most commands know no passwords.
if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 1_000
COST = (3, 65_536, 4)  # rounds, KiB, lanes
# Whoever sends a hundred log-ins at once waits, and takes no more memory than two.
_at_once = BoundedSemaphore(2)


def hashed(password: str) -> str:
    """The hash to keep of a new password; Refused says what it lacks."""
    if not SHORTEST <= len(password) <= LONGEST:
        words = f"{SHORTEST} characters or more; four or five words that nobody would guess do well."
        raise Refused("The password is too short or too long.", {"password": words})
    if INVISIBLE.search(password) or UNSTORABLE.search(password) or len(set(password)) < 5:
        words = "At least five different characters, none of them invisible."
        raise Refused("The password cannot be used.", {"password": words})
    return rehashed(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether a password is the one hashed. Without a hash it is not, which takes just as long to say."""
    from argon2.exceptions import InvalidHashError, VerificationError

    given = _composed(password[: LONGEST + 1])
    with _at_once:
        if password_hash is None:
            _hasher().hash(given)
            return False
        try:
            return _hasher().verify(password_hash, given)
        except (VerificationError, InvalidHashError):
            return False


def outdated(password_hash: str) -> bool:
    """Whether a hash was made at another cost than today's."""
    return _hasher().check_needs_rehash(password_hash)


def rehashed(password: str) -> str:
    """The hash of a password that was accepted before, whatever is asked of new ones."""
    with _at_once:
        return _hasher().hash(_composed(password))


def _composed(password: str) -> str:
    """One spelling of what looks the same: keyboards differ in how they send ü."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())


def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    rounds, memory, lanes = COST
    return PasswordHasher(rounds, memory, lanes)
