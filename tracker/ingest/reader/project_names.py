"""What a project is called: "dubbed Polaris", "its Hyperion data centre", "Project Rainier"."""

from typing import NamedTuple

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import Place
from tracker.ingest.reader.project_words import Site, Words

_QUOTES = {"“": "”", '"': '"', "„": "“", "«": "»", "‘": "’", "”": "”"}
_LONGEST = 4  # words of a name
_REACH = 12  # words from the noun to the name
_BEFORE = frozenset({"the", "its", "their", "'s", "’s"})
_PLAIN = frozenset({"ai", "gpu", "nvidia", "it", "new"})


class Called(NamedTuple):
    """A project's own name and where it stands."""

    name: str
    place: Place


def name_of(sentence: Sentence, words: Words, site: Site) -> Called | None:
    """The name that a sentence gives a project; None when it gives none."""
    for mark in words.of("called"):
        if -3 <= mark.first - site.last <= _REACH:
            called = _quoted(sentence, mark.last) or _capitals(sentence, mark.last)
            if called:
                return called
    return _project(sentence) or _before_noun(sentence, site)


def _quoted(sentence: Sentence, place: int) -> Called | None:
    """ “Polaris Park” in quotation marks."""
    closing = _QUOTES.get(sentence.lower(place))
    end = next((i for i in range(place + 1, place + 2 + _LONGEST) if sentence.lower(i) == closing), None)
    return _called(sentence, place + 1, end) if closing and end and end > place + 1 else None


def _capitals(sentence: Sentence, place: int) -> Called | None:
    """A run of words with capitals, and the number behind it."""
    end = place
    while end < min(place + _LONGEST, sentence.count):
        token, known = sentence.tokens[end], sentence.covering(end)
        if not (token.capitalised or (end > place and token.text.isdigit())):
            break
        if known is not None and known.kind not in ("other", "organisation"):
            break
        end += 1
    return _called(sentence, place, end) if end > place else None


def _project(sentence: Sentence) -> Called | None:
    """ "Project Rainier"."""
    for place, token in enumerate(sentence.tokens[:-1]):
        after = sentence.tokens[place + 1]
        if token.text in ("Project", "Projekt", "Projet", "Proyecto", "Projeto", "Progetto") and (
            after.capitalised and after.is_word and not sentence.span.heading
        ):
            return _called(sentence, place, place + 2)
    return None


def _before_noun(sentence: Sentence, site: Site) -> Called | None:
    """ "its Hyperion data centre", "the Colossus supercomputer": a name that is nobody's and no place's."""
    place = site.first
    while place > 0 and sentence.lower(place - 1) in _PLAIN:
        place -= 1
    first = place
    while first > 0 and place - first < _LONGEST and _nameless(sentence, first - 1):
        first -= 1
    if first == place or sentence.language == "de" or sentence.span.heading:
        return None
    return _called(sentence, first, place) if sentence.lower(first - 1) in _BEFORE else None


def _nameless(sentence: Sentence, place: int) -> bool:
    """A word with a capital that names nobody; of initiatives that are on record as firms, the name too."""
    token, known = sentence.tokens[place], sentence.covering(place)
    plain = token.is_word and token.capitalised and token.lower not in _PLAIN | _BEFORE
    return plain and (known is None or known.kind == "other" or known.name.startswith("Stargate"))


def _called(sentence: Sentence, first: int, last: int) -> Called:
    start, end = sentence.tokens[first].start, sentence.tokens[last - 1].end
    return Called(" ".join(sentence.text[start:end].split()), (start, end))
