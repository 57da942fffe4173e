"""What keeps a save from being taken back: the later ones that built on what it did, each named."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.db import batches
from tracker.errors import Refused
from tracker.fields import fields_of
from tracker.history import MERGED_INTO, Change, changes_in
from tracker.queries.plain import plain
from tracker.records import Record, Registered, kind_called
from tracker.writing.merging import MERGED, told


def refuse_overtaken_merge(session: Session, revision: int, changes: Sequence[Change]) -> None:
    """Refuse to undo a merge before what was built on it since is undone.

    That are later merges, not undone yet, of records whose links it moved, and saves that moved those links
    on. Taken back under them, a merge would part records from what belongs to them.
    """
    moved = _moved(session, changes)
    later = {made.revision_id: made for made in _merges_since(session, revision)
             if made.record_id in moved or made.new in moved or _covers(session, made, moved)}  # fmt: skip
    for number, columns in moved.items():
        for column in columns:
            if _value(session, number, column) != columns[column]:
                made = newest_change(session, number, column)
                later.setdefault(made.revision_id, made)
    if later:
        first = (f"Undo save {number} first: it {did(session, later[number])}."
                 for number in sorted(later, reverse=True))  # fmt: skip
        raise Refused(f"Later saves build on what this merge moved. {' '.join(first)}")


def did(session: Session, change: Change) -> str:
    """What a change did to its record, in words."""
    name = session.get_one(Registered, change.record_id).name
    if change.field != MERGED_INTO:
        return f"changed {change.field} of “{name}”"
    other = change.new or change.old
    words = "merged" if change.new else "undid the merge of"
    return f"{words} “{name}” ({change.record_id}) into “{session.get_one(Registered, other).name}” ({other})"


def _moved(session: Session, changes: Sequence[Change]) -> dict[int, dict[str, Any]]:
    """The links that a merge moved, by record and column, with where they led then."""
    merged = [change for change in changes if change.field == MERGED_INTO]
    pair = {number for change in merged for number in (change.record_id, change.new, change.old)}
    found: dict[int, dict[str, Any]] = {}
    for change in changes:
        if change.action == "change" and change.record_id not in pair and _links(session, change):
            found.setdefault(change.record_id, {})[str(change.field)] = change.new
    return found


def _links(session: Session, change: Change) -> bool:
    kind = _kind(session, change.record_id)
    return any(one.column == change.field and one.to for one in fields_of(kind))


def _merges_since(session: Session, revision: int) -> Iterator[Change]:
    """The newest merge of each record that is merged into another one now, where it came later."""
    for name in MERGED:
        table = kind_called(name).__table__
        query = select(table.c.id).where(table.c.trashed_at.is_not(None), table.c.merged_into_id.is_not(None))
        for some in batches(session.scalars(query)):
            newest = (
                select(func.max(Change.id))
                .where(Change.record_id.in_(some), Change.field == MERGED_INTO, Change.revision_id > revision)
                .group_by(Change.record_id)
            )
            yield from session.scalars(select(Change).where(Change.id.in_(newest)))


def _covers(session: Session, merge: Change, moved: dict[int, dict[str, Any]]) -> bool:
    """Whether a merge put a part to the trash because one of the moved says the same."""
    made = changes_in(session, merge.revision_id)
    gone = {one.record_id for one in made if one.action == "remove"} - {merge.record_id}
    doubles = [(number, _kind(session, number)) for number in gone]
    return any(
        _same(session.get_one(part, number), session.get_one(part, twin), part, merge)
        for number, part in doubles
        for twin in moved
        if _kind(session, twin) is part
    )


def _same(one: Any, other: Any, part: type[Record], merge: Change) -> bool:
    """Whether two parts say the same, one record of them standing for the other."""
    left, right = (
        [merge.new if value == merge.record_id else value
         for value in (getattr(side, str(part.owner)), *told(part, side))]
        for side in (one, other)
    )  # fmt: skip
    return left == right


def _kind(session: Session, number: int) -> type[Record]:
    return kind_called(session.get_one(Registered, number).kind)


def _value(session: Session, number: int, column: str) -> Any:
    return plain(getattr(session.get_one(_kind(session, number), number), column))


def newest_change(session: Session, record_id: int, column: str) -> Change:
    """The last change of a field of a record; there must be one."""
    query = select(Change).where(Change.record_id == record_id, Change.field == column)
    return session.scalars(query.order_by(Change.revision_id.desc(), Change.id.desc()).limit(1)).one()
