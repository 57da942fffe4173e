"""Whose an office is: who owns it by its noun phrase, acts before it, or is the subject that follows."""

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.first_person import speaks_of_itself
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_owners_later import is_subject, named_later
from tracker.ingest.reader.office_status import clause_of
from tracker.ingest.reader.other_parties import of_party, other_party
from tracker.ingest.reader.parties import coordinated
from tracker.ingest.reader.subjects import actor_before, bystander, refers_back, subject_of, subordinate

_BARE = word_set("offices bare pronouns")
_POSSESSIVE = frozenset({"'s", "’s", "’"})
_NO_OWNERS = word_set("offices no owners")
_OFFICIALS = frozenset({"minister", "president", "chancellor", "mayor", "governor", "premier"})
_WHICH = frozenset({"which", "that", "who", "whose"})
_THEY = frozenset({"he", "she", "it", "they", "we"})
_FUNDS = frozenset({"Ventures", "Capital", "Partners", "Fund", "Investments", "Equity", "Growth", "Holdings"})
_PARTING = _WHICH | {";", "while", "but"}
_SHARES = frozenset({"share", "shares", "shared", "sharing"})
_WISHING = word_set("owners wishing")
_OWN = frozenset({"its", "their"})
_REPORTED = frozenset({"reported", "wrote", "writes", "reports"})
_OF_OTHERS = frozenset({"that", "it", "the", "they", "on"})
_BY = frozenset({"by", "par", "por", "pela", "pelo", "da", "dalla", "dal", "dall"})
_CLAUSES_JOIN_IN = frozenset({"and", "while", "but"})
_CLAUSES_JOIN = frozenset({":", ";", "et", "und", "mais", "pero", "mas", "ma", "aber", "tandis"})
_PHRASE = 8  # tokens of "laboratorio di intelligenza artificiale di Acme"
_OF = frozenset("de d du des di del della dell da do von der ’ '".split())
_ARTICLES = frozenset({"la", "le", "l", "il", "el", "o", "a", "der", "’", "'"})
_PHRASE_ENDS = word_set("owners phrase ends")
_SEPARATORS = frozenset({";", ","})
_DEFINITE = frozenset({"the", "a"})
_VERBS = ("open", "plan", "announce", "expand")


def no_owner(company: str) -> bool:
    """A university or ministry, whose offices are none of a company's."""
    return not _NO_OWNERS.isdisjoint(company.lower().split())


def companies_of(sentence: Sentence, mark: Mark, discourse: Discourse) -> list[str]:
    """Whose office; each of several when a list of companies is the subject: "A, B and C have labs there"."""
    if mark.kind == "again" and discourse.office_owner:
        return [discourse.office_owner]
    company = company_of(sentence, mark, discourse)
    group = _subjects(sentence, mark)
    listed = len(group) > 1 and group[-1].name == company
    if listed and "together" not in sentence.wording:
        return [mention.name for mention in group]
    sharing = _sharing(sentence, mark)
    if company and sharing is not None and sharing.name != company:
        return [company, sharing.name]
    if company and discourse.main and not _FUNDS.isdisjoint(company.split()[1:]):
        return [discourse.main]  # who finances an office is not who opens it
    return [company] if company else []


def _goes_on(sentence: Sentence, mark: Mark, discourse: Discourse) -> bool:
    """ "Munich is next": right behind an office, with nobody named."""
    bare = not sentence.of("organisation") and not sentence.has("company_pronoun")
    told = discourse.office_owner is not None and discourse.office_since < 2
    return bare and told and mark.value in ("join", "joined")


def _sharing(sentence: Sentence, mark: Mark) -> Mention | None:
    """ "Acme shares an office in Oslo with Bolt": the other one."""
    if not any(sentence.lower(i) in _SHARES for i in range(max(0, mark.first - 4), mark.first)):
        return None
    after = (m for m in sentence.of("organisation") if mark.last <= m.first < mark.last + 9)
    return next((m for m in after if sentence.lower(m.first - 1) == "with"), None)


def _subjects(sentence: Sentence, mark: Mark) -> list[Mention]:
    """The companies listed right before the verb before an office, or before the sentence's first verb."""
    verbs = [other.first for kind in ("open", "plan", "rumour") for other in sentence.marks.get(kind, ())]
    verb = max((place for place in verbs if place < mark.first), default=min(verbs, default=0))
    before = [m for m in sentence.of("organisation") if m.last <= verb]
    group = before[-1:] if before and verb - before[-1].last <= 2 else []
    for mention in reversed(before[:-1] if group else []):
        if not coordinated(sentence, mention, group[0]):
            break
        group.insert(0, mention)
    return group if group and not bystander(sentence, group[0]) else []


