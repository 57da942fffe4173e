"""Who asks: told before any handler runs. Whoever is nobody is sent to log in, and keeps what was typed."""

import ipaddress
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker.accounts import people, sessions, tokens
from tracker.config import AT_HOME
from tracker.db import reading, transaction
from tracker.errors import Forbidden, SignedOut, Unavailable
from tracker.history import KNOWN_ON
from tracker.types import now
from tracker.web.access import COOKIE, KNOWN_COOKIE, LOCAL, Visitor, may, need_of
from tracker.web.guards import FORMS, error_json, host_of
from tracker.web.site import on_site, session, site, version, wants_json

# What a proxy says when it passes a request on: such a request did not begin on this machine.
PASSED_ON = (
    "forwarded", "via", "x-forwarded-", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-original-",
    "true-client-ip", "cf-", "tailscale-",
)  # fmt: skip
OLD = ("HTTP/1.0", "HTTP/1")  # the latter is how the server calls it
MOST_HELD = 1_000_000  # characters of what was typed, as they are carried through the log-in
KNOWN_FOR = timedelta(days=366)  # that a browser counts as one that somebody was logged in with
PATIENCE = 0.05  # seconds that noting when somebody was here may take


class OwnCookies(SecureCookieSessionInterface):
    """The cookie of messages goes over https alone once the tracker is reached so."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def install(app: Flask) -> None:
    """Put the table of roles in front of every route, behind the guards."""
    app.session_interface = OwnCookies()
    app.before_request(check)
    app.after_request(say_scope)
    app.register_error_handler(SignedOut, send_to_log_in)
    app.jinja_env.globals.update(visitor=visitor, may=may_visitor, may_read=may_read)


def visitor() -> Visitor | None:
    """Who asks, as far as it was told; None for nobody."""
    found: Visitor | None = g.get("visitor")
    return found


def may_visitor(endpoint: str, verb: str = "GET", kind: str = "") -> bool:
    """Whether whoever asks may use a route: what a page shows of forms and links to them."""
    return may(visitor(), endpoint, verb, kind)


def may_read(kind: str) -> bool:
    """Whether whoever asks may see the records of a kind."""
    return may_visitor("records.record", kind=kind)


def _kind() -> str:
    """The kind of record in the address at hand, if there is one."""
    asked = (request.view_args or {}).get("kind")
    return str(getattr(asked, "__tablename__", ""))


def check() -> None:
    """Refuse what the table of roles does not give to whoever asks."""
    if request.endpoint is None:
        _try_to_tell()  # there is no such page; its answer has a menu all the same
        return
    need = need_of(request.endpoint, request.method, _kind())
    if need == "anyone":
        return
    if need is None:
        raise Forbidden(f"Nobody may do this: {request.endpoint} has no line in tracker/web/access.py.")
    try:
        g.visitor = tell()
    except (Unavailable, DBAPIError):
        if request.blueprint == "running" and at_this_machine():
            return  # these pages tell what is wrong with the database
        raise
    if may(g.visitor, request.endpoint, request.method, _kind()):
        return
    if g.visitor is None:
        raise SignedOut("Log in first.")
    raise Forbidden(_why_not(g.visitor, need))


def _try_to_tell() -> None:
    try:
        g.visitor = tell()
    except (SignedOut, Forbidden, Unavailable, DBAPIError):
        g.visitor = None


def _why_not(who: Visitor, need: str) -> str:
    if who == LOCAL:
        return (
            "There are no accounts: whoever sits at this machine is the editor. "
            "`tracker users add NAME --role admin` makes the first account."
        )
    if who.token and need in ("account", "admin"):
        return "Accounts are not opened by tokens: log in with the password."
    if who.token and who.scope == "read":
        return f"The token “{who.token}” may only read."
    return f"{who.name} is {_a(who.role)}; this takes {_a(need)}. An admin can change that."


def _a(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def say_scope(response: Response) -> Response:
    """Tell a program in its own words that its token is not for this."""
    who = visitor()
    if response.status_code == 403 and who is not None and who.token:
        response.headers["WWW-Authenticate"] = 'Bearer realm="tracker", error="insufficient_scope"'
    return response


# -- telling who it is --------------------------------------------------------------------------------------


def tell() -> Visitor | None:
    """Who asks: by a token, by a session, or at this machine while there are no accounts; None for nobody.

    Raises SignedOut for a token that opens no account, and Forbidden from elsewhere while there are none.
    """
    if request.args.get(KNOWN_ON):
        # The request's own session looks back; who may ask is told of today, and before it costs anything.
        with reading(site().engine) as today:
            return _tell(today)
    return _tell(session())


def _tell(today: Session) -> Visitor | None:
    version(lambda: today)  # before anything is read, so that no answer is kept as one of a later version
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    shows_token = scheme.lower() == "bearer"
    if shows_token:
        found = _by_token(today, shown.strip())
    else:
        found = _by_session(today, request.cookies.get(COOKIE, ""))
    if found is not None:
        return found
    if _anybody(today):
        if shows_token:
            raise SignedOut("The token is not one of this tracker, has ended, or was revoked.")
        return None
    if not at_this_machine():
        raise Forbidden(
            "There are no accounts yet, so the tracker answers nobody but the machine that it runs on, and "
            "nobody at all once its settings say that others reach it or a proxy passes requests on. "
            "`tracker users add NAME --role admin` makes the first account there."
        )
    return LOCAL


def _anybody(today: Session) -> bool:
    """Whether there is an account, asked once for a version of the database."""
    at = version()
    known: tuple[object, bool] | None = current_app.extensions.get("anybody")
    if known is None or known[0] != at:
        known = current_app.extensions["anybody"] = at, people.any_account(today)
    return known[1]


def _by_token(today: Session, secret: str) -> Visitor | None:
    found = tokens.find(today, secret)
    if found is None:
        return None
    token, user = found
    _note_use(tokens.used, token.id, token.used_at)
    return Visitor(user.name, user.role, user.id, token=token.name, scope=token.scope)


def _by_session(today: Session, secret: str) -> Visitor | None:
    found = sessions.find(today, secret, limits()) if secret else None
    if found is None:
        return None
    begun, user = found
    _note_use(sessions.saw, begun.id, begun.seen_at)
    return Visitor(user.name, user.role, user.id, begun.id)


def limits() -> sessions.Limits:
    """How long sessions last here."""
    here = site().settings
    return sessions.Limits(timedelta(hours=here.session_idle_hours), timedelta(days=here.session_days))


def _note_use(note: Callable[[Session, int], None], number: int, last: datetime | None) -> None:
    """Note that somebody is here, unless that was noted lately or the database is busy."""
    if last is not None and now() - last < sessions.STEP:
        return
    try:
        with transaction(site().engine, patience=PATIENCE) as writing:
            note(writing, number)
    except Unavailable:
        return  # a page is shown also while the database is busy, full or only to be read


def at_this_machine() -> bool:
    """Whether a request began on the machine that the tracker runs on, as far as it tells.

    A proxy that hides itself altogether looks like somebody at this machine: with one, accounts are needed.
    """
    if site().settings.reaches_others:
        return False
    try:
        # Without any address it is asked within the process, not through a socket.
        near = request.remote_addr is None or ipaddress.ip_address(request.remote_addr).is_loopback
    except ValueError:
        near = False
    return near and host_of(request.host) in AT_HOME and not _passed_on()


def _passed_on() -> bool:
    """Whether a request shows that a proxy passed it on, even one that says nothing of itself.

    Browsers and programs speak HTTP/1.1 or newer, many proxies 1.0. And a browser says which page of ours it
    comes from: at this machine, no page has another host.
    """
    if request.environ.get("SERVER_PROTOCOL") in OLD:
        return True
    if any(name.lower().startswith(PASSED_ON) for name, _ in request.headers):
        return True
    own_page = request.headers.get("Sec-Fetch-Site") == "same-origin"
    pages = [request.headers.get("Origin"), request.headers.get("Referer") if own_page else None]
    hosts = [host_of(page.partition("://")[2].partition("/")[0]) for page in pages if page]
    return any(host and host not in AT_HOME for host in hosts)


# -- whoever is nobody --------------------------------------------------------------------------------------


def for_program() -> bool:
    """Whether an answer is read by a program: it cannot fill in the form that one logs in with."""
    mode = request.headers.get("Sec-Fetch-Mode")
    if request.path.startswith("/api/") or mode is not None:
        return mode != "navigate"
    asks_for_page = "text/html" in request.headers.get("Accept", "")
    for_programs = request.path == "/metrics" or "." in request.path.rpartition("/")[2]
    return not asks_for_page and (wants_json() or for_programs)


def send_to_log_in(error: SignedOut) -> Any:
    """Answer nobody: programs in their shape, a browser with the form to log in."""
    if for_program() or "Authorization" in request.headers:
        answer = jsonify(error_json(401, error.message, error))
        answer.headers["WWW-Authenticate"] = challenge()
        return answer, 401
    if request.method in ("GET", "HEAD"):
        query = request.query_string.decode("ascii", "replace")
        wanted = f"{request.path}?{query}" if query else request.path
        return redirect("/login" if wanted == "/" else f"/login?{urlencode({'next': wanted})}", 302)
    return log_in_page("", "", held=hold(), ended=True), 401, {"WWW-Authenticate": challenge()}


def challenge() -> str:
    """What a program has to show."""
    shown = "Authorization" in request.headers
    return 'Bearer realm="tracker"' + (', error="invalid_token"' if shown else "")


def log_in_page(
    name: str, next_page: str, refused: str = "", held: str = "", ended: bool = False, accounts: bool = True
) -> str:
    """The form to log in with.

    held: what was typed elsewhere when the session had ended, carried along; accounts: whether there are any.
    """
    return render_template(
        "login.html", name=name, next=next_page, refused=refused, held=held, ended=ended, accounts=accounts
    )


def hold() -> str:
    """What was typed in the form at hand, to be carried through the log-in: as JSON, for `resume`.

    Nothing of a form with a password, which the page that is resumed would show; and nothing of one that is
    very long, or anybody could have the memory filled with such pages.
    """
    if request.mimetype not in FORMS or "password" in request.form:
        return ""
    if sum(len(name) + len(value) for name, value in request.form.items(multi=True)) > MOST_HELD:
        return ""
    files = sorted({file.filename for file in request.files.values() if file.filename})
    held = {"to": request.path, "typed": list(request.form.items(multi=True)), "files": files}
    return bounded(json.dumps(held, ensure_ascii=False))


def bounded(held: str) -> str:
    """What was held, or nothing when it is longer than is carried along."""
    return held if len(held) <= MOST_HELD else ""


def resume(held: str) -> str | None:
    """The page that shows what was typed before the log-in, to be sent again; None when that is nothing."""
    try:
        kept = json.loads(held)
        to, typed = on_site(kept["to"]), [(str(name), str(value)) for name, value in kept["typed"]]
        files = [str(name) for name in kept["files"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return render_template("resume.html", to=to, typed=typed, files=files) if to else None


def with_cookie(answer: Response, secret: str | None) -> Response:
    """Give an answer the cookie of a session, or take it back."""
    if secret is None:
        answer.delete_cookie(COOKIE, **_kept())
    else:
        answer.set_cookie(COOKIE, secret, max_age=limits().longest, **_kept())
    return answer


def _kept() -> dict[str, Any]:
    return {"httponly": True, "samesite": "Lax", "secure": request.is_secure, "path": "/"}


def remember_browser(answer: Response, name: str) -> Response:
    """Mark a browser as one that an account was logged in with, which opens nothing: whoever guesses at the
    account elsewhere does not make this browser wait."""
    if not known_browser(name):
        mark = _marks().dumps([people.key_of(name), secrets.token_hex(16)])
        answer.set_cookie(KNOWN_COOKIE, mark, max_age=KNOWN_FOR, **_kept())
    return answer


def known_browser(name: str) -> str:
    """The mark of this browser, if the account of that name was logged in with it before; else empty."""
    try:
        whose, mark = _marks().loads(
            request.cookies.get(KNOWN_COOKIE, ""), max_age=int(KNOWN_FOR.total_seconds())
        )
    except (BadData, ValueError, TypeError):
        return ""
    return str(mark) if whose == people.key_of(name) else ""


def _marks() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known browser")
