"""What one organisation is to another: "Acme and Bolt are customers", "its investors include Acme", "counts
Acme among its clients", "Acme, a shareholder in Bolt".
"""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.gazetteer import PRODUCT_OWNERS
from tracker.ingest.reader.lexicon import ROMANCE, Mark, word_set
from tracker.ingest.reader.parties import Party, group_at, past_aside, under_discussion
from tracker.ingest.reader.together import with_before

_INVESTORS = word_set("relations investors")
_LISTS = word_set("relations lists")
_IS = word_set("relations is")
_AMONG = word_set("relations among")
_COUNTING = frozenset("compte comptent zählt zählen cuenta cuentan figura figuran conta gehört".split())
_PREPOSITIONS = word_set("frames prepositions")
_OF = frozenset({"of", "in", "for", "to", "de", "von", "di", "do", "da", "du", "del"})
_BEFORE_LIST = _OF | frozenset(
    "there now also already here hierzulande inzwischen bereits heute schon auch dort hier".split()
)
_SINCE = frozenset({",", "desde", "depuis", "seit", "dal", "dallo", "dalla"})  # "Acme, cliente desde mayo"
_NEXT = frozenset({"next", "alongside", "beside"})
_POSSESSIVE = frozenset({"'s", "’s", "’", "'"})
_DETERMINERS = frozenset({"a", "an", "the", "one", "another", "ein", "eine", "un", "une", "uno", "uma"})
_COMPARED = frozenset("at overtook overtakes replaced replaces succeeded beat passed surpassed".split())
_COMPETING = frozenset({"than", "after", "same", "for", "against", "without", "wooing", "courting"})
_AGAIN = frozenset({"it", "they", ";"})
_NOT = frozenset({"not", "no", "former", "potential", "prospective", "would-be"})


