"""Who may ask for what: the one table of roles, routes and verbs, held before any handler runs.

A route that has no line here is refused to everybody.
"""

from dataclasses import dataclass
from typing import Literal

from tracker.accounts import ROLES, Role, Scope
from tracker.records import OWN

Need = Literal["anyone", "reader", "editor", "account", "admin"]
"""What it takes. anyone: not even an account. reader, editor: that role or a higher one, in a browser or by a
token, or the local user where there are no accounts. account: an account of whatever role, logged in with its
password. admin: the same, of an admin."""

COOKIE = "tracker_session"
KNOWN_COOKIE = "tracker_known"  # of a browser that somebody was logged in with before
# Endpoint: what each of its verbs takes. HEAD is as GET.
ACCESS: dict[str, dict[str, Need]] = {
    # What there is before one has logged in.
    "static": {"GET": "anyone"},
    "screens.favicon": {"GET": "anyone"},
    "screens.health": {"GET": "anyone"},
    "accounts.form": {"GET": "anyone"},
    "accounts.log_in": {"POST": "anyone"},
    # One's own account.
    "accounts.log_out": {"POST": "account"},
    "accounts.page": {"GET": "reader"},
    "accounts.password": {"POST": "account"},
    "accounts.end_session": {"POST": "account"},
    "accounts.end_others": {"POST": "account"},
    "accounts.add_token": {"POST": "account"},
    "accounts.revoke_token": {"POST": "account"},
    # Everybody's accounts.
    "users.page": {"GET": "admin"},
    "users.add": {"POST": "admin"},
    "users.role": {"POST": "admin"},
    "users.password": {"POST": "admin"},
    "users.disable": {"POST": "admin"},
    "users.enable": {"POST": "admin"},
    "users.end_session": {"POST": "admin"},
    "users.revoke_token": {"POST": "admin"},
    # Reading.
    "screens.home": {"GET": "reader"},
    "saves.page": {"GET": "reader"},
    "saves.twin": {"GET": "reader"},
    "saves.as_table": {"GET": "reader"},
    "saves.feed": {"GET": "reader"},
    "saves.one": {"GET": "reader"},
    "saves.one_twin": {"GET": "reader"},
    "screens.look_up": {"GET": "reader"},
    "screens.understand": {"GET": "reader"},
    "search.page": {"GET": "reader"},
    "search.twin": {"GET": "reader"},
    "search.as_table": {"GET": "reader"},
    "lists.index": {"GET": "reader"},
    "twins.table": {"GET": "reader"},
    "twins.spelled": {"GET": "reader"},
    "records.record": {"GET": "reader"},
    "records.any_record": {"GET": "reader"},
    "records.history": {"GET": "reader"},
    "records.trash": {"GET": "reader"},
    "api.index": {"GET": "reader"},
    "api.openapi": {"GET": "reader"},
    "api.rows": {"GET": "reader"},
    "api.row": {"GET": "reader"},
    "api.history": {"GET": "reader"},
    "timeline.page": {"GET": "reader"},
    "timeline.as_svg": {"GET": "reader"},
    "timeline.as_table": {"GET": "reader"},
    "timeline.as_json": {"GET": "reader"},
    "timeline.kept": {"GET": "reader"},
    "timeline.kept_as_table": {"GET": "reader"},
    "timeline.kept_as_json": {"GET": "reader"},
    "charts.page": {"GET": "reader"},
    "charts.as_svg": {"GET": "reader"},
    "charts.as_table": {"GET": "reader"},
    "charts.as_json": {"GET": "reader"},
    "map.page": {"GET": "reader"},
    "map.as_svg": {"GET": "reader"},
    "map.as_table": {"GET": "reader"},
    "map.as_json": {"GET": "reader"},
    "map.as_geojson": {"GET": "reader"},
    "network.page": {"GET": "reader"},
    "network.as_svg": {"GET": "reader"},
    "network.as_table": {"GET": "reader"},
    "network.as_json": {"GET": "reader"},
    "network.as_graphml": {"GET": "reader"},
    "compare.page": {"GET": "reader"},
    "compare.as_svg": {"GET": "reader"},
    "compare.as_table": {"GET": "reader"},
    "compare.as_json": {"GET": "reader"},
    "matrix.page": {"GET": "reader"},
    "matrix.as_table": {"GET": "reader"},
    "matrix.as_json": {"GET": "reader"},
    "matrix.as_svg": {"GET": "reader"},
    "changed.page": {"GET": "reader"},
    "changed.as_json": {"GET": "reader"},
    "changed.as_table": {"GET": "reader"},
    "changed.to_send": {"GET": "reader"},
    "changed.feed": {"GET": "reader"},
    "watchlists.index": {"GET": "reader"},
    "watchlists.one": {"GET": "reader"},
    "running.page": {"GET": "reader"},
    "running.twin": {"GET": "reader"},
    "running.metrics": {"GET": "reader"},
    # Typed SQL reads facts only, whoever runs it; a long query is run from the form.
    "sql.page": {"GET": "reader"},
    "sql.run": {"POST": "reader"},
    "sql.kept": {"GET": "reader"},
    "sql.as_json": {"GET": "reader"},
    "sql.as_csv": {"GET": "reader"},
    "sql.kept_as_json": {"GET": "reader"},
    "sql.kept_as_csv": {"GET": "reader"},
    "tools.page": {"GET": "reader"},
    "tools.schema": {"GET": "reader"},
    "tools.snapshot_file": {"GET": "reader"},
    # Recording. The forms take what saving them takes.
    "add.form": {"GET": "editor"},
    "add.save": {"POST": "editor"},
    "add.take": {"POST": "editor"},
    "add.dismiss": {"POST": "editor"},
    "add.poll_feed": {"POST": "editor"},
    "add.read_again": {"POST": "editor"},
    "records.new": {"GET": "editor"},
    "records.add": {"POST": "editor"},
    "records.edit": {"GET": "editor"},
    "records.change": {"POST": "editor"},
    "records.delete": {"POST": "editor"},
    "records.restore": {"POST": "editor"},
    "records.undo": {"POST": "editor"},
    "screens.text_form": {"GET": "editor"},
    "screens.attach": {"POST": "editor"},
    "screens.confirm": {"POST": "editor"},
    "review.queue": {"GET": "editor"},
    "review.page": {"GET": "editor"},
    "review.decide": {"POST": "editor"},
    "review.accept_clear": {"POST": "editor"},
    "review.by_hand": {"POST": "editor"},
    "review.undo": {"POST": "editor"},
    "review.dismiss": {"POST": "editor"},
    "review.about": {"POST": "editor"},
    "review.publisher": {"POST": "editor"},
    "review.ask_model": {"POST": "editor"},
    "review.pause": {"POST": "editor"},
    # Watchlists are everybody's: whoever marks one as seen does so for all.
    "watchlists.make": {"POST": "editor"},
    "watchlists.seen": {"POST": "editor"},
    "watchlists.remove": {"POST": "editor"},
    "sql.save": {"POST": "editor"},
    "sql.remove": {"POST": "editor"},
    "merging.index": {"GET": "reader"},
    "merging.judge": {"POST": "editor"},
    "merging.form": {"GET": "editor"},
    "merging.merge": {"POST": "editor"},
    "api.merge": {"POST": "editor"},
    "api.add": {"POST": "editor"},
    "api.change": {"PATCH": "editor"},
    "api.remove": {"DELETE": "editor"},
    "api.restore": {"POST": "editor"},
    "api.undo": {"POST": "editor"},
    "api.attach": {"POST": "editor"},
}


