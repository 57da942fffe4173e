"""The only door for changes: clean, compare, write, record the revision, bring names, status and search up to date."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from tracker.errors import NotFound, Refused, Stale
from tracker.fields import fields_of, lists_of
from tracker.history import Change, Door, Revision, changes_in
from tracker.lookup import Lookup
from tracker.queries.plain import as_json, from_json, plain
from tracker.records import Record, Registered, kind_called
from tracker.records.source import Article, Capture, Citation
from tracker.records.status import StatusEvent
from tracker.search import index
from tracker.types import now
from tracker.writing.citing import Attached, newest_capture, recheck_against, settle_capture, settle_citation
from tracker.writing.cleaning import Cleaned, Cleaner
from tracker.writing.kept import complete, refresh_status
from tracker.writing.names import free_slugs, relabel
from tracker.writing.register import batches, refuse_taken, register, roots_of
from tracker.writing.ties import linking, parts_below, refuse_dangling

SETTLE = {"captures": settle_capture, "citations": settle_citation}
STALE = "Somebody else has saved this record since. Compare the two, then save again."


class RowsRefused(Refused):
    """Many rows of which some were not accepted: `rows` holds (number of the row from 1, field, what is wrong)."""

    def __init__(self, faults: list[tuple[int, str, str]]) -> None:
        count = len({row for row, _, _ in faults})
        super().__init__(
            f"{count} {'row needs' if count == 1 else 'rows need'} attention; nothing was saved."
        )
        self.rows = faults


class Edit:
    """One revision in the making. Call `finish()` before the transaction ends.

    actor: who; door: which way it came in; reason: why; token: of the form or request, so that what is
    sent twice is saved once.
    """

    def __init__(
        self, session: Session, *, actor: str, door: Door, reason: str | None = None, token: str | None = None
    ) -> None:
        self.session = session
        self.lookup = Lookup(session)
        self._about: dict[str, Any] = {"actor": actor, "door": door, "reason": reason, "token": token}
        self._revision: Revision | None = None
        self._touched: dict[str, set[int]] = defaultdict(set)

    @property
    def revision(self) -> int | None:
        """The revision's number; None while nothing has changed."""
        return self._revision.id if self._revision else None

    # -- adding ---------------------------------------------------------------------------------------

    def add(self, kind: type[Record], given: Mapping[str, Any], strict: bool = True) -> int:
        """Add one record with its parts; returns its id. Refused names the fields that are wrong."""
        return self._insert(kind, [Cleaner(self.lookup, kind, strict).clean(given)])[0]

    def add_many(
        self,
        kind: type[Record],
        rows: Sequence[Mapping[str, Any]],
        strict: bool = True,
        ids: Sequence[int | None] | None = None,
        kept: Sequence[Mapping[str, Any]] | None = None,
    ) -> list[int]:
        """Add rows, all or none; returns their ids. RowsRefused names each row and field that is wrong.

        ids and kept, a place for each row, are what an export of the tracker brings along: the row's id, and
        values of kept columns.
        """
        cleaned, faults = [], []
        for number, row in enumerate(rows, 1):
            try:
                cleaned.append(Cleaner(self.lookup, kind, strict).clean(row))
            except Refused as refused:
                faults += [(number, field, words) for field, words in refused.fields.items()]
        if faults:
            raise RowsRefused(faults)
        for one, values in zip(cleaned, kept or (), strict=False):
            one.kept = values
        return self._insert(kind, cleaned, ids)

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
        stamp = now()
        blank: dict[str, Any] = {field.column: None for field in fields_of(kind)}
        # Moments that only the tracker knows are those of saving.
        blank |= {field.column: stamp for field in fields_of(kind) if field.sort == "moment"}
        common = {"version": 1, "added_at": stamp, "changed_at": stamp}
        records = [blank | row.columns | common | {"id": i} for i, row in zip(given, rows, strict=True)]
        self.session.execute(insert(kind), records)
        relabel(self.session, kind, given)
        self.lookup.forget()
        self._log([{"record_id": i, "action": "add"} for i in given])
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

    # -- changing -------------------------------------------------------------------------------------

    def change(
        self, kind: type[Record], record_id: int, given: Mapping[str, Any], version: int, strict: bool = True
    ) -> bool:
        """Change some fields of a record; returns whether anything differed.

        Stale when `version` is no longer the newest: both rows are in the error.
        """
        record = self._live(kind, record_id, version, given)
        if kind.immutable:
            raise Refused(f"A {kind.singular()} is never changed. Add a new one.")
        current = {field.column: getattr(record, field.column) for field in fields_of(kind)}
        cleaned = Cleaner(self.lookup, kind, strict, current).clean(given)
        if kind is Citation and (cleaned.inputs or {"article_id", "field"} & cleaned.columns.keys()):
            cleaned.columns = {**current, **cleaned.columns}
            settle_citation(self.session, cleaned.columns, cleaned.inputs)
        if kind.handle and cleaned.columns.get(kind.handle, "") is None:
            del cleaned.columns[kind.handle]  # an emptied short name stays what it was
        refuse_taken(self.session, kind, [cleaned], but=record_id)
        changed = self._set(kind, record, cleaned.columns)
        if cleaned.step:
            self._insert(StatusEvent, [_owned(StatusEvent, cleaned.step, record_id)])
        if changed:
            self._doubt(kind, record_id, changed)
        return bool(changed or cleaned.step)

    def keep(self, kind: type[Record], record_id: int, values: Mapping[str, Any]) -> bool:
        """Set kept columns to what an export of the tracker says; returns whether anything differed."""
        return bool(self._set(kind, self._live(kind, record_id), values))

    def _set(self, kind: type[Record], record: Record, values: Mapping[str, Any]) -> set[str]:
        """Store the values that differ and note each in the history; returns the columns that did."""
        before = as_json(kind, record)
        differing = {column: value for column, value in values.items() if getattr(record, column) != value}
        if not differing:
            return set()
        for column, value in differing.items():
            setattr(record, column, value)
        self._flush(kind, record, differing)
        self._log([
            {"record_id": record.id, "action": "change", "field": column, "old": before[column], "new": plain(value)}
            for column, value in differing.items()
        ])  # fmt: skip
        relabel(self.session, kind, [record.id])
        self.lookup.forget()
        return set(differing)

    def _flush(self, kind: type[Record], record: Record, given: Mapping[str, Any]) -> None:
        """Write a changed record, unless somebody else did since it was read."""
        number = record.id
        record.changed_at = now()
        try:
            self.session.flush()
        except StaleDataError:
            self.session.rollback()
            theirs = self.session.get(kind, number)
            raise Stale(STALE, given, as_json(kind, theirs) if theirs else {}) from None
        self._touched[kind.__tablename__].add(number)

    def _doubt(self, kind: type[Record], record_id: int, columns: set[str]) -> None:
        """A cited value that was changed has its citations marked until somebody confirms them."""
        parts = {name for name, parts in kind.spread.items() if columns & {part.name for part in parts}}
        touched = columns | parts
        cited = select(Citation).where(
            Citation.record_id == record_id,
            Citation.trashed_at.is_(None),
            Citation.state.in_(("verified", "unverified")),
        )
        for citation in self.session.scalars(cited).all():
            if citation.field is None or {citation.field, f"{citation.field}_id"} & touched:
                self._set(Citation, citation, {"state": "recheck"})

    def confirm(self, citation_id: int, version: int) -> None:
        """Say that a citation still carries its value after the value was changed."""
        citation = self._live(Citation, citation_id, version, {})
        if citation.state == "recheck":
            self._set(Citation, citation, {"state": "verified" if citation.passage_id else "unverified"})

    def attach(self, article_id: int, words: str, how: str) -> Attached:
        """Store an article's text and hold every citation of the article against it."""
        self._live(Article, article_id)
        stored = newest_capture(self.session, article_id)
        new = stored is None or stored.text != words
        if new:
            self.add(Capture, {"article": article_id, "text": words, "how": how})
            stored = newest_capture(self.session, article_id)
        if stored is None:
            raise NotFound("The text was not stored.")
        failed, count = [], 0
        for citation_id, columns in recheck_against(self.session, stored).items():
            citation = self._live(Citation, citation_id)
            if columns["state"] == "failed":
                failed.append(citation_id)
            elif citation.state == "recheck":
                columns |= {
                    "state": "recheck"
                }  # the words stand, but a person has not confirmed the value yet
            count += 1
            self._set(Citation, citation, columns)
        return Attached(stored.id, new, count - len(failed), tuple(failed))

    # -- trash and undo -------------------------------------------------------------------------------

    def remove(self, kind: type[Record], record_id: int, version: int) -> None:
        """Put a record and its parts in the trash; Refused while other records link to it."""
        record = self._live(kind, record_id, version, {})
        links = linking(self.session, kind, record_id)
        if links:
            listed = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in links.items())
            raise Refused(f"Other records link to it: {listed}. Change or remove those first.")
        for part, number in parts_below(self.session, record_id):
            self._trash(part, self._live(part, number))
        self._trash(kind, record)

    def _trash(self, kind: type[Record], record: Record) -> None:
        record.trashed_at = now()
        self._flush(kind, record, {})
        self._log([{"record_id": record.id, "action": "remove"}])

    def restore(self, kind: type[Record], record_id: int) -> None:
        """Take a record out of the trash, with the parts that went there with it."""
        record = self._any(kind, record_id)
        if record.trashed_at is None:
            return
        last = select(func.max(Change.revision_id)).where(
            Change.record_id == record_id, Change.action == "remove"
        )
        gone = [change.record_id for change in changes_in(self.session, self.session.scalar(last) or 0)]
        roots = roots_of(self.session, [record_id, *gone])
        self._untrash(kind, record_id)
        for number in gone:
            entry = self.session.get(Registered, number)
            if entry is not None and number != record_id and roots[number] == roots[record_id]:
                self._untrash(kind_called(entry.kind), number)

    def _untrash(self, kind: type[Record], record_id: int) -> None:
        record = self._any(kind, record_id)
        if record.trashed_at is None:
            return
        refuse_dangling(self.session, kind, record_id)
        record.trashed_at = None
        self._flush(kind, record, {})
        self._log([{"record_id": record_id, "action": "restore"}])

    def undo(self, revision_id: int) -> None:
        """Take back a whole revision, as a new one; Refused when something has changed since."""
        if self.session.get(Revision, revision_id) is None:
            raise NotFound(f"There is no revision {revision_id}.")
        reason = self._about["reason"] or f"Undo of revision {revision_id}"
        self._about |= {"reason": reason, "undoes_id": revision_id}
        for change in reversed(changes_in(self.session, revision_id)):
            entry = self.session.get_one(Registered, change.record_id)
            self._undo(kind_called(entry.kind), self._any(kind_called(entry.kind), entry.id), change)

    def _undo(self, kind: type[Record], record: Record, change: Change) -> None:
        if change.action == "remove":
            self._untrash(kind, record.id)
        elif change.action == "change":
            self._put_back(kind, record, change)
        elif record.trashed_at is None:
            self.remove(kind, record.id, record.version)

    def _put_back(self, kind: type[Record], record: Record, change: Change) -> None:
        column = str(change.field)
        if as_json(kind, record)[column] != change.new:
            newest = select(func.max(Change.revision_id)).where(
                Change.record_id == record.id, Change.field == column
            )
            number = self.session.scalar(newest)
            raise Refused(
                f"{column} was changed again in revision {number}. Undo that first, or edit the record."
            )
        self._set(kind, record, {column: from_json(kind, column, change.old)})

    # -- after ----------------------------------------------------------------------------------------

    def finish(self) -> int | None:
        """Bring status, names and search up to date for all that was touched; returns the revision's number."""
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
                    relabel(self.session, kind, some)
        index(
            self.session,
            (i for name, ids in self._touched.items() if not kind_called(name).owner for i in ids),
        )
        return self.revision

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
        """A record that is not in the trash; Stale when it is not at the version that `given` was made against."""
        record = self._any(kind, record_id)
        if record.trashed_at is not None:
            raise NotFound(f"This {kind.singular()} is in the trash. Restore it first.")
        if version is not None and record.version != version:
            raise Stale(STALE, given or {}, as_json(kind, record))
        return record

    def _log(self, entries: list[dict[str, Any]]) -> None:
        if self._revision is None:
            self._revision = Revision(**self._about, made_at=now())
            self.session.add(self._revision)
            self.session.flush()
        blank = {"field": None, "old": None, "new": None, "revision_id": self._revision.id}
        self.session.execute(insert(Change), [blank | entry for entry in entries])


def _owned(part: type[Record], row: Cleaned, owner: int) -> Cleaned:
    """A part of a record that has just been given its id."""
    row.columns[str(part.owner)] = owner
    return row
