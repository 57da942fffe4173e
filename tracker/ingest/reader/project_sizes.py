"""How large a project is and what it costs: power, processors and money, in words that read as values."""

from decimal import Decimal

from tracker.ingest.reader.amounts import Amount, find_amounts
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import Place
from tracker.ingest.reader.project_words import Words
from tracker.values import UNITS, Quantity, parse_value, read_value

Size = tuple[str, Place]
_LEAST_COST = 1_000_000
_TIED = 9  # words between money and the word that says it is the cost
_COMPARED = frozenset({"than", "als", "que", "che"})
_PHASES = frozenset("phase stage tranche bauabschnitt fase étape etapa".split())
_OTHERS = frozenset({"raised", "round", "valuation", "valued", "revenue", "loan", "turnover", "fund"})


def sizes_of(sentence: Sentence, words: Words, language: str, span: range) -> dict[str, Size]:
    """The capacity, GPUs and cost that tokens of a sentence give, by field: as written where a value can be
    read from those words, else as it is read.
    """
    found: dict[str, Size] = {}
    amounts = [amount for amount in find_amounts(sentence, language) if amount.first in span]
    money = [amount for amount in amounts if amount.currency]
    for amount in sorted(amounts, key=lambda amount: _of_phase(sentence, amount)):
        field = _field(sentence, words, amount, len(money) == 1)
        if field and field not in found and not _compared(sentence, amount):
            found[field] = size(amount_of(amount), sentence.text, _place(sentence, amount))
    return found


def size(meant: Quantity, text: str, place: Place) -> Size:
    """An amount in words: its own where they mean it, else as we write it."""
    words = " ".join(text[place[0] : place[1]].split())
    try:
        said = parse_value(words)
    except ValueError:
        return read_value(meant), place
    same = (said.comparator, said.low, said.high, said.unit) == (
        meant.comparator, meant.low, meant.high, meant.unit,
    )  # fmt: skip
    return (words if same else read_value(meant)), place


def amount_of(amount: Amount) -> Quantity:
    """An amount of the reader as a value of ours."""
    return quantity(amount.value, amount.low, amount.comparator, amount.unit, amount.currency)


def quantity(
    value: Decimal, low: Decimal | None, comparator: str, unit: str | None, currency: str | None
) -> Quantity:
    """A number with its comparator as bounds; `low` is the lower end of a range."""
    lowest = None if comparator in ("at_most", "less_than") else low if comparator == "between" else value
    highest = None if comparator in ("at_least", "more_than") else value
    known = currency if currency in UNITS else unit
    return Quantity("", None, comparator, lowest, highest, known, currency, "level")  # type: ignore[arg-type]


def _field(sentence: Sentence, words: Words, amount: Amount, only: bool) -> str | None:
    """Which field an amount is the value of; None when it tells something else."""
    if amount.unit in ("MW", "GW"):
        return "capacity"
    if amount.unit == "GPU":
        return "gpus"
    if not amount.currency or amount.currency not in UNITS or amount.value < _LEAST_COST:
        return None
    near = sentence.near(amount.first - _TIED, amount.last + _TIED)
    described = any(
        amount.last <= mark.first <= amount.last + 3
        for mark in words.of("data_centre", "compute_site", "other", "site")
    )
    tied = any(abs(mark.first - amount.first) <= _TIED for mark in words.of("cost"))
    tied = tied or any(mark.last == amount.first for mark in words.of("for"))
    return "cost" if described or (only and tied and near.isdisjoint(_OTHERS)) else None


def _of_phase(sentence: Sentence, amount: Amount) -> bool:
    """ "The first phase, 80 MW, starts in May, and it is to reach 300 MW": a part, if the whole is told."""
    return not _PHASES.isdisjoint(sentence.lowers[max(0, amount.first - 5) : amount.first])


def _compared(sentence: Sentence, amount: Amount) -> bool:
    """ "larger than the 300 MW of its neighbour": another one's size."""
    return sentence.lower(amount.first - 1) in _COMPARED and amount.comparator == "exact"


def _place(sentence: Sentence, amount: Amount) -> Place:
    return sentence.tokens[amount.first].start, sentence.tokens[amount.last - 1].end
