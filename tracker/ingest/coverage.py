"""How much of an article is recorded: its fact-bearing sentences, each recorded, dismissed or still open."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tracker.ingest.reader import KnownNames, Name
from tracker.ingest.reader.gazetteer import PLACE_KINDS
from tracker.ingest.reader.sentences import Span, split
from tracker.ingest.reader.tokens import has_cjk, tokenise

Stand = Literal["recorded", "dismissed", "open"]
Place = tuple[int, int]
Telling = tuple[Span, tuple[str, ...]]

NUMBER = re.compile(
    r"\d|\b(dozens?|hundreds?|thousands?|millions?|billions?|trillions?|half|twice|double[ds]?|tripled?"
    r"|quadrupled?|\w+fold|million(en|es|i)|milliarden?|milliards?|milhões|miliardi)\b"
    r"|[십백천만억조]\s?(명|개|원)|[億万]",
    re.IGNORECASE,
)
# Months are capitalised: "may" is no date.
DATE = re.compile(
    r"\b(19|20)\d\d\b"
    r"|\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(next|last|this|coming) (year|month|quarter|week)s?\b|\d+\s?[年月日년월일]"
)
SUPERLATIVE = re.compile(
    r"\b(first|largest|biggest|fastest|leading|top|most|only|second-largest|größte\w*|erste[nrs]?"
    r"|plus grande?"
    r"|premi[eè]re?|más grande|primer[ao]?|maior|primeir[ao]|più grande|prim[ao])\b"
    r"|가장|최대|최초|最大|最初|首个|首次",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Bearing:
    """A sentence that may bear a fact: where it stands, what speaks for that, and what became of it."""

    start: int
    end: int
    paragraph: int
    words: str
    signs: tuple[str, ...]
    stand: Stand


def telling(text: str, known: KnownNames) -> list[Telling]:
    """The sentences of a text that may bear a fact, each with what speaks for that."""
    told = ((span, tuple(_signs(text, span, known))) for span in split(text))
    return [(span, signs) for span, signs in told if signs and not span.heading]


def coverage(
    text: str, told: Iterable[Telling], recorded: Iterable[Place], dismissed: Iterable[Place]
) -> list[Bearing]:
    """What became of the telling sentences of a text; `recorded` and `dismissed` are passages that were
    decided on."""
    cited, rejected = sorted(recorded), sorted(dismissed)
    found = []
    for span, signs in told:
        stand: Stand = (
            "recorded" if _touched(span, cited) else "dismissed" if _touched(span, rejected) else "open"
        )
        words = text[span.start : span.end]
        found.append(Bearing(span.start, span.end, span.paragraph + 1, words, signs, stand))
    return found


def _touched(span: Span, places: list[Place]) -> bool:
    return any(start < span.end and end > span.start for start, end in places)


def _signs(text: str, span: Span, known: KnownNames) -> Iterator[str]:
    """What in a sentence speaks for a fact: a number, a date, a superlative, a place, two organisations."""
    words = text[span.start : span.end]
    for sign, pattern in (("number", NUMBER), ("date", DATE), ("superlative", SUPERLATIVE)):
        if pattern.search(words):
            yield sign
    names = set(_names(text, span, known))
    if any(name.kind in PLACE_KINDS for name in names):
        yield "place"
    if len({name.name for name in names if name.is_organisation}) > 1:
        yield "organisations"


def _names(text: str, span: Span, known: KnownNames) -> Iterator[Name]:
    """The known names in a sentence."""
    tokens = [token.text for token in tokenise(text, span.start, span.end)]
    for at, word in enumerate(tokens):
        for words, name in known.words.get(word.lower(), ()):
            if tuple(tokens[at : at + len(words)]) == words and not name.weak:
                yield name
    sentence = text[span.start : span.end]
    if has_cjk(sentence):
        for at, character in enumerate(sentence):
            for written, name in known.runs.get(character, ()):
                if sentence.startswith(written, at):
                    yield name
