"""Organisations that stand beside a number and that it is not about: who counts it, who pays it in, who makes
the chips.
"""

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import word_set

_INVESTORS = word_set("investors known")
_FUNDS = frozenset("Capital Ventures Venture Partners Growth Equity Fund VC Invest Investments".split())
_COUNTING = word_set("left out counting houses")


def lives_by_investing(name: str) -> bool:
    """A fund or a known investor."""
    return name in _INVESTORS or name.split()[-1] in _FUNDS


def counts_others(name: str) -> bool:
    """A market researcher, a bank's analysts, an agency that measures apps: what it tells is of others."""
    return name.lower() in _COUNTING


def makes_what_is_counted(sentence: Sentence, mention: Mention) -> bool:
    """ "100,000 Nvidia chips", "18,500 of Nvidia's GB300 processors": whose make they are."""
    counted = any(0 <= mark.first - mention.last <= 3 for mark in sentence.marks.get("gpus", ()))
    before = sentence.lower(mention.first - 1)
    return counted and (before == "of" or before[:1].isdigit() or before in ("thousand", "million", "latest"))
