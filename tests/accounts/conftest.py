"""What the tests of accounts share: cheap passwords, and applications with an account of every role."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.databases import Sqlite
from tests.web.people import cheap, fill_accounts
from tests.web.site import filled, small

__all__ = ["small"]


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Hash at once."""
    with cheap():
        yield


@pytest.fixture
def app(small: Flask) -> Flask:
    """An application with an account of every role, on either database."""
    fill_accounts(small)
    return small


@pytest.fixture
def lite(sqlite: Sqlite) -> Iterator[Flask]:
    """The same on SQLite, for what has nothing to do with the database."""
    with filled(sqlite) as app:
        fill_accounts(app)
        yield app
