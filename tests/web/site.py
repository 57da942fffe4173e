"""A tracker to ask things of, without a server: its own database, and a client that speaks to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, select

from tests.databases import Backend
from tracker.app import create_app
from tracker.config import Settings
from tracker.db import transaction
from tracker.history import Revision
from tracker.records import kinds
from tracker.web.site import Site
from tracker.writing import Edit

ROOT = "/api/v1"


class Compiled(BytecodeCache):
    """The templates as one application compiled them, for the next: most tests have one of their own."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := self.kept.get(bucket.key):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@contextmanager
def made(database: str) -> Iterator[Flask]:
    """The application on a database, its connections closed after."""
    app = create_app(Settings(database_url=database, secret_key="a key that only the tests have, ever"))
    app.jinja_env.bytecode_cache = COMPILED
    try:
        yield app
    finally:
        site: Site = app.extensions["tracker"]
        site.engine.dispose()


@pytest.fixture
def app(seeded: str) -> Iterator[Flask]:
    """The application on a seeded database."""
    with made(seeded) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()


@pytest.fixture
def small(backend: Backend) -> Iterator[Flask]:
    """The application on a database of a test's own, with the few records of SAMPLES."""
    with filled(backend) as app:
        yield app


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    """A client of such an application, for the tests of a file that only read."""
    with filled(request.getfixturevalue(request.param)) as app:
        yield app.test_client()


@contextmanager
def filled(backend: Backend) -> Iterator[Flask]:
    """The application on a new database with a handful of records of every kind."""
    with backend.lend(fill) as database, made(database) as app:
        yield app


def fill(engine: Engine) -> None:
    """A handful of records of every kind."""
    with transaction(engine) as session:
        edit = Edit(session, actor="test", door="cli")
        for kind, given in SAMPLES:
            edit.add(kinds()[kind], given)
        edit.finish()


def newest(client: FlaskClient) -> int:
    """The number of the newest save: unchanged, nothing was written."""
    with client.application.app_context():
        site: Site = client.application.extensions["tracker"]
        with site.engine.connect() as connection:
            return connection.scalar(select(Revision.id).order_by(Revision.id.desc()).limit(1)) or 0


TEXT = "Acme opened an office in Seoul.\nIt has 40 people there, said Example."
SAMPLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("countries", {"name": "South Korea", "code": "KR", "alpha3": "KOR"}),
    ("cities", {"name": "Seoul", "country": "KR", "population": 9_400_000, "latitude": 37.5}),
    ("metrics", {"name": "employees", "label": "Employees", "value_kind": "count", "unit": "people",
                 "definition": "People employed."}),
    ("companies", {"name": "Acme", "aliases": [{"name": "Acme Inc", "kind": "legal"}]}),
    ("companies", {"name": "Beta", "country": "KR", "parent": "Acme", "website": "https://beta.example/"}),
    ("people", {"name": "Example", "roles": [{"company": "Acme", "role": "spokesperson"}]}),
    ("publishers", {"name": "Gazette"}),
    ("feeds", {"name": "Gazette", "address": "https://gazette.example/feed.xml"}),
    ("programmes", {"name": "Acme Abroad", "company": "Acme"}),
    ("articles", {"title": "Acme in Seoul", "publisher": "Gazette", "published": "2025-05-26"}),
    ("captures", {"article": "Acme in Seoul", "text": TEXT}),
    ("offices", {"company": "Acme", "city": "Seoul", "status": "open", "status_on": "May 2025", "citations": [
        {"article": "Acme in Seoul", "quote": "opened an office in Seoul"}]}),
    ("partnerships", {"kind": "research", "parties": [{"company": "Acme"}, {"company": "Beta"}]}),
    ("projects", {"name": "Acme Campus", "capacity_text": "about 400 MW", "parties": [{"company": "Acme"}]}),
    ("claims", {"subject": "companies/acme", "metric": "employees", "value_text": "about 40",
                "summary": "Acme has about 40 people in Seoul.", "place": "Seoul"}),
)  # fmt: skip
