"""Pages of rows: filtered, sorted by any column, cut by key and not by count."""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.fields import Field, field_called
from tracker.queries.filters import Filter, conditions, read_filters
from tracker.queries.plain import plain
from tracker.queries.rows import Shape, as_row, shape_of
from tracker.records import Record
from tracker.types import UNSTORABLE

SIZE = 50
LARGEST = 1000
COUNTED = 10_000
# What every list can be sorted by, besides the fields of its kind.
SORTABLE = ("id", "label", "source_count", "newest_source", "version", "added_at", "changed_at")


@dataclass(frozen=True)
class Page:
    """One page of a list. `next` and `previous` are tokens of the pages beside it; the count has a cap."""

    rows: list[dict[str, Any]]
    next: str | None
    previous: str | None
    count: int
    count_capped: bool
    filters: list[Filter]
    sort: str
    size: int


@dataclass(frozen=True)
class Order:
    """What a list is sorted by: the key, its direction, and the column it is named after."""

    name: str
    key: ColumnElement[Any]
    down: bool

    @property
    def written(self) -> str:
        return f"-{self.name}" if self.down else self.name


def listing(
    session: Session, kind: type[Record], arguments: Iterable[tuple[str, str]], trashed: bool = False
) -> Page:
    """The page of a list that an address asks for; Refused names the argument that is wrong."""
    arguments = list(arguments)
    given = dict(arguments)
    filters = read_filters(kind, arguments)
    shape = shape_of(kind)
    where = [*conditions(session, kind, filters), _alive(shape, trashed)]
    order = _order(shape, given.get("_sort") or kind.sort_by)
    size = _size(given.get("_size"))
    position, back = _position(given.get("_next"), order)
    query = shape.listed.where(*where)
    if position is not None:
        query = query.where(_beyond(shape, order, position, back))
    found = list(session.execute(_sorted(query, shape, order, back).limit(size + 1)).mappings())
    more, found = len(found) > size, found[:size][:: -1 if back else 1]
    count, capped = _count(session, shape, where)
    return Page(
        rows=[as_row(kind, {k: v for k, v in row.items() if k != "_key"}) for row in found],
        next=_token(order, found[-1], False) if found and (more or back) else None,
        previous=_token(order, found[0], True)
        if found and (more if back else position is not None)
        else None,
        count=count,
        count_capped=capped,
        filters=filters,
        sort=order.written,
        size=size,
    )


def every_row(
    session: Session, kind: type[Record], arguments: Iterable[tuple[str, str]] = (), texts: bool = True
) -> Iterator[dict[str, Any]]:
    """All the rows that a list's filters leave, in its order, streamed; `texts`: with whole texts as well."""
    arguments = list(arguments)
    shape = shape_of(kind)
    order = _order(shape, dict(arguments).get("_sort") or kind.sort_by)
    where = [*conditions(session, kind, read_filters(kind, arguments)), _alive(shape, False)]
    statement = shape.statement if texts else shape.listed
    query = _sorted(statement.where(*where), shape, order, False).execution_options(yield_per=500)
    for found in session.execute(query).mappings():
        yield as_row(kind, {name: value for name, value in found.items() if name != "_key"})


def _alive(shape: Shape, trashed: bool) -> ColumnElement[bool]:
    column: ColumnElement[Any] = shape.table.c["trashed_at"]
    return column.is_not(None) if trashed else column.is_(None)


def _order(shape: Shape, written: str) -> Order:
    name = written.removeprefix("-")
    field = field_called(shape.kind, name)
    if (field is None and name not in SORTABLE) or (field and field.sort == "text"):
        raise Refused(
            "The order was not understood.", {"_sort": f"There is no column “{name[:60]}” to sort by."}
        )
    key = _key(shape, field) if field else shape.columns[name]
    return Order(name, key, written.startswith("-"))


def _key(shape: Shape, field: Field) -> ColumnElement[Any]:
    """What a field is ordered by: a link by its name, a date by its first day, a value by its lower bound."""
    if field.sort == "date":
        return func.coalesce(*(shape.table.c[name] for name in field.parts[:2]))
    if field.sort == "value":
        return func.coalesce(*(shape.table.c[name] for name in field.parts[2:4]))
    if field.to or field.sort in ("line", "prose", "address"):
        return func.lower(shape.columns[field.name], type_=String)
    return shape.table.c[field.column]


def _sorted(query: Select[Any], shape: Shape, order: Order, back: bool) -> Select[Any]:
    down = order.down != back
    number = shape.table.c["id"]
    key = order.key.desc() if down else order.key.asc()
    # Empty keys come last both ways, so they come first when a page is read backwards.
    keyed = key.nulls_first() if back else key.nulls_last()
    return query.add_columns(order.key.label("_key")).order_by(keyed, number.desc() if down else number.asc())


def _beyond(shape: Shape, order: Order, position: Sequence[Any], back: bool) -> ColumnElement[bool]:
    """The rows behind a position, or in front of it."""
    value, number = position
    column = shape.table.c["id"]
    down = order.down != back
    further_id = column < number if down else column > number
    if value is None:
        here = and_(order.key.is_(None), further_id)
        return or_(order.key.is_not(None), here) if back else here
    # A literal of the key's type: yes and no have an order here, which plain True and False are refused.
    reached = literal(value, order.key.type)
    further = order.key < reached if down else order.key > reached
    beyond = or_(further, and_(order.key == reached, further_id))
    return beyond if back else or_(beyond, order.key.is_(None))


def _token(order: Order, row: Any, back: bool) -> str:
    said = json.dumps([order.written, plain(row["_key"]), row["id"], back], separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _position(token: str | None, order: Order) -> tuple[tuple[Any, int] | None, bool]:
    if not token:
        return None, False
    wrong = Refused(
        "The page was not understood.", {"_next": "This is no token of this list. Start at its first page."}
    )
    try:
        written, value, number, back = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, TypeError, RecursionError):
        raise wrong from None
    right = isinstance(number, int) and isinstance(back, bool) and isinstance(value, str | int | float | None)
    if written != order.written or not right or abs(number) >= 2**63:
        raise wrong
    try:
        return (_typed_key(order, value), number), back
    except (ValueError, TypeError, OverflowError):
        raise wrong from None


def _typed_key(order: Order, value: Any) -> Any:
    """A key from a token as the column has it: days and moments are ISO text there."""
    if value is None:
        return None
    wanted = order.key.type.python_type
    if wanted is datetime:
        return datetime.fromisoformat(value)
    if wanted is date:
        return date.fromisoformat(value)
    number = wanted in (int, float, bool)
    if number is isinstance(value, str) or (not number and UNSTORABLE.search(value)):
        raise ValueError(value)
    key = wanted(value)
    if number and not abs(key) < (2**63 if wanted is int else 1e300):
        raise ValueError(value)
    return key


def _size(text: str | None) -> int:
    if not text:
        return SIZE
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= LARGEST and len(text) <= 6):
        raise Refused(
            "The size was not understood.", {"_size": f"Must be a whole number from 1 to {LARGEST}."}
        )
    return int(text)


def _count(session: Session, shape: Shape, where: list[ColumnElement[bool]]) -> tuple[int, bool]:
    """How many rows there are, up to a cap: counting further would take longer than the page itself."""
    some = shape.statement.with_only_columns(literal(1)).where(*where).limit(COUNTED + 1)
    count = session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return min(count, COUNTED), count > COUNTED
