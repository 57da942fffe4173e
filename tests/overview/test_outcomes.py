"""A promise held against the steps of the same record."""

from datetime import date

import pytest

from tracker.dates import parse_date
from tracker.overview.marks import Mark, Sort
from tracker.overview.outcomes import held

TODAY = date(2026, 6, 1)
NOTHING = "overdue, nothing on record since"


def mark(number: int, sort: Sort, word: str, words: str | None) -> Mark:
    meant = parse_date(words) if words else None
    first, last = (meant.earliest, meant.latest) if meant else (None, None)
    precision = meant.precision if meant else None
    return Mark(number, 1, "offices", sort, word, words, first, last, precision, None)


def outcome(promised: tuple[str, str | None], *steps: tuple[str, str | None]) -> tuple[str, str]:
    made = [mark(number, "step", *step) for number, step in enumerate(steps, 2)]
    found = held(mark(1, "promise", *promised), made, TODAY)
    return found.outcome, found.words


@pytest.mark.parametrize(
    ("promised", "steps", "expected"),
    [
        (("open", "2025-Q4"), [("planned", "2025"), ("open", "2026-Q2")], ("late", "3 to 6 months late")),
        (("open", "2025-12-31"), [("open", "2026-01-30")], ("late", "30 days late")),
        (("open", "2025-12-31"), [("open", "2026-01")], ("late", "1 to 31 days late")),
        (("open", "2025"), [("open", "2026-02/2026-03")], ("late", "1 to 3 months late")),
        (("open", "2025"), [("open", "after February 2026")], ("late", "at least 60 days late")),
        (("open", "2025"), [("open", "2025-03")], ("kept", "in time")),
        (("open", "2025"), [("open", "2024-03")], ("kept", "in time")),
        (("open", "2025"), [("expanded", "2025-03")], ("kept", "in time")),
        (("open", "2025-06"), [("open", "2025")], ("unclear", "in time or late: the dates leave it open")),
        (("open", "2025-06"), [("open", None)], ("unclear", "happened, nobody said when")),
        (("open", "from 2025"), [("open", "2026-01")], ("kept", "happened; no last day was promised")),
        (("open", "2026-03"), [("announced", "2025")], ("overdue", f"2 months {NOTHING}")),
        (("open", "2026-05-31"), [], ("overdue", f"1 day {NOTHING}")),
        (("open", "2026-06-01"), [], ("ahead", "due within 1 day")),
        (("open", "2027"), [("announced", "2025")], ("ahead", "due within 19 months")),
        (("open", None), [("announced", "2025")], ("undated", "no last day was promised")),
        (("open", "2025"), [("announced", "2024"), ("cancelled", "2025-03")], ("cancelled", "called off")),
        (("open", "2025"), [("cancelled", "2024"), ("open", "2025-03")], ("kept", "in time")),
        (("open", "2025-06"), [("open", "2020"), ("closed", "2022"), ("open", "2025")],
         ("unclear", "in time or late: the dates leave it open")),
        (("open", "2025-06"), [("open", "2020"), ("closed", "2022")],
         ("overdue", f"11 months {NOTHING}")),
        (("under_way", "2025"), [("open", "2025-05")], ("kept", "in time")),
        (("expanded", "2025"), [("open", "2024-05")], ("overdue", f"5 months {NOTHING}")),
        (("closed", "2025"), [("open", "2024-05"), ("ended", "2025-05")], ("kept", "in time")),
    ],
)  # fmt: skip
def test_a_promise_is_held_against_what_happened(promised, steps, expected):
    assert outcome(promised, *steps) == expected


def test_the_step_that_settled_it_is_named():
    steps = [mark(2, "step", "announced", "2025"), mark(3, "step", "open", "2026-02")]
    found = held(mark(1, "promise", "open", "2026"), steps, TODAY)
    assert found.by is steps[1]
