"""What is shown, to take away: all the rows of a list or a view, as CSV, as JSON lines or as a workbook."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from tracker.exchange.cells import Columns, file_columns
from tracker.exchange.lines import folded
from tracker.exchange.tables import MEDIA, Rows, chunked, written
from tracker.exchange.workbook import MOST_ROWS, check_rows
from tracker.history import Known, known_of
from tracker.overview.credit import RIGHTS
from tracker.queries.cited import wanted
from tracker.queries.rows import Chunk
from tracker.queries.spelled import as_sql
from tracker.queries.streams import every_chunk, row_total
from tracker.records import Record
from tracker.types import now
from tracker.web.sending import page_of_file, streamed
from tracker.web.site import arguments, opened, session

twins = Blueprint("twins", __name__)

ENDINGS = ("csv", "jsonl", "xlsx")
# The columns of views that a workbook can reckon with.
DAYS = ("date_from", "date_to", "settled_from", "settled_to", "since_by")
SORTS = dict.fromkeys(DAYS, "day") | {"made_at": "moment"}

Given = list[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A list or view as a table. columns: each with the sort of its values; chunks: its rows, read anew each
    time; count: how many they are; citation: whose they are, of which day, and what may be done with them."""

    columns: Columns
    chunks: Callable[[], Generator[Chunk, None, None]]
    count: Callable[[], int]
    citation: Callable[[], str]


Reader = Callable[[Session, Given], Table]


def table_of(
    names: Iterable[str], rows: Callable[[], Rows], citation: Callable[[], str],
    count: Callable[[], int] | None = None,
) -> Table:  # fmt: skip
    """A view as a table of its rows, which are counted by reading them when nothing quicker is known."""
    columns = {name: SORTS.get(name, "") for name in names}

    def counted() -> int:
        return sum(1 for _ in islice(rows(), MOST_ROWS + 1))

    return Table(columns, lambda: chunked(columns, rows()), count or counted, citation)


def taken_from(views: Blueprint, path: str) -> Callable[[Reader], Reader]:
    """Let a view be taken away from its path with an ending; what is decorated reads it for the arguments of
    an address, in a session that lasts until the file is sent.

    The file has all of it, wherever in the view a page stands."""

    def offered(read: Reader) -> Reader:
        def whole(session: Session, given: Given) -> Table:
            every = [pair for pair in given if pair[0] != "_next"]
            if len(every) < len(given):
                read(session, given)  # refuses what is no place in the view
            return read(session, every)

        def answer(ending: str) -> Response:
            return _file(whole, path.strip("/"), ending)

        for ending in ENDINGS:
            views.add_url_rule(f"{path}.{ending}", read.__name__, answer, defaults={"ending": ending})
        return read

    return offered


@twins.get("/<kind:kind>.csv", defaults={"ending": "csv"})
@twins.get("/<kind:kind>.jsonl", defaults={"ending": "jsonl"})
@twins.get("/<kind:kind>.xlsx", defaults={"ending": "xlsx"})
def table(kind: type[Record], ending: str) -> Response:
    """The list as a file. Where in the list a page stands does not matter here: the file has all of it."""
    return _file(lambda read, given: _list(read, kind, given, ending), kind.__tablename__, ending)


def _list(read: Session, kind: type[Record], given: Given, ending: str) -> Table:
    every = file_columns(kind, cited=wanted(given))
    listed = {name: sort for name, sort in every.items() if sort != "text"}
    columns, runs = folded(read, kind, listed, ending)
    return Table(
        columns,
        lambda: every_chunk(read, kind, given, texts=False, made=runs),
        lambda: row_total(read, kind, given),
        lambda: citation_of(kind.plural(), known_of(read)),
    )


def citation_of(title: str, known: Known | None = None) -> str:
    """What to say with a file that is after no articles of its own: whose it is, and of which moment."""
    as_of = known.written if known else now().isoformat(" ", "minutes").replace("+00:00", " UTC")
    return f"AI Expansion Tracker: {title}, as of {as_of}. {page_of_file()} {RIGHTS}"


def _file(read: Reader, name: str, ending: str) -> Response:
    mimetype = MEDIA[ending].partition(";")[0]
    return streamed(_chunks(read, arguments(), ending), f"{name}.{ending}", mimetype)


def _chunks(read: Reader, given: Given, ending: str) -> Generator[bytes, None, None]:
    """The file piece by piece, from one moment of the database, which outlives the request's own session."""
    with opened() as session:
        found = read(session, given)
        # Counted first: to sort more rows than a workbook holds takes a minute, and their room in memory.
        count = found.count() if ending == "xlsx" else 0
        check_rows(count)
        with closing(found.chunks()) as chunks:
            # A workbook is begun with temporary files: a wrong filter is refused before there are any.
            first = list(islice(chunks, 1))
            citation = found.citation() if ending == "xlsx" else ""
            yield from written(ending, found.columns, chain(first, chunks), count, citation)


@twins.get("/<kind:kind>.sql")
def spelled(kind: type[Record]) -> Response:
    """The list as the SQL that selects its rows."""
    return Response(as_sql(session(), kind, arguments()), mimetype="text/plain")
