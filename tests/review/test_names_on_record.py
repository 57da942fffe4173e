"""Which names on record the reader is told of: those that stand in the text, however they are written."""

import pytest

from tests.saving import add, remove
from tracker.db import reading
from tracker.ingest.known import LONG, known_names, names_in
from tracker.ingest.reader import draft

TEXT = (
    "deepwell and n8nix met Orbo&Tack, Inc. of St. Gall on Friday; Harbour Point Institute\nof Arts "
    "was absent. 오르보랩은 서울에, ミナトワークスは東京に、启明港科技将在上海. "
    "Alderney’s Mira Osei-Tutu spoke."
)
IN_IT = ("deepwell", "n8nix", "Orbo&Tack, Inc.", "오르보랩", "ミナトワークス", "启明港科技", "Alderney")
NOT_IN_IT = ("Harbour Point Institute of Arts", "Deep", "Alder", "Tack Holdings")


@pytest.fixture
def names(engine):
    for name in (*IN_IT, *NOT_IN_IT):
        add(engine, "companies", name=name)
    add(engine, "people", name="Mira Osei-Tutu")
    return engine


def told(engine, text=TEXT):
    with reading(engine) as session:
        return {written: stands_for.name for written, stands_for in names_in(session, text)}


def test_names_in_a_text_are_found_in_every_script(names):
    assert set(told(names)) == {*IN_IT, "Mira Osei-Tutu"}


def test_what_is_in_the_trash_is_not_told(names):
    owner = add(names, "companies", name="Brinkworth")
    assert told(names, "Brinkworth opened.") == {"Brinkworth": "Brinkworth"}
    remove(names, "companies", owner)
    assert told(names, "Brinkworth opened.") == {}


def test_a_long_text_is_told_of_all_names(names):
    assert set(told(names, TEXT + "。" * LONG)) == {*IN_IT, *NOT_IN_IT, "Mira Osei-Tutu"}


def test_an_alias_stands_for_its_record(names):
    owner = add(names, "companies", name="Quiet Harbour Systems")
    add(names, "aliases", record_id=owner, name="QHS")
    add(names, "aliases", record_id=owner, name="Harbour", weak=True)
    assert told(names, "QHS left Harbour.") == {"QHS": "Quiet Harbour Systems"}
    with reading(names) as session:
        found = known_names(session, "QHS has opened.").words["qhs"]
    assert [name.name for _, name in found] == ["Quiet Harbour Systems"]


def test_a_text_without_names_on_record_asks_for_none(names):
    assert told(names, "") == {}
    assert told(names, "They met on Friday.\n\n…") == {}


def test_a_shorter_name_that_the_reader_knows_leads_to_the_record(names):
    text = "DeepMind will open an office in Lisbon in May."
    assert [one.company for one in draft(text).offices] == ["DeepMind"]
    add(names, "companies", name="Google DeepMind")
    with reading(names) as session:
        drafts = draft(text, known=known_names(session, text))
    assert [one.company for one in drafts.offices] == ["Google DeepMind"]
