"""The data dictionary: what every table, view and column means, for people who open the database with SQL.

Almost all of it follows from the declarations; by hand stands only what has none: what views work out, and
what belongs to the tracker itself.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import CheckConstraint, Engine, String, Text, delete, insert, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, reading, transaction
from tracker.fields import Field, fields_of
from tracker.records import Record, kinds

# SQLite's own tables behind the word index hold nothing to read.
SHADOWS = re.compile(r"search_words_\w+|sqlite_\w+")


class DictionaryEntry(Base):
    """What the tables, views and columns of this database mean."""

    __tablename__ = "data_dictionary"

    object: Mapped[str] = mapped_column(String(60), primary_key=True, doc="A table or view.")
    column: Mapped[str] = mapped_column(
        String(60), primary_key=True, doc="One of its columns; empty for the table or view itself."
    )
    meaning: Mapped[str] = mapped_column(Text, doc="What it holds.")
    unit: Mapped[str | None] = mapped_column(String(60), doc="What it is measured in.")
    allowed_values: Mapped[str | None] = mapped_column(Text, doc="The words it is limited to.")
    example: Mapped[str | None] = mapped_column(Text, doc="What may stand in it.")


@dataclass(frozen=True)
class Entry:
    """One row of the dictionary."""

    object: str
    column: str
    meaning: str
    unit: str | None = None
    allowed_values: str | None = None
    example: str | None = None


def described(engine: Engine) -> bool:
    """Whether a database says what it holds, which is the last thing that is done when one is made."""
    with engine.connect() as connection:
        return connection.scalar(select(DictionaryEntry.object).limit(1)) is not None


def refresh(engine: Engine) -> bool:
    """Bring the dictionary up to date with the database; returns whether anything differed."""
    columns = list(DictionaryEntry.__table__.c)
    with reading(engine) as session:
        before = {Entry(*row) for row in session.execute(select(*columns))}
    wanted = dictionary(engine)
    if before == set(wanted):
        return False
    with transaction(engine) as session:
        session.execute(delete(DictionaryEntry))
        session.execute(insert(DictionaryEntry), [asdict(entry) for entry in wanted])
    return True


def dictionary(engine: Engine) -> list[Entry]:
    """An entry for every table, view and column of a database; what somebody else put there is left out."""
    found = []
    for name, columns in catalogue(engine).items():
        known = {entry.column: entry for entry in _described(name)}
        found += [known[column] for column in ("", *columns) if column in known]
    return found


def catalogue(engine: Engine) -> dict[str, list[str]]:
    """The columns of every table and view there is, the word index's own tables left out."""
    inspector = inspect(engine)
    names = [*inspector.get_table_names(), *inspector.get_view_names()]
    return {
        name: [column["name"] for column in inspector.get_columns(name)]
        for name in sorted(names)
        if not SHADOWS.fullmatch(name)
    }


def _described(name: str) -> Iterator[Entry]:
    if name.startswith("v_"):
        yield from _view(name)
    elif name in kinds():
        yield from _kind(kinds()[name])
    elif name in Base.metadata.tables:
        yield from _plain(name)
    for column, meaning in OWN.get(name, {}).items():
        yield Entry(name, column, meaning)


# -- tables of records --------------------------------------------------------------------------------


def _kind(kind: type[Record]) -> Iterator[Entry]:
    name = kind.__tablename__
    yield Entry(name, "", _first_line(kind.__doc__))
    for column, (meaning, example) in OF_EVERY_RECORD.items():
        yield Entry(name, column, meaning, example=example)
    for field in fields_of(kind):
        yield _entry(name, field.column, field)
    for own in kind.__table__.columns:
        if own.doc:  # kept for the tracker's own use, and shown nowhere
            yield Entry(name, own.name, own.doc)


def _entry(name: str, column: str, field: Field) -> Entry:
    """What a field's column means, or, under the field's plain name, what the link leads to."""
    meaning = f"{field.label}."
    if field.to:
        targets = "any record" if field.to == ("*",) else " or ".join(field.to)
        ending = "id" if column == field.column else "name"
        meaning = f"{field.label}: the {ending} in {targets.replace('_', ' ')}."
    meaning = " ".join(filter(None, [meaning, field.help]))
    return Entry(name, column, meaning, _unit(field), _allowed(field), _example(column, field))


