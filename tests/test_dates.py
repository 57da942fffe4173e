"""The grammar of dates: what each way of writing means, what is refused, that showing loses nothing."""

import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.dates import PRECISIONS, PartialDate, faults, parse_date, read_date, show_date

ANCHOR = date(2025, 5, 26)  # a Monday

# words, earliest, latest, precision
ABSOLUTE = [
    ("2025", "2025-01-01", "2025-12-31", "year"),
    ("2025-05", "2025-05-01", "2025-05-31", "month"),
    ("2025-05-03", "2025-05-03", "2025-05-03", "day"),
    ("2025-Q3", "2025-07-01", "2025-09-30", "quarter"),
    ("2025-q3", "2025-07-01", "2025-09-30", "quarter"),
    ("2025-H1", "2025-01-01", "2025-06-30", "half"),
    ("2025-W22", "2025-05-26", "2025-06-01", "week"),
    ("week of 28 May 2025", "2025-05-26", "2025-06-01", "week"),
    ("2025 Q3", "2025-07-01", "2025-09-30", "quarter"),
    ("as early as 2026", "2026-01-01", None, "range"),
    ("2025-03/2025-05", "2025-03-01", "2025-05-31", "range"),
    ("2025-03/..", "2025-03-01", None, "range"),
    ("../2025-06", None, "2025-06-30", "range"),
    ("2025-05-03T23:30:00Z", "2025-05-03", "2025-05-03", "day"),
    ("2025-05-03 10:00", "2025-05-03", "2025-05-03", "day"),
    ("2025-05-03T10:00:00.5+09:00", "2025-05-03", "2025-05-03", "day"),
    ("２０２５-０５", "2025-05-01", "2025-05-31", "month"),
    ("May 2025", "2025-05-01", "2025-05-31", "month"),
    ("may\u00a0 2025", "2025-05-01", "2025-05-31", "month"),
    ("May of 2025", "2025-05-01", "2025-05-31", "month"),
    ("in Sept. 2025", "2025-09-01", "2025-09-30", "month"),
    ("3 May 2025", "2025-05-03", "2025-05-03", "day"),
    ("3rd May 2025", "2025-05-03", "2025-05-03", "day"),
    ("the 3rd of May 2025", "2025-05-03", "2025-05-03", "day"),
    ("May 3, 2025", "2025-05-03", "2025-05-03", "day"),
    ("May 3rd, 2025", "2025-05-03", "2025-05-03", "day"),
    ("on May 3 2025", "2025-05-03", "2025-05-03", "day"),
    ("Monday, 26 May 2025", "2025-05-26", "2025-05-26", "day"),
    ("26. Mai 2025", "2025-05-26", "2025-05-26", "day"),
    ("26 mai 2025", "2025-05-26", "2025-05-26", "day"),
    ("26 de mayo de 2025", "2025-05-26", "2025-05-26", "day"),
    ("2025년 5월 26일", "2025-05-26", "2025-05-26", "day"),
    ("2025年5月", "2025-05-01", "2025-05-31", "month"),
    ("2025년 3분기", "2025-07-01", "2025-09-30", "quarter"),
    ("2025년 하반기", "2025-07-01", "2025-12-31", "half"),
    ("Q3 2025", "2025-07-01", "2025-09-30", "quarter"),
    ("3Q 2025", "2025-07-01", "2025-09-30", "quarter"),
    ("third quarter of 2025", "2025-07-01", "2025-09-30", "quarter"),
    ("in the third quarter of 2025", "2025-07-01", "2025-09-30", "quarter"),
    ("the last quarter of 2025", "2025-10-01", "2025-12-31", "quarter"),
    ("H2 2026", "2026-07-01", "2026-12-31", "half"),
    ("first half of 2026", "2026-01-01", "2026-06-30", "half"),
    ("late 2026", "2026-09-01", "2026-12-31", "range"),
    ("mid 2026", "2026-05-01", "2026-08-31", "range"),
    ("mid-2026", "2026-05-01", "2026-08-31", "range"),
    ("early 2026", "2026-01-01", "2026-04-30", "range"),
    ("end of 2026", "2026-10-01", "2026-12-31", "range"),
    ("at the end of 2026", "2026-10-01", "2026-12-31", "range"),
    ("beginning of 2026", "2026-01-01", "2026-03-31", "range"),
    ("early May 2025", "2025-05-01", "2025-05-10", "range"),
    ("mid-May 2025", "2025-05-11", "2025-05-20", "range"),
    ("late February 2024", "2024-02-21", "2024-02-29", "range"),
    ("summer 2026", "2026-06-01", "2026-08-31", "season"),
    ("in the fall of 2026", "2026-09-01", "2026-11-30", "season"),
    ("winter 2025", "2025-12-01", "2026-02-28", "season"),
    ("before 3 June 2025", None, "2025-06-02", "range"),
    ("ahead of June 2025", None, "2025-05-31", "range"),
    ("by June 3, 2025", None, "2025-06-03", "range"),
    ("by the end of 2026", None, "2026-12-31", "range"),
    ("before the end of 2026", None, "2026-12-31", "range"),
    ("until 3 June 2025", None, "2025-06-03", "range"),
    ("no later than 2026", None, "2026-12-31", "range"),
    ("after June 2025", "2025-07-01", None, "range"),
    ("since 2024", "2024-01-01", None, "range"),
    ("ab Mai 2027", "2027-05-01", None, "range"),
    ("from 2025 onwards", "2025-01-01", None, "range"),
    ("2025 onwards", "2025-01-01", None, "range"),
    ("2026 or later", "2026-01-01", None, "range"),
    ("2026 or earlier", None, "2026-12-31", "range"),
    ("between March and May 2025", "2025-03-01", "2025-05-31", "range"),
    ("between 3 and 5 May 2025", "2025-05-03", "2025-05-05", "range"),
    ("from May 3 to 5, 2025", "2025-05-03", "2025-05-05", "range"),
    ("May 3–5, 2025", "2025-05-03", "2025-05-05", "range"),
    ("from November to February 2026", "2025-11-01", "2026-02-28", "range"),
    ("November 2025 to February", "2025-11-01", "2026-02-28", "range"),
    ("2024-2026", "2024-01-01", "2026-12-31", "range"),
    ("2024 to 2026", "2024-01-01", "2026-12-31", "range"),
    ("2024-25", "2024-01-01", "2025-12-31", "range"),
    ("2024/25", "2024-01-01", "2025-12-31", "range"),
    ("2011-12", "2011-12-01", "2011-12-31", "month"),
    ("the 2020s", "2020-01-01", "2029-12-31", "range"),
    ("about 2025", "2024-01-01", "2026-12-31", "range"),
    ("around May 2025", "2025-04-01", "2025-06-30", "range"),
    ("circa 3 May 2025", "2025-05-02", "2025-05-04", "range"),
    ("once permits are in = 2026-H2", "2026-07-01", "2026-12-31", "half"),
    ("FY2025 = 2024-02/2025-01", "2024-02-01", "2025-01-31", "range"),
]

