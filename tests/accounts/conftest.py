"""What the tests of accounts share: cheap passwords."""

from collections.abc import Iterator

import pytest

from tests.web.people import cheap


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Hash at once."""
    with cheap():
        yield
