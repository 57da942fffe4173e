"""`check` finds what is wrong, and nothing where nothing is."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event, text

from tests.databases import connected
from tests.exchange.samples import fill
from tracker import check as checking
from tracker.check import CHECKS, check
from tracker.schema import migrate


def wrong(engine):
    return {finding.name: finding.faults for finding in check(engine) if finding.count}


def test_a_sound_database_passes_every_check(seeded_engine):
    found = list(check(seeded_engine))
    assert [str(finding) for finding in found if finding.count] == []
    assert {finding.name for finding in found} >= {*CHECKS, "the schema is this version's"}
    assert str(found[0]) == "ok     the schema is this version's"


def test_edited_texts_and_trash_pass_too(full_engine):
    assert wrong(full_engine) == {}


DAMAGE = {
    "texts are as they were stored": "UPDATE captures SET text = text || ' more'",
    "quotes stand where they were found": "UPDATE passages SET quote = upper(quote)",
    "every record is registered once": "UPDATE records SET kind = 'people' WHERE kind = 'metrics'",
    "parts belong to their records": "UPDATE records SET root_id = 1 WHERE kind = 'claims'",
    "records are called by their names": "UPDATE records SET name = 'x' WHERE kind = 'companies'",
    "status is that of the newest step": "UPDATE offices SET status = 'closed'",
    "every record can be found": "DELETE FROM search_entries WHERE kind = 'people'",
    "the schema is this version's": "CREATE TABLE search_other (y INTEGER)",
}


@pytest.fixture
def undrifted(monkeypatch):
    """Rows alone are damaged, and comparing the schema takes as long as all other checks."""
    monkeypatch.setattr(checking, "drift", lambda _: [])


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_and_named(full_engine, name, request):
    if name != "the schema is this version's":
        request.getfixturevalue("undrifted")
    with full_engine.begin() as connection:
        connection.execute(text(DAMAGE[name]))
    assert name in wrong(full_engine)


@pytest.mark.usefixtures("undrifted")
def test_a_file_that_may_only_be_read_is_not_called_damaged(sqlite):
    with sqlite.lend("seeded") as url, connected(url) as engine:
        event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA query_only = ON"))
        said = ("it was not looked at, which takes a file that may be written",)
        assert wrong(engine) == {"the index of words is whole": said}


@pytest.mark.usefixtures("undrifted")
def test_ids_that_would_be_given_again_are_found(full_engine):
    rewind = {
        "sqlite": "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'records'",
        "postgresql": "SELECT setval(pg_get_serial_sequence('records', 'id'), 1)",
    }[full_engine.dialect.name]
    with full_engine.begin() as connection:
        connection.execute(text(rewind))
    assert "ids are given once" in wrong(full_engine)


@pytest.mark.usefixtures("undrifted")
def test_what_only_sqlite_can_lose_is_found(sqlite):
    with sqlite.lend(fill) as url, connected(url) as engine:
        with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as careless:
            careless.execute("UPDATE search_entries SET body = 'other words' WHERE kind = 'companies'")
            careless.execute("UPDATE offices SET company_id = 99999")
        assert {"the index of words is whole", "links lead somewhere"} <= wrong(engine).keys()


@pytest.mark.usefixtures("undrifted")
def test_many_faults_are_counted_and_a_few_shown(seeded_engine):
    with seeded_engine.begin() as connection:
        connection.execute(text("UPDATE records SET name = 'x' WHERE kind = 'countries'"))
    found = next(
        finding for finding in check(seeded_engine) if finding.name == "records are called by their names"
    )
    assert found.count > 240
    assert len(found.faults) == 10
    assert str(found).endswith(f" … and {found.count - 10} more")


def test_an_older_schema_is_named_and_nothing_else_is_tried(blank):
    with connected(blank) as engine:
        migrate(engine, "0001")
        (only,) = check(engine)
        assert "it is at 0001" in str(only)
