"""Answers that are kept as long as nobody changes the database, and sent smaller to whoever reads gzip.

A page that is asked for again is not made again. Its ETag is made of what is in it, so that a browser that
has it already is told so in a line, whichever process answers and whatever was saved elsewhere.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request
from flask import session as cookie

from tracker.web.site import actor, passing, version

# What only reads the database. The other pages hold a form's own token, or tell what is not in the database.
BLUEPRINTS = {"changed", "charts", "compare", "lists", "map", "matrix", "network", "search", "timeline"}
ENDPOINTS = {"api.rows", "api.row", "api.history", "records.record", "screens.home"}
# "5 minutes ago" and "today" are at most as much behind.
SECONDS = 60.0
SPACE = 8_000_000  # bytes, as they are kept
LARGEST = 400_000  # characters of one answer
WORTH_PACKING = 1_000
# One eighth of the size for 1 ms of work; the best level saves a fifth more and takes five times as long.
LEVEL = 1
PACKED = ("text/", "application/json", "application/atom+xml", "application/geo+json", "image/svg+xml")


@dataclass(frozen=True)
class Answer:
    """An answer as it is sent: its body may be packed."""

    body: bytes
    packed: bool
    tag: str
    headers: tuple[tuple[str, str], ...]
    until: float

    def response(self) -> Response:
        """The answer to the request at hand."""
        body, sent = self.body, list(self.headers)
        if self.packed and request.accept_encodings.quality("gzip") > 0:
            sent.append(("Content-Encoding", "gzip"))
        elif self.packed:
            body = gzip.decompress(body)
        answer = Response(body, headers=sent)
        answer.set_etag(self.tag, weak=True)
        if self.packed:
            answer.vary.add("Accept-Encoding")
        answer.make_conditional(request)
        return answer


class Kept:
    """The answers that one version of a database gave, those not asked for longest let go first."""

    def __init__(self) -> None:
        self._held = threading.Lock()
        self._version: object = None
        self._answers: OrderedDict[tuple[str, ...], Answer] = OrderedDict()
        self._size = 0

    def find(self, version: object, key: tuple[str, ...]) -> Answer | None:
        """The answer to the same request, when nothing was saved since."""
        with self._held:
            found = self._answers.get(key) if self._version == version else None
            if found is None or found.until < time.monotonic():
                return None
            self._answers.move_to_end(key)
            return found

    def forget(self) -> None:
        """Let go of all."""
        with self._held:
            self._forget(None)

    def _forget(self, version: object) -> None:
        self._answers.clear()
        self._version, self._size = version, 0

    def keep(self, version: object, key: tuple[str, ...], answer: Answer) -> None:
        """Keep an answer, and let go of what another version of the database gave."""
        with self._held:
            if self._version != version:
                self._forget(version)
            if before := self._answers.pop(key, None):
                self._size -= len(before.body)
            self._answers[key] = answer
            self._size += len(answer.body)
            while self._size > SPACE:
                self._size -= len(self._answers.popitem(last=False)[1].body)


def install(app: Flask) -> None:
    """Look for a kept answer when all guards have let a request pass, and keep what is made."""
    app.extensions["kept"] = Kept()
    app.before_request(look)
    app.after_request(keep)


def _kept() -> Kept:
    found: Kept = current_app.extensions["kept"]
    return found


def look() -> Response | None:
    """The kept answer to the request at hand; one with a message to show is made anew, and one that a browser
    was told to load anew."""
    known = request.blueprint in BLUEPRINTS or request.endpoint in ENDPOINTS
    if request.method not in ("GET", "HEAD") or not known or "_flashes" in cookie:
        return None
    # Byte by byte: a program may send é as it is, which is no è.
    asked = (actor(), g.visitor.scope, request.root_url, request.path, request.query_string.decode("latin-1"))
    g.kept_as = version(), asked
    found = None if request.cache_control.no_cache else _kept().find(*g.kept_as)
    return found.response() if found else None


def keep(response: Response) -> Response:
    """Pack an answer of some length, and keep it when it tells of the database alone."""
    whole = response.status_code == 200 and not response.is_streamed and "ETag" not in response.headers
    if not whole or request.method not in ("GET", "HEAD"):
        return response
    body = response.get_data()
    text = len(body) >= WORTH_PACKING and (response.mimetype or "").startswith(PACKED)
    if "kept_as" not in g and not text:
        return response
    headers = [(name, value) for name, value in response.headers if name != "Content-Length"]
    answer = Answer(
        gzip.compress(body, LEVEL, mtime=0) if text else body, text,
        hashlib.blake2b(body, digest_size=12).hexdigest(), tuple(headers), time.monotonic() + SECONDS,
    )  # fmt: skip
    if "kept_as" in g and len(body) <= LARGEST and not passing():
        at, key = g.kept_as
        _kept().keep(at, key, answer)
    return answer.response()
