"""The tracker for programs: every kind as JSON under /api/v1/.

Bodies are strict JSON objects. Besides a record's fields they may hold `_reason`, kept in the history;
changes and removals hold the `version` they were made against. The header Idempotency-Key makes a request
that is sent again answer as the first one did, and save nothing twice.
"""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker.errors import NotFound, Refused, Stale
from tracker.fields import Field, own_fields
from tracker.history import Change, Revision, changes_of
from tracker.lookup import Lookup, stands_for
from tracker.queries import find_id, listing, plain, record_row, state_of
from tracker.queries.cited import wanted, with_citations
from tracker.records import Record, Registered, kinds
from tracker.records.source import Article, Capture
from tracker.web.add import captured
from tracker.web.bodies import read_object
from tracker.web.forms import measured_by
from tracker.web.openapi import document
from tracker.web.own import citations_from
from tracker.web.site import SavedAlready, arguments, editing, key_token, past, session
from tracker.web.visits import may_read
from tracker.writing.merging import namesakes

api = Blueprint("api", __name__)

ROOT = "/api/v1"
REUSED = "This key was sent with another request before. Use a new one."


@api.get(f"{ROOT}/")
def index() -> Response:
    """Where to begin: the description, the lists one may read, and what else programs read."""
    no_arguments()
    lists = {name: f"{ROOT}/{name}/" for name in kinds() if may_read(name)}
    files = [one.rule for one in current_app.url_map.iter_rules() if one.rule.endswith((".json", ".atom"))]
    doors = sorted(one for one in files if "<" not in one and not one.startswith(ROOT))
    return jsonify({"ok": True, "openapi": f"{ROOT}/openapi.json", "kinds": lists, "doors": doors})


@api.get(f"{ROOT}/openapi.json")
def openapi() -> Response:
    """What can be asked here and how, as OpenAPI 3.1."""
    no_arguments()
    return jsonify(document())


# -- reading ----------------------------------------------------------------------------------------------


@api.get(f"{ROOT}/<kind:kind>/")
@api.get("/<kind:kind>.json")
def rows(kind: type[Record]) -> Response:
    """A page of a list; the arguments are those of the page in the browser."""
    page = listing(session(), kind, arguments())
    rows = with_citations(session(), kind, page.rows) if wanted(arguments()) else page.rows
    own = ("next", "count", "count_capped")
    counted = {one.field.name: [value.as_json() for value in one.values] for one in page.facets}
    facets = {"facets": counted} if counted else {}
    told = {name: getattr(page, name) for name in own}
    return jsonify({"ok": True, "rows": rows} | told | facets | _known())


@api.get(f"{ROOT}/<kind:kind>/<key>")
@api.get("/<kind:kind>/<key>.json")
def row(kind: type[Record], key: str) -> Response:
    """A record with its parts."""
    no_arguments()
    number = find_id(session(), kind, key)
    trashed, merged_into = state_of(session(), kind, number)
    if merged_into is not None:
        there = address(kind, stands_for(session(), kind, merged_into))
        asked = request.query_string.decode("ascii", "replace")
        return redirect(f"{there}?{asked}" if asked else there, 301)
    if trashed:
        there = f"{address(kind, number)}/restore"
        raise NotFound(f"This {kind.singular()} is in the trash. Restore it with POST {there}.")
    return jsonify({"ok": True, "row": record_row(session(), kind, number)} | _known())


def _known() -> dict[str, str]:
    """The moment that an answer looks back to, if it does."""
    known = past()
    return {"known_on": known.written} if known else {}


def address(kind: type[Record], number: int) -> str:
    """Where a record is for programs."""
    return f"{ROOT}/{kind.__tablename__}/{number}"


def no_arguments(*but: str) -> None:
    """Refuse arguments that mean nothing here: a misspelt one would be passed over without a word."""
    wrong = {name[:100]: "There is no such argument here." for name, _ in arguments() if name not in but}
    if wrong:
        raise Refused("The address was not understood.", wrong)


@api.get(f"{ROOT}/<kind:kind>/<key>/history")
def history(kind: type[Record], key: str) -> Response:
    """Every save that touched a record or its parts, newest first, field by field."""
    no_arguments()
    found: dict[int, dict[str, Any]] = {}
    for revision, change, entry in session().execute(changes_of(find_id(session(), kind, key))):
        saved = found.setdefault(revision.id, _revision(revision))
        saved["changes"].append({
            "record_id": entry.id, "kind": entry.kind, "name": entry.name, "action": change.action,
            "field": change.field, "old": change.old, "new": change.new,
        })  # fmt: skip
    return jsonify({
        "ok": True, "rows": list(found.values()), "next": None, "count": len(found), "count_capped": False,
    })  # fmt: skip


