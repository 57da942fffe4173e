"""Several that do one thing: a consortium of them, a project that brings them together, what they build."""

from collections.abc import Iterator

from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.lists_abroad import lists_of
from tracker.ingest.reader.parties import Party, group_at

_GATHERINGS = word_set("deals gatherings")
_TOGETHER = frozenset({"together", "jointly"})
_MADE_UP = frozenset({"made up", "consisting", "comprised", "composed"})
_BRINGS = frozenset({"bring", "brings", "brought", "bringing"})
_ARTICLES = frozenset("the a an el la le les los las il lo der dem den das die o os as".split())
_LINKING = frozenset(
    "with of by from for to in at and on as or through via mit von avec de con com di y e et".split()
)
_SHOULD = frozenset({"should", "must", "ought"})
_FEELINGS = frozenset(
    "taste view views opinion fear fears concern concerns belief vision interest interests history past"
    " passion love dream goal goals hope hopes worry worries values".split()
)
_POSSESSIVE = frozenset({"'s", "’s"})
_TELLS = frozenset({"announced", "unveiled", "launched"})
_OWN_THINGS = frozenset(
    "plans investments pledges commitments results earnings models products offices cuts".split()
)
_NONE = frozenset("no keine kein keinen aucun aucune ningún ninguna nenhum nenhuma nessun nessuna".split())
_COMMON = frozenset(
    "joint gemeinsame gemeinsames gemeinsamen commun commune conjunto conjunta congiunto congiunta".split()
)
_WITH = word_set("frames with")
_OF = frozenset({"of", "aus", "de", "di", "von"})
_BUYING = word_set("deals merging") | frozenset({"buy", "buys", "buying", "bought", "purchase", "purchased"})


