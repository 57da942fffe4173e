"""The drawing of the map: the window, the marks that stand in it, and the shades of the countries.

Positions are percentages of the window, so that the drawing fits any width; sizes of marks are pixels.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.errors import Refused
from tracker.overview.phases import PHASE_WORDS, PHASES
from tracker.overview.places import BY_CITY, NAMED, Land, Spot, Survey, by_size, filters_of
from tracker.overview.world import HEIGHT, SHOWN, WIDTH, outlines, project, unproject
from tracker.records import kinds

DEEPEST = 6
# Of the window's width: nearer marks would stand on each other at 740 pixels, the least it is drawn at.
APART = 0.036
SHADES = 5
# A country that is drawn smaller than this share of the window's width gets a dot instead of its shade alone.
VISIBLE = 0.008
NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,6})?"


@dataclass(frozen=True)
class Window:
    """The part of the plane that is shown: its middle in degrees, and how often it was halved."""

    longitude: float = 0.0
    latitude: float = 0.0
    zoom: int = 0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height on the plane; the middle moves so that the world fills the window."""
        width, height = WIDTH / 2**self.zoom, SHOWN / 2**self.zoom
        x, y = project(self.longitude, self.latitude)
        deep = HEIGHT if self.zoom else SHOWN
        left = min(max(x - width / 2, 0), WIDTH - width)
        return left, min(max(y - height / 2, 0), deep - height), width, height

    @property
    def written(self) -> str:
        return f"{self.longitude:.2f},{self.latitude:.2f},{self.zoom}"

    def percent(self, at: tuple[float, float]) -> tuple[float, float]:
        """Where degrees stand in the window."""
        left, top, width, height = self.box
        x, y = project(*at)
        return (x - left) / width * 100, (y - top) / height * 100

    def nearer(self, steps: int) -> "Window":
        """The same middle, halved or doubled."""
        return Window(self.longitude, self.latitude, min(max(self.zoom + steps, 0), DEEPEST))

    def moved(self, right: float, down: float) -> "Window":
        """Moved by shares of its size."""
        left, top, width, height = self.box
        middle = (left + width * (0.5 + right), top + height * (0.5 + down))
        return Window(*unproject(*middle), self.zoom).settled

    @property
    def settled(self) -> "Window":
        """The window with its middle where it is drawn, which at the edge of the world is another."""
        left, top, width, height = self.box
        longitude, latitude = unproject(left + width / 2, top + height / 2)
        return Window(round(longitude, 2), round(latitude, 2), self.zoom)


WORLD = Window()


def read_window(written: str) -> Window:
    """The window of an address, "127.0,37.5,4": longitude, latitude and zoom. Refused when it is none."""
    match = re.fullmatch(rf"({NUMBER}),({NUMBER}),(\d)", written)
    window = Window(float(match[1]), float(match[2]), int(match[3])) if match else None
    if not window or abs(window.longitude) > 180 or abs(window.latitude) > 90 or window.zoom > DEEPEST:
        words = f"Must be longitude, latitude and zoom (0 to {DEEPEST}), such as 127.0,37.5,4."
        raise Refused("The window was not understood.", {"_view": words})
    return window


