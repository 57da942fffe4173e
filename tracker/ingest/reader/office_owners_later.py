"""Whose an office is by who is named behind it: "opened by Acme", "with offices in Oslo, Acme employs"."""

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.subjects import bystander, once_there

_FRONTING = word_set("owners fronting")
_NO_SUBJECT = word_set("owners no subject")
_POSSESSIVE = frozenset({"'s", "’s", "’"})
_SOURCES = frozenset({"from", "with", "by", "like", "unlike", "against"})
_FOR = frozenset({"for", "für", "pour", "per"})
_OWN = frozenset({"its", "their"})
_BY = frozenset({"by", "par", "por", "pela", "pelo", "da", "dalla", "dal", "dall"})
_ARTICLES = frozenset({"la", "le", "l", "il", "el", "o", "a", "der", "’", "'"})
_PASSIVE = frozenset({"was", "were", "been", "being", "is"})
_BOUGHT = frozenset({"purchase", "acquisition", "takeover", "buyout", "help", "backing", "support", "money"})
_VERBS = ("open", "plan", "announce", "expand")


def named_later(
    sentence: Sentence, mark: Mark, before: Mention | None, discourse: Discourse
) -> Mention | None:
    """ "opened by Acme"; where nobody acts before the office, "an office for Acme", "Acme said"."""
    agent = next((m for m in _after(sentence, mark) if _does(sentence, m)), None)
    if agent or not (before is None or bystander(sentence, before)):
        return agent
    served = next((m for m in _after(sentence, mark) if _served(sentence, m)), None)
    if served:
        return served
    follows = _following(sentence, mark)
    opening = sentence.lower(0) if sentence.tokens[0].is_word else sentence.lower(1)
    resumed = opening in ("its", "it", "they", "their") and discourse.topic is not None
    return None if resumed and follows and _speaks(sentence, follows) else follows


def _after(sentence: Sentence, mark: Mark) -> list[Mention]:
    later = (m for m in sentence.of("organisation") if m.first >= mark.last and m.sort != "publisher")
    return [m for m in later if not once_there(sentence, m)]


def _following(sentence: Sentence, mark: Mark) -> Mention | None:
    """ "With offices in Oslo and Riga, Acme employs", "The Lima office that Acme opened", "At its Oslo lab,
    Acme": the first company after an office that is a subject; with "it" or "the company" before, only as
    the speaker at the end, or where all that stands before is fronted.
    """
    pronouns = [m for m in sentence.marks.get("company_pronoun", ()) if m.first <= mark.first]
    fronted = sentence.lower(0) in _FRONTING or sentence.lower(0).endswith(("ing", "ed"))
    subjects = (m for m in pronouns if m.value.lower() not in _OWN)
    acting = [m for m in subjects if sentence.lower(m.last) not in _POSSESSIVE]
    for mention in _after(sentence, mark):
        if _speaks(sentence, mention):
            return mention
        there = "where" in sentence.lowers[mark.last : mention.first]  # "Oslo, where Bolt is at home"
        ahead = fronted and (not acting or sentence.lower(mention.first - 1) == ",")
        if (ahead or not pronouns) and not there and is_subject(sentence, mention):
            return mention
    return None if pronouns else _only_one(sentence, mark)


def _only_one(sentence: Sentence, mark: Mark) -> Mention | None:
    """ "Labs in Lima and Cusco complete the network of Acme": no other company is named."""
    named = sentence.of("organisation")
    sole = named[0] if len({m.name for m in named}) == 1 else None
    if sole is None or sole.first < mark.last or sole.sort == "publisher":
        return None
    if sentence.lower(sole.last) in _POSSESSIVE or sentence.lower(sole.first - 2) in _BOUGHT:
        return None  # "out of Acme's rooms", "came with the purchase of Acme"
    return sole if sentence.lower(sole.first - 1) in ("of", "at", "for") else None


def _speaks(sentence: Sentence, mention: Mention) -> bool:
    """ ", Acme said", ", said Acme", "said Jane Doe, head of Acme": who tells of it at the end."""
    says = sentence.marks.get("say", ())
    if any(0 <= mark.first - mention.last <= 1 for mark in says):
        return sentence.lower(mention.first - 1) == ","
    if any(0 <= mention.first - mark.last <= 1 for mark in says if mark.value != "sees"):
        return True
    if not sentence.speaker_is_person or sentence.has("company_pronoun"):
        return False
    if sentence.lower(mention.first - 1) in _SOURCES:
        return False  # "Jane Doe, who plans a staff drawn from Acme"
    return any(-3 <= mention.first - person.last <= 7 for person in sentence.of("person"))


def is_subject(sentence: Sentence, mention: Mention) -> bool:
    """A company with no preposition before it and, behind any aside, a word that may be its verb."""
    if bystander(sentence, mention) or sentence.lower(mention.first - 1) in _POSSESSIVE:
        return False
    place = mention.last
    listed = sentence.tokens[place + 1] if place + 1 < sentence.count else None
    if sentence.lower(place) == "and" and listed is not None and listed.capitalised:
        place += 2  # "In Lima, Acme and Bolt share"
    if sentence.lower(place) == ",":
        close = next((i for i in range(place + 1, place + 14) if sentence.lower(i) == ","), None)
        place = place + 1 if close is None else close + 1
    if any(mark.first == place for mark in sentence.marks.get("role", ())):
        return True  # "Acme chief Jane Doe said"
    if place >= sentence.count or not sentence.tokens[place].is_word:
        return False
    return sentence.tokens[place].text.islower() and sentence.lower(place) not in _NO_SUBJECT


def _served(sentence: Sentence, mention: Mention) -> bool:
    """ "build up an office for Acme", "200 people work there for the company behind Claude"."""
    before = [sentence.lower(place) for place in range(mention.first - 5, mention.first)]
    place = next((i for i, word in enumerate(before) if word in _FOR), None)
    return place is not None and "," not in before[place:] and before[max(0, place - 1)] != "built"


def _does(sentence: Sentence, mention: Mention) -> bool:
    """ "has been opened by Acme", "was signed in May by Acme", "which Acme shared with a bakery": who acts,
    named after the office.
    """
    by = mention.first - 1 - (sentence.language != "en" and sentence.lower(mention.first - 1) in _ARTICLES)
    before = sentence.lower(by)
    if before in _BY:
        verbs = (verb for kind in _VERBS for verb in sentence.marks.get(kind, ()))
        told = sentence.lowers[max(0, by - 6) : by]
        passive = next((i for i, word in enumerate(told) if word in _PASSIVE), None)
        done = passive is not None and any(word.endswith("ed") for word in told[passive:])
        return done or any(0 <= by - verb.last <= 1 for verb in verbs)
    return before == "which" and sentence.lower(mention.first - 2) == ","
