"""Deals told by what stands around the verb, whatever the verb is: "a grant from Acme pays for it", "in a
hall that Acme runs", "three parties stand behind it: Acme, Bolt and Corvo".
"""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.clauses import lists_of
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import Party, group_at, under_discussion
from tracker.ingest.reader.together import with_before

_SOURCES = word_set("deals sources")
_SITES = word_set("deals sites")
_KEEPING = word_set("deals keeping")
_SIDES = word_set("deals side by")
_STANDING = word_set("deals standing")
_WITH = word_set("frames with")
_FURTHER = frozenset("third fourth fifth another further additional".split())
_ROLES = frozenset("signatory party partner member founder backer".split())
_CLAUSES = frozenset({"and", ",", ";", ":", "—", "–", "which", "that", "", "what", "the", "all"})
_COMES = frozenset({"come", "comes", "came"})
_GOODS = word_set("circumstances goods")
_GOT = frozenset("got gets get received receives buys bought rents rented leases orders ordered".split())
_BUYS = _GOT | frozenset("rent buy lease order take takes draw draws obtain purchase source".split())
_USED_AT = frozenset({"at", "by", "with"})
_IN_USE = frozenset({"in use", "in service", "on trial", "in operation", "under test"})
_THEM = frozenset({"them", "both"})
_PREPOSITIONS = word_set("frames prepositions")
_ITS = frozenset({"its", "their"})
_POSSESSIVE = frozenset({"'s", "’s"})
_SHORT = 14  # words of a sentence that only says who did so, too
_LIKEWISE = frozenset({"did the same", "done the same", "did so too", "does the same", "did so in"})
_FOLLOWED_BY = frozenset({"", ".", "suit", "in", "last", "this", "soon", "a", "two", "later", ",", "on"})
_STAND = frozenset({"stand", "stands", "stood", "are", "is", "were", "was"})
_USERS = frozenset({"users", "customers", "clients", "buyers", "licensees", "adopters", "subscribers"})
_PAYING = frozenset({"put", "invested", "invest", "backed", "back", "funded", "fund", "money", "paid"})
_COUNTS = {"three": 3, "trio": 3, "four": 4, "five": 5}
_NUMERALS = frozenset(_COUNTS)
_DOING = word_set("circumstances doing")
_JOINTLY = frozenset({"together", "jointly"})
_RIVALRY = word_set("deals rivalry") | word_set("parties denied")
_NUMBERS = frozenset("two three four five six seven eight nine ten several all both".split())


