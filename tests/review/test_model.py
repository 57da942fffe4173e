"""A model as a second reader: what it may draft, and that its faults leave the drafts of the rules alone."""

import json
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from tests.review.articles import LISBON
from tracker.app import create_app
from tracker.config import Settings, read_settings
from tracker.db import reading
from tracker.drafts import Draft
from tracker.errors import Refused
from tracker.ingest.model import Model, ModelFailed, checked

OURS = {"Sec-Fetch-Site": "same-origin"}
SENTENCE = "Nimbus Labs also plans to open an office in Madrid."
FOUND: dict[str, list[Any]] = {
    "people": [{"name": "Vasco da Gama", "role": "chair", "evidence": "He said nothing of it."}],
    "offices": [
        {"company": "Nimbus Labs", "city": "Barcelona", "country": "ES", "status": "planned"},
        {"company": "Nimbus Labs", "city": "Porto", "country": "PT", "evidence": "Not in the text."},
    ],
    "partnerships": [{"parties": "everybody", "evidence": SENTENCE}],
    "claims": ["nonsense"],
    "projects": [{"operators": ["Nimbus Labs"], "city": 7, "capacity": "2 MW", "evidence": SENTENCE}],
}
FOUND["offices"][0]["evidence"] = SENTENCE


def said(content, **message):
    return json.dumps({"choices": [{"message": {"content": content, **message}}]}).encode()


@contextmanager
def endpoint(body, status=200):
    """A server on loopback that speaks the protocol; yields its address and what it was asked."""
    asked = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            asked.append((self.path, self.headers, json.loads(self.rfile.read(length))))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1", asked
        finally:
            server.shutdown()
            thread.join()


def test_it_is_asked_by_the_protocol_with_a_schema():
    with endpoint(said(json.dumps(FOUND))) as (url, asked):
        found = Model(url, "reader-1", "secret").read(LISBON, None)
    path, headers, order = asked[0]
    assert (path, headers["Authorization"]) == ("/v1/chat/completions", "Bearer secret")
    assert order["model"] == "reader-1"
    assert order["response_format"]["json_schema"]["schema"]["required"] == list(FOUND)
    assert LISBON in order["messages"][1]["content"]
    assert [office["city"] for office in found["offices"]] == ["Barcelona"]


def test_what_it_cannot_quote_is_dropped():
    found = checked(FOUND, LISBON)
    assert found["people"] == []
    assert found["claims"] == []
    assert [office["evidence"] for office in found["offices"]] == [SENTENCE]
    assert found["partnerships"] == [{"evidence": SENTENCE, "passages": {}}]
    assert found["projects"] == [
        {"operators": ["Nimbus Labs"], "capacity": "2 MW", "evidence": SENTENCE, "passages": {}}
    ]


@pytest.mark.parametrize(("body", "status", "says"), [
    (b"busy", 503, "refused (503)"),
    (b"not json", 200, "nonsense"),
    (b"{}", 200, "nonsense"),
    (said("I had rather not.", refusal="No."), 200, "refused to read"),
    (said(None), 200, "refused to read"),
    (said("Here are the facts!"), 200, "nonsense"),
    (said("[1, 2]"), 200, "another shape"),
    (said('{"facts": 1}'), 200, "another shape"),
    (said("[" * 100_000), 200, "nonsense"),
])  # fmt: skip
def test_its_faults_are_said(body, status, says):
    with endpoint(body, status) as (url, _), pytest.raises(ModelFailed) as failed:
        Model(url, "reader-1").read(LISBON, None)
    assert says in failed.value.message
    assert "The drafts of the rules stand." in failed.value.message


def test_silence_ends_at_its_deadline():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ModelFailed) as failed:
            Model(url, "reader-1", seconds=0.2).read(LISBON, None)
    assert "did not answer" in failed.value.message


def test_settings_name_both_or_neither():
    with pytest.raises(Refused):
        read_settings({"TRACKER_MODEL_URL": "http://127.0.0.1/v1"})
    with pytest.raises(Refused):
        read_settings({"TRACKER_MODEL_URL": "ftp://x", "TRACKER_MODEL_NAME": "m"})
    assert read_settings({}).model_url == ""


@contextmanager
def reviewing(database, url):
    settings = Settings(database_url=database, secret_key="k" * 32, model_url=url, model_name="reader-1")
    app = create_app(settings)
    try:
        client = app.test_client()
        place = client.post("/add", data={"text": LISBON, "_once": "a"}, headers=OURS).headers["Location"]
        yield app, client, place
    finally:
        app.extensions["tracker"].engine.dispose()


def drafts(app):
    with reading(app.extensions["tracker"].engine) as session:
        return [(one.reader, one.kind, one.confidence) for one in session.scalars(select(Draft))]


def test_its_drafts_are_marked_and_never_clear(seeded):
    with endpoint(said(json.dumps(FOUND))) as (url, _), reviewing(seeded, url) as (app, client, place):
        assert "Let reader-1 read it too" in client.get(place).text
        rules = drafts(app)
        client.post(f"{place}/model", headers=OURS)
        assert drafts(app) == [*rules, ("reader-1", "offices", "check"), ("reader-1", "projects", "check")]
        assert "drafted by reader-1" in client.get(place).text


def test_when_it_fails_the_page_says_so_and_the_rules_stand(seeded):
    with endpoint(b"busy", 503) as (url, _), reviewing(seeded, url) as (app, client, place):
        rules = drafts(app)
        client.post(f"{place}/model", headers=OURS)
        assert "The model refused (503)" in client.get(place).text
        assert drafts(app) == rules


def test_without_one_nothing_is_offered_or_asked(seeded):
    app = create_app(Settings(database_url=seeded, secret_key="k" * 32))
    client = app.test_client()
    place = client.post("/add", data={"text": LISBON, "_once": "a"}, headers=OURS).headers["Location"]
    assert "read it too" not in client.get(place).text
    assert client.post(f"{place}/model", headers=OURS).status_code == 404
    app.extensions["tracker"].engine.dispose()
