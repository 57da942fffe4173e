"""Values on their way between the database and JSON."""

from datetime import date, datetime
from typing import Any

from tracker.fields import field_called, fields_of
from tracker.records import Record

# What JSON has as it is stored.
AS_IS = {str, int, bool, type(None)}


def plain(value: Any) -> Any:
    """A stored value as JSON has it: days and moments as ISO text, whole numbers without a point."""
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return value


def as_json(kind: type[Record], record: Any) -> dict[str, Any]:
    """The fields of a record by column, as JSON has them, with its id and version."""
    own = {field.column: plain(getattr(record, field.column)) for field in fields_of(kind)}
    return {"id": record.id, **own, "version": record.version}


def from_json(kind: type[Record], column: str, value: Any, dump: bool = False) -> Any:
    """A value of a column back from JSON; with `dump`, the other way."""
    if dump:
        return plain(value)
    field = field_called(kind, column)
    if value is None or field is None:
        return value
    if field.sort == "day":
        return date.fromisoformat(value)
    if field.sort == "moment":
        return datetime.fromisoformat(value)
    return value
