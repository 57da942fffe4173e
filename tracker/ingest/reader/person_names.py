"""Names of people by their form: where a full name begins and ends."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import given_names, word_set
from tracker.ingest.reader.roles import HEADS, MODIFIERS
from tracker.ingest.reader.runs import shapes

TITLES = word_set("people titles")
_CASES = frozenset({"den", "der", "das"})
_OPENERS = word_set("runs openers")
_JOINS = frozenset({",", "and", "und", "et", "y", "e", "&"})
_TITLED = frozenset({"dean", "king", "prince"})
MONTHS_AND_DAYS = frozenset(
    "January February March April June July August September October November December"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
GIVEN = frozenset({"Jan", "May", "April", "June", "August", "Mar", "Mai", "Jun", "Christian", "Art"})


@dataclass(slots=True)
class Person:
    """A person named in full in the text; `name` as the text spells it, role in English."""

    name: str
    role: str
    company: str | None
    sentence: Sentence
    first: int
    last: int

    @property
    def is_official(self) -> bool:
        """Whether it is a judge or councillor, who speaks for no company."""
        return self.role in ("judge", "councillor")

    @property
    def speaks_for(self) -> str | None:
        """The company he or she acts for now: not the one that a former role was at."""
        return None if self.role.startswith(("former", "ex-")) else self.company


def name_at(sentence: Sentence, place: int) -> int:
    """Where a person's full name that begins at `place` ends; `place` when none does."""
    end, words = place, 0
    while end < len(sentence.tokens) and words < 5:
        text = sentence.tokens[end].text
        if name_word(sentence, end):
            end, words = end + 1, words + 1
            if sentence.lower(end) == "." and len(text) == 1:
                end += 1
        elif words and text in shapes()["particles"] and name_word(sentence, end + 1):
            if sentence.language == "de" and text in _CASES and sentence.lower(end - 1) not in ("van", "von"):
                break  # "begründet Jane Doe den Schritt"
            end += 1
        else:
            break
    return end if words > 1 else place


def name_word(sentence: Sentence, place: int) -> bool:
    if not 0 <= place < len(sentence.tokens):
        return False
    token, shape = sentence.tokens[place], shapes()
    if not token.capitalised:
        return False
    if place == 0 and sentence.language != "en" and token.lower in _OPENERS:
        return False  # "Per Jane Doe", "Em Lima"
    covering = sentence.covering(place)
    if covering is not None and covering.kind == "demonym" and sentence.language in ("es", "pt", "it"):
        covering = None  # "Stefano Lo Russo": there adjectives of countries have no capital
    if (
        covering
        and covering.kind != "person"
        and not (covering.kind in ("city", "country") and covering.last - covering.first == 1)
    ):
        return False
    if not (token.is_word and token.capitalised) or token.lower in TITLES:
        return False
    if any(mark.first <= place < mark.last for mark in sentence.marks.get("role", ())):
        return False
    after_given = place > 0 and sentence.tokens[place - 1].text in given_names()
    plain = token.text in shape["plain"] and token.lower not in HEADS
    if after_given and (plain or token.lower in _TITLED):
        return token.text not in MONTHS_AND_DAYS
    initials = token.text.isupper() and len(token.text) == 2
    if (token.text in shape["plain"] and token.text not in GIVEN) or token.text in shape["tail"]:
        return False
    return initials or (token.lower not in HEADS and token.lower not in MODIFIERS)


def name_ending(sentence: Sentence, last: int) -> tuple[int, int] | None:
    first = last
    while first > max(0, last - 6) and (
        name_word(sentence, first - 1)
        or sentence.tokens[first - 1].text in shapes()["particles"]
        or (sentence.lower(first - 1) == "." and len(sentence.lower(first - 2)) == 1)
    ):
        first -= 1
    covering = sentence.covering(first)
    if covering and covering.kind == "city" and sentence.lower(first - 1) in ("of", "in", "at", "from"):
        first = covering.last  # "Mayor of Lima Jane Doe"
    opening = shapes()["start"]
    while first < last and (not name_word(sentence, first) or sentence.tokens[first].text in opening):
        first += 1
    later = range(first + 1, last - 1)
    given = next((i for i in later if sentence.tokens[i].text in given_names()), first)
    if last - first > 2 and sentence.tokens[first].text.isupper() and len(sentence.tokens[first].text) > 2:
        first += 1  # "dissera ao ECO Juana Roe"
    if (first == 0 or last - first > 3) and sentence.tokens[first].text not in given_names():
        first = given  # "Yesterday Jane Doe", "told the Corriere della Sera Jane Doe"
    return (first, last) if first < last and name_at(sentence, first) == last else None


def names_listed(sentence: Sentence, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """ "co-founders Jane Doe, John Roe and Max Poe", "Jane Doe and John Roe, co-founders": the others."""
    for span in spans:
        place = span[1]
        while sentence.lower(place) in _JOINS and name_at(sentence, place + 1) > place + 1:
            yield place + 1, name_at(sentence, place + 1)
            place = name_at(sentence, place + 1)
        earlier = name_ending(sentence, span[0] - 1) if sentence.lower(span[0] - 1) in _JOINS else None
        while earlier:
            yield earlier
            place = earlier[0] - 1
            earlier = name_ending(sentence, place) if sentence.lower(place) in _JOINS else None
