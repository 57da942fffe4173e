"""Organisations that only their part in a deal gives away: in a list, after "with", beside "customers"."""

from tracker.ingest.reader.acquaintance import verb_abroad
from tracker.ingest.reader.lexicon import ROMANCE, word_set
from tracker.ingest.reader.roles import HEADS
from tracker.ingest.reader.round_signs import PAID_BY, of_round, paying_verbs, raises_money, tells_of_round
from tracker.ingest.reader.runs import Run, shapes

_LIST_AND = frozenset({"and", "und", "et", "y", "e", "&"})
_LIST_BEFORE = word_set("naming list before")
_LIST_AFTER = word_set("naming list after") | {""}
_FOUNDING = frozenset({"founded", "co-founded", "founder", "co-founder"})
_LISTING = _LIST_AND | {",", "the"}
_MONEY = word_set("deals money") | {"m", "bn", "euros", "dollars", "pounds"}
_THE = word_set("party names articles")
_SKIPPED = _THE | {"startup", "nonprofit", "company"}
_SPEAKERS = frozenset({"to", "said", "says", "under", "than", "mr", "ms", ".", ",", "and"})
_DEALING = ("deal_verb", "deal_noun", "invest_verb", "invest_noun", "supply", "relation")
_WITH = word_set("frames with")
_PARTY_BEFORE = word_set("party names before")
_PARTY_AFTER = word_set("party names after")
_PARTY_OPENS = word_set("party names opens")


def takes_part(run: Run, surnames: set[str]) -> bool:
    """Whether a run that nothing else explains stands where a party to a deal stands."""
    if _begins_longer(run):
        return False
    return (
        _listed_with_organisation(run) or _follows_deal(run) or _deals(run, surnames) or _pays(run, surnames)
    )


def _pays(run: Run, surnames: set[str]) -> bool:
    """ "liderada por Acme", "auprès d'Acme Gray", "también entraron Acme": in a sentence on a round."""
    sentence = run.sentence
    if sentence.language == "en":
        return len(run.texts) == 1 and run.name not in surnames and _gives_money(run)
    if sentence.language == "de" or len(run.texts) > 3 or run.name in surnames:
        return False  # German has capitals of its own
    if not tells_of_round(sentence):
        return False
    place = _before_article(run)
    if run.name.isupper() and sentence.lower(place) not in _WITH and sentence.lower(place).isalpha():
        place -= 1 + (sentence.lower(place - 1) in _THE)  # "además de la pública ACME"
    place -= sentence.lower(place) in ("’", "'")
    by = sentence.lower(place) in PAID_BY[sentence.language] or sentence.lower(place - 1) == "auprès"
    raises = len(run.texts) < 3 and raises_money(sentence, run.last)
    return by or raises or place in paying_verbs(sentence) or of_round(sentence, run.first - 1)


def _gives_money(run: Run) -> bool:
    """ "$9 million from Acme, Bolt and the bank": one word in the list of who paid."""
    sentence, place = run.sentence, run.first - 1
    while place > 0 and (sentence.lower(place) in _LISTING or sentence.tokens[place].capitalised):
        place -= 1
    return sentence.lower(place) == "from" and not _MONEY.isdisjoint(sentence.near(place - 4, place))


def _begins_longer(run: Run) -> bool:
    """ "the Government of Malta", "la Universidad de": the first word of a longer name."""
    alone = len(run.texts) == 1 and run.texts[0] in shapes()["head"] | shapes()["tail"]
    return alone or run.sentence.between(run.first, run.last, "govern")


def _deals(run: Run, surnames: set[str]) -> bool:
    """ "Acme and Bolt resell it", "contracts with Acme", "Acme is a customer": one word, no surname."""
    sentence, before = run.sentence, run.sentence.lower(_before_article(run))
    beside = sentence.covering(run.first - 2)
    if before in ("'s", "’s") and beside is not None and beside.kind == "country" and len(run.texts) < 4:
        return any(sentence.has(kind) for kind in _DEALING)  # "Norway's Acme and Bolt sign a pact"
    if before == "," and beside is not None and beside.kind == "city":
        return False  # "Austin, Texas"
    if len(run.texts) > 1 or run.name in surnames or run.texts[0] in shapes()["start"]:
        return False
    if not any(sentence.has(kind) for kind in _DEALING):
        return False
    after = sentence.lower(run.last)
    if run.first == 0:
        return after in _PARTY_OPENS
    ends = after in ("", ".") and run.last >= len(sentence.tokens) - 1
    return before in _PARTY_BEFORE and (ends or after in _PARTY_AFTER)


def _before_article(run: Run) -> int:
    """The token before a run and its article: "con la UNAM", "e a Totvs", "avec l'Inria"."""
    place = run.first - 1
    romance = run.sentence.language in ROMANCE
    while run.sentence.lower(place) in _THE and (romance or run.name.isupper()):
        place -= 1
    return place


def _listed_with_organisation(run: Run) -> bool:
    """ ", Cognizant and Pratham" beside a known organisation in one list, when it is no person's name."""
    sentence = run.sentence
    dealing = any(sentence.has(kind) for kind in _DEALING)
    if (
        len(run.texts) > 3
        or (len(run.texts) == 2 and not dealing)  # more often a person
        or sentence.lower(run.first - 1) in HEADS
        or run.texts[0] in shapes()["adjectives"]
        or sentence.lower(run.last) in ("said", "says")
    ):
        return False
    return _after_organisation(run) or _before_organisation(run)


def _after_organisation(run: Run) -> bool:
    sentence = run.sentence
    place = _before_article(run)
    before = sentence.covering(place - 1)
    if sentence.lower(place) not in _LIST_AND | {","} or before is None:
        return False
    acts = len(run.texts) == 1 and sentence.lower(place) != "," and verb_abroad(run)
    return (
        before.kind == "organisation"
        and before.sort != "publisher"
        and (acts or sentence.lower(run.last) in _LIST_AFTER)
    )


def _before_organisation(run: Run) -> bool:
    sentence = run.sentence
    after = sentence.covering(run.last + 1)
    if len(run.texts) > 2 or after is None or after.kind != "organisation" or after.first != run.last + 1:
        return False
    listed = sentence.lower(after.last) in _LIST_AND | {","}
    opens = listed and (
        (run.first == 0 and sentence.has("deal_noun")) or (run.first > 0 and _among_investors(run))
    )
    comma = sentence.lower(run.last) == "," and (opens or sentence.lower(run.first - 1) in _LIST_BEFORE)
    return comma or sentence.lower(run.last) in _LIST_AND


def _among_investors(run: Run) -> bool:
    """ "participaron Acme, Bolt y Corvo": the first of a list of three or more in a financing."""
    told = run.sentence.has("invest_verb") or run.sentence.has("round_verb")
    first = len(run.texts) == 1 and run.sentence.lower(run.first - 1) not in _SPEAKERS
    return told and first


def _follows_deal(run: Run) -> bool:
    """ "works with Radboudumc", "a partnership with Pratham", "led by Radical": a run right after a deal
    word and "with".
    """
    sentence, before = run.sentence, run.first - 1
    while sentence.lower(before) in _SKIPPED:
        before -= 1
    if sentence.lower(before) not in _WITH or len(run.texts) > 3:
        return False
    if not sentence.wording.isdisjoint(_FOUNDING):
        return False  # whoever founds is a person
    return any(
        0 <= before - mark.first <= 4
        for kind in ("deal_noun", "deal_verb")
        for mark in sentence.marks.get(kind, ())
    )
