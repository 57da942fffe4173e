"""Putting the application together."""

import os
import secrets
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker import logs
from tracker.config import Settings, read_settings
from tracker.db import Watch, make_engine
from tracker.schema import PACKAGE
from tracker.web import guards, journal, kept, past, register, visits
from tracker.web.site import Site, close, install


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application for some settings, from the environment when none are given."""
    settings = settings or read_settings()
    logs.install(settings.log_level, settings.log_form)
    app = Flask("tracker", root_path=str(PACKAGE), static_url_path="/static")
    app.config.update(
        SECRET_KEY=settings.secret_key or kept_key(settings.database_url),
        MAX_CONTENT_LENGTH=settings.max_body_mb * 1_000_000,
        MAX_FORM_MEMORY_SIZE=settings.max_body_mb * 1_000_000,
        MAX_FORM_PARTS=guards.MOST_INPUTS,
        SESSION_COOKIE_NAME="tracker",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    engine = make_engine(settings.database_url)
    found = Site(engine, settings, Watch(engine))
    install(app, found)
    journal.install(app)
    guards.install(app)
    visits.install(app)
    register(app)
    kept.install(app)
    past.install(app)
    app.teardown_appcontext(close)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )
    return app


def kept_key(database_url: str) -> str:
    """The random key of this installation, made once and kept beside the database for its owner alone."""
    url = make_url(database_url)
    beside = Path(url.database or "tracker.db") if url.get_backend_name() == "sqlite" else Path("tracker")
    file = beside.with_name(f"{beside.name}.key")
    try:
        return file.read_text("ascii").strip()
    except FileNotFoundError:
        pass
    key = secrets.token_hex(32)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text("ascii").strip()
    except OSError:
        # A read-only folder: browsing works, messages after saving last as long as this process.
        return key
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(key)
    return key
