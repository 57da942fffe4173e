"""Parties by what they are: "the carmaker", "the Swiss bank" for one that the text has named before."""

from dataclasses import replace

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.gazetteer import KnownNames
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.parties import Party

_TRADES = word_set("described trades")
_STATES_OF = {
    "kingdom": ("SA", "MA", "JO", "BH", "TH"),
    "emirate": ("AE", "QA", "KW"),
    "emirates": ("AE",),
    "sultanate": ("OM",),
}
_STATES = frozenset(_STATES_OF)
_GIVING = word_set("rounds giving")
_REACH = 3  # words from "the" to the trade: "the German car insurer"


def described_parties(sentence: Sentence, discourse: Discourse, named: list[Party]) -> list[Party]:
    """The parties with whomever a description of its trade means, in the order of the sentence."""
    if sentence.language != "en" or _TRADES.isdisjoint(sentence.wording):
        return named
    found = list(named)
    for place in sentence.where(_TRADES):
        first = _begins(sentence, place)
        name = _meant(sentence, discourse, first, place) if first is not None else None
        if name is not None:
            found.append(Party(name, Mention("organisation", name, first or 0, place + 1)))
    return sorted(found, key=lambda party: party.mention.first)


def spoken_of(discourse: Discourse, described: list[Party]) -> Discourse:
    """Who else is under discussion where a trade describes who was: "For the bank the start-up writes"."""
    about = discourse.main or discourse.lead
    meant = any(party.name == discourse.topic for party in described)
    return replace(discourse, topic=about) if meant and about != discourse.topic else discourse


def kingdoms(
    sentence: Sentence, discourse: Discourse, named: list[Party], known: KnownNames
) -> list[Party]:
    """The parties with the government of the country under discussion for "by the kingdom", "the emirate has
    promised".
    """
    if _STATES.isdisjoint(sentence.wording):
        return named
    found = [party for party in named if party.name.lower() not in _STATES]
    spoken_of = [discourse.country, *(mention.country for mention in sentence.mentions)]
    for place in sentence.where(_STATES) if sentence.language == "en" else ():
        verb = place + 1 + (sentence.lower(place + 1) in ("has", "had", "will"))
        alone = sentence.lower(place + 1) not in ("'s", "’s")
        acts = (alone and sentence.lower(place - 2) in ("by", "with")) or sentence.lower(verb) in _GIVING
        country = next((one for one in spoken_of if one in _STATES_OF[sentence.lower(place)]), None)
        if sentence.lower(place - 1) == "the" and acts and country:
            name = known.government(country)
            found.append(Party(name, Mention("government", name, place - 1, place + 1)))
    return sorted(found, key=lambda party: party.mention.first)


def _begins(sentence: Sentence, place: int) -> int | None:
    """The place of "the" before a trade, if nobody is named beside it: not "the bank Acme"."""
    following = sentence.tokens[place + 1] if place + 1 < sentence.count else None
    if following is not None and (following.capitalised or following.lower in ("of", "-", "'s", "’s")):
        return None
    near = range(place - 1, max(-1, place - 2 - _REACH), -1)
    first = next((i for i in near if sentence.lower(i) == "the"), None)
    within = range(first, place) if first is not None else ()
    if any(sentence.lower(i) in (",", "of", "and", "in") or _named(sentence, i) for i in within):
        return None
    beside = first is not None and sentence.lower(first - 1) == "," and _named(sentence, first - 2)
    return None if beside else first


def _named(sentence: Sentence, place: int) -> bool:
    covering = sentence.covering(place)
    return covering is not None and covering.kind in ("organisation", "person")


def _meant(sentence: Sentence, discourse: Discourse, first: int, place: int) -> str | None:
    """Whom the description fits, failing that the other company of the sentence before."""
    known = discourse.described.meant(sentence, first, place + 1, None)
    if known is not None:
        return known
    about = discourse.main or discourse.lead
    other = discourse.topic if discourse.topic != about else discourse.beside
    return other if other is not None and not discourse.described.words.get(other) else None
