"""What is said with a drawing or a table that is taken away: what it shows, and after which articles."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from tracker.history import known_of
from tracker.overview.kept import kept
from tracker.overview.scope import Scope
from tracker.queries.rows import shape_of
from tracker.records import Record, Registered
from tracker.records.source import Article, Citation
from tracker.types import now

NAMED = 3
RIGHTS = "Facts are told in our own words; cite their articles."


@dataclass(frozen=True)
class Credit:
    """A ready-made citation. as_of: when the newest of the articles was published, at the latest, and no day
    that is still to come."""

    title: str
    address: str
    as_of: date | None
    articles: int
    sources: tuple[str, ...]
    licence: str

    @property
    def text(self) -> str:
        """The citation in one paragraph."""
        named = "; ".join(f"“{title}”" for title in self.sources)
        more = f" and {self.articles - len(self.sources):,} more" if self.articles > len(self.sources) else ""
        after = f"After {named}{more}. " if self.sources else ""
        as_of = f", as of {self.as_of.isoformat()}" if self.as_of else ""
        return f"AI Expansion Tracker: {self.title}{as_of}. {after}{self.address} {self.licence}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"as_of": self.as_of.isoformat() if self.as_of else None, "text": self.text}


def credit(
    session: Session, scope: Scope, some: Collection[type[Record]], title: str, address: str, *licences: str
) -> Credit:
    """What to say with the rows of some kinds of a scope: the newest few articles that carry them by name."""
    asked = ("credit", *(kind.__tablename__ for kind in some), *scope.query)
    count, newest, titles = kept(session, asked, lambda: _carrying(session, scope, some))
    known = known_of(session)
    as_of = newest and min(newest, (known.moment if known else now()).date())
    if known:
        title, address = f"{title}, as known on {known.written}", known.address(address)
    return Credit(title, address, as_of, count, titles, " ".join([RIGHTS, *licences]))


def _carrying(
    session: Session, scope: Scope, some: Collection[type[Record]]
) -> tuple[int, date | None, tuple[str, ...]]:
    """How many articles carry the rows, the last day that the newest can be of, and the titles of a few."""
    tables = {kind: shape_of(kind).table for kind in some}
    roots = union_all(
        *(select(table.c["id"]).where(*scope.conditions(session, kind)) for kind, table in tables.items())
    )
    cited = (
        select(Citation.article_id)
        .join(Registered, Registered.id == Citation.record_id)
        .where(Registered.root_id.in_(roots), Citation.trashed_at.is_(None))
    )
    article = Article.__table__.c
    carrying = (article.id.in_(cited), article.trashed_at.is_(None))
    totals = select(func.count(), func.max(article.published_to)).where(*carrying)
    count, newest = session.execute(totals).one()
    first = article.published_to.desc().nulls_last(), article.id
    titles = session.scalars(select(article.title).where(*carrying).order_by(*first).limit(NAMED))
    return count, newest, tuple(titles)
