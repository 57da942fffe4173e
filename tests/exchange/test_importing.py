"""Imports: every row or none, faults by row and field, in the words of the form."""

import csv
import json
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from tests.databases import connected
from tests.exchange.samples import contents
from tracker.db import reading, transaction
from tracker.errors import Refused
from tracker.exchange.again import again
from tracker.exchange.exporting import export_all, export_kind
from tracker.exchange.importing import FileRefused, import_rows
from tracker.exchange.sources import source_of, sources_in
from tracker.history import Revision
from tracker.queries import every_row
from tracker.records import kinds
from tracker.records.company import Company
from tracker.writing import Edit, RowsRefused


def load(engine, kind, path, **more):
    return import_rows(engine, [source_of(kinds()[kind], path)], actor="test", **more)


def rows(engine, kind):
    with reading(engine) as session:
        return list(every_row(session, kinds()[kind], [("_sort", "id")]))


def write(path, *lines):
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def exported(engine, kind, path, **more):
    with reading(engine) as session, path.open("wb") as file:
        export_kind(session, kinds()[kind], path.suffix[1:], file, **more)
    return path


def edited(path, **changes):
    """Change the first row of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    table[0] |= changes
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(table[0]))
        out.writeheader()
        out.writerows(table)
    return path


def test_rows_are_added_with_names_dates_values_parties_and_a_first_status(seeded_engine, tmp_path):
    before = len(rows(seeded_engine, "partnerships"))
    deals = write(
        tmp_path / "partnerships.csv",
        "parties,kind,country,status,status_on",
        '"OpenAI; Kakao (customer)",commercial,KR,announced,2025-Q3',
    )
    done = load(seeded_engine, "partnerships", deals, reason="Found in a list")
    assert done.added == {"partnerships": 1}
    found = rows(seeded_engine, "partnerships")
    assert len(found) == before + 1
    assert (found[-1]["label"], found[-1]["country"]) == ("OpenAI – Kakao", "South Korea")
    assert (found[-1]["status"], found[-1]["status_on_from"]) == ("announced", "2025-07-01")
    with reading(seeded_engine) as session:
        revision = session.get_one(Revision, done.revision)
        assert (revision.door, revision.actor, revision.reason) == ("import", "test", "Found in a list")


def test_faults_name_row_and_field_and_nothing_is_saved(seeded_engine, tmp_path):
    offices = write(
        tmp_path / "offices.csv",
        "company,city,opened,role",
        'OpenAI,"Seoul, KR",2025-05,lab',
        "Nobody Ever,Springfield,,lab",
        'OpenAI,"Seoul, KR",sometime,lab',
    )
    before = rows(seeded_engine, "offices")
    with pytest.raises(RowsRefused) as refused:
        load(seeded_engine, "offices", offices)
    faults = {(number, name): words for number, name, words in refused.value.rows}
    assert faults.keys() == {(2, "company"), (2, "city"), (3, "opened")}
    assert faults[2, "company"].startswith("No company is called “Nobody Ever”.")
    assert faults[2, "city"].startswith("More than one city is called “Springfield”. Choose one:")
    assert refused.value.message == "2 rows need attention; nothing was saved."
    assert rows(seeded_engine, "offices") == before


def test_the_words_are_those_of_the_form(seeded_engine, tmp_path):
    bad = {"company": "Nobody Ever", "city": "Springfield", "opened": "sometime"}
    with pytest.raises(Refused) as form, transaction(seeded_engine) as session:
        Edit(session, actor="test", door="web").add(kinds()["offices"], bad, strict=False)
    for path, content in (
        (tmp_path / "offices.csv", ",".join(bad) + "\n" + ",".join(bad.values())),
        (tmp_path / "offices.json", json.dumps([bad])),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(RowsRefused) as refused:
            load(seeded_engine, "offices", path)
        assert {name: words for _, name, words in refused.value.rows} == form.value.fields


def test_a_value_that_only_one_may_have_is_refused_at_its_row(engine, tmp_path):
    countries = write(tmp_path / "countries.csv", "name,code", "A,AA", "B,BB", "C,AA", "D,DD")
    with pytest.raises(RowsRefused) as refused:
        load(engine, "countries", countries)
    assert refused.value.rows == [(3, "code", "Another country has this code already.")]
    assert rows(engine, "countries") == []


def test_too_few_parties_are_refused_at_their_row(seeded_engine, tmp_path):
    deals = write(tmp_path / "partnerships.csv", "parties,kind", "OpenAI; Kakao,other", "OpenAI,other")
    with pytest.raises(RowsRefused) as refused:
        load(seeded_engine, "partnerships", deals)
    assert refused.value.rows == [(2, "parties", "A partnership needs 2 different parties or more.")]


def test_unknown_columns_are_refused_by_name(engine, tmp_path):
    people = write(tmp_path / "people.csv", "name,shoe_size", "A. Person,43")
    with pytest.raises(RowsRefused) as refused:
        load(engine, "people", people)
    assert refused.value.rows == [(1, "shoe_size", "There is no such field.")]


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "xlsx"])
def test_an_export_imported_where_it_came_from_changes_nothing(full_engine, tmp_path, ending):
    for kind in ("companies", "partnerships", "offices", "projects", "claims", "citations", "articles"):
        path = exported(full_engine, kind, tmp_path / f"{kind}.{ending}")
        done = load(full_engine, kind, path)
        assert (done.added, done.changed.total(), done.revision) == (Counter(), 0, None), kind
        assert done.unchanged == len(rows(full_engine, kind))


def test_an_edited_export_changes_what_was_edited(full_engine, tmp_path):
    path = exported(full_engine, "claims", tmp_path / "claims.csv")
    edited(path, value_text="about 50", note="Edited")
    done = load(full_engine, "claims", path)
    assert (done.changed, done.unchanged) == ({"claims": 1}, len(rows(full_engine, "claims")) - 1)
    first = rows(full_engine, "claims")[0]
    assert (first["comparator"], first["value_low"], first["note"]) == ("about", 50, "Edited")
    assert (first["unit"], first["as_of"]) == ("people", "2025-Q3")


def test_an_edited_name_of_a_link_wins_over_the_id_beside_it(full_engine, tmp_path):
    path = edited(exported(full_engine, "publishers", tmp_path / "publishers.csv"), company="@At")
    assert load(full_engine, "publishers", path).changed == {"publishers": 1}
    assert rows(full_engine, "publishers")[0]["company"] == "@At"


def test_an_export_that_somebody_overtook_is_refused(full_engine, tmp_path):
    path = edited(exported(full_engine, "people", tmp_path / "people.csv"), description="Older")
    with transaction(full_engine) as session:
        edit = Edit(session, actor="test", door="web")
        person = session.scalars(select(kinds()["people"])).one()
        edit.change(kinds()["people"], person.id, {"description": "Newer"}, 1)
        edit.finish()
    with pytest.raises(RowsRefused) as refused:
        load(full_engine, "people", path)
    assert refused.value.rows[0][1] == "version"
    assert rows(full_engine, "people")[0]["description"] == "Newer"


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("{companies},Somebody else,B", "id", "belongs to “Fictional Robotics”"),
        ("{countries},,B", "id", "belongs to a country, “Quilland”"),
        ("{trashed},,B", "id", "is in the trash"),
        ("0,,B", "id", "Must be a whole number from 1"),
        ("x,,B", "id", "Must be a whole number from 1"),
        ("9999999999999,,B", "id", "Must be a whole number from 1"),
    ],
)
def test_ids_that_stand_for_something_else_are_refused(full_engine, tmp_path, line, name, words):
    with reading(full_engine) as session:
        company = kinds()["companies"]
        trashed = session.scalars(select(company.id).where(company.trashed_at.is_not(None))).one()
    ids = {kind: rows(full_engine, kind)[0]["id"] for kind in ("companies", "countries")}
    path = write(tmp_path / "companies.csv", "id,label,name", line.format(**ids, trashed=trashed))
    with pytest.raises(RowsRefused, match="1 row needs attention") as refused:
        load(full_engine, "companies", path)
    assert refused.value.rows[0][:2] == (1, name)
    assert words in refused.value.rows[0][2]


def test_new_ids_are_kept_and_never_given_again(engine, tmp_path):
    path = write(
        tmp_path / "companies.csv",
        "id,name,parent_id,aliases",
        "70,Child,90,",
        "90,Parent,,One; Two",
        ",None,,",
    )
    load(engine, "companies", path)
    found = {row["name"]: row for row in rows(engine, "companies")}
    assert (found["Child"]["id"], found["Child"]["parent"], found["Parent"]["id"]) == (70, "Parent", 90)
    aliases = rows(engine, "aliases")
    assert [row["name"] for row in aliases] == ["One", "Two"]
    given = [found["None"]["id"], *(row["id"] for row in aliases)]
    assert min(given) > 90
    with transaction(engine) as session:
        edit = Edit(session, actor="test", door="cli")
        assert edit.add(kinds()["people"], {"name": "Next"}) > max(given)
        edit.finish()


def test_the_same_id_twice_is_refused(engine, tmp_path):
    path = write(tmp_path / "people.csv", "id,name", "7,One", "7,Two")
    with pytest.raises(RowsRefused) as refused:
        load(engine, "people", path)
    assert refused.value.rows == [(2, "id", "Another row has the id 7 already.")]


def test_links_of_another_database_are_found_by_name(seeded_engine, tmp_path):
    path = write(
        tmp_path / "offices.csv", "company_id,company,city_id,city", '990001,OpenAI,990002,"Seoul, KR"'
    )
    load(seeded_engine, "offices", path)
    last = rows(seeded_engine, "offices")[-1]
    assert (last["company"], last["city"], last["country"]) == ("OpenAI", "Seoul", "South Korea")


def test_a_link_whose_id_and_name_disagree_is_refused(seeded_engine, tmp_path):
    wrong = rows(seeded_engine, "countries")[0]["id"]
    path = write(tmp_path / "companies.csv", "name,country_id,country", f"A,{wrong},South Korea")
    with pytest.raises(RowsRefused) as refused:
        load(seeded_engine, "companies", path)
    assert refused.value.rows == [
        (1, "country", "country and country_id name two different records. Give one of them.")
    ]


def test_too_many_rows_are_refused(engine, tmp_path):
    path = write(tmp_path / "people.csv", "name", *(f"Person {number}" for number in range(12)))
    done: list[int] = []
    with pytest.raises(Refused, match="holds 10 rows at most"):
        load(engine, "people", path, most=10, progress=done.append)
    assert done == []  # it is told before any is worked on
    assert rows(engine, "people") == []


def test_a_whole_export_is_all_or_none_and_names_the_file(full_engine, backend, tmp_path):
    export_all(full_engine, tmp_path / "out", "csv")
    edited(tmp_path / "out" / "claims.csv", modality="gossip")
    with backend.lend("migrated") as url, connected(url) as other:
        with pytest.raises(FileRefused, match=r"^claims\.csv: 1 row needs attention") as refused:
            import_rows(other, sources_in(tmp_path / "out"), whole=True, actor="test")
        assert refused.value.rows[0][:2] == (1, "modality")
        assert not any(contents(other).values())


def test_a_whole_export_brings_a_seeded_database_up_to_date(seeded_engine, backend, tmp_path):
    with transaction(seeded_engine) as session:
        edit = Edit(session, actor="test", door="cli")
        company = session.scalars(select(Company).where(Company.slug == "openai")).one()
        edit.change(
            kinds()["companies"], company.id, {"name": "OpenAI, renamed", "website": "https://x.example"}, 1
        )
        article = session.scalars(select(kinds()["articles"].id)).one()
        edit.attach(article, "Other words than those. " * 3, "pasted")
        edit.finish()
    before = contents(seeded_engine)
    export_all(seeded_engine, tmp_path / "out", "jsonl")
    with backend.lend("seeded") as url, connected(url) as other:
        done = import_rows(other, sources_in(tmp_path / "out"), whole=True, actor="test")
        assert done.added == {"captures": 1}
        assert contents(other) == before


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_an_export_with_citations_comes_in_again(seeded_engine, tmp_path, ending):
    path = exported(seeded_engine, "offices", tmp_path / f"offices.{ending}", cited=True)
    [article] = rows(seeded_engine, "articles")
    words = f"{article['publisher']}, “{article['title']}”, {article['published']}"
    told = [row["citation"] for row in source_of(kinds()["offices"], path, ending).rows()]
    assert told == [", ".join(filter(None, (words, article["address"])))] * 7
    before = contents(seeded_engine)
    assert load(seeded_engine, "offices", path).unchanged == 7
    assert contents(seeded_engine) == before


def test_a_folder_with_strange_files_is_refused(tmp_path):
    with pytest.raises(Refused, match="holds no files"):
        sources_in(tmp_path)
    write(tmp_path / "people.csv", "name")
    write(tmp_path / "people.json", "[]")
    with pytest.raises(Refused, match=r"people\.json is a second file of its kind"):
        sources_in(tmp_path)


def test_an_export_never_writes_over_files(engine, tmp_path):
    write(tmp_path / "notes.txt", "mine")
    with pytest.raises(Refused, match="is not empty"):
        export_all(engine, tmp_path, "csv")
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_the_number_of_statements_does_not_grow_with_the_rows(seeded_engine, tmp_path):
    names = [row["name"] for row in rows(seeded_engine, "countries") if row["code"] < "BC"]
    asked = []
    listen(seeded_engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    counts = []
    for some in (names[:2], names[2:]):
        lines = [f"{name},weekly_active_users,Counts its own,5 users" for name in some]
        asked.clear()
        claims = write(tmp_path / "claims.csv", "subject,metric,summary,value_text", *lines)
        load(seeded_engine, "claims", claims)
        counts.append(len(asked))
    assert len(names) > 15
    assert counts[0] == counts[1], asked


def test_rows_that_stood_there_before_are_told_of(seeded_engine, tmp_path):
    claims = write(
        tmp_path / "claims.csv",
        "subject,metric,value_text,summary",
        *(f"Kakao,employees,{count} people,Kakao has {count} people." for count in (300, 400)),
    )
    said = []
    for name in (claims, claims, write(tmp_path / "new.csv", *claims.read_text("utf-8").split("\n")[:2])):
        done = load(seeded_engine, "claims", name)
        with reading(seeded_engine) as session:
            said.append([words.partition(".")[0] for words in again(session, done)])
    told = "{0} of {0} claims are called as others that were on record"
    assert said == [[], [told.format(2)], [told.format(1)]]
    done = load(seeded_engine, "claims", exported(seeded_engine, "claims", claims))
    with reading(seeded_engine) as session:
        assert not list(again(session, done))
