"""One line for each thing worth noting: words for a terminal, or JSON for programs that collect it.

What a request or a person sent is never in it: no query string, no body, no cookie, no key. A fault is told
by the kind of its exceptions and where they rose; their messages may quote what was typed, and come at the
level `debug` alone.
"""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

FORMS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")
log = logging.getLogger("tracker")


def note(level: int, event: str, error: BaseException | None = None, /, **told: Any) -> None:
    """Note an event in a few fixed words, with what is told of it by name."""
    log.log(level, event, exc_info=error, extra={"told": told})


class Lines(logging.Formatter):
    """A record of the log as one line, in one of FORMS."""

    def __init__(self, form: str = "text", debug: bool = False) -> None:
        super().__init__()
        self.form, self.debug = form, debug

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        told = {
            "time": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            told["fault"] = list(_rises(record.exc_info[1], self.debug))
        # In ASCII: whatever a name holds, a line of the log is a line.
        return json.dumps(told, default=str) if self.form == "json" else _words(told)


def _rises(error: BaseException, debug: bool) -> Iterator[dict[str, Any]]:
    """An exception and those it rose from, outermost first: its kind, and where, innermost frame last."""
    seen: BaseException | None = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)
        rise = {
            "kind": f"{type(seen).__module__}.{type(seen).__qualname__}".removeprefix("builtins."),
            "at": [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames],
        }
        yield rise | ({"says": str(seen)[:2_000]} if debug else {})
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def _words(told: dict[str, Any]) -> str:
    """The same for a person: time, level and event, then names with values, then a fault line by line."""
    rises = told.pop("fault", [])
    line = f"{told.pop('time')} {told.pop('level')} {told.pop('event')}"
    line += "".join(f" {name}={_word(value)}" for name, value in told.items() if value is not None)
    for rise in rises:
        says = f": {_word(rise['says'])}" if "says" in rise else ""
        line += f"\n  {rise['kind']}{says}" + "".join(f"\n    {place}" for place in rise["at"])
    return line


def _word(value: Any) -> str:
    text = str(value)
    plain = text.isascii() and text.isprintable() and not set(text) & {" ", '"', "="}
    return text if plain and text else json.dumps(text)


class Stderr(logging.StreamHandler[TextIO]):
    """Standard error as it is when something is noted, not as it was at the start."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        pass


def install(level: str, form: str) -> None:
    """Note what is at least of this level in this form, on standard error."""
    handler = Stderr()
    handler.setFormatter(Lines(form, level == "debug"))
    log.handlers = [handler]
    log.setLevel(level.upper())
    log.propagate = False


def for_server(level: str, form: str) -> dict[str, Any]:
    """The same for the server's own log of its processes, as `logging.config` has it."""
    return {
        "formatters": {"line": {"()": "tracker.logs.Lines", "form": form, "debug": level == "debug"}},
        "handlers": {"stderr": {"()": "tracker.logs.Stderr", "formatter": "line"}},
        "loggers": {"_granian": {"handlers": ["stderr"], "propagate": False}},
    }
