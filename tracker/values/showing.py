"""Values in canonical words, which are read back as the same value, and in words for people."""

from decimal import Decimal

from tracker.values.quantity import Quantity
from tracker.values.units import CURRENCIES
from tracker.values.words import Comparator

BEFORE: dict[Comparator, str] = {
    "about": "about ",
    "more_than": "more than ",
    "at_least": "at least ",
    "less_than": "less than ",
    "at_most": "at most ",
}
LARGE = ((12, "tn", " trillion"), (9, "bn", " billion"), (6, "m", " million"))
SINGULAR = {"cities": "city", "countries": "country", "companies": "company", "people": "person"}
MARKS = {"percent": "%", "GPU": " GPUs"}


def show_value(quantity: Quantity) -> str:
    """The canonical words: `parse_value(show_value(q)) == q` for all that `parse_value` returns."""
    if quantity.state:
        return quantity.state
    if quantity.comparator == "top_n":
        return f"top {_plain(quantity.high)}"
    change = "change of " if quantity.change == "difference" else ""
    prefix, suffix = (
        ("rank ", "") if quantity.unit == "rank" else ("", f" {quantity.unit}" if quantity.unit else "")
    )
    if quantity.comparator == "vague":
        return f"{change}several{suffix or (prefix and ' rank')}"
    return f"{change}{_compared(quantity, prefix)}{suffix}"


def _compared(quantity: Quantity, prefix: str) -> str:
    low, high = quantity.low, quantity.high
    before = BEFORE.get(quantity.comparator or "exact", "")
    if low is None or high is None or low == high:
        return f"{before}{prefix}{_plain(high if low is None else low)}"
    if quantity.comparator == "between":
        return f"between {prefix}{_plain(low)} and {_plain(high)}"
    return f"{before}{prefix}{_plain(low)} to {_plain(high)}"


def _plain(number: Decimal | None) -> str:
    """Digits that can be read in one way only: three decimals get a fourth."""
    assert number is not None
    digits = f"{number.normalize() + 0:f}"
    return f"{digits}0" if len(digits.partition(".")[2]) == 3 else digits


def read_value(quantity: Quantity) -> str:
    """Words for people: US$1.5–2 bn, about 400 MW, more than 4 times, 2nd, top 10, down 5%, undisclosed."""
    if quantity.state or quantity.comparator == "top_n":
        return show_value(quantity)
    if quantity.comparator == "vague":
        return quantity.words or show_value(quantity)
    low, high = quantity.low, quantity.high
    way = ""
    if quantity.change == "difference":
        low, high, way = _way(low, high)
    before = _before(quantity, low, high)
    bounds = [bound for bound in (low, high) if bound is not None]
    return way + before + _measured(bounds[:1] if low == high else bounds, quantity)


def _way(low: Decimal | None, high: Decimal | None) -> tuple[Decimal | None, Decimal | None, str]:
    """A difference without its sign, and the word that says it: down more than 40% is below -40."""
    if all(bound is None or bound < 0 for bound in (low, high)):
        return high and -high, low and -low, "down "
    return low, high, "up " if all(bound is None or bound >= 0 for bound in (low, high)) else "change of "


def _before(quantity: Quantity, low: Decimal | None, high: Decimal | None) -> str:
    if quantity.comparator in ("exact", "between", "about"):
        return "about " if quantity.comparator == "about" else ""
    strict = quantity.comparator in ("more_than", "less_than")
    if high is None:
        return "more than " if strict else "at least "
    return "less than " if strict else "up to "


def _measured(bounds: list[Decimal], quantity: Quantity) -> str:
    unit = quantity.unit or ""
    if unit == "rank":
        return "–".join(map(_ordinal, bounds))
    power, short, long = _large(bounds)
    numbers = "–".join(f"{_shifted(bound, power):,f}".replace("-", "−") for bound in bounds)
    if money := CURRENCIES.get(unit):
        gap = " " if money.sign[-1].isalpha() else ""
        return f"{money.sign}{gap}{numbers} {short}".rstrip()
    return f"{numbers}{long}{_named(unit, bounds)}"


def _named(unit: str, bounds: list[Decimal]) -> str:
    if not unit or unit == "other":
        return ""
    if unit in MARKS:
        return MARKS[unit]
    if bounds == [1]:
        unit = SINGULAR.get(unit, unit.removesuffix("s"))
    return f" {unit}".replace("_", " ")


def _large(bounds: list[Decimal]) -> tuple[int, str, str]:
    """The scale in which every bound has at most three decimals: 1.5 and 2 bn, but 1,234,567."""
    for power, short, long in LARGE:
        shifted = [_shifted(bound, power) for bound in bounds]
        if all(abs(one) >= 1 and one == round(one, 3) for one in shifted if one) and any(shifted):
            return power, short, long
    return 0, "", ""


def _shifted(number: Decimal, power: int) -> Decimal:
    return Decimal(f"{number.scaleb(-power).normalize() + 0:f}")


def _ordinal(place: Decimal) -> str:
    number = int(place)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