def gathered(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "a consortium of Acme, Bolt and Corvo", "it brings together Acme and Bolt": one deal of all."""
    for number, party in enumerate(parties):
        before = with_before(sentence, party)
        of = sentence.lower(before) in _OF and sentence.lower(before - 1) in _GATHERINGS
        made_up = sentence.lower(before) in _OF and sentence.words(before - 2, before).lower() in _MADE_UP
        group = group_at(sentence, parties, number)
        of = of or _which_they(sentence, before)
        if (of or made_up or _brought(sentence, before)) and len(group) > 1 and not _buys(sentence, group):
            place = max(before, 0)
            yield deal_draft(sentence, group, Mark("deal_noun", place, place + 1, "consortium"))
            return


def _which_they(sentence: Sentence, place: int) -> bool:
    """ "the consortium that Acme and Bolt formed"."""
    that = sentence.lower(place) in ("that", "which")
    return that and sentence.between(place - 1, place, "deal_noun")


def _past_aside(sentence: Sentence, place: int) -> int:
    """Beyond the aside that opens here: ", who have been allies since 2023,"."""
    if sentence.lower(place) != "," or sentence.lower(place + 1) not in ("who", "which", "whose"):
        return place
    ahead = range(place + 2, min(place + 20, len(sentence.tokens)))
    return next((i + 1 for i in ahead if sentence.lower(i) == ","), place)


def _buys(sentence: Sentence, group: list[Party]) -> bool:
    """ "a consortium of Acme and Bolt is buying Corvo": to take a company over is no partnership."""
    after = range(group[-1].mention.last, group[-1].mention.last + 5)
    verb = next((i for i in after if sentence.lower(i) in _BUYING), None)
    bought = sentence.covering(verb + 1) if verb is not None else None
    return bought is not None and bought.kind == "organisation"


def common(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "Acme and Bolt start a joint academy": whatever they do with what is both's."""
    for place in sentence.where(_COMMON):
        before = [p for p in parties if p.mention.last <= place]
        for number in range(len(before)):
            group = group_at(sentence, before, number)
            end = _past_aside(sentence, group[-1].mention.last)
            near = place - end <= 10 and sentence.lower(place - 1) not in _NONE
            if group[-1] is before[-1] and len(group) > 1 and near:
                yield deal_draft(sentence, group, Mark("joint", place, place + 1, sentence.lower(place)))
                return


def _together(sentence: Sentence) -> Iterator[Mark]:
    """ "Acme and Bolt will run a lab together": whatever verb stands before."""
    ending = next(iter(sentence.where(_TOGETHER)), 0)
    verbs = [verb for kind in ("verb", "plan") for verb in sentence.marks.get(kind, ())]
    yield from (Mark("joint", verb.first, verb.last, verb.value) for verb in verbs if verb.first < ending)


def _brought(sentence: Sentence, place: int) -> bool:
    return sentence.lower(place) == "together" and sentence.lower(place - 1) in _BRINGS


def joint(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "Acme and Bolt will build a data centre with Corvo": what two or more do together."""
    plant = any(not mark.value.lower().endswith("s") for mark in sentence.marks.get("office_not", ()))
    plans = [m for kind in ("plan", "open", "verb") for m in sentence.marks.get(kind, ())] if plant else []
    marks = [*sentence.marks.get("joint", ()), *plans, *_together(sentence)]
    for mark in sorted(marks, key=lambda mark: mark.first):
        before = [p for p in parties if p.mention.last <= mark.first]
        group = group_at(sentence, before, 0) if before else []
        if sentence.language != "en" and before:
            group = lists_of(sentence, before, [])[-1]
        if len(group) < 2 or group[-1] is not before[-1]:
            continue
        if mark.first - _past_aside(sentence, group[-1].mention.last) > 4:
            continue
        if _only_wished(sentence, group[-1].mention.last, mark):
            continue
        worked = sentence.lower(group[0].mention.first - 1) in ("at", "from", "for", "of", "against")
        if worked or _each_its_own(sentence, mark):
            continue  # "worked at Acme and Bolt before he founded"
        more = [
            p
            for p in parties
            if p.mention.first >= mark.last
            and sentence.lower(p.mention.first - 1) in _WITH
        ]
        yield deal_draft(sentence, [*group, *more[:1]], mark)
        return


def _only_wished(sentence: Sentence, first: int, mark: Mark) -> bool:
    """ "Acme and Bolt should build", "Acme and Bolt share a taste for secrecy"."""
    wished = not _SHOULD.isdisjoint(sentence.near(first, mark.first))
    shared = mark.value.lower().startswith("share")
    return wished or (shared and not _FEELINGS.isdisjoint(sentence.near(mark.last, mark.last + 4)))


def venture_of(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "a joint venture of Acme with Bolt and Corvo": one deal of all."""
    for noun in sentence.marks.get("deal_noun", ()):
        number = next((i for i, p in enumerate(parties) if with_before(sentence, p) == noun.last), None)
        if number is None or sentence.lower(noun.last) not in _OF or number + 1 == len(parties):
            continue
        other = parties[number + 1]
        if with_before(sentence, other) == parties[number].mention.last and (
            sentence.lower(parties[number].mention.last) in _WITH
        ):
            group = group_at(sentence, parties, number + 1)
            yield deal_draft(sentence, [parties[number], *group], noun)
            return


def _each_its_own(sentence: Sentence, mark: Mark) -> bool:
    """ "unveiled spending plans", "announced results": several of them, of each its own."""
    if mark.value.lower() not in _TELLS:
        return False
    if "of their own" in sentence.words(mark.last, min(mark.last + 8, sentence.count)):
        return True
    place = next((i for i in range(mark.last, mark.last + 4) if sentence.lower(i) in _OWN_THINGS), None)
    return place is not None and sentence.lower(place + 1) not in ("to", "for", "with")


def with_before(sentence: Sentence, party: Party) -> int:
    """The place before a party and the words that describe it: "with the Swedish telecoms operator Acme",
    "with Norway's Acme".
    """
    place, noun = party.mention.first - 1, False
    if sentence.lower(place) in _POSSESSIVE:
        place = _past_home(sentence, place)
    for _ in range(4):
        covering = sentence.covering(place)
        describes = any(m.first <= place < m.last for m in sentence.marks.get("descriptor", ()))
        noun_de = sentence.language == "de" and covering is None and place > 0
        describes = describes or (noun_de and place == party.mention.first - 1 and _noun(sentence, place))
        demonym = covering is not None and covering.kind == "demonym"
        small = place >= 0 and sentence.tokens[place].text.islower()
        modifier = noun and small and sentence.lower(place) not in _LINKING
        word = sentence.lower(place)
        article = word in _ARTICLES and (word != "an" or sentence.language != "de")
        article = article and (word != "a" or sentence.language in ("en", "pt"))  # "affida a Acme"
        if not (describes or demonym or modifier or article):
            break
        noun = describes
        place -= 1
    return place


def _past_home(sentence: Sentence, place: int) -> int:
    """The place before "Norway's" or "Kigali's", if one ends at a token."""
    home = sentence.covering(place - 1)
    return home.first - 1 if home is not None and home.kind in ("country", "city") else place


def _noun(sentence: Sentence, place: int) -> bool:
    """ "mit dem Chipausrüster Acme": a German noun with its article or adjective before it."""
    token, before = sentence.tokens[place], sentence.tokens[place - 1]
    return token.is_word and token.capitalised and before.is_word and before.text.islower()
