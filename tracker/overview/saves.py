"""The saves: who changed what, when, through which door and why, told field by field in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, get_args
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Engine, func, select, union_all
from sqlalchemy.orm import Session

from tracker.characters import UNSTORABLE
from tracker.db import reading
from tracker.errors import NotFound, Refused, Unavailable
from tracker.fields import Field, field_called
from tracker.history import MERGED_INTO, Change, Door, Revision, changes_of
from tracker.overview.amounts import amounts
from tracker.overview.scope import misnamed, read_day
from tracker.queries import find_id
from tracker.queries.listing import COUNTED
from tracker.records import Record, Registered, kind_called, kinds

OWN = ("actor", "door", "kind", "record", "reason", "_from", "_to", "_next")
SAVES, AT_ONCE = 50, 500
# A save of fewer changes is told field by field among others, one of more by how many there are.
TOLD = 12
CHANGES = 200
DONE = {"add": "Added", "change": "Changed", "remove": "Moved to the trash", "restore": "Restored"}
# What only the tracker reads.
HIDDEN = ("passage_id", "sentence_sha256")


@dataclass(frozen=True)
class Line:
    """What happened to one field of a record, or to the whole of it; before and after are words, None is
    nothing. record_id: what changed; root_id: the record that it is a part of, or itself."""

    change: int
    action: str
    kind: type[Record]
    record_id: int
    name: str
    root_id: int
    root_kind: str
    root_name: str
    label: str = ""
    before: str | None = None
    after: str | None = None

    @property
    def words(self) -> str:
        """The line as a sentence of its own."""
        of = f" of “{self.root_name}”" if self.root_id != self.record_id else ""
        called = f"{self.kind.singular()} “{self.name}”{of}"
        if not self.label:
            return f"{DONE[self.action]}: {called}"
        return f"{self.label} of {called}: {self.before or 'nothing'} → {self.after or 'nothing'}"

    def as_json(self) -> dict[str, Any]:
        return {
            "action": self.action, "record_id": self.record_id, "kind": self.kind.__tablename__,
            "name": self.name, "permalink": f"/{self.root_kind}/{self.root_id}",
            "field": self.label or None, "before": self.before, "after": self.after,
        }  # fmt: skip


@dataclass(frozen=True)
class Save:
    """A revision with what it did: line by line when that is little, else `counts` by (action, kind)."""

    revision: Revision
    lines: Sequence[Line]
    counts: Mapping[tuple[str, str], int]
    undone_by: int | None = None

    @property
    def changes(self) -> int:
        return sum(self.counts.values())

    @property
    def summary(self) -> list[str]:
        """What it did in a line for each action and kind: "Added 12 claims"."""
        return [f"{DONE[action]}: {kind_called(kind).counted(count)}"
                for (action, kind), count in self.counts.items()]  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        made = self.revision.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "id": self.revision.id, "made_at": made, "actor": self.revision.actor,
            "door": self.revision.door, "reason": self.revision.reason,
            "undoes_id": self.revision.undoes_id, "undone_by": self.undone_by,
            "permalink": f"/revisions/{self.revision.id}",
            "counts": [{"action": action, "kind": kind, "records": count}
                       for (action, kind), count in self.counts.items()],
            "changes": [line.as_json() for line in self.lines],
        }  # fmt: skip


# -- which saves ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ask:
    """Which saves an address asks for: by whom, through which door, of which kind or record, with which
    words in the reason, on which days (of UTC), and behind which save."""

    given: tuple[tuple[str, str], ...] = ()
    first: date | None = None
    last: date | None = None
    record: Registered | None = None

    def get(self, name: str) -> str | None:
        return dict(self.given).get(name)

    def address(self, path: str = "/changes", /, **changes: str | None) -> str:
        """The address with some arguments changed; None drops one. Any change leaves the page."""
        kept = [pair for pair in self.given if pair[0] not in (*changes, "_next")]
        pairs = [*kept, *((name, value) for name, value in changes.items() if value)]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each filter in words, with the address without it."""
        told = {
            "actor": "by {}", "door": "through {}", "kind": "of {}", "record": "of “{}”",
            "reason": "because of “{}”", "_from": "from {}", "_to": "until {}",
        }  # fmt: skip
        said = {"record": self.record.name if self.record else "", "kind": (self.get("kind") or "")}
        said["kind"] = said["kind"].replace("_", " ")
        return [
            (told[name].format(said.get(name) or value), self.address("/changes", **{name: None}))
            for name, value in self.given if name in told
        ]  # fmt: skip


