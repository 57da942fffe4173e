"""The house holds itself to its own rules: locks, sizes, the one commit, migrations that stand alone."""

import ast
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import inspect, text

from tests.databases import connected

HOME = Path(__file__).parent.parent
PACKAGE = sorted((HOME / "tracker").rglob("*.py"))
# Not the migrations: each is a frozen record, and the first holds every table.
SOURCES = [*PACKAGE, *sorted((HOME / "tests").rglob("*.py"))]
LOCKS = (HOME / "requirements.lock", HOME / "requirements-dev.lock")
INSTALLING = (*LOCKS, HOME / "pyproject.toml", HOME / "Makefile", HOME / ".ci" / "run")

FILE_LINES = 400
FUNCTION_LINES = 60  # never more
LONG_FUNCTION_LINES = 40  # hardly ever more: these few, each worth its length
LONG_FUNCTIONS: frozenset[str] = frozenset()
MEDIAN_LINES = 10


def requirements(lock: Path) -> list[str]:
    """The lock's entries, each with its continuation lines joined."""
    return lock.read_text().replace("\\\n", " ").splitlines()


def functions() -> Iterator[tuple[str, int]]:
    """Every function of the package as file:name, and its length in lines."""
    for file in PACKAGE:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield f"{file.relative_to(HOME)}:{node.name}", node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_and_has_a_hash(lock):
    pinned = re.compile(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}")
    assert requirements(lock)
    assert [line for line in requirements(lock) if not pinned.match(line)] == []


def test_both_locks_pin_the_same_versions():
    pinned = [{line.split(" --hash")[0].strip() for line in requirements(lock)} for lock in LOCKS]
    assert pinned[0] - pinned[1] == set()


@pytest.mark.parametrize("file", INSTALLING, ids=lambda file: file.name)
def test_nothing_that_installs_names_an_index(file):
    naming = r"https?://|--(extra-)?index-url|--find-links|\bpypi\b"
    assert re.findall(naming, file.read_text(), re.IGNORECASE) == []


def test_files_are_short():
    lengths = {str(file.relative_to(HOME)): len(file.read_text().splitlines()) for file in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines >= FILE_LINES} == {}


def test_functions_are_short():
    lengths = dict(functions())
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}
    assert {name for name, lines in lengths.items() if lines > LONG_FUNCTION_LINES} == LONG_FUNCTIONS
    assert median(lengths.values()) <= MEDIAN_LINES


def test_one_place_commits():
    commits = {str(file.relative_to(HOME)): file.read_text().count(".commit(") for file in PACKAGE}
    assert {name: count for name, count in commits.items() if count} == {"tracker/db.py": 1}


def test_migrations_never_import_the_package():
    """A model of today in a migration of yesterday changes what the migration did."""
    versions = sorted((HOME / "migrations" / "versions").glob("*.py"))
    assert versions
    importing = re.compile(r"^\s*(from|import) tracker", re.MULTILINE)
    assert [file.name for file in versions if importing.search(file.read_text())] == []


def test_tests_cannot_call_out():
    with socket.socket() as client, pytest.raises(AssertionError, match="a test called out"):
        client.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="a test asked the network"):
        socket.getaddrinfo("example.org", 80)


def test_tests_can_call_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        with socket.create_connection(address) as client:
            assert client.getpeername() == address


def test_every_test_has_a_database_of_its_own(backend):
    lend = backend.lend
    with lend(None) as one, lend(None) as other, connected(one) as first, connected(other) as second:
        with first.begin() as connection:
            connection.execute(text("CREATE TABLE kept (id INTEGER)"))
        assert inspect(first).get_table_names() == ["kept"]
        assert inspect(second).get_table_names() == []
