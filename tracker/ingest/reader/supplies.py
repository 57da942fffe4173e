"""Customers and suppliers: "Acme will install Nvidia chips", "Bolt bought processors from Acme"."""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.gazetteer import PRODUCT_OWNERS
from tracker.ingest.reader.lexicon import Mark
from tracker.ingest.reader.parties import Party, is_modifier, under_discussion


def supplied(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """A customer and whose product it takes: "Acme will install Nvidia chips", "Acme uses ChatGPT"."""
    if sentence.has("deal_noun") or sentence.has("pair"):
        return
    for mark in sentence.marks.get("supply", ()):
        before = [p for p in parties if p.mention.last <= mark.first and mark.first - p.mention.last <= 4]
        owner = _product_owner(sentence, mark, parties)
        if before and owner and owner.name != before[-1].name:
            yield deal_draft(sentence, [before[-1], owner], mark)


def _product_owner(sentence: Sentence, mark: Mark, parties: list[Party]) -> Party | None:
    for place in range(mark.last, min(mark.last + 5, len(sentence.tokens))):
        owner = PRODUCT_OWNERS.get(sentence.lower(place))
        if owner:
            covering = sentence.covering(place)
            mention = covering or next((p.mention for p in parties), None)
            return Party(owner, mention) if mention else None
    after = [p for p in parties if 0 <= p.mention.first - mark.last <= 3]
    return (
        after[0]
        if (after and is_modifier(sentence, after[0].mention))
        or (after and sentence.lower(after[0].mention.last) in ("'s", "’s", "accelerated", "blackwell", "ai"))
        else None
    )


def bought_from(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Acme bought 400 processors from Bolt", "it rents the servers from Bolt"."""
    for mark in sentence.marks.get("supply", ()):
        seller = next(
            (
                p
                for p in parties
                if 0 < p.mention.first - mark.last <= 10 and sentence.lower(p.mention.first - 1) == "from"
            ),
            None,
        )
        if seller:
            buyers = [p for p in parties if p.mention.last <= mark.first][-1:] or under_discussion(
                discourse, [seller]
            )
            if buyers:
                yield deal_draft(sentence, [*buyers, seller], mark)


def partner_of(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Bolt is the partner there", "the partner is Bolt", "Bolt is to be its sales partner"."""
    for place, token in enumerate(sentence.tokens):
        if token.lower not in ("partner", "partners"):
            continue
        named = [
            p for p in parties if 0 < place - p.mention.last <= 7 and _is_one(sentence, p.mention.last, place)
        ]
        named = named[-1:] or [
            p
            for p in parties
            if 0 < p.mention.first - place <= 2 and sentence.lower(place + 1) in ("is", "was", "are", ":")
        ]
        company = under_discussion(discourse, named)
        if named and company:
            yield deal_draft(sentence, [*company, named[0]], Mark("deal_noun", place, place + 1, "partner"))


def _is_one(sentence: Sentence, first: int, last: int) -> bool:
    gap = [sentence.lower(place) for place in range(first, last)]
    return (
        bool(gap)
        and gap[0] in ("is", "was", "will", "becomes", "became", "as")
        and not {",", "of", "with"} & set(gap)
    )
