"""Where the organisations of a network stand: around the centre, each on a line of its own.

So no two names meet. The partners of an opened one fan out behind it. The same network is always drawn alike.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from tracker.overview.network import Network, Tie

# Pixels: from line to line, from the centre to the ring at its ends and how far it bulges, and from an
# organisation to the partners behind it.
LINE, INNER, BULGE, BEHIND = 30, 70, 130, 200
NAME = 255
# Ties among the partners are drawn up to this number: more would hide those with the centre.
ASIDE = 40


@dataclass(frozen=True)
class Node:
    """An organisation in the drawing. side: -1 left, 1 right, 0 the centre. inner: others stand behind it."""

    id: int
    x: float
    y: float
    side: int
    inner: bool


@dataclass(frozen=True)
class Edge:
    """A tie in the drawing. main: on the way to the centre; the others are drawn fainter."""

    tie: Tie
    path: str
    main: bool


@dataclass(frozen=True)
class Picture:
    """A drawing of a network: its size, the organisations in reading order, and the ties under them.

    untied: how many ties among partners are left out, for there are too many.
    """

    width: float
    height: float
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    untied: int


def arranged(found: Network) -> Picture:
    """Lay out a network: both sides of the ring are filled evenly, the most partnerships first."""
    behind: dict[int, list[int]] = defaultdict(list)
    for number, parent in found.parents.items():
        if parent is not None:
            behind[parent].append(number)
    lines = _lines(found.centre, behind)
    sides = _sides(behind[found.centre], lines)
    tall = max(sum(lines[number] for number in side) for side in sides.values()) if behind else 1
    height = (max(tall, 4) + 1.5) * LINE
    places: dict[int, tuple[float, float, int]] = {found.centre: (0.0, height / 2, 0)}
    for side, numbers in sides.items():
        start = height / 2 - sum(lines[number] for number in numbers) * LINE / 2
        _place(numbers, side, start, height, behind, lines, places)
    return _picture(found, behind, places, height)


def _lines(centre: int, behind: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """How many lines each organisation takes with those behind it."""
    found: dict[int, int] = {}

    def count(number: int) -> int:
        found[number] = max(sum(map(count, behind.get(number, ()))), 1)
        return found[number]

    count(centre)
    return found


def _sides(numbers: Sequence[int], lines: Mapping[int, int]) -> dict[int, list[int]]:
    sides: dict[int, list[int]] = {-1: [], 1: []}
    filled = {-1: 0, 1: 0}
    for number in numbers:
        side = 1 if filled[1] <= filled[-1] else -1
        sides[side].append(number)
        filled[side] += lines[number]
    return sides


def _place(
    numbers: Sequence[int], side: int, start: float, height: float, behind: Mapping[int, Sequence[int]],
    lines: Mapping[int, int], places: dict[int, tuple[float, float, int]], parent: float | None = None,
) -> None:  # fmt: skip
    """Give organisations their places from the line `start` down, and those behind them theirs."""
    for number in numbers:
        tall = lines[number] * LINE
        y = start + tall / 2
        round_ = sqrt(max(1 - ((y - height / 2) / (height / 2)) ** 2, 0))
        x = side * (INNER + BULGE * round_) if parent is None else parent + side * BEHIND
        places[number] = (x, y, side)
        _place(behind.get(number, ()), side, start, height, behind, lines, places, x)
        start += tall


def _picture(
    found: Network, behind: Mapping[int, Sequence[int]], places: Mapping[int, tuple[float, float, int]],
    height: float,
) -> Picture:  # fmt: skip
    left = min(x for x, _, _ in places.values()) - NAME
    right = max(x for x, _, _ in places.values()) + NAME
    nodes = [
        Node(number, round(x - left, 1), round(y, 1), side, bool(behind.get(number)))
        for number, (x, y, side) in places.items()
    ]
    at = {node.id: node for node in nodes}
    edges = [_edge(found, tie, at) for tie in found.drawn_ties]
    order = {0: 0, 1: 1, -1: 2}
    nodes.sort(key=lambda node: (order[node.side], node.y, abs(node.x)))
    aside = [edge for edge in edges if not edge.main]
    shown = aside if len(aside) <= ASIDE else []
    main = [edge for edge in edges if edge.main]
    return Picture(right - left, height, nodes, [*shown, *main], len(aside) - len(shown))


def _edge(found: Network, tie: Tie, at: Mapping[int, Node]) -> Edge:
    one, other = at[tie.one], at[tie.other]
    main = found.parents[tie.one] == tie.other or found.parents[tie.other] == tie.one
    middle = at[found.centre]
    if main:
        across = (one.x + other.x) / 2
        bends = f"{across:.1f} {one.y:.1f} {across:.1f} {other.y:.1f}"
    else:
        pulled = [(node.x * 0.55 + middle.x * 0.45, node.y * 0.8 + middle.y * 0.2) for node in (one, other)]
        bends = " ".join(f"{x:.1f} {y:.1f}" for x, y in pulled)
    return Edge(tie, f"M{one.x:.1f} {one.y:.1f}C{bends} {other.x:.1f} {other.y:.1f}", main)
