"""Where a claim's number is counted: the place that its sentence ties to it, or that of the sentences before,
which a value of the whole company never has.
"""

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.origins import attributive

_WHOLE = frozenset({"valuation", "funding_raised", "revenue"})  # of the company, wherever it is
_SITED = ("capacity", "gpu")  # of machines, which stand where the text has come to
_RECENT = 3  # sentences since a data centre was told of
_LOCAL = word_set("places local")
_IN = word_set("places in")
_ARTICLES = frozenset({"the", "la", "le", "el", "los", "las", "les", "os", "as", "den", "der", "l", "’", "'"})


def place_of(sentence: Sentence, metric: str, first: int, discourse: Discourse) -> str | None:
    """The city or country of the number that begins at a token; None where none is told."""
    if metric in _WHOLE:
        return None
    tied = [place for place in sentence.of("city", "country") if _tied(sentence, place)]
    if tied:
        return min(tied, key=lambda place: abs(place.first - first)).name
    sited = any(sign in metric for sign in _SITED) or discourse.machines_since < _RECENT
    near = discourse.city_since == sentence.span.paragraph or not _LOCAL.isdisjoint(sentence.lowers)
    told = sited or (near and metric not in ("share", "duration"))
    return discourse.place if told else None


def _tied(sentence: Sentence, place: Mention) -> bool:
    """ "in Oslo", "across Norway"; not "the Oslo company", "Norway's fund"."""
    before = place.first - 1
    before -= sentence.lower(before) in _ARTICLES
    return sentence.lower(before) in _IN and not attributive(sentence, place)
