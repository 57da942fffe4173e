"""Speakers: direct and indirect speech, "he added", "the company said", "according to"."""

from tracker.ingest.reader.cast import Cast, Discourse
from tracker.ingest.reader.document import ACTORS, Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set

_BEFORE_NAME = word_set("speech before_name")
_HE = word_set("speech he")


def find_speaker(sentence: Sentence, cast: Cast, discourse: Discourse) -> None:
    """Set the sentence's speaker: a person's name as spelt, an organisation's name, or None (publisher's voice)."""
    for mark in sentence.marks.get("say", ()):
        for mention in _candidates(sentence, mark):
            name, is_person = _who(mention, cast)
            if name:
                sentence.speaker, sentence.speaker_is_person = name, is_person
                if is_person:
                    return
                break
        else:
            _pronoun(sentence, mark, discourse)
            if sentence.speaker_is_person:
                return


def _who(mention: Mention, cast: Cast) -> tuple[str | None, bool]:
    if mention.kind == "person":
        return mention.name, mention.name in cast.people
    return (mention.name, False) if mention.kind in ACTORS else (None, False)


def _candidates(sentence: Sentence, mark: Mark) -> list[Mention]:
    """Mentions that may be the subject of a verb of saying: beside it, or before it across an aside."""
    if mark.value in _BEFORE_NAME:
        return [
            m for m in sentence.mentions if 0 <= m.first - mark.last <= 3 and m.kind in ("person", *ACTORS)
        ][:1]
    left = [m for m in sentence.mentions if m.last <= mark.first and m.kind in ("person", *ACTORS)]
    near = [m for m in left if mark.first - m.last <= 1]
    right = [m for m in sentence.mentions if 0 <= m.first - mark.last <= 1 and m.kind in ("person", *ACTORS)]
    asides = [m for m in left if m.kind == "person" and _aside(sentence, m, mark)][-1:]
    if asides and near and near[-1].kind != "person" and sentence.lower(mark.first - 1) == ",":
        return asides
    if near or right:
        return near[-1:] or right[:1]
    if _is_pronoun(sentence, mark):
        return []
    return asides


def _is_pronoun(sentence: Sentence, mark: Mark) -> bool:
    beside = sentence.lower(mark.first - 1), sentence.lower(mark.last)
    return not _HE.isdisjoint(beside) or any(
        m.last == mark.first for m in sentence.marks.get("company_pronoun", ())
    )


def _aside(sentence: Sentence, mention: Mention, mark: Mark) -> bool:
    """ "Jane Doe, chief executive of Acme, said": a person, an aside between commas, the verb."""
    gap = sentence.tokens[mention.last : mark.first]
    if len(gap) > 25:
        return False
    return not gap or gap[0].text in (",", "(", "who") or len(gap) <= 4


def _pronoun(sentence: Sentence, mark: Mark, discourse: Discourse) -> None:
    beside = sentence.lower(mark.first - 1), sentence.lower(mark.last)
    if not _HE.isdisjoint(beside) and discourse.person:
        sentence.speaker, sentence.speaker_is_person = discourse.person.name, True
    elif any(m.last == mark.first or m.first == mark.last for m in sentence.marks.get("company_pronoun", ())):
        sentence.speaker = sentence.speaker or discourse.topic