def circumstances(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """The deals of a sentence that its noun phrases tell."""
    yield from _the_two(sentence, parties, discourse)
    yield from _with_both(sentence, parties, discourse)
    yield from _the_three(sentence, parties)
    yield from _behind(sentence, parties, discourse)
    for group in lists_of(sentence, parties):
        place = with_before(sentence, group[0])
        if sentence.lower(place) == ":" and _counted(sentence, place) and len(group) > 1:
            yield deal_draft(sentence, group, Mark("deal_noun", place, place + 1, "parties"))
            return
        if sentence.lower(place) == "with" and _joins(sentence, group[-1].mention.last):
            before = [Party(name, Mention("organisation", name, 0, 0)) for name in discourse.pair]
            yield deal_draft(sentence, [*before, *group], Mark("deal_noun", place, place + 1, "with"))
        elif _in_use(sentence, place) or _called_at(sentence, place, group[-1].mention.last):
            yield from _with_actor(sentence, parties, group, place, discourse)
        elif _supplied(sentence, place):
            acting = [p for p in parties if sentence.lower(with_before(sentence, p)) != "from"]
            yield from _with_actor(sentence, acting, group, place, discourse)
        elif sentence.lower(place) in ("from", "of") and sentence.lower(place - 1) in _SOURCES:
            yield from _with_actor(sentence, parties, group, place - 1, discourse)
        elif _keeps_site(sentence, place, group[0]):
            yield from _with_actor(sentence, parties, group[:1], place, discourse)


def followed(sentence: Sentence, parties: list[Party], discourse: Discourse) -> PartnershipDraft | None:
    """ "Bolt followed in May", "Bolt has done the same": the deal told last, once more with another."""
    if len(parties) != 1 or sentence.count > _SHORT or parties[0].name in discourse.pair or discourse.raising:
        return None
    ahead = sentence.lowers[parties[0].mention.last : parties[0].mention.last + 7]
    same = any(" ".join(ahead[i : i + 3]) in _LIKEWISE for i in range(4))
    alone = "followed" in ahead[:3] and ahead[ahead.index("followed") + 1] in _FOLLOWED_BY
    if not (same or alone):
        return None
    about = discourse.main if discourse.main in discourse.pair else discourse.pair[-1]
    other = Party(about, Mention("organisation", about, 0, 0))
    place = parties[0].mention.last
    return deal_draft(sentence, [other, *parties], Mark("deal_verb", place, place + 1, "followed"))


def _the_two(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Bolt owns the land, and the two expect to start with one hall": what two do who are named, or of whom
    one is named and the other is under discussion.
    """
    pair = next((m for m in sentence.marks.get("pair", ()) if _does_something(sentence, m)), None)
    if pair is None or not _RIVALRY.isdisjoint(sentence.wording):
        return
    told = {p.name: p for p in parties if p.mention.last <= pair.first}
    company = under_discussion(discourse, list(told.values())) if len(told) == 1 else []
    both = [*company, *told.values()]
    if len(both) == 2 and not any(p.name not in told for p in parties):
        yield deal_draft(sentence, both, Mark("joint", pair.first, pair.last, "the two"))


def _with_both(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "Corvo will rent it from the two", "From them Corvo buys power": one deal with both of the last."""
    both = [Party(name, Mention("organisation", name, 0, 0)) for name in discourse.pair]
    places = [mark.first for mark in sentence.marks.get("pair", ())] if len(both) == 2 else []
    places += [i for i in sentence.where(_THEM) if both and sentence.lower(i - 1) == "from"]
    prepositions = {"with"} if _BUYS.isdisjoint(sentence.wording) else {"with", "from"}
    place = next((i for i in places if sentence.lower(i - 1) in prepositions), None)
    named = {p.name: p for p in parties if sentence.lower(with_before(sentence, p)) not in _PREPOSITIONS}
    if place is None or len(named) != 1 or not named.keys().isdisjoint(discourse.pair):
        return
    if _RIVALRY.isdisjoint(sentence.wording):
        yield deal_draft(sentence, [*named.values(), *both], Mark("deal_verb", place, place + 1, "with"))


def _the_three(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "With Acme stand Bolt and Corvo; the three presented the plan together": as many as are named."""
    for place in sentence.where(_NUMERALS):
        before = {p.name: p for p in parties if p.mention.last <= place}
        all_of = sentence.lower(place - 1) in ("the", "all") and len(before) == _COUNTS[sentence.lower(place)]
        done = Mark("joint", place, place + 1, sentence.lower(place))
        if all_of and _does_something(sentence, done) and _RIVALRY.isdisjoint(sentence.wording):
            yield deal_draft(sentence, list(before.values()), done)


def _behind(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Behind Acme stand Bolt and Corvo", "Among those who put money into it are Bolt and Corvo", "The first
    to use it was Bolt".
    """
    among = sentence.lowers[1:9] if sentence.lower(0) == "among" else []
    use = not _USERS.isdisjoint(among) or sentence.lowers[:3] == ["the", "first", "to"]
    opening = use or sentence.lower(0) == "behind" or not _PAYING.isdisjoint(among)
    verb = next((i for i in sentence.where(_STAND) if i < 14), None) if opening else None
    if verb is None:
        return
    number = next((i for i, p in enumerate(parties) if with_before(sentence, p) == verb), None)
    before = [p for p in parties if p.mention.last <= verb][-1:]
    members = group_at(sentence, parties, number) if number is not None else []
    company = before or under_discussion(discourse, members)
    if len(members) > 1 and not (company or use):  # "Behind it are Acme and Bolt"
        yield deal_draft(sentence, members, Mark("joint", verb, verb + 1, "behind"))
    elif use and company:
        mark = Mark("relation", verb, verb + 1, "among")
        yield from (deal_draft(sentence, [*company, member], mark) for member in members)
    elif members and company:
        mark = Mark("invest_verb", verb, verb + 1, "behind")
        yield deal_draft(sentence, [*company, *members], mark, "investment")


def _does_something(sentence: Sentence, pair: Mark) -> bool:
    """ "the two expect to", "the two are still building it together"; not "between the two"."""
    acts = any(sentence.begins(pair.last, kind) for kind in ("plan", "intent", "think", "say", "announce"))
    acts = acts or sentence.lower(pair.last) in _DOING
    acts = acts or not _JOINTLY.isdisjoint(sentence.lowers[pair.last :])
    return acts and sentence.lower(pair.first - 1) in _CLAUSES


def _with_actor(
    sentence: Sentence, parties: list[Party], others: list[Party], place: int, discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """Whoever acts before a place, failing that the company under discussion, with the others."""
    if sentence.lower(place) == "of":
        return
    before = [p for p in parties if p.mention.last <= place and p not in others]
    if place < 4 and sentence.lower(0) in _WITH:  # "With money from Acme, Bolt has"
        before = [p for p in parties if p.mention.first >= others[-1].mention.last]
    actor = group_at(sentence, before, 0)[:1] if before else under_discussion(discourse, others)
    if actor:
        yield deal_draft(sentence, [*actor, *others], Mark("deal_noun", place, place + 1, "source"))


def _in_use(sentence: Sentence, place: int) -> bool:
    """ "in use at Acme"."""
    return sentence.lower(place) in _USED_AT and sentence.words(place - 2, place).lower() in _IN_USE


def _called_at(sentence: Sentence, preposition: int, place: int) -> bool:
    """ "…; with Acme it trains students", "from Acme it has got money": the company under discussion right
    after the other side.
    """
    if preposition < 2:
        return False
    got = sentence.lower(preposition) == "from" and not _GOT.isdisjoint(sentence.lowers[place : place + 5])
    if not (got or sentence.lower(preposition) == "with"):
        return False
    called = (m.first for m in sentence.marks.get("company_pronoun", ()) if m.value.lower() not in _ITS)
    return place in called and sentence.lower(place + 1) not in _POSSESSIVE


def _supplied(sentence: Sentence, place: int) -> bool:
    """ "The power comes from Acme", "and the chips from Bolt"."""
    if sentence.lower(place) != "from":
        return False
    comes = sentence.lower(place - 1) in _COMES
    near = sentence.near(place - 5, place) if comes else {sentence.lower(place - 1)}
    told = comes or not _COMES.isdisjoint(sentence.wording)
    return told and not _GOODS.isdisjoint(near)


def _joins(sentence: Sentence, place: int) -> bool:
    """ "with Acme as third signatory"."""
    again = sentence.lower(place) == "as" and sentence.lower(place + 1) in _FURTHER
    return again and sentence.lower(place + 2) in _ROLES


def _counted(sentence: Sentence, colon: int) -> bool:
    """ "Three parties stand behind it:"."""
    near = range(max(0, colon - 9), colon)
    if sentence.lower(colon - 1) in _NUMBERS and any(sentence.lower(i) in _SIDES for i in near):
        return True  # "The owners will be two:"
    counted = any(sentence.lower(i) in _NUMBERS and sentence.lower(i + 1) in _SIDES for i in near)
    return counted and any(sentence.lower(i) in _STANDING for i in near)


def _keeps_site(sentence: Sentence, place: int, party: Party) -> bool:
    """ "in a hall that Acme runs", "for six data centres Acme plans"."""
    noun = place - (sentence.lower(place) in ("that", "which"))
    noun -= sentence.lower(noun) == ","  # "The site, which Acme will build,"
    verb = party.mention.last
    verb += sentence.lower(verb) in ("will", "has", "now", "already", "also", "had")
    return sentence.lower(noun) in _SITES and sentence.lower(verb) in _KEEPING
