"""A web page into an article: its text, its headline, and what it says about itself."""

import re
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from tracker.errors import Refused
from tracker.ingest.address import own_canonical
from tracker.ingest.found import LONGEST_TEXT, Found
from tracker.ingest.halfread import doubt
from tracker.ingest.hidden import drop_hidden, shown_text
from tracker.ingest.said import Said, language, line, metadata, named, published
from tracker.ingest.text import decode, tidy, visible

LARGEST_PAGE = 8_000_000
MOST_ELEMENTS = 60_000
DEEPEST = 200  # libxml2 drops without a word what lies deeper than 255
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_BY = re.compile(r"^(by|von|par|por|di|作者[:：]?|記者[:：]?)\s+", re.IGNORECASE)


def read_page(body: bytes, charset: str | None = None, address: str | None = None) -> Found:
    """Read an HTML page. `charset` is what the HTTP header says, `address` where the page came from.

    A page without text gives an empty text, and its `doubt` says why. Refused when the page is larger than
    LARGEST_PAGE bytes, or has more or deeper elements than any article. It bounds what it can, but not its
    time: `tracker.ingest.apart` does that.
    """
    tree = _parsed(body, charset)
    said = metadata(tree)
    spoken, (day, basis) = language(tree, said), published(tree, said, address)
    scripts = sum(1 for _ in tree.iter("script"))
    hidden = drop_hidden(tree)
    # Counted here: trafilatura drops some of these without a word.
    seen, unseen = visible(shown_text(tree))
    article = _article(tree, address)
    text = tidy(visible(article.get("text") or "")[0])[:LONGEST_TEXT]
    return Found(
        text=text,
        title=_title(tree, said, article),
        byline=_byline(said, article),
        publisher=_publisher(said, article, address),
        language=spoken,
        published=day,
        published_basis=basis,
        canonical=_canonical(tree, address),
        hidden=hidden + unseen,
        doubt=doubt(
            text,
            tidy(seen),
            free=str(said.data.get("isAccessibleForFree", True)).lower() != "false",
            scripts=scripts,
            closed=b"</html" in body[-5000:].lower() or b"</body" in body[-5000:].lower(),
        ),
    )


def _parsed(body: bytes, charset: str | None) -> HtmlElement:
    if len(body) > LARGEST_PAGE:
        raise Refused(f"The page is larger than {LARGEST_PAGE // 1_000_000} MB. Paste the text instead.")
    inside = _META_CHARSET.search(body[:4096])
    text = decode(body, charset or (inside.group(1).decode() if inside else None)).replace("\x00", "")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise Refused("There is no text on the page. Paste the text instead.") from None
    depth = deepest = count = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end"), tag="*"):
        depth += 1 if event == "start" else -1
        deepest, count = max(deepest, depth), count + 1
    if deepest > DEEPEST or count > 2 * MOST_ELEMENTS:
        raise Refused("The page is built in a way that no article is. Paste the text instead.")
    return tree


def _article(tree: HtmlElement, address: str | None) -> dict[str, Any]:
    """What trafilatura takes for the article and its metadata; empty when it finds none."""
    from trafilatura import bare_extraction  # loads in 0.3 s, needed only where a page is read
    from trafilatura.settings import Document

    found = bare_extraction(
        tree,
        url=address,
        favor_precision=True,
        include_comments=False,
        with_metadata=True,
        # The day is found by us; an extensive search loads a parser of dates for 5 s and guesses.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    return found.as_dict() if isinstance(found, Document) else {}


def _title(tree: HtmlElement, said: Said, article: dict[str, Any]) -> str | None:
    """The headline as it stands on the page: the h1 with most words of what the metadata calls it."""
    element = tree.find(".//title")
    called = [
        line(said.data.get("headline")),
        said.first("og:title", "twitter:title", "headline"),
        line(element.text if element is not None else None),
        line(article.get("title")),
    ]
    words = {word for name in called if name for word in _words(name)}
    headlines = [text for h1 in tree.iter("h1") if (text := line(h1.text_content()))]
    best = max(headlines, key=lambda text: len(_words(text) & words), default=None)
    shared = len(_words(best) & words) if best else 0
    if best and (shared > len(_words(best)) // 2 or (len(headlines) == 1 and " " in best)):
        return best
    return next((name for name in called if name), best)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _byline(said: Said, article: dict[str, Any]) -> str | None:
    for value in (
        named(said.data.get("author")),
        said.first("author", "article:author", "dc.creator", "parsely-author", "byl", "sailthru.author"),
        line(article.get("author")),
    ):
        if value and not re.match(r"https?:|www\.|@", value):
            return _BY.sub("", value).replace("; ", ", ")
    return None


def _publisher(said: Said, article: dict[str, Any], address: str | None) -> str | None:
    host = (urlsplit(address).hostname or "") if address else ""
    return (
        named(said.data.get("publisher"))
        or said.first(
            "og:site_name", "application-name", "publisher", "dc.publisher", "article:publisher_name"
        )
        or line(article.get("sitename"))
        or line(host.removeprefix("www."))
    )


def _canonical(tree: HtmlElement, address: str | None) -> str | None:
    if not address:
        return None
    links = tree.xpath("//link[translate(@rel, 'CANONIL', 'canonil')='canonical']/@href")
    return own_canonical(address, links[0]) if links else None