def _unit(field: Field) -> str | None:
    if field.part_of and field.sort == "number":
        stem = field.name.rpartition("_")[0]
        return f"as {'unit' if stem == 'value' else f'{stem}_unit'} says"
    return field.unit or {"day": "day", "moment": "second"}.get(field.sort)


def _allowed(field: Field) -> str | None:
    if field.sort == "flag":
        return "0 or 1 on SQLite, false or true on PostgreSQL"
    return ", ".join(field.choices) or None


def _example(column: str, field: Field) -> str | None:
    if field.choices:
        return field.default if isinstance(field.default, str) else field.choices[0]
    if field.to:
        return "17" if column == field.column else NAMES.get(field.to[0])
    told = re.search(r"such as “?([^.”]+)”?", field.help, re.IGNORECASE)
    return told[1] if told else EXAMPLES.get(field.sort)


# -- other tables -------------------------------------------------------------------------------------


def _plain(name: str) -> Iterator[Entry]:
    table = Base.metadata.tables[name]
    model = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)
    yield Entry(name, "", _first_line(model.__doc__))
    for column in table.columns:
        yield Entry(name, column.name, column.doc or "", allowed_values=_checked(table, column.name))


def _checked(table: Any, column: str) -> str | None:
    """The words that a CHECK limits a column to."""
    for check in table.constraints:
        if isinstance(check, CheckConstraint):
            found = re.fullmatch(rf"{column} IN \((.*)\)", str(check.sqltext))
            if found:
                return found[1].replace("'", "")
    return None


def _first_line(doc: str | None) -> str:
    """The first paragraph of a docstring, on one line."""
    return re.sub(r"\s+", " ", (doc or "").split("\n\n")[0]).strip()


# -- views --------------------------------------------------------------------------------------------


def _view(name: str) -> Iterator[Entry]:
    table = VIEWS.get(name, (name.removeprefix("v_"), ""))[0]
    kind = kinds().get(table)
    if kind is None:
        return
    told = {entry.column: entry for entry in _kind(kind)}
    told[""] = Entry(name, "", VIEWS[name][1] if name in VIEWS else _view_meaning(kind))
    fields = {field.name: field for field in fields_of(kind) if field.to}
    for field in fields.values():
        told[field.name] = _entry(name, field.name, field)
    for column, meaning in (OF_EVERY_VIEW | OF_VIEWS.get(name, {})).items():
        told[column] = Entry(name, column, meaning, example=COMPUTED_EXAMPLES.get(column))
    for column, entry in told.items():
        yield Entry(name, column, entry.meaning, entry.unit, entry.allowed_values, entry.example)


def _view_meaning(kind: type[Record]) -> str:
    return (
        f"{kind.plural()} as one reads them: names in place of ids, a row each, nothing trashed or merged. "
        f"{_first_line(kind.__doc__)}"
    )


# -- by hand ------------------------------------------------------------------------------------------

