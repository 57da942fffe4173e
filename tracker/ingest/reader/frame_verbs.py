"""The verbs of dealing of each language, where they stand as verbs, and what is denied."""

from functools import cache
from typing import NamedTuple

from tracker.ingest.reader.clauses import called_off
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import expand, read_vocabulary, word_set

_DENIED = word_set("frames denied")
_DENIALS = word_set("deals denials")
_PRODUCTS = word_set("frames products")
_NOUN_BEFORE = frozenset("a an the its their his her this that no any one every new".split())


class Frame(NamedTuple):
    """A verb of dealing at a token, and where its other side stands."""

    place: int
    slots: frozenset[str]


@cache
def frames_of(language: str) -> dict[str, frozenset[str]]:
    """The places of the other side by each form of a verb of dealing."""
    frames: dict[str, frozenset[str]] = {}
    for line in read_vocabulary("frames.txt").splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        tongue, forms, slots = (part.strip() for part in line.split("|"))
        if tongue == language:
            for form in (form for term in forms.split(";") for form in expand(term.strip())):
                frames[form] = frames.get(form, frozenset()) | frozenset(slots.split())
    return frames


def is_verb(sentence: Sentence, place: int) -> bool:
    """A verb, and no noun: "the use of", "a plan", "its offer", "data centre order"."""
    before, after = sentence.lower(place - 1), sentence.lower(place + 1)
    if after == "in" and sentence.lower(place) == "sign":
        return False  # "sign in with Acme"
    product = before in _PRODUCTS and sentence.covering(place - 1) is None
    if after == "on" and sentence.lower(place) in ("run", "runs") and product:
        return False  # "the software runs on Acme computers"
    if place == 0 and sentence.language == "en" and not sentence.lower(0).endswith(("ing", "ed")):
        return False  # "Secure models are"
    if before == "a" and sentence.language in ("fr", "pt"):
        return True  # "a confié", "passou a usar"
    return before not in _NOUN_BEFORE and after not in ("of", "'s", "over")  # "taken over by"


def is_denied(sentence: Sentence, verb: int) -> bool:
    """ "did not choose", "denied a report that it was about to sign with"."""
    near = any(sentence.lower(place) in _DENIED for place in range(verb - 5, verb))
    return near or not _DENIALS.isdisjoint(sentence.lowers[:verb]) or called_off(sentence, verb)
