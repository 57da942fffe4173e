"""Finding the record that somebody means: by id, by address, or by what it is called."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from tracker.characters import UNSTORABLE
from tracker.db import STILL, batches, beginning
from tracker.records import Record, Registered, kind_called, kinds
from tracker.values.measured import Measured

ALIASES = "aliases"
SHOWN = 8
ALIKE = 70  # of 100: “Anthropic” and “Antarctica” have 63
SLUG = re.compile(r"[a-z0-9-]{1,80}")
LONGEST = 600  # characters of a name; some letters fold to several, so keys are cut to it as well


def name_key(text: str) -> str:
    """A name in the form it is looked up by: compatibility forms, case and runs of space folded.

    Accents and scripts are kept: names that only look alike never match by themselves.
    """
    even = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(even.split()).casefold()[:LONGEST]


@dataclass(frozen=True)
class Candidate:
    """A record that a name may stand for; `hint` tells it apart from its namesakes."""

    id: int
    kind: str
    name: str
    hint: str

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "kind": self.kind, "name": self.name, "hint": self.hint}


class Lookup:
    """Finds records in one session, remembering them: an import asks for the same names over and over."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._found: dict[tuple[str, ...], dict[str, list[int]]] = defaultdict(dict)
        self._measured: dict[int, Measured] = {}
        self._countries: dict[int, int | None] = {}
        self._live: dict[int, str] = {}

    def forget(self, added: str | None = None) -> None:
        """Drop what is remembered after records were changed; after some were `added`, what may mean them."""
        if added is None or added == ALIASES:
            self._found.clear()
            self._live.clear()
            self._measured.clear()
            self._countries.clear()
        else:
            for targets in [targets for targets in self._found if added in targets]:
                del self._found[targets]

    def resolve(
        self, value: int | str, to: tuple[str, ...], within: int | None = None
    ) -> tuple[int | None, str, list[Candidate]]:
        """(id, what is wrong, candidates) for a link to one of the kinds `to`; `within` is a country's id."""
        targets = targets_of(to)
        if isinstance(value, str) and within is None:
            remembered = self._found[targets].get(value, ())
            if len(remembered) == 1:
                return remembered[0], "", []
        text = str(value).strip()
        if isinstance(value, int) or (text.isdecimal() and len(text) < 20):
            return self._by_id(int(value), targets)
        ids = [] if UNSTORABLE.search(text) else self._ids(text, targets)
        if within is not None and len(ids) > 1:
            ids = [number for number in ids if self.country_of(number) == within] or ids
        if len(ids) == 1:
            return ids[0], "", []
        found = self._candidates(ids)
        what = " or ".join(kind_called(name).singular() for name in targets[:4])
        if found:
            listed = "; ".join(f"{match.name} ({match.hint}): {match.id}" for match in found[:SHOWN])
            return None, f"More than one {what} is called “{text}”. Choose one: {listed}.", found[:SHOWN]
        near = [] if UNSTORABLE.search(text) else self.near(text, targets)
        listed = "; ".join(f"{match.name}: {match.id}" for match in near)
        hint = f" Did you mean {listed}?" if near else ""
        return None, f"No {what} is called “{text[:LONGEST]}”.{hint}", near

    def prepare(self, values: Iterable[Any], to: tuple[str, ...]) -> None:
        """Find at once what many rows will ask for one by one. What is not simply an id, a short name or a
        name is left to `resolve`."""
        targets = targets_of(to)
        remembered = self._found[targets]
        texts = {str(value).strip() for value in values if value not in remembered} - remembered.keys()
        numbers = {int(text) for text in texts if text.isdecimal() and len(text) < 19}
        storable = [text for text in texts if not UNSTORABLE.search(text)]
        for some in batches(number for number in numbers if self._live.get(number) not in targets):
            entries = select(Registered.id, Registered.kind).where(
                Registered.id.in_(some), Registered.kind.in_(targets)
            )
            there: dict[int, str] = dict(self.session.execute(entries).all())
            self._live |= {number: there[number] for number in self._alive(there.items())}
        for some in batches(text for text in storable if not (text.isdecimal() or "/" in text)):
            found = self._by_handle(some, targets)
            found |= self._by_name([text for text in some if text not in found], targets)
            remembered |= found
        addresses: dict[str, list[str]] = defaultdict(list)
        for name, slash, rest in (text.partition("/") for text in storable):
            if slash and not rest.isdecimal():
                addresses[name].append(rest)
        for name, rests in addresses.items():  # "companies/openai"
            called = tuple(kind for kind in targets if name in (kind, kind_called(kind).singular()))
            for some in batches(rests):
                found = self._by_handle(some, called)
                remembered |= {f"{name}/{rest}": ids for rest, ids in found.items()}

    def called(self, text: str, targets: tuple[str, ...]) -> list[Candidate]:
        """The records that are exactly called so: by address, code, name or a strong alias."""
        if "/" not in text and "," not in text:  # which say more than a name
            given = {"text": text, "code": text.upper(), "key": name_key(text)}
            # Most of what is typed into a search is no name: one statement says so, where six look for one.
            if text not in self._found[targets] and not self.session.execute(_named(targets), given).first():
                return []
        return self._candidates(self._ids(text, targets))

    def _ids(self, text: str, targets: tuple[str, ...]) -> list[int]:
        remembered = self._found[targets]
        if text not in remembered:
            remembered[text] = self._called(text, targets)
        return remembered[text]

    def _called(self, text: str, targets: tuple[str, ...]) -> list[int]:
        kind, slash, rest = text.partition("/")
        if slash and kind in (*targets, *(kind_called(name).singular() for name in targets)):
            targets = tuple(name for name in targets if kind in (name, kind_called(name).singular()))
            text = rest
            if text.isdecimal() and len(text) < 20:
                number, _, _ = self._by_id(int(text), targets)
                return [number] if number else []
        found = self._by_handle([text], targets) or self._by_name([text], targets)
        ids = found.get(text) or self._merged(text, targets)
        if not ids and "metrics" in targets:
            ids = self._by_label(text)
        if not ids and "," in text and "cities" in targets:
            ids = self._city_in(text)
        return ids

    def _by_label(self, text: str) -> list[int]:
        """Metrics by the label that every page shows."""
        metrics = kinds()["metrics"].__table__
        labelled = func.lower(metrics.c.label) == name_key(text)
        query = select(metrics.c.id).where(labelled, metrics.c.trashed_at.is_(None))
        return list(self.session.scalars(query))

    def measured(self, metric_id: int) -> Measured:
        """What values of a metric are measured in."""
        if metric_id not in self._measured:
            metric = kinds()["metrics"].__table__.c
            query = select(metric.label, metric.unit, metric.value_kind).where(metric.id == metric_id)
            self._measured[metric_id] = Measured(*self.session.execute(query).one())
        return self._measured[metric_id]

    def country_of(self, city_id: int) -> int | None:
        """The country of a city."""
        if city_id not in self._countries:
            cities = kinds()["cities"].__table__
            query = select(cities.c.country_id).where(cities.c.id == city_id)
            self._countries[city_id] = self.session.scalar(query)
        return self._countries[city_id]

    def _by_id(self, number: int, targets: tuple[str, ...]) -> tuple[int | None, str, list[Candidate]]:
        if self._live.get(number) in targets:
            return number, "", []
        row = None
        if 0 < number < 2**63:
            entry = select(Registered.kind, Registered.name).where(Registered.id == number)
            row = self.session.execute(entry).first()
        if row is None or row.kind not in targets:
            what = " or ".join(kind_called(name).singular() for name in targets[:4])
            return None, f"No {what} has the id {number}.", []
        number, alive = _survivor(self.session, kind_called(row.kind), number)
        if not alive:
            return None, f"{row.name} is in the trash. Restore it first.", []
        self._live[number] = row.kind
        return number, "", []

    def _by_handle(self, texts: Collection[str], targets: tuple[str, ...]) -> dict[str, list[int]]:
        """The record of each of some short names or codes, of the first of the kinds that has one."""
        found: dict[str, list[int]] = {}
        for kind in map(kind_called, targets):
            if not kind.handle:
                continue
            table = kind.__table__
            column = table.c[kind.handle]
            wanted = {text: text.upper() if kind.handle == "code" else text for text in texts}
            query = select(column, table.c.id).where(
                column.in_(set(wanted.values())), table.c.trashed_at.is_(None)
            )
            here = dict(self.session.execute(query).all())
            found = {text: [here[handle]] for text, handle in wanted.items() if handle in here} | found
        return found

    def _merged(self, text: str, targets: tuple[str, ...]) -> list[int]:
        """What a record of that address was merged into: an address in a bookmark leads there too."""
        if not SLUG.fullmatch(text):
            return []
        rows = []
        for kind in map(kind_called, targets):
            if kind.handle == "slug":
                table = kind.__table__
                wanted = table.c.slug == text, table.c.merged_into_id.is_not(None)
                merged = self.session.scalars(select(table.c.id).where(*wanted))
                rows += [(stands_for(self.session, kind, number), kind.__tablename__) for number in merged]
        return sorted(self._alive(rows))

    def _by_name(self, texts: Iterable[str], targets: tuple[str, ...]) -> dict[str, list[int]]:
        """The records that are called as each of some texts, those not found left out."""
        keys = {text: name_key(text) for text in texts}
        if not keys:
            return {}
        named = select(Registered.id, Registered.kind, Registered.name_key).where(
            Registered.name_key.in_(set(keys.values())), Registered.kind.in_(targets)
        )
        rows = [*self.session.execute(named), *self._by_alias(set(keys.values()), targets)]
        alive = self._alive((number, kind) for number, kind, _ in rows)
        by_key: dict[str, set[int]] = defaultdict(set)
        for number, _, key in rows:
            if number in alive:
                by_key[key].add(number)
        return {text: sorted(by_key[key]) for text, key in keys.items() if key in by_key}

    def _alive(self, rows: Iterable[tuple[int, str]]) -> set[int]:
        """Those of some (id, kind) that are not in the trash."""
        by_kind: dict[str, list[int]] = defaultdict(list)
        for i, name in rows:
            by_kind[name].append(i)
        ids: set[int] = set()
        for name, some in by_kind.items():
            table = kind_called(name).__table__
            alive = select(table.c.id).where(table.c.id.in_(some), table.c.trashed_at.is_(None))
            ids.update(self.session.scalars(alive))
        return ids

    def _by_alias(self, keys: Collection[str], targets: tuple[str, ...]) -> Iterable[Any]:
        alias = kinds()[ALIASES].__table__
        entry = Registered.__table__.alias("entry")
        query = (
            select(Registered.id, Registered.kind, entry.c.name_key)
            .join(alias, alias.c.record_id == Registered.id)
            .join(entry, entry.c.id == alias.c.id)
            .where(
                entry.c.name_key.in_(keys),
                entry.c.kind == ALIASES,
                alias.c.trashed_at.is_(None),
                alias.c.weak.is_(False),
                Registered.kind.in_(targets),
            )
        )
        return self.session.execute(query)

    def _city_in(self, text: str) -> list[int]:
        """Cities written with what they lie in: "London, GB", "Springfield, Illinois, US"."""
        name, *around = (part.strip() for part in text.split(","))
        cities = kinds()["cities"].__table__
        rows = self.session.execute(
            select(cities.c.id, cities.c.area, cities.c.country_id).where(
                cities.c.id.in_(self._by_name([name], ("cities",)).get(name, ()))
            )
        )
        places = [
            ({match.id for match in self.called(part, ("countries",))}, name_key(part)) for part in around
        ]
        return [
            number
            for number, area, country in rows
            if all(country in countries or name_key(area or "") == key for countries, key in places)
        ]

    def near(self, text: str, targets: tuple[str, ...]) -> list[Candidate]:
        """Records called something like it, nearest first: for a person to choose from, never chosen here."""
        start = name_key(text)[:60]
        if len(start) < 2:
            return []
        begins = beginning(self.session, Registered.name_key, start[:3])
        query = select(Registered.id).where(Registered.kind.in_((*targets, ALIASES)), begins).limit(2000)
        like = ranked(self._candidates(self._owners(self.session.scalars(query))), text, targets)
        alive = self._alive((one.id, one.kind) for one in like)
        return [one for one in like if one.id in alive][:SHOWN]

    def _owners(self, ids: Iterable[int]) -> list[int]:
        """The records themselves where some of the ids are aliases."""
        query = select(Registered.root_id).where(Registered.id.in_(list(ids)))
        return [i for i in self.session.scalars(query) if i is not None]

    def _candidates(self, ids: Iterable[int]) -> list[Candidate]:
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return []
        rows = self.session.execute(
            select(Registered.id, Registered.kind, Registered.name).where(Registered.id.in_(wanted))
        )
        by_id = {row.id: row for row in rows}
        cities = self._cities(row.id for row in by_id.values() if row.kind == "cities")
        found = [
            Candidate(
                i, by_id[i].kind, by_id[i].name,
                cities[i][0] if i in cities else kind_called(by_id[i].kind).singular(),
            )
            for i in wanted if i in by_id
        ]  # fmt: skip
        return sorted(found, key=lambda one: -cities[one.id][1] if one.id in cities else -inf)

    def _cities(self, ids: Iterable[int]) -> dict[int, tuple[str, int]]:
        """What tells cities of one name apart: (province and country, how many people live there)."""
        wanted = list(ids)
        if not wanted:
            return {}
        cities = kinds()["cities"].__table__
        query = (
            select(cities.c.id, cities.c.area, Registered.name, cities.c.population)
            .join(Registered, Registered.id == cities.c.country_id)
            .where(cities.c.id.in_(wanted))
        )
        return {
            i: (", ".join(filter(None, [area, country])), people or 0)
            for i, area, country, people in self.session.execute(query)
        }


