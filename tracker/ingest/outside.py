"""From what lies outside, a link or a file, to what was read from it. Nothing is stored here."""

import re
from typing import TYPE_CHECKING

from tracker.errors import Refused
from tracker.ingest.apart import read_apart
from tracker.ingest.capture import NEEDED, Finding, finding, pasted
from tracker.ingest.found import Found
from tracker.ingest.text import decode, read_text

if TYPE_CHECKING:
    from tracker.ingest.door import Door

LINK = re.compile(r"https?://\S+", re.IGNORECASE)
PAGES = ("text/html", "application/xhtml+xml")
LARGEST_FILE = 15_000_000


def is_link(words: str) -> bool:
    """Whether what was pasted is a link and nothing else."""
    return LINK.fullmatch(words.strip()) is not None


def fetched(door: "Door", address: str, **given: str | None) -> Finding:
    """What stands at a link. Refused when it may not be called or cannot be read, Unreachable when it does
    not answer; a page that may be read by half only says so in `said`."""
    answer = door.fetch(address)
    found = read_body(answer.body, answer.content_type, answer.charset, answer.final_address)
    return finding(found, "fetched", address, **given)


def filed(body: bytes, address: str | None = None, **given: str | None) -> Finding:
    """What stands in a file: HTML, plain text or PDF, told by its first characters."""
    if not body.strip():
        raise Refused("One field needs attention.", {"what": NEEDED})
    if len(body) > LARGEST_FILE:
        limit = f"The file is too large: at most {LARGEST_FILE // 1_000_000} MB."
        raise Refused(limit, {"file": limit})
    return finding(read_body(body, "", None, address), "file", address, **given)


def given(words: str, door: "Door", address: str | None = None, **about: str | None) -> Finding:
    """What a link leads to, or what a text says: whichever was given."""
    if is_link(words):
        return fetched(door, words.strip(), **about)
    return pasted(words, address, "pasted", **about)


def read_body(body: bytes, content_type: str, charset: str | None, address: str | None) -> Found:
    """Read bytes as what they are: their own first characters say more than the type they were sent with."""
    if body[:1024].lstrip().startswith(b"%PDF-"):
        return read_apart("pdf", body)
    if content_type in PAGES or _is_page(body):
        return read_apart("page", body, charset=charset, address=address)
    if content_type and not content_type.startswith("text/") and content_type != "application/octet-stream":
        raise Refused(f"There is no article to read: {content_type} is neither a page, a text nor a PDF.")
    return read_text(body, charset)


def _is_page(body: bytes) -> bool:
    start = decode(body[:4096]).lstrip().lower()
    return (
        re.match(r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b", start, re.DOTALL)
        is not None
    )