def stated_relations(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """A record for each customer, supplier or partner; one for all of an organisation's investors."""
    for mark in sentence.marks.get("relation", ()):
        former = sentence.lower(mark.last) in ("until", "till")
        if former or not _NOT.isdisjoint(sentence.lower(i) for i in range(mark.first - 3, mark.first)):
            continue
        members = _after(sentence, mark, parties) or _before(sentence, mark, parties)
        owner = _owner(sentence, mark, parties, members) or under_discussion(discourse, members)
        if not members or not owner:
            continue
        if mark.value.lower() in _INVESTORS:
            yield deal_draft(sentence, [*owner, *members], mark, "investment")
        else:
            yield from (deal_draft(sentence, [*owner, member], mark) for member in members)


def _after(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """ "customers include Acme and Bolt", "customers of Corvo such as Acme"."""
    opening = next(
        (place for place in range(mark.last, mark.last + 9) if sentence.lower(place) in _LISTS), None
    )
    if sentence.lower(mark.last) == ":":
        return _listed_below(sentence, mark, parties)
    named = [party for party in parties if _called(sentence, mark, party)]
    if named and _owns_role(sentence, mark, parties):
        return named[:1]
    if opening is None or not _only_owned(sentence, mark, opening):
        return []
    first = next((i for i, party in enumerate(parties) if 0 < party.mention.first - opening <= 6), None)
    return [] if first is None else group_at(sentence, parties, first)


def _listed_below(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """ "Also among the backers: Acme, Bolt and Corvo." ends with its list."""
    first = next((i for i, party in enumerate(parties) if 0 < party.mention.first - mark.last <= 6), None)
    group = [] if first is None else group_at(sentence, parties, first)
    return group if group and sentence.count - group[-1].mention.last < 2 else []


def _called(sentence: Sentence, mark: Mark, party: Party) -> bool:
    """ "its partner Acme", "its biggest client, the insurer Acme,"."""
    before = with_before(sentence, party)
    return party.mention.first == mark.last or (before == mark.last and sentence.lower(before) == ",")


def _owns_role(sentence: Sentence, mark: Mark, parties: list[Party]) -> bool:
    """ "its partner", "their biggest backer", "Acme's main client"."""
    pronoun = any(sentence.lower(place) in ("its", "their") for place in range(mark.first - 3, mark.first))
    return pronoun or any(_possesses(sentence, party, mark) for party in parties)


def _only_owned(sentence: Sentence, mark: Mark, opening: int) -> bool:
    """Between "customers" and "include" stands nothing, or whose customers they are."""
    between = sentence.tokens[mark.last : opening]
    if sentence.language in ROMANCE and len(between) == 1 and between[0].text.islower():
        return True  # "les clients européens sont"
    if opening == mark.last or sentence.lower(mark.last) == ",":
        return opening - mark.last <= 2
    return sentence.lower(mark.last) in _BEFORE_LIST and not any(token.text == "," for token in between)


def _before(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """ "Acme and Bolt are customers", "Acme, a customer of Bolt", "counts Acme among its clients"."""
    before = [party for party in parties if party.mention.last <= mark.first]
    owned = next((p for p in before if _possesses(sentence, p, mark)), None)
    before = [party for party in before if party is not owned]
    start = past_aside(sentence, before[-1].mention.last, mark.first) if before else 0
    if not before or mark.first - start > 7:
        return []
    if sentence.lower(with_before(sentence, before[-1])) in _COMPARED:
        return []  # "worked at Acme as a customer adviser", "overtook Acme as the largest tenant"
    gap = sentence.lowers[start : mark.first]
    counted = gap[0] in _COUNTING and not _AMONG.isdisjoint(gap) if gap else False
    counted = counted or gap[:1] in (["joined"], ["joins"])  # "Acme joined the list of customers"
    linked = counted or not _IS.isdisjoint(gap[:3]) or not _AMONG.isdisjoint(gap[:1])
    if not _COMPETING.isdisjoint(gap):
        return []  # "are after the same customers"
    bare = sentence.lower(with_before(sentence, before[-1])) not in _PREPOSITIONS
    alone = bare and len(before) == 1
    linked = linked or (alone and "as" in gap[1:][-3:])  # "Acme has come in as a lender"
    apart = sentence.language != "en" and sentence.lower(mark.last) in _SINCE
    beside = gap[:1] == [","] and (owned is not None or apart or sentence.lower(mark.last) in (*_OF, "since"))
    if not (linked or beside) or "," in gap[1:]:
        return []
    group = [before[-1]]
    for first in range(len(before) - 1):
        listed = group_at(sentence, before, first)
        if listed[-1] is before[-1]:
            group = listed
            break
    return group[-1:] if beside else group


def _possesses(sentence: Sentence, party: Party, mark: Mark) -> bool:
    """ "Acme's customers", "an Acme customer"."""
    place = party.mention.last
    owns = sentence.lower(place) in _POSSESSIVE and mark.first - place <= 4
    return owns or (place == mark.first and sentence.lower(party.mention.first - 1) in _DETERMINERS)


def _owner(sentence: Sentence, mark: Mark, parties: list[Party], members: list[Party]) -> list[Party]:
    """Whose customers they are; nobody named when a pronoun says so."""
    maker = _maker(sentence, mark)
    if maker:
        return [maker]
    others = [party for party in parties if party not in members]
    if sentence.lower(mark.first - 1) in ("whose", "deren", "dont", "cuyos", "cujos"):
        return [party for party in others if party.mention.last < mark.first][-1:]
    for party in others:
        beside = sentence.lower(mark.last) in _OF | _NEXT and 0 < party.mention.first - mark.last <= 3
        if beside or _possesses(sentence, party, mark):
            return [party]
    if members and members[0].mention.first == 1 and sentence.lower(0) == "with":
        return [party for party in others if party.mention.first > mark.last][:1]
    if members and members[0].mention.first < mark.first:
        acting = [p for p in others if p.mention.last <= members[0].mention.first]
        between = sentence.lowers[acting[-1].mention.last : members[0].mention.first] if acting else []
        if not _AGAIN.isdisjoint(between):
            acting = []  # "its rival is Acme; it counts Bolt among its clients"
        counted = not _AMONG.isdisjoint(
            sentence.lower(place) for place in range(members[-1].mention.last, mark.first)
        )
        return acting[-1:] if counted else []
    return [party for party in others if party.mention.last <= mark.first][:1]


def _maker(sentence: Sentence, mark: Mark) -> Party | None:
    """ "a reseller of ChatGPT": of whoever makes it."""
    maker = PRODUCT_OWNERS.get(sentence.lower(mark.last + 1)) if sentence.lower(mark.last) == "of" else None
    return Party(maker, Mention("organisation", maker, mark.last + 1, mark.last + 2)) if maker else None
