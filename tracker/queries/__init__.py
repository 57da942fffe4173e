"""Reading: rows, filters and pages."""

from tracker.queries.listing import COUNTED, Page, listing
from tracker.queries.plain import plain
from tracker.queries.rows import (
    as_row,
    citations_about,
    find_id,
    leading,
    links_to,
    newest,
    part_rows,
    record_row,
    state_of,
)
from tracker.queries.streams import every_row
from tracker.queries.totals import totals

__all__ = [
    "COUNTED", "Page", "as_row", "citations_about", "every_row", "find_id", "leading", "links_to",
    "listing", "newest", "part_rows", "plain", "record_row", "state_of", "totals",
]  # fmt: skip
