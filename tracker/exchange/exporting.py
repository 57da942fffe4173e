"""Exporting rows: one kind into a file, or all kinds into a folder that can be imported again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.exchange.cells import file_columns, row_count, told_lists
from tracker.exchange.lines import Runs, folded
from tracker.exchange.tables import Progress, unwatched, written
from tracker.fields import own_fields
from tracker.past import reading_on
from tracker.queries.filters import CITATION
from tracker.queries.rows import Chunk
from tracker.queries.streams import every_chunk
from tracker.records import Record, kinds


@dataclass(frozen=True)
class Exported:
    """What an export came to: how many rows there are of each kind, and the files they went into."""

    rows: Mapping[str, int]
    files: tuple[Path, ...]


def chunks_of(
    session: Session, kind: type[Record], cited: bool = False, runs: Runs | None = None
) -> Iterator[Chunk]:
    """Every live record of a kind by id, as its lists have it, with its aliases or parties in a cell each.

    runs: of columns that are read as one.
    """
    asked = [("_sort", "id"), (CITATION, "yes" if cited else "no")]
    for chunk in every_chunk(session, kind, asked, made=runs):
        yield chunk | told_lists(session, kind, chunk["id"])


def export_kind(
    session: Session,
    kind: type[Record],
    ending: str,
    to: IO[bytes],
    progress: Progress = unwatched,
    cited: bool = False,
) -> int:
    """Write the records of a kind to a stream as "csv", "json", "jsonl" or "xlsx"; returns how many.

    cited: with a column that says how each is cited.
    """
    count = 0
    columns, runs = folded(session, kind, file_columns(kind, lists=True, cited=cited), ending)

    def counted() -> Iterator[Chunk]:
        nonlocal count
        for chunk in chunks_of(session, kind, cited, runs):
            yield chunk
            count += len(chunk["id"])
            progress(len(chunk["id"]))

    for part in written(ending, columns, counted(), row_count(session, kind)):
        to.write(part)
    return count


def export_all(
    engine: Engine,
    folder: Path,
    ending: str,
    progress: Progress = unwatched,
    moment: datetime | None = None,
    cited: bool = False,
) -> Exported:
    """Write every kind that has records into a new or empty folder, a file each, as of one moment: this one,
    or one of the past. cited: as in `export_kind`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is not empty. Name a new folder, or an empty one.")
    folder.mkdir(parents=True, exist_ok=True)
    rows, files = {}, []
    with reading_on(engine, moment) as session:
        for name, kind in kinds().items():
            if row_count(session, kind) == 0:
                continue
            files.append(folder / f"{name}.{_ending(kind, ending)}")
            with files[-1].open("wb") as file:
                rows[name] = export_kind(session, kind, _ending(kind, ending), file, progress, cited)
    return Exported(rows, tuple(files))


def _ending(kind: type[Record], ending: str) -> str:
    """Whole articles do not fit into the cells of a workbook: those come as JSON lines."""
    long = any(field.sort == "text" for field in own_fields(kind))
    return "jsonl" if long and ending == "xlsx" else ending


def total(session: Session, names: Mapping[str, type[Record]]) -> int:
    """How many live records there are of some kinds: what an export's progress runs to."""
    return sum(row_count(session, kind) for kind in names.values())
