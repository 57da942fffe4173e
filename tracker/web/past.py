"""Pages and files that tell what was known on a day, by `_known_on` in their address.

Whatever only reads records can look back. On such a page every link that can be followed on the same day is,
so that one walks about in the past until one goes back to today.
"""

import re
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tracker.errors import Refused
from tracker.history import KNOWN_ON, Known, known_of
from tracker.web.site import arguments, past

# All of a kind of page, and single ones.
BLUEPRINTS = {"lists", "map", "timeline", "charts", "compare", "matrix", "network"}
ENDPOINTS = {"records.record", "records.any_record", "api.rows", "api.row", "twins.table"}
ELSEWHERE = "Only lists, records and drawings and their files look back. Drop it here."
# A link to this page or to another page of the site, unless it says that it leads to today.
LINK = re.compile(r'(?<!data-today )href="((?:/(?!/)|\?)[^"]*)"')
FORM = re.compile(r"<form\b[^>]*>")


def install(app: Flask) -> None:
    """Let an application look back."""
    app.before_request(check)
    app.after_request(stay)
    app.jinja_env.globals.update(past=looked_back, looks_back=looks_back, today_of=today_of)


def looked_back() -> Known | None:
    """The moment that the page at hand has been read at, if that is past: asks for nothing more, so that
    an error page can be drawn without a database."""
    return known_of(g.reading) if "reading" in g else None


def looks_back() -> bool:
    """Whether the page at hand can tell what was known on a day."""
    return request.endpoint is not None and _looks_back(request.endpoint)


def today_of() -> str:
    """The address of the page at hand, of today."""
    kept = urlencode([pair for pair in arguments() if pair[0] != "_next"])
    return f"{request.path}?{kept}" if kept else request.path


def check() -> None:
    """Refuse to look back where only today is told."""
    if request.args.get(KNOWN_ON) and not _looks_back(request.endpoint):
        raise Refused("This tells of today.", {KNOWN_ON: ELSEWHERE})


def _looks_back(endpoint: str | None) -> bool:
    # What is nowhere is answered as such.
    return endpoint is None or endpoint.partition(".")[0] in BLUEPRINTS or endpoint in ENDPOINTS


def stay(response: Response) -> Response:
    """Have the links of a page that looks back lead to the same day, and a file's name tell the day."""
    # A kept answer stays already.
    if not request.args.get(KNOWN_ON) or response.status_code >= 400 or "ETag" in response.headers:
        return response
    known = past()
    day = known.written if known else ""
    places = current_app.url_map.bind("localhost")
    if response.location:
        response.location = _kept(places, response.location, f"&{KNOWN_ON}={day}")
    if response.mimetype == "text/html" and not response.is_streamed:
        asked = f"&amp;{KNOWN_ON}={day}"
        page = response.get_data(as_text=True)
        page = LINK.sub(lambda found: f'href="{_kept(places, found[1], asked)}"', page)
        response.set_data(FORM.sub(lambda found: _filled(places, found[0], day), page))
    if file := response.headers.get("Content-Disposition"):
        response.headers["Content-Disposition"] = re.sub(r"(\.\w+)$", rf"-{day[:10]}\1", file)
    return response


def _kept(places: MapAdapter, address: str, asked: str) -> str:
    """An address on the same day, if what is there can be asked for it."""
    path, mark, fragment = address.partition("#")
    place, _, query = path.partition("?")
    if f"{KNOWN_ON}=" in path or not _goes_back(places, place):
        return address
    joint = asked if query else f"?{asked[asked.index(KNOWN_ON):]}"
    return f"{path.removesuffix('?')}{joint}{mark}{fragment}"


def _filled(places: MapAdapter, form: str, day: str) -> str:
    """A form that asks something, with the day as one more of its answers."""
    action = re.search(r'\baction="([^"]*)"', form)
    asks = 'method="post"' not in form and "data-today" not in form
    asks = asks and _goes_back(places, action[1] if action else "")
    return f'{form}<input type="hidden" name="{KNOWN_ON}" value="{day}">' if asks else form


def _goes_back(places: MapAdapter, path: str) -> bool:
    """Whether what is at a path of the site can look back; no path is this page."""
    if not path:
        return True
    try:
        endpoint, _ = places.match(path, "GET")
    except HTTPException:
        return False
    return _looks_back(endpoint)
