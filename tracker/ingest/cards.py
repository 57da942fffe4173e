"""Drafts as a reviewer decides on them: names resolved or with candidates, beside what is on record."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.drafts import Draft
from tracker.errors import Refused
from tracker.fields import Field, field_called
from tracker.ingest.matching import Standing, standing
from tracker.ingest.measures import candidates, measures
from tracker.ingest.steps import NOT_SAID, day_not_said, meet, stated
from tracker.lookup import Candidate, Lookup, targets_of
from tracker.queries import record_row
from tracker.records import Record, Registered, kind_called, parts_of
from tracker.records.source import Article
from tracker.writing.cleaning import NEEDED, Cleaner
from tracker.writing.summaries import quantity_in, summary_of

# The fields of a card, in order; `#` stands for each number of a list, whose fields stand together.
SLOTS = {
    "people": ("name", "roles.1.role", "roles.1.company"),
    "offices": ("company", "city", "country", "status", "status_on", "events.1.date"),
    "partnerships": ("parties.#.company", "kind", "status", "status_on"),
    "claims": (
        "subject", "metric", "value_text", "baseline", "place", "scope", "as_of", "claimant", "modality",
        "summary",
    ),
    "projects": (
        "name", "kind", "parties.#.company parties.#.role", "city", "country", "status", "status_on",
        "events.1.date", "capacity_text", "gpus_text", "cost_text",
    ),
}  # fmt: skip
# The parts of a value that are stated beside its words, as long as those are the reader's.
PARTS = ("comparator", "value_low", "value_high", "unit", "currency", "change_kind")
TOLD = ("subject", "metric", "value_text", "place", "as_of")  # of which a claim's summary is made
CREATABLE = ("companies", "people", "cities")
SHOWN = 4
NEW = "new"
CHOSEN = "@"  # before a path: where the words stand that the reviewer chose for it, [start, end]
OWN = "own"  # the reviewer's note on what no text says
NO_WORDS = "No supporting text is chosen."
PROMISED = {"status": "open", "basis": "promised"}  # what the date in an office's events is that of
WHEN = "Say since when: without a day this step would stand before those on record."


@dataclasses.dataclass
class Slot:
    """One field of a card. `place`: where its words stand; `id`, `name`: the record that a link means.

    `several`: more than one is called exactly so. `new`: the kind of record that the reviewer wants made;
    `creates`: the kinds that may be. `chosen`: the reviewer said which words carry it.
    """

    path: str
    field: Field
    value: Any = ""
    place: tuple[int, int] | None = None
    id: int | None = None
    name: str = ""
    fault: str = ""
    candidates: list[Candidate] = dataclasses.field(default_factory=list)
    several: bool = False
    creates: tuple[str, ...] = ()
    new: str = ""
    edited: bool = False
    chosen: bool = False

    @property
    def open(self) -> bool:
        """Whether the reviewer must say who or what is meant."""
        return bool(self.field.to and self.fault and not self.new)


@dataclasses.dataclass
class Card:
    """A draft ready for review. `values`: what it comes to by path; `reasons`: why it is not clear."""

    draft: Draft
    values: dict[str, Any]
    slots: list[Slot]
    standing: Standing
    columns: dict[str, Any]
    confidence: str
    reasons: list[str]

    def __getitem__(self, path: str) -> Slot:
        return next(slot for slot in self.slots if slot.path == path)

    def beside(self, slot: Slot) -> Slot | None:
        """The role of an organisation, which is shown along with its name."""
        path = slot.path.replace(".company", ".role")
        return next((one for one in self.slots if one.path == path != slot.path), None)

    @property
    def clear(self) -> bool:
        """Whether it may be accepted together with others, unseen details apart."""
        return self.confidence == "clear" and self.draft.state in ("open", "skipped")

    @property
    def whole(self) -> tuple[int, int] | None:
        """Where the words stand that carry all of it; None while nobody has said."""
        return chosen_place(self.draft, "evidence")

    @property
    def on_record(self) -> tuple[int, ...]:
        """The record that says the same, 0 when none does, and after it those that say otherwise."""
        found = self.standing
        return (found.same["id"] if found.same else 0, *(row["id"] for row in found.differing))

    @property
    def tells_day(self) -> bool:
        """Whether it says since when it is what is on record without a day."""
        same, given = self.standing.same or {}, {slot.path: slot.value for slot in self.slots}
        if "status_on" not in given or given["status"] != same.get("status"):
            return False
        said = day_not_said(same.get("status_on")) and not day_not_said(given["status_on"])
        return said and meet((same.get("status_on_from"), same.get("status_on_to")), self.columns)

    @property
    def title(self) -> str:
        """The fact in a few words."""
        words = {
            slot.path: slot.name or str(slot.value) for slot in self.slots if slot.value not in ("", None)
        }
        if self.draft.kind == "claims":
            return words.get("summary", "")
        if self.draft.kind == "people":
            return ", ".join(words[path] for path in SLOTS["people"] if path in words)
        if self.draft.kind == "partnerships":
            return " – ".join(name for path, name in words.items() if path.startswith("parties."))
        if self.draft.kind == "projects":
            return ", ".join(words[path].replace("_", " ") for path in ("name", "status") if path in words)
        place = words.get("city") or words.get("country", "")
        where = " in ".join(filter(None, (words.get("company"), place)))
        return ", ".join(filter(None, (where, words.get("status", "").replace("_", " "))))


def values_of(draft: Draft, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The values of a draft by path: as proposed, as decided since, as given; {"new": …} makes a record."""
    found = {path: one["value"] for path, one in draft.proposed.items()}
    for later in (draft.decided or {}, given or {}):
        if "value_text" in later and later["value_text"] != found.get("value_text"):
            found = {path: value for path, value in found.items() if path not in PARTS}
        found |= later
    return found


