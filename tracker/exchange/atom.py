"""Atom feeds out: what is new in a filter, each fact a sentence with its articles and the places in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.exchange.xmltext import for_xml
from tracker.history import Revision
from tracker.overview.recent import Source, Told
from tracker.overview.saves import Save
from tracker.overview.sentences import sentence
from tracker.records.source import Article

NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Feed:
    """What stands above the entries. query: the filter, a part of the feed's id; root: the site's address."""

    title: str
    query: str
    root: str
    page: str
    rights: str
    path: str = "/feed.atom"


def identity(session: Session) -> str:
    """What tells this database from others wherever it is served: the moment of its first save."""
    first = session.execute(select(Revision.id, Revision.made_at).order_by(Revision.id).limit(1)).first()
    return f"{first.id} {_moment(first.made_at)}" if first else "empty"


def _urn(*parts: str) -> str:
    """An id that stays, also when the tracker moves to another address."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(('ai-expansion-tracker', *parts)))}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_atom(
    feed: Feed, rows: Sequence[Told], sources: Mapping[int, Sequence[Source]], database: str
) -> bytes:
    """The feed as XML in UTF-8. database: its `identity`, part of every id."""
    top = _begun(feed, "feed", rows[0].updated if rows else None, database)
    for row in rows:
        _entry(top, feed, row, sources.get(row.row["id"], ()), database)
    return bytes(ElementTree.tostring(top, "utf-8", xml_declaration=True))


def write_saves(feed: Feed, saves: Sequence[Save], database: str) -> bytes:
    """A feed of saves as XML in UTF-8: who saved what, through which door and why."""
    top = _begun(feed, "saves", saves[0].revision.made_at if saves else None, database)
    for save in saves:
        made, number = save.revision, str(save.revision.id)
        entry = _add(top, "entry")
        _add(entry, "id", _urn(database, "revisions", number))
        _add(entry, "title", "; ".join(save.summary))
        _add(entry, "updated", _moment(made.made_at))
        _add(_add(entry, "author"), "name", made.actor)
        _add(entry, "link", rel="alternate", type="text/html", href=f"{feed.root}/revisions/{number}")
        _add(entry, "category", term=made.door)
        told = [line.words for line in save.lines] or save.summary
        items = Markup("").join(Markup("<li>{}</li>").format(words) for words in told)
        why = Markup("<p>{}</p>").format(made.reason) if made.reason else Markup("")
        _add(entry, "content", why + Markup("<ul>{}</ul>").format(items), type="html")
    return bytes(ElementTree.tostring(top, "utf-8", xml_declaration=True))


def _begun(
    feed: Feed, name: str, updated: datetime | None, database: str
) -> ElementTree.Element:
    """The feed without its entries."""
    ElementTree.register_namespace("", NAMESPACE)
    top = ElementTree.Element(f"{{{NAMESPACE}}}feed")
    _add(top, "id", _urn(database, name, feed.query))
    _add(top, "title", feed.title)
    # A feed of nothing was last changed when nothing was: at the beginning of time, as programs count it.
    _add(top, "updated", _moment(updated or datetime.fromtimestamp(0, UTC)))
    _add(_add(top, "author"), "name", "AI Expansion Tracker")
    asked = f"?{feed.query}" if feed.query else ""
    _add(top, "link", rel="self", type="application/atom+xml", href=f"{feed.root}{feed.path}{asked}")
    _add(top, "link", rel="alternate", type="text/html", href=f"{feed.root}{feed.page}")
    _add(top, "rights", feed.rights)
    return top


def _add(to: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    clean = {key: for_xml(value) for key, value in attributes.items()}
    made = ElementTree.SubElement(to, f"{{{NAMESPACE}}}{name}", clean)
    made.text = for_xml(text) or None
    return made


def _entry(
    top: ElementTree.Element, feed: Feed, told: Told, sources: Sequence[Source], database: str
) -> None:
    name, number = told.kind.__tablename__, told.row["id"]
    entry = _add(top, "entry")
    _add(entry, "id", _urn(database, name, str(number)))
    _add(entry, "title", sentence(told.kind, told.row))
    _add(entry, "updated", _moment(told.updated))
    _add(entry, "published", _moment(told.added))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{feed.root}{told.row['permalink']}")
    for one in sources:
        if one.address and one.address.lower().startswith(("http://", "https://")):
            _add(entry, "link", rel="via", title=one.title, href=one.address)
    _add(entry, "category", term=name, label=told.kind.plural())
    _add(entry, "content", _content(feed, told, sources), type="html")


def _content(feed: Feed, told: Told, sources: Sequence[Source]) -> str:
    """The sentence, and under it each article with the place that carries it."""
    said = Markup("<p>{}</p>").format(sentence(told.kind, told.row))
    items = Markup("").join(
        Markup('<li><a href="{}{}">{}</a>{}</li>').format(
            feed.root, one.words, one.title, f", {one.place}" if one.place else ""
        )
        for one in sources
    )
    if not sources and told.kind is not Article:
        return said + Markup("<p>No source yet.</p>")
    return said + Markup("<ul>{}</ul>").format(items) if sources else said
