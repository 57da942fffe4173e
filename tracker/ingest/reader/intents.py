"""What a named person says an organisation will or wants to do: futures, wishes, what is under way."""

from collections.abc import Iterable, Iterator

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set

# Verbs of the Romance languages carry future and conditional in the ending: ouvrirons, abrirán.
_FUTURES = {
    language: tuple(endings.split())
    for language, endings in {
        "fr": "erai era erons eront irai ira irons iront ndra ndrons ndront ttra ttrons ttront aura aurons"
        " auront devra devront ferons feront verrons verront pourra pourront pourrait devrait erait eraient"
        " irait iraient ndrait ndraient",
        "es": "rá rán remos aría arían iría irían dría drían",
        "pt": "rá rão remos",
        "it": "rà ranno remo rebbe rebbero",
    }.items()
}
_NO_FUTURE = word_set("intents no future")
_WILLING = word_set("speech willing")
_BREAKS = frozenset({";", "who", "but", "und", "while", "—", "–", "pero", "mais", "ma", "mas", "aber"})
_UNDER_WAY = word_set("intents under way")
_BEING = frozenset({"is", "are", "was", "were", "am", "m", "re", "be", "been"})
_WITHHELD = frozenset("say comment disclose reveal tell name confirm specify give elaborate discuss".split())
_RELATIVE = frozenset({"qui", "que", "che", "quien", "quienes"})
_DENIED = frozenset({"not", "n't", "t", "declined", "refused", "never"})


def states_intent(sentence: Sentence) -> bool:
    """A named person says what an organisation will or wants to do."""
    return sentence.speaker_is_person and any(_wishes(sentence))


def _wishes(sentence: Sentence) -> Iterator[bool]:
    yield any(not _withholds(sentence, mark.first) for mark in sentence.marks.get("intent", ()))
    yield _will(sentence)
    yield _at_it(sentence)


def intended_apart(sentence: Sentence, amounts: Iterable[tuple[int, int]]) -> bool:
    """ "…$3 billion, said Jane Doe, who also wants to go public": a wish in a clause without a number."""
    if not sentence.speaker_is_person:
        return False
    breaks = [-1, *(i for i, word in enumerate(sentence.lowers) if word in _BREAKS), sentence.count]
    numbers = [place for first, last in amounts for place in range(first, last)]
    for kind in ("intent", "think"):
        for mark in sentence.marks.get(kind, ()):
            first = max(i for i in breaks if i <= mark.first)
            last = min(i for i in breaks if i > mark.first)
            willed = mark.value.lower() in _WILLING and mark.value.lower() not in ("will", "target")
            if willed and last - first > 5 and not any(first <= place < last for place in numbers):
                return True
    return False


def _withholds(sentence: Sentence, place: int) -> bool:
    """ "would not say how many": nothing is said to be done."""
    ahead = [sentence.lower(step) for step in range(place + 1, place + 4)]
    return not _DENIED.isdisjoint(ahead) and not _WITHHELD.isdisjoint(ahead)


def _will(sentence: Sentence) -> bool:
    """A verb in the future by its form."""
    endings = _FUTURES.get(sentence.language)
    return endings is not None and any(
        len(word) > 4 and word.endswith(endings) and _verb_at(sentence, place)
        for place, word in enumerate(sentence.lowers)
    )


def _verb_at(sentence: Sentence, place: int) -> bool:
    """No name, no noun that ends like a future, no clause on a person: "Doe, qui dirigera"."""
    named = sentence.covering(place) is not None or (place > 1 and sentence.tokens[place].capitalised)
    relative = sentence.lower(place - 1) in _RELATIVE and sentence.lower(place - 2) == ","
    return not (named or relative or sentence.lower(place) in _NO_FUTURE)


def _at_it(sentence: Sentence) -> bool:
    """ "the company was recruiting there", "we are opening in Oslo"."""
    return sentence.language == "en" and any(
        token.lower in _UNDER_WAY and sentence.lower(place - 1) in _BEING
        for place, token in enumerate(sentence.tokens)
    )
