"""Offices told by who or what a company has in a city: "its engineers sit in Oslo", "has rooms in Lima"."""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_status import ahead, another_subject, clause_of
from tracker.ingest.reader.office_words import computes, costs_billions
from tracker.ingest.reader.origins import attributive
from tracker.ingest.reader.place_lists import chain_before, chain_from

_CREWS = word_set("presence crews")
_ROOMS = word_set("presence rooms")
_CREWS_AND_ROOMS = _CREWS | _ROOMS
_EMPLOYED = word_set("presence employed")
_EMPLOYING = word_set("presence employing")
_VERBS = word_set("presence verbs")
_COMING = word_set("presence coming")
_BARRED = word_set("presence barred")
_BREAKS = frozenset({";", ":", "(", ")", "–", "—", "but", "while", "whereas", "although", '"', "“", "”"})
_REACH = 22  # tokens of a clause on either side of a city
_PLACED = {
    "en": frozenset({"in", "at", "from", "into", "between", "across"}),
    "de": frozenset({"in"}),
    "fr": frozenset({"à", "entre", "depuis"}),
    "es": frozenset({"en", "desde", "entre"}),
    "pt": frozenset({"em", "no", "na", "entre"}),
    "it": frozenset({"a", "ad", "da", "tra", "fra"}),
}
_LET_GO = frozenset({"let", "go"})
_STAY = frozenset({"remain", "remained", "stay", "work", "worked", "sit", "are"})
_WHERE = frozenset({"where", "wo", "où", "donde", "onde", "dove"})
_NOT = frozenset({"not", "nobody", "none", "never", "no"})
_NEW_ONES = frozenset({"a", "an", "another", "one", "small", "ein", "une", "un", "una", "uma"})
_STREETS = frozenset({"road", "street", "avenue", "square", "lane", "boulevard", "drive", "place", "park"})
_HERE_OR_THERE = frozenset({"there"})
_WORKING = frozenset({"work", "works", "working", "sit", "sits", "based", "employed"})
_ARTICLES = frozenset({"the", "l", "la", "le", "il", "das", "die", "der", "lo"})
_CITIES = frozenset({"cities", "ciudades", "villes", "cidades", "città", "städte", "städten", "both"})
_RELATIVE = _WHERE | frozenset({"which", "que", "quali", "denen", "quais", "lesquelles"})
_BETWEEN = frozenset({"between", "entre", "tra", "fra"})
_THEIRS = frozenset({"they", "its", "their", "sa", "ses", "leur", "su", "sus", "seu", "sua", "suo", "seine"})


def present(sentence: Sentence, topic: str | None, told: set[str]) -> Iterator[tuple[Mark, Mention]]:
    """Cities and a mark "joined" (there already) or "join" (to come) for each that a company works in;
    `topic`: the company under discussion, if any; `told`: cities whose office is known already.
    """
    if computes(sentence) or costs_billions(sentence) or sentence.has("deny"):
        return
    done = 0
    for city in sentence.of("city"):
        if city.first < done or attributive(sentence, city):
            continue
        chain = chain_from(sentence, city)
        done = chain[-1].last
        if city.name in told:
            continue
        noun = _crew_where(sentence, done) if topic else None
        if noun is not None:
            chain = chain_before(sentence, chain[-1])
        else:
            noun = _in_clause(sentence, city.first, done, topic)
        if noun is None:
            continue
        near = range(min(noun, city.first) - 4, max(noun, done) + 4)
        due = any(ahead(sentence, i, _COMING) for i in near)
        for place in chain:
            if place.kind == "city" and place.name not in told:
                kind = "employed" if sentence.lower(noun) in _EMPLOYED else "open"
                yield Mark(kind, noun, noun + 1, "join" if due else "joined"), place


def _crew_where(sentence: Sentence, place: int) -> int | None:
    """ "from Oslo, where a team of twelve sits": the people or rooms right after "where"."""
    where = place + (sentence.lower(place) == ",")
    if sentence.lower(where) in _CITIES:  # "a Lima y Quito, ciudades en las que ya tiene gente"
        where = next((i for i in range(where + 1, where + 5) if sentence.lower(i) in _RELATIVE), where)
    if sentence.lower(where) not in _RELATIVE:
        return None
    near = range(where + 1, where + 9)
    noun = next((i for i in near if sentence.lower(i) in _CREWS or sentence.lower(i) in _ROOMS), None)
    if noun is None and sentence.lower(where + 1).isdigit() and sentence.lower(where + 2) in _STAY:
        return where + 1  # "Lima, where 180 remain"
    clause = sentence.near(where, where + 14)
    return noun if clause & _VERBS and not clause & _BARRED else None


