"""Shares in words: "own half of", "a third of revenue", "two-thirds of", "nine in ten", "3 out of 4"."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.written_numbers import number_word, ordinal

_FRACTIONS = {
    "half": 50,
    "third": 33,
    "quarter": 25,
    "fifth": 20,
    "tenth": 10,
    "thirds": 33,
    "quarters": 25,
    "fifths": 20,
    "one-half": 50,
    "one-third": 33,
    "one-quarter": 25,
    "one-fifth": 20,
    "one-tenth": 10,
    "two-thirds": 67,
    "three-quarters": 75,
    "hälfte": 50,
    "drittel": 33,
    "viertel": 25,
    "moitié": 50,
    "tiers": 33,
    "quart": 25,
    "mitad": 50,
    "tercio": 33,
    "metade": 50,
    "terço": 33,
    "metà": 50,
    "terzo": 33,
}
_OWNING = word_set("shares owning")
_SALES = word_set("shares sales")
_GROUPS = frozenset({"team", "staff", "workforce", "$", "€", "£"})
_GUESSED = frozenset({"might", "could", "may"})
_OF = frozenset({"of", "de", "der", "des", "do", "da", "dei", "delle", "du"})


def shares(sentence: Sentence) -> Iterator[tuple[Decimal, int, int]]:
    """(percent, first token, token after) of every share told in words."""
    for place, token in enumerate(sentence.tokens):
        yield from _one_in_so_many(sentence, place)
        yield from _every_so_many(sentence, place)
        percent = _FRACTIONS.get(token.lower)
        if percent is None or not (sentence.lower(place + 1) in _OF or sentence.lower(place + 1) == "the"):
            continue
        several = number_word(sentence.lower(place - 1), "en")
        if token.lower.endswith("s") and several is not None and several < 5:
            exact = {("thirds", 2): 67}.get((token.lower, int(several)), percent * int(several))
            yield Decimal(exact), place - 1, place + 1
        elif _of_something(sentence, place, token.lower):
            yield Decimal(percent), place, place + 1


def _of_something(sentence: Sentence, place: int, word: str) -> bool:
    """A share of people, of sales, of what somebody owns; "a tenth of" anything that is no time."""
    near = {sentence.lower(before) for before in range(place - 5, place)}
    if not _GUESSED.isdisjoint(sentence.lower(ahead) for ahead in range(place + 1, place + 9)):
        return False  # "half of junior jobs might vanish"
    after = [sentence.lower(ahead) for ahead in range(place + 1, place + 7)]
    marks = [*sentence.marks.get("users", ()), *sentence.marks.get("staff", ())]
    counted = any(0 < mark.first - place <= 6 for mark in marks)
    counted = counted or not _GROUPS.isdisjoint(after[:4])
    sold = not _SALES.isdisjoint(after) or (after[1] == "it" and _sold_before(sentence, place))
    if counted or sold or not _OWNING.isdisjoint(near):
        return True
    part = word in ("quarter", "fifth", "tenth") and sentence.lower(place - 1) in ("a", "one")
    return (part or word.startswith("one-")) and after[1].isalpha()


def _sold_before(sentence: Sentence, place: int) -> bool:
    return not _SALES.isdisjoint(sentence.lower(before) for before in range(place - 12, place))


def _one_in_so_many(sentence: Sentence, place: int) -> Iterator[tuple[Decimal, int, int]]:
    """ "one in three customers", "3 out of 4"."""
    part = _small(sentence.lower(place))
    if part is None:
        return
    between = place + 1 + (sentence.tokens[place + 1].is_word if place + 1 < len(sentence.tokens) else 0)
    between = place + 1 if sentence.lower(place + 1) == "in" else between  # "one in three", "one job in ten"
    if sentence.lower(between) != ("of" if sentence.lower(place + 1) == "out" else "in"):
        return
    last = between + 1 + (sentence.lower(between + 1) == "every")
    whole = _small(sentence.lower(last))
    if whole and part < whole and whole in (3, 4, 5, 10, 20, 100):
        yield round(Decimal(part * 100) / whole, 1), place, last + 1


def _every_so_many(sentence: Sentence, place: int) -> Iterator[tuple[Decimal, int, int]]:
    """ "every fifth employee"."""
    value = ordinal(sentence.lower(place + 1), "en") if sentence.lower(place) == "every" else None
    people = (sentence.between(place + 2, place + 3, kind) for kind in ("staff", "users", "count"))
    if value and value > 2 and any(people):
        yield round(Decimal(100) / value, 1), place, place + 2


def _small(word: str) -> int | None:
    if word.isdigit() and len(word) < 4:
        return int(word)
    value = Decimal(1) if word == "one" else number_word(word, "en")
    return int(value) if value is not None else None
