"""Dates as intervals with their words: "2025", "late 2026", "before 3 June", "in the coming months".

Readings that are conventions, not facts:

- about X is X with its neighbour on either side: about 2025 is 2024 to 2026.
- early, mid and late are thirds (of a month: days 1–10, 11–20, 21 to the end); start and end of a year are
  its first and last three months. Seasons are those of the north; winter 2025 begins in December 2025.
- A day or month without its year is the one nearest to the anchor; after "since" the last to begin, after
  "by" and "until" the first to end. "last April" is the latest that was over, "on Monday" the latest Monday.
- "in the coming days, weeks, months, years" reach at most one month, three months, one year, ten years.
- "last year" is a calendar year; "the past year" and "the last year" are the twelve months up to the anchor.
- A time of day is left out with its zone: the day is the one that was written.
- Fiscal years differ by company and 03/05/2025 by country: both are refused.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from tracker.dates import calendar
from tracker.dates.calendar import FIRST_YEAR, LAST_YEAR, MONTHS, PRECISIONS, Precision, Stretch, Unit
from tracker.dates.grammar import stretch
from tracker.dates.units import AnchorNeededError
from tracker.dates.words import tokens
from tracker.phrases import Phrase, plain, stumble, tidy

__all__ = [
    "PRECISIONS",
    "AnchorNeededError",
    "PartialDate",
    "Precision",
    "faults",
    "parse_date",
    "read_date",
    "show_date",
]

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
COUNTED_FROM = "counted from"
CALENDAR_UNITS: dict[str, Unit] = {
    unit: unit for unit in ("day", "week", "month", "quarter", "half", "season", "year")
}
EXAMPLES = (
    "Write for example 2025-05-26, May 2025, Q3 2025, late 2026, before 3 June 2025 or 2025-03/2025-05;"
    " or your words with their meaning: once permits are in = 2026-H2."
)
TIMESTAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[t ][0-9]{2}:[0-9]{2}.*")
SLASHES = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1([0-9]{2}|[0-9]{4})")


@dataclass(frozen=True)
class PartialDate:
    """The days a date may mean. Two are equal when they mean the same days, whatever their words.

    words: as written. earliest, latest: both included; None is open. anchor: the day that a relative or
    yearless phrase was counted from, else None.
    precision: the calendar unit it is; else "relative" when counted from the anchor, "range" when not.
    """

    words: str = field(compare=False)
    earliest: date | None
    latest: date | None
    precision: Precision
    anchor: date | None = None


# The same words come again and again in an import: to look them up takes a hundredth of the time.
@lru_cache(maxsize=20_000)
def parse_date(words: str, anchor: date | None = None) -> PartialDate:
    """Read a date as people write it; ValueError says what is not understood and what may be written instead.

    `anchor` is the day that relative and yearless phrases count from; "…, counted from 2025-05-26" at the
    end of the words says it too, and wins. After "=" stands what free words before it mean.
    """
    kept = tidy(words)
    if anchor and not FIRST_YEAR <= anchor.year <= LAST_YEAR:
        raise ValueError(f"Years from {FIRST_YEAR} to {LAST_YEAR} only.")
    meaning = kept.rpartition("=")[2] if "=" in kept.lstrip("= ") else kept
    meaning, counted, origin = plain(meaning).rpartition(COUNTED_FROM)
    if not counted:
        return _partial(kept, _read(origin, anchor), anchor)
    anchor = _origin(origin.strip())
    return _partial(kept, _read(meaning.rstrip(", "), anchor).counted(), anchor)


def show_date(partial: PartialDate) -> str:
    """The canonical words: `parse_date(show_date(d), d.anchor) == d` for all that `parse_date` returns."""
    shown = _shown(partial)
    return f"{shown}, {COUNTED_FROM} {partial.anchor}" if partial.anchor else shown


def read_date(partial: PartialDate) -> str:
    """Words for people: Q3 2026, May 2025, late 2026, before 3 June 2025, 3 May 2025 – 5 June 2025."""
    earliest, latest = partial.earliest, partial.latest
    if earliest and latest:
        return _read_unit(partial.precision, earliest) or _read_range(earliest, latest)
    # "after May" and "from June" are the same days: the words say which way they were put.
    said = plain(partial.words).partition(" ")[0]
    if earliest:
        if said == "after" and earliest > FIRST_DAY:
            return f"after {_read_edges(None, calendar.moved(earliest, -1))[1]}"
        return f"from {_read_edges(earliest, None)[0]}"
    assert latest is not None
    if said == "before" and latest < LAST_DAY:
        return f"before {_read_edges(calendar.moved(latest, 1), None)[0]}"
    edge = _read_edges(None, latest)[1]
    return f"by {edge}" if edge[0].isdigit() and " " in edge else f"by the end of {edge}"


def faults(
    earliest: date | None, latest: date | None, precision: str | None, anchor: date | None = None
) -> str | None:
    """What is wrong with a date given in parts, in words for a user; None when nothing is."""
    if earliest is None and latest is None:
        return "A date needs an earliest or a latest day."
    if any(day and not FIRST_YEAR <= day.year <= LAST_YEAR for day in (earliest, latest, anchor)):
        return f"Years from {FIRST_YEAR} to {LAST_YEAR} only."
    if earliest and latest and latest < earliest:
        return "The latest day lies before the earliest."
    if precision in ("range", "relative"):
        fits = (precision == "relative") == (anchor is not None)
        return None if fits else "A relative date needs the day it counts from, a range has none."
    if (unit := CALENDAR_UNITS.get(precision or "")) is None:
        return f"The precision must be one of: {', '.join(PRECISIONS)}."
    if earliest is None or latest is None:
        return f"The precision {precision} needs both an earliest and a latest day."
    return None if _is_unit(earliest, latest, unit) else f"These days are not one {precision}."


def _is_unit(earliest: date, latest: date, unit: Unit) -> bool:
    try:
        return calendar.ends(calendar.around(earliest, unit)) == (earliest, latest)
    except ValueError:
        return False


def _origin(text: str) -> date:
    found = _read(text, None)
    if found.unit != "day":
        raise ValueError(f"After “{COUNTED_FROM}” stands a day such as 2025-05-26.")
    return calendar.ends(found)[0]


def _partial(words: str, found: Stretch, anchor: date | None) -> PartialDate:
    unit = found.unit if found.unit != "decade" else None
    precision: Precision = unit or ("relative" if found.anchored else "range")
    partial = PartialDate(words, found.first, found.last, precision, anchor if found.anchored else None)
    if fault := faults(partial.earliest, partial.latest, partial.precision, partial.anchor):
        raise ValueError(fault)
    return partial


def _read(text: str, anchor: date | None) -> Stretch:
    text = plain(text)
    if stamp := TIMESTAMP.fullmatch(text):
        text = _day_of(stamp)
    words = tokens(text)
    try:
        found = stretch(Phrase(words), anchor)
    except AnchorNeededError:
        # Only worth asking for if the phrase would be understood with one.
        if stretch(Phrase(words), date(2000, 1, 1)) is None:
            raise ValueError(_not_understood(text, words)) from None
        raise
    if found is None:
        raise ValueError(_not_understood(text, words))
    return found


def _day_of(stamp: re.Match[str]) -> str:
    try:
        datetime.fromisoformat(stamp[0].upper())
    except ValueError:
        message = f"“{stamp[0]}” is not a point in time. Write it like 2025-05-26T09:00:00Z."
        raise ValueError(message) from None
    return stamp[1]


def _not_understood(text: str, words: list[str]) -> str:
    if {"fy", "fiscal"} & set(words):
        return "Fiscal years differ by company: add the months it covers, such as FY2025 = 2024-02/2025-01."
    if SLASHES.fullmatch(text):
        return f"The order of “{text}” differs by country: write year, month and day like 2025-05-03."
    if rest := stumble(words, lambda phrase: stretch(phrase, date(2000, 1, 1))):
        return f"“{rest}” is not understood in “{text}”. Leave it out, or write your words = 2025-05."
    return f"“{text}” is not understood as a date. {EXAMPLES}"


def _shown(partial: PartialDate) -> str:
    earliest, latest = partial.earliest, partial.latest
    match partial.precision, earliest:
        case "day", date():
            return earliest.isoformat()
        case "week", date():
            year, week, _ = earliest.isocalendar()
            return f"{year}-W{week:02}"
        case "month", date():
            return f"{earliest:%Y-%m}"
        case "quarter", date():
            return f"{earliest.year}-Q{(earliest.month + 2) // 3}"
        case "half", date():
            return f"{earliest.year}-H{(earliest.month + 5) // 6}"
        case "season", date():
            return _read_unit("season", earliest)
        case "year", date():
            return str(earliest.year)
    return _shown_range(earliest, latest)


def _shown_range(earliest: date | None, latest: date | None) -> str:
    """2024/2026, 2025-03/2025-05, 2025-03-02/.. : the shortest that means the same days."""
    pattern = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}[_coarsest(earliest, latest)]
    return "/".join(day.strftime(pattern) if day else ".." for day in (earliest, latest))


def _coarsest(earliest: date | None, latest: date | None) -> Literal["year", "month", "day"]:
    """The largest unit with an edge at both days."""
    sizes: tuple[Literal["year", "month"], ...] = ("year", "month")
    for unit in sizes:
        begins = earliest is None or calendar.ends(calendar.around(earliest, unit))[0] == earliest
        ends = latest is None or calendar.ends(calendar.around(latest, unit))[1] == latest
        if begins and ends:
            return unit
    return "day"


def _read_unit(precision: Precision, earliest: date) -> str:
    year = earliest.year
    match precision:
        case "day":
            return _read_day(earliest)
        case "week":
            return f"week of {_read_day(earliest)}"
        case "month":
            return f"{MONTHS[earliest.month - 1]} {year}"
        case "quarter":
            return f"Q{(earliest.month + 2) // 3} {year}"
        case "half":
            return f"{'first' if earliest.month == 1 else 'second'} half of {year}"
        case "season":
            return f"{calendar.SEASONS[earliest.month // 3 - 1]} {year}"
        case "year":
            return str(year)
    return ""


def _read_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _read_range(earliest: date, latest: date) -> str:
    sizes: tuple[Literal["month", "year"], ...] = ("month", "year")
    for unit in sizes:
        whole = calendar.around(earliest, unit)
        for name in ("early", "mid", "late", "start", "end"):
            if calendar.ends(calendar.part(whole, name)) == (earliest, latest):
                joint = " of " if name in ("start", "end") else "-" if name == "mid" else " "
                return f"{name}{joint}{_read_unit(unit, calendar.ends(whole)[0])}"
    first, last = _read_edges(earliest, latest)
    return first if first == last else f"{first} – {last}"


def _read_edges(earliest: date | None, latest: date | None) -> tuple[str, str]:
    """Both edges as years, as months or as days, the shortest that is right; "" for an open one."""
    unit = _coarsest(earliest, latest)
    first, last = (_read_unit(unit, day) if day else "" for day in (earliest, latest))
    return first, last
