"""Places that a sentence lists with one another: "Munich, Zurich and Oslo", "Lima (2024) and Riga (2025)"."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.gazetteer import provinces
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.origins import near_by

_LIST_GAP = word_set("offices list_gap")
_ASIDE = word_set("offices list aside")


def chain_before(sentence: Sentence, last: Mention) -> list[Mention]:
    """The cities listed before this one, itself first."""
    chain = [last]
    for city in reversed([m for m in sentence.of(last.kind) if m.last <= last.first]):
        if not listed_together(sentence, city, chain[-1]):
            break
        chain.append(city)
    return chain


def chain_from(sentence: Sentence, first: Mention) -> list[Mention]:
    """The places listed with this one, "Munich, Germany" included."""
    chain = [first]
    for following in sentence.of("city", "country", "region"):
        if following.first <= chain[-1].first:
            continue
        if not listed_together(sentence, chain[-1], following):
            break
        chain.append(following)
    within = len(chain) == 2 and sentence.words(first.last, chain[1].first) == ","
    if within and first.kind == chain[1].kind == "city" and first.country == chain[1].country:
        return chain[1:]  # "in Gangnam, Seoul"
    return chain


def untold_chains(sentence: Sentence, told: Collection[str]) -> Iterator[tuple[Mention, list[Mention]]]:
    """Each city that begins a list and is none of those told already, with the places listed with it."""
    done = 0
    for city in sentence.of("city"):
        if city.first < done or city.name in told or near_by(sentence, city):
            continue
        chain = chain_from(sentence, city)
        done = chain[-1].last
        yield city, chain


def listed_places(chain: list[Mention]) -> list[Mention]:
    """The cities of a list, and its countries that no city of the list lies in; a province stands for its
    country, as no city is told.
    """
    places = [_land_of(m) if m.kind == "region" and m.name in provinces() else m for m in chain]
    of_cities = {m.country for m in places if m.kind == "city"}
    return [m for m in places if m.kind == "city" or (m.kind == "country" and m.country not in of_cities)]


def _land_of(province: Mention) -> Mention:
    return replace(province, kind="country", country=provinces()[province.name])


def listed_together(sentence: Sentence, one: Mention, other: Mention) -> bool:
    """Whether only what parts the items of a list stands between two places."""
    gap = [token.lower for token in sentence.tokens[one.last : other.first]]
    if gap[:1] == ["("] and gap[1:2] and gap[1].isdigit() and gap[2:3] == [")"]:
        gap = gap[3:]  # "Lima (2024) and Riga (2025)"
    if bool(gap) and len(gap) <= 6 and all(word in _LIST_GAP for word in gap):
        return True  # "London and, as of last May, Oslo", "in Riga a year ago and in Lima"
    if gap[:1] == [","] and gap[1:2] in (["where"], ["which"]) and gap[-2:] == ["and", "in"]:
        return len(gap) < 26  # "in Riga, where Acme was founded, and in Lima"
    aside = all(word in _LIST_GAP or word in _ASIDE or word.isdigit() for word in gap)
    return aside and len(gap) <= 9 and not {"and", "&"}.isdisjoint(gap)
