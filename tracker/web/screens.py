"""Pages with a logic of their own: home, search, an article's text, looking up names, understanding words."""

from datetime import date, timedelta
from functools import cache
from typing import Any, get_args

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request
from sqlalchemy import Select, bindparam, func, select, text

from tracker.drafts import Draft
from tracker.errors import Refused
from tracker.fields import field_called
from tracker.history import Revision, newest_revision
from tracker.lookup import lookup_of, targets_of
from tracker.queries import COUNTED, find_id, newest, record_row, totals
from tracker.records import FACTS, kind_called, kinds
from tracker.records.source import Article, CaptureMethod, Citation, CitationState
from tracker.types import now
from tracker.web.forms import lacking, understood
from tracker.web.site import back, editing, session
from tracker.web.visits import may_read

screens = Blueprint("screens", __name__)

NEWEST = 14


@screens.get("/")
def home() -> str:
    """What is new, how big, how sure, and what to do next."""
    counts = totals(session())
    revision, saved_at = newest_revision(session())
    return render_template(
        "home.html", counts=counts, facts=sum(counts[name] for name in FACTS), saved_at=saved_at,
        as_of=_as_of(),
        waiting_facts=_waiting_facts(),
        newest=_newest(), review=_needs_review(), week=_this_week(), counted=COUNTED,
        revision=revision, seeded=_only_seeded(),
    )  # fmt: skip


def _as_of() -> date | None:
    """The day of the newest article, today when it may be of a later one: of “2026” or “by June”."""
    found: date | None = session().scalar(_last_day())
    return found and min(found, now().date())


def _newest() -> list[dict[str, Any]]:
    """The facts recorded last, whatever their kind; those of one moment take turns by kind."""
    found: list[dict[str, Any]] = []
    for name in FACTS:
        rows = newest(session(), kind_called(name), NEWEST)
        found += [{"kind": kind_called(name), "row": row, "turn": turn} for turn, row in enumerate(rows)]
    found.sort(key=lambda fact: fact["turn"])
    return sorted(found, key=lambda fact: str(fact["row"]["added_at"]), reverse=True)[:NEWEST]


def _only_seeded() -> bool:
    """Whether nobody has saved anything yet but the seeds."""
    return session().scalar(_saved_by_hand()) is None


def _needs_review() -> dict[str, int]:
    """How many citations are not verified, by state."""
    return dict(session().execute(_unverified()).all())


def _waiting_facts() -> int:
    """How many drafted facts nobody has decided on."""
    return session().scalar(_undecided()) or 0


def _this_week() -> dict[str, int]:
    """How many records of each kind of fact were added in the last seven days; at most COUNTED + 1."""
    counts = session().execute(_added_since(), {"since": now() - timedelta(days=7)}).one()
    return {name: count for name, count in zip(FACTS, counts, strict=True) if count}


# Put together once: to build a statement anew takes longer than to run it.


@cache
def _last_day() -> Select[Any]:
    """What the list of articles begins with when it is sorted by day."""
    article = Article.__table__.c
    day = func.coalesce(article.published_from, article.published_to)
    last = select(func.coalesce(article.published_to, article.published_from))
    dated = last.where(article.trashed_at.is_(None), day.is_not(None))
    return dated.order_by(day.desc(), article.id.desc()).limit(1)


@cache
def _saved_by_hand() -> Select[Any]:
    revisions = Revision.__table__.c
    return select(revisions.id).where(revisions.door != "seed").limit(1)


@cache
def _unverified() -> Select[Any]:
    # Named one by one, so that an index finds the few among the many that are verified.
    others = [state for state in get_args(CitationState) if state != "verified"]
    cited = Citation.__table__.c
    few = select(cited.state, func.count()).where(cited.trashed_at.is_(None), cited.state.in_(others))
    return few.group_by(cited.state)


@cache
def _undecided() -> Select[Any]:
    drafts, articles = Draft.__table__, Article.__table__
    waiting = select(func.count()).select_from(drafts.join(articles, articles.c.id == drafts.c.article_id))
    return waiting.where(drafts.c.state.in_(("open", "skipped")), articles.c.trashed_at.is_(None))


