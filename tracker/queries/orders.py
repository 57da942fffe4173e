"""The order of a list: what it is sorted by, and where in it a page begins."""

import base64
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, and_, func, literal, select

from tracker.characters import UNSTORABLE
from tracker.errors import Refused
from tracker.fields import Field, field_called
from tracker.lookup import targets_of
from tracker.queries.bands import number_of
from tracker.queries.plain import plain
from tracker.queries.rows import Shape
from tracker.queries.sources import WORKED_OUT
from tracker.records import Registered

# What every list can be sorted by, besides the fields of its kind.
SORTABLE = ("id", "label", "source_count", "newest_source", "version", "added_at", "changed_at")
# What no key of a type is below.
LOWEST: dict[type, Any] = {str: "", float: -sys.float_info.max, date: date.min}
# Where a session that looks back names the register as lists walk it, if that is not the register itself.
SORTED = "register by name"


@dataclass(frozen=True)
class Order:
    """What a list is sorted by.

    keys: what decides, one after the other; the id is the last, so that no two rows are equal. filled: what
    is null where the first key is; None when it never is. source: where the keys stand. kinds: those that a
    link may lead to; the kind is its first key, so that each is a stretch of one index. said: the words of a
    date, which are there where its days are: an index may hold no others.
    """

    name: str
    down: bool
    keys: tuple[ColumnElement[Any], ...]
    source: Any
    filled: ColumnElement[Any] | None
    kinds: tuple[str, ...] = ()
    said: ColumnElement[Any] | None = None

    @property
    def by_count(self) -> bool:
        """Whether rows are walked another way, or not at all, where there are many."""
        return self.name in WORKED_OUT or bool(self.kinds)

    @property
    def written(self) -> str:
        return f"-{self.name}" if self.down else self.name


@dataclass(frozen=True)
class Position:
    """A row that a page begins behind, or in front of when read `back`: its keys, empty ones as None."""

    values: tuple[Any, ...]
    back: bool


def read_order(
    shape: Shape, written: str, many: bool = False, register: FromClause = Registered.__table__
) -> Order:
    """The order that `_sort` asks for, of many rows or few; Refused when there is no such column.

    register: where names are walked in their order.
    """
    name = written.removeprefix("-")
    field = field_called(shape.kind, name)
    if (field is None and name not in SORTABLE) or (field and field.sort == "text"):
        raise Refused(
            "The order was not understood.", {"_sort": f"There is no column “{name[:60]}” to sort by."}
        )
    down, table = written.startswith("-"), shape.table
    if _is_own_name(shape, field, name):
        own = register.alias("own")
        source = own.join(table, own.c.id == table.c.id)
        keys = (own.c.kind, own.c.name_key, own.c.id)
        return Order(name, down, keys, source, None, (shape.kind.__tablename__,))
    if field and field.to:
        return _by_link(shape, name, down, field, many, register)
    if name == "id":
        return Order(name, down, (table.c.id,), table, None)
    key = _key(shape, field) if field else shape.columns[name]
    never = name in table.c and not table.c[name].nullable
    said = table.c[field.column] if field and field.sort == "date" and not never else None
    return Order(name, down, (key, table.c.id), table, None if never else key, said=said)


def _is_own_name(shape: Shape, field: Field | None, name: str) -> bool:
    """Whether rows are sorted by what they are called: the register has no capitals in any script, where
    SQLite makes English ones lower alone."""
    if field is None:
        return name == "label"
    # Where "label" is a field, as of metrics, the register's name has no column in the rows.
    return name == "name" and shape.kind.label_from == ("name",) and "label" not in shape.table.c


def _by_link(shape: Shape, name: str, down: bool, field: Field, many: bool, register: FromClause) -> Order:
    """By the kind of what is linked to, then its name, then its id: the order of the register's index."""
    linked, table = register.alias("sorted"), shape.table
    column = table.c[field.column]
    # Of many rows the names are walked and not the rows sorted: what stands in an expression can only be
    # looked up from there (a million claims by 42 metrics: 6 s when SQLite began with the claims).
    source = linked.join(table, column == (linked.c.id + 0 if many else linked.c.id))
    keys = (linked.c.kind, linked.c.name_key, linked.c.id, table.c.id)
    return Order(name, down, keys, source, column, tuple(sorted(targets_of(field.to))))


def ordering(shape: Shape, order: Order) -> list[ColumnElement[Any]]:
    """The same order for a kind's whole statement with its own joins; empty keys come last both ways."""
    field = field_called(shape.kind, order.name)
    own = _is_own_name(shape, field, order.name)
    if own or (field and field.to):
        # The joined entry of the register.
        named: Any = shape.columns["label" if own or field is None else field.name]
        linked = named.table.c
        keys = [linked.name_key] if own else [linked.kind, linked.name_key, linked.id]
        keys.append(shape.table.c.id)
    else:
        keys = list(order.keys)
    return [(key.desc() if order.down else key.asc()).nulls_last() for key in keys]


def _key(shape: Shape, field: Field) -> ColumnElement[Any]:
    """What a field is ordered by: a date by its first day, a value by its lower bound."""
    if field.sort == "date":
        return func.coalesce(*(shape.table.c[name] for name in field.parts[:2]))
    if field.sort == "value":
        return number_of(shape.table, field)
    if field.sort in ("line", "prose", "address"):
        return func.lower(shape.table.c[field.column], type_=String)
    return shape.table.c[field.column]


# -- stretches ------------------------------------------------------------------------------------------


