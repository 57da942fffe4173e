"""The history across all records: the newest saves with filters, each by itself, and a feed of them."""

import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any, get_args
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.exchange.atom import Feed, identity, write_saves
from tracker.history import Door
from tracker.overview.credit import RIGHTS
from tracker.overview.saves import Ask, Save, count, every_save, one_save, read_ask, saves
from tracker.records import kinds
from tracker.web.site import arguments, session, site_root
from tracker.web.twins import Given, Table, citation_of, table_of, taken_from
from tracker.web.visits import may_read

saving = Blueprint("saves", __name__)

OF_SAVE = ("id", "made_at", "actor", "door", "reason", "undoes_id", "undone_by")
COLUMNS = (
    *OF_SAVE, "action", "kind", "records", "record_id", "name", "permalink", "field", "before", "after",
)  # fmt: skip


@saving.get("/changes")
def page() -> str:
    """The newest saves, or those asked for."""
    ask = read_ask(session(), arguments())
    found, further = saves(session(), ask)
    return render_template(
        "changes.html", ask=ask, saves=_told(found), next=further, count=count(session(), ask),
        doors=get_args(Door), once=secrets.token_hex(8), feed=ask.address("/changes.atom"),
    )  # fmt: skip


@saving.get("/changes.json")
def twin() -> Response:
    """The same for programs: a row for each save, as `count` and `saves` say, and how many rows those on this
    page have in the files, `changes`."""
    ask = read_ask(session(), arguments())
    found, further = saves(session(), ask)
    number, capped = count(session(), ask)
    told = _told(found)
    rows, lines = [save.as_json() for save in told], sum(sum(1 for _ in _rows(save)) for save in told)
    return jsonify({
        "ok": True, "rows": rows, "next": further, "count": number, "count_capped": capped,
        "saves": number, "changes": lines,
    })  # fmt: skip


@taken_from(saving, "/changes")
def as_table(read: Session, given: Given) -> Table:
    """All the saves that are asked for: a row for each of few changes, of many one for each sort of them."""
    ask = read_ask(read, given)
    hidden = _hidden()
    return table_of(
        COLUMNS, lambda: (row for save in every_save(read, ask) for row in _rows(_seen(save, hidden))),
        lambda: citation_of(_title(ask).capitalize()),
    )  # fmt: skip


def _rows(save: Save) -> Iterator[dict[str, Any]]:
    told = save.as_json()
    about = {name: told[name] for name in OF_SAVE}
    yield from (about | line | {"records": 1} for line in told["changes"])
    if not told["changes"]:
        yield from (about | some for some in told["counts"])


def _title(ask: Ask) -> str:
    return ", ".join(["changes", *(words for words, _ in ask.chips)])


@saving.get("/changes.atom")
def feed() -> Any:
    """The same as a feed."""
    ask = read_ask(session(), arguments())
    if ask.get("_next"):
        raise Refused("A feed has one page.", {"_next": "Drop it here."})
    found, _ = saves(session(), ask)
    title, query = f"AI Expansion Tracker: {_title(ask)}", urlencode(ask.given)
    about = Feed(title, query, site_root(), ask.address(), RIGHTS, "/changes.atom")
    content = write_saves(about, _told(found), identity(session()))
    answer = Response(content, mimetype="application/atom+xml")
    answer.add_etag()
    return answer.make_conditional(request)


@saving.get("/revisions/<int:number>")
def one(number: int) -> str:
    """A save by itself: all that it changed, of all records."""
    save, further = one_save(session(), number, _after())
    return render_template(
        "revision.html", save=_told([save])[0], next=further, first=not _after(), once=secrets.token_hex(8)
    )


@saving.get("/revisions/<int:number>.json")
def one_twin(number: int) -> Response:
    """The same for programs."""
    save, further = one_save(session(), number, _after())
    return jsonify({"ok": True, "row": _told([save])[0].as_json(), "next": str(further) if further else None})


def _told(found: Iterable[Save]) -> list[Save]:
    """Saves as whoever asks may see them: what was done to kinds that are not theirs is only counted."""
    hidden = _hidden()
    return [_seen(save, hidden) for save in found]


def _hidden() -> list[str]:
    return [name for name in kinds() if not may_read(name)]


def _seen(save: Save, hidden: Collection[str]) -> Save:
    return replace(save, lines=[line for line in save.lines if line.kind.__tablename__ not in hidden])


def _after() -> int:
    """The change that the page begins behind; Refused when the address names anything else."""
    given = dict(arguments())
    words = given.pop("_next", "0")
    faults = {name[:60]: "There is no such argument. There is: _next." for name in given}
    if not (words.isascii() and words.isdecimal() and len(words) < 19):
        faults["_next"] = "Is not a place in this save."
    if faults:
        raise Refused("The address was not understood.", faults)
    return int(words)
