"""Duplicates: pairs that may be one thing, what people judge of them, and the page that makes one of two."""

import secrets
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from sqlalchemy import func, select

from tracker.drafts import Draft
from tracker.duplicates import Pair, suggested
from tracker.errors import Refused, Stale
from tracker.fields import field_called
from tracker.history import saved_with
from tracker.lookup import Lookup, stands_for
from tracker.overview.scope import misnamed
from tracker.queries import find_id, record_row
from tracker.records import Record, kind_called
from tracker.web.show import cells, columns_of
from tracker.web.site import SavedAlready, arguments, back, editing, form_token, session
from tracker.writing.merging import MERGED, Move, Plan, plan

merging = Blueprint("merging", __name__)

PAIRS = 50
STATES = ("waiting", "different")
VERDICTS = ("different", "unsure")
NAMED = 8  # of what moves, as many are named


@merging.get("/duplicates")
def index() -> str:
    """The pairs of a kind that may be one thing, surest first; or those that were judged different."""
    given, wrong = dict(arguments()), misnamed(arguments(), ("kind", "state"))
    name, state = given.get("kind") or "", given.get("state") or "waiting"
    if name and name not in MERGED:
        wrong["kind"] = f"Must be one of: {', '.join(MERGED)}."
    if state not in STATES:
        wrong["state"] = f"Must be one of: {', '.join(STATES)}."
    if wrong:
        raise Refused("The address was not understood.", wrong)
    every = {one: suggested(session(), kind_called(one)) for one in MERGED}
    tally = {one: {each: len(getattr(found, each)) for each in STATES} for one, found in every.items()}
    chosen = name or next((one for one in MERGED if tally[one][state]), MERGED[0])
    pairs: list[Pair] = getattr(every[chosen], state)
    kind = kind_called(chosen)
    return render_template(
        "duplicates.html", kind=kind, state=state, tally=tally, pairs=_drawn(kind, pairs[:PAIRS]),
        columns=columns_of(kind, most=6), merged=MERGED, count=len(pairs),
        here=f"/duplicates?kind={chosen}&state={state}",
    )  # fmt: skip


def _drawn(kind: type[Record], pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """Pairs with the rows of both, ready for the table."""
    pairs = list(pairs)
    ids = sorted({number for one in pairs for number in (one.left, one.right)})
    if not ids:
        return []
    rows = [record_row(session(), kind, number) for number in ids]
    ready = {one["row"]["id"]: one for one in cells(kind, columns_of(kind, most=6), rows)}
    return [{"pair": one, "sides": [ready[one.left], ready[one.right]]} for one in pairs]


@merging.post("/duplicates")
def judge() -> Any:
    """Record that two records are different, or that nobody can tell yet."""
    given = request.form
    name, verdict = given.get("kind", ""), given.get("verdict", "")
    if name not in MERGED or verdict not in VERDICTS:
        raise Refused("The judgement was not understood.", {"verdict": f"Must be: {', '.join(VERDICTS)}."})
    kind = kind_called(name)
    pair = [_number(given.get(side, "")) for side in ("left", "right")]
    try:
        with editing("web", given.get("_reason"), form_token()) as edit:
            edit.judge(kind, pair[0], pair[1], "different" if verdict == "different" else "unsure")
        said = "Kept apart." if verdict == "different" else "Noted that nobody can tell yet."
        flash(f"{said}|{edit.revision}")
    except SavedAlready:
        pass
    return redirect(back() or f"/duplicates?kind={name}", 303)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Refused("A record was not understood.", {"record": "Must be the number of a record."})
    return int(text)


# -- one of two -------------------------------------------------------------------------------------------


@merging.get("/<kind:kind>/<key>/merge")
def form(kind: type[Record], key: str) -> Any:
    """What merging a record into another would move; without the other, where it is named."""
    number = stands_for(session(), kind, find_id(session(), kind, key))
    return _page(kind, number, dict(arguments()).get("into", ""))


def _page(kind: type[Record], number: int, named: str, refused: Refused | Stale | None = None) -> str:
    """The page for two records, or for one and a name that stands for none."""
    into, made, problem = None, None, refused
    try:
        into = _meant(kind, named)
        made = plan(session(), kind, number, into, request.values.getlist("take")) if into else None
    except Refused as fault:
        problem = problem or fault
        into = None if into == number else into
    return render_template(
        "merge.html", kind=kind, row=record_row(session(), kind, number), made=made, problem=problem,
        into=record_row(session(), kind, into) if into else None, named=named,
        moves=_moves(made) if made else [], drafts=_drafts(kind, number), once=secrets.token_hex(8),
    )  # fmt: skip


def _meant(kind: type[Record], named: str) -> int | None:
    """The record that a name or number stands for; None when none was given."""
    if not named.strip():
        return None
    given = request.values.get("into.id", "")
    found, fault, candidates = Lookup(session()).resolve(
        given if given and request.values.get("into.was") == named else named, (kind.__tablename__,)
    )
    if found is None:
        raise Refused(fault, {"into": fault}, {"into": [one.as_json() for one in candidates]})
    return found


def _moves(made: Plan) -> list[dict[str, Any]]:
    """What moves, a line for each sort: how many, and the first of them."""
    own = [one for one in made.parts if one.to == made.into_id]
    return [_move(one, True) for one in own] + [_move(one, False) for one in made.links if one.to is not None]


def _move(move: Move, part: bool) -> dict[str, Any]:
    rows = [record_row(session(), move.kind, number) for number in move.ids[:NAMED]]
    return {"kind": move.kind, "field": field_called(move.kind, move.column), "part": part, "rows": rows,
            "count": len(move.ids)}  # fmt: skip


def _drafts(kind: type[Record], number: int) -> int:
    """How many drafted facts of an article nobody has decided on."""
    if kind.__tablename__ != "articles":
        return 0
    waiting = select(func.count()).where(Draft.article_id == number, Draft.state.in_(("open", "skipped")))
    return session().scalar(waiting) or 0


@merging.post("/<kind:kind>/<key>/merge")
def merge(kind: type[Record], key: str) -> Any:
    """Make one of two records, at the versions that the page showed."""
    given, number = request.form, find_id(session(), kind, key)
    into = _number(given.get("into", ""))
    versions = (_number(given.get("_version", "")), _number(given.get("_into_version", "")))
    there = f"/{kind.__tablename__}/{into}"
    if saved_with(session(), form_token() or "") is not None:
        return redirect(there, 303)
    try:
        with editing("web", given.get("_reason"), form_token()) as edit:
            edit.merge(kind, number, into, versions, given.getlist("take"))
    except SavedAlready:
        return redirect(there, 303)
    except Refused as refused:
        return _page(kind, number, str(into), refused), 400
    except Stale as stale:
        return _page(kind, number, str(into), stale), 409
    flash(f"Merged: the two are one now.|{edit.revision}")
    return redirect(there, 303)
