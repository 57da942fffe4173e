"""The data dictionary says what every table, view and column means, and stays true."""

from sqlalchemy import inspect, text

from tracker.dictionary import SHADOWS, catalogue, refresh
from tracker.records import kinds


def rows(engine):
    with engine.connect() as connection:
        query = 'SELECT object, "column", meaning, unit, allowed_values, example FROM data_dictionary'
        return {(row[0], row[1]): row for row in connection.execute(text(query))}


def test_every_table_view_and_column_has_its_meaning(engine):
    refresh(engine)
    inspector = inspect(engine)
    names = [*inspector.get_table_names(), *inspector.get_view_names()]
    wanted = {
        (name, column)
        for name in names
        if not SHADOWS.fullmatch(name)
        for column in ["", *(found["name"] for found in inspector.get_columns(name))]
    }
    found = rows(engine)
    assert found.keys() == wanted
    assert [key for key, row in found.items() if not row.meaning.endswith((".", "'."))] == []
    assert {"records", "passages", "revisions", "seed_rows", "v_offices", "data_dictionary", *kinds()} <= {
        name for name, _ in found
    }


def test_choices_units_and_examples_stand_beside_the_meaning(engine):
    refresh(engine)
    found = rows(engine)
    assert found["status_events", "basis"].allowed_values == "actual, promised"
    assert found["revisions", "door"].allowed_values == "web, api, cli, import, draft, seed"
    assert found["v_offices", "status"].allowed_values == found["offices", "status"].allowed_values
    assert found["cities", "population"].unit == "people"
    assert found["claims", "value_low"].unit == "as unit says"
    assert found["projects", "capacity_low"].unit == "as capacity_unit says"
    assert found["offices", "role"].example == "key hub in Asia"
    assert (found["v_offices", "company"].example, found["v_offices", "company_id"].example) == (
        "OpenAI",
        "17",
    )
    assert found["v_offices", ""].meaning.startswith("Offices as one reads them")


def test_it_is_written_once_and_mended_when_it_went_stale(engine):
    assert refresh(engine) is True
    assert refresh(engine) is False
    with engine.begin() as connection:
        connection.execute(text("UPDATE data_dictionary SET meaning = 'nonsense'"))
    assert refresh(engine) is True
    assert refresh(engine) is False


def test_tables_of_others_are_left_out(engine):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE strangers (name TEXT)"))
        connection.execute(text("CREATE VIEW v_strangers AS SELECT name FROM strangers"))
    assert catalogue(engine)["strangers"] == ["name"]
    refresh(engine)
    assert "strangers" not in {name for name, _ in rows(engine)}
