"""From a link, a text or a file to an article with its stored text and drafts, looked up for twins first.

Reading comes before storing: what is fetched and drafted outside is stored in one short save, so that
whatever ends the program leaves either nothing or all of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tracker.characters import INVISIBLE
from tracker.dates import parse_date
from tracker.drafts import CaptureNote, FeedItem, SketchMark
from tracker.errors import Refused
from tracker.ingest.address import canonical
from tracker.ingest.alike import COPY, keys, likeness, packed, same_text, sketch, unpacked
from tracker.ingest.found import Found
from tracker.ingest.proposals import RULES, Proposal, keep, proposals
from tracker.ingest.text import read_text, refuse_controls
from tracker.lookup import Candidate, Lookup
from tracker.records.source import Article, Capture, Publisher
from tracker.writing import Edit
from tracker.writing.citing import newest_capture

LONGEST_LINE = 300
LONGEST_TITLE = 160
LONG = 100_000  # characters: from there on drafting takes seconds, and a process of its own
COMPARED = 200  # texts that share a mark with a new one: of boilerplate there may be any number
LINKS_READ = "Only links that start with http:// or https:// are read. Give such a link, or the text itself."
# One word with a scheme of its own; a scheme that runs scripts, whatever follows on its line.
OTHER_LINK = re.compile(
    r"(?!https?://)(?:[a-z][a-z0-9+.-]{1,20}://|(?:about|blob|chrome|data|file|ftp|mailto|sms|tel|urn|view-source):)\S*"
    r"|(?:java|vb)script:.*",
    re.IGNORECASE,
)
NEEDED = "Paste a link or the text of an article, or choose a file."


@dataclass(frozen=True)
class Finding:
    """What was read from outside, before anything is stored: its text and what is said about it.

    `how` is pasted, file, fetched, feed or api; `published` the words of a date; `said` what reading it came
    to, in sentences for the reviewer; `doubted`: it may not be the whole article; `publisher_given`: whoever
    adds it says who publishes it, and not only its page.
    """

    text: str
    how: str = "pasted"
    title: str | None = None
    address: str | None = None
    canonical: str | None = None
    publisher: str | None = None
    byline: str | None = None
    language: str | None = None
    published: str | None = None
    published_basis: str = "unknown"
    said: tuple[str, ...] = ()
    doubted: bool = False
    publisher_given: bool = False


def finding(found: Found, how: str, address: str | None = None, **given: str | None) -> Finding:
    """What a page, file or text gave, as it can be stored; what is `given` by a person or program wins.

    given: title, byline, publisher, language, published. Refused when the address is none.
    """
    given = {name: words for name, value in given.items() if (words := _line(value))}
    published, basis = _published(given.get("published"), found)
    said = [found.doubt] if found.doubt else []
    if found.hidden:
        some = "One character" if found.hidden == 1 else f"{found.hidden:,} characters"
        said.append(f"{some} that readers cannot see {'was' if found.hidden == 1 else 'were'} left out.")
    address = (address or "").strip() or None
    return Finding(
        text=found.text, how=how, address=address,
        title=given.get("title") or _line(found.title) or _headline(found.text),
        canonical=found.canonical or (canonical(address) if address else None),
        publisher=given.get("publisher") or _line(found.publisher),
        byline=given.get("byline") or _line(found.byline),
        language=given.get("language") or found.language,
        published=published, published_basis=basis, said=tuple(said), doubted=bool(found.doubt),
        publisher_given="publisher" in given,
    )  # fmt: skip


def pasted(words: str, address: str | None = None, how: str = "pasted", **given: str | None) -> Finding:
    """A text as somebody or some program gave it. Refused when there is none, or only a link that is not
    read."""
    if not words.strip():
        raise Refused("One field needs attention.", {"what": NEEDED})
    refuse_other_links(words)
    refuse_controls(words)
    return finding(read_text(words.encode("utf-8"), "utf-8"), how, address, **given)


def refuse_other_links(words: str) -> None:
    """Refuse what is neither a text nor a link that can be read: file:///…, gopher://…, javascript:…"""
    if OTHER_LINK.fullmatch(words.strip()):
        raise Refused("One field needs attention.", {"text": LINKS_READ})


def _line(words: str | None) -> str | None:
    return INVISIBLE.sub("", " ".join((words or "").split()))[:LONGEST_LINE].strip() or None


