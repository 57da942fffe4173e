"""What follows from a declaration: the fields of a kind, their schema, and the words of a refusal."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    create_model,
)
from pydantic.fields import FieldInfo
from sqlalchemy.orm import Mapped

from tracker.records import Record, parts_of
from tracker.types import (
    ArticleText,
    DateWords,
    Flag,
    Number,
    Part,
    Prose,
    Shown,
    ValueWords,
    WebAddress,
    Whole,
    iso_day,
)

# There are none, and to look for some among all that is installed takes as long as to read the first rows.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

SORTS = {
    WebAddress: "address",
    Prose: "prose",
    ArticleText: "text",
    Whole: "whole",
    Number: "number",
    Flag: "flag",
    DateWords: "date",
    ValueWords: "value",
}


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a kind, and the only one: what is worked out for it is remembered by it.

    name: what users call it ("company"); column: where it is kept ("company_id"); sort: line, prose,
    text, address, choice, link, date, value, whole, number, flag, moment or day; part_of: the date or value
    it belongs to; given: a part that is a fact of its own; annotation: its type for validation.
    """

    name: str
    column: str
    sort: str
    label: str
    annotation: Any
    help: str = ""
    unit: str = ""
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    listed: bool = False
    filtered: bool = False
    searched: bool = False
    kept: bool = False
    part_of: str = ""
    given: bool = False
    parts: tuple[str, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether "more" and "less" mean something for it."""
        return self.sort in ("whole", "number", "day", "moment", "date", "value")

    @property
    def in_words(self) -> bool:
        """Whether it is kept as text that other words may stand in."""
        return self.sort not in ("whole", "number", "day", "moment", "flag")


@cache
def fields_of(kind: type[Record]) -> tuple[Field, ...]:
    """Every field of a kind in the order declared, each date and value followed by its parts."""
    return tuple(_walk(kind))


@cache
def own_fields(kind: type[Record]) -> tuple[Field, ...]:
    """The fields of a kind without the parts of its dates and values."""
    return tuple(field for field in fields_of(kind) if not field.part_of)


@cache
def writable(kind: type[Record]) -> tuple[Field, ...]:
    """The fields that are typed, without the parts of dates and values."""
    return tuple(field for field in own_fields(kind) if not field.kept)


@cache
def links_of(kind: type[Record]) -> tuple[Field, ...]:
    """The links of a kind that are given and not worked out."""
    return tuple(field for field in fields_of(kind) if field.to and not field.kept)


def field_called(kind: type[Record], name: str) -> Field | None:
    """The field with that name or column, if there is one."""
    return _by_name(kind).get(name)


@cache
def _by_name(kind: type[Record]) -> dict[str, Field]:
    fields = fields_of(kind)
    return {field.column: field for field in fields} | {field.name: field for field in fields}


def _walk(kind: type[Record]) -> Iterator[Field]:
    hints = get_type_hints(kind, include_extras=True)
    for column in _declared(kind):
        info: Shown = column.info["shown"]
        annotation, optional = _inner(hints[column.name])
        field = _field(kind, column, info, annotation, optional)
        yield field
        for part in kind.spread.get(column.name, ()):
            yield _part(field, part)


def _declared(kind: type[Record]) -> list[Any]:
    """The shown columns in the order of the class body; what a mixin declares comes after the first few."""
    order = [name for base in kind.__mro__ if base is not object for name in vars(base)]
    shown = [column for column in kind.__table__.columns if isinstance(column.info.get("shown"), Shown)]
    return sorted(shown, key=lambda column: order.index(column.name))


def _inner(hint: Any) -> tuple[Any, bool]:
    """The annotation inside Mapped[...], and whether it may be empty."""
    if get_origin(hint) is Mapped:
        hint = get_args(hint)[0]
    options = get_args(hint) if type(None) in get_args(hint) else ()
    if not options:
        return hint, False
    rest = [option for option in options if option is not type(None)]
    return rest[0], True


def _field(kind: type[Record], column: Any, info: Shown, annotation: Any, optional: bool) -> Field:
    choices = kind.choices.get(column.name, ())
    default = column.default.arg if column.default is not None and not callable(column.default.arg) else None
    made = (
        info.kept
        or column.name == "slug"
        or (column.name == "country_id" and kind.__table__.c.get("city_id") is not None)
    )
    return Field(
        name=column.name.removesuffix("_id") if info.to else column.name,
        column=column.name,
        sort=_sort(annotation, info, choices),
        label=info.label,
        annotation=int | str if info.to else annotation,
        help=info.help,
        unit=info.unit,
        required=not optional and default is None and not made,
        default=default,
        choices=choices,
        to=info.to,
        listed=info.listed,
        filtered=info.filtered,
        searched=info.searched,
        kept=info.kept,
        parts=tuple(part.name for part in kind.spread.get(column.name, ())),
    )


def _sort(annotation: Any, info: Shown, choices: tuple[str, ...]) -> str:
    if info.to:
        return "link"
    if choices:
        return "choice"
    if annotation in SORTS:
        return SORTS[annotation]
    base = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    return {int: "whole", float: "number", bool: "flag", str: "line"}.get(base, "moment")


def _part(field: Field, part: Part) -> Field:
    types: dict[str, Any] = {
        "day": Annotated[date, BeforeValidator(_day)],
        "number": Number,
        "line": Annotated[str, StringConstraints(max_length=30)],
        "choice": Literal[part.choices] if part.choices else str,
    }
    return Field(
        name=part.name,
        column=part.name,
        sort=part.sort,
        label=f"{field.label}: {part.label}",
        annotation=types[part.sort],
        help=part.help,
        choices=part.choices,
        part_of=field.column,
        given=part.given,
        kept=field.kept,
    )


def _day(value: object) -> object:
    return iso_day(value.strip()) if isinstance(value, str) else value


@cache
def schema_fields(kind: type[Record]) -> Mapping[str, tuple[Any, FieldInfo]]:
    """What input for a kind is held against: scalars by type, links as id or name."""
    shape: dict[str, tuple[Any, FieldInfo]] = {}
    for field in fields_of(kind):
        if field.kept:
            continue
        shape[field.name] = (field.annotation | None, _description(field))
        if field.to:
            shape[field.column] = (
                int | str | None,
                FieldInfo(default=None, description=f"{field.label}, by its id."),
            )
    for name, (annotation, words) in kind.inputs.items():
        shape[name] = (annotation | None, FieldInfo(default=None, description=words))
    return shape


@cache
def schema_of(kind: type[Record]) -> type[BaseModel]:
    """The pydantic model of that."""
    shape: dict[str, Any] = dict(schema_fields(kind))
    return create_model(kind.__name__, __config__=ConfigDict(extra="forbid"), __doc__=kind.__doc__, **shape)


def _description(field: Field) -> Any:
    words = " ".join(filter(None, [field.label + ".", field.help, field.unit and f"In {field.unit}."]))
    return FieldInfo(default=None, description=words)


def shape(
    kind: type[Record], given: Mapping[str, Any], strict: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Hold input against the schema: (values that are right, {field: what is wrong}).

    strict is for JSON, where 0 is no date and "5" no number; forms and CSV give everything as text, and
    nothing as a blank.
    """
    known = schema_fields(kind)
    right: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, value in given.items():
        if name not in known:
            faults[name] = message({"type": "extra_forbidden"})
        elif _blank(value, strict):
            right[name] = None
        else:
            try:
                right[name] = _reader(kind, name)(value, strict)
            except ValidationError as error:
                several = error.error_count() > 1  # only what names a record is read in more than one way
                faults[name] = NAMED if several else message(error.errors()[0])
    if len(faults) > 1:
        # What there is not comes first, then the last field of the form.
        places = {name: -place for place, name in enumerate(known)}
        faults = {name: faults[name] for name in sorted(faults, key=lambda one: places.get(one, -len(known)))}
    return right, faults


def read_column(kind: type[Record], name: str, values: Iterable[Any], strict: bool) -> list[Any]:
    """What many rows give for one field, held against the schema; ValidationError when any of it is wrong."""
    read = _reader(kind, name)
    return [None if _blank(value, strict) else read(value, strict) for value in values]


def _blank(value: Any, strict: bool) -> bool:
    return value is None or (not strict and (value == "" or (type(value) is str and value.isspace())))


Reader = Callable[[Any, bool], Any]


@cache
def _reader(kind: type[Record], name: str) -> Reader:
    """Reads the input for a field. What comes again and again in an import is remembered."""
    # Of the adapter's own core: what it is wrapped in takes as long again.
    validate = TypeAdapter(schema_fields(kind)[name][0]).validator.validate_python
    field = field_called(kind, name)

    def read(value: Any, strict: bool) -> Any:
        return validate(value, strict=strict)

    if field is None or (field.in_words and field.sort not in ("choice", "link", "date", "value")):
        return read
    remembered = lru_cache(maxsize=5000)(read)
    # Only text: to a cache 1, 1.0 and True are all the same.
    return lambda value, strict: (remembered if type(value) is str else read)(value, strict)


NAMED = "Must be a name, a short name or an id."
PATTERNS = {
    r"^[^\r\n]*$": "Must be a single line.",
    r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$": "Lower-case letters, digits, - and _ only, such as weekly_users.",
    r"^[A-Za-z]{2}$": "Must be a two-letter code, such as KR.",
    r"^[A-Za-z]{3}$": "Must be a three-letter code, such as KOR.",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "Must be a language code, such as ko or pt-BR.",
    r"^[Qq][1-9]\d*$": "Must be a Wikidata item, such as Q21708200.",
    r"^[0-9a-fA-F]{64}$": "Must be 64 hexadecimal digits.",
}


def message(fault: Mapping[str, Any]) -> str:
    """A pydantic fault in words that say what to do. The same through every door."""
    kind, context = str(fault["type"]), fault.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"Must be one of: {context['expected'].replace(chr(39), '').replace(' or ', ', ')}."
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(context["pattern"], "Is not written as it should be.")
    sized = {
        "string_too_long": "At most {max_length} characters.",
        "string_too_short": "This is needed.",
        "greater_than_equal": "Must be {ge} or more.",
        "less_than_equal": "Must be {le} or less.",
    }
    if kind in sized:
        return sized[kind].format(**context)
    for start, words in {
        "extra_forbidden": "There is no such field.",
        "missing": "This is needed.",
        "string": "Must be text.",
        "int": "Must be a whole number.",
        "float": "Must be a number.",
        "finite": "Must be a number.",
        "bool": "Must be yes or no.",
        "date": "Must be a day written like 2025-05-26.",
    }.items():
        if kind.startswith(start):
            return words
    return "Is not written as it should be."


@cache
def required(kind: type[Record]) -> tuple[Field, ...]:
    """The fields without which no record of the kind is made."""
    return tuple(field for field in own_fields(kind) if field.required)


@cache
def lists_of(kind: type[Record]) -> dict[str, type[Record]]:
    """The lists of parts that are written together with a record: aliases, parties, events, roles."""
    return {name: part for name, part in parts_of(kind).items() if name != "captures"}
