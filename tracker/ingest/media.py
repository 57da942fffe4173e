"""What a file or a site's answer is, and reading it as that: a page, a PDF, a feed or a text."""

import re
from typing import TYPE_CHECKING, Literal

from tracker.errors import Refused
from tracker.ingest.apart import read_apart
from tracker.ingest.found import Found
from tracker.ingest.text import read_text

if TYPE_CHECKING:
    from tracker.ingest.door import Fetched

Medium = Literal["page", "pdf", "feed", "text"]

_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body|article|main|div|p)[\s>]", re.IGNORECASE)
_FEED = re.compile(rb"<(\w{1,20}:)?(rss|feed|rdf)[\s>]", re.IGNORECASE)
_PROLOGUE = {b"<?": b"?>", b"<!--": b"-->", b"<!D": b">", b"<!d": b">"}
_OTHER = {
    b"PK\x03\x04": "a Word, Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture, sound or film",
    b"ID3": "a sound",
    b"\x1f\x8b": "a compressed file",
    b"{\\rtf": "an RTF file",
}
_OTHER_TYPES = re.compile(
    r"(image|audio|video|font)/|application/(zip|msword|vnd\.|json|javascript)"
)


def medium(body: bytes, content_type: str = "", name: str = "") -> Medium:
    """What some bytes are, by what they begin with, then by their content type, then by their file name.

    Refused when they are something the tracker does not read.
    """
    start = body[:4096].removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in start[:1024]:
        return "pdf"
    other = next((words for mark, words in _OTHER.items() if start.startswith(mark)), None)
    if other:
        raise _refused(f"This is {other}.")
    root = _root(start)
    if _FEED.match(root):
        return "feed"
    if "html" in content_type or name.lower().endswith((".html", ".htm", ".xhtml")):
        return "page"
    if content_type == "application/pdf" or name.lower().endswith(".pdf"):
        return "pdf"
    if content_type.startswith("text/plain") or name.lower().endswith((".txt", ".md")):
        return "text"
    if _PAGE.match(root):
        return "page"
    if _OTHER_TYPES.match(content_type):
        raise _refused(f"This is neither a text nor a web page ({content_type}).")
    return "text"


def read_file(
    body: bytes,
    name: str = "",
    content_type: str = "",
    charset: str | None = None,
    address: str | None = None,
) -> Found:
    """Read an uploaded file, or what came from an address, as an article.

    Refused when it is no text, page or PDF, when it is a feed, and as their readers refuse.
    """
    kind = medium(body, content_type, name)
    if kind == "feed":
        raise _refused("This is a feed of many articles; add it under Feeds.")
    if kind == "text":
        return read_text(body, charset)
    return (
        read_apart("pdf", body)
        if kind == "pdf"
        else read_apart("page", body, charset=charset, address=address)
    )


def read_fetched(fetched: "Fetched") -> Found:
    """Read what the door fetched as an article; Refused like `read_file`."""
    return read_file(
        fetched.body,
        content_type=fetched.content_type,
        charset=fetched.charset,
        address=fetched.final_address,
    )


def _root(start: bytes) -> bytes:
    """What follows the declarations and comments in front of the first element."""
    rest = start.lstrip()
    while ends := [end for begin, end in _PROLOGUE.items() if rest.startswith(begin)]:
        rest = rest.partition(ends[0])[2].lstrip()
    return rest


def _refused(reason: str) -> Refused:
    return Refused(f"{reason} Give a link, a text, an HTML file or a PDF.", {"file": reason})
