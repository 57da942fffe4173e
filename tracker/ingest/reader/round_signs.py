"""What gives away a sentence on a financing round in the other languages of Europe, and who pays in it."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set

_ROUNDS = word_set("rounds abroad nouns")
_RAISES = word_set("rounds abroad raising")
_RAISING = _RAISES | word_set("rounds abroad givers")
_OF = frozenset("de d du do da del della dell di".split())
_MONEY = word_set("deals money")
_PAYING = {
    language: tuple(word_set(f"rounds abroad paying {language}"))
    for language in ("de", "fr", "es", "pt", "it")
}
_SERIES = frozenset("série serie séries augmentation ampliación aumento tour tours".split())
_OF_CAPITAL = frozenset({"capital", "capitale", "table"})
_COMPOUNDS = ("finanzierungsrunde", "finanzierungsrunden", "kapitalrunde", "investitionsrunde", "seedrunde")
_FINANCING = frozenset(
    "finanziamento financiación financiamento financement finanzierung capital kapital".split()
)
_NO_VERBS = word_set("rounds abroad no verbs")
PAID_BY = {language: word_set(f"rounds abroad by {language}") for language in _PAYING}


def tells_of_round(sentence: Sentence) -> bool:
    """ "boucle un tour de table", "Runde", "série B", "lève 9 millions d'euros"; not "obtient un contrat de
    9 millions d'euros".
    """
    words = sentence.wording
    if not _ROUNDS.isdisjoint(words) or any(_lettered(sentence, place) for place in sentence.where(_SERIES)):
        return True
    if sentence.language == "de" and any(word.endswith(_COMPOUNDS) for word in words):
        return True
    money = not _MONEY.isdisjoint(words) and not sentence.has("deal_noun")
    return money and not (_RAISING.isdisjoint(words) and _FINANCING.isdisjoint(words))


def _lettered(sentence: Sentence, place: int) -> bool:
    """ "série B", "augmentation de capital", "tour de table"."""
    return len(sentence.lower(place + 1)) == 1 or sentence.lower(place + 2) in _OF_CAPITAL


def raises_money(sentence: Sentence, place: int) -> bool:
    """Whether a verb of raising stands at a token or behind its auxiliary: "Acme lève", "ha raccolto"."""
    auxiliary = any(m.first == place for kind in ("verb", "open") for m in sentence.marks.get(kind, ()))
    return any(sentence.lower(i) in _RAISES for i in range(place, place + 1 + auxiliary))


def of_round(sentence: Sentence, place: int) -> bool:
    """Whether "of" stands at a token, behind a round: "a rodada série C da"."""
    return sentence.lower(place) in _OF and not _ROUNDS.isdisjoint(sentence.near(place - 3, place))


def paying_verbs(sentence: Sentence) -> list[int]:
    """The verbs of leading, joining and paying, by their stems."""
    stems = _PAYING[sentence.language]
    return [
        place
        for place, word in enumerate(sentence.lowers)
        if word.startswith(stems) and word not in _NO_VERBS and sentence.covering(place) is None
    ]
