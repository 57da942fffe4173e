"""Growth told by a verb or an adverb: "doubled", "twice as many", "verdreifacht"."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.ingest.reader.document import Sentence

_FIGURES = frozenset(
    "share figure number size amount level sum total rate value price headcount staff".split()
)
_THAN = frozenset({"", ".", ",", "rispetto", "di", "dei", "del", "della", "que", "de", "do", "da", "dos"})


def ratios(sentence: Sentence) -> Iterator[tuple[Decimal, str, int]]:
    """ "doubled", "twice as many", "tripled": (factor, comparator, token)."""
    for place, token in enumerate(sentence.tokens):
        factor = _RATIO_WORDS.get(token.lower)
        figure = sentence.lower(place + 1) == "the" and sentence.lower(place + 2) in _FIGURES
        if factor and (figure or not _no_growth(token.lower, sentence.lower(place + 1))):
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
    if after == "down":
        return True  # "doubles down on"
    if word == "twice":
        return after not in ("as", "its", "their", "last", "what", "that")
    if word in ("doppio", "triplo", "doble", "dobro"):  # "il doppio rispetto a", not "il doppio ruolo"
        return after not in _THAN
    return word == "double" and after in ("a", "the", "this", "weekly", "-")


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
    "doublera": 2,
    "doublent": 2,
    "verdoppelten": 2,
    "verdopple": 2,
    "duplicaron": 2,
    "duplicado": 2,
    "duplicaram": 2,
    "dobraram": 2,
    "dobrará": 2,
    "raddoppiati": 2,
    "raddoppiata": 2,
    "raddoppiate": 2,
    "raddoppiano": 2,
    "raddoppia": 2,
    "doppio": 2,
    "doble": 2,
    "dobro": 2,
    "triplent": 3,
    "triplera": 3,
    "verdreifachte": 3,
    "verdreifachten": 3,
    "triplicaron": 3,
    "triplicado": 3,
    "triplicará": 3,
    "triplicaram": 3,
    "triplicati": 3,
    "triplicata": 3,
    "triplicate": 3,
    "triplicare": 3,
    "triplo": 3,
    "quadruplent": 4,
    "quadrupler": 4,
    "vervierfachte": 4,
    "vervierfachten": 4,
    "cuadruplicaron": 4,
    "cuadruplicado": 4,
    "quadruplicaram": 4,
    "quadruplicati": 4,
    "quadruplicare": 4,
    "quintuplé": 5,
    "quintupler": 5,
    "quintuplicó": 5,
    "quintuplicaron": 5,
    "verfünffacht": 5,
    "verfünffachte": 5,
    "quintuplicou": 5,
    "quintuplicato": 5,
    "décuplé": 10,
    "décupler": 10,
    "verzehnfacht": 10,
    "verzehnfachte": 10,
}
