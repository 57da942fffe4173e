"""What was added to, or changed in, the rows of a scope: since a save, or just lately."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from tracker.db import batches
from tracker.fields import Field, own_fields
from tracker.history import Change, Revision, standing_after
from tracker.overview.scope import Scope, read_own, read_scope
from tracker.queries.rows import as_row, shape_of, state_of
from tracker.queries.tallies import touched_since
from tracker.records import FACTS, OWN, Record, Registered, kinds
from tracker.records.source import Article, Citation

# So many of the newest changes are looked through; further back, what counts is when a row was added.
LOOKED_THROUGH = 10_000
COUNTED = 10_000


def read_watched(session: Session, arguments: Iterable[tuple[str, str]]) -> Scope:
    """The scope of a feed or watchlist: any kind that stands alone by `_of`, else all facts."""
    _, given = read_own(arguments, today=True)
    alone = tuple(name for name, kind in kinds().items() if not kind.owner and name not in OWN)
    return read_scope(session, given, alone if any(name == "_of" for name, _ in given) else FACTS)


@dataclass(frozen=True)
class Moved:
    """How many rows of a kind were added, and how many others changed, themselves or in a part.

    Counted up to COUNTED; one more stands for "more than that".
    """

    kind: type[Record]
    added: int
    changed: int


def added_in(*revisions: ColumnElement[bool]) -> Select[Any]:
    """The ids of the records that came with some revisions, by conditions on the changes."""
    return select(Change.record_id).where(Change.action == "add", *revisions)


def touched_in(*revisions: ColumnElement[bool]) -> Select[Any]:
    """The ids of the records that were added or changed with some revisions, also only in a part."""
    return select(Registered.root_id).join(Change, Change.record_id == Registered.id).where(*revisions)


def moved_since(session: Session, scope: Scope, revision: int) -> list[Moved]:
    """What was added and changed in each kind of a scope after a save; two statements a kind."""
    later = Change.revision_id > revision
    few, found = _few(session, later), []
    for kind in scope.kinds:
        number, where = shape_of(kind).table.c["id"], scope.conditions(session, kind)
        added, touched = _either(number, later, few)
        counts = (_counted(session, number, [*where, test]) for test in (added, and_(touched, ~added)))
        found.append(Moved(kind, *counts))
    return found


def _few(session: Session, changes: ColumnElement[bool]) -> bool:
    """Whether changes are no more than are looked through."""
    some = select(Change.id).where(changes).limit(LOOKED_THROUGH + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) <= LOOKED_THROUGH


def _either(
    number: ColumnElement[int], later: ColumnElement[bool], few: bool
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a row was added, and whether it was added or changed.

    A few changes are gathered once; of many, those of each row are asked for, which is quicker then.
    """
    if few:
        return number.in_(added_in(later)), number.in_(touched_in(later))
    added = added_in(later, Change.record_id == number).correlate_except(Change)
    touched = touched_in(later).where(Registered.root_id == number).correlate_except(Change, Registered)
    return added.exists(), touched.exists()


