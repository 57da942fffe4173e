"""The tallies of a process: made at the first question of a kind, and then kept up to date by what the
revisions since say was touched."""

import threading
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, String, cast, func, select, union
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from tracker.db import STILL, reading
from tracker.fields import Field
from tracker.history import Change, Known, Revision, known_of, newest_revision
from tracker.queries import bitmaps
from tracker.queries.bands import BANDED, cell_of
from tracker.queries.bitmaps import (
    FIRST,
    LAST,
    REST,
    YEARS,
    ByValue,
    Numbered,
    Tally,
    bitmap,
    made,
    own_facets,
    typecode,
)  # fmt: skip
from tracker.records import Record, Registered, kinds

# After a larger import everything is counted anew.
TOUCHED = 20_000
# Fewer rows than these are counted while the page waits, in half a second.
MANY = 100_000


class _Kept:
    """The tallies of one database, by kind, and who makes one."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}
        self.making: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self.under_way: set[str] = set()


_KEPT: WeakKeyDictionary[Pool, _Kept] = WeakKeyDictionary()
_LOOKING = threading.Lock()


def _kept(engine: Engine) -> _Kept:
    with _LOOKING:
        return _KEPT.setdefault(engine.pool, _Kept())


def tally(session: Session, kind: type[Record]) -> Tally:
    """The rows of a kind as the session sees them, or as another one of this process saw them since."""
    if known := known_of(session):
        return _as_known(session, kind, known)
    if not session.info.get(STILL):
        return _newest(session, kind)
    seen: dict[type[Record], Tally] = session.info.setdefault("tallies", {})
    if kind not in seen:
        seen[kind] = _newest(session, kind)
    return seen[kind]


def _newest(session: Session, kind: type[Record]) -> Tally:
    name, kept = kind.__tablename__, _kept(session.get_bind().engine)
    revision = newest_revision(session)[0]
    with _LOOKING:
        making = kept.making[name]
    # Others who ask meanwhile wait for the same one.
    with making:
        found = kept.tallies.get(name)
        if found is None or found.revision != revision:
            newer = found and _brought_to(session, kind, found, revision)
            found = kept.tallies[name] = newer or made(session, kind, revision)
        return found


def _as_known(session: Session, kind: type[Record], known: Known) -> Tally:
    """The rows of a kind as they were known: today's, with those touched since counted anew."""
    name = kind.__tablename__
    if name not in known.counted:
        with reading(session.get_bind().engine) as present:
            today = tally(present, kind)
        # Saves that came in meanwhile have touched rows that this session knows nothing of.
        same = today.revision == session.scalar(select(func.max(Revision.id)))
        brought = _brought_to(session, kind, today, known.revision) if same else None
        known.counted[name] = brought or made(session, kind, known.revision)
    found: Tally = known.counted[name]
    return found


def at_hand(session: Session, kind: type[Record]) -> bool:
    """Whether today's rows of a kind are tallied as the session sees them: they are counted already."""
    there = _kept(session.get_bind().engine).tallies.get(kind.__tablename__)
    if there is None or known_of(session):
        return False
    return there.revision == newest_revision(session)[0]


def prepared(session: Session, kind: type[Record]) -> bool:
    """Whether counting takes no time to speak of; if not, what it needs is being made meanwhile."""
    name, engine = kind.__tablename__, session.get_bind().engine
    kept = _kept(engine)
    if name in kept.tallies or name in kept.under_way:
        return name in kept.tallies
    if (session.scalar(select(func.count()).select_from(kind.__table__)) or 0) <= MANY:
        return True
    with _LOOKING:
        begin = name not in kept.under_way
        kept.under_way.add(name)
    if begin:
        threading.Thread(target=_make_ready, args=(engine, kind, kept), daemon=True).start()
    return False


def _make_ready(engine: Engine, kind: type[Record], kept: _Kept) -> None:
    try:
        with reading(engine) as session:
            tally(session, kind)
    finally:
        kept.under_way.discard(kind.__tablename__)


# -- keeping up -------------------------------------------------------------------------------------------


def _brought_to(session: Session, kind: type[Record], before: Tally, revision: int) -> Tally | None:
    """The rows as the session sees them, after some revisions more, or after fewer when it looks back; None
    when too much was touched, or not in order."""
    if revision < before.revision and known_of(session) is None:
        return None
    touched = touched_since(session, kind, min(before.revision, revision))
    if len(touched) > TOUCHED:
        return None
    if not touched:
        return replace(before, revision=revision, known={}, counts={})
    fields = own_facets(kind)
    query = _values(kind, fields).where(kind.__table__.c.id.in_(touched)).order_by(kind.__table__.c.id)
    rows = session.execute(query).all()
    fresh = [row[0] for row in rows if row[0] > before.ids[-1]] if before.ids else [row[0] for row in rows]
    ids = before.ids + array("I", fresh)
    places = [bisect_left(ids, row[0]) for row in rows]
    if any(ids[place] != row[0] for place, row in zip(places, rows, strict=True)):
        return None  # an id given out long ago came in only now
    # Those that there were not yet are left out with their old values.
    mask = bitmap(places) | before.mask(touched)
    back = bitmap(place for place, row in zip(places, rows, strict=True) if row[1] is None)
    # Turned by place: there may be no row left to turn.
    width = len(query.selected_columns)
    columns = _paired(fields, [[row[place] for row in rows] for place in range(2, width)])
    again = _again(before, zip(fields, map(list, columns), strict=True), mask, places, len(ids))
    return again and replace(
        again, revision=revision, ids=ids, live=before.live & ~mask | back, known={}, counts={}
    )


