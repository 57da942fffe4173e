"""Making one of two records that are the same thing: what moves, and the save that moves it.

The record that is merged keeps its row, out of the way like one in the trash, and says which record stands
for it now. Its parts, its names and whatever links to it go to that record, each noted in the history field
by field, so that undoing the save brings all of it back.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.db import batches
from tracker.errors import Refused
from tracker.fields import Field, fields_of, own_fields
from tracker.history import Verdict
from tracker.lookup import name_key
from tracker.records import Record, Registered, kinds, parts_of
from tracker.records.alias import Alias
from tracker.records.claim import Claim
from tracker.records.source import Capture, Citation
from tracker.writing.cleaning import Cleaned
from tracker.writing.judging import merged_ids, record_word, refuse_different
from tracker.writing.ties import leads_to, refuse_circle
from tracker.writing.writer import Writer

# The kinds that are found twice: what reports call a company, and reports of the same fact.
MERGED = ("companies", "people", "offices", "articles", "claims")
MOST_NAMESAKES = 5
# What tells two parts of a kind apart, where that is not all that is said of them.
TELLING: dict[str, tuple[str, ...]] = {
    "aliases": ("name",),
    "citations": ("field", "article_id", "passage_id", "paragraph", "sentence", "sentence_sha256", "stance",
                  "attribution", "speaker_id"),
}  # fmt: skip


def namesakes(session: Session, kind: type[Record], number: int) -> list[int]:
    """The first few others of a kind that can be merged which are called exactly as a record."""
    if kind.__tablename__ not in MERGED:
        return []
    own, table = Registered.__table__.c, kind.__table__.c
    name = select(own.name_key).where(own.id == number).scalar_subquery()
    same = select(table.id).join(Registered, own.id == table.id).where(
        own.kind == kind.__tablename__, own.name_key == name, table.id != number, table.trashed_at.is_(None)
    )  # fmt: skip
    return list(session.scalars(same.order_by(table.id).limit(MOST_NAMESAKES)))


@dataclass(frozen=True)
class Value:
    """A field in which two records differ: what the merged one says, what the other, and which is kept."""

    field: Field
    columns: tuple[str, ...]
    merged: Any
    kept: Any
    taken: bool

    @property
    def filled(self) -> bool:
        """Whether only the merged record says anything."""
        return self.kept is None


@dataclass(frozen=True)
class Move:
    """Records of a kind in which one link goes to another record from now on; nowhere when `to` is None."""

    kind: type[Record]
    column: str
    ids: tuple[int, ...]
    to: int | None


@dataclass(frozen=True)
class Double:
    """A part that the other record has as well: it goes to the trash, and its citations to that part."""

    kind: type[Record]
    id: int
    twin: int


@dataclass
class Plan:
    """All that merging one record into another changes."""

    kind: type[Record]
    record_id: int
    into_id: int
    name: str | None = None
    values: list[Value] = field(default_factory=list)
    parts: list[Move] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    links: list[Move] = field(default_factory=list)

    @property
    def dropped(self) -> set[str]:
        """The fields of which the merged record's value is not kept, by name and by column."""
        left = [value.field for value in self.values if not value.taken]
        return {name for one in left for name in (one.name, one.column)}


def plan(
    session: Session, kind: type[Record], record_id: int, into_id: int, take: Collection[str] = ()
) -> Plan:
    """What merging a record into another will change; `take` names the fields whose values it brings along.

    Refused when the two cannot be made one.
    """
    if kind.__tablename__ not in MERGED:
        listed = ", ".join(MERGED)
        raise Refused(f"{kind.plural()} are not merged. These are: {listed}.")
    if record_id == into_id:
        raise Refused("That is one record already. Choose two.", {"into": "Choose another record."})
    refuse_different(session, merged_ids(session, kind, record_id), merged_ids(session, kind, into_id))
    made = Plan(kind, record_id, into_id)
    record, into = session.get_one(kind, record_id), session.get_one(kind, into_id)
    made.values = list(_values(session, kind, record, into, _known(kind, take)))
    made.links = list(_links(session, made))
    _parts(session, made, record_id, into_id)
    made.name = _alias(session, made)
    return made


def _known(kind: type[Record], take: Collection[str]) -> set[str]:
    names = {one.name for one in _choosable(kind)}
    wrong = {name[:100]: "There is no such field to take." for name in take if name not in names}
    if wrong:
        raise Refused("The choice was not understood.", {"take": f"Choose among {', '.join(sorted(names))}."})
    return set(take)


