"""Pages of rows: filtered, sorted by any column, cut by key and not by count."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, literal, select, true
from sqlalchemy.orm import Session

from tracker.dates import parse_date
from tracker.errors import Refused
from tracker.queries.facets import Facet, facets, matching, matching_ids
from tracker.queries.filters import Filter, conditions, read_filters
from tracker.queries.masks import Masks
from tracker.queries.orders import (
    SORTED,
    Order,
    Position,
    ordering,
    read_order,
    read_token,
    stretches,
    token,
)
from tracker.queries.rows import Shape, rows_of, shape_of
from tracker.queries.sources import WORKED_OUT
from tracker.queries.tallies import at_hand
from tracker.records import Record, Registered

SIZE = 50
LARGEST = 1000
COUNTED = 10_000
FEW = 2_000

# So many rows, or more.
Count = tuple[int, bool]


@dataclass(frozen=True)
class Page:
    """One page of a list. `next` and `previous` are tokens of the pages beside it; the count may have a cap.

    facets: those that `_facet` asks for, and then the count has none.
    """

    rows: list[dict[str, Any]]
    next: str | None
    previous: str | None
    count: int
    count_capped: bool
    filters: list[Filter]
    facets: list[Facet]
    sort: str
    size: int


def listing(
    session: Session,
    kind: type[Record],
    arguments: Iterable[tuple[str, str]],
    trashed: bool = False,
    exact: bool = False,
) -> Page:
    """The page of a list that an address asks for; Refused names the argument that is wrong.

    exact: count all the rows, however many, as is done for facets.
    """
    arguments = list(arguments)
    given = dict(arguments)
    filters = read_filters(kind, arguments)
    shape = shape_of(kind)
    where = [*conditions(session, kind, filters), _alive(shape, trashed)]
    register = session.info.get(SORTED, Registered.__table__)
    order = read_order(shape, given.get("_sort") or kind.sort_by, register=register)
    size = _size(given.get("_size"))
    position = read_token(given.get("_next"), order)
    asked = [value for name, value in arguments if name == "_facet" and value]
    counted = facets(session, kind, filters, asked) if asked else []
    count = _told(session, kind, filters, exact or bool(asked)) if not trashed else None
    if order.by_count or any(len(one.reach.paths) > 1 for one in filters):
        count = count or _count(session, shape, where)
        order = _suited(shape, order, count[0], register)
    elif filters:
        count, where = _suiting(session, shape, order, filters, where, count)
    back = position is not None and position.back
    cuts = [[]] if trashed else _cuts(session, shape, order, filters, position)
    keys = _keys(session, shape, order, where, position, size + 1, cuts)
    more, keys = len(keys) > size, keys[:size][:: -1 if back else 1]
    if count is None:
        whole = position is None and not more
        count = (len(keys), False) if whole else _count(session, shape, where)
    rows = rows_of(session, kind, [key[-1] for key in keys])
    after = token(order, keys[-1], False) if keys and (more or back) else None
    before = token(order, keys[0], True) if keys and (more if back else position is not None) else None
    return Page(rows, after, before, *count, filters, counted, order.written, size)


def _told(session: Session, kind: type[Record], filters: list[Filter], exact: bool) -> Count | None:
    """How many rows there are, if that is asked for exactly or known already."""
    if exact:
        return matching(session, kind, filters), False
    return None if filters or not at_hand(session, kind) else _capped(matching(session, kind, filters))


def _suited(shape: Shape, order: Order, count: int, register: FromClause) -> Order:
    """The same order for as many rows; Refused when those would all have to be worked out first.

    Few that several links lead to are looked up along these and sorted: walked by their ids, a page of them
    may lie anywhere among a million.
    """
    if order.name == "id":
        return replace(order, keys=(shape.table.c.id + 0,)) if count <= FEW else order
    if order.name in WORKED_OUT and count >= COUNTED:
        words = f"Only up to {COUNTED:,} rows are sorted by their sources. Filter the list first."
        raise Refused("The order was not understood.", {"_sort": words})
    return read_order(shape, order.written, many=count >= COUNTED, register=register)


def _suiting(
    session: Session,
    shape: Shape,
    order: Order,
    filters: list[Filter],
    where: list[ColumnElement[bool]],
    count: Count | None,
) -> tuple[Count | None, list[ColumnElement[bool]]]:
    """How many rows there are, and the same conditions, so said that many rows are walked along the order and
    few that are counted already are looked up by their ids.

    SQLite sorts all 600,000 facts by date for one page of them: 550 ms, and 0.5 along the order. Of a number
    it reads a million rows to find a hundred.
    """
    by_id, tallied = order.name == "id", count is not None
    if by_id and not (tallied and any(one.operator for one in filters)):
        return count, where
    count = count or _count(session, shape, where)
    *chosen, alive = where
    unindexed = [*(one.is_(true()) for one in chosen), alive]
    if count[0] >= COUNTED:
        return count, where if by_id else unindexed
    if not tallied:
        return count, where
    return count, [shape.table.c.id.in_(matching_ids(session, shape.kind, filters)), *unindexed]


def _keys(
    session: Session,
    shape: Shape,
    order: Order,
    where: list[ColumnElement[bool]],
    position: Position | None,
    most: int,
    cuts: list[list[ColumnElement[bool]]],
) -> list[Any]:
    """The keys of the first rows behind a position: found by themselves, in the order of an index."""
    found: list[Any] = []
    with _along_indexes(session, order):
        back = position is not None and position.back
        every = stretches(shape, order, position, back, bounded=len(cuts) > 1)
        for stretch, cut in product(every, cuts):
            found += session.execute(stretch.where(*where, *cut).limit(most - len(found))).all()
            if len(found) >= most:
                break
    return found


def _cuts(
    session: Session, shape: Shape, order: Order, filters: list[Filter], position: Position | None
) -> list[list[ColumnElement[bool]]]:
    """Conditions for the parts of a walk by a date that rows are chosen by as well, one after the other.

    Of the claims of 2024 by date few began before that year, if any, and bitmaps tell which. So these are
    looked up by their ids, and the walk begins with the year: all before it took 1.6 s.
    """
    down = order.down != (position is not None and position.back)
    for one in filters:
        edge = _edge(one, down) if one.field.name == order.name else None
        if edge and at_hand(session, shape.kind):
            beyond = str(edge.year + (1 if down else -1))
            ids = Masks(session, shape.kind).few_in(beyond, one, filters)
            if ids is None:
                break
            few = shape.table.c.id.in_(ids)
            key, reached = order.keys[0], position.values[0] if position else None
            # Not another bound than that of the position: SQLite would walk from the one said first.
            start = (min if down else max)(edge, reached or edge)
            first, then = literal(edge, key.type), literal(start, key.type)
            return [[few, key > first], [key <= then]] if down else [[few, key < first], [key >= then]]
    return [[]]


def _edge(one: Filter, down: bool) -> date | None:
    """The first day of the year that a filter begins in, or going down the last of that it ends in."""
    if one.field.sort != "date" or one.reach.part or one.or_empty or len(one.values) > 1:
        return None
    if one.operator not in ("", "lte" if down else "gte"):
        return None
    meant = parse_date(one.values[0])
    day = meant.latest if down else meant.earliest
    return day and (date(day.year, 12, 31) if down else date(day.year, 1, 1))


@contextmanager
def _along_indexes(session: Session, order: Order) -> Iterator[None]:
    """Keep SQLite from making an index of its own for one page of names: of a million claims that takes 6 s,
    and along the index there is, less than 1 ms."""
    connection = session.connection()
    held = bool(order.kinds) and connection.dialect.name == "sqlite"
    if held:
        connection.exec_driver_sql("PRAGMA automatic_index=OFF")
    try:
        yield
    finally:
        if held:
            connection.exec_driver_sql("PRAGMA automatic_index=ON")


def sorted_rows(
    session: Session, kind: type[Record], arguments: Iterable[tuple[str, str]], texts: bool = False
) -> Select[Any]:
    """The statement for all the rows that a list's arguments leave, in its order; where in it a page stands
    is read as well, to be refused as the page refuses it."""
    arguments = list(arguments)
    given, shape = dict(arguments), shape_of(kind)
    order = read_order(shape, given.get("_sort") or kind.sort_by)
    _size(given.get("_size"))
    read_token(given.get("_next"), order)
    where = [*conditions(session, kind, read_filters(kind, arguments)), _alive(shape, False)]
    return (shape.statement if texts else shape.listed).where(*where).order_by(*ordering(shape, order))


def _alive(shape: Shape, trashed: bool) -> ColumnElement[bool]:
    columns = shape.table.c
    if trashed:
        # Said of ids: in the order of these, SQLite would look for the few there are among all the rows.
        gone = shape.table.alias("gone").c
        trash = columns["id"].in_(select(gone.id).where(gone.trashed_at.is_not(None)))
        # What was merged is out of the way as well, but comes back another way.
        return and_(trash, columns["merged_into_id"].is_(None))
    alive: ColumnElement[bool] = columns["trashed_at"].is_(None)
    return alive


def _size(text: str | None) -> int:
    if not text:
        return SIZE
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= LARGEST and len(text) <= 6):
        raise Refused(
            "The size was not understood.", {"_size": f"Must be a whole number from 1 to {LARGEST}."}
        )
    return int(text)


def _count(session: Session, shape: Shape, where: list[ColumnElement[bool]]) -> Count:
    """How many rows there are, up to a cap: counting further would take longer than the page itself."""
    some = select(literal(1)).select_from(shape.table).where(*where).limit(COUNTED + 1)
    return _capped(session.scalar(select(func.count()).select_from(some.subquery())) or 0)


def _capped(count: int) -> Count:
    return min(count, COUNTED), count > COUNTED