@cache
def _added_since() -> Select[Any]:
    counts = []
    for name in FACTS:
        table = kind_called(name).__table__.c
        added = select(table.id).where(table.added_at >= bindparam("since"), table.trashed_at.is_(None))
        some = added.limit(COUNTED + 1).subquery()
        counts.append(select(func.count()).select_from(some).scalar_subquery())
    return select(*counts)


@screens.get("/lookup")
def look_up() -> Any:
    """Records that a name being typed may stand for, as JSON: [{id, kind, name, hint}]."""
    targets = targets_of(
        tuple(name for name in request.args.get("to", "*").split(",") if name == "*" or name in kinds())
    )
    words = request.args.get("q", "")[:200]
    targets = tuple(filter(may_read, targets))
    looking = lookup_of(session())
    found = (
        {one.id: one for one in [*looking.called(words, targets), *looking.near(words, targets)]}
        if words.strip()
        else {}
    )
    return jsonify({"ok": True, "rows": [one.as_json() for one in found.values()][:8]})


@screens.get("/understand")
def understand() -> Any:
    """How a value or date being typed will be read, as JSON: {"reads": "…"}, and "error" when all it lacks is
    a day to count from."""
    kind = kind_called(request.args.get("kind", ""))
    field = field_called(kind, request.args.get("field", ""))
    if field is None or field.sort not in ("date", "value"):
        raise Refused("Only dates and values are read.", {"field": "Must be a date or value field."})
    values = {"metric": request.args.get("metric", "")[:100] or None}
    words, anchor = request.args.get("words", "")[:1000], request.args.get("anchor", "")[:10]
    reads = understood(session(), kind, field, words, anchor, values)
    error = lacking(words) if field.sort == "date" and not reads else ""
    return jsonify({"ok": True, "reads": reads} | ({"error": error} if error else {}))


# -- an article's text ------------------------------------------------------------------------------------


@screens.get("/articles/<key>/text")
def text_form(key: str) -> str:
    """Where an article's text is pasted or given as a file."""
    number = find_id(session(), Article, key)
    return render_template(
        "articles/text.html", kind=Article, row=record_row(session(), Article, number), message="", pasted=""
    )


@screens.post("/articles/<key>/text")
def attach(key: str) -> Any:
    """Store an article's text and check every citation of the article against it."""
    number = find_id(session(), Article, key)
    try:
        words, how = _given_text()
        with editing("web", request.form.get("_reason")) as saving:
            attached = saving.attach(number, words, how, anyway=bool(request.form.get("anyway")))
    except Refused as refused:
        shown = {"row": record_row(session(), Article, number), "pasted": request.form.get("text", "")}
        message = refused.fields.get("text", refused.message)
        doubt = refused.fields.get("anyway", "")
        return render_template("articles/text.html", kind=Article, message=message, doubt=doubt, **shown), 400
    stored = "Text stored." if attached.new else "This text was stored already."
    missing = f", {len(attached.failed)} do not" if attached.failed else ""
    said = f"{stored} {attached.verified} citations stand in this text{missing}."
    flash(f"{said}|{saving.revision or ''}")
    return redirect(f"/articles/{number}", 303)


def _given_text() -> tuple[str, CaptureMethod]:
    """The text that was pasted or chosen as a file, and which of the two."""
    upload = request.files.get("file")
    chosen = upload is not None and bool(upload.filename)
    try:
        words = upload.read().decode("utf-8-sig") if upload and chosen else request.form.get("text", "")
    except UnicodeDecodeError:
        raise Refused("The file is not text in UTF-8. Save it as such, or paste the text.") from None
    if not words.strip():
        raise Refused("Paste the article's text, or choose a file.")
    return words.replace("\r\n", "\n"), "file" if chosen else "pasted"


@screens.post("/citations/<int:number>/confirm")
def confirm(number: int) -> Any:
    """Say that a citation still carries its value."""
    version = request.form.get("_version", "0")
    with editing("web") as saving:
        saving.confirm(number, int(version) if version.isdecimal() else 0)
    flash(f"Confirmed.|{saving.revision or ''}")
    return redirect(back() or f"/citations/{number}", 303)


@screens.get("/favicon.ico")
def favicon() -> Any:
    """The mark in the browser's tab, where browsers look for it unasked."""
    return current_app.send_static_file("favicon.svg")


@screens.get("/healthz")
def health() -> Any:
    """Whether the tracker can answer, as JSON."""
    session().execute(text("SELECT 1"))
    return jsonify({"ok": True})
