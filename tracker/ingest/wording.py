"""The words of a drafted value: the article's own, and how they are read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from tracker.values import UNITS, Quantity, faults, parse_value, read_value

LONGEST = 300
BEFORE = 3  # words in front of a passage that may belong to its value: "more than | tripled"
BEHIND = 3  # words after it that may: "4배 | 이상", "400 | people or more"
QUOTES = re.compile('[“”„«»"「」『』]')
PLAN = re.compile(
    r"\b(will|would|plans?|planned|aims?|expects?|intends?|targets?)\b"
    r"|\bto (invest|hire|create|build|spend|open)\b"
    r"|wird|werden|prévoit|va |planea|prevé|pretende|prevede|예정|계획|予定|計画|计划|将",
    re.IGNORECASE,
)
SPENT = re.compile(
    r"invest|inver[st]|spen[dt]|commit|pledg|pour|\bput|pay|cost|ausgeben|ausgibt|dépens|gast|spes[ae]|stanzia"
    r"|투자|投資|投资|投じ|투입|投入",
    re.IGNORECASE,
)
YEAR_BEFORE = re.compile(
    r"past year|last year|year[- ](on|over)[- ]year|year (ago|earlier|before)|past (12|twelve) months|annual"
    r"|지난 1년|전년|昨年|前年|去年|同比|Vorjahr|an dernier|año pasado|anno scorso|ano passado",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """A value as the article writes it: its words, where they stand, and what must be stated beside them.

    `stated` holds the parts of the value that its words alone would not give; `read` is what it means.
    """

    words: str
    place: tuple[int, int] | None
    read: Quantity
    stated: dict[str, Any] = field(default_factory=dict)
    doubt: str = ""

    @property
    def change(self) -> str | None:
        return self.read.change


def read_words(
    text: str, sentence: tuple[int, int], place: tuple[int, int] | None, row: Mapping[str, Any]
) -> Reading | None:
    """The value of a drafted claim; None when it has none.

    The words are the passage, or it with a few words in front or behind, whichever says by itself what the
    reader understood; failing that, what the reader understood is stated beside the words of the passage.
    """
    wanted = _wanted(row)
    for span in _wider(text, sentence, place, BEHIND if wanted else 0) if place else ():
        words = text[span[0] : span[1]].strip()
        said = _parsed(words)
        if said is not None and len(words) <= LONGEST and (wanted is None or _equal(said, wanted)):
            return Reading(words, span, said) if wanted or row.get("unit") else None
    if wanted is None:
        return None
    words = text[place[0] : place[1]].strip()[:LONGEST] if place else ""
    said = _parsed(words) if words else None
    doubt = "The value can be read in two ways." if said is not None and said.comparator != "vague" else ""
    return Reading(words or read_value(wanted), place if words else None, wanted, _stated(wanted), doubt)


def _wider(
    text: str, sentence: tuple[int, int], place: tuple[int, int], behind: int
) -> Iterator[tuple[int, int]]:
    """A passage, it with one, two, three words more in front, or as many behind, inside its sentence."""
    yield place
    words = list(re.finditer(r"\S+", text[sentence[0] : place[0]]))
    for match in reversed(words[-BEFORE:]):
        yield sentence[0] + match.start(), place[1]
    for match in islice(re.finditer(r"\S*[^\s.,;:]", text[place[1] : sentence[1]]), behind):
        yield place[0], place[1] + match.end()


def _parsed(words: str) -> Quantity | None:
    try:
        return parse_value(words)
    except ValueError:
        return None


def _wanted(row: Mapping[str, Any]) -> Quantity | None:
    """What the reader understood, as a value of ours; None when it gave no number or one that cannot be."""
    number, unit = row.get("value"), row.get("unit")
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    bound = Decimal(str(number))
    comparator = str(row.get("comparator") or "exact")
    unit = unit if unit in UNITS else None
    low = None if comparator in ("at_most", "less_than") else _lower(row, comparator, bound)
    high = None if comparator in ("at_least", "more_than") else bound
    currency = unit if unit and re.fullmatch("[A-Z]{3}", unit) and unit != "GPU" else None
    change = "ratio" if unit == "times" else "level"
    if faults(None, comparator, low, high, unit, currency, change):
        return None
    return Quantity("", None, comparator, low, high, unit, currency, change)  # type: ignore[arg-type]


def _lower(row: Mapping[str, Any], comparator: str, bound: Decimal) -> Decimal:
    """Where a value begins: "top ten" at the first place, a range at its lower end, any other at itself."""
    low = row.get("value_low") if comparator == "between" else None
    if isinstance(low, int | float) and not isinstance(low, bool):
        return Decimal(str(low))
    return Decimal(1) if comparator == "top_n" else bound


def _equal(said: Quantity, wanted: Quantity) -> bool:
    """Whether words say what the reader understood; its "other" is any unit it has no word for."""
    same = (said.comparator, said.low, said.high) == (wanted.comparator, wanted.low, wanted.high)
    return same and (said.unit == wanted.unit or wanted.unit in (None, "other"))


def _stated(value: Quantity) -> dict[str, Any]:
    bounds = {"value_low": value.low, "value_high": value.high}
    parts = {
        "comparator": value.comparator,
        "unit": value.unit,
        "currency": value.currency,
        "change_kind": value.change,
    }
    return {name: part for name, part in parts.items() if part is not None} | {
        name: int(bound) if bound == bound.to_integral_value() else float(bound)
        for name, bound in bounds.items()
        if bound is not None
    }


def is_plan(sentence: str) -> bool:
    """Whether a sentence speaks of what is still to come."""
    return PLAN.search(sentence) is not None


def is_spent(sentence: str) -> bool:
    """Whether a sentence says that money is put into something."""
    return SPENT.search(sentence) is not None


def baseline_in(sentence: str) -> str | None:
    """What a change in a sentence is measured against, when it is the year before."""
    return "a year before" if YEAR_BEFORE.search(sentence) else None


def voice_in(text: str, sentence: tuple[int, int], place: tuple[int, int], speaker: str | None) -> str:
    """Who speaks: directly when the words stand in quotation marks, indirectly when somebody is named."""
    if not speaker:
        return "publisher"
    before = len(QUOTES.findall(text, sentence[0], place[0]))
    return "direct_quote" if before % 2 else "indirect_quote"
