"""What another company does with the one under discussion, in French, German, Italian, Portuguese and
Spanish: it uses what that makes, supplies it with machines, shares work with it or has work done by it.
"""

from collections.abc import Iterator
from functools import cache

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.lists_abroad import lists_of
from tracker.ingest.reader.parties import Party, is_modifier, under_discussion
from tracker.ingest.reader.together import with_before

_PRODUCTS = word_set("dealings products")
_THINGS = word_set("dealings things")
_DETERMINERS = word_set("dealings determiners")
_OWN = word_set("dealings own")
_NOT = word_set("dealings not")
_RIVALRY = word_set("dealings rivalry")
_WITH = word_set("frames with")
_WHOM = word_set("dealings whom")
_FOR = frozenset("pour für para per al ao à alla all ai".split())
_FROM = frozenset("de d du des von vom da dal dalla do".split())
_AT = frozenset({"chez", "bei"})
_PREPOSITIONS = word_set("frames prepositions")
_AMONG = word_set("relations among")
_APOSTROPHES = frozenset({"’", "'"})
_SEMICOLON = frozenset({";"})
_BEHIND, _BEFORE, _OBJECT = 7, 4, 8  # tokens from a name to the verb behind and before it, and to an object


@cache
def _stems(sort: str) -> tuple[str, ...]:
    return tuple(word_set(f"dealings {sort}"))


def dealings_abroad(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """A record for each company that deals with the one under discussion."""
    if sentence.language == "en" or not parties or not _RIVALRY.isdisjoint(sentence.wording):
        return
    parties = [party for party in parties if not is_modifier(sentence, party.mention)]
    topic = under_discussion(discourse, parties)
    if not topic or sentence.has("rumour"):
        return
    for group in lists_of(sentence, parties, []):
        if any(tells(sentence, group, parties) for tells in (_uses, _supplies, _provides_from, _beside)):
            first = group[0].mention
            mark = Mark("deal_verb", first.first, first.last, "deals")
            yield from (deal_draft(sentence, [*topic, party], mark) for party in group)


def _case(sentence: Sentence, group: list[Party]) -> str:
    place = with_before(sentence, group[0])
    return sentence.lower(place - (sentence.lower(place) in _APOSTROPHES))


def _verb(sentence: Sentence, group: list[Party], parties: list[Party], sort: str) -> int | None:
    """The verb of a class right behind a list or right before it, with nobody else in between."""
    others = [party.mention.first for party in parties if party not in group]
    first, last = group[0].mention.first, group[-1].mention.last
    reach = _BEHIND if sentence.lower(0) in _AMONG else _BEFORE  # "Tra chi usa i suoi modelli c'è Acme"
    for place in (*range(last, last + _BEHIND), *range(first - 1, first - 1 - reach, -1)):
        low, high = min(place, first), max(place, last)
        told = sentence.lower(place).startswith(_stems(sort)) and sentence.covering(place) is None
        if told and not any(low < other < high for other in others):
            near = sentence.near(place - 3, place + 3)
            return place if _NOT.isdisjoint(near) else None
    return None


def _uses(sentence: Sentence, group: list[Party], parties: list[Party]) -> bool:
    """ "Acme et Bolt s'appuient sur ses modèles", "Bolt setzt die Software ein"."""
    case = _case(sentence, group)
    if case in _AT:
        place = group[-1].mention.last
        return group[0].mention.first < 4 and any(_product(sentence, i) for i in range(place, place + 4))
    verb = None if case in _PREPOSITIONS else _verb(sentence, group, parties, "using")
    around = () if verb is None else range(verb - _OBJECT, verb + _OBJECT)
    return any(_product(sentence, place) for place in around)


def _product(sentence: Sentence, place: int) -> bool:
    """ "ses modèles", "die Software", "os sensores da startup"; not "ses propres modèles", "die Modelle von
    Acme".
    """
    if sentence.lower(place) not in _PRODUCTS or sentence.covering(place) is not None:
        return False
    before = sentence.near(place - 3, place)
    maker = sentence.covering(place + 2) if sentence.lower(place + 1) in _FROM else None
    made = maker is not None and maker.kind in ("organisation", "government")
    return not _DETERMINERS.isdisjoint(before) and _OWN.isdisjoint(before) and not made


def _supplies(sentence: Sentence, group: list[Party], parties: list[Party]) -> bool:
    """ "Die Rechner liefert Acme", "A fornire i chip sarà Acme"."""
    if len(lists_of(sentence, parties, [])) > 1 or _case(sentence, group) in _PREPOSITIONS:
        return False
    things = not _THINGS.isdisjoint(sentence.wording)
    return things and (
        _verb(sentence, group, parties, "supplying") is not None or _inverted_supply(sentence, group)
    )


def _inverted_supply(sentence: Sentence, group: list[Party]) -> bool:
    """ "A fornire i chip sarà Acme", "Quem fornece as placas é a Acme"."""
    opening = range(min(3, group[0].mention.first))
    return any(sentence.lower(place).startswith(_stems("supplying")) for place in opening)


def _provides_from(sentence: Sentence, group: list[Party], parties: list[Party]) -> bool:
    """ "Les puces viendront d'Acme"."""
    first = group[0].mention.first
    coming = any(
        sentence.lower(place).startswith(_stems("coming")) for place in range(max(0, first - 5), first)
    )
    things = not _THINGS.isdisjoint(sentence.lowers[:first])
    return coming and things and _case(sentence, group) in _FROM


def _beside(sentence: Sentence, group: list[Party], parties: list[Party]) -> bool:
    """ "Con Acme comparte un laboratorio", "Per Acme sviluppa", "Acme, avec qui elle construit"."""
    last = group[-1].mention.last
    with_whom = sentence.lower(last + 1) in _WITH and sentence.lower(last + 2) in _WHOM
    if sentence.lower(last) == "," and with_whom:
        return True
    opens = with_before(sentence, group[0]) <= 1 and group[0] is parties[0]
    case, works = _case(sentence, group), range(last, last + _BEHIND)
    if not opens or any(party.mention.first in works for party in parties):
        return False
    shared = case in _WITH and any(sentence.lower(i).startswith(_stems("sharing")) for i in works)
    made = case in _FOR and any(sentence.lower(i).startswith(_stems("making")) for i in works)
    return shared or made
