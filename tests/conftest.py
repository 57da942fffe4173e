"""What every test shares."""

import gc
import os

import pytest
from hypothesis import settings

from tests.network import refuse_all_but_loopback
from tests.statements import share_compiled

pytest_plugins = ["tests.databases", "tests.browser"]

refuse_all_but_loopback()
share_compiled()

# What tests start keeps what it compiles, also where an image forbids that: a server takes a second longer to
# start without, and so does every process of this run.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What is imported stays: walking through it again and again for garbage is a sixth of the suite's time.
gc.freeze()
gc.set_threshold(200_000, 20, 50)

# No deadline for one example: a busy machine is not a failure. What must be quick is timed by its own test.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process ends alone with it."""
    items.sort(key=lambda item: not item.path.name.startswith("test_browser_"))
