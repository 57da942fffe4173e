"""The API's description as OpenAPI 3.1, built from the declarations of the kinds."""

from typing import Any

from tracker import __version__
from tracker.exchange.cells import columns_of
from tracker.fields import Field, field_called, fields_of, lists_of, own_fields, required, schema_of
from tracker.queries.bands import BANDED, NUMBER, WORDS
from tracker.queries.cited import COLUMN
from tracker.queries.filters import CITATION
from tracker.queries.listing import LARGEST, SIZE
from tracker.queries.orders import SORTABLE
from tracker.queries.reach import facetted, reached
from tracker.queries.rows import shape_of
from tracker.records import Record, kinds, parts_of
from tracker.records.source import Capture
from tracker.web.access import COOKIE
from tracker.web.bodies import MOST_PARTS
from tracker.web.schemas import ERRORS, SHAPES, answer, array, nullable, reference, shape, typed
from tracker.writing.merging import MERGED

ROOT = "/api/v1"
KEYED = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Names this request. Sent again, it answers the same and saves nothing twice.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
}
REASON = {
    "type": ["string", "null"],
    "maxLength": 500,
    "pattern": r"^[^\u0000]*$",
    "description": "Why; kept in the history.",
}
VERSION = {
    "type": "integer",
    "minimum": 1,
    "maximum": 2**31 - 1,
    "description": "The version of the record that this is made against; its row has it.",
}
MERGE = {
    "type": "object",
    "properties": {
        "into": {
            "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "minLength": 1}],
            "description": "The record that stays, by id or by name.",
        },
        "version": VERSION,
        "into_version": VERSION | {"description": "The version of the record that stays."},
        "take": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Fields whose values the merged record brings along where both have one.",
        },
        "_reason": REASON,
    },
    "required": ["into", "version", "into_version"],
    "additionalProperties": False,
}
KEY = {
    "name": "key",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,80}$"},
}
KNOWN = {
    "name": "_known_on",
    "in": "query",
    "required": False,
    "schema": {"anyOf": [{"type": "string", "format": "date"}, {"const": ""}]},
    "description": "Answer as at the end of that day (UTC), or at a moment written 2026-05-03T09:00:00Z.",
}
TRUTH = {"type": "string", "enum": ["yes", "no", "true", "false", "1", "0", ""]}
# A form that leaves it open sends it empty.
SIZES = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": LARGEST}, {"const": ""}], "default": SIZE}
BAND = {
    "type": "string",
    "pattern": f"^({NUMBER}[.]{{2}}{NUMBER}|{WORDS})$",
    "description": "Numbers from one on and less than another, such as 10..20 or 1000000.., by the lower "
    f"bound of values that have several; “{WORDS}” are values without a number.",
}
SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "Made at /account or by `tracker tokens add`: to read, or also to write.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "Of a browser, by /login."},
}
READ_FAULTS = (400, 401, 403, 404, 503)
SAVE_FAULTS = (400, 401, 403, 404, 409, 413, 503)


