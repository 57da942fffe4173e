"""Statements are compiled once for all databases of a run: nearly every test has an engine of its own."""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

MOST = 4_000


class Compiled(LRUCache[Any, Any]):
    """What engines compiled, by the kind of their database and not, as theirs is, by the engine."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), value)


def share_compiled() -> None:
    """From now on, connections of all engines look there first."""
    compiled = Compiled(MOST)

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)
