"""RSS and Atom feeds: their newest items, as text."""

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree
from lxml.html import fragment_fromstring

from tracker.errors import Refused
from tracker.ingest.hidden import drop_hidden, shown_text
from tracker.ingest.said import day_of, line
from tracker.ingest.text import decode, visible
from tracker.public import LONGEST_ADDRESS, target

LARGEST_FEED = 15_000_000
MOST_ITEMS = 200
LONGEST_SUMMARY = 2_000

_ITEM = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]")
_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


@dataclass(frozen=True)
class Item:
    """One entry of a feed. `link` is absolute, `published` an ISO date (its basis is "feed"), `summary` plain
    text.
    """

    link: str
    title: str | None = None
    published: str | None = None
    summary: str | None = None


@dataclass(frozen=True)
class Feed:
    """What a feed holds: its items, newest first, and how many were left out because they were too many or
    had no link.

    `doubt` says in one sentence when the feed is damaged and items may be missing.
    """

    title: str | None
    items: list[Item]
    left_out: int = 0
    doubt: str | None = None


def read_feed(body: bytes, charset: str | None = None, address: str = "") -> Feed:
    """Read a feed that came from `address`; at most MOST_ITEMS items, the newest.

    Refused when it is no feed, is broken beyond reading, or is larger than LARGEST_FEED bytes.
    """
    if len(body) > LARGEST_FEED:
        raise _refused(f"The feed is larger than {LARGEST_FEED // 1_000_000} MB.")
    if body.startswith(_WIDE):
        body, charset = _DECLARATION.sub("", decode(body)).encode("utf-8", "replace"), None
    if not _FEED.search(body[:20_000]):
        raise _refused("This is not a feed.")
    kept, cut = _ends(body)
    found = feedparser.parse(
        BytesIO(kept),  # never a string: feedparser fetches one that looks like an address
        response_headers={"content-type": "application/xml" + (f"; charset={charset}" if charset else "")},
        sanitize_html=False,  # all of it becomes text here, in a hundredth of the time
        resolve_relative_uris=False,
    )
    if not found.entries and _damaged(found):
        raise _refused("This is not a feed, or it is broken.")
    entries = sorted(found.entries, key=_moment, reverse=True)
    items = [item for entry in entries if (item := _item(entry, address))]
    return Feed(
        title=line(_plain(found.feed.get("title"))),
        items=items[:MOST_ITEMS],
        left_out=cut + len(entries) - len(items[:MOST_ITEMS]),
        doubt="The feed is damaged; items may be missing." if _damaged(found) else None,
    )


def _ends(body: bytes) -> tuple[bytes, int]:
    """A long feed without its middle, and how many items that held: one of its two ends has the newest.

    feedparser takes half a second for a thousand items.
    """
    starts = [match.start() for match in _ITEM.finditer(body)]
    if len(starts) <= 2 * MOST_ITEMS:
        return body, 0
    return body[: starts[MOST_ITEMS]] + body[starts[-MOST_ITEMS] :], len(starts) - 2 * MOST_ITEMS


def _item(entry: Any, address: str) -> Item | None:
    """An entry as an item; None when it has no link that could be followed."""
    said = [one.strip() for one in (entry.get("link"), entry.get("id")) if isinstance(one, str)]
    link = next(filter(None, said), None)
    if link is None:
        return None  # nothing, joined to the feed's address, would be the feed
    try:
        absolute = urljoin(address, link)
        target(absolute)
    except (Refused, ValueError):
        return None
    return Item(
        link=absolute[:LONGEST_ADDRESS],
        title=line(_plain(entry.get("title"))),
        published=_day(entry.get("published")),
        summary=line(_plain(entry.get("summary")), LONGEST_SUMMARY),
    )


def _day(said: Any) -> str | None:
    """The day as the feed writes it, in the time zone it writes it in."""
    if not isinstance(said, str):
        return None
    try:
        return day_of(parsedate_to_datetime(said).date().isoformat())
    except (ValueError, OverflowError):
        return day_of(said)


def _moment(entry: Any) -> tuple[int, ...]:
    """When an entry was published or changed, for sorting; nothing sorts last."""
    # Past feedparser's own look-up, which gives the one for the other with a warning.
    said = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed") or ()
    return tuple(said)[:6]


def _plain(said: Any) -> str | None:
    """What HTML in a feed says, without tags, scripts and hidden parts."""
    if not isinstance(said, str) or not said.strip():
        return None
    if "<" not in said and "&" not in said:
        return said
    try:
        # Cut first: one item may be a whole book, and only its beginning is shown.
        root = fragment_fromstring(visible(said[: 10 * LONGEST_SUMMARY])[0], create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    for block in root.iter("p", "br", "li", "div"):
        block.tail = f" {block.tail or ''}"
    drop_hidden(root)
    return shown_text(root)


def _damaged(found: Any) -> bool:
    harmless = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    return bool(found.bozo) and not isinstance(found.get("bozo_exception"), harmless)


def _refused(reason: str) -> Refused:
    return Refused(reason, {"address": reason})
