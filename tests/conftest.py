"""What every test shares."""

from tests.network import refuse_all_but_loopback

pytest_plugins = ["tests.databases", "tests.browser"]

refuse_all_but_loopback()
