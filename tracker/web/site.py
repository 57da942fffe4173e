"""What every view needs: the database, the settings, who is asking, and whether JSON or a page is wanted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.db import reading, transaction
from tracker.history import Door
from tracker.writing import Edit


@dataclass(frozen=True)
class Site:
    """The parts of the application that views use."""

    engine: Engine
    settings: Settings


def install(app: Flask, site: Site) -> None:
    """Give an application its site."""
    app.extensions["tracker"] = site


def site() -> Site:
    """The site of the application that answers."""
    found: Site = current_app.extensions["tracker"]
    return found


def session() -> Session:
    """The request's reading session: one moment of the database for the whole page."""
    if "reading" not in g:
        g.reading_from = reading(site().engine)
        g.reading = g.reading_from.__enter__()
    found: Session = g.reading
    return found


def close(error: BaseException | None = None) -> None:
    """End the request's reading session."""
    opened = g.pop("reading_from", None)
    g.pop("reading", None)
    if opened is not None:
        opened.__exit__(None, None, None)


@contextmanager
def editing(door: Door, reason: str | None = None, token: str | None = None) -> Iterator[Edit]:
    """One save: a short writing transaction with its revision, finished when the block ends well."""
    close()
    with transaction(site().engine) as writing:
        edit = Edit(writing, actor=actor(), door=door, reason=reason or None, token=token or None)
        yield edit
        edit.finish()


def actor() -> str:
    """Who is asking. Without accounts that is the one person at this machine."""
    return "local"


def wants_json() -> bool:
    """Whether the answer is for a program."""
    return request.path.startswith("/api/") or request.path.endswith(".json")


def arguments() -> list[tuple[str, str]]:
    """The arguments of the address, in order, repeated ones kept."""
    return list(request.args.items(multi=True))
