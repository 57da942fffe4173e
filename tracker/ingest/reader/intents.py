"""What a named person says an organisation will or wants to do: futures, wishes, what is under way."""

from collections.abc import Iterable, Iterator

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set

# Verbs of the Romance languages carry future and conditional in the ending: ouvrirons, abrirán.
_FUTURES = {
    language: tuple(endings.split())
    for language, endings in {
        "fr": "erai era erons eront irai ira irons iront ndra ndrons ndront ttra ttrons ttront aura aurons"
        " auront devra devront ferons feront verrons verront pourra pourront pourrait devrait erait eraient"
        " irait iraient ndrait ndraient",
        "es": "rá rán remos aría arían iría irían dría drían",
        "pt": "rá rão remos",
        "it": "rà ranno remo rebbe rebbero",
    }.items()
}
_NO_FUTURE = word_set("intents no future")
_WILLING = word_set("speech willing")
_BREAKS = frozenset({";", "who", "but", "und", "while", "—", "–", "pero", "mais", "ma", "mas", "aber"})
_UNDER_WAY = word_set("intents under way")
_SPEAKS_OF = frozenset({"spoke of", "speaks of", "talked of", "talks of", "spoke about", "speaks about"})
_BEING = frozenset({"is", "are", "was", "were", "am", "m", "re", "be", "been"})
_WITHHELD = frozenset("say comment disclose reveal tell name confirm specify give elaborate discuss".split())
_WE = frozenset({"we", "wir"})
_WE_DO_NOT = word_set("intents we do not")
_NOBODY = frozenset("ai technology everyone everybody nobody ki technologie ia l'ia tecnologia".split())
_ASKING = frozenset({"what", "how", "whether", "why"})
_MANY = frozenset("investors people customers users companies consumers banks enterprises".split())
_BEFORE_WE = word_set("intents before we")
_TELLS = frozenset({"say", "joke", "call", "tell", "remind", "think", "point", "stress"})
_AGAIN = frozenset({"that", "he", "she", "it", "they", "we"})
_NOUNS = frozenset({"plan", "plans", "commitment", "target", "goal", "ambition"})
_JUDGES = frozenset({"called", "calls", "praised", "welcomed", "described", "criticised", "criticized"})
_KNOWS = frozenset(
    "open unclear know knows knew see sees understand understands say tell ask asked wonder".split()
)
_YES = frozenset({"yes", "certainly", "absolutely", "sure", "definitely", "course"})
_RELATIVE = frozenset({"qui", "que", "che", "quien", "quienes"})
_REFUSED = frozenset({"declined", "declines", "refused", "refuses"})
_DENIED = frozenset({"not", "n't", "t", "declined", "refused", "never"})


def states_intent(sentence: Sentence) -> bool:
    """A named person says what an organisation will or wants to do."""
    return sentence.speaker_is_person and any(_wishes(sentence))


def _wishes(sentence: Sentence) -> Iterator[bool]:
    marks = sentence.marks.get("intent", ())
    yield any(not _no_wish(sentence, m.first) for m in marks)
    yield _will(sentence)
    yield _at_it(sentence)
    yield _we_go(sentence)
    yield _asked_whether(sentence)


def intended_apart(sentence: Sentence, amounts: Iterable[tuple[int, int]]) -> bool:
    """ "…$3 billion, said Jane Doe, who also wants to go public": a wish in a clause without a number."""
    if not sentence.speaker_is_person:
        return False
    apart = (i for i, word in enumerate(sentence.lowers) if _breaks(sentence, i, word))
    breaks = [-1, *apart, sentence.count]
    numbers = [place for first, last in amounts for place in range(first, last)]
    for kind in ("intent", "think"):
        for mark in sentence.marks.get(kind, ()):
            first = max(i for i in breaks if i <= mark.first)
            last = min(i for i in breaks if i > mark.first)
            willed = mark.value.lower() in _WILLING and mark.value.lower() not in ("will", "target")
            if willed and last - first > 5 and not any(first <= place < last for place in numbers):
                return True
    return False


def _breaks(sentence: Sentence, place: int, word: str) -> bool:
    """Where another statement begins: "but", "and that", "and he"."""
    return word in _BREAKS or (word == "and" and sentence.lower(place + 1) in _AGAIN)


