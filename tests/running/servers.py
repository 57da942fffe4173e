"""Real processes of `tracker serve` and `tracker worker`, and requests to them over real connections."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

PROGRAM = str(Path(sys.executable).with_name("tracker"))
ANSWERS_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """A running server: its process (the leader of a group), its port, and where it writes."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask over a connection of its own: the status, and the body read as JSON when it is some."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            read = answer.read()
            plain = answer.headers.get_content_type() != "application/json"
            return answer.status, read.decode() if plain else json.loads(read)
        finally:
            connection.close()

    def noted(self) -> list[dict[str, Any]]:
        """The lines of its log that are JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def kill(self) -> None:
        """Kill the server and all its workers at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(database: str, folder: Path, *options: str, **settings: str) -> Iterator[Served]:
    """Serve a database on a free port until left."""
    port = free_port()
    command = [PROGRAM, "serve", "--port", str(port), *options]
    with started(command, database, folder, f"serve-{port}.log", **settings) as (process, log):
        found = Served(process, port, log)
        _await(found)
        yield found


@contextmanager
def started(
    command: list[str], database: str, folder: Path, log: str, **settings: str
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Run a command on a database, in a group of its own, which is killed on leaving if it still runs."""
    given = {f"TRACKER_{name.upper()}": value for name, value in settings.items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    environment = inherited | {"TRACKER_DATABASE_URL": database, "PYTHONUNBUFFERED": "1"} | given
    with (folder / log).open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield process, folder / log
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _await(server: Served) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if server.ask("GET", "/healthz")[0] == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.05)
    pytest.fail(f"tracker serve does not answer; it wrote:\n{server.log.read_text()}")
