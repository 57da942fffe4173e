"""A partnership's draft from its parties and the words around: kind and status."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import Party

TOGETHER = word_set("deals together")
_LASTING = word_set("deals lasting")
_NEGOTIATING = frozenset("negotiating negotiates verhandelt négocie negocia negoziando negociando".split())
_ENDED = word_set("deals ended")


def deal_draft(
    sentence: Sentence, parties: list[Party], mark: Mark, kind: str | None = None
) -> PartnershipDraft:
    names = tuple(dict.fromkeys(party.name for party in parties))
    passages = {
        f"party {number}": (sentence.tokens[p.mention.first].start, sentence.tokens[p.mention.last - 1].end)
        for number, p in enumerate(parties, 1)
        if p.here
    }
    return PartnershipDraft(
        names, kind or kind_of(sentence, names), status_of(sentence, mark), sentence.evidence, passages
    )


def kind_of(sentence: Sentence, names: tuple[str, ...]) -> str:
    """commercial, investment, joint_venture, research, government, financial or infrastructure."""
    words = {mark.value.lower() for mark in sentence.marks.get("deal_noun", ())}
    if TOGETHER & words:
        return "joint_venture"
    if any(name.startswith("Government of") or "Ministry" in name for name in names):
        return "government"
    if sentence.has("office_not") or sentence.has("gpus") or "infrastructure" in sentence.wording:
        return "infrastructure"
    if {"bank", "loan", "credit", "financial"} & sentence.wording:
        return "financial"
    return (
        "research"
        if {"research", "university", "recherche", "forschung", "investigación"} & sentence.wording
        else "commercial"
    )


def status_of(sentence: Sentence, mark: Mark) -> str:
    """rumoured, ended, planned, announced or active."""
    if sentence.has("rumour"):
        return "rumoured"
    if _ENDED & sentence.wording:
        return "ended"
    if any(0 <= mark.first - other.last <= 3 for other in sentence.marks.get("plan", ())):
        return "planned"
    if not _NEGOTIATING.isdisjoint(sentence.lowers[max(0, mark.first - 6) : mark.last + 1]):
        return "planned"
    if _LASTING & sentence.wording:
        return "active"
    return "announced"
