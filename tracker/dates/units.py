"""Units of dates: "3 May 2025", "2025-Q3", "last April", "three years ago" and their year, said or open.

A production takes tokens and returns a Stretch, or a Yearless when the year is still open, or None when
the phrase says something else here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from tracker.dates import calendar, words
from tracker.dates.calendar import Stretch, Unit
from tracker.numerals import count
from tracker.phrases import Phrase


class AnchorNeededError(ValueError):
    """A relative or yearless phrase came without a day to count from."""


@dataclass(frozen=True)
class Yearless:
    """A day, month, quarter, half or season whose year is not said."""

    of: Callable[[int], Stretch]

    def near(self, anchor: date) -> list[Stretch]:
        """Its occurrences in the years around the anchor; nine years hold every 29 February there is."""
        found = []
        for year in range(anchor.year - 9, anchor.year + 10):
            try:
                found.append(self.of(year).counted())
            except ValueError:
                continue
        return found

    def nearest(self, anchor: date) -> Stretch:
        return min(_within_known_years(self.near(anchor)), key=lambda one: _distance(one, anchor))

    def ended(self, anchor: date) -> Stretch:
        """The last one that was over before the anchor."""
        return _last(one for one in self.near(anchor) if calendar.ends(one)[1] < anchor)

    def coming(self, anchor: date) -> Stretch:
        """The first one that begins after the anchor."""
        return _first(one for one in self.near(anchor) if calendar.ends(one)[0] > anchor)

    def begun(self, anchor: date) -> Stretch:
        """The last one that began on the anchor or before it: "since June"."""
        return _last(one for one in self.near(anchor) if calendar.ends(one)[0] <= anchor)

    def unfinished(self, anchor: date) -> Stretch:
        """The first one that ends on the anchor or after it: "by June"."""
        return _first(one for one in self.near(anchor) if calendar.ends(one)[1] >= anchor)


def _first(found: Iterable[Stretch]) -> Stretch:
    return next(iter(_within_known_years(found)))


def _last(found: Iterable[Stretch]) -> Stretch:
    return _within_known_years(found)[-1]


def _within_known_years(found: Iterable[Stretch]) -> list[Stretch]:
    if not (listed := list(found)):
        raise ValueError(f"Years from {calendar.FIRST_YEAR} to {calendar.LAST_YEAR} only.")
    return listed


Found = Stretch | Yearless | None


def counted_from(anchor: date | None) -> date:
    if anchor is None:
        words = "This needs a date to count from, such as the day the article was published"
        raise AnchorNeededError(f"{words}: add “, counted from 2025-05-26”.")
    return anchor


def _distance(one: Stretch, anchor: date) -> int:
    first, last = calendar.ends(one)
    return max((first - anchor).days, (anchor - last).days, 0)


def settled(found: Stretch | Yearless, anchor: date | None) -> Stretch:
    return found.nearest(counted_from(anchor)) if isinstance(found, Yearless) else found


def duration(phrase: Phrase) -> tuple[Unit, int | None] | None:
    """months, 12 months, a year, year"""
    number = None if phrase.skip("few", "several") else phrase.attempt(count)
    if unit := phrase.take(words.MANY):
        return unit, number
    unit = phrase.take(words.UNITS)
    return (unit, number or 1) if unit else None


def the_unit(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """the year, the month: the one that the anchor lies in"""
    phrase.skip("the")
    unit = phrase.take(words.UNITS)
    return calendar.around(counted_from(anchor), unit).counted() if unit else None


def unit(phrase: Phrase, anchor: date | None) -> Found:
    if found := _dated_unit(phrase, anchor):
        return found
    for production in (shifted_unit, distant, _which):
        if found := phrase.attempt(production, anchor):
            return found
    return None


def _dated_unit(phrase: Phrase, anchor: date | None) -> Found:
    for absolute in (_iso, _year_first, _decade, year):
        if found := phrase.attempt(absolute):
            return found
    if found := phrase.attempt(_weekday_and_day, anchor) or phrase.attempt(_week_of, anchor):
        return found
    for open_year in (_day_of_month, _month, _quarter, _half, _season):
        if yearless := phrase.attempt(open_year):
            return _with_year(phrase, anchor, yearless)
    return None


def _with_year(phrase: Phrase, anchor: date | None, yearless: Yearless) -> Stretch | Yearless:
    if year := phrase.attempt(_year_of):
        return yearless.of(year)
    if year := phrase.attempt(_shifted_year, anchor):
        return yearless.of(year).counted()
    return yearless


def _shifted_year(phrase: Phrase, anchor: date | None) -> int | None:
    """... last year, ... of next year"""
    phrase.skip("of", "in")
    if phrase.skip("the"):
        return counted_from(anchor).year if phrase.skip("year") else None
    shift = phrase.take(words.SHIFTS)
    return counted_from(anchor).year + shift if shift is not None and phrase.skip("year") else None


def _year_of(phrase: Phrase) -> int | None:
    phrase.skip("of", "in", "de", "del")
    token = phrase.next()
    return int(token) if len(token) == 4 and token.isdecimal() else None


# -- units with their year in them ----------------------------------------------------------------


def _iso(phrase: Phrase) -> Stretch | None:
    year, *rest = phrase.next().split("-")
    if len(year) != 4 or not rest:
        return None
    number, sort = int(year), rest[0]
    if len(rest) == 2:
        return calendar.around(calendar.day(number, int(sort), int(rest[1])), "day")
    if sort[0] == "w":
        return calendar.week(number, int(sort[1:]))
    if sort[0] in "qh":
        unit: Unit = "quarter" if sort[0] == "q" else "half"
        length = calendar.MONTHS_IN[unit]
        return calendar.months(number, int(sort[1]) * length - length + 1, length, unit)
    if int(sort) > 12 and int(sort) == (number + 1) % 100:
        return calendar.months(number, 1, 24, None)  # 2024-25; 2011-12 is December
    return calendar.months(number, int(sort), 1, "month")


def _year_first(phrase: Phrase) -> Stretch | None:
    """2025년 5월 26일, 2025年5月, 2025년 3분기, 2025 Q3"""
    year = phrase.next()
    marked = phrase.skip("년", "年")
    if len(year) != 4 or not year.isdecimal():
        return None
    if part := phrase.attempt(_quarter) or phrase.attempt(_half):
        return part.of(int(year))
    if not marked:
        return None
    month = phrase.attempt(_numbered, ("월", "月"))
    if month is None:
        return calendar.months(int(year), 1, 12, "year")
    number = phrase.attempt(_numbered, ("일", "日"))
    if number is None:
        return calendar.months(int(year), month, 1, "month")
    return calendar.around(calendar.day(int(year), month, number), "day")


def _numbered(phrase: Phrase, endings: tuple[str, ...]) -> int | None:
    token = phrase.next()
    return int(token) if len(token) <= 2 and token.isdecimal() and phrase.skip(*endings) else None


def _decade(phrase: Phrase) -> Stretch | None:
    phrase.skip("the")
    token = phrase.next()
    if len(token) != 5 or not token.endswith("0s"):
        return None
    return calendar.months(int(token[:4]), 1, 120, "decade")


def year(phrase: Phrase) -> Stretch | None:
    """2025; 2024/25"""
    token = phrase.next()
    if len(token) != 4 or not token.isdecimal():
        return None
    following = f"{(int(token) + 1) % 100:02}"
    if phrase.peek() in ("/", "-") and phrase.peek(1) == following and not phrase.peek(2):
        phrase.next()
        phrase.next()
        return calendar.months(int(token), 1, 24, None)
    return calendar.months(int(token), 1, 12, "year")


# -- units whose year may follow ------------------------------------------------------------------


def _day_of_month(phrase: Phrase) -> Yearless | None:
    """3 May, May 3, the 3rd of May"""
    phrase.skip("the")
    if number := phrase.attempt(_day_number):
        phrase.skip("of", "de")
        month = phrase.take(words.MONTHS)
    else:
        month = phrase.take(words.MONTHS)
        phrase.skip("the")
        number = phrase.attempt(_day_number)
    if not month or not number:
        return None
    _known_day(month, number)
    return Yearless(lambda year: calendar.around(calendar.day(year, month, number), "day"))


def days_of_month(phrase: Phrase, anchor: date | None, joiners: tuple[str, ...]) -> Found:
    """3 to 5 May 2025, May 3-5"""
    month = phrase.take(words.MONTHS)
    first = phrase.attempt(_day_number)
    last = phrase.attempt(_day_number) if phrase.skip(*joiners) else None
    if month is None:
        phrase.skip("of")
        month = phrase.take(words.MONTHS)
    elif phrase.take(words.MONTHS):
        return None  # May 3 to 5 June
    if not month or not first or not last:
        return None
    _known_day(month, first)
    _known_day(month, last)
    days = Yearless(lambda year: Stretch(calendar.day(year, month, first), calendar.day(year, month, last)))
    return _with_year(phrase, anchor, days)


def _day_number(phrase: Phrase) -> int | None:
    token = phrase.next()
    return int(token) if len(token) <= 2 and token.isdecimal() else None


def _known_day(month: int, number: int) -> None:
    if not 1 <= number <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
        raise ValueError(f"There is no {number} {calendar.MONTHS[month - 1]}.")


def _month(phrase: Phrase) -> Yearless | None:
    month = phrase.take(words.MONTHS)
    return Yearless(lambda year: calendar.months(year, month, 1, "month")) if month else None


def _quarter(phrase: Phrase) -> Yearless | None:
    phrase.skip("the")
    number = phrase.take(words.QUARTERS)
    return Yearless(lambda year: calendar.months(year, 3 * number - 2, 3, "quarter")) if number else None


def _half(phrase: Phrase) -> Yearless | None:
    phrase.skip("the")
    number = phrase.take(words.HALVES)
    return Yearless(lambda year: calendar.months(year, 6 * number - 5, 6, "half")) if number else None


def _season(phrase: Phrase) -> Yearless | None:
    phrase.skip("the")
    name = phrase.take(words.SEASONS)
    return Yearless(lambda year: calendar.season(year, name)) if name else None


def _week_of(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """the week of 26 May 2025"""
    phrase.skip("the")
    if not (phrase.skip("week") and phrase.skip("of")):
        return None
    found = phrase.attempt(_dated_unit, anchor)
    if found is None or (day := settled(found, anchor)).unit != "day":
        return None
    return replace(calendar.around(calendar.ends(day)[0], "week"), anchored=day.anchored)


def _weekday_and_day(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """Monday, 26 May 2025: the weekday must be right"""
    weekday = phrase.take(words.WEEKDAYS)
    if weekday is None or (yearless := phrase.attempt(_day_of_month)) is None:
        return None
    found = settled(_with_year(phrase, anchor, yearless), anchor)
    day = calendar.ends(found)[0]
    if day.isoweekday() != weekday:
        raise ValueError(f"{day} is a {day:%A}: correct the weekday or leave it out.")
    return found


# -- units counted from the anchor ----------------------------------------------------------------


def shifted_unit(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """yesterday, this month, last year, next week"""
    shift = phrase.take(words.DAYS_FROM_TODAY)
    unit: Unit | None = "day"
    if shift is None:
        shift = phrase.take(words.SHIFTS)
        unit = phrase.take(words.UNITS) if shift is not None else None
    if shift is None or unit is None:
        return None
    return calendar.around(calendar.moved_by(counted_from(anchor), unit, shift), unit).counted()


def distant(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """three years ago, in five years, two weeks from now"""
    ahead = 1 if phrase.skip("in") else None
    if (length := phrase.attempt(duration)) is None:
        return None
    unit, number = length
    if unit == "decade" and number:
        unit, number = "year", 10 * number
    way = phrase.take(words.AGO) or ahead
    if number is None or way is None:
        return None
    return calendar.around(calendar.moved_by(counted_from(anchor), unit, way * number), unit).counted()


def _which(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """last April, next summer, this Q3, on Monday, last Monday"""
    which = phrase.take(words.WHICH)
    if weekday := phrase.take(words.WEEKDAYS):
        return _weekday(weekday, which, counted_from(anchor))
    if which is None:
        return None
    for production in (_day_of_month, _month, _season, _quarter, _half):
        if yearless := phrase.attempt(production):
            day = counted_from(anchor)
            if which == "nearest":
                return yearless.of(day.year).counted()
            return yearless.ended(day) if which == "ended" else yearless.coming(day)
    return None


def _weekday(weekday: int, which: str | None, anchor: date) -> Stretch:
    """Without "last" or "next" it is the latest one, the anchor's own day included, as agencies write."""
    behind = (anchor.isoweekday() - weekday) % 7
    days = {"ended": -(behind or 7), "coming": 7 - behind, "nearest": weekday - anchor.isoweekday()}
    return calendar.around(calendar.moved(anchor, days.get(which or "", -behind)), "day").counted()