def _counted(session: Session, number: ColumnElement[int], where: list[ColumnElement[bool]]) -> int:
    some = select(number).where(*where).limit(COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def fresh_among(session: Session, ids: Sequence[int], revision: int) -> dict[int, str]:
    """Which of some records were "added" or "changed" after a save."""
    later = Change.revision_id > revision
    touched = session.scalars(touched_in(later).where(Registered.root_id.in_(ids)).distinct()).all()
    added = set(session.scalars(added_in(later, Change.record_id.in_(ids))))
    return {number: "added" if number in added else "changed" for number in touched}


@dataclass(frozen=True)
class Gone:
    """A row that stood under a filter and does not now: as it stood then, and as it is today."""

    kind: type[Record]
    then: dict[str, Any]
    today: dict[str, Any]
    trashed: bool
    merged_into: int | None
    filtered: frozenset[str]

    @property
    def moved(self) -> list[Field]:
        """The fields that are filtered by and say something else today."""
        fields = (field for field in own_fields(self.kind) if field.name in self.filtered)
        return [field for field in fields if self.then.get(field.column) != self.today.get(field.column)]


@dataclass(frozen=True)
class Left:
    """How many rows left a scope, and the first of them."""

    count: int
    rows: Sequence[Gone] = ()


def left_since(session: Session, scope: Scope, revision: int, most: int) -> Left | None:
    """The rows that stood under a scope after a save and do not now: changed, trashed or merged since.

    most: so many of them are read. None when more changed since than is looked through, or the session cannot
    look back.
    """
    later = Change.revision_id > revision
    if not _few(session, later):
        return None
    added = set(session.scalars(added_in(later)))
    touched = {kind: set(touched_since(session, kind, revision)) - added for kind in scope.kinds}
    outside = {kind: ids - _standing(session, scope, kind, ids) for kind, ids in touched.items()}
    if not any(outside.values()):
        return Left(0)
    back = standing_after(session, revision)
    if back is None:
        return None
    with back as then:
        gone = {kind: sorted(_standing(then, scope, kind, ids)) for kind, ids in outside.items()}
        stood = {kind: _rows(then, kind, ids[:most]) for kind, ids in gone.items()}
    rows = [one for kind, old in stood.items() for one in _compared(session, scope, kind, old)]
    return Left(sum(map(len, gone.values())), rows[:most])


def _standing(session: Session, scope: Scope, kind: type[Record], ids: Iterable[int]) -> set[int]:
    """Those of some records of a kind that stand under a scope."""
    number, where = shape_of(kind).table.c["id"], scope.conditions(session, kind)
    queries = (select(number).where(number.in_(some), *where) for some in batches(ids))
    return {found for query in queries for found in session.scalars(query)}


def _rows(session: Session, kind: type[Record], ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    shape = shape_of(kind)
    rows = session.execute(shape.listed.where(shape.table.c["id"].in_(ids))).mappings() if ids else ()
    return {row["id"]: as_row(kind, row) for row in rows}


def _compared(
    session: Session, scope: Scope, kind: type[Record], stood: dict[int, dict[str, Any]]
) -> Iterator[Gone]:
    """What became of some rows."""
    filtered = frozenset(one.field.name for one in scope.filters)
    for number, today in sorted(_rows(session, kind, list(stood)).items()):
        yield Gone(kind, stood[number], today, *state_of(session, kind, number), filtered)


@dataclass(frozen=True)
class Told:
    """A row with the moment of the newest save that touched it, and of the one that added it."""

    kind: type[Record]
    row: dict[str, Any]
    updated: datetime
    added: datetime


def newest(session: Session, scope: Scope, most: int) -> list[Told]:
    """The rows of a scope that were changed or added last, newest first.

    The newest changes are looked through first, however rare the rows are among them; what is missing then
    is filled with those added last.
    """
    found: dict[int, tuple[type[Record], int]] = {}
    for kind in scope.kinds:
        for number, change in session.execute(_changed_last(session, scope, kind, most)):
            found[number] = (kind, change)
    for kind in scope.kinds if len(found) < most else ():
        table = shape_of(kind).table
        fill = select(table.c["id"]).where(*scope.conditions(session, kind)).order_by(table.c["id"].desc())
        for number in session.scalars(fill.limit(most)):
            found.setdefault(number, (kind, 0))
    first = sorted(found, key=lambda number: (found[number][1], number), reverse=True)[:most]
    told: list[Told] = []
    for kind in scope.kinds:
        told += _told(session, kind, [number for number in first if found[number][0] is kind])
    return sorted(told, key=lambda one: (one.updated, one.row["id"]), reverse=True)


def _changed_last(session: Session, scope: Scope, kind: type[Record], most: int) -> Select[Any]:
    """(id, newest change) of the rows of a kind among the newest changes."""
    late = select(Change.id, Change.record_id).order_by(Change.id.desc()).limit(LOOKED_THROUGH).subquery()
    last = func.max(late.c.id)
    roots = (
        select(Registered.root_id, last.label("last"))
        .join(late, late.c.record_id == Registered.id)
        .group_by(Registered.root_id)
        .subquery()
    )
    table = shape_of(kind).table
    query = select(table.c["id"], roots.c.last).join(roots, roots.c.root_id == table.c["id"])
    return query.where(*scope.conditions(session, kind)).order_by(roots.c.last.desc()).limit(most)


def _told(session: Session, kind: type[Record], ids: Sequence[int]) -> list[Told]:
    shape = shape_of(kind)
    moments = {number: (last, first) for number, last, first in session.execute(_moments(ids))}
    rows = session.execute(shape.listed.where(shape.table.c["id"].in_(ids))).mappings()
    return [
        Told(kind, as_row(kind, row), *moments.get(row["id"], (row["changed_at"], row["added_at"])))
        for row in rows
    ]


def _moments(ids: Sequence[int]) -> Select[Any]:
    """(id, newest, oldest) moment of the saves that touched some records."""
    moments = (func.max(Revision.made_at), func.min(Revision.made_at))
    query = select(*(Registered.__table__.c.root_id, *moments))
    joined = query.join(Change, Change.record_id == Registered.id).join(
        Revision, Revision.id == Change.revision_id
    )
    return joined.where(Registered.root_id.in_(ids)).group_by(Registered.root_id)


@dataclass(frozen=True)
class Source:
    """An article that carries a row, and the place in it. words: the address of that place in the tracker."""

    title: str
    address: str | None
    place: str
    words: str


def sources_of(session: Session, ids: Sequence[int], most: int) -> dict[int, list[Source]]:
    """The articles that speak for some records or their parts, each once, the first few of each record."""
    cited, article = Citation.__table__.c, Article.__table__.c
    about = (Registered.root_id, cited.id, cited.paragraph, cited.sentence, article.id, article.title)
    query = (
        select(*about, article.address)
        .join(Citation.__table__, cited.record_id == Registered.id)
        .join(Article.__table__, article.id == cited.article_id)
        .where(Registered.root_id.in_(ids), cited.trashed_at.is_(None), cited.stance == "supports")
        .order_by(Registered.root_id, Registered.id, cited.id)
    )
    found: dict[int, dict[int, Source]] = {}
    for root, number, paragraph, part, at, title, address in session.execute(query):
        of = found.setdefault(root or 0, {})
        place = f"paragraph {paragraph}, sentence {part}" if paragraph else ""
        if len(of) < most:
            of.setdefault(at, Source(title, address, place, f"/articles/{at}#c{number}"))
    return {root: list(some.values()) for root, some in found.items()}
