"""Logging in and out, and one's own account: password, sessions, tokens."""

import logging
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request
from flask import session as messages

from tracker.accounts import SCOPES, User, attempts, passwords, people, sessions, tokens
from tracker.db import transaction
from tracker.errors import Refused, SignedOut, Slowed
from tracker.logs import note
from tracker.web.access import COOKIE, Visitor
from tracker.web.site import close, on_site, session, site
from tracker.web.visits import (
    bounded,
    known_browser,
    limits,
    log_in_page,
    remember_browser,
    resume,
    tell,
    with_cookie,
)

accounts = Blueprint("accounts", __name__)

LONGEST_KEY = 200  # characters of a name that are compared
WRONG = "The name or the password is wrong. Capitals count in the password, not in the name."


# -- in and out -------------------------------------------------------------------------------------------


@accounts.get("/login")
def form() -> Any:
    """The form to log in with; whoever is logged in already goes on."""
    g.visitor = tell()
    wanted = on_site(request.args.get("next", ""))
    if g.visitor is not None and g.visitor.session_id is not None:
        return redirect(wanted or "/", 302)
    return log_in_page("", wanted, accounts=people.any_account(session()))


@accounts.post("/login")
def log_in() -> Any:
    """Begin a session, an older one of this browser ended, and go on to where one was going."""
    name, password = request.form.get("name", "")[:LONGEST_KEY], request.form.get("password", "")
    wanted, held = on_site(request.form.get("next", "")), bounded(request.form.get("held", ""))
    if not people.any_account(session()):
        return redirect("/login", 303)
    try:
        user = prove(name, password)
    except Slowed as slowed:
        page = log_in_page(name, wanted, slowed.message, held)
        return page, 429, {"Retry-After": str(slowed.seconds)}
    if user is None:
        return log_in_page(name, wanted, WRONG, held), 401, {"WWW-Authenticate": 'Bearer realm="tracker"'}
    secret = begin(user, password)
    note(logging.INFO, "logged in", actor=user.name)
    if held:
        g.visitor = Visitor(user.name, user.role, user.id)
    answer = make_response((held and resume(held)) or redirect(wanted or "/", 303))
    return remember_browser(with_cookie(answer, secret), user.name)


def prove(name: str, password: str) -> User | None:
    """The account whose name and password these are, None when there is none. Slowed after many failures.

    Whether the name is one takes as long to tell, and is never said.
    """
    address, browser = request.remote_addr or "", known_browser(name)
    close()
    with transaction(site().engine) as writing:
        attempts.begin(writing, name, address, browser)
    found = people.called(session(), name)
    close()  # a hash takes a sixth of a second, which nothing is held open for
    user = found if found is not None and found.disabled_at is None else None
    if not passwords.fits(user.password_hash if user else None, password) or user is None:
        note(logging.WARNING, "log-in failed", address=request.remote_addr)
        return None
    with transaction(site().engine) as writing:
        attempts.succeeded(writing, name, address, browser)
    return user


def begin(user: User, password: str = "") -> str:
    """Begin a session of an account in place of the one this browser has; returns its secret.

    SignedOut when the account was disabled or its password changed since it was looked at.
    """
    close()
    with transaction(site().engine) as writing:
        here = people.numbered(writing, user.id)
        if here.disabled_at is not None or here.password_hash != user.password_hash:
            raise SignedOut("The account was changed at this very moment. Log in again.")
        if password and passwords.outdated(here.password_hash):
            here.password_hash = passwords.rehashed(password)
        sessions.end_secret(writing, request.cookies.get(COOKIE, ""))
        browser = request.headers.get("User-Agent", "")
        return sessions.begin(writing, here, request.remote_addr or "", browser, limits())


@accounts.post("/account/logout")
def log_out() -> Any:
    """End the session of this browser."""
    close()
    with transaction(site().engine) as writing:
        sessions.end_secret(writing, request.cookies.get(COOKIE, ""))
    messages.clear()
    return with_cookie(make_response(redirect("/login", 303)), None)


# -- one's own account ------------------------------------------------------------------------------------


@accounts.get("/account")
def page() -> Any:
    """One's own account."""
    return _page()


def _page(refused: Refused | None = None, about: str = "", secret: str = "") -> str:
    """The page of one's account.

    refused: what was wrong with the form `about` something; secret: a new token, which is shown this once.
    """
    who: Visitor = g.visitor
    if who.user_id is None or who.session_id is None:
        return render_template("account.html", user=None)
    return render_template(
        "account.html", user=people.numbered(session(), who.user_id), here=who.session_id,
        sessions=sessions.of(session(), who.user_id), tokens=tokens.of(session(), who.user_id),
        standing=tokens.standing, scopes=SCOPES if who.role != "reader" else ("read",), days=tokens.DAYS,
        most_days=tokens.MOST_DAYS, shortest=passwords.SHORTEST, refused=refused, about=about, secret=secret,
    )  # fmt: skip


@accounts.post("/account/password")
def password() -> Any:
    """Change one's password: all sessions end, and this browser gets a new one."""
    try:
        _check_passwords()
        with transaction(site().engine) as writing:
            user = people.numbered(writing, g.visitor.user_id)
            people.set_password(writing, user, request.form.get("password", ""))
    except Refused as refused:
        return _page(refused, "password"), 400
    flash("Your password is changed. Everywhere else you have to log in again.|")
    return with_cookie(make_response(redirect("/account", 303)), begin(user))


def _check_passwords() -> None:
    given = request.form
    if given.get("password", "") != given.get("again", ""):
        raise Refused("The password stays as it was.", {"again": "The two are not the same."})
    if prove(g.visitor.name, given.get("old", "")) is None:
        raise Refused("The password stays as it was.", {"old": "This is not the password you have now."})


@accounts.post("/account/sessions/<int:number>/end")
def end_session(number: int) -> Any:
    """End one of one's sessions."""
    close()
    with transaction(site().engine) as writing:
        sessions.end(writing, g.visitor.user_id, number)
    flash("That session has ended.|")
    return redirect("/account", 303)


@accounts.post("/account/sessions/end")
def end_others() -> Any:
    """End all of one's sessions but this one."""
    close()
    with transaction(site().engine) as writing:
        sessions.end_others(writing, g.visitor.user_id, but=g.visitor.session_id)
    flash("All other sessions have ended.|")
    return redirect("/account", 303)


@accounts.post("/account/tokens")
def add_token() -> Any:
    """Make a token and show it, once."""
    given = request.form
    days = given.get("days", "")
    number = int(days) if days.isascii() and days.isdecimal() and len(days) < 6 else 0
    close()
    try:
        with transaction(site().engine) as writing:
            user = people.numbered(writing, g.visitor.user_id)
            secret = tokens.add(writing, user, given.get("name", ""), given.get("scope", ""), number)
    except Refused as refused:
        return _page(refused, "token"), 400
    answer: Response = make_response(_page(secret=secret))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@accounts.post("/account/tokens/<int:number>/revoke")
def revoke_token(number: int) -> Any:
    """Revoke one of one's tokens."""
    close()
    with transaction(site().engine) as writing:
        token = tokens.revoke(writing, number, g.visitor.user_id)
    flash(f"The token “{token.name}” is revoked.|")
    return redirect("/account", 303)