def read_ask(session: Session, arguments: Iterable[tuple[str, str]]) -> Ask:
    """Which saves the arguments of an address ask for; Refused names the argument that is wrong."""
    given = [(name, value.strip()) for name, value in arguments if value.strip()]
    faults, own = misnamed(given, OWN), dict(given)
    faults |= {name: "Contains characters that no record holds."
               for name, value in given if UNSTORABLE.search(value)}  # fmt: skip
    if own.get("door", "web") not in get_args(Door):
        faults["door"] = f"Must be one of: {', '.join(get_args(Door))}."
    if own.get("kind", "claims") not in kinds():
        faults["kind"] = f"Must be one of: {', '.join(kinds())}."
    if not _numbered(own.get("_next", "0")):
        faults["_next"] = "Must be a number."
    first, last = (read_day(own, name, faults) for name in ("_from", "_to"))
    if first and last and first > last:
        faults["_to"] = "The period would end before it begins."
    if faults:
        raise Refused("The changes that are wanted were not understood.", faults)
    record = _record(session, own["record"]) if "record" in own else None
    return Ask(tuple(given), first, last, record)


def _record(session: Session, words: str) -> Registered:
    """The record of a number, a short name, or a kind and either: 12, openai, companies/openai.

    NotFound when there is none; Refused when a short name is one of several kinds.
    """
    name, slash, key = words.partition("/")
    if slash and name not in kinds():
        raise Refused("The record was not understood.", {"record": f"{name[:60]} is no kind of record."})
    if slash:
        return session.get_one(Registered, find_id(session, kinds()[name], key))
    if _numbered(words):
        found = session.get(Registered, int(words))
    else:
        called = {one: number for one in kinds().values() if (number := _called(session, one, words))}
        if len(called) > 1:
            each = " or ".join(f"{one.__tablename__}/{words}" for one in called)
            raise Refused("More than one record is called that.", {"record": f"Say which: {each}."})
        found = session.get(Registered, next(iter(called.values()), 0))
    if found is None:
        raise NotFound(f"There is no record “{words[:80]}”.")
    return found


def _called(session: Session, kind: type[Record], words: str) -> int | None:
    try:
        return find_id(session, kind, words)
    except NotFound:
        return None


def _numbered(words: str) -> bool:
    return words.isascii() and words.isdecimal() and len(words) < 19


def saves(session: Session, ask: Ask, most: int = SAVES) -> tuple[list[Save], str | None]:
    """The newest saves that are asked for, and the `_next` of those behind them."""
    query = select(Revision).where(*_conditions(ask)).order_by(Revision.id.desc()).limit(most + 1)
    found = list(session.scalars(query))
    told = described(session, found[:most])
    return told, str(found[most - 1].id) if len(found) > most else None


def every_save(session: Session, ask: Ask) -> Iterator[Save]:
    """All the saves that are asked for, newest first; some hundred are read at a time."""
    token: str | None = ask.get("_next") or ""
    while token is not None:
        given = [pair for pair in ask.given if pair[0] != "_next"]
        given += [("_next", token)] if token else []
        some, token = saves(session, replace(ask, given=tuple(given)), AT_ONCE)
        yield from some


