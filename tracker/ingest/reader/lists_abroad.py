"""Lists of organisations in the other languages of Europe: "d'Acme, chef de file, de Bolt et de Corvo"."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.parties import Party

_AND = word_set("parties and") | {"ainsi", "sowie", "también", "também", "anche", "oltre", "além"}
_SMALL = frozenset("’ ' la le les l il lo gli el los las o os as der die das den dem".split())
_OWNS = frozenset("de d du des do da dos das di del della dello dei delle dell von vom der des".split())
_ASIDE = 7  # tokens that a list may be broken by
_ELSEWHERE = word_set("rounds abroad elsewhere")


def lists_of(sentence: Sentence, parties: list[Party], verbs: list[int]) -> list[list[Party]]:
    """The parties by list: "d'Acme, chef de file, de Bolt et de Corvo" is one."""
    groups: list[list[Party]] = []
    for party in parties:
        before = groups[-1][-1].mention.last if groups else sentence.count
        first = party.mention.first
        near = before < first <= before + _ASIDE and not any(before <= verb < first for verb in verbs)
        if near and _linked(sentence, before, first):
            groups[-1].append(party)
        else:
            groups.append([party])
    return groups


def _linked(sentence: Sentence, last: int, first: int) -> bool:
    """ ", chef de file, de", "y el grupo vasco", ", la": one list goes on from one name to the next; not
    ", le fonds d'", ", rival de".
    """
    joint = next((i for i in range(first - 1, last - 1, -1) if sentence.lower(i) in _AND), None)
    if joint is None or not _ELSEWHERE.isdisjoint(sentence.near(last, first)):
        return False
    if sentence.between(last, first, "verb") and (sentence.lower(joint) == "," or sentence.language != "de"):
        return False  # in German "und die Acme" is a list, ", die Acme" a clause
    between = [word for word in sentence.lowers[joint + 1 : first] if word not in _SMALL]
    return not (len(between) > 1 and between[-1] in _OWNS)
