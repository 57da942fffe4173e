"""Loading seeds: metrics, places, and one file for each seeded article."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from tracker.db import reading, transaction
from tracker.errors import Refused
from tracker.exchange.yamlrows import SourceRow, fault, read_rows, read_text
from tracker.fields import field_called, lists_of
from tracker.history import SeedRow
from tracker.records import Record, kind_called, kinds
from tracker.schema import bundled
from tracker.writing import Edit, RowsRefused

# Long tables come as CSV. (file, kind, columns left out)
TABLES = {
    "countries.csv": "countries",
    "country_names.csv": "aliases",
    "cities.csv": "cities",
    "city_names.csv": "aliases",
}
CITED = "cite"
SENTENCES = "sentences"
# Tables are loaded so that what is linked to comes first, whatever their order in the file.
ORDER = (
    "metrics",
    "countries",
    "cities",
    "companies",
    "aliases",
    "people",
    "roles",
    "publishers",
    "articles",
    "programmes",
)


@dataclass
class Loaded:
    """What loading came to: how many records of each kind were added, from how many files."""

    added: Counter[str] = field(default_factory=Counter)
    files: int = 0

    def __str__(self) -> str:
        if not self.added:
            return "Nothing new in the seeds."
        listed = ", ".join(kind_called(name).counted(count) for name, count in self.added.items())
        return f"Added {listed}."


def seed_files() -> list[Path]:
    """The seeds that ship with the tracker, in the order they build on each other."""
    folder = bundled("seeds")
    return [
        folder / "metrics.yaml",
        *(folder / name for name in TABLES),
        *sorted((folder / "articles").glob("*.yaml")),
    ]


def load_all(engine: Engine) -> Loaded:
    """Load the seeds that ship with the tracker."""
    return load(engine, seed_files())


def load(engine: Engine, files: Sequence[Path]) -> Loaded:
    """Load seed files, all or none; what was loaded before is left alone.

    Refused names file, line and reason.
    """
    digests = {_file_digest(file): file for file in files}
    loaded = Loaded()
    with reading(engine) as session:
        if not digests.keys() - _known(session, digests):
            return loaded
    with transaction(engine) as session:
        # Asked again: another process may have loaded them while this one waited.
        known = _known(session, digests)
        for digest, file in digests.items():
            if digest not in known:
                _load_file(session, file, loaded)
                noted = {"digest": digest, "file": file.name[:200], "record_id": None}
                session.execute(insert(SeedRow), [noted])
    return loaded


def _load_file(session: Session, file: Path, loaded: Loaded) -> None:
    edit = Edit(session, actor="seed", door="seed", reason=f"Seed {file.name}"[:500])
    _Loader(session, edit, file, loaded).load()
    try:
        edit.finish()
    except Refused as refused:
        raise Refused(f"{file.name}: {refused.message}", refused.fields) from None
    loaded.files += 1


def _file_digest(file: Path) -> str:
    try:
        return hashlib.sha256(b"file\0" + file.name.encode() + b"\0" + file.read_bytes()).hexdigest()
    except OSError as error:
        raise Refused(f"{file}: cannot be read: {error.strerror}.") from None


def _known(session: Session, digests: Iterable[str]) -> dict[str, int | None]:
    wanted = list(digests)
    found: dict[str, int | None] = {}
    for start in range(0, len(wanted), 500):
        query = select(SeedRow.digest, SeedRow.record_id).where(
            SeedRow.digest.in_(wanted[start : start + 500])
        )
        found |= dict(session.execute(query).all())
    return found


class _Loader:
    """Loads one file in the transaction of its edit."""

    def __init__(self, session: Session, edit: Edit, file: Path, loaded: Loaded) -> None:
        self.session, self.edit, self.file, self.loaded = session, edit, file, loaded
        self.article: int | None = None
        self.sentences: dict[str, str] = {}
        self.keys: dict[str, dict[tuple[str, ...], int]] = {}
        self.citing: list[tuple[int, SourceRow]] = []

    def load(self) -> None:
        tables = sorted(
            self._tables(), key=lambda table: ORDER.index(table[0]) if table[0] in ORDER else len(ORDER)
        )
        for name, rows in tables:
            if name not in kinds():
                raise fault(
                    self.file,
                    rows[0].line if rows else 1,
                    f"there is no table “{name}”. There are: {', '.join(kinds())}.",
                )
            self._load_rows(kind_called(name), rows)
        for record_id, row in self.citing:
            self._cite(record_id, row)

    def _tables(self) -> Iterator[tuple[str, list[SourceRow]]]:
        if self.file.suffix == ".csv":
            yield TABLES.get(self.file.name, self.file.stem), list(self._csv())
        else:
            yield from read_rows(self.file).items()

    def _csv(self) -> Iterator[SourceRow]:
        """The rows of a CSV file, lines that begin with # left out."""
        rename = self._renamed()
        lines = read_text(self.file).splitlines(keepends=True)
        # Blanked and not left out, so that the reader's count of lines is the file's.
        rows = csv.reader("\n" if line.startswith("#") else line for line in lines)
        header: list[str] | None = None
        try:
            for cells in rows:
                if header is None:
                    header = cells or None
                elif cells and len(cells) != len(header):
                    raise fault(self.file, rows.line_num, "has more or fewer cells than the header.")
                elif cells:
                    yield SourceRow(rename(dict(zip(header, cells, strict=True))), rows.line_num)
        except csv.Error as error:
            raise fault(self.file, rows.line_num, f"not readable as CSV: {error}.") from None

    def _renamed(self) -> Callable[[dict[str, str]], dict[str, Any]]:
        """How the columns of a shipped table become fields: a name's record stands there by its code."""
        cities = kinds()["cities"].__table__
        by_geoname: dict[str, int] = {}
        if self.file.name == "city_names.csv":
            found = self.session.execute(
                select(cities.c.geoname_id, cities.c.id).where(cities.c.geoname_id.is_not(None))
            )
            by_geoname = {str(geoname): i for geoname, i in found}

        def rename(row: dict[str, str]) -> dict[str, Any]:
            if "code" in row and self.file.name == "country_names.csv":
                row["record"] = f"countries/{row.pop('code')}"
            elif "city" in row and self.file.name == "city_names.csv":
                geoname, city = row.pop("geoname_id", ""), row.pop("city")
                row["record"] = str(by_geoname[geoname]) if geoname in by_geoname else city
            elif self.file.name == "cities.csv":
                row.pop("ascii", None)
                row["population"] = "" if row.get("population") == "0" else row.get("population", "")
            return row

        return rename

    def _load_rows(self, kind: type[Record], rows: list[SourceRow]) -> None:
        digests = [_digest(kind, row.values) for row in rows]
        repeated = {digest for digest, count in Counter(digests).items() if count > 1}
        for digest, row in reversed(list(zip(digests, rows, strict=True))):
            if digest in repeated:
                raise fault(self.file, row.line, "this row stands in the file already.")
        known = _known(self.session, digests)
        fresh = [(digest, row) for digest, row in zip(digests, rows, strict=True) if digest not in known]
        ids: dict[str, int] = {digest: i for digest, i in known.items() if i is not None}
        is_new: set[str] = set()
        adding = []
        for digest, row in fresh:
            found = self._there_already(kind, row.values)
            if found is None:
                adding.append((digest, row))
            else:
                ids[digest] = found
        for (digest, _), i in zip(adding, self._add(kind, [row for _, row in adding]), strict=True):
            ids[digest] = i
            is_new.add(digest)
        if kind.__tablename__ == "articles" and digests:
            self.article = ids[digests[0]]
            hashes = rows[0].values.get(SENTENCES, {})
            if not isinstance(hashes, dict):
                raise fault(self.file, rows[0].lines[SENTENCES], "sentences must give a hash for each place.")
            self.sentences = hashes
        for digest, row in fresh:
            self._add_parts(kind, ids[digest], row, new=digest in is_new)
        noted = [{"digest": digest, "file": self.file.name, "record_id": ids[digest]} for digest, _ in fresh]
        if noted:
            self.session.execute(insert(SeedRow), list({row["digest"]: row for row in noted}.values()))

    def _there_already(self, kind: type[Record], values: Mapping[str, Any]) -> int | None:
        """The record that a row names and that is there already, made by another file or by hand."""
        known = self._keys(kind)
        if not known:
            return None
        key = []
        for name in kind.natural_key:
            found = field_called(kind, name)
            value = values.get(found.name) if found else None
            if found and found.to and value:
                value = self.edit.lookup.resolve(value, found.to)[0]
            key.append(str(value or ""))
        return known.get(tuple(key))

    def _keys(self, kind: type[Record]) -> dict[tuple[str, ...], int]:
        """The natural keys of the records that were there when this file was begun."""
        if kind.__tablename__ not in self.keys:
            table = kind.__table__
            columns = [table.c[name] for name in kind.natural_key]
            rows: Iterable[Any] = self.session.execute(select(table.c.id, *columns)) if columns else ()
            self.keys[kind.__tablename__] = {tuple(str(v or "") for v in row[1:]): row[0] for row in rows}
        return self.keys[kind.__tablename__]

    def _add(self, kind: type[Record], rows: list[SourceRow]) -> list[int]:
        taken_out = {CITED, SENTENCES, *lists_of(kind)}
        plain = [{name: value for name, value in row.values.items() if name not in taken_out} for row in rows]
        try:
            ids = self.edit.add_many(kind, plain, strict=False)
        except RowsRefused as refused:
            number, name, words = refused.rows[0]
            row = rows[number - 1]
            raise fault(self.file, row.lines.get(name, row.line), f"{name}: {words}") from None
        except Refused as refused:
            name, words = next(iter(refused.fields.items()), ("", refused.message))
            row = next((row for row in rows if row.values.get(name)), rows[0])
            raise fault(self.file, row.line, f"{name}: {words}") from None
        if ids:
            self.loaded.added[kind.__tablename__] += len(ids)
        return ids

    def _add_parts(self, kind: type[Record], record_id: int, row: SourceRow, new: bool) -> None:
        """The lists a row owns, and what it cites.

        Parts of a record that was there already are added only where they are not there yet.
        """
        for name, part in lists_of(kind).items():
            for item in self._items(row, name) if name != "citations" else []:
                owner = field_called(part, str(part.owner))
                assert owner is not None
                values = item.values | {owner.name: str(record_id)}
                found = None if new else self._there_already(part, values)
                part_id = found or self._add(part, [SourceRow(values, item.line)])[0]
                if found is None:
                    self.citing.append((part_id, item))
        self.citing.append((record_id, row))

    def _items(self, row: SourceRow, name: str) -> list[SourceRow]:
        value = row.values.get(name, [])
        line = row.lines.get(name, row.line)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise fault(self.file, line, f"{name} must be a list of rows.")
        return [SourceRow(item, line) for item in value]

    def _cite(self, record_id: int, row: SourceRow) -> None:
        cited = row.values.get(CITED, [])
        line = row.lines.get(CITED, row.line)
        if not isinstance(cited, list) or not all(isinstance(item, dict) for item in cited):
            raise fault(self.file, line, "cite must be a list of places.")
        if cited and self.article is None:
            raise fault(self.file, line, "cites an article, but the file has none under articles.")
        rows: list[SourceRow] = [SourceRow(self._citation(item, record_id, line), line) for item in cited]
        if rows:
            self._add(kinds()["citations"], rows)

    def _citation(self, item: dict[str, Any], record_id: int, line: int) -> dict[str, Any]:
        values = dict(item)
        at = str(values.pop("at", ""))
        place = at.split(".")
        if len(place) != 2 or not all(part.isdecimal() for part in place):
            raise fault(self.file, line, "at: must be paragraph and sentence, such as 2.1.")
        if at not in self.sentences and not {"sha256", "quote"} & values.keys():
            raise fault(self.file, line, f"at: the article's sentences give no hash for {at}.")
        return {
            "record": str(record_id),
            "article": str(self.article),
            "paragraph": place[0],
            "sentence": place[1],
            "sentence_sha256": values.pop("sha256", self.sentences.get(at, "")),
            **values,
        }


def _digest(kind: type[Record], values: Mapping[str, Any]) -> str:
    written = json.dumps([kind.__tablename__, values], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
