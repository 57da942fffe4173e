"""Seeds: what ships is complete, loading again adds nothing, and a bad file says where and why."""

from multiprocessing import get_context

import pytest

from tests.databases import connected
from tests.saving import add, change, counts, editing, number, remove, row, rows
from tracker.db import make_engine
from tracker.errors import Refused
from tracker.evidence import sentence_at, sentence_hash
from tracker.exchange.seeds import load, load_all, seed_files

# An article of the test's own making, and what a person writes of it.
TEXT = "OpenAI opens in Oslo.\nIt hires 40 people, said Jane Example. It pays kr 30 million.\n"
HEAD = (
    "publishers:\n- name: Example Press\n\narticles:\n- title: OpenAI in Oslo\n  publisher: Example Press\n"
)
FACTS = """
companies:
- name: OpenAI
  aliases:
  - {name: Open AI, kind: common, language: en}
  - {name: OAI, kind: abbreviation}
- name: Fjord Power
  country: NO
  cite:
  - {at: "1.1"}
people:
- name: Jane Example
  roles:
  - {role: head of Oslo, company: OpenAI, cite: [{at: "2.1"}]}
offices:
- company: OpenAI
  city: Oslo, NO
  events:
  - {status: open, date: 2025-06, cite: [{at: "1.1"}]}
  cite:
  - {at: "1.1", attribution: publisher}
claims:
- subject: OpenAI
  metric: office_headcount_plan
  summary: OpenAI hires 40 people in Oslo.
  value_text: 40 people
  cite:
  - {at: "2.1", attribution: indirect_quote, speaker: Jane Example, field: value_text}
"""


def hashes(text, *places):
    found = {place: sentence_at(text, *map(int, place.split("."))) for place in places}
    return "".join(f'    "{place}": {sentence_hash(span.quote)}\n' for place, span in found.items() if span)


def written(tmp_path, body, name="article.yaml"):
    file = tmp_path / name
    file.write_text(body, "utf-8")
    return file


@pytest.fixture
def article(tmp_path):
    """A second article, written by hand."""
    return written(tmp_path, HEAD + "  sentences:\n" + hashes(TEXT, "1.1", "2.1") + FACTS)


def facts(engine):
    """How many rows there are of everything but the record of what was loaded."""
    return {name: count for name, count in counts(engine).items() if name != "seed_rows"}


# -- what ships -------------------------------------------------------------------------------------------


def test_the_shipped_seeds_are_all_there(seeded_engine):
    found = counts(seeded_engine)
    assert found["metrics"] >= 25
    assert found["countries"] == 250
    assert found["cities"] > 6000
    assert (found["offices"], found["partnerships"], found["partnership_parties"]) == (7, 4, 8)
    assert found["claims"] >= 17
    assert (found["companies"], found["articles"], found["publishers"], found["people"]) == (8, 1, 1, 1)
    uncited = """SELECT r.name FROM records r WHERE r.kind IN ('offices', 'partnerships', 'claims')
        AND NOT EXISTS (SELECT 1 FROM citations c WHERE c.record_id = r.id)"""
    assert rows(seeded_engine, uncited) == []
    assert rows(seeded_engine, "SELECT DISTINCT state FROM citations") == [("unverified",)]
    assert rows(seeded_engine, "SELECT count(*) FROM captures") == [(0,)]


def test_loading_again_adds_nothing(seeded_engine):
    before = counts(seeded_engine)
    loaded = load_all(seeded_engine)
    assert (str(loaded), loaded.files) == ("Nothing new in the seeds.", 0)
    assert counts(seeded_engine) == before


def test_what_a_user_did_to_a_seeded_record_stays_done(seeded_engine, article):
    load(seeded_engine, [article])
    openai = int(number(seeded_engine, "SELECT id FROM companies WHERE slug = 'openai'"))
    claim = int(number(seeded_engine, "SELECT id FROM claims WHERE value_text = '40 people'"))
    power = int(number(seeded_engine, "SELECT id FROM companies WHERE name = 'Fjord Power'"))
    change(seeded_engine, "companies", openai, name="OpenAI Group")
    remove(seeded_engine, "claims", claim)
    change(seeded_engine, "companies", power, country="SE")
    before = counts(seeded_engine)
    load_all(seeded_engine)
    load(seeded_engine, [article])
    # The same rows in a file that is another by now: one more fact, and nothing besides.
    article.write_text(article.read_text("utf-8") + "programmes:\n- name: Nordic Plan\n", "utf-8")
    assert dict(load(seeded_engine, [article]).added) == {"programmes": 1}
    after = counts(seeded_engine)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "programmes": 1, "records": 1, "revisions": 1, "changes": 1, "search_entries": 1, "seed_rows": 2
    }  # fmt: skip
    assert row(seeded_engine, "companies", power)["country"] == "Sweden"


