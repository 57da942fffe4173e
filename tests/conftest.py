"""What every test shares."""

from hypothesis import settings

from tests.network import refuse_all_but_loopback

pytest_plugins = ["tests.databases", "tests.browser"]

refuse_all_but_loopback()

# No deadline for one example: a busy machine is not a failure. What must be quick is timed by its own test.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")