# counted from Monday 26 May 2025
ANCHORED = [
    ("today", "2025-05-26", "2025-05-26", "day"),
    ("yesterday", "2025-05-25", "2025-05-25", "day"),
    ("on Monday", "2025-05-26", "2025-05-26", "day"),
    ("on Tuesday", "2025-05-20", "2025-05-20", "day"),
    ("last Monday", "2025-05-19", "2025-05-19", "day"),
    ("next Monday", "2025-06-02", "2025-06-02", "day"),
    ("this Friday", "2025-05-30", "2025-05-30", "day"),
    ("3 June", "2025-06-03", "2025-06-03", "day"),
    ("December 20", "2024-12-20", "2024-12-20", "day"),
    ("29 February", "2024-02-29", "2024-02-29", "day"),
    ("by June 3", None, "2025-06-03", "relative"),
    ("before 3 June", None, "2025-06-02", "relative"),
    ("by April", None, "2026-04-30", "relative"),
    ("since June", "2024-06-01", None, "relative"),
    ("after June", "2025-07-01", None, "relative"),
    ("this week", "2025-05-26", "2025-06-01", "week"),
    ("next week", "2025-06-02", "2025-06-08", "week"),
    ("this month", "2025-05-01", "2025-05-31", "month"),
    ("last month", "2025-04-01", "2025-04-30", "month"),
    ("this quarter", "2025-04-01", "2025-06-30", "quarter"),
    ("this year", "2025-01-01", "2025-12-31", "year"),
    ("next year", "2026-01-01", "2026-12-31", "year"),
    ("last year", "2024-01-01", "2024-12-31", "year"),
    ("late last year", "2024-09-01", "2024-12-31", "relative"),
    ("early next year", "2026-01-01", "2026-04-30", "relative"),
    ("last April", "2025-04-01", "2025-04-30", "month"),
    ("last December", "2024-12-01", "2024-12-31", "month"),
    ("in April last year", "2024-04-01", "2024-04-30", "month"),
    ("this summer", "2025-06-01", "2025-08-31", "season"),
    ("next spring", "2026-03-01", "2026-05-31", "season"),
    ("in the second half of the year", "2025-07-01", "2025-12-31", "half"),
    ("second half of next year", "2026-07-01", "2026-12-31", "half"),
    ("later this year", "2025-05-26", "2025-12-31", "relative"),
    ("earlier this year", "2025-01-01", "2025-05-26", "relative"),
    ("by the end of the year", None, "2025-12-31", "relative"),
    ("by year-end", None, "2025-12-31", "relative"),
    ("before year-end", None, "2025-12-31", "relative"),
    ("by the end of next year", None, "2026-12-31", "relative"),
    ("by the end of the decade", None, "2029-12-31", "relative"),
    ("in the coming weeks", "2025-05-26", "2025-08-26", "relative"),
    ("in the coming months", "2025-05-26", "2026-05-26", "relative"),
    ("in the coming years", "2025-05-26", "2035-05-26", "relative"),
    ("over the past year", "2024-05-26", "2025-05-26", "relative"),
    ("over the last year", "2024-05-26", "2025-05-26", "relative"),
    ("in the past 12 months", "2024-05-26", "2025-05-26", "relative"),
    ("in recent months", "2024-05-26", "2025-05-26", "relative"),
    ("over the next five years", "2025-05-26", "2030-05-26", "relative"),
    ("within two years", "2025-05-26", "2027-05-26", "relative"),
    ("within a month", "2025-05-26", "2025-06-26", "relative"),
    ("in a few weeks", "2025-05-26", "2025-08-26", "relative"),
    ("a decade ago", "2015-01-01", "2015-12-31", "year"),
    ("the week of 2 June", "2025-06-02", "2025-06-08", "week"),
    ("three years ago", "2022-01-01", "2022-12-31", "year"),
    ("a year earlier", "2024-01-01", "2024-12-31", "year"),
    ("two months ago", "2025-03-01", "2025-03-31", "month"),
    ("in five years", "2030-01-01", "2030-12-31", "year"),
    ("in twenty-five years", "2050-01-01", "2050-12-31", "year"),
    ("in two weeks", "2025-06-09", "2025-06-15", "week"),
    ("soon", "2025-05-26", None, "relative"),
    ("recently", None, "2025-05-26", "relative"),
    ("about next year", "2025-01-01", "2027-12-31", "relative"),
]

