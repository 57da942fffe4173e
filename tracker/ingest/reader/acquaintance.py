"""Organisations that no gazetteer knows and whose name has no telling form: found by how the text speaks
of them.
"""

from collections import Counter
from collections.abc import Iterable

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.names import Run, shapes
from tracker.ingest.reader.roles import HEADS, MODIFIERS, role_end

_OWNED = word_set("acquaintance owned")
_DOES = word_set("acquaintance does")
_AUXILIARIES = word_set("acquaintance auxiliaries")
_AGENT_VERBS = word_set("acquaintance agent verbs")
_AGENT_BASES = word_set("acquaintance agent bases")
_POSSESSIVE = frozenset({"'s", "’s"})
_AT = frozenset({"of", "at", "for", "von", "bei", "de", "chez", "di", "da", "do"})


def acquainted(spare: list[Run]) -> set[str]:
    """The names among unexplained runs that the text treats as an organisation."""
    surnames = {run.texts[-1] for run in spare if len(run.texts) > 1} | {
        run.texts[0] for run in spare if len(run.texts) > 1
    }
    hints: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for run in spare:
        if len(run.texts) > 3 or not _nameable(run):
            continue
        seen[run.name] += 1
        alone = len(run.texts) == 1 and run.name not in surnames
        hints[run.name] += 2 * (_surely(run) or (alone and _acts(run))) + (alone and _perhaps(run))
    return {name for name, count in hints.items() if count >= 2 or (count and seen[name] > 2)}


def _nameable(run: Run) -> bool:
    shape, first = shapes(), run.texts[0]
    return first not in shape["adjectives"] and first.lower() not in HEADS and first.lower() not in MODIFIERS


def _surely(run: Run) -> bool:
    """ "Acme's headquarters", "CEO of Acme", "Acme chief executive Jane Doe", "Acme, which raised"."""
    sentence = run.sentence
    after = sentence.lower(run.last)
    if after in _POSSESSIVE and not _OWNED.isdisjoint(_following(sentence, run.last + 1, 4)):
        return True
    led = "under" in {sentence.lower(place) for place in range(run.first - 4, run.first)}
    if led:
        return False  # "under the lead of Jane Doe"
    if sentence.lower(run.first - 1) in _AT and _ends_role(sentence, run.first - 1) and len(run.texts) < 3:
        return True
    role_last = role_end(sentence, run.last)
    if role_last > run.last and role_last < len(sentence.tokens) and sentence.tokens[role_last].capitalised:
        return not sentence.lower(role_last - 1).endswith("s")
    if sentence.lower(run.first - 1) == "of" and sentence.between(run.first - 2, run.first - 1, "office"):
        return True  # "the Lima headquarters of Acme"
    return _says_it(run) or (after == "," and sentence.lower(run.last + 1) == "which")


def _acts(run: Run) -> bool:
    """ "Acme has opened", "Acme will set up", "Acme is hiring": what companies do, not things."""
    sentence, place = run.sentence, run.last
    while sentence.lower(place) in _AUXILIARIES and place < run.last + 4:
        place += 1
    plural = run.first == 0 and run.name.endswith(("s", "ing", "ed", "ion"))
    verb = sentence.lower(place)
    base = place > run.last and verb in _AGENT_BASES
    return not plural and (verb in _AGENT_VERBS or base)


def _says_it(run: Run) -> bool:
    """ "Acme Loop said on Monday that it": a person would be "he" or "she"."""
    sentence = run.sentence
    following = [sentence.lower(place) for place in range(run.last + 1, run.last + 6)]
    said = sentence.lower(run.last) in ("said", "says", "announced", "disclosed", "confirmed")
    return (
        said and not {"it", "its"}.isdisjoint(following[:5]) and not {"he", "she", "the"} & set(following[:4])
    )


def _ends_role(sentence: Sentence, place: int) -> bool:
    return sentence.lower(place - 1) in HEADS or any(
        mark.last == place for mark in sentence.marks.get("role", ())
    )


def _perhaps(run: Run) -> bool:
    """A single word that acts: "Acme will open", "Acme has raised", "Acme said it"."""
    sentence = run.sentence
    after = sentence.lower(run.last)
    if after in ("said", "says") and sentence.lower(run.last + 1) in ("it", "on", "that", "the", "its", "in"):
        return True
    return after in _DOES


def _following(sentence: Sentence, first: int, count: int) -> Iterable[str]:
    return [sentence.lower(place) for place in range(first, first + count)]
