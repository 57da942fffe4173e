"""Reading what strangers wrote in a process of its own, with a limit on time and on memory.

lxml takes 13 s for an element with 100,000 attributes, trafilatura 18 s for as many paragraphs, and a PDF can
be a loop. A thread cannot be stopped; a process can. It costs 0.25 s. Drafting from a long text takes seconds
of the processor, which a thread of the server would take from everybody else's pages.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from dataclasses import asdict
from datetime import date
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from tracker.errors import Refused
from tracker.ingest.found import Found

if TYPE_CHECKING:
    from tracker.ingest.feeds import Feed
    from tracker.ingest.reader import Name

log = logging.getLogger(__name__)

SECONDS = 10.0
MEMORY = 1_500_000_000
_TOO_LONG = "It takes too long to read. Paste the text instead."
_TOO_MUCH = "It takes too long to draft facts from all of it. Give a part of the text."
_BROKEN = "It is built in a way that cannot be read. Paste the text instead."
DRAFTING = 120.0
_AT_ONCE = BoundedSemaphore(2)
_DRAFTS_AT_ONCE = BoundedSemaphore(1)


def read_apart(kind: str, body: bytes, *, seconds: float = SECONDS, **said: str | None) -> Found:
    """Read a "page" or a "pdf" in a process of its own; `said` is passed on to `read_page` or `read_pdf`.

    Refused as its reader refuses, and when reading takes too long or too much memory.
    """
    return Found(**_run(kind, body, seconds, said))


def feed_apart(body: bytes, *, seconds: float = SECONDS, **said: str | None) -> "Feed":
    """Read a feed in a process of its own; `said` is passed on to `read_feed`. Refused like `read_apart`."""
    from tracker.ingest.feeds import Feed, Item

    found = _run("feed", body, seconds, said)
    return Feed(**found | {"items": [Item(**item) for item in found["items"]]})


def draft_apart(
    text: str,
    names: Iterable[tuple[str, "Name"]],
    published: date | None = None,
    language: str | None = None,
    *,
    seconds: float = DRAFTING,
) -> tuple[dict[str, Any], str | None]:
    """Draft from a text in a process of its own: the drafts as JSON, and the text's language.

    names: those on record, beside what the reader knows by itself. Refused when it takes too long.
    """
    body = json.dumps({"text": text, "names": list(names)}).encode()
    said = {"published": published.isoformat() if published else None, "language": language}
    with _DRAFTS_AT_ONCE:
        found = _run("draft", body, seconds, said)
    return found["facts"], found["language"]


def _run(kind: str, body: bytes, seconds: float, said: dict[str, str | None]) -> dict[str, Any]:
    order = json.dumps({"kind": kind, "seconds": seconds, "said": said}).encode() + b"\n"
    # Our own module; what strangers wrote goes in by a pipe and never into the command.
    command = [sys.executable, "-I", "-m", __name__]
    too_long = _TOO_MUCH if kind == "draft" else _TOO_LONG
    with nullcontext() if kind == "draft" else _AT_ONCE:
        try:
            done = subprocess.run(command, input=order + body, capture_output=True, timeout=seconds)  # noqa: PLW1510, S603
        except subprocess.TimeoutExpired:
            raise _refused(too_long) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        words = done.stderr[-2000:].decode(errors="replace")
        log.warning("Reading a %s ended with %s: %s", kind, done.returncode, words)
        raise _refused(too_long if done.returncode < 0 else _BROKEN) from None
    if "refused" in answer:
        raise Refused(answer["refused"], answer["fields"])
    found: dict[str, Any] = answer["found"]
    return found


def _refused(message: str) -> Refused:
    return Refused(message, {"file": message})


def _limit(seconds: float) -> None:
    """Have the system end this process when it runs wild; without such limits the parent ends it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Read an order and a body from standard input, and write what was found to standard output."""
    order = json.loads(sys.stdin.buffer.readline())
    _limit(order["seconds"])
    body = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"found": _read(order["kind"], body, order["said"])}
    except Refused as refused:
        answer = {"refused": refused.message, "fields": refused.fields}
    except MemoryError:
        answer = {"refused": _TOO_LONG, "fields": {}}
    sys.stdout.write(json.dumps(answer))


def _read(kind: str, body: bytes, said: dict[str, Any]) -> dict[str, Any]:
    if kind == "draft":
        return _drafted(json.loads(body), **said)
    return asdict(_opened(kind, body, said))


def _drafted(given: dict[str, Any], published: str | None, language: str | None) -> dict[str, Any]:
    from tracker.ingest.reader import Name, default_names, draft

    known = default_names().recording((written, Name(*stands_for)) for written, stands_for in given["names"])
    day = date.fromisoformat(published) if published else None
    found = draft(given["text"], published=day, language=language, known=known)
    return {"facts": found.as_json(), "language": found.language}


def _opened(kind: str, body: bytes, said: dict[str, Any]) -> "Found | Feed":
    # Each reader loads large libraries; a process needs only its own.
    if kind == "pdf":
        from tracker.ingest.pdf import read_pdf

        return read_pdf(body, **said)
    if kind == "feed":
        from tracker.ingest.feeds import read_feed

        return read_feed(body, **said)
    from tracker.ingest.page import read_page

    return read_page(body, **said)


if __name__ == "__main__":
    main()