REFUSED = [
    ("", "Nothing is written"),
    ("banana", "is not understood as a date"),
    ("May 2025 or so", "“or so” is not understood"),
    ("before June 3 election", "“election” is not understood"),
    ("three years", "is not understood as a date"),
    ("last banana", "is not understood as a date"),
    ("yesterday morning", "“morning” is not understood"),
    ("31 June", "There is no 31 June."),
    ("31 June 2025", "There is no 31 June."),
    ("29 February 2025", "There is no 29 February 2025."),
    ("mid 3 May", "“mid” goes with a month"),
    ("2025-02-30", "There is no 30 February 2025."),
    ("2025-13", "There is no month 13."),
    ("2025-00", "There is no month 0."),
    ("2025-W53", "There is no week 53 in 2025."),
    ("0999", "outside 1000 to 2999"),
    ("3000", "outside 1000 to 2999"),
    ("after 2999", "outside 1000 to 2999"),
    ("in 9999 years", "outside 1000 to 2999"),
    ("03/05/2025", "differs by country"),
    ("3.5.2025", "differs by country"),
    ("FY2025", "Fiscal years differ by company"),
    ("2025-06/2025-05", "lies before the beginning"),
    ("Tuesday, 26 May 2025", "2025-05-26 is a Monday"),
    ("2025-05-26T25:00:00Z", "is not a point in time"),
    ("2025\x00", "cannot be seen or stored"),
    ("when = ", "is not understood as a date"),
    ("9" * 400, "Too long"),
]


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def sound(found: PartialDate) -> PartialDate:
    """The date itself, once it has been shown to hold what the database will ask of it."""
    assert faults(found.earliest, found.latest, found.precision, found.anchor) is None
    assert parse_date(show_date(found), found.anchor) == found
    assert read_date(found)
    return found


