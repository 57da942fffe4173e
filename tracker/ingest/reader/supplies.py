"""Customers and suppliers: "Acme will install Nvidia chips", "Bolt bought processors from Acme"."""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.currencies import SIGNS
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.gazetteer import PRODUCT_OWNERS
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import Party, group_at, is_modifier, under_discussion
from tracker.ingest.reader.together import with_before

_RELIES = frozenset({"run", "runs", "running", "train", "trains", "built", "based", "relies", "rely"})
_OPERATES = frozenset(
    "operate operates operated run runs build builds building built host hosts own owns supply".split()
)
_LICENCES = frozenset({"licences", "licenses", "subscriptions", "licence", "license"})
_GIVES = frozenset("supply supplies supplying supplied lend lends lending lent".split())
_RUN_ON = frozenset({"run", "runs", "running", "hosted", "available", "trained"})
_SOLD = frozenset({"sells", "sell", "sold", "available", "distributed", "offered", "distributes"})
_THROUGH = word_set("supplies through")
_SERVICES = word_set("supplies services")
_SITES = frozenset({"campus", "site", "cluster", "data"})
_PAYS = frozenset({"pay", "pays", "paying", "paid"})
_PRODUCTS = word_set("parties products")
_BUILDS = word_set("deals builds")


def supplied(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """A customer and whose product it takes: "Acme will install Nvidia chips", "Acme uses ChatGPT"."""
    if sentence.has("deal_noun") or sentence.has("pair"):
        return
    for mark in sentence.marks.get("supply", ()):
        before = [p for p in parties if p.mention.last <= mark.first and _leads_to(sentence, p, mark.first)]
        before = before or _whose_thing(sentence, mark, parties)
        owner = _product_owner(sentence, mark, parties) or _own_product(sentence, mark, before, discourse)
        if before and owner and owner.name != before[-1].name:
            for user in _listed_last(sentence, before):
                yield deal_draft(sentence, [user, owner], mark)


def _listed_last(sentence: Sentence, parties: list[Party]) -> list[Party]:
    """The list that ends with the last of the parties."""
    groups = (group_at(sentence, parties, first) for first in range(len(parties)))
    return next(group for group in groups if group[-1] is parties[-1])


def _whose_thing(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """ "Acme said that its next assistant will use": the one who tells of its own."""
    its = next((i for i in range(mark.first - 1, mark.first - 7, -1) if sentence.lower(i) == "its"), None)
    return [] if its is None else [p for p in parties if p.mention.last <= its][-1:]


def _own_product(sentence: Sentence, mark: Mark, users: list[Party], discourse: Discourse) -> Party | None:
    """ "have deployed its models": of the company under discussion."""
    for place in range(mark.last, mark.last + 2):
        own = sentence.lower(place) == "its" and sentence.lower(place + 1) in _PRODUCTS
        if own or sentence.lower(place) in _LICENCES:
            return next(iter(under_discussion(discourse, users)), None)
    return None


def _leads_to(sentence: Sentence, party: Party, verb: int) -> bool:
    """The subject of a verb: beside it, or before an aside between commas."""
    if verb - party.mention.last <= 4:
        return True
    aside = sentence.lower(party.mention.last) == ","
    return aside and "," in (sentence.lower(verb - 1), sentence.lower(verb - 2), sentence.lower(verb - 3))


def built_on(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "runs on models from Acme", "powered by Acme", "in use at Acme", "sells through Acme"."""
    for number, party in enumerate(parties):
        before = with_before(sentence, party)
        if not _relies(sentence, before):
            continue
        group = group_at(sentence, parties, number)
        acting = [p for p in parties if p.mention.last <= before and _opens_clause(sentence, p)]
        subject = acting[-1:] or under_discussion(discourse, group)
        if subject:
            mark = Mark("supply", before, before + 1, sentence.lower(before))
            yield from (deal_draft(sentence, [*subject, other], mark) for other in group)
        return


def _opens_clause(sentence: Sentence, party: Party) -> bool:
    place = with_before(sentence, party)
    return place < 0 or sentence.lower(place) in (",", "and", "but", ";", ":", "—", "-", '"', "“")


def _relies(sentence: Sentence, place: int) -> bool:
    """Whether the preposition at `place` leads to whoever supplies, uses or distributes a product."""
    word = sentence.lower(place)
    near = [sentence.lower(before) for before in range(place - 6, place)]
    if word in ("from", "by"):
        supplied_on = "on" in near[-4:] and not _RELIES.isdisjoint(near)
        return supplied_on or (word == "by" and near[-1] in ("powered", "used"))
    if word == "on":
        return near[-1] in _RUN_ON
    if word == "at":
        return near[-2:] == ["in", "use"]
    return word in ("through", "via") and not _SOLD.isdisjoint(near[-3:])


def _product_owner(sentence: Sentence, mark: Mark, parties: list[Party]) -> Party | None:
    for place in range(mark.last, min(mark.last + 5, len(sentence.tokens))):
        owner = PRODUCT_OWNERS.get(sentence.lower(place))
        if owner:
            covering = sentence.covering(place)
            mention = covering or next((p.mention for p in parties), None)
            return Party(owner, mention) if mention else None
    after = [p for p in parties if 0 <= p.mention.first - mark.last <= 6]
    return (
        after[0]
        if (after and is_modifier(sentence, after[0].mention))
        or (after and sentence.lower(after[0].mention.last) in ("'s", "’s", "accelerated", "blackwell", "ai"))
        else None
    )


def bought_from(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Acme bought 400 processors from Bolt", "it rents the servers from Bolt"."""
    for mark in sentence.marks.get("supply", ()):
        for number, party in enumerate(parties):
            if not 0 < party.mention.first - mark.last <= 10 or _preposition(sentence, party) != "from":
                continue
            if sentence.between(mark.last, party.mention.first, "staff"):
                break  # "took on four engineers from Acme"
            sellers = group_at(sentence, parties, number)
            buyers = [p for p in parties if p.mention.last <= mark.first][-1:]
            buyers = buyers or under_discussion(discourse, sellers)
            if buyers:
                yield from (deal_draft(sentence, [*buyers, seller], mark) for seller in sellers)
            break


def served_through(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "Acme answers calls through Bolt's service": whose product somebody works with."""
    for party in parties[1:]:
        place = party.mention.first - 1
        owned = sentence.lower(party.mention.last) in ("'s", "’s")
        near = {sentence.lower(step) for step in range(party.mention.last + 1, party.mention.last + 4)}
        opens = parties[0].mention.first <= 2 and sentence.lower(parties[0].mention.last) not in ("'s", ",")
        if sentence.lower(place) in _THROUGH and owned and opens and not _SERVICES.isdisjoint(near):
            mark = Mark("supply", place, place + 1, sentence.lower(place))
            yield deal_draft(sentence, [parties[0], party], mark)
            return


def paid(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Acme agreed to pay Bolt $9 million", "will pay $140 million for its technology": who pays whom."""
    for place, token in enumerate(sentence.tokens):
        if token.lower not in _PAYS or not any(
            sentence.lower(i) in SIGNS for i in range(place + 1, place + 8)
        ):
            continue
        payer = [p for p in parties if p.mention.last <= place and not is_modifier(sentence, p.mention)][:1]
        to = [p for p in parties if place < p.mention.first <= place + 12 and _paid_to(sentence, p, place)]
        own = any(sentence.words(i, i + 2).lower() == "for its" for i in range(place, place + 16))
        payee = to[:1] or (under_discussion(discourse, payer) if own else [])
        if payer and payee:
            yield deal_draft(sentence, [*payer, *payee], Mark("supply", place, place + 1, "pays"))
            return


def _paid_to(sentence: Sentence, party: Party, verb: int) -> bool:
    """ "pay Bolt", "pay $9 million to Bolt", "for Bolt's chips"; not "for Bolt", which buys it."""
    before = sentence.lower(with_before(sentence, party))
    owns = sentence.lower(party.mention.last) in ("'s", "’s")
    return party.mention.first == verb + 1 or before == "to" or (before == "for" and owns)


def made_for(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "Acme is building servers for Bolt", "Acme will supply Bolt", "it will be sold by Acme"."""
    for place, token in enumerate(sentence.tokens):
        if token.lower not in _BUILDS:
            continue
        before = [p for p in parties if p.mention.last <= place and _leads_to(sentence, p, place - 1)]
        number = _served(sentence, place, parties)
        if before and number is not None and parties[number].name != before[-1].name:
            mark = Mark("supply", place, place + 1, token.lower)
            for served in group_at(sentence, parties, number):
                yield deal_draft(sentence, [before[-1], served], mark)
            return


def fronted_for(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "A data centre for Acme is what Bolt plans to build": the one served stands in front."""
    for party in parties[:1]:
        place = party.mention.last
        is_what = sentence.lower(place) in ("is", "are") and sentence.lower(place + 1) == "what"
        built = not _BUILDS.isdisjoint(token.lower for token in sentence.tokens[place:])
        if is_what and built and sentence.lower(with_before(sentence, party)) in ("for", "with"):
            maker = parties[1:2] or under_discussion(discourse, [party])
            yield deal_draft(sentence, [*maker, party], Mark("supply", place, place + 2, "is what"))


def operated(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "Acme's site, which Bolt operates"."""
    for party in parties[1:]:
        verb = party.mention.last + (sentence.lower(party.mention.last) in ("will", "would", "is"))
        which = sentence.lower(with_before(sentence, party)) in ("which", "that")
        if which and sentence.lower(verb) in _OPERATES:
            mark = Mark("supply", verb, verb + 1, "operates")
            yield deal_draft(sentence, [parties[0], party], mark)


def _served(sentence: Sentence, place: int, parties: list[Party]) -> int | None:
    """The party that something is made "for" or supplied "to", the one supplied, or the maker after "by"."""
    for number, party in enumerate(parties):
        before = with_before(sentence, party)
        first, word = before + 1, sentence.lower(before)
        if first == place + 1 and sentence.lower(place) in _GIVES:
            return number
        if first == place + 2 and word == "by":
            return number
        gap = [sentence.lower(between) for between in range(place + 1, first - 1)]
        owned = sentence.lower(party.mention.last) in ("'s", "’s")
        if owned and first == place + 1 and sentence.lower(party.mention.last + 1) in _SITES:
            return number  # "is building Acme's campus"
        site = sentence.lower(party.mention.last) in _SITES
        if site and 0 < first - place <= 9 and "," not in gap:
            return number  # "will host an Acme campus"
        office = sentence.between(place, first, "office")  # one's own
        stops = office or not {",", "that", "which"}.isdisjoint(gap)
        if 0 < first - place <= 12 and word in ("for", "to") and not stops:
            return number
    return None


def _preposition(sentence: Sentence, party: Party) -> str:
    return sentence.lower(with_before(sentence, party))


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
