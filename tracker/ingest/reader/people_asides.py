"""People introduced by what is told of them beside their name: "Jane Doe, who answers for Asia", "Acme's
Jane Doe", "John Roe, until lately of Bolt".
"""

from collections.abc import Iterator

from tracker.ingest.reader.document import ACTORS, Sentence
from tracker.ingest.reader.lexicon import given_names, word_set
from tracker.ingest.reader.person_names import TITLES, Person, name_at, name_ending, names_listed
from tracker.ingest.reader.roles import HEADS, role_end, taken_up

_WITH = frozenset({"with"})
_WHO = frozenset({"who", "whom", "qui", "que", "quien", "che", "der", "die"})
_CLOSING = frozenset({'"', "”", "“", "»", "«"})
_DUTIES = word_set("people duties")
_FORMERLY = frozenset({"until", "formerly", "once", "previously", "late", "lately", "recently", "ex", "then"})
_WHENCE = frozenset({"of", "from", "at", "with"})
_STATING = word_set("people stating")
_TELLING = _STATING | {"fa", "fait"}
_WILLING = word_set("speech willing")
_BEFORE_NAME = word_set("speech before_name")
_AUXILIARIES = word_set("speech auxiliaries")
_DOES = word_set("people does")
_COMES = frozenset({"come", "comes", "came", "moved", "moves", "arrived", "arrives", "hired", "poached"})
_TAKES_OVER = frozenset({"preside", "presides", "presided", "helms", "spearheads", "übernimmt", "assumes"})
_ARRIVES = _COMES | _TAKES_OVER
_INVERTED = word_set("people inverted")
_PREDICATES = _INVERTED | {"be", "is", "was", "under"}
_ONCE = frozenset({"former", "ex", "once", "formerly", "veteran", "longtime"})
_STARTED = frozenset({"started", "set", "founded", "built", "created", "began", "launched"})
_POSSESSIVE = frozenset({"'s", "’s"})
_QUOTES = frozenset({"«", '"', "“", "„", "»", "‚"})
_PEERS = word_set("people peers")
_BYLINE = frozenset({"par", "por", "von", "di", "de", "autor", "auteur", "foto", "photo"})
_NO_MORE = word_set("people no more")
_CHARGED = word_set("people charged")
_CITED = frozenset({",", '"', "”", "»", "“", "’", "'"})


