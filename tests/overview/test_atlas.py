"""The drawing of the map: windows, groups of cities, discs, the scale."""

from collections import Counter
from math import hypot

import pytest
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.overview.atlas import (
    APART,
    DEEPEST,
    WORLD,
    Drawing,
    Window,
    draw,
    read_window,
    scale_of,
    window_around,
)
from tracker.overview.places import Land, Spot, Survey, survey
from tracker.overview.scope import read_scope
from tracker.overview.world import SHOWN, WIDTH, project

SEOUL, TOKYO, PARIS = (126.98, 37.57), (139.7, 35.7), (2.35, 48.85)


def drawn(session: Session, window: Window, *names: str) -> Drawing:
    return draw(survey(session, read_scope(session, []), names or ("offices", "projects")), window)


# -- windows ----------------------------------------------------------------------------------------------


def test_an_address_says_the_window() -> None:
    window = read_window("126.98,37.57,4")
    left, top, width, height = window.box
    assert (width, height) == (WIDTH / 16, SHOWN / 16)
    assert project(*SEOUL) == pytest.approx((left + width / 2, top + height / 2))
    assert window.percent(SEOUL) == pytest.approx((50, 50))
    assert read_window(window.written) == window


@pytest.mark.parametrize(
    "written",
    ["", "1,2", "181,0,1", "0,91,1", "0,0,8", "0,0,-1", "nan,0,1", "1e2,0,1", "a,b,c", "0,0,1,2", "0,0,٣"],
    ids=["empty", "two", "east", "north", "deep", "negative", "nan", "power", "words", "four", "arabic"],
)
def test_another_window_is_refused(written: str) -> None:
    with pytest.raises(Refused) as caught:
        read_window(written)
    assert list(caught.value.fields) == ["_view"]


def test_a_window_never_shows_beyond_the_world() -> None:
    for window in (Window(-180, 90, 3), Window(180, -90, 3), Window(170, 80, 1), Window(50, 50, 0)):
        left, top, width, _ = window.box
        assert 0 <= left <= WIDTH - width
        assert top >= 0
    assert Window(50, 50, 0).box == WORLD.box


def test_moving_and_coming_back() -> None:
    window = Window(10, 20, 4)
    there = window.moved(0.5, 0)
    assert there.box[0] == pytest.approx(window.box[0] + window.box[2] / 2, abs=15)
    assert there.moved(-0.5, 0).box == pytest.approx(window.settled.box, abs=15)
    assert window.nearer(99).zoom == DEEPEST
    assert window.nearer(-99).zoom == 0


def test_a_window_around_places_has_them_inside() -> None:
    for places in ([SEOUL], [SEOUL, TOKYO], [SEOUL, PARIS], [(-170.0, 0.0), (170.0, 0.0)]):
        window = window_around(places)
        for place in places:
            x, y = window.percent(place)
            assert 5 < x < 95 or window.zoom == 0
            assert 5 < y < 95
    assert window_around([SEOUL, TOKYO]).zoom > window_around([SEOUL, PARIS]).zoom


# -- marks ------------------------------------------------------------------------------------------------


def spots(count: int) -> list[Spot]:
    """Cities strewn over the earth by arithmetic."""
    found = []
    for number in range(1, count + 1):
        at = (number * 137 % 350 - 175.0, number * 71 % 120 - 50.0)
        counts = {"offices": Counter(here=1 + number % 9)}
        found.append(Spot(number, f"City {number}", "Land", 1, "FR", at, True, number, counts))
    return found


@pytest.fixture
def crowd(on_earth: Session) -> Survey:
    cities = spots(700)
    total = {"offices": sum(spot.total for spot in cities)}
    land = Land(1, "Land", "FR", PARIS, cities, None, total)
    return Survey(read_scope(on_earth, []), ("offices",), [land], [])


@pytest.mark.parametrize("window", [WORLD, Window(10, 40, 2), Window(100, 10, 5)])
def test_marks_stand_apart_and_leave_nothing_out(crowd: Survey, window: Window) -> None:
    found = draw(crowd, window)
    places = [(mark.x / 100, mark.y / 100 * SHOWN / WIDTH) for mark in found.marks]
    nearest = min(
        (hypot(ax - bx, ay - by) for n, (ax, ay) in enumerate(places) for bx, by in places[:n]), default=1
    )
    assert nearest > APART * 0.99
    assert sum(mark.cities for mark in found.marks) + found.outside == 700
    inside = [
        spot.total
        for spot in crowd.lands[0].cities
        if spot.at and all(0 <= place <= 100 for place in window.percent(spot.at))
    ]
    assert sum(mark.size for mark in found.marks) == sum(inside)


def test_a_group_opens_into_its_cities(on_earth: Session) -> None:
    far = next(mark for mark in drawn(on_earth, WORLD).marks if mark.cities == 2)
    assert far.name == "Seoul and 1 more"
    assert far.opens
    assert far.opens.zoom > 0
    near = drawn(on_earth, far.opens)
    assert {mark.name for mark in near.marks if mark.cities} == {"Seoul", "Busan"}
    assert near.outside == 2
    deepest = drawn(on_earth, Window(*SEOUL, DEEPEST))
    assert all(mark.opens is None for mark in deepest.marks)


def test_a_sign_says_how_many_in_which_phase(on_earth: Session) -> None:
    seoul = next(mark for mark in drawn(on_earth, Window(*SEOUL, DEEPEST)).marks if mark.name == "Seoul")
    offices, projects = seoul.signs
    assert offices.words == "Seoul: 2 offices, 1 open or active, 1 to come"
    assert (offices.phase, projects.phase) == ("mixed", "coming")
    arcs = [(arc.phase, arc.length, arc.start) for arc in offices.arcs]
    assert arcs == [("here", 50, 0), ("coming", 50, 50)]
    assert projects.words == "Seoul: 1 project, to come"
    assert projects.aside - offices.aside >= max(24, offices.radius + projects.radius)


def test_a_country_without_a_city_is_a_disc_and_no_pin(on_earth: Session) -> None:
    found = drawn(on_earth, Window(127, 36, 5), "offices")
    disc = next(mark for mark in found.marks if mark.disc)
    assert (disc.name, disc.cities, disc.disc > 1) == ("South Korea, no city named", 0, True)
    assert disc.signs[0].address.endswith("city__isnull=yes")
    claims = drawn(on_earth, WORLD, "claims")
    assert [mark.name for mark in claims.marks] == ["France", "South Korea"]
    assert all(mark.disc for mark in claims.marks)


def test_a_disc_makes_room_for_a_city_and_is_counted(on_earth: Session) -> None:
    found = drawn(on_earth, WORLD, "offices")
    assert [mark.name for mark in found.marks if mark.disc] == []
    assert found.crowded == 2


def test_a_country_too_small_to_see_gets_a_dot(on_earth: Session) -> None:
    dots = {shade.land.code: shade.dot for shade in drawn(on_earth, WORLD, "offices").shades}
    assert dots["KR"] is None
    assert dots["MC"] is not None


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 6, 7, 12, 66, 40_000])
def test_the_scale_has_every_number_once(most: int) -> None:
    steps = scale_of([most, 1])
    covered = [number for step in steps for number in (step.first, step.last)]
    assert covered == sorted(covered)
    assert steps[0].first == 1
    assert steps[-1].last == most
    assert [step.first for step in steps[1:]] == [step.last + 1 for step in steps[:-1]]
    assert len({step.level for step in steps}) == len(steps) <= 5


def test_nothing_has_no_scale() -> None:
    assert scale_of([]) == []
