"""`tracker seed`, `tracker import` and `tracker export`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from tracker.cli.opening import actor, laid_aside, opened, progress

FORMATS = ("csv", "json", "jsonl", "xlsx")


@click.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[FILE…]"
)
def seed(files: tuple[Path, ...]) -> None:
    """Load seed files (YAML, or CSV for places), all or none; without any, those that ship with the tracker.

    What was loaded before is left alone.

    \b
    Examples:
      tracker seed
      tracker seed 2026-01-another-article.yaml
    """
    from tracker.exchange.seeds import load, seed_files

    with opened() as engine:
        click.echo(str(load(engine, files or seed_files())))


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(allow_dash=True), metavar="FILE|DIR|-")
@click.option("--format", type=click.Choice(FORMATS), help="Of the file, when its ending does not tell.")
@click.option("--reason", help="Why, for the history.")
def import_(kind: str, file: str, format: str | None, reason: str | None) -> None:
    """Import rows of KIND from a file, or a whole export with `all` and its folder. Every row or none.

    The first row of a CSV file or workbook names the fields; rows are counted from the one below. Links are
    given by name or id. A row with the id of a record changes that record; one without adds a record. What an
    export shows besides the fields may stay in the file.

    \b
    Examples:
      tracker import companies new.csv
      tracker import claims - --format jsonl < claims.jsonl
      tracker import all backup/
    """
    from tracker.config import read_settings
    from tracker.db import reading
    from tracker.errors import Refused
    from tracker.exchange.again import again
    from tracker.exchange.importing import import_rows
    from tracker.exchange.sources import source_of, sources_in, unnamed_source
    from tracker.records import kind_called

    with opened() as engine, progress("Imported") as advance, _input(kind, file) as path:
        if len(reason or "") > 500:
            raise Refused("The reason is too long: at most 500 characters.")
        if kind == "all":
            sources = sources_in(path)
        elif file == "-" and format is None:
            sources = [unnamed_source(kind_called(kind), path)]
        else:
            sources = [source_of(kind_called(kind), path, format)]
        most = read_settings().import_rows
        done = import_rows(
            engine, sources, whole=kind == "all", actor=actor(), reason=reason, most=most, progress=advance
        )
        with reading(engine) as session:
            twice = list(again(session, done))
    click.echo(str(done))
    for words in twice:
        click.echo(words, err=True)


@contextmanager
def _input(kind: str, file: str) -> Iterator[Path]:
    if kind == "all":
        yield Path(file)
        return
    with laid_aside(file) as path:
        yield path


@click.command()
@click.argument("kind")
@click.argument("to", default="-", type=click.Path(allow_dash=True), metavar="[FILE|DIR|-]")
@click.option("--format", type=click.Choice(FORMATS), help="Without it the file's ending decides; else csv.")
@click.option("--known-on", metavar="DATE", help="As the tracker knew it at the end of that day (UTC).")
@click.option("--citations", is_flag=True, help="With a column that says how each row is cited.")
def export(kind: str, to: str, format: str | None, known_on: str | None, citations: bool) -> None:
    """Export the records of KIND to a file, or with `all` every kind into a new folder that can be imported.

    \b
    Examples:
      tracker export companies companies.xlsx
      tracker export claims --format jsonl | head
      tracker export all backup/ --format csv
      tracker export offices may.csv --known-on 2026-05-31
    """
    if kind == "all":
        _export_all(to, format or "csv", known_on, citations)
        return
    ending = format or Path(to).suffix.removeprefix(".").lower() or "csv"
    if ending not in FORMATS:
        raise click.UsageError(f"{to}: must end in one of {', '.join(FORMATS)}, or name its --format.")
    _export_kind(kind, to, ending, known_on, citations)


def _export_all(to: str, format: str, known_on: str | None, citations: bool) -> None:
    if to == "-":
        raise click.UsageError("Name a folder for the files: tracker export all DIR")
    from tracker.exchange.exporting import export_all, total
    from tracker.past import read_moment, reading_on
    from tracker.records import kinds

    moment = read_moment(known_on) if known_on else None
    with opened() as engine:
        with reading_on(engine, moment) as session:
            rows = total(session, kinds())
        with progress("Exported", rows) as advance:
            done = export_all(engine, Path(to), format, advance, moment, citations)
    click.echo(f"Exported {sum(done.rows.values()):,} rows into {len(done.files)} files in {to}.")


def _export_kind(kind: str, to: str, ending: str, known_on: str | None, citations: bool) -> None:
    from tracker.exchange.exporting import export_kind, total
    from tracker.past import read_moment, reading_on
    from tracker.records import kind_called

    exported = kind_called(kind)
    if to == "-" and ending == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("A workbook is no text for a terminal: name a file.")
    moment = read_moment(known_on) if known_on else None
    with opened() as engine, reading_on(engine, moment) as session:
        rows = total(session, {kind: exported})
        with progress("Exported", rows) as advance, output(to) as out:
            count = export_kind(session, exported, ending, out, advance, citations)
    if to != "-":
        click.echo(f"Exported {count:,} rows to {to}.")


@contextmanager
def output(to: str) -> Iterator[IO[bytes]]:
    """A file that takes its place only when it is whole, or standard output."""
    if to == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = Path(f"{to}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
