"""How the tracker is doing: a page for people, the same as JSON, and figures for Prometheus."""

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from tracker import __version__
from tracker.backups import known_backups
from tracker.db import reading
from tracker.errors import Unavailable
from tracker.health import Figures, Sign, figures, signs
from tracker.schema import current
from tracker.web.api import no_arguments
from tracker.web.gauges import Rows, family
from tracker.web.site import site

running = Blueprint("running", __name__)

STARTED = datetime.now(UTC)
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@running.get("/health")
def page() -> Any:
    """What is stored, what waits, what fails, and what to do about it."""
    found = _signs()
    body = render_template("health.html", signs=found, started=STARTED, process=os.getpid())
    return Response(body, _status(found))


@running.get("/health.json")
def twin() -> Any:
    """The same for programs."""
    no_arguments()
    found = _signs()
    ok = all(one.state != "bad" for one in found)
    return jsonify({"ok": ok, "rows": [asdict(one) for one in found]}), _status(found)


def _signs() -> list[Sign]:
    version = Sign("Tracker", f"{__version__}, Python {platform.python_version()}")
    return [*signs(site().engine), version]


def _status(found: list[Sign]) -> int:
    """503 when the database does not answer: the page says so, and whoever watches need not read it."""
    return 503 if found[0].state == "bad" else 200


@running.get("/metrics")
def metrics() -> Response:
    """The figures in the text format of Prometheus."""
    lines = [*_build(), *site().gauges.lines(os.getpid()), *_stored()]
    return Response("".join(f"{line}\n" for line in lines), content_type=TEXT)


def _build() -> Iterator[str]:
    about = {"version": __version__, "python": platform.python_version()}
    yield from family("tracker_build_info", "gauge", "The version that answers.", [(about, 1)])
    says = "When this process started, in seconds since 1970."
    began = [({"process": os.getpid()}, round(STARTED.timestamp()))]
    yield from family("tracker_process_start_time_seconds", "gauge", says, began)


def _stored() -> Iterator[str]:
    """What the database tells, the same from every process; only that it does not, when it does not."""
    engine = site().engine
    try:
        schema = current(engine)
        with reading(engine) as session:
            found, backup = figures(session), known_backups(session).newest
    except Unavailable:
        yield from family("tracker_database_up", "gauge", "Whether the database answers.", [({}, 0)])
        return
    yield from family("tracker_database_up", "gauge", "Whether the database answers.", [({}, 1)])
    yield from family("tracker_schema_info", "gauge", "The database's schema.", [({"schema": schema}, 1)])
    yield from _counted(found)
    if backup is not None:
        says = "When the newest good backup was begun, in seconds since 1970."
        rows: Rows = [({}, round(backup.begun_at.timestamp()))]
        yield from family("tracker_newest_backup_timestamp_seconds", "gauge", says, rows)


def _counted(found: Figures) -> Iterator[str]:
    doors: Rows = [({"door": name}, n) for name, n in found.saves.items()]
    yield from family("tracker_saves_total", "counter", "Saves on record, by the way they came in.", doors)
    if found.newest_save:
        says = "When the newest save was made, in seconds since 1970."
        rows: Rows = [({}, round(found.newest_save.timestamp()))]
        yield from family("tracker_newest_save_timestamp_seconds", "gauge", says, rows)
    for name, says in GAUGES.items():
        yield from family(f"tracker_{name}", "gauge", says, [({}, getattr(found, name))])


GAUGES = {
    "database_bytes": "How big the database is.",
    "drafts_waiting": "Drafted facts that nobody has decided on.",
    "items_waiting": "Items of feeds that nobody has looked at.",
    "feeds": "Feeds that are polled.",
    "feeds_failing": "Feeds that could not be read when they were last polled.",
    "jobs_due": "Jobs that a worker may take now.",
    "jobs_late": "Jobs that have been due for a quarter of an hour or longer.",
    "jobs_running": "Jobs that a worker is at.",
    "jobs_failing": "Jobs that failed when they were last done.",
}
