"""`tracker serve` and `tracker init`."""

import ctypes
import errno
import gc
import ipaddress
import os
import signal
import socket
import sqlite3
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tracker import logs
from tracker.cli.opening import prepared, shown
from tracker.config import AT_HOME
from tracker.errors import Refused

if TYPE_CHECKING:
    from flask import Flask

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

THREADS = 4
# Seconds until a worker that is told to stop is killed: a save may wait 10 for its turn.
STOPPING = 30
# Seconds until what few ask for is counted ahead: the first visitors come first.
LATER = 60
# What glibc calls its settings, and the bytes from which on memory is taken from the system by itself.
M_ARENA_MAX, M_MMAP_THRESHOLD, LARGE = -8, -3, 1 << 18

FIRST = "Make the first one: `tracker users add NAME --role admin`."
ALONE = (
    "No accounts: whoever asks from this machine can change everything. Before a proxy passes others on: "
    "`tracker users add NAME --role admin`."
)
NOBODY = f"The settings say that others reach this tracker, so it answers nobody without an account. {FIRST}"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Its port.")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes.  [default: 2; 1 on a SQLite before 3.51.3]"
)
def serve(host: str, port: int, workers: int | None) -> None:
    """Serve the tracker; on first start make, migrate and seed its database.

    \b
    Examples:
      tracker serve
      tracker serve --port 8080 --workers 4
    """
    from tracker.config import read_settings
    from tracker.db import SAFE_SQLITE

    settings = read_settings()
    address = _address(host, settings.hosts)
    with hold(str(address), port) as held:
        engine, done = prepared(settings, seeds=None)
        for line in done:
            click.echo(line)
        accounts = _accounts(engine)
        if not any(accounts) and not address.is_loopback:
            engine.dispose()
            words = "There is no account that could log in, so the tracker is served to this machine alone."
            raise Refused(f"{words} {FIRST}")
        several = engine.dialect.name != "sqlite" or sqlite3.sqlite_version_info >= SAFE_SQLITE
        workers = workers or (2 if several else 1)
        if not several:
            click.echo(_warning(workers), err=True)
        click.echo(f"Serving {shown(engine)} at http://{_in_address(address)}:{port} (stop with Ctrl+C)")
        if not accounts:
            click.echo(ALONE if not settings.reaches_others else NOBODY)
        engine.dispose()
        _run(held, workers, settings.log_level, settings.log_form)


def _address(host: str, allowed: frozenset[str]) -> Address:
    """The address that a host means. Refused when it is none, or when nobody elsewhere could ask there."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host.lower() == "localhost" else host.strip("[]"))
    except ValueError:
        raise Refused(
            f"{host} is no address to listen on. Give 127.0.0.1, ::1 or localhost for this machine alone, "
            "0.0.0.0 or :: for every address that it has, or one of these."
        ) from None
    if not address.is_loopback and allowed <= AT_HOME:
        raise Refused(
            f"{host} is not an address of this machine alone, and TRACKER_ALLOWED_HOSTS allows nothing else. "
            "Name there by what the tracker is reached, such as tracker.example.org."
        )
    return address


def _accounts(engine: Engine) -> list[bool]:
    """Whether each account could log in. Without any, whoever asks is taken for the one at this machine."""
    from tracker.accounts import people
    from tracker.db import reading

    with reading(engine) as session:
        return [user.disabled_at is None for user in people.every(session)]


def _in_address(address: Address) -> str:
    return f"[{address}]" if address.version == 6 else str(address)


def hold(address: str, port: int) -> socket.socket:
    """Take the port before anything is made; Refused when it is not to be had.

    A server lets others listen on its port beside it, which is how its own workers share it. Two trackers
    started at once would share it as well, and each request reach one of two databases by chance.
    """
    held = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((address, port))
    except OSError as error:
        held.close()
        reasons = {
            errno.EADDRINUSE: f"Port {port} is in use. Stop what listens there, or choose another "
            f"one: --port {port + 1 if port < 65535 else 8000}.",
            errno.EACCES: f"Port {port} is reserved for the system. Choose one above 1023.",
        }
        reason = reasons.get(error.errno or 0, f"{address}, port {port}: {error.strerror}.")
        raise Refused(reason) from None
    # The first option was for a port that was free a moment ago; left on, it would let the next one in.
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    return held


def _warning(workers: int) -> str:
    from tracker.db import SAFE_SQLITE

    wanted = ".".join(map(str, SAFE_SQLITE))
    risk = f"with {workers} worker processes" if workers > 1 else "while another command writes to it"
    return (
        f"Warning: SQLite {sqlite3.sqlite_version} has a bug in its write-ahead log that can damage a "
        f"database {risk}. {wanted} is free of it; until then keep backups and use one worker."
    )


def _run(held: socket.socket, workers: int, level: str, form: str) -> None:
    """Listen on the address held until SIGINT or SIGTERM; requests that run then are answered."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    _make_ready()
    address, port = held.getsockname()[:2]
    if sys.platform == "linux":  # The workers join it, and still nobody else.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    else:
        held.close()
    Server(
        "tracker",
        address=address,
        port=port,
        workers=workers,
        interface=Interfaces.WSGI,
        # More threads would wait for the same interpreter, each with a connection to the database.
        blocking_threads=THREADS,
        log_level=LogLevels(level),
        log_dictconfig=logs.for_server(level, form),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPPING,
    ).serve(target_loader=_load, wrap_loader=False)


def _make_ready() -> None:
    """Load what all processes of the server need while there is only this one: they then share it."""
    from sqlalchemy.orm import configure_mappers

    from tracker import app  # noqa: F401

    configure_mappers()
    _have_one_heap()
    # Nothing of it is rubbish, and looking for some would make each process a copy of its own.
    gc.collect()
    gc.freeze()


def _have_one_heap() -> None:
    """Let glibc give all threads of a process memory from one heap, and the system back what is large.

    Of its own it has a heap for each thread that keeps what the thread's largest page took.
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):
            heap = ctypes.CDLL(None)
            heap.mallopt(M_ARENA_MAX, 1)
            heap.mallopt(M_MMAP_THRESHOLD, LARGE)


def _load() -> "Flask":
    """Make the application in a process of the server, which can be told to stop from its first moment.

    A forked process has its parent's handlers until it serves, and they would swallow the word to stop. A key
    pressed at the terminal reaches the parent too, which then tells each process.
    """
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if getattr(getattr(before, "__self__", None), "interrupt_signal", False):
        os._exit(0)  # swallowed between the fork and here: the parent's handler has only taken note of it
    from tracker.app import create_app

    app = create_app()
    engine = app.extensions["tracker"].engine
    # Kept from now on, and not from the first request: `move` and `restore` see that the database is in use.
    with suppress(DBAPIError):
        engine.connect().close()
    threading.Thread(target=_count_ahead, args=(engine,), daemon=True).start()
    return app


def _count_ahead(engine: Engine) -> None:
    from tracker.overview import saves, timeline

    timeline.count_ahead(engine)
    time.sleep(LATER)
    saves.count_ahead(engine)


@click.command()
@click.option("--no-seed", is_flag=True, help="Leave it empty.")
def init(no_seed: bool) -> None:
    """Make or migrate the database and load the seeds; run again it changes nothing.

    \b
    Examples:
      tracker init
      TRACKER_DATABASE_URL=postgresql+psycopg://me@/tracker tracker init --no-seed
    """
    from tracker.config import read_settings

    engine, done = prepared(read_settings(), seeds=not no_seed)
    for line in done or [f"{shown(engine)} is up to date."]:
        click.echo(line)
    engine.dispose()
