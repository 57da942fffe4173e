"""The map: what is counted at which place, drawn, listed and taken away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.exchange.xmltext import for_xml
from tracker.overview.atlas import WORLD, Drawing, Step, Window, draw, read_window, window_around
from tracker.overview.credit import Credit, credit
from tracker.overview.phases import PHASE_WORDS, PHASES
from tracker.overview.places import COUNTED, NOWHERE, Land, Spot, Survey, filters_of, survey
from tracker.overview.scope import Scope, read_own, read_scope
from tracker.overview.world import outlines
from tracker.records import FACTS, kind_called
from tracker.web.legend import legend
from tracker.web.sending import download
from tracker.web.site import arguments, session, site_root
from tracker.web.twins import Given, Table, table_of, taken_from

maps = Blueprint("map", __name__)

OWN = ("_view", "_count")
SITES = ("offices", "projects")
# Of a window that nobody asked for: near enough for a small country, and its neighbours are still seen.
NEAR = 4
# Cities listed under each country, by how many countries there are: few of many, many of one.
CITIES = {1: 500, 20: 8, 1000: 3}
NONE = '<td class="whole"><span class="vh">none</span><span class="quiet" aria-hidden="true">·</span></td>'
WIDTH = 1200  # pixels of the drawing as a file
LICENCES = (
    "City coordinates © GeoNames, CC BY 4.0.",
    "Outlines after Natural Earth, public domain; they take no side on any border.",
)
COLUMNS = (
    "place", "country", "code", "precision", "latitude", "longitude", "kind", "count", *PHASES, "rows",
)  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """What an address asks the map for. counted: the one kind to count; None is offices and projects."""

    scope: Scope
    counted: str | None
    view: str | None

    @property
    def names(self) -> tuple[str, ...]:
        if self.counted:
            return (self.counted,)
        return (self.scope.of.__tablename__,) if self.scope.of else SITES

    @property
    def title(self) -> str:
        words = [kind_called(name).plural().lower() for name in self.names]
        return f"{' and '.join(words).capitalize()} on the map"

    def query(self, **changes: str | None) -> str:
        """The arguments of the same map with some of its own changed, "?…"; None drops one."""
        kept = {"_count": self.counted, "_view": self.view} | changes
        pairs = [*self.scope.query, *((name, value) for name, value in kept.items() if value)]
        return f"?{urlencode(pairs)}" if pairs else ""

    def within(self, land: Land) -> str:
        """The arguments of the same map of one country."""
        pairs = [pair for pair in self.scope.query if pair[0] not in ("country", "country_id")]
        pairs += [("country", land.code), *([("_count", self.counted)] if self.counted else [])]
        return f"?{urlencode(pairs)}"

    def without(self, pairs: list[tuple[str, str]]) -> str:
        """The address of the map with other filters."""
        kept = [*pairs, *([("_count", self.counted)] if self.counted else [])]
        return f"/map?{urlencode(kept)}" if kept else "/map"


def read_ask(read: Session, asked: Given) -> Ask:
    """What the arguments of an address ask for; Refused names the argument that is wrong."""
    given, rest = read_own(asked, OWN)
    own = dict(given)
    counted = own.get("_count")
    if counted not in (None, *COUNTED):
        raise Refused("The map was not understood.", {"_count": f"Must be one of: {', '.join(COUNTED)}."})
    if counted == "companies" and "_of" not in dict(rest):
        rest.append(("_of", "companies"))
    of = dict(rest).get("_of")
    if of and counted not in (None, of):
        raise Refused("The map was not understood.", {"_count": f"The map is of {of}, and counts only them."})
    scope = read_scope(read, rest, ("companies",) if of == "companies" else FACTS)
    if "_view" in own:
        read_window(own["_view"])
    return Ask(scope, counted if counted != of else None, own.get("_view"))


def window_of(ask: Ask, found: Survey) -> Window:
    """The window that is asked for; else the one around what a filter leaves, else the world."""
    if ask.view:
        return read_window(ask.view).settled
    spots = [spot.at for land in found.lands for spot in _spots(land) if spot.at]
    return window_around(spots, most=NEAR) if spots and ask.scope.filters else WORLD


def _spots(land: Land) -> list[Spot]:
    return [*land.cities, *([land.rest] if land.rest else [])]


@maps.get("/map")
def page() -> str:
    """The map with its list."""
    ask = read_ask(session(), arguments())
    found = survey(session(), ask.scope, ask.names)
    drawing = draw(found, window_of(ask, found))
    few = next(few for most, few in CITIES.items() if len(found.lands) <= most)
    return render_template(
        "map.html", ask=ask, found=found, drawing=drawing, tabs=tabs(ask), moves=moves(ask, drawing.window),
        few=few, view=view_of(ask), phases=PHASE_WORDS, counts_at=counts_at, outlines=outlines(),
        licences=LICENCES,
    )  # fmt: skip


def counts_at(found: Survey, place: Land | Spot) -> Markup:
    """The cells that say how many of each kind are at a place, put together here: the list has hundreds."""
    own = (("country_id", str(place.id)),)
    cells = []
    for kind in found.kinds:
        if count := place.totals.get(kind):
            address = found.address(kind, *(own if isinstance(place, Land) else filters_of(place, kind)))
            cells.append(f'<td class="whole"><a href="{escape(address)}">{count:,}</a></td>')
        else:
            cells.append(NONE)
    return Markup("".join(cells))  # noqa: S704


def view_of(ask: Ask) -> Any:
    """A function from a window to the address of the map in it."""
    return lambda window: f"/map{ask.query(_view=window.written)}"


def tabs(ask: Ask) -> list[tuple[str, str, bool]]:
    """What may be counted of the same rows: words, address, and whether it is what is shown."""
    if ask.scope.of:
        return []
    found = [("Offices and projects", f"/map{ask.query(_count=None)}", ask.counted is None)]
    found += [
        (kind_called(name).plural(), f"/map{ask.query(_count=name)}", ask.counted == name) for name in FACTS
    ]
    if all(one.argument == "country" for one in ask.scope.filters):
        found.append((kind_called("companies").plural(), f"/map{ask.query(_count='companies')}", False))
    return found


def moves(ask: Ask, window: Window) -> list[tuple[str, str, str | None]]:
    """The buttons of the window: sign, words, and the address; None where it goes no further."""
    steps = [
        ("zoom-in", "Zoom in", window.nearer(1)),
        ("zoom-out", "Zoom out", window.nearer(-1)),
        ("west", "Move west", window.moved(-0.5, 0)),
        ("north", "Move north", window.moved(0, -0.5)),
        ("south", "Move south", window.moved(0, 0.5)),
        ("east", "Move east", window.moved(0.5, 0)),
        ("world", "The whole world", WORLD),
    ]
    here = window.settled
    show = view_of(ask)
    return [(sign, words, None if to.settled == here else show(to)) for sign, words, to in steps]


# -- on the pages of companies and countries ---------------------------------------------------------------


@dataclass(frozen=True)
class Small:
    """The map of one company or country, for its own page: the places that have a mark, and those drawn."""

    ask: Ask
    found: Survey
    drawing: Drawing

    @property
    def phases(self) -> dict[str, str]:
        """The states that stand on it, in words."""
        there = {phase for mark in self.drawing.marks for sign in mark.signs for phase in sign.phases}
        return {phase: words for phase, words in PHASE_WORDS.items() if phase in there}


def small_map(read: Session, by: str, number: int, names: Sequence[str]) -> Small | None:
    """The map of what a company or country (`by`) has of some kinds; None when nothing of it has a place."""
    scope = read_scope(read, [(by, str(number))])
    ask = Ask(scope, names[0] if len(names) == 1 else None, None)
    found = survey(read, scope, ask.names)
    drawing = draw(found, window_of(ask, found))
    return Small(ask, found, drawing) if drawing.marks else None


# -- to take away -----------------------------------------------------------------------------------------


def _credit(read: Session, ask: Ask) -> Credit:
    some = [kind_called(name) for name in ask.names]
    address = f"{site_root()}/map{ask.query()}"
    return credit(read, ask.scope, some, ask.title, address, *LICENCES)


def rows_of(found: Survey) -> Iterator[dict[str, Any]]:
    """A row for each place and kind, countries with most first, then what stands on no map."""
    for land in found.lands:
        for spot in _spots(land):
            yield from (_row(found, spot, kind) for kind in found.kinds if spot.count(kind))
    for missing in found.missing:
        if missing.why == NOWHERE:
            address = found.address(missing.kind, *missing.filters)
            yield dict.fromkeys(COLUMNS) | {
                "precision": "none", "kind": missing.kind, "count": missing.count, "rows": address,
            }  # fmt: skip


def _row(found: Survey, spot: Spot, kind: str) -> dict[str, Any]:
    longitude, latitude = spot.at if spot.at and spot.is_city else (None, None)
    return {
        "place": spot.name, "country": spot.country, "code": spot.code,
        "precision": "city" if spot.is_city else "country", "latitude": latitude, "longitude": longitude,
        "kind": kind, "count": spot.count(kind), **{phase: spot.counts[kind][phase] for phase in PHASES},
        "rows": found.address(kind, *filters_of(spot, kind)),
    }  # fmt: skip


@maps.get("/map.json")
def as_json() -> Response:
    """The list of the map as JSON, with what to cite."""
    ask = read_ask(session(), arguments())
    found = survey(session(), ask.scope, ask.names)
    return jsonify({"ok": True, "rows": list(rows_of(found)), "credit": _credit(session(), ask).as_json()})


@taken_from(maps, "/map")
def as_table(read: Session, given: Given) -> Table:
    """The list of the map."""
    ask = read_ask(read, given)
    found = survey(read, ask.scope, ask.names)
    return table_of(COLUMNS, lambda: rows_of(found), lambda: _credit(read, ask).text)


@maps.get("/map.geojson")
def as_geojson() -> Response:
    """The places as GeoJSON: a point for a city; a country has no point, for it would be a wrong one."""
    ask = read_ask(session(), arguments())
    found = survey(session(), ask.scope, ask.names)
    features = [_feature(row) for row in rows_of(found)]
    about = _credit(session(), ask).as_json()
    answer = jsonify({"type": "FeatureCollection", "features": features, "credit": about})
    return download(answer.data, "application/geo+json", "map.geojson")


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    at = [row["longitude"], row["latitude"]]
    point = None if at[0] is None else {"type": "Point", "coordinates": at}
    properties = {name: value for name, value in row.items() if name not in ("longitude", "latitude")}
    return {"type": "Feature", "geometry": point, "properties": properties}


@maps.get("/map.svg")
def as_svg() -> Response:
    """The drawing by itself, with its outlines and colours inside."""
    ask = read_ask(session(), arguments())
    found = survey(session(), ask.scope, ask.names)
    drawing = draw(found, window_of(ask, found))
    picture = render_template(
        "map.svg", ask=ask, found=found, drawing=drawing, view=view_of(ask), outlines=outlines(),
        credit=_credit(session(), ask), key=legend(signs_of(found, drawing), WIDTH), root=site_root(),
    )  # fmt: skip
    return download(for_xml(picture).encode(), "image/svg+xml", "map.svg")


def signs_of(found: Survey, drawing: Drawing) -> Iterator[tuple[str, str]]:
    """The signs that a drawing of its own holds, each with its words."""
    plurals = [kind_called(kind).plural().lower() for kind in found.kinds]
    cities, discs = ([mark for mark in drawing.marks if bool(mark.disc) is disc] for disc in (False, True))
    for kind, plural in zip(found.kinds, plurals, strict=True):
        if any(sign.kind == kind for mark in cities for sign in mark.signs):
            yield "square" if kind == "projects" else "circle", f"{plural} in a city, and how many"
    if discs:
        of_cities = set(found.kinds) & set(SITES)
        yield "disc", "no city named: somewhere in the country" if of_cities else "how many in the country"
    if any(kind_called(kind).has_status for kind in found.kinds):
        phases = {sign.phase for mark in drawing.marks for sign in mark.signs}
        yield from ((phase, words) for phase, words in PHASE_WORDS.items() if phase in phases)
        if "mixed" in phases:
            yield "mixed", "of several states, in proportion"
    if len(found.lands) > 1:
        *some, last = drawing.scale
        yield from ((f"shade-{step.level}", _numbers(step)) for step in some)
        yield f"shade-{last.level}", f"{_numbers(last)}: {' and '.join(plurals)} in the country"


def _numbers(step: Step) -> str:
    return f"{step.first:,}" if step.first == step.last else f"{step.first:,} to {step.last:,}"
