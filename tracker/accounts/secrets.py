"""Secrets that the tracker makes: 256 random bits each, of which only the hash is kept.

A plain SHA-256 is enough for them: unlike a password none can be guessed.
"""

import hashlib
import secrets


def fresh() -> str:
    """A new secret, of letters, digits, - and _."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
