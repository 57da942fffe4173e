"""The map of the world: the projection, and the outlines of the countries that `static/world.svg` holds.

Units of the plane: the globe is 20,000 wide and 9,734 high, x to the right from 180° west, y down from the
north pole; one is about 2 km at the equator.
"""

import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WIDTH, HEIGHT = 20_000.0, 9_734.0
# Of the globe, what is shown as the world: without the Antarctic, which the outlines leave out.
SHOWN = 8_700.0

FILE = Path(__file__).resolve().parent.parent / "static" / "world.svg"
# Equal Earth: Šavrič, Patterson and Jenny 2018, doi 10.1080/13658816.2018.1504949.
POLYNOMIAL = (1.340264, -0.081106, 0.000893, 0.003796)
ROOT = math.sqrt(3) / 2


@dataclass(frozen=True)
class Outline:
    """A country's shape as the path of an SVG, and the box around it: left, top, right, bottom."""

    path: str
    box: tuple[float, float, float, float]

    @property
    def size(self) -> float:
        """The longer side of the box."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Where degrees lie on the plane, by the Equal Earth projection: areas compare truly."""
    x, y = _equal_earth(math.radians(longitude), math.radians(latitude))
    right, top = _corner()
    return (x / right + 1) * WIDTH / 2, (1 - y / top) * HEIGHT / 2


def unproject(x: float, y: float) -> tuple[float, float]:
    """The longitude and latitude of a point of the plane, the nearest ones when it is off the globe."""
    low, high = -90.0, 90.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if project(0, middle)[1] > y else (low, middle)
    edge = project(180, low)[0] - WIDTH / 2
    return max(-180.0, min(180.0, (x - WIDTH / 2) / edge * 180)), low


def _equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    a, b, c, d = POLYNOMIAL
    angle = math.asin(ROOT * math.sin(latitude))
    square = angle * angle
    sixth = square**3
    stretch = ROOT * (a + 3 * b * square + sixth * (7 * c + 9 * d * square))
    return longitude * math.cos(angle) / stretch, angle * (a + b * square + sixth * (c + d * square))


@cache
def _corner() -> tuple[float, float]:
    return _equal_earth(math.pi, 0)[0], _equal_earth(0, math.pi / 2)[1]


@cache
def outlines() -> dict[str, Outline]:
    """The outlines by ISO 3166-1 code; land without one stands under "", the smallest states have none."""
    found = re.findall(r'<path(?: id="(\w\w)")? d="([^"]+)"/>', FILE.read_text("utf-8"))
    return {code: Outline(path, _box(path)) for code, path in found}


def rings(path: str) -> list[list[tuple[int, int]]]:
    """The rings of a path, each a list of points."""
    found = []
    for ring in path.split("z")[:-1]:
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x = y = 0
        points = []
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + right, y + down
            points.append((x, y))
        found.append(points)
    return found


def _box(path: str) -> tuple[float, float, float, float]:
    """The box around the largest ring: that of a country with islands far away would be around an ocean."""
    points = max(rings(path), key=_area)
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def _area(points: list[tuple[int, int]]) -> float:
    around = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in around)) / 2
