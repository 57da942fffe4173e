"""Companies or countries side by side: chosen by typing, in one table, to take away."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from tracker.errors import Refused
from tracker.exchange.xmltext import for_xml
from tracker.overview.compare import (
    MOST,
    SORTS,
    Cell,
    Comparison,
    Line,
    Section,
    Side,
    compare,
    read_sides,
    with_most_facts,
)
from tracker.overview.credit import Credit, credit
from tracker.overview.multiples import Multiple, multiples
from tracker.overview.scope import misnamed, read_scope
from tracker.records import kinds
from tracker.web.sending import download
from tracker.web.site import arguments, session, site_root
from tracker.web.twins import Given, Table, table_of, taken_from

comparing = Blueprint("compare", __name__)

SUGGESTED = 8
COLUMNS = (
    "section", "row", "basis", "side", "status", "count", "value_text", "value_low", "value_high", "as_of",
    "source_count", "mark", "rows",
)  # fmt: skip


def asked(all_given: Given) -> tuple[str, list[str], bool]:
    """What an address compares: the kind, who by name, and whether only differences are shown."""
    given = [(name, value.strip()) for name, value in all_given if value.strip()]
    unknown = misnamed(given, (*SORTS, "_only"), SORTS)
    if any(name == "_only" and value != "differences" for name, value in given):
        unknown["_only"] = "Must be: differences."
    sorts = [sort for sort in SORTS if any(name == sort for name, _ in given)]
    if len(sorts) > 1:
        unknown["countries"] = "Companies are compared with companies, countries with countries."
    if unknown:
        raise Refused("The comparison was not understood.", unknown)
    sort = sorts[0] if sorts else SORTS[0]
    return sort, [value for name, value in given if name == sort], ("_only", "differences") in given


def address(sort: str, sides: list[Side], only: bool = False, path: str = "/compare") -> str:
    """Where some sides are compared."""
    pairs = [(sort, side.handle) for side in sides] + ([("_only", "differences")] if only else [])
    return f"{path}?{urlencode(pairs)}" if pairs else path


@comparing.get("/compare")
def page() -> str | BaseResponse | tuple[str, int]:
    """The table of what is compared, or, with fewer than two, the choice of whom to compare."""
    sort, names, only = asked(arguments())
    try:
        sides = read_sides(session(), sort, names)
    except Refused as refused:
        return _choice(sort, _known(sort, names), names, refused), 400
    here = address(sort, sides, only)
    given = urlencode(arguments())
    if (f"{request.path}?{given}" if given else request.path) != here:
        return redirect(here, 302)
    return _choice(sort, sides) if len(sides) < 2 else _table(sort, sides, only)


def _known(sort: str, names: list[str]) -> list[Side]:
    """Of the names, those that somebody is called by."""
    found: dict[int, Side] = {}
    for name in names:
        try:
            found |= {side.id: side for side in read_sides(session(), sort, [name])}
        except Refused:
            continue
    return list(found.values())[:MOST]


def _choice(sort: str, sides: list[Side], names: Any = (), refused: Refused | None = None) -> str:
    """The form, with who might be meant, or whom else to compare."""
    return render_template(
        "compare.html", sort=sort, sides=sides, found=None, refused=refused, names=names, address=address,
        candidates=refused.candidates.get(sort, []) if refused else [], most=MOST, without=without,
        suggested=[one for one in with_most_facts(session(), sort, SUGGESTED) if one not in sides],
        others={other: with_most_facts(session(), other, SUGGESTED) for other in SORTS if not sides},
    )  # fmt: skip


def _table(sort: str, sides: list[Side], only: bool) -> str:
    found = compare(session(), sort, sides)
    drawn, undrawn = multiples(sides, found.sections)
    return render_template(
        "compare.html", sort=sort, sides=sides, found=found, only=only, address=address, without=without,
        shown_lines=shown_lines, multiples=drawn, undrawn=undrawn, most=MOST, titles=TITLES,
    )  # fmt: skip


def without(sides: list[Side], one: Side) -> list[Side]:
    """The other sides."""
    return [side for side in sides if side != one]


def shown_lines(section: Section, only: bool) -> list[Line]:
    """The rows of a section: all, or those in which the sides are not alike."""
    return [line for line in section.lines if not only or line.mark != "same"]


TITLES = {
    "offices": "Offices", "partnerships": "Partnerships", "projects": "Projects",
    "claims": "Claims about them",
}  # fmt: skip


# -- to take away -----------------------------------------------------------------------------------------


def _read(read: Session, given: Given) -> tuple[Comparison, Callable[[], Credit]]:
    """What is compared, and what to say with it."""
    sort, names, only = asked(given)
    sides = read_sides(read, sort, names)
    if len(sides) < 2:
        raise Refused("There is nothing to compare.", {sort: "Name two to five, such as two short names."})
    word = kinds()[sort].singular()
    scope = read_scope(read, [(word, side.handle) for side in sides])
    here = f"{site_root()}{address(sort, sides, only)}"
    title = f"{' and '.join(side.name for side in sides)} compared"
    return compare(read, sort, sides), lambda: credit(read, scope, scope.kinds, title, here)


def rows_of(found: Comparison) -> Iterator[dict[str, Any]]:
    """A row for each status of each cell, and for each claim; an empty cell is a row without a count."""
    for section in found.sections:
        for line in section.lines:
            for side, cell in zip(found.sides, line.cells, strict=True):
                about = {"section": section.kind, "row": line.head, "basis": line.note or line.group or None,
                         "side": side.name, "mark": line.mark or None}  # fmt: skip
                for one in _cell_rows(cell):
                    yield dict.fromkeys(COLUMNS) | about | one


def _cell_rows(cell: Cell | None) -> Iterator[dict[str, Any]]:
    if cell is None:
        yield {}
        return
    for status, count, rows in cell.statuses:
        yield {"status": status, "count": count, "rows": rows}
    for one in cell.claims:
        yield {
            "count": 1, "value_text": one.said, "value_low": one.low, "value_high": one.high,
            "as_of": one.when, "source_count": one.sources, "rows": one.permalink,
        }  # fmt: skip


@comparing.get("/compare.json")
def as_json() -> Response:
    """The table as JSON, with what to cite."""
    found, about = _read(session(), arguments())
    sides = [{"id": side.id, "name": side.name, "permalink": side.permalink} for side in found.sides]
    return jsonify({"ok": True, "sides": sides, "rows": list(rows_of(found)), "credit": about().as_json()})


@taken_from(comparing, "/compare")
def as_table(read: Session, given: Given) -> Table:
    """The comparison, a row for each cell, status and claim."""
    found, about = _read(read, given)
    return table_of(COLUMNS, lambda: rows_of(found), lambda: about().text)


@comparing.get("/compare.svg")
def as_svg() -> Response:
    """The drawings by themselves, with their colours inside."""
    found, about = _read(session(), arguments())
    drawn: list[Multiple] = multiples(found.sides, found.sections)[0]
    picture = render_template("compare.svg", multiples=drawn, credit=about(), root=site_root())
    return download(for_xml(picture).encode(), "image/svg+xml", "compare.svg")