@pytest.mark.parametrize(("words", "earliest", "latest", "precision"), ABSOLUTE)
def test_what_is_said_in_full_needs_no_anchor(words, earliest, latest, precision):
    for anchor in (None, ANCHOR):
        found = sound(parse_date(words, anchor))
        assert found == PartialDate(words, day(earliest), day(latest), precision)
        assert parse_date(read_date(found)) == found


@pytest.mark.parametrize(("words", "earliest", "latest", "precision"), ANCHORED)
def test_relative_and_yearless_words_are_counted_from_the_anchor(words, earliest, latest, precision):
    found = sound(parse_date(words, ANCHOR))
    assert found == PartialDate(words, day(earliest), day(latest), precision, ANCHOR)
    with pytest.raises(ValueError, match="needs a date to count from"):
        parse_date(words)


@pytest.mark.parametrize(("words", "message"), REFUSED)
@pytest.mark.parametrize("anchor", [None, ANCHOR])
def test_what_is_not_understood_is_refused(words, message, anchor):
    with pytest.raises(ValueError, match=message):
        parse_date(words, anchor)


def test_the_words_are_kept_as_written():
    assert parse_date("  late\u00a0\n 2026 ").words == "late 2026"
    assert parse_date("Cafe\u0301 opens = 2026").words == "Café opens = 2026"
    assert parse_date("once permits are in = 2026-H2").words == "once permits are in = 2026-H2"


def test_the_anchor_can_be_part_of_the_words():
    assert parse_date("last month, counted from 2025-05-26") == parse_date("last month", ANCHOR)
    assert parse_date("last month, counted from 2025-05-26", date(1999, 1, 1)).anchor == ANCHOR
    with pytest.raises(ValueError, match="stands a day"):
        parse_date("last month, counted from 2025")


@pytest.mark.parametrize(
    ("words", "canonical", "people"),
    [
        ("May 3, 2025", "2025-05-03", "3 May 2025"),
        ("Q3 2026", "2026-Q3", "Q3 2026"),
        ("May 2025", "2025-05", "May 2025"),
        ("H1 2026", "2026-H1", "first half of 2026"),
        ("late 2026", "2026-09/2026-12", "late 2026"),
        ("mid 2026", "2026-05/2026-08", "mid-2026"),
        ("end of 2026", "2026-10/2026-12", "end of 2026"),
        ("early May 2025", "2025-05-01/2025-05-10", "early May 2025"),
        ("2025-W22", "2025-W22", "week of 26 May 2025"),
        ("winter 2025", "winter 2025", "winter 2025"),
        ("before 3 June 2025", "../2025-06-02", "before 3 June 2025"),
        ("by 3 June 2025", "../2025-06-03", "by 3 June 2025"),
        ("by the end of 2026", "../2026", "by the end of 2026"),
        ("until June 2025", "../2025-06", "by the end of June 2025"),
        ("after June 2025", "2025-07/..", "after June 2025"),
        ("since 2024", "2024/..", "from 2024"),
        ("2024 to 2026", "2024/2026", "2024 – 2026"),
        ("3 May 2025 to 2025-06", "2025-05-03/2025-06-30", "3 May 2025 – 30 June 2025"),
        ("last month, counted from 2025-05-26", "2025-04, counted from 2025-05-26", "April 2025"),
        ("before the end of 2999", "../2999", "by the end of 2999"),
    ],
)
def test_shown_in_canonical_words_and_in_words_for_people(words, canonical, people):
    found = parse_date(words)
    assert show_date(found) == canonical
    assert read_date(found) == people