def company_of(sentence: Sentence, mark: Mark, discourse: Discourse) -> str | None:
    """Whose office: the owner in its noun phrase, else who acts before it, else the subject that follows
    what is fronted, else the company under discussion.
    """
    if of_party(sentence, mark):
        return None
    owner = _owner(sentence, mark)
    if owner or _of_another(sentence, mark) or _wished(sentence, mark):
        return owner.name if owner else None
    if discourse.beside and discourse.beside == discourse.opened_last and not sentence.of("organisation"):
        return discourse.beside  # "Acme rented rooms in Oslo. Its main office stays in Lima"
    topic = discourse.referent(sentence) or discourse.main
    topic = discourse.office_owner if _goes_on(sentence, mark, discourse) else topic
    said = _reporting(sentence, mark, discourse)
    if said:
        return said
    before = actor_before(sentence, mark.first)
    later = named_later(sentence, mark, before, discourse)
    if later is not None:
        return later.name
    stranger = other_party(sentence, mark) if before is None else None
    if stranger is not None:
        return discourse.described.meant(sentence, stranger.start, stranger.stop, None)
    actor = _acting(sentence, mark, before) if before is not None else None
    if actor is not None:
        return actor.name
    other = before is not None and _in_own_clause(sentence, before)
    if before is None or (discourse.topic and not other and refers_back(sentence, before.first)):
        subject = subject_of(sentence)
        acting = subject is not None and not bystander(sentence, subject)
        return topic or (subject.name if subject and acting else None)
    if topic and subordinate(sentence, before):
        return topic
    return _meant(sentence, mark, before, discourse, topic)


def _in_own_clause(sentence: Sentence, named: Mention) -> bool:
    """ "la société n'est pas seule : Acme a un laboratoire, et Bolt, née à Lima, garde": who acts there."""
    joined = named.first > 3 and sentence.lower(named.first - 1) in _CLAUSES_JOIN
    return joined and is_subject(sentence, named)


def _acts_itself(sentence: Sentence, mention: Mention) -> bool:
    """ "Its rival Acme rented", "and Acme has been": a verb right behind a company that is no bystander."""
    if bystander(sentence, mention) or sentence.lower(mention.first - 1) in _POSSESSIVE:
        return False
    before = mention.first - 1
    origins = sentence.of("demonym")
    while sentence.lower(before) in _DEFINITE or any(m.last == before + 1 for m in origins):
        before -= 1
    aside = sentence.lower(before) == "," == sentence.lower(mention.last)
    verb_at = mention.last + aside  # "Its rival, the American Acme, rented"
    verbs = (verb for kind in _VERBS for verb in sentence.marks.get(kind, ()))
    return any(verb.first == verb_at for verb in verbs)


def _acting(sentence: Sentence, mark: Mark, before: Mention) -> Mention | None:
    """The company whose verb it is: "and Acme has opened"; "Acme will lend Bolt people from its Oslo office",
    not to whom something is done.
    """
    if before.first > 0 and _acts_itself(sentence, before):
        return before
    owned = not _OWN.isdisjoint(sentence.lowers[max(0, mark.first - 4) : mark.first])
    subject = subject_of(sentence) if owned else None
    if subject is None or subject.last > before.first or not _acts_itself(sentence, subject):
        return None
    listed = sentence.lower(before.first - 1) in ("and", ",")
    parted = any(sentence.lower(i) in _PARTING for i in range(subject.last, mark.first))
    return None if parted or listed else subject


def _wished(sentence: Sentence, mark: Mark) -> bool:
    """ "The ministry wants Acme to open an office", "hopes that Acme will open one": another's wish."""
    for mention in sentence.of("organisation"):
        before = mention.first - (2 if sentence.lower(mention.first - 1) == "that" else 1)
        if mention.last <= mark.first and before > 0 and sentence.lower(before) in _WISHING:
            return sentence.lower(mention.last) in ("to", "will", "would", "opens", "could")
    return False


