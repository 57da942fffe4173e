"""The drawing of the map: the window, the marks that stand in it, and the shades of the countries.

Positions are percentages of the window, so that the drawing fits any width; sizes of marks are pixels.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tracker.errors import Refused
from tracker.overview.phases import PHASE_WORDS, PHASES
from tracker.overview.places import BY_CITY, NAMED, Land, Spot, Survey, by_size, filters_of
from tracker.overview.world import HEIGHT, SHOWN, WIDTH, outlines, project, unproject
from tracker.records import kinds

DEEPEST = 7
# How far marks stand apart, across and along, in widths of the window: what fits between them at 740 pixels,
# the least it is drawn at. Two signs stand side by side, so they need twice the room across.
APART, ASIDE = 0.042, 0.04
# The shades that stand for one step of the scale, for two, and so on up to five.
SHADES = ((3,), (2, 4), (1, 3, 5), (1, 2, 4, 5), (1, 2, 3, 4, 5))
# A country that is drawn smaller than this share of the window's width gets a dot instead of its shade alone.
VISIBLE = 0.008
NUMBER = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,6})?"


@dataclass(frozen=True)
class Window:
    """The part of the plane that is shown: its middle in degrees, and how often it was halved."""

    longitude: float = 0.0
    latitude: float = 0.0
    zoom: int = 0

    @cached_property
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
    match = re.fullmatch(rf"({NUMBER}),({NUMBER}),([0-9])", written)
    window = Window(float(match[1]), float(match[2]), int(match[3])) if match else None
    if not window or abs(window.longitude) > 180 or abs(window.latitude) > 90 or window.zoom > DEEPEST:
        words = f"Must be longitude, latitude and zoom (0 to {DEEPEST}), such as 127.0,37.5,4."
        raise Refused("The window was not understood.", {"_view": words})
    return window


def window_around(places: Sequence[tuple[float, float]], least: int = 0, most: int = DEEPEST) -> Window:
    """The nearest window that has all the places well inside, within bounds of its zoom."""
    points = [project(*place) for place in places]
    across, down = [x for x, _ in points], [y for _, y in points]
    middle = unproject((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
    wanted = max((max(across) - min(across)) / WIDTH, (max(down) - min(down)) / SHOWN, 1e-9) / 0.7
    zoom = min(max(math.floor(-math.log2(wanted)), least, 0), most)
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

    x, y: percent of the window. disc: the radius in percent; 0 for cities. opens: the window of its cities.
    named: whether there is room for its name.
    """

    x: float
    y: float
    name: str
    signs: Sequence[Sign]
    cities: int
    disc: float = 0
    opens: Window | None = None
    named: bool = False

    @property
    def size(self) -> int:
        return sum(sign.count for sign in self.signs)


@dataclass(frozen=True)
class Shade:
    """A country's place on the scale, 1 to 5. dot: where it is, in percent, when too small to see."""

    land: Land
    level: int
    dot: tuple[float, float] | None


@dataclass(frozen=True)
class Step:
    """A step of the scale: its shade, and the numbers it stands for."""

    level: int
    first: int
    last: int


@dataclass(frozen=True)
class Drawing:
    """The map: discs, then marks from west to east, the shades, and their scale.

    outside: how many places are not in the window. crowded: how many countries' discs found no room.
    """

    window: Window
    marks: Sequence[Mark]
    shades: Sequence[Shade]
    scale: Sequence[Step]
    outside: int
    crowded: int


def draw(survey: Survey, window: Window) -> Drawing:
    """Draw what was counted, as it looks through a window."""
    spots = [spot for land in survey.lands for spot in land.cities if spot.at]
    there = sum(any(land.totals[kind] for land in survey.lands) for kind in survey.kinds)
    groups, outside = _grouped(spots, window, there)
    rests, beyond = _grouped([land.rest for land in survey.lands if land.rest and land.rest.at], window)
    marks = [_mark(survey, window, group) for group in groups]
    discs = [disc for group in rests if _free(disc := _disc(survey, window, group[0]), marks)]
    ordered = sorted(_with_names([*marks, *discs]), key=lambda mark: (not mark.disc, mark.x, mark.y))
    scale = scale_of([land.total for land in survey.lands])
    crowded = sum(map(len, rests)) - len(discs)
    return Drawing(window, ordered, _shades(survey, window, scale), scale, outside + beyond, crowded)


