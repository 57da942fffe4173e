"""People named behind the verb, as German word order allows: "Das Büro leitet künftig Jane Doe", "Chefin
wird Jane Doe", "Um den Norden kümmert sich Jane Doe, um den Süden John Roe".
"""

from collections.abc import Iterator

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import given_names, word_set
from tracker.ingest.reader.person_names import MONTHS_AND_DAYS, Person, name_at, names_listed
from tracker.ingest.reader.roles import compound_role

_CHARGED = word_set("inverted charged")
_BEING = word_set("inverted being")
_BETWEEN = word_set("inverted between")
_OFFICE = frozenset("zuständig verantwortlich spitze ruder nachfolger nachfolgerin federführend".split())
_ABOUT = frozenset({"um", "für", "über"})
_HAVING = frozenset({"mit"})
_PASSIVE = frozenset("geführt geleitet gelenkt verantwortet gegründet gesteuert".split())


def named_behind(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """People whom a verb before their name puts in charge, in a German sentence."""
    if sentence.language != "de":
        return
    for place in sentence.where(_CHARGED | _BEING):
        first = _past_adverbs(sentence, place + 1)
        charged = sentence.lower(place) in _CHARGED
        if not charged and not (_told_office(sentence) and _named(sentence, first)):
            continue
        yield from _people(sentence, first, topic)
    for place in sentence.where(_PASSIVE):
        if "von" in sentence.lowers[place : place + 10]:
            yield from _people(sentence, sentence.lowers.index("von", place) + 1, topic)
    for place in sentence.where(_HAVING):
        if _new_role(sentence, name_at(sentence, place + 1)):
            yield from _people(sentence, place + 1, topic)


def _new_role(sentence: Sentence, end: int) -> bool:
    """ "hat mit Jane Doe eine neue Chefin"."""
    ahead = sentence.lowers[end : end + 6]
    named = any(end <= mark.first < end + 6 for mark in sentence.marks.get("role", ()))
    return ahead[:1] in (["eine"], ["einen"], ["als"]) and (named or any(map(compound_role, ahead)))


def _people(sentence: Sentence, first: int, topic: str | None) -> Iterator[Person]:
    """The name at `first`, those listed with it, and the one of ", um den Süden John Roe" behind it."""
    end = name_at(sentence, first)
    if end <= first + 1:
        return
    spans = [(first, end), *names_listed(sentence, [(first, end)])]
    for comma in range(end, sentence.count - 4):
        if sentence.lower(comma) == "," and sentence.lower(comma + 1) in _ABOUT:
            for start in (comma + 4, comma + 3):
                if name_at(sentence, start) > start + 1:
                    spans.append((start, name_at(sentence, start)))
                    break
    for span in spans:
        yield Person(sentence.words(*span), "head", topic, sentence, *span)


def _past_adverbs(sentence: Sentence, place: int) -> int:
    """Beyond "sich", "künftig", "seit Januar" behind the verb."""
    while place < sentence.count - 1 and (
        sentence.lower(place) in _BETWEEN
        or sentence.lower(place).isdigit()
        or sentence.tokens[place].text in MONTHS_AND_DAYS
    ):
        place += 1
    return min(place, sentence.count - 1)


def _named(sentence: Sentence, first: int) -> bool:
    """A given name that is known, or a name that ends its clause."""
    ends = sentence.lower(name_at(sentence, first)) in (".", ",", "und", "")
    return sentence.tokens[first].text in given_names() or ends


def _told_office(sentence: Sentence) -> bool:
    """The sentence names a role, or says who is responsible or at the head."""
    told = sentence.has("role") or not _OFFICE.isdisjoint(sentence.wording)
    return bool(told) or any(compound_role(word) for word in sentence.lowers)
