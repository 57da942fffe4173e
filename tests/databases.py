"""Databases for tests: migrated and seeded once per backend and session, then copied for every test.

A test that takes `blank`, `database`, `seeded` or an engine of theirs runs twice, on SQLite and on PostgreSQL
(`-k sqlite` picks one), each time with a database of its own. PostgreSQL is the server that
TRACKER_TEST_DATABASE_URL names, with an account that may create databases, or else one from the wheel.
"""

import os
import secrets
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, make_url

from tests import postgres
from tracker.db import make_engine

# What puts rows into a migrated database.
Filling = Callable[[Engine], object]


class Backend(ABC):
    """A place where named databases are made, copied and dropped. Names are short words."""

    def __init__(self) -> None:
        self._templates: dict[str | Filling, str] = {}

    @abstractmethod
    def create(self, name: str) -> str:
        """Make a database without tables; returns its URL."""

    @abstractmethod
    def copy(self, template: str, name: str) -> str:
        """Copy a database that nobody is connected to; returns the copy's URL."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""

    @contextmanager
    def lend(self, template: str | Filling | None) -> Iterator[str]:
        """The URL of a new database: a copy of "migrated" or "seeded", one that was filled so, or blank."""
        name = secrets.token_hex(4)
        url = self.create(name) if template is None else self.copy(self._prepared(template), name)
        try:
            yield url
        finally:
            self.drop(name)

    def _prepared(self, template: str | Filling) -> str:
        """The name of the database to copy, which is made when it is first asked for."""
        if template in self._templates:
            return self._templates[template]
        name = template if isinstance(template, str) else f"filled_{len(self._templates)}"
        url = self.create(name) if name == "migrated" else self.copy(self._prepared("migrated"), name)
        with connected(url) as engine:
            filling(template)(engine)
        self._templates[template] = name
        return name

    def close(self) -> None:
        """Drop the templates."""
        for name in self._templates.values():
            self.drop(name)


def filling(template: str | Filling) -> Filling:
    """What makes a template: "migrated" of a blank database, any other of a migrated one.

    Imported here: a fault in the seeds fails the tests that need them, and not every test there is.
    """
    if not isinstance(template, str):
        return template
    if template == "migrated":
        from tracker.schema import migrate

        return migrate
    from tracker.exchange.seeds import load_all

    return load_all


class Sqlite(Backend):
    """Files in one folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def create(self, name: str) -> str:
        return f"sqlite:///{self._file(name)}"

    def copy(self, template: str, name: str) -> str:
        wal = self.folder / f"{template}.db-wal"
        assert not wal.exists(), f"{wal} is still open: a copy would miss rows"
        shutil.copyfile(self._file(template), self._file(name))
        return self.create(name)

    def drop(self, name: str) -> None:
        for file in self.folder.glob(f"{name}.db*"):
            file.unlink()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.db"


class Postgresql(Backend):
    """Databases of one server, under names that no other run uses; made and dropped over one connection."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.server = make_url(url).set(drivername="postgresql")
        self.prefix = f"tracker_test_{secrets.token_hex(4)}_"
        address = self.server.render_as_string(hide_password=False)
        self._connection = psycopg.connect(address, autocommit=True)

    def create(self, name: str) -> str:
        self._execute("CREATE DATABASE {}", name)
        return self._url(name)

    def copy(self, template: str, name: str) -> str:
        # Copied file by file: a third quicker than the usual way, which also writes each page to the log.
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return self._url(name)

    def drop(self, name: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def close(self) -> None:
        super().close()
        self._connection.close()

    def _url(self, name: str) -> str:
        url = self.server.set(drivername="postgresql+psycopg", database=self.prefix + name)
        return url.render_as_string(hide_password=False)

    def _execute(self, statement: str, *names: str) -> None:
        self._connection.execute(
            sql.SQL(statement).format(*(sql.Identifier(self.prefix + name) for name in names))
        )


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    """An engine on the database, all its connections closed after."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def missing(what: str) -> NoReturn:
    """Skip the test for want of something on this machine; on CI that is a failure."""
    if os.environ.get("TRACKER_CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    """SQLite files in a folder of this session."""
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """The PostgreSQL server of this session: the one given, or one of our own."""
    with ExitStack() as stack:
        try:
            url = os.environ.get("TRACKER_TEST_DATABASE_URL") or stack.enter_context(postgres.server())
        except (OSError, subprocess.SubprocessError) as error:
            missing(f"PostgreSQL does not start ({error}): name a server in TRACKER_TEST_DATABASE_URL")
        backend = Postgresql(url)
        stack.callback(backend.close)
        yield backend


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each kind of database in turn."""
    found: Backend = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def blank(backend: Backend) -> Iterator[str]:
    """The URL of a database without tables."""
    with backend.lend(None) as url:
        yield url


@pytest.fixture
def database(backend: Backend) -> Iterator[str]:
    """The URL of a migrated database without rows."""
    with backend.lend("migrated") as url:
        yield url


@pytest.fixture
def seeded(backend: Backend) -> Iterator[str]:
    """The URL of a migrated database with every seed loaded."""
    with backend.lend("seeded") as url:
        yield url


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """An engine on `database`."""
    with connected(database) as engine:
        yield engine


@pytest.fixture
def seeded_engine(seeded: str) -> Iterator[Engine]:
    """An engine on `seeded`."""
    with connected(seeded) as engine:
        yield engine


@pytest.fixture
def full_engine(backend: Backend) -> Iterator[Engine]:
    """An engine on a database with a little of everything that is easy to lose."""
    from tests.exchange.samples import fill

    with backend.lend(fill) as url, connected(url) as engine:
        yield engine
