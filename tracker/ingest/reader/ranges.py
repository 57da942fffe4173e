"""Ranges of numbers: "$1.5bn–2bn", "between 10 and 12 million", "400-500 MW"; growth "from 2 to 3" isn't."""

from decimal import Decimal
from typing import NamedTuple

from tracker.ingest.reader.currencies import CODES, PREFIXES, SIGNS, WORDS
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.written_numbers import read_digits

_OPENERS = word_set("ranges openers")
_JOINS_OPENED = word_set("ranges joins opened")
_JOINS = word_set("ranges joins")
_FROM = word_set("ranges from")
_SPREAD = word_set("ranges spread")
_GROWN = word_set("ranges grown")
_ABOUT = frozenset({"about", "around", "some", "roughly"})
_REPEATED = frozenset({"%", "percent", "prozent", "mw", "gw", "megawatts", "gigawatts"})


class Upper(NamedTuple):
    """The upper end of a range: its number without scale, and the tokens it stands in; `opened` is where the
    whole begins.
    """

    number: Decimal
    first: int
    last: int
    opened: int


def upper_end(sentence: Sentence, place: int, end: int, low: Decimal, language: str) -> Upper | None:
    """The second number of the range whose first one, `low` with its scale, stands at place..end."""
    opened = _opened(sentence, place)
    join = _past_unit(sentence, end)
    word = sentence.lower(join)
    if not (word in _JOINS or (opened is not None and word in _JOINS_OPENED)):
        return None
    first = _past_currency(sentence, join + 1)
    token = sentence.tokens[first] if first < len(sentence.tokens) else None
    number = read_digits(token.text, language) if token and token.text[0].isdigit() else None
    if number is None or (opened is None and _grows(sentence, place)) or _years(low, number):
        return None
    return Upper(number, first, first + 1, place if opened is None else opened)


def lower_end(low: Decimal, scaled: bool, number: Decimal, high: Decimal) -> Decimal | None:
    """The first number with the scale of the second where it has none of its own: "2 to 3 billion"."""
    value = low if scaled or number >= high or low >= number else low * (high / number)
    return value if value < high else None


def _opened(sentence: Sentence, place: int) -> int | None:
    """Where "between" stands in front of the number and its currency."""
    before = next((i for i in range(place - 1, place - 4, -1) if sentence.lower(i) in _OPENERS), None)
    between = [] if before is None else [sentence.lower(i) for i in range(before + 1, place)]
    return before if all(_of_money(word) or word in _ABOUT for word in between) else None


def _of_money(word: str) -> bool:
    return word in SIGNS or word in CODES or word in PREFIXES


def _past_unit(sentence: Sentence, place: int) -> int:
    """ "10% to 12%", "2 million euros to 3 million euros": the unit may be said twice."""
    word = sentence.lower(place)
    return place + 1 if word in _REPEATED or word in WORDS or word in CODES else place


def _past_currency(sentence: Sentence, place: int) -> int:
    while _of_money(sentence.lower(place)) and not sentence.lower(place).isdigit():
        place += 1
    return place


def _grows(sentence: Sentence, place: int) -> bool:
    """ "rose from 2 to 3 million", "up 10 percent to 12 percent": two levels, but "ranging from 2 to 3"."""
    before = place - 1
    while _of_money(sentence.lower(before)) or sentence.lower(before) in _ABOUT:
        before -= 1
    word = sentence.lower(before)
    if word in _FROM:
        return sentence.lower(before - 1) not in _SPREAD
    return word in _GROWN


def _years(low: Decimal, high: Decimal) -> bool:
    return all(1900 <= number <= 2100 and number == int(number) for number in (low, high))


