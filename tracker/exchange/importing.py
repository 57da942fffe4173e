"""Importing rows: every row or none, through the same door as all other changes."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tracker.db import batches, transaction
from tracker.errors import Refused
from tracker.exchange.cells import cell_lists, told_lists
from tracker.exchange.incoming import (
    changed_row,
    given_id,
    kept_values,
    link_ids,
    new_row,
    own_target,
    settle_links,
    unknown_columns,
    without_lost_quote,
    without_own_links,
)
from tracker.exchange.reading import Row
from tracker.exchange.sources import Source
from tracker.exchange.tables import Progress, unwatched
from tracker.fields import links_of
from tracker.queries import as_row
from tracker.queries.rows import shape_of
from tracker.records import Registered, kind_called, kinds, parts_of
from tracker.records.source import Citation
from tracker.writing import Edit, RowsRefused
from tracker.writing.kept import complete
from tracker.writing.register import pass_over

BATCH = 2000
# Further faults would bury the first ones.
MOST_FAULTS = 1000

WITHOUT_ID = "Leave the id empty to add the row as another record."
INTO_EMPTY = "Import the files into a database of their own, made by `tracker init --no-seed`."

Numbered = tuple[int, dict[str, Any]]


@dataclass
class Imported:
    """What an import came to: the records of each kind that were added or changed, the number of those that
    stood there as the file has them, and the revision, when anything was saved."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    revision: int | None = None

    def __str__(self) -> str:
        said = []
        for what, counts in (("Added", self.added), ("Changed", self.changed)):
            listed = ", ".join(kind_called(name).counted(count) for name, count in counts.items() if count)
            said += [f"{what} {listed}."] if listed else []
        if self.unchanged or not said:
            said.append(f"{self.unchanged:,} already as in the file.")
        return " ".join(said)


class FileRefused(RowsRefused):
    """Rows that were not accepted, of one file among several: `file` is its name."""

    def __init__(self, file: str, faults: list[tuple[int, str, str]]) -> None:
        super().__init__(faults)
        self.file = file
        self.message = f"{file}: {self.message}"
        self.args = (self.message,)


def import_rows(
    engine: Engine,
    sources: Sequence[Source],
    *,
    whole: bool = False,
    actor: str,
    reason: str | None = None,
    most: int = 2_000_000,
    progress: Progress = unwatched,
) -> Imported:
    """Import files, every row or none. whole: they are an export, whose moments and states count as well.

    RowsRefused names each row and field that is wrong. progress is told of rows as they are done.
    """
    together = frozenset(source.kind.__tablename__ for source in sources if whole)
    with transaction(engine) as session:
        edit = Edit(session, actor=actor, door="import", reason=reason)
        done = _Importer(session, edit, together, most, progress)
        for source in sources:
            done.load(source)
        done.check_complete()
        done.result.revision = edit.finish()
        return done.result


