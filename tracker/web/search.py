"""The search page, and its twin in JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, cast, get_args
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from tracker.errors import Refused
from tracker.lookup import Candidate, lookup_of, permalink
from tracker.overview.scope import misnamed
from tracker.records import kinds
from tracker.search import SIZE, Asked, Chip, Found, Hit, Order, Term, find, read_search, snippets
from tracker.web.site import arguments, session
from tracker.web.twins import Given, Table, citation_of, table_of, taken_from
from tracker.web.visits import may_read

searching = Blueprint("search", __name__)

ORDERS = get_args(Order)
LAST_PAGE = 40
OWN = ("q", "kind", "order", "page", "stay")
COLUMNS = ("id", "permalink", "kind", "label", "snippet")


@searching.get("/search")
def page() -> str | BaseResponse:
    """The records of every kind that hold the words; an exact name leads to the page of what is called so.

    A code of two letters is a word as well, “AI” not only Anguilla: it leads nowhere by itself.
    """
    typed = request.args.get("q", "")
    asked, order, number = _read(session(), arguments())
    exact = _called(typed) if asked.terms and not asked.chips else []
    if len(exact) == 1 and not _is_code(typed, exact[0]) and "stay" not in request.args:
        there = permalink(exact[0].kind, exact[0].id)
        return redirect(f"{there}?{urlencode({'_q': asked.text})}", 302)
    found = _found(session(), asked, order, number)
    return render_template(
        "search.html", asked=asked, words=asked.text, found=found, order=order, page=number, exact=exact,
        snippets=snippets(session(), found.hits, asked.terms), size=SIZE, last_page=LAST_PAGE,
        drops=_drops(asked) if asked and not found.count else [],
        near=_near(asked) if asked.terms and not found.count else [],
    )  # fmt: skip


@searching.get("/search.json")
def twin() -> dict[str, Any]:
    """The same as JSON."""
    asked, order, number = _read(session(), arguments())
    found = _found(session(), asked, order, number)
    rows = list(_rows(session(), asked, found.hits))
    more = number < LAST_PAGE and found.count > number * SIZE
    return {
        "ok": True, "rows": rows, "next": str(number + 1) if more else None, "count": found.count,
        "count_capped": found.capped, "kinds": found.kinds, "notes": asked.notes,
    }  # fmt: skip


def _rows(read: Session, asked: Asked, hits: Sequence[Hit]) -> Iterator[dict[str, Any]]:
    """Each hit with the words around it, those of a page read together: texts are long."""
    for start in range(0, len(hits), SIZE):
        some = hits[start : start + SIZE]
        around = snippets(read, some, asked.terms)
        for hit in some:
            words = "".join(words for words, _ in around.get(hit.id, [])) or None
            told = (hit.id, permalink(hit.kind, hit.id), hit.kind, hit.name, words)
            yield dict(zip(COLUMNS, told, strict=True))


@taken_from(searching, "/search")
def as_table(read: Session, given: Given) -> Table:
    """All that can be paged through."""
    asked, order, _ = _read(read, given)
    found = _found(read, asked, order, size=LAST_PAGE * SIZE)
    return table_of(
        COLUMNS, lambda: _rows(read, asked, found.hits), lambda: citation_of(f"Search for “{asked.text}”"),
        lambda: len(found.hits),
    )  # fmt: skip


def _read(read: Session, given: Given) -> tuple[Asked, Order, int]:
    """What an address asks for, in which order, and the page; Refused names the argument that is wrong.

    kind: as older addresses gave it, as an argument of its own.
    """
    given = [pair for pair in given if pair[1]]
    own, faults = dict(given), misnamed(given, OWN)
    kind, order, page = own.get("kind", ""), own.get("order", "best"), own.get("page", "1")
    if kind and kind not in kinds():
        faults["kind"] = f"Must be one of: {', '.join(kinds())}."
    if order not in ORDERS:
        faults["order"] = f"Must be one of: {', '.join(ORDERS)}."
    if not (page.isascii() and page.isdecimal() and len(page) < 4 and 1 <= int(page) <= LAST_PAGE):
        faults["page"] = f"Must be a number from 1 to {LAST_PAGE}."
    if own.get("stay", "1") != "1":
        faults["stay"] = "Must be 1, to stay on the search where a name leads to its page."
    if faults:
        raise Refused("The search was not understood.", faults)
    typed = own.get("q", "")
    return read_search(read, f"kind:{kind} {typed}" if kind else typed), cast("Order", order), int(page)


def _found(read: Session, asked: Asked, order: Order, number: int = 1, size: int = SIZE) -> Found:
    """What is found of the kinds that whoever asks may see."""
    hidden = [name for name in kinds() if not may_read(name)]
    return find(read, asked, order, number, size, hidden)


def _called(typed: str) -> list[Candidate]:
    alone = tuple(name for name, kind in kinds().items() if not kind.owner and may_read(name))
    return lookup_of(session()).called(typed.strip(), alone)


def _is_code(typed: str, called: Candidate) -> bool:
    return called.kind == "countries" and typed.isascii() and len(typed.strip()) == 2


def _drops(asked: Asked) -> list[tuple[str, str, Found]]:
    """What each word or filter keeps away: (what is dropped, the search that is left, its finds)."""
    parts: list[Chip | Term] = [*asked.chips, *asked.terms]
    left = [(part.source, asked.without(part)) for part in parts if len(parts) > 1]
    read = session()
    tried = [(source, text, _found(read, read_search(read, text), "newest")) for source, text in left]
    return [one for one in tried if one[2].count]


def _near(asked: Asked) -> list[Candidate]:
    """What is called something like it."""
    words = " ".join(term.typed for term in asked.terms)
    return lookup_of(session()).near(words, ("companies", "people", "countries", "cities", "programmes"))
