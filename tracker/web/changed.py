"""What is new: the page of a period, the same to send on, and Atom feeds of any filter."""

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from tracker.exchange.atom import Feed, identity, write_atom
from tracker.exchange.digests import WORDS, many, period, title, write_digest
from tracker.overview.credit import FACTS as RIGHTS
from tracker.overview.credit import credit
from tracker.overview.digest import LOOKED_THROUGH, Ask, Digest, digest, read_ask
from tracker.overview.marks import GROUPS
from tracker.overview.recent import newest, read_watched, sources_of
from tracker.overview.scope import FACTS, Scope
from tracker.records import kind_called
from tracker.types import now
from tracker.web.sending import download
from tracker.web.site import arguments, session, site_root

changing = Blueprint("changed", __name__)

ENTRIES = 50
SOURCES = 3
PAGE = 200
# The forms of a digest by the endings of their files.
SENT = {"md": "markdown", "html": "html"}


def _read() -> tuple[Ask, Digest]:
    ask = read_ask(session(), arguments(), now().date())
    return ask, digest(session(), ask, PAGE if ask.what else 60)


@changing.get("/changed")
def page() -> str:
    """What changed in a period, in sentences under whom they are about."""
    ask, found = _read()
    return render_template(
        "changed.html", ask=ask, found=found, title=title(found), period=period(ask.first, ask.last),
        what=WORDS, many=many, groups=GROUPS, kind_of=kind_called, feed=address_of_feed(ask.scope),
        looked_through=LOOKED_THROUGH, facts=FACTS,
    )  # fmt: skip


@changing.get("/changed.md", defaults={"ending": "md"})
@changing.get("/changed.html", defaults={"ending": "html"})
def to_send(ending: str) -> Response:
    """The same as one file to send on."""
    ask, found = _read()
    about = credit(session(), ask.scope, ask.scope.kinds, title(found), site_root() + ask.address())
    form = SENT[ending]
    return download(
        write_digest(found, about, site_root(), form).encode(), f"text/{form}", f"changed.{ending}"
    )


@changing.get("/changed.json")
def as_json() -> Response:
    """The same for programs: a row for each change that the page tells."""
    ask, found = _read()
    rows = [
        {
            "what": section.what, "kind": line.kind.__tablename__, "record_id": line.fact_id,
            "permalink": line.permalink, "sentence": line.sentence, "about": line.about or None,
            "group": group or None,
        }
        for section in found.sections for group, lines in section.groups for line in lines
    ]  # fmt: skip
    about = credit(session(), ask.scope, ask.scope.kinds, title(found), site_root() + ask.address())
    counts = {section.what: dict(section.counts) for section in found.sections}
    return jsonify({"ok": True, "rows": rows, "count": counts, "credit": about.as_json()})


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
