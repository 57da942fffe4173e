"""Requests that mean harm, and requests that went wrong: refused in words, at once, with nothing changed."""

import re
import sys
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.site import ROOT, newest

FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "nonsense"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://localhost.elsewhere.example"},
    {"Origin": "http://localhost:9999"},
    {"Origin": "http://["},
    {"Origin": "null"},
    {"Origin": ""},
]
READING = {"GET", "HEAD", "OPTIONS"}
OWN = [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}, {}]


@pytest.fixture
def web(small: Flask) -> FlaskClient:
    return small.test_client()


# -- who may ask ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example",
        "127.0.0.1.elsewhere.example",
        "localhost@elsewhere.example",
        "169.254.169.254",
        "[::2]",
        "[::1",
        "localhost.elsewhere.example:8000",
        "",
        " ",
        "::1",
        "0.0.0.0",
        "[::1]x",
        "1" * 3000,
    ],
)
def test_a_foreign_host_is_refused(shared, host):
    for path in ("/", "/companies.json", f"{ROOT}/companies/", "/static/tokens.css", "/nothing", "/healthz"):
        with shared.get(path, headers={"Host": host}) as answer:
            assert answer.status_code == 400, path


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"])
def test_this_machine_may_ask(shared, host):
    assert shared.get("/companies.json", headers={"Host": host}).status_code == 200


def unsafe(app: Flask) -> list[tuple[str, str]]:
    """Every method and address that changes something."""
    values = {"kind": "companies", "key": "acme", "number": "1"}
    found = []
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values.get(match[1], "x"), rule.rule)
        found += [(method, path) for method in sorted((rule.methods or set()) - READING)]
    return found


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_another_site_changes_nothing(shared, headers):
    saved = newest(shared)
    routes = unsafe(shared.application)
    assert {method for method, _ in routes} == {"POST", "PATCH", "DELETE"}
    assert len(routes) > 10
    for method, path in routes:
        answer = shared.open(path, method=method, headers=headers, json={"name": "Evil", "version": 1})
        assert answer.status_code == 403, (method, path)
    assert newest(shared) == saved


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_our_own_pages_and_programs_may_change(web, headers):
    assert web.post(f"{ROOT}/companies/", json={"name": "Gamma"}, headers=headers).status_code == 201


def test_reading_changes_nothing(shared):
    saved = newest(shared)
    for method, path in unsafe(shared.application):
        with shared.get(path) as answer:
            # What takes an admin is refused to whoever sits at this machine.
            assert answer.status_code in (200, 302, 403, 404, 405), (method, path)
    assert newest(shared) == saved


def test_every_answer_carries_the_headers(shared):
    answers = [
        shared.get("/"),
        shared.get("/companies/"),
        shared.get("/nothing/"),
        shared.get("/companies/?nothing=1"),
        shared.get("/companies.csv"),
        shared.get("/companies.xlsx"),
        shared.get("/companies.json"),
        shared.get("/companies"),
        shared.post(f"{ROOT}/companies/", json={}),
        shared.put("/companies/"),
        shared.get("/static/tokens.css"),
        shared.get("/", headers={"Host": "elsewhere.example"}),
        shared.post("/companies/new", headers=FOREIGN[0]),
    ]
    assert {answer.status_code for answer in answers} == {200, 308, 400, 403, 404, 405}
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert not {"Access-Control-Allow-Origin", "X-Powered-By"} & set(answer.headers.keys())
        answer.close()


def test_cookies_are_out_of_reach_of_scripts(web):
    answer = web.post("/companies/new", data={"name": "Gamma", "_once": "a"})
    assert answer.status_code == 303
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


def test_a_fault_of_ours_has_a_number_and_no_inside(small, monkeypatch):
    monkeypatch.setattr(sys.modules["tracker.web.api"], "listing", lambda *_: 1 / 0)
    answer = small.test_client().get(f"{ROOT}/companies/")
    assert answer.status_code == 500
    assert re.search(r"Quote fault [0-9a-f]{8}", answer.json["error"])
    assert "ZeroDivision" not in answer.text
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/companies/?name=" + "x" * 20_000,
        "/companies/?" + "&".join("company=a" for _ in range(1_000)),
        "/offices/?" + "&".join(f"company=a{number}" for number in range(101)),
        "/companies/?name=a%00b",
        "/companies/?n%00=a",
        "/companies/?name=a&name=%00",
        "/search?q=%00",
        "/companies/a%00b",
        "/companies/a%00b.json",
        f"{ROOT}/companies/%00",
    ],
    ids=lambda path: path[:30],
)
def test_an_address_that_cannot_be_read_is_refused(shared, path):
    begun = time.perf_counter()
    assert shared.get(path).status_code == 400
    assert time.perf_counter() - begun < 2


