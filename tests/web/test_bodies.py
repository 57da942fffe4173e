"""Bodies that cannot be read or stored, and bodies that are bombs: refused in words, at once, memory flat."""

import io
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.web.site import ROOT, newest
from tracker.web import slow

MEGABYTE = 1_000_000
JSON = {"content_type": "application/json"}
PLAIN = {"content_type": "application/x-www-form-urlencoded"}
BODIES: dict[str, tuple[bytes, dict[str, str], set[int]]] = {
    "more than is read": (b"x" * 17 * MEGABYTE, JSON, {413}),
    "nested lists": (b"[" * 15 * MEGABYTE, JSON, {400}),
    "nested objects": (b'{"a":' * 3 * MEGABYTE, JSON, {400}),
    "a little nested": (b'{"name":' + b"[" * 900 + b"]" * 900 + b"}", JSON, {400}),
    "empty lists": (b'{"name":[' + b"[]," * 5 * MEGABYTE + b"[]]}", JSON, {400}),
    "empty texts": (b'{"name":[' + b'"",' * 5 * MEGABYTE + b'""]}', JSON, {400}),
    "many parts": (b'{"name":"A","aliases":[' + b"{}," * 50_000 + b"{}]}", JSON, {400}),
    "many fields": (b'{"name":"A"' + b"".join(b',"f%d":1' % n for n in range(15_000)) + b"}", JSON, {400}),
    "a long number": (b'{"name":' + b"9" * 15 * MEGABYTE + b"}", JSON, {400}),
    "an unfinished text": (b'{"name":"' + b'\\"' * 7 * MEGABYTE, JSON, {400}),
    "a long text": (b'{"name":"' + b"a" * 15 * MEGABYTE + b'"}', JSON, {400}),
    "a long link": (b'{"name":"A","parent":"' + b"a" * 15 * MEGABYTE + b'"}', JSON, {400}),
    "a long number in a text": (b'{"name":"A","parent":"' + b"9" * 100_000 + b'"}', JSON, {400}),
    "compressed": (b"\x1f\x8b" + b"\0" * MEGABYTE, JSON, {400}),
    "form: many inputs": (b"a&" * 7 * MEGABYTE, PLAIN, {413}),
    "form: a long input": (b"name=" + b"a" * 15 * MEGABYTE, PLAIN, {400}),
    "form: many parts": (b"&".join(b"aliases.%d.name=x" % n for n in range(1999)), PLAIN, {400}),
}


@pytest.mark.parametrize("bomb", BODIES)
def test_a_body_that_is_a_bomb_is_refused_at_once(shared, bomb):
    body, sent, wanted = BODIES[bomb]
    path = "/companies/new" if bomb.startswith("form") else f"{ROOT}/companies/"
    peak, seconds, answer = measured(lambda: shared.post(path, data=body, **sent))
    assert answer.status_code in wanted
    assert len(answer.data) < 200_000 + 2 * LARGEST_ECHO
    assert seconds < 5  # under tracemalloc, which makes it some four times as slow
    assert peak < 12 * len(body) + 30 * MEGABYTE


# A form gives back what was typed.
LARGEST_ECHO = 16 * MEGABYTE


def measured(ask: Any) -> tuple[int, float, Any]:
    """(bytes at the highest, seconds, what it gave)."""
    tracemalloc.start()
    begun = time.perf_counter()
    try:
        given = ask()
        return tracemalloc.get_traced_memory()[1], time.perf_counter() - begun, given
    finally:
        tracemalloc.stop()


