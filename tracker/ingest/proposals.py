"""From what a reader found to drafts: our fields, the words of each in the text, and how sure it is."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.dates import parse_date
from tracker.drafts import Draft
from tracker.ingest.measures import Measure, measured, measures
from tracker.ingest.reader import default_names
from tracker.ingest.wording import Reading, baseline_in, is_plan, is_spent, read_words, voice_in
from tracker.lookup import name_key
from tracker.writing.summaries import summary_of

RULES = "rules"
LONGEST_LINE = 300
MOST = 500  # drafts of one reading: more than anybody reviews
NOT_OPEN = ("rumoured", "planned", "announced")  # the date told with these is that of a promised opening
NOT_RUNNING = (*NOT_OPEN, "agreed", "under_way")  # of a project
PROJECT_ROLES = ("operator", "partner", "customer")
# What is no value of its own: two drafts that differ only here are the same.
ASIDE = ("evidence", "summary", "speaker", "attribution", "baseline", "modality")


@dataclass
class Proposal:
    """One drafted fact. `fields`: {path: {"value": …, "start": …, "end": …}}, offsets in the text."""

    kind: str
    fields: dict[str, dict[str, Any]]
    position: int
    doubts: list[str] = field(default_factory=list)
    guessed: bool = False

    @property
    def confidence(self) -> str:
        return "guess" if self.guessed else "check" if self.doubts else "clear"

    @property
    def fingerprint(self) -> str:
        """The same for the same kind and values, however they are spelled."""
        values = sorted(
            (path, name_key(str(one["value"]))) for path, one in self.fields.items() if path not in ASIDE
        )
        return hashlib.sha256(json.dumps([self.kind, values], ensure_ascii=False).encode()).hexdigest()


def proposals(
    session: Session, text: str, found: Mapping[str, Any], published: date | None
) -> list[Proposal]:
    """What a reader found (the shape of its JSON) as proposals in text order, people before what they say."""
    reading = _Reading(text, measures(session), published)
    made = [
        proposal
        for kind, build in BUILDERS.items()
        for row in found.get(kind) or []
        if (proposal := build(reading, row)) is not None
    ]
    order = list(BUILDERS)
    return sorted(made, key=lambda one: (one.position, order.index(one.kind)))[:MOST]


class _Reading:
    """One text with what is needed to propose facts from it."""

    def __init__(self, text: str, known: dict[str, Measure], published: date | None) -> None:
        self.text, self.known, self.published = text, known, published

    def begin(self, kind: str, row: Mapping[str, Any]) -> tuple[Proposal, "_Fields"] | None:
        """A proposal with its evidence; None when those words do not stand in the text."""
        quote = str(row.get("evidence") or "")
        passages = {name: tuple(place) for name, place in (row.get("passages") or {}).items()}
        start = self._evidence(quote, [place[0] for place in passages.values()])
        if start is None:
            return None
        made = Proposal(kind, {}, start)
        fields = _Fields(self.text, start, start + len(quote), passages, made)
        fields.put("evidence", quote, (start, start + len(quote)))
        return made, fields

    def _evidence(self, quote: str, inside: list[int]) -> int | None:
        """Where the evidence stands: the place that holds its passages, when it stands more than once."""
        if not quote.strip():
            return None
        first = at = self.text.find(quote)
        while at >= 0 and inside and not any(at <= place < at + len(quote) for place in inside):
            at = self.text.find(quote, at + 1)
        return at if at >= 0 else first if first >= 0 else None


    def date_words(self, place: tuple[int, int] | None, prefix: Any) -> str | None:
        """A date in the article's own words, with the day they are counted from or, where they mean another
        one by themselves ("opens on Monday"), what the reader made of them; only that where they are not
        understood.
        """
        if place is None:
            return str(prefix) if prefix else None
        words = self.text[place[0] : place[1]]
        try:
            meant = parse_date(words, self.published)
        except ValueError:
            return str(prefix) if prefix else None
        if meant.precision == "day" and prefix and str(meant.earliest) != prefix:
            return f"{words} = {prefix}"
        return f"{words}, counted from {meant.anchor}" if meant.anchor else words


class _Fields:
    """Puts values into a proposal, each with the words that carry it where they can be found."""

    def __init__(
        self, text: str, start: int, end: int, passages: Mapping[str, tuple[int, int]], made: Proposal
    ) -> None:
        self.text, self.start, self.end, self.passages, self.made = text, start, end, passages, made

    def put(self, path: str, value: Any, place: tuple[int, int] | None = None) -> None:
        if value in (None, ""):
            return
        said: dict[str, Any] = {"value": value}
        if place is not None and self.text[place[0] : place[1]].strip():
            said |= {"start": place[0], "end": place[1]}
        self.made.fields[path] = said

    def named(self, path: str, value: Any, passage: str) -> None:
        """A name, with its passage or the place in the evidence where it is spelled so."""
        if value not in (None, ""):
            self.put(path, str(value)[:LONGEST_LINE], self.passages.get(passage) or self.spelled(str(value)))

    def spelled(self, words: str) -> tuple[int, int] | None:
        found = re.compile(re.escape(words), re.IGNORECASE).search(self.text, self.start, self.end)
        return found.span() if found else None

    def doubt(self, words: str) -> None:
        self.made.doubts.append(words)

    def in_evidence(self, path: str) -> bool:
        place = self.made.fields.get(path, {}).get("start")
        return place is not None and self.start <= place < self.end


def _person(reading: _Reading, row: Mapping[str, Any]) -> Proposal | None:
    begun = reading.begin("people", row)
    if begun is None or not row.get("name"):
        return None
    made, fields = begun
    fields.named("name", row["name"], "name")
    fields.named("roles.1.role", row.get("role"), "role")
    fields.named("roles.1.company", row.get("company"), "company")
    if not row.get("role") or not row.get("company"):
        fields.doubt("The role or the organisation is not stated.")
    elif not fields.in_evidence("roles.1.company"):
        fields.doubt("The organisation is named in another sentence.")
    return made


def _office(reading: _Reading, row: Mapping[str, Any]) -> Proposal | None:
    begun = reading.begin("offices", row)
    if begun is None or not row.get("company"):
        return None
    made, fields = begun
    fields.named("company", row["company"], "company")
    _stands(reading, row, fields, NOT_OPEN)
    if not fields.in_evidence("company"):
        fields.doubt("The company is named in another sentence.")
    if row.get("status") == "rumoured":
        fields.doubt("Only unnamed people say so.")
    return made


def _partnership(reading: _Reading, row: Mapping[str, Any]) -> Proposal | None:
    begun = reading.begin("partnerships", row)
    parties = [str(party) for party in row.get("parties") or [] if party]
    if begun is None or len(parties) < 2:
        return None
    made, fields = begun
    for number, party in enumerate(parties, 1):
        fields.named(f"parties.{number}.company", party, f"party {number}")
    fields.put("kind", row.get("kind") or "other", fields.passages.get("kind"))
    fields.put("status", row.get("status"), fields.passages.get("status"))
    if not all(fields.in_evidence(f"parties.{number}.company") for number in range(1, len(parties) + 1)):
        fields.doubt("A party is named in another sentence.")
    return made


def _project(reading: _Reading, row: Mapping[str, Any]) -> Proposal | None:
    begun = reading.begin("projects", row)
    parties = [(role, number, str(name)) for role in PROJECT_ROLES
               for number, name in enumerate(row.get(f"{role}s") or [], 1) if name]  # fmt: skip
    if begun is None or not parties:
        return None
    made, fields = begun
    called = str(row.get("name") or "")[:LONGEST_LINE]
    fields.put("name", called or project_name(row, parties[0][2]), fields.passages.get("name"))
    fields.put("kind", row.get("kind") or "other", fields.passages.get("kind"))
    for at, (role, number, name) in enumerate(parties, 1):
        fields.named(f"parties.{at}.company", name, f"{role} {number}")
        fields.put(f"parties.{at}.role", role)
    _stands(reading, row, fields, NOT_RUNNING)
    for size in ("capacity", "gpus", "cost"):
        fields.named(f"{size}_text", row.get(size), size)
    if not all(fields.in_evidence(f"parties.{at}.company") for at in range(1, len(parties) + 1)):
        fields.doubt("A company is named in another sentence.")
    if row.get("status") == "rumoured":
        fields.doubt("Only unnamed people say so.")
    return made


def _stands(reading: _Reading, row: Mapping[str, Any], fields: _Fields, ahead: Collection[str]) -> None:
    """Where an office or project is and how far along; in a status `ahead` its date is the promised one."""
    fields.named("city", row.get("city"), "city")
    fields.put("country", row.get("country"), fields.passages.get("country"))
    fields.put("status", row.get("status"), fields.passages.get("status"))
    place = fields.passages.get("date")
    told = "events.1.date" if row.get("status") in ahead else "status_on"
    fields.put(told, reading.date_words(place, row.get("date")), place)


def project_name(row: Mapping[str, Any], company: str) -> str:
    """What a project without a name of its own is called: "Acme data centre in Oslo"."""
    where = row.get("city") or default_names().country_name(row.get("country")) or ""
    what = {"data_centre": "data centre", "compute_site": "compute site", "factory": "factory"}
    called = f"{company} {what.get(str(row.get('kind')), 'AI park')}"
    return f"{called} in {where}" if where else called


def _claim(reading: _Reading, row: Mapping[str, Any]) -> Proposal | None:
    begun = reading.begin("claims", row)
    if begun is None:
        return None
    made, fields = begun
    quote = made.fields["evidence"]["value"]
    value = read_words(reading.text, (fields.start, fields.end), fields.passages.get("value"), row)
    theirs = str(row.get("metric") or "")
    metric = measured(reading.known, theirs, quote, value.read if value else None)
    fields.named("subject", row.get("subject"), "subject")
    fields.put("metric", metric or (f"{theirs} in {row.get('unit')}" if theirs in reading.known else theirs))
    _value(fields, value, quote)
    fields.named("place", row.get("place"), "place")
    fields.named("scope", row.get("scope"), "scope")
    fields.put("as_of", row.get("as_of"), fields.passages.get("as_of"))
    fields.named("claimant", row.get("speaker"), "speaker")
    intent = str(row.get("metric")) == "stated_intent"
    fields.put("modality", "intent" if intent else _modality(reading, quote, row))
    where = fields.passages.get("value") or (fields.start, fields.end)
    fields.put("attribution", voice_in(reading.text, (fields.start, fields.end), where, row.get("speaker")))
    named = reading.known.get(metric or "")
    label = named.label if named else str(row.get("metric") or "").replace("_", " ")
    read = value.read if value else None
    fields.put("summary", summary_of(label, row.get("subject"), row.get("place"), read, row.get("as_of")))
    _doubts(fields, row, metric, value, quote)
    return made


def _value(fields: _Fields, value: Reading | None, quote: str) -> None:
    if value is None:
        return
    fields.put("value_text", value.words, value.place)
    for name, part in value.stated.items():
        fields.put(name, part)
    if value.change in ("ratio", "difference"):
        fields.put("baseline", baseline_in(quote))


def _modality(reading: _Reading, quote: str, row: Mapping[str, Any]) -> str:
    """A number that is still to come is a plan, whatever the tense of its sentence."""
    try:
        meant = parse_date(str(row["as_of"])) if row.get("as_of") else None
    except ValueError:
        meant = None
    later = bool(meant and meant.earliest and reading.published and meant.earliest > reading.published)
    return "plan" if later or (row.get("value") is not None and is_plan(quote)) else "fact"


def _doubts(
    fields: _Fields, row: Mapping[str, Any], metric: str | None, value: Reading | None, quote: str
) -> None:
    if not row.get("subject"):
        fields.doubt("What it is about stays open.")
        fields.made.guessed = True
    elif not fields.in_evidence("subject"):
        fields.doubt("What it is about is named in another sentence.")
    if row.get("place") and not fields.in_evidence("place"):
        fields.doubt("Its place is named in another sentence.")
    if metric is None:
        fields.doubt("No metric on record fits by itself.")
    if metric == "investment_commitment" and row.get("value") is not None and not is_spent(quote):
        fields.doubt("What the money is for was not understood.")
    if row.get("value") is not None and (value is None or value.place is None):
        fields.doubt("The words of the value were not found.")
        fields.made.guessed = True
    if value is not None and value.doubt:
        fields.doubt(value.doubt)


BUILDERS = {
    "people": _person,
    "offices": _office,
    "partnerships": _partnership,
    "projects": _project,
    "claims": _claim,
}


def keep(
    session: Session, article_id: int, capture_id: int, made: list[Proposal], reader: str = RULES
) -> list[int]:
    """Store proposals as drafts; returns the ids of those that are new.

    What was proposed for the article before is not proposed again, whatever was decided; drafts of the same
    reader that nobody has touched, and that it would not propose now, are dropped.
    """
    before = {
        one.fingerprint: one for one in session.scalars(select(Draft).where(Draft.article_id == article_id))
    }
    wanted = {one.fingerprint for one in made}
    for fingerprint, draft in before.items():
        untouched = draft.state == "open" and draft.version == 1 and draft.reader == reader
        if untouched and fingerprint not in wanted:
            session.delete(draft)
    fresh = {one.fingerprint: one for one in made if one.fingerprint not in before}
    drafts = [_draft(article_id, capture_id, proposal, reader) for proposal in fresh.values()]
    session.add_all(drafts)
    session.flush()
    return [draft.id for draft in drafts]


def _draft(article_id: int, capture_id: int, proposal: Proposal, reader: str) -> Draft:
    if reader != RULES:
        proposal.doubts.append(f"Drafted by {reader}.")  # never accepted unseen
    return Draft(
        article_id=article_id, capture_id=capture_id, position=proposal.position, kind=proposal.kind,
        proposed=proposal.fields, confidence=proposal.confidence,
        confidence_reason=" ".join(proposal.doubts)[:LONGEST_LINE] or None, reader=reader,
        fingerprint=proposal.fingerprint,
    )  # fmt: skip
