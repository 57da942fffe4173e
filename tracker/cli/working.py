"""`tracker worker`: what is due is done, until stopped."""

import logging
import signal
import threading
from typing import Any

import click

from tracker.cli.news import outbound, show_polled
from tracker.cli.opening import opened
from tracker.logs import install, note

BETWEEN = 20.0  # seconds between two looks for what is due


def _say(words: str, quiet: bool) -> None:
    if not quiet:
        click.echo(words, err=True)


@click.command()
@click.option("--once", is_flag=True, help="Poll what is due now, then end.")
def worker(once: bool) -> None:
    """Poll feeds and keep backups when they are due, until stopped. Any number may run side by side.

    Backups are kept in the folder that TRACKER_BACKUP_FOLDER names, if it does.

    \b
    Examples:
      tracker worker
      tracker worker --once      from a timer
    """
    from tracker.config import read_settings
    from tracker.ingest.polling import lease, poll
    from tracker.keeping.schedule import planned, take_due

    settings = read_settings()
    plan, in_json = planned(settings), settings.log_form == "json"
    install(settings.log_level, settings.log_form)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened() as engine:
        door = outbound()
        due = f"feeds{' and backups' if plan else ''}"
        _say(f"Waiting for {due} that are due. Ctrl+C ends it.", once or in_json)
        while not stop.is_set():
            if plan and (taken := take_due(engine, plan)):
                (_note_taken if in_json else _show_taken)(taken)
            leased = lease(engine)
            if leased is not None:
                (_note_polled if in_json else show_polled)(poll(engine, door, leased.feed_id))
            elif once or stop.wait(BETWEEN):
                break
    _say("Stopped.", once or in_json)


def _show_taken(taken: Any) -> None:
    if taken.held:
        gone = f", removed {taken.removed} older" if taken.removed else ""
        click.echo(f"Backed up to {taken.held.file}{gone}.")
    if taken.problem:
        click.echo(f"Backup: {taken.problem}", err=True)


def _note_polled(polled: Any) -> None:
    told = {"feed": polled.feed_id, "new": polled.new, "problem": polled.problem}
    note(logging.WARNING if polled.problem else logging.INFO, "polled", **told)


def _note_taken(taken: Any) -> None:
    if taken.held:
        note(logging.INFO, "backed up", file=str(taken.held.file), removed=taken.removed)
    if taken.problem:
        note(logging.WARNING, "backup failed", problem=taken.problem)
