"""`tracker add`, `extract` and `feeds`: news in, facts drafted, nothing recorded by itself."""

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from tracker.cli.opening import actor, opened


def _say(words: str, quiet: bool = False) -> None:
    if not quiet:
        click.echo(words, err=True)


def outbound() -> Any:
    from tracker.config import read_settings
    from tracker.ingest.door import Door

    return Door(contact=read_settings().contact)


@click.command()
@click.argument("what", metavar="LINK|FILE|-")
@click.option("--address", help="The link that a file or text comes from.")
@click.option("--title", help="Its headline; taken from the text when left out.")
@click.option("--publisher", help="Who publishes it.")
@click.option("--published", help="When: 2026-03-12, March 2026. Phrases such as “last month” count from it.")
@click.option("--copy-of", type=int, help="The article whose story it carries, by its id.")
@click.option("--anyway", is_flag=True, help="Add it though it is like one that is on record.")
@click.option("--json", "as_json", is_flag=True, help="Say what was stored as one JSON object.")
def add(what: str, copy_of: int | None, anyway: bool, as_json: bool, **about: str | None) -> None:
    """Capture an article from a link, a file (HTML, text, PDF) or standard input, and draft its facts.

    Nothing is recorded: the facts wait in the browser, at the address that is printed.

    \b
    Examples:
      tracker add https://example.org/news/1
      tracker add article.pdf --published 2026-03-12
      pbpaste | tracker add -
    """
    from tracker.db import reading, transaction
    from tracker.ingest import capture
    from tracker.writing import Edit

    with opened() as engine:
        with reading(engine) as session:
            known = _known(session, what)
        if known and not anyway:
            _refuse_twins(known, as_json)
        _say("Reading …", as_json)
        read = _read(what, about)
        for words in read.said:
            _say(words)
        with reading(engine) as session:
            twins = capture.twins(session, read)
            if twins and copy_of is None and not anyway:
                _refuse_twins(twins, as_json)
            _say("Drafting …", as_json)
            prepared = capture.prepare(session, read)
        with transaction(engine) as writing:
            edit = Edit(writing, actor=actor(), door="draft")
            stored = capture.store(edit, prepared, copy_of)
            edit.finish()
    _show_stored(stored, as_json)


def _known(session: Any, what: str) -> list[Any]:
    from tracker.ingest import capture, outside

    return capture.saved_already(session, what) if outside.is_link(what) else []


def _read(what: str, about: Mapping[str, str | None]) -> Any:
    from tracker.ingest import capture, outside

    capture.refuse_other_links(what)
    address = about.get("address")
    rest = {name: words for name, words in about.items() if name != "address"}
    if outside.is_link(what):
        return outside.fetched(outbound(), what, **rest)
    return outside.filed(_bytes(what), address, **rest)


def _bytes(name: str) -> bytes:
    from tracker.errors import Refused

    if name == "-":
        return sys.stdin.buffer.read()
    if not Path(name).is_file():
        raise Refused(f"{name}: there is no such file, and it is no link.")
    return Path(name).read_bytes()


def _refuse_twins(twins: list[Any], as_json: bool) -> None:
    """Say which articles it may be, and end: a copy is never added or merged without being asked for."""
    if as_json:
        rows = [
            {"id": one.article_id, "title": one.title, "why": one.why, "share": one.share} for one in twins
        ]
        click.echo(json.dumps({"ok": False, "error": "It may be on record already.", "twins": rows}))
    for one in twins:
        _say(f"Already saved on {one.added}: {one.title} (article {one.article_id}, {one.why}).", as_json)
    _say("Add it with --copy-of ID as another source of that story, or with --anyway.", as_json)
    sys.exit(1)


def _show_stored(stored: Any, as_json: bool) -> None:
    review = f"/review/{stored.article_id}"
    if as_json:
        said = {"ok": True, "article": stored.article_id, "capture": stored.capture_id,
                "drafts": len(stored.draft_ids), "review": review}  # fmt: skip
        click.echo(json.dumps(said))
        return
    count = len(stored.draft_ids)
    click.echo(
        f"Article {stored.article_id}: {count} {'fact' if count == 1 else 'facts'} to review at {review}"
    )


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option("--published", help="The day that phrases such as “last month” count from, as 2026-03-12.")
@click.option("--language", help="Such as ko; told from the text when left out.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object, in the shape of the README.")
def extract(file: str, published: str | None, language: str | None, as_json: bool) -> None:
    """Draft facts from a text (or HTML, or PDF) and print them. Stores nothing and needs no database.

    \b
    Examples:
      tracker extract article.txt --published 2026-03-12
      tracker extract --json - < article.txt
    """
    from tracker.ingest.reader import draft

    try:
        day = date.fromisoformat(published) if published else None
    except ValueError:
        raise click.BadParameter("Write the day as 2026-03-12.", param_hint="--published") from None
    text, said = _text(_bytes(file))
    found = draft(text, published=day or said, language=language or None).as_json()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    kinds = ("people", "offices", "partnerships", "claims", "projects")
    for kind in kinds:
        for fact in found[kind]:
            click.echo(f"{kind}: {_fact(fact)}\n  “{fact['evidence']}”")
    if not any(found[kind] for kind in kinds):
        click.echo("No fact is drafted from this text." if text.strip() else "The text is empty.", err=True)


