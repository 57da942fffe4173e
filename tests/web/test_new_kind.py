"""One class is a whole kind: its pages, API, files, search entry, dictionary rows and commands follow."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[2]


def test_one_class_is_a_whole_kind(postgresql):
    """In a session of its own, on both databases; it need not start a server of its own for that."""
    session = [sys.executable, "-m", "pytest", "tests/web/a_new_kind.py", "-q", "-p", "no:cacheprovider"]
    server = {"TRACKER_TEST_DATABASE_URL": postgresql.server.render_as_string(hide_password=False)}
    done = subprocess.run(
        session, cwd=HOME, env=os.environ | server, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
