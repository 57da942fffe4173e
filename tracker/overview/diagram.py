"""The tables of facts as a diagram: a box for each, its links as rows, a line from each link to its table.

What is linked to stands left of what links to it. Measures are in pixels.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tracker.db import Base
from tracker.queries.typed import readable

WIDTH = 140
GAP = 40
LINE = 15
HEAD = 21
BETWEEN = 14
# Every record is in the register: those lines would cross all others and say nothing.
REGISTER = "records"
OF_THE_TRACKER = frozenset({"data_dictionary", "search_entries", "judgements", "revisions"})


@dataclass(frozen=True)
class Link:
    """A column that holds the id of a row of another table, and how far down its row stands."""

    column: str
    to: str
    down: int


@dataclass(frozen=True)
class Box:
    """A table: where it stands, how large it is, its links, and how many other columns it has."""

    name: str
    left: int
    top: int
    links: tuple[Link, ...]
    others: int

    @property
    def height(self) -> int:
        return HEAD + LINE * (len(self.links) + 1) + 5


@dataclass(frozen=True)
class Diagram:
    """The boxes, the lines as paths, the size of it all, and the width of a box."""

    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    width: int
    height: int
    across: int = WIDTH


@cache
def diagram() -> Diagram:
    """The diagram of the tables that the models declare."""
    wanted = readable() - OF_THE_TRACKER
    tables = {name: table for name, table in Base.metadata.tables.items() if name in wanted}
    links = {name: _links(table) for name, table in tables.items()}
    boxes: dict[str, Box] = {}
    for place, layer in enumerate(_layers(links)):
        top = 0
        for name in sorted(layer, key=lambda name: (_middle(links[name], boxes), name)):
            rows = tuple(
                Link(column, to, HEAD + LINE * number + LINE // 2)
                for number, (column, to) in enumerate(links[name].items())
            )
            others = len(tables[name].columns) - len(rows)
            boxes[name] = Box(name, place * (WIDTH + GAP), top, rows, others)
            top += boxes[name].height + BETWEEN
    width = max(box.left for box in boxes.values()) + WIDTH
    height = max(box.top + box.height for box in boxes.values())
    return Diagram(tuple(boxes.values()), tuple(_lines(boxes)), width, height)


def _links(table: Any) -> dict[str, str]:
    """The columns that link to another table; what all records have is left out."""
    common = {"id", "merged_into_id"}
    return {
        column.name: next(iter(column.foreign_keys)).column.table.name
        for column in table.columns
        if column.foreign_keys and column.name not in common
    }


def _layers(links: Mapping[str, Mapping[str, str]]) -> list[list[str]]:
    """The tables from left to right, each behind all that it links to."""
    depth: dict[str, int] = {}

    def deep(name: str) -> int:
        if name not in depth:
            depth[name] = 0  # a link to the table itself leads no further
            targets = {to for to in links[name].values() if to not in (name, REGISTER) and to in links}
            depth[name] = max((deep(to) + 1 for to in targets), default=0)
        return depth[name]

    for name in links:
        deep(name)
    return [[name for name in links if depth[name] == level] for level in range(max(depth.values()) + 1)]


def _middle(links: Mapping[str, str], boxes: Mapping[str, Box]) -> float:
    """How far down, on average, that stands which a table links to: lines cross less."""
    tops = [boxes[to].top for to in links.values() if to in boxes and to != REGISTER]
    return sum(tops) / len(tops) if tops else 0


def _lines(boxes: Mapping[str, Box]) -> list[str]:
    found = []
    for box in boxes.values():
        for link in box.links:
            to = boxes.get(link.to)
            if to is None or to is box or link.to == REGISTER:
                continue
            x1, y1, x2, y2 = box.left, box.top + link.down, to.left + WIDTH, to.top + HEAD // 2
            bend = GAP if x1 - x2 > GAP else GAP // 2
            found.append(f"M{x1} {y1}C{x1 - bend} {y1} {x2 + bend} {y2} {x2} {y2}")
    return found
