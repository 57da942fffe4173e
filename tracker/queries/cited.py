"""How rows are cited: by publisher, title, date and address of the newest article that speaks for each."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.queries.filters import CITATION, truth
from tracker.queries.sources import newest_sources
from tracker.records import Record, Registered
from tracker.records.source import Article

COLUMN = "citation"


def wanted(arguments: Iterable[tuple[str, str]]) -> bool:
    """Whether the arguments of a list ask for citations; Refused when they say neither yes nor no."""
    try:
        return truth(dict(arguments).get(CITATION) or "no")
    except ValueError as error:
        raise Refused("The columns were not understood.", {CITATION: str(error)}) from None


def citations(session: Session, kind: type[Record], values: Mapping[str, Sequence[Any]]) -> list[str | None]:
    """The citation of each of some rows, given by their `id`, and `article_id` where they are of an article;
    None where no article speaks for a row."""
    articles: Sequence[int | None] = values["id"]
    if kind is not Article:
        articles = values.get("article_id") or newest_sources(session, kind, values["id"])
    rows = session.execute(_articles(), {"ids": list({number for number in articles if number is not None})})
    told = {number: _cited(*rest) for number, *rest in rows}
    return [None if number is None else told[number] for number in articles]


def with_citations(session: Session, kind: type[Record], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some rows with their citations."""
    names = [name for name in ("id", "article_id") if rows and name in rows[0]]
    told = citations(session, kind, {name: [row[name] for row in rows] for name in names}) if rows else []
    return [row | {COLUMN: one} for row, one in zip(rows, told, strict=True)]


@cache
def _articles() -> Select[Any]:
    """What is said of the articles `ids`."""
    article, publisher = Article.__table__, Registered.__table__.alias("publisher")
    source = article.outerjoin(publisher, publisher.c.id == article.c.publisher_id)
    said = (article.c.id, publisher.c.name, article.c.title, article.c.published, article.c.address)
    return select(*said).select_from(source).where(article.c.id.in_(bindparam("ids", expanding=True)))


def _cited(publisher: str | None, title: str, published: str | None, address: str | None) -> str:
    return ", ".join(filter(None, (publisher, f"“{title}”", published, address)))
