"""The API's description: valid, and true of what the API answers, whatever is asked."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi import checks

from tests.databases import Postgresql, Sqlite
from tests.web.site import ROOT, filled
from tracker.records import kinds

EXAMPLES = 2
CHECKED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
QUIET = settings(
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)


def test_the_document_is_valid_openapi_3_1(sqlite):
    """It is made from the declarations, whatever the database."""
    with filled(sqlite) as app:
        document = app.test_client().get(f"{ROOT}/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_under_api_stands_in_the_document(app, client):
    paths = client.get(f"{ROOT}/openapi.json").get_json()["paths"]
    described = {
        (path, method.upper()) for path, has in paths.items() for method in has if method != "parameters"
    }
    assert described >= {(f"{ROOT}/{kind}/", "GET") for kind in kinds()} | {
        (f"{ROOT}/{kind}/{{key}}", "DELETE") for kind in kinds()
    }
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(ROOT) and "<kind:kind>" not in rule.rule
    ]
    own = {rule.rule.replace("<key>", "{key}").replace("<int:number>", "{number}") for rule in rules}
    assert own <= set(paths)


def test_the_api_begins_with_an_index_whose_addresses_answer(client):
    index = client.get(f"{ROOT}/").get_json()
    assert set(index["kinds"]) == set(kinds())
    assert {"/search.json", "/changes.atom"} <= set(index["doors"])
    for address in [index["openapi"], *index["kinds"].values(), *index["doors"]]:
        assert client.get(address).status_code in (200, 400), address  # some need to be told about whom
    assert client.get(f"{ROOT}/?x=1").status_code == 400


@pytest.fixture(scope="module")
def document(sqlite: Sqlite) -> Iterator[BaseSchema]:
    """The API's description, read once for all kinds."""
    with filled(sqlite) as app:
        yield schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", app)


@pytest.fixture
def both(sqlite: Sqlite, postgresql: Postgresql) -> Iterator[tuple[Flask, Flask]]:
    """The application on either database: it takes longer to think of a request than to answer it."""
    with filled(sqlite) as one, filled(postgresql) as other:
        yield one, other


# Well-formed requests to every kind; malformed ones are read by the same code for all of them.
ASKED = [(kind, GenerationMode.POSITIVE) for kind in kinds()] + [
    (kind, GenerationMode.NEGATIVE) for kind in ("claims", "offices", "partnerships", "captures", "feeds")
]


@pytest.mark.parametrize(("kind", "mode"), ASKED, ids=lambda one: getattr(one, "value", one))
def test_the_api_answers_as_described(document, both, kind, mode):
    """Well-formed and malformed requests to every operation of a kind: never a 5xx, never another shape."""
    for operation in document.include(path_regex=f"^{ROOT}/{kind}/").get_all_operations():
        _ask(operation.ok(), mode, both)


def _ask(operation: Any, mode: GenerationMode, apps: Iterable[Flask]) -> None:
    @QUIET
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        for app in apps:
            # Its client does not unpack what it asks for.
            case.call_and_validate(checks=CHECKED, app=app, headers={"Accept-Encoding": "identity"})

    ask()
