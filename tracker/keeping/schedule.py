"""Backups on time, each by the worker that comes first, and the removal of old ones."""

import re
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from tracker import backups
from tracker.config import Settings
from tracker.db import file_of, transaction
from tracker.errors import TrackerError
from tracker.keeping.copying import backup
from tracker.keeping.verifying import Held
from tracker.schema import head

MOMENT = r"-\d{8}T\d{6}Z\.db"


@dataclass(frozen=True)
class Plan:
    """Where backups are kept, how often one is taken, and how many of them stay."""

    folder: Path
    every: timedelta
    keep: int


@dataclass(frozen=True)
class Taken:
    """What an attempt came to: a file, and how many old ones went for it, or why there is none."""

    held: Held | None
    removed: int = 0
    problem: str | None = None


def planned(settings: Settings) -> Plan | None:
    """What the settings ask for; None when no folder is named."""
    if not settings.backup_folder:
        return None
    folder = Path(settings.backup_folder).absolute()
    return Plan(folder, timedelta(hours=settings.backup_hours), settings.backups_kept)


def take_due(engine: Engine, plan: Plan) -> Taken | None:
    """Take the backup that is due and note what came of it; None when none is."""
    with transaction(engine) as session:
        begun = backups.begin(session, plan.every)
        if begun is None:
            return None
        number = begun.id
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        done = backup(engine, plan.folder)
    except (TrackerError, OSError) as error:
        why = error.message if isinstance(error, TrackerError) else f"{error.filename}: {error.strerror}."
        with transaction(engine) as session:
            backups.failed(session, number, why)
        return Taken(None, problem=why)
    with transaction(engine) as session:
        backups.succeeded(session, number, done.file, done.bytes, done.records)
    return _thinned(engine, plan, done)


def _thinned(engine: Engine, plan: Plan, done: Held) -> Taken:
    """Remove what is older than the newest few, now that there is one more."""
    try:
        return Taken(done, thin(plan.folder, str(getattr(file_of(engine.url), "stem", "")), plan.keep))
    except OSError as error:
        return Taken(done, problem=f"Old backups stay: {error.filename}: {error.strerror}.")


def thin(folder: Path, name: str, keep: int) -> int:
    """Remove all backups of a database but the newest few, and halves that a killed worker left; how many
    backups went. What has another name is not touched."""
    named = re.compile(re.escape(name) + MOMENT)
    old = sorted(file for file in folder.iterdir() if named.fullmatch(file.name))[:-keep]
    for file in old:
        file.unlink()
    halves = re.compile(re.escape(name) + MOMENT + r"\.[0-9a-f]{8}\.part")
    for file in folder.iterdir():
        if halves.fullmatch(file.name) and time.time() - file.stat().st_mtime > backups.AGAIN.total_seconds():
            file.unlink()
    return len(old)


def remember(engine: Engine, done: Held) -> None:
    """Note a backup that was asked for by hand, in a database that has a place for it."""
    if done.schema == head():
        with transaction(engine) as session:
            backups.succeeded(session, None, done.file.absolute(), done.bytes, done.records)