def lookup_of(session: Session) -> Lookup:
    """A lookup: always the same one in a session that reads one moment, so that a page asks once."""
    if not session.info.get(STILL):
        return Lookup(session)
    found: Lookup = session.info.setdefault("lookup", Lookup(session))
    return found


def stands_for(session: Session, kind: type[Record], record_id: int) -> int:
    """The record that a record was merged into, and that one perhaps into another; else the record itself."""
    return _survivor(session, kind, record_id)[0]


def _survivor(session: Session, kind: type[Record], record_id: int) -> tuple[int, bool]:
    """The same, and whether it is there and not in the trash."""
    table = kind.__table__.c
    while True:
        query = select(table.merged_into_id, table.trashed_at).where(table.id == record_id)
        row = session.execute(query).first()
        if row is None or row.merged_into_id is None:
            return record_id, row is not None and row.trashed_at is None
        record_id = row.merged_into_id


@cache
def targets_of(to: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds a link may lead to, with `*` spelled out as every kind that can be cited."""
    if to != ("*",):
        return to
    return tuple(name for name in kinds() if name not in ("citations", "captures"))


@cache
def _named(targets: tuple[str, ...]) -> CompoundSelect[Any]:
    """Whether anything is named `key`, or has the short name `text`, the code `code` or the label `key`."""
    handles = [kind.__table__.c[kind.handle] for kind in map(kind_called, targets) if kind.handle]
    named = [Registered.name_key == bindparam("key")]
    named += [column == bindparam("code" if column.name == "code" else "text") for column in handles]
    if "metrics" in targets:
        named.append(func.lower(kinds()["metrics"].__table__.c.label) == bindparam("key"))
    return union_all(*map(select(literal(1)).where, named)).limit(1)


def ranked(candidates: list[Candidate], text: str, targets: tuple[str, ...]) -> list[Candidate]:
    """Candidates of the kinds wanted, most alike first."""
    from rapidfuzz import fuzz

    key = name_key(text)
    scored = [
        (fuzz.WRatio(key, name_key(found.name)), found) for found in candidates if found.kind in targets
    ]
    return [
        found for score, found in sorted(scored, key=lambda pair: (-pair[0], pair[1].name)) if score >= ALIKE
    ]


def permalink(kind: type[Record] | str, record_id: int) -> str:
    """The address that a record keeps for good."""
    return f"/{kind if isinstance(kind, str) else kind.__tablename__}/{record_id}"
