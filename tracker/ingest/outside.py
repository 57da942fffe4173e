"""From what lies outside, a link or a file, to what was read from it. Nothing is stored here."""

import re
from typing import TYPE_CHECKING

from tracker.errors import Refused
from tracker.ingest.capture import NEEDED, Finding, finding, pasted
from tracker.ingest.media import read_fetched, read_file

if TYPE_CHECKING:
    from tracker.ingest.door import Door

LINK = re.compile(r"https?://\S+", re.IGNORECASE)
LARGEST_FILE = 15_000_000


def is_link(words: str) -> bool:
    """Whether what was pasted is a link and nothing else."""
    return LINK.fullmatch(words.strip()) is not None


def fetched(door: "Door", address: str, **given: str | None) -> Finding:
    """What stands at a link. Refused when it may not be called or cannot be read, Unreachable when it does
    not answer; a page that may be read by half only says so in `said`."""
    return finding(read_fetched(door.fetch(address)), "fetched", address, **given)


def filed(body: bytes, address: str | None = None, **given: str | None) -> Finding:
    """What stands in a file: HTML, plain text or PDF, told by its first characters."""
    if not body.strip():
        raise Refused("One field needs attention.", {"what": NEEDED})
    if len(body) > LARGEST_FILE:
        limit = f"The file is too large: at most {LARGEST_FILE // 1_000_000} MB."
        raise Refused(limit, {"file": limit})
    return finding(read_file(body, address=address), "file", address, **given)


def given(words: str, door: "Door", address: str | None = None, **about: str | None) -> Finding:
    """What a link leads to, or what a text says: whichever was given."""
    if is_link(words):
        return fetched(door, words.strip(), **about)
    return pasted(words, address, "pasted", **about)
