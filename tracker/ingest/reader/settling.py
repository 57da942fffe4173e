"""From every sentence's drafts to the text's: one of each fact, the body's wording before the headline's."""

import re
from collections.abc import Iterable
from dataclasses import replace

from tracker.ingest.reader.drafts import ClaimDraft, Drafts, OfficeDraft, PartnershipDraft, PersonDraft
from tracker.ingest.reader.project_settling import settled

_NEIGHBOURING = 220  # characters from the last investor of one sentence to the first of the next
_SUM = re.compile(r"[$€£¥₩₹]|\b(?:[mb]illion|crore|Million|Milliard|millones|milhões)")
_MONTH = re.compile(
    r"\bin (?:January|February|March|April|May|June|July|August|Sept|Octo|Novem|Decem)|\d ?[월月]"
)
_ANOTHER = re.compile(r"\banother [$€£\d]")
_ASIDE = re.compile(r", (?:whose|which|who|cuy[oa]|cuj[oa]|dont|la cui|il cui|deren|dessen)\b[^,]{0,200}[,.]")
_EARLIER = re.compile(r"\bhad (?:already |also )?(?:led|headed|invested|backed|joined|put)\b")
_CERTAINTY = {"open": 5, "closed": 5, "expanded": 4, "announced": 3, "planned": 2, "rumoured": 1}


def settle(drafts: Drafts, headings: frozenset[str]) -> Drafts:
    """Drop repetitions. `headings` are the sentences that stand as headlines: the same fact in the body
    wins.
    """
    drafts.people = _people(drafts.people)
    drafts.partnerships = _agreed(drafts)
    drafts.offices = _offices(drafts.offices, headings)
    drafts.partnerships = _partnerships(drafts.partnerships, headings)
    drafts.claims = _claims(drafts.claims, headings)
    drafts.projects = settled(drafts.projects, headings)
    return drafts


def _agreed(drafts: Drafts) -> list[PartnershipDraft]:
    """The deals, those "agreed" that are told as the agreement of a project: "Acme agreed to build a data
    centre with Bolt" is one step of both.
    """
    agreed: dict[str, set[str]] = {}
    for project in drafts.projects:
        if project.status == "agreed":
            taking_part = (*project.operators, *project.partners, *project.customers)
            agreed.setdefault(project.evidence, set()).update(taking_part)
    return [
        replace(deal, status="agreed")
        if deal.status == "announced" and agreed.get(deal.evidence, set()).issuperset(deal.parties)
        else deal
        for deal in drafts.partnerships
    ]


def _people(people: list[PersonDraft]) -> list[PersonDraft]:
    """A name that is the end of a longer one is the same person."""
    endings = {ending for person in people for ending in _endings(person.name)}
    return [person for person in people if person.name not in endings]


def _endings(name: str) -> list[str]:
    words = name.split(" ")
    return [" ".join(words[first:]) for first in range(1, len(words))]


def _offices(offices: list[OfficeDraft], headings: frozenset[str]) -> list[OfficeDraft]:
    kept: dict[tuple[str, str | None, str | None], OfficeDraft] = {}
    for office in sorted(offices, key=lambda draft: draft.evidence in headings):
        key = (office.company, office.city, office.country if office.city is None else None)
        if key not in kept or (office.evidence not in headings and _better(office, kept[key])):
            kept[key] = office
    with_city = {(o.company, o.country) for o in kept.values() if o.city}
    return [o for o in kept.values() if o.city or (o.company, o.country) not in with_city]


def _better(new: OfficeDraft, old: OfficeDraft) -> bool:
    """A dated mention beats an undated one; a rumour stays one until something firmer is said."""
    if old.status == "rumoured" or new.status == "rumoured":
        return False
    return (
        _CERTAINTY[new.status] > _CERTAINTY[old.status]
        and new.status in ("expanded", "closed")
        and old.status != "expanded"
    )


def _partnerships(
    partnerships: list[PartnershipDraft], headings: frozenset[str]
) -> list[PartnershipDraft]:
    """One draft for the same parties, told by the body rather than by a headline; of one passage or one
    round, only the fullest list of parties.
    """
    partnerships = sorted(_rounds(partnerships), key=lambda deal: deal.evidence in headings)
    body = [frozenset(deal.parties) for deal in partnerships if deal.evidence not in headings][:200]
    kept: dict[frozenset[str], PartnershipDraft] = {}
    alike: dict[str, list[frozenset[str]]] = {}
    for deal in partnerships:
        names = frozenset(deal.parties)
        if deal.evidence in headings and any(names < told for told in body):
            continue  # "Acme e Bolt, patto", said of Acme, Bolt and Corvo below
        if kept.setdefault(names, deal) is deal:
            for key in _likeness(deal):
                alike.setdefault(key, []).append(names)
    return [
        deal
        for names, deal in kept.items()
        if not any(names < other for key in _likeness(deal) for other in alike[key][:50])
    ]


def _rounds(partnerships: list[PartnershipDraft]) -> list[PartnershipDraft]:
    """A round told in two neighbouring sentences is one: its investors are put together."""
    joined: list[PartnershipDraft] = []
    for deal in partnerships:
        before = joined[-1] if joined else None
        if before and deal.kind == before.kind == "investment" and _neighbours(before, deal):
            parties = tuple(dict.fromkeys([*before.parties, *deal.parties]))
            joined[-1] = replace(before, parties=parties)
        else:
            joined.append(deal)
    return joined


def _neighbours(one: PartnershipDraft, other: PartnershipDraft) -> bool:
    if one.evidence == other.evidence:
        return False  # a sentence that tells them apart
    told = _ASIDE.sub(",", other.evidence)
    if _SUM.search(told):
        return False  # a round with its own sum
    if _MONTH.search(told) or _EARLIER.search(told):
        return False  # another time, another round
    if len(one.parties) == 2 and "-backed" in one.evidence:
        return False
    ends = [end for _, end in one.passages.values()]
    starts = [start for start, _ in other.passages.values()]
    near = bool(ends and starts) and 0 < min(starts) - max(ends) < _NEIGHBOURING
    return near and one.parties[0] == other.parties[0]


def _likeness(deal: PartnershipDraft) -> list[str]:
    """Deals that may be one: told in the same passage, or investments in the same company."""
    return [deal.evidence, *([f"investment in {deal.parties[0]}"] if deal.kind == "investment" else [])]


def _claims(claims: Iterable[ClaimDraft], headings: frozenset[str]) -> list[ClaimDraft]:
    kept: list[ClaimDraft] = []
    seen: set[object] = set()
    for claim in sorted(claims, key=lambda draft: draft.evidence in headings):
        key = _identity(claim)
        if key in seen or (claim.evidence in headings and (claim.value, claim.unit) in seen):
            continue
        seen.update((key, (claim.value, claim.unit)))
        kept.append(claim)
    return kept


def _identity(claim: ClaimDraft) -> object:
    """What makes two drafts the same claim: small numbers repeat by chance, statements never."""
    if claim.value is None:
        return claim.evidence
    if claim.unit in ("rank", "times", "percent", "other") and claim.value < 100:
        return claim.value, claim.unit, claim.evidence
    if _ANOTHER.search(claim.evidence):
        return claim.value, claim.unit, claim.evidence  # as much again
    return claim.value, claim.unit, claim.subject