def count(session: Session, ask: Ask) -> tuple[int, bool]:
    """How many saves are asked for, up to a cap, and whether there are more."""
    all_of_them = replace(ask, given=tuple(pair for pair in ask.given if pair[0] != "_next"))
    some = select(Revision.id).where(*_conditions(all_of_them)).limit(COUNTED + 1).subquery()
    found = session.scalar(select(func.count()).select_from(some)) or 0
    return min(found, COUNTED), found > COUNTED


def _conditions(ask: Ask) -> list[ColumnElement[bool]]:
    own, found = dict(ask.given), []
    if "actor" in own:
        found.append(Revision.actor == own["actor"])
    if "door" in own:
        found.append(Revision.door == own["door"])
    if "reason" in own:
        found.append(Revision.reason.icontains(own["reason"], autoescape=True))
    if ask.first:
        found.append(Revision.made_at >= datetime.combine(ask.first, time(), UTC))
    if ask.last:
        found.append(Revision.made_at <= datetime.combine(ask.last, time(23, 59, 59), UTC))
    if "_next" in own:
        found.append(Revision.id < int(own["_next"]))
    touching = select(Change.revision_id).join(Registered, Registered.id == Change.record_id)
    if ask.record:
        number = ask.record.id
        about = (Registered.root_id == number) | (Registered.id == number)
        found.append(Revision.id.in_(touching.where(about)))
    if "kind" in own:
        one = touching.where(Change.revision_id == Revision.id, Registered.kind == own["kind"])
        found.append(one.correlate(Revision).exists())
    return found


# -- what they did ----------------------------------------------------------------------------------------


def described(session: Session, some: Sequence[Revision]) -> list[Save]:
    """Saves with what they did, in their order."""
    ids = [revision.id for revision in some]
    counts = amounts(session, ids)
    few = [number for number in ids if sum(counts[number].values()) <= TOLD]
    lines: dict[int, list[Line]] = defaultdict(list)
    # Asked one by one: after a large import SQLite would look for those of several among all changes.
    own = [select(Change.id).where(Change.revision_id == number) for number in few]
    query = _changes().where(Change.id.in_(union_all(*own))) if own else None
    rows = [] if query is None else session.execute(query).all()
    for number, line in _told(session, sorted(rows, key=_number)):
        lines[number].append(line)
    by = _undone(session, ids)
    return [Save(one, lines[one.id], counts[one.id], by.get(one.id)) for one in some]


def _undone(session: Session, ids: Sequence[int]) -> dict[int | None, int]:
    """Which save took some back first."""
    undone = select(Revision.undoes_id, func.min(Revision.id)).where(Revision.undoes_id.in_(ids))
    return {row[0]: row[1] for row in session.execute(undone.group_by(Revision.undoes_id))}


def count_ahead(engine: Engine) -> None:
    """Count what the newest saves did, before anybody waits for it."""
    with suppress(Unavailable), reading(engine) as session:
        saves(session, Ask())


def one_save(session: Session, number: int, after: int = 0) -> tuple[Save, int | None]:
    """A revision with its changes from behind the change `after` on, and the change that the rest is behind;
    NotFound when there is none."""
    revision = session.get(Revision, number) if number < 2**63 else None
    if revision is None:
        raise NotFound(f"There is no save {number}.")
    query = _changes().where(Change.revision_id == number, Change.id > after).order_by(Change.id)
    rows = session.execute(query.limit(CHANGES + 1)).all()
    lines = [line for _, line in _told(session, rows[:CHANGES])]
    [save] = described(session, [revision])
    more = rows[CHANGES - 1][1].id if len(rows) > CHANGES else None
    return Save(revision, lines, save.counts, save.undone_by), more


def of_record(session: Session, record_id: int) -> list[Save]:
    """Every save of a record and of its parts, newest first, with what it did to them; not what else it did,
    which of an import of a million takes seconds to count."""
    lines: dict[int, list[Line]] = defaultdict(list)
    rows = session.execute(changes_of(record_id)).all()
    made = {revision.id: revision for revision, _, _ in rows}
    own = [(revision.id, change, entry) for revision, change, entry in rows]
    for number, line in _told(session, [*_merged_into(session, record_id, made.values()), *own]):
        lines[number].append(line)
    by = _undone(session, list(made))
    return [Save(one, lines[number], {}, by.get(number)) for number, one in made.items()]