def chosen_place(
    draft: Draft, path: str, values: Mapping[str, Any] | None = None
) -> tuple[int, int] | None:
    """Where the words of a field stand: as the reviewer chose, else as proposed."""
    found = (values or draft.decided or {}).get(CHOSEN + path)
    if found:
        return found[0], found[1]
    was = draft.proposed.get(path, {})
    return (was["start"], was["end"]) if was.get("end") else None


def record_input(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path as input for a record of the kind: lists of parts as lists, empty ones left out."""
    given: dict[str, Any] = {}
    lists: dict[str, dict[str, dict[str, Any]]] = {}
    slots = slot_paths(kind, values)
    paths = {*slots, *(f"{path}_anchor" for path in slots), *(PARTS if kind == "claims" else ())}
    for path, value in values.items():
        if path not in paths or value in (None, ""):
            continue
        name, dot, rest = path.partition(".")
        if not dot:
            given[name] = value
            continue
        number, _, inner = rest.partition(".")
        lists.setdefault(name, {}).setdefault(number, {})[inner] = value
    found = {name: [rows[key] for key in sorted(rows, key=int)] for name, rows in lists.items()}
    if "events" in found:
        found["events"] = [PROMISED | row for row in found["events"]]
    if "parties" in found:  # one whose name was taken out, or stays open, has no role either
        found["parties"] = [row for row in found["parties"] if "company" in row]
    return given | found


def slot_paths(kind: str, values: Mapping[str, Any]) -> list[str]:
    """The paths of a card's fields, those of each party one after the other."""
    paths: list[str] = []
    for path in SLOTS[kind]:
        head, listed, _ = path.partition("#")
        inside = (one[len(head) :].partition(".")[0] for one in values if listed and one.startswith(head))
        numbers = sorted({int(number) for number in inside})
        paths += [one for number in numbers for one in path.replace("#", str(number)).split()]
        paths += [] if listed else [path]
    return paths


def declared(kind: type[Record], path: str) -> Field:
    """The declaration behind a path: of the kind itself, or of one of its parts."""
    name, dot, rest = path.partition(".")
    inner = parts_of(kind)[name] if dot else kind
    found = field_called(inner, rest.partition(".")[2] if dot else name)
    if found is None:
        raise LookupError(f"{kind.__tablename__} has no field {path}")
    return found


class Cards:
    """Makes cards in one session, looking each name up once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.lookup = Lookup(session)
        self.measures = measures(session)
        self._published: dict[int, Any] = {}

    def all(self, drafts: Iterable[Draft]) -> list[Card]:
        return [self.card(draft) for draft in drafts]

    def card(self, draft: Draft, given: Mapping[str, Any] | None = None) -> Card:
        """A draft with its names resolved as the database stands now, `given` values over its own."""
        values = self._dated(draft, values_of(draft, given))
        kind = kind_called(draft.kind)
        slots = [self._slot(draft, kind, path, values) for path in slot_paths(draft.kind, values)]
        self._resolve(draft, slots)
        columns, faults = self._clean(kind, draft, values, slots)
        if draft.kind == "claims":
            self._retell(draft, values, slots, columns, faults)
        for slot in slots:
            slot.fault = slot.fault or ("" if slot.new else faults.get(slot.path, ""))
        found = Standing()
        if not any(slot.fault or slot.new for slot in slots):
            found = standing(self.session, draft.kind, columns, _ids(slots, "parties."))
            found = self._person(slots) if draft.kind == "people" else found
        _ask_when(slots, found)
        reasons = _reasons(
            draft, slots, found, [words for path, words in faults.items() if not _has(slots, path)]
        )
        return Card(draft, values, slots, found, columns, _confidence(draft, reasons), reasons)

    def _dated(self, draft: Draft, values: dict[str, Any]) -> dict[str, Any]:
        """The values, a status without a day dated by its article: it had come to that by then.

        The words keep that no day was said. A day that the reviewer took out stays out.
        """
        if not values.get("status") or "status_on" in values:
            return values
        if draft.article_id not in self._published:
            article = Article.__table__.c
            query = select(article.published, article.published_to).where(article.id == draft.article_id)
            self._published[draft.article_id] = self.session.execute(query).one()
        words, latest = self._published[draft.article_id]
        if latest is None:
            return values
        return values | {"status_on": f"{NOT_SAID}{words} = by {latest}"}

    def _slot(self, draft: Draft, kind: type[Record], path: str, values: Mapping[str, Any]) -> Slot:
        value, was = values.get(path), draft.proposed.get(path, {})
        new = value.get("kind", "") if isinstance(value, Mapping) else ""
        shown = value[NEW] if isinstance(value, Mapping) else "" if value is None else value
        place = chosen_place(draft, path, values)
        # A candidate that was picked (a number) is still what the words say; other words typed are not.
        typed = isinstance(shown, str) and not shown.startswith(NOT_SAID)
        edited = typed and shown != str(was.get("value", ""))
        made = Slot(path, declared(kind, path), shown, place, edited=edited, chosen=CHOSEN + path in values)
        made.creates = tuple(name for name in made.field.to if name in CREATABLE)
        made.new = new or next(iter(made.creates), "") if isinstance(value, Mapping) else ""
        return made

    def _resolve(self, draft: Draft, slots: list[Slot]) -> None:
        """Find the record that each link means, the country first: it tells cities of one name apart."""
        country: int | None = None
        for slot in sorted(slots, key=lambda one: one.path != "country"):
            if not slot.field.to or slot.value == "" or slot.new:
                continue
            within = country if slot.path == "city" else None
            slot.id, slot.fault, slot.candidates = self.lookup.resolve(slot.value, slot.field.to, within)
            if slot.id is not None:
                slot.name = self._name(slot.id)
                country = slot.id if slot.path == "country" else country
            elif slot.path == "metric":
                words = f"{slot.value} {draft.proposed['evidence']['value']}"
                unit = draft.proposed.get("unit", {}).get("value")
                slot.candidates = candidates(self.measures, words.replace("_", " "), unit)
            else:
                slot.several = self._several(slot)
            slot.candidates = [one for one in slot.candidates if self._stands(one)][:SHOWN]

    def _several(self, slot: Slot) -> bool:
        """Whether what a slot may mean has that very name, and is not only called something like it."""
        called = str(slot.value).strip()
        return len(slot.candidates) > 1 and bool(self.lookup.called(called, targets_of(slot.field.to)))

    def _stands(self, found: Candidate) -> bool:
        """Whether a candidate is not in the trash."""
        return self.lookup.resolve(found.id, (found.kind,))[0] is not None

    def _name(self, number: int) -> str:
        entry = self.session.get(Registered, number)
        return entry.name if entry else ""

    def _clean(
        self, kind: type[Record], draft: Draft, values: Mapping[str, Any], slots: list[Slot]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """What would be stored, and what is wrong with it, by path; what is to be created is left aside."""
        known = {slot.path: slot.id for slot in slots if slot.id is not None}
        left = {slot.path for slot in slots if slot.new or slot.open}
        plain = {path: value for path, value in {**values, **known}.items() if path not in left}
        cleaner = Cleaner(self.lookup, kind, strict=False)
        try:
            cleaner.clean(record_input(draft.kind, plain))
        except Refused as refused:
            faults = {path: words for path, words in refused.fields.items() if path not in left}
            return cleaner.out.columns, _renumbered(faults, slots, left)
        return cleaner.out.columns | stated(cleaner.out), {}

    def _retell(
        self,
        draft: Draft,
        values: Mapping[str, Any],
        slots: list[Slot],
        columns: dict[str, Any],
        faults: dict[str, str],
    ) -> None:
        """Make the summary of a claim anew from what the reviewer said of it, unless that was typed too."""
        by = {slot.path: slot for slot in slots}
        drafted = {path: draft.proposed.get(path, {}).get("value") for path in (*TOLD, "summary")}
        said = any((values.get(path) or None) != drafted[path] for path in TOLD)
        if not said or (values.get("summary") or None) != drafted["summary"]:
            return
        words = {path: by[path].name or str(by[path].value) for path in TOLD}
        measure = self.measures.get(words["metric"])
        label = measure.label if measure else words["metric"].replace("_", " ")
        value = quantity_in(columns)
        told = summary_of(label, words["subject"], words["place"], value, words["as_of"])
        by["summary"].value = columns["summary"] = told
        faults.pop("summary", None)

    def _person(self, slots: list[Slot]) -> Standing:
        name = next(slot for slot in slots if slot.path == "name")
        found = self.lookup.called(str(name.value), ("people",))
        if len(found) != 1:
            return Standing()
        return Standing(record_row(self.session, kind_called("people"), found[0].id))


def _ask_when(slots: list[Slot], found: Standing) -> None:
    """Have the reviewer say when, where a step without a day would not become the status it is."""
    given = {slot.path: slot for slot in slots}
    same = found.same or {}
    undated = "status_on" in given and given["status_on"].value in ("", None)
    if undated and same.get("status_on") and given["status"].value not in ("", None, same["status"]):
        given["status_on"].fault = WHEN


def _has(slots: list[Slot], path: str) -> bool:
    return any(slot.path == path for slot in slots)


def _renumbered(faults: dict[str, str], slots: list[Slot], left: set[str]) -> dict[str, str]:
    """Faults without those that only come from leaving out what is still open."""
    lists = {path.partition(".")[0] for path in left if "." in path}
    countries = {"country"} if "city" in left else set()
    aside = lists | countries | left
    return {path: words for path, words in faults.items() if path.partition(".")[0] not in aside}


def _ids(slots: list[Slot], start: str) -> list[int]:
    return [slot.id for slot in slots if slot.path.startswith(start) and slot.id is not None]


def _reasons(draft: Draft, slots: list[Slot], found: Standing, loose: list[str]) -> list[str]:
    """Why a person should look closely: the reader's own doubts, open names, faults, what is on record."""
    reasons = [draft.confidence_reason] if draft.confidence_reason else []
    for slot in slots:
        if slot.fault == NEEDED:
            reasons.append(f"{slot.field.label} is needed.")
        elif slot.several or (slot.fault and slot.path == "metric" and slot.candidates):
            reasons.append(f"“{slot.value}” may be one of several.")
        elif slot.fault and slot.field.to:
            reasons.append(f"“{slot.value}” is not on record.")
        elif slot.fault:
            reasons.append(slot.fault)
    if chosen_place(draft, "evidence") is None:
        reasons.append(NO_WORDS)
    if found.differing:
        reasons.append("What is on record says otherwise.")
    if found.doubt:
        reasons.append(found.doubt)
    return list(dict.fromkeys([*reasons, *loose]))


def _confidence(draft: Draft, reasons: list[str]) -> str:
    if draft.confidence == "clear" and reasons:
        return "check"
    return draft.confidence
