"""Static files: addressed by what is in them, kept by browsers for good, and packed once."""

import gzip
import hashlib
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import Response, request

from tracker.web.kept import PACKED, WORTH_PACKING

FOLDER = Path(__file__).resolve().parent.parent / "static"
FILES = 64


def asset(name: str) -> str:
    """The address of a static file, which changes with what is in the file.

    Put together by hand: there is no routing, and still an error page, when the host is not one.
    """
    return f"/static/{name}?v={_fingerprint(name)}"


@lru_cache(maxsize=FILES)
def _fingerprint(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def keep_assets(response: Response) -> Response:
    """Let browsers keep for good what is asked for by its content; send text packed to whoever reads that."""
    # A part of a file is answered with 206, a file that did not change with 304.
    if request.endpoint != "static" or response.status_code != 200:
        return response
    name = str((request.view_args or {})["filename"])
    # What a page of another version asks for is not what it is called.
    if request.args.get("v") == _fingerprint(name):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if not (response.mimetype or "").startswith(PACKED) or (response.content_length or 0) < WORTH_PACKING:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0:
        response.close()  # the file, which is not read
        response.direct_passthrough = False
        response.set_data(_packed(name, response.last_modified))
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(response.get_etag()[0] or "", weak=True)
    return response


@lru_cache(maxsize=FILES)
def _packed(name: str, changed: datetime | None) -> bytes:
    """As small as may be: it is done once for a file as it stands."""
    return gzip.compress((FOLDER / name).read_bytes(), 9, mtime=0)
