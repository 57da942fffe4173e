"""What is exported and imported again is what was there: every field, part, text, quote and qualifier."""

import pytest

from tests.databases import connected
from tests.exchange.samples import contents
from tracker.exchange.exporting import export_all
from tracker.exchange.importing import import_rows
from tracker.exchange.sources import sources_in
from tracker.exchange.tables import FORMATS


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_an_export_fills_an_empty_database(full_engine, backend, tmp_path, ending):
    before = contents(full_engine)
    assert {row["state"] for row in before["citations"]} == {"recheck", "verified", "failed"}
    exported = export_all(full_engine, tmp_path / "out", ending)
    with backend.lend("migrated") as url, connected(url) as other:
        done = import_rows(other, sources_in(tmp_path / "out"), whole=True, actor="test")
        assert contents(other) == before
        assert done.added == exported.rows
        again = import_rows(other, sources_in(tmp_path / "out"), whole=True, actor="test")
        assert (again.revision, again.unchanged) == (None, sum(exported.rows.values()))
        assert contents(other) == before
