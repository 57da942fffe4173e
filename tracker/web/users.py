"""Everybody's accounts, for admins."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from sqlalchemy.orm import Session

from tracker.accounts import ROLES, User, passwords, people, sessions, tokens
from tracker.db import transaction
from tracker.errors import Refused
from tracker.web.site import close, session, site

users = Blueprint("users", __name__)


@users.get("/users")
def page() -> str:
    """All accounts, with what each may do and where it is logged in."""
    return _page()


def _page(refused: Refused | None = None, about: int | None = None) -> str:
    """The page; refused: what was wrong with the form about an account, or with the one for a new account."""
    every = people.every(session())
    return render_template(
        "users.html", every=every, roles=ROLES, shortest=passwords.SHORTEST, standing=tokens.standing,
        sessions={one.id: sessions.of(session(), one.id) for one in every},
        tokens={one.id: [*filter(tokens.standing, tokens.of(session(), one.id))] for one in every},
        refused=refused, about=about, here=g.visitor.user_id,
    )  # fmt: skip


@users.post("/users")
def add() -> Any:
    """Make an account."""
    given = request.form
    close()
    try:
        with transaction(site().engine) as writing:
            user = people.add(
                writing, given.get("name", ""), given.get("role", ""), given.get("password", "")
            )
    except Refused as refused:
        return _page(refused), 400
    flash(f"{user.name} can log in now. Tell them the password, and to change it.|")
    return redirect("/users", 303)


def _about(number: int, change: Callable[[Session, User], None], said: str) -> Any:
    """Do something to an account and say so, or show the page with what is wrong."""
    close()
    try:
        with transaction(site().engine) as writing:
            user = people.numbered(writing, number)
            change(writing, user)
    except Refused as refused:
        return _page(refused, number), 400
    flash(f"{said.format(user.name)}|")
    return redirect("/users", 303)


@users.post("/users/<int:number>/role")
def role(number: int) -> Any:
    """Give an account another role; somebody stays admin."""
    wanted = request.form.get("role", "")

    def change(writing: Session, user: User) -> None:
        if wanted != "admin":
            people.refuse_last_admin(writing, user)
        people.set_role(writing, user, wanted)

    return _about(number, change, f"{{}} is now: {wanted[:10]}.")


@users.post("/users/<int:number>/password")
def password(number: int) -> Any:
    """Give an account a new password; its sessions end, and its tokens when that is ticked."""
    given, revoke = request.form.get("password", ""), "revoke" in request.form
    tokens_now = "All tokens are revoked." if revoke else "The tokens stay."
    said = f"{{}} has a new password, and has to log in with it. {tokens_now}"
    return _about(number, lambda writing, user: people.set_password(writing, user, given, revoke), said)


@users.post("/users/<int:number>/disable")
def disable(number: int) -> Any:
    """Shut an account out at once; somebody stays admin."""

    def change(writing: Session, user: User) -> None:
        people.refuse_last_admin(writing, user)
        people.disable(writing, user)

    return _about(number, change, "{} is disabled: logged out everywhere, all tokens revoked.")


@users.post("/users/<int:number>/enable")
def enable(number: int) -> Any:
    """Let an account log in again."""
    return _about(number, people.enable, "{} can log in again, with the password as it was.")


@users.post("/users/<int:number>/sessions/<int:begun>/end")
def end_session(number: int, begun: int) -> Any:
    """End a session of an account."""
    return _about(
        number, lambda writing, user: sessions.end(writing, user.id, begun), "A session of {} has ended."
    )


@users.post("/users/<int:number>/tokens/<int:token>/revoke")
def revoke_token(number: int, token: int) -> Any:
    """Revoke a token of an account."""

    def change(writing: Session, user: User) -> None:
        tokens.revoke(writing, token, user.id)

    return _about(number, change, "A token of {} is revoked.")
