"""What the pages of companies, countries, metrics and articles show beyond the generic page of a record."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from tracker.drafts import Draft, waiting_of
from tracker.evidence import paragraphs
from tracker.fields import field_called
from tracker.overview.agreement import MOST as MOST_COMPARED
from tracker.overview.agreement import disagreeing, others
from tracker.overview.charts import charts, claims_asked
from tracker.overview.glance import glance
from tracker.overview.groups import GROUPS
from tracker.overview.kept import kept
from tracker.overview.places import filters_of
from tracker.overview.world import outlines
from tracker.queries import listing
from tracker.queries.rows import rows_of, state_of
from tracker.queries.sources import carried
from tracker.records import FACTS, Record, Registered, kind_called, kinds
from tracker.records.source import Capture, Citation, Passage
from tracker.web.charts import drawing
from tracker.web.map import SITES, small_map, view_of
from tracker.web.timeline import today

if TYPE_CHECKING:
    from tracker.ingest.coverage import Bearing, Telling

MOST = 200
FEW_CHARTS = 4
# The kinds whose pages tell of some that link to them in their own way.
TOLD: dict[str, frozenset[str]] = {
    "companies": frozenset(
        {"offices", "claims", "roles", "programmes", "partnership_parties", "project_parties"}
    ),
    "countries": frozenset({"offices", "claims", "companies", "partnerships", "projects"}),
}


def own_context(session: Session, kind: type[Record], row: dict[str, Any]) -> dict[str, Any]:
    """The extra context of a kind's page; empty for the kinds that have none."""
    build = BUILDERS.get(kind.__tablename__)
    found = build(session, row) if build else {}
    if kind.singular() in GROUPS and found["charts"] is not None:
        sites = [name for name in SITES if found[name]]
        found["small"] = small_map(session, kind.singular(), row["id"], sites) if sites else None
        found |= {"outlines": outlines(), "view_of": view_of, "filters_of": filters_of}
    give_sources(session, [one for name in FACTS for one in _flat(found.get(name))])
    claims = _flat(found.get("claims"))
    counts = disagreeing(session, claims)
    for one in claims:
        one["differing"] = counts.get(one["id"], 0)
    return found


def _flat(rows: Any) -> list[dict[str, Any]]:
    """Rows, or rows under headings, as one list."""
    return [one for some in rows.values() for one in some] if isinstance(rows, dict) else rows or []


def give_sources(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add to each row its source_count, and `words`: the address of the words that carry it."""
    found = carried(session, [row["id"] for row in rows]) if rows else {}
    for row in rows:
        row["source_count"], row["words"] = found.get(row["id"], (0, None))


@cache
def _newest(kind: type[Record], link: str) -> Select[Any]:
    """The newest live records of a kind of which a column links to the record `number`."""
    table = kind.__table__.c
    linked = select(table.id).where(table[link] == bindparam("number"), table.trashed_at.is_(None))
    return linked.order_by(table.id.desc()).limit(MOST)


def _rows(session: Session, kind: str, link: str, number: int) -> list[dict[str, Any]]:
    """The same with their fields; facts are given their sources later, all kinds of them at once."""
    ids = session.scalars(_newest(kind_called(kind), link), {"number": number})
    return rows_of(session, kind_called(kind), list(ids), sourced=kind not in FACTS)


def _vouched(session: Session, number: int) -> list[dict[str, Any]]:
    """The claims about others among the newest that somebody made."""
    claims = kind_called("claims")
    made = _newest(claims, "claimant_id").add_columns(claims.__table__.c.subject_id)
    found = session.execute(made, {"number": number})
    return rows_of(session, claims, [claim for claim, subject in found if subject != number])


def by_metric(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Claims under the metric they share, those without a value last."""
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["value_text"] is None, row["metric"] or "", -row["id"])):
        grouped[row["metric"]].append(row)
    return dict(grouped)


@cache
def _owners(part: type[Record], kind: type[Record]) -> Select[Any]:
    """The newest of a kind that the organisation `number` is a party of, with its role in each."""
    parties, owners = part.__table__.c, kind.__table__.c
    there = parties.trashed_at.is_(None), owners.trashed_at.is_(None)
    return (
        select(owners.id, parties.role)
        .join(part.__table__, parties[f"{kind.singular()}_id"] == owners.id)
        .where(parties.company_id == bindparam("number"), *there)
        .order_by(owners.id.desc())
        .limit(MOST)
    )


