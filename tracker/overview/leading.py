"""How many live facts lead where, counted along the indexes of their links: no fact itself is read.

The index of a link holds nothing besides, so all the facts there are count first, and those in the trash,
which have an index of their own, are taken off: over a million claims in 0.1 s, and the live ones alone in 3.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from tracker.overview.groups import target_of
from tracker.queries.reach import reach
from tracker.records import Record, kinds
from tracker.records.claim import Claim


def led_to(session: Session, kind: type[Record], column: str, to: type[Record] | None = None) -> Counter[int]:
    """How many live rows of a kind have each value of a link; `to`: of those that lead to that kind.

    Without one, those whose link is empty are counted under 0, which no record has as its id. What was merged
    into another row is in the trash.
    """
    link, gone = kind.__table__.c[column], kind.__table__.c.trashed_at.is_not(None)
    query = select(link, func.count()).group_by(link)
    if to is not None:
        query = query.where(link.in_(select(to.__table__.c.id)))
    found = Counter({number or 0: count for number, count in session.execute(query)})
    dead = Counter(number or 0 for number in session.scalars(select(link).where(gone)))
    return Counter({number: live for number, count in found.items() if (live := count - dead[number])})


def groups_of(session: Session, kind: type[Record], by: str) -> Counter[int]:
    """How many live facts of a kind belong to each company or country (`by`), as their lists have them."""
    meant = reach(kind, by)
    assert meant is not None, f"{kind} is not chosen by {by}"
    if any("." in path for path in meant.paths):
        return claims_by_country(session).counts
    counted = meant.part or kind
    column = meant.paths[0] if meant.paths else meant.field.column
    return led_to(session, counted, column, target_of(by))


@dataclass(frozen=True)
class Placed:
    """How many claims are about or in each country, a claim in several counted in each, and in none."""

    counts: Counter[int]
    nowhere: int


def claims_by_country(session: Session) -> Placed:
    """The countries that live claims lead to: their subject, their place, and the country around their place.

    Those that lead to the same country as subject and by their place are counted there once.
    """
    lands = _lands(session)
    country = kinds()["countries"]
    counts, places = led_to(session, Claim, "subject_id", country), led_to(session, Claim, "place_id")
    anywhere = counts.total() + sum(count for place, count in places.items() if place in lands)
    for place, count in places.items():
        if place in lands:
            counts[lands[place]] += count
    for subject, place, count in session.execute(_both()):
        if place in lands:
            anywhere -= count
            counts[subject] -= count if lands[place] == subject else 0
    return Placed(+counts, places.total() - anywhere)


def _lands(session: Session) -> dict[int, int]:
    """The country of every place: of a city that around it, of a country itself."""
    country, city = (kinds()[name].__table__.c for name in ("countries", "cities"))
    found = {number: number for number in session.scalars(select(country.id))}
    around = select(city.id, city.country_id).where(city.country_id.in_(select(country.id)))
    return found | dict(session.execute(around).all())


def _both() -> Select[Any]:
    """(subject, place, how many) of the live claims about a country that have a place besides."""
    claim, country = Claim.__table__.c, kinds()["countries"].__table__.c
    about = claim.subject_id.in_(select(country.id))
    both = select(claim.subject_id, claim.place_id, func.count()).group_by(claim.subject_id, claim.place_id)
    return both.where(about, claim.place_id.is_not(None), claim.trashed_at.is_(None))