@pytest.mark.parametrize(
    ("earliest", "latest", "precision", "anchor", "message"),
    [
        (None, None, "range", None, "earliest or a latest"),
        ("2025-02-01", "2025-01-01", "range", None, "before the earliest"),
        ("2025-01-01", "2025-12-31", "relative", None, "needs the day it counts from"),
        ("2025-01-01", "2025-12-31", "range", "2025-01-01", "a range has none"),
        ("2025-01-01", "2025-12-31", "fortnight", None, "must be one of"),
        ("2025-01-01", "2025-12-30", "year", None, "not one year"),
        ("2025-01-01", None, "year", None, "both an earliest and a latest"),
        ("2025-05-27", "2025-06-02", "week", None, "not one week"),
        ("0900-01-01", "0900-12-31", "year", None, "Years from 1000 to 2999"),
    ],
)
def test_parts_that_do_not_fit_together_are_named(earliest, latest, precision, anchor, message):
    assert message in (faults(day(earliest), day(latest), precision, day(anchor)) or "")


def test_every_precision_can_be_reached():
    reached = {parse_date(row[0], ANCHOR).precision for row in ABSOLUTE + ANCHORED}
    assert reached == set(PRECISIONS)


days = st.dates(date(1000, 1, 1), date(2999, 12, 31))
WORDS = """
    2025 2025-05 2025-05-03 2024-25 2025-Q3 3 31 May June February Monday Q3 H2 spring winter late mid end
    early of the by before after since until from to between and in on last next this past coming year years
    months week quarter decade ago within two soon about later - / .. , =
    2020s first half counted year-end 1000 2999
"""


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=8), st.none() | st.dates())
@example(["winter", "2999"], None)
@example(["late", "3", "May"], ANCHOR)
@example(["about", "1000"], None)
@example(["last", "May"], date(1000, 1, 1))
@example(["29", "February"], date(2999, 12, 31))
@example(["on", "Monday"], date(1, 1, 1))
@example(["in", "9999", "years"], date(9999, 12, 31))
@example(["2999-W52"], None)
def test_whatever_words_come_together_they_are_sound_or_refused(words, anchor):
    try:
        found = parse_date(" ".join(words), anchor)
    except ValueError as refusal:
        assert str(refusal)  # noqa: PT017
        return
    sound(found)


@given(st.text(max_size=320))
@example("\ud800 = 2025")
@example("²⁰²⁵")
@example("२०२५")
@example("2025-0٣")
def test_any_text_is_read_or_refused(text):
    try:
        found = parse_date(text, ANCHOR)
    except ValueError as refusal:
        assert str(refusal)  # noqa: PT017
        return
    sound(found)


@given(days, days)
def test_any_two_days_are_shown_as_they_are(one, other):
    first, last = min(one, other), max(one, other)
    for earliest, latest in ((first, last), (first, None), (None, last)):
        sound(PartialDate("", earliest, latest, "range"))
        sound(PartialDate("", earliest, latest, "relative", ANCHOR))


@given(days, st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y", "%G-W%V", "%B %Y", "%d %B %Y", "%b %d, %Y"]))
@example(date(2999, 12, 31), "%G-W%V")
def test_the_units_of_a_day_hold_it(one, pattern):
    try:
        found = parse_date(one.strftime(pattern))
    except ValueError as refusal:
        assert pattern == "%G-W%V"
        assert "outside" in str(refusal)  # noqa: PT017
        return
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest <= one <= found.latest
    sound(found)


@pytest.mark.parametrize(
    "words", ["1 billion " * 100_000, "(" * 1_000_000, "9" * 1_000_000, "in the last " * 90_000, " " * 10**6]
)
def test_a_megabyte_is_refused_at_once(words):
    begun = time.process_time()
    with pytest.raises(ValueError, match="Too long"):
        parse_date(words)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "words", ["9" * 300, "between " * 37, "-" * 300, "last year of " * 23, "/.." * 100, "= " * 150]
)
def test_the_longest_phrase_is_read_in_no_time(words):
    begun = time.process_time()
    with pytest.raises(ValueError, match=r"\w"):
        parse_date(words[:300])
    assert time.process_time() - begun < 1
