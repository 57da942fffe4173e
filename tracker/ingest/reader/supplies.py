"""Partners by name of the role alone: "Bolt is the partner there", "the partner is Bolt"."""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark
from tracker.ingest.reader.parties import Party, under_discussion

_PARTNERS = frozenset({"partner", "partners"})


def partner_of(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Bolt is the partner there", "the partner is Bolt", "Bolt is to be its sales partner"."""
    for place in sentence.where(_PARTNERS):
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
