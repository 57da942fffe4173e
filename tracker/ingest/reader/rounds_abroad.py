"""Financing rounds as the other languages of Europe tell them: whose it is, and everybody who pays.

A sentence tells of a round when it names one ("tour de table", "Runde") or tells of money raised; the one
after it still does when a verb of paying stands in it. In such a sentence whoever stands where payers stand
pays: behind "by", "with" and "from", before or right behind a verb of leading, joining or giving.
"""

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.investors import lives_by_investing, owns_investor
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.lists_abroad import lists_of
from tracker.ingest.reader.parties import Party, is_modifier
from tracker.ingest.reader.round_signs import PAID_BY, paying_verbs, tells_of_round
from tracker.ingest.reader.together import with_before

_ROUNDS = word_set("rounds abroad nouns")
_RAISING = word_set("rounds abroad raising")
_MONEY = word_set("deals money")
_OF = word_set("rounds abroad of")
_GIVEN = word_set("rounds abroad given")
_INCLUDING = word_set("rounds abroad including")
_ELSEWHERE = word_set("rounds abroad elsewhere")
_TO = frozenset("à au a ao an al alla für pour para per en em in dans na no bei".split())
_ELSEWHERE = word_set("rounds abroad elsewhere")
_TO = frozenset("à au a ao an al alla für pour para per en em in dans na no bei".split())
_PREPOSITIONS = _OF | frozenset().union(*PAID_BY.values()) | {"auprès", "junto", "ainsi", "que"}
_REACH = 9  # tokens from a payer to the verb behind it
_INVERTED = 5  # tokens from a verb to the payer behind it


def round_abroad(sentence: Sentence, parties: list[Party], discourse: Discourse) -> PartnershipDraft | None:
    """A financing round: its company first, then every named investor, in one record."""
    if not parties:
        return None
    told = tells_of_round(sentence) or _investors_give(sentence, parties)
    if not (told or (discourse.raising and _goes_on(sentence))):
        return None
    paying = _payers(sentence, parties)
    company = _whose(sentence, parties, paying, discourse)
    paying = [party for party in paying if company is None or party.name != company.name]
    if company is None or not paying:
        return None
    first = paying[0].mention
    mark = Mark("invest_noun", first.first, first.last, "round")
    return deal_draft(sentence, [company, *paying], mark, "investment")


def _investors_give(sentence: Sentence, parties: list[Party]) -> bool:
    """ "Acme Ventures injecte 9 millions d'euros": who lives by it puts money in."""
    if _MONEY.isdisjoint(sentence.wording) or not any(lives_by_investing(party.name) for party in parties):
        return False
    return bool(paying_verbs(sentence))


def _goes_on(sentence: Sentence) -> bool:
    """Whether a sentence behind one on a round may still tell of it."""
    elsewhere = any(sentence.has(kind) for kind in ("office", "deal_noun", "office_not", "users"))
    return not elsewhere and _ELSEWHERE.isdisjoint(sentence.wording) and bool(paying_verbs(sentence))


def _payers(sentence: Sentence, parties: list[Party]) -> list[Party]:
    """Everybody in a list that stands where payers stand."""
    verbs = paying_verbs(sentence)
    named = [party for party in parties if not _called(sentence, party)]
    paying = (group for group in lists_of(sentence, named, verbs) if _pays(sentence, group, verbs, named))
    return [party for group in paying for party in group if not owns_investor(sentence, party)]


def _called(sentence: Sentence, party: Party) -> bool:
    """ "la empresa": the company under discussion, whose round it is."""
    return any(mark.first == party.mention.first for mark in sentence.marks.get("company_pronoun", ()))


def _pays(sentence: Sentence, group: list[Party], verbs: list[int], parties: list[Party]) -> bool:
    place = with_before(sentence, group[0])
    if sentence.lower(place) in ("’", "'"):
        place -= 1
    before = sentence.lower(place)
    if is_modifier(sentence, group[0].mention) and len(group) == 1:
        return False
    if before in PAID_BY[sentence.language] or _given_by(sentence, place):
        return True
    if before in _INCLUDING:
        return True
    return before not in _TO and before not in _OF and _acts(sentence, group, verbs, parties)


def _given_by(sentence: Sentence, place: int) -> bool:
    """ "avec le concours de", "al lado de", "kommt von", "auprès de"."""
    if sentence.lower(place) not in _OF:
        return False
    return not _GIVEN.isdisjoint(sentence.near(place - 3, place))


def _acts(sentence: Sentence, group: list[Party], verbs: list[int], parties: list[Party]) -> bool:
    """Whether the list is the subject of a verb of paying, with nobody named in between."""
    others = [party.mention.first for party in parties if party not in group]
    first, last = group[0].mention.first, group[-1].mention.last
    behind = (verb for verb in verbs if last <= verb <= last + _REACH)
    if any(_RAISING.isdisjoint(sentence.lowers[last:verb]) and _bare(others, last, verb) for verb in behind):
        return True
    place = with_before(sentence, group[0])
    before = (verb for verb in verbs if verb < first and place - verb < _INVERTED)
    return sentence.lower(place) not in _TO | _OF and any(_bare(others, verb, first) for verb in before)


def _bare(others: list[int], first: int, last: int) -> bool:
    return not any(first < place < last for place in others)


def _whose(
    sentence: Sentence, parties: list[Party], paying: list[Party], discourse: Discourse
) -> Party | None:
    """Whose round it is: who raises in the sentence, whoever the round is "of", or who raised before."""
    raised = sentence.where(_RAISING)
    others = [party for party in parties if party not in paying]
    for party in others:
        behind = party.mention.last
        if any(0 <= place - behind <= _REACH for place in raised):
            return party
    for party in others:
        place = with_before(sentence, party)
        if sentence.lower(place) in _OF | _TO and not _ROUNDS.isdisjoint(sentence.near(place - 4, place)):
            return party
    for party in others:
        if sentence.lower(with_before(sentence, party)) in _TO:
            return party
    name = discourse.raising or discourse.topic
    if name and name not in {party.name for party in paying}:
        return Party(name, Mention("organisation", name, 0, 0))
    return next(iter(others), None)
