"""Numbers without a noun beside them in the other languages of Europe: "Ils sont 400 à y travailler", "Hoy
son 6.500 los empleados", "vi lavorano in 120", "i mensajes rebasan los 200 millones".
"""

from collections.abc import Iterator

from tracker.ingest.reader.amounts import Amount, comparator_around, in_a_name, number_places
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.elliptic import closes
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.number_reading import number_at, scaled

_BE = word_set("bare abroad be")
_WORK = tuple(word_set("bare abroad work"))
_THE = frozenset("los las os as gli le i les die".split())
_NOW = word_set("bare at present") | word_set("bare abroad now")
_FEWEST = 5


def people_abroad(
    sentence: Sentence, found: list[Amount], unit_before: str | None, language: str
) -> Iterator[Amount]:
    """Amounts of people by "to be" or "to work" beside the number; `unit_before` as in `bare_amounts`."""
    if language == "en" or (_BE.isdisjoint(sentence.wording) and "in" not in sentence.wording):
        return
    taken = {place for amount in found for place in range(amount.first, amount.last)}
    for place in number_places(sentence, language):
        value, after = number_at(sentence, place, language)
        if place in taken or value is None or in_a_name(sentence, place):
            continue
        value, end = scaled(sentence, value, after, language)
        comparator, first, last = comparator_around(sentence, place, end)
        if value >= _FEWEST and _of_people(sentence, first, last, unit_before):
            yield Amount(value, "people", comparator, None, "", first, last)


def _of_people(sentence: Sentence, first: int, last: int, unit_before: str | None) -> bool:
    before, after = sentence.lower(first - 1), sentence.lower(last)
    if before == "in":  # "vi lavorano in 120"
        working = any(word.startswith("lavora") for word in sentence.lowers[max(0, first - 6) : first])
        return sentence.language == "it" and working and closes(sentence, last - 1)
    if before not in _BE:
        return False
    if after in _THE and sentence.between(last + 1, last + 3, "staff"):
        return True
    if after in ("à", "a", "quienes", "quelli", "che", "die", "as", "os") and _worked(sentence, last):
        return True
    opens = first < 2 or (first < 4 and sentence.lower(first - 2) in _NOW)
    return opens and unit_before == "people" and closes(sentence, last - 1)


def _worked(sentence: Sentence, place: int) -> bool:
    """ "à y travailler", "quienes trabajan allí"."""
    return any(word.startswith(_WORK) for word in sentence.lowers[place : place + 5])
