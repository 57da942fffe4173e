"""Partnerships: one record for each deal, with all its parties, its kind and its status.

A deal is what the text says that named parties have agreed, do together, buy from or supply to each other,
or put money into: under way, planned or ended. None is what a product works with or is used in by nobody
named, what is denied or called off, a takeover, a comparison or rivalry, and where people worked before.
"""

from collections.abc import Iterator

from tracker.ingest.reader.accompanied import brought_by, built_with, fronted, teller, under_terms, with_whom
from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.circumstances import circumstances, followed
from tracker.ingest.reader.clauses import called_off, fell_through
from tracker.ingest.reader.deal_record import TOGETHER, deal_draft
from tracker.ingest.reader.dealings_abroad import dealings_abroad
from tracker.ingest.reader.described import described_parties, kingdoms, spoken_of
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.frames import framed
from tracker.ingest.reader.gazetteer import KnownNames
from tracker.ingest.reader.holdings import holdings
from tracker.ingest.reader.investors import paid, told_later
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import (
    Party,
    called_parties,
    group_at,
    is_modifier,
    pair_before,
    parties_in,
    under_discussion,
)
from tracker.ingest.reader.payments import payments
from tracker.ingest.reader.relations import stated_relations
from tracker.ingest.reader.rounds import (
    backed_by_relative,
    backed_ones,
    find_investments,
    find_round,
)
from tracker.ingest.reader.supplies import partner_of
from tracker.ingest.reader.together import common, gathered, joint, venture_of, with_before

_WITH = word_set("deals with")
_BETWEEN = frozenset("between zwischen entre tra fra".split())
_STOPS = word_set("deals stops")
_DIRECT = word_set("deals direct")
_OBJECTS = frozenset({"won", "counts", "lists", "beat", "named", "including", "include", "against"})
_SIMILAR = frozenset({"similar", "own", "ähnliche", "similaires", "similares", "simili"})
_EACH = word_set("deals each")
_SOURCED = word_set("deals source")
_BUILDS = word_set("deals builds")
_DENIALS = word_set("deals denials")
_DENYING = word_set("deals denying")
_PREPOSITIONS = word_set("frames prepositions")
_PRODUCTS = word_set("parties products")
_AUXILIARIES = word_set("frames auxiliaries") - {","}
_RIVALRY = word_set("deals rivalry")
_MERGING = word_set("deals merging")
_SCHEMES = frozenset("programme program scheme network service initiative list platform".split())
_TOLD_BY = frozenset("announced signed confirmed concluded struck agreed initialled unveiled".split())
_PARTNERS = frozenset({"partners"})
_ARTICLES = frozenset({"a", "an", "one", "this", "ein", "eine", "einen", "un", "une", "una", "uma"})
_SINGLED_OUT = frozenset({"few", "one", "among", "only"})
_JOINTLY = ("insieme a", "assieme a", "junto a", "junto con", "junto com", "de la mano de", "aux côtés de")
_OF_THE = frozenset({"de", "do", "da", "del", "du", "di", "della", "dell", "d", "des", "der"})
_WITH_ONLY = word_set("frames with")


def find_deals(sentence: Sentence, discourse: Discourse, known: KnownNames) -> Iterator[PartnershipDraft]:
    """The deals that one sentence states."""
    if sentence.text[sentence.span.end - 1] == "?" or fell_through(sentence):
        return
    named = parties_in(sentence, known)
    if discourse.pair and (again := followed(sentence, named, discourse)):
        yield again
        return
    parties = described_parties(sentence, discourse, named)
    if len(parties) > len(named):
        discourse = spoken_of(discourse, [party for party in parties if party not in named])
    parties = called_parties(sentence, discourse, parties)
    parties = kingdoms(sentence, discourse, parties, known)
    drafted: set[frozenset[str]] = set()
    for stated in _every(sentence, parties, discourse):
        draft = paid(stated, discourse)
        names = frozenset(draft.parties)
        told = any(names <= other for other in drafted) or _told_apart(names, drafted)
        if len(names) > 1 and not told:
            drafted.add(names)
            yield draft
    if not drafted:
        yield from dealings_abroad(sentence, parties, discourse)


def _told_apart(names: frozenset[str], drafted: set[frozenset[str]]) -> bool:
    """Acme and Bolt each have a deal with a third: they have none with each other."""
    thirds = [frozenset().union(*(other - {name} for other in drafted if name in other)) for name in names]
    return len(names) == 2 and bool(thirds[0] & thirds[1])


