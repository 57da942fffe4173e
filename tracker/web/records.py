"""The generic pages of any kind: record, form, history, trash."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.routing import BaseConverter, ValidationError
from werkzeug.wrappers import Response as BaseResponse

from tracker.errors import NotFound, Refused, Stale
from tracker.fields import own_fields
from tracker.history import saved_with
from tracker.lookup import stands_for
from tracker.overview.saves import of_record
from tracker.queries import find_id, leading, links_to, listing, record_row, state_of
from tracker.records import Record, Registered, kind_called, kinds, parts_of
from tracker.web import forms
from tracker.web.evidence import evidence_of, offer_fields
from tracker.web.lists import own_template, query
from tracker.web.own import TOLD, own_context
from tracker.web.show import columns_of
from tracker.web.site import SavedAlready, arguments, back, editing, form_token, past, session
from tracker.web.visits import may_read, may_visitor
from tracker.writing.merging import namesakes

pages = Blueprint("records", __name__)

RELATED = 10


class KindConverter(BaseConverter):
    """The kind in an address: the name of its table."""

    regex = "[a-z_]+"

    def to_python(self, value: str) -> type[Record]:
        if value not in kinds():
            raise ValidationError
        return kind_called(value)

    def to_url(self, value: Any) -> str:
        return value if isinstance(value, str) else str(value.__tablename__)


# -- the trash --------------------------------------------------------------------------------------------


@pages.get("/<kind:kind>/trash")
def trash(kind: type[Record]) -> str:
    """The records of a kind that are in the trash."""
    page = listing(session(), kind, arguments(), trashed=True)
    return render_template("trash.html", kind=kind, page=page, query=query)


# -- a record ---------------------------------------------------------------------------------------------


@pages.get("/records/<int:number>")
def any_record(number: int) -> BaseResponse:
    """A record of whatever kind, by its id alone."""
    entry = session().get(Registered, number) if number < 2**63 else None
    if entry is None:
        raise NotFound(f"There is no record {number}.")
    return redirect(address(kind_called(entry.kind), number), 302)


@pages.get("/<kind:kind>/<key>")
def record(kind: type[Record], key: str) -> str | BaseResponse:
    """The page of one record."""
    number = find_id(session(), kind, key)
    trashed, merged_into = state_of(session(), kind, number)
    if merged_into is not None:
        return redirect(_survivor(kind, merged_into), 301)
    row = record_row(session(), kind, number)
    return render_template(
        own_template(kind, "record"), **about(kind, row), **own_context(session(), kind, row),
        trashed=trashed,
        fixed=trashed or past() is not None or not may_visitor("records.change", "POST"),
    )  # fmt: skip


def _survivor(kind: type[Record], number: int) -> str:
    """Where the record stands that a merged one leads to, with the arguments that were asked with."""
    there = f"/{kind.__tablename__}/{stands_for(session(), kind, number)}"
    asked = request.query_string.decode("ascii", "replace")
    return f"{there}?{asked}" if asked else there


def about(kind: type[Record], row: dict[str, Any]) -> dict[str, Any]:
    """All that the page of a record draws."""
    return {
        "kind": kind,
        "row": row,
        "fields": [field for field in own_fields(kind) if row.get(field.column) is not None],
        "parts": {
            name: (part, row[name])
            for name, part in parts_of(kind).items()
            if name not in ("citations", "events")
        },
        "evidence": evidence_of(session(), kind, row),
        "related": related(kind, row["id"]),
    }


def related(kind: type[Record], number: int) -> list[dict[str, Any]]:
    """The records that link to this one: the first few of each kind that the page does not tell
    otherwise, and the address of all of them."""
    told = TOLD.get(kind.__tablename__, ())
    links = [
        (other, field)
        for other, field in links_to(kind)
        if not (other.owner and other.__tablename__ in ("citations", "captures"))
        and may_read(other.__tablename__)
        and other.__tablename__ not in told
    ]
    return [
        {
            "kind": other, "field": field,
            "page": listing(session(), other, [(field.column, str(number)), ("_size", str(RELATED))]),
            "columns": columns_of(other, without=field.column, most=6),
            "all": f"/{other.__tablename__}/?{field.column}={number}",
        }
        for other, field in leading(session(), links, number)
    ]  # fmt: skip


def address(kind: type[Record], number: int) -> str:
    """Where a record is shown: parts are shown on the page of what they belong to."""
    if kind.owner:
        entry = session().get(Registered, number)
        root = session().get(Registered, entry.root_id) if entry and entry.root_id else None
        if root is not None and root.id != number:
            return f"/{root.kind}/{root.id}"
    return f"/{kind.__tablename__}/{number}"


@pages.get("/<kind:kind>/<key>/history")
def history(kind: type[Record], key: str) -> str:
    """Every change of a record and of its parts, newest first."""
    number = find_id(session(), kind, key)
    return render_template(
        "history.html", kind=kind, row=record_row(session(), kind, number),
        saves=of_record(session(), number), once=secrets.token_hex(8),
    )  # fmt: skip


# -- forms ------------------------------------------------------------------------------------------------


@pages.get("/<kind:kind>/new")
def new(kind: type[Record]) -> str:
    """An empty form, filled in from the arguments of the address."""
    _writable(kind)
    return _form(kind, dict(arguments()))


def _writable(kind: type[Record]) -> None:
    if kind.__tablename__ == "captures":
        raise NotFound("Texts are attached on the page of their article.")


def _form(
    kind: type[Record],
    values: Mapping[str, Any],
    refused: Refused | None = None,
    row: Mapping[str, Any] | None = None,
    stale: Stale | None = None,
    confirm: bool = False,
) -> str:
    errors = refused.fields if refused else {}
    candidates = refused.candidates if refused else {}
    made = forms.inputs(session(), kind, values, errors, candidates)
    if kind.__tablename__ == "citations":
        offer_fields(session(), made)
    names, more = {one.name for one in made}, request.form.get("_more", "")
    return render_template(
        own_template(kind, "form"),
        kind=kind, row=row, inputs=made, message=refused.message if refused else "",
        lists=[] if row else forms.lists(session(), kind, values, errors, candidates, more),
        loose={name: words for name, words in errors.items() if name not in names and "." not in name},
        stale=stale, confirm=confirm, once=request.form.get("_once") or secrets.token_hex(8),
        reason=request.form.get("_reason", ""), back=back(),
    )  # fmt: skip


@pages.post("/<kind:kind>/new")
def add(kind: type[Record]) -> Any:
    """Save a new record; a form sent twice is saved once."""
    _writable(kind)
    given = forms.read_form(kind, request.form)
    if request.form.get("_more"):
        return _form(kind, given)
    made = saved_with(session(), form_token() or "")
    if made is not None:
        return redirect(address(kind, made), 303)
    shown = forms.inputs(session(), kind, given, {}, {})
    try:
        if forms.unconfirmed(shown, request.form):
            _try(kind, given)
            return _form(kind, given, confirm=True)
        with editing("web", request.form.get("_reason"), form_token()) as edit:
            number = edit.add(kind, given, strict=False)
    except SavedAlready:
        return redirect(address(kind, saved_with(session(), form_token() or "") or 0), 303)
    except Refused as refused:
        return _form(kind, given, refused), 400
    return _saved(kind, number, edit.revision, f"Saved.{_namesakes(kind, number)}")


def _namesakes(kind: type[Record], number: int) -> str:
    """What is said besides of a new record that is called exactly as another one on record."""
    if not namesakes(session(), kind, number):
        return ""
    one = kind.singular()
    return f" Another {one} is called the same: if they are one, merge them, or undo this; see Duplicates."


class _Tried(Exception):
    """Ends a trial save, so that nothing of it stays."""


def _try(kind: type[Record], given: Mapping[str, Any], number: int | None = None, version: int = 0) -> None:
    """Save and take it back at once: Refused when the real save would be refused."""
    try:
        with editing("web") as edit:
            if number is None:
                edit.add(kind, given, strict=False)
            else:
                edit.change(kind, number, given, version, strict=False)
            edit.finish()
            raise _Tried  # noqa: TRY301  leaving by an exception is what rolls the trial back
    except _Tried:
        return


def _saved(kind: type[Record], number: int, revision: int | None, words: str) -> BaseResponse:
    flash(f"{words}|{revision or ''}")
    return redirect(back() or address(kind, number), 303)


@pages.get("/<kind:kind>/<key>/edit")
def edit(kind: type[Record], key: str) -> str | BaseResponse:
    """The form of a record."""
    number = find_id(session(), kind, key)
    if kind.immutable:
        raise NotFound(f"{kind.one().capitalize()} is never changed.")
    merged_into = state_of(session(), kind, number)[1]
    if merged_into is not None:
        return redirect(f"/{kind.__tablename__}/{stands_for(session(), kind, merged_into)}/edit", 301)
    row = record_row(session(), kind, number)
    return _form(kind, row, row=row)


@pages.post("/<kind:kind>/<key>/edit")
def change(kind: type[Record], key: str) -> Any:
    """Save what was changed in a form."""
    number = find_id(session(), kind, key)
    given = forms.read_form(kind, request.form)
    version = _version()
    if saved_with(session(), form_token() or "") is not None:
        return redirect(address(kind, number), 303)
    row = record_row(session(), kind, number)
    shown = forms.inputs(session(), kind, {**row, **given}, {}, {})
    changed = [
        one
        for one in forms.unconfirmed(shown, request.form)
        if one.name in given and str(given[one.name]) != str(row.get(one.name))
    ]
    try:
        if changed:
            _try(kind, given, number, version)
            return _form(kind, given, row=row, confirm=True)
        with editing("web", request.form.get("_reason"), form_token()) as saving:
            differed = saving.change(kind, number, given, version, strict=False)
    except SavedAlready:
        return redirect(address(kind, number), 303)
    except Refused as refused:
        return _form(kind, given, refused, row=row), 400
    except NotFound as gone:  # to the trash meanwhile: what was typed stays
        return _form(kind, given, Refused(gone.message), row=row), gone.status
    except Stale as stale:
        row = record_row(session(), kind, number)
        return _form(kind, given, row=row, stale=stale), 409
    return _saved(kind, number, saving.revision, "Saved." if differed else "Nothing was changed.")


def _version() -> int:
    text = request.form.get("_version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Refused("The form did not say which version it was made against. Open it again.")
    return int(text)


@pages.post("/<kind:kind>/<key>/delete")
def delete(kind: type[Record], key: str) -> Any:
    """Put a record in the trash."""
    number = find_id(session(), kind, key)
    shown_at = address(kind, number)
    with editing("web", request.form.get("_reason")) as saving:
        saving.remove(kind, number, _version())
    flash(f"Moved to the trash.|{saving.revision}")
    return redirect(shown_at if kind.owner else f"/{kind.__tablename__}/", 303)


@pages.post("/<kind:kind>/<key>/restore")
def restore(kind: type[Record], key: str) -> Any:
    """Take a record out of the trash."""
    number = find_id(session(), kind, key)
    with editing("web", request.form.get("_reason")) as saving:
        saving.restore(kind, number)
    return _saved(kind, number, saving.revision, "Restored.")


@pages.post("/revisions/<int:number>/undo")
def undo(number: int) -> Any:
    """Take back a save, as a save of its own."""
    try:
        with editing("web", request.form.get("_reason"), form_token()) as saving:
            saving.undo(number)
    except SavedAlready:
        return redirect(back() or "/", 303)
    flash(f"Undone.|{saving.revision or ''}")
    return redirect(back() or "/", 303)
