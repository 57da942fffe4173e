"""Where a date stands on an axis, and how many lie in each bar."""

from datetime import date

import pytest

from tracker.dates import parse_date
from tracker.overview.axis import Axis, axis_over, bars

YEAR = Axis(date(2025, 1, 1), date(2025, 12, 31), "month")


def days(words: str) -> tuple[date | None, date | None]:
    meant = parse_date(words)
    return meant.earliest, meant.latest


def test_a_date_stands_where_its_days_are():
    quarter = YEAR.stretch(*days("2025-Q1"))
    assert quarter is not None
    assert (quarter.left, quarter.right, quarter.open_left) == (0, round(90 / 365 * 100, 3), False)
    whole = YEAR.stretch(*days("2025"))
    assert whole is not None
    assert (whole.left, whole.right, whole.open_left, whole.open_right) == (0, 100, False, False)


def test_open_and_cut_ends_are_told():
    until = YEAR.stretch(*days("by May 2025"))
    after = YEAR.stretch(*days("2025-12/2027"))
    assert until is not None
    assert after is not None
    assert (until.left, until.open_left, until.open_right) == (0, True, False)
    assert (after.right, after.open_left, after.open_right) == (100, False, True)
    assert YEAR.stretch(*days("2024")) is None
    assert YEAR.stretch(None, None) is None


@pytest.mark.parametrize(
    ("first", "last", "step", "count"),
    [
        ("2025-05-01", "2025-06-10", "day", 41),
        ("2023-03-05", "2025-06-10", "month", 28),
        ("2010-03-05", "2025-06-10", "quarter", 62),
        ("1980-03-05", "2025-06-10", "year", 46),
        ("1000-01-01", "2999-12-31", "decade", 200),
    ],
)
def test_an_axis_is_counted_in_steps_that_can_be_read(first, last, step, count):
    axis = axis_over(date.fromisoformat(first), date.fromisoformat(last))
    assert axis.step == step
    assert len(axis.buckets()) == count
    assert 1 <= len(axis.ticks()) <= 9


def test_what_a_bar_leads_to_are_its_days():
    cut = Axis(date(2025, 5, 9), date(2025, 7, 3), "month")
    for axis in (YEAR, cut, axis_over(date(2010, 3, 5), date(2025, 6, 10))):
        for bucket in axis.buckets():
            first, last = bucket.window
            assert (parse_date(first).earliest, parse_date(last).latest) == (bucket.first, bucket.last)


def test_a_bar_knows_what_is_certain_from_what_may_be():
    dates = ("2025-03-04", "2025-03", "2025-Q1", "by May 2025", "2024")
    found = bars(YEAR, [(*days(words), 1) for words in dates])
    assert [(bar.sure, bar.maybe) for bar in found[:6]] == [(0, 2), (0, 2), (2, 2), (0, 1), (0, 1), (0, 0)]
    assert sum(bar.sure for bar in found) == 2


def test_an_open_end_reaches_to_the_edge():
    found = bars(YEAR, [(date(2025, 11, 2), None, 3)])
    assert [bar.maybe for bar in found[-3:]] == [0, 3, 3]
