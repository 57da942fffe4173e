"""The grammar of dates: from the tokens of a phrase to the stretch of days it means.

A production takes tokens and returns a Stretch, or a Yearless when the year is still open, or None when
the phrase says something else here.
"""

from datetime import date

from tracker.dates import calendar, units, words
from tracker.dates.calendar import Stretch, Unit
from tracker.dates.units import Found, Yearless
from tracker.phrases import Phrase

# How far a phrase without a number reaches: a plural stays below the next larger unit of common speech.
REACH: dict[Unit, tuple[Unit, int]] = {
    "day": ("month", 1),
    "week": ("month", 3),
    "month": ("month", 12),
    "quarter": ("year", 2),
    "year": ("year", 10),
    "decade": ("decade", 10),
}


def stretch(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """The days that the whole phrase means; None when it is not understood to its end.

    ValueError when it names a day that is none; AnchorNeededError when it counts from a day not given.
    """
    productions = (_open_end, _rolling, _vague, _rest_of, _between, _bounded, _about, units.distant, _plain)
    return phrase.whole(productions, anchor)


# -- whole phrases --------------------------------------------------------------------------------


def _open_end(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """../2025-06"""
    if not (phrase.skip("..") and phrase.skip("/")):
        return None
    found = phrase.attempt(units.unit, anchor)
    return _bound("until", found, anchor) if found else None


def _rolling(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """in the coming months, over the past year, within two years"""
    if within := phrase.attempt(_within):
        return _reaching(*within, 1, units.counted_from(anchor))
    phrase.take(words.DURING)
    way = phrase.take(words.ROLLING)
    if way is None:
        way = phrase.take(words.PLAIN_ROLLING)
        calendar_unit = phrase.take(words.UNITS)
        if way is None or calendar_unit:
            return None  # "last year" is a calendar year
    if (length := phrase.attempt(units.duration)) is None:
        return None
    return _reaching(*length, way, units.counted_from(anchor))


def _within(phrase: Phrase) -> tuple[Unit, int | None] | None:
    return phrase.attempt(units.duration) if phrase.take(words.WITHIN) else None


def _reaching(unit: Unit, number: int | None, way: int, anchor: date) -> Stretch:
    unit, number = REACH[unit] if number is None else (unit, number)
    edge = calendar.moved_by(anchor, unit, way * number)
    return Stretch(min(edge, anchor), max(edge, anchor), None, True)


def _vague(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """soon, recently"""
    way = phrase.take(words.VAGUE)
    if way is None:
        return None
    day = units.counted_from(anchor)
    return Stretch(day, None, None, True) if way > 0 else Stretch(None, day, None, True)


def _rest_of(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """later this year, earlier this month"""
    forward = phrase.take(words.TO_ITS_END)
    if not forward and not phrase.take(words.FROM_ITS_START):
        return None
    if (
        whole := phrase.attempt(units.shifted_unit, anchor) or phrase.attempt(units.the_unit, anchor)
    ) is None:
        return None
    day = units.counted_from(anchor)
    if forward:
        return Stretch(max(day, calendar.ends(whole)[0]), whole.last, None, True)
    return Stretch(whole.first, min(day, calendar.ends(whole)[1]), None, True)


def _between(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """between A and B, from A to B"""
    if phrase.skip("between"):
        return phrase.attempt(_span, anchor, ("and",))
    return phrase.attempt(_span, anchor, words.TO) if phrase.skip("from") else None


def _span(phrase: Phrase, anchor: date | None, joiners: tuple[str, ...]) -> Stretch | None:
    if days := phrase.attempt(units.days_of_month, anchor, joiners):
        return units.settled(days, anchor)
    if (first := phrase.attempt(_period, anchor)) is None or not phrase.skip(*joiners):
        return None
    if (last := phrase.attempt(_period, anchor)) is None:
        return None
    return _joined(first, last, anchor)


def _joined(first: Stretch | Yearless, last: Stretch | Yearless, anchor: date | None) -> Stretch:
    """From the beginning of one to the end of the other; a year said once holds for both."""
    if isinstance(last, Yearless) and isinstance(first, Stretch):
        begin = calendar.ends(first)[0]
        last = last.unfinished(begin)
        end = Stretch(last.first, last.last, last.unit, first.anchored)
    else:
        end = units.settled(last, anchor)
    if isinstance(first, Yearless):
        begun = first.begun(calendar.ends(end)[1])
        first = Stretch(begun.first, begun.last, begun.unit, end.anchored)
    return Stretch(first.first, end.last, None, first.anchored or end.anchored)


def _bounded(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """before 3 June, since 2024, by the end of the year"""
    if (bound := phrase.take(words.BOUNDS)) is None:
        return None
    if bound == "before" and phrase.peek().startswith("year"):
        bound = "until end"  # before year-end: up to its last day
    found = phrase.attempt(_period, anchor)
    if found is None and bound == "until end":
        found = phrase.attempt(units.the_unit, anchor)
    if found is None:
        return None
    if bound == "since":
        phrase.take(words.ONWARDS)
    return _bound(bound, found, anchor)


def _bound(bound: words.Bound, found: Stretch | Yearless, anchor: date | None) -> Stretch:
    if isinstance(found, Yearless):
        day = units.counted_from(anchor)
        found = {"since": found.begun, "until": found.unfinished, "until end": found.unfinished}.get(
            bound, found.nearest
        )(day)
    first, last = calendar.ends(found)
    if bound == "since":
        return Stretch(first, None, None, found.anchored)
    if bound == "after":
        return Stretch(calendar.moved(last, 1), None, None, found.anchored)
    return Stretch(None, calendar.moved(first, -1) if bound == "before" else last, None, found.anchored)


def _about(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """about 2025, around May 2025"""
    phrase.take(words.AT)
    if not phrase.take(words.ABOUT):
        return None
    found = phrase.attempt(_period, anchor)
    return calendar.neighbours(units.settled(found, anchor)) if found else None


def _plain(phrase: Phrase, anchor: date | None) -> Stretch | None:
    """A period, or two joined: May 2025, 2024-2026, March to May 2025, 2025-03/2025-05, 2025 onwards"""
    phrase.take(words.AT)
    if days := phrase.attempt(units.days_of_month, anchor, words.TO):
        return units.settled(days, anchor)
    if (first := phrase.attempt(_period, anchor)) is None:
        return None
    if phrase.skip("/", *words.TO):
        if phrase.skip(".."):
            return _bound("since", first, anchor)
        last = phrase.attempt(_period, anchor)
        return _joined(first, last, anchor) if last else None
    if bound := phrase.take(words.ONWARDS) or phrase.take(words.BACKWARDS):
        return _bound("since" if bound == "since" else "until", first, anchor)
    return units.settled(first, anchor)


# -- periods: a unit or a part of one -------------------------------------------------------------


def _period(phrase: Phrase, anchor: date | None) -> Found:
    if phrase.take(words.YEAR_END):
        return _year_end(phrase, anchor)
    return phrase.attempt(_part, anchor) or phrase.attempt(units.unit, anchor)


def _year_end(phrase: Phrase, anchor: date | None) -> Stretch:
    whole = phrase.attempt(units.year) or calendar.around(units.counted_from(anchor), "year").counted()
    return calendar.part(whole, "end")


def _part(phrase: Phrase, anchor: date | None) -> Found:
    """late 2026, the end of the year, mid-May"""
    if (name := phrase.take(words.PARTS)) is None:
        return None
    phrase.skip("the")
    found = phrase.attempt(units.unit, anchor) or phrase.attempt(units.the_unit, anchor)
    if isinstance(found, Yearless):
        of = found.of
        calendar.part(of(2000), name)  # refuses the part of a day before its year is looked for
        return Yearless(lambda year: calendar.part(of(year), name))
    return found and calendar.part(found, name)
