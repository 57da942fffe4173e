"""What every view needs: the database, the settings, who is asking, and whether JSON or a page is wanted."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from flask import Flask, current_app, g, request
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.db import Watch, transaction
from tracker.errors import Refused, SignedOut, TrackerError
from tracker.history import KNOWN_ON, Door, Known, Revision, known_of
from tracker.past import read_moment, reading_on
from tracker.web.access import Visitor
from tracker.web.gauges import Gauges
from tracker.writing import Edit

LONGEST_REASON = 500
LONGEST_TOKEN = 100
LONGEST_ADDRESS = 18_000
ON_SITE = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


@dataclass(frozen=True)
class Site:
    """The parts of the application that views use."""

    engine: Engine
    settings: Settings
    watch: Watch
    gauges: Gauges = field(default_factory=Gauges)


def install(app: Flask, site: Site) -> None:
    """Give an application its site."""
    app.extensions["tracker"] = site


def site() -> Site:
    """The site of the application that answers."""
    found: Site = current_app.extensions["tracker"]
    return found


def site_root() -> str:
    """The address in front of links that are read elsewhere, without a slash at the end."""
    return site().settings.root.rstrip("/") or request.url_root.rstrip("/")


def session() -> Session:
    """The request's reading session: one moment of the database for the whole page."""
    if "reading" not in g:
        g.reading_from = opened()
        g.reading = g.reading_from.__enter__()
    found: Session = g.reading
    return found


def version(reading: Callable[[], Session] = session) -> object:
    """The version of the database that the request reads, or one before it; `reading` gives a session of it
    where that is needed to tell."""
    if "version" not in g:
        g.version = site().watch.version(reading)
    return g.version


def opened() -> AbstractContextManager[Session]:
    """A reading session for an answer that outlives the request's own: at the moment that is asked for."""
    asked = request.args.getlist(KNOWN_ON)
    if len(asked) > 1:
        raise Refused("The day was not understood.", {KNOWN_ON: "Give one day, or none for today."})
    return reading_on(site().engine, read_moment(asked[0]) if any(asked) else None)


def past() -> Known | None:
    """The moment that the request looks back to, if it does."""
    return known_of(session()) if request.args.get(KNOWN_ON) else None


def close(error: BaseException | None = None) -> None:
    """End the request's reading session."""
    opened = g.pop("reading_from", None)
    g.pop("reading", None)
    if opened is not None:
        opened.__exit__(None, None, None)


class SavedAlready(TrackerError):
    """What was sent with this token is saved: `revision` is the save."""

    status = 409

    def __init__(self, revision: int) -> None:
        super().__init__("This was saved already.")
        self.revision = revision


@contextmanager
def editing(door: Door, reason: str | None = None, token: str | None = None) -> Iterator[Edit]:
    """One save: a short writing transaction with its revision, finished when the block ends well.

    Raises SavedAlready before the block when the token was saved with, also by a request that was sent at
    the same moment.
    """
    _check_about(reason, token)
    close()
    try:
        with transaction(site().engine) as writing:
            if token:
                _once(writing, token)
            edit = Edit(writing, actor=actor(), door=door, reason=reason or None, token=token or None)
            yield edit
            edit.finish()
    except IntegrityError as error:
        if not _collided(error):
            raise
        raise Refused("Somebody saved the same name or code at this very moment. Save again.") from error


def _check_about(reason: str | None, token: str | None) -> None:
    if reason and (len(reason) > LONGEST_REASON or "\0" in reason):
        raise Refused("The reason is too long.", {"_reason": f"At most {LONGEST_REASON} characters."})
    if token and (len(token) > LONGEST_TOKEN or not token.isascii() or not token.isprintable()):
        raise Refused("The form's own token is not one that this tracker gave out. Open the form again.")


def form_token() -> str | None:
    """What names this form and all typed in it: sent twice it is saved once, changed it is another."""
    once = request.form.get("_once", "")
    typed = sorted(
        (name, value) for name, value in request.form.items(multi=True) if name[-11:] != ".understood"
    )
    return f"{once[:40]}.{_digest(repr(typed))}" if once else None


def key_token(key: str, body: bytes) -> str:
    """What names a program's request: by its own key, as one of its account's, and what it asked for."""
    asking: Visitor | None = g.get("visitor")
    whose = asking.user_id if asking else None
    return f"key.{_digest(repr((whose, key)))}.{_digest(repr((request.method, request.path, body)))}"


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _once(writing: Session, token: str) -> None:
    """Let only the first of the requests with one token pass; writers come one after the other.

    A program that names two different requests alike would take the answer of the one for the other's.
    """
    if token.startswith("key."):
        alike = Revision.token.startswith(token.rpartition(".")[0] + ".", autoescape=True)
        other = select(Revision.id).where(alike, Revision.token != token).limit(1)
        if writing.scalar(other) is not None:
            words = "Was used for another request. Give every request a key of its own."
            raise Refused("The key of this request is taken.", {"Idempotency-Key": words})
    saved = writing.scalar(select(Revision.id).where(Revision.token == token))
    if saved is not None:
        raise SavedAlready(saved)


def _collided(error: IntegrityError) -> bool:
    """Whether two saves met on a value that only one may have; anything else is a fault of ours."""
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint" in str(error.orig)


def actor() -> str:
    """Who is asking; SignedOut when that is nobody, or not told yet."""
    asking: Visitor | None = g.get("visitor")
    if asking is None:
        raise SignedOut("Log in first.")
    return asking.actor


def only_now() -> None:
    """Say that the answer tells of this moment: asked for again, it is made again."""
    g.only_now = True


def passing() -> bool:
    """Whether that was said."""
    return "only_now" in g


def back() -> str:
    """Where to go after saving: an address on this site, or nothing."""
    return on_site(request.values.get("_back", ""))


def on_site(wanted: str) -> str:
    """An address that was asked for when it is one on this site, or nothing.

    Browsers read a backslash as a slash and pass over tabs and line ends, so "/\\t/evil" leaves.
    """
    return wanted if len(wanted) <= LONGEST_ADDRESS and ON_SITE.fullmatch(wanted) else ""


def wants_json() -> bool:
    """Whether the answer is for a program."""
    return request.path.startswith("/api/") or request.path.endswith(
        (".json", ".jsonl", ".csv", ".xlsx", ".geojson", ".graphml")
    )


def arguments() -> list[tuple[str, str]]:
    """The arguments of the address, in order, repeated ones kept; but for the day it looks back to, which
    the session stands for."""
    return [pair for pair in request.args.items(multi=True) if pair[0] != KNOWN_ON]
