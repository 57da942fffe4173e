"""Companies that are counted off: "the former", "the latter", "the first of them"."""

from tracker.ingest.reader.document import Mention, Sentence

_COUNTED = {"former": 0, "first": 0, "second": 1, "latter": -1, "last": -1}
_THEM = frozenset({"these", "them", "those"})
_STATING = ("verb", "say", "open", "plan", "announce", "expand", "close")


def count_off(sentences: list[Sentence]) -> None:
    """Mention the company meant wherever one of those named just before is counted off."""
    before: list[Mention] = []
    for sentence in sentences:
        counted = False
        for place in (after - 1 for after in sentence.where(_COUNTED.keys())):
            end = _counted(sentence, place) if sentence.lower(place) == "the" else None
            if end is None:
                continue
            counted = True
            named = _companies(sentence, place)
            named = named if len(named) > 1 else before
            number = _COUNTED[sentence.lower(place + 1)]
            if len(named) > 1 and number < len(named):
                meant = named[number]
                sentence.place_in(
                    Mention("organisation", meant.name, place, end, meant.country, meant.sort)
                )
        named = _companies(sentence, sentence.count)
        before = named if len(named) > 1 or not counted else before


def _counted(sentence: Sentence, place: int) -> int | None:
    """Where "the latter" or "the first of these" ends, none of which is "the former minister"."""
    if sentence.lower(place + 2) == "of" and sentence.lower(place + 3) in _THEM:
        return place + 4
    bare = sentence.lower(place + 1) in ("former", "latter")
    stated = sentence.begins(place + 2, *_STATING) or sentence.lower(place + 2) in ("'s", "’s", ",")
    return place + 2 if bare and stated else None


def _companies(sentence: Sentence, end: int) -> list[Mention]:
    """The companies named before a token, each once."""
    named = [m for m in sentence.of("organisation") if m.last <= end and m.sort != "publisher"]
    return list({mention.name: mention for mention in named}.values())