def _revision(revision: Revision) -> dict[str, Any]:
    own = ("id", "made_at", "actor", "door", "reason", "undoes_id")
    return {name: plain(getattr(revision, name)) for name in own} | {"changes": []}


# -- writing ----------------------------------------------------------------------------------------------


@api.post(f"{ROOT}/<kind:kind>/")
def add(kind: type[Record]) -> tuple[Response, int, dict[str, str]]:
    """Add a record with its parts: 201, the row, and where it is.

    An article that comes with its `text` is captured as if it were pasted: its facts are drafted, and the
    header Link says where they wait for review.
    """
    no_arguments()
    if kind is Capture:
        raise Refused(f"Attach a text to its article: POST {ROOT}/articles/<id>/text.")
    given, reason = _body()
    try:
        if kind is Article and "text" in given:
            number = captured(given, reason, token())
            review = {"Link": f'</review/{number}>; rel="review"'}
        else:
            with editing("api", reason, token()) as edit:
                number, review = edit.add(kind, given), {}
    except SavedAlready as saved:
        number, review = _added(saved, kind), {}
    row = record_row(session(), kind, number)
    warnings = _warnings(kind, row)
    answer = jsonify({"ok": True, "row": row} | ({"warnings": warnings} if warnings else {}))
    return answer, 201, {"Location": address(kind, number), **review}


@api.patch(f"{ROOT}/<kind:kind>/<key>")
def change(kind: type[Record], key: str) -> Response:
    """Change the fields that are sent, and no others."""
    no_arguments()
    given, reason = _body()
    version = read_version(given.pop("version", None))
    number = find_id(session(), kind, key)
    try:
        with editing("api", reason, token()) as edit:
            edit.change(kind, number, given, version)
    except SavedAlready as saved:
        _touched(saved, number)
    except Stale as stale:
        raise _both(stale, kind, number, given) from None
    return _answer(kind, number)


@api.delete(f"{ROOT}/<kind:kind>/<key>")
def remove(kind: type[Record], key: str) -> Response:
    """Put a record and its parts in the trash. `version` and `_reason` stand in the address or the body."""
    no_arguments("version", "_reason")
    given, reason = _body(optional=True)
    version = read_version(given.pop("version", None) or request.args.get("version"))
    _nothing_else(given)
    number = find_id(session(), kind, key)
    try:
        with editing("api", reason or request.args.get("_reason"), token()) as edit:
            edit.remove(kind, number, version)
    except SavedAlready as saved:
        _touched(saved, number)
    except Stale as stale:
        raise _both(stale, kind, number, given) from None
    return _answer(kind, number)


@api.post(f"{ROOT}/<kind:kind>/<key>/restore")
def restore(kind: type[Record], key: str) -> Response:
    """Take a record out of the trash, with the parts that went there with it."""
    no_arguments()
    given, reason = _body(optional=True)
    _nothing_else(given)
    number = find_id(session(), kind, key)
    try:
        with editing("api", reason, token()) as edit:
            edit.restore(kind, number)
    except SavedAlready as saved:
        _touched(saved, number)
    return _answer(kind, number)


@api.post(f"{ROOT}/<kind:kind>/<key>/merge")
def merge(kind: type[Record], key: str) -> Response:
    """Make one of two records: this one leads to `into` from then on. Answers the row that stays."""
    no_arguments()
    given, reason = _body()
    number, into = find_id(session(), kind, key), given.pop("into", None)
    if isinstance(into, bool) or not isinstance(into, int | str):
        raise Refused("One field needs attention.", {"into": "Give the record that stays, by id or name."})
    kept, fault, _ = Lookup(session()).resolve(into, (kind.__tablename__,))
    if kept is None:
        raise Refused("One field needs attention.", {"into": fault})
    versions = (read_version(given.pop("version", None)), read_version(given.pop("into_version", None)))
    take = given.pop("take", [])
    if not isinstance(take, list) or not all(isinstance(name, str) for name in take):
        raise Refused("One field needs attention.", {"take": "Must be a list of fields."})
    _nothing_else(given)
    try:
        with editing("api", reason, token()) as edit:
            edit.merge(kind, number, kept, versions, take)
    except SavedAlready as saved:
        _touched(saved, number)
    except Stale as stale:
        which = int(stale.theirs.get("id", number))
        raise _both(stale, kind, which, {"into": into, "take": take}) from None
    return _answer(kind, kept)


