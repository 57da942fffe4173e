"""`tracker users` and `tracker tokens`: the accounts, for whoever may open the database anyway."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from tracker.cli.opening import opened


@contextmanager
def _writing() -> Iterator[Any]:
    from tracker.db import transaction

    with opened() as engine, transaction(engine) as session:
        yield session


def _password() -> str:
    """A new password: asked for twice in a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Rows in columns as wide as they need."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"


@click.group()
def users() -> None:
    """Accounts: readers see what is recorded, editors change it, admins change the accounts too.

    With the first account everybody has to log in, and the tracker may be served to others. Passwords are
    asked for, or read from standard input.

    \b
    Examples:
      tracker users add Ada --role admin
      tracker users disable Ada
    """


@users.command("add")
@click.argument("name")
@click.option(
    "--role", default="reader", show_default=True, type=click.Choice(("reader", "editor", "admin")),
    help="What the account may do.",
)  # fmt: skip
def add_user(name: str, role: str) -> None:
    """Make an account."""
    from tracker.accounts import people

    password = _password()
    with _writing() as session:
        user = people.add(session, name, role, password)
    click.echo(f"{user.name} can log in as {role}.")


@users.command("list")
def list_users() -> None:
    """Print every account with its role, its sessions and its tokens."""
    from tracker.accounts import people, sessions, tokens
    from tracker.db import reading

    rows = []
    with opened() as engine, reading(engine) as session:
        for user in people.every(session):
            begun = sessions.of(session, user.id)
            standing = sum(tokens.standing(token) for token in tokens.of(session, user.id))
            rows.append((
                user.name, user.role, "disabled" if user.disabled_at else "enabled", str(len(begun)),
                str(standing), _day(begun[0].seen_at if begun else None),
            ))  # fmt: skip
    if not rows:
        click.echo("There are no accounts: whoever sits at this machine is the editor.")
        return
    _table(("name", "role", "state", "sessions", "tokens", "last used"), rows)


def _known(session: Any, name: str) -> Any:
    from tracker.accounts import people

    return people.known(session, name)


ANYWAY = click.option("--anyway", is_flag=True, help="Also the last admin.")


@users.command("disable")
@click.argument("name")
@ANYWAY
def disable_user(name: str, anyway: bool) -> None:
    """Shut an account out at once: its sessions end, its tokens are revoked. Refused for the last admin."""
    from tracker.accounts import people

    with _writing() as session:
        user = _known(session, name)
        if not anyway:
            people.refuse_last_admin(session, user)
        people.disable(session, user)
    click.echo(f"{user.name} is disabled: logged out everywhere, all tokens revoked.")


@users.command("enable")
@click.argument("name")
def enable_user(name: str) -> None:
    """Let a disabled account log in again."""
    from tracker.accounts import people

    with _writing() as session:
        user = _known(session, name)
        people.enable(session, user)
    click.echo(f"{user.name} can log in again.")


@users.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(("reader", "editor", "admin")))
@ANYWAY
def set_role(name: str, role: str, anyway: bool) -> None:
    """Give an account another role, from its next request on. Somebody stays admin."""
    from tracker.accounts import people

    with _writing() as session:
        user = _known(session, name)
        if role != "admin" and not anyway:
            people.refuse_last_admin(session, user)
        people.set_role(session, user, role)
    click.echo(f"{user.name} is {role} now.")


@users.command("password")
@click.argument("name")
@click.option("--keep-tokens", is_flag=True, help="Its tokens stay what they are.")
def set_password(name: str, keep_tokens: bool) -> None:
    """Give an account a new password; its sessions end, its tokens are revoked."""
    from tracker.accounts import people

    password = _password()
    with _writing() as session:
        user = _known(session, name)
        people.set_password(session, user, password, revoke=not keep_tokens)
    tokens_now = "The tokens stay." if keep_tokens else "All tokens are revoked."
    click.echo(f"{user.name} has a new password, and has to log in with it. {tokens_now}")


@click.group()
def tokens() -> None:
    """Tokens of programs: each acts for an account, may read or also write, and ends.

    \b
    Examples:
      tracker tokens add Ada nightly --scope read --days 30
      tracker tokens revoke 3
    """


@tokens.command("add")
@click.argument("user")
@click.argument("name")
@click.option(
    "--scope", default="read", show_default=True, type=click.Choice(("read", "write")),
    help="Whether it may only read, or also write as the account may.",
)  # fmt: skip
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="Until it ends.")
def add_token(user: str, name: str, scope: str, days: int) -> None:
    """Make a token of the account USER, called NAME after what it is for, and print it this once."""
    from tracker.accounts import tokens as kept

    with _writing() as session:
        secret = kept.add(session, _known(session, user), name, scope, days)
    click.echo(secret)
    click.echo("Keep it: only its hash is stored. Header: Authorization: Bearer …", err=True)


@tokens.command("list")
def list_tokens() -> None:
    """Print every token with whose it is, what it may, and when it ends."""
    from tracker.accounts import tokens as kept
    from tracker.db import reading

    with opened() as engine, reading(engine) as session:
        rows = [
            (
                str(token.id), user.name, token.name, token.scope, _state(token, kept.standing(token)),
                _day(token.expires_at), _day(token.used_at),
            )
            for token, user in kept.every(session)
        ]  # fmt: skip
    _table(("id", "account", "token", "may", "state", "ends", "last used"), rows)


def _state(token: Any, standing: bool) -> str:
    return "stands" if standing else "revoked" if token.revoked_at else "ended"


@tokens.command("revoke")
@click.argument("id", type=int)
def revoke_token(id: int) -> None:
    """End a token at once, by its id."""
    from tracker.accounts import tokens as kept

    with _writing() as session:
        token = kept.revoke(session, id)
    click.echo(f"The token {token.name} is revoked.")
