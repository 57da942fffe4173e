"""Lines of CSV that SQLite puts together itself: to read forty values of each of a million rows into Python,
and to write them there, takes longer than all else.

Columns that stand side by side come as one text, nearly as they stand in the file. What SQL would not say
with the same letters, the digits of a fraction or what a spreadsheet would run, it asks Python for. It looks
for commas alone, as to look four times at every text took half of its time: quotes and ends of lines, which
few texts have, are found afterwards in hundreds of rows at once (`tracker.exchange.tables`).
"""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Float,
    Integer,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    type_coerce,
)
from sqlalchemy.orm import Session

from tracker.exchange.cells import Columns
from tracker.exchange.tables import HARMLESS, MARK, TOLD, told
from tracker.lookup import permalink
from tracker.queries.rows import shape_of
from tracker.queries.sources import WORKED_OUT
from tracker.records import Record

# Of columns that are put together: {their names, as in a header: the text of their cells}.
Runs = Mapping[str, ColumnElement[Any]]
WIDE = "＋"  # the first of the wide signs that a spreadsheet runs; hardly anything is sorted behind them
NOTHING: ColumnElement[Any] = literal_column("NULL")


def folded(session: Session, kind: type[Record], columns: Columns, ending: str) -> tuple[Columns, Runs]:
    """The columns of a file as they are read for it, and those that the database puts together: of CSV alone,
    and none of PostgreSQL."""
    connection = session.connection()
    if ending != "csv" or connection.dialect.name != "sqlite":
        return columns, {}
    if told not in connection.info:  # which is of the driver's own connection, and lasts as long
        driver: Any = connection.connection.driver_connection
        driver.create_function("told_text", 1, told, deterministic=True)
        driver.create_function("told_number", 1, repr, deterministic=True)
        connection.info[told] = True
    runs = _runs(kind, tuple(columns.items()))
    here = {name: run for run in runs for name in run.split(",")}
    return {here.get(name, name): TOLD if name in here else sort for name, sort in columns.items()}, runs


@cache
def _runs(kind: type[Record], columns: Iterable[tuple[str, str]]) -> Runs:
    there = {"permalink", *shape_of(kind).columns} - {*WORKED_OUT}
    beside = [list(some) for own, some in groupby(columns, lambda column: column[0] in there) if own]
    return {
        ",".join(name for name, _ in run): func.printf(
            _constant(",".join(["%s"] * len(run))), *(_cell(kind, *column) for column in run)
        )
        for run in beside
    }


def _cell(kind: type[Record], name: str, sort: str) -> ColumnElement[Any]:
    """What stands in the cells of a column; a null is an empty one."""
    columns = shape_of(kind).columns
    if name == "permalink":
        return _constant(permalink(kind, 0).removesuffix("0")).concat(columns["id"])
    column = columns[name]
    if isinstance(column.type, Float):
        return _number(column)
    if isinstance(column.type, Boolean):
        return case((column.is_(None), NOTHING), (column, _constant("yes")), else_=_constant("no"))
    # Days and moments are kept as the text that they are in JSON.
    stored = column if isinstance(column.type, Integer) else type_coerce(column, String)
    return _text(stored, sort in HARMLESS) if _is_open(column) else stored


def _is_open(column: ColumnElement[Any]) -> bool:
    """Whether it holds words, and not only those few that the database itself allows."""
    table = column.table if isinstance(column, Column) else None
    checks = table.constraints if isinstance(table, Table) else ()
    few = any(str(check.name).endswith(f"_{column.key}_known") for check in checks)
    return isinstance(column.type, String) and not few


def _number(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Whole ones without a point, as long as they are exact."""
    whole = cast(column, Integer)
    exact = and_(column == whole, func.abs(column) < literal_column(str(2**53)))
    return case((column.is_(None), NOTHING), (exact, whole), else_=func.told_number(column))


def _text(column: ColumnElement[Any], harmless: bool) -> ColumnElement[Any]:
    mark = _constant(MARK)
    marked = func.instr(column, _constant(",")), mark.concat(column).concat(mark)
    # All that begin like what a spreadsheet would run, and a few others; most begin with a letter.
    before = or_(column < _constant("."), column >= _constant("="))
    risky = or_(and_(column < _constant("A"), before), column >= _constant(WIDE))
    inert = [] if harmless else [(risky, func.told_text(column))]
    return case((column.is_(None), NOTHING), *inert, marked, else_=column)


def _constant(text: str) -> ColumnElement[str]:
    return literal_column(f"'{text}'", String)
