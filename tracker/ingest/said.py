"""What a page says about itself: its meta elements, its linked data (schema.org in JSON-LD) and its visible
dates.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from tracker.ingest.byline import tomorrow, written_day
from tracker.ingest.found import Basis
from tracker.ingest.text import visible

_ARTICLES = re.compile(r"\w*(Article|Posting|Report|Post)")
_LARGEST_DATA = 500_000
_DATE_NAMES = """
article:published_time og:published_time og:article:published_time datepublished date publishdate pubdate
publish_date publish-date published_time published-date dc.date dc.date.issued dcterms.date dcterms.issued
dcterms.created sailthru.date parsely-pub-date cxenseparse:recs:publishtime article_date_original
article:published citation_publication_date citation_date release_date
""".split()
_DATE = re.compile(r"\s*((?:19|20)\d\d)[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """What the page's metadata says: `meta` by lower-case name (the first of each), `data` of the article
    itself.
    """

    meta: dict[str, str]
    data: dict[str, Any]

    def first(self, *names: str) -> str | None:
        """The first of these meta names that says anything."""
        return next((self.meta[name] for name in names if self.meta.get(name)), None)


def metadata(tree: HtmlElement) -> Said:
    """Collect the metadata of a parsed page."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(key, "").strip().lower()
            content = line(element.get("content"))
            if name and content:
                meta.setdefault(name, content)
    return Said(meta, _article_data(tree))


def line(value: object, longest: int = 300) -> str | None:
    """A value as one visible line of at most so many characters, or None when nothing is left."""
    if not isinstance(value, str):
        return None
    text = " ".join(visible(value)[0].split())
    text = re.sub("[\u202a-\u202e\u2066-\u2069]", "", text)
    return text if len(text) <= longest and text else (text[: longest - 1].rstrip() + "…" if text else None)


def _article_data(tree: HtmlElement) -> dict[str, Any]:
    """The first linked data about an article; empty when there is none that can be read."""
    for script in tree.iter("script"):
        if "ld+json" not in script.get("type", "") or len(script.text or "") > _LARGEST_DATA:
            continue
        try:
            found = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(found):
            if any(isinstance(kind, str) and _ARTICLES.fullmatch(kind) for kind in _many(thing.get("@type"))):
                return thing
    return {}


def _things(found: Any) -> Iterator[dict[str, Any]]:
    """The objects of linked data: itself, of a list, of an @graph, and what a page is mainly about."""
    for thing in _many(found):
        if isinstance(thing, dict):
            yield thing
            for inner in [*_many(thing.get("@graph")), thing.get("mainEntity")]:
                if isinstance(inner, dict):
                    yield inner


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def named(value: Any) -> str | None:
    """The names of an author or a publisher in linked data, which come in every shape."""
    names = [thing.get("name") if isinstance(thing, dict) else thing for thing in _many(value)[:10]]
    flat = [line(name) for many in names for name in _many(many)]
    return line(", ".join(dict.fromkeys(name for name in flat if name and not name.startswith("http"))))


def language(tree: HtmlElement, said: Said) -> str | None:
    """The language the page says it is in, as a code such as ko or pt-BR."""
    for value in (
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        said.data.get("inLanguage"),
        said.first("content-language", "og:locale", "language", "dc.language"),
    ):
        code = (line(value) or "").replace("_", "-")
        if _LANGUAGE.fullmatch(code):
            main, *rest = code.split("-")
            return "-".join([main.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])
    return None


def published(tree: HtmlElement, said: Said, address: str | None) -> tuple[str | None, Basis]:
    """The day of publication as the publisher writes it, and where it says so."""
    for value in (said.data.get("datePublished"), *(said.meta.get(name) for name in _DATE_NAMES)):
        if day := day_of(value):
            return day, "page_metadata"
    for element in islice(tree.iter("time"), 20):
        if day := day_of(element.get("datetime")):
            return day, "visible_byline"
    written = written_day(tree)
    if written and written <= tomorrow():
        return written.isoformat(), "visible_byline"
    day = day_of(_in_address(address or ""))
    return (day, "inferred") if day else (None, "unknown")


def _in_address(address: str) -> str:
    """The day that many sites write into their addresses; it only hints at that of publication."""
    match = re.search(r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)", address)
    return "-".join(match.groups()) if match else ""


def day_of(value: Any) -> str | None:
    """The day a timestamp begins with, as an ISO date; None when it is none, or lies in the future."""
    match = _DATE.match(value) if isinstance(value, str) else None
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
    return day.isoformat() if day and day <= tomorrow() else None
