"""The sorts of field a record can have: each is its SQL column and its validation at once.

A record declares a field once, `role: Mapped[Line | None] = shown("Role")`; forms, JSON, CSV, filters,
the API schema and the data dictionary are derived from that line (see `tracker.fields`).
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Float, ForeignKey, Integer, String, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from tracker.characters import INVISIBLE, UNSTORABLE, legible


class Moment(TypeDecorator[datetime]):
    """A point in time in UTC, to the second: ISO text ending in Z on SQLite, timestamptz on PostgreSQL."""

    impl = DateTime
    cache_ok = True
    python_type = datetime

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(
            sqlite.DATETIME(  # type: ignore[no-untyped-call]
                storage_format="%(year)04d-%(month)02d-%(day)02dT%(hour)02d:%(minute)02d:%(second)02dZ",
                regexp=r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z",
            )
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC).replace(microsecond=0)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


def now() -> datetime:
    """The present moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _storable(text: str) -> str:
    if UNSTORABLE.search(text):
        raise ValueError("Contains characters that cannot be stored. Retype it.")
    return text


def _visible(text: str) -> str:
    if text.isprintable():  # which is quickly said of nearly all
        return text
    if INVISIBLE.search(text):
        raise ValueError("Contains control or direction characters that cannot be seen. Retype it.")
    return _storable(text)


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", text, re.IGNORECASE):
        raise ValueError("Must be a web address that starts with http:// or https://.")
    return text


def _flag(value: object) -> object:
    words = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
    return words.get(value.strip().lower(), value) if isinstance(value, str) else value


Line = Annotated[
    str,
    mapped_column(String(300)),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\r\n]*$"),
    AfterValidator(_visible),
]
Prose = Annotated[
    str,
    mapped_column(Text),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000),
    AfterValidator(_visible),
]
ArticleText = Annotated[
    str,
    mapped_column(Text),
    StringConstraints(min_length=1, max_length=2_000_000),
    AfterValidator(legible),
]
WebAddress = Annotated[
    str,
    mapped_column(String(2000)),
    StringConstraints(strip_whitespace=True, max_length=2000),
    AfterValidator(_web_address),
    AfterValidator(_visible),
]
Slug = Annotated[
    str,
    mapped_column(String(80)),
    StringConstraints(max_length=80, pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$"),
]
CountryCode = Annotated[
    str, mapped_column(String(2)), StringConstraints(to_upper=True, pattern=r"^[A-Za-z]{2}$")
]
CountryCode3 = Annotated[
    str, mapped_column(String(3)), StringConstraints(to_upper=True, pattern=r"^[A-Za-z]{3}$")
]
Language = Annotated[
    str, mapped_column(String(12)), StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
]
Wikidata = Annotated[
    str, mapped_column(String(20)), StringConstraints(to_upper=True, pattern=r"^[Qq][1-9]\d*$")
]
Sha256 = Annotated[
    str, mapped_column(String(64)), StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")
]
Whole = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite")), Field(ge=0, le=2**53)]
Number = Annotated[float, mapped_column(Float(53)), Field(allow_inf_nan=False)]
Latitude = Annotated[float, mapped_column(Float(53)), Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, mapped_column(Float(53)), Field(ge=-180, le=180, allow_inf_nan=False)]
Flag = Annotated[bool, mapped_column(Boolean), BeforeValidator(_flag)]
When = Annotated[datetime, mapped_column(Moment)]
Link = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"))]
DateWords = Annotated[
    str,
    mapped_column(String(300)),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_visible),
]
ValueWords = Annotated[
    str,
    mapped_column(String(300)),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_visible),
]


@dataclass(frozen=True)
class Part:
    """One of the columns that a date or a value is kept in beside its words.

    `given` parts are facts of their own (the day a phrase counts from); the others are worked out from
    the words unless they are stated. `checked` parts have their choices held by the database too.
    """

    name: str
    type: TypeEngine[Any]
    label: str
    sort: str
    help: str = ""
    choices: tuple[str, ...] = ()
    given: bool = False
    checked: bool = True


