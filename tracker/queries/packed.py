"""Numbers of every row of a table as arrays, read without making an object of each.

A million rows of ten columns are fourteen million Python objects when a driver gives them out, made for
nothing but to be counted. SQLite can write a row's numbers as the characters of one string instead, which
are cut into columns at the speed of copying.
"""

import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select
from sqlalchemy.orm import Session

from tracker.queries.driven import AT_ONCE, as_driven

# A character holds 15 bits: not all numbers beyond are characters.
BITS = 15
UTF_16 = f"utf-16-{sys.byteorder[0]}e"


@dataclass(frozen=True)
class Number:
    """A whole number of each row, which stands for 0 where there is none.

    wide: it may be 2 ** 15 or more, but is less than 2 ** 30.
    """

    of: ColumnElement[Any]
    wide: bool = False


def columns(session: Session, table: FromClause, numbers: Sequence[Number]) -> "list[array[int]]":
    """The numbers of all rows of a table, each as a column, in the order of their ids."""
    found = [array("I" if one.wide else "H") for one in numbers]
    read = _unpacked if session.connection().dialect.name == "sqlite" else _plain
    for part in read(session, table, numbers):
        for column, more in zip(found, part, strict=True):
            column.extend(more)
    return found


def ids_of(session: Session, query: Select[Any]) -> "array[int]":
    """The ids that a query gives, in any order."""
    if session.connection().dialect.name != "sqlite":
        return array("I", session.scalars(query))
    [number] = query.subquery().c
    packed = func.char(*_units(Number(number, wide=True)))
    text = session.scalar(select(func.group_concat(packed, ""))) or ""
    units = array("H", text.encode(UTF_16))
    return _joined(units[::2], units[1::2])


def _plain(session: Session, table: FromClause, numbers: Sequence[Number]) -> "Iterator[list[array[int]]]":
    query = select(*(func.coalesce(one.of, 0).label(f"n{at}") for at, one in enumerate(numbers)))
    for rows in as_driven(session, query.order_by(table.c.id)):
        given = zip(numbers, zip(*rows, strict=True), strict=True)
        yield [array("I" if one.wide else "H", column) for one, column in given]


def _unpacked(session: Session, table: FromClause, numbers: Sequence[Number]) -> "Iterator[list[array[int]]]":
    """A part of the rows after the other, each as one string."""
    units = list(chain.from_iterable(map(_units, numbers)))
    last = -1
    while True:
        some = select(table.c.id, func.char(*units).label("packed")).where(table.c.id > last)
        part = some.order_by(table.c.id).limit(AT_ONCE).subquery()
        last, text = session.execute(select(func.max(part.c.id), func.group_concat(part.c.packed, ""))).one()
        if text is None:
            return
        parts = (array("H", text[at :: len(units)].encode(UTF_16)) for at in range(len(units)))
        yield [_joined(next(parts), next(parts)) if one.wide else next(parts) for one in numbers]


def _units(one: Number) -> Sequence[ColumnElement[Any]]:
    """A number as characters: SQLite makes the first of all of them where there is none."""
    return (one.of.bitwise_and(2**BITS - 1), one.of.bitwise_rshift(BITS)) if one.wide else (one.of,)


def _joined(low: "array[int]", high: "array[int]") -> "array[int]":
    """Numbers from their last bits and those before, added up as one long number."""
    first, second = (int.from_bytes(_spread(one).tobytes(), sys.byteorder) for one in (low, high))
    return array("I", (first + (second << BITS)).to_bytes(4 * len(low), sys.byteorder))


def _spread(units: "array[int]") -> "array[int]":
    """Each unit in the lower half of twice its room."""
    wide = array("H", bytes(4 * len(units)))
    wide[sys.byteorder == "big" :: 2] = units
    return wide
