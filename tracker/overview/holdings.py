"""What there is to ask in SQL: the tables and views of facts, with meanings, columns and a few values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, func, inspect, select, table
from sqlalchemy.orm import Session

from tracker.overview.kept import kept
from tracker.queries import plain
from tracker.queries.typed import WORDS, readable
from tracker.records import kinds

MOST = 10_000
ROWS = 8
SAMPLES = 3
LONGEST = 40
DICTIONARY = table(
    "data_dictionary",
    *map(column, ("object", "column", "meaning", "unit", "allowed_values")),
)


@dataclass(frozen=True)
class Column:
    """A column: what it means, what it is measured in or limited to, and some of its values."""

    name: str
    meaning: str
    unit: str | None
    allowed: str | None
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Holding:
    """A table or view: what it means, how many rows it has (counted up to MOST and one more), its columns."""

    name: str
    meaning: str
    count: int
    columns: tuple[Column, ...]

    @property
    def view(self) -> bool:
        return self.name.startswith("v_")

    @property
    def counted(self) -> str:
        return f"{MOST:,}+" if self.count > MOST else f"{self.count:,}"


def holdings(session: Session) -> tuple[Holding, ...]:
    """The views first, then the tables of records, then what stands beside them. Counted once a save."""
    return kept(session, "holdings", lambda: tuple(_holdings(session)))


def _holdings(session: Session) -> Iterator[Holding]:
    inspector = inspect(session.connection())
    there = {*inspector.get_table_names(), *inspector.get_view_names()}
    told = _told(session)
    for name in sorted((readable() - WORDS) & there & told.keys(), key=_order):
        meanings = told[name]
        names = [found["name"] for found in inspector.get_columns(name) if found["name"] in meanings]
        values = _values(session, name, names)
        columns = (
            Column(one, said.meaning, said.unit, said.allowed_values, values[one])
            for one in names
            for said in (meanings[one],)
        )
        yield Holding(name, meanings[""].meaning, _count(session, name), tuple(columns))


def _told(session: Session) -> dict[str, dict[str, Any]]:
    """The data dictionary by table and column."""
    told: dict[str, dict[str, Any]] = {}
    for row in session.execute(select(DICTIONARY)):
        told.setdefault(row.object, {})[row.column] = row
    return {name: rows for name, rows in told.items() if "" in rows}


def _order(name: str) -> tuple[int, str]:
    return (0 if name.startswith("v_") else 1 if name in kinds() else 2), name


def _count(session: Session, name: str) -> int:
    some = select(1).select_from(table(name)).limit(MOST + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _values(session: Session, name: str, names: list[str]) -> dict[str, tuple[str, ...]]:
    """Up to a few different values of each column, from its first rows.

    Not of the counts in views, which are called like what they count: over a million claims those of one
    country take 0.3 s.
    """
    read = [one for one in names if one not in kinds()]
    some: Any = select(*map(column, read)).select_from(table(name)).limit(ROWS)
    rows = session.execute(some).all()
    return dict.fromkeys(names, ()) | {
        one: _some(row[place] for row in rows) for place, one in enumerate(read)
    }


def _some(values: Iterator[Any]) -> tuple[str, ...]:
    words = dict.fromkeys(_short(value) for value in values if value is not None and value != "")
    return tuple(words)[:SAMPLES]


def _short(value: Any) -> str:
    text = " ".join(str(plain(value)).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
