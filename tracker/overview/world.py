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
    up = max(-1.0, min(1.0, 1 - 2 * y / HEIGHT)) * _corner()[1]
    angle = up / POLYNOMIAL[0]
    for _ in range(6):  # Newton's steps, as many as floats are exact
        height, slope = _height(angle)
        angle -= (height - up) / slope
    latitude = math.degrees(math.asin(max(-1.0, min(1.0, math.sin(angle) / ROOT))))
    edge = project(180, latitude)[0] - WIDTH / 2
    return max(-180.0, min(180.0, (x - WIDTH / 2) / edge * 180)), latitude


def _equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    angle = math.asin(ROOT * math.sin(latitude))
    height, slope = _height(angle)
    return longitude * math.cos(angle) / (ROOT * slope), height


def _height(angle: float) -> tuple[float, float]:
    """How high the angle of a latitude is drawn, and how steeply that grows."""
    a, b, c, d = POLYNOMIAL
    square = angle * angle
    sixth = square**3
    height = angle * (a + b * square + sixth * (c + d * square))
    return height, a + 3 * b * square + sixth * (7 * c + 9 * d * square)


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
