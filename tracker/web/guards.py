"""Who may ask for what from where, how much they may send, and what every answer carries."""

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, render_template, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from tracker.db import unavailable
from tracker.errors import Forbidden, Refused, Stale, TrackerError, Unavailable
from tracker.logs import note
from tracker.queries.filters import LONGEST_QUERY, MOST_ARGUMENTS
from tracker.web.journal import asked, request_id
from tracker.web.site import back, site, wants_json
from tracker.web.slow import read_body
from tracker.writing import RowsRefused

LONGEST_PATH = 2_000
MOST_INPUTS = 2_000
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SCHEMES = ("http", "https")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
HEADERS = {
    # Nothing inline and nothing from elsewhere: text from an article can never become a script.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def install(app: Flask) -> None:
    """Put the guards in front of every route and the headers on every answer."""
    app.before_request(check_request)
    app.after_request(add_headers)
    app.register_error_handler(TrackerError, refuse)
    app.register_error_handler(HTTPException, refuse_http)
    app.register_error_handler(DBAPIError, complain)
    app.register_error_handler(Exception, fail)


def check_request() -> None:
    """Refuse a foreign host, a cross-site change, and more or other than can be read."""
    if host_of(request.host) not in site().settings.hosts:
        raise Refused("This tracker does not answer to that host name. Allow it with TRACKER_ALLOWED_HOSTS.")
    if request.method not in SAFE_METHODS and not _same_origin():
        raise Forbidden(
            "This change was asked for by another site, so it was refused. "
            "Make it from the tracker's own pages."
        )
    _check_address()
    read_body()
    if request.mimetype in FORMS:
        _check_form()


def host_of(authority: str) -> str:
    """The host of `host:port` as the settings write it; empty when it is none."""
    try:
        host = urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""
    return f"[{host}]" if ":" in host else host


def _same_origin() -> bool:
    """Whether a change comes from our own pages, or from a program that is no browser.

    Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin; programs send neither.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin.lower() in (f"{scheme}://{request.host.lower()}" for scheme in SCHEMES)


def _check_address() -> None:
    if len(request.path) > LONGEST_PATH or len(request.query_string) > LONGEST_QUERY:
        raise Refused(
            f"The address is too long: at most {LONGEST_QUERY:,} characters after the question mark."
        )
    given = list(request.args.items(multi=True))
    if len(given) > MOST_ARGUMENTS:
        # Each name that is filtered by is looked up: a thousand of them would take seconds.
        raise Refused(f"The address has too many arguments: at most {MOST_ARGUMENTS}.")
    if "\0" in request.path or any("\0" in text for pair in given for text in pair):
        raise Refused("The address holds a null character.")


def _check_form() -> None:
    """Bound a form before it is taken apart: 16 MB of "a&a&" would become a gigabyte of pairs."""
    if request.mimetype == FORMS[0] and request.get_data().count(b"&") > MOST_INPUTS:
        raise RequestEntityTooLarge
    if any("\0" in text for pair in request.form.items(multi=True) for text in pair):
        raise Refused("The form holds a null character.")


def add_headers(response: Response) -> Response:
    """Set the headers of every answer; pages are never kept by shared caches."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def refuse(error: TrackerError) -> Any:
    """Answer an error raised on purpose."""
    if isinstance(error, Unavailable):
        _note(logging.WARNING, "unavailable", error, says=error.message)
    return _answer(error.status, error.message, error)


def complain(error: DBAPIError) -> Any:
    """Answer a complaint of the database while a page was read from it: its session spans the view."""
    answer = unavailable(error)
    return fail(error) if answer is None else refuse(answer)


def refuse_http(error: HTTPException) -> Any:
    """Answer an error of the web itself: no such page, wrong method, body too large."""
    if error.response is not None:
        return error.response
    words = {
        400: "The request was not understood.",
        404: "There is no such page. Search for it, or start at the home page.",
        405: "That cannot be done at this address.",
        413: f"That is too large. At most {site().settings.max_body_mb} MB are read in one request, "
             f"and {MOST_INPUTS:,} fields of a form.",
        415: "Send JSON, with the header Content-Type: application/json.",
    }
    status = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        status = 413
    answer = _answer(status, words.get(status, "The request was refused."), error)
    if status == 405 and getattr(error, "valid_methods", None):
        answer[0].headers["Allow"] = ", ".join(error.valid_methods or [])  # type: ignore[attr-defined]
    return answer


def fail(error: Exception) -> Any:
    """Answer a fault of ours: with a number to quote, without its inside."""
    _note(logging.ERROR, "fault", error)
    words = "Something went wrong on our side. Nothing was saved. Quote fault {} when you report it."
    return _answer(500, words.format(request_id()), error)


def _note(level: int, event: str, error: Exception, **told: str) -> None:
    """Note what went wrong, and at which address without its arguments."""
    one = asked()
    about = {"method": one.method, "path": request.path, "request_id": request_id(), "actor": one.actor}
    note(level, event, error, **about, door=one.door, **told)


def _answer(status: int, words: str, error: Exception) -> tuple[Response, int]:
    if wants_json():
        return jsonify(error_json(status, words, error)), status
    page = render_template(
        "error.html", status=status, message=words, error=error, fields=getattr(error, "fields", {}),
        back=back,
    )  # fmt: skip
    return Response(page, mimetype="text/html"), status


def error_json(status: int, words: str, error: Exception | None = None) -> dict[str, Any]:
    """The one shape of an error for programs."""
    said: dict[str, Any] = {"ok": False, "error": words, "fields": {}, "status": status}
    if isinstance(error, Refused):
        said["fields"] = error.fields
        if error.candidates:
            said["candidates"] = error.candidates
    if isinstance(error, RowsRefused):
        said["rows"] = [{"row": row, "field": field, "error": fault} for row, field, fault in error.rows]
    if isinstance(error, Stale):
        said |= {"yours": error.yours, "theirs": error.theirs}
    return said
