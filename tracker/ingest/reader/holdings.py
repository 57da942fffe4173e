"""Who owns a part of whom: an organisation, a verb of having and a share. "Acme owns 11% of Bolt", "Acme,
which paid $2 billion for 49% of Bolt", "la sociedad, en la que Acme tiene el 49%", "Acme and Bolt own it".
"""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.clauses import aside_before, clause_start, lists_of, past_place
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import Party, under_discussion
from tracker.ingest.reader.together import with_before

_OWNING = word_set("holdings owning")
_TAKING = word_set("holdings taking")
_SHARES = word_set("holdings shares")
_ENTERING = word_set("holdings entering")
_GETTING = _OWNING | _TAKING | _ENTERING
_CAPITAL = word_set("holdings capital")
_RELATIVE = frozenset("which who that whom qui que che der die das cui quale".split())
_WITHIN = frozenset("in en dans em na no nella an".split())
_PREPOSITIONS = word_set("frames prepositions")
_OF = word_set("holdings of")
_HALVES = frozenset("most half third quarter fifth tenth majority minority rest remaining".split())
_WHOLE = frozenset({"it", "shares", "stock", "capital", "equity", "company", "venture", "unternehmen"})
_POSSESSIVE = frozenset({"'s", "’s"})
_PEOPLE = frozenset({"his", "her", "their", "its"})
_STAKES = frozenset("stake anteil beteiligung participation participación participação quota".split())
_HAVING = frozenset({"has", "have", "tiene", "tienen", "tem", "têm", "ha", "hanno", "hat", "haben", "ont"})
_EQUALLY = frozenset({"half", "equally", "jointly", "together", "50", "50-50", "each"})
_AHEAD = 12  # words from a verb to the share