def _in_clause(sentence: Sentence, first: int, last: int, topic: str | None) -> int | None:
    """The word for people or rooms that a city's clause says a company has there."""
    out = sentence.lower(first - 1) == "of" and sentence.lower(first - 2) == "out"  # "works out of Oslo"
    if not (out or sentence.lower(first - 1) in _PLACED[sentence.language] or _street(sentence, first)):
        return None
    clause = _clause(sentence, first, last)
    words = sentence.near(clause.start, clause.stop)
    noun = _noun(sentence, clause, first, last)
    before = sentence.near(clause.start, last)
    first_said = noun is not None and noun < 2
    owned = noun is not None and (
        _owned(sentence, clause)
        or (topic and (first_said or _the(sentence, noun) or _fronted(sentence, first, noun)))
    )
    told = sentence.lower(first - 1) not in _BETWEEN or words & (_VERBS | _EMPLOYING)
    if noun is None or before & _NOT or not owned or not told:
        return None
    near = sentence.near(min(noun, first) - 6, max(noun, last) + 4)
    return None if near & _BARRED or near >= _LET_GO else noun


def _street(sentence: Sentence, place: int) -> bool:
    """ "a house off Ngong Road, Nairobi"."""
    return sentence.lower(place - 1) == "," and sentence.lower(place - 2) in _STREETS


def _the(sentence: Sentence, noun: int) -> bool:
    """ "À Paris, l'équipe de recherche reste": those of the company under discussion."""
    return any(sentence.lower(i) in _ARTICLES for i in (noun - 1, noun - 2))


def _fronted(sentence: Sentence, first: int, noun: int) -> bool:
    """ "In Oslo, a team has been at work": a new one of the company under discussion."""
    return first < 3 and 0 < noun - first < 8 and sentence.lower(noun - 1) in _NEW_ONES


def _clause(sentence: Sentence, first: int, last: int) -> range:
    begin, stop = max(0, first - _REACH), min(len(sentence.tokens), last + _REACH)
    own = clause_of(sentence, first)
    if sentence.lower(own.start - 2) == ",":  # ", which builds a lab in Lima,", ", and Bolt, which"
        begin, stop = max(begin, own.start), max(last, min(stop, own.stop))
    start = next((i + 1 for i in range(first - 1, begin - 1, -1) if _parts(sentence, i)), begin)
    ends = (i for i in range(last, stop) if _parts(sentence, i) or _where_else(sentence, last, i))
    return range(start, next(ends, stop))


def _where_else(sentence: Sentence, last: int, place: int) -> bool:
    """ "in Oslo and train it in Lima, where its lab is": what is told of another city."""
    if sentence.lower(place) not in _WHERE or place < last + 2:
        return False
    city = sentence.covering(place - 1 - (sentence.lower(place - 1) == ","))
    return city is not None and city.kind == "city" and city.first >= last


def _parts(sentence: Sentence, place: int) -> bool:
    return sentence.lower(place) in _BREAKS or another_subject(sentence, place)


def _noun(sentence: Sentence, clause: range, first: int, last: int) -> int | None:
    """The nearest word for people or rooms in a clause."""
    employed = any(sentence.lower(i) in _EMPLOYING for i in clause)
    nouns = [
        i
        for i in clause
        if (sentence.lower(i) in _CREWS_AND_ROOMS or (employed and sentence.lower(i) in _EMPLOYED))
        and not any(m.first <= i < m.last for m in sentence.of("organisation"))  # "Acme Labs"
    ]
    return min(nouns, key=lambda i: first - i if i < first else i - last + 1, default=None)


def _owned(sentence: Sentence, clause: range) -> bool:
    if any(m.first < clause.stop for m in sentence.of("organisation")):
        return True
    pronouns = any(mark.first in clause for mark in sentence.marks.get("company_pronoun", ()))
    return pronouns or any(sentence.lower(i) in _THEIRS for i in clause)


def _works_there(sentence: Sentence) -> bool:
    """ "Eleven people work there": those who work in a place just named."""
    place = next((i for i in sentence.where(_HERE_OR_THERE) if sentence.lower(i - 1) in _WORKING), None)
    if place is None or place > 9 or sentence.of("city") or computes(sentence):
        return False
    crew = sentence.lowers[: place - 1]
    people = not (_CREWS | _EMPLOYED).isdisjoint(crew)
    return people and _BARRED.isdisjoint(sentence.lowers) and _NOT.isdisjoint(crew)


def there_too(sentence: Sentence) -> int | None:
    """ "There the company has had engineers since May": the word for people or rooms, said of a place just
    named.
    """
    if _works_there(sentence):
        return 0
    if sentence.lower(0) != "there" or computes(sentence) or any(m.first < 9 for m in sentence.of("city")):
        return None
    noun = _noun(sentence, range(1, min(len(sentence.tokens), 14)), 0, 1)
    words = sentence.near(1, 14)
    owned = _owned(sentence, range(1, 8))
    return noun if owned and words & _VERBS and not words & _BARRED else None