def test_a_form_of_many_parts_is_refused(shared):
    fields = {f"f{number}": "x" for number in range(2_100)}
    answer = shared.post("/companies/new", data={**fields, "file": (io.BytesIO(b"x"), "x.txt")})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"a"',
        b"5",
        b"{",
        b"{'name': 1}",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b'{"name": 1e999}',
        b'{"parent_id": 1e5}',
        b'{"parent_id": 9223372036854775808}',
        b'{"parent_id": -9223372036854775809}',
        b'{"parent_id": -1}',
        b'{"name": "\xff"}',
        b'{"name": "\xed\xa0\x80"}',
        b'{"name": "a\\u0000"}',
        b'{"name": "\\ud800"}',
        b'{"\\u0000": "a"}',
        b'{"\\udfff": 1}',
        b'{"name": "a\x00"}',
        b'{"name": "A", "parent": "a\\u0000b"}',
        b'{"name": "A", "description": "\\ud83d"}',
        b'{"name": "A", "_reason": "\\u0000"}',
        b'{"name": "A", "aliases": [{"name": "\\u0000"}]}',
        b'{"name": "A", "name": "B"}',
        b'{"name": "A", "aliases": [{"name": "B", "name": "C"}]}',
        b'{"name": "A", "aliases": {"name": "B"}}',
        b'{"name": "A", "aliases": ["B"]}',
        b'{"name": "A", "aliases": 5}',
        '{"name": "A\u202eB"}'.encode(),
        b"\xfe\xff\x00{\x00}",
    ],
    ids=lambda body: ascii(body)[2:30],
)
def test_a_body_that_cannot_be_stored_is_refused(shared, body):
    saved = newest(shared)
    for method, path in (("POST", "companies/"), ("PATCH", "companies/acme"), ("POST", "articles/9/text")):
        answer = shared.open(f"{ROOT}/{path}", method=method, data=body, **JSON)
        assert answer.status_code == 400 or path.startswith("articles/9/"), path
        assert (answer.json["status"], answer.json["ok"]) == (answer.status_code, False)
        assert answer.json["error"]
    assert newest(shared) == saved


def test_a_body_of_another_type_is_refused(shared):
    for sent in ({"content_type": "text/plain"}, PLAIN, {"content_type": "application/xml"}, {}):
        answer = shared.post(f"{ROOT}/companies/", data=b'{"name": "Gamma"}', **sent)
        assert answer.status_code == 400
        assert "Content-Type: application/json" in answer.json["error"]


def test_a_form_with_a_null_character_is_refused(shared):
    for sent in ({"name": "a\0"}, {"name": "a", "_once": "\0"}, {"name": "a", "parent": "\0"}, {"\0": "a"}):
        assert shared.post("/companies/new", data=sent).status_code == 400
    upload = {"file": (io.BytesIO(b"Some\0text."), "text.txt")}
    [article] = shared.get("/articles.json").json["rows"]
    assert shared.post(f"/articles/{article['id']}/text", data=upload).status_code == 400


NAME = b"name=Ada"


class Slow(io.BytesIO):
    """A body that does not come before it is let go."""

    def __init__(self, words: bytes) -> None:
        super().__init__(words)
        self.begun, self.free = threading.Event(), threading.Event()

    def readinto(self, buffer: Any) -> int:
        self.begun.set()
        self.free.wait(20)
        return super().readinto(buffer)


def test_bodies_that_come_slowly_leave_a_thread_to_others(shared, monkeypatch):
    monkeypatch.setattr(slow, "QUICK", 0.05)
    app, bodies = shared.application, [Slow(NAME) for _ in range(slow.MOST_AT_ONCE)]

    def send(body: Any) -> int:
        return int(app.test_client().post("/login", input_stream=body, **PLAIN).status_code)

    with ThreadPoolExecutor() as threads:
        sent = [threads.submit(send, body) for body in bodies]
        try:
            assert all(body.begun.wait(20) for body in bodies)
            assert send(io.BytesIO(NAME)) == 503
            assert app.test_client().get("/healthz").status_code == 200
        finally:
            for body in bodies:
                body.free.set()
        assert 503 not in [one.result() for one in sent]
    assert send(io.BytesIO(NAME)) == 303


def test_a_form_saves_all_its_parts_or_nothing(shared):
    """It took the first fifty and said nothing of the others."""

    def form(count):
        parts = {f"aliases.{n}.name": f"Name {count}.{n}" for n in range(1, count + 1)}
        return parts | {"name": f"Of {count}"}

    made = shared.post("/companies/new", data=form(120) | {"_once": "a"})
    assert made.status_code == 303
    row = shared.get(f"{made.location.partition('?')[0]}.json").json["row"]
    assert len(row["aliases"]) == 120
    saved = newest(shared)
    refused = shared.post("/companies/new", data=form(1_001) | {"_once": "b"})
    assert refused.status_code == 400
    assert "At most 1,000 at a time." in refused.text
    assert newest(shared) == saved