def _reporting(sentence: Sentence, mark: Mark, discourse: Discourse) -> str | None:
    """ "at which Acme's Jane Doe said he would open an office", "Acme said it was opening one": whose
    speaker tells of an office that "he", "it" or "they" will open; "we" in an interview.
    """
    if discourse.host and speaks_of_itself(sentence):
        return discourse.host
    for say in reversed(sentence.marks.get("say", ())):
        step = say.last + (sentence.lower(say.last) == "that")
        if say.last > mark.first or sentence.lower(step) not in _THEY or mark.first - step > 12:
            continue
        told = sentence.covering(say.first - 1)
        if told is not None and told.kind == "person":
            owned = sentence.lower(told.first - 1) in _POSSESSIVE
            owner = sentence.covering(told.first - 2) if owned else None
            return owner.name if owner and owner.kind == "organisation" else None
        if told is not None and told.kind == "organisation" and told.sort != "publisher":
            return told.name
    return None


def _meant(
    sentence: Sentence, mark: Mark, before: Mention, discourse: Discourse, topic: str | None
) -> str | None:
    """Who acts before an office, or whom "it" between the two means."""
    if _by_whom(sentence, before, mark) or (before.first == 0 and _only_its(sentence, mark)):
        return before.name
    idle = bystander(sentence, before) or _owns_other(sentence, before, mark)
    pronouns = [
        m
        for m in sentence.marks.get("company_pronoun", ())
        if before.last <= m.first <= mark.first and (idle or m.value not in _BARE)
        if not _of_speaker(sentence, before, m)
    ]
    if pronouns and discourse.person and sentence.speaker_is_person:
        return discourse.person.company or before.name
    if any(mark.last in (before.first, before.first - 1) for mark in sentence.marks.get("role", ())):
        return before.name  # "For Jane Doe, chief executive of Acme, … that the company"
    joins = (i for i in range(before.last, mark.first) if sentence.lower(i) in _CLAUSES_JOIN_IN)
    apart = bystander(sentence, before) and any(sentence.lower(i - 1) == "," for i in joins)
    return topic if (pronouns or apart) and topic and idle else before.name


def _of_speaker(sentence: Sentence, before: Mention, pronoun: Mark) -> bool:
    """ "Acme's Jane Doe opened her firm's office": the firm of who is named between."""
    between = any(before.last <= m.first < pronoun.first for m in sentence.of("person"))
    return between and sentence.lower(pronoun.first) in ("his", "her")


def _only_its(sentence: Sentence, mark: Mark) -> bool:
    """ "Acme's factory is in Oslo, its head office in Lima"."""
    again = [m.value for m in sentence.marks.get("company_pronoun", ()) if m.first < mark.first]
    return {*again} == {"its"} and sentence.lower(mark.first - 1) in ("its", "own", "main", "head")


def _by_whom(sentence: Sentence, before: Mention, mark: Mark) -> bool:
    """ "Oslo was named by Acme as the place for its next office": whose deed it is."""
    between = sentence.lowers[before.last : mark.first]
    owned = not _OWN.isdisjoint(between) and "," not in between
    return owned and sentence.lower(before.first - 1) in _BY and sentence.lower(before.first - 2) != ","


def _owns_other(sentence: Sentence, named: Mention, mark: Mark) -> bool:
    """ "After Acme's arrival, it opened an office": named only as whose something else is; or who reports."""
    far = mark.first - named.last > 6
    said = (say.last for say in sentence.marks.get("say", ()) if say.first == named.last)
    told = any(sentence.lower(place) in _SEPARATORS for place in said)  # "…, the chamber says; the company"
    return told or (far and sentence.lower(named.last) in _POSSESSIVE) or _reports(sentence, named)


def _reports(sentence: Sentence, named: Mention) -> bool:
    """ "Acme, a news site, reported that it": news of others."""
    verbs = range(named.last, named.last + 8)
    return any(sentence.lower(i) in _REPORTED and sentence.lower(i + 1) in _OF_OTHERS for i in verbs)


