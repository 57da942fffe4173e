"""Offices told by what a company does with a city: "Acme comes to Oslo", "lives in Lima", "has left Riga"."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, expand, read_vocabulary, word_set
from tracker.ingest.reader.office_words import computes
from tracker.ingest.reader.origins import attributive
from tracker.ingest.reader.place_lists import chain_before, chain_from
from tracker.ingest.reader.subjects import bystander, subject_of
from tracker.ingest.reader.tokens import words_of

_HELPERS = word_set("moves helpers")
_AHEAD = word_set("moves ahead")
_DENIED = word_set("moves denied")
_BESIDE = word_set("moves adverbs")
_RELATIVE = word_set("frames relative")
_NOUNS = frozenset({"expansion", "move", "relocation", "transfer", "entry"})
_WE = frozenset({"we", "wir", "nous"})
_DASHES = frozenset({"–", "—", "-"})
_HAVE = frozenset({"has", "have", "had"})
_AND = frozenset({"and", "und", "et", "y", "e", "but"})
_PURPOSES = frozenset({"as", "for", "to", "als", "für", "um", "comme", "pour", "como", "para", "come", "per"})
_PLACED = frozenset({"und", "oder", "aus", "von", "bei", "mit", "für", "nicht"})
_CREWS = word_set("lists crews") | word_set("offices workplaces") | {"sede", "siège", "hauptsitz", "zentrale"}
_MARKS = {"choose": "join", "there": "joined", "come": "join", "leave": "left", "grow": "grown"}
_PLANS = frozenset({"plan", "plans", "project", "bid", "idea", "proposal"})
_TARGET = frozenset("to nach à vers a hacia para ao".split())
_SOURCE = frozenset("from von de du da dal do".split())
_ITS = word_set("moves its")


class Move(NamedTuple):
    """What a verb before a city tells, and which prepositions join the two; none for an object."""

    words: tuple[str, ...]
    before: frozenset[str]
    tells: str
    recent: bool
    past: bool


@cache
def _moves(language: str) -> dict[str, list[Move]]:
    moves: dict[str, list[Move]] = {}
    for line in read_vocabulary("moves.txt").splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        tongue, forms, before, tells = (part.strip() for part in line.split("|"))
        if tongue != language:
            continue
        said = tells.split()
        for form in (form for term in forms.split(";") for form in expand(term.strip())):
            words = tuple(word.lower() for word in words_of(form))
            move = Move(words, frozenset(before.split()), said[0], "recent" in said, "past" in said)
            moves.setdefault(words[0], []).append(move)
    for listed in moves.values():
        listed.sort(key=lambda move: -len(move.words))
    return moves


def moved(sentence: Sentence, recent: bool) -> Iterator[tuple[Mark, Mention]]:
    """Cities with a mark "joined", "join", "left" or "grown"; `recent`: an office was told just before."""
    undecided = sentence.lower(0) in ("whether", "ob")
    if undecided or not sentence.of("city") or computes(sentence) or sentence.has("deny"):
        return
    yield from _nominal(sentence)
    known = _moves(sentence.language)
    lowers = [word.replace("’", "'") for word in sentence.lowers]
    for place in sentence.where(known.keys()):
        for move in known[sentence.lower(place)]:
            end = place + len(move.words)
            if (move.recent and not recent) or tuple(lowers[place:end]) != move.words:
                continue
            city = _city(sentence, move, end) or _city_in_front(sentence, move, place)
            if city is not None and move.tells == "choose" and not _for_people(sentence, city):
                continue
            if city is not None and (attributive(sentence, city) or _planned(sentence, move, city)):
                continue
            if city is not None and _acts(sentence, place) and not _undone(sentence, city):
                yield from _told(sentence, move, place, end, city)
                break


def _nominal(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "Acme's expansion into Oslo", "its move to Lima"."""
    for place in sentence.where(_NOUNS):
        owned = sentence.lower(place - 1) in ("its", "their")
        named = sentence.covering(place - 2) if sentence.lower(place - 1) in ("'s", "’s") else None
        owned = owned or (named is not None and named.kind == "organisation")
        city = sentence.covering(place + 2) if sentence.lower(place + 1) in ("into", "to") else None
        if owned and city is not None and city.kind == "city" and city.first == place + 2:
            for found in chain_from(sentence, city):
                if found.kind == "city":
                    yield Mark("open", place, place + 1, "join"), found