class _Importer:
    """Imports in the transaction of its edit. `whole` names the kinds that come as one export."""

    def __init__(
        self, session: Session, edit: Edit, whole: Collection[str], most: int, progress: Progress
    ) -> None:
        self.session, self.edit, self.whole, self.most, self.progress = session, edit, whole, most, progress
        self.result = Imported()
        self.seen: set[int] = set()
        self.faults: list[tuple[int, str, str]] = []
        self.count = 0
        self.given: set[int] = set()
        self.waiting: list[Numbered] = []
        self.owing: dict[Source, dict[int, int]] = {}

    def load(self, source: Source) -> None:
        self.source, self.kind = source, source.kind
        self.skipped = {
            name for name, part in parts_of(self.kind).items() if part.__tablename__ in self.whole
        }
        self._look_through()
        rows = ((number, self._grounded(row)) for number, row in enumerate(source.rows(), 1) if _filled(row))
        while batch := list(islice(rows, BATCH)):
            self.count += len(batch)
            self._take(batch)
            self.progress(len(batch))
        self._take_waiting()
        self._refuse()

    def _look_through(self) -> None:
        """Refuse more rows than may be before any is worked on, and see to it that the parts that rows bring
        in a cell get new ids: none that a later row of the file brings along."""
        brings = bool(self.kind.has_status or cell_lists(self.kind).keys() - self.skipped) and not self.whole
        if not brings and self.count + self.source.most_rows() <= self.most:
            return
        highest = 0
        for count, row in enumerate(filter(_filled, self.source.rows()), self.count + 1):
            if count > self.most:
                raise Refused(f"An import holds {self.most:,} rows at most (TRACKER_IMPORT_ROWS).")
            number = str(row.get("id"))
            highest = max(highest, int(number) if number.isdecimal() and len(number) < 13 else 0)
        if brings:
            pass_over(self.session, highest)

    def _grounded(self, row: Row) -> dict[str, Any]:
        """A row of its own, without a quote from a text that the export left out."""
        return without_lost_quote(row, self.seen) if self.whole and self.kind is Citation else dict(row)

    # -- one batch ------------------------------------------------------------------------------------

    def _take(self, batch: list[Numbered]) -> None:
        ids = self._ids(batch)
        entries = self._registered({i for i in ids.values() if i is not None} | self._links(batch))
        names = {i: entry.name for i, entry in entries.items()}
        current = self._current(i for i in ids.values() if i in entries)
        new: list[Numbered] = []
        for number, row in batch:
            i = ids.get(number)
            if number not in ids or (i in entries and not self._same_kind(number, entries[i])):
                continue
            if i in entries:
                self._update(number, row, current.get(i), names)
            elif self._must_wait(row, entries):
                self.waiting.append((number, row))
            else:
                settle_links(self.kind, row, names, self.seen)
                new.append((number, row))
        self._add(new)

    def _ids(self, batch: list[Numbered]) -> dict[int, int | None]:
        """The id that each sound row brings, by the row's number."""
        ids: dict[int, int | None] = {}
        for number, row in batch:
            unknown = unknown_columns(self.kind, row)
            if unknown:
                self._fault(number, unknown)
                self._refuse()
            try:
                i = given_id(row)
            except ValueError as error:
                self._fault(number, {"id": str(error)})
                continue
            if i in self.given:
                self._fault(number, {"id": f"Another row has the id {i} already."})
                continue
            if i is not None:
                self.given.add(i)
            ids[number] = i
        return ids

    def _links(self, batch: list[Numbered]) -> set[int]:
        return link_ids(self.kind, [row for _, row in batch])

    def _registered(self, ids: Iterable[int]) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for some in batches(sorted(i for i in ids if 0 < i < 2**63)):
            query = select(Registered.id, Registered.kind, Registered.name).where(Registered.id.in_(some))
            found |= {entry.id: entry for entry in self.session.execute(query)}
        return found

    def _same_kind(self, number: int, entry: Any) -> bool:
        if entry.kind == self.kind.__tablename__:
            return True
        what = kinds()[entry.kind].one()
        self._fault(number, {"id": f"The id {entry.id} belongs to {what}, “{entry.name}”."})
        return False

    def _current(self, ids: Iterable[int | None]) -> dict[int | None, dict[str, Any]]:
        """The live records that a batch names, as rows."""
        shape, wanted = shape_of(self.kind), list(ids)
        if not wanted:
            return {}
        query = shape.statement.where(shape.table.c.id.in_(wanted), shape.table.c.trashed_at.is_(None))
        rows = [as_row(self.kind, found) for found in self.session.execute(query).mappings()]
        for name, lists in told_lists(self.session, self.kind, [row["id"] for row in rows]).items():
            for row, told in zip(rows, lists, strict=True):
                row[name] = told
        return {row["id"]: row for row in rows}

    def _must_wait(self, row: Row, entries: Collection[int | None]) -> bool:
        """Whether a row links to one of its own kind that may yet come."""
        target = own_target(self.kind, row)
        return target is not None and target not in entries and target not in self.seen

    # -- adding ---------------------------------------------------------------------------------------

    def _add(self, batch: list[Numbered]) -> None:
        """Add rows; of those that are refused find out each, and add the others."""
        if not batch:
            return
        try:
            ids = self._insert(batch)
        except RowsRefused as refused:
            for place, name, words in refused.rows:
                self._fault(batch[place - 1][0], {name: words})
            wrong = {place - 1 for place, _, _ in refused.rows}
            self._add([one for place, one in enumerate(batch) if place not in wrong])
        except Refused as refused:
            if len(batch) == 1:
                self._fault(batch[0][0], refused.fields or {"row": refused.message})
                return
            half = len(batch) // 2
            self._add(batch[:half])
            self._add(batch[half:])
        else:
            self.seen.update(ids)
            self.result.added[self.kind.__tablename__] += len(ids)
            if any(part.at_least for part in parts_of(self.kind).values()):
                numbers = (number for number, _ in batch)
                self.owing.setdefault(self.source, {}).update(zip(ids, numbers, strict=True))

    def _insert(self, batch: list[Numbered]) -> list[int]:
        kept = [self._kept(row) for _, row in batch] if self.whole else None
        rows = [new_row(self.kind, row, self.skipped) for _, row in batch]
        ids = [given_id(row) for _, row in batch]
        pass_over(self.session, max((i for i in ids if i is not None), default=0))
        return self.edit.add_many(
            self.kind, rows, strict=self.source.strict, ids=ids if any(ids) else None, kept=kept
        )

    def _kept(self, row: Row) -> dict[str, Any]:
        return kept_values(self.kind, row) if self.whole else {}

    # -- changing -------------------------------------------------------------------------------------

    def _update(
        self, number: int, row: dict[str, Any], current: dict[str, Any] | None, names: dict[int, str]
    ) -> None:
        """Bring a record that is there already to what the row says."""
        if current is None:
            self._fault(number, {"id": f"This {self.kind.singular()} is in the trash. Restore it first."})
            return
        if not self._same(row, current):
            words = f"The id {current['id']} belongs to “{current['label']}”."
            self._fault(number, {"id": f"{words} {INTO_EMPTY if self.whole else WITHOUT_ID}"})
            return
        self.seen.add(current["id"])
        try:
            changed = self._change(row, current, names)
        except Refused as refused:
            self._fault(number, refused.fields or {"row": refused.message})
            return
        self.result.changed[self.kind.__tablename__] += changed
        self.result.unchanged += not changed

    def _same(self, row: Row, current: Row) -> bool:
        """Whether a row means the record that has its id here: it has the same name, or the same address."""
        handle = self.kind.handle or "label"
        named = [name for name in ("label", handle) if row.get(name) not in (None, "")]
        return not named or any(str(row[name]) == str(current[name]) for name in named)

    def _change(self, row: dict[str, Any], current: dict[str, Any], names: dict[int, str]) -> bool:
        changed = False
        differing = changed_row(self.kind, row, current, self.skipped)
        for link in links_of(self.kind) if self.whole else ():
            if link.column not in differing:
                differing.pop(link.name, None)
        if differing:
            self._refuse_older(row, current["version"])
            settle_links(self.kind, differing, names, self.seen)
            changed = self.edit.change(
                self.kind, current["id"], differing, current["version"], strict=self.source.strict
            )
        kept = self._kept(row)
        return (self.edit.keep(self.kind, current["id"], kept) if kept else False) or changed

    def _refuse_older(self, row: Row, version: int) -> None:
        """A file that was exported before somebody's last save would silently take that save back."""
        said = str(row.get("version") or version)
        if not self.whole and said.isdecimal() and int(said) < version:
            words = "Somebody has saved this record since the file was exported. Export it again."
            raise Refused(words, {"version": words})

    # -- rows that wait -------------------------------------------------------------------------------

    def _take_waiting(self) -> None:
        """Rows whose parents came behind them, and those whose parents never came or wait for each other."""
        while self.waiting:
            coming = {given_id(row) for _, row in self.waiting}
            ready = [one for one in self.waiting if own_target(self.kind, one[1]) not in coming]
            held = [one for one in self.waiting if own_target(self.kind, one[1]) in coming]
            self.waiting = []
            if not ready:
                self._add_circle(held)
                return
            names = {i: e.name for i, e in self._registered(self._links(ready)).items() if i}
            for _, row in ready:
                settle_links(self.kind, row, names, self.seen)
            self._add(ready)
            self.waiting = held

    def _add_circle(self, rows: list[Numbered]) -> None:
        """Rows that link to one another in a circle: added first, linked then."""
        self._add([(number, without_own_links(self.kind, row)) for number, row in rows])
        if self.faults:
            return
        current = self._current([given_id(row) for _, row in rows])
        for number, row in rows:
            settle_links(self.kind, row, {}, self.seen)
            self._update(number, row, current[given_id(row)], {})

    # -- faults ---------------------------------------------------------------------------------------

    def check_complete(self) -> None:
        """Refuse records that have fewer parts than their kind must have, row by row."""
        for source, numbers in self.owing.items():
            self.source, self.kind = source, source.kind
            for some in batches(numbers):
                for i in some if self._lacking(some) else ():
                    self._fault(numbers[i], self._lacking([i]))
            self._refuse()

    def _lacking(self, ids: list[int]) -> dict[str, str]:
        try:
            complete(self.session, self.kind, ids)
        except Refused as refused:
            return refused.fields
        return {}

    def _fault(self, number: int, fields: dict[str, str]) -> None:
        self.faults += [(number, name, words) for name, words in fields.items()]
        if len(self.faults) >= MOST_FAULTS:
            self._refuse()

    def _refuse(self) -> None:
        if not self.faults:
            return
        faults = sorted(self.faults, key=lambda fault: fault[0])
        raise FileRefused(self.source.path.name, faults) if self.whole else RowsRefused(faults)


def _filled(row: Row) -> bool:
    return any(value not in (None, "") for value in row.values())
