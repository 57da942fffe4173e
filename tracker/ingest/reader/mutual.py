"""Deals that a list of companies does together or is signed for, whatever their verb."""

from collections.abc import Iterator

from tracker.ingest.reader.clauses import Roles, clause_start
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark, word_set

_SIGNING = frozenset({"sign", "signs", "signed", "signatures", "signature", "initialled"})
_TOGETHER = word_set("frames together")
_EACH_OTHER = {("each", "other"), ("one", "another"), ("equal", "parts"), ("by", "side"), ("their", "names")}
_MUTUAL = _TOGETHER | {first for first, _ in _EACH_OTHER}


def mutual(sentence: Sentence, roles: Roles) -> Iterator[PartnershipDraft]:
    """ "Acme and Bolt pay in equal parts", "bauen Acme und Bolt zusammen": what a list does together."""
    for place in sentence.where(_MUTUAL):
        word = sentence.lower(place)
        if word not in _TOGETHER and (word, sentence.lower(place + 1)) not in _EACH_OTHER:
            continue
        start = clause_start(sentence, place)
        for group in roles.groups:
            told = start <= group[0].mention.first and group[-1].mention.last <= place
            if len(group) > 1 and told and not roles.case[id(group[0])]:
                yield deal_draft(sentence, group, Mark("joint", place, place + 1, word))
                return


def signed_for(sentence: Sentence, roles: Roles) -> Iterator[PartnershipDraft]:
    """ "Ada Quist signed for Acme and Ben Hale for Bolt": those who somebody stands for."""
    verb = next(iter(sentence.where(_SIGNING)), None)
    if verb is None:
        return
    standing = (p for p in roles.parties if roles.case[id(p)] == "for")
    names = {i + 1 for i, token in enumerate(sentence.tokens) if token.capitalised} | {verb + 1}
    told = [party for party in standing if roles.opening[id(party)] in names]
    if len(told) > 1:
        yield deal_draft(sentence, told, Mark("deal_verb", verb, verb + 1, "signed"))