# -- by hand ----------------------------------------------------------------------------------------------


def test_a_second_article_reuses_what_is_there(seeded_engine, article):
    loaded = load(seeded_engine, [article])
    assert dict(loaded.added) == {
        "publishers": 1, "articles": 1, "companies": 1, "aliases": 1, "people": 1, "roles": 1, "offices": 1,
        "status_events": 1, "claims": 1, "citations": 5,
    }  # fmt: skip
    openai = rows(seeded_engine, "SELECT id FROM companies WHERE name = 'OpenAI'")
    assert len(openai) == 1
    aliases = [alias["name"] for alias in row(seeded_engine, "companies", openai[0][0])["aliases"]]
    assert aliases == ["Open AI", "오픈AI", "OAI"]
    where = "SELECT status, status_on, source_count FROM v_offices WHERE city = 'Oslo'"
    assert rows(seeded_engine, where) == [("open", "2025-06", 1)]
    assert rows(seeded_engine, "SELECT speaker FROM v_claims WHERE value_text = '40 people'") == [
        ("Jane Example",)
    ]


def test_its_text_verifies_its_hashes(seeded_engine, article):
    load(seeded_engine, [article])
    number_of = int(number(seeded_engine, "SELECT id FROM articles WHERE title = 'OpenAI in Oslo'"))
    with editing(seeded_engine) as edit:
        assert edit.attach(number_of, TEXT, "file").failed == ()
    with editing(seeded_engine) as edit:
        failed = edit.attach(number_of, TEXT.replace("40 people", "50 people"), "file").failed
    about = {row(seeded_engine, "citations", one)["paragraph"] for one in failed}
    assert (len(failed), about) == (2, {2})


def test_a_record_made_by_hand_is_reused(seeded_engine, article):
    mine = add(seeded_engine, "companies", name="Fjord Power", description="Mine.")
    load(seeded_engine, [article])
    assert rows(seeded_engine, "SELECT id FROM companies WHERE name = 'Fjord Power'") == [(mine,)]
    kept = row(seeded_engine, "companies", mine)
    assert (kept["description"], kept["country"], len(kept["citations"])) == ("Mine.", None, 1)


# -- bad files --------------------------------------------------------------------------------------------

BAD = [
    ("companies: [", 1, "not readable as YAML"),
    ("\tcompanies:\n", 1, "not readable as YAML"),
    ("just words", 1, "a seed file is a mapping"),
    ("- name: Acme", 1, "a seed file is a mapping"),
    ("companies: Acme", 1, "companies must be a list of rows"),
    ("firms:\n- name: Acme", 2, "there is no table “firms”"),
    ("companies:\n- Acme", 2, "a row is a mapping"),
    ("companies:\n- name: Acme\n  colour: red", 3, "colour: There is no such field."),
    ("companies:\n- name: Acme\n  kind: cartel", 3, "kind: Must be one of"),
    ("companies:\n- name: Acme\n  country: XX", 3, "country: No country is called “XX”"),
    ("companies:\n- kind: company", 2, "name: This is needed."),
    ("companies:\n- name: Acme\n  name: Acne", 3, "name is given twice"),
    ("companies:\n- name: Acme\ncompanies:\n- name: Acne", 3, "companies stands here twice"),
    ("companies:\n- name: Acme\n- name: Acme", 3, "this row stands in the file already"),
    ("companies:\n- name: [Acme]", 2, "name: Must be text."),
    ("companies:\n- name: Acme\n  aliases: AC", 3, "aliases must be a list of rows"),
    ("companies:\n- name: Acme\n  aliases:\n  - {name: AC, tone: x}", 3, "tone: There is no such field."),
    ("companies:\n- &a {name: Acme}\n- *a", 3, "aliases are not read"),
    ("companies:\n- name: Acme\n  cite:\n  - {at: '1.1'}", 3, "cites an article, but the file has none"),
    ("offices:\n- company: OpenAI\n  city: Oslo, NO\n  opened: sometime", 4, "opened: “sometime” is not"),
    ("offices:\n- company: OpenAI\n  city: Springfield, US", 3, "city: More than one city"),
    ("partnerships:\n- kind: commercial\n  parties:\n  - {company: OpenAI}", None, "needs 2 different"),
    (HEAD + "  sentences: none\n", 7, "sentences must give a hash for each place"),
    (HEAD + "  cite: ['1.1']\n", 7, "cite must be a list of places"),
    (HEAD + "  cite:\n  - {at: second}\n", 7, "at: must be paragraph and sentence"),
    (HEAD + "  cite:\n  - {at: '1.1'}\n", 7, "at: the article's sentences give no hash for 1.1"),
    (HEAD + "  sentences: {'1.1': abc}\n  cite:\n  - {at: '1.1'}\n", 8, "sentence_sha256: Must be 64"),
    (HEAD + "  cite:\n  - {at: '1.1', sha256: abc, stance: likes}\n", 7, "stance: Must be one of"),
    ("companies:\n- name: " + "[" * 3000, None, "not readable as YAML"),
]  # fmt: skip