def _owner(sentence: Sentence, mark: Mark) -> Mention | None:
    """ "Acme's Oslo office", "the northern base of Acme", "that of Acme, which opened an office", "staff of
    Acme in its Oslo office".
    """
    for mention in reversed(sentence.of("organisation")):
        apart = any(sentence.lower(i) == "," for i in range(mention.last, mark.first))
        if sentence.lower(mention.last) in _POSSESSIVE and 0 <= mark.first - mention.last <= 6 and not apart:
            return mention
        if sentence.lower(mention.last + 1) in _OWN and 0 < mark.first - mention.last <= 6 and not apart:
            return mention
    after = _owner_behind(sentence, mark) or _having(sentence, mark)
    if after is not None:
        return after
    first = clause_of(sentence, mark.first).start
    if sentence.lower(first - 1) not in _WHICH:
        return None
    before = sentence.covering(first - 2) or (
        sentence.covering(first - 3) if sentence.lower(first - 2) == "," else None
    )
    if before is None and sentence.lower(first - 2) == ",":
        named = (m for m in sentence.of("organisation") if 0 < first - 2 - m.last < 6)
        before = next((m for m in named if sentence.lower(m.last) == ","), None)  # "Acme, its pride, which"
    return before if before and before.kind == "organisation" else None


def _having(sentence: Sentence, mark: Mark) -> Mention | None:
    """ "Acme, with headquarters in Oslo": who stands right before."""
    near = range(mark.first - 1, max(0, mark.first - 5), -1)
    place = next((i for i in near if sentence.lower(i) == "with" and sentence.lower(i - 1) == ","), 0)
    named = sentence.covering(place - 2) if place else None
    return named if named is not None and named.kind == "organisation" else None


def _owner_behind(sentence: Sentence, mark: Mark) -> Mention | None:
    """ "the office of Acme", "le bureau lyonnais d'Acme", "il centro di Lima della Acme"."""
    if sentence.language == "en":
        after = sentence.covering(mark.last + 1) or sentence.covering(mark.last + 2)
        owns = sentence.lower(mark.last) == "of" and after is not None and after.kind == "organisation"
        return after if owns else None
    for mention in sentence.of("organisation"):
        if not mark.last < mention.first < mark.last + _PHRASE:
            continue
        of = mention.first - 1 - (sentence.lower(mention.first - 1) in _ARTICLES)
        between = range(mark.last, of)
        return mention if sentence.lower(of) in _OF and not _parted(sentence, between) else None
    return None


def _parted(sentence: Sentence, between: range) -> bool:
    """Whether more than places and adjectives stand there: a comma, a verb, another noun's article."""
    acts = any(sentence.begins(place, *_VERBS, "verb", "close") for place in between)
    return acts or any(sentence.lower(place) in _PHRASE_ENDS for place in between)


def _of_another(sentence: Sentence, mark: Mark) -> bool:
    """ "the ministry's office", "the two governments' base", "the office of the prime minister": owned by
    what is no company.
    """
    if _of_official(sentence, mark.last) or sentence.lower(mark.first - 1) in ("his", "her"):
        return True
    for place in range(mark.first - 1, max(0, mark.first - 4), -1):
        owner = sentence.covering(place - 1) if sentence.lower(place) in _POSSESSIVE else None
        if owner is not None and owner.kind == "government":
            return True
        is_there = sentence.lower(place - 1) in ("there", "it", "here", "that")  # "there's a hub"
        if sentence.lower(place) in _POSSESSIVE and owner is None and not is_there:
            described = any(m.last == place for m in sentence.marks.get("descriptor", ()))
            public = sentence.lower(place - 1) in _NO_OWNERS
            return public or (not described and sentence.tokens[place - 1].text.islower())
    return False


def _of_many(sentence: Sentence, place: int) -> bool:
    """ "the offices of banks", "the trade office of Taiwan"."""
    land = sentence.covering(place)
    if land is not None:
        return land.kind == "country"
    word = sentence.tokens[place].text if place < sentence.count else ""
    return word.islower() and word.endswith("s") and word not in ("its", "this", "various", "less")


def _of_official(sentence: Sentence, place: int) -> bool:
    """ "of the prime minister", "of a law firm" behind an office word."""
    rooms = sentence.lower(place - 1) in ("office", "offices", "headquarters")
    if rooms and sentence.lower(place) == "of" and _of_many(sentence, place + 1):
        return True
    if sentence.lower(place) != "of" or sentence.lower(place + 1) not in ("the", "a", "an"):
        return False
    following = sentence.tokens[place + 2] if place + 2 < sentence.count else None
    if following is not None and following.capitalised and sentence.covering(place + 2) is None:
        return True  # "of the UN"
    role = any(mark.first == place + 2 for mark in sentence.marks.get("role", ()))
    words = sentence.near(place + 2, place + 5)
    return role or not (_NO_OWNERS | _OFFICIALS).isdisjoint(words)
