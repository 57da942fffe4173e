"""The plane of the map and the outlines on it."""

import csv
import re
from pathlib import Path

import pytest

from tracker.overview.world import FILE, HEIGHT, SHOWN, WIDTH, outlines, project, rings, unproject

SEEDS = Path(__file__).parents[2] / "seeds"


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def inside(point: tuple[float, float], code: str) -> bool:
    """Whether a point lies in a country, by counting the borders to its right."""
    x, y = point
    crossings = 0
    for ring in rings(outlines()[code].path):
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0, 0), (WIDTH / 2, HEIGHT / 2)),
        ((-180, 0), (0, HEIGHT / 2)),
        ((0, 90), (WIDTH / 2, 0)),
        ((0, -90), (WIDTH / 2, HEIGHT)),
    ],
)
def test_the_globe_fills_the_plane(place: tuple[float, float], expected: tuple[float, float]) -> None:
    assert project(*place) == pytest.approx(expected, abs=0.01)


def test_areas_compare_truly() -> None:
    """A degree square at 60° north has half the area of one at the equator: the cosine."""

    def area(latitude: float) -> float:
        corners = [project(x, latitude + y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
        pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
        return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2

    assert area(59.5) / area(-0.5) == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize("place", [(126.98, 37.57), (-122.4, 37.8), (174.8, -41.3), (25.7, 66.5), (0.0, 0.0)])
def test_a_point_leads_back_to_its_degrees(place: tuple[float, float]) -> None:
    assert unproject(*project(*place)) == pytest.approx(place, abs=1e-6)


def test_a_point_off_the_globe_is_its_edge() -> None:
    assert unproject(-500, HEIGHT / 2)[0] == -180
    assert unproject(WIDTH / 2, HEIGHT + 500)[1] == pytest.approx(-90)


def test_outlines_are_those_of_countries_on_record() -> None:
    codes = {row["code"] for row in rows("countries.csv")}
    drawn = set(outlines()) - {""}
    assert drawn <= codes
    # The Antarctic is left out, and what the data is too coarse for.
    assert codes - drawn == {"AQ", "BV", "CC", "GI", "MC", "MF", "MO", "SX", "TK", "TV", "UM", "VA"}
    assert {"SG", "BH", "MT", "LU", "HK", "LI", "AD", "SM"} <= drawn


def test_the_file_stays_small_and_plain() -> None:
    text = FILE.read_text("utf-8")
    assert len(text) < 400_000
    assert "Natural Earth" in text
    assert re.findall(r"<(?!\?|!--|/|svg|g |path)", text) == []
    numbers = [point for outline in outlines().values() for ring in rings(outline.path) for point in ring]
    assert all(0 <= x <= WIDTH and 0 <= y <= SHOWN for x, y in numbers)


def test_cities_lie_in_their_countries() -> None:
    """The data of cities and of outlines come from two sources, and meet through the projection."""
    largest: dict[str, dict[str, str]] = {}
    for row in rows("cities.csv"):
        code = row["country"]
        if int(row["population"] or 0) > int(largest.get(code, {}).get("population") or 0):
            largest[code] = row
    tried = [(code, row) for code, row in largest.items() if code in outlines()]
    astray = [
        code
        for code, row in tried
        if not inside(project(float(row["longitude"]), float(row["latitude"])), code)
    ]
    # On a coast or a border a simplified outline may leave a city out by a kilometre or two.
    assert len(tried) > 180
    assert len(astray) < 0.2 * len(tried)
    assert not {"KR", "FR", "DE", "GB", "RU", "MX", "IR", "CD", "SG"} & set(astray)