def _choosable(kind: type[Record]) -> Iterator[Field]:
    """The fields of which either value may be kept; names and addresses stay, and lead there."""
    table = kind.__table__
    for one in own_fields(kind):
        kept = one.kept and not table.c[one.column].unique
        together = one.column == "country_id" and "city_id" in table.c
        if not kept and not together and one.column not in (kind.handle, "name"):
            yield one


def _columns(kind: type[Record], one: Field) -> tuple[str, ...]:
    """The columns that a value stands in; a city stands in its country."""
    around = ("country_id",) if one.column == "city_id" and "country_id" in kind.__table__.c else ()
    return (one.column, *one.parts, *around)


def _values(
    session: Session, kind: type[Record], record: Any, into: Any, take: set[str]
) -> Iterator[Value]:
    for one in _choosable(kind):
        columns = _columns(kind, one)
        theirs, ours = ([getattr(side, column) for column in columns] for side in (record, into))
        pair = {record.id, into.id}
        if theirs == ours or all(value is None for value in theirs) or (one.to and theirs[0] in pair):
            continue
        filled = all(mine in (None, other) for mine, other in zip(ours, theirs, strict=True))
        taken = one.name in take or (filled and not _circular(session, kind, into.id, one, theirs[0]))
        if taken:
            refuse_circle(session, kind, into.id, {one.column: theirs[0]})
        yield Value(one, columns, theirs[0], None if filled else ours[0], taken)


def _circular(session: Session, kind: type[Record], record_id: int, one: Field, value: Any) -> bool:
    try:
        refuse_circle(session, kind, record_id, {one.column: value})
    except Refused:
        return True
    return False


def _links(session: Session, made: Plan) -> Iterator[Move]:
    """The links of other records that lead to the merged one, those in the trash too."""
    for other in kinds().values():
        table = other.__table__
        for one in fields_of(other):
            if one.column == other.owner or not leads_to(one, made.kind):
                continue
            query = select(table.c.id).where(table.c[one.column] == made.record_id).order_by(table.c.id)
            ids = [number for number in session.scalars(query) if number != made.record_id]
            if other.owner:
                ids = _undoubled(session, made, other, one.column, ids)
            own = [made.into_id] if made.into_id in ids and other is made.kind else []
            rest = tuple(number for number in ids if number not in own)
            if own:  # it was above or beside itself, and is no more
                yield Move(other, one.column, tuple(own), None)
            if rest:
                yield Move(other, one.column, rest, made.into_id)


def _undoubled(session: Session, made: Plan, part: type[Record], column: str, ids: list[int]) -> list[int]:
    """The parts that become no double of another part beside them, such as a second party of one name."""
    table = part.__table__
    owner = table.c[str(part.owner)]
    left = []
    for number in ids:
        row = session.get_one(part, number)
        beside = select(part).where(
            owner == getattr(row, str(part.owner)), table.c[column] == made.into_id, _live(part)
        )
        twin = _twin(part, row, session.scalars(beside), but=column) if row.trashed_at is None else None
        if twin is None:
            left.append(number)
        else:
            _double(session, made, part, number, twin)
    return left


def _parts(session: Session, made: Plan, owner_id: int, to: int) -> None:
    """What becomes of the live parts of a record, innermost first."""
    for part in kinds().values():
        if not part.owner:
            continue
        owner = part.__table__.c[part.owner]
        own = list(session.scalars(select(part).where(owner == owner_id, _live(part)).order_by(part.id)))
        theirs = list(session.scalars(select(part).where(owner == to, _live(part)).order_by(part.id)))
        moved = []
        for row in own:
            twin = None if part is Capture else _twin(part, row, theirs)
            if twin is None:
                moved.append(row.id)
            else:
                _double(session, made, part, row.id, twin)
        if moved:
            made.parts.append(Move(part, part.owner, tuple(moved), to))


def _double(session: Session, made: Plan, part: type[Record], number: int, twin: int) -> None:
    _parts(session, made, number, twin)
    made.doubles.append(Double(part, number, twin))


def _live(kind: type[Record]) -> Any:
    return kind.__table__.c.trashed_at.is_(None)


def _twin(part: type[Record], row: Any, others: Any, but: str = "") -> int | None:
    """The part of another record that says the same."""
    same = told(part, row, but)
    return next((other.id for other in others if told(part, other, but) == same), None)


def told(part: type[Record], row: Any, but: str = "") -> list[Any]:
    """What a part says of its record: two that say the same are one; `but` names a column to leave out."""
    columns = TELLING.get(part.__tablename__) or [
        one.column for one in fields_of(part) if one.column not in (part.owner, "note") and not one.kept
    ]
    values = [getattr(row, column) for column in columns if column != but]
    return [name_key(value) if isinstance(value, str) else value for value in values]