def _fact(fact: Mapping[str, Any]) -> str:
    """A drafted fact on one line: its fields with their values."""
    own = {name: value for name, value in fact.items() if name not in ("evidence", "passages") and value}
    return ", ".join(f"{name} {' – '.join(v) if isinstance(v, list) else v}" for name, v in own.items())


def _text(body: bytes) -> tuple[str, date | None]:
    """The text as it stands, so that each passage is a part of it; of a page or PDF, its article and the day
    on which it says it was published."""
    from tracker.ingest.media import medium, read_file
    from tracker.ingest.text import decode

    if medium(body) == "text":
        return decode(body), None
    found = read_file(body)
    day = found.published if len(found.published or "") == len("2026-03-12") else None
    return found.text, date.fromisoformat(day) if day else None


# -- feeds ------------------------------------------------------------------------------------------------


@click.group()
def feeds() -> None:
    """RSS and Atom feeds whose items wait for review.

    \b
    Examples:
      tracker feeds add https://example.org/news.rss
      tracker feeds poll
    """


@feeds.command("add")
@click.argument("address")
@click.option("--name", help="What to call it; the feed's own title when left out.")
def add_feed(address: str, name: str | None) -> None:
    """Add the feed at ADDRESS and read it once."""
    from tracker.db import transaction
    from tracker.ingest.apart import feed_apart
    from tracker.ingest.polling import poll
    from tracker.records.feed import Feed
    from tracker.writing import Edit

    with opened() as engine:
        door = outbound()
        if name is None:
            answer = door.fetch(address)
            found = feed_apart(answer.body, charset=answer.charset, address=answer.final_address)
            # Not its whole address, which may hold a key: names are shown to everybody.
            name = found.title or urlsplit(address).hostname or "A feed"
        with transaction(engine) as session:
            edit = Edit(session, actor=actor(), door="cli")
            number = edit.add(Feed, {"name": name[:300], "address": address}, strict=False)
            edit.finish()
        show_polled(poll(engine, door, number))


@feeds.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON lines, all fields.")
def list_feeds(as_json: bool) -> None:
    """The feeds, and how reading them went."""
    from tracker.db import reading
    from tracker.queries import every_row
    from tracker.records.feed import Feed

    with opened() as engine, reading(engine) as session:
        for row in every_row(session, Feed, [("_sort", "name")]):
            if as_json:
                click.echo(json.dumps(row, ensure_ascii=False))
                continue
            state = "paused" if row["paused"] else row["problem"] or f"last read {row['last_ok'] or 'never'}"
            click.echo(f"{row['id']}  {row['name']}  {row['address']}  {state}")


@feeds.command("remove")
@click.argument("feed")
def remove_feed(feed: str) -> None:
    """Put FEED, given by its id or address, in the trash. Its items stay."""
    from tracker.db import transaction
    from tracker.writing import Edit

    with opened() as engine, transaction(engine) as session:
        found = _feed(session, feed)
        edit = Edit(session, actor=actor(), door="cli")
        edit.remove(type(found), found.id, found.version)
        edit.finish()
        click.echo(f"Removed {found.name}.")


@feeds.command("poll")
@click.argument("feed", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each feed.")
def poll_feeds(feed: str | None, as_json: bool) -> None:
    """Read FEED now, or every feed that is not paused. Exit code 1 when one could not be read."""
    from tracker.db import reading
    from tracker.ingest.polling import poll

    with opened() as engine:
        with reading(engine) as session:
            ids = [_feed(session, feed).id] if feed else _running(session)
        door, failed = outbound(), False
        for number in ids:
            polled = poll(engine, door, number)
            failed = failed or polled.problem is not None
            show_polled(polled, as_json)
    sys.exit(1 if failed else 0)


def _running(session: Any) -> list[int]:
    from sqlalchemy import select

    from tracker.records.feed import Feed

    query = select(Feed.id).where(Feed.trashed_at.is_(None), Feed.paused.is_(False))
    return list(session.scalars(query.order_by(Feed.id)))


def _feed(session: Any, named: str) -> Any:
    """A feed by its id or its address."""
    from sqlalchemy import select

    from tracker.errors import NotFound
    from tracker.records.feed import Feed

    which = Feed.id == int(named) if named.isdecimal() and len(named) < 19 else Feed.address == named
    found = session.scalars(select(Feed).where(which, Feed.trashed_at.is_(None))).first()
    if found is None:
        raise NotFound(f"There is no feed {named}. `tracker feeds list` names them.")
    return found


def show_polled(polled: Any, as_json: bool = False) -> None:
    if as_json:
        click.echo(json.dumps(vars(polled), ensure_ascii=False))
    elif polled.problem:
        click.echo(f"{polled.name}: {polled.problem}", err=True)
    else:
        click.echo(f"{polled.name}: {polled.new} new")