def _city(sentence: Sentence, move: Move, place: int) -> Mention | None:
    """The city that a move is about, right behind its verb."""
    while sentence.lower(place) in _BESIDE or _adverb(sentence, place, move):
        place += 1
    if sentence.language != "en" and sentence.lower(place) in _ITS and sentence.lower(place + 1) in _CREWS:
        place += 2  # "déménage ses équipes de Lima à Riga"
    source = sentence.covering(place + 1) if sentence.lower(place) in _SOURCE else None
    if source is not None and source.kind == "city" and not _TARGET.isdisjoint(move.before):
        at_once = sentence.lower(source.last) in move.before
        place = source.last if at_once else chain_from(sentence, source)[-1].last
    if "object" not in move.before:
        word = sentence.lower(place)
        out = "out+of" in move.before and (word, sentence.lower(place + 1)) == ("out", "of")
        if word not in move.before and not out:
            return None
        place += 1 + (word == "out")
    city = sentence.covering(place)
    return city if city is not None and city.kind == "city" and city.first == place else None


def _city_in_front(sentence: Sentence, move: Move, place: int) -> Mention | None:
    """ "À Lima, Acme s'installe", "C'est à Lima qu'Acme a pris ses quartiers": the place before the verb."""
    before = [m for m in sentence.of("city") if place - 12 < m.last < place]
    if sentence.language == "en" or not before or "object" in move.before or move.recent:
        return None
    city = chain_before(sentence, before[-1])[-1]
    fronted = city.first <= 1 or not {"que", "qu"}.isdisjoint(sentence.lowers[city.last : place])
    return city if fronted and sentence.lower(city.first - 1) in move.before else None


def _adverb(sentence: Sentence, place: int, move: Move) -> bool:
    """ "geht trotzdem nach Lima": in German a small word before the preposition, but no other preposition."""
    word = sentence.lower(place)
    if sentence.language != "de" or word in move.before or not word.isalpha() or word in _PLACED:
        return False
    return sentence.tokens[place].text.islower() and sentence.lower(place + 1) in move.before


def _planned(sentence: Sentence, move: Move, city: Mention) -> bool:
    """ "drops its Lima plan", "gives up the Oslo project": nothing that was there."""
    return move.tells == "leave" and sentence.lower(city.last) in _PLANS


def _undone(sentence: Sentence, city: Mention) -> bool:
    """ "verlässt Lima nicht", not "verlässt Lima nicht nur"."""
    place = chain_from(sentence, city)[-1].last
    return sentence.lower(place) == "nicht" and sentence.lower(place + 1) != "nur"


def _for_people(sentence: Sentence, city: Mention) -> bool:
    """ "picks Oslo for its team", "chose Lima as a base": a purpose, and people or rooms."""
    place = chain_from(sentence, city)[-1].last
    ahead = sentence.lowers[place + 1 : place + 9]
    return sentence.lower(place) in _PURPOSES and not _CREWS.isdisjoint(ahead)


def _told(
    sentence: Sentence, move: Move, place: int, end: int, city: Mention
) -> Iterator[tuple[Mark, Mention]]:
    before = sentence.near(place - 4, place)
    ahead = bool(before & _AHEAD) and not move.past
    came = move.words[0] in ("come", "gone") and not before.isdisjoint(_HAVE)
    tells = "come" if ahead and move.tells == "there" else "there" if came else move.tells
    for found in chain_from(sentence, city):
        if found.kind == "city":
            yield Mark("open", place, end, _MARKS[tells]), found


def _acts(sentence: Sentence, place: int) -> bool:
    """Whether a company, by name, pronoun or description, is the subject of the verb at a token."""
    place = _start(sentence, place)
    if sentence.lower(place) in _DENIED:
        return False
    if sentence.lower(place) in _RELATIVE:
        place -= 1 + (sentence.lower(place - 1) == ",")
    if sentence.lower(place) in _AND or sentence.lower(place) == ",":
        subject = subject_of(sentence)
        led = subject is not None and subject.last <= place and not bystander(sentence, subject)
        again = (mark for mark in sentence.marks.get("company_pronoun", ()) if mark.first < 2)
        return led or any(mark.value.lower() != "its" for mark in again)
    if sentence.lower(place) in _WE:
        return True
    named = sentence.covering(place)
    if named is not None:
        return named.kind == "organisation" and named.sort != "publisher" and not bystander(sentence, named)
    called = [*sentence.marks.get("company_pronoun", ()), *sentence.marks.get("descriptor", ())]
    return any(mark.first <= place < mark.last for mark in called)


def _start(sentence: Sentence, place: int) -> int:
    """The last token of the subject: beyond auxiliaries, adverbs, plans and asides before a verb."""
    place -= 1
    for _ in range(8):
        if sentence.lower(place) in _HELPERS:
            place -= 1
            continue
        opens = None
        if sentence.lower(place) in _DASHES:
            dashes = (i for i in range(place - 2, max(0, place - 22), -1) if sentence.lower(i) in _DASHES)
            opens = next(dashes, None)
        if sentence.lower(place) == ",":
            opens = next((i for i in range(place - 2, place - 22, -1) if sentence.lower(i) == ","), None)
        if opens is None or opens < 1 or sentence.covering(opens - 1) is None:
            break
        place = opens - 1
    return place
