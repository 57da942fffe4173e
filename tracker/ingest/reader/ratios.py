"""Growth told by a verb or an adverb: "doubled", "twice as many", "verdreifacht"."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.ingest.reader.document import Sentence


def ratios(sentence: Sentence) -> Iterator[tuple[Decimal, str, int]]:
    """ "doubled", "twice as many", "tripled": (factor, comparator, token)."""
    for place, token in enumerate(sentence.tokens):
        factor = _RATIO_WORDS.get(token.lower)
        if factor and not _no_growth(token.lower, sentence.lower(place + 1)):
            over = any(mark.last == place for mark in sentence.marks.get("over", ()))
            yield (
                Decimal(factor),
                "more_than"
                if over
                else "about"
                if token.lower.startswith(("doubl", "tripl", "quadr"))
                else "exact",
                place,
            )


def _no_growth(word: str, after: str) -> bool:
    """ "failed twice", "twice a week", "double-check"."""
    if word == "twice":
        return after not in ("as", "its", "their", "last", "what", "that")
    return word in ("double", "doble", "dobro") and after in ("a", "the", "this", "weekly", "-")


_RATIO_WORDS = {
    "doubled": 2,
    "doubling": 2,
    "doubles": 2,
    "triples": 3,
    "trebled": 3,
    "treble": 3,
    "quadruples": 4,
    "quadrupling": 4,
    "double": 2,
    "twice": 2,
    "tripled": 3,
    "triple": 3,
    "tripling": 3,
    "quadrupled": 4,
    "quadruple": 4,
    "quintupled": 5,
    "verdoppelt": 2,
    "verdoppeln": 2,
    "verdoppelte": 2,
    "verdreifacht": 3,
    "verdreifachen": 3,
    "vervierfacht": 4,
    "doublé": 2,
    "doubler": 2,
    "triplé": 3,
    "tripler": 3,
    "quadruplé": 4,
    "duplicó": 2,
    "duplicar": 2,
    "duplicará": 2,
    "triplicó": 3,
    "triplicar": 3,
    "cuadruplicó": 4,
    "dobrou": 2,
    "dobrar": 2,
    "triplicou": 3,
    "triplicar-se": 3,
    "quadruplicou": 4,
    "raddoppiato": 2,
    "raddoppiare": 2,
    "raddoppierà": 2,
    "triplicato": 3,
    "quadruplicato": 4,
    "duplicou": 2,
}