def _owning(session: Session, part: str, owner: str, company: int) -> list[dict[str, Any]]:
    """The same as rows, with their fields."""
    kind = kind_called(owner)
    found = session.execute(_owners(kind_called(part), kind), {"number": company}).all()
    rows = rows_of(session, kind, [number for number, _ in found], sourced=False)
    return [row | {"party_role": role} for row, (_, role) in zip(rows, found, strict=True)]


def _company(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    number = row["id"]
    claims = _rows(session, "claims", "subject_id", number)
    return {
        "offices": _rows(session, "offices", "company_id", number),
        "partnerships": _owning(session, "partnership_parties", "partnerships", number),
        "projects": _owning(session, "project_parties", "projects", number),
        "claims": by_metric(claims),
        "vouched": _vouched(session, number),
        "roles": _rows(session, "roles", "company_id", number),
        "programmes": _rows(session, "programmes", "company_id", number),
        "cities_claimed": next((one for one in claims if one["unit"] == "cities"), None),
        **_drawn(session, row, "company", "subject"),
    }


def _country(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    number = row["id"]
    return {
        **{
            name: _rows(session, name, "country_id", number)
            for name in ("offices", "companies", "partnerships", "projects")
        },
        "claims": by_metric(_about_country(session, number)),
        **_drawn(session, row, "country", "subject"),
    }


def _about_country(session: Session, number: int) -> list[dict[str, Any]]:
    """The newest claims about a country or what lies in it."""
    asked = [("country", str(number)), ("_size", str(MOST)), ("_sort", "-id")]
    return listing(session, kind_called("claims"), asked).rows


def _metric(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    return _drawn(session, row, None, "metric")


@cache
def _made_about() -> Select[Any]:
    """Whom the claim `number` was made about, when that is no longer its subject."""
    claim = kinds()["claims"].__table__
    asked = select(Registered).join(claim, claim.c.made_about_id == Registered.id)
    return asked.where(claim.c.id == bindparam("number"))


def _claim(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    """The subject that a claim was made with, where that was merged since, and what else is said of it."""
    agreeing, differing = others(session, row)
    give_sources(session, [one.row for one in (*differing, *agreeing)])
    return {
        "made_about": session.scalar(_made_about(), {"number": row["id"]}),
        "agreeing": agreeing,
        "differing": differing,
        "most_compared": MOST_COMPARED,
    }


def _drawn(session: Session, row: dict[str, Any], line_by: str | None, charts_by: str) -> dict[str, Any]:
    """The small timeline and the first few charts of a record, and what their macros need."""
    kind = kind_called(row["permalink"].split("/")[1])
    if state_of(session, kind, row["id"])[0]:
        return {"line": None, "charts": None}  # nothing is drawn of what lists leave out
    scope = claims_asked(session, [(charts_by, str(row["id"]))])
    line = glance(session, line_by, row["id"], today(session)) if line_by else None
    return {"line": line, "charts": charts(session, scope, FEW_CHARTS), **drawing()}


# -- the reader of an article -------------------------------------------------------------------------------

# Put together once: to build a statement anew takes longer than to run it.


@cache
def _captures() -> Select[Any]:
    """The live texts of the article `number`, newest first."""
    of_it = Capture.article_id == bindparam("number"), Capture.trashed_at.is_(None)
    return select(Capture).where(*of_it).order_by(Capture.id.desc())


@cache
def _dismissed() -> Select[Any]:
    """What was drafted from the text `number` and rejected."""
    draft = Draft.__table__.c
    return select(draft.proposed).where(draft.capture_id == bindparam("number"), draft.state == "rejected")


@cache
def _cited() -> Select[Any]:
    """The live citations of the article `number`, in the order of its text."""
    cited = Citation.__table__.c
    live = cited.article_id == bindparam("number"), cited.trashed_at.is_(None)
    return select(cited.id).where(*live).order_by(cited.paragraph, cited.sentence, cited.id)


@cache
def _entries() -> Select[Any]:
    """What the register says of the records `ids`."""
    entry = Registered.__table__.c
    of_them = entry.id.in_(bindparam("ids", expanding=True))
    return select(entry.id, entry.kind, entry.root_id, entry.name).where(of_them)


@cache
def _passages() -> Select[Any]:
    """The places of the passages of the text `number`."""
    passage = Passage.__table__.c
    placed = select(passage.id, passage.start_offset, passage.end_offset)
    return placed.where(passage.capture_id == bindparam("number"))


def _article(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    number = row["id"]
    captures = list(session.scalars(_captures(), {"number": number}))
    citations = citations_from(session, number)
    shown = captures[0] if captures else None
    return {
        "capture": shown,
        "captures": captures,
        "facts": _facts(session, citations),
        "citation_count": len(citations),
        "text": _highlighted(session, shown, citations) if shown else [],
        "bearing": _bearing(session, shown, citations) if shown else [],
        "open_drafts": session.scalar(select(func.count()).where(*waiting_of(number))),
        "states": {
            state: sum(one["state"] == state for one in citations)
            for state in ("verified", "unverified", "failed", "recheck")
        },
    }


def _bearing(session: Session, capture: Capture, citations: list[dict[str, Any]]) -> "list[Bearing]":
    """The sentences of a text that may bear a fact, and which of them are recorded or dismissed."""
    from tracker.ingest.coverage import coverage

    recorded = [
        (one["start_offset"], one["end_offset"]) for one in citations if one["capture_id"] == capture.id
    ]
    rejected = session.scalars(_dismissed(), {"number": capture.id})
    evidence = [proposed["evidence"] for proposed in rejected]
    dismissed = [(one["start"], one["end"]) for one in evidence]
    return coverage(capture.text, _telling(session, capture), recorded, dismissed)


def _telling(session: Session, capture: Capture) -> "list[Telling]":
    """The sentences of a text that may bear a fact: the same until somebody saves a name."""
    from tracker.ingest.coverage import telling
    from tracker.ingest.known import known_names

    def read() -> "list[Telling]":
        return telling(capture.text, known_names(session, capture.text))

    named = kind_called("companies"), kind_called("people")
    return kept(session, ("telling", capture.sha256), read, of=named)


def citations_from(session: Session, article_id: int) -> list[dict[str, Any]]:
    """The citations that point into an article, in the order of its text."""
    return rows_of(session, Citation, list(session.scalars(_cited(), {"number": article_id})))


def _facts(session: Session, citations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records that an article carries, in text order, each with its citations."""
    ids = {one["record_id"] for one in citations}
    entries = _registered(session, ids)
    roots = {entry.root_id or entry.id for entry in entries.values()}
    owners = entries | _registered(session, roots - entries.keys())
    facts: dict[int, dict[str, Any]] = {}
    for one in citations:
        root = owners[entries[one["record_id"]].root_id or one["record_id"]]
        fact = facts.setdefault(root.id, {"record": root, "kind": kind_called(root.kind), "citations": []})
        one["of_part"] = entries[one["record_id"]].kind if one["record_id"] != root.id else None
        one["field_label"] = _label(kind_called(entries[one["record_id"]].kind), one["field"])
        fact["citations"].append(one)
    return list(facts.values())


def _registered(session: Session, ids: set[int]) -> dict[int, Any]:
    """What the register says of some records."""
    return {entry.id: entry for entry in session.execute(_entries(), {"ids": list(ids)})} if ids else {}


def _label(kind: type[Record], name: str | None) -> str:
    field = field_called(kind, name) if name else None
    return field.label if field else ""


def _highlighted(
    session: Session, capture: Capture, citations: list[dict[str, Any]]
) -> list[list[tuple[str, list[int]]]]:
    """A text as paragraphs of stretches: (words, ids of the citations whose passage covers them)."""
    found = session.execute(_passages(), {"number": capture.id})
    passages = {i: (start, end) for i, start, end in found}
    spans = [(*passages[one["passage_id"]], one["id"]) for one in citations if one["passage_id"] in passages]
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
    return [
        _stretches(capture.text, paragraph.start, paragraph.end, edges, spans)
        for paragraph in paragraphs(capture.text)
    ]


def _stretches(
    text: str, start: int, end: int, edges: list[int], spans: list[tuple[int, int, int]]
) -> list[tuple[str, list[int]]]:
    cuts = [start, *(edge for edge in edges if start < edge < end), end]
    here = [span for span in spans if span[0] < end and span[1] > start]
    return [
        (text[first:last], [number for begins, ends, number in here if begins <= first and last <= ends])
        for first, last in pairwise(cuts)
    ]


BUILDERS: dict[str, Callable[[Session, dict[str, Any]], dict[str, Any]]] = {
    "companies": _company,
    "countries": _country,
    "metrics": _metric,
    "claims": _claim,
    "articles": _article,
}
