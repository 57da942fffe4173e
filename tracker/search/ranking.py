"""How well a record answers a search, told from its own words: BM25 without asking how rare a word is.

The index's own bm25() counts every record that holds a word before it ranks the first: 48 ms for a word of
every fourth of a million records, growing with them. Here only those that are ranked are read, so that it
takes as long whatever else there is; and both databases rank alike.
"""

from collections.abc import Iterable, Sequence

from tracker.search.asking import Term

# How soon a word that occurs again says nothing more, and how much a long text counts less.
SATURATION, LENGTH = 1.2, 0.75
# A word of the name counts as often.
NAME = 10
# So many characters of a text are read; few are longer.
READ = 20_000


def scores(terms: Iterable[Term], rows: Sequence[tuple[str, str]]) -> list[float]:
    """How well each (names, other words), folded, answers: the oftener terms stand in it and the shorter it
    is, the better. A whole word counts twice where the beginning of one would do."""
    spelt = [_spelt(form, cut) for term in terms for form in term.forms for cut in {False, term.cut_short}]
    lengths = [len(name) + len(body) for name, body in rows]
    usual = max(1, sum(lengths)) / max(1, len(rows))
    dampened = [SATURATION * (1 - LENGTH + LENGTH * length / usual) for length in lengths]
    return [_score(name, body, spelt, much) for (name, body), much in zip(rows, dampened, strict=True)]


def _spelt(form: Sequence[str], cut_short: bool) -> str:
    """A form as it stands between spaces; what may be a beginning needs none behind it."""
    return f" {' '.join(form)}{'' if cut_short else ' '}"


def _score(name: str, body: str, spelt: Sequence[str], dampened: float) -> float:
    name, body = f" {name} ", f" {body} "
    score = 0.0
    for form in spelt:
        often = NAME * name.count(form) + body.count(form)
        score += often / (often + dampened)
    return score
