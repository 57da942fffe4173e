"""What a query that was refused may have meant: the word it stumbled over, and the nearest one there is."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

NEAR = 60.0  # of 100
# The complaints of both databases that name a word.
COLUMN = (r"no such column: (\S+)", r'column (?:reference )?"?([\w.]+)"? does not exist')
TABLE = (r"no such table: (\S+)", r'relation "([^"]+)" does not exist')
FUNCTION = (r"no such function: (\S+)", r"function (\w+)\(.*\) does not exist")
ANY = (r'near "([^"]+)": syntax error', r'syntax error at or near "([^"]+)"',
       r"ambiguous column name: (\S+)", r'column reference "([^"]+)" is ambiguous')  # fmt: skip
COMMON = """avg cast coalesce count group_concat length lower max min nullif replace round string_agg
substr sum trim upper""".split()

Tables = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Hint:
    """The word that a refusal is about, and what to do about it; both may be empty."""

    word: str = ""
    says: str = ""


def hint(reason: str, query: str, tables: Tables) -> Hint:
    """A hint on a refused query, from what the database said and the columns of each table and view."""
    if word := _named(reason, COLUMN):
        return Hint(word, _column(word.rpartition(".")[2], query, tables))
    if word := _named(reason, TABLE):
        plain = word.rpartition(".")[2]
        return Hint(plain, _nearest(plain, tables) or "What there is stands beside the query.")
    if word := _named(reason, FUNCTION):
        return Hint(word, _nearest(word, COMMON))
    return Hint(_named(reason, ANY))


def _named(reason: str, patterns: tuple[str, ...]) -> str:
    reason = reason.removesuffix(".")
    return next((found[1] for one in patterns if (found := re.search(one, reason, re.IGNORECASE))), "")


def _nearest(word: str, names: Collection[str]) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(word.lower(), list(names), scorer=fuzz.ratio, score_cutoff=NEAR)
    return f"Did you mean {found[0]}?" if found else ""


def _column(word: str, query: str, tables: Tables) -> str:
    """Where a column is called so, else the nearest column of the tables that the query names."""
    named = {name.lower() for name in re.findall(r"\w+", query)}
    asked = {name: columns for name, columns in tables.items() if name in named}
    here = list(dict.fromkeys(column for columns in asked.values() for column in columns))
    elsewhere = [name for name, columns in tables.items() if word.lower() in columns and name not in asked]
    if elsewhere:
        return f"{', '.join(elsewhere[:3])} {'has' if len(elsewhere) == 1 else 'have'} it."
    return _nearest(word, here)
