"""People named in one sentence and told of in the next or later ones: "said Doe", "the chief executive
praised Oslo", "He joined as head of research".
"""

from collections.abc import Iterator
from itertools import pairwise

from tracker.ingest.reader.document import ACTORS, Sentence
from tracker.ingest.reader.lexicon import given_names, word_set
from tracker.ingest.reader.person_names import Person, name_at
from tracker.ingest.reader.roles import HEADS, role_end, taken_up

_THE = frozenset({"the", "der", "die", "le", "la", "el", "o", "a", "il"})
_AT = frozenset({"of", "at"})
_HE = frozenset({"he", "she"})
_STATING = word_set("people stating")
_POSSESSIVE = frozenset({"'s", "’s"})
_TELLS = frozenset({",", "is", "was", "became", "remains"})


def called_later(sentences: list[Sentence], known: frozenset[str]) -> Iterator[Person]:
    """ "Jane Doe visits Oslo", and later "said Doe" or "Doe, Acme's chief executive": full names without a
    role whose surname alone speaks or has a role. `known`: the names that need no finding.
    """
    full: dict[str, tuple[Sentence, int, int]] = {}
    for sentence in sentences:
        last = 0
        for place, token in enumerate(sentence.tokens):
            end = name_at(sentence, place) if place >= last and token.capitalised else place
            if end == place:
                continue
            last = end
            given = token.text in given_names()
            short = end == place + 2 and (given or place > 0)
            owns = sentence.lower(end) in _POSSESSIVE
            whole = short or (given and place + 1 < end < place + 5)
            if whole and not owns and not sentence.span.heading:
                full.setdefault(sentence.tokens[end - 1].text, (sentence, place, end))
    yield from _described_next(sentences, known)
    for sentence in sentences if full else ():
        for place, token in enumerate(sentence.tokens):
            found = full.get(token.text)
            if found is None or found[0].words(*found[1:]) in known or sentence.covering(place):
                continue
            alone = place == 0 or not sentence.tokens[place - 1].capitalised or place == 1
            if alone and found[0] is not sentence and _speaks(sentence, place):
                named, first, last = found
                role, company = _later_role(sentence, place)
                yield Person(named.words(first, last), role or "representative", company, named, first, last)
                del full[token.text]


def _described_next(sentences: list[Sentence], known: frozenset[str]) -> Iterator[Person]:
    """ "Jane Doe did not come. In a video the chief executive praised Oslo": a role in the next sentence."""
    given = given_names()
    for sentence, after in pairwise(sentences):
        if sentence.span.heading or sentence.span.paragraph != after.span.paragraph:
            continue
        named = [place for place, token in enumerate(sentence.tokens) if token.text in given]
        spans = [(place, end) for place in named if (end := name_at(sentence, place)) > place + 1]
        if len(spans) != 1 or sentence.words(*spans[0]) in known or sentence.covering(spans[0][1]):
            continue
        role, company = _described(after) or _joined_as(after) or (None, None)
        if role:
            yield Person(sentence.words(*spans[0]), role, company, sentence, *spans[0])


def _described(sentence: Sentence) -> tuple[str, str | None] | None:
    """The role in "the chief executive", with the employer in "of Acme", in a sentence that names nobody."""
    if any(name_at(sentence, i) > i for i in range(sentence.count)):
        return None
    for place in sentence.where(_THE):
        origin = sentence.covering(place + 1)  # "the British Prime Minister"
        first = origin.last if origin is not None and origin.kind == "demonym" else place + 1
        marked = (m for m in sentence.marks.get("role", ()) if m.first == first)
        value = next((mark.value for mark in marked), None)
        last = role_end(sentence, first)
        told = sentence.lower(last) not in _AT or sentence.between(place - 1, place, "say")
        if told and (value or last > first):
            return value or sentence.words(first, last), _employer(sentence, last)
    return None


def _employer(sentence: Sentence, place: int) -> str | None:
    """ "of Acme", "of Trade at Acme": whose role it is that ends at `place`."""
    if sentence.lower(place) not in _AT:
        return None
    near = (m for m in sentence.of("organisation") if place < m.first < place + 7)
    return next((m.name for m in near if sentence.lower(m.first - 1) in _AT), None)


def _joined_as(sentence: Sentence) -> tuple[str, str | None] | None:
    """ "He joined Acme in May as head of research"."""
    if sentence.lower(0) not in _HE:
        return None
    for place, first, last in taken_up(sentence):
        joined = next((m.name for m in sentence.of("organisation") if m.last <= place), None)
        return sentence.words(first, last), joined
    return None


def _speaks(sentence: Sentence, place: int) -> bool:
    beside = {sentence.lower(place - 1), sentence.lower(place + 1)}
    said = any(mark.first == place + 1 or mark.last == place for mark in sentence.marks.get("say", ()))
    return said or not _STATING.isdisjoint(beside) or _later_role(sentence, place)[0] is not None


def _later_role(sentence: Sentence, place: int) -> tuple[str | None, str | None]:
    """The role and employer in ", Acme's chief executive," or "is the chief executive" after a surname."""
    if sentence.lower(place + 1) not in _TELLS:
        return None, None
    owner = None
    for step in range(place + 2, place + 8):
        covering = sentence.covering(step)
        owner = covering.name if covering and covering.kind in ACTORS else owner
        last = role_end(sentence, step)
        if last > step and sentence.lower(last - 1) in HEADS:
            return sentence.words(step, last), owner
        if sentence.lower(step) in (",", ".", "which"):
            break
    return None, None
