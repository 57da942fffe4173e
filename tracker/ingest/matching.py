"""What is on record already: the same fact, to be cited once more, and facts that disagree with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from tracker.ingest.steps import another_day
from tracker.lookup import name_key
from tracker.overview.agreement import alike, contradicts, says_the_same
from tracker.queries.rows import as_row, shape_of
from tracker.records import Registered, kind_called, kinds

MOST = 5
SIZES = {"capacity": "capacity", "gpus": "number of GPUs", "cost": "cost"}  # of a project


@dataclass(frozen=True)
class Standing:
    """What the database says about a drafted fact: the record that says the same, and those that disagree.

    `doubt` says why a person should look before the record is taken for the same.
    """

    same: dict[str, Any] | None = None
    differing: tuple[dict[str, Any], ...] = ()
    doubt: str = ""


def standing(session: Session, kind: str, columns: Mapping[str, Any], parties: list[int]) -> Standing:
    """Look up a fact by its columns, as cleaned; `parties` are the organisations of a deal or project."""
    found = _standing(session, kind, columns, parties)
    day = another_day(session, found.same["id"], columns) if found.same and columns.get("status") else ""
    return replace(found, doubt=" ".join(filter(None, (found.doubt, day)))) if day else found


def _standing(session: Session, kind: str, columns: Mapping[str, Any], parties: list[int]) -> Standing:
    if kind == "offices":
        return Standing(_office(session, columns))
    if kind == "partnerships":
        return _partnership(session, set(parties))
    if kind == "claims":
        return _claims(session, columns)
    if kind == "projects":
        return _project(session, columns, set(parties))
    return Standing()


def _row(session: Session, kind: str, number: int | None) -> dict[str, Any] | None:
    if number is None:
        return None
    shape = shape_of(kind_called(kind))
    found = session.execute(shape.statement.where(shape.table.c.id == number)).mappings().first()
    return as_row(kind_called(kind), found) if found else None


def _office(session: Session, columns: Mapping[str, Any]) -> dict[str, Any] | None:
    """The company's office in that city; where no city is given, one that is known by its country only."""
    table = kinds()["offices"].__table__
    query = select(func.min(table.c.id)).where(
        table.c.company_id == columns.get("company_id"),
        table.c.country_id == columns.get("country_id"),
        _equal(table, "city_id", columns),
        table.c.trashed_at.is_(None),
    )
    return _row(session, "offices", session.scalar(query))


def _partnership(session: Session, wanted: set[int]) -> Standing:
    """The partnership of exactly these organisations; failing that the smallest one of these and others."""
    party, whole = kinds()["partnership_parties"].__table__, kinds()["partnerships"].__table__
    if len(wanted) < 2:
        return Standing()
    live = party.c.trashed_at.is_(None)
    shared = select(party.c.partnership_id).where(live, party.c.company_id.in_(wanted))
    size = func.count(party.c.company_id.distinct())
    query = (
        select(party.c.partnership_id, size)
        .join(whole, whole.c.id == party.c.partnership_id)
        .where(live, whole.c.trashed_at.is_(None), party.c.partnership_id.in_(shared))
        .group_by(party.c.partnership_id)
        .having(func.count(_only(party.c.company_id, wanted).distinct()) == len(wanted))
        .order_by(size, party.c.partnership_id)
    )
    found = session.execute(query.limit(1)).first()
    if found is None:
        return Standing()
    doubt = "The partnership on record has other parties too." if found[1] > len(wanted) else ""
    return Standing(_row(session, "partnerships", found[0]), doubt=doubt)


def _project(session: Session, columns: Mapping[str, Any], parties: set[int]) -> Standing:
    """The project of that name; else one in the same place that somebody has a part in who has one here."""
    party, project = kinds()["project_parties"].__table__, kinds()["projects"].__table__
    shared = select(party.c.project_id).where(party.c.trashed_at.is_(None), party.c.company_id.in_(parties))
    city, country = columns.get("city_id"), columns.get("country_id")
    nearest = or_(project.c.city_id == city, project.c.city_id.is_(None)) if city else true()
    query = (
        select(project.c.id, project.c.city_id, Registered.name_key)
        .join(Registered, Registered.id == project.c.id)
        .where(project.c.trashed_at.is_(None))
        .where(or_(
            Registered.name_key == name_key(str(columns.get("name") or "")),
            and_(project.c.id.in_(shared), project.c.country_id == country, nearest),
        ))
        .order_by(project.c.id.desc())
    )  # fmt: skip
    found = session.execute(query.limit(MOST)).all()
    named = [one for one in found if one.name_key == name_key(str(columns.get("name") or ""))]
    there = [one for one in found if city and one.city_id == city]
    chosen = named or there or found
    if not chosen:
        return Standing()
    row = _row(session, "projects", chosen[0].id) or {}
    if not (named or there):
        return Standing(row, doubt="The project on record is in the same country; it may be another one.")
    if len(chosen) > 1:
        return Standing(row, doubt="Several projects on record are there; it may be another of them.")
    return Standing(row, doubt=_otherwise(row, columns))


def _otherwise(row: Mapping[str, Any], columns: Mapping[str, Any]) -> str:
    """Which sizes of a project on record no article that says this could mean."""
    stems = [stem for stem in SIZES if contradicts(_size(row, stem), _size(columns, stem))]
    said = " and ".join(f"its {SIZES[stem]} is {row[f'{stem}_text']}" for stem in stems)
    return f"On record {said}; that stays." if stems else ""


def sizes_alike(row: Mapping[str, Any], columns: Mapping[str, Any]) -> set[str]:
    """The sizes that mean the same in a project on record and in one drafted, however they are written."""
    return {f"{stem}_text" for stem in SIZES if says_the_same(_size(row, stem), _size(columns, stem))}


def _size(values: Mapping[str, Any], stem: str) -> dict[str, Any]:
    """The parts of one of a project's sizes under the names that those of a claim have."""
    shared = {name: values.get(f"{stem}_{name}") for name in ("comparator", "unit", "change_kind")}
    return shared | {"value_low": values.get(f"{stem}_low"), "value_high": values.get(f"{stem}_high")}


def _only(column: ColumnElement[int], wanted: set[int]) -> ColumnElement[int | None]:
    """The column where it is one of `wanted`, null elsewhere."""
    return case((column.in_(wanted), column))


def _claims(session: Session, columns: Mapping[str, Any]) -> Standing:
    """Claims of the same subject, metric and place about the same time: equal ones and contradicting ones."""
    rows = alike(session, columns)
    equal = (row for row in rows if says_the_same(row, columns) and _measured_alike(row, columns))
    same = next(equal, None)
    undated = same is not None and same["as_of"] and not columns.get("as_of")
    doubt = f"On record it is as of {same['as_of']}, which no day here says." if same and undated else ""
    return Standing(same, tuple(row for row in rows if contradicts(row, columns))[:MOST], doubt)


def _measured_alike(row: Mapping[str, Any], columns: Mapping[str, Any]) -> bool:
    """Whether two claims name no two baselines or scopes: 40% from a year before is not 40% since January."""
    pairs = ((row.get(name), columns.get(name)) for name in ("baseline", "scope"))
    return all(name_key(str(there)) == name_key(str(here)) for there, here in pairs if there and here)


def _equal(table: Any, column: str, columns: Mapping[str, Any]) -> ColumnElement[bool]:
    value = columns.get(column)
    found: ColumnElement[bool] = table.c[column].is_(None) if value is None else table.c[column] == value
    return found
