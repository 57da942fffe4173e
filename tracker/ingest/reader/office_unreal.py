"""Offices that are only spoken of: told under a condition, ruled out, or a part of somebody's career."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import Mark, word_set

_IF = word_set("unreal if")
_INSTEAD = word_set("unreal instead")
_OF = frozenset({"of", "than", "from", "de", "di", "que"})
_INDEFINITE = word_set("unreal indefinite")
_BE = frozenset({"is", "are", "was", "were", "will", "would", "ist", "sind", "est", "es", "é", "è"})
_NO = frozenset({"not", "no", "never", "out", "nicht", "kein", "pas", "não", "non"})
_HEADED = frozenset("headed led ran managed oversaw directed supervised leitete dirigeait dirigió".split())
_SOMEBODY = frozenset({"he", "she", "who", "er", "sie", "qui", "quien"})
_PERSON = frozenset({"he", "she", "er"})
_STUDIED = frozenset({"doctorate", "degree", "phd", "graduated", "studied"})
_WENT = word_set("unreal went")
_DROPPED = word_set("unreal dropped")
_DISMISSING = frozenset({"laid", "fired", "dismissed", "sacked", "entließ", "licencié", "despidió"})
_WERE = frozenset({"were", "had", "did"})
_MODALS = frozenset({"could", "would", "might", "should"})
_DONE = frozenset({"gone", "come", "built", "set", "put", "found", "kept", "left", "made", "had", "been"})
_LOOKED = _DROPPED | frozenset("looked eyed scouted visited toyed courted studied".split())
_WHEN = frozenset({"when", "in", "at"})
_FOUNDED = frozenset({"founded", "founding", "launch", "beginning", "outset"})
_MANY = 100  # offices: more than that are said of users


def unreal(sentence: Sentence, mark: Mark) -> bool:
    """Whether the office of a mark is one that nobody has, opens or closes."""
    return (
        _conditional(sentence, mark)
        or _replaced(sentence, mark)
        or _ruled_out(sentence, mark)
        or _given_up(sentence, mark)
        or _career(sentence, mark)
        or _let_go(sentence, mark)
        or _counted(sentence, mark)
    )


def not_done(sentence: Sentence, place: int) -> bool:
    """ "could have gone to Oslo", "would have opened in Lima": what did not come about before a token."""
    before = range(max(0, place - 9), place)
    perfect = (i for i in before if sentence.lower(i) in _MODALS and sentence.lower(i + 1) == "have")
    modal = next(perfect, None)
    done = sentence.lower(modal + 2) if modal is not None else ""
    perfected = done.endswith(("ed", "en")) or done in _DONE
    return perfected or _passed_over(sentence, place) or _once(sentence, place)


def _passed_over(sentence: Sentence, place: int) -> bool:
    """ "had looked at Oslo and Riga before it settled on Lima"."""
    looked = [i for i in range(max(0, place - 9), place) if sentence.lower(i) in _LOOKED]
    looked = [i for i in looked if "before" not in sentence.lowers[i:place]]
    before = "before" in sentence.lowers[place : place + 8]
    return any(before or "had" in sentence.lowers[max(0, i - 3) : i] for i in looked)


def _once(sentence: Sentence, place: int) -> bool:
    """ "When it was founded, Acme had three desks in Oslo": where a company began, maybe left since."""
    opening = sentence.lowers[1:8] if sentence.lower(0) in _WHEN else []
    return not _FOUNDED.isdisjoint(opening) and "had" in sentence.lowers[:place]


def tells_a_career(sentence: Sentence) -> bool:
    """ "She moved to Acme's lab in Lima in 1978": where a person has worked."""
    if sentence.lower(0) not in _PERSON:
        return False
    return not (_WENT.isdisjoint(sentence.lowers[1:3]) and _STUDIED.isdisjoint(sentence.wording))


def _conditional(sentence: Sentence, mark: Mark) -> bool:
    """ "if Acme opened an office", "asked whether it would", "would have to open one first", "must have"."""
    before = sentence.lowers[max(0, mark.first - 12) : mark.first]
    comma = max((place for place, word in enumerate(before) if word in (",", ";")), default=-1)
    here = before[comma + 1 :]
    needed = any(here[i : i + 3] == ["would", "have", "to"] for i in range(len(here)))
    were = "if" in sentence.lowers[mark.last :] and not _WERE.isdisjoint(sentence.lowers[mark.last :])
    supposed = were and not {"could", "would"}.isdisjoint(here)  # "could open one if taxes were lower"
    return needed or supposed or "must" in here or not _IF.isdisjoint(here)


def _replaced(sentence: Sentence, mark: Mark) -> bool:
    """ "instead of an office in Oslo", "far from opening one"."""
    places = range(max(0, mark.first - 5), mark.first)
    return any(sentence.lower(i) in _INSTEAD and sentence.lower(i + 1) in _OF for i in places)


def _ruled_out(sentence: Sentence, mark: Mark) -> bool:
    """ "An office in Oslo is not on the agenda"."""
    if sentence.lower(0) not in _INDEFINITE or mark.first > 4:
        return False
    places = range(mark.last, mark.last + 6)
    return any(sentence.lower(i) in _BE and sentence.lower(i + 1) in _NO for i in places)


def _given_up(sentence: Sentence, mark: Mark) -> bool:
    """ "had considered an office in Oslo but"."""
    had = range(max(0, mark.first - 5), mark.first)
    return any(sentence.lower(i) in ("had", "once") and sentence.lower(i + 1) in _DROPPED for i in had)


def _career(sentence: Sentence, mark: Mark) -> bool:
    """ "where she had headed the Oslo office", "who once ran its Lima lab": what somebody did in the past."""
    for verb in range(mark.first - 1, max(0, mark.first - 7), -1):
        if sentence.lower(verb) in _HEADED:
            before = sentence.near(verb - 3, verb)
            return not _SOMEBODY.isdisjoint(before)
    return False


def _let_go(sentence: Sentence, mark: Mark) -> bool:
    """ "laid off its team in Oslo"."""
    near = sentence.near(mark.first - 4, mark.first)
    return mark.kind == "office_weak" and not _DISMISSING.isdisjoint(near)


def _counted(sentence: Sentence, mark: Mark) -> bool:
    """ "used by 300 offices in Oslo"."""
    number = sentence.lower(mark.first - 1).replace(",", "")
    return number.isdigit() and int(number) >= _MANY and mark.value.endswith("s")
