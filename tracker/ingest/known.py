"""The names that the database knows, for the reader: organisations with their aliases, and people."""

from collections.abc import Iterator
from sys import intern
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.history import known_of, newest_revision
from tracker.ingest.reader import KnownNames, Name, default_names
from tracker.records import kinds

SHORTEST = 2
# The last answer, by database and newest save: a gazetteer takes longer to build than an article to read.
_kept: dict[tuple[Any, ...], KnownNames] = {}


def known_names(session: Session) -> KnownNames:
    """What the reader knows by itself, and what is on record here."""
    past = known_of(session)
    key = (str(session.get_bind().engine.url), newest_revision(session)[0], past.revision if past else None)
    found = _kept.get(key)
    if found is None:
        found = default_names().adding(names_on_record(session))
        _kept.clear()
        _kept[key] = found
    return found


def names_on_record(session: Session) -> Iterator[tuple[str, Name]]:
    """Organisations and people on record with their aliases: (written form, what it stands for)."""
    company, person = kinds()["companies"].__table__, kinds()["people"].__table__
    alias, country = kinds()["aliases"].__table__, kinds()["countries"].__table__
    homes = (
        select(company.c.id, company.c.name, company.c.kind, country.c.code)
        .outerjoin(country, country.c.id == company.c.country_id)
        .where(company.c.trashed_at.is_(None))
    )
    named: dict[int, Name] = {
        row.id: Name(intern(row.kind.replace("_", " ")), row.name, row.code and intern(row.code))
        for row in session.execute(homes)
    }
    people = select(person.c.id, person.c.name).where(person.c.trashed_at.is_(None))
    named |= {row.id: Name("person", row.name, None) for row in session.execute(people)}
    yield from ((name.name, name) for name in named.values() if len(name.name) >= SHORTEST)
    others = select(alias.c.record_id, alias.c.name).where(
        alias.c.trashed_at.is_(None), alias.c.weak.is_(False)
    )
    for number, written in session.execute(others):
        if number in named and len(written) >= SHORTEST:
            yield written, named[number]