def _again(
    before: Tally, columns: Iterable[tuple[Field, list[Any]]], mask: int, places: list[int], rows: int
) -> Tally | None:
    """The values of rows with those in a mask as columns give them for their places; None when they are of
    another shape than before."""
    years: dict[str, dict[Any, int]] = {}
    few: dict[str, ByValue] = {}
    many: dict[str, tuple[Sequence[Any], array[int]]] = {}
    for one, column in columns:
        given = list(zip(places, column, strict=True))
        if one.sort == "date":
            if any(_beyond(pair, before.years[one.column]) for pair in column):
                return None
            years[one.column] = _years_again(before.years[one.column], mask, given)
        elif one.column in before.few:
            few[one.column] = before.few[one.column].again(mask, given)
            if len(few[one.column].values) > bitmaps.FEW:
                return None
        else:
            many[one.column] = _many_again(*before.many[one.column], given, rows)
    tops = {column: _tops_again(*before.tops[column], mask, *of, places) for column, of in many.items()}
    return replace(before, years=years, few=few, many=many, tops=tops)


def _values(kind: type[Record], fields: Iterable[Field]) -> Any:
    """The statement for ids, trash and values; a date gives the years of its two ends, a number its cell."""
    table = kind.__table__
    columns: list[Any] = []
    for one in fields:
        if one.sort == "date":
            columns += [func.substr(cast(table.c[end], String(10)), 1, 4) for end in one.parts[:2]]
        elif one.sort in BANDED:
            columns.append(func.nullif(cell_of(table, one), 0))
        else:
            columns.append(table.c[one.column])
    named = (column.label(f"c{place}") for place, column in enumerate(columns))
    return select(table.c.id, table.c.trashed_at, *named)


def _paired(fields: Iterable[Field], columns: list[Any]) -> Iterable[Any]:
    """The columns of a partition, both ends of a date as one."""
    given = iter(columns)
    for one in fields:
        yield zip(next(given), next(given), strict=True) if one.sort == "date" else next(given)


def touched_since(session: Session, kind: type[Record], since: int) -> list[int]:
    """The records of a kind that were touched by revisions since: themselves, or one of their parts, also one
    that is a part of another now."""
    entry, root = Registered.__table__, Registered.__table__.alias("root")
    saved = select(Change.record_id).where(Change.revision_id > since)
    some = union(saved, select(entry.c.root_id).where(entry.c.id.in_(saved)))
    # In a form that no index serves: all the records of a kind are more than those that were touched.
    of_kind = func.coalesce(root.c.kind, "") == kind.__tablename__
    query = select(root.c.id).where(root.c.id.in_(some), of_kind).limit(TOUCHED + 1)
    return list({*session.scalars(query), *_left(session, kind, since)})


def _left(session: Session, kind: type[Record], since: int) -> list[int]:
    """The records of a kind that parts came to or went from by a merge since."""
    owners = {part.owner for part in kinds().values() if part.owner}
    moved = select(Change.old, Change.new).where(Change.revision_id > since, Change.field.in_(owners))
    ids = sorted({number for pair in session.execute(moved.distinct()) for number in pair})
    root = Registered.__table__.alias("root")
    query = select(root.c.id).join(Registered, Registered.root_id == root.c.id)
    query = query.where(root.c.kind == kind.__tablename__)
    some = (ids[start : start + 500] for start in range(0, len(ids), 500))
    return [number for few in some for number in session.scalars(query.where(Registered.id.in_(few)))]


def _years_again(
    before: Mapping[Any, int], mask: int, given: Iterable[tuple[int, tuple[Any, Any]]]
) -> dict[Any, int]:
    """The rows of each year with some rows counted anew."""
    found = {year: rows & ~mask for year, rows in before.items()}
    placed = defaultdict(list)
    for place, pair in given:
        for year in _years(pair, before):
            placed[year].append(place)
    for year, places in placed.items():
        found[year] |= bitmap(places)
    return found


def _years(pair: tuple[Any, Any], among: Iterable[Any]) -> list[Any]:
    """The years, of some, that a date may lie in."""
    start, end = pair
    if not (start or end):
        return [None]
    first, last = FIRST[int(start or 0)], LAST[int(end or 0)]
    return [year for year in among if year and first <= int(year) - YEARS[0] + 1 <= last]


def _many_again(
    values: Sequence[Any], codes: "array[int]", given: Iterable[tuple[int, Any]], rows: int
) -> "tuple[Sequence[Any], array[int]]":
    """Values of rows with some rows counted anew."""
    numbered = Numbered({value: number for number, value in enumerate(values)})
    numbers = [(place, numbered[value]) for place, value in given]
    into = array(typecode(len(numbered)), codes)
    into.extend([0] * (rows - len(codes)))
    for place, number in numbers:
        into[place] = number
    return list(numbered), into


def _tops_again(
    before: ByValue, rest: int, mask: int, values: Sequence[Any], codes: "array[int]", places: list[int]
) -> tuple[ByValue, int]:
    """The rows by the values used most, some counted anew; another value may be used as often more."""
    given = [(place, values[codes[place]]) for place in places]
    ranked = [(place, value if value in before.values else REST) for place, value in given]
    return before.again(mask, ranked), rest + sum(value is REST for _, value in ranked)


def _beyond(pair: tuple[Any, Any], known: Container[Any]) -> bool:
    """Whether a date brings a year that no row had: those with open ends may lie in it as well."""
    return any(year and str(min(max(int(year), YEARS[0]), YEARS[-1])) not in known for year in pair)
