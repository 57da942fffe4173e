"""Files to take away, sent while they are made, and so that the other pages stay quick."""

import threading
from collections.abc import Generator, Iterable
from itertools import chain
from urllib.parse import urlencode

from flask import Response, request

from tracker.exchange.tables import MEDIA
from tracker.queries.filters import CITATION
from tracker.queries.typed import Busy
from tracker.web.site import site_root

TABLES = tuple(MEDIA[ending].partition(";")[0] for ending in ("csv", "jsonl", "xlsx"))

# Where on a page one stands, and how it is shown; a file holds all of it.
PLACES = ("_next", "_size", CITATION, "_page", "_columns", "page", "stay")
# What is held at once, made before the answer begins; a file of more is sent in turn.
SMALL = 256_000
MOST_AT_ONCE = 2
# Whoever reads slowly holds one of a process's four threads for as long.
_TURNS = threading.BoundedSemaphore(MOST_AT_ONCE)


def streamed(chunks: Generator[bytes, None, None], name: str, mimetype: str) -> Response:
    """A file that is sent while it is made; whoever leaves half-way ends the making.

    Its beginning is made before the answer begins, so that a wrong argument is still refused with 400. Busy
    when it is large and as many large ones as may be are being sent already.
    """
    begun, size = list[bytes](), 0
    for chunk in chunks:
        begun.append(chunk)
        size += len(chunk)
        if size > SMALL:
            break
    whole = chain(begun, chunks)
    answer = Response(_in_turn(whole, chunks) if size > SMALL else whole, mimetype=mimetype)
    answer.call_on_close(chunks.close)
    return _attached(answer, name)


def download(content: bytes, media: str, name: str) -> Response:
    """A file to keep that is small enough to be made at once."""
    return _attached(Response(content, mimetype=media), name)


def _attached(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    if answer.mimetype in TABLES:
        # A table of values has no place for where it is from.
        answer.headers["Link"] = f'<{page_of_file()}>; rel="canonical"; type="text/html"'
    return answer


def page_of_file() -> str:
    """The address of the page that a file is of: what to cite, on the day that it looks back to as well."""
    asked = [pair for pair in request.args.items(multi=True) if pair[0] not in PLACES and pair[1]]
    path = request.path.rpartition(".")[0] + ("/" if "kind" in (request.view_args or {}) else "")
    return f"{site_root()}{path}?{urlencode(asked)}" if asked else f"{site_root()}{path}"


def _in_turn(whole: Iterable[bytes], chunks: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    """The file, while its turn is held: until all of it is read, or whoever reads it leaves."""
    if not _TURNS.acquire(blocking=False):
        chunks.close()
        raise Busy("As many large files as may be are being sent. Wait until one is done and ask again.")
    held = _held(whole)
    next(held)  # begun, it gives its turn back however it ends
    return held


def _held(whole: Iterable[bytes]) -> Generator[bytes, None, None]:
    try:
        yield b""
        yield from whole
    finally:
        _TURNS.release()
