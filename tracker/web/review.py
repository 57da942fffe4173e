"""Review: an article's text beside the facts that were drafted from it, decided one by one."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from sqlalchemy import Select, func, select
from werkzeug.wrappers import Response as BaseResponse

from tracker.drafts import CaptureNote, Draft, FeedItem, Job, undecided
from tracker.errors import NotFound, Refused, Stale, TrackerError
from tracker.ingest import review as deciding
from tracker.ingest.capture import keep_drafts, published_day, reread, second_reading, stored_text
from tracker.ingest.cards import OWN, Card, Cards
from tracker.ingest.model import ModelFailed, chosen
from tracker.ingest.review import LONGEST, REASONS, clear_ones, last_decision
from tracker.queries import listing, record_row
from tracker.records import Registered
from tracker.records.feed import Feed
from tracker.records.source import Article, Capture, Publisher
from tracker.types import now
from tracker.web.marked import marked
from tracker.web.sheets import given_in, sheet_of
from tracker.web.site import close, editing, form_token, session, site
from tracker.writing import Edit

review = Blueprint("review", __name__)

SHOWN = 40  # cards on one page: a day's work, and a page that stays light
QUEUED = 50
LONG = 30_000  # characters of a text that is shown as a whole unless it is asked for


@review.get("/review")
def queue() -> str:
    """The articles with facts that wait, and the links that wait to be read."""
    waiting = (
        select(Draft.article_id, Registered.name, func.count(), func.max(Draft.id))
        .join(Article, Article.id == Draft.article_id)
        .join(Registered, Registered.id == Article.id)
        .where(Draft.state.in_(("open", "skipped")), Article.trashed_at.is_(None))
        .group_by(Draft.article_id, Registered.name)
        .order_by(func.max(Draft.id).desc())
    )
    items = select(FeedItem, Registered.name).outerjoin(Registered, Registered.id == FeedItem.feed_id)
    waiting_items = items.where(FeedItem.state.in_(("new", "failed"))).order_by(FeedItem.id.desc())
    return render_template(
        "review/queue.html",
        articles=session().execute(waiting.limit(QUEUED)).all(), open_articles=_how_many(waiting),
        items=session().execute(waiting_items.limit(QUEUED)).all(), waiting_items=_how_many(waiting_items),
        feeds=listing(session(), Feed, [("_sort", "name")]).rows,
        due={job.record_id: job.due_at for job in session().scalars(select(Job)) if job.due_at > now()},
    )  # fmt: skip


def _how_many(queue: Select[*tuple[Any, ...]]) -> int:
    """How long a queue is, of which a page shows the beginning."""
    return session().scalar(select(func.count()).select_from(queue.order_by(None).subquery())) or 0


@review.post("/review/feeds/<int:number>/pause")
def pause(number: int) -> BaseResponse:
    """Have a feed left alone, or polled again."""
    row = record_row(session(), Feed, number) if number < 2**63 else None
    if row is None:
        raise NotFound(f"There is no feed {number}.")
    paused = request.form.get("paused") == "yes"
    with editing("web") as edit:
        edit.change(Feed, number, {"paused": paused}, _version())
    flash(f"{row['name']}: {'paused' if paused else 'polled again'}.|{edit.revision or ''}")
    return redirect("/review", 303)


@review.get("/review/<int:article>")
def page(article: int) -> str:
    """The text of an article and the facts drafted from it."""
    return _page(article)


def _page(
    article: int,
    error: TrackerError | None = None,
    at: int | None = None,
    typed: dict[str, Any] | None = None,
) -> str:
    """The review page; after a refusal with what went wrong and what was typed, at the card it was about."""
    row = record_row(session(), Article, article) if article < 2**63 else None
    if row is None:
        raise NotFound(f"There is no article {article}.")
    waiting = undecided(session(), article)
    made = Cards(session())
    now = at or request.args.get("at", type=int)
    order = [one.id for one in waiting]
    gone = error is not None and at is not None and at not in order  # somebody else has decided on it
    first = max(0, order.index(now) - SHOWN + 1) if now in order else 0
    cards = [made.card(one, typed if one.id == at else None) for one in waiting[first : first + SHOWN]]
    current = next((card for card in cards if card.draft.id == now), cards[0] if cards else None)
    fields = {} if gone else getattr(error, "fields", {})
    sheets = [sheet_of(session(), card, fields if card is current and error else {}) for card in cards]
    return render_template(
        "review/article.html", row=row, sheets=sheets, current=current and current.draft.id,
        clear=clear_ones(cards), error=error, reasons=REASONS, last=last_decision(session(), article),
        decided=_decided(article), tally=_counts(article), more=len(waiting) - len(cards),
        editor="edit" in request.args, fields=fields, gone=gone,
        finished=not cards or "finish" in request.args,
        model=chosen(site().settings), once=secrets.token_hex(8),
        **_text(article, waiting, cards, current),
    )  # fmt: skip


def _text(article: int, waiting: list[Draft], cards: list[Card], current: Card | None) -> dict[str, Any]:
    """The stored text that the current card stands in, marked, a long one near its cards; and what was
    learnt of it."""
    query = select(Capture).where(Capture.article_id == article, Capture.trashed_at.is_(None))
    captures = {capture.id: capture for capture in session().scalars(query.order_by(Capture.id))}
    shown = captures.get(current.draft.capture_id) if current else None
    shown = shown or (list(captures.values())[-1] if captures else None)
    if shown is None:
        return {"capture": None, "text": [], "note": None}
    whole = len(shown.text) <= LONG or "whole" in request.args
    near = waiting if whole else [card.draft for card in cards]
    drafts = [one for one in near if one.capture_id == shown.id]
    return {
        "capture": shown, "text": marked(shown.text, drafts, whole), "whole": whole,
        "note": session().get(CaptureNote, shown.id),
    }  # fmt: skip


def _counts(article: int) -> dict[str, int]:
    query = select(Draft.state, func.count()).where(Draft.article_id == article).group_by(Draft.state)
    counts: dict[str, int] = dict(session().execute(query).all())
    done = counts.get("accepted", 0) + counts.get("rejected", 0)
    return counts | {"done": done, "all": sum(counts.values())}


def _decided(article: int) -> list[Any]:
    """What was decided, newest first, with the record that each became."""
    query = (
        select(Draft, Registered)
        .outerjoin(Registered, Registered.id == Draft.record_id)
        .where(Draft.article_id == article, Draft.state.in_(("accepted", "rejected")))
    )
    return list(session().execute(query.order_by(Draft.turn.desc()).limit(SHOWN)).all())


# -- deciding ---------------------------------------------------------------------------------------------


@review.post("/review/<int:article>/<int:number>")
def decide(article: int, number: int) -> Any:
    """One decision about one drafted fact."""
    action = request.form.get("do", "").partition(":")[0]
    if action not in ACTIONS:
        raise Refused("Say what is to be done: accept, keep, reject or skip.")
    draft = _draft(article, number)
    given, following = given_in(Cards(session()).card(draft), request.form), _after(article, number)
    note = " ".join(request.form.get("note", "").split())[:LONGEST] if action == "own" else ""
    try:
        with editing("draft", f"Own knowledge: {note}" if note else None) as edit:
            ACTIONS[action](edit, number, given | ({OWN: note} if note else {}))
    except (Refused, Stale) as error:
        # What was typed is not held over what another reviewer has typed since.
        mine = str(_draft(article, number).version) == request.form.get("_version")
        return _page(article, error, at=number, typed=given if mine else None), error.status
    return _back(article, number if action in STAYING else following, editor=action == "fill")


def _accept(edit: Edit, number: int, given: dict[str, Any]) -> None:
    separate = request.form.get("separate") == "yes"
    deciding.accept(edit, number, _version(), given, separate=separate, seen=_seen())


ACTIONS: dict[str, Callable[[Edit, int, dict[str, Any]], object]] = {
    "accept": _accept,
    "own": _accept,
    "fill": lambda edit, number, given: deciding.fill(edit, number, _version(), given, _path(), *_quote()),
    "keep": lambda edit, number, given: deciding.keep(edit, number, _version(), given),
    "skip": lambda edit, number, given: deciding.skip(edit, number, _version(), given),
    "reject": lambda edit, number, _: deciding.reject(edit, number, _version(), _reason()),
}


STAYING = ("keep", "fill")


def _path() -> str:
    """The field that words are put into."""
    return request.form.get("do", "").partition(":")[2]


def _quote() -> tuple[str, int]:
    """The words that were selected or pasted, and where about they stand if that is known."""
    at = request.form.get("at", "")
    return request.form.get("quote", ""), int(at) if at.isascii() and at.isdecimal() and len(at) < 9 else -1


def _after(article: int, number: int) -> int | None:
    """The card to go on with: the next one in the order shown."""
    order = [one.id for one in undecided(session(), article)]
    rest = order[order.index(number) + 1 :] if number in order else order
    return next(iter(rest or [one for one in order if one != number]), None)


def _back(article: int, number: int | None, editor: bool = False) -> BaseResponse:
    where = f"?at={number}{'&edit=1' if editor else ''}#d{number}" if number else "#done"
    return redirect(f"/review/{article}{where}", 303)


def _draft(article: int, number: int) -> Draft:
    draft = session().get(Draft, number) if number < 2**63 else None
    if draft is None or draft.article_id != article:
        raise NotFound(f"There is no draft {number} of this article.")
    return draft


def _version(name: str = "_version") -> int:
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Refused("The form did not say which version it was made against. Open the page again.")
    return int(text)


def _seen() -> tuple[int, ...]:
    """What the page showed to be on record about the fact."""
    words = request.form.get("seen", "").split()
    return tuple(int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 19)


def _reason() -> str:
    """The reason typed, else the one chosen."""
    return request.form.get("why", "").strip() or request.form.get("reason", "")


@review.post("/review/<int:article>/clear")
def accept_clear(article: int) -> Any:
    """Accept the clear ones that the page named, as one save."""
    chosen = [tuple(map(int, pair.split("."))) for pair in request.form.getlist("draft") if _is_pair(pair)]
    try:
        with editing("draft") as edit:
            for number, _ in chosen:
                _draft_of(edit.session, article, number)
            deciding.accept_all(edit, [(number, version) for number, version in chosen])
    except (Refused, Stale) as error:
        return _page(article, error), error.status
    words = f"{len(chosen)} facts" if len(chosen) != 1 else "One fact"
    flash(f"{words} accepted.|{edit.revision or ''}")
    return _back(article, next((one.id for one in undecided(session(), article)), None))


def _is_pair(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}\.[0-9]{1,9}", text) is not None


def _draft_of(reading: Any, article: int, number: int) -> None:
    draft = reading.get(Draft, number)
    if draft is None or draft.article_id != article:
        raise NotFound(f"There is no draft {number} of this article.")


@review.post("/review/<int:article>/undo")
def undo(article: int) -> Any:
    """Take back a decision: the one named, which the page offers for the last."""
    number = _version("draft")
    _draft(article, number)
    try:
        with editing("draft") as edit:
            opened = deciding.undo(edit, number, _version())
    except (Refused, Stale) as error:
        return _page(article, error), error.status
    return _back(article, opened[0].draft_id)


@review.post("/review/<int:article>/by-hand")
def by_hand(article: int) -> Any:
    """Begin a card for a fact that the reviewer saw in the text, from the words that were selected."""
    quote, near = _quote()
    try:
        with editing("draft") as edit:
            capture, kind = _version("capture"), request.form.get("kind", "")
            begun = deciding.begin(edit, article, capture, kind, quote, max(near, 0), form_token() or "")
    except Refused as error:
        return _page(article, error), error.status
    return _back(article, begun.draft_id, editor=True)


@review.post("/review/<int:article>/dismiss")
def dismiss(article: int) -> BaseResponse:
    """Say that a sentence bears no fact: it is no longer counted as open."""
    with editing("draft") as edit:
        deciding.dismiss(edit, _version("capture"), _version("start"), _version("end"))
    return redirect(f"/articles/{article}#unrecorded-head", 303)


# -- the article ------------------------------------------------------------------------------------------


@review.post("/review/<int:article>/about")
def about(article: int) -> Any:
    """Mend what is said about the article, and read its text again: dates count from its publication."""
    given = {name: request.form[name] for name in ("title", "published", "byline") if name in request.form}
    row = record_row(session(), Article, article)
    changed = {name: words for name, words in given.items() if words != (row[name] or "")}
    if "published" in changed:
        changed["published_basis"] = "reviewer"
    try:
        with editing("web") as edit:
            if changed:
                edit.change(Article, article, changed, _version(), strict=False)
        prepared = reread(session(), article)
        with editing("draft") as edit:
            keep_drafts(edit, article, prepared)
    except (Refused, Stale) as error:
        return _page(article, error), error.status
    return _back(article, next((one.id for one in undecided(session(), article)), None))


@review.post("/review/<int:article>/model")
def ask_model(article: int) -> BaseResponse:
    """Have the model of the settings read the text too; when it fails, that is said and nothing changes."""
    model = chosen(site().settings)
    if model is None:
        raise NotFound("No model is set: TRACKER_MODEL_URL names one.")
    read = stored_text(session(), article)
    close()  # no database is held while the model thinks
    try:
        found = model.read(read.text, published_day(read.published))
        prepared = second_reading(session(), read, found)
        with editing("draft") as edit:
            new = keep_drafts(edit, article, prepared, model.name)
    except ModelFailed as failed:
        flash(failed.message)
    else:
        flash(f"{model.name} drafted {len(new)} {'fact' if len(new) == 1 else 'facts'} more.")
    return _back(article, next((one.id for one in undecided(session(), article)), None))


@review.post("/review/<int:article>/publisher")
def publisher(article: int) -> Any:
    """Make the publisher that the page names, because the reviewer says so, and give it to the article."""
    row = record_row(session(), Article, article)
    name = request.form.get("name", "").strip()
    try:
        with editing("web") as edit:
            there = edit.lookup.called(name, ("publishers",)) if name else []
            number = there[0].id if len(there) == 1 else edit.add(Publisher, {"name": name}, strict=False)
            edit.change(Article, article, {"publisher_id": number}, _version())
    except (Refused, Stale) as error:
        return _page(article, error), error.status
    flash(f"{row['title']} is by {name}.|{edit.revision or ''}")
    return _back(article, next((one.id for one in undecided(session(), article)), None))