def _grouped(spots: Iterable[Spot], window: Window, signs: int = 1) -> tuple[list[list[Spot]], int]:
    """Places in the window, each with those too near to stand apart from it; and how many are outside.

    The largest come first and keep their place, so a group stands where its largest city is.
    """
    groups: list[list[Spot]] = []
    cells: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    across, along, outside = APART + ASIDE * (signs - 1), APART, 0
    for spot in sorted(spots, key=by_size):
        x, y = _place(window, spot)
        if not (0 <= x <= 1 and 0 <= y <= SHOWN / WIDTH):
            outside += 1
            continue
        column, row = int(x / across), int(y / along)
        near = [
            (math.hypot((x - a) / across, (y - b) / along), number)
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for a, b, number in cells.get((column + i, row + j), ())
        ]
        distance, number = min(near, default=(1.0, 0))
        if distance < 1:
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


def _with_names(marks: Sequence[Mark]) -> list[Mark]:
    """Let marks show their names, the largest first, where a name covers no other mark and no other name.

    Reckoned at a width of 840 pixels: at a larger one there is only more room.
    """
    wide = [2.3 * len(mark.signs) for mark in marks]
    taken = [
        (mark.x - half, mark.y - 3.5, mark.x + half, mark.y + 3.5)
        for mark, half in zip(marks, wide, strict=True)
    ]
    found = []
    for mark in sorted(marks, key=lambda one: -one.size):
        half = len(mark.name) * 0.42
        below = mark.y + 3.6
        box = (mark.x - half, below, mark.x + half, below + 3.2)
        room = half < mark.x < 100 - half and box[3] < 100 and not any(_meet(box, other) for other in taken)
        if room and not mark.disc:
            taken.append(box)
        found.append(replace(mark, named=room and not mark.disc))
    return found


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _signs(survey: Survey, group: Sequence[Spot], name: str) -> list[Sign]:
    """A sign for each kind that is there, side by side."""
    there = [kind for kind in survey.kinds if any(spot.count(kind) for spot in group)]
    counts = [sum(spot.count(kind) for spot in group) for kind in there]
    aside = -sum(_radius(count) + 1.5 for count in counts)
    found: list[Sign] = []
    for kind, count in zip(there, counts, strict=True):
        phases = sum((spot.counts[kind] for spot in group if kind in spot.counts), Counter[str]())
        ordered = {phase: phases[phase] for phase in PHASES if phases[phase]}
        aside += _radius(count) + 1.5
        some = [spot for spot in group if spot.count(kind)][:NAMED]
        address = survey.address(kind, *dict.fromkeys(pair for one in some for pair in filters_of(one, kind)))
        words = _words(kind, count, ordered, name)
        found.append(Sign(kind, count, ordered, words, address, _radius(count), round(aside, 1)))
        aside += _radius(count) + 1.5
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
    # From 10.5 on, two signs side by side are 24 pixels apart, as much as a finger needs.
    return round(min(10.5 + math.log2(count), 17), 1)


def _free(disc: Mark, marks: Iterable[Mark]) -> bool:
    """Whether no city stands where the number of a disc would."""
    reach = APART * 90
    return all(
        abs(disc.x - mark.x) > reach * len(mark.signs) or abs(disc.y - mark.y) > reach * WIDTH / SHOWN
        for mark in marks
    )


def _disc(survey: Survey, window: Window, spot: Spot) -> Mark:
    assert spot.at
    x, y = window.percent(spot.at)
    outline = outlines().get(spot.code)
    size = outline.size / window.box[2] * 100 if outline else 0
    name = f"{spot.name}, no city named" if set(survey.kinds) & set(BY_CITY) else spot.name
    signs = _signs(survey, [spot], name)
    return Mark(round(x, 2), round(y, 2), name, signs, 0, disc=round(min(max(size * 0.16, 1.7), 6), 2))


def scale_of(totals: Iterable[int]) -> list[Step]:
    """The steps of a scale over some numbers: at most five, growing in proportion."""
    most = max(totals, default=0)
    steps = min(most, len(SHADES))
    # At least the step's own number: the first few numbers would fall on each other.
    ends = [max(round(most ** (step / steps)), step) for step in range(1, steps)] + [most] * bool(steps)
    starts = [1, *(end + 1 for end in ends[:-1])]
    return [Step(*one) for one in zip(SHADES[steps - 1], starts, ends, strict=True)] if steps else []


def _shades(survey: Survey, window: Window, scale: Sequence[Step]) -> list[Shade]:
    found = []
    for land in survey.lands:
        level = next(step.level for step in scale if land.total <= step.last)
        outline = outlines().get(land.code)
        seen = outline is not None and outline.size / window.box[2] >= VISIBLE
        at = land.at or next((city.at for city in land.cities if city.at), None)
        dot = None if seen or at is None else window.percent(at)
        found.append(Shade(land, level, dot and (round(dot[0], 2), round(dot[1], 2))))
    return found
