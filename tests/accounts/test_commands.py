"""Accounts from the command line, tried through the web page and the API."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.databases import connected
from tests.web.people import PASSWORD
from tests.web.site import ROOT, fill, made
from tracker.cli import main, serving
from tracker.db import make_engine, reading
from tracker.history import Revision

Run = Callable[..., Result]


# By role: reading the API, saving there, and the page of everybody's accounts.
LADDER = {"reader": (200, 403, 403), "editor": (200, 201, 403), "admin": (200, 201, 200)}


@pytest.fixture
def database(backend):
    with backend.lend(fill) as url:
        yield url


@pytest.fixture
def run(database, monkeypatch, tmp_path) -> Run:
    """Run a command on the database; given is its standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DATABASE_URL", database)
    return lambda *arguments, given=None: CliRunner().invoke(main, list(map(str, arguments)), input=given)


def test_accounts_and_tokens_of_the_command_line_open_the_page_and_the_api(run, database):
    """The ladder of roles, made by commands and held by both doors."""
    assert run("users", "list").output == (
        "There are no accounts: whoever sits at this machine is the editor.\n"
    )
    secrets = {}
    for role in ("reader", "editor", "admin"):
        made_one = run("users", "add", role.title(), "--role", role, given=f"{PASSWORD}\n")
        assert (made_one.exit_code, made_one.output) == (0, f"{role.title()} can log in as {role}.\n")
        scope = "read" if role == "reader" else "write"
        secrets[role] = run("tokens", "add", role.title(), "nightly", "--scope", scope).stdout.strip()
    assert run("users", "list").output.splitlines()[1].split()[:5] == ["Admin", "admin", "enabled", "0", "1"]
    with made(database) as app:
        for role, allowed in LADDER.items():
            client, header = app.test_client(), {"Authorization": f"Bearer {secrets[role]}"}
            assert client.post("/login", data={"name": role, "password": PASSWORD}).status_code == 303
            codes = (
                app.test_client().get(f"{ROOT}/companies/", headers=header).status_code,
                app.test_client().post(f"{ROOT}/companies/", json={"name": role}, headers=header).status_code,
                client.get("/users").status_code,
            )
            assert codes == allowed, role
            assert client.get("/companies/new").status_code == (403 if role == "reader" else 200)
    with connected(database) as engine, reading(engine) as session:
        actors = [one.actor for one in session.query(Revision).order_by(Revision.id)]
    assert actors[-2:] == ["Editor (nightly)", "Admin (nightly)"]


def test_what_is_changed_there_holds_at_once(run, database):
    added = run("users", "add", "Ed", given=f"{PASSWORD}\n")
    assert added.output == "Ed can log in as reader.\n"
    assert run("users", "role", "Ed", "editor").exit_code == 0
    secret = run("tokens", "add", "ED", "nightly", "--scope", "write", "--days", "1").stdout.strip()
    with made(database) as app:
        client, header = app.test_client(), {"Authorization": f"Bearer {secret}"}
        path, body = f"{ROOT}/companies/", {"name": "Gamma"}

        def log_in(password: str) -> int:
            return client.post("/login", data={"name": "Ed", "password": password}).status_code

        assert log_in(PASSWORD) == 303
        assert run("users", "password", "Ed", "--keep-tokens", given="another password\n").exit_code == 0
        assert (client.get("/").status_code, log_in(PASSWORD), log_in("another password")) == (302, 401, 303)
        assert run("users", "role", "Ed", "reader").output == "Ed is reader now.\n"
        assert app.test_client().post(path, json=body, headers=header).status_code == 403
        assert run("users", "disable", "ed").exit_code == 0
        assert (client.get("/").status_code, log_in("another password")) == (302, 401)
        assert app.test_client().get(path, headers=header).status_code == 401
        assert run("users", "enable", "Ed").exit_code == 0
        assert log_in("another password") == 303
        other = run("tokens", "add", "Ed", "other").stdout.strip()
        shown = run("tokens", "list").output
        assert other not in shown
        assert shown.splitlines()[1].split()[1:5] == ["Ed", "nightly", "write", "revoked"]
        number = shown.splitlines()[2].split()[0]
        assert run("tokens", "revoke", number).output == "The token other is revoked.\n"
        shown_other = {"Authorization": f"Bearer {other}"}
        assert app.test_client().get(path, headers=shown_other).status_code == 401


def test_a_new_password_revokes_the_tokens_unless_they_are_to_stay(run):
    run("users", "add", "Ed", given=f"{PASSWORD}\n")
    run("tokens", "add", "Ed", "nightly")
    for more, state in ((["--keep-tokens"], "stands"), ([], "revoked")):
        assert run("users", "password", "Ed", *more, given="another password\n").exit_code == 0
        assert run("tokens", "list").stdout.splitlines()[1].split()[4] == state


def test_the_last_admin_is_taken_away_only_when_that_is_meant(run):
    run("users", "add", "Ada", "--role", "admin", given=f"{PASSWORD}\n")
    for command in (("disable", "Ada"), ("role", "Ada", "reader")):
        refused = run("users", *command)
        assert (refused.exit_code, "Ada is the only admin" in refused.stderr) == (1, True)
    assert run("users", "role", "Ada", "admin").exit_code == 0
    assert run("users", "role", "Ada", "reader", "--anyway").output == "Ada is reader now.\n"
    assert run("users", "role", "Ada", "admin").exit_code == 0
    assert run("users", "disable", "Ada", "--anyway").exit_code == 0


def test_what_is_wrong_is_said(run):
    for command, given, words in (
        (("users", "add", "Ed"), "", "password: 12 characters or more"),
        (("users", "add", "Ed (x)"), f"{PASSWORD}\n", "name: 1 to 40"),
        (("users", "disable", "Nobody at all"), None, "There is no account called Nobody at all."),
        (("tokens", "add", "Eve", "x"), None, "There is no account called Eve."),
        (("tokens", "revoke", "7"), None, "There is no token 7."),
    ):
        done = run(*command, given=given)
        assert (done.exit_code, words in done.stderr) == (1, True), words


def test_others_are_served_once_there_is_an_account(run, database, monkeypatch):
    served: list[Any] = []
    monkeypatch.setattr(serving, "prepared", lambda *_, **__: (make_engine(database), []))
    monkeypatch.setattr(serving, "hold", lambda address, _: nullcontext(address))
    monkeypatch.setattr(serving, "_run", lambda held, *_: served.append(held))
    monkeypatch.setenv("TRACKER_ALLOWED_HOSTS", "tracker.example.org")

    def serve() -> Any:
        return run("serve", "--host", "0.0.0.0")

    refused = serve()
    assert refused.exit_code == 1
    assert "There is no account that could log in" in refused.stderr
    run("users", "add", "Ed", given=f"{PASSWORD}\n")
    run("users", "disable", "Ed")
    assert serve().exit_code == 1
    run("users", "enable", "Ed")
    assert (serve().exit_code, served) == (0, ["0.0.0.0"])
