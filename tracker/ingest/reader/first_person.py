"""Texts in the first person. Of an interview, the questions tell of nobody, and "we" in the answers is the
company of whoever is asked; an author's "I" is a diary.
"""

from collections.abc import Iterable

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.person_names import Person

_YOU = word_set("interviews you")
_WE = word_set("interviews we")
_MINE = frozenset({"i", "my"})
_QUESTIONS = 3  # that at least an interview asks
_SHORT = 6  # tokens of "And Acme?"


def asks(sentence: Sentence) -> bool:
    """ "And Acme?", "Do you follow Acme?": a question put to somebody."""
    if sentence.text[sentence.span.end - 1] != "?":
        return False
    return sentence.count < _SHORT or not _YOU.isdisjoint(sentence.wording)


def host(sentences: list[Sentence], people: Iterable[Person]) -> str | None:
    """The company of the first person named in a text that asks questions; None for any other text."""
    if sum(asks(sentence) for sentence in sentences) < _QUESTIONS:
        return None
    named = (person.company for person in people if person.company)
    return next((name for name in named if not name.startswith("Government of")), None)


def speaks_of_itself(sentence: Sentence) -> bool:
    """ "We have 85 employees", "in unserem Büro"."""
    return not _WE.isdisjoint(sentence.wording)


def tells_of_oneself(sentence: Sentence) -> bool:
    """ "about 22% over what I had": an author's own life, outside any quotation."""
    if sentence.language != "en" or sentence.wording.isdisjoint(_MINE):
        return False
    told = any(token.text in ("I", "my", "My") for token in sentence.tokens)
    return told and not any(sign in sentence.evidence for sign in '"“”')
