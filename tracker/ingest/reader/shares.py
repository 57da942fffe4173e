"""Shares in words: "own half of", "a third of revenue", "two-thirds of", "nine in ten", "3 out of 4"."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.hundredths import of_a_hundred
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.written_numbers import number_word, number_words, ordinal, scale

_FRACTIONS = {
    word: percent
    for percent, words in {
        50: "half one-half hälfte moitié mitad metade metà",
        33: "third thirds one-third drittel tiers tercio tercios terço terços terzo terzi",
        67: "two-thirds zweidrittel",
        25: "quarter quarters one-quarter viertel quart quarts cuarto cuarta cuartos quarto quarti",
        75: "three-quarters dreiviertel",
        20: "fifth fifths one-fifth fünftel cinquième quinto quinta quinti",
        10: "tenth tenths one-tenth zehntel dixième décimo décima decimo",
    }.items()
    for word in words.split()
}
_EQUAL = (
    "in equal parts|in equal shares|in equal measure|on equal terms|equally between|fifty-fifty|50-50|50:50"
    "|split down the middle|down the middle|split evenly|evenly split|evenly divided|half each|each half"
    "|half and half|half-and-half|each with half|zu gleichen teilen|je zur hälfte|jeweils zur hälfte"
    "|à parts égales|à parité|moitié-moitié|à égalité|pour moitié|chacun pour moitié|a partes iguales"
    "|al cincuenta por ciento|em partes iguais|meio a meio|in parti uguali|in quote uguali|pariteticamente"
    "|alla pari|in parti eguali"
).split("|")
_OWNING = word_set("shares owning")
_SALES = word_set("shares sales")
_EQUALLY = [words.split() for words in _EQUAL]
_EQUALLY_BEGUN = frozenset(words[0] for words in _EQUALLY)
_EQUALLY_ENDED = frozenset(words[-1] for words in _EQUALLY)
_STOCK = frozenset("shares stock aktie aktien action actions acciones ações azioni titolo".split())
_GROUPS = frozenset({"team", "staff", "workforce", "$", "€", "£"})
_PRICES = frozenset({"price", "prices", "cost", "costs", "size", "weight", "energy", "prix", "preis"})
_GUESSED = frozenset({"might", "could", "may"})
_OF = word_set("shares of")
_OF_WHICH = word_set("shares of which")
_PARTED = word_set("shares parted")
_THEN = frozenset({"and", "while", "apiece", "each", "of", "y", "et", "e", "und"})
_IS = frozenset({"is", "are", "has", "have", "will", "was", "were"})
_A = frozenset({"a", "one", "ein", "un", "um", "uma"})
_BY = frozenset({"by", "um", "d", "’", "'", "en", "em"})
_ONE = frozenset({"one", "un", "une", "uno", "una", "um", "uma"})
_EVERY = frozenset({"every", "jeder", "jede", "jedes", "jeden", "jedem"})
_OUT_OF = {"en": ("in",), "fr": ("sur",), "it": ("su",), "es": ("de cada",), "pt": ("em cada", "de cada")}
_PERIODS = word_set("amounts durations")
_GREW = word_set("amounts grew")


def shares(sentence: Sentence) -> Iterator[tuple[Decimal, int, int]]:
    """(percent, first token, token after) of every share told in words."""
    yield from _equal(sentence)
    yield from of_a_hundred(sentence)
    for place in sorted({*sentence.numerals, *sentence.where(_opening_words(sentence.language))}):
        word = sentence.lower(place)
        yield from _one_in_so_many(sentence, place)
        yield from _every_so_many(sentence, place)
        percent = _FRACTIONS.get(word)
        if percent is None or not _is_part(sentence, place, word):
            continue
        several = int(number_word(sentence.lower(place - 1), sentence.language) or 1)
        if several < 5:
            whole = 67 if (percent, several) == (33, 2) else several * percent
            yield Decimal(whole), place - (several > 1), place + 1


@cache
def _opening_words(language: str) -> frozenset[str]:
    return number_words(language) | _ONE | _EVERY | _FRACTIONS.keys()


def _equal(sentence: Sentence) -> Iterator[tuple[Decimal, int, int]]:
    """ "in equal parts", "split down the middle": half for each of two."""
    if sentence.wording.isdisjoint(_EQUALLY_ENDED):
        return
    for place in sentence.where(_EQUALLY_BEGUN):
        if any(sentence.lowers[place : place + len(words)] == words for words in _EQUALLY):
            yield Decimal(50), place, place + 2
            return


def _is_part(sentence: Sentence, place: int, word: str) -> bool:
    """A fraction that tells a share: "a third of revenue", "half of which", "of 50 MW half is let"."""
    after = sentence.lower(place + 1)
    if after in ("parte", "part") and sentence.lower(place + 2) in _OF:
        return _of_something(sentence, place + 1, word)  # "una cuarta parte de la plantilla"
    if ordinal(sentence.lower(place - 1), sentence.language):
        return False  # "in the third quarter of 2026"
    if after in _OF_WHICH or sentence.words(place + 1, place + 3).lower() in _OF_WHICH:
        return True
    if sentence.lower(place + 2) == "a" and scale(sentence.lower(place + 3), sentence.language):
        return False  # "three quarters of a billion"
    if after in _OF or after == "the":
        several = number_word(sentence.lower(place - 1), sentence.language)
        return several is not None or _of_something(sentence, place, word)
    before = sentence.lower(place - 1), sentence.lower(place - 2)
    grown = before[0] in _A and before[1] in _BY
    if word in ("half", "hälfte", "moitié", "mitad", "metade", "metà") and _moved_by(sentence, place):
        return True
    if grown and word not in ("half", "quart", "quarto"):  # "grows by a third"
        return not after.isalpha() or after in _THEN or after in ("by", "this", "within")
    if word not in ("half", "hälfte", "moitié", "mitad", "metade", "metà"):
        return False
    if before[0] in _PARTED or (before[0] in ("la", "the", "a") and before[1] in _PARTED):
        return not after.isalpha() or after in _THEN
    return before[0] in (",", ";", "mw", "gw", "") and after in _IS


def _moved_by(sentence: Sentence, place: int) -> bool:
    """ "sales went up by half", "the headcount grew by half"."""
    by = not {"by", "um", "de", "della"}.isdisjoint((sentence.lower(place - 1), sentence.lower(place - 2)))
    grew = any(sentence.lower(before) in _GREW for before in range(place - 6, place - 1))
    stock = not _STOCK.isdisjoint(sentence.wording)
    return by and grew and not stock and sentence.lower(place + 1) not in _OF


def _of_something(sentence: Sentence, place: int, word: str) -> bool:
    """A share of people, of sales, of an amount, of what somebody owns; "a tenth of" anything but a time."""
    near = sentence.near(place - 5, place)
    if not _GUESSED.isdisjoint(sentence.near(place - 6, place + 9)):
        return False  # "half of junior jobs might vanish", "could wipe out half of them"
    after = [sentence.lower(ahead) for ahead in range(place + 1, place + 7)]
    if scale(after[2], sentence.language) or not _PRICES.isdisjoint(after[:3]):
        return False  # "a quarter of a million", "a tenth of the price"
    if after[1] in ("that", "this", "what") and not after[2].isalpha():
        return False  # "less than a third of that, $2 billion"
    if not _PERIODS.isdisjoint(after[:4]):
        return False  # "the first quarter of the year"
    marks = [mark for kind in ("users", "staff", "count") for mark in sentence.marks.get(kind, ())]
    counted = any(0 < mark.first - place <= 6 for mark in marks)
    counted = counted or not _GROUPS.isdisjoint(after[:4]) or any(_number(word) for word in after[1:4])
    sold = not _SALES.isdisjoint(after)
    if counted or sold or not _OWNING.isdisjoint(near):
        return True
    part = word in ("quarter", "fifth", "tenth") and sentence.lower(place - 1) in ("a", "one")
    return (part or word.startswith("one-")) and after[1].isalpha()


def _number(word: str) -> bool:
    return word[:1].isdigit() and not (len(word) == 4 and word[:2] in ("19", "20"))


def _one_in_so_many(sentence: Sentence, place: int) -> Iterator[tuple[Decimal, int, int]]:
    """ "one in three customers", "3 out of 4", "un abonné payant sur cinq", "ocho de cada diez"."""
    part = _small(sentence.lower(place), sentence.language)
    if part is None:
        return
    for joint in _OUT_OF.get(sentence.language, ()):
        between = next((i for i in range(place + 1, place + 4) if _joined(sentence, i, joint)), None)
        if between is None or not all(sentence.tokens[i].is_word for i in range(place + 1, between)):
            continue
        if between - place > 2 and sentence.language == "en" and sentence.lower(place + 1) != "out":
            continue  # "one job in ten", but not "two offices opened in three"
        last = between + 1 + joint.count(" ")
        last += sentence.lower(last) == "every"
        whole = _small(sentence.lower(last), sentence.language)
        if whole and part < whole and whole in (3, 4, 5, 10, 20, 100):
            yield round(Decimal(part * 100) / whole, 1), place, last + 1
            return


def _joined(sentence: Sentence, place: int, joint: str) -> bool:
    if sentence.lower(place - 1) == "out":
        return sentence.lower(place) == "of"
    return sentence.words(place, place + 1 + joint.count(" ")).lower() == joint


def _every_so_many(sentence: Sentence, place: int) -> Iterator[tuple[Decimal, int, int]]:
    """ "every fifth employee", "jedes dritte Unternehmen"."""
    if sentence.lower(place) not in _EVERY:
        return
    value = ordinal(sentence.lower(place + 1), sentence.language)
    after = sentence.lower(place + 2)
    if value and value > 2 and after.isalpha() and after not in _PERIODS:
        yield round(Decimal(100) / value, 1), place, place + 2


def _small(word: str, language: str) -> int | None:
    if word.isdigit() and len(word) < 4:
        return int(word)
    value = Decimal(1) if word in _ONE else number_word(word, language)
    return int(value) if value is not None else None
