"""The list of any kind as a page: rows under filters, and beside them the values to filter by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import Blueprint, redirect, render_template, request
from markupsafe import Markup, escape
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from tracker.errors import Refused
from tracker.fields import Field, own_fields
from tracker.lookup import lookup_of
from tracker.queries import listing
from tracker.queries.cited import wanted
from tracker.queries.facets import EVERY, Facet, Value, facets, matching
from tracker.queries.filters import EMPTY, Filter
from tracker.queries.listing import Page
from tracker.queries.masks import countable
from tracker.queries.reach import facetted, unit_of
from tracker.queries.tallies import prepared
from tracker.records import Record, Registered
from tracker.schema import PACKAGE
from tracker.web.show import columns_of, lead_of, words_of
from tracker.web.site import arguments, only_now, session

lists = Blueprint("lists", __name__)

# Values of a facet on the page; more are typed.
SHOWN = 10
# Facets that stand open when nothing is chosen; the rest show their values when asked.
OPEN = 4
# What is chosen by most often comes first.
FIRST = ("status", "kind", "modality", "company", "subject", "metric", "country", "publisher")


@cache
def own_template(kind: type[Record], page: str) -> str:
    """The template of a kind that has one of its own, else the generic one."""
    own = f"{kind.__tablename__}/{page}.html"
    return own if (PACKAGE / "templates" / own).exists() else f"{page}.html"


@lists.get("/<kind:kind>/")
def index(kind: type[Record]) -> str | BaseResponse:
    """A page of a list."""
    filled = [(name, value) for name, value in arguments() if value]
    if len(filled) < len(arguments()):
        # A form sends its empty inputs too; the address keeps what was asked for and no more.
        return redirect(f"{request.path}?{urlencode(filled)}", 302)
    ready = prepared(session(), kind)
    if not ready:
        only_now()
    page = listing(session(), kind, filled, exact=ready)
    shelves = _shelves(kind, page, ready)
    shown, hidden = _columns(kind)
    lead = lead_of(kind, shown)
    return render_template(
        own_template(kind, "list"),
        kind=kind, page=page, heads=[_head(one, page, shelves, one is lead) for one in shown], hidden=hidden,
        columns=shown, shelves=shelves, carried=_carried(shelves),
        chips=chips(kind, page), query=query, ready=ready, values=values, cited=wanted(filled),
    )  # fmt: skip


# -- addresses --------------------------------------------------------------------------------------------


def query(**changes: Any) -> str:
    """The address of this list with some arguments changed; None drops one. Any change leaves the page."""
    kept = [(name, value) for name, value in arguments() if name not in changes]
    page = [("_next", str(changes["_next"]))] if changes.get("_next") is not None else []
    given = ((name, str(value)) for name, value in changes.items() if value is not None)
    return _address([*kept, *given], page)


def _address(asked: Iterable[tuple[str, str]], page: Iterable[tuple[str, str]] = ()) -> str:
    pairs = [*((name, value) for name, value in asked if name != "_next"), *page]
    return f"?{urlencode(pairs)}" if pairs else request.path


# -- chips ------------------------------------------------------------------------------------------------


def chips(kind: type[Record], page: Page) -> list[dict[str, Any]]:
    """The filters in words, each with the address of the list without it, and its rows when this has none."""
    return [
        {
            "words": named(one).words,
            "without": query(**dict.fromkeys(one.spellings)),
            "rows": None if page.count else _without(kind, page, one),
        }
        for one in page.filters
    ]


def named(one: Filter) -> Filter:
    """A filter with the names of the records that it gives by id, short name or code."""
    if not one.field.to or one.operator == "isnull":
        return one
    looking = lookup_of(session())
    ids = {value: looking.resolve(value, one.field.to)[0] or 0 for value in one.values}
    found = select(Registered.id, Registered.name).where(Registered.id.in_(ids.values()))
    names: dict[int, str] = dict(session().execute(found).all())
    return replace(one, values=tuple(names.get(ids[value], value) for value in one.values))


def _without(kind: type[Record], page: Page, one: Filter) -> int:
    return matching(session(), kind, [other for other in page.filters if other is not one])


# -- values to filter by ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """A value that can be ticked: the argument it sends, its rows counted, and the list of only those."""

    argument: str
    value: str
    label: str
    count: int
    chosen: bool
    only: str


@dataclass(frozen=True)
class Shelf:
    """A field of the filters: values to tick, with `more` that are not shown, and what is typed.

    unit: the field that says what its numbers count, if one must be chosen before there are bands.
    """

    field: Field
    choices: tuple[Choice, ...]
    more: int | None
    open: bool
    everything: str
    unit: Field | None

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in self.choices)

    @property
    def ranged(self) -> bool:
        return self.field.comparable

    def expresses(self, name: str, value: str) -> bool:
        """Whether an argument is said by an input of this shelf."""
        own = (self.field.name, self.field.column)
        if self.ranged and name in [f"{one}__{end}" for one in own for end in ("gte", "lte")]:
            return True
        if name in [f"{one}__isnull" for one in own]:
            return value in EMPTY
        return name in own and countable(self.field, value)


def _shelves(kind: type[Record], page: Page, ready: bool) -> list[Shelf]:
    """The fields that rows are chosen by, what is chosen by most often first."""
    some = facets(session(), kind, page.filters, most=SHOWN) if ready else []
    counted = {one.field.name: one for one in some}
    counted |= {one.field.name: one for one in page.facets}
    fields = [one.field for one in facetted(kind)]
    fields += [field for field in own_fields(kind) if field.filtered and field not in fields]
    fields.sort(key=lambda field: FIRST.index(field.name) if field.name in FIRST else len(FIRST))
    shelves = [_shelf(kind, field, counted.get(field.name), place) for place, field in enumerate(fields)]
    return [one for one in shelves if not _idle(one)]


def _idle(shelf: Shelf) -> bool:
    """Whether it is of units and all are the same, so that there is nothing to choose."""
    units = [one for one in shelf.choices if one.argument == shelf.field.name]
    return bool(shelf.field.part_of) and not shelf.chosen and len(units) < 2


def _shelf(kind: type[Record], field: Field, facet: Facet | None, place: int) -> Shelf:
    asked = arguments()
    open_one = place < OPEN or ("_facet", field.name) in asked
    everything = _address([*asked, ("_facet", field.name)]) + f"#f-{field.name}"
    choices = tuple(_choices(field, facet.values, asked)) if facet else ()
    unit = unit_of(kind, field)
    # Once a unit is chosen its ranges are what one looks for next.
    open_one |= unit is not None and any(name in (unit.name, unit.column) for name, _ in arguments())
    needed = unit if any(one.value == EVERY for one in choices) else None
    shelf = Shelf(field, choices, facet.more if facet else 0, open_one, everything, needed)
    typed = any(shelf.expresses(*pair) for pair in asked)
    return replace(shelf, open=open_one or typed)


def _choices(field: Field, given: Iterable[Value], asked: Iterable[tuple[str, str]]) -> Iterator[Choice]:
    own = {name + end for name in (field.name, field.column) for end in ("", "__isnull")}
    others = urlencode([pair for pair in asked if pair[0] not in {*own, "_next"}])
    start = f"?{others}&" if others else "?"
    for one in given:
        if one.count or one.selected:
            argument, value = _said(field, one.value)
            only = f"{start}{argument}={quote_plus(value)}"
            yield Choice(argument, value, one.label, one.count, one.selected, only)


def _said(field: Field, value: Any) -> tuple[str, str]:
    """The argument that asks for a value of a facet, and how it is written there."""
    if value is None:
        return f"{field.name}__isnull", "yes"
    if field.sort == "flag":
        return field.name, "yes" if value else "no"
    return field.name, str(value)


def values(shelf: Shelf) -> Markup:
    """The values of a shelf to tick, put together here: a page has a hundred, and a template takes three
    times as long."""
    return Markup("".join(_ticked(shelf.field, one) for one in shelf.choices))  # noqa: S704


def _ticked(field: Field, one: Choice) -> str:
    value, label, own = escape(one.value), escape(one.label), one.argument == field.name
    if own and field.name in ("status", "state"):
        said = f'<span class="chip {field.name}-{value.replace("_", "-")}">{label}</span>'
    elif field.to == ("metrics",):
        said = f"<span>{escape(words_of(one.label).capitalize())}</span>"
    else:
        said = f"<span>{label}</span>" if own else f'<span class="quiet">{label}</span>'
    return (
        f'\n<li><label class="check"><input type="checkbox" name="{one.argument}" value="{value}"'
        f'{" checked" if one.chosen else ""}> {said}</label><a class="n" href="{escape(one.only)}">'
        f'<span class="vh">Only {label}: </span>{one.count:,}</a></li>'
    )


def _carried(shelves: Iterable[Shelf]) -> list[tuple[str, str]]:
    """The arguments that no input says: they are carried along unseen."""
    asked = (pair for pair in arguments() if pair[0] != "_next")
    return [pair for pair in asked if not any(one.expresses(*pair) for one in shelves)]


# -- columns ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """The head of a column: the addresses of what its menu offers; empty where it offers nothing."""

    field: Field
    sorted: str
    turn: str
    up: str
    down: str
    filter: str
    filled: str
    hide: str


def _columns(kind: type[Record]) -> tuple[list[Field], list[tuple[str, str]]]:
    """The columns of the page, and those left out by `_hide`, each with the address that shows it again."""
    every = columns_of(kind)
    lead = lead_of(kind, every)
    gone = [value for name, value in arguments() if name == "_hide"]
    known = [one.name for one in every if one is not lead]
    if wrong := [name for name in gone if name not in known]:
        words = f"There is no column “{wrong[0][:60]}” that can be left out. There are: {', '.join(known)}."
        raise Refused("The columns were not understood.", {"_hide": words})
    again = [
        (one.label, _address(pair for pair in arguments() if pair != ("_hide", one.name)))
        for one in every if one.name in gone
    ]  # fmt: skip
    return [one for one in every if one.name not in gone], again


def _head(field: Field, page: Page, shelves: Iterable[Shelf], leads: bool) -> Head:
    own, name = (field.name, field.column), field.name
    up, down = page.sort in own, page.sort.removeprefix("-") in own and page.sort.startswith("-")
    known = field.column != "label"
    return Head(
        field,
        sorted="ascending" if up else "descending" if down else "",
        turn=query(_sort=f"-{name}" if up else name),
        up=query(_sort=name),
        down=query(_sort=f"-{name}"),
        filter=f"#f-{name}" if any(one.field.name == name for one in shelves) else "",
        filled=query(**{f"{name}__isnull": "no"}) if known and not field.required else "",
        hide=_address([*arguments(), ("_hide", name)]) if known and not leads else "",
    )
