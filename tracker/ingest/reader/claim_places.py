"""Where a claim's number is counted: the place that its sentence ties to it, or that of the sentences before,
which a value of the whole company never has.
"""

import re

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import PLACES, Mention, Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.origins import attributive

_WHOLE = frozenset({"valuation", "funding_raised", "revenue"})  # of the company, wherever it is
_SITED = ("capacity", "gpu")  # of machines, which stand where the text has come to
_RECENT = 3  # sentences since a data centre was told of
_YEAR = re.compile(r"(?:19|20)\d\d")
_LOCAL = word_set("places local")
_IN = word_set("places in")
_LISTED = frozenset({",", "and", "und", "et", "y", "e"})
_AFTER = frozenset({"after", "nach", "après", "tras", "após", "dopo"})
_ARTICLES = frozenset({"the", "la", "le", "el", "los", "las", "les", "os", "as", "den", "der", "l", "’", "'"})


def place_of(sentence: Sentence, metric: str, first: int, last: int, discourse: Discourse) -> str | None:
    """The city or country of the number at tokens first..last; None where none is told."""
    if metric in _WHOLE:
        return None
    tied = [place for place in sentence.of("city", "country") if _tied(sentence, place)]
    if tied:
        own = [place for place in tied if not _parted(sentence, place, first, last)]
        return min(own, key=lambda place: _apart(place, first, last)).name if own else None
    sited = any(sign in metric for sign in _SITED) or discourse.machines_since < _RECENT
    near = discourse.city_since == sentence.span.paragraph or not _LOCAL.isdisjoint(sentence.wording)
    told = sited or (near and metric not in ("share", "duration"))
    return discourse.place if told else None


def _apart(place: Mention, first: int, last: int) -> tuple[int, bool]:
    """How many tokens stand between a number and a place; of two as near the one that follows."""
    behind = place.first >= last
    return (place.first - last if behind else first - place.last), not behind


def _parted(sentence: Sentence, place: Mention, first: int, last: int) -> bool:
    """ "350 people, 60 of them in Oslo": another number stands between one and the place."""
    between = range(last, place.first) if place.first >= last else range(place.last, first)
    return any(sentence.lower(i)[:1].isdigit() and not _YEAR.fullmatch(sentence.lower(i)) for i in between)


def _tied(sentence: Sentence, place: Mention) -> bool:
    """ "in Oslo", "across Norway"; not "the Oslo company", "Norway's fund"."""
    before = place.first - 1
    before -= sentence.lower(before) in _ARTICLES
    tied = sentence.lower(before) in _IN and not attributive(sentence, place)
    return tied and not _comes_after(sentence, before)


def _comes_after(sentence: Sentence, before: int) -> bool:
    """ "its fourth after Oslo, Lima and Kyoto": the places of a list that another one is counted behind."""
    while sentence.lower(before) in _LISTED:
        listed = sentence.covering(before - 1)
        if listed is None or listed.kind not in PLACES:
            return False
        before = listed.first - 1
    return sentence.lower(before) in _AFTER
