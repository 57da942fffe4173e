"""The timeline: drawn, listed and taken away. Beside it, promises held against outcomes."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.exchange.xmltext import for_xml
from tracker.history import known_of
from tracker.overview.credit import Credit, credit
from tracker.overview.groups import GROUPS
from tracker.overview.marks import Mark
from tracker.overview.outcomes import OUTCOMES, STATUSES_KEPT, Held, Promises, described, promises
from tracker.overview.scope import Scope, read_own, read_scope
from tracker.overview.timeline import Timeline, every_row, row_total, timeline
from tracker.overview.window import Ask, read_ask
from tracker.types import now
from tracker.web.legend import legend
from tracker.web.sending import download
from tracker.web.show import date_words
from tracker.web.site import arguments, session, site_root
from tracker.web.twins import Given, Table, table_of, taken_from

timelines = Blueprint("timeline", __name__)

ROWS_OF_PROMISES = 100
COLUMNS = (
    "id", "kind", "record_id", "permalink", "title", "sort", "status_or_modality", "date", "date_from",
    "date_to", "date_precision", "outcome", "outcome_words", "source_count", "words", "date_basis",
)  # fmt: skip
SETTLED = ("settled_by", "settled_on", "settled_from", "settled_to", "settled_words")
OUTCOME_COLUMNS = (*COLUMNS[:-1], *SETTLED, COLUMNS[-1])
WIDTH = 1240  # pixels of the drawing as a file
SIGNS = {
    "step": "a step, on a day or within a time", "promise": "promised", "claim": "a claim",
    "outlook": "a forecast, target, plan or intent", "reported": "without a date, on the day it was reported",
    "late": "late", "overdue": "overdue", "sure": "in that time for certain", "maybe": "may lie in it",
}  # fmt: skip


def today(read: Session) -> date:
    """The day that promises are held against: today, or the one that is looked back to."""
    known = known_of(read)
    return (known.moment if known else now()).date()


def when(mark: Mark) -> str:
    """The date of a mark for people; empty when nobody said."""
    if mark.said is None:
        return ""
    words = date_words(mark.said, mark.first, mark.last, mark.precision, mark.anchor)
    return f"reported {words}" if mark.reported else words


def said(mark: Mark) -> str:
    """A mark in a few words: "promised open, Q4 2025"."""
    word = mark.word.replace("_", " ")
    words = {"promise": f"promised {word}", "claim": f"claim ({word})", "outlook": word}.get(mark.sort, word)
    return f"{words}, {when(mark) or 'date not known'}"


def query_of(pairs: Iterable[tuple[str, str]]) -> str:
    """Arguments as they stand behind an address."""
    written = urlencode(list(pairs))
    return f"?{written}" if written else ""


@timelines.get("/timeline")
def page() -> str:
    """The timeline with its list."""
    ask = read_ask(session(), arguments())
    return render_template(
        "timeline.html", line=timeline(session(), ask, today(session())), ask=ask, groups=GROUPS,
        when=when, said=said, twin=query_of([*ask.scope.query, *ask.own]),
    )  # fmt: skip


@timelines.get("/timeline.json")
def as_json() -> Response:
    """A page of the timeline's rows as JSON, with what to cite."""
    ask = read_ask(session(), arguments())
    line = timeline(session(), ask, today(session()))
    rows = [row_of(mark, line.outcomes.get(mark.id)) for mark in line.rows]
    count = line.undated if ask.undated else line.marks
    about = _credit(session(), ask).as_json()
    return jsonify({"ok": True, "rows": rows, "next": line.next, "count": count, "credit": about})


@taken_from(timelines, "/timeline")
def as_table(read: Session, given: Given) -> Table:
    """All the rows of the timeline."""
    ask = read_ask(read, given)
    day = today(read)
    return table_of(
        COLUMNS, lambda: (row_of(*one) for one in every_row(read, ask, day)),
        lambda: _credit(read, ask).text, lambda: row_total(read, ask),
    )  # fmt: skip


@timelines.get("/timeline.svg")
def as_svg() -> Response:
    """The drawing by itself, with its colours inside."""
    ask = read_ask(session(), arguments())
    line = timeline(session(), ask, today(session()))
    picture = render_template(
        "timeline.svg", line=line, ask=ask, credit=_credit(session(), ask), said=said, root=site_root(),
        key=legend(signs_of(line), WIDTH),
    )  # fmt: skip
    return download(for_xml(picture).encode(), "image/svg+xml", "timeline.svg")


