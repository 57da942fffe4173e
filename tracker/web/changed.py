"""What is new: the page of a period, the same to send on, and Atom feeds of any filter."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from tracker.exchange.atom import Feed, identity, write_atom
from tracker.exchange.digests import WORDS, many, period, title, write_digest
from tracker.overview.credit import RIGHTS, Credit, credit
from tracker.overview.digest import (
    LOOKED_THROUGH,
    Ask,
    Digest,
    Line,
    digest,
    every_line,
    line_total,
    read_ask,
)
from tracker.overview.groups import GROUPS
from tracker.overview.recent import newest, read_watched, sources_of
from tracker.overview.scope import Scope
from tracker.records import FACTS, kind_called
from tracker.types import now
from tracker.web.sending import download
from tracker.web.site import arguments, session, site_root
from tracker.web.twins import Given, Table, table_of, taken_from

changing = Blueprint("changed", __name__)

ENTRIES = 50
SOURCES = 3
PAGE = 200
# The forms of a digest by the endings of their files.
SENT = {"md": "markdown", "html": "html"}
COLUMNS = ("what", "kind", "record_id", "permalink", "sentence", "about", "group")


def _read() -> tuple[Ask, Digest]:
    ask = read_ask(session(), arguments(), now().date())
    return ask, digest(session(), ask, PAGE if ask.what else 60)


@changing.get("/changed")
def page() -> str:
    """What changed in a period, in sentences under whom they are about."""
    ask, found = _read()
    return render_template(
        "changed.html", ask=ask, found=found, title=title(ask), period=period(ask.first, ask.last),
        what=WORDS, many=many, groups=GROUPS, kind_of=kind_called, feed=address_of_feed(ask.scope),
        looked_through=LOOKED_THROUGH, facts=FACTS,
    )  # fmt: skip


@changing.get("/changed.md", defaults={"ending": "md"})
@changing.get("/changed.html", defaults={"ending": "html"})
def to_send(ending: str) -> Response:
    """The same as one file to send on."""
    ask, found = _read()
    about, form = _credit(session(), ask), SENT[ending]
    return download(
        write_digest(found, about, site_root(), form).encode(), f"text/{form}", f"changed.{ending}"
    )


@changing.get("/changed.json")
def as_json() -> Response:
    """The same for programs: a row for each change that the page tells."""
    ask, found = _read()
    lines = ((one.what, line) for one in found.sections for _, lines in one.groups for line in lines)
    rows = [_row(*one) for one in lines]
    counts = {section.what: dict(section.counts) for section in found.sections}
    about = _credit(session(), ask).as_json()
    return jsonify({"ok": True, "rows": rows, "count": counts, "credit": about})


def _row(what: str, line: Line) -> dict[str, Any]:
    told = (what, line.kind.__tablename__, line.fact_id, line.permalink, line.sentence)
    return dict(zip(COLUMNS, (*told, line.about or None, line.group or None), strict=True))


def _credit(read: Session, ask: Ask) -> Credit:
    return credit(read, ask.scope, ask.scope.kinds, title(ask), site_root() + ask.address())


@taken_from(changing, "/changed")
def as_table(read: Session, given: Given) -> Table:
    """All that the page counts, also where it shows the newest only."""
    ask = read_ask(read, given, now().date())
    return table_of(
        COLUMNS, lambda: (_row(*one) for one in every_line(read, ask)), lambda: _credit(read, ask).text,
        lambda: line_total(read, ask),
    )  # fmt: skip


# -- feeds ------------------------------------------------------------------------------------------------


def address_of_feed(scope: Scope) -> str:
    """The feed of the rows of a scope."""
    return f"/feed.atom?{urlencode(scope.query)}" if scope.query else "/feed.atom"


@changing.get("/feed.atom")
def feed() -> BaseResponse:
    """The facts of a filter that were added or changed last, as Atom."""
    scope = read_watched(session(), arguments())
    rows = newest(session(), scope, ENTRIES)
    sources = sources_of(session(), [one.row["id"] for one in rows], SOURCES)
    about = Feed(_title(scope), urlencode(scope.query), site_root(), _page_of(scope), RIGHTS)
    answer = Response(write_atom(about, rows, sources, identity(session())), mimetype="application/atom+xml")
    answer.add_etag()
    return answer.make_conditional(request)


def _title(scope: Scope) -> str:
    of = scope.of.plural() if scope.of else "All facts"
    return f"AI Expansion Tracker: {', '.join([of, *(words for words, _ in scope.chips)])}"


def _page_of(scope: Scope) -> str:
    """The page that shows what the feed tells."""
    if scope.of:
        return scope.address(scope.of)
    return f"/changed?{urlencode(scope.query)}" if scope.query else "/changed"
