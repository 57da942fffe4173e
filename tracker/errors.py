"""What can go wrong, each with the HTTP status that says so and words a user can act on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


class TrackerError(Exception):
    """The root of every error the tracker raises on purpose; `status` is its HTTP status."""

    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(TrackerError):
    """Input that was not accepted; `fields` names each bad field and what to do about it."""

    status = 400

    def __init__(
        self,
        message: str,
        fields: Mapping[str, str] | None = None,
        candidates: Mapping[str, list[dict[str, Any]]] | None = None,
    ) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})
        self.candidates = dict(candidates or {})


class SignedOut(TrackerError):
    """A request by nobody: whoever asks has to log in first, or show a token that holds."""

    status = 401


class Forbidden(TrackerError):
    """A request that may not be made from where it came, or not by who made it."""

    status = 403


class NotFound(TrackerError):
    """Nothing lives at that address."""

    status = 404


class Stale(TrackerError):
    """A change made against a version that is no longer the newest.

    `yours` are the values that were sent, `theirs` the row as it stands now.
    """

    status = 409

    def __init__(self, message: str, yours: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.yours = dict(yours)
        self.theirs = dict(theirs)


class Slowed(TrackerError):
    """Too many attempts; another one is looked at after `seconds`."""

    status = 429

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class Unreachable(TrackerError):
    """A web address that may be asked for but did not give what was asked; the message says what to do
    instead.

    `answered` is the HTTP status that came, if one came; `retry_at` the moment before which the site asked
    not to be called again, if it did.
    """

    status = 422

    def __init__(
        self, message: str, *, answered: int | None = None, retry_at: datetime | None = None
    ) -> None:
        super().__init__(message)
        self.answered = answered
        self.retry_at = retry_at


class Unavailable(TrackerError):
    """The database cannot take the request now (read-only, full, locked, damaged, newer schema)."""

    status = 503
