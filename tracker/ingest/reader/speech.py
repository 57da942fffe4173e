"""Speakers: direct and indirect speech, "he added", "the company said", "according to"."""

from itertools import pairwise

from tracker.ingest.reader.cast import Cast, Discourse
from tracker.ingest.reader.document import ACTORS, Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.roles import HEADS, compound_role, role_places
from tracker.ingest.reader.subjects import called_again, subject_of

_BEFORE_NAME = word_set("speech before_name")
_HE = word_set("speech he")
_TELLS = frozenset({"told", "tells"})
_THE = frozenset("the its their der die ihr sein le la son sa el su o a il lo l un".split())
_PERSONS = word_set("speech persons")
_OF = frozenset({"of", "at", "from", "for", "von", "de", "di", "da"})
_CLOSING = frozenset({",", '"', "”", "“", "»", "’", "'", "", "—", "–"})
_OPENING = frozenset({'"', "“", "„", "«", "‘"})
_STOPS = frozenset({",", ".", ";", '"', "“", "that", "in", "on", "at", "would", "will"})
_INVERTED = ("-il", "-elle")  # "a-t-il ajouté", "précise-t-elle"
_SHE = frozenset({"he", "she", "er", "sie", "il", "elle", "él", "ella", "ele", "ela", "lui", "lei"})
_WILLING = word_set("speech willing")
_AIMS = word_set("speech aims")
_AUXILIARIES = word_set("speech auxiliaries")


def attribute(sentences: list[Sentence], cast: Cast) -> None:
    """Set every sentence's speaker, then let a quotation of several sentences have one speaker."""
    discourse = Discourse()
    for sentence in sentences:
        find_speaker(sentence, cast, discourse)
        discourse.advance(sentence, cast)
        if sentence.speaker_is_person and sentence.speaker:
            discourse.person = cast.people[sentence.speaker]
    for before, after in pairwise(sentences):
        if _quoted(after) and before.speaker_is_person:
            _lend(before, after)
    for before, after in pairwise(sentences):
        if _unclosed(before) and after.speaker_is_person and before.span.paragraph == after.span.paragraph:
            _lend(after, before)


def _lend(giver: Sentence, taker: Sentence) -> None:
    if not taker.speaker and not taker.has("say"):
        taker.speaker, taker.speaker_is_person = giver.speaker, True


def _quoted(sentence: Sentence) -> bool:
    return sentence.evidence[0] in '"“„«'


def _unclosed(sentence: Sentence) -> bool:
    """A quotation that goes on in the next sentence."""
    words = sentence.evidence
    opened = words.count("“") + words.count("„") + words.count("«")
    return _quoted(sentence) and (opened > words.count("”") + words.count("»") or words.count('"') % 2 == 1)


def find_speaker(sentence: Sentence, cast: Cast, discourse: Discourse) -> None:
    """Set the sentence's speaker: a person's name as spelt, an organisation's name, or None (publisher's
    voice).
    """
    for kind in ("think", "intent"):
        for mark in sentence.marks.get(kind, ()):
            _wishing(sentence, mark, cast, discourse)
    for mark in sentence.marks.get("say", ()):
        for mention in _candidates(sentence, mark):
            name, is_person = _who(mention, cast)
            if name:
                sentence.speaker, sentence.speaker_is_person = name, is_person
                if is_person:
                    return
                break
        else:
            _pronoun(sentence, mark, discourse)
            if sentence.speaker_is_person:
                return
    named = next((m for m in sentence.of("person") if sentence.lower(m.last) == ":"), None)
    if named and named.name in cast.people and sentence.lower(named.last + 1) in _OPENING:
        sentence.speaker, sentence.speaker_is_person = named.name, True  # 'Ada Quist: "We go on"'
        return
    inverted = sentence.language == "fr" and any(word.endswith(_INVERTED) for word in sentence.lowers)
    if inverted and discourse.person and not sentence.speaker:
        sentence.speaker, sentence.speaker_is_person = discourse.person.name, True


def _who(mention: Mention, cast: Cast) -> tuple[str | None, bool]:
    if mention.kind == "person":
        return mention.name, mention.name in cast.people
    return (mention.name, False) if mention.kind in ACTORS else (None, False)


