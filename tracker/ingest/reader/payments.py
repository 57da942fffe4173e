"""Who gives money to whom, whatever the verb: an organisation, a sum and who gets it. "Acme put $5 billion
into Bolt", "Norway has promised it $9 million", "C$240 million of it went to Bolt".
"""

from collections.abc import Iterator

from tracker.ingest.reader.amounts import find_amounts
from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.clauses import clause_start
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import Party, group_at, is_modifier, under_discussion
from tracker.ingest.reader.together import with_before

_MONEY = word_set("deals money")
_NO_PAYMENT = word_set("payments no payment")
_BEFORE_SUM = word_set("payments before sum")
_UNCOUNTED = frozenset({"cheque", "check", "grant", "loan", "subsidy"})
_TO = word_set("payments to")
_PREPOSITIONS = word_set("frames prepositions")
_FOR = frozenset({"for", "pour", "para", "für"})
_PURCHASES = frozenset({"paid", "pays", "pay", "paying"})
_POSSESSIVE = frozenset({"'s", "’s"})
_GIVING = word_set("rounds giving")
_HANDS_OVER = frozenset({"gave", "give", "gives", "given", "handed", "contributed", "advanced", "lent"})
_BE = frozenset({"been", "was", "were", "be", "is", "are", "being"})
_REACH = 9  # words from a sum to who gets it


def payments(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """One draft for each sum that somebody who is named, or under discussion, gives to an organisation."""
    before = 0
    for first, last in _sums(sentence) if parties else ():
        yield from _given_by(sentence, parties, last, discourse)
        verb = _verb_before(sentence, first)
        if verb is None:
            continue
        takers = _takers(sentence, parties, verb, first, last, discourse)
        payers = _payers(sentence, parties, verb, before) or (
            under_discussion(discourse, takers) if takers and takers[0].here else []
        )
        before = last
        payers = [payer for payer in payers if payer.name not in {taker.name for taker in takers}]
        if takers and payers:
            mark = Mark("invest_verb", verb, verb + 1, sentence.lower(verb))
            kind = None if sentence.lower(verb) in _PURCHASES else "investment"
            yield deal_draft(sentence, [*takers, *payers], mark, kind)


def _given_by(
    sentence: Sentence, parties: list[Party], last: int, discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "$9 million has been pledged to Bolt by Acme": the sum is what the passive verb is said of."""
    verbs = (i for i in range(last + 1, last + 5) if sentence.lower(i) in _GIVING)
    verb = next((i for i in verbs if sentence.lower(i - 1) in _BE), None)
    before = [sentence.lower(with_before(sentence, party)) for party in parties]
    number = before.index("by") if "by" in before else None
    if verb is None or number is None:
        return
    payers = group_at(sentence, parties, number)
    others = [p for p in parties if p not in payers]
    takers = _takers(sentence, others, verb, verb + 1, verb + 1, discourse)
    if takers:
        mark = Mark("invest_verb", verb, verb + 1, sentence.lower(verb))
        yield deal_draft(sentence, [*takers, *payers], mark, "investment")


def _sums(sentence: Sentence) -> list[tuple[int, int]]:
    """Where the sums of money in a sentence begin and end, "a grant" and "another cheque" included."""
    places = [(i, i + 1) for i in sentence.where(_UNCOUNTED)]
    if _MONEY.isdisjoint(sentence.wording):
        return places
    found = find_amounts(sentence, sentence.language)
    return [*places, *((amount.first, amount.last) for amount in found if amount.currency)]


def _verb_before(sentence: Sentence, first: int) -> int | None:
    """The word that governs a sum, over "up to" and "another"; whoever "gave Bolt $9 million" gave it."""
    place = first - 1
    while place > 0 and (sentence.lower(place) in _BEFORE_SUM or _named(sentence, place)):
        place -= 1
    plain = place >= 0 and sentence.tokens[place].is_word and sentence.tokens[place].text.islower()
    told = plain and sentence.lower(place) not in _NO_PAYMENT | _PREPOSITIONS
    return place if told and not sentence.between(place, place + 1, "descriptor") else None


def _named(sentence: Sentence, place: int) -> bool:
    covering = sentence.covering(place)
    called = any(m.first <= place < m.last for m in sentence.marks.get("company_pronoun", ()))
    return called or (covering is not None and covering.kind == "organisation")


def _payers(sentence: Sentence, parties: list[Party], verb: int, before: int) -> list[Party]:
    """The first list before the verb, of its clause or after the sum before if there is one, that is no part
    of something else.
    """
    start = max(clause_start(sentence, verb), before)
    bare = _bare_before(sentence, parties, verb)
    bare = [p for p in bare if p.mention.first >= start] or bare
    return group_at(sentence, bare, 0) if bare else []


def _bare_before(sentence: Sentence, parties: list[Party], place: int) -> list[Party]:
    before = [p for p in parties if p.mention.last <= place and not is_modifier(sentence, p.mention)]
    bare = [p for p in before if sentence.lower(with_before(sentence, p)) not in _PREPOSITIONS]
    return [p for p in bare if sentence.lower(p.mention.last) not in _POSSESSIVE]


def _takers(
    sentence: Sentence, parties: list[Party], verb: int, first: int, last: int, discourse: Discourse
) -> list[Party]:
    """Who stands between the verb and the sum ("gave Bolt $9 million", "gave it") or after "to" or "into"."""
    beside = [p for p in parties if verb < p.mention.first and p.mention.last <= first]
    beyond = [p for p in parties if last <= p.mention.first <= last + _REACH]
    bought = sentence.lower(verb) in _PURCHASES
    to = _TO - _FOR if bought else _TO  # "paid $9 million for Bolt": a takeover
    beyond = [p for p in beyond if sentence.lower(with_before(sentence, p)) in to]
    if not beyond and sentence.lower(verb) in _HANDS_OVER and sentence.lower(last) not in to | _FOR:
        return [*beside[-1:], *under_discussion(discourse, [])][:1]  # "Acme gave $9 million up front"
    named = beside[-1:] or [p for p in beyond if sentence.lower(p.mention.last) not in _POSSESSIVE][:1]
    if named:
        return named
    called = (
        mark
        for mark in sentence.marks.get("company_pronoun", ())
        if mark.value.lower() not in ("its", "their")
        and ((mark.first == verb + 1 and mark.last <= first) or _into(sentence, mark, last, to))
    )
    if next(called, None) is None:
        return []
    main = _bare_before(sentence, parties, clause_start(sentence, verb) - 1)
    return main[:1] or under_discussion(discourse, [])  # "Acme grows, because Bolt gave it $9 million"


def _into(sentence: Sentence, mark: Mark, last: int, to: frozenset[str]) -> bool:
    """ "to the company", within reach of the sum."""
    return last < mark.first <= last + _REACH and sentence.lower(mark.first - 1) in to
