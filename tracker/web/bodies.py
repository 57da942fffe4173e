"""What programs send: one JSON object, bounded before and after it is parsed."""

import json
import re
from collections.abc import Iterator
from typing import Any

from flask import request

from tracker.errors import Refused
from tracker.exchange.reading import named_once

# Outside of strings there are only brackets, commas, numbers and space. 16 MB of "[],[]," would become
# 360 MB of empty lists; a long text has next to nothing there.
LARGEST_FRAME = 200_000
DEEPEST = 10
MOST_PARTS = 1_000
LARGEST_INTEGER = 2**63 - 1
# Possessive, and an unfinished string ends the match: linear whatever is sent.
STRINGS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)


def read_object(optional: bool = False) -> dict[str, Any]:
    """The JSON object in the request's body; Refused says why it is none.

    optional: no body at all is an empty object.
    """
    body = request.get_data()
    if optional and not body.strip():
        return {}
    if request.mimetype != "application/json":
        raise Refused("Send JSON, and say so: Content-Type: application/json.")
    if _frame(body) > LARGEST_FRAME:
        raise Refused(f"The JSON is too large: at most {LARGEST_FRAME:,} characters outside of its texts.")
    given = _parsed(body)
    if not isinstance(given, dict):
        raise Refused("The JSON must be an object: {…}.")
    for text in _texts(given):
        if "\0" in text or (not text.isascii() and _broken(text)):
            raise Refused("A text holds a null character or half a character, which cannot be stored.")
    for name, value in given.items():
        if isinstance(value, list) and len(value) > MOST_PARTS:
            raise Refused("One field needs attention.", {name[:100]: f"At most {MOST_PARTS:,} at a time."})
    return given


def _frame(body: bytes) -> int:
    """How much of a body stands outside of its texts; counted no further than the bound."""
    outside = end = 0
    for match in STRINGS.finditer(body):
        outside += match.start() - end
        end = match.end()
        if outside > LARGEST_FRAME:
            return outside
    return outside + len(body) - end


def _parsed(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("The body is not text in UTF-8.") from None
    try:
        return json.loads(
            text,
            object_pairs_hook=named_once,
            parse_constant=_no_number,
            parse_float=_float,
            parse_int=_integer,
        )
    except RecursionError:
        raise Refused("The JSON is nested too deeply.") from None
    except ValueError as error:
        raise Refused(f"The body is not JSON that can be read: {error}.") from None


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _float(digits: str) -> float:
    number = float(digits)
    if abs(number) == float("inf"):
        raise ValueError("a number is too large")
    return number


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(number := int(digits)) > LARGEST_INTEGER:
        raise ValueError("a number is too large")
    return number


def _texts(given: Any) -> Iterator[str]:
    """Every text in a parsed body, keys included; Refused when it is nested deeper than any record."""
    waiting = [(given, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused("The JSON is nested too deeply.")
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value
            waiting += [(one, depth + 1) for one in value.values()]
        elif isinstance(value, list):
            waiting += [(one, depth + 1) for one in value]


def _broken(text: str) -> bool:
    """Whether half of a surrogate pair stands alone in a text: no database and no file takes it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
