"""A list to take away: every row that its filters leave, as CSV, as JSON lines or as a workbook."""

from collections.abc import Generator
from contextlib import closing
from itertools import chain, islice

from flask import Blueprint, Response

from tracker.exchange.cells import file_columns
from tracker.exchange.tables import MEDIA, written
from tracker.history import Known, known_of
from tracker.overview.credit import FACTS
from tracker.queries.cited import wanted
from tracker.queries.spelled import as_sql
from tracker.queries.streams import every_chunk, row_total
from tracker.records import Record
from tracker.types import now
from tracker.web.sending import page_of_file, streamed
from tracker.web.site import arguments, opened, session

twins = Blueprint("twins", __name__)


@twins.get("/<kind:kind>.csv", defaults={"ending": "csv"})
@twins.get("/<kind:kind>.jsonl", defaults={"ending": "jsonl"})
@twins.get("/<kind:kind>.xlsx", defaults={"ending": "xlsx"})
def table(kind: type[Record], ending: str) -> Response:
    """The list as a file. Where in the list a page stands does not matter here: the file has all of it."""
    name, mimetype = f"{kind.__tablename__}.{ending}", MEDIA[ending].partition(";")[0]
    return streamed(_chunks(kind, arguments(), ending), name, mimetype)


def _citation(kind: type[Record], known: Known | None) -> str:
    """What to say with the file: whose it is, of which moment, and what may be done with it."""
    as_of = known.written if known else now().isoformat(" ", "minutes").replace("+00:00", " UTC")
    return f"AI Expansion Tracker: {kind.plural()}, as of {as_of}. {page_of_file()} {FACTS}"


def _chunks(kind: type[Record], given: list[tuple[str, str]], ending: str) -> Generator[bytes, None, None]:
    """The file piece by piece, from one moment of the database, which outlives the request's own session."""
    every = file_columns(kind, cited=wanted(given))
    columns = {name: sort for name, sort in every.items() if sort != "text"}
    with opened() as session, closing(every_chunk(session, kind, given, texts=False)) as chunks:
        # A workbook is begun with temporary files: a wrong filter is refused before there are any.
        first = list(islice(chunks, 1))
        count = row_total(session, kind, given) if ending == "xlsx" else 0
        citation = _citation(kind, known_of(session))
        yield from written(ending, columns, chain(first, chunks), count, citation)


@twins.get("/<kind:kind>.sql")
def spelled(kind: type[Record]) -> Response:
    """The list as the SQL that selects its rows."""
    return Response(as_sql(session(), kind, arguments()), mimetype="text/plain")
