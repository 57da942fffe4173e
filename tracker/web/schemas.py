"""The shapes of JSON that do not depend on a kind: pages, answers, errors, revisions."""

from typing import Any

Schema = dict[str, Any]

TYPES: dict[str, Schema] = {
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "moment": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
}


def typed(sort: str, choices: tuple[str, ...] = ()) -> Schema:
    """The type of a column of rows that is of a sort of field."""
    if choices:
        return {"type": "string", "enum": list(choices)}
    return dict(TYPES.get(sort, {"type": "string"}))


def nullable(schema: Schema) -> Schema:
    """The same, or nothing."""
    empty = {**schema, "type": [schema["type"], "null"]}
    return empty | ({"enum": [*schema["enum"], None]} if "enum" in schema else {})


VALUE: Schema = {
    "type": "object",
    "description": "A value that rows are counted by; null is having none.",
    "properties": {
        "value": {"type": ["string", "integer", "boolean", "null"]},
        "label": {"type": "string"},
        "count": {"type": "integer"},
        "selected": {"type": "boolean"},
    },
    "required": ["value", "label", "count", "selected"],
    "additionalProperties": False,
}


WORDS: Schema = {"type": "string"}


def array(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def reference(name: str) -> Schema:
    """The shape of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def shape(properties: Schema, envelope: bool = False, page: bool = False) -> Schema:
    """An object with all of these and nothing else; `page` and `envelope` put the answer's frame around."""
    if page:
        properties = properties | {
            "next": {"type": ["string", "null"], "description": "`_next` of the page behind."},
            "count": {"type": "integer"},
            "count_capped": {"type": "boolean", "description": "There are more than `count`."},
        }
    if envelope or page:
        properties = {"ok": {"const": True}} | properties
    needed = list(properties)
    if page:
        properties = properties | {"facets": {"type": "object", "additionalProperties": array(VALUE)}}
    if envelope or page:
        properties = properties | {"known_on": WORDS | {"description": "The moment that was looked back to."}}
    return {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


def answer(schema: str, words: str) -> Schema:
    """A good response."""
    return {"description": words, "content": {"application/json": {"schema": reference(schema)}}}


BY_FIELD: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
CANDIDATE = shape({"id": {"type": "integer"}, "kind": WORDS, "name": WORDS, "hint": WORDS})
CHANGE = shape(
    {
        "record_id": {"type": "integer"},
        "kind": WORDS,
        "name": WORDS,
        "action": {"type": "string", "enum": ["add", "change", "remove", "restore"]},
        "field": {"type": ["string", "null"]},
        "old": {"type": ["string", "number", "boolean", "null"]},
        "new": {"type": ["string", "number", "boolean", "null"]},
    }
)
REVISION = shape(
    {
        "id": {"type": "integer"},
        "made_at": TYPES["moment"],
        "actor": WORDS,
        "door": {"type": "string", "enum": ["web", "api", "cli", "import", "draft", "seed"]},
        "reason": {"type": ["string", "null"]},
        "undoes_id": {"type": ["integer", "null"]},
        "changes": array(reference("RevisionChange")),
    }
)
ERROR = {
    "type": "object",
    "properties": {
        "ok": {"const": False},
        "error": {"type": "string", "description": "What is wrong and what to do."},
        "fields": {**BY_FIELD, "description": "Each field or argument that is wrong, and why."},
        "status": {"type": "integer"},
        "candidates": {
            "type": "object",
            "additionalProperties": array(reference("Candidate")),
            "description": "For names that stand for no record or several: which may be meant.",
        },
    },
    "required": ["ok", "error", "fields", "status"],
}
STALE = {
    "allOf": [reference("Error")],
    "properties": {
        "yours": {"type": "object", "description": "What was sent."},
        "theirs": {"type": "object", "description": "The row as it stands now."},
    },
    "required": ["yours", "theirs"],
}
REASON_ONLY = {
    "type": "object",
    "properties": {"_reason": {"type": ["string", "null"], "maxLength": 500, "pattern": r"^[^\u0000]*$"}},
    "additionalProperties": False,
}
TEXT = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 2_000_000, "description": "As it was found."},
        "anyway": {"type": "boolean", "description": "Store it though none of the quotes stands in it."},
        **REASON_ONLY["properties"],  # type: ignore[dict-item]
    },
    "required": ["text"],
    "additionalProperties": False,
}

SHAPES: dict[str, Schema] = {
    "Error": ERROR,
    "Stale": STALE,
    "Candidate": CANDIDATE,
    "Why": REASON_ONLY,
    "Text": TEXT,
    "Index": shape(
        {
            "openapi": WORDS | {"description": "Where all of this is described."},
            "kinds": BY_FIELD | {"description": "The list of each kind."},
            "doors": array(WORDS) | {"description": "What else is JSON or Atom, as its page beside it."},
        },
        envelope=True,
    ),
    "RevisionChange": CHANGE,
    "Revision": REVISION,
    "RevisionList": shape({"rows": array(reference("Revision"))}, page=True),
    "UndoAnswer": shape(
        {"revision": {"type": ["integer", "null"], "description": "The new save."}}, envelope=True
    ),
    "TextAnswer": shape(
        {
            "new": {"type": "boolean", "description": "Whether the text was not stored before."},
            "citations": array(reference("CitationRow")),
            "verified": {"type": "integer", "description": "Citations that stand in the text."},
            "failed": {"type": "integer", "description": "Citations that do not."},
        },
        envelope=True,
    ),
}
ERRORS: dict[str, Schema] = {
    f"Error{status}": answer("Stale" if status == 409 else "Error", words)
    for status, words in {
        400: "Not accepted; `fields` says what is wrong with each.",
        401: "Nobody: log in, or send a token that stands.",
        403: "Not allowed to who asks, or asked for by another site.",
        404: "There is no such record, or it is in the trash.",
        409: "Saved by somebody else since: both versions.",
        413: "More than is read in one request.",
        503: "The database cannot take it now.",
    }.items()
}
