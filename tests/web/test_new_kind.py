"""One class is a whole kind: its pages, API, files, search entry, dictionary rows and commands follow."""

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[2]


def test_one_class_is_a_whole_kind():
    """In a session of its own, on both databases."""
    session = [sys.executable, "-m", "pytest", "tests/web/a_new_kind.py", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(session, cwd=HOME, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout[-5000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