def holdings(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """One draft for the owners that the sentence names, with the company that they own."""
    yield from _shared(sentence, parties)
    yield from _likewise(sentence, parties, discourse)
    for verb in sentence.where(_GETTING):
        if len(both := _co_owners(sentence, verb, parties)) > 1:
            mark = Mark("joint", verb, verb + 1, sentence.lower(verb))
            yield deal_draft(sentence, both, mark, "joint_venture")
            return
        share = _share_after(sentence, verb)
        if share is None:
            continue
        owners = _owners(sentence, verb, parties)
        company = _company(sentence, verb, share, parties, owners, discourse) if owners else None
        if company:
            mark = Mark("invest_verb", verb, verb + 1, "stake")
            yield deal_draft(sentence, [company, *owners], mark, "investment")
            return


def _shared(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "Beteiligt an Acme sind neben Bolt auch Corvo und Dorn"."""
    verb = next((i for i, word in enumerate(sentence.lowers[:3]) if word == "beteiligt"), None)
    if verb is None or not parties or sentence.lower(with_before(sentence, parties[0])) != "an":
        return
    if len(parties) > 1 and sentence.lower(parties[0].mention.last) in ("sind", "ist"):
        yield deal_draft(sentence, parties, Mark("invest_verb", verb, verb + 1, "stake"), "investment")


def _likewise(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "Bolt, 29 percent", right after what Acme owns of the same company."""
    short = len(parties) == 1 and parties[0].mention.first < 2 and len(sentence.tokens) < 10
    if not short or discourse.raising is None or discourse.raising == parties[0].name:
        return
    last = parties[0].mention.last
    share = next((i for i in range(last + 1, last + 5) if sentence.lower(i) in _SHARES), None)
    if sentence.lower(last) == "," and share is not None and _ends(sentence, share):
        company = Party(discourse.raising, Mention("organisation", discourse.raising, 0, 0))
        mark = Mark("invest_verb", last, share, "stake")
        yield deal_draft(sentence, [company, *parties], mark, "investment")


def _co_owners(sentence: Sentence, verb: int, parties: list[Party]) -> list[Party]:
    """ "Acme and Bolt own it half and half", "Acme and Bolt each hold half of the company"."""
    near = sentence.near(verb - 2, verb + 8)
    if _EQUALLY.isdisjoint(near) or _WHOLE.isdisjoint(near) or sentence.lower(verb) not in _OWNING:
        return []
    return _owners(sentence, verb, parties)


def _share_after(sentence: Sentence, verb: int) -> int | None:
    """The token of the share that a verb has for its object: "11%", "a stake", "half of"."""
    if sentence.lower(verb - 1) in _PEOPLE:
        return None  # "its own"
    for place in range(verb + 1, min(verb + _AHEAD, len(sentence.tokens))):
        word = sentence.lower(place)
        if word in (";", "which", "who", "that", "and", "but"):
            return None
        if word in _HALVES and not _of(sentence, place + 1):
            continue
        capital = word in _CAPITAL and sentence.lower(verb) in _ENTERING
        if word in _SHARES or word in _HALVES or capital:
            return place
    return None


def _of(sentence: Sentence, place: int) -> bool:
    """ "of", "in", "an": what follows is owned; not "half an hour"."""
    return sentence.lower(place) in _OF and (sentence.lower(place) != "an" or sentence.language == "de")


def _owners(sentence: Sentence, verb: int, parties: list[Party]) -> list[Party]:
    """The subject: the last list before the verb that stands in no aside and after no preposition; of a
    relative clause the one before its pronoun.
    """
    start = clause_start(sentence, verb)
    if sentence.lower(start - 1) in _RELATIVE and not _within(sentence, start):
        return _behind(sentence, parties, start)
    aside = aside_before(sentence, verb) or ()
    lists = [
        group
        for group in lists_of(sentence, [p for p in parties if p.mention.first not in aside])
        if start <= group[0].mention.first and group[-1].mention.last <= verb
    ]
    bare = [group for group in lists if sentence.lower(with_before(sentence, group[0])) not in _PREPOSITIONS]
    bare = [group for group in bare if sentence.lower(group[-1].mention.last) not in _POSSESSIVE]
    return bare[-1] if bare else []


def _company(
    sentence: Sentence,
    verb: int,
    share: int,
    parties: list[Party],
    owners: list[Party],
    discourse: Discourse,
) -> Party | None:
    """Whose share it is: named after "of" or "in", before "in which", or else under discussion."""
    for party in parties:
        place = with_before(sentence, party)
        if share < place <= share + 4 and sentence.lower(place) in _OF and party not in owners:
            return party
    start = clause_start(sentence, verb)
    meant = next(iter(under_discussion(discourse, owners)), None)
    if _within(sentence, start):
        return next(iter(_behind(sentence, parties, start)), meant)
    has = sentence.lower(verb) in _HAVING | _TAKING and sentence.lower(share) in _STAKES
    bare = sentence.lower(verb) in _TAKING and sentence.lower(share) not in _CAPITAL and not has
    called = sentence.between(verb, share + 6, "company_pronoun")
    return meant if _ends(sentence, share) and (called or not bare) else None


def _within(sentence: Sentence, start: int) -> bool:
    """ "in which", "en la que"."""
    near = {sentence.lower(start - 2), sentence.lower(start - 3)}
    return sentence.lower(start - 1) in _RELATIVE and not _WITHIN.isdisjoint(near)


def _behind(sentence: Sentence, parties: list[Party], start: int) -> list[Party]:
    """Whom the relative pronoun before a clause stands for: "Acme, which", "Acme, of Oslo, in which"."""
    return [p for p in parties if 0 <= start - 1 - past_place(sentence, p.mention.last) <= 3][-1:]


def _ends(sentence: Sentence, share: int) -> bool:
    """ "11%", "11% of it"; "11% of the market" and "11% women" are no shares."""
    after = share + 1
    if _of(sentence, after):
        beyond = sentence.near(after + 1, after + 4)
        return not _WHOLE.isdisjoint(beyond) or sentence.lower(after + 1)[:1].isdigit()
    told = sentence.tokens[after] if after < len(sentence.tokens) else None
    return told is None or not told.text.isalpha() or told.lower in _PREPOSITIONS | _SHARES | {"and", "too"}
