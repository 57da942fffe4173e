"""How many independent articles speak for records and their parts, and the newest of them."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, func, select
from sqlalchemy.orm import Session

from tracker.lookup import targets_of
from tracker.records import Record, Registered
from tracker.records.source import Article, Citation

# Worked out for each row from its citations: no index can hold them.
WORKED_OUT = ("source_count", "newest_source")


def sources(kind: type[Record]) -> dict[str, ColumnElement[Any]]:
    """Both for each row of a statement, by name."""
    about, article, supporting = _supporting(kind)
    table = kind.__table__
    cited = supporting.where(about == table.c.id).correlate(table)
    count = cited.add_columns(func.count(_story(article).distinct()))
    newest = cited.order_by(*_newest_first(article)).limit(1)
    return {
        "source_count": count.scalar_subquery(),
        "newest_source": newest.add_columns(article.c.title).scalar_subquery(),
    }


def _supporting(kind: type[Record]) -> tuple[ColumnElement[Any], FromClause, Select[Any]]:
    """The citations that speak for records of a kind and their parts: the record's id, the article, and
    the statement without columns."""
    citation, article, entry = (
        Citation.__table__.alias("c"),
        Article.__table__.alias("a"),
        Registered.__table__.alias("e"),
    )
    cited = (
        select()
        .select_from(
            entry.join(citation, citation.c.record_id == entry.c.id).join(
                article, article.c.id == citation.c.article_id
            )
        )
        .where(citation.c.trashed_at.is_(None), citation.c.stance == "supports")
    )
    return entry.c.root_id if kind.owner is None else entry.c.id, article, cited


def _story(article: FromClause) -> ColumnElement[Any]:
    """Copies of one story count once, as the story they copy."""
    return func.coalesce(article.c.copy_of_id, article.c.id)


def _newest_first(article: FromClause) -> tuple[ColumnElement[Any], ...]:
    return article.c.published_to.desc().nulls_last(), article.c.id.desc()


@cache
def _speaking(kind: type[Record], gapless: bool) -> Select[Any]:
    """The record, the story and the title of each article that speaks for the records `ids`, or for those
    from `first` to `last`, newest first."""
    about, article, supporting = _supporting(kind)
    cited = supporting.add_columns(about, _story(article), article.c.title.label("newest_source"))
    some = (
        about.between(bindparam("first"), bindparam("last"))
        if gapless
        else about.in_(bindparam("ids", expanding=True))
    )
    return cited.where(some).order_by(*_newest_first(article))


def sources_of(
    session: Session, kind: type[Record], ids: Sequence[int]
) -> tuple[dict[int, int], dict[int, str]]:
    """The source_count and the newest_source of many records at once; those without any are left out."""
    if kind.__tablename__ not in targets_of(("*",)):
        return {}, {}  # nothing is a source for a citation or a text
    # The rows of a file have hardly any gaps: two numbers are read sooner than five hundred.
    first, last = min(ids), max(ids)
    gapless = last - first == len(ids) - 1
    given = {"first": first, "last": last} if gapless else {"ids": ids}
    # As the driver has them: a row of SQLAlchemy's for each takes longer than to find it.
    with session.connection().execute(_speaking(kind, gapless), given) as found:
        rows = found.cursor.fetchall()
    numbers, stories, titles = zip(*rows[::-1], strict=True) if rows else ((), (), ())
    told = set(zip(numbers, stories, strict=True))
    return Counter(map(itemgetter(0), told)), dict(zip(numbers, titles, strict=True))


@cache
def _newest_of(kind: type[Record]) -> Select[Any]:
    """The record and the id of each article that speaks for the records `ids`, newest first."""
    about, article, supporting = _supporting(kind)
    cited = supporting.add_columns(about, article.c.id)
    return cited.where(about.in_(bindparam("ids", expanding=True))).order_by(*_newest_first(article))


def newest_sources(session: Session, kind: type[Record], ids: Sequence[int]) -> list[int | None]:
    """The article that newest_source is the title of, for each of many records."""
    newest: dict[int, int] = {}
    for number, article in session.execute(_newest_of(kind), {"ids": list(ids)}).all():
        newest.setdefault(number, article)
    return [newest.get(number) for number in ids]


@cache
def _carrying() -> Select[Any]:
    """The citations of the records `ids` and of their parts, those of parts first: the record, the article,
    the citation, its stance and the story."""
    citation, article, entry = Citation.__table__, Article.__table__, Registered.__table__
    columns = (entry.c.root_id, article.c.id, citation.c.id, citation.c.stance, _story(article))
    return (
        select(*columns)
        .join(citation, citation.c.record_id == entry.c.id)
        .join(article, article.c.id == citation.c.article_id)
        .where(entry.c.root_id.in_(bindparam("ids", expanding=True)), citation.c.trashed_at.is_(None))
        .order_by(entry.c.id.desc(), citation.c.id.desc())
    )


def carried(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """The source_count of records that are no parts, of any kinds, and the address of the words that carry
    each, those of the record itself before those of its parts; those without any are left out."""
    stories: dict[int, set[int]] = {}
    words: dict[int, str] = {}
    for number, article, cited, stance, story in session.execute(_carrying(), {"ids": ids}).all():
        words[number] = f"/articles/{article}#c{cited}"
        stories.setdefault(number, set()).update([story] if stance == "supports" else [])
    return {number: (len(stories[number]), place) for number, place in words.items()}
