"""Words as they are indexed and looked for: plain Latin letters, lower case, one spelling for several."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii

# Written without spaces, so that a word is found only when each of its signs is a word of the index.
SIGNS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
RUNS = re.compile(rf"[{SIGNS}]+|[^\s{SIGNS}]+")
SIGN = re.compile(rf"[{SIGNS}]")
PLAIN = re.compile(r"[a-z0-9]+")
# Names that are nothing without their signs.
SIGNED = ((re.compile(r"(?<=\b[a-z])\+\+"), "plusplus"), (re.compile(r"(?<=\b[a-z])#(?!\w)"), "sharp"))
LONGEST_RUN = 12

# One spelling stands for all: what is typed and what is indexed go through the same table.
SPELLINGS = {
    "centre": "center", "centres": "centers", "datacenter": "data center", "datacentre": "data center",
    "datacenters": "data centers", "datacentres": "data centers", "programme": "program",
    "programmes": "programs", "labour": "labor", "defence": "defense", "licence": "license",
    "licences": "licenses", "colour": "color", "favour": "favor", "behaviour": "behavior", "metre": "meter",
    "metres": "meters", "catalogue": "catalog", "cheque": "check", "fulfil": "fulfill",
    "enrol": "enroll", "grey": "gray", "tonne": "ton", "tonnes": "tons", "neighbour": "neighbor",
    "neighbours": "neighbors", "harbour": "harbor", "cancelled": "canceled", "modelling": "modeling",
    "startup": "start up", "startups": "start ups", "cooperation": "co operation",
    "headcount": "head count", "cybersecurity": "cyber security",
}  # fmt: skip
ENDINGS = re.compile(r"(?<=[a-z]{3})is(e|ed|es|ing|ation|ations)$")
# Words that end so in every spelling.
NEVER = frozenset("""
    rise arise raise promise premise exercise enterprise expertise advise revise devise supervise televise
    surprise comprise compromise merchandise franchise disguise likewise otherwise noise poise cruise praise
    precise concise wise advertise excise demise
""".split())  # fmt: skip


def fold(words: str) -> str:
    """Words as they are indexed: Latin letters without accents, lower case, no punctuation, spellings joined.

    Compounds are found in parts and as one word (`GPT-4` also as gpt4), and a name written in signs (카카오)
    sign by sign and as one word; the joined forms stand behind the rest, so that phrases keep neighbours.
    """
    parts: list[str] = []
    joined: dict[str, None] = {}
    for run in _runs(words):
        some, one = _words(run)
        parts += some
        if one:
            joined[one] = None
    return " ".join([*parts, *joined])


def forms(word: str) -> list[tuple[str, ...]]:
    """How a typed word may stand in the index: as the phrase of its parts, or its parts as one."""
    parts: list[str] = []
    joined: list[str] = []
    for run in _runs(word):
        some, one = _words(run)
        parts += some
        if one:
            joined.append(one)
    whole = [(one,) for one in joined] if len(joined) == 1 and "".join(parts) == joined[0] else []
    return [tuple(parts), *whole] if parts else []


def _runs(words: str) -> Sequence[str]:
    return words.split() if words.isascii() else RUNS.findall(unicodedata.normalize("NFKC", words))


# Most words of a text stood in the one before it.
@lru_cache(maxsize=10_000)
def _words(run: str) -> tuple[Sequence[str], str]:
    """The words of a stretch between spaces, and all of them as one where there are several."""
    if run.isascii() and run.isalnum():
        return _spelt(run.lower()), ""
    if SIGN.match(run):
        signs = [one for sign in run for one in PLAIN.findall(anyascii(sign).lower())]
        return signs, "".join(signs) if 1 < len(run) <= LONGEST_RUN else ""
    parts = PLAIN.findall(_signed(run))
    return [one for part in parts for one in _spelt(part)], _compound(parts)


def _signed(run: str) -> str:
    folded = run.lower() if run.isascii() else anyascii(run).lower()
    if "+" in folded or "#" in folded:
        for sign, name in SIGNED:
            folded = sign.sub(name, folded)
    return folded


def _spelt(part: str) -> list[str]:
    known = SPELLINGS.get(part)
    if known:
        return known.split()
    if part.endswith(("ise", "ised", "ises", "ising", "isation", "isations")) and part not in NEVER:
        part = ENDINGS.sub(r"iz\1", part)
    return [part]


def _compound(parts: list[str]) -> str:
    """The parts of a compound as one word, where somebody may write them so."""
    return "".join(parts) if 1 < len(parts) <= 4 and sum(map(len, parts)) <= 40 else ""