def _no_wish(sentence: Sentence, place: int) -> bool:
    """ "I won't pretend", "called the plan a mistake", "I know what we will do"."""
    if sentence.lower(place - 1) in ("than", "as", "nobody") or sentence.lower(0) in ("whether", "if"):
        return True  # "faster than planned", "nobody expected it", "Whether it should sell is a question"
    refuses = sentence.lower(place - 1) == "i" and sentence.lower(place) == "won"
    told = sentence.lower(place) in _NOUNS and sentence.lower(place - 1) == "the"
    judged = told and not _JUDGES.isdisjoint(sentence.lowers[:place])
    if sentence.lower(place) in ("like", "likes") and sentence.lower(place + 2) in _TELLS:
        return True  # "likes to say"
    if sentence.lower(0) == "asked" and "," not in sentence.lowers[:place]:
        return True  # "Asked who would win, he said"
    told_of = _known(sentence, place) or _withholds(sentence, place) or _of_the_world(sentence, place)
    return refuses or judged or told_of


def _known(sentence: Sentence, place: int) -> bool:
    """ "Everybody knows what we are planning": no wish, but what is known of one."""
    return any(sentence.lower(i) in _ASKING and sentence.lower(i - 1) in _KNOWS for i in range(1, place))


def _withholds(sentence: Sentence, place: int) -> bool:
    """ "would not say how many": nothing is said to be done."""
    ahead = sentence.lowers[place + 1 : place + 4]
    before = sentence.lowers[:place]
    refused = next((i for i, word in enumerate(before) if word in _REFUSED), None)
    if refused is not None and not _WITHHELD.isdisjoint(before[refused : refused + 4]):
        return True  # "refused to say when it will open"
    return not _DENIED.isdisjoint(ahead) and not _WITHHELD.isdisjoint(ahead)


def _of_the_world(sentence: Sentence, place: int) -> bool:
    """ "AI will change the world": what nobody in particular does."""
    before = sentence.lowers[max(0, place - 4) : place]
    if sentence.lower(place) in ("want", "expect") and (not _MANY.isdisjoint(before) or _all_such(sentence)):
        return True  # "investors want to see returns", "lawyers do not want"
    will = sentence.lower(place) in ("will", "would", "wird", "va", "vai")
    bare = sentence.lower(place - 2) in ("that", '"', ",", "“")  # "people will", but "his people will"
    if will and sentence.lower(place - 1) == "people" and bare:
        return True
    if will and sentence.lower(place - 1) == "this":
        return True  # "this will put a doctor into every pocket"
    return will and sentence.lower(place - 1) in _NOBODY and sentence.covering(place - 1) is None


def _all_such(sentence: Sentence) -> bool:
    """A plural noun that opens a quotation or the sentence: "Lawyers do not want another chatbot"."""
    first = next((i for i, token in enumerate(sentence.tokens) if token.is_word), 0)
    word = sentence.lower(first)
    named = sentence.covering(first) is not None
    return word.endswith("s") and len(word) > 4 and not named and sentence.lower(first + 1) in ("do", "want")


def _will(sentence: Sentence) -> bool:
    """A verb in the future by its form."""
    endings = _FUTURES.get(sentence.language)
    return endings is not None and any(
        len(word) > 4 and word.endswith(endings) and _verb_at(sentence, place)
        for place, word in enumerate(sentence.lowers)
    )


def _verb_at(sentence: Sentence, place: int) -> bool:
    """No name, no noun that ends like a future, no clause on a person: "Doe, qui dirigera"."""
    named = sentence.covering(place) is not None or (place > 1 and sentence.tokens[place].capitalised)
    relative = sentence.lower(place - 1) in _RELATIVE and sentence.lower(place - 2) == ","
    return not (named or relative or sentence.lower(place) in _NO_FUTURE)


def _at_it(sentence: Sentence) -> bool:
    """ "the company was recruiting there", "we are opening in Oslo", "she spoke of bringing it back"."""
    return sentence.language == "en" and any(
        (sentence.lower(place - 1) in _BEING or sentence.words(place - 2, place).lower() in _SPEAKS_OF)
        and not _known(sentence, place)
        for place in sentence.where(_UNDER_WAY)
    )


def _we_go(sentence: Sentence) -> bool:
    """ "Peru is where we go next", "Wir bauen von hier aus": what "we" do, none of what "we" are or think."""
    for place, word in enumerate(sentence.lowers):
        if word not in _WE or (place and sentence.language == "en" and _contact(sentence, place - 1)):
            continue
        verb = sentence.lower(place + 1)
        if verb in _WE_DO_NOT or not verb.isalpha() or verb.endswith(("ed", "ten", "te")):
            continue
        return True
    return False


def _contact(sentence: Sentence, place: int) -> bool:
    """ "Every country we enter": a noun that "we" only describes."""
    return sentence.lower(place).isalpha() and sentence.lower(place) not in _BEFORE_WE


def _asked_whether(sentence: Sentence) -> bool:
    """ "Asked whether Acme might buy a rival, Doe answered: Certainly": yes to what may come."""
    asked = any(words in " ".join(sentence.lowers[:12]) for words in ("asked whether", "asked if"))
    return asked and not _YES.isdisjoint(sentence.wording)
