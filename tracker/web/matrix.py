"""The matrix: who has an office where, drawn as a table and taken away."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, Response, jsonify, render_template
from sqlalchemy.orm import Session

from tracker.exchange.xmltext import for_xml
from tracker.fields import field_called
from tracker.overview.credit import Credit, credit
from tracker.overview.matrix import (
    COLUMNS,
    ROWS,
    Ask,
    End,
    Matrix,
    Presence,
    every_presence,
    matrix,
    read_ask,
    written,
)
from tracker.overview.phases import PHASE_WORDS
from tracker.records.company import Company
from tracker.records.office import Office
from tracker.web.cells import cells
from tracker.web.legend import legend
from tracker.web.sending import download
from tracker.web.site import arguments, session, site_root
from tracker.web.twins import Given, Table, table_of, taken_from

matrices = Blueprint("matrix", __name__)

OF_FILE = (
    "company", "country", "phase", "offices", "statuses", "since_by", "source_count", "company_id",
    "country_id", "rows",
)  # fmt: skip
TITLE = "Companies by countries: who has an office where"


@matrices.get("/matrix")
def page() -> str:
    """The matrix, a part of it at a time when it is large."""
    ask = read_ask(session(), arguments())
    found = matrix(session(), ask)
    return render_template(
        "matrix.html", ask=ask, found=found, cells=cells, rows_at=rows_at, pages=pages(found),
        column_at=column_at, without=without, statuses=field_called(Office, "status"),
        company_kinds=field_called(Company, "kind"),
    )  # fmt: skip


def rows_at(ask: Ask, company: End | None = None, country: End | None = None) -> str:
    """The list of the offices in a row or a cell; the filters of the matrix hold there as well."""
    own = {"company": company, "country": country}
    dropped = {f"{name}{end}" for name, one in own.items() if one for end in ("", "_id")}
    kept = [pair for pair in ask.scope.arguments if pair[0] not in dropped]
    return written("/offices/", [*kept, *((name, one.handle) for name, one in own.items() if one)])


def column_at(ask: Ask, country: End) -> str:
    """What a column counts: the list of its offices, or, as lists know no kind of company, its own matrix."""
    if not ask.company_kinds:
        return rows_at(ask, country=country)
    kept = [pair for pair in ask.query() if pair[0] not in ("country", "country_id")]
    return written("/matrix", [*kept, ("country", country.handle)])


def without(ask: Ask, left: list[tuple[str, str]]) -> str:
    """The matrix with the filters that are left when a chip is dropped."""
    kept = [pair for pair in left if pair[0] != "_of"]
    return written("/matrix", [*kept, *(("_kind", kind) for kind in ask.company_kinds)])


def pages(found: Matrix) -> dict[str, Any]:
    """The addresses of the parts beside this one."""
    ask = found.ask
    here = {"_page": ask.page, "_columns": ask.columns}

    def beside(name: str, step: int, size: int, count: int) -> str | None:
        to = here[name] + step
        changes: dict[str, Any] = here | {name: to}
        return ask.address(**changes) if to >= 1 and (to - 1) * size < count else None

    return {
        "up": beside("_page", -1, ROWS, found.company_count),
        "down": beside("_page", 1, ROWS, found.company_count),
        "left": beside("_columns", -1, COLUMNS, found.country_count),
        "right": beside("_columns", 1, COLUMNS, found.country_count),
    }


# -- to take away -----------------------------------------------------------------------------------------


def row_of(ask: Ask, one: Presence) -> dict[str, Any]:
    """A cell as a row to take away."""
    statuses = "; ".join(f"{status or 'without a status'}: {count}" for status, count in one.counts.items())
    return {
        "company": one.company.name, "country": one.country.name, "phase": one.phase, "offices": one.count,
        "statuses": statuses, "since_by": one.since.isoformat() if one.since else None,
        "source_count": one.sources, "company_id": one.company.id, "country_id": one.country.id,
        "rows": rows_at(ask, one.company, one.country),
    }  # fmt: skip


def _credit(read: Session, ask: Ask) -> Credit:
    address = f"{site_root()}{ask.address()}"
    return credit(read, ask.scope, ask.scope.kinds, TITLE, address)


@matrices.get("/matrix.json")
def as_json() -> Response:
    """The part of the matrix that the page shows, as JSON, with what to cite."""
    ask = read_ask(session(), arguments())
    found = matrix(session(), ask)
    rows = [row_of(ask, one) for _, some in found.rows for one in some]
    counts = {"companies": found.company_count, "countries": found.country_count}
    about = {"offices": found.office_count, **counts, "credit": _credit(session(), ask).as_json()}
    return jsonify({"ok": True, "rows": rows, **about})


@matrices.get("/matrix.svg")
def as_svg() -> Response:
    """The part of the matrix that the page shows, as a drawing with its colours inside."""
    ask = read_ask(session(), arguments())
    found = matrix(session(), ask)
    sheet = Sheet(found)
    picture = render_template(
        "matrix.svg", ask=ask, found=found, sheet=sheet, credit=_credit(session(), ask), title=TITLE,
        root=site_root(), key=legend(signs_of(found), sheet.width), rows_at=rows_at, column_at=column_at,
    )  # fmt: skip
    return download(for_xml(picture).encode(), "image/svg+xml", "matrix.svg")


@dataclass(frozen=True)
class Sheet:
    """The measures of the drawing, in pixels: a column for the companies, one for all their offices, and one
    for each country; a row for each company."""

    found: Matrix
    head: ClassVar = 96
    left: ClassVar = 280
    wide: ClassVar = 108
    high: ClassVar = 36

    @property
    def width(self) -> int:
        return max(self.left + self.wide * len(self.found.countries) + 20, 760)

    @property
    def height(self) -> int:
        return self.head + self.high * max(len(self.found.companies), 1) + 12


def signs_of(found: Matrix) -> Iterator[tuple[str, str]]:
    """The signs that the drawing holds, each with its words."""
    phases = {one.phase for one in found.cells.values()}
    yield from ((phase, words) for phase, words in PHASE_WORDS.items() if phase in phases)
    if any(len(one.counts) > 1 for one in found.cells.values()):
        yield "more", "how many more offices, in another state"
    if found.cells:
        yield "", "2025 · 2: by when the furthest was so, and how many articles say so"


@taken_from(matrices, "/matrix")
def as_table(read: Session, given: Given) -> Table:
    """The whole matrix, a row for each company and country."""
    ask = read_ask(read, given)
    return table_of(
        OF_FILE, lambda: (row_of(ask, one) for one in every_presence(read, ask)),
        lambda: _credit(read, ask).text,
    )  # fmt: skip
