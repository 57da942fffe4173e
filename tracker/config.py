"""The settings: each with its name, type, default and a sentence. Read once, refused at start when wrong."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from tracker.errors import Refused
from tracker.logs import FORMS, LEVELS

# By these a machine calls itself.
AT_HOME = frozenset(("127.0.0.1", "localhost", "[::1]"))
ROOT = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?")


def _setting(default: Any, says: str) -> Any:
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, from environment variables named TRACKER_<NAME>."""

    database_url: str = _setting(
        "sqlite:///tracker.db",
        "Where the data lives: a SQLite file, or postgresql+psycopg://user:password@host/name.",
    )
    secret_key: str = _setting(
        "",
        "Signs cookies, 32 characters or more; without it a random one is kept in a file by the database.",
    )
    allowed_hosts: str = _setting(
        "127.0.0.1,localhost,[::1]", "Comma-separated host names that requests may be addressed to."
    )
    root: str = _setting(
        "",
        "The address in front of links in digests, feeds and files, such as https://tracker.example.org; "
        "without it that of the request.",
    )
    session_idle_hours: int = _setting(24, "Hours without a request after which one has to log in again.")
    session_days: int = _setting(30, "Days after which one has to log in again in any case.")
    proxies: int = _setting(
        0, "How many proxies pass requests on, each adding X-Forwarded-For and X-Forwarded-Proto."
    )
    max_body_mb: int = _setting(16, "The largest request body that is read, in megabytes.")
    contact: str = _setting(
        "", "A web or mail address that sites can write to about the pages fetched; sent with each request."
    )
    backup_folder: str = _setting(
        "", "A folder in which `tracker worker` keeps backups of the SQLite file; without it, none are taken."
    )
    backup_hours: int = _setting(24, "How many hours lie between two of them.")
    backups_kept: int = _setting(14, "How many of them stay, the newest; older ones are removed.")
    import_rows: int = _setting(2_000_000, "The most rows one import may hold.")
    model_url: str = _setting(
        "", "An OpenAI-compatible endpoint that may read articles too, such as http://127.0.0.1:11434/v1."
    )
    model_name: str = _setting("", "The model that is asked there; needed with TRACKER_MODEL_URL.")
    model_key: str = _setting("", "The key that the endpoint asks for, if it does.")
    log_level: str = _setting(
        "warning",
        "What is noted on standard error: debug (faults with all they say), info (every request), "
        "warning (what went wrong), error (faults only).",
    )
    log_form: str = _setting("text", "How: text, or json with one object a line.")

    @property
    def hosts(self) -> frozenset[str]:
        """The allowed host names, in lower case, without ports."""
        return frozenset(host.strip().lower() for host in self.allowed_hosts.split(",") if host.strip())

    @property
    def reaches_others(self) -> bool:
        """Whether the settings say that it is reached from elsewhere, by a name or through a proxy."""
        named = urlsplit(self.root).hostname or "localhost"
        hosts = self.hosts | {f"[{named}]" if ":" in named else named}
        return self.proxies > 0 or not hosts <= AT_HOME


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; Refused names each variable that is wrong or unknown."""
    given = {
        k: v
        for k, v in (os.environ if environment is None else environment).items()
        if k.startswith("TRACKER_")
    }
    known = {f"TRACKER_{f.name.upper()}": f for f in fields(Settings)}
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, text in given.items():
        if name in NOT_SETTINGS:
            continue
        if name not in known:
            wrong[name] = "There is no such setting; the README lists them."
        elif isinstance(known[name].default, int):
            if text.isascii() and text.isdigit() and 0 < int(text) <= 10**9:
                values[known[name].name] = int(text)
            else:
                wrong[name] = "Must be a whole number above 0."
        else:
            values[known[name].name] = text
    settings = Settings(**values)
    wrong |= _mistakes(settings)
    if wrong:
        raise Refused("; ".join(f"{name}: {reason}" for name, reason in wrong.items()), wrong)
    return settings


# Read by the tests, not by the tracker.
NOT_SETTINGS = {"TRACKER_TEST_DATABASE_URL", "TRACKER_CI"}


def _mistakes(settings: Settings) -> dict[str, str]:
    wrong = {}
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        wrong["TRACKER_DATABASE_URL"] = "Must start with sqlite:/// or postgresql+psycopg://."
    if settings.backup_folder and settings.database_url.startswith("postgresql"):
        wrong["TRACKER_BACKUP_FOLDER"] = "Is for SQLite files; PostgreSQL is backed up with pg_dump (README)."
    if settings.secret_key and len(settings.secret_key) < 32:
        wrong["TRACKER_SECRET_KEY"] = "Must have 32 characters or more."
    if settings.session_days > 366 or settings.session_idle_hours > 366 * 24:
        wrong["TRACKER_SESSION_DAYS"] = "A session lasts a year at most: 366 days, 8784 hours."
    if settings.log_level not in LEVELS:
        wrong["TRACKER_LOG_LEVEL"] = f"Must be one of {', '.join(LEVELS)}."
    if settings.log_form not in FORMS:
        wrong["TRACKER_LOG_FORM"] = f"Must be one of {', '.join(FORMS)}."
    if not settings.hosts:
        wrong["TRACKER_ALLOWED_HOSTS"] = "Must name at least one host."
    return wrong | _wrong_addresses(settings)


def _wrong_addresses(settings: Settings) -> dict[str, str]:
    wrong = {}
    if settings.root and not ROOT.fullmatch(settings.root):
        wrong["TRACKER_ROOT"] = "Must be an address such as https://tracker.example.org, with no path."
    if settings.model_url and not settings.model_url.startswith(("http://", "https://")):
        wrong["TRACKER_MODEL_URL"] = "Must start with http:// or https://."
    if bool(settings.model_url) != bool(settings.model_name):
        wrong["TRACKER_MODEL_NAME"] = "Give both, the endpoint and the name of the model, or neither."
    return wrong