def test_a_bad_file_says_where_and_why_and_adds_nothing(seeded_engine, tmp_path, article):
    before = counts(seeded_engine)
    for body, line, reason in BAD:
        file = written(tmp_path, body, "bad.yaml")
        with pytest.raises(Refused) as refused:
            # With a good file before it now and then: that one goes as well.
            load(seeded_engine, [file] if line else [article, file])
        where = f"bad.yaml, line {line}: " if line else "bad.yaml"
        assert refused.value.message.startswith(where), (body, refused.value.message)
        assert reason in refused.value.message, (body, refused.value.message)
    assert counts(seeded_engine) == before


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("companies.csv", b"name,kind\nAcme,company\nApex\n", "line 3: has more or fewer cells"),
        ("companies.csv", b"name,kind\nAcme,company,x\n", "line 2: has more or fewer cells"),
        ("companies.csv", b"# a comment\nname,kind\n\nAcme,cartel\n", "line 4: kind: Must be one of"),
        ("companies.csv", b'name,kind\n"Ac\nme",company\n', "line 3: name: Must be a single line"),
        ("companies.csv", b"name,kind\nAc\xffme,company\n", "line 2: not readable as UTF-8"),
        ("companies.csv", b"name,colour\nAcme,red\n", "line 2: colour: There is no such field"),
        ("firms.csv", b"name\nAcme\n", "line 2: there is no table “firms”"),
        ("cities.csv", b"town\nHere\n", "line 2: "),
        ("city_names.csv", b"town\nHere\n", "line 2: "),
        ("a.yaml", b"companies:\n- name: Ac\xffme", "line 2: not readable as UTF-8"),
        ("a.yaml", b"companies:\n- name: A\x00me", "not readable as YAML"),
    ],
)  # fmt: skip
def test_a_file_in_another_form_is_refused(seeded_engine, tmp_path, name, content, says):
    before = counts(seeded_engine)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused) as refused:
        load(seeded_engine, [tmp_path / name])
    assert refused.value.message.startswith(name)
    assert says in refused.value.message
    assert counts(seeded_engine) == before


def test_a_missing_file_is_said(engine, tmp_path):
    with pytest.raises(Refused, match=r"nowhere\.yaml: cannot be read"):
        load(engine, [tmp_path / "nowhere.yaml"])


def test_an_empty_file_is_nothing(engine, tmp_path):
    assert load(engine, [written(tmp_path, "# nothing yet\n")]).added == {}


# -- at once ----------------------------------------------------------------------------------------------


def _load_metrics(url):
    engine = make_engine(url)
    try:
        return sum(load(engine, seed_files()[:1]).added.values())
    finally:
        engine.dispose()


def test_two_processes_may_load_at_once(database):
    with get_context("spawn").Pool(2) as pool:
        added = pool.map(_load_metrics, [database] * 4, chunksize=1)
    with connected(database) as engine:
        assert sorted(added) == [0, 0, 0, counts(engine)["metrics"]]
        assert facts(engine)["revisions"] == 1
