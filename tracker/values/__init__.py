"""Values as intervals with their words: "more than fourfold", "US$1.5bn–2bn", "top 10", "undisclosed".

Readings that are conventions, not facts:

- "nearly", "almost" and "close to" are about, as "around" is; "just under" is less_than.
- Verbs such as "doubled" and "quadrupled" are about; "fourfold", "4x" and "twice" are exact.
- "a third" is about 33.3333 percent; "half" and "a quarter" are exact.
- "up 40%", "+40%", "40% more" are differences, "down 40%", "-40%" negative ones; "rose to 40%" is a level.
  "4 times more" can mean four or five times and is refused.
- In "5 to 10 million" both ends are millions. "3 trillion won ($2.2bn)" is the won without the conversion.
- A comma before three digits groups them: "1,500" is fifteen hundred; before one or two it is a decimal
  comma. "1.500" can be read in two ways and is refused, but for "1.125 billion", "3.125%" and the like.
- "$" is the US dollar, "¥" the yen, "rupees" and "Rs" the Indian ones. What an ambiguous name (pesos,
  francs, crowns) means is said by the code: 500 million MXN.
- "none" says that there is no value, "0" is a value. "n/a" says neither and is refused.
"""

from decimal import Decimal
from functools import lru_cache

from tracker.phrases import Phrase, stumble, tidy
from tracker.values.grammar import Reading, reading
from tracker.values.quantity import CHANGES, COMPARATORS, STATES, Quantity, faults
from tracker.values.showing import read_value, show_value
from tracker.values.units import CURRENCIES, UNITS
from tracker.values.words import Change, Comparator, State, tokens

__all__ = [
    "CHANGES",
    "COMPARATORS",
    "CURRENCIES",
    "STATES",
    "UNITS",
    "Change",
    "Comparator",
    "Quantity",
    "State",
    "faults",
    "parse_value",
    "read_value",
    "show_value",
]

EXAMPLES = (
    "Write for example 11 cities, US$1.5bn–2bn, about 400 MW, more than fourfold, top 10 or undisclosed."
)


# The same words come again and again in an import: to look them up takes a hundredth of the time.
@lru_cache(maxsize=20_000)
def parse_value(words: str, unit: str | None = None) -> Quantity:
    """Read a value as a journalist writes it; ValueError says what is wrong and what may be written instead.

    `unit`, one of UNITS, holds when the words carry none: the unit of the claim's metric.
    """
    kept = tidy(words)
    if unit is not None and unit not in UNITS:
        raise ValueError(f"“{unit}” is not a known unit.")
    found = reading(Phrase(tokens(kept)))
    if found is None:
        raise ValueError(_not_understood(kept))
    quantity = _quantity(kept, found, found.unit or (None if found.state else unit))
    fault = faults(
        quantity.state, quantity.comparator, quantity.low, quantity.high, quantity.unit, quantity.currency,
        quantity.change,
    )  # fmt: skip
    if fault:
        raise ValueError(fault)
    return quantity


def _not_understood(words: str) -> str:
    if (rest := stumble(tokens(words), reading)) is None:
        return f"“{words}” is not understood as a value. {EXAMPLES}"
    return f"“{rest}” is not understood in “{words}”. Leave it to the metric, the scope or the summary."


def _quantity(words: str, found: Reading, unit: str | None) -> Quantity:
    change = "ratio" if unit == "times" and not found.state else found.change
    currency = unit if unit in CURRENCIES else None
    low = _trimmed(found.low)
    high = low if found.high is found.low else _trimmed(found.high)
    return Quantity(words, found.state, found.comparator, low, high, unit, currency, change)


def _trimmed(number: Decimal | None) -> Decimal | None:
    """Without the zeros that a scale leaves: 1.500 billion is 1500000000, not 1500000000.000."""
    if number is None:
        return None
    whole = int(number)
    return Decimal(whole) if number == whole else Decimal(f"{number.normalize():f}")