def signs_of(line: Timeline) -> list[tuple[str, str]]:
    """The signs that a drawing of its own holds, each with its words."""
    lanes = [lane for group in line.groups for lane in group.lanes]
    marks = [mark for lane in lanes for mark, _ in lane.marks]
    there: set[str] = {mark.sort for mark in marks} | {
        held.outcome for lane in lanes for held, _ in lane.gaps
    }
    there |= {"reported"} if any(mark.reported for mark in marks) else set()
    if line.drawn == "bars":
        bars = [bar for group in line.groups for bar in group.bars]
        there = {name for name in ("sure", "maybe") if any(getattr(bar, name) for bar in bars)}
    return [(name, words) for name, words in SIGNS.items() if name in there]


def _credit(read: Session, ask: Ask) -> Credit:
    address = f"{site_root()}{ask.address({})}"
    return credit(read, ask.scope, ask.scope.kinds, "Timeline of status steps and claims", address)


def row_of(mark: Mark, held: Held | None) -> dict[str, Any]:
    """A mark as a row to take away."""
    return {
        "id": mark.id, "kind": mark.kind, "record_id": mark.fact_id, "permalink": mark.permalink,
        "title": mark.title, "sort": mark.sort, "status_or_modality": mark.word, "date": mark.said,
        "date_from": _iso(mark.first), "date_to": _iso(mark.last), "date_precision": mark.precision,
        "outcome": held.outcome if held else None, "outcome_words": held.words if held else None,
        "source_count": mark.source_count, "words": mark.words,
        "date_basis": mark.basis if mark.first or mark.last else None,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# -- promises ---------------------------------------------------------------------------------------------


def read_outcome(read: Session, asked: Given) -> tuple[Scope, str | None]:
    """The scope of the promises asked for, and the one outcome wanted; Refused names what is wrong."""
    own, filters = read_own(asked, ("_outcome",))
    outcome = dict(own).get("_outcome")
    if outcome not in (None, *OUTCOMES):
        words = f"Must be one of: {', '.join(OUTCOMES)}."
        raise Refused("The outcome was not understood.", {"_outcome": words})
    return read_scope(read, filters, STATUSES_KEPT), outcome


@timelines.get("/promises")
def kept() -> str:
    """Promised dates held against what happened, with the sources of each step."""
    scope, outcome = read_outcome(session(), arguments())
    found = promises(session(), scope, today(session()))
    rows = _with_outcome(found, outcome)
    return render_template(
        "promises.html", scope=scope, outcome=outcome, found=found,
        rows=described(session(), rows[:ROWS_OF_PROMISES]),
        more=len(rows) - ROWS_OF_PROMISES, outcomes=OUTCOMES, when=when, query_of=query_of,
    )  # fmt: skip


def _with_outcome(found: Promises, outcome: str | None) -> list[Held]:
    """The promises of one outcome or of all, outcome by outcome in the order of OUTCOMES."""
    order = list(OUTCOMES)
    rows = [one for one in found.held if outcome in (None, one.outcome)]
    return sorted(rows, key=lambda one: order.index(one.outcome))


def _promise_rows(read: Session, scope: Scope, outcome: str | None) -> Iterator[dict[str, Any]]:
    for one in described(read, _with_outcome(promises(read, scope, today(read)), outcome)):
        by = one.by
        yield row_of(one.promise, one) | {
            "settled_by": by.word if by else None, "settled_on": by.said if by else None,
            "settled_from": _iso(by.first) if by else None, "settled_to": _iso(by.last) if by else None,
            "settled_words": by.words if by else None,
        }  # fmt: skip


@timelines.get("/promises.json")
def kept_as_json() -> Response:
    """The promises as JSON, with what to cite."""
    scope, outcome = read_outcome(session(), arguments())
    rows = list(_promise_rows(session(), scope, outcome))
    about = _kept_credit(session(), scope, arguments()).as_json()
    return jsonify({"ok": True, "rows": rows, "count": len(rows), "credit": about})


def _kept_credit(read: Session, scope: Scope, given: Given) -> Credit:
    address = f"{site_root()}/promises{query_of(given)}"
    return credit(read, scope, scope.kinds, "Promises held against outcomes", address)


@taken_from(timelines, "/promises")
def kept_as_table(read: Session, given: Given) -> Table:
    """All the promises."""
    scope, outcome = read_outcome(read, given)
    return table_of(
        OUTCOME_COLUMNS, lambda: _promise_rows(read, scope, outcome),
        lambda: _kept_credit(read, scope, given).text,
    )  # fmt: skip
