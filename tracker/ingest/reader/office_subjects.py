"""Cities that are what a clause is about where offices were told just before: "Tunis and Lagos had come
earlier", "Seoul is one; the other, Bengaluru, is due next year", "Riga will be closed".
"""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_hints import in_turn
from tracker.ingest.reader.office_status import ahead
from tracker.ingest.reader.office_words import computes
from tracker.ingest.reader.place_lists import chain_from

_OPENERS = word_set("subjects openers")
_LEADING = word_set("subjects leading")
_TIMES = word_set("subjects times")
_PREDICATES = word_set("subjects predicates")
_BARRED = word_set("subjects barred")
_AHEAD = word_set("subjects ahead")
_OTHERS = frozenset({"other", "others", "second", "third", "fourth", "latter", "former"})
_DUE = frozenset({"follow", "follows", "next", "promised", "planned", "due", "open", "opens", "opened"})
_LISTS = word_set("subjects lists")
_ENDS = frozenset({"", ".", ";", "!", ")"})
_LONGEST = 16  # tokens of a clause that are looked at


def on_the_list(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "Lima is next on Acme's list", "Oslo and Riga are the latest pins on the map of Acme"."""
    lists = sentence.where(_LISTS)
    city = next(iter(sentence.of("city")), None)
    if not lists or city is None or not _leads(sentence, city) or computes(sentence):
        return
    chain = chain_from(sentence, city)
    place = chain[-1].last
    named = [m for m in sentence.of("organisation") if place < m.first < place + 9]
    owned = any(-4 <= m.first - spot <= 3 for m in named for spot in lists)
    before = sentence.lowers[place : place + 9]
    if owned and sentence.lower(place) in _PREDICATES and "on" in before:
        for found in chain:
            yield Mark("open", place, place + 1, "join"), found


def city_led(sentence: Sentence, recent: bool) -> Iterator[tuple[Mark, Mention]]:
    """Cities with a mark "again" and how far along their office is: join, joined, left or grown; `recent`: an
    office was told just before, so that any verb will do.
    """
    if computes(sentence) or sentence.has("deny"):
        return
    done = 0
    for city in sentence.of("city"):
        if city.first < done or not _leads(sentence, city):
            continue
        chain = chain_from(sentence, city)
        place = _past_aside(sentence, city.first, chain[-1].last)
        then = sentence.lower(city.first - 1) == "then" and sentence.lower(chain[-1].last) in _ENDS
        if not then and not (sentence.lower(place) in _PREDICATES and in_turn(sentence, place)):
            continue
        done = chain[-1].last
        clause = _clause(sentence, place)
        if not _BARRED.isdisjoint(sentence.lowers[done : clause.stop]):
            continue
        if not recent and _DUE.isdisjoint(sentence.lowers[place : place + 3]):
            continue
        told = _told(sentence, clause)
        kind = "open" if _named_in(sentence, clause, city.first) else "again"
        for found in chain:
            if found.kind == "city":
                yield Mark(kind, place, place + 1, told), found


def _named_in(sentence: Sentence, clause: range, first: int) -> bool:
    """Whether a company is named up to the end of a city's clause, and not only as whose something is."""
    named = (m for m in sentence.of("organisation") if m.first < clause.stop)
    return any(m.last <= first or sentence.lower(m.last) not in ("'s", "’s") for m in named)


def _leads(sentence: Sentence, city: Mention) -> bool:
    """Whether a city opens a clause."""
    place = city.first - 1
    while sentence.lower(place) in _LEADING:
        place -= 1
    if 0 <= place < 6 and all(word in _TIMES for word in sentence.lowers[: place + 1]):
        return True  # "Later in the year Oslo will"
    region = sentence.covering(place)
    if _the_other(sentence, place) or (region is not None and region.kind == "region" and region.first < 2):
        return True  # "In Europe Oslo will"
    if sentence.lower(place) in ("and", ",") and sentence.covering(place - 1) is not None:
        return False  # in a list, or "In Peru, Lima"
    bullets = not any(token.is_word for token in sentence.tokens[: place + 1])
    return bullets or sentence.lower(place) in _OPENERS


def _the_other(sentence: Sentence, place: int) -> bool:
    """ "the other, Oslo, is due next year": at the comma before the city."""
    return sentence.lower(place) == "," and sentence.lower(place - 1) in _OTHERS


def _past_aside(sentence: Sentence, first: int, place: int) -> int:
    if sentence.lower(place) == "(" and sentence.lower(place + 2) == ")":
        return place + 3  # "Lima (2025) came before"
    if sentence.lower(place) != ",":
        return place
    if _the_other(sentence, first - 1):
        return place + 1
    return next((i + 1 for i in range(place + 2, place + 14) if sentence.lower(i) == ","), place)


def _clause(sentence: Sentence, place: int) -> range:
    stop = min(sentence.count, place + _LONGEST)
    breaks = (i for i in range(place, stop) if sentence.lower(i) in (";", ":", "while"))
    return range(place, next(breaks, stop))


def _told(sentence: Sentence, clause: range) -> str:
    if any(mark.first in clause for mark in sentence.marks.get("close", ())):
        return "left"
    if any(mark.first in clause for mark in sentence.marks.get("expand", ())):
        return "grown"
    return "join" if any(ahead(sentence, i, _AHEAD) for i in clause) else "joined"
