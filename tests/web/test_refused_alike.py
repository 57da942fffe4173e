"""What no door takes for an article: links of other sorts, and text that holds control characters."""

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from tracker.cli import main
from tracker.db import reading
from tracker.records.source import Article, Capture

OURS = {"Sec-Fetch-Site": "same-origin"}
LINKS = (
    "file:///etc/passwd",
    "gopher://news.example/1",
    "javascript:alert(1) // text",
    "data:text/html,<p>Acme",
    "FTP://news.example/a",
)
READ = "Only links that start with http:// or https:// are read."
SEEN = "Contains control characters that cannot be seen, after “Acme opened an office”. Take them out."
CONTROLLED = "Acme opened an office\x07 in Seoul. It has 40 people there, and wants to hire more soon."


@pytest.fixture
def run(app, monkeypatch):
    site = app.extensions["tracker"]
    monkeypatch.setenv("TRACKER_DATABASE_URL", site.settings.database_url)
    return lambda *arguments, given=None: CliRunner().invoke(main, list(arguments), input=given)


@pytest.fixture
def untouched(app):
    """Nothing was stored by the end of the test."""

    def stored():
        with reading(app.extensions["tracker"].engine) as session:
            return [session.scalar(select(func.count()).select_from(of)) for of in (Article, Capture)]

    before = stored()
    yield
    assert stored() == before


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("link", LINKS)
def test_links_of_other_sorts_are_no_articles(client, run, link):
    page = client.post("/add", data={"_once": "a", "text": link}, headers=OURS)
    assert page.status_code == 400
    assert READ in page.text
    for sent in ({"text": link}, {"text": "A story.", "address": link}, {"title": "A", "address": link}):
        answer = client.post("/api/v1/articles/", json=sent, headers=OURS)
        assert answer.status_code == 400, sent
        assert "http://" in str(answer.json["fields"])
    done = run("add", link)
    assert done.exit_code == 1
    assert READ in done.stderr


@pytest.mark.usefixtures("untouched")
def test_a_link_sent_as_a_text_is_no_text(client):
    answer = client.post("/api/v1/articles/", json={"text": "https://news.example/1"}, headers=OURS)
    assert answer.status_code == 400
    assert "Send it as the address" in answer.json["fields"]["text"]


@pytest.mark.usefixtures("untouched")
def test_control_characters_are_refused_in_the_same_words_at_every_door(client, run, tmp_path):
    article = client.get("/articles.json?_size=1").json["rows"][0]["id"]
    page = client.post("/add", data={"_once": "a", "text": CONTROLLED}, headers=OURS)
    assert page.status_code == 400
    assert SEEN in page.text
    for path in ("articles/", f"articles/{article}/text"):
        answer = client.post(f"/api/v1/{path}", json={"text": CONTROLLED}, headers=OURS)
        assert (answer.status_code, answer.json["fields"]) == (400, {"text": SEEN})
    attached = client.post(f"/articles/{article}/text", data={"text": CONTROLLED}, headers=OURS)
    assert (attached.status_code, SEEN in attached.text) == (400, True)
    (tmp_path / "story.txt").write_text(CONTROLLED)
    for command in (("add",), ("attach", str(article))):
        done = run(*command, str(tmp_path / "story.txt"))
        assert (done.exit_code, SEEN in done.stderr) == (1, True)


@pytest.mark.parametrize("words", ["Seoul: two offices.", "Data: 3 of 4 offices are open.", "urn"])
def test_words_before_a_colon_are_no_link(client, words):
    assert client.post("/add", data={"_once": words, "text": words}, headers=OURS).status_code == 303
