"""The only door for changes: clean, compare, write, note the revision; names, status and search follow."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from tracker.drafts import follow_undo
from tracker.errors import NotFound, Refused
from tracker.fields import field_called, fields_of
from tracker.history import MERGED_INTO, Change, Revision, changes_in
from tracker.queries.plain import from_json, plain
from tracker.records import Record, Registered, kind_called
from tracker.records.claim import Claim
from tracker.records.metric import Metric
from tracker.records.source import Article, Capture, Citation
from tracker.writing.alike import cleaned_alike
from tracker.writing.citing import Attached, capture_of, recheck_against, refuse_stranger, resettle_citation
from tracker.writing.cleaning import Cleaned, Cleaner, prepare
from tracker.writing.judging import follow_judgements, judges
from tracker.writing.merging import Merging
from tracker.writing.overtaken import did, newest_change, refuse_overtaken_merge
from tracker.writing.register import refuse_taken
from tracker.writing.summaries import follow
from tracker.writing.ties import linking, parts_below, refuse_circle, refuse_dangling


class RowsRefused(Refused):
    """Many rows of which some were not accepted.

    `rows` holds (number of the row from 1, field, what is wrong).
    """

    def __init__(self, faults: list[tuple[int, str, str]]) -> None:
        count = len({row for row, _, _ in faults})
        super().__init__(
            f"{count} {'row needs' if count == 1 else 'rows need'} attention; nothing was saved."
        )
        self.rows = faults


class Edit(Merging):
    """One revision in the making. Call `finish()` before the transaction ends.

    actor: who; door: which way it came in; reason: why; token: of the form or request, so that what is
    sent twice is saved once.
    """

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
        prepare(self.lookup, kind, rows)
        cleaned = cleaned_alike(self.lookup, kind, rows, strict) or self._cleaned(kind, rows, strict)
        for one, values in zip(cleaned, kept or (), strict=False):
            one.kept = values
        return self._insert(kind, cleaned, ids)

    def _cleaned(
        self, kind: type[Record], rows: Sequence[Mapping[str, Any]], strict: bool
    ) -> list[Cleaned]:
        cleaned, faults = [], []
        for number, row in enumerate(rows, 1):
            try:
                cleaned.append(Cleaner(self.lookup, kind, strict).clean(row))
            except Refused as refused:
                faults += [(number, field, words) for field, words in refused.fields.items()]
        if faults:
            raise RowsRefused(faults)
        return cleaned

    # -- changing -------------------------------------------------------------------------------------

    def change(
        self, kind: type[Record], record_id: int, given: Mapping[str, Any], version: int, strict: bool = True
    ) -> bool:
        """Change some fields of a record; returns whether anything differed.

        Stale when `version` is no longer the newest: both rows are in the error.
        """
        record = self._live(kind, record_id, version, given)
        if kind.immutable:
            raise Refused(f"{kind.one().capitalize()} is never changed. Add a new one.")
        current = {field.column: getattr(record, field.column) for field in fields_of(kind)}
        cleaned = Cleaner(self.lookup, kind, strict, current | {"id": record_id}).clean(given)
        _stays(kind, current, cleaned.columns)
        if kind is Citation:
            resettle_citation(self.session, current, cleaned.columns, cleaned.inputs)
        if kind is Claim:
            follow(current, cleaned.columns, self._spoken)
        if kind.handle and cleaned.columns.get(kind.handle, "") is None:
            del cleaned.columns[kind.handle]  # an emptied short name stays what it was
        refuse_taken(self.session, kind, [cleaned], but=record_id)
        refuse_circle(self.session, kind, record_id, cleaned.columns)
        changed = self._set(kind, record, cleaned.columns)
        if cleaned.step:
            self._step(cleaned.step, record_id)
        if changed:
            self._doubt(record_id, kind, changed)
        return bool(changed or cleaned.step)

    def _spoken(self, number: int) -> str:
        metric = self.session.get(Metric, number)
        return metric.label if metric else self.session.get_one(Registered, number).name

    def keep(self, kind: type[Record], record_id: int, values: Mapping[str, Any]) -> bool:
        """Set kept columns to what an export of the tracker says; returns whether anything differed."""
        return bool(self._set(kind, self._live(kind, record_id), values))

    def confirm(self, citation_id: int, version: int) -> None:
        """Say that a citation still carries its value after the value was changed."""
        citation = self._live(Citation, citation_id, version, {})
        if citation.state == "recheck":
            self._set(Citation, citation, {"state": "verified" if citation.passage_id else "unverified"})

    def attach(self, article_id: int, words: str, how: str, anyway: bool = True) -> Attached:
        """Store an article's text, once, and hold every citation of the article against it.

        Refused, but for `anyway`, when quotes that stood in a text of it do, and none stands in this one.
        """
        self._live(Article, article_id)
        stored = capture_of(self.session, article_id, words)
        new = stored is None
        if stored is None:
            number = self.add(Capture, {"article": article_id, "text": words, "how": how})
            stored = self.session.get_one(Capture, number)
        failed, count, stood = [], 0, 0
        for citation_id, columns in recheck_against(self.session, stored).items():
            citation = self._live(Citation, citation_id)
            if columns["state"] == "failed":
                failed.append(citation_id)
            elif citation.state == "recheck":
                columns["state"] = "recheck"  # the words stand; nobody has confirmed the value yet
            count += 1
            stood += citation.passage_id is not None
            self._set(Citation, citation, columns)
        if stood and len(failed) == count and not anyway:
            refuse_stranger(stood)
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

    def restore(self, kind: type[Record], record_id: int) -> None:
        """Take a record out of the trash, with the parts that went there with it."""
        record = self._any(kind, record_id)
        if record.merged_into_id is not None:
            raise Refused(f"This {kind.singular()} was merged. Undo the merge, in its history.")
        if record.trashed_at is None:
            return
        last = select(func.max(Change.revision_id)).where(
            Change.record_id == record_id, Change.action == "remove"
        )
        gone = {change.record_id for change in changes_in(self.session, self.session.scalar(last) or 0)}
        self._untrash(kind, record_id)
        # Outermost first: a citation comes back after the step that it is evidence for.
        for part, number in reversed(parts_below(self.session, record_id, trashed=True)):
            if number in gone:
                self._untrash(part, number)

    def undo(self, revision_id: int) -> None:
        """Take back a whole revision, as a new one; Refused when something has changed since."""
        revision = self.session.get(Revision, revision_id)
        if revision is None:
            raise NotFound(f"There is no revision {revision_id}.")
        reason = self._about["reason"] or f"Undo of revision {revision_id}"
        self._about |= {"reason": reason, "undoes_id": revision_id}
        changes = changes_in(self.session, revision_id)
        settled = {change.record_id for change in changes}
        merging = any(change.field == MERGED_INTO for change in changes)
        if merging:
            self._refuse_buried(changes)
            refuse_overtaken_merge(self.session, revision_id, changes)
        else:
            self._refuse_unseen(settled)
        # Newest first, and what was set together is put back together: a value without its state would be
        # refused by the database.
        for (number, action), some in groupby(reversed(changes), lambda one: (one.record_id, one.action)):
            kind = kind_called(self.session.get_one(Registered, number).kind)
            record = self._any(kind, number)
            if action == "change":
                changed = self._put_back(kind, record, list(some))
                if not merging:  # no value of any fact is another one by that
                    # Citations that this undo puts back as well are as they were when the value was this one.
                    self._doubt(number, kind, changed, but=settled)
            elif action == "remove":
                self._untrash(kind, number)
            elif record.trashed_at is None:
                self.remove(kind, number, record.version)
        follow_undo(self.session, revision)
        if judges(self.session, revision_id):
            follow_judgements(self.session, revision_id, self._revise())

    def _put_back(self, kind: type[Record], record: Record, changes: Sequence[Change]) -> set[str]:
        values: dict[str, Any] = {}
        for change in changes:
            column = str(change.field)
            if values.get(column, plain(getattr(record, column))) != change.new:
                self._refuse_overtaken(record.id, column)
            values[column] = change.old
        restored = {column: from_json(kind, column, value) for column, value in values.items()}
        refuse_taken(self.session, kind, [Cleaned(columns=restored)], but=record.id)
        changed = self._set(kind, record, restored)
        if record.trashed_at is None:
            refuse_dangling(self.session, kind, record.id)
        return changed

    def _refuse_buried(self, changes: Sequence[Change]) -> None:
        """Refuse to part what was merged while the record that stands for both is gone itself."""
        for number in {change.new or change.old for change in changes if change.field == MERGED_INTO}:
            entry = self.session.get_one(Registered, number)
            record = self._any(kind_called(entry.kind), number)
            if record.merged_into_id is not None:
                made = newest_change(self.session, number, MERGED_INTO).revision_id
                into = self.session.get_one(Registered, record.merged_into_id).name
                words = f"Undo save {made} first: it merged it into “{into}”."
                raise Refused(f"{entry.name} was itself merged since. {words}")
            if record.trashed_at is not None:
                raise Refused(f"{entry.name} is in the trash. Restore it first.")

    def _refuse_unseen(self, changed: set[int]) -> None:
        """Refuse to take back what was done to records that lead to others since: nobody would see it."""
        for number in sorted({self.session.get_one(Registered, one).root_id or one for one in changed}):
            entry = self.session.get_one(Registered, number)
            into = self._any(kind_called(entry.kind), number).merged_into_id
            if into is not None:
                made = newest_change(self.session, number, MERGED_INTO).revision_id
                there = f"“{self.session.get_one(Registered, into).name}”"
                words = f"Undo save {made} first, or edit {there} instead."
                raise Refused(f"{entry.name} was merged into {there} since. {words}")

    def _refuse_overtaken(self, record_id: int, column: str) -> None:
        made = newest_change(self.session, record_id, column)
        raise Refused(
            f"{column} was changed again in revision {made.revision_id}, which {did(self.session, made)}. "
            "Undo that first, or edit the record."
        )


def _stays(kind: type[Record], current: Mapping[str, Any], columns: Mapping[str, Any]) -> None:
    """A part stays with what it is a part of: its evidence and its history belong there."""
    owner = kind.owner and field_called(kind, kind.owner)
    if owner and columns.get(owner.column, current[owner.column]) != current[owner.column]:
        words = f"{kind.one().capitalize()} stays where it is. Remove it here and add it there."
        raise Refused(words, {owner.name: words})