def _alias(session: Session, made: Plan) -> str | None:
    """The merged record's name, where that is to become another name of the one that stays."""
    if "aliases" not in parts_of(made.kind):
        return None
    name, kept = (session.get_one(Registered, number).name for number in (made.record_id, made.into_id))
    own = select(Alias).where(Alias.record_id.in_((made.record_id, made.into_id)), _live(Alias))
    known = {name_key(kept), *(name_key(one.name) for one in session.scalars(own))}
    return None if name_key(name) in known else name


class Merging(Writer):
    """The saves that judge two records, and make one of them."""

    def judge(self, kind: type[Record], one_id: int, other_id: int, verdict: Verdict) -> None:
        """Record that two records are different, or that nobody can tell; the edit's reason says why."""
        if verdict == "same":
            raise Refused("Two records that are the same are merged.", {"verdict": "Merge them."})
        if one_id == other_id:
            raise Refused("That is one record. Choose two.", {"other": "Choose another record."})
        names = [self._name(self._live(kind, number).id) for number in (one_id, other_id)]
        reason = self._about["reason"]
        said = "Judged different" if verdict == "different" else "Not sure whether the same"
        self._about["reason"] = reason or f"{said}: {names[0]}, {names[1]}"[:500]
        record_word(self.session, (one_id, other_id), verdict, reason, self._revise())

    def merge(
        self,
        kind: type[Record],
        record_id: int,
        into_id: int,
        versions: tuple[int | None, int | None] = (None, None),
        take: Collection[str] = (),
    ) -> None:
        """Make one of two records: `record_id` is led to `into_id` for good, with all that belonged to it.

        versions: of the two, as whoever asks has seen them; Stale when either was saved since. take: the
        fields whose values the merged record brings along, besides those that the other does not have.
        """
        record = self._live(kind, record_id, versions[0])
        into = self._live(kind, into_id, versions[1])
        made = plan(self.session, kind, record_id, into_id, take)
        reason = self._about["reason"]
        if not reason:
            words = f"Merged {self._name(record_id)} into {self._name(into_id)}"
            self._about["reason"] = words[:500]
        record_word(self.session, (record_id, into_id), "same", reason, self._revise())
        self._take_values(made, record, into)
        self._move_parts(made)
        for move in made.links:
            self._move_links(made, move)
        if made.name:
            self._insert(Alias, [Cleaned(columns={
                "record_id": into_id, "name": made.name, "kind": "common", "language": None, "weak": False
            })])  # fmt: skip
        self._set(kind, record, {"merged_into_id": into_id})
        self._trash(kind, record)

    def _name(self, number: int) -> str:
        return self.session.get_one(Registered, number).name

    def _take_values(self, made: Plan, record: Any, into: Any) -> None:
        taken = [column for value in made.values if value.taken for column in value.columns]
        values = {column: getattr(record, column) for column in taken}
        own = {one.column: getattr(into, one.column) for one in fields_of(made.kind)}
        faults = made.kind.check(own | values)
        if faults:
            raise Refused("The values kept do not go together.", faults)
        # One record at a time has what only one may have.
        table = made.kind.__table__
        alone = {column: None for column in values if table.c[column].unique}
        self._set(made.kind, record, alone)
        changed = self._set(made.kind, into, values)
        if changed:
            self._doubt(into.id, made.kind, changed)

    def _move_parts(self, made: Plan) -> None:
        for move in made.parts:
            self._redirect(move.kind, move.column, move.ids, move.to)
            if move.kind is Citation and move.to == made.into_id:
                self._recheck(move.ids, made.dropped)
        for double in made.doubles:
            self._trash(double.kind, self._any(double.kind, double.id))

    def _recheck(self, citations: tuple[int, ...], dropped: set[str]) -> None:
        """Citations of a value that was not kept may not carry the one that was."""
        for number in citations if dropped else ():
            citation = self._any(Citation, number)
            doubtful = citation.field is None or {citation.field, f"{citation.field}_id"} & dropped
            if doubtful and citation.state in ("verified", "unverified"):
                self._set(Citation, citation, {"state": "recheck"})

    def _move_links(self, made: Plan, move: Move) -> None:
        if move.kind is Claim and move.column == "subject_id":
            # A claim keeps the subject it was made with, however often that is merged into others.
            query = select(Claim.id).where(Claim.made_about_id.is_(None))
            for some in batches(move.ids):
                first = tuple(self.session.scalars(query.where(Claim.id.in_(some)).order_by(Claim.id)))
                self._redirect(Claim, "made_about_id", first, made.record_id)
        self._redirect(move.kind, move.column, move.ids, move.to)
