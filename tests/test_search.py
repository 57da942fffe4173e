"""Search: any script, accents folded, and nothing that is typed is a mistake."""

import pytest
from sqlalchemy import text

from tests.databases import connected
from tests.saving import add, change, editing, remove, restore, row
from tracker.db import reading, transaction
from tracker.records import kind_called
from tracker.search import LONGEST, find, finding, fold, index, read_search
from tracker.writing import Edit


def found(engine, words, order="newest", page=1):
    with reading(engine) as session:
        return [hit.name for hit in find(session, read_search(session, words), order, page).hits]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("openai", "OpenAI"),
        ("오픈AI", "OpenAI"),
        ("카카오", "Kakao"),
        ("서울", "Seoul"),
        ("東京", "Tokyo"),
        ("ソウル", "Seoul"),
        ("lodz", "Lodz"),
        ("Łódź", "Lodz"),
        ("munchen", "Munich"),
        ("MÜNCHEN", "Munich"),
        ("south kor", "South Korea"),
        ("korea south", "South Korea"),
        ("KR", "South Korea"),
        ("sk tele", "SK Telecom"),
        ("weekly active", "weekly_active_users"),
        ("without a headline", "OpenAI announces a Seoul office (report without a headline)"),
    ],
)
def test_names_are_found_in_any_script(seeded_engine, words, name):
    names = found(seeded_engine, words)
    assert name in names or name.casefold() in [fold(one) for one in names]


@pytest.mark.parametrize("words", ["서울 오픈AI", "오픈AI Seoul", "ソウル openai", "오픈AI 대한민국"])
def test_names_in_several_scripts_find_what_is_about_all_of_them(seeded_engine, words):
    with reading(seeded_engine) as session:
        kinds = {hit.kind for hit in find(session, read_search(session, words)).hits}
    assert "offices" in kinds


@pytest.mark.parametrize(
    "words",
    [
        "data-centre", "GPT-4", "C++", "O'Reilly", '"AI', "*", "", "   ", "x" * 10_000, "a b " * 5_000, "AND",
        "OR NOT", "NEAR(", "body:", "^", "a*b", '""', "'", "\\", "%", "_", "{", "(", "-1", "1e5", "3.5", ":*",
        "& |", "<->", "!", "\x00", "\ud800", "🎉", "ﷺ", "a\u202eb", "'; DROP TABLE records --",
    ],
)  # fmt: skip
def test_nothing_typed_is_a_mistake(engine, words):
    add(engine, "companies", name="A data-centre firm: C++, GPT-4, O'Reilly, \"AI")
    assert isinstance(found(engine, words), list)
    assert isinstance(found(engine, f"kind:companies {words}", "best"), list)


@pytest.mark.parametrize("words", ["data-centre", "GPT-4", "O'Reilly", '"AI', "C++", "gpt 4 o reilly"])
def test_hard_words_are_found(engine, words):
    name = "A data-centre firm: C++, GPT-4, O'Reilly, \"AI"
    add(engine, "companies", name=name)
    assert found(engine, words) == [name]


def test_every_word_counts_and_the_last_may_be_cut_short(engine):
    add(engine, "companies", name="Alpha Beta Gamma")
    add(engine, "companies", name="Alpha Delta")
    assert found(engine, "alpha") == ["Alpha Delta", "Alpha Beta Gamma"]
    assert found(engine, "gam al") == []
    assert found(engine, "gamma al") == ["Alpha Beta Gamma"]
    assert found(engine, "alpha epsilon") == []


def test_a_kind_narrows_it(seeded_engine):
    assert "Kakao" in found(seeded_engine, "kind:companies kakao")
    assert found(seeded_engine, "kind:countries kakao") == []


