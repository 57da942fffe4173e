"""Adding through the web: one box, the same screen when it fails, twins told, programs too."""

import html
import io
import re

import pytest
from sqlalchemy import func, select

from tests.ingest.internet import an_internet, page
from tests.review.articles import LISBON, LISBON_COPY
from tracker.db import reading
from tracker.drafts import Draft, FeedItem
from tracker.records.source import Article, Publisher

OURS = {"Sec-Fetch-Site": "same-origin"}
LINK = "http://news.example/lisbon"
HTML = "<!doctype html><html><head><title>Nimbus in Lisbon</title></head><body><article><h1>Nimbus in Lisbon</h1>{}</article></body></html>"  # noqa: E501
STORY = HTML.format("".join(f"<p>{line}</p>" for line in LISBON.splitlines() if line))


@pytest.fixture
def internet(app):
    """A few sites that the application's door leads to, and no others."""
    with an_internet() as made:
        app.extensions["tracker.door"] = made.door()
        yield made


def send(client, /, **form):
    return client.post("/add", data={"_once": "a", **form}, headers=OURS)


def count(app, of):
    with reading(app.extensions["tracker"].engine) as session:
        return session.scalar(select(func.count()).select_from(of))


def test_a_text_leads_to_its_review(app, client):
    answer = send(client, text=LISBON, published="2026-03-12")
    assert answer.status_code == 303
    shown = client.get(answer.headers["Location"])
    assert shown.status_code == 200
    assert "Nimbus Labs in Lisbon, open" in shown.text
    assert count(app, Draft) >= 7


def test_what_was_typed_stays_while_it_is_looked_at_once_more(app, client):
    address = send(client, text=LISBON, published="2026-03-12").headers["Location"].partition("?")[0]
    with reading(app.extensions["tracker"].engine) as session:
        query = select(Draft.id).where(Draft.kind == "offices").order_by(Draft.id.desc()).limit(2)
        madrid, lisbon = session.scalars(query)
    accept = {"_version": "1", "do": "accept"}
    new = accept | {f"d{lisbon}.company.pick": "new:companies"}
    assert client.post(f"{address}/{lisbon}", data=new, headers=OURS).status_code == 303
    typed = accept | {f"d{madrid}.city": "Lisbon", f"d{madrid}.country": "Portugal", "seen": "0"}
    shown = client.post(f"{address}/{madrid}", data=typed, headers=OURS)
    assert shown.status_code == 409
    assert re.search(rf'name="d{madrid}\.city" value="Lisbon"', shown.text)
    seen = re.search(rf'id="d{madrid}".*?name="seen" value="(\d+)"', shown.text, re.DOTALL)
    assert seen
    typed["seen"] = seen[1]
    assert client.post(f"{address}/{madrid}", data=typed, headers=OURS).status_code == 303


def test_a_status_of_a_day_to_come_is_said_to_be_a_promise(client):
    def reads(field, words):
        asked = {"kind": "offices", "field": field, "words": words}
        return client.get("/understand", query_string=asked).get_json()["reads"]

    assert reads("status_on", "2090").endswith("still ahead: a step to come is a promise, not the status")
    assert "ahead" not in reads("status_on", "2020") + reads("opened", "2090")


def test_sent_twice_it_is_saved_once(app, client):
    before = count(app, Article)
    first = send(client, text=LISBON)
    assert send(client, text=LISBON).headers["Location"] == first.headers["Location"]
    assert count(app, Article) == before + 1


def test_a_publisher_that_is_typed_is_the_articles_and_one_a_page_names_waits(app, client, internet):
    before = count(app, Publisher)
    send(client, text=LISBON, publisher="The Example Post")
    assert count(app, Publisher) == before + 1
    assert client.get("/articles.json?publisher=The Example Post").get_json()["count"] == 1
    named = STORY.replace("<head>", "<head><meta property='og:site_name' content='Example News'>")
    internet.site("news.example", {"/lisbon": page(named)})
    alike = send(client, _once="b", text=LINK)
    brought = dict(re.findall(r'name="(found\.\w+|publisher)" (?:type="text" )?value="([^"]*)"', alike.text))
    assert brought["publisher"] == brought["found.publisher"] == "Example News"
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", alike.text, re.DOTALL)
    assert text
    sent = send(client, _once="c", text=html.unescape(text[1]), choice="own", **brought)
    assert sent.status_code == 303
    assert count(app, Publisher) == before + 1


def test_a_link_is_fetched_and_read(client, internet):
    internet.site("news.example", {"/lisbon": page(STORY)})
    answer = send(client, text=f"  {LINK}\n")
    assert answer.status_code == 303
    assert "Nimbus Labs in Lisbon, open" in client.get(answer.headers["Location"]).text


def test_a_link_that_does_not_answer_is_kept_and_its_text_asked_for(app, client, internet):
    internet.site("news.example", {})
    answer = send(client, text=LINK)
    assert answer.status_code == 422
    assert "The site has no page at this address" in answer.text
    assert f'value="{LINK}"' in answer.text
    with reading(app.extensions["tracker"].engine) as session:
        assert session.scalars(select(FeedItem.address)).all() == [LINK]
    assert LINK in client.get("/review").text
    done = send(client, text=LISBON, address=LINK)
    assert done.status_code == 303
    assert LINK not in client.get("/review").text


