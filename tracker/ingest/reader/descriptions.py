"""Companies in other words: what a text or common knowledge says of each, and which of those named so far
"the Dutch chipmaker", "the search company" or "the robot maker" means.
"""

from functools import cache

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import read_vocabulary, word_set

_PLAIN = word_set("descriptions plain")
_DETERMINERS = frozenset({"a", "an", "the", "one", "its", "their", "fellow", "rival"})
_BEFORE = _DETERMINERS | {"", ",", "."}
_ENDS = frozenset({",", ".", "", "which", "that", "who"})
_REMEMBERED = 60  # companies: whoever was named long before is called by name again
_ASIDE = 7  # tokens of ", a Korean maker of chips"


@cache
def _known() -> dict[str, frozenset[str]]:
    lines = (line for line in read_vocabulary("described_companies.txt").splitlines() if line[0] != "#")
    return {name: frozenset(words.split()) for name, words in (line.split(": ", 1) for line in lines)}


class Descriptions:
    """The companies that a text has named, the last named last, with what is said of each and its country."""

    __slots__ = ("homes", "words")

    def __init__(self) -> None:
        self.words: dict[str, set[str]] = {}
        self.homes: dict[str, str] = {}

    def learn(self, sentence: Sentence) -> None:
        """Take in the companies of a sentence and what it says of them."""
        for mention in sentence.mentions:
            if mention.kind != "organisation":
                continue
            words = self.words.pop(mention.name, None) or set(_known().get(mention.name, ()))
            self.words[mention.name] = words
            if len(self.words) > _REMEMBERED:
                del self.words[next(iter(self.words))]
            if mention.country:
                self.homes.setdefault(mention.name, mention.country)
            for place in _said_of(sentence, mention):
                covering = sentence.covering(place)
                if covering is None:
                    words.add(sentence.lower(place))
                elif covering.kind in ("demonym", "city", "country") and covering.country:
                    self.homes[mention.name] = covering.country

    def meant(self, sentence: Sentence, first: int, last: int, topic: str | None) -> str | None:
        """Whom a description at tokens first..last means: the one most of its words fit, `topic` if none does
        or it fits as well.
        """
        said = sentence.near(first, last) - _PLAIN
        homes = {m.country for m in sentence.mentions if first <= m.first < last and m.country}
        homes = homes if topic is None or topic in self.homes else set()  # the topic may be from there
        best, chosen = 0, topic
        for name, words in self.words.items():
            fits = len(said & words) + (self.homes.get(name) in homes)
            if fits > best or (fits == best > 0 and chosen != topic) or (fits == best > 0 and name == topic):
                best, chosen = fits, name
        return chosen


def _said_of(sentence: Sentence, mention: Mention) -> range:
    """The tokens of "the Dutch robot maker Acme" before the name, or of "Acme, a maker of robots" after."""
    described = next((m for m in sentence.marks.get("descriptor", ()) if m.last == mention.first), None)
    if described is not None:
        first = described.first
        while first > described.first - 4 and sentence.lower(first - 1) not in _BEFORE:
            first -= 1
        return range(first, described.last)
    if sentence.lower(mention.last) != "," or sentence.lower(mention.last + 1) not in _DETERMINERS:
        return range(0)
    first = mention.last + 2
    ends = (i for i in range(first, first + _ASIDE) if sentence.lower(i) in _ENDS)
    last = next(ends, first + _ASIDE)
    told = any(first <= m.first < last for m in sentence.marks.get("descriptor", ()))
    return range(first, last) if told else range(0)
