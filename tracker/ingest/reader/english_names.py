"""Universities by their English names in texts in other languages: "Universidad de los Andes" is the
University of the Andes.
"""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.gazetteer import KnownNames

_HEADS = frozenset(
    "Universidad Universidade Università Université Universität Universitat TU Technische".split()
)
_GERMAN = frozenset({"Universität", "TU"})
_KINDS = dict(
    pair.split("=")
    for pair in (
        "nacional=National nationale=National nazionale=National federal=Federal estadual=State"
        " católica=Catholic autónoma=Autonomous autônoma=Autonomous catholique=Catholic"
        " cattolica=Catholic técnica=Technical technische=Technical tu=Technical"
    ).split()
)
_OF = frozenset("de do da di du des del della dello von".split())
_THE = frozenset({"los", "las", "la", "le"})
_PLACES = {"País Vasco": "the Basque Country", "Andes": "the Andes", "Cataluña": "Catalonia"}


def in_english(sentence: Sentence, known: KnownNames) -> None:
    """Give the universities of a sentence the names that they have in English."""
    for mention in sentence.of("organisation") if sentence.language != "en" else ():
        if not mention.sort and mention.name.split()[0] in _HEADS:
            mention.name = english_name(mention.name, known)


def english_name(name: str, known: KnownNames) -> str:
    """What a university that is called after its place is called in English; any other name as it is."""
    words = name.replace(" degli Studi", "").split()
    kinds = [_KINDS[word.lower()] for word in words if word.lower() in _KINDS]
    rest = [word for word in words if word.lower() not in _KINDS and word not in _HEADS]
    linked = bool(rest) and rest[0] in _OF
    while rest and rest[0] in _OF | _THE:
        rest = rest[1:]
    whole = rest and all(word[0].isupper() for word in rest)
    if not whole or not (linked or (len(rest) == 1 and not _GERMAN.isdisjoint(words))):
        return name
    place = " ".join(rest)
    return " ".join([*kinds, "University of", _PLACES.get(place) or _place(place, known)])


def _place(written: str, known: KnownNames) -> str:
    for words, name in known.words.get(written.split()[0].lower(), ()):
        if " ".join(words) == written and name.kind in ("city", "country"):
            return name.name
    return written