def window_around(places: Sequence[tuple[float, float]], least: int = 0) -> Window:
    """The nearest window that has all the places well inside; of at least that zoom."""
    points = [project(*place) for place in places]
    across, down = [x for x, _ in points], [y for _, y in points]
    middle = unproject((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
    wanted = max((max(across) - min(across)) / WIDTH, (max(down) - min(down)) / SHOWN, 1e-9) / 0.7
    zoom = min(max(math.floor(-math.log2(wanted)), least, 0), DEEPEST)
    return Window(*middle, zoom).settled


@dataclass(frozen=True)
class Arc:
    """A stretch of a mark's ring: its phase, its share of the ring, and where it begins, in percent."""

    phase: str
    length: float
    start: float


@dataclass(frozen=True)
class Sign:
    """What stands at a place for one kind: how many, in which phases, and where they lead to."""

    kind: str
    count: int
    phases: Mapping[str, int]
    words: str
    address: str
    radius: float
    aside: float

    @property
    def phase(self) -> str:
        """The phase that all share, or "mixed"."""
        return next(iter(self.phases)) if len(self.phases) == 1 else "mixed"

    @property
    def arcs(self) -> list[Arc]:
        """The ring around the mark, in proportion to the phases."""
        found, start = [], 0.0
        for phase, count in self.phases.items():
            share = count / self.count * 100
            found.append(Arc(phase, round(share, 2), round(start, 2)))
            start += share
        return found


@dataclass(frozen=True)
class Mark:
    """A city, cities that stand too near each other at this zoom, or a country as a whole (`disc`).

    x, y: percent of the window. disc: the radius in percent; 0 for cities. `opens`: the window of its cities.
    """

    x: float
    y: float
    name: str
    signs: Sequence[Sign]
    cities: int
    disc: float = 0
    opens: Window | None = None


@dataclass(frozen=True)
class Shade:
    """A country's place on the scale, 1 to SHADES. dot: where it is, in percent, when too small to see."""

    land: Land
    level: int
    dot: tuple[float, float] | None


@dataclass(frozen=True)
class Drawing:
    """The map: discs, then marks from west to east, the shades, and the first and last number of each.

    outside: how many places are not in the window. crowded: how many countries' numbers found no room.
    """

    window: Window
    marks: Sequence[Mark]
    shades: Sequence[Shade]
    scale: Sequence[tuple[int, int]]
    outside: int
    crowded: int


def draw(survey: Survey, window: Window) -> Drawing:
    """Draw what was counted, as it looks through a window."""
    spots = [spot for land in survey.lands for spot in land.cities if spot.at]
    groups, outside = _grouped(spots, window)
    rests, beyond = _grouped([land.rest for land in survey.lands if land.rest and land.rest.at], window)
    discs = [_disc(survey, window, group[0]) for group in rests]
    marks = sorted((_mark(survey, window, group) for group in groups), key=lambda mark: (mark.x, mark.y))
    scale = scale_of([land.total for land in survey.lands])
    crowded = sum(len(group) - 1 for group in rests)
    return Drawing(window, [*discs, *marks], _shades(survey, window, scale), scale, outside + beyond, crowded)


def _grouped(spots: Iterable[Spot], window: Window) -> tuple[list[list[Spot]], int]:
    """Cities in the window, each with those too near to stand apart from it; and how many are outside.

    The largest come first and keep their place, so a group stands where its largest city is.
    """
    groups: list[list[Spot]] = []
    cells: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    outside = 0
    for spot in sorted(spots, key=by_size):
        x, y = _place(window, spot)
        if not (0 <= x <= 1 and 0 <= y <= SHOWN / WIDTH):
            outside += 1
            continue
        column, row = int(x / APART), int(y / APART)
        near = [
            (math.dist((x, y), (a, b)), number)
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for a, b, number in cells.get((column + i, row + j), ())
        ]
        distance, number = min(near, default=(1.0, 0))
        if distance < APART:
            groups[number].append(spot)
        else:
            cells.setdefault((column, row), []).append((x, y, len(groups)))
            groups.append([spot])
    return groups, outside


def _place(window: Window, spot: Spot) -> tuple[float, float]:
    """Where a place stands, in widths of the window."""
    assert spot.at
    x, y = window.percent(spot.at)
    return x / 100, y / 100 * SHOWN / WIDTH


def _mark(survey: Survey, window: Window, group: Sequence[Spot]) -> Mark:
    first = group[0]
    assert first.at
    x, y = window.percent(first.at)
    name = first.name if len(group) == 1 else f"{first.name} and {len(group) - 1} more"
    opens = None
    if len(group) > 1 and window.zoom < DEEPEST:
        opens = window_around([spot.at for spot in group if spot.at], window.zoom + 1)
    signs = _signs(survey, group, name)
    return Mark(round(x, 2), round(y, 2), name, signs, len(group), opens=opens)


def _signs(survey: Survey, group: Sequence[Spot], name: str) -> list[Sign]:
    """A sign for each kind that is there; a second one stands beside the first."""
    there = [kind for kind in survey.kinds if any(spot.count(kind) for spot in group)]
    found: list[Sign] = []
    for kind in there:
        phases = sum((spot.counts[kind] for spot in group if kind in spot.counts), Counter[str]())
        count = phases.total()
        ordered = {phase: phases[phase] for phase in PHASES if phases[phase]}
        aside = found[-1].aside + found[-1].radius + 11 if found else 0.0
        some = [spot for spot in group if spot.count(kind)][:NAMED]
        address = survey.address(kind, *dict.fromkeys(pair for one in some for pair in filters_of(one, kind)))
        words = _words(kind, count, ordered, name)
        found.append(Sign(kind, count, ordered, words, address, _radius(count), aside))
    return found


def _words(kind: str, count: int, phases: Mapping[str, int], name: str) -> str:
    """What a sign says aloud: "Seoul: 3 offices, 2 open or active, 1 to come"."""
    record = kinds()[kind]
    said = f"{name}: {count:,} {record.singular() if count == 1 else record.plural().lower()}"
    if not record.has_status:
        return said
    if len(phases) == 1:
        return f"{said}, {PHASE_WORDS[next(iter(phases))]}"
    return ", ".join([said, *(f"{number:,} {PHASE_WORDS[phase]}" for phase, number in phases.items())])


def _radius(count: int) -> float:
    return round(min(10 + 1.5 * math.log2(count), 22), 1)


def _disc(survey: Survey, window: Window, spot: Spot) -> Mark:
    assert spot.at
    x, y = window.percent(spot.at)
    outline = outlines().get(spot.code)
    size = outline.size / window.box[2] * 100 if outline else 0
    name = f"{spot.name}, no city named" if set(survey.kinds) & set(BY_CITY) else spot.name
    signs = _signs(survey, [spot], name)
    return Mark(round(x, 2), round(y, 2), name, signs, 0, disc=round(min(max(size * 0.16, 1.7), 6), 2))


def scale_of(totals: Iterable[int]) -> list[tuple[int, int]]:
    """The first and last number of each shade: at most SHADES, growing in proportion."""
    most = max(totals, default=0)
    if most <= SHADES:
        return [(number, number) for number in range(1, most + 1)]
    bounds = {1, most + 1}
    for step in range(1, SHADES):
        bounds.add(max(round(most ** (step / SHADES)), step + 1))
    ordered = sorted(bounds)
    return [(first, after - 1) for first, after in pairwise(ordered)]


def _shades(survey: Survey, window: Window, scale: Sequence[tuple[int, int]]) -> list[Shade]:
    found = []
    for land in survey.lands:
        level = next(place for place, (_, last) in enumerate(scale, 1) if land.total <= last)
        outline = outlines().get(land.code)
        seen = outline is not None and outline.size / window.box[2] >= VISIBLE
        at = land.at or next((city.at for city in land.cities if city.at), None)
        dot = None if seen or at is None else window.percent(at)
        found.append(Shade(land, level, dot and (round(dot[0], 2), round(dot[1], 2))))
    return found