def told_beside(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """People whom a sentence gives no title, but something to do, an employer or a word of their own."""
    yield from _who(sentence, topic)
    yield from _employed(sentence)
    yield from _formerly(sentence, topic)
    yield from _stating(sentence, topic)
    yield from _after_aside(sentence, topic)
    yield from _moving(sentence, topic)
    yield from _predicated(sentence, topic)
    yield from _stepping(sentence, topic)
    yield from _started_with(sentence, topic)
    yield from _quoted(sentence, topic)
    if sentence.language != "en" and not sentence.span.heading:
        yield from _with_an_aside(sentence, topic)


def _with_an_aside(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "La première recrue, Jane Doe, passée par Acme", "um den Süden John Roe, früher bei Bolt", "la collega
    Jane Doe": full names of which more is told, in the other languages.
    """
    place = 0
    while place < sentence.count:
        end = name_at(sentence, place) if sentence.tokens[place].capitalised else place
        if end > place + 1:
            given_name = sentence.tokens[place].text in given_names()
            told = given_name and (_more_told(sentence, place, end) or _spoke_before(sentence, place))
            told = told or (given_name and place > 1 and not _CHARGED.isdisjoint(sentence.wording))
            told = told or (end == place + 2 and _with_role_behind(sentence, end))
            quoting = sentence.lower(end) == ":" and end + 1 < sentence.count
            told = told or (given_name and quoting and sentence.tokens[end + 1].text in _QUOTES)
            if told or sentence.lower(place - 1) in _PEERS:
                yield Person(sentence.words(place, end), "representative", topic, sentence, place, end)
                place = end - 1
        place += 1


def _spoke_before(sentence: Sentence, place: int) -> bool:
    """ "lo ratificó horas después Juana Roe"."""
    says = (m for m in sentence.marks.get("say", ()) if 0 < place - m.last <= 3)
    return any(all(sentence.tokens[i].text.islower() for i in range(m.last, place)) for m in says)


def _with_role_behind(sentence: Sentence, end: int) -> bool:
    """ "Jaan Roe, che della società è presidente": whatever the given name."""
    if sentence.lower(end) != "," or sentence.lower(end + 1) not in _WHO:
        return False
    stop = next((i for i in range(end + 2, end + 12) if sentence.lower(i) in (",", ".", "")), end + 12)
    return sentence.between(end + 2, stop, "role")


def _more_told(sentence: Sentence, first: int, end: int) -> bool:
    """A comma and a small word that goes on: no byline, no list."""
    after = sentence.tokens[end + 1] if end + 1 < sentence.count else None
    written = first == 0 or (first == 1 and sentence.lower(0) in _BYLINE)
    if after is None or sentence.lower(end) != "," or not after.text.islower() or after.lower in _NO_MORE:
        return False
    return not (written and sentence.count < 12) and sentence.lower(0) not in _BYLINE


def _who(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe, who answers for Acme in Asia", "John Roe, a Dane who runs the firm", "Max Poe, whom
    Acme employed".
    """
    for place in sentence.where(_WHO):
        if not _dutiful(sentence, place):
            continue
        comma = next((i for i in range(place - 1, max(0, place - 8), -1) if sentence.lower(i) == ","), None)
        span = name_ending(sentence, comma) if comma is not None else None
        if span:
            employer = next((m for m in sentence.of("organisation") if 0 < m.first - place < 7), None)
            role = _role_in(sentence, place)
            yield Person(
                sentence.words(*span), role or "head", employer.name if employer else topic, sentence, *span
            )


def _dutiful(sentence: Sentence, who: int) -> bool:
    if sentence.lower(who) == "whom":
        after = sentence.covering(who + 1)
        return after is not None and after.kind == "organisation"
    duties = any(sentence.lower(i) in _DUTIES for i in range(who + 1, who + 6))
    return duties or _is_head(sentence, who)


def _is_head(sentence: Sentence, who: int) -> bool:
    """ "who grew up in Lima and is co-founder of Acme"."""
    places = (i + 1 for i in range(who + 1, min(who + 10, sentence.count)) if sentence.lower(i) == "is")
    last = next((end for i in places if (end := role_end(sentence, i)) > i), None)
    named = sentence.covering(last + 1) if last is not None and sentence.lower(last) in _WHENCE else None
    return named is not None and named.kind == "organisation"


def _role_in(sentence: Sentence, who: int) -> str | None:
    """The role of a clause: "who is its chief executive"."""
    for step in range(who + 1, min(who + 14, len(sentence.tokens))):
        if sentence.lower(step) == ",":
            return None
        last = role_end(sentence, step)
        if last > step and sentence.lower(step) not in ("head", "heads", "lead"):
            return sentence.words(step, last)
    return None


def _employed(sentence: Sentence) -> Iterator[Person]:
    """ "Acme's Jane Doe": a company's, by a common given name."""
    for mention in sentence.of("organisation"):
        first = mention.last + 1
        if sentence.lower(mention.last) not in _POSSESSIVE or mention.sort == "publisher":
            continue
        end = name_at(sentence, first)
        if first + 1 < end <= first + 4 and sentence.tokens[first].text in given_names():
            yield Person(sentence.words(first, end), "representative", mention.name, sentence, first, end)


def _formerly(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe, until lately of Acme", "John Roe, once of Bolt": where somebody comes from."""
    for mention in sentence.of("organisation"):
        place = mention.first - 1
        if sentence.lower(place) not in _WHENCE:
            continue
        first = place
        while sentence.lower(first - 1) in _FORMERLY or sentence.lower(first - 1) in ("hired", "poached"):
            first -= 1
        told = first < place and sentence.lower(first - 1) == ","
        span = name_ending(sentence, first - 1) if told else None
        if span:
            yield Person(sentence.words(*span), "representative", topic, sentence, *span)


def _stating(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "…, Jane Doe pledged", "reasoned John Roe", "Max Poe does not rule out": a common given name beside a
    verb of speech or of will.
    """
    for place, last, spoken in _verbs_of_people(sentence):
        first = place
        while sentence.lower(first - 1) in _AUXILIARIES and first > place - 3:
            first -= 1
        span = name_ending(sentence, first) or _between_commas(sentence, first)
        begin = next(step for step in range(last, last + 9) if sentence.lower(step) not in TITLES)
        end = name_at(sentence, begin) if spoken else 0
        if span is None and end > begin and (spoken > 1 or sentence.lower(place - 1) in _CITED):
            span = begin, end
        named = span and 1 < span[1] - span[0] < 5 and sentence.tokens[span[0]].text in given_names()
        if span and named and not _aged(sentence, span[1]):
            yield Person(sentence.words(*span), "representative", topic, sentence, *span)


def _quoted(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "“…”, muses Jane Doe": whatever the verb behind a quotation, a full name is who says it."""
    for place in sentence.where(_CLOSING):
        verb = place + 1 + (sentence.lower(place + 1) == ",")
        end = name_at(sentence, verb + 1) if place > 1 and sentence.lower(verb).isalpha() else 0
        small = end > verb + 2 and not sentence.tokens[verb].capitalised
        given = small and sentence.tokens[verb + 1].text in given_names()
        whole = small and end == verb + 3 and sentence.lower(end) in (",", ".", "")
        if (given or whole) and not _aged(sentence, end):
            yield Person(sentence.words(verb + 1, end), "representative", topic, sentence, verb + 1, end)


def _between_commas(sentence: Sentence, place: int) -> tuple[int, int] | None:
    """ "The other one, Jane Doe, told": a name of its own between commas."""
    span = name_ending(sentence, place - 1) if sentence.lower(place - 1) == "," else None
    return span if span and sentence.lower(span[0] - 1) == "," else None


def _aged(sentence: Sentence, place: int) -> bool:
    """ "Jane Doe, 71": a private person."""
    return sentence.lower(place) == "," and sentence.lower(place + 1).isdigit()


def _verbs_of_people(sentence: Sentence) -> Iterator[tuple[int, int, int]]:
    """(first token, token after, 1 where a quotation may stand before it, 2 for "according to")."""
    for place in sentence.where(_TELLING):
        told = sentence.lower(place + 1) in ("sapere", "savoir")
        if sentence.lower(place) in _STATING or told:
            yield place, place + 1, 1
    for mark in sentence.marks.get("say", ()):
        yield mark.first, mark.last, 2 if mark.value in _BEFORE_NAME else 1
    for kind in ("intent", "think"):
        for mark in sentence.marks.get(kind, ()):
            if mark.value.lower() in _WILLING and mark.value != "will":
                yield mark.first, mark.last, 0


def _after_aside(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe, the second of the two, handles the technology": what somebody does, past an aside."""
    for place in sentence.where(_DOES):
        if sentence.lower(place - 1) != ",":
            continue
        comma = next((i for i in range(place - 2, max(0, place - 10), -1) if sentence.lower(i) == ","), 0)
        span = name_ending(sentence, comma) if comma else None
        if span and sentence.tokens[span[0]].text in given_names():
            yield Person(sentence.words(*span), "head", topic, sentence, *span)


def _moving(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe has come over from Bolt", "John Roe, a former manager, gets it", "Max Poe will preside"."""
    once = sentence.where(_ONCE)
    after_comma = [place - back for place in once for back in (2, 1) if sentence.lower(place - back) == ","]
    for place in sorted({*after_comma, *sentence.where(_ARRIVES)}):
        comes = sentence.lower(place) in _COMES
        if comes and "from" not in sentence.lowers[place + 1 : place + 4]:
            continue
        first = place
        while sentence.lower(first - 1) in ("has", "had", "will", "is", "to", "have", "now"):
            first -= 1
        span = name_ending(sentence, first)
        if span and sentence.tokens[span[0]].text in given_names():
            yield Person(sentence.words(*span), "representative", topic, sentence, *span)


def _stepping(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe is stepping down as chief executive": a role a few words behind the name."""
    for place, first, last in taken_up(sentence):
        near = range(place - 1, max(0, place - 6), -1)
        end = next((step + 1 for step in near if sentence.tokens[step].capitalised), 0)
        span = name_ending(sentence, end) if end else None
        employer = sentence.covering(last + 1) if sentence.lower(last) in _WHENCE else None
        if span and sentence.tokens[span[0]].text in given_names():
            company = employer.name if employer and employer.kind in ACTORS else topic
            yield Person(sentence.words(*span), sentence.words(first, last), company, sentence, *span)


def _predicated(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Its head will be Jane Doe", "sets up a lab under John Roe"."""
    for place in sentence.where(_PREDICATES):
        word = sentence.lower(place)
        first = place - (sentence.lower(place - 1) == "will")
        inverted = word in _INVERTED
        role = sentence.lower(first - 1) in HEADS or word == "under" or inverted
        end = name_at(sentence, place + 1) if role else 0
        named = end > place + 2 and sentence.tokens[place + 1].text in given_names()
        if named or (end > place + 2 and word != "under" and not inverted):
            yield Person(sentence.words(place + 1, end), "head", topic, sentence, place + 1, end)


def _started_with(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "He set the company up with Jane Doe and John Roe": who founded it too."""
    for place in sentence.where(_WITH):
        end = name_at(sentence, place + 1)
        if end > place + 1 and any(sentence.lower(i) in _STARTED for i in range(max(0, place - 6), place)):
            for span in ((place + 1, end), *names_listed(sentence, [(place + 1, end)])):
                yield Person(sentence.words(*span), "co-founder", topic, sentence, *span)
