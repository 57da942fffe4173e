"""Capitalised words that a text introduces as a person by a role beside them: no organisation's name."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.roles import HEADS, MODIFIERS, role_end
from tracker.ingest.reader.runs import Run

_LINKS = word_set("people links")
_SKIPPED = word_set("people skipped")
# Roles that companies have too: "its cloud partner Acme", "Acme, a leader in chips".
_SHARED = frozenset({"partner", "leader", "lead", "owner", "analyst", "treasurer", "inventor"})
_PERSONAL = HEADS - _SHARED
_POSSESSIVE = frozenset({"'s", "’s"})
_DESCRIBING = _SKIPPED | _POSSESSIVE | MODIFIERS


def personal(run: Run) -> bool:
    """ "chief executive Jane Doe", "Jane Doe, Acme's chief executive": two to four words and a role."""
    if not 1 < len(run.texts) < 5:
        return False
    return _after_role(run) or _before_role(run) or _employed(run)


def _after_role(run: Run) -> bool:
    """ "chief executive Jane Doe", "the chief executive of Acme, Jane Doe"."""
    sentence, place = run.sentence, run.first
    if sentence.lower(place - 1) in (",", ":"):
        place -= 1  # "its chief executive, Jane Doe"
        employer = sentence.covering(place - 1)
        if employer is not None and employer.kind in ("organisation", "country"):
            place = employer.first
            while sentence.lower(place - 1) in _LINKS:
                place -= 1
    marked = any(mark.last == place for mark in sentence.marks.get("role", ()))
    return marked or sentence.lower(place - 1) in _PERSONAL


def _employed(run: Run) -> bool:
    """ "Acme's Jane Doe said": owned by a company and speaking."""
    sentence = run.sentence
    owner = sentence.covering(run.first - 2) if sentence.lower(run.first - 1) in _POSSESSIVE else None
    owned = owner is not None and owner.kind == "organisation"
    return owned and sentence.between(run.last, run.last + 1, "say")


def _before_role(run: Run) -> bool:
    sentence, place = run.sentence, run.last + 1
    if sentence.lower(run.last) != ",":
        return False
    for step in range(place, place + 6):
        if _role_at(sentence, step):
            return True
        covering = sentence.covering(step)
        named = covering is not None and covering.kind in ("organisation", "country", "demonym")
        if not (named or sentence.lower(step) in _DESCRIBING):
            return False
    return False


def _role_at(sentence: Sentence, place: int) -> bool:
    """Whether a role begins at a token that only people have."""
    if any(mark.first == place for mark in sentence.marks.get("role", ())):
        return True
    end = role_end(sentence, place)
    return end > place and sentence.lower(end - 1) not in _SHARED
