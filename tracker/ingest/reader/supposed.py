"""Sentences that report nothing: what would be if something were so, what a reader may do."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set

_IF = word_set("supposed if")
_WERE = word_set("supposed were")
_YOU = frozenset({"you", "your", "yours", "yourself"})
_REACH = 9  # tokens from "if" to its verb


def supposed(sentence: Sentence) -> bool:
    """Whether a sentence supposes something, or turns to the reader outside of any quotation."""
    return _contrary_to_fact(sentence) or _to_the_reader(sentence)


def _contrary_to_fact(sentence: Sentence) -> bool:
    """ "If Acme had bought Bolt", "would be worth $400 billion if it were listed"."""
    conditions = sentence.where(_IF)
    return any(not _WERE.isdisjoint(sentence.lowers[i + 1 : i + _REACH]) for i in conditions)


def _to_the_reader(sentence: Sentence) -> bool:
    """ "You look after 1,400 machines", "If you put $1,000 into Acme"."""
    addressed = sentence.language == "en" and not _YOU.isdisjoint(sentence.wording)
    return addressed and not any(sign in sentence.evidence for sign in '"“”')
