"""Asking in SQL: a query, its answer as table, chart, CSV and JSON, and queries under short addresses."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request
from markupsafe import Markup, escape

from tracker.db import transaction
from tracker.errors import Forbidden, Refused, TrackerError
from tracker.exchange.cells import inert
from tracker.overview.drawn import TALL, NotDrawn, draw, holds_numbers
from tracker.overview.holdings import holdings
from tracker.queries import saved
from tracker.queries.hints import Hint, hint
from tracker.queries.parameters import parameters_of
from tracker.queries.questions import BY_SLUG, QUESTIONS, Question
from tracker.queries.typed import IN_A_FILE, ON_A_PAGE, Busy, Limits, ask, in_turn
from tracker.records import kinds
from tracker.web.site import actor, close, session, site

asking = Blueprint("sql", __name__)

# What every server and chat passes on. Longer queries are run from the form, or saved.
LONGEST_LINK = 3_500
LONGEST_CELL = 300
CHARTS = {"bars": "Bars", "line": "Line"}
PERMALINK = re.compile(r"/([a-z_]+)/[0-9]{1,18}")


@dataclass(frozen=True)
class Asked:
    """A query with the values of its parameters, and the question or saved query that it is, if it is one."""

    query: str
    given: Mapping[str, str] = field(default_factory=dict)
    chart: str = ""
    known: Question | saved.SavedQuery | None = None

    @property
    def names(self) -> list[str]:
        return parameters_of(self.query)

    @property
    def missing(self) -> list[str]:
        return [name for name in self.names if name not in self.given]

    def address(self, ending: str = "", chart: str | None = None) -> str:
        """Where this is asked: under its short address when it has one."""
        values = {name: self.given[name] for name in self.names if name in self.given}
        chart = self.chart if chart is None else chart
        about = {"_chart": chart} if chart else {}
        if self.known:
            values = {name: value for name, value in values.items() if self.known.given.get(name) != value}
            return _with(f"/sql/{self.known.slug}{ending}", values | about)
        return _with(f"/sql{ending}", {"sql": self.query} | values | about)


def _with(path: str, arguments: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(arguments)}" if arguments else path


@dataclass
class Found:
    """What a query was answered with, all of it read."""

    columns: tuple[str, ...]
    rows: list[list[Any]]
    cut: str

    @cached_property
    def numeric(self) -> set[int]:
        """The places of the columns that hold numbers."""
        return {place for place in range(len(self.columns)) if holds_numbers(self.rows, place)}


# -- what is asked ------------------------------------------------------------------------------------------


def asked_here(slug: str = "") -> Asked:
    """The query that the request's address asks, by a short name or as it stands."""
    arguments = dict(request.args.items())
    chart = arguments.pop("_chart", "")
    text = arguments.pop("sql", "")
    _check(arguments, chart)
    known = find(slug) if slug else None
    if known is None:
        return Asked(text, arguments, chart)
    return Asked(known.query, {**known.given, **arguments}, chart, known)


def _check(arguments: Mapping[str, str], chart: str) -> None:
    if chart and chart not in CHARTS:
        raise Refused("The chart was not understood.", {"_chart": f"Must be {' or '.join(CHARTS)}."})
    for name in arguments:
        if name.startswith("_"):
            raise Refused(f"“{name[:40]}” is no argument here.", {name[:40]: "There is no such argument."})


def find(slug: str) -> Question | saved.SavedQuery:
    """A worked question or a saved query by its short name; NotFound when there is none."""
    return BY_SLUG.get(slug) or saved.called(session(), slug)


def asked_by_form() -> Asked:
    """The query of the form; unchanged from what it was opened as, it is that still."""
    given = {name: value for name, value in request.form.items() if name[:1] != "_" and name != "sql"}
    text = request.form.get("sql", "").replace("\r\n", "\n")
    slug = request.form.get("_slug", "")
    known = find(slug) if slug else None
    if known and known.query.strip() == text.strip():
        return Asked(known.query, given, known=known)
    return Asked(text, given)


def foreign() -> bool:
    """Whether another site had the browser ask: it may show a query, but not have it run."""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def answered(asked: Asked, limits: Limits) -> Found:
    """The whole answer to a query; Refused or Busy when there is none."""
    reserved = [name for name in asked.names if name == "sql" or name.startswith("_")]
    if reserved:
        name = f":{reserved[0]}"
        raise Refused("A parameter cannot be called so.", {name: "Choose a name that begins with a letter."})
    close()
    with in_turn(), ask(site().engine, asked.query, asked.given, limits) as answer:
        rows = list(answer.rows)
    return Found(answer.names, rows, answer.cut)


# -- pages --------------------------------------------------------------------------------------------------


@asking.get("/sql")
def page() -> Any:
    """The editor, with the answer to the query in the address."""
    return _page(asked_here())


@asking.get("/sql/<slug>")
def kept(slug: str) -> Any:
    """A worked question or a saved query, with its answer."""
    return _page(asked_here(slug))


