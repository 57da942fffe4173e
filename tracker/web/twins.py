"""A list to take away: every row that its filters leave, as CSV or as a workbook."""

from collections.abc import Generator
from contextlib import closing
from itertools import chain, islice
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from tracker.exchange.cells import file_columns
from tracker.exchange.tables import MEDIA, written
from tracker.history import Known, known_of
from tracker.overview.credit import FACTS
from tracker.queries.cited import wanted
from tracker.queries.filters import CITATION
from tracker.queries.spelled import as_sql
from tracker.queries.streams import every_chunk, row_total
from tracker.records import Record
from tracker.types import now
from tracker.web.sending import streamed
from tracker.web.site import arguments, opened, session, site_root

twins = Blueprint("twins", __name__)


@twins.get("/<kind:kind>.csv", defaults={"ending": "csv"})
@twins.get("/<kind:kind>.xlsx", defaults={"ending": "xlsx"})
def table(kind: type[Record], ending: str) -> Response:
    """The list as a file. Where in the list a page stands does not matter here: the file has all of it."""
    name, mimetype = f"{kind.__tablename__}.{ending}", MEDIA[ending].partition(";")[0]
    answer = streamed(_chunks(kind, arguments(), ending), name, mimetype)
    # A table of values has no place for where it is from.
    answer.headers["Link"] = f'<{_page()}>; rel="canonical"; type="text/html"'
    return answer


def _page() -> str:
    """The address of the list as a page: what to cite, on the day that the file looks back to as well."""
    left = ("_next", "_size", CITATION)
    asked = [pair for pair in request.args.items(multi=True) if pair[0] not in left and pair[1]]
    path = request.path.rpartition(".")[0] + "/"
    return f"{site_root()}{path}?{urlencode(asked)}" if asked else f"{site_root()}{path}"


def _citation(kind: type[Record], known: Known | None) -> str:
    """What to say with the file: whose it is, of which moment, and what may be done with it."""
    as_of = known.written if known else now().isoformat(" ", "minutes").replace("+00:00", " UTC")
    return f"AI Expansion Tracker: {kind.plural()}, as of {as_of}. {_page()} {FACTS}"


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
