"""Noun phrases around names: "the US company Acme", "Acme (Lima)", "Acme, the maker of robots,", "Lima's old
harbour district" count as the name alone, so that the rules see what stands before and after the phrase.
"""

from dataclasses import replace

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import word_set

_DISTRICTS = word_set("names districts") | {"ward", "area"}
_ARTICLES = frozenset({"the", "la", "der"})
_DETERMINERS = frozenset({"the", "a", "an"})
_AT = frozenset({"in", "at", "on", "à", "en", "em", "a"})
_TELLING = ("open", "plan", "expand", "close", "office")
_LONGEST = 12  # tokens of an aside


def whole_phrases(sentence: Sentence) -> list[Mention]:
    """The mentions of a sentence, those of companies and cities as long as their phrases."""
    widened = [_phrase(sentence, mention) for mention in sentence.mentions]
    kept: list[Mention] = []
    for phrase, name in zip(widened, sentence.mentions, strict=True):
        begins = phrase.first if phrase.first < name.first else len(sentence.tokens)
        while kept and kept[-1].last > begins and kept[-1].kind in ("country", "demonym", "city"):
            kept.pop()  # "the US company Acme"
        before = kept[-1].last if kept else 0
        if before <= name.first:  # not the city in "Acme (Lima)"
            kept.append(phrase if before <= phrase.first else name)
    return kept


def _phrase(sentence: Sentence, mention: Mention) -> Mention:
    if mention.kind == "organisation":
        first, last = _lead(sentence, mention), _tail(sentence, mention.last)
        longer = (first, last) != (mention.first, mention.last)
        return replace(mention, first=first, last=last) if longer else mention
    if mention.kind == "city" and sentence.lower(mention.first - 1) in _ARTICLES:
        return replace(mention, first=mention.first - 1, lead=mention.lead + 1)  # "the British capital"
    if mention.kind == "city" and (part := _district_before(sentence, mention.first)):
        return replace(mention, first=mention.first - part, lead=mention.lead + part)
    if mention.kind == "city" and sentence.lower(mention.last) in ("'s", "’s"):
        near = range(mention.last + 1, mention.last + 5)
        district = sentence.covering(mention.last + 1)  # "Seoul's Gangnam"
        if district is not None and (district.kind, district.name) == ("city", mention.name):
            return replace(mention, last=district.last, tail=district.last - mention.last)
        end = next((place + 1 for place in near if sentence.lower(place) in _DISTRICTS), mention.last)
        return replace(mention, last=end, tail=end - mention.last)
    return mention


def _district_before(sentence: Sentence, place: int) -> int:
    """How many tokens "Miraflores," in "in Miraflores, Lima" has; 0 where no part of the city is named."""
    first = place - 2
    if sentence.lower(place - 1) != ",":
        return 0
    while first > place - 5 and first > 0 and sentence.lower(first - 1) not in _AT:
        first -= 1
    words = range(first, place - 1)
    named = all(sentence.tokens[i].text[:1].isupper() and sentence.covering(i) is None for i in words)
    return place - first if first > 0 and sentence.lower(first - 1) in _AT and named else 0


def _lead(sentence: Sentence, mention: Mention) -> int:
    """Where "the US company Acme" begins: a determiner, where anybody comes from, a word for a company."""
    described = [m for m in sentence.marks.get("descriptor", ()) if m.last == mention.first]
    if not described:
        return mention.first
    origin = sentence.covering(described[0].first - 1)
    if origin is None or origin.kind not in ("country", "demonym"):
        return mention.first
    determined = sentence.lower(origin.first - 1) in _DETERMINERS
    return origin.first - determined


def _tail(sentence: Sentence, place: int) -> int:
    """Beyond "(Lima)" or ", the maker of robots,", in which no other company and no verb stands."""
    sign = sentence.lower(place)
    closing = {"(": ")", ",": ","}.get(sign)
    if closing is None or (sign == "," and sentence.lower(place + 1) not in _DETERMINERS):
        return place
    end = next((i for i in range(place + 1, place + _LONGEST) if sentence.lower(i) == closing), None)
    barred = ("organisation", "person") if sign == "(" else ("organisation", "person", "city")
    if end is None or any(place < other.first < end for other in sentence.of(*barred)):
        return place
    return place if any(sentence.between(place, end, kind) for kind in _TELLING) else end + 1