@dataclass(frozen=True)
class Visitor:
    """Who asks: the local user where there are no accounts, or an account by a session or by a token."""

    name: str
    role: Role
    user_id: int | None = None
    session_id: int | None = None
    token: str | None = None
    scope: Scope = "write"

    @property
    def actor(self) -> str:
        """Who the history says it was."""
        return f"{self.name} ({self.token})" if self.token else self.name


LOCAL = Visitor("local", "editor")


def need_of(endpoint: str, verb: str, kind: str = "") -> Need | None:
    """What a verb of a route takes; None for a route or verb without a line in the table.

    kind: the kind of record that is asked for, on a route of any kind. Some are for editors alone.
    """
    if verb == "OPTIONS":
        return "anyone"  # it says which verbs there are, and nothing else
    need = ACCESS.get(endpoint, {}).get("GET" if verb == "HEAD" else verb)
    return "editor" if need == "reader" and kind in OWN else need


def may(visitor: Visitor | None, endpoint: str, verb: str = "GET", kind: str = "") -> bool:
    """Whether a visitor, or nobody, may use a verb of a route, on a route of any kind for that kind."""
    need = need_of(endpoint, verb, kind)
    if need is None or visitor is None:
        return need == "anyone"
    if need == "anyone":
        return True
    if need in ("account", "admin"):
        return visitor.session_id is not None and (need == "account" or visitor.role == "admin")
    role = "reader" if visitor.scope == "read" else visitor.role
    return ROLES.index(role) >= ROLES.index(need)
