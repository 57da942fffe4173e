"""The only door for changes: clean, compare, write, record the revision, bring names, status and search up to date."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from tracker.errors import NotFound, Refused, Stale
from tracker.fields import fields_of, lists_of
from tracker.history import Change, Door, Revision, changes_in
from tracker.lookup import Lookup
from tracker.records import Record, Registered, kind_called, kinds
from tracker.search import index
from tracker.types import now
from tracker.writing.citing import Attached, newest_capture, recheck_against, settle_capture, settle_citation
from tracker.writing.cleaning import Cleaned, Cleaner
from tracker.writing.kept import complete, refresh_status
from tracker.writing.names import free_slugs, relabel
from tracker.queries.plain import as_json, from_json

SETTLE = {"captures": settle_capture, "citations": settle_citation}


class RowsRefused(Refused):
    """Many rows of which some were not accepted: (number of the row from 1, field, what is wrong)."""

    def __init__(self, faults: list[tuple[int, str, str]]) -> None:
        rows = len({row for row, _, _ in faults})
        super().__init__(f"{rows} {'row needs' if rows == 1 else 'rows need'} attention; nothing was saved.")
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
        self._about = {"actor": actor, "door": door, "reason": reason, "token": token}
        self._revision: Revision | None = None
        self._touched: dict[str, set[int]] = defaultdict(set)

    @property
    def revision(self) -> int | None:
        """The revision's number; None while nothing has changed."""
        return self._revision.id if self._revision else None

    # -- adding ---------------------------------------------------------------------------------------

    def add(self, kind: type[Record], given: Mapping[str, Any], strict: bool = True) -> int:
        """Add one record with its parts; returns its id. Refused names the fields that are wrong."""
        cleaned = Cleaner(self.lookup, kind, strict).clean(given)
        return self._insert(kind, [cleaned])[0]

    def add_many(
        self,
        kind: type[Record],
        rows: Sequence[Mapping[str, Any]],
        strict: bool = True,
        ids: Sequence[int | None] | None = None,
    ) -> list[int]:
        """Add rows, all or none; RowsRefused names each row and field that is wrong."""
        cleaned, faults = [], []
        for number, row in enumerate(rows, 1):
            try:
                cleaned.append(Cleaner(self.lookup, kind, strict).clean(row))
            except Refused as refused:
                faults += [(number, field, words) for field, words in refused.fields.items()]
        if faults:
            raise RowsRefused(faults)
        return self._insert(kind, cleaned, ids)

    def _insert(
        self, kind: type[Record], rows: list[Cleaned], ids: Sequence[int | None] | None = None
    ) -> list[int]:
        if not rows:
            return []
        settle = SETTLE.get(kind.__tablename__)
        for row in rows:
            if settle:
                settle(self.session, row.columns, row.inputs)
        self._slugs(kind, rows)
        self._unique(kind, rows)
        given = self._ids(kind, rows, ids)
        stamp = now()
        blank = {field.column: None for field in fields_of(kind)}
        records = [
            blank | row.columns | {"id": i, "version": 1, "added_at": stamp, "changed_at": stamp}
            for i, row in zip(given, rows, strict=True)
        ]
        for record in records:
            record |= {
                name: stamp
                for name in ("found_at", "retrieved_at")
                if name in record and record[name] is None
            }
        self.session.execute(insert(kind.__table__), records)  # type: ignore[arg-type]
        relabel(self.session, kind, given)
        self.lookup.forget()
        self._log([{"record_id": i, "action": "add"} for i in given])
        self._touch(kind, given)
        self._parts(kind, rows, given)
        return given

    def _ids(self, kind: type[Record], rows: list[Cleaned], ids: Sequence[int | None] | None) -> list[int]:
        """Register the rows: their ids, one series for all kinds."""
        given = list(ids or [None] * len(rows))
        if None in given:
            fresh = iter(_next_ids(self.session, given.count(None)))
            given = [next(fresh) if i is None else i for i in given]
        found = [i for i in given if i is not None]
        owner = kind.owner
        roots = [row.columns[owner] if owner else i for i, row in zip(found, rows, strict=True)]
        entries = [
            {"id": i, "kind": kind.__tablename__, "root_id": root, "name": "", "name_key": ""}
            for i, root in zip(found, roots, strict=True)
        ]
        if owner:
            # A citation of an event belongs to the event's office.
            of = self._roots(set(roots))
            for entry in entries:
                entry["root_id"] = of.get(entry["root_id"], entry["root_id"])
        self.session.execute(insert(Registered), entries)
        return found

    def _roots(self, ids: set[int]) -> dict[int, int | None]:
        found: dict[int, int | None] = {}
        for some in _batches(sorted(ids)):
            query = select(Registered.id, Registered.root_id).where(Registered.id.in_(some))
            found |= dict(self.session.execute(query).tuples().all())
        return found

    def _slugs(self, kind: type[Record], rows: list[Cleaned]) -> None:
        if kind.handle != "slug":
            return
        without = [row for row in rows if not row.columns.get("slug")]
        for row, made in zip(
            without, free_slugs(self.session, kind, [r.columns["name"] for r in without]), strict=True
        ):
            row.columns["slug"] = made

    def _unique(self, kind: type[Record], rows: list[Cleaned], but: int | None = None) -> None:
        """Say which record has a value that only one may have, before the database refuses it."""
        for field in fields_of(kind):
            column = kind.__table__.c[field.column]
            if not column.unique:
                continue
            values = [row.columns[field.column] for row in rows if row.columns.get(field.column) is not None]
            twice = (
                next((value for value in values if values.count(value) > 1), None)
                if len(values) < 500
                else _twice(values)
            )
            taken = twice is not None
            for start in range(0, len(values), 500):
                query = select(kind.__table__.c.id).where(
                    column.in_(values[start : start + 500]), kind.__table__.c.id != (but or 0)
                )
                taken = taken or self.session.scalar(query.limit(1)) is not None
            if taken:
                words = f"Another {kind.singular()} has this {field.label.lower()} already."
                raise Refused(words, {field.name: words})

    def _parts(self, kind: type[Record], rows: list[Cleaned], ids: list[int]) -> None:
        for name, part in lists_of(kind).items():
            self._insert(
                part,
                [
                    self._owned(part, one, i)
                    for i, row in zip(ids, rows, strict=True)
                    for one in row.lists.get(name, [])
                ],
            )
        event = kinds()["status_events"]
        self._insert(
            event, [self._owned(event, row.step, i) for i, row in zip(ids, rows, strict=True) if row.step]
        )

    def _owned(self, part: type[Record], row: Cleaned, owner: int) -> Cleaned:
        row.columns[str(part.owner)] = owner
        return row

    # -- changing -------------------------------------------------------------------------------------

    def change(
        self, kind: type[Record], record_id: int, given: Mapping[str, Any], version: int, strict: bool = True
    ) -> bool:
        """Change some fields of a record; returns whether anything differed.

        Stale when `version` is no longer the newest: both rows are in the error.
        """
        record = self._live(kind, record_id)
        if kind.immutable:
            raise Refused(f"A {kind.singular()} is never changed. Add a new one.")
        before = as_json(kind, record)
        if record.version != version:
            raise self._stale(kind, given, before)
        current = {field.column: getattr(record, field.column) for field in fields_of(kind)}
        cleaned = Cleaner(self.lookup, kind, strict, current).clean(given)
        if kind.__tablename__ == "citations" and (
            cleaned.inputs or {"article_id", "field"} & cleaned.columns.keys()
        ):
            settle_citation(self.session, merged := {**current, **cleaned.columns}, cleaned.inputs)
            cleaned.columns |= {name: merged[name] for name in merged if merged[name] != current.get(name)}
        if kind.handle and cleaned.columns.get(kind.handle, "") is None:
            cleaned.columns.pop(kind.handle)
        self._unique(kind, [cleaned], but=record_id)
        changed = self._set(kind, record, cleaned.columns)
        if cleaned.step:
            self._insert(
                kinds()["status_events"], [self._owned(kinds()["status_events"], cleaned.step, record_id)]
            )
        if changed:
            self._doubt(record_id, changed)
        return bool(changed or cleaned.step)

    def _set(self, kind: type[Record], record: Any, values: Mapping[str, Any]) -> set[str]:
        """Store the values that differ and note each in the history."""
        differing = {column: value for column, value in values.items() if getattr(record, column) != value}
        if not differing:
            return set()
        entries = []
        for column, value in differing.items():
            old, new = as_json(kind, record)[column], from_json(kind, column, value, dump=True)
            entries.append(
                {"record_id": record.id, "action": "change", "field": column, "old": old, "new": new}
            )
            setattr(record, column, value)
        record.changed_at = now()
        self._flush(kind, record)
        self._log(entries)
        relabel(self.session, kind, [record.id])
        self.lookup.forget()
        self._touch(kind, [record.id])
        return set(differing)

    def _flush(self, kind: type[Record], record: Any) -> None:
        try:
            self.session.flush()
        except StaleDataError:
            self.session.rollback()
            raise Stale(
                "Somebody else saved this record at the same moment. Look at theirs, then save again.", {}, {}
            ) from None

    def _stale(self, kind: type[Record], given: Mapping[str, Any], theirs: Mapping[str, Any]) -> Stale:
        words = "Somebody else has saved this record since. Compare the two, then save again."
        return Stale(words, given, theirs)

    def _doubt(self, record_id: int, columns: set[str]) -> None:
        """A cited value that was changed has its citations marked until somebody confirms them."""
        citation = kinds()["citations"]
        query = select(citation).where(
            citation.record_id == record_id,  # type: ignore[attr-defined]
            citation.trashed_at.is_(None),
            citation.state.in_(["verified", "unverified"]),  # type: ignore[attr-defined]
        )
        for cited in self.session.scalars(query):
            found = next((f for f in fields_of(citation) if f.name == "field"), None)
            named = {cited.field, f"{cited.field}_id"} if found and cited.field else columns  # type: ignore[attr-defined]
            if named & columns:
                self._set(citation, cited, {"state": "recheck"})

    def confirm(self, citation_id: int, version: int) -> None:
        """Say that a citation still carries its value after the value was changed."""
        citation: Any = self._live(kinds()["citations"], citation_id)
        if citation.version != version:
            raise self._stale(kinds()["citations"], {}, as_json(kinds()["citations"], citation))
        if citation.state == "recheck":
            self._set(
                kinds()["citations"], citation, {"state": "verified" if citation.passage_id else "unverified"}
            )

    def attach(self, article_id: int, words: str, how: str) -> Attached:
        """Store an article's text and hold every citation of the article against it."""
        article, capture = kinds()["articles"], kinds()["captures"]
        self._live(article, article_id)
        before = newest_capture(self.session, article_id)
        new = before is None or before.text != words
        if new:
            self.add(capture, {"article": article_id, "text": words, "how": how})
        stored = newest_capture(self.session, article_id)
        if stored is None:
            raise NotFound("The text was not stored.")
        results = recheck_against(self.session, stored)
        citation = kinds()["citations"]
        for citation_id, columns in results.items():
            cited: Any = self.session.get(citation, citation_id)
            keep = cited.state == "recheck" and columns["state"] == "verified"
            self._set(citation, cited, {**columns, "state": "recheck"} if keep else columns)
        failed = tuple(i for i, columns in results.items() if columns["state"] == "failed")
        return Attached(stored.id, new, len(results) - len(failed), failed)

    # -- trash and undo -------------------------------------------------------------------------------

    def remove(self, kind: type[Record], record_id: int, version: int) -> None:
        """Put a record and its parts in the trash; Refused while other records link to it."""
        record = self._live(kind, record_id)
        if record.version != version:
            raise self._stale(kind, {}, as_json(kind, record))
        linked = self._linking(kind, record_id)
        if linked:
            listed = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in linked.items())
            raise Refused(f"Other records link to it: {listed}. Change or remove those first.")
        for part_kind, part_id in self._parts_of(record_id):
            self._trash(part_kind, self.session.get(part_kind, part_id))
        self._trash(kind, record)

    def _trash(self, kind: type[Record], record: Any) -> None:
        if record is None or record.trashed_at is not None:
            return
        record.trashed_at = record.changed_at = now()
        self._flush(kind, record)
        self._log([{"record_id": record.id, "action": "remove"}])
        self._touch(kind, [record.id])

    def _parts_of(self, record_id: int) -> list[tuple[type[Record], int]]:
        """The parts of a record, and the parts of those."""
        found: list[tuple[type[Record], int]] = []
        for part in kinds().values():
            if part.owner:
                table = part.__table__
                rows = self.session.scalars(
                    select(table.c.id).where(table.c[part.owner] == record_id, table.c.trashed_at.is_(None))
                )
                for i in rows:
                    found += [*self._parts_of(i), (part, i)]
        return found

    def _linking(self, kind: type[Record], record_id: int) -> dict[str, int]:
        """How many live records of each kind link to a record, its own parts left out."""
        counts: dict[str, int] = defaultdict(int)
        for other in kinds().values():
            table = other.__table__
            for field in fields_of(other):
                if (
                    field.to
                    and field.column != other.owner
                    and (kind.__tablename__ in field.to or field.to == ("*",))
                ):
                    here = select(func.count()).where(
                        table.c[field.column] == record_id, table.c.trashed_at.is_(None)
                    )
                    counts[other.__tablename__] += self.session.scalar(here) or 0
        return {name: count for name, count in counts.items() if count}

    def restore(self, kind: type[Record], record_id: int) -> None:
        """Take a record out of the trash, with the parts that went there with it."""
        record: Any = self.session.get(kind, record_id)
        if record is None:
            raise NotFound(f"There is no {kind.singular()} {record_id}.")
        if record.trashed_at is None:
            return
        last = select(func.max(Change.revision_id)).where(
            Change.record_id == record_id, Change.action == "remove"
        )
        together = [
            c.record_id
            for c in changes_in(self.session, self.session.scalar(last) or 0)
            if c.action == "remove"
        ]
        for i in [record_id, *(i for i in together if i != record_id)]:
            entry = self.session.get(Registered, i)
            if entry is not None and (i == record_id or entry.root_id == record_id or kind.owner):
                self._untrash(kind_called(entry.kind), i)

    def _untrash(self, kind: type[Record], record_id: int) -> None:
        record: Any = self.session.get(kind, record_id)
        if record.trashed_at is None:
            return
        for field in fields_of(kind):
            target = getattr(record, field.column) if field.to else None
            entry = self.session.get(Registered, target) if target else None
            linked: Any = self.session.get(kind_called(entry.kind), entry.id) if entry else None
            if linked is not None and linked.trashed_at is not None and field.column != kind.owner:
                raise Refused(
                    f"It links to {entry.name if entry else ''}, which is in the trash. Restore that first."
                )
        record.trashed_at, record.changed_at = None, now()
        self._flush(kind, record)
        self._log([{"record_id": record_id, "action": "restore"}])
        self._touch(kind, [record_id])

    def undo(self, revision_id: int) -> None:
        """Take back a whole revision, as a new one; Refused when something has changed since."""
        revision = self.session.get(Revision, revision_id)
        if revision is None:
            raise NotFound(f"There is no revision {revision_id}.")
        self._about |= {
            "reason": self._about["reason"] or f"Undo of revision {revision_id}",
            "undoes_id": revision_id,
        }
        for change in reversed(changes_in(self.session, revision_id)):
            entry = self.session.get(Registered, change.record_id)
            kind = kind_called(entry.kind if entry else "")
            record: Any = self.session.get(kind, change.record_id)
            if change.action == "add":
                if record.trashed_at is None:
                    self.remove(kind, record.id, record.version)
            elif change.action == "remove":
                self._untrash(kind, record.id)
            elif change.action == "restore":
                self._trash(kind, record)
            else:
                self._put_back(kind, record, change)

    def _put_back(self, kind: type[Record], record: Any, change: Change) -> None:
        column = str(change.field)
        if as_json(kind, record)[column] != change.new:
            later = select(func.max(Change.revision_id)).where(
                Change.record_id == record.id, Change.field == column
            )
            raise Refused(
                f"{column} has been changed since, in revision {self.session.scalar(later)}. Undo that first, or edit the record."
            )
        self._set(kind, record, {column: from_json(kind, column, change.old)})

    # -- after ----------------------------------------------------------------------------------------

    def finish(self) -> int | None:
        """Bring names, status and search up to date for all that was touched; returns the revision's number."""
        self.session.flush()
        self._follow_parts()
        roots = {i for name, ids in self._touched.items() if not kind_called(name).owner for i in ids}
        index(self.session, roots)
        return self.revision

    def _follow_parts(self) -> None:
        """What parts change in the records that own them: status, completeness, names, search words."""
        for name, ids in list(self._touched.items()):
            kind = kind_called(name)
            if kind.owner and kind.__tablename__ != "citations":
                table = kind.__table__
                owners: set[int] = set()
                for some in _batches(sorted(ids)):
                    owners |= set(
                        self.session.scalars(select(table.c[kind.owner]).where(table.c.id.in_(some)))
                    )
                for owner_kind, some in self._by_kind(owners).items():
                    self._touched[owner_kind] |= some
        for name, ids in self._touched.items():
            kind = kind_called(name)
            for some in _batches(sorted(ids)):
                if kind.has_status:
                    refresh_status(self.session, kind, some)
                complete(self.session, kind, some)
                if any(part in kind.label_from for part in lists_of(kind)):
                    relabel(self.session, kind, some)

    def _by_kind(self, ids: Iterable[int]) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for some in _batches(sorted(ids)):
            for i, name in self.session.execute(
                select(Registered.id, Registered.kind).where(Registered.id.in_(some))
            ):
                found[name].add(i)
        return found

    def _live(self, kind: type[Record], record_id: int) -> Any:
        record: Any = self.session.get(kind, record_id) if 0 < record_id < 2**63 else None
        if record is None or record.trashed_at is not None:
            raise NotFound(
                f"There is no {kind.singular()} {record_id}."
                if record is None
                else f"This {kind.singular()} is in the trash."
            )
        return record

    def _touch(self, kind: type[Record], ids: Iterable[int]) -> None:
        self._touched[kind.__tablename__].update(ids)

    def _log(self, entries: list[dict[str, Any]]) -> None:
        if self._revision is None:
            self._revision = Revision(**self._about, made_at=now())
            self.session.add(self._revision)
            self.session.flush()
        blank = {"field": None, "old": None, "new": None, "revision_id": self._revision.id}
        self.session.execute(insert(Change), [blank | entry for entry in entries])


def _next_ids(session: Session, count: int) -> list[int]:
    """The next free ids of the register, which this transaction alone may use."""
    if session.get_bind().dialect.name == "sqlite":
        # Writing transactions exclude one another, and the sequence remembers ids of rows long gone.
        last = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'records'")) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = "SELECT nextval(pg_get_serial_sequence('records', 'id')) FROM generate_series(1, :count)"
    return list(session.scalars(text(sequence), {"count": count}))


def _twice(values: list[Any]) -> Any:
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def _batches(ids: list[int], size: int = 500) -> Iterable[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
