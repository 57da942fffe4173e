"""Roles: "co-founder and chief executive", "Vorstandschef", "ministra de Ciencia"; what they are called
in English.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import given_names, word_set

_AS = frozenset({"as"})
_ARTICLES = frozenset({"its", "their", "the", "a", "an"})
HEADS = word_set("people heads")
MODIFIERS = word_set("people modifiers")
_BEGINNINGS = HEADS | MODIFIERS
_AND = word_set("roles and")
_OF_A_FIELD = frozenset({"head", "heads", "director", "lead", "chief"})
_NO_FIELD = frozenset("the its their his her our a an at for in who which of".split())
_AFTER_FIELD = frozenset({",", "at", "for", "in", "", "."})
_SURNAMES = frozenset({"dean", "king", "prince", "chancellor", "judge", "major"})
# German puts the field and the role into one word: Bundesfinanzminister, Technikchefin.
_COMPOUNDS = (
    ("ministerin", "Minister"),
    ("minister", "Minister"),
    ("chefin", "head"),
    ("chef", "head"),
    ("gründers", "founder"),
    ("chefs", "head"),
    ("ministers", "Minister"),
    ("gründerin", "founder"),
    ("gründer", "founder"),
    ("präsidentin", "President"),
    ("präsident", "President"),
    ("sprecherin", "spokesperson"),
    ("sprecher", "spokesperson"),
    ("bürgermeisterin", "mayor"),
    ("bürgermeister", "mayor"),
    ("senatorin", "Senator"),
    ("senator", "Senator"),
    ("kanzler", "Chancellor"),
    ("leiterin", "head"),
    ("leiter", "head"),
    ("direktorin", "director"),
    ("direktor", "director"),
    ("vorstand", "board member"),
    ("vorständin", "board member"),
    ("vorsitzende", "chair"),
    ("vorsitzender", "chair"),
    ("vorsitzenden", "chair"),
    ("geschäftsführer", "managing director"),
    ("geschäftsführerin", "managing director"),
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role's words: tokens first..last (last excluded)."""

    first: int
    last: int
    english: str


def roles(sentence: Sentence, language: str) -> list[Role]:
    """Every role in the sentence: from the language's vocabulary, or modifiers and a head noun in English."""
    marked = [Role(mark.first, mark.last, mark.value) for mark in sentence.marks.get("role", ())]
    if language == "de":
        marked = sorted([*marked, *_compounds(sentence, marked)], key=lambda role: role.first)
    return _joined(sentence, marked or _english(sentence))


def _compounds(sentence: Sentence, marked: list[Role]) -> list[Role]:
    taken = {place for role in marked for place in range(role.first, role.last)}
    found = []
    for place, token in enumerate(sentence.tokens):
        if token.capitalised and place not in taken and len(token.text) > 7:
            english = next((english for ending, english in _COMPOUNDS if token.lower.endswith(ending)), None)
            if english:
                found.append(Role(place, place + 1, english))
    return found


def compound_role(word: str) -> bool:
    """Whether a German word is a role by its ending: Europachef, Mitgründerin."""
    return any(word.endswith(ending) for ending, _ in _COMPOUNDS)


def _english(sentence: Sentence) -> list[Role]:
    found: list[Role] = []
    end = 0
    for place in role_places(sentence):
        if place >= end:
            end = role_end(sentence, place)
            found.append(Role(place, end, sentence.words(place, end)))
    return found


def role_end(sentence: Sentence, place: int) -> int:
    """Where an English role that begins at `place` ends; `place` itself when none does."""
    end = place
    if sentence.lower(place) not in _BEGINNINGS:
        return end
    for step in range(place, min(place + 6, len(sentence.tokens))):
        word = sentence.lower(step)
        covering = sentence.covering(step)
        if covering and covering.kind == "organisation":
            break
        if word in _SURNAMES and sentence.tokens[step].capitalised and _after_given(sentence, step):
            break  # "Jeff Dean"
        if word in HEADS:
            end = step + 1
        elif word not in MODIFIERS and not (word in ("-", "&") and step > place):
            break
    return _with_field(sentence, end) if end > place else end


def _with_field(sentence: Sentence, end: int) -> int:
    """Beyond the field in "head of public policy": small words, up to a sign or a name's preposition."""
    if sentence.lower(end - 1) not in _OF_A_FIELD or sentence.lower(end) != "of":
        return end
    last = end + 1
    while last < min(end + 5, sentence.count) and sentence.tokens[last].text.islower():
        if sentence.lower(last) in _NO_FIELD:
            break
        last += 1
    named = last < sentence.count and sentence.tokens[last].capitalised
    return last if last > end + 1 and (named or sentence.lower(last) in _AFTER_FIELD) else end


def taken_up(sentence: Sentence) -> Iterator[tuple[int, int, int]]:
    """ "as chief executive", "as its head of research": the token of "as", and those of the role."""
    for place in sentence.where(_AS):
        first = place + 1 + (sentence.lower(place + 1) in _ARTICLES)
        last = role_end(sentence, first)
        if last > first:
            yield place, first, last


def _after_given(sentence: Sentence, place: int) -> bool:
    return place > 0 and sentence.tokens[place - 1].text in given_names()


def _joined(sentence: Sentence, found: list[Role]) -> list[Role]:
    """ "co-founder and chief executive" is one role."""
    joined: list[Role] = []
    for role in found:
        before = joined[-1] if joined else None
        if before and role.first - before.last <= 2 and sentence.words(before.last, role.first) in _AND:
            joined[-1] = Role(before.first, role.last, f"{before.english} and {role.english}")
        else:
            joined.append(role)
    return joined


def role_places(sentence: Sentence) -> Iterator[int]:
    """Where the English roles of a sentence begin."""
    return (place for place in sentence.where(_BEGINNINGS) if role_end(sentence, place) > place)
