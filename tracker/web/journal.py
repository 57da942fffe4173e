"""Every request gets a number; when it is answered it is counted, and noted in one line of the log."""

import logging
import secrets
from dataclasses import dataclass
from time import perf_counter

from flask import Flask, Response, g, request

from tracker.errors import TrackerError
from tracker.logs import note
from tracker.web.site import actor, site

HEADER = "X-Request-ID"


def install(app: Flask) -> None:
    """Watch every request from before anything else to after everything else."""
    app.before_request(begin)
    app.after_request(answered)


def begin() -> None:
    """Note when a request came."""
    g.begun = perf_counter()
    request_id()


def request_id() -> str:
    """The number of this request: it stands in the answer, in the log and on the page of a fault."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    found: str = g.request_id
    return found


@dataclass(frozen=True)
class Asked:
    """What is noted of a request: what its address is a case of, never what stood in it."""

    part: str
    route: str | None
    method: str
    actor: str | None
    door: str


def asked() -> Asked:
    """What is noted of this request."""
    rule = str(request.url_rule) if request.url_rule else None
    part = request.blueprint or request.endpoint or "none"
    return Asked(part, rule, request.method[:20], _actor(), "api" if part == "api" else "web")


def _actor() -> str | None:
    try:
        return actor()
    except TrackerError:
        return None  # the database that knows who it is does not answer


def answered(response: Response) -> Response:
    """Give the answer its number; count and note it when its last byte is made."""
    response.headers[HEADER] = number = request_id()
    begun, one, here = g.get("begun", perf_counter()), asked(), site()
    # Not the answer itself: it would hold what holds it, and an answer that is left half-way its database.
    status = response.status_code

    def end() -> None:
        seconds = perf_counter() - begun
        here.gauges.saw(one.part, one.method, status, seconds)
        note(
            logging.INFO, "request", method=one.method, route=one.route, status=status,
            ms=round(seconds * 1000, 1), request_id=number, actor=one.actor, door=one.door,
        )  # fmt: skip

    if response.is_streamed:
        response.call_on_close(end)
    else:
        end()
    return response
