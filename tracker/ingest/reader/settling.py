"""From every sentence's drafts to the text's: one of each fact, the body's wording before the headline's."""

from collections.abc import Iterable

from tracker.ingest.reader.drafts import ClaimDraft, Drafts, OfficeDraft, PartnershipDraft, PersonDraft

_CERTAINTY = {"open": 5, "closed": 5, "expanded": 4, "announced": 3, "planned": 2, "rumoured": 1}


def settle(drafts: Drafts, headings: frozenset[str]) -> Drafts:
    """Drop repetitions. `headings` are the sentences that stand as headlines: the same fact in the body wins."""
    drafts.people = _people(drafts.people)
    drafts.offices = _offices(drafts.offices, headings)
    drafts.partnerships = _partnerships(drafts.partnerships)
    drafts.claims = _claims(drafts.claims, headings)
    return drafts


def _people(people: list[PersonDraft]) -> list[PersonDraft]:
    """A name that is the end of a longer one is the same person."""
    names = [person.name for person in people]
    return [
        p
        for p in people
        if not any(
            other != p.name and f" {p.name}" in f" {other}" and other.endswith(p.name) for other in names
        )
    ]


def _offices(offices: list[OfficeDraft], headings: frozenset[str]) -> list[OfficeDraft]:
    kept: dict[tuple[str, str | None, str | None], OfficeDraft] = {}
    for office in sorted(offices, key=lambda draft: draft.evidence in headings):
        key = (office.company, office.city, office.country if office.city is None else None)
        if key not in kept or _better(office, kept[key]):
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


def _partnerships(partnerships: list[PartnershipDraft]) -> list[PartnershipDraft]:
    kept: dict[frozenset[str], PartnershipDraft] = {}
    for deal in partnerships:
        kept.setdefault(frozenset(deal.parties), deal)
    return [deal for names, deal in kept.items() if not _part_of_larger(names, deal, kept)]


def _part_of_larger(
    names: frozenset[str], deal: PartnershipDraft, kept: dict[frozenset[str], PartnershipDraft]
) -> bool:
    """The same deal told with fewer of its parties: same evidence or same kind of consortium."""
    return any(
        names < larger
        and (other.evidence == deal.evidence or (other.kind == deal.kind and deal.kind == "investment"))
        for larger, other in kept.items()
    )


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
    return claim.value, claim.unit, claim.subject
