"""Charts of claims: drawn, listed and taken away."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, render_template
from sqlalchemy.orm import Session

from tracker.exchange.xmltext import for_xml
from tracker.overview.charts import TALL, Found, Point, charts, claimed_metrics, claims_asked
from tracker.overview.credit import Credit, credit
from tracker.overview.scope import Scope
from tracker.web.legend import legend
from tracker.web.sending import download
from tracker.web.show import date_words, interval
from tracker.web.site import arguments, session, site_root
from tracker.web.timeline import query_of
from tracker.web.twins import Given, Table, table_of, taken_from

drawings = Blueprint("charts", __name__)

WIDTH = 900  # pixels of a drawing of its own
COLUMNS = (
    "series", "subject", "metric", "scope", "place", "unit", "claim_id", "permalink", "summary", "value_text",
    "comparator", "value_low", "value_high", "date", "date_from", "date_to", "modality", "claimant",
    "reported",
)  # fmt: skip


def asked() -> Scope:
    """The claims that the request's address asks for."""
    return claims_asked(session(), arguments())


def found_for(read: Session, scope: Scope) -> Found | None:
    """The charts asked for; none when nothing is chosen by."""
    return charts(read, scope) if scope.filters else None


def when(point: Point) -> str:
    """The date of a point for people."""
    words = date_words(point.said, point.first, point.last, point.precision, point.anchor)
    return f"reported {words}" if point.reported else words


def bounds(point: Point, unit: str | None) -> str:
    """How the value of a point was understood, in signs."""
    return interval(point.comparator, _whole(point.low), _whole(point.high), unit)


def _whole(number: float | None) -> float | None:
    return int(number) if number is not None and number.is_integer() else number


def said(point: Point) -> str:
    """A point in a few words: "400 million, 20 February 2025, forecast"."""
    told = [point.value, when(point), point.modality if point.modality != "fact" else ""]
    return ", ".join(filter(None, told))


@drawings.get("/chart")
def page() -> str:
    """The charts of some claims, each with its points as a table; unfiltered, the metrics to choose from."""
    scope = asked()
    found = found_for(session(), scope)
    return render_template(
        "chart.html", scope=scope, found=found, metrics=claimed_metrics(session()) if found is None else [],
        query_of=query_of, twin=query_of(scope.arguments), **drawing(),
    )  # fmt: skip


def drawing() -> dict[str, Any]:
    """What the macros of charts need."""
    return {"point_when": when, "point_bounds": bounds, "point_said": said, "tall": TALL}


def rows_of(found: Found | None) -> Iterator[dict[str, Any]]:
    """A row for each point, chart by chart."""
    for number, chart in enumerate(found.charts if found else (), 1):
        series = chart.series
        for point in series.points:
            yield {
                "series": number, "subject": series.subject, "metric": series.metric, "scope": series.scope,
                "place": series.place, "unit": series.unit, "claim_id": point.id,
                "permalink": point.permalink, "summary": point.summary, "value_text": point.value,
                "comparator": point.comparator, "value_low": _whole(point.low),
                "value_high": _whole(point.high), "date": point.said,
                "date_from": point.first.isoformat() if point.first else None,
                "date_to": point.last.isoformat() if point.last else None,
                "modality": point.modality, "claimant": point.claimant, "reported": point.reported,
            }  # fmt: skip


def _credit(read: Session, scope: Scope) -> Credit:
    address = f"{site_root()}/chart{query_of(scope.arguments)}"
    return credit(read, scope, scope.kinds, "Charts of claims", address)


@drawings.get("/chart.json")
def as_json() -> Response:
    """The points of the charts as JSON, with what to cite."""
    scope = asked()
    rows = list(rows_of(found_for(session(), scope)))
    about = _credit(session(), scope).as_json()
    return jsonify({"ok": True, "rows": rows, "count": len(rows), "credit": about})


@taken_from(drawings, "/chart")
def as_table(read: Session, given: Given) -> Table:
    """The points of the charts."""
    scope = claims_asked(read, given)
    found = found_for(read, scope)
    return table_of(COLUMNS, lambda: rows_of(found), lambda: _credit(read, scope).text)


@drawings.get("/chart.svg")
def as_svg() -> Response:
    """The charts by themselves, one below the other, with their colours inside."""
    scope = asked()
    found = found_for(session(), scope)
    picture = render_template(
        "chart.svg", found=found, credit=_credit(session(), scope), root=site_root(),
        key=legend(signs_of(found), WIDTH), width=WIDTH, **drawing(),
    )  # fmt: skip
    return download(for_xml(picture).encode(), "image/svg+xml", "chart.svg")


def signs_of(found: Found | None) -> Iterator[tuple[str, str]]:
    """The signs that a drawing of its own holds, each with its words."""
    placed = [one for chart in (found.charts if found else ()) for one in chart.placed]
    points = [one.point for one in placed]
    if any(point.low == point.high for point in points):
        yield "value", "a value, on a day or within a time"
    if any(None not in (point.low, point.high) and point.low != point.high for point in points):
        yield "between", "between two values"
    if any(one.open_up for one in placed):
        yield "least", "at least, or more than"
    if any(one.open_down for one in placed):
        yield "most", "at most, or less than"
    if any(point.foreseen for point in points):
        yield "foreseen", "a forecast, target, plan or intent"
    if any(point.reported for point in points):
        yield "reported", "without a date, on the day it was reported"
