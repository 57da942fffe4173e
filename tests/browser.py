"""A real server and a real browser: `tracker serve` on a free port with its own database, and Chromium on it.

Both live as long as a test module: Playwright keeps an event loop running in this thread while it is open, so
it must not stay open under tests of other modules. The modules that use it are called test_browser_…: they
take longest, and are begun first.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.databases import Sqlite, missing

ANSWERS_WITHIN_SECONDS = 30
NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = "no Chromium for the browser tests; on Debian and Ubuntu: apt install chromium fonts-wqy-microhei"

# Nothing but the server under test exists for this browser, and it does not try to find out.
FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Server:
    """A running `tracker serve`: its address (no slash at the end) and its database's URL."""

    url: str
    database: str


@pytest.fixture(scope="module")
def live_server(sqlite: Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`tracker serve` on a free port with a seeded SQLite database of its own."""
    with sqlite.lend("seeded") as database, serving(database, tmp_path_factory.mktemp("serve")) as url:
        yield Server(url, database)


@contextmanager
def serving(database: str, folder: Path) -> Iterator[str]:
    """Run `tracker serve` on a database, in a working folder, until it is left; yields its address."""
    port = _free_port()
    program = str(Path(sys.executable).with_name("tracker"))
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    environment = inherited | {"TRACKER_DATABASE_URL": database}
    log = folder / "serve.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        ) as process,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/healthz", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    pytest.fail(f"tracker serve does not answer; it wrote:\n{log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop; whatever of its process group is left after that is killed."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, headless."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        missing(INSTALL)
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root only; anybody else keeps it.
        browser = playwright.chromium.launch(
            executable_path=program, args=FLAGS, chromium_sandbox=os.geteuid() != 0
        )
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: Server) -> Iterator[Page]:
    """A page of 1280 × 800 with its own cookies; addresses are relative to the server: `page.goto("/add")`.

    After the test: no script failed, nothing was logged as an error (a refused inline style, a missing file),
    and nothing was asked of another host.
    """
    complaints: list[str] = []
    with chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        _collect(page, live_server.url, complaints)
        yield page
    assert complaints == []


def _collect(page: Page, home: str, complaints: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((home, "data:")):
            complaints.append(f"asked of another host: {request.url}")

    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("console", on_console)
    page.on("request", on_request)


def axe(page: Page, *rules: str) -> list[str]:
    """What axe finds serious or critical on the page as it stands: rule, help and elements, a line each.

    By all its rules, unless some are named.
    """
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{found['id']}: {found['help']}: {', '.join(node['target'][0] for node in found['nodes'])}"
        for found in violations
        if found["impact"] in ("serious", "critical")
    ]
