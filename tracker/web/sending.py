"""Files to take away, sent while they are made, and so that the other pages stay quick."""

import threading
from collections.abc import Generator, Iterable
from itertools import chain

from flask import Response

from tracker.queries.typed import Busy

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
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.call_on_close(chunks.close)
    return answer


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