def document() -> dict[str, Any]:
    """The OpenAPI document of every kind there is."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = SHAPES | {"Merge": MERGE}
    for kind in kinds().values():
        paths |= _paths(kind)
        schemas |= _schemas(kind)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "AI Expansion Tracker",
            "version": __version__,
            "description": "How AI companies expand, each fact with its sources. Links are given by id or "
            "by name; dates and values in words, as a source writes them.",
        },
        "tags": [{"name": name, "description": kind.__doc__} for name, kind in kinds().items()],
        "paths": paths | _other_paths(),
        "components": {"schemas": schemas, "responses": ERRORS, "securitySchemes": SECURITY},
        # Where there are no accounts, nothing is asked for on the machine itself.
        "security": [{"token": []}, {"session": []}, {}],
    }


def _paths(kind: type[Record]) -> dict[str, Any]:
    """What can be done with the records of a kind."""
    name, one = kind.__tablename__, kind.__name__
    base = f"{ROOT}/{name}/"
    listed: dict[str, Any] = {
        "get": _reads(kind, f"list{one}", f"List {name}", f"{one}List", _arguments(kind))
    }
    record: dict[str, Any] = {
        "parameters": [_key(kind)],
        "get": _reads(kind, f"get{one}", "Read a record", f"{one}Answer", [KNOWN]),
    }
    if kind is not Capture:
        listed["post"] = _saves(kind, f"add{one}", "Add a record", reference(f"{one}New"), 201)
    if not kind.immutable:
        record["patch"] = _saves(kind, f"change{one}", "Change some fields", reference(f"{one}Change"), 200)
    version = {"name": "version", "in": "query", "required": True, "schema": VERSION}
    why = {"name": "_reason", "in": "query", "schema": {**REASON, "type": "string"}}
    record["delete"] = _saves(kind, f"remove{one}", "Put in the trash", None, 200, [version, why])
    restoring = _saves(kind, f"restore{one}", "Take out of the trash", reference("Why"), 200, needed=False)
    history = _reads(kind, f"history{one}", "Every save that touched it, newest first", "RevisionList", [])
    return _merging(kind, base) | {
        base: listed,
        f"{base}{{key}}": record,
        f"{base}{{key}}/restore": {"parameters": [_key(kind)], "post": restoring},
        f"{base}{{key}}/history": {"parameters": [_key(kind)], "get": history},
    }


def _merging(kind: type[Record], base: str) -> dict[str, Any]:
    """Making one of two records, for the kinds that are merged."""
    if kind.__tablename__ not in MERGED:
        return {}
    summary = "Make one of two: this record leads to another from then on"
    merge = _saves(kind, f"merge{kind.__name__}", summary, reference("Merge"), 200)
    return {f"{base}{{key}}/merge": {"parameters": [_key(kind)], "post": merge}}


def _other_paths() -> dict[str, Any]:
    """What is not about any kind alike."""
    articles, whole = kinds()["articles"], {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
    number = {"name": "number", "in": "path", "required": True, "schema": whole}
    stored = {
        200: answer("TextAnswer", "This text was stored already."),
        201: answer("TextAnswer", "The text is stored."),
    }
    attach = _operation("attachText", "Attach an article's text and check its citations", stored, SAVE_FAULTS)
    undo = _operation("undo", "Take back a save", {200: answer("UndoAnswer", "Taken back.")}, SAVE_FAULTS)
    document = {
        "description": "OpenAPI 3.1.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    return {
        f"{ROOT}/articles/{{key}}/text": {
            "parameters": [_key(articles)],
            "post": attach | {"parameters": [KEYED], "requestBody": _body(reference("Text"))},
        },
        f"{ROOT}/revisions/{{number}}/undo": {
            "parameters": [number],
            "post": undo | {"parameters": [KEYED], "requestBody": _body(reference("Why"), needed=False)},
        },
        f"{ROOT}/": {
            "get": _operation("begin", "Where to begin", {200: answer("Index", "Found.")}, (400, 401))
        },
        f"{ROOT}/openapi.json": {"get": _operation("describe", "This document", {200: document}, (401, 403))},
    }


def _key(kind: type[Record]) -> dict[str, Any]:
    return KEY | {"description": f"Its id{f', or its {kind.handle}' if kind.handle else ''}."}


def _reads(kind: type[Record], name: str, summary: str, schema: str, arguments: list[Any]) -> dict[str, Any]:
    made = _operation(name, summary, {200: answer(schema, "Found.")}, READ_FAULTS)
    return made | {"tags": [kind.__tablename__]} | ({"parameters": arguments} if arguments else {})


def _saves(
    kind: type[Record],
    name: str,
    summary: str,
    body: dict[str, Any] | None,
    status: int,
    more: list[Any] | None = None,
    needed: bool = True,
) -> dict[str, Any]:
    saved = answer(f"{kind.__name__}Answer", "Saved.")
    if status == 201:
        saved["headers"] = {
            "Location": {"required": True, "schema": {"type": "string"}, "description": "Its address."}
        }
        saved["links"] = _links(kind)
    made = _operation(name, summary, {status: saved}, SAVE_FAULTS)
    made["tags"] = [kind.__tablename__]
    made["parameters"] = [KEYED, *(more or [])]
    return made | ({"requestBody": _body(body, needed)} if body else {})


def _links(kind: type[Record]) -> dict[str, Any]:
    """What can be done next with a record that was added."""
    at = {"key": "$response.body#/row/id"}
    version = {"version": "$response.body#/row/version"}
    return {
        "read": {"operationId": f"get{kind.__name__}", "parameters": at},
        "history": {"operationId": f"history{kind.__name__}", "parameters": at},
        "remove": {"operationId": f"remove{kind.__name__}", "parameters": at | version},
    }


def _body(schema: dict[str, Any], needed: bool = True) -> dict[str, Any]:
    return {"required": needed, "content": {"application/json": {"schema": schema}}}


def _operation(name: str, summary: str, good: dict[int, Any], faults: tuple[int, ...]) -> dict[str, Any]:
    responses = {str(status): response for status, response in good.items()} | _faults(faults)
    return {"operationId": name, "summary": summary, "responses": responses}


def _faults(statuses: tuple[int, ...]) -> dict[str, Any]:
    return {str(status): {"$ref": f"#/components/responses/Error{status}"} for status in statuses}


# -- arguments of lists -----------------------------------------------------------------------------------


def _arguments(kind: type[Record]) -> list[dict[str, Any]]:
    """The filters of a list and what else its address takes."""
    ordered = (field for field in fields_of(kind) if field.sort != "text")
    names = [name for field in ordered for name in (field.name, field.column)]
    orders = list(dict.fromkeys([*names, *SORTABLE]))
    fields = [*own_fields(kind), *(one.field for one in reached(kind))]
    made = [argument for field in fields for argument in _filters(field)]
    return [
        *made,
        _argument(
            "_sort",
            {"type": "string", "enum": ["", *orders, *(f"-{name}" for name in orders)]},
            "The order; - turns it round.",
        ),
        _argument("_size", SIZES, "Rows on a page."),
        *_counted(kind),
        _argument(CITATION, TRUTH, "With a column `citation`: the newest article behind each row."),
        KNOWN,
        _argument("_next", {"type": "string"}, "Where the page begins: `next` of the page before."),
    ]


def _counted(kind: type[Record]) -> list[dict[str, Any]]:
    names = [one.field.name for one in facetted(kind)]
    if not names:
        return []
    words = "Count the rows by this field's values: the answer has `facets`, and its count no cap."
    return [_argument("_facet", array({"type": "string", "enum": ["", *names]}), words)]


def _filters(field: Field) -> list[dict[str, Any]]:
    value = _comparable_with(field)
    several = {"type": "array", "items": value}
    is_one = {"type": "array", "items": {"anyOf": [value, BAND]}} if field.sort in BANDED else several
    made = [
        _argument(field.name, is_one, f"{field.label}; several mean “or”."),
        _argument(f"{field.name}__ne", is_one, f"{field.label} is none of these."),
        _argument(f"{field.name}__isnull", TRUTH, f"{field.label} is empty."),
    ]
    if field.in_words:
        words = array({"type": "string"})
        made.append(_argument(f"{field.name}__contains", words, f"{field.label} contains."))
    if field.comparable:
        made.append(_argument(f"{field.name}__gte", several, f"{field.label} is at least."))
        made.append(_argument(f"{field.name}__lte", several, f"{field.label} is at most."))
    return made


def _comparable_with(field: Field) -> dict[str, Any]:
    """What a filter's value may be: names for links, dates of any precision, plain numbers for values."""
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    if field.sort == "flag":
        return TRUTH
    return {"type": "number" if field.sort in ("whole", "number", "value") else "string"}


