"""Who puts money into whom: "the start-up" of the next sentence is the one that is paid, not its investor."""

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import word_set

_BACKING = word_set("backers backing")
_INTO = word_set("backers into")
_DETERMINERS = word_set("cast determiners")
_BACKERS = word_set("backers called")
_PAID = word_set("backers paid")
_REACH = 9  # tokens from the money to whom it goes


def backed_in(sentence: Sentence) -> Mention | None:
    """ "will invest $300 million in Acme", "a stake in Acme", "among the owners of Acme": who is paid."""
    named = [m for m in sentence.of("organisation") if m.sort not in ("publisher", "government body")]
    if len(named) < 2:
        return None
    told = sentence.where(_BACKING)
    return next((m for m in named if _goes_to(sentence, m, told)), None)


def _goes_to(sentence: Sentence, mention: Mention, told: list[int]) -> bool:
    place = mention.first - 1
    while sentence.lower(place) in _DETERMINERS or any(
        mark.first <= place < mark.last for mark in sentence.marks.get("descriptor", ())
    ):
        place -= 1
    return sentence.lower(place) in _INTO and any(0 < place - start <= _REACH for start in told)


def called_backer(words: set[str]) -> bool:
    """ "the Japanese investor": a description of who pays."""
    return not _BACKERS.isdisjoint(words)


def called_paid(words: set[str]) -> bool:
    """ "the start-up": a description of who is paid, if anybody is."""
    return not _PAID.isdisjoint(words)
