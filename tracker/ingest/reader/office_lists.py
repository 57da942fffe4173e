"""Offices counted or shared out over cities: "three cities house its people: Oslo, Riga and Lima", "with Oslo
and Riga, Acme now has two offices", "splits its staff between Oslo and Lima".
"""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_status import clause_of
from tracker.ingest.reader.office_words import computes, site_words
from tracker.ingest.reader.place_lists import chain_from

_PLACES = word_set("lists places")
_CREWS = word_set("lists crews")
_OWN_LISTS = frozenset({"list", "map", "network", "footprint", "roster", "itinerary"})
_SHARING = word_set("lists sharing")
_BETWEEN = frozenset({"between", "across", "over", "among", "zwischen", "auf", "entre", "tra", "fra"})
_WITH = word_set("frames with")
_TURNING = frozenset({"came", "comes", "follows", "followed", "was", "is"})
_TURNS = frozenset({"first", "next", "second", "third", "before", "later", "follows", "followed"})
_SEQUENCE = frozenset({"preceded", "followed", "joined"})


def listed(sentence: Sentence, recent: bool) -> Iterator[tuple[Mark, Mention]]:
    """Cities and a mark "joined" for each that a sentence's list of offices names, "join" for what will be
    there; `recent`: an office was told just before.
    """
    if computes(sentence) or sentence.has("deny") or not sentence.of("city"):
        return
    done = 0
    for city in sentence.of("city"):
        if city.first < done:
            continue
        told = _after_colon(sentence, city) or _shared(sentence, city) or _with(sentence, city)
        told = told or _called(sentence, city)
        more = _one(sentence, city) or _in_sequence(sentence, city) or _site(sentence, city)
        told = told or (recent and (more or _after_land(sentence, city)))
        if told:
            chain = chain_from(sentence, city)
            tells = "join" if _to_come(sentence, city) else "joined"
            done = chain[-1].last
            for found in chain:
                if found.kind == "city":
                    yield Mark("open", city.first, city.last, tells), found


def _to_come(sentence: Sentence, city: Mention) -> bool:
    """ "will open a lab in Oslo", told once more behind its headline."""
    clause = clause_of(sentence, city.first)
    return _site(sentence, city) and any(
        sentence.between(max(clause.start, city.first - 9), city.first, kind) for kind in ("plan", "announce")
    )


def _after_colon(sentence: Sentence, city: Mention) -> bool:
    """ "engineers of Acme sit in three places: Oslo, Riga and Lima"."""
    if sentence.lower(city.first - 1) != ":" or len(chain_from(sentence, city)) < 2:
        return False
    before = sentence.lowers[max(0, city.first - 16) : city.first - 1]
    kept = sentence.lower(city.first - 2) in _OWN_LISTS
    crewed = kept or not _CREWS.isdisjoint(before) or sentence.has("office")
    return crewed and not _PLACES.isdisjoint(before)


def _shared(sentence: Sentence, city: Mention) -> bool:
    """ "splits its staff between Oslo and Lima"."""
    if sentence.lower(city.first - 1) not in _BETWEEN or len(chain_from(sentence, city)) < 2:
        return False
    before = sentence.lowers[max(0, city.first - 8) : city.first - 1]
    return not _SHARING.isdisjoint(before) and not _CREWS.isdisjoint(before)


def _with(sentence: Sentence, city: Mention) -> bool:
    """ "With Oslo and Riga, Acme now has two offices in Europe"."""
    if city.first != 1 or sentence.lower(0) not in _WITH or not sentence.has("office"):
        return False
    chain = chain_from(sentence, city)
    return sentence.lower(chain[-1].last) == ","


def _called(sentence: Sentence, city: Mention) -> bool:
    """ "400 people in Oslo, its largest site in Europe,": what the company has there stands beside."""
    if sentence.lower(city.last) != "," or sentence.lower(city.last + 1) not in ("its", "their"):
        return False
    sites = [*sentence.marks.get("office", ()), *sentence.marks.get("office_weak", ())]
    ends = [mark.first for mark in sites if city.last + 1 < mark.first < city.last + 6]
    return any("," not in sentence.lowers[city.last + 1 : end] for end in ends)


def _one(sentence: Sentence, city: Mention) -> bool:
    """ "The Oslo one survives": an office told just before, in another city."""
    before = sentence.lower(city.first - (city.lead == 0))
    return sentence.lower(city.last) in ("one", "ones") and before in ("the", "a")


def _in_sequence(sentence: Sentence, city: Mention) -> bool:
    """ "Lima was preceded by Oslo and Riga"."""
    before = sentence.lower(city.first - 2)
    return sentence.lower(city.first - 1) == "by" and before in _SEQUENCE


def _site(sentence: Sentence, city: Mention) -> bool:
    """ "then, last spring, a hub at Lima": another site, where an office was told of before."""
    if sentence.lower(city.first - 1) not in ("in", "at"):
        return False
    sites = (mark.first for mark in site_words(sentence) if mark.last == city.first - 1)
    before = (sentence.lowers[max(0, first - 3) : first] for first in sites)
    return any(not {"a", "an", "another"}.isdisjoint(words) for words in before)


def _after_land(sentence: Sentence, city: Mention) -> bool:
    """ "Peru came first, in Lima", "Norway follows in May with Oslo": the city of a country in a row."""
    lands = (m for m in sentence.of("country", "region") if 0 < city.first - m.last < 9)
    for land in lands:
        verbs = sentence.lowers[land.last : city.first - 1]
        opens = land.first == 0 or sentence.lower(land.first - 1) in (";", "and", "then")
        turned = verbs[:1] and verbs[0] in _TURNING and not _TURNS.isdisjoint([*verbs[1:], verbs[0]])
        if opens and turned and sentence.lower(city.first - 1) in ("in", "with"):
            return True
    return False
