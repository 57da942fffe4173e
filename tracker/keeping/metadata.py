"""What Datasette is told of a snapshot: what it all means, how rows are called, whose data it is."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from tracker.dictionary import Entry
from tracker.records import kinds

GEONAMES = {
    "source": "GeoNames",
    "source_url": "https://www.geonames.org",
    "license": "CC BY 4.0",
    "license_url": "https://creativecommons.org/licenses/by/4.0/",
}
CLDR = {
    "source": "Unicode CLDR (names), Natural Earth (label points)",
    "source_url": "https://cldr.unicode.org",
    "license": "Unicode License v3; public domain",
    "license_url": "https://www.unicode.org/license.txt",
}
LICENCES = {"cities": GEONAMES, "countries": CLDR}
# What most people ask to narrow each view to.
FACETS = {
    "v_companies": ["kind", "country"],
    "v_offices": ["company", "country", "status"],
    "v_partnerships": ["kind", "country", "status"],
    "v_projects": ["kind", "country", "status"],
    "v_claims": ["subject", "metric", "modality"],
    "v_timeline": ["record_kind", "status"],
}
NEWEST_FIRST = {"v_timeline": "date_to", "v_articles": "published_to", "v_claims": "as_of_to"}


def metadata(entries: Iterable[Entry], name: str, day: date) -> dict[str, Any]:
    """The content of Datasette's metadata.json for a file whose name without its ending is `name`."""
    described: dict[str, dict[str, Any]] = defaultdict(dict)
    for entry in entries:
        table = described[entry.object]
        if entry.column:
            table.setdefault("columns", {})[entry.column] = _meaning(entry)
        else:
            table["description"] = entry.meaning
    for table_name, table in described.items():
        table.update(LICENCES.get(table_name, {}) | _arranged(table_name, table.get("columns", {})))
    return {
        "title": f"AI Expansion Tracker, {day.isoformat()}",
        "description": (
            "Offices, partnerships, projects and claims of AI companies, each with its sources. "
            "The views, whose names begin with v_, are the place to start."
        ),
        "databases": {
            name: {
                "description": "Facts are told in our own words; cite the articles that carry them.",
                "tables": dict(described),
            }
        },
    }


def _meaning(entry: Entry) -> str:
    """A meaning with its unit and the words it is limited to."""
    unit = f" Unit: {entry.unit}." if entry.unit else ""
    allowed = f" One of: {entry.allowed_values}." if entry.allowed_values else ""
    return f"{entry.meaning}{unit}{allowed}"


def _arranged(name: str, columns: dict[str, str]) -> dict[str, Any]:
    """How the rows of a table are called where others link to them, and what it is sorted and narrowed by."""
    kind = kinds().get(name)
    labels = kind.label_from if kind else ("name",)
    found: dict[str, Any] = {"label_column": labels[0]} if labels[0] in columns else {}
    facets = [column for column in FACETS.get(name, ()) if column in columns]
    if facets:
        found["facets"] = facets
    if NEWEST_FIRST.get(name) in columns:
        found["sort_desc"] = NEWEST_FIRST[name]
    return found
