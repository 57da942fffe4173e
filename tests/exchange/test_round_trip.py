"""What is exported and imported again is what was there: every field, part, text, quote and qualifier."""

from itertools import cycle

import pytest
from sqlalchemy import select, update

from tests.databases import connected
from tests.exchange.samples import contents
from tests.exchange.test_tables import HARD
from tracker.db import reading, transaction
from tracker.exchange.cells import file_columns
from tracker.exchange.exporting import chunks_of, export_all
from tracker.exchange.importing import import_rows
from tracker.exchange.lines import folded
from tracker.exchange.sources import sources_in
from tracker.exchange.tables import FORMATS, csv_of
from tracker.records import kinds
from tracker.records.place import City, Country
from tracker.writing import Edit


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


def test_lines_that_the_database_makes_are_the_same(full_engine):
    """Of every kind, and whatever stands in a text or a number."""
    texts = [*HARD, 'a, "b', "?", "<", "", "漢字, x", '"', "=1\r\n", "%s", ":a"]
    numbers = cycle([0.1 + 0.2, 1e16, -5.0, 2.0**53, -0.0, 1e-7, None])
    with transaction(full_engine) as session:
        edit = Edit(session, actor="test", door="cli")
        home = session.scalars(select(Country.id)).first()
        towns = [edit.add(City, {"name": f"Town {n}", "country_id": home}) for n in range(len(texts))]
        edit.finish()
        for number, text in zip(towns, texts, strict=True):
            given = {"name": text, "latitude": next(numbers)}
            session.execute(update(City).where(City.id == number).values(given))
    with reading(full_engine) as session:
        for kind in kinds().values():
            every = file_columns(kind, lists=True, cited=True)
            columns, runs = folded(session, kind, every, "csv")
            assert bool(runs) == (full_engine.dialect.name == "sqlite")
            if runs:
                plain = b"".join(csv_of(every, chunks_of(session, kind, True)))
                assert b"".join(csv_of(columns, chunks_of(session, kind, True, runs))) == plain, kind
