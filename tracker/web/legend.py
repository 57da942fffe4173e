"""The legend inside a drawing that is taken away: its signs, each with its words, in lines of its width."""

from collections.abc import Iterable
from dataclasses import dataclass

LEFT, SIGN, AFTER, LINE = 20, 34, 14, 24  # pixels
LETTER = 6.6  # pixels that a letter takes on average


@dataclass(frozen=True)
class Placed:
    """A sign by its name, the words to its right, and where it stands below the top of the legend.

    Without a sign the words begin with it.
    """

    sign: str
    words: str
    x: float
    y: int


@dataclass(frozen=True)
class Legend:
    """The signs of a drawing, and how high all their lines are."""

    signs: tuple[Placed, ...]
    height: int


def legend(entries: Iterable[tuple[str, str]], width: float) -> Legend:
    """Signs with their words from left to right, as many a line as fit."""
    placed: list[Placed] = []
    x, line = float(LEFT), 0
    for sign, words in entries:
        takes = (SIGN if sign else 0) + len(words) * LETTER + AFTER
        if x > LEFT and x + takes > width:
            x, line = float(LEFT), line + 1
        placed.append(Placed(sign, words, round(x, 1), line * LINE))
        x += takes
    return Legend(tuple(placed), (line + 1) * LINE + 8 if placed else 0)
