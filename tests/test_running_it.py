"""The examples of the README for whoever runs the tracker: systemd takes them, and all they name is there."""

import configparser
import json
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from tests.running.servers import PROGRAM
from tests.test_readme import BLOCKS, ROOT
from tracker.cli import main
from tracker.cli.serving import STOPPING
from tracker.config import Settings, read_settings

UNITS = [body for language, body in BLOCKS if language == "ini"]
[ENVIRONMENT] = [body for language, body in BLOCKS if language == "env"]
[PROXY] = [body for language, body in BLOCKS if language == "nginx"]
[CONTAINER] = [body for language, body in BLOCKS if language == "dockerfile"]
SETTINGS = {f"TRACKER_{field.name.upper()}" for field in fields(Settings)}


def parsed(unit: str) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string(unit)
    return found


def test_every_setting_and_command_they_name_exists() -> None:
    examples = [*UNITS, ENVIRONMENT, PROXY, CONTAINER]
    assert set(re.findall(r"TRACKER_\w+", "".join(examples))) <= SETTINGS
    commands = [parsed(unit)["Service"]["ExecStart"].split()[1] for unit in UNITS]
    assert commands == ["serve", "worker"]
    program, *arguments = json.loads(re.findall(r"^CMD (.+)$", CONTAINER, re.MULTILINE)[0])
    assert program == "tracker"
    for name, options in (*((name, []) for name in commands), (arguments[0], arguments[1:])):
        main.commands[name].make_context(name, options)


def test_the_settings_of_the_services_are_taken() -> None:
    given = dict(line.split("=", 1) for line in ENVIRONMENT.split())
    settings = read_settings(given)
    assert settings.backup_folder.startswith("/var/lib/tracker/")
    assert {f"TRACKER_{name.upper()}" for name in ("log_form", "proxies")} <= set(given)


def test_services_may_write_where_their_settings_say_and_have_time_to_stop() -> None:
    for unit in map(parsed, UNITS):
        service = unit["Service"]
        assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
        assert int(service["TimeoutStopSec"]) > STOPPING


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd on this machine")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    files = []
    for unit in UNITS:
        name = re.findall(r"^# /etc/systemd/system/(\S+)", unit)[0]
        files.append(tmp_path / name)
        files[-1].write_text(unit.replace("/opt/tracker/bin/tracker", PROGRAM))
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, timeout=60)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "tracker" in line]
    assert (done.returncode, said) == (0, [])


def test_the_proxy_passes_on_what_the_tracker_asks_for() -> None:
    assert PROXY.count("{") == PROXY.count("}")
    assert f"client_max_body_size {Settings().max_body_mb}m;" in PROXY
    for header in ("Host $host", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in PROXY


def test_the_container_is_made_of_what_is_here() -> None:
    known = {
        "FROM", "COPY", "RUN", "USER", "WORKDIR", "VOLUME", "ENV", "EXPOSE", "STOPSIGNAL", "CMD",
    }  # fmt: skip
    instructions = re.findall(r"^([A-Z]+) ", CONTAINER, re.MULTILINE)
    assert set(instructions) <= known
    assert (instructions[0], instructions[-1]) == ("FROM", "CMD")
    for file in re.findall(r"/src/(\S+)", CONTAINER):
        assert (ROOT / file).is_file()
    # Nothing runs as root once it is built.
    assert CONTAINER.index("USER tracker") < CONTAINER.index("CMD")
