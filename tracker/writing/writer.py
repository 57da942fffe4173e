"""Putting rows in, and noting each in the history: what every sort of change comes down to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from tracker.db import batches, insert_many
from tracker.errors import NotFound, Stale
from tracker.fields import fields_of, lists_of
from tracker.history import Change, Door, Revision
from tracker.lookup import Lookup
from tracker.queries.plain import as_json, plain
from tracker.records import Record, Registered, kind_called
from tracker.records.source import Citation
from tracker.records.status import StatusEvent
from tracker.search import articles_about, index
from tracker.types import now
from tracker.writing.citing import settle_capture, settle_citation
from tracker.writing.cleaning import Cleaned
from tracker.writing.kept import complete, refresh_status
from tracker.writing.names import free_slugs, own_name, relabel
from tracker.writing.register import refuse_taken, register
from tracker.writing.ties import refuse_dangling, reroot

SETTLE = {"captures": settle_capture, "citations": settle_citation}
STALE = "Somebody else has saved this record since. Compare the two, then save again."
LONGEST_ACTOR = 100
TOGETHER = 2000  # records that are asked about with one statement


class Writer:
    """One revision in the making, in the words of the database: rows in, values set, rows to the trash."""

    def __init__(
        self, session: Session, *, actor: str, door: Door, reason: str | None = None, token: str | None = None
    ) -> None:
        self.session = session
        self.lookup = Lookup(session)
        self._about: dict[str, Any] = {
            "actor": actor[:LONGEST_ACTOR], "door": door, "reason": reason, "token": token
        }  # fmt: skip
        self._revision: int | None = None
        # All that is saved together is saved at one moment, and gives each record one version.
        self._moment = now()
        self._versioned: set[int] = set()
        self._touched: dict[str, set[int]] = defaultdict(set)
        self._renamed: set[int] = set()

    @property
    def actor(self) -> str:
        """Who saves."""
        return str(self._about["actor"])

    @property
    def revision(self) -> int | None:
        """The revision's number; None while nothing has changed."""
        return self._revision

    # -- rows in --------------------------------------------------------------------------------------

    def _insert(
        self, kind: type[Record], rows: Sequence[Cleaned], ids: Sequence[int | None] | None = None
    ) -> list[int]:
        if not rows:
            return []
        settle = SETTLE.get(kind.__tablename__)
        for row in rows:
            if settle:
                settle(self.session, row.columns, row.inputs)
            row.columns |= row.kept
        self._slugs(kind, rows)
        refuse_taken(self.session, kind, rows)
        given = register(self.session, kind, rows, ids)
        self._versioned.update(given)
        common = {"version": 1, "added_at": self._moment, "changed_at": self._moment}
        columns = _columns(kind, [row.columns for row in rows], common)
        insert_many(self.session, kind.__table__, {"id": given, **columns})
        if own_name(kind, rows[0].columns) is None:
            self._rename(kind, given)
        self.lookup.forget(kind.__tablename__)
        self._log_added(given)
        self._touched[kind.__tablename__].update(given)
        self._insert_parts(kind, rows, given)
        return given

    def _slugs(self, kind: type[Record], rows: Sequence[Cleaned]) -> None:
        if kind.handle != "slug":
            return
        without = [row for row in rows if not row.columns.get("slug")]
        made = free_slugs(self.session, kind, [row.columns["name"] for row in without])
        for row, slug in zip(without, made, strict=True):
            row.columns["slug"] = slug

    def _insert_parts(self, kind: type[Record], rows: Sequence[Cleaned], ids: Sequence[int]) -> None:
        for name, part in lists_of(kind).items():
            self._insert(
                part,
                [
                    _owned(part, one, i)
                    for i, row in zip(ids, rows, strict=True)
                    for one in row.lists.get(name, [])
                ],
            )
        steps = [_owned(StatusEvent, row.step, i) for i, row in zip(ids, rows, strict=True) if row.step]
        self._insert(StatusEvent, steps)

    def _step(self, step: Cleaned, record_id: int) -> None:
        self._insert(StatusEvent, [_owned(StatusEvent, step, record_id)])

    # -- values ---------------------------------------------------------------------------------------

    def _set(self, kind: type[Record], record: Record, values: Mapping[str, Any]) -> set[str]:
        """Store the values that differ and note each in the history; returns the columns that did."""
        differing = {column: value for column, value in values.items() if getattr(record, column) != value}
        if not differing:
            return set()
        before = {column: plain(getattr(record, column)) for column in differing}
        for column, value in differing.items():
            setattr(record, column, value)
        self._flush(kind, record, differing)
        change = {"record_id": record.id, "action": "change"}
        self._log([
            change | {"field": column, "old": before[column], "new": plain(value)}
            for column, value in differing.items()
        ])  # fmt: skip
        for column in differing:
            self._left(kind, column, {before[column]})
        if kind.owner in differing:
            reroot(self.session, [record.id], differing[kind.owner])
        self._rename(kind, [record.id])
        return set(differing)

    def _redirect(self, kind: type[Record], column: str, ids: Sequence[int], to: int | None) -> None:
        """Have one link of many records lead elsewhere, each noted in the history."""
        table = kind.__table__
        for some in batches(ids):
            here = table.c.id.in_(some)
            before = self.session.execute(select(table.c.id, table.c[column]).where(here)).all()
            values = {column: to, "changed_at": self._moment}
            self.session.execute(update(kind).where(kind.id.in_(some)).values(values))
            fresh = [number for number in some if number not in self._versioned]
            counted = update(kind).where(kind.id.in_(fresh)).values(version=kind.version + 1)
            self.session.execute(counted)
            self._versioned.update(fresh)
            change = {"action": "change", "field": column, "new": to}
            self._log([change | {"record_id": number, "old": old} for number, old in sorted(before)])
            self._left(kind, column, {old for _, old in before})
            if column == kind.owner and to is not None:
                reroot(self.session, some, to)
        self._touched[kind.__tablename__].update(ids)
        self._rename(kind, ids)

    def _left(self, kind: type[Record], column: str, owners: Iterable[Any]) -> None:
        """Have what parts were a part of, and what citations were of, worked out anew without them."""
        if column == kind.owner or (kind is Citation and column == "article_id"):
            query = select(Registered.id, Registered.kind).where(Registered.id.in_(list(owners)))
            for number, name in self.session.execute(query):
                self._touched[name].add(number)

    def _flush(self, kind: type[Record], record: Record, given: Mapping[str, Any]) -> None:
        """Write a changed record, unless somebody else did since it was read."""
        number = record.id
        record.changed_at = self._moment
        if number not in self._versioned:
            self._versioned.add(number)
            record.version += 1
        try:
            self.session.flush()
        except StaleDataError:
            self.session.rollback()
            theirs = self.session.get(kind, number)
            raise Stale(STALE, given, as_json(kind, theirs) if theirs else {}) from None
        self._touched[kind.__tablename__].add(number)

    def _rename(self, kind: type[Record], ids: Sequence[int]) -> None:
        """Name records anew, and those that are named after them."""
        self._renamed |= relabel(self.session, kind, ids)
        self.lookup.forget()

    def _doubt(self, record_id: int, kind: type[Record], columns: set[str], but: Iterable[int] = ()) -> None:
        """A cited value that was changed has its citations marked until somebody confirms them."""
        parts = {name for name, parts in kind.spread.items() if columns & {part.name for part in parts}}
        touched = columns | parts
        cited = select(Citation).where(
            Citation.record_id == record_id,
            Citation.trashed_at.is_(None),
            Citation.state.in_(("verified", "unverified")),
            Citation.id.not_in(list(but)),
        )
        for citation in self.session.scalars(cited).all():
            if citation.field is None or {citation.field, f"{citation.field}_id"} & touched:
                self._set(Citation, citation, {"state": "recheck"})

    # -- trash ----------------------------------------------------------------------------------------

    def _trash(self, kind: type[Record], record: Record) -> None:
        record.trashed_at = self._moment
        self._flush(kind, record, {})
        self._log([{"record_id": record.id, "action": "remove"}])
        self.lookup.forget()

    def _untrash(self, kind: type[Record], record_id: int) -> None:
        record = self._any(kind, record_id)
        if record.trashed_at is None:
            return
        refuse_dangling(self.session, kind, record_id)
        record.trashed_at = None
        self._flush(kind, record, {})
        self._log([{"record_id": record_id, "action": "restore"}])
        self.lookup.forget()

    # -- after ----------------------------------------------------------------------------------------

    def finish(self) -> int | None:
        """Bring status, names and search up to date for all that was touched; returns the revision."""
        self.session.flush()
        for name, ids in list(self._touched.items()):
            if kind_called(name).owner and kind_called(name) is not Citation:
                self._touch_owners(kind_called(name), ids)
        for name, ids in self._touched.items():
            kind = kind_called(name)
            for some in batches(sorted(ids)):
                if kind.has_status:
                    refresh_status(self.session, kind, some)
                complete(self.session, kind, some)
                if any(part in kind.label_from for part in lists_of(kind)):
                    self._renamed |= relabel(self.session, kind, some)
        alone = (ids for name, ids in self._touched.items() if not kind_called(name).owner)
        index(self.session, self._renamed.union(*alone, self._telling()))
        return self.revision

    def _telling(self) -> set[int]:
        """The articles that are found by what they carry that was touched, or by the citations of it."""
        cited: set[int] = set()
        for some in batches(sorted(self._touched.get(Citation.__tablename__, ()))):
            cited.update(self.session.scalars(select(Citation.article_id).where(Citation.id.in_(some))))
        for name, ids in self._touched.items():
            for some in batches(sorted(() if kind_called(name).owner else ids), TOGETHER):
                cited |= articles_about(self.session, some)
        return cited

    def _touch_owners(self, part: type[Record], ids: Iterable[int]) -> None:
        """What parts change in the records that own them is worked out anew."""
        owner = part.__table__.c[str(part.owner)]
        for some in batches(sorted(ids)):
            owners = select(owner).where(part.__table__.c.id.in_(some))
            entries = select(Registered.id, Registered.kind).where(Registered.id.in_(owners))
            for number, name in self.session.execute(entries):
                self._touched[name].add(number)

    def _any(self, kind: type[Record], record_id: int) -> Any:
        record = self.session.get(kind, record_id) if 0 < record_id < 2**63 else None
        if record is None:
            raise NotFound(f"There is no {kind.singular()} {record_id}.")
        return record

    def _live(
        self,
        kind: type[Record],
        record_id: int,
        version: int | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> Any:
        """A record that is not in the trash; Stale when it is not at the `version` of what is `given`."""
        record = self._any(kind, record_id)
        if record.trashed_at is not None and record.merged_into_id is not None:
            entry = self.session.get_one(Registered, record.merged_into_id)
            raise NotFound(f"This {kind.singular()} was merged into {entry.name}: {entry.kind} {entry.id}.")
        if record.trashed_at is not None:
            raise NotFound(f"This {kind.singular()} is in the trash. Restore it first.")
        if version is not None and record.version != version:
            raise Stale(STALE, given or {}, as_json(kind, record))
        return record

    def _revise(self) -> int:
        """The number of this revision, which is made when it is first needed."""
        if self._revision is None:
            # As a row of its table: an object would have all classes of the tracker set up for it.
            made = insert(cast("Table", Revision.__table__)).values(**self._about, made_at=self._moment)
            self._revision = self.session.scalars(made.returning(Revision.__table__.c.id)).one()
        return self._revision

    def _log_added(self, ids: Sequence[int]) -> None:
        columns = {"revision_id": [self._revise()] * len(ids), "record_id": ids, "action": ["add"] * len(ids)}
        insert_many(self.session, Change.__table__, columns)

    def _log(self, entries: list[dict[str, Any]]) -> None:
        blank = {"field": None, "old": None, "new": None, "revision_id": self._revise()}
        self.session.execute(insert(cast("Table", Change.__table__)), [blank | entry for entry in entries])


def _columns(
    kind: type[Record], rows: Sequence[Mapping[str, Any]], common: Mapping[str, Any]
) -> dict[str, Sequence[Any]]:
    """The values of each column that new rows fill, which have some `common` ones."""
    usual = dict(common)
    for field in fields_of(kind):
        # Moments that only the tracker knows are those of saving; the others come later.
        if field.sort == "moment" and kind.__table__.c[field.column].default is not None:
            usual[field.column] = common["added_at"]
    given = set[str]().union(*rows)
    columns: dict[str, Sequence[Any]] = {
        name: [value] * len(rows) for name, value in usual.items() if name not in given
    }
    for name in given:
        otherwise = usual.get(name)
        values = [row.get(name, otherwise) for row in rows]
        if values.count(None) < len(values):
            columns[name] = values
    return columns


def _owned(part: type[Record], row: Cleaned, owner: int) -> Cleaned:
    """A part of a record that has just been given its id."""
    row.columns[str(part.owner)] = owner
    return row
