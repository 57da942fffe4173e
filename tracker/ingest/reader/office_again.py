"""An office of the sentence before, given its city afterwards: "It will be in Oslo", "Lima will house it"."""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.place_lists import chain_from
from tracker.ingest.reader.written_numbers import ordinal

_IT = word_set("again it")
_BEING = word_set("again being")
_PLACED = frozenset({"in", "at", "to", "on", "à", "en", "em", "a", "no", "na", "nach"})
_CHOSEN = word_set("again chosen")
_HOUSES = frozenset({"house", "houses", "host", "hosts", "receive", "receives", "get", "gets", "got"})
_PUTTING = word_set("again putting")
_FALLS = frozenset({"fell", "falls", "fallen"})
_COMING = frozenset({"will", "would", "is", "wird", "soll", "sera", "será", "sarà", "ficará", "estará"})
_OPEN = frozenset({"whether", "either", "ob", "si", "se"})


def again(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """The cities of an office told just before, each with a mark "joined" (there already) or "join"."""
    if not _OPEN.isdisjoint(sentence.lowers[:12]) or sentence.has("deny"):
        return
    for city in sentence.of("city"):
        if _located(sentence, city):
            verb = sentence.near(city.first - 6, city.first)
            coming = not _COMING.isdisjoint(verb)
        elif _chosen(sentence, city):
            coming = True
        else:
            continue
        for place in chain_from(sentence, city):
            if place.kind == "city":
                yield Mark("again", city.first, city.last, "join" if coming else "joined"), place
        return


def _located(sentence: Sentence, city: Mention) -> bool:
    """ "It will be in Oslo", "The site is to rise in Lima", "Será em São Paulo"."""
    if sentence.lower(city.first - 1) not in _PLACED:
        return False
    starts = range(max(0, city.first - 9), city.first - 1)
    first = next((i for i in starts if i == 0 or sentence.lower(i - 1) in (";", ",", "and")), None)
    if first is None:
        return False
    subject = first
    if sentence.lower(first) in _IT:
        subject = first + 1
    elif sentence.lower(first) in ("the", "this", "that", "its"):
        nouns = [*sentence.marks.get("office", ()), *sentence.marks.get("office_weak", ())]
        subject = next((mark.last for mark in nouns if first < mark.first <= first + 3), first)
    verbs = [sentence.lower(i) for i in range(subject, city.first - 1)]
    romance = sentence.language in ("es", "pt", "it") and bool(verbs) and verbs[0] in _COMING
    return (subject > first or romance) and bool(verbs) and len(verbs) < 6 and verbs[0] in _BEING


def _put_there(sentence: Sentence, place: int) -> bool:
    """ "will open it in Lima", "is going to set it up in Lima": at the preposition."""
    if sentence.lower(place) not in ("in", "at"):
        return False
    object_at = place - 1 - (sentence.lower(place - 1) in ("up", "down"))
    verb = sentence.lower(object_at - 1)
    return sentence.lower(object_at) in ("it", "them", "one", "this") and verb in _PUTTING


def _chosen(sentence: Sentence, city: Mention) -> bool:
    """ "Oslo was picked", "The choice fell on Lima", "Riga will house it"."""
    if _put_there(sentence, city.first - 1):
        return True
    if sentence.lower(city.first - 1) == "on" and sentence.lower(city.first - 2) in _FALLS:
        return True
    if city.first > 1 and sentence.lower(city.first - 1) not in (",", ";", "and", ":"):
        return False
    verbs = [sentence.lower(i) for i in range(city.last, city.last + 5)]
    houses = next((i for i, word in enumerate(verbs[:3]) if word in _HOUSES), None)
    it = houses is not None and verbs[houses + 1] in ("it", "them")
    picked = verbs[0] in ("was", "is", "has", "were", "are") and not _CHOSEN.isdisjoint(verbs[1:3])
    ranked = verbs[0] in ("was", "is") and verbs[1] == "the" and bool(ordinal(verbs[2], sentence.language))
    ranked = ranked or (verbs[:3] == ["had", "been", "the"] and bool(ordinal(verbs[3], sentence.language)))
    return it or picked or ranked
