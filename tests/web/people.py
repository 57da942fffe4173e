"""Accounts for tests: an admin, an editor and a reader, logged in or with tokens, and cheap to hash."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tracker.accounts import passwords, people, sessions, tokens
from tracker.db import transaction
from tracker.web.access import COOKIE
from tracker.web.site import Site
from tracker.web.visits import limits

PASSWORD = "correct horse battery staple"
NAMES = {"reader": "Rita", "editor": "Ed", "admin": "Ada"}
# A real hash takes a sixth of a second, on purpose.
CHEAP = (1, 8, 1)


@contextmanager
def cheap() -> Iterator[None]:
    """Passwords that are hashed at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "COST", CHEAP)
        yield


def fill_accounts(app: Flask) -> None:
    """An account of every role."""
    site: Site = app.extensions["tracker"]
    with cheap(), transaction(site.engine) as session:
        for role, name in NAMES.items():
            people.add(session, name, role, PASSWORD)


def logged_in(app: Flask, role: str, address: str = "127.0.0.1") -> FlaskClient:
    """A browser with a session of the account of a role."""
    site: Site = app.extensions["tracker"]
    with app.app_context(), transaction(site.engine) as session:
        user = people.known(session, NAMES[role])
        secret = sessions.begin(session, user, address, "a browser of the tests", limits())
    client = app.test_client()
    client.set_cookie(COOKIE, secret)
    return client


def with_token(app: Flask, role: str, scope: str, name: str = "ci") -> dict[str, str]:
    """The header of a program with a token of the account of a role."""
    site: Site = app.extensions["tracker"]
    with transaction(site.engine) as session:
        secret = tokens.add(session, people.known(session, NAMES[role]), name, scope, 30)
    return {"Authorization": f"Bearer {secret}"}


def log_in(client: FlaskClient, name: str = "Ed", password: str = PASSWORD, **more: str):
    """What the log-in form answers."""
    return client.post("/login", data={"name": name, "password": password} | more)


def cookie(client: FlaskClient) -> str:
    """The secret of a browser's session; empty when it has none."""
    found = client.get_cookie(COOKIE)
    return found.value if found else ""
