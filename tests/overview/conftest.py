"""What the tests of drawings share."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.databases import Backend, connected
from tests.overview import earth
from tracker.db import reading


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def on_earth(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on the small earth, for the tests of a file that only read."""
    backend: Backend = request.getfixturevalue(request.param)
    with backend.lend(earth.fill) as url, connected(url) as engine, reading(engine) as session:
        yield session
