"""A database as a file in a folder of its own, and commands on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Sqlite
from tests.keeping.files import Run, lent, running


@pytest.fixture
def file(sqlite: Sqlite, tmp_path: Path) -> Iterator[Path]:
    """A filled SQLite database that nobody has open."""
    with lent(sqlite, tmp_path) as path:
        yield path


@pytest.fixture
def tracker(file: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs commands on it."""
    return running(monkeypatch, f"sqlite:///{file}")
