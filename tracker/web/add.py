"""Adding a news item: a link, a text or a file into an article with its drafts, ready for review."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from flask import Blueprint, current_app, flash, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from tracker.db import transaction
from tracker.drafts import FeedItem
from tracker.errors import NotFound, Refused, Unreachable
from tracker.history import Revision, saved_with
from tracker.ingest import capture, outside
from tracker.ingest.address import canonical
from tracker.ingest.capture import Finding, Twin
from tracker.queries import find_id
from tracker.records import Registered
from tracker.records.source import Article, PublishedBasis
from tracker.web.site import SavedAlready, close, editing, form_token, session, site, site_root

if TYPE_CHECKING:
    from tracker.ingest.door import Door

add = Blueprint("add", __name__)

CARRIED = ("fetched", "file")
FOUND = (
    "found.published", "found.basis", "found.canonical", "found.address", "found.publisher", "found.said"
)  # fmt: skip
LONGEST_NOTE, MOST_NOTES = 300, 5
ABOUT = ("title", "publisher", "byline", "language", "published")


def door() -> "Door":
    """The application's one client for the network."""
    from tracker.ingest.door import Door

    found: Door = current_app.extensions.setdefault("tracker.door", Door(contact=site().settings.contact))
    return found


@add.get("/add")
def form() -> str:
    """One box for a link or a text; a bookmarklet fills it through the address."""
    sent = {name: request.args.get(name, "") for name in ("text", "address", *ABOUT)}
    sent["text"] = sent["text"] or (sent["address"] if not sent["title"] else "")
    return _form(sent)


def _form(
    sent: dict[str, Any],
    message: str = "",
    fields: dict[str, str] | None = None,
    twins: list[Twin] | None = None,
    failed: bool = False,
) -> str:
    return render_template(
        "add.html", sent=sent, message=message, fields=fields or {}, twins=twins or [], failed=failed,
        once=request.form.get("_once") or secrets.token_hex(8), home=site_root(),
    )  # fmt: skip


@add.post("/add")
def save() -> Any:
    """Read what was given, look for twins, draft, store; then review. Nothing is stored that was not read."""
    before = saved_with(session(), form_token() or "")
    if before is not None:
        return redirect(f"/review/{_root(before)}", 303)
    words, address = request.form.get("text", ""), request.form.get("address", "").strip()
    link = words.strip() if outside.is_link(words) else "" if words.strip() else address
    try:
        asked = link and not _file() and not request.form.get("choice")
        known = capture.saved_already(session(), link) if asked else []
        if known:
            return _form(_sent(), twins=known)
        read = _read(words, address, link)
    except Unreachable as error:
        return _failed(link, error.message)
    except Refused as error:
        return _refused(error, link)
    if read.how == "fetched" and read.said and not read.text.strip():
        return _failed(link, " ".join(read.said))
    return _store(read, link)


def _file() -> Any:
    upload = request.files.get("file")
    return upload if upload is not None and upload.filename else None


def _read(words: str, address: str, link: str) -> Finding:
    """What was read from the file, the link or the box; no database is held while the network is asked."""
    about = {name: request.form.get(name) for name in ABOUT}
    upload = _file()
    if upload is not None:
        return outside.filed(upload.read(), address or None, **about)
    if link:
        close()
        return outside.fetched(door(), link, **about)
    how = request.form.get("how", "")
    return _as_found(capture.pasted(words, address or None, how if how in CARRIED else "pasted", **about))


def _as_found(read: Finding) -> Finding:
    """What was read before and comes back with the form: where its date is from, its own link, its notes.

    A date or publisher that the reviewer changed meanwhile is the reviewer's.
    """
    basis, link = request.form.get("found.basis", ""), request.form.get("found.canonical", "")
    if basis in get_args(PublishedBasis) and read.published == (request.form.get("found.published") or None):
        read = replace(read, published_basis=basis)
    said = tuple(words[:LONGEST_NOTE] for words in request.form.getlist("found.said")[:MOST_NOTES])
    kept = link and read.address == (request.form.get("found.address") or None)
    return replace(
        read,
        canonical=canonical(link) if kept else read.canonical,
        publisher_given=read.publisher_given and read.publisher != request.form.get("found.publisher"),
        said=read.said + tuple(words for words in said if words not in read.said),
    )


def _failed(link: str, problem: str) -> tuple[str, int]:
    """The link is kept, here and in the queue, and the text is asked for on the same screen."""
    with transaction(site().engine) as writing:
        capture.put_aside(writing, link, problem, request.form.get("title"))
    return _form(_sent() | {"text": "", "address": link}, problem, failed=True), 422


def _refused(error: Refused, link: str) -> tuple[str, int]:
    sent = _sent() | ({"text": "", "address": link} if link else {})
    return _form(sent, error.message, error.fields, failed=bool(link)), error.status


def _sent() -> dict[str, Any]:
    brought = {name: request.form.getlist(name) for name in FOUND if name in request.form}
    return {name: request.form.get(name, "") for name in ("text", "address", *ABOUT)} | {"found": brought}


