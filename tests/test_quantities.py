"""What holds of every value: the rules of its parts, reading back what is shown, and an end in no time."""

import time
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tracker.fields import field_called
from tracker.records import kinds
from tracker.values import (
    COMPARATORS,
    CURRENCIES,
    STATES,
    UNITS,
    Change,
    Quantity,
    faults,
    parse_value,
    read_value,
    show_value,
)
from tracker.writing import meaning as meanings


def fault_of(found: Quantity) -> str | None:
    return faults(
        found.state, found.comparator, found.low, found.high, found.unit, found.currency, found.change
    )


def sound(found: Quantity) -> Quantity:
    """The value itself, once it has been shown to hold what the database asks of it and to be kept whole."""
    assert fault_of(found) is None
    assert parse_value(show_value(found)) == found
    assert read_value(found)
    for bound in (found.low, found.high):
        assert bound is None or Decimal(repr(float(bound))) == bound
    return found


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_read_back_as_it_is(state):
    sound(Quantity("", state, None))


D = Decimal


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("none", "exact", None, None), "has no comparator"),
        (("secret", None, None, None), "The state must be one of"),
        ((None, None, D(1), D(1)), "The comparator must be one of"),
        ((None, "exact", D(1), D(2)), "two equal bounds"),
        ((None, "exact", D(1), None), "needs both bounds"),
        ((None, "about", D(2), D(1)), "lower bound is above"),
        ((None, "more_than", D(1), D(2)), "a lower bound only"),
        ((None, "at_most", D(1), None), "an upper bound only"),
        ((None, "between", D(1), D(1)), "two different bounds"),
        ((None, "vague", D(1), None), "needs no bounds"),
        ((None, "top_n", D(2), D(10), "rank"), "begins at rank 1"),
        ((None, "top_n", D(1), D(10), "users"), "goes with the unit rank"),
        ((None, "exact", D("1.5"), D("1.5"), "rank"), "whole number"),
        ((None, "exact", D(1), D(1), "parsecs"), "not a known unit"),
        ((None, "exact", D(1), D(1), "USD"), "currency must be the unit"),
        ((None, "exact", D(1), D(1), "users", "USD"), "currency must be the unit"),
        ((None, "exact", D(1), D(1), "users", None, "ratio"), "counted in times"),
        ((None, "exact", D(1), D(1), "times", None, "level"), "counted in times"),
        ((None, "exact", D(1), D(1), "users", None, "leap"), "The change must be one of"),
        ((None, "exact", D(-1), D(-1), "users", None, "level"), "Less than zero"),
        ((None, "exact", D("NaN"), D("NaN")), "Numbers below"),
        ((None, "at_most", None, D("Infinity"), "rank"), "Numbers below"),
        ((None, "exact", D("0.30000000000000004"), D("0.30000000000000004")), "significant digits"),
    ],
)
def test_parts_that_do_not_fit_together_are_named(parts, message):
    assert message in (faults(*parts) or "")


def test_a_loss_may_stand_below_zero():
    assert faults(None, "exact", D(-5), D(-5), "percent", None, "level") is None
    assert faults(None, "exact", D(-5), D(-5), "USD", "USD", "level") is None


numbers = st.builds(
    lambda digits, power: Decimal(digits).scaleb(power), st.integers(0, 10**15 - 1), st.integers(-6, 6)
)
whole = st.integers(1, 10**9).map(Decimal)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    """Values of every comparator and unit, most of them without a fault."""
    comparator = draw(st.sampled_from(COMPARATORS))
    unit = "rank" if comparator == "top_n" else draw(st.sampled_from([None, *UNITS]))
    either: list[Change] = ["level", "difference"]
    fixed: dict[str | None, list[Change]] = {"times": ["ratio"], "rank": ["level"]}
    change = draw(st.sampled_from(fixed.get(unit, either)))
    sign = draw(st.sampled_from([1, -1])) if change == "difference" else 1
    low, high = sorted(sign * draw(whole if unit == "rank" else numbers) for _ in range(2))
    bounds = {
        "exact": (low, low),
        "top_n": (Decimal(1), high),
        "more_than": (low, None),
        "at_least": (low, None),
        "less_than": (None, high),
        "at_most": (None, high),
        "vague": (None, None),
    }.get(comparator, (low, high))
    return Quantity("", None, comparator, *bounds, unit, unit if unit in CURRENCIES else None, change)


@given(quantities())
def test_whatever_has_no_fault_is_read_back_as_it_is(found):
    assume(fault_of(found) is None)
    sound(found)


WORDS = """
    5 10 1.5 2,2 1,234 1.500 0 -5 +5 100 ½ a half third quarter fourfold doubled second 2nd two twenty
    hundred million bn crore dozen thousand 억 兆 $ US$ € won 円 USD rank % percent times x MW kW GPUs
    users people of top No. # several about more than over at least up to + or more or under below
    between and to - from ( ) up by down rose change of undisclosed none unknown weekly largest in the
"""


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=7), st.sampled_from([None, *UNITS]))
@example(["up", "to", "500"], None)
@example(["zero", "thirds"], None)
@example(["down", "0", "%"], None)
@example(["100", "%"], "times")
def test_whatever_words_come_together_they_are_sound_or_refused(words, unit):
    try:
        found = parse_value(" ".join(words), unit)
    except ValueError as refusal:
        assert str(refusal)  # noqa: PT017
        return
    sound(found)


@given(st.text(max_size=320))
@example("\ud800")
@example("٣ users")
@example("½½")
@example("1/0")
@example("0 in 0")
@example("$" * 300)
def test_any_text_is_read_or_refused(text):
    try:
        found = parse_value(text)
    except ValueError as refusal:
        assert str(refusal)  # noqa: PT017
        return
    sound(found)


@pytest.mark.parametrize(
    "words", ["1 billion " * 100_000, "(" * 10**6, "9" * 10**6, "and " * 250_000, " " * 10**6]
)
def test_a_megabyte_is_refused_at_once(words):
    begun = time.process_time()
    with pytest.raises(ValueError, match="Too long"):
        parse_value(words)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "words",
    [
        "9" * 300,
        "1 " * 150,
        "1 000" * 60,
        "million " * 37,
        "(" * 300,
        "$1 (" * 75,
        "1,000," * 50,
        "weekly " * 42,
    ],
)
def test_the_longest_phrase_is_read_in_no_time(words):
    begun = time.process_time()
    with pytest.raises(ValueError, match=r"\w"):
        parse_value(words[:300])
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("unit", [None, "MW", "people", "USD"])
def test_a_plain_number_means_what_the_whole_grammar_reads(unit):
    """Also where the words around it add to it, multiply it or leave it no whole number."""
    field = field_called(kinds()["claims"], "value_text")
    assert field
    before = ("", "about ", "$", "over ", "top ", "between ", "五")
    after = ("", " million", " kW", " million two hundred", "th", "½", "%", " half", " people or more", "x")
    for first, last, number in product(before, after, ("1", "2", "1,234", "999999999999999", "07")):
        words = f"{first}{number}{last}"
        whole = meant(meanings._value, field.parts, words, unit, ())
        assert meant(meanings.meaning, field, words, unit, {}) == whole, words


def meant(read, *given):
    try:
        return {name: (type(value), value) for name, value in read(*given).items()}
    except ValueError as error:
        return str(error)
