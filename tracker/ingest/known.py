"""The names on record that stand in a text, for the reader: organisations with their aliases, and people.

The register is asked for the text's own runs of words: a tracker has tens of thousands of names, a text a few
hundred words.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from sys import intern
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from tracker.db import batches
from tracker.ingest.reader import KnownNames, Name, default_names
from tracker.ingest.reader.gazetteer import shorter_names
from tracker.lookup import ALIASES, name_key
from tracker.records import Registered, kinds

SHORTEST = 2
# Characters of a text from which on it has more runs of words than a tracker has names.
LONG = 10_000
# Pieces of the longest name that is found: words and signs, or characters where no space parts words.
LONGEST = 12
_HANGUL, _KANA, _HAN = r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af", r"\u3040-\u30ff", r"\u3400-\u9fff"
_PIECE = re.compile(
    rf"(?P<inside>(?<=[{_HANGUL}])[{_HANGUL}]|(?<=[{_KANA}])[{_KANA}])|[{_HANGUL}{_KANA}{_HAN}]"
    rf"|(?P<word>[^\W_{_HANGUL}{_KANA}{_HAN}]+)|(?P<sign>[^\w\s]|_)"
)


def known_names(session: Session, text: str) -> KnownNames:
    """What the reader knows by itself, and what is on record here of the names in a text."""
    return default_names().recording(names_in(session, text))


def names_in(session: Session, text: str) -> Iterator[tuple[str, Name]]:
    """Organisations and people on record that a text may name: (written form, what it stands for).

    Those of which it says only a shorter name that the reader knows are among them.
    """
    alias = kinds()[ALIASES].__table__.c
    written: dict[int, list[str]] = {}
    aliases: dict[int, tuple[int, str]] = {}
    for number, of, root, name in _called(session, text):
        if of == ALIASES:
            aliases[number] = root, name
        else:
            written.setdefault(number, []).append(name)
    for some in batches(aliases):
        strong = select(alias.id).where(alias.id.in_(some), alias.trashed_at.is_(None), alias.weak.is_(False))
        for number in session.scalars(strong.order_by(alias.id)):
            root, name = aliases[number]
            written.setdefault(root, []).append(name)
    for some in batches(written):
        for number, stands_for in _standing(session, some):
            yield from ((name, stands_for) for name in written[number] if len(name) >= SHORTEST)


def _called(session: Session, text: str) -> Iterator[Any]:
    """The names on record that a text may hold, or all when it is long: (id, kind, of what it is, name)."""
    if len(text) > LONG:
        yield from session.execute(_names())
        return
    runs = runs_of(text)
    longer = (name for run in runs for name in _longer_names().get(run, ()))
    for keys in batches(dict.fromkeys([*runs, *longer])):
        yield from session.execute(_some_names(), {"keys": keys})


@cache
def _names() -> Select[Any]:
    entry = Registered.__table__.c
    # An alias is a part of what it stands for.
    owner = func.coalesce(entry.root_id, entry.id)
    of_names = entry.kind.in_(("companies", "people", ALIASES))
    return select(entry.id, entry.kind, owner, entry.name).where(of_names)


@cache
def _some_names() -> Select[Any]:
    return _names().where(Registered.__table__.c.name_key.in_(bindparam("keys", expanding=True)))


@lru_cache(maxsize=1)
def _longer_names() -> dict[str, list[str]]:
    """The keys of names whose shorter form may stand in a text alone, by the key of that form."""
    found: dict[str, list[str]] = {}
    for name, forms in shorter_names().items():
        for form in forms:
            found.setdefault(name_key(form), []).append(name_key(name))
    return found


def runs_of(text: str) -> list[str]:
    """The keys of all runs of words in a text that may be a name, each once. Linear in the text.

    A name of several words begins with a capital, a digit or a sign, or where no space parts words.
    """
    found: dict[str, None] = {}
    for line in text.splitlines():
        pieces = list(_PIECE.finditer(line))
        for at, piece in enumerate(pieces):
            if piece["inside"]:
                continue
            plain = piece["word"] is not None and piece[0].islower()
            # "n8n", "deepset": a word in small letters is a name by itself at most, or with a capital inside.
            for last in pieces[at : at + (1 if plain and not _goes_on(line, piece) else LONGEST)]:
                found[name_key(line[piece.start() : last.end()])] = None
    return list(found)


def _goes_on(line: str, piece: re.Match[str]) -> bool:
    """Whether a word is written together with what follows: "n-gram", "character.ai"."""
    return piece.end() < len(line) and not line[piece.end()].isspace()


def _standing(session: Session, ids: list[int]) -> Iterator[tuple[int, Name]]:
    """What some companies and people stand for, those in the trash left out."""
    company, person = kinds()["companies"].__table__, kinds()["people"].__table__
    country = kinds()["countries"].__table__
    homes = (
        select(company.c.id, company.c.name, company.c.kind, country.c.code)
        .outerjoin(country, country.c.id == company.c.country_id)
        .where(company.c.id.in_(ids), company.c.trashed_at.is_(None))
    )
    for row in session.execute(homes):
        yield row.id, Name(intern(row.kind.replace("_", " ")), row.name, row.code and intern(row.code))
    people = select(person.c.id, person.c.name).where(person.c.id.in_(ids), person.c.trashed_at.is_(None))
    yield from ((number, Name("person", name, None)) for number, name in session.execute(people))
