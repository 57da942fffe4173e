""":parameters in typed SQL: found outside of texts, quoted names and comments, and filled in from a form."""

import re
from collections.abc import Mapping

from tracker.errors import Refused

MOST = 20
LONGEST_VALUE = 1_000
# Possessive, and what is never closed goes on to the end: linear whatever is typed.
TOKENS = re.compile(
    r"""
    '(?:[^']|'')*+(?:'|\Z) | "(?:[^"]|"")*+(?:"|\Z) | `[^`]*+(?:`|\Z)
    | --[^\n]*+ | /\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)
    | \$(?P<tag>[A-Za-z_]\w{0,40})?\$.*?(?:\$(?P=tag)\$|\Z)
    | ::
    | :(?P<name>[A-Za-z_]\w{0,40})
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,15})?", re.ASCII)


def pieces(query: str) -> list[tuple[str, str]]:
    """A query cut up: (its words, "") for what stays as it is, (":name", "name") for each parameter."""
    found, start = [], 0
    for token in TOKENS.finditer(query):
        if token["name"]:
            found += [(query[start : token.start()], ""), (token[0], token["name"])]
            start = token.end()
    return [*found, (query[start:], "")]


def parameters_of(query: str) -> list[str]:
    """The names of a query's parameters, in order, each once."""
    return list(dict.fromkeys(name for _, name in pieces(query) if name))


def filled(query: str, given: Mapping[str, str]) -> dict[str, str]:
    """The values of a query's parameters; Refused names each that is missing or too long."""
    names = parameters_of(query)
    if len(names) > MOST:
        raise Refused("The query was not answered.", {"query": f"At most {MOST} parameters."})
    wrong = {name: "Give it a value." for name in names if name not in given}
    wrong |= {
        name: f"At most {LONGEST_VALUE:,} characters."
        for name in names
        if len(given.get(name, "")) > LONGEST_VALUE
    }
    if wrong:
        faults = {f":{name}": fault for name, fault in wrong.items()}
        raise Refused("A parameter of the query needs attention.", faults)
    return {name: given[name] for name in names}


def as_number(value: str) -> str | int | float:
    """A value that is written as a number, as one: SQLite takes '5' and 5 for different things."""
    if not NUMBER.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)
