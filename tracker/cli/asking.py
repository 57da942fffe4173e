"""`tracker sql`, `tracker check` and `tracker attach`."""

import csv
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import click
from sqlalchemy import Engine

from tracker.cli.opening import actor, laid_aside, opened

ROWS_SHOWN = 1000
CELL_SHOWN = 80
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@click.command()
@click.argument("query")
@click.option("--format", type=click.Choice(("table", "csv", "json")), default="table", show_default=True)
def sql(query: str, format: str) -> None:
    """Answer one SELECT, read-only, within a minute. QUERY may be - for standard input.

    A table shows 1,000 rows at most; csv and json give all. What there is to ask for stands in
    data_dictionary.

    \b
    Examples:
      tracker sql "SELECT city, status, status_on FROM v_offices ORDER BY city"
      tracker sql 'SELECT object, "column", meaning FROM data_dictionary' --format csv
    """
    from tracker.queries.typed import ask

    asked = sys.stdin.read() if query == "-" else query
    with opened(any_schema=True) as engine, _hinted(engine, asked), ask(engine, asked) as answer:
        show = {"table": _table, "csv": _csv, "json": _json}[format]
        show(answer.names, answer.rows)


@contextmanager
def _hinted(engine: Engine, query: str) -> Iterator[None]:
    """Add to a refusal what the query may have meant."""
    from tracker.dictionary import catalogue
    from tracker.errors import Refused
    from tracker.queries.hints import hint
    from tracker.queries.typed import readable

    try:
        yield
    except Refused as refused:
        tables = {name: columns for name, columns in catalogue(engine).items() if name in readable()}
        found = hint(refused.fields.get("query", ""), query, tables)
        raise Refused(f"{refused.message} {found.says}".rstrip(), refused.fields) from None


def _table(columns: tuple[str, ...], rows: Iterator[list[Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(Text(column))
    count = 0
    for row in islice(rows, ROWS_SHOWN):
        table.add_row(*(Text(_cell(value)) for value in row))
        count += 1
    more = next(rows, None) is not None
    # Lines are cut at the edge of a terminal, and nowhere else.
    Console(width=None if sys.stdout.isatty() else 10_000).print(table)
    seen = f"{count:,} {'row' if count == 1 else 'rows'}"
    said = f"The first {seen}; --format csv gives all." if more else f"{seen}."
    click.echo(said, err=True)


def _cell(value: Any) -> str:
    """A value on one line; text from an article may hold what a terminal would obey."""
    text = CONTROLS.sub(" ", "" if value is None else str(value))
    return text if len(text) <= CELL_SHOWN else f"{text[: CELL_SHOWN - 1]}…"


def _csv(columns: tuple[str, ...], rows: Iterator[list[Any]]) -> None:
    from tracker.exchange.cells import inert

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([inert(value) if isinstance(value, str) else value for value in row] for row in rows)


def _json(columns: tuple[str, ...], rows: Iterator[list[Any]]) -> None:
    lines = (json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows)
    first = next(lines, None)
    click.echo("[" if first is None else f"[\n{first}", nl=False)
    for line in lines:
        click.echo(f",\n{line}", nl=False)
    click.echo("\n]" if first is not None else "]")


@click.command()
def check() -> None:
    """Check the database: its file, links, texts and quotes, names, status, the index of words.

    One line a check; exit code 1 when something is wrong.
    """
    from tracker.check import check as findings

    wrong = 0
    with opened(any_schema=True) as engine:
        for finding in findings(engine):
            wrong += finding.count > 0
            click.echo(str(finding))
    if wrong:
        click.echo(f"{wrong} {'check' if wrong == 1 else 'checks'} found something wrong.", err=True)
        sys.exit(1)


@click.command()
@click.argument("article")
@click.argument("file", type=click.Path(allow_dash=True), metavar="FILE|-")
@click.option("--anyway", is_flag=True, help="Also a text that none of the article's quotes stands in.")
def attach(article: str, file: str, anyway: bool) -> None:
    """Store an article's text and hold its citations against it. ARTICLE is its id or title.

    Says how many citations stand in the text and names those that do not; exit code 1 when there are any.

    \b
    Examples:
      tracker attach 14327 article.txt
      tracker attach "OpenAI announces a Seoul office (report without a headline)" - < article.txt
    """
    from tracker.db import transaction
    from tracker.writing import Edit

    with opened() as engine, laid_aside(file) as path, transaction(engine) as session:
        edit = Edit(session, actor=actor(), door="cli", reason="Attached the text")
        how = "pasted" if file == "-" else "file"
        done = edit.attach(_article(edit, article), _text(path), how, anyway)
        edit.finish()
        failed = list(_failures(session, done.failed))
    count = done.verified + len(failed)
    stored = "Stored the text" if done.new else "The text was stored before"
    click.echo(f"{stored}: {done.verified} of {count} citations stand in it.")
    for line in failed:
        click.echo(f"failed: {line}")
    if failed:
        sys.exit(1)


def _article(edit: Any, words: str) -> int:
    from tracker.errors import NotFound

    found, fault, _ = edit.lookup.resolve(words, ("articles",))
    if found is None:
        raise NotFound(fault)
    return int(found)


def _text(path: Any) -> str:
    from tracker.errors import Refused

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return str(file.read())
    except UnicodeDecodeError:
        raise Refused(f"{path.name} is not text in UTF-8.") from None


def _failures(session: Any, ids: tuple[int, ...]) -> Iterator[str]:
    """The citations that do not stand in the text, each by its record, field and place."""
    from tracker.lookup import permalink
    from tracker.records import Registered
    from tracker.records.source import Citation

    for number in ids:
        citation = session.get_one(Citation, number)
        entry = session.get_one(Registered, citation.record_id)
        field = f", {citation.field}" if citation.field else ""
        yield (
            f"{permalink(entry.kind, entry.id)} “{entry.name}”{field}: "
            f"paragraph {citation.paragraph}, sentence {citation.sentence}"
        )