def test_what_is_of_no_first_or_no_last_day_counts_as_of_the_other(seeded_engine):
    with transaction(seeded_engine) as session:
        edit = Edit(session, actor="test", door="cli")
        for city, on in (("Munich", "by May 2025"), ("Madrid", "from June 2026")):
            given = {"company": "OpenAI", "city": city, "country": {"Munich": "DE", "Madrid": "ES"}[city]}
            edit.add(kind_called("offices"), given | {"status": "planned", "status_on": on})
        edit.finish()

    def offices(*days: str) -> set[str]:
        return {name.split(", ")[1] for name in found(seeded_engine, f"kind:offices openai {' '.join(days)}")}

    assert "Munich" in offices("before:2030") & offices("before:2025-05") & offices("after:2025-05")
    assert "Munich" not in offices("before:2025-04") | offices("after:2025-06")
    assert "Madrid" in offices("after:2020") & offices("after:2026-06") & offices("before:2026-06")
    assert "Madrid" not in offices("before:2026-05") | offices("after:2026-07")


def test_days_leave_the_same_whichever_index_is_asked_first(seeded_engine, monkeypatch):
    asked = ("openai after:2025-05", "kind:claims before:2025-05", "before:2025-05", "ai before:1990")
    plainly = {words: found(seeded_engine, words) for words in asked}
    assert [bool(names) for names in plainly.values()] == [True, True, True, False]
    for common, few, one_by_one in ((0, 20_000, 50), (0, 20_000, 0), (0, 0, 0)):
        monkeypatch.setattr(finding, "COMMON", common)
        monkeypatch.setattr(finding, "FEW", few)
        monkeypatch.setattr(finding, "ONE_BY_ONE", one_by_one)
        assert {words: found(seeded_engine, words) for words in asked} == plainly


def test_what_goes_to_the_trash_is_not_found_until_it_is_back(engine):
    one = add(engine, "companies", name="Acme")
    remove(engine, "companies", one)
    assert found(engine, "Acme") == []
    restore(engine, "companies", one)
    assert found(engine, "Acme") == ["Acme"]


def test_changed_words_are_found_and_old_ones_not(engine):
    one = add(engine, "companies", name="Acme", aliases=[{"name": "Zenith"}], description="Makes rockets.")
    assert [found(engine, words) for words in ("zenith", "rockets")] == [["Acme"], ["Acme"]]
    change(engine, "companies", one, name="Apex", description="Makes boats.")
    remove(engine, "aliases", row(engine, "companies", one)["aliases"][0]["id"])
    assert found(engine, "boats apex") == ["Apex"]
    assert [found(engine, words) for words in ("acme", "zenith", "rockets")] == [[], [], []]


def test_the_text_of_an_article_is_found(engine):
    article = add(engine, "articles", title="Untitled")
    with editing(engine) as edit:
        edit.attach(article, "Acme opens in Łódź. 東京にも拠点。", "pasted")
    assert found(engine, "lodz opens") == ["Untitled"]
    assert found(engine, "東京") == ["Untitled"]


@pytest.mark.parametrize(
    "word",
    ["w{:x} ", "ab ", "東京都 "],
    ids=["as many words as there can be", "the same word", "three letters that fold to many"],
)
def test_the_longest_text_can_be_indexed(engine, word):
    """PostgreSQL keeps a megabyte of words for a record, and refuses the rest."""
    article = add(engine, "articles", title="Untitled")
    whole = "".join(map(word.format, range(400_000)))[:1_999_900] + " behind"
    with editing(engine) as edit:
        edit.attach(article, "before " + whole, "pasted")
    assert found(engine, "before untitled") == ["Untitled"]
    with reading(engine) as session:
        length = "SELECT length(body) FROM search_entries WHERE record_id = :article"
        assert session.scalar(text(length), {"article": article}) <= LONGEST


def test_the_index_of_sqlite_stays_whole(sqlite):
    """Only the index's own check sees a word that was forgotten in it (integrity_check does not)."""
    with sqlite.lend("migrated") as url, connected(url) as engine:
        ids = [add(engine, "companies", name=f"Acme {n}") for n in range(20)]
        for one in ids[::2]:
            change(engine, "companies", one, name="Zenith")
        for one in ids[::5]:
            remove(engine, "companies", one)
        with transaction(engine) as session:
            index(session, ids)
            session.execute(
                text("INSERT INTO search_words(search_words, rank) VALUES ('integrity-check', 1)")
            )