def test_a_hundred_names_are_looked_up_within_a_second(client):
    path = "/offices/?" + "&".join(f"company=Unknown+Company+{number}" for number in range(100))
    begun = time.perf_counter()
    assert client.get(path).status_code == 400
    assert time.perf_counter() - begun < 3


@pytest.mark.parametrize(
    "key", ["9" * 5_000, "9" * 18, "9" * 19, "-1", "0", "1e3", "٣", "１", "a" * 1_900, "%ff", "é"]
)
def test_an_id_that_is_none_is_not_found(shared, key):
    paths = (
        f"/companies/{key}",
        f"/records/{key}",
        f"{ROOT}/companies/{key}",
        f"/companies/{key}/history",
        f"/companies/{key}.json",
        f"/articles/{key}/text",
    )
    for path in paths:
        assert shared.get(path).status_code in (400, 404), path
    for path in (f"/revisions/{key}/undo", f"{ROOT}/revisions/{key}/undo", f"/citations/{key}/confirm"):
        assert shared.post(path).status_code in (400, 404), path


@pytest.mark.parametrize(
    "path",
    [
        "/companies/..%2f",
        "/companies/../etc/passwd",
        "/companies/%2e%2e/%2e%2e/",
        "/static/../tracker.db",
        "/static/..%2f..%2fpyproject.toml",
        "/static/%2e%2e/app.py",
        "//companies//",
        "/companies/..%5c..%5c",
        "/./",
    ],
)
def test_a_path_leads_nowhere_else(shared, path):
    with shared.get(path) as answer:
        assert answer.status_code in (308, 400, 404), path
        assert answer.headers.get("Location", "http://localhost/").startswith("http://localhost/")


@pytest.mark.parametrize(
    "argument",
    [
        "_sort=name;DROP+TABLE+companies",
        "_sort=(SELECT+1)",
        "_sort=name+desc",
        "_sort=__class__",
        "_sort=metadata",
        "_sort=trashed_at",
        "_size=1;--",
        "_size=1e9",
        "_size=-1",
        "_size=٣",
        "_next=" + "A" * 9_000,
        "_next=W10",
        "_next=eyJhIjoxfQ",
        "_facet__x=1",
        "__class__=1",
        "name%27--=1",
        "trashed_at__isnull=no",
        "name__regex=.*",
    ],
)
def test_an_argument_that_is_none_is_named_without_sql(shared, argument):
    for path in ("/companies/", "/companies.json", "/companies.csv"):
        if path.endswith("csv") and argument.startswith(("_size", "_next")):
            continue  # a file is all of a list, wherever the page stood
        answer = shared.get(f"{path}?{argument}")
        assert answer.status_code == 400, path
        assert "SELECT" not in answer.text.replace("(SELECT 1)", "")
        if path.endswith("json"):
            assert len(answer.json["fields"]) == 1


@pytest.mark.parametrize("value", ["' OR '1'='1", "%", "_", "\\", "x' UNION SELECT 1--", "\u2028", "100%_\\"])
def test_a_value_is_a_value(shared, value):
    for name in ("name", "name__contains", "name__ne"):
        answer = shared.get("/companies.json", query_string={name: value})
        assert answer.status_code == 200
        assert answer.json["count"] == (2 if name == "name__ne" else 0), name


@pytest.mark.parametrize(
    "back",
    [
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/\n/elsewhere.example",
        "///elsewhere.example",
        "elsewhere",
        "/ok\\..\\",
        "http:elsewhere.example",
        " //elsewhere.example",
    ],
)
def test_going_back_stays_on_the_site(web, back):
    answer = web.post("/companies/new", data={"name": "Gamma", "_back": back, "_once": "x"})
    assert answer.status_code == 303
    assert re.fullmatch(r"/companies/\d+", answer.location)
    kept = web.post("/companies/new", data={"name": "Gamma", "_back": "/offices/?_sort=id", "_once": "y"})
    assert kept.location == "/offices/?_sort=id"