def _argument(name: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words}


# -- shapes of a kind -------------------------------------------------------------------------------------


def _schemas(kind: type[Record]) -> dict[str, Any]:
    """What a kind's rows look like, and what is sent to add or change one."""
    one = kind.__name__
    row = {name: _column(kind, name, sort) for name, sort in columns_of(kind).items()}
    inner = {name: array(reference(f"{part.__name__}Row")) for name, part in parts_of(kind).items()}
    listed = {name: what for name, what in row.items() if columns_of(kind)[name] != "text"}
    sent = _sent(kind)
    lists = {name: _list(part) for name, part in lists_of(kind).items()}
    if kind.__tablename__ == "articles":
        words = "Its text: stored with it, and facts drafted from it for review."
        lists["text"] = {"type": "string", "description": words}
    return {
        f"{one}Row": _cited(shape(listed)),
        f"{one}Record": shape(row | inner) | {"description": kind.__doc__},
        f"{one}List": shape({"rows": array(reference(f"{one}Row"))}, page=True),
        f"{one}Answer": _warned(shape({"row": reference(f"{one}Record")}, envelope=True)),
        f"{one}New": _input(sent | lists | {"_reason": REASON}) | {"allOf": _needed(kind)},
        f"{one}Change": _input(sent | {"_reason": REASON, "version": VERSION}) | {"required": ["version"]},
    }


def _cited(row: dict[str, Any]) -> dict[str, Any]:
    """A row that may say how it is cited."""
    words = f"The newest article behind it, when `{CITATION}` asks for it."
    cited = nullable(typed("line")) | {"description": words}
    return row | {"properties": row["properties"] | {COLUMN: cited}}


def _warned(answered: dict[str, Any]) -> dict[str, Any]:
    """An answer that may say what to know of a record that was added."""
    words = (
        "Of a record that was added: which others are called the same, and values in units that are odd for "
        "what they measure. Left out when there is nothing to say."
    )
    told = array(typed("line")) | {"description": words}
    return answered | {"properties": answered["properties"] | {"warnings": told}}


def _column(kind: type[Record], name: str, sort: str) -> dict[str, Any]:
    field, shown = field_called(kind, name), shape_of(kind).columns.get(name)
    number = not sort and shown is not None and shown.type.python_type is int
    made = typed("whole" if number else sort, field.choices if field else ())
    stored = kind.__table__.c.get(field.column if field else name)
    empty = stored.nullable if stored is not None else name not in ("permalink", "label", "source_count")
    return nullable(made) if empty else made


def _sent(kind: type[Record]) -> dict[str, Any]:
    properties: dict[str, dict[str, Any]] = schema_of(kind).model_json_schema()["properties"]
    return {
        name: {key: value for key, value in one.items() if key not in ("title", "default")}
        for name, one in properties.items()
    }


def _input(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _list(part: type[Record]) -> dict[str, Any]:
    sent = {
        name: what
        for name, what in _sent(part).items()
        if name not in (part.owner, str(part.owner).removesuffix("_id"))
    }
    item = _input(sent) | {"allOf": _needed(part, str(part.owner))}
    words = {"type": "string", "description": "In one text: OpenAI (partner); Kakao (customer)."}
    return {"anyOf": [{"type": "array", "maxItems": MOST_PARTS, "items": item}, words]}


def _needed(kind: type[Record], but: str = "") -> list[dict[str, Any]]:
    """What no record is made without; a link is given by name or by id."""
    names = [{field.name, field.column} for field in required(kind) if field.column != but]
    return [{"anyOf": [{"required": [name]} for name in sorted(either)]} for either in names] or [{}]
