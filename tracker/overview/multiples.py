"""Small multiples: the comparable claims of several sides, each drawing on one scale for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

from tracker.overview.compare import Line, Section, Side
from tracker.overview.values import Reading

MOST = 12
STEPS = (1, 2, 5, 10)
LEFT, RIGHT = 2.0, 98.0  # percent of the width between which values stand


@dataclass(frozen=True)
class Bar:
    """A claim on the scale: where it begins and ends, in percent. Open ends go on to the edge."""

    claim: Reading
    left: float
    right: float
    open_left: bool
    open_right: bool

    @property
    def width(self) -> float:
        return round(self.right - self.left, 2)

    @property
    def is_point(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True)
class Multiple:
    """One metric in one scope and unit: its ticks as (percent, words), and the bars of each side."""

    line: Line
    title: str
    basis: str
    ticks: tuple[tuple[float, str], ...]
    sides: tuple[tuple[Side, tuple[Bar, ...]], ...]


def multiples(sides: Sequence[Side], sections: Iterable[Section]) -> tuple[list[Multiple], int]:
    """The rows of claims in which at least two sides give numbers, the first few; how many more there are."""
    lines = [line for section in sections if section.kind == "claims" for line in section.lines]
    drawn = [line for line in lines if sum(bool(_numbers(line, n)) for n in range(len(sides))) > 1]
    return [_multiple(sides, line) for line in drawn[:MOST]], max(0, len(drawn) - MOST)


def _numbers(line: Line, side: int) -> list[Reading]:
    cell = line.cells[side]
    return [one for one in cell.claims if one.is_number] if cell else []


def _multiple(sides: Sequence[Side], line: Line) -> Multiple:
    found = [_numbers(line, number) for number in range(len(sides))]
    bounds = [bound for some in found for one in some for bound in (one.low, one.high) if bound is not None]
    rank = bool(line.claimed and line.claimed.unit == "rank")
    scale = _scale(min(bounds), max(bounds), 1.0 if rank else 0.0)
    each = zip(sides, found, strict=True)
    bars = tuple((side, tuple(_bar(one, scale) for one in some)) for side, some in each)
    ticks = tuple((_at(tick, scale), short(tick)) for tick in _ticks(*scale))
    return Multiple(line, line.head, line.note, ticks, bars)


def _scale(low: float, high: float, base: float) -> tuple[float, float]:
    """From the base, so that lengths can be compared, or from the lowest value when that is below it."""
    first = min(low, base)
    return (first, high) if high > first else (first, first + 1)


def _at(value: float, scale: tuple[float, float]) -> float:
    first, last = scale
    return round(LEFT + (value - first) / (last - first) * (RIGHT - LEFT), 2)


def _bar(claim: Reading, scale: tuple[float, float]) -> Bar:
    left = LEFT if claim.low is None else _at(claim.low, scale)
    right = RIGHT if claim.high is None else _at(claim.high, scale)
    return Bar(claim, left, right, claim.low is None, claim.high is None)


def _ticks(first: float, last: float) -> list[float]:
    """A few round numbers from the first to the last."""
    rough = (last - first) / 4
    power = 10.0 ** floor(log10(rough)) if rough and isfinite(rough) else 1.0
    step = next(power * factor for factor in STEPS if power * factor >= rough)
    ticks = [first]
    tick = (floor(first / step) + 1) * step
    while tick <= last and len(ticks) < 8:
        ticks.append(tick)
        tick += step
    return ticks


def short(number: float) -> str:
    """A number of an axis: "400", "1.5 m", "20 bn"."""
    for size, sign in ((1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e4, " k")):
        if abs(number) >= size:
            scaled = number / (1e3 if sign == " k" else size)
            return f"{scaled:,.4g}{sign}"
    return f"{number:,.6g}"