def test_a_page_read_by_half_says_so_before_anything_is_stored(app, client, internet):
    before = count(app, Article)
    wall = HTML.format(
        "<p>Nimbus Labs has opened an office in Lisbon.</p><p>Subscribe to continue reading.</p>"
    )
    internet.site("news.example", {"/lisbon": page(wall)})
    answer = send(client, text=LINK)
    assert answer.status_code == 422
    assert "Nimbus Labs has opened an office in Lisbon." in answer.text
    assert count(app, Article) == before


def test_no_address_of_ours_is_ever_asked(client):
    answer = send(client, text="http://127.0.0.1:80/admin")
    assert answer.status_code == 400
    assert "no public web site" in answer.text


def test_what_is_saved_already_is_said_before_it_is_fetched(client, internet):
    send(client, text=LISBON, address=LINK)
    answer = client.post("/add", data={"_once": "b", "text": f"{LINK}?utm_source=x"}, headers=OURS)
    assert answer.status_code == 200
    assert re.search("Already saved on .*, from the same address", answer.text)


def test_a_copy_becomes_another_source_when_the_reviewer_says_so(client):
    first = send(client, text=LISBON).headers["Location"].rpartition("/")[2]
    asked = client.post("/add", data={"_once": "b", "text": LISBON_COPY}, headers=OURS)
    assert f'value="copy:{first}"' in asked.text
    form = {"_once": "b", "text": LISBON_COPY, "choice": f"copy:{first}"}
    second = client.post("/add", data=form, headers=OURS).headers["Location"].rpartition("/")[2]
    assert client.get(f"/articles/{second}.json").json["row"]["copy_of_id"] == int(first)


def test_a_file_is_read(client):
    file = (io.BytesIO(STORY.encode()), "lisbon.html")
    assert send(client, text="", file=file).status_code == 303
    for body, words in ((b"\x00\x01" * 500, "not a text"), (b"PK\x03\x04" * 9, "This is a Word")):
        bad = client.post("/add", data={"_once": "c", "file": (io.BytesIO(body), "x.bin")}, headers=OURS)
        assert bad.status_code == 400
        assert words in bad.text


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b"])
def test_nothing_is_asked_for_again(client, text):
    answer = send(client, text=text)
    assert answer.status_code == 400
    assert "Nothing was saved yet" in answer.text


def test_another_site_cannot_add_for_the_user(app, client):
    before = count(app, Article)
    answer = client.post("/add", data={"text": LISBON}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert count(app, Article) == before


def test_text_from_outside_is_only_ever_text(client):
    evil = LISBON.replace("Nimbus Labs opens", "<script>alert(1)</script> opens")
    shown = client.get(send(client, text=evil).headers["Location"]).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_programs_add_articles_with_their_text(client):
    sent = {"text": LISBON, "address": LINK, "title": "Nimbus in Lisbon", "published": "2026-03-12"}
    answer = client.post("/api/v1/articles/", json=sent, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 201
    number = answer.json["row"]["id"]
    assert answer.headers["Link"] == f'</review/{number}>; rel="review"'
    assert answer.json["row"]["captures"][0]["how"] == "api"
    again = client.post("/api/v1/articles/", json=sent, headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.json["row"]["id"]) == (201, number)
    twin = client.post("/api/v1/articles/", json=sent)
    assert twin.status_code == 400
    assert f"as article {number}" in twin.json["fields"]["address"]
    wrong = client.post("/api/v1/articles/", json={"text": 5, "colour": "red"})
    assert set(wrong.json["fields"]) == {"text", "colour"}


def test_reviews_of_nothing_are_not_found(client):
    for path in ("/review/999999", "/review/999999999999999999", "/review/items/7/take"):
        answer = client.get(path) if path.count("/") == 2 else client.post(path, headers=OURS)
        assert answer.status_code == 404, path
    assert client.post("/review/1/1", data={"do": "explode"}, headers=OURS).status_code in (400, 404)


def hidden(answer):
    """What a form brings along, unseen."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    return {name: html.unescape(value) for name, value in found}


@pytest.mark.parametrize(("changed", "basis"), [("", "page_metadata"), ("2026-03-13", "reviewer")])
def test_what_was_read_outlives_the_question_for_twins(app, client, internet, changed, basis):
    send(client, text=LISBON)
    head = (
        "<meta property='article:published_time' content='2026-03-12T09:00:00Z'>"
        "<link rel='canonical' href='/story'>"
    )
    read = STORY.replace("</head>", f"{head}</head>").replace("</body>", "<p hidden>On the moon.</p></body>")
    internet.site("news.example", {"/lisbon": page(read)})
    asked = client.post("/add", data={"_once": "b", "text": LINK}, headers=OURS)
    assert "Is it one of these?" in asked.text
    text = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", asked.text, re.DOTALL)[0]
    typed = {
        "text": html.unescape(text),
        "address": LINK, "title": "Nimbus in Lisbon", "published": changed or "2026-03-12", "choice": "own",
    }  # fmt: skip
    answer = client.post("/add", data=hidden(asked) | typed, headers=OURS)
    assert answer.status_code == 303
    number = answer.headers["Location"].rpartition("/")[2]
    row = client.get(f"/articles/{number}.json").json["row"]
    assert (row["published_basis"], row["canonical_address"]) == (basis, "https://news.example/story")
    assert "readers cannot see were left out" in client.get(f"/review/{number}").text


def test_a_card_says_how_a_value_was_understood_where_its_words_do_not(client):
    text = "OpenAI employs about 900 people in Oslo. OpenAI will invest $2bn in Norway."
    card = client.get(send(client, text=text, published="2026-03-12").location).text
    assert "US$2 bn (= 2,000,000,000 USD)" in card
    assert "about 900 people" in card
    assert "about 900 people (" not in card