def _store(read: Finding, link: str) -> Any:
    choice = request.form.get("choice", "")
    if read.how == "fetched" and read.doubted and choice != "own":
        # Read by half: what came stands in the box, to be completed or taken as it is.
        return _form(_carried(replace(read, said=())) | {"how": ""}, " ".join(read.said), failed=True), 422
    twins = capture.twins(session(), read)
    if twins and not choice:
        return _form(_carried(read), twins=twins)
    prepared = capture.prepare(session(), read)
    number = _twin(choice, twins)
    try:
        with editing("draft", token=form_token()) as edit:
            if choice.startswith("text:") and number:
                stored = capture.store_text(edit, number, prepared)
            else:
                stored = capture.store(edit, prepared, number)
    except SavedAlready:
        return redirect(f"/review/{_root(saved_with(session(), form_token() or '') or 0)}", 303)
    except Refused as error:
        return _refused(error, "")
    return redirect(f"/review/{stored.article_id}", 303)


def _carried(read: Finding) -> dict[str, Any]:
    """What was read, for the form to bring along while the reviewer looks at the twins."""
    own = {name: getattr(read, name) or "" for name in ABOUT}
    found = {
        "found.published": [read.published or ""], "found.basis": [read.published_basis],
        "found.canonical": [read.canonical or ""], "found.address": [read.address or ""],
        "found.publisher": [read.publisher or "" if not read.publisher_given else ""],
        "found.said": list(read.said),
    }  # fmt: skip
    return own | {"text": read.text, "address": read.address or "", "how": read.how, "found": found}


def _twin(choice: str, twins: list[Twin]) -> int | None:
    """The article that a choice such as copy:17 names, which must be one of the twins shown."""
    number = choice.partition(":")[2]
    return next((twin.article_id for twin in twins if str(twin.article_id) == number), None)


def _root(number: int) -> int:
    entry = session().get(Registered, number)
    return entry.root_id if entry and entry.root_id else number


# -- from programs ----------------------------------------------------------------------------------------


def captured(given: dict[str, Any], reason: str | None, token: str | None) -> int:
    """Store an article that a program sends with its text, and draft from it; returns its id.

    Refused when it is on record already, by its link or word for word; SavedAlready when the token is.
    """
    saved = session().scalar(select(Revision.id).where(Revision.token == token)) if token else None
    if saved is not None:
        raise SavedAlready(saved)
    about = {name: given.pop(name, None) for name in ("text", "address", "copy_of", *ABOUT)}
    wrong = {name[:100]: "This cannot be sent together with a text." for name in given}
    numbers = {name: value for name, value in about.items() if not isinstance(value, str | None)}
    copy_of = numbers.pop("copy_of", None)
    wrong |= dict.fromkeys(numbers, "Must be text.")
    if wrong or not isinstance(copy_of, int | None) or isinstance(copy_of, bool):
        wrong = wrong or {"copy_of": "Must be the id of an article."}
        raise Refused("The article was not understood.", wrong)
    if outside.is_link(about["text"] or ""):
        words = "This is a link. Send it as the address, together with the text that stands there."
        raise Refused("The article was not understood.", {"text": words})
    read = capture.pasted(about.pop("text") or "", about.pop("address"), "api", **_without(about, "copy_of"))
    for twin in capture.twins(session(), read) if copy_of is None else ():
        if twin.why in ("address", "text"):
            field = "address" if twin.why == "address" else "text"
            words = f"Already saved on {twin.added}, as article {twin.article_id}."
            raise Refused(words, {field: words})
    prepared = capture.prepare(session(), read)
    with editing("api", reason, token) as edit:
        return capture.store(edit, prepared, copy_of).article_id


def _without(about: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in about.items() if key != name}


# -- links that wait --------------------------------------------------------------------------------------


@add.post("/review/items/<int:number>/take")
def take(number: int) -> Any:
    """Read a link that waits."""
    item = _item(number)
    link, title = item.address, item.title or ""
    return _taken(link, lambda: outside.fetched(door(), link, title=title))


def _taken(link: str, reading: Callable[[], Finding]) -> Any:
    known = capture.saved_already(session(), link)
    if known:
        return _form({"text": link, "address": "", **dict.fromkeys(ABOUT, "")}, twins=known)
    close()
    try:
        read = reading()
    except (Refused, Unreachable) as error:
        return _failed(link, error.message)
    return _store(read, link)


@add.post("/review/feeds/<int:number>/poll")
def poll_feed(number: int) -> BaseResponse:
    """Ask a feed for news now."""
    from tracker.ingest.polling import poll

    close()
    polled = poll(site().engine, door(), number)
    flash(f"{polled.name}: {polled.problem or f'{polled.new} new'}")
    return redirect("/review", 303)


@add.post("/review/items/<int:number>/dismiss")
def dismiss(number: int) -> BaseResponse:
    """Say that a link is of no interest: it is not offered again."""
    title = _item(number).title or _item(number).address
    close()
    with transaction(site().engine) as writing:
        item = writing.get(FeedItem, number)
        if item is not None and item.state in ("new", "failed"):
            item.state = "dismissed"
    flash(f"Dismissed: {title}")
    return redirect("/review", 303)


def _item(number: int) -> FeedItem:
    item = session().get(FeedItem, number) if number < 2**63 else None
    if item is None:
        raise NotFound(f"There is no link {number} in the queue.")
    return item


@add.post("/articles/<key>/read")
def read_again(key: str) -> BaseResponse:
    """Draft facts from the text that an article has, for articles that were added without review."""
    number = find_id(session(), Article, key)
    prepared = capture.reread(session(), number)
    with editing("draft") as edit:
        capture.keep_drafts(edit, number, prepared)
    return redirect(f"/review/{number}", 303)
