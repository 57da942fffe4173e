"""A list as the SQL that selects its rows, for people to read and run."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from tracker.fields import field_called, own_fields
from tracker.queries.listing import sorted_rows
from tracker.queries.rows import shape_of
from tracker.records import Record


def as_sql(session: Session, kind: type[Record], arguments: Iterable[tuple[str, str]]) -> str:
    """One SELECT with the rows of a list in its order, in the words of the session's database.

    Its columns are those of the list with the ids of what they link to; Refused as the list itself is.
    """
    shape = shape_of(kind)
    names = ["id", *(["label"] if field_called(kind, kind.label_from[0]) is None else [])]
    for field in own_fields(kind):
        if field.listed:
            names += [field.name, *([field.column] if field.column != field.name else [])]
    columns = (shape.columns[name].label(name) for name in names)
    query = sorted_rows(session, kind, arguments)
    return _written(session, query.with_only_columns(*columns, maintain_column_froms=True))


def _written(session: Session, query: Select[Any]) -> str:
    dialect = session.get_bind().dialect
    words = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    # The driver of PostgreSQL doubles percent signs for its own sake.
    return (words.replace("%%", "%") if dialect.name == "postgresql" else words) + ";\n"
