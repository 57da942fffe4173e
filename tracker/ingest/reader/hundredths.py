"""Shares told by the hundred or the ten: "of every hundred chats, seven", "sixty out of a hundred", "70 cents
of every dollar".
"""

from collections.abc import Iterator
from decimal import Decimal

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.number_reading import number_at

_HUNDRED = frozenset({"hundred", "100", "hundert", "cent", "cien", "cem", "cento"})
_TEN = frozenset({"ten", "10", "zehn", "dix", "diez", "dez", "dieci"})
_EACH = word_set("hundredths each")
_OUT_OF = word_set("hundredths out of")
_CENTS = frozenset({"cents", "cent", "centimes", "céntimos", "centavos", "centesimi"})
_Share = tuple[Decimal, int, int]


def of_a_hundred(sentence: Sentence) -> Iterator[_Share]:
    """(percent, first token, token after) of each share that is told so."""
    for place in sentence.where(_HUNDRED):
        opened = place - (sentence.lower(place - 1) in _EACH)
        if sentence.lower(opened - 1) not in _OUT_OF:
            continue
        opened -= 1 + (sentence.lower(opened - 2) in ("out", "de"))
        part = _number_before(sentence, opened)
        if part is None and opened < place - 1:
            part = _number_after(sentence, place)
        if part:
            yield part
    for place in sentence.where(_TEN):
        each = sentence.lower(place - 1) in _EACH and sentence.lower(place - 2) in _OUT_OF
        part = _number_after(sentence, place) if each else None
        if part and part[0] < 10:
            yield part[0] * 10, part[1], part[2]
    for place in sentence.where(_CENTS):
        each = sentence.lower(place + 1) in _OUT_OF and sentence.lower(place + 2) in _EACH
        part = _number_before(sentence, place) if each else None
        if part:
            yield part


def _number_before(sentence: Sentence, place: int) -> _Share | None:
    """A number that ends right before a token, or one noun before it: "sixty users in a hundred"."""
    for first in (place - 1, place - 2):
        value, last = number_at(sentence, first, sentence.language) if first >= 0 else (None, 0)
        if value is not None and value < 100:
            return value, first, last
    return None


def _number_after(sentence: Sentence, place: int) -> _Share | None:
    """The first number behind the comma: "of every hundred chats, seven come from there"."""
    comma = next((i for i in range(place, min(place + 9, sentence.count)) if sentence.lower(i) == ","), None)
    for first in range(comma + 1, min(comma + 7, sentence.count)) if comma else ():
        value, last = number_at(sentence, first, sentence.language)
        if value is not None and value < 100:
            here = "here" in sentence.lowers[last : last + 5]  # where the author sits
            return None if here else (value, first, last)
    return None