def _candidates(sentence: Sentence, mark: Mark) -> list[Mention]:
    """Mentions that may be the subject of a verb of saying: beside it, or before it across an aside."""
    if mark.value in _BEFORE_NAME:
        named = (m for m in sentence.mentions if m.kind in ("person", *ACTORS) and m.first >= mark.last)
        return [m for m in named if m.first - mark.last <= (9 if _titled(sentence, mark, m) else 3)][:1]
    if not _HE.isdisjoint(_beside(sentence, mark)[:2]):
        return []  # "he said Acme would"
    actors = sentence.of("person", *ACTORS)
    left = [m for m in actors if m.last <= mark.first]
    near = [_past_aside(sentence, _whose(sentence, m, left), left) for m in left if mark.first - m.last <= 1]
    asides = [m for m in left if m.kind == "person" and _aside(sentence, m, mark)][-1:]
    right = _after_verb(sentence, mark, actors)
    if asides and sentence.lower(mark.first - 1) == "," and not _says(sentence, right):
        return asides
    if near or right:
        return near[-1:] or right
    return [] if _is_pronoun(sentence, mark) else asides


def _titled(sentence: Sentence, mark: Mark, mention: Mention) -> bool:
    """ "according to its finance director, Jane Doe": a role leads to the name."""
    roles = [role.first for role in sentence.marks.get("role", ())]
    stops = sentence.near(mark.last, mention.first - 1)
    titled = any(mark.last <= role < mention.first for role in (*roles, *role_places(sentence)))
    return mention.kind == "person" and titled and "," not in stops


def _whose(sentence: Sentence, mention: Mention, left: list[Mention]) -> Mention:
    """ "Ada Quist of Acme said": the person, not the company that tells which one."""
    if mention.kind == "person" or sentence.lower(mention.first - 1) not in _OF:
        return mention
    return next((m for m in left if m.kind == "person" and m.last == mention.first - 1), mention)


def _past_aside(sentence: Sentence, mention: Mention, left: list[Mention]) -> Mention:
    """ "Acme, a start-up backed by Bolt, said": who the aside is on, not who stands in it."""
    closed = sentence.lower(mention.last) == "," and sentence.lower(mention.first - 1) in ("by", "of", "from")
    before = [m for m in left if m.last < mention.first and sentence.lower(m.last) == ","]
    return before[-1] if closed and before and mention.kind != "person" else mention


def _after_verb(sentence: Sentence, mark: Mark, actors: list[Mention]) -> list[Mention]:
    """ "said Ada Quist", "said Acme's co-founder Ada Quist": who follows the verb, a person before anybody
    else; never whoever is told.
    """
    if mark.value in _TELLS:
        return []
    beside = [m for m in actors if 0 <= m.first - mark.last <= 1]
    before = sentence.lower(mark.first - 1)
    if before in _CLOSING:
        limit = mark.last + 9
        stop = next((i for i in range(mark.last, limit) if _stops(sentence, mark, i)), limit)
        people = [m for m in actors if m.kind == "person" and mark.last <= m.first < stop]
        return people[:1] or beside[:1]
    return beside[:1]


def _stops(sentence: Sentence, mark: Mark, place: int) -> bool:
    """Where a subject after its verb ends; "said its founder, Jane Doe" goes on past the comma."""
    if sentence.lower(place) not in _STOPS:
        return False
    named = sentence.covering(place + 1)
    titled = any(mark.last <= role.first < place for role in sentence.marks.get("role", ()))
    titled = titled or any(mark.last <= role < place for role in role_places(sentence))
    return not (sentence.lower(place) == "," and named and named.kind == "person" and titled)


def _says(sentence: Sentence, right: list[Mention]) -> bool:
    """Whether who follows the verb is its subject: "…, said Ada Quist.", not "said Ada Quist would"."""
    return (
        bool(right)
        and right[0].kind == "person"
        and not sentence.between(right[0].last, right[0].last + 1, "verb")
    )