EXAMPLES = {
    "date": "2025-Q3",
    "value": "about 400 MW",
    "day": "2025-07-01",
    "moment": "2025-05-26T09:00:00Z",
    "whole": "5",
    "number": "0.5",
    "flag": "1",
    "address": "https://example.org/news",
}
NAMES = {
    "companies": "OpenAI",
    "countries": "South Korea",
    "cities": "Seoul",
    "people": "Jason Kwon",
    "programmes": "OpenAI for Countries",
    "metrics": "weekly_active_users",
    "publishers": "Aju Press",
}
OF_EVERY_RECORD = {
    "id": ("The record's number: one series for all kinds, never given twice.", "17"),
    "version": ("How often it was saved; an edit names the version it was made against.", "1"),
    "added_at": ("When it was recorded, in UTC.", "2025-05-26T09:00:00Z"),
    "changed_at": ("When it was last changed, in UTC.", "2025-05-26T09:00:00Z"),
    "trashed_at": ("When it was put in the trash; empty while it stands.", None),
    "merged_into_id": ("The record it was found to be the same as, which stands for it now.", None),
}
OF_EVERY_VIEW = {
    "id": "The record's number.",
    "permalink": "Its address in the tracker.",
    "source_count": "How many independent articles speak for it or its parts; copies count as one.",
    "newest_source": "The title of the newest of those articles.",
    "country_code": "The country's ISO 3166-1 code.",
}
COMPUTED_EXAMPLES = {
    "id": "17", "permalink": "/offices/17", "source_count": "2", "country_code": "KR",
    "parties": "OpenAI – Kakao", "company_kind": "state_owned", "company_country": "South Korea",
    "speaker": "Jason Kwon",
}  # fmt: skip
_COORDINATES = {
    "latitude": "Of the city, in degrees.",
    "longitude": "Of the city, in degrees.",
}
# view: (the table whose fields it shows, what it is when the general words do not say it)
VIEWS = {
    "v_timeline": (
        "status_events",
        (
            "What happened and what was claimed, by date: every step of offices, partnerships and projects, "
            "and every claim that is not deprecated."
        ),
    ),
    "v_partnership_parties": (
        "partnership_parties",
        "Who takes part in which partnership, a row for each party, with what kind of organisation it is.",
    ),
}
OF_VIEWS: dict[str, dict[str, str]] = {
    "v_companies": {
        "aliases": "Its other names, separated by semicolons.",
        "offices": "How many offices it has on record.",
        "offices_open": "How many of them are open or expanded.",
        "partnerships": "How many partnerships it is a party of.",
        "claims": "How many claims are made about it, deprecated ones left out.",
    },
    "v_countries": {
        "companies": "How many organisations have their home there.",
        "offices": "How many offices lie there.",
        "partnerships": "How many partnerships apply there.",
        "projects": "How many projects lie there.",
        "claims": "How many claims are made about it or for it, deprecated ones left out.",
    },
    "v_offices": _COORDINATES,
    "v_partnerships": {
        "parties": "Who takes part, joined by dashes.",
        "party_count": "How many take part.",
    },
    "v_partnership_parties": {
        "parties": "Everybody who takes part, joined by dashes.",
        "company_kind": "What kind of organisation the party is.",
        "company_country": "The party's home country.",
        "company_country_id": "The id of the party's home country.",
        "kind": "What kind of partnership it is.",
        "status": "The newest step of the partnership.",
        "status_on": "When that step happened, as written.",
        "status_on_from": "The first day that can mean; empty when open.",
        "status_on_to": "The last day that can mean; empty when open.",
        "status_on_precision": "How precisely that is known.",
    },
    "v_projects": _COORDINATES | {"parties": "Who takes part, joined by dashes."},
    "v_claims": {
        "subject_kind": "The table of the subject: companies, countries, people, programmes or projects.",
        "metric_label": "The metric in plain words.",
        "speaker": "Who is quoted as saying so, when its citations name a person.",
        "speaker_id": "The id of that person in people.",
    },
    "v_articles": {
        "has_text": "Whether a text of it is stored.",
        "facts": "How many records it is evidence for.",
        "citations": "How many citations point into it.",
    },
    "v_timeline": {
        "what": "Whether the row is a status event or a claim: status, claim.",
        "title": "The record's name, or the claim in one sentence.",
        "record_kind": "The table of the record that the row is about.",
        "record_id": "The id of the record that the row is about.",
        "status": "What it became; empty for claims.",
        "basis": "Whether a step is actual or promised; for claims their modality.",
        "date": (
            "When it happened, or when the claim was true, else when it was said, else when it was first "
            "reported, as written."
        ),
        "date_basis": (
            "Which of them the date is: date (of a step), as_of, said_on or reported (the day of the first "
            "article); empty when there is none."
        ),
    },
}
# What no declaration describes.
OWN = {
    "alembic_version": {
        "": "Internal: the version of the schema.",
        "version_num": "The number of the newest migration that was run.",
    },
    "search_words": {
        "": "Internal: SQLite's index of words: SELECT rowid FROM search_words WHERE search_words MATCH 'x'.",
        "name": "The names of search_entries; rowid is the record's id.",
        "body": "The other words of search_entries.",
        "tags": "The tags of search_entries.",
    },
    "search_entries": {"words": "On PostgreSQL only: its words as a tsvector, for @@."},
}