def stretches(
    shape: Shape, order: Order, position: Position | None, back: bool, bounded: bool = False
) -> Iterator[Select[Any]]:
    """Statements for the keys of the rows behind a position (all rows, without one), one after the other.

    bounded: whether conditions of the caller say between which keys they lie.

    Each is a range of one index, which "behind (key, id), and empty keys last" is not: rows with the very
    same key, rows with a further one, rows without any.
    """
    filled = [_behind(order, position, back, depth, bounded) for depth in _depths(order, position)]
    filled += [_of(order).where(order.keys[0] == kind).order_by(*_turned(order, back, 1))
               for kind in _kinds(order, position, back)]  # fmt: skip
    empty = [_empty(shape, order, position, back)] if order.filled is not None else []
    at_empty = position is not None and position.values[0] is None
    if back:
        yield from [*(empty if at_empty else []), *filled]
    else:
        yield from [*([] if at_empty else filled), *empty]


def _depths(order: Order, position: Position | None) -> list[int]:
    """How many leading keys are the same as those of the position, from nearly all of them to none."""
    last = 1 if order.kinds else 0
    if position is None or position.values[0] is None:
        return [0] if not last else []
    return list(range(len(order.keys) - 1, last - 1, -1))


def _kinds(order: Order, position: Position | None, back: bool) -> list[str]:
    """The kinds whose rows come behind a position, in turn."""
    kinds = order.kinds[::-1] if order.down != back else order.kinds
    if not kinds or position is None or position.values[0] is None:
        return list(kinds)
    return list(kinds[kinds.index(position.values[0]) + 1 :])


def _turned(order: Order, back: bool, same: int) -> list[ColumnElement[Any]]:
    down = order.down != back
    return [key.desc() if down else key.asc() for key in order.keys[same:]]


def _behind(order: Order, position: Position | None, back: bool, same: int, bounded: bool) -> Select[Any]:
    down = order.down != back
    query = _of(order).order_by(*_turned(order, back, same))
    if order.said is not None:
        query = query.where(order.said.is_not(None))
    if position is None or position.values[0] is None:
        own = order.filled is not None and order.filled is order.keys[0]
        return query.where(_there(order.keys[0])) if own and not bounded else query
    # Nothing more of the first key: of two ranges SQLite walks the one said first, from its beginning.
    # Literals of the keys' types: yes and no have an order here, which plain True and False are refused.
    reached = [literal(value, key.type) for key, value in zip(order.keys, position.values, strict=True)]
    level = [key == value for key, value in zip(order.keys[:same], reached, strict=False)]
    further = order.keys[same] < reached[same] if down else order.keys[same] > reached[same]
    return query.where(and_(*level, further))


def _there(key: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a key is not null, said as a range of its index: without one, SQLite reads all nulls first."""
    lowest = LOWEST.get(key.type.python_type)
    of_words = isinstance(key.type, String)  # also those of a choice, of which the lowest is none
    return key.is_not(None) if lowest is None else key >= literal(lowest, String() if of_words else key.type)


def _empty(shape: Shape, order: Order, position: Position | None, back: bool) -> Select[Any]:
    assert order.filled is not None
    number, down = shape.table.c.id, order.down != back
    nothing = [literal(None).label(f"key{place}") for place in range(len(order.keys) - 1)]
    query = _from([*nothing, number.label("id")], shape.table).where(order.filled.is_(None))
    query = query.order_by(number.desc() if down else number)
    if position is not None and position.values[0] is None:
        reached = position.values[-1]
        query = query.where(number < reached if down else number > reached)
    return query


def _of(order: Order) -> Select[Any]:
    named = [key.label(f"key{place}") for place, key in enumerate(order.keys[:-1])]
    return _from([*named, order.keys[-1].label("id")], order.source)


def _from(columns: list[Any], source: Any) -> Select[Any]:
    return select(*columns).select_from(source)


# -- tokens ---------------------------------------------------------------------------------------------


def token(order: Order, row: Any, back: bool) -> str:
    """What stands in an address for the page behind a row, or in front of it."""
    said = json.dumps([order.written, [plain(value) for value in row], back], separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read_token(given: str | None, order: Order) -> Position | None:
    """The position that a token means; Refused when it is none of this list's."""
    if not given:
        return None
    try:
        written, values, back = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        right = written == order.written and isinstance(back, bool) and isinstance(values, list)
        position = Position(_keys(order, values), back) if right else None
    except (ValueError, TypeError, OverflowError, RecursionError):
        position = None
    if position is None:
        wrong = {"_next": "This is no token of this list. Start at its first page."}
        raise Refused("The page was not understood.", wrong)
    return position


def _keys(order: Order, values: list[Any]) -> tuple[Any, ...]:
    keys = tuple(_typed(key, value) for key, value in zip(order.keys, values, strict=True))
    empty = [key is None for key in keys]
    if empty[-1] or (any(empty) and (not all(empty[:-1]) or order.filled is None)):
        raise ValueError(values)
    if order.kinds and keys[0] not in (None, *order.kinds):
        raise ValueError(keys[0])
    return keys


def _typed(column: ColumnElement[Any], value: Any) -> Any:
    """A key from a token as the column has it: days and moments are ISO text there."""
    if value is None:
        return None
    wanted = column.type.python_type
    if not isinstance(value, str | int | float):
        raise TypeError(value)
    if wanted is datetime:
        return datetime.fromisoformat(str(value))
    if wanted is date:
        return date.fromisoformat(str(value))
    number = wanted in (int, float, bool)
    if number is isinstance(value, str) or (not number and UNSTORABLE.search(str(value))):
        raise ValueError(value)
    key = wanted(value)
    if number and not abs(key) < (2**63 if wanted is int else 1e300):
        raise ValueError(value)
    return key
