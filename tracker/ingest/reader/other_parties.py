"""Parties without a name: "its rival", "the bank", "other start-ups" are not the company under discussion."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_status import clause_of

_PARTIES = word_set("parties others")
_COMPANIES = word_set("parties companies")
_PLURAL = word_set("parties plural")
_INDEFINITE = word_set("parties indefinite")
_ENDS = word_set("parties ends")
_ENGLISH = frozenset({"a", "an"})  # "a empresa" is "the company"
_DEFINITE = frozenset("the its their der die das le la el o il seine ihre".split())
_WHICH = word_set("frames relative")
_DEALERS = frozenset("customers clients partners suppliers investors backers rivals competitors".split())
_POSSESSIVE = frozenset({"'s", "’s"})
_HAVE = frozenset({"have", "had", "keep", "run", "open", "opened"})
_LONGEST = 8  # tokens of "one of its biggest European customers"


def other_party(sentence: Sentence, mark: Mark) -> range | None:
    """The unnamed party that is the subject of the clause around an office word, at its tokens; None if who
    acts is named, "it" or "the company".
    """
    if sentence.lower(mark.first - 1) == "with" and sentence.lower(mark.first - 2) in _PARTIES | _PLURAL:
        return range(mark.first - 3, mark.first - 1)  # "through a partner with offices in Oslo"
    start = clause_of(sentence, mark.first).start
    if sentence.lower(start - 1) in _WHICH:
        start = _antecedent(sentence, start - 1)
    for place in range(start, min(start + _LONGEST, mark.first)):
        word = sentence.lower(place)
        named = sentence.covering(place)
        owner = sentence.lower(place + 1) in ("'s", "’s")
        if word in _ENDS or sentence.begins(place, "verb", "open", "plan", "announce", "expand", "close"):
            return None
        if named is not None and named.kind in ("organisation", "person") and not owner:
            return None
        if not owner and _unnamed(sentence, start, place):
            return range(start, place + 1)
    return None


def of_party(sentence: Sentence, mark: Mark) -> bool:
    """ "Acme's customers have offices", "at its partner's headquarters": those who deal with a company."""
    if mark.first > 1 and sentence.lower(mark.first - 1) in _POSSESSIVE:
        return sentence.lower(mark.first - 2) + "s" in _DEALERS
    named = sentence.covering(0)
    if named is None or named.kind != "organisation" or sentence.lower(named.last) not in _POSSESSIVE:
        return False
    party = next((i for i in (named.last + 1, named.last + 2) if sentence.lower(i) in _DEALERS), mark.first)
    return sentence.lower(party + 1) in _HAVE and "," not in sentence.lowers[party : mark.first]


def _antecedent(sentence: Sentence, place: int) -> int:
    """Where the noun phrase before ", which" begins."""
    first = place - (sentence.lower(place - 1) == ",")
    before = range(first - 1, max(-1, first - _LONGEST), -1)
    return next((i for i in before if sentence.lower(i) in _INDEFINITE | _DEFINITE), first)


def _unnamed(sentence: Sentence, start: int, place: int) -> bool:
    word = sentence.lower(place)
    if sentence.lower(place + 1) in _PARTIES | _COMPANIES | _PLURAL:
        return False  # "the law firm": its last word tells
    if word in _PARTIES or word in _PLURAL:
        return True
    before = set(sentence.lowers[start:place]) - (_ENGLISH if sentence.language != "en" else frozenset())
    return word in _COMPANIES and not _INDEFINITE.isdisjoint(before)