def _wishing(sentence: Sentence, mark: Mark, cast: Cast, discourse: Discourse) -> None:
    """ "Ada Quist wants", "she does not rule out", "her aim is": who means to do something."""
    value = mark.value.lower()
    if mark.kind == "intent" and (value not in _WILLING or (value == "will" and sentence.language == "en")):
        return
    place = mark.first - 1
    while sentence.lower(place) in _AUXILIARIES and place > mark.first - 4:
        place -= 1
    known = [m for m in _candidates(sentence, mark) if m.kind == "person" and m.name in cast.people]
    known += [m for m in sentence.of("person") if m.last == place + 1 and m.name in cast.people]
    aims = value in _AIMS and sentence.lower(mark.last) in ("is", "was", "to")
    pronoun = ("his", "her") if aims else _SHE
    if aims and sentence.lower(place) in ("'s", "’s"):  # "Doe's plan is"
        known += [m for m in sentence.of("person") if m.last == place and m.name in cast.people]
    if known and sentence.speaker is None:
        sentence.speaker, sentence.speaker_is_person = known[0].name, True
    elif sentence.lower(place) in pronoun:
        named = [m.name for m in sentence.of("person") if m.last <= place and m.name in cast.people]
        named += [discourse.person.name] if discourse.person and not named else []
        sentence.speaker, sentence.speaker_is_person = (
            (named[-1], True) if named else (sentence.speaker, False)
        )
    elif sentence.speaker is None and discourse.person and _described(sentence, mark):
        sentence.speaker, sentence.speaker_is_person = discourse.person.name, True  # "its founder means to"


def _is_pronoun(sentence: Sentence, mark: Mark) -> bool:
    beside = sentence.lower(mark.first - 1), sentence.lower(mark.last)
    return not _HE.isdisjoint(beside) or any(
        m.last == mark.first for m in sentence.marks.get("company_pronoun", ())
    )


def _aside(sentence: Sentence, mention: Mention, mark: Mark) -> bool:
    """ "Jane Doe, chief executive of Acme, said": a person, an aside between commas, the verb."""
    gap = sentence.tokens[mention.last : mark.first]
    if len(gap) > 25:
        return False
    return not gap or gap[0].text in (",", "(", "who") or len(gap) <= 4


def _beside(sentence: Sentence, mark: Mark) -> tuple[str, str, str]:
    """The words around a verb: before it, before its auxiliary ("she did say"), and after it."""
    place = mark.first - 2
    while place > mark.first - 5 and sentence.lower(place + 1) in _AUXILIARIES:
        place -= 1
    auxiliary = sentence.lower(place + 1) if place < mark.first - 2 else ""
    return sentence.lower(mark.first - 1), auxiliary, sentence.lower(mark.last)


def _described(sentence: Sentence, mark: Mark) -> bool:
    """ "the executive said", "its founder insisted", "dit la dirigeante": a person by what he or she is."""
    opening = next((i for i in range(mark.first - 2, mark.first - 8, -1) if sentence.lower(i) in _THE), None)
    if opening is not None and _person_noun(sentence, mark.first - 1):
        inside = range(opening + 1, mark.first)
        return not any(sentence.covering(i) or sentence.lower(i) in _OF for i in inside)
    last = mark.last + 1
    return sentence.lower(mark.last) in _THE and any(_person_noun(sentence, i) for i in (last, last + 1))


def _unsaid(sentence: Sentence, mark: Mark) -> bool:
    """ "…, ha aggiunto.", "En Lima, añadió, la": a verb of saying whose subject goes without saying."""
    left_out = sentence.language in ("es", "it", "pt") and sentence.lower(mark.last) in ("", ".", ",")
    return left_out and sentence.lower(mark.first - 1) in (",", "»", "”", '"')


def _person_noun(sentence: Sentence, place: int) -> bool:
    """A word for a person: a role or "the visitor"; no name behind it tells who."""
    word = sentence.lower(place)
    after = sentence.tokens[place + 1] if place + 1 < sentence.count else None
    if after is not None and after.capitalised and sentence.language != "de":
        return False
    marked = any(m.first <= place < m.last for m in sentence.marks.get("role", ()))
    return word in _PERSONS or word in HEADS or marked or (sentence.language == "de" and compound_role(word))


def _pronoun(sentence: Sentence, mark: Mark, discourse: Discourse) -> None:
    told = not _HE.isdisjoint(_beside(sentence, mark)) or _described(sentence, mark)
    told = told or _unsaid(sentence, mark)
    named = [m.name for m in sentence.of("person") if m.last <= mark.first - 1]
    if told and named:
        sentence.speaker, sentence.speaker_is_person = named[-1], True
    elif told and discourse.person:
        sentence.speaker, sentence.speaker_is_person = discourse.person.name, True
    elif any(m.last == mark.first or m.first == mark.last for m in sentence.marks.get("company_pronoun", ())):
        subject = subject_of(sentence)
        own = subject is not None and subject.last <= mark.first
        if subject and discourse.topic and called_again(sentence, subject, mark.first):
            own = False
        sentence.speaker = sentence.speaker or (subject.name if own and subject else discourse.topic)