@asking.post("/sql")
def run() -> Any:
    """Run the form's query: at an address of its own when that is short enough, else right here."""
    asked = asked_by_form()
    address = asked.address()
    return redirect(address, 303) if len(address) <= LONGEST_LINK else _page(asked)


def _page(asked: Asked, refused: TrackerError | None = None, title: str = "") -> Any:
    found = None
    try:
        if refused is None and asked.query.strip() and not asked.missing and not foreign():
            found = answered(asked, ON_A_PAGE)
    except (Refused, Busy) as error:
        refused = error
    body = render_template("sql.html", **_shown(asked, found, refused), title=title)
    headers = {"Retry-After": "1"} if isinstance(refused, Busy) else {}
    return body, refused.status if refused else 200, headers


def _shown(asked: Asked, found: Found | None, refused: TrackerError | None) -> dict[str, Any]:
    held = holdings(session())
    drawn = draw(found.columns, found.rows, asked.chart) if found and asked.chart else None
    return {
        "asked": asked, "found": found, "refused": refused, "hint": _hint(refused, asked.query, held),
        "holdings": held, "questions": QUESTIONS, "kept": saved.every(session()), "limits": ON_A_PAGE,
        "drawing": None if isinstance(drawn, NotDrawn) else drawn, "charts": CHARTS, "tall": TALL,
        "not_drawn": drawn.reason if isinstance(drawn, NotDrawn) else "", "cell": cell,
        "foreign": foreign(), "short": len(asked.address(".json")) <= LONGEST_LINK,
    }  # fmt: skip


def _hint(refused: TrackerError | None, query: str, held: Any) -> Hint:
    if not isinstance(refused, Refused) or "query" not in refused.fields:
        return Hint()
    columns = {one.name: [column.name for column in one.columns] for one in held}
    return hint(refused.fields["query"], query, columns)


def cell(value: Any) -> Markup:
    """A value of an answer as people read it; the address of a record leads there."""
    if value is None:
        return Markup('<span class="quiet">null</span>')
    if isinstance(value, bool):
        return escape("true" if value else "false")
    text = str(value)
    address = PERMALINK.fullmatch(text)
    if address and address[1] in kinds():
        return Markup('<a href="{}">{}</a>').format(text, text)
    return escape(text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]} …")


# -- files --------------------------------------------------------------------------------------------------


@asking.get("/sql.json")
def as_json() -> Response:
    """The answer to the query in the address, as JSON."""
    return _as_json(asked_here())


@asking.get("/sql/<slug>.json")
def kept_as_json(slug: str) -> Response:
    """The same of a worked question or a saved query."""
    return _as_json(asked_here(slug))


@asking.get("/sql.csv")
def as_csv() -> Response:
    """The answer to the query in the address, as CSV."""
    return _as_csv(asked_here())


@asking.get("/sql/<slug>.csv")
def kept_as_csv(slug: str) -> Response:
    """The same of a worked question or a saved query."""
    return _as_csv(asked_here(slug))


def _whole(asked: Asked) -> Found:
    """An answer with all its rows: a file that ends too early tells nobody so."""
    if foreign():
        raise Forbidden("Another site asked for this query to be run. Ask for it from here.")
    found = answered(asked, IN_A_FILE)
    if found.cut:
        raise Refused(
            f"The answer has more than {IN_A_FILE.rows:,} rows or {_megabytes(IN_A_FILE)} MB, so no file was "
            "made. Narrow it down, or ask `tracker sql`."
        )
    return found


def _megabytes(limits: Limits) -> int:
    return (limits.bytes or 0) // 1_000_000


def _as_json(asked: Asked) -> Response:
    found = _whole(asked)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    told = {"ok": True, "columns": found.columns, "rows": rows, "count": len(rows)}
    return Response(json.dumps(told, ensure_ascii=False), mimetype="application/json")


def _as_csv(asked: Asked) -> Response:
    found = _whole(asked)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(inert(name) for name in found.columns)
    writer.writerows([inert(one) if isinstance(one, str) else one for one in row] for row in found.rows)
    answer = Response(out.getvalue().encode(), mimetype="text/csv")
    name = asked.known.slug if asked.known else "answer"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return answer


# -- saved queries ------------------------------------------------------------------------------------------


@asking.post("/sql/save")
def save() -> Any:
    """Save the form's query under a title, which gives it a short address."""
    asked, title = asked_by_form(), request.form.get("_title", "")
    given = {name: value for name, value in asked.given.items() if name in asked.names}
    close()
    try:
        with transaction(site().engine) as writing:
            slug = saved.keep(writing, title, asked.query, given, actor(), taken=BY_SLUG)
    except Refused as refused:
        return _page(asked, refused, title)
    flash("The query is saved. This is its address.|")
    return redirect(f"/sql/{slug}", 303)


@asking.post("/sql/<slug>/remove")
def remove(slug: str) -> Any:
    """Remove a saved query."""
    close()
    with transaction(site().engine) as writing:
        saved.drop(writing, slug)
    flash("The saved query was removed.|")
    return redirect("/sql", 303)