def _headline(text: str) -> str:
    """The first line when it may be a headline, else the beginning of it."""
    first = _line(text.partition("\n")[0]) or "Untitled"
    if len(first) <= LONGEST_TITLE:
        return first
    return first[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


def _published(given: str | None, found: Found) -> tuple[str | None, str]:
    """The publication date and where it comes from; words given that are no date are refused."""
    if given:
        try:
            parse_date(given)
        except ValueError as error:
            raise Refused("One field needs attention.", {"published": str(error)}) from None
        return given, "reviewer"
    known = published_day(found.published) is not None
    return (found.published, found.published_basis) if known else (None, "unknown")


@dataclass(frozen=True)
class Twin:
    """An article on record that this may be: `why` is address, text or alike; `share`: of words in common."""

    article_id: int
    title: str
    added: str
    why: str
    share: float = 1.0


@dataclass(frozen=True)
class Prepared:
    """A finding with what was drafted from it."""

    finding: Finding
    proposals: list[Proposal]


@dataclass(frozen=True)
class Stored:
    """What was stored."""

    article_id: int
    capture_id: int
    draft_ids: tuple[int, ...]


def published_day(words: str | None) -> date | None:
    """The day that relative dates in a text count from: the last that its publication date can mean."""
    try:
        meant = parse_date(words or "")
    except ValueError:
        return None
    return meant.latest if meant.latest and meant.earliest else None


def prepare(session: Session, read: Finding) -> Prepared:
    """Draft facts from what was read. Takes as long as drafting takes, and writes nothing."""
    # The reader with its names is large, and most processes never draft.
    from tracker.ingest.apart import draft_apart
    from tracker.ingest.known import known_names, names_in
    from tracker.ingest.reader import draft

    day = published_day(read.published)
    if len(read.text) > LONG:
        facts, language = draft_apart(read.text, names_in(session, read.text), day, read.language)
    else:
        found = draft(read.text, published=day, language=read.language, known=known_names(session, read.text))
        facts, language = found.as_json(), found.language
    read = replace(read, language=read.language or language)
    return Prepared(read, proposals(session, read.text, facts, day))


# -- twins ------------------------------------------------------------------------------------------------


def twins(session: Session, read: Finding) -> list[Twin]:
    """The articles on record that this may be, surest first: same address, same text, nearly the same."""
    found: dict[int, Twin] = {}
    same_address = Article.canonical_address == read.canonical
    for article in _articles(session, same_address) if read.canonical else ():
        found[article.id] = _twin(article, "address")
    same = select(Capture.article_id).join(CaptureNote, CaptureNote.capture_id == Capture.id)
    for article in _articles(
        session, Article.id.in_(same.where(CaptureNote.words_sha256 == same_text(read.text)))
    ):
        found.setdefault(article.id, _twin(article, "text"))
    for article_id, share in _alike(session, read.text):
        for article in _articles(session, Article.id == article_id):
            found.setdefault(article.id, _twin(article, "alike", share))
    return list(found.values())


def saved_already(session: Session, address: str) -> list[Twin]:
    """The article on record at a link, told before anything is fetched. Refused when it is no link."""
    return [
        _twin(article, "address")
        for article in _articles(session, Article.canonical_address == canonical(address))
    ]


def _twin(article: Article, why: str, share: float = 1.0) -> Twin:
    return Twin(article.id, article.title, f"{article.added_at:%-d %B %Y}", why, share)


def _articles(session: Session, condition: Any) -> list[Article]:
    query = select(Article).where(condition, Article.trashed_at.is_(None)).order_by(Article.id).limit(5)
    return list(session.scalars(query))


def _alike(session: Session, text: str) -> list[tuple[int, float]]:
    """Articles whose text shares enough runs of words with this one, most alike first."""
    marks = sketch(text)
    shared = select(SketchMark.capture_id).where(SketchMark.mark.in_(keys(marks))).distinct().limit(COMPARED)
    query = (
        select(Capture.article_id, CaptureNote.sketch)
        .join(CaptureNote, CaptureNote.capture_id == Capture.id)
        .where(Capture.id.in_(shared))
    )
    found: dict[int, float] = {}
    for article_id, kept in session.execute(query):
        found[article_id] = max(likeness(marks, unpacked(kept)), found.get(article_id, 0))
    return sorted(((i, share) for i, share in found.items() if share >= COPY), key=lambda one: -one[1])


# -- storing ----------------------------------------------------------------------------------------------


def store(edit: Edit, prepared: Prepared, copy_of: int | None = None) -> Stored:
    """Store an article with its text and drafts; `copy_of` is the article whose story it carries."""
    read = prepared.finding
    publisher = find_publisher(edit.session, read) or _publisher_given(edit, read)
    own = ("title", "address", "byline", "language", "published", "published_basis")
    given = {name: getattr(read, name) for name in own} | {"publisher_id": publisher, "copy_of_id": copy_of}
    kept = {"canonical_address": read.canonical} if read.canonical else {}
    article_id = edit.add_many(Article, [given], kept=[kept])[0]
    return store_text(edit, article_id, prepared, None if publisher else read.publisher)


def store_text(edit: Edit, article_id: int, prepared: Prepared, publisher: str | None = None) -> Stored:
    """Store a text of an article on record, hold its citations against it, and keep the drafts."""
    read, session = prepared.finding, edit.session
    capture_id = edit.attach(article_id, read.text, read.how).capture_id
    _note(session, capture_id, read, publisher)
    drafts = keep(session, article_id, capture_id, prepared.proposals)
    if read.canonical:
        taken = update(FeedItem).where(FeedItem.canonical_address == read.canonical)
        session.execute(taken.values(state="taken", article_id=article_id, problem=None))
    return Stored(article_id, capture_id, tuple(drafts))


def _note(session: Session, capture_id: int, read: Finding, publisher: str | None = None) -> None:
    """Note what was learnt of a text, once: a text that was attached by another way has no note yet."""
    if session.get(CaptureNote, capture_id) is not None:
        return
    marks, said = sketch(read.text), " ".join(read.said) or None
    session.add(CaptureNote(
        capture_id=capture_id, words_sha256=same_text(read.text), sketch=packed(marks),
        publisher=publisher, said=said,
    ))  # fmt: skip
    session.add_all(SketchMark(mark=mark, capture_id=capture_id) for mark in set(keys(marks)))


def keep_drafts(edit: Edit, article_id: int, prepared: Prepared, reader: str = RULES) -> list[int]:
    """Keep what was drafted anew from the newest text of an article; returns the drafts that are new."""
    capture = newest_capture(edit.session, article_id)
    if capture is None or capture.text != prepared.finding.text:
        raise Refused("The text has changed meanwhile. Read it again.")
    _note(edit.session, capture.id, prepared.finding)
    return keep(edit.session, article_id, capture.id, prepared.proposals, reader)


def find_publisher(session: Session, read: Finding) -> int | None:
    """The publisher on record that an article comes from, by name or else by the host of its website.

    None is made here: that is for the reviewer to say.
    """
    called = _called(session, read)
    if len(called) == 1:
        return called[0].id
    if not read.canonical:
        return None
    host = _host(read.canonical)
    sites = select(Publisher.id, Publisher.website).where(
        Publisher.website.icontains(host, autoescape=True), Publisher.trashed_at.is_(None)
    )
    found = [number for number, website in session.execute(sites) if website and _host(website) == host]
    return found[0] if len(found) == 1 else None


def _publisher_given(edit: Edit, read: Finding) -> int | None:
    """The publisher that somebody named and that is not on record, made because they say so."""
    if not read.publisher_given or _called(edit.session, read):
        return None
    return edit.add(Publisher, {"name": read.publisher})


def _called(session: Session, read: Finding) -> list[Candidate]:
    return Lookup(session).called(read.publisher, ("publishers",)) if read.publisher else []


def _host(address: str) -> str:
    host = re.sub(r"^https?://|[/?#].*$", "", address.strip().lower())
    return re.sub(r"^www\.|:\d+$", "", host)


def put_aside(session: Session, address: str, problem: str, title: str | None = None) -> None:
    """Keep a link whose text could not be read, for a person to come back to."""
    wanted = canonical(address)
    item = session.scalar(select(FeedItem).where(FeedItem.canonical_address == wanted))
    if item is None:
        session.add(FeedItem(
            address=address[:2000], canonical_address=wanted, title=_line(title), state="failed",
            problem=problem[:500],
        ))  # fmt: skip
    elif item.state != "taken":
        item.state, item.problem = "failed", problem[:500]


def reread(session: Session, article_id: int) -> Prepared:
    """Draft once more from an article's newest text, after its publication date was mended."""
    return prepare(session, stored_text(session, article_id))


def second_reading(session: Session, read: Finding, found: Mapping[str, Any]) -> Prepared:
    """What another reader found in a text, as proposals like those of the rules."""
    return Prepared(read, proposals(session, read.text, found, published_day(read.published)))


def stored_text(session: Session, article_id: int) -> Finding:
    """The newest text of an article with what is known of it; Refused when it has none."""
    article = session.get_one(Article, article_id)
    capture = newest_capture(session, article_id)
    if capture is None:
        raise Refused("The article has no text yet. Attach it first.")
    return Finding(
        capture.text, how=capture.how, title=article.title, address=article.address,
        canonical=article.canonical_address, language=article.language, published=article.published,
    )  # fmt: skip
