"""Watchlists: filters kept under a name, what is new in each, and the button that says it was seen."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from tracker import watchlists
from tracker.db import transaction
from tracker.errors import Refused
from tracker.history import newest_revision
from tracker.overview.recent import fresh_among, newest, read_watched
from tracker.overview.scope import Scope
from tracker.records import Record
from tracker.web.changed import address_of_feed
from tracker.web.show import cells, columns_of, shown
from tracker.web.site import arguments, close, session, site

watching = Blueprint("watchlists", __name__)

ROWS = 100


@watching.get("/watchlists")
def index() -> str:
    """The watchlists with what is new in each, and the form for a new one of the filter in the address."""
    return _page(read_watched(session(), arguments()) if arguments() else None)


def _page(scope: Scope | None, name: str = "", refused: Refused | None = None) -> str:
    every = watchlists.every(session())
    return render_template("watchlists.html", every=every, scope=scope, name=name, refused=refused)


@watching.post("/watchlists")
def make() -> Any:
    """Keep the filter of the form under a name; all that is in it counts as seen."""
    given = [pair for pair in request.form.items(multi=True) if pair[0] != "name"]
    name = request.form.get("name", "")
    watchlists.check_size(given)
    close()
    try:
        with transaction(site().engine) as writing:
            number = watchlists.keep(writing, name, read_watched(writing, given))
    except Refused as refused:
        if "name" not in refused.fields:
            raise
        return _page(read_watched(session(), given), name, refused), 400
    flash("The watchlist is kept.|")
    return redirect(f"/watchlists/{number}", 303)


@watching.get("/watchlists/<int:number>")
def one(number: int) -> str:
    """The rows of a watchlist that were added or changed last, the new ones marked."""
    found = watchlists.one_called(session(), number, told=ROWS)
    rows = newest(session(), found.scope, ROWS) if found.scope else []
    fresh = fresh_among(session(), [row.row["id"] for row in rows], found.seen_id)
    kinds = found.scope.kinds if found.scope else ()
    groups = [(kind, _table(kind, [row.row for row in rows if row.kind is kind])) for kind in kinds]
    return render_template(
        "watchlist.html", found=found, left=found.left.count if found.left else 0, fresh=fresh,
        groups=[group for group in groups if group[1][1]],
        newest=newest_revision(session())[0], most=ROWS, rows=len(rows),
        feed=address_of_feed(found.scope) if found.scope else None, shown=shown,
    )  # fmt: skip


def _table(kind: type[Record], rows: list[dict[str, Any]]) -> tuple[list[Any], list[dict[str, Any]]]:
    columns = columns_of(kind, most=6)
    return columns, cells(kind, columns, rows)


@watching.post("/watchlists/<int:number>/seen")
def seen(number: int) -> Any:
    """Mark a watchlist as seen up to the save that its page showed, not further."""
    shown = request.form.get("revision", "")
    if not (shown.isascii() and shown.isdecimal() and len(shown) < 19):
        raise Refused("What was seen was not understood.", {"revision": "Must be the number of a save."})
    close()
    with transaction(site().engine) as writing:
        watchlists.see(writing, number, int(shown))
    flash("Marked as seen.|")
    return redirect(f"/watchlists/{number}", 303)


@watching.post("/watchlists/<int:number>/remove")
def remove(number: int) -> Any:
    """Remove a watchlist; its rows stay."""
    close()
    with transaction(site().engine) as writing:
        watchlists.drop(writing, number)
    flash("The watchlist was removed. Its rows are all there still.|")
    return redirect("/watchlists", 303)
