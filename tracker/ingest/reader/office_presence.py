"""Offices told by who or what a company has in a city: "its engineers sit in Oslo", "has rooms in Lima"."""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_places import chain_from
from tracker.ingest.reader.office_words import computes, costs_billions
from tracker.ingest.reader.origins import attributive

_CREWS = word_set("presence crews")
_ROOMS = word_set("presence rooms")
_VERBS = word_set("presence verbs")
_COMING = word_set("presence coming")
_BARRED = word_set("presence barred")
_PLACED = frozenset({"in", "at", "from", "into", "between", "across"})
_BREAKS = frozenset({";", ":", "(", ")", "–", "—", "but", "while", "whereas", "although", '"', "“", "”"})


def present(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """Cities and a mark "joined" (there already) or "join" (to come) for each that a company works in."""
    if sentence.language != "en" or computes(sentence) or costs_billions(sentence) or sentence.has("deny"):
        return
    done = 0
    for city in sentence.of("city"):
        if city.first < done or attributive(sentence, city):
            continue
        chain = chain_from(sentence, city)
        done = chain[-1].last
        clause = _clause(sentence, city.first, done)
        words = {sentence.lower(i) for i in clause}
        if sentence.lower(city.first - 1) not in _PLACED or not _BARRED.isdisjoint(words):
            continue
        noun = _noun(sentence, clause, city.first, done)
        if noun is None or _VERBS.isdisjoint(words) or not _owned(sentence, clause):
            continue
        coming = not _COMING.isdisjoint(words)
        for place in chain:
            if place.kind == "city":
                yield Mark("open", noun, noun + 1, "join" if coming else "joined"), place


def _clause(sentence: Sentence, first: int, last: int) -> range:
    start = next((i + 1 for i in range(first - 1, -1, -1) if sentence.lower(i) in _BREAKS), 0)
    end = next((i for i in range(last, len(sentence.tokens)) if sentence.lower(i) in _BREAKS), None)
    return range(max(start, first - 22), min(len(sentence.tokens) if end is None else end, last + 22))


def _noun(sentence: Sentence, clause: range, first: int, last: int) -> int | None:
    """The nearest word for people or rooms in a clause."""
    nouns = [i for i in clause if sentence.lower(i) in _CREWS or sentence.lower(i) in _ROOMS]
    return min(nouns, key=lambda i: first - i if i < first else i - last + 1, default=None)


def _owned(sentence: Sentence, clause: range) -> bool:
    named = any(m.first in clause for m in sentence.of("organisation"))
    return named or any(mark.first in clause for mark in sentence.marks.get("company_pronoun", ()))
