"""The evidence beside the values: which citations speak for a field, and what they say."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.fields import own_fields
from tracker.queries import citations_about
from tracker.records import Record, Registered, kind_called
from tracker.web.forms import Input


def evidence_of(session: Session, kind: type[Record], row: dict[str, Any]) -> dict[str, Any]:
    """The citations of a record: `all`, those of `whole`, by `field`, and by `part` (the id of a part)."""
    found = citations_about(session, row) if not kind.owner else row.get("citations", [])
    by_field: dict[str, list[dict[str, Any]]] = defaultdict(list)
    by_part: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for cited in found:
        if cited["record_id"] != row["id"]:
            by_part[cited["record_id"]].append(cited)
        elif cited["field"]:
            by_field[cited["field"].removesuffix("_id")].append(cited)
    own = [cited for cited in found if cited["record_id"] == row["id"]]
    return {
        "all": found,
        "whole": [cited for cited in own if not cited["field"]],
        "field": dict(by_field),
        "part": dict(by_part),
        "sources": len({cited["article_id"] for cited in found if cited["stance"] == "supports"}),
        "failed": [cited for cited in found if cited["state"] == "failed"],
        "recheck": [cited for cited in found if cited["state"] == "recheck"],
    }


def offer_fields(session: Session, made: list[Input]) -> None:
    """In the form of a citation, choose its field among those of the record it is for, once that is known."""
    inputs = {one.name: one for one in made}
    number, field = inputs["record"].linked_id, inputs["field"]
    kind = number and session.scalar(select(Registered.kind).where(Registered.id == int(number)))
    if kind:
        names = [one.name for one in own_fields(kind_called(kind))]
        field.sort, field.choices = "choice", tuple(dict.fromkeys([*names, *filter(None, [field.value])]))