def _merged_into(session: Session, record_id: int, made: Iterable[Revision]) -> list[Any]:
    """What some saves merged into a record or took out of it again; its own changes do not tell that."""
    # An import, which may be of a million rows, merges nothing.
    some = [one.id for one in made if one.door not in ("import", "seed")]
    query = _changes().where(Change.revision_id.in_(some), Change.field == MERGED_INTO)
    rows = session.execute(query).all() if some else []
    return sorted((row for row in rows if record_id in (row[1].old, row[1].new)), key=_number)


def _number(row: Any) -> int:
    return int(row[1].id)


def _changes() -> Any:
    """(revision, Change, Registered) rows without conditions."""
    return select(Change.revision_id, Change, Registered).join(Registered, Registered.id == Change.record_id)


def _told(session: Session, rows: Sequence[Any]) -> list[tuple[int, Line]]:
    """Changes as lines, each with its revision; the parts of a date or value are told with its words."""
    said = {(change.revision_id, change.record_id, change.field) for _, change, _ in rows}
    kept = [
        (change, entry, field) for _, change, entry in rows
        if (field := _field(change, entry)) is None or not _told_already(change, field, said)
    ]  # fmt: skip
    names = _names(session, kept)
    found = []
    for change, entry, field in kept:
        if change.field in HIDDEN:
            continue
        kind, (root, root_kind) = kind_called(entry.kind), names.roots[entry.id]
        place = (root, root_kind, names.called.get(root, ""))
        label = (field.label if field else str(change.field).replace("_", " ")) if change.field else ""
        words = (_words(field, value, names.called) for value in (change.old, change.new))
        line = Line(change.id, change.action, kind, entry.id, entry.name, *place, label, *words)
        found.append((change.revision_id, line))
    return found


# What merging sets, and nobody else.
MERGING = {
    column: Field(column.removesuffix("_id"), column, "link", label, int | str, to=("*",))
    for column, label in (("merged_into_id", "Merged into"), ("made_about_id", "Made about"))
}


def _field(change: Change, entry: Registered) -> Field | None:
    if not change.field:
        return None
    return field_called(kind_called(entry.kind), change.field) or MERGING.get(change.field)


def _told_already(change: Change, field: Field, said: set[Any]) -> bool:
    """Whether a part of a date or value changed together with its words, which say it all."""
    return bool(field.part_of) and (change.revision_id, change.record_id, field.part_of) in said


@dataclass(frozen=True)
class _Named:
    called: Mapping[int, str]
    roots: Mapping[int, tuple[int, str]]


def _names(session: Session, kept: Sequence[tuple[Change, Registered, Field | None]]) -> _Named:
    """What the records are called that links led to, and which record each changed one is shown with."""
    linked = {
        value
        for change, _, field in kept if field and field.to
        for value in (change.old, change.new) if isinstance(value, int)
    }  # fmt: skip
    roots = {entry.id: entry.root_id or entry.id for _, entry, _ in kept}
    query = select(Registered.id, Registered.name, Registered.kind)
    rows = session.execute(query.where(Registered.id.in_(linked | set(roots.values())))).all()
    kinds_of = {row.id: row.kind for row in rows}
    return _Named(
        {row.id: row.name for row in rows},
        {number: (root, kinds_of.get(root, "records")) for number, root in roots.items()},
    )


def _words(field: Field | None, value: Any, names: Mapping[int, str]) -> str | None:
    """A value of the history as people read it; None when there was none."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field and field.to:
        return names.get(value, f"no. {value}")
    if field and field.choices:
        return str(value).replace("_", " ")
    return f"{value:,}" if isinstance(value, int) and field and field.sort == "number" else str(value)
