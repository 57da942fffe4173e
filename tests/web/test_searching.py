"""The search page and its JSON: exact names lead home, filters are chips, a vain search says what to drop."""

import pytest

from tests.web.site import made


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request):
    """A client of an application on the seed; these tests only read."""
    with request.getfixturevalue(request.param).lend("seeded") as database, made(database) as app:
        yield app.test_client()



def asked(shared, **arguments):
    return shared.get("/search.json", query_string=arguments).get_json()


def rows(shared, **arguments):
    return asked(shared, **arguments)["rows"]


@pytest.mark.parametrize("typed", ["openai", "OpenAI", " 오픈AI ", "SK텔레콤"])
def test_an_exact_name_leads_to_its_page(shared, typed):
    answer = shared.get("/search", query_string={"q": typed})
    assert answer.status_code == 302
    there = shared.get(answer.location)
    assert there.status_code == 200
    assert "Search for the words instead" in there.text
    assert shared.get("/search", query_string={"q": typed, "stay": "1"}).status_code == 200


def test_a_code_of_two_letters_is_a_word_too(shared):
    page = shared.get("/search", query_string={"q": "AI"})
    assert (page.status_code, "Called exactly so" in page.text) == (200, True)
    assert "Anguilla" in page.text.partition("</section>")[0]
    assert asked(shared, q="AI")["rows"][0]["label"].split()[0] in ("AI", "OpenAI")


def test_filters_narrow_and_can_be_dropped(shared):
    offices = rows(shared, q="kind:offices company:openai")
    assert {row["kind"] for row in offices} == {"offices"}
    assert len(offices) == 7
    korean = rows(shared, q='kind:offices company:openai country:"South Korea"')
    assert [row["label"] for row in korean] == ["OpenAI, Seoul, South Korea"]
    page = shared.get("/search", query_string={"q": "kind:offices company:openai"}).text
    assert "Drop the filter kind: offices" in page
    assert "Drop the filter company: OpenAI" in page


@pytest.mark.parametrize(
    ("typed", "kind", "label"),
    [
        ("openai office seoul", "offices", "OpenAI, Seoul, South Korea"),
        ("offices openai tokyo", "offices", "OpenAI, Tokyo, Japan"),
        ("kakao partnership", "partnerships", "OpenAI – Kakao"),
        ("Partnerships kakao", "partnerships", "OpenAI – Kakao"),
        ("kakao company", "companies", "Kakao"),
        ("jason kwon person", "people", "Jason Kwon"),
        ("seoul city", "cities", "Seoul"),
    ],
)
def test_a_word_that_names_a_kind_finds_its_records(shared, typed, kind, label):
    assert label in [row["label"] for row in rows(shared, q=typed)[:2] if row["kind"] == kind]
    everything = asked(shared, q=typed)
    assert everything["count"] == len(everything["rows"]) == sum(everything["kinds"].values())


def test_such_a_word_is_a_word_of_texts_too_and_no_more_in_quotation_marks(shared):
    assert {"offices", "articles"} <= asked(shared, q="office openai")["kinds"].keys()
    quoted = asked(shared, q='"office" openai')["kinds"]
    assert "articles" in quoted
    assert "offices" not in quoted


def test_filters_of_one_name_leave_what_passes_either(shared):
    kinds = asked(shared, q="kind:offices kind:claims openai")["kinds"]
    alone = [asked(shared, q=f"kind:{kind} openai")["count"] for kind in ("offices", "claims")]
    assert [kinds["offices"], kinds["claims"]] == alone
    page = shared.get("/search", query_string={"q": "kind:offices kind:claims openai"}).text
    assert "q=kind%3Aclaims+openai&amp;stay" in page
    both, *each = (
        asked(shared, q=f"kind:partnerships {companies}")["count"]
        for companies in ("company:kakao company:openai", "company:kakao", "company:openai")
    )
    assert both == max(each)
    assert rows(shared, q="kind:claims after:2099 after:2000") == rows(shared, q="kind:claims after:2000")


