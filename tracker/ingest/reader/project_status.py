"""How far along a project is: the nearest telling word of its clause, a rumour about the whole sentence."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import Mark
from tracker.ingest.reader.project_words import Site, Words, span_of

AHEAD = frozenset({"rumoured", "planned", "announced", "agreed", "under_way"})  # not yet running
ENDED = ("cancelled", "paused", "closed")
_STEPS = ("planned", "announced", "agreed", "under_way", "open", "expanded")
_GOVERNING = frozenset({"planned", "announced", "agreed"})
_WHICH = frozenset({"which"})
_BESIDE = 4  # words between a project and the relative clause on it: "in Oslo, which opened"
_PUT_OFF = 3  # words between "will" and the "open" or "start building" that it puts off
_SIGNED = 7  # "signed an agreement with Acme to build"
_FAR = 14  # words between a project and a step told before it


def status_of(sentence: Sentence, words: Words, site: Site) -> tuple[str | None, Mark | None]:
    """The status and the word that tells it; (None, None) when nothing is told."""
    clause = span_of(sentence, site)
    ended = next((mark for mark in words.of(*ENDED) if _near(mark, site, clause)), None)
    rumour = next(iter(sentence.marks.get("rumour", ())), None)
    if ended is not None:
        return (None, None) if rumour else (ended.kind, ended)  # that it ends is no rumour of a project
    step = _step(sentence, words, site, clause)
    if rumour is not None:
        return "rumoured", rumour
    return (step.kind, step) if step else (None, None)


def _near(mark: Mark, site: Site, clause: range) -> bool:
    return mark.first in clause and -_FAR <= mark.first - site.first <= _FAR


def _step(sentence: Sentence, words: Words, site: Site, clause: range) -> Mark | None:
    """The step before the noun that stands nearest, else the first behind it: "is to be built", "opened"."""
    told = [mark for mark in words.of(*_STEPS) if _near(mark, site, clause)]
    told = [mark for mark in told if not _inside(mark, [*told, *words.of("by")])]
    before = [mark for mark in told if mark.last <= site.first]
    after = [mark for mark in told if mark.first >= site.last and not _of_others(sentence, site, mark)]
    for mark in [*before, *after[:1]]:
        if mark.kind == "under_way" and not _later(mark, told):
            return mark
    if there := _there_already(sentence, site, after):
        return there
    if before:
        return _leading(before[-1], before)
    return _leading(after[0], after) if after else None


def _there_already(sentence: Sentence, site: Site, after: list[Mark]) -> Mark | None:
    """ "will use it for its data centre in Oslo, which opened in March": what the relative clause tells."""
    for mark in after:
        comma = mark.first - 2
        if mark.kind == "open" and sentence.lower(mark.first - 1) in _WHICH and sentence.lower(comma) == ",":
            return mark if comma - site.last <= _BESIDE else None
    return None


def _of_others(sentence: Sentence, site: Site, mark: Mark) -> bool:
    """ "With its data centre in Oslo, Acme wants": what somebody named behind a comma does."""
    return any(
        site.last <= name.first < mark.first and sentence.lower(name.first - 1) == ","
        for name in sentence.of("organisation")
    )


def _inside(mark: Mark, told: list[Mark]) -> bool:
    """ "has" in "has opened", "building" in "is building"."""
    return any(
        other.first <= mark.first < other.last and other.last - other.first > mark.last - mark.first
        for other in told
    )


def _later(mark: Mark, told: list[Mark]) -> bool:
    """ "will start building": what is put off has not begun."""
    return any(other.kind in _GOVERNING and 0 <= mark.first - other.last <= 1 for other in told)


def _leading(mark: Mark, told: list[Mark]) -> Mark:
    """The word that governs a step: "plans to open" is a plan, "announced that it will build" no plan."""
    lead = mark
    for other in reversed(told):
        reach = _SIGNED if other.kind == "agreed" else _PUT_OFF
        if other.last <= lead.first and lead.first - other.last <= reach and other.kind in _GOVERNING:
            lead = other if _governs(other, lead) else lead
    return lead


def _governs(mark: Mark, led: Mark) -> bool:
    """A plan or an agreement says more than the "to build" behind it, "announced" more than "plans"; what is
    there already grows, whether it is planned or not.
    """
    return led.kind in ("open", "under_way", "announced") or (led.kind, mark.kind) == ("planned", "announced")