@api.post(f"{ROOT}/revisions/<int:number>/undo")
def undo(number: int) -> Response:
    """Take back a save, as a save of its own."""
    no_arguments()
    given, reason = _body(optional=True)
    _nothing_else(given)
    try:
        with editing("api", reason, token()) as edit:
            edit.undo(number)
        made = edit.revision
    except SavedAlready as saved:
        made = saved.revision
        if session().scalar(select(Revision.undoes_id).where(Revision.id == made)) != number:
            raise Refused(REUSED, {"Idempotency-Key": REUSED}) from None
    return jsonify({"ok": True, "revision": made})


@api.post(f"{ROOT}/articles/<key>/text")
def attach(key: str) -> tuple[Response, int]:
    """Store an article's text and answer which of its citations stand in it: 201 when it is a new text."""
    no_arguments()
    given, reason = _body()
    words, anyway = given.pop("text", None), given.pop("anyway", False)
    if not isinstance(words, str) or not words.strip():
        raise Refused("One field needs attention.", {"text": "Give the article's text."})
    if not isinstance(anyway, bool):
        raise Refused("One field needs attention.", {"anyway": "Must be true or false."})
    _nothing_else(given)
    number = find_id(session(), Article, key)
    new = True
    try:
        with editing("api", reason, token()) as edit:
            new = edit.attach(number, words.replace("\r\n", "\n"), "api", anyway).new
    except SavedAlready as saved:
        _touched(saved, number)
    cited = citations_from(session(), number)
    return jsonify({
        "ok": True, "new": new, "citations": cited,
        "verified": sum(one["state"] == "verified" for one in cited),
        "failed": sum(one["state"] == "failed" for one in cited),
    }), 201 if new else 200  # fmt: skip


# -- what requests say ------------------------------------------------------------------------------------


def token() -> str | None:
    """What the program calls this request, to be able to send it again."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not re.fullmatch("[!-~]{1,100}", key):
        words = "Must be 1 to 100 letters, digits and signs of ASCII, without spaces."
        raise Refused("The key of this request cannot be kept.", {"Idempotency-Key": words})
    return key and key_token(key, request.get_data())


def _body(optional: bool = False) -> tuple[dict[str, Any], str | None]:
    """The body and its `_reason`."""
    given = read_object(optional)
    reason = given.pop("_reason", None)
    if not isinstance(reason, str | None):
        raise Refused("One field needs attention.", {"_reason": "Must be text."})
    return given, reason


def read_version(given: Any) -> int:
    """The version that a change was made against, as a number, or as text where it stands in an address."""
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) < 10:
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given < 2**31:
        words = "Give the version of the record that the change is made against, as its row has it."
        raise Refused("The version is missing or no number.", {"version": words})
    return given


def _nothing_else(given: Mapping[str, Any]) -> None:
    if given:
        wrong = {name[:100]: "There is no such field." for name in given}
        raise Refused("The body was not understood.", wrong)


def _answer(kind: type[Record], number: int) -> Response:
    return jsonify({"ok": True, "row": record_row(session(), kind, number)})


def _warnings(kind: type[Record], row: Mapping[str, Any]) -> list[str]:
    """What a program should know of a record that it added: who is called the same, and values in units that
    are odd for what they measure."""
    one, there = kind.singular(), f"{address(kind, row['id'])}/merge"
    same = [
        f"Another {one} is called the same: {other}. If they are one, merge them with POST {there}."
        for other in namesakes(session(), kind, row["id"])
    ]
    values = [field for field in own_fields(kind) if field.sort == "value"]
    measured = [(field, measured_by(session(), field, row)) for field in values]
    return same + [doubt for field, it in measured if (doubt := it.doubt(*_unit_of(field, row)))]


def _unit_of(field: Field, row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The unit of a row's value, and the kind of change that it is."""
    *_, unit, _, change = field.parts
    return row.get(unit), row.get(change)


def _both(stale: Stale, kind: type[Record], number: int, given: Mapping[str, Any]) -> Stale:
    """What was sent, and the row as it stands now."""
    return Stale(stale.message, given, record_row(session(), kind, number))


def _added(saved: SavedAlready, kind: type[Record]) -> int:
    """The record that the first request with this key added."""
    first = session().scalars(
        select(Change).where(Change.revision_id == saved.revision).order_by(Change.id).limit(1)
    ).one()  # fmt: skip
    entry = session().get(Registered, first.record_id)
    if entry is None or first.action != "add" or entry.kind != kind.__tablename__:
        raise Refused(REUSED, {"Idempotency-Key": REUSED})
    return entry.id


def _touched(saved: SavedAlready, number: int) -> None:
    """Refuse a key whose first request was not about this record."""
    query = select(Registered.id).join(Change, Change.record_id == Registered.id).where(
        Change.revision_id == saved.revision, (Registered.id == number) | (Registered.root_id == number)
    )  # fmt: skip
    if session().execute(query.limit(1)).first() is None:
        raise Refused(REUSED, {"Idempotency-Key": REUSED})