def test_a_short_word_is_no_sign_of_a_name_in_another_script(shared):
    for order in ("best", "newest"):
        cities = {row["label"] for row in rows(shared, q="kind:cities AI", order=order)}
        assert "Edmonton" not in cities  # 艾德蒙吞, "ai de meng tun"
        assert "The Hague" in cities  # L'Aia
    assert [row["label"] for row in rows(shared, q="艾德蒙吞")] == ["Edmonton"]


def test_days_narrow_to_what_was_then(shared):
    everything = rows(shared, q="kind:claims openai")
    late = rows(shared, q="kind:claims openai after:2025-05")
    assert 0 < len(late) <= len(everything)
    assert rows(shared, q="kind:claims openai before:1990") == []
    assert rows(shared, q="after:2025-05 kind:articles")


def test_an_article_is_found_by_whom_its_facts_are_about(shared):
    assert [row["kind"] for row in rows(shared, q="kind:articles company:kakao")] == ["articles"]


@pytest.mark.parametrize(
    "typed",
    ["kind:nothing openai", "company:nobody-here openai", "after:whenever openai", "kind: openai", "a:b ai"],
)
def test_a_filter_that_is_none_is_words(shared, typed):
    answer = shared.get("/search", query_string={"q": typed})
    assert answer.status_code == 200
    assert asked(shared, q=typed)["ok"] is True


def test_what_is_typed_like_a_filter_and_is_none_is_named(shared):
    (note,) = asked(shared, q="status:open kind:offices")["notes"]
    assert note.startswith("“status:” is no filter of the search, so it was looked for as words.")
    assert "Filters are kind:, company:, country:, after:, before:;" in note
    for plain in ('"status: open"', "https://example.org/seoul", "10:30", "openai:"):
        assert asked(shared, q=plain)["notes"] == []


def test_in_vain_it_says_what_to_drop(shared):
    page = shared.get("/search", query_string={"q": "openai zzzzzz kind:claims"}).text
    assert "Without “zzzzzz”" in page
    assert "Without “kind:claims”" not in page
    assert "Add an organisation called so" not in page  # a filter is no name
    assert "Add an organisation called so" in shared.get("/search?q=zzzzzz").text
    assert "Did you mean" in shared.get("/search", query_string={"q": "Openia"}).text


def test_the_best_come_first_and_the_newest_when_asked(shared):
    best = rows(shared, q="openai")
    assert best[0]["label"] == "OpenAI"
    newest = rows(shared, q="openai", order="newest")
    assert [row["id"] for row in newest] == sorted((row["id"] for row in newest), reverse=True)
    assert {row["id"] for row in best} == {row["id"] for row in newest}


def test_kinds_are_counted_as_they_are_found(shared):
    found = asked(shared, q="korea")
    for kind, count in found["kinds"].items():
        narrowed = asked(shared, q=f"kind:{kind} korea")
        assert narrowed["count"] == count, kind
    assert sum(found["kinds"].values()) == found["count"]


def test_pages_follow_each_other(shared):
    first = asked(shared, q="kind:cities country:US")
    second = asked(shared, q="kind:cities country:US", page=first["next"])
    assert len(first["rows"]) == len(second["rows"]) == 50
    assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}


@pytest.mark.parametrize(
    ("name", "value"), [("order", "sideways"), ("page", "0"), ("page", "x"), ("page", "9999")]
)
def test_what_cannot_be_is_refused(shared, name, value):
    assert shared.get("/search", query_string={"q": "openai", name: value}).status_code == 400
    assert shared.get("/search.json", query_string={"q": "openai", name: value}).status_code == 400


def test_words_around_a_hit_are_shown(shared):
    found = rows(shared, q="kind:claims worldwide")
    assert any("worldwide" in (row["snippet"] or "").lower() for row in found)