def _every(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    yield from backed_ones(sentence, parties, discourse)
    yield from backed_by_relative(sentence, parties, discourse)
    later = told_later(sentence, parties)
    round_draft = find_round(sentence, [p for p in parties if p not in later], discourse)
    round_draft = round_draft or next(holdings(sentence, parties, discourse), None)
    if round_draft:
        yield round_draft
        others = [p for p in parties if p.name not in round_draft.parties[1:]]
        besides = stated_relations(sentence, others, discourse)
        yield from (deal for deal in besides if later or deal.kind != "investment")
        return
    actors = [party for party in parties if not is_modifier(sentence, party.mention)]
    yield from find_investments(sentence, parties, discourse)
    yield from payments(sentence, parties, discourse)
    told = list(venture_of(sentence, actors))
    told = told or [
        draft for mark in _deal_marks(sentence) for draft in _by_deal_word(sentence, mark, actors, discourse)
    ]
    told += gathered(sentence, actors)
    told += joint(sentence, actors)
    told += common(sentence, actors)
    told += stated_relations(sentence, actors, discourse)
    told = told or list(fronted(sentence, actors, discourse))
    told = told or list(partner_of(sentence, actors, discourse))
    told = told or list(with_whom(sentence, actors, discourse))
    told = told or list(under_terms(sentence, actors, discourse))
    told = told or list(built_with(sentence, actors, discourse))
    told = told or list(brought_by(sentence, actors))
    yield from told
    yield from framed(sentence, parties, discourse)
    yield from circumstances(sentence, parties, discourse)


def _deal_marks(sentence: Sentence) -> list[Mark]:
    marks = [*sentence.marks.get("deal_verb", ()), *sentence.marks.get("deal_noun", ())]
    told = [mark for mark in marks if not (_merges(sentence, mark) or _enters(sentence, mark))]
    told = [mark for mark in told if not (_of_people(sentence, mark) or _denied(sentence, mark))]
    told = [mark for mark in told if not (mark.kind == "deal_verb" and _of_product(sentence, mark))]
    return sorted(told, key=lambda mark: mark.first)


def _denied(sentence: Sentence, mark: Mark) -> bool:
    """ "has no agreement with", "did not sign"; "not yet signed" likewise; "are racing to sign up banks"."""
    near = [sentence.lower(place) for place in range(mark.first - 4, mark.first + 1)]
    if not _RIVALRY.isdisjoint(near):
        return True
    before = sentence.lowers[: mark.first]
    if mark.value.lower().startswith("along") and not _SINGLED_OUT.isdisjoint(before[:-1]):
        return True  # "one of the few, along with Acme, to"
    denied = not _DENYING.isdisjoint(near) or not _DENIALS.isdisjoint(before)
    return denied or called_off(sentence, mark.first)


def _enters(sentence: Sentence, mark: Mark) -> bool:
    """ "enters the market", not "enters an agreement"; "sign in with Acme"."""
    if sentence.lower(mark.last) == "in" and mark.value.lower() == "sign":
        return True
    return mark.value.lower() in ("enter", "enters", "entered") and not sentence.has("deal_noun")


def _of_people(sentence: Sentence, mark: Mark) -> bool:
    """ "two researchers who had worked with Acme"."""
    return any(sentence.lower(place) == "who" for place in range(mark.first - 3, mark.first))


def _of_product(sentence: Sentence, mark: Mark) -> bool:
    """ "Acme's platform integrates with", "its models will work with": how a product works."""
    place = mark.first - 1
    while sentence.lower(place) in _AUXILIARIES:
        place -= 1
    return sentence.lower(place) in _PRODUCTS


def _merges(sentence: Sentence, mark: Mark) -> bool:
    """ "agreed to acquire": an acquisition is no partnership."""
    near = [*range(mark.first - 2, mark.first), *range(mark.last, mark.last + 3)]
    return not _MERGING.isdisjoint(sentence.lower(place) for place in near)


def _by_deal_word(
    sentence: Sentence, mark: Mark, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """Both sides of one deal word: subject and "with" list; or a plural subject alone."""
    left, right = _left(sentence, mark, parties), _right(sentence, mark, parties)
    both = _reaches(sentence, mark, left)
    if both and len(right) == 1 and not _EACH.isdisjoint(sentence.wording):
        yield from (deal_draft(sentence, [party, *right], mark) for party in left)
    elif right:
        yield from _both_sides(sentence, mark, (left, right), both, discourse)
    elif counterpart := _before_verb(sentence, mark, parties):
        yield from _apart(sentence, mark, group_at(sentence, parties, 0), counterpart)
    else:
        yield from _one_side(sentence, mark, left, both, discourse)


def _apart(
    sentence: Sentence, mark: Mark, subject: list[Party], others: list[Party]
) -> Iterator[PartnershipDraft]:
    """ "Acme y Bolt firmaron con Corvo contratos por separado": one deal, or one for each of the subject."""
    each = not _EACH.isdisjoint(sentence.wording)
    for group in [[party] for party in subject] if each else [subject]:
        yield deal_draft(sentence, [*(party for party in group if party not in others), *others], mark)


def _before_verb(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """ "Acme hat mit Bolt eine Allianz geschlossen": the other side, when it stands before the deal word."""
    fronted = bool(parties) and sentence.lower(with_before(sentence, parties[0])) in _WITH_ONLY
    if sentence.language == "en" or fronted:
        return []
    for number, party in enumerate(parties[1:], 1):
        reaches = party.mention.last <= mark.first <= party.mention.last + 8
        if reaches and sentence.lower(with_before(sentence, party)) in _WITH_ONLY:
            return group_at(sentence, parties, number)
    return []


def _one_side(
    sentence: Sentence, mark: Mark, left: list[Party], both: bool, discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "Acme and Bolt agreed", "Acme struck an alliance with the company", "the two set up a venture"."""
    between = sentence.lower(mark.last) in _BETWEEN  # "the contract between the two"
    last = mark.first + 3 if between else sentence.count  # "Under a pact signed in May, the two will"
    two = [] if left and not between else pair_before(sentence, discourse, last)
    if len(two) == 2 and mark.kind == "deal_noun":
        yield deal_draft(sentence, two, mark)
        return
    company = under_discussion(discourse, left) if _as_partners(sentence) else []
    if not company and _with_pronoun(sentence, mark):
        company, both = under_discussion(discourse, left), True
    if company:  # "A and B signed up as partners": of the company under discussion, one by one
        yield from (deal_draft(sentence, [*company, party], mark) for party in left if both)
    elif both and _SIMILAR.isdisjoint(sentence.wording):
        yield deal_draft(sentence, left, mark)
    elif both:  # "A and B struck similar deals": with whom the deal before was
        third = under_discussion(discourse, left)
        yield from (deal_draft(sentence, [*third, party], mark) for party in left if third)


def _both_sides(
    sentence: Sentence,
    mark: Mark,
    sides: tuple[list[Party], list[Party]],
    both: bool,
    discourse: Discourse,
) -> Iterator[PartnershipDraft]:
    """ "Acme signed a pact with Bolt", "an agreement between Acme and Bolt"."""
    left, right = sides
    if len(right) > 1 and sentence.lower(right[0].mention.first - 1) == "by":
        yield deal_draft(sentence, right, mark)
        return
    inside = mark.value.lower() in _BETWEEN or sentence.lower(mark.last) in _BETWEEN
    if inside and len(right) > 1:
        yield deal_draft(sentence, right, mark)
        return
    subject = (
        (left if both else left[:1])
        or pair_before(sentence, discourse, mark.first)
        or teller(sentence, mark, [*left, *right])
        or under_discussion(discourse, right)
    )
    again = any(sentence.lower(with_before(sentence, party)) in _WITH_ONLY for party in right[1:])
    if len(right) > 1 and subject and (again or not _one_deal(sentence, mark)):
        for party in right:
            yield deal_draft(sentence, [*subject, party], mark)
    elif subject or len(right) > 1:
        yield deal_draft(sentence, [*subject, *right], mark)


def _with_pronoun(sentence: Sentence, mark: Mark) -> bool:
    """ "struck an alliance with the company", "have signed up to its programme"."""
    ahead = sentence.lowers[mark.last : mark.last + 6]
    scheme = not {"its", "their"}.isdisjoint(ahead[:3]) and not _SCHEMES.isdisjoint(ahead)
    return scheme or any(
        mark.last <= m.first <= mark.last + 8 and sentence.lower(m.first - 1) in _WITH_ONLY
        for m in sentence.marks.get("company_pronoun", ())
    )


def _as_partners(sentence: Sentence) -> bool:
    return any("as" in sentence.lowers[max(0, i - 3) : i] for i in sentence.where(_PARTNERS))


def _left(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """The subject: the first list of parties before the deal word, or the owner of the noun ("Acme's
    partners").
    """
    before = [party for party in parties if party.mention.last <= mark.first]
    if not before:
        return []
    if _again(sentence, mark):
        return []
    owner = before[-1]
    if sentence.lower(owner.mention.last) in ("'s", "’s") and mark.first - owner.mention.last < 6:
        return [owner]
    close = [party for party in before if mark.first - party.mention.last <= 1]
    groups = [group_at(sentence, before, 0)]
    while sum(map(len, groups)) < len(before):
        groups.append(group_at(sentence, before, sum(map(len, groups))))
    opening = with_before(sentence, groups[0][0])
    if sentence.lower(groups[0][0].mention.first - 1) in _OBJECTS:
        return []
    if opening == 0 and sentence.lower(0) in _WITH_ONLY:
        return []
    reaching = next((group for group in reversed(groups) if _reaches(sentence, mark, group)), None)
    bare = [group for group in groups if sentence.lower(with_before(sentence, group[0])) not in _PREPOSITIONS]
    return reaching or (close if mark.kind == "deal_verb" and close else (bare or groups)[0])


def _again(sentence: Sentence, mark: Mark) -> bool:
    """ "The start-up hired from Acme, and it works with Bolt": the start-up does."""
    place = mark.first - 1
    while sentence.lower(place) in _AUXILIARIES:
        place -= 1
    opens = any(m.first <= 3 and m.last <= place for m in sentence.marks.get("company_pronoun", ()))
    return opens and sentence.lower(place) == "it" and sentence.lower(place - 1) in ("and", "but", ",")


def _reaches(sentence: Sentence, mark: Mark, group: list[Party]) -> bool:
    """A list of two or more up to the deal word: "A and B agreed", "A and B have signed a pact"."""
    if len(group) < 2 or not group[-1].here:
        return False
    gap = sentence.tokens[group[-1].mention.last : mark.first]
    if len(gap) <= 8 and any(token.lower == "they" for token in gap):
        return True  # "Acme and Bolt said they would cooperate"
    return len(gap) <= 14 and not any(
        token.lower in _STOPS or token.text == "." for token in gap[:1] + gap[2:]
    )


def _right(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """The other side: parties listed after "with", "between" or "including" beyond the deal word."""
    after = next((i for i, party in enumerate(parties) if party.mention.first >= mark.last), None)
    if after is None or sentence.between(mark.last, mark.last + 1, "company_pronoun"):
        return []
    gap = [token.lower for token in sentence.tokens[mark.last : parties[after].mention.first]]
    own = mark.value.lower()
    opened = (
        (not _WITH.isdisjoint(gap) or own.split()[-1] in _WITH)
        or (own in _DIRECT and with_before(sentence, parties[after]) < mark.last)
        or (gap[:1] in (["à"], ["a"]) and ("asso" in own or "alli" in own or "ali" in own))
        or (sentence.has("deal_noun") and gap[-1:] == ["by"] and mark.kind == "deal_verb")
        or (own in _SOURCED and ("from" in gap[-2:] or (gap[:1] and gap[0] in _OF_THE and len(gap) < 3)))
        or (mark.kind == "deal_noun" and _to_supply(gap))
        or (mark.kind == "deal_noun" and gap[-1:] == ["by"] and not _TOLD_BY.isdisjoint(gap))
    )
    if own in ("partners", "partner"):
        opened = not _WITH.isdisjoint(gap) and ":" not in gap
    if len(gap) > 16 or not opened or not _STOPS.isdisjoint(gap):
        return []
    group = group_at(sentence, parties, after)
    return group + [party for party in parties[after + len(group) :] if _and_with(sentence, party)]


def _and_with(sentence: Sentence, party: Party) -> bool:
    """ "com o Itaú, que vai usá-lo, e com a Totvs": one more counterpart, after an aside."""
    place = with_before(sentence, party)
    return sentence.lower(place) in _WITH_ONLY and sentence.lower(place - 1) in ("e", "y", "et", "und")


def _to_supply(gap: list[str]) -> bool:
    """ "a contract to build … for Acme", "a deal worth $9 billion to supply Acme"."""
    at_once = gap[:1] == ["to"] and gap[1:2] != [] and gap[1] in _BUILDS
    return at_once or (gap[-2:-1] == ["to"] and gap[-1] in _BUILDS)


def _one_deal(sentence: Sentence, mark: Mark) -> bool:
    words = {other.value.lower() for other in sentence.marks.get("deal_noun", ())}
    whole = {"three-way", "trilateral", "tripartite", "jointly", "consortium"}
    return (
        bool(TOGETHER & words or whole & sentence.wording)
        or _single(sentence, mark)
        or mark.value.lower()
        in (
            "together with",
            "alongside",
            "jointly",
            "partners",
            *_JOINTLY,
        )
    )


def _single(sentence: Sentence, mark: Mark) -> bool:
    """ "a partnership with Acme and Bolt" is one deal, "partnerships with" and "works with" are several."""
    nouns = [noun for noun in sentence.marks.get("deal_noun", ()) if 0 <= noun.first - mark.first <= 6]
    near = sentence.near(nouns[0].first - 4, nouns[0].first) if nouns else set()
    headline = bool(nouns) and nouns[0].first == mark.last  # "signs MoU with"
    singular = bool(nouns) and not nouns[0].value.lower().startswith("memoranda")
    singular = singular and not nouns[0].value.lower().endswith("s")
    return singular and (headline or not _ARTICLES.isdisjoint(near))