@dataclass(frozen=True)
class Shown:
    """What a declaration says of a field besides its type.

    listed: a column of list pages. filtered: offered as a filter. searched: its words are in the search
    index. kept: worked out by the tracker, never typed.
    """

    label: str
    help: str = ""
    listed: bool = False
    filtered: bool = False
    searched: bool = False
    kept: bool = False
    to: tuple[str, ...] = ()
    spread: str = ""
    unit: str = ""
    parts: tuple[Part, ...] = field(default=(), compare=False)


def shown(
    label: str,
    *,
    help: str = "",
    listed: bool = False,
    filtered: bool = False,
    searched: bool = False,
    kept: bool = False,
    unit: str = "",
    foreign_key: str = "",
    **column: Any,
) -> MappedColumn[Any]:
    """Declare a field; further keywords (`unique`, `index`, `default`) go to its column."""
    info = Shown(label, help, listed, filtered, searched, kept, unit=unit)
    if foreign_key:
        return mapped_column(ForeignKey(foreign_key), info={"shown": info}, index=True, **column)
    return mapped_column(info={"shown": info}, **column)


def link(
    label: str,
    to: str | tuple[str, ...],
    *,
    help: str = "",
    listed: bool = False,
    filtered: bool = False,
    **column: Any,
) -> MappedColumn[Any]:
    """Declare a link to a record of the kind(s) `to`, given by table name; `("*",)` is any kind."""
    kinds = (to,) if isinstance(to, str) else to
    target = f"{kinds[0]}.id" if len(kinds) == 1 and kinds[0] != "*" else "records.id"
    info = Shown(label, help, listed, filtered, to=kinds)
    return mapped_column(ForeignKey(target), info={"shown": info}, index=True, **column)


def dated(
    label: str, *, help: str = "", listed: bool = False, filtered: bool = False, **column: Any
) -> MappedColumn[Any]:
    """Declare a partial date: its words, and `_from`, `_to`, `_precision`, `_anchor` beside them."""
    info = Shown(label, help, listed, filtered, spread="date")
    return mapped_column(info={"shown": info}, **column)


def quantity(
    label: str, *, help: str = "", listed: bool = False, filtered: bool = False, unit: str = "", **column: Any
) -> MappedColumn[Any]:
    """Declare a value given in words (`value_text`); interval, unit and state stand in columns beside it."""
    info = Shown(label, help, listed, filtered, spread="value", unit=unit)
    return mapped_column(info={"shown": info}, **column)


def date_parts(name: str, precisions: tuple[str, ...]) -> tuple[Part, ...]:
    """The columns beside the words of the date `name`."""
    return (
        Part(f"{name}_from", Date(), "earliest day", "day", "The first day it can mean; empty when open."),
        Part(f"{name}_to", Date(), "latest day", "day", "The last day it can mean; empty when open."),
        Part(f"{name}_precision", String(20), "precision", "choice", "How precisely the date is known.",
             precisions),
        Part(f"{name}_anchor", Date(), "counted from", "day",
             "The day a phrase such as “last month” or a date without its year counts from.", given=True),
    )  # fmt: skip


def value_parts(
    name: str,
    states: tuple[str, ...],
    comparators: tuple[str, ...],
    changes: tuple[str, ...],
    units: tuple[str, ...],
) -> tuple[Part, ...]:
    """The columns beside the words `<stem>_text` of a value; the stem `value` is left out of most names."""
    stem = name.removesuffix("_text")
    plain = "" if stem == "value" else f"{stem}_"
    return (
        Part(f"{stem}_state", String(20), "state", "choice", "Said instead of a value.", states),
        Part(f"{plain}comparator", String(20), "comparator", "choice", "How the value bounds the truth.",
             comparators),
        Part(f"{stem}_low", Float(53), "lowest", "number", "Lower bound in base units; empty when open."),
        Part(f"{stem}_high", Float(53), "highest", "number", "Upper bound in base units; empty when open."),
        Part(f"{plain}unit", String(30), "unit", "choice", "What is counted; an ISO 4217 code for money.",
             units, checked=False),
        Part(f"{plain}currency", String(3), "currency", "line", "ISO 4217 code when the value is money."),
        Part(f"{plain}change_kind", String(20), "change", "choice",
             "Whether it is a level, a difference or a ratio to a baseline.", changes),
    )  # fmt: skip


def iso_day(text: str) -> date:
    """A whole day written YYYY-MM-DD; ValueError otherwise."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError("Must be a day written like 2025-05-26.")
    return date.fromisoformat(text)
