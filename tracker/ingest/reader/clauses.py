"""Clauses of a sentence: where the one around a verb begins and ends, what stands in an aside, which parties
are listed together and after which preposition.
"""

from itertools import pairwise

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.parties import Party, group_at
from tracker.ingest.reader.together import with_before

BREAKS = word_set("frames breaks")
PREPOSITIONS = word_set("frames prepositions")
_DROPPED = word_set("deals dropped")
_PLANS = frozenset({"plan", "plans", "talks", "idea"})
_TALKS = word_set("deals talks")
_NOTHING = frozenset({("turned", "down"), ("never", "came"), ("to", "nothing"), ("fell", "through")})
_FAILED = word_set("deals failed")
BESIDE_VERB = word_set("frames auxiliaries")


def lists_of(sentence: Sentence, parties: list[Party]) -> list[list[Party]]:
    """The parties list by list; whoever follows only a comma begins another: "With Acme, Bolt builds"."""
    groups: list[list[Party]] = []
    number = 0
    while number < len(parties):
        group = group_at(sentence, parties, number)
        last = group[-1].mention.first
        if len(group) > 1 and sentence.lower(with_before(sentence, group[-1])) == "," and last > 0:
            group = group[:-1]
        groups.append(group)
        number += len(group)
    return groups


def called_off(sentence: Sentence, place: int) -> bool:
    """ "dropped its plans to work with" before a token: what will not be."""
    before = sentence.lowers[:place]
    dropped = (i for i, word in enumerate(before) if word in _DROPPED)
    return any(not _PLANS.isdisjoint(before[i : i + 4]) for i in dropped)


def fell_through(sentence: Sentence) -> bool:
    """ "Talks with Acme about a venture failed": what came to nothing."""
    talks = sentence.where(_TALKS)
    if not talks:
        return False
    pairs = pairwise(sentence.lowers[talks[0] :])
    return any(place > talks[0] for place in sentence.where(_FAILED)) or not _NOTHING.isdisjoint(pairs)


def clause_start(sentence: Sentence, verb: int) -> int:
    """Where the clause of a verb begins: after a relative pronoun, a conjunction or a semicolon."""
    aside = aside_before(sentence, verb)
    before = range((aside.start if aside else verb) - 1, -1, -1)
    return next((i + 1 for i in before if sentence.lower(i) in BREAKS), 0)


def aside_before(sentence: Sentence, verb: int) -> range | None:
    """The relative clause of "Acme, whose owner is Bolt, already sells": what stands between its commas."""
    comma = verb - 1
    while sentence.lower(comma) in BESIDE_VERB and sentence.lower(comma) != ",":
        comma -= 1
    if sentence.lower(comma) != ",":
        return None
    opening = next((i for i in range(comma - 1, 0, -1) if sentence.lower(i) in BREAKS), 0)
    relative = sentence.lower(opening) in ("which", "who", "whose") and sentence.lower(opening - 1) == ","
    return range(opening, comma) if relative else None


def clause_end(sentence: Sentence, verb: int, following: int | None) -> int:
    """Where what a verb governs ends: before the next verb of dealing, or where another clause begins."""
    limit = len(sentence.tokens) if following is None else following
    return next((i for i in range(verb + 1, limit) if sentence.lower(i) in BREAKS), limit)


def past_place(sentence: Sentence, last: int) -> int:
    """Beyond ", of Oslo" after a name that ends at a token."""
    if sentence.lower(last) != "," or sentence.lower(last + 1) not in ("of", "from", "in", "based"):
        return last
    return next((i for i in range(last + 2, last + 6) if sentence.lower(i) == ","), last)


def next_subject(sentence: Sentence, parties: list[Party], verb: int, following: int | None) -> int | None:
    """Where the next clause begins in "Acme sells it, Bolt in Oslo hands it out": at who acts there."""
    if following is None or sentence.lower(following).endswith(("ing", "ed")):
        return following
    for party in reversed(parties):
        first, last = party.mention.first, party.mention.last
        between = sentence.lowers[last:following]
        near = len(between) < 5 and not {",", "and", "or"} & set(between)
        if verb + 1 < first and last <= following and sentence.lower(first - 1) == "," and near:
            return first
    return following


def relative_end(sentence: Sentence, start: int, verb: int, end: int) -> int:
    """ "The site, which Acme runs, is": where a relative clause gives way to the verb of the main one."""
    if start < 2 or sentence.lower(start - 1) not in ("which", "who") or sentence.lower(start - 2) != ",":
        return end
    commas = (i for i in range(verb + 1, end) if sentence.lower(i) == ",")
    return next((i for i in commas if sentence.begins(i + 1, "verb")), end)


class Roles:
    """The parties of a sentence in their lists, and the preposition before each list, "" for none."""

    def __init__(self, sentence: Sentence, parties: list[Party]) -> None:
        self.groups = lists_of(sentence, parties)
        self.parties = parties
        self.opening: dict[int, int] = {}
        self.case: dict[int, str] = {}
        for group in self.groups:
            place = with_before(sentence, group[0])
            word = sentence.lower(place)
            word = "for" if word == "of" and sentence.lower(place - 1) == "behalf" else word
            for party in group:
                self.opening[id(party)] = place
                self.case[id(party)] = word if word in PREPOSITIONS else ""
