"""Cities that no construction accounts for, in a sentence of French, German, Italian, Portuguese or Spanish
that tells of a company's offices: what is not said to be something else is taken for one more of them.
"""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_words import computes, costs_billions
from tracker.ingest.reader.origins import near_by
from tracker.ingest.reader.place_lists import untold_chains

_IN = {
    "de": frozenset("in im nach bei nahe auch am an".split()),
    "fr": frozenset("à au aux en dans vers sur".split()),
    "es": frozenset("en a hacia hasta".split()),
    "pt": frozenset("em no na nos nas para até a".split()),
    "it": frozenset("a ad in nel nella su verso".split()),
}
_BARRED = word_set("remaining abroad barred")
_NOT = word_set("remaining abroad not")
_ADDED = tuple(word_set("remaining abroad added"))
_COLON = frozenset({":"})
_AFTER = word_set("offices after")
_AGAIN = word_set("remaining abroad again")
_CLAUSES = word_set("remaining abroad clauses") | frozenset(': « » „ “ ” " – —'.split())
_RELATIVE = word_set("remaining abroad relative")


def remaining_abroad(sentence: Sentence, words: list[Mark], told: set[str]) -> Iterator[tuple[Mark, Mention]]:
    """Cities and a mark "joined"; `words`: the sentence's own office words, `told`: cities whose office is
    known already.
    """
    if not words or computes(sentence) or costs_billions(sentence) or sentence.has("deny"):
        return
    yield from _announced(sentence, words, told)
    for city, chain in untold_chains(sentence, told):
        last = chain[-1].last
        coming = _coming(sentence, city, last)
        placed = sentence.lower(city.first - 1) in _IN[sentence.language]
        if not (placed or coming) or _said_of_else(sentence, city, last, words):
            continue
        for found in chain:
            if found.kind == "city" and found.name not in told:
                yield Mark("open", city.first, city.last, "join" if coming else "joined"), found


def _coming(sentence: Sentence, city: Mention, last: int) -> bool:
    """ "soll Lima hinzukommen", "se sumará este otoño Lima": a city that is added as who acts."""
    around = [*sentence.lowers[max(0, city.first - 4) : city.first], sentence.lower(last)]
    return any(word.startswith(_ADDED) for word in around)


def _announced(sentence: Sentence, words: list[Mark], told: set[str]) -> Iterator[tuple[Mark, Mention]]:
    """ "Nach Lima nun Riga: Dort richtet": the city of the office that follows, behind one that has one."""
    stop = next(iter(sentence.where(_COLON)), 0)
    cities = [city for city in sentence.of("city") if city.last <= stop]
    if len(cities) == 2 and sentence.lower(0) in _AFTER and stop < 8 and words[0].first > stop:
        yield Mark("open", cities[0].first, cities[0].last, "joined"), cities[0]
        if not any(city.first > stop and city.name in told for city in sentence.of("city")):
            yield words[0], cities[1]


def _said_of_else(sentence: Sentence, city: Mention, last: int, words: list[Mark]) -> bool:
    """A city of an event, a speech, a journey, a market; of another clause that tells of no office; or one
    that is denied.
    """
    start = max((i + 1 for i in range(city.first) if _parts(sentence, i)), default=0)
    ends = sentence.count
    stop = min((i for i in range(last, ends) if _parts(sentence, i)), default=ends)
    clause = sentence.near(start, stop)
    about = any(start <= mark.first < stop for mark in words) or not _AGAIN.isdisjoint(clause)
    near = sentence.near(max(start, city.first - 6), min(stop, last + 3))
    others = (other for other in sentence.of("city") if other.first > last and not near_by(sentence, other))
    scene = city.first - 2 <= start == 0 and any(others)
    return scene or not about or not (_BARRED.isdisjoint(clause) and _NOT.isdisjoint(near))


def _parts(sentence: Sentence, place: int) -> bool:
    """A stop or a conjunction between clauses, or a comma before a relative pronoun."""
    if sentence.lower(place) in _CLAUSES:
        return True
    relative = sentence.lower(place + 1) in _RELATIVE or sentence.lower(place + 2) in _RELATIVE
    return sentence.lower(place) == "," and relative
