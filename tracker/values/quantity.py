"""A value as an interval, and what must hold of it: the same rules stand in the database as CHECKs."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import get_args

from tracker.numerals import SIGNIFICANT_DIGITS, significant_digits
from tracker.values.units import CURRENCIES, UNITS
from tracker.values.words import Change, Comparator, State

STATES: tuple[State, ...] = get_args(State)
COMPARATORS: tuple[Comparator, ...] = get_args(Comparator)
CHANGES: tuple[Change, ...] = get_args(Change)

# With at most 15 significant digits a bound comes back from a double as it was written.
DECIMAL_PLACES = 6
LIMIT = Decimal(10) ** 21
SHORT = 10**SIGNIFICANT_DIGITS  # whole numbers below it have no more digits
# Where less than nothing makes sense even as a level: a margin, a loss.
SIGNED_UNITS = ("percent", "percentage_points", *CURRENCIES)


@dataclass(frozen=True)
class Quantity:
    """The interval a value may lie in. Two are equal when they mean the same, whatever their words.

    words: as written. state: said instead of a value; then everything else is None. low, high: in base
    units (2.2 billion is 2200000000), None where open. unit: one of UNITS. currency: the unit when it
    is money. change: whether it is a level, a difference (negative downwards) or a ratio to a baseline.
    """

    words: str = field(compare=False)
    state: State | None
    comparator: Comparator | None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    currency: str | None = None
    change: Change | None = None


def faults(
    state: str | None,
    comparator: str | None,
    low: Decimal | None,
    high: Decimal | None,
    unit: str | None = None,
    currency: str | None = None,
    change: str | None = None,
) -> str | None:
    """What is wrong with a value given in parts, in words for a user; None when nothing is."""
    if state is not None:
        return _state_fault(state, (comparator, low, high, change)) or _unit_fault(unit, currency)
    if comparator not in COMPARATORS:
        return f"The comparator must be one of: {', '.join(COMPARATORS)}."
    return (
        _number_fault(low, unit, change)
        or (None if high is low else _number_fault(high, unit, change))
        or _rank_fault(comparator, low, high, unit, change)
        or _bounds_fault(comparator, low, high)
        or _unit_fault(unit, currency)
        or _change_fault(unit, change)
    )


def _state_fault(state: str, rest: tuple[object, ...]) -> str | None:
    if state not in STATES:
        return f"The state must be one of: {', '.join(STATES)}."
    return (
        None
        if all(part is None for part in rest)
        else f"What is {state} has no comparator, bounds or change."
    )


def _bounds_fault(comparator: str, low: Decimal | None, high: Decimal | None) -> str | None:
    needs_low = comparator not in ("less_than", "at_most", "vague")
    needs_high = comparator not in ("more_than", "at_least", "vague")
    if (low is not None) != needs_low or (high is not None) != needs_high:
        wanted = {
            (True, True): "both bounds",
            (True, False): "a lower bound only",
            (False, True): "an upper bound only",
        }
        return f"“{comparator}” needs {wanted.get((needs_low, needs_high), 'no bounds')}."
    if low is None or high is None:
        return None
    if low > high:
        return "The lower bound is above the upper."
    if comparator == "exact" and low != high:
        return "What is exact has two equal bounds."
    return (
        "What lies between needs two different bounds." if comparator == "between" and low == high else None
    )


def _unit_fault(unit: str | None, currency: str | None) -> str | None:
    if unit is not None and unit not in UNITS:
        return f"“{unit}” is not a known unit."
    if currency != (unit if unit in CURRENCIES else None):
        return "The currency must be the unit when the value is money, and empty when it is not."
    return None


def _change_fault(unit: str | None, change: str | None) -> str | None:
    if change is None:
        return None
    if change not in CHANGES:
        return f"The change must be one of: {', '.join(CHANGES)}."
    return (
        "A ratio is counted in times, and times are a ratio."
        if (change == "ratio") != (unit == "times")
        else None
    )


def _rank_fault(
    comparator: str, low: Decimal | None, high: Decimal | None, unit: str | None, change: str | None
) -> str | None:
    if unit != "rank":
        return "“top_n” goes with the unit rank." if comparator == "top_n" else None
    if comparator == "top_n" and low != 1:
        return "“top_n” begins at rank 1."
    if any(bound is not None and (bound < 1 or bound != int(bound)) for bound in (low, high)):
        return "A rank is a whole number from 1 on."
    return "A rank is a level." if change not in (None, "level") else None


def _number_fault(number: Decimal | None, unit: str | None, change: str | None) -> str | None:
    if number is None:
        return None
    if not number.is_finite() or abs(number) >= LIMIT:
        return f"Numbers below {LIMIT:.0e} only."
    whole = number == int(number)
    if not (whole and abs(number) < SHORT) and significant_digits(number) > SIGNIFICANT_DIGITS:
        return f"A number may have at most {SIGNIFICANT_DIGITS} significant digits. Round it."
    if not whole and number != round(number, DECIMAL_PLACES):
        return f"A number may have at most {DECIMAL_PLACES} decimal places. Round it."
    if number < 0 and change != "difference" and unit not in SIGNED_UNITS:
        return "Less than zero makes no sense here."
    return None
