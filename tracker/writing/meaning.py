"""What the words of a date or a value mean: the columns that are kept beside them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tracker.dates import faults as date_faults
from tracker.dates import parse_date
from tracker.fields import Field
from tracker.values import faults, parse_value
from tracker.values.grammar import proportional
from tracker.values.power import in_unit

# A whole number as most are written, with what stands around it.
NUMBERED = re.compile(r"([^0-9]{0,90})([1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,14})([^0-9]{0,90})")
EXACT = 10**15  # whole numbers below it are kept as they are written

Stated = tuple[tuple[str, Any], ...]


def meaning(spread: Field, words: str, unit: str | None, stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parts of a date or value by column; ValueError says what is wrong with the words.

    What is stated wins over what the words are taken to mean; `unit` holds for words without one.
    """
    if spread.sort == "date":
        return _date(spread.parts, words, tuple(stated.items()))
    framed = None if stated else _framed(spread.parts, words, unit)
    return framed or _value(spread.parts, words, unit, tuple(stated.items()))


# The same words come again and again in an import: to look them up takes a hundredth of the time.
@lru_cache(maxsize=10_000)
def _date(parts: tuple[str, ...], words: str, given: Stated) -> Mapping[str, Any]:
    start, end, precision, anchor = parts
    stated = dict(given)
    try:
        read = parse_date(words, stated.get(anchor))
        meant = {start: read.earliest, end: read.latest, precision: read.precision, anchor: read.anchor} | {
            name: value for name, value in stated.items() if name != anchor
        }
    except ValueError:
        if stated.get(precision) is None:
            raise
        meant = dict.fromkeys(parts) | stated
    wrong = date_faults(meant[start], meant[end], meant[precision], meant[anchor])
    if wrong:
        raise ValueError(wrong)
    return meant


def _framed(parts: tuple[str, ...], words: str, usual: str | None) -> Mapping[str, Any] | None:
    """The parts of a value that is a plain number among words that were read before; None of any other."""
    found = NUMBERED.fullmatch(words)
    frame = found and _frame(parts, found[1], found[3], usual)
    if found is None or frame is None:
        return None
    read, bounds, factor = frame
    value = factor * int(found[2].replace(",", ""))
    return {**read, **dict.fromkeys(bounds, float(value))} if value < EXACT else None


# An import has thousands of values that differ in nothing but their number.
@lru_cache(maxsize=10_000)
def _frame(
    parts: tuple[str, ...], before: str, after: str, usual: str | None
) -> tuple[Mapping[str, Any], tuple[str, ...], int] | None:
    """What every plain number between these words means: the parts of one, which of them are bounds, and the
    number that one stands for; None when it depends on the number, or is not understood."""
    if not proportional(before, after):
        return None
    try:
        one = _value(parts, f"{before}1{after}", usual, ())
    except ValueError:
        return None
    bounds = tuple(name for name in parts[2:4] if one[name] is not None)
    factor = one[bounds[0]]
    return (one, bounds, int(factor)) if factor.is_integer() else None


@lru_cache(maxsize=10_000)
def _value(parts: tuple[str, ...], words: str, usual: str | None, given: Stated) -> Mapping[str, Any]:
    state, comparator, low, high, unit, currency, change = parts
    stated = dict(given)
    sound = False
    try:
        parsed = parse_value(words, usual)
        value = in_unit(parsed, usual)
        sound = value is parsed and not stated
        read: dict[str, Any] = {
            state: value.state, comparator: value.comparator, low: value.low, high: value.high,
            unit: value.unit, currency: value.currency, change: value.change,
        }  # fmt: skip
    except ValueError:
        # Words nobody foresaw are fine when the interval is stated beside them.
        if stated.get(comparator) is None and stated.get(state) is None:
            raise
        read = dict.fromkeys(parts)
    read |= stated
    if not sound and (wrong := _fault(*map(read.get, parts))):
        raise ValueError(wrong)
    return read | {bound: float(read[bound]) for bound in (low, high) if read[bound] is not None}


def _fault(state: Any, comparator: Any, low: Any, high: Any, *rest: Any) -> str | None:
    """What is wrong with the parts of a value, some of which were stated as other numbers than decimals."""
    low, high = (None if bound is None else Decimal(str(bound)) for bound in (low, high))
    return faults(state, comparator, low, high, *rest)
