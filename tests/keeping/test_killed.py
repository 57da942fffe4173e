"""What a restore leaves that was killed on its way, and who takes it away."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.keeping.files import beside, on
from tracker.keeping.copying import backup
from tracker.keeping.files import part_of
from tracker.keeping.restoring import restore

KILLED = """
import os, signal, sys
from pathlib import Path
from tracker.keeping import restoring
{at} = lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL)
from tracker.db import make_engine
restoring.restore(make_engine("sqlite:///" + sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("at", ["restoring.verify", "restoring._pages"])
def test_what_a_killed_restore_left_goes_with_the_next(file: Path, tmp_path: Path, at: str) -> None:
    with on(file) as engine:
        backup(engine, tmp_path / "kept.db")
    command = [sys.executable, "-c", KILLED.format(at=at), str(file), str(tmp_path / "kept.db")]
    killed = subprocess.run(command)
    assert killed.returncode == -signal.SIGKILL
    left = {name for name in beside(file) if name.endswith(".part")}
    assert left
    others = {"tracker.db.notes.part", "other.db.0123abcd.part"}
    for name in others:
        (tmp_path / name).write_text("Somebody's own.")
    with part_of(file) as busy, on(file) as engine:
        done = restore(engine, tmp_path / "kept.db")
        assert busy.exists()
    assert done.kept
    assert beside(file) == {"tracker.db", "kept.db", done.kept.name, *others}
