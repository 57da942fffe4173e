"""Who and what a text has named so far: the people by full name and surname, the company and place under
discussion.
"""

from collections import Counter
from dataclasses import dataclass, field

from tracker.ingest.reader.descriptions import Descriptions
from tracker.ingest.reader.document import ACTORS, Mention, Sentence
from tracker.ingest.reader.first_person import asks, speaks_of_itself, tells_of_oneself
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.origins import attributive, home_city
from tracker.ingest.reader.person_names import Person

_PREPOSITIONS = word_set("cast prepositions")
_DETERMINERS = word_set("cast determiners")
_PLURAL = word_set("cast plural")
_SUBORDINATING = frozenset({"since", "after", "when", "because", "although", "while", "once", "as", "before"})
_ALUMNI = frozenset({"researchers", "researcher", "engineers", "executives", "executive", "employees"})
_OFFSPRING = frozenset({"the subsidiary", "the unit", "the offshoot", "the affiliate", "the spin-off"})
_PARTAKING = frozenset({"led", "leads", "joined", "participated", "co-led", "backed", "invested"})
_SUPPORTED = frozenset({"backed", "owned", "funded", "led", "listed", "style"})
_DONE_TO = frozenset({"in", "into", "to", "with", "for", "from", "by"})
_SURNAMES_FIRST = word_set("cast surnames_first")


@dataclass(slots=True)
class Cast:
    """The people of a text, by every name that they may be called afterwards."""

    people: dict[str, Person] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)

    def add(self, person: Person) -> None:
        """Take a person in; the first naming keeps its spelling, a later one fills in a missing company."""
        known = self.people.get(person.name)
        if known is None:
            self.people[person.name] = person
            for word in self._surnames(person.name):
                self.called.setdefault(word, person.name)
        elif known.company is None:
            known.company = person.company

    @staticmethod
    def _surnames(name: str) -> list[str]:
        words = name.split()
        return [words[-1], *(word for word in words[:1] if word.lower() in _SURNAMES_FIRST)]

    def mark(self, sentence: Sentence) -> None:
        """Mention every person named in the sentence, in full or by surname."""
        place = 0
        while place < len(sentence.tokens):
            last = self._person_at(sentence, place)
            place = last if last > place else place + 1

    def _person_at(self, sentence: Sentence, place: int) -> int:
        token = sentence.tokens[place]
        if not token.capitalised or not token.is_word:
            return place
        for length in range(min(5, len(sentence.tokens) - place), 0, -1):
            words = sentence.words(place, place + length)
            name = words if words in self.people else self.called.get(words) if length == 1 else None
            if name is None:
                continue
            covering = sentence.covering(place)
            if not (length == 1 and covering and covering.kind != "other"):
                sentence.place_in(Mention("person", name, place, place + length))
                return place + length
        return place


@dataclass(slots=True)
class Discourse:
    """What "the company", "he" and "the country" mean at this point of the text."""

    topic: str | None = None
    person: Person | None = None
    country: str | None = None
    place: str | None = None
    city: str | None = None
    sort: str = ""
    pair: tuple[str, ...] = ()
    raising: str | None = None  # whose financing round the last two sentences told of
    raised_since: int = 0
    beside: str | None = None  # the other company of the sentence before
    office_since: int = 9
    office_owner: str | None = None  # whose office was told of last
    machines_since: int = 9  # sentences since a data centre or the like was told of
    unit: str | None = None
    named: Counter[str] = field(default_factory=Counter)
    main: str | None = None
    described: Descriptions = field(default_factory=Descriptions)
    silent: int = 0  # sentences since the company under discussion was named
    lead: str | None = None  # whom the text began with
    paragraph: int = -1
    opened_by: str | None = None  # under discussion after the first sentence of the paragraph
    within: int = 0  # sentences of the paragraph that named whoever is under discussion
    homes: dict[str, str] = field(default_factory=dict)
    host: str | None = None  # whose "we" it is in the answers of an interview
    home: Mention | None = None  # the city that a local report is about
    housed: set[str] = field(default_factory=set)  # cities where the main company has an office by now
    city_since: int = -1  # the paragraph that named a city last
    diary: bool = False  # the author's own life: a column, a review, a letter

    @classmethod
    def of(cls, sentences: list[Sentence], country: str | None = None) -> "Discourse":
        """A discourse that knows how often the text names each organisation."""
        named = [m for sentence in sentences for m in sentence.of("organisation")]
        counts = Counter(m.name for m in named)
        acting = Counter(m.name for m in named if m.sort not in ("publisher", "government body"))
        often = acting.most_common(1)
        main = often[0][0] if often and (often[0][1] > 1 or len(acting) == 1) else None
        own = sum(tells_of_oneself(sentence) for sentence in sentences)
        telling = sum(bool(sentence.of("organisation")) for sentence in sentences)
        diary = own > 2 and 7 * own > len(sentences) and 2 * own >= telling
        return cls(country=country, named=counts, main=main, diary=diary, home=home_city(sentences))

    def raise_for(self, company: str | None) -> None:
        """Keep in mind whose financing round a sentence told of; two sentences later it is forgotten."""
        self.raised_since = 0 if company else self.raised_since + 1
        if company or self.raised_since > 1:
            self.raising = company

    def begin(self, sentence: Sentence) -> None:
        """Let "the company" of a sentence, if it says so, be the one under discussion."""
        self.topic = self.referent(sentence)
        if self.host and speaks_of_itself(sentence):
            self.topic = self.host
        if sentence.span.paragraph != self.paragraph:
            self.paragraph, self.opened_by, self.within = sentence.span.paragraph, None, 0

    def advance(self, sentence: Sentence, cast: Cast) -> None:
        """Let a sentence change who and what is under discussion."""
        self.office_since += 1
        self.machines_since += 1
        self.begin(sentence)
        if asks(sentence):
            return
        subject = subject_of(sentence)
        listed = subject is not None and self.topic is not None and _in_list(sentence, subject)
        told_of = subject is not None and self.topic is not None and _told_of_company(sentence, subject)
        passing = subject is not None and (
            (self.named[subject.name] == 1 and self.named[self.topic or ""] > 1)
            # "headed by Ada Quist, a former manager of Acme": nobody who acts is named.
            or (self.topic is not None and bystander(sentence, subject))
            or (self.topic is not None and _partakes(sentence, subject))
            or sentence.evidence.endswith("|")  # a menu
        )
        if (
            subject is not None
            and not (listed or told_of or passing)
            and not (self.topic and refers_back(sentence, subject.first))
        ):
            self.topic, self.sort = subject.name, subject.sort
        self._return(sentence)
        for mention in sentence.of("person"):
            self.person = cast.people.get(mention.name, self.person)
            if (
                subject is None
                and self.person
                and (employer := self.person.speaks_for)
                and mention is sentence.of("person")[0]
            ):
                self.topic = employer if self._is_company(employer) else self.topic
        self._name(sentence)
        self.described.learn(sentence)
        self._move(sentence)

    def _name(self, sentence: Sentence) -> None:
        """Keep in mind which companies a sentence names, and for how long its paragraph is on one."""
        self.beside = None
        self.lead = self.lead or self.topic
        self.opened_by = self.opened_by or self.topic
        named = sentence.of("organisation")
        self.within += any(mention.name == self.topic for mention in named)
        for mention in named:
            if mention.name != self.topic:
                self.beside = mention.name
            if mention.country:
                self.homes.pop(mention.name, None)
                self.homes[mention.name] = mention.country  # the last named last

    def _return(self, sentence: Sentence) -> None:
        """Come back to the company that a text is mostly about once others are no longer spoken of."""
        spoken = self.topic == self.main or any(m.name == self.topic for m in sentence.mentions)
        self.silent = 0 if spoken else self.silent + 1
        often = self.named[self.main or ""] > 2 * self.named[self.topic or ""]
        if self.silent > 1 and often and self.topic:
            self.topic, self.silent = self.main, 0

    def _move(self, sentence: Sentence) -> None:
        """Let a sentence change which place is under discussion."""
        for mention in sentence.of("city", "country"):
            if mention.kind == "city" and attributive(sentence, mention):
                continue
            kept = self.city if mention.country == self.country else None
            self.country, self.place = mention.country, mention.name
            self.city = mention.name if mention.kind == "city" else kept
            self.city_since = sentence.span.paragraph

    def referent(self, sentence: Sentence) -> str | None:
        """Which company "the company" means in a sentence; "the Dutch firm", "the Oslo-based start-up"
        one from there.
        """
        again = sentence.marks.get("company_pronoun", ())
        topic = self._resumed(sentence) if any(mark.first < 3 for mark in again) else self.topic
        if self.beside and any(mark.first < 5 and mark.value.lower() in _OFFSPRING for mark in again):
            return self.beside
        said = next((m for m in again if m.first < 3 and m.last - m.first > 2), None)
        if said is not None:
            return self.described.meant(sentence, said.first, said.last, topic)
        home = _home_said(sentence)
        if home is None or self.homes.get(topic or "", home) == home:
            return topic
        return next((name for name in reversed(self.homes) if self.homes[name] == home), topic)

    def _resumed(self, sentence: Sentence) -> str | None:
        """Whom "the company" means at the start of a paragraph: who the one before was about, not who was
        named in passing there; after one sentence on a lesser company whom the text is about.
        """
        if sentence.span.paragraph == self.paragraph or self.topic in (None, self.lead):
            return self.topic
        if self.opened_by != self.topic:
            return self.opened_by or self.topic
        return self.lead if self._in_passing() else self.topic

    def _in_passing(self) -> bool:
        """Whether a single sentence has spoken of a company that the text names less often than its first."""
        lesser = self.lead is not None and self.named[self.topic or ""] < self.named[self.lead]
        return lesser and self.within < 2

    def employer(self, sentence: Sentence) -> str | None:
        """Whose chief executive is meant by a bare title in a sentence that has been taken in."""
        named = sentence.of("organisation")
        return self.lead if not named and self._in_passing() else self.topic

    def pair_named(self, sentence: Sentence) -> tuple[str, ...]:
        """Whom "the two" means next: "Acme and Bolt" as the only companies of a sentence, else as before."""
        named = [m for m in sentence.of("organisation") if m.sort != "publisher"]
        two = len(named) == 2 and _and_to(sentence, named[0].last, named[1].first)
        return (named[0].name, named[1].name) if two else self.pair

    @staticmethod
    def _is_company(name: str) -> bool:
        return not name.startswith("Government of")


def subject_of(sentence: Sentence) -> Mention | None:
    """The organisation that a sentence is about: its first company, publishers and governments only
    failing that.
    """
    actors = [m for m in sentence.of(*ACTORS) if m.sort != "publisher"]
    companies = [
        m
        for m in actors
        if m.kind == "organisation"
        and m.sort not in ("government body", "political party")
        and not m.name.endswith(" Party")
    ]
    acting = [m for m in companies if not _aside(sentence, m, companies)]
    chosen = acting or companies
    return chosen[0] if chosen else None


def _partakes(sentence: Sentence, subject: Mention) -> bool:
    """ "Acme Ventures led the round": who pays does not become the one under discussion."""
    marks = sentence.marks.get("invest_verb", ())
    return any(0 <= m.first - subject.last <= 2 and m.value.lower() in _PARTAKING for m in marks)


def _home_said(sentence: Sentence) -> str | None:
    """The country in a description that opens a sentence: "The Dutch firm", "The Oslo-based start-up"."""
    if sentence.lower(0) not in ("the", "das", "die", "der", "la", "le", "l", "el", "a", "o"):
        return None
    told = next((m for m in sentence.of("city", "country", "demonym") if 0 < m.first <= 4), None)
    mark = next((m for m in sentence.marks.get("descriptor", ()) if m.first <= 6), None)
    if told is None or mark is None or not -2 <= mark.first - told.last <= 3:
        return None
    between = {sentence.lower(place) for place in range(told.last, mark.first)}
    return told.country if between.isdisjoint({",", "'s", "’s"}) else None


def _told_of_company(sentence: Sentence, subject: Mention) -> bool:
    """ "Acme invested in the start-up": the company under discussion is who something is done to."""
    later = (m.first for m in sentence.marks.get("company_pronoun", ()) if m.first > subject.last)
    return any(sentence.lower(i) == "the" and sentence.lower(i - 1) in _DONE_TO for i in later)


def _in_list(sentence: Sentence, mention: Mention) -> bool:
    """ "Acme, Bolt and Corvo are clients", "Acme and Bolt have": none of them comes under discussion."""
    after = [m for m in sentence.of("organisation") if m.first >= mention.last][:2]
    if after and _and_to(sentence, mention.last, after[0].first):
        return sentence.lower(after[0].last) in _PLURAL
    if len(after) < 2:
        return False
    first, second = after
    comma = sentence.lower(mention.last) == "," and first.first == mention.last + 1
    return (
        comma
        and second.first - first.last <= 3
        and sentence.lower(first.last) in (",", "and", "und", "et", "y", "e")
    )


def _and_to(sentence: Sentence, place: int, end: int) -> bool:
    """ "and", "et la": only that stands between two names."""
    article = sentence.lower(place + 1) in _DETERMINERS
    return sentence.lower(place) in ("and", "und", "et", "y", "e") and end == place + (2 if article else 1)


def actor_before(sentence: Sentence, place: int) -> Mention | None:
    """The company that acts before a token: the last one named that no preposition makes a bystander."""
    before = [
        m
        for m in sentence.of("organisation")
        if m.last <= place and m.sort not in ("publisher", "political party")
    ]
    acting = [m for m in before if not _aside(sentence, m, before)]
    acting = [m for m in acting if not _in_apposition(sentence, acting[0], m, place)]
    chosen = acting or before
    return chosen[-1] if chosen else None


def _in_apposition(sentence: Sentence, first: Mention, mention: Mention, place: int) -> bool:
    """ "Acme, Bolt's supplier, has an office": named in an aside on the one who acts."""
    if mention is first or sentence.lower(first.last) != "," or place <= mention.last:
        return False
    close = next((i for i in range(mention.last, place) if sentence.lower(i) in (",", "and")), None)
    if close is None or sentence.lower(close) == "and" or sentence.lower(close + 1) == "and":
        return False
    owns = sentence.lower(mention.last) in ("'s", "’s")
    apart = mention.first - first.last > 1 or owns
    listed = any(sentence.lower(i) in ("and", ";") for i in range(first.last, mention.first))
    acts = any(sentence.between(close, close + 4, kind) for kind in ("open", "plan", "announce", "expand"))
    return apart and acts and not listed


def _aside(sentence: Sentence, mention: Mention, others: list[Mention]) -> bool:
    """A bystander, or named along with one: "the bases of Acme and Bolt"."""
    along = sentence.lower(mention.first - 1) in ("and", "und", "et", "y", "e")
    before = mention.first - 1 - (sentence.lower(mention.first - 2) in ("'s", "’s"))
    beside = [m for m in others if along and m.last == before]
    return bystander(sentence, beside[0] if beside else mention)


def bystander(sentence: Sentence, mention: Mention) -> bool:
    """ "backed by Acme", "Acme-backed", "after rival Acme", "the chief of Acme": named, but not the one
    who acts.
    """
    if sentence.lower(mention.last) == "-" and sentence.lower(mention.last + 1) in _SUPPORTED:
        return True
    if sentence.lower(mention.last) in _ALUMNI and sentence.lower(mention.first - 1) in ("former", "ex"):
        return True  # "started by two former Acme researchers"
    place = mention.first - 1
    while place >= 0 and (
        sentence.lower(place) in _DETERMINERS
        or any(
            m.first <= place < m.last for kind in ("descriptor", "role") for m in sentence.marks.get(kind, ())
        )
        or ((covering := sentence.covering(place)) is not None and covering.kind == "demonym")
    ):
        place -= 1
    follows = place == 0 and sentence.lower(0) == "after"  # "After Acme, Bolt too", not "after Acme opened"
    if follows and sentence.lower(mention.last) in (",", "and"):
        return True
    if sentence.lower(place) in _SUPPORTED and sentence.lower(place - 1) == "-":
        return False  # "Acme-backed Bolt"
    if sentence.words(place - 1, place + 1).lower() == "such as":
        return True
    return sentence.lower(place) in _PREPOSITIONS


def subordinate(sentence: Sentence, mention: Mention) -> bool:
    """ "Since Acme bought in, Oslo has become a base": the subject of an opening clause of its own, to which
    no "it" refers.
    """
    comma = next((i for i in range(mention.last, len(sentence.tokens)) if sentence.lower(i) == ","), None)
    if sentence.lower(0) not in _SUBORDINATING or mention.first > 2 or comma is None:
        return False
    return not any(mark.first > comma for mark in sentence.marks.get("company_pronoun", ()))


def refers_back(sentence: Sentence, before: int) -> bool:
    """Whether "it", "the company" or "the Oslo-based firm" opens the sentence before a token."""
    named = {mention.first for mention in sentence.of("organisation")}
    opening = [mark for mark in sentence.marks.get("company_pronoun", ()) if mark.first <= 3]
    opening = [mark for mark in opening if named.isdisjoint(range(mark.first, mark.last))]
    if any(sentence.lower(place) in (";", "while", "whereas") for place in range(3, before)):
        return False  # another clause has a subject of its own
    return any(mark.last <= before for mark in opening) or _home_said(sentence) is not None


def called_again(sentence: Sentence, told: Mention, place: int) -> bool:
    """ "Founded by Acme veterans, the start-up employs": who acts is only called "the start-up" after
    a bystander.
    """
    marks = sentence.marks.get("company_pronoun", ())
    again = any(told.last < mark.first < place and mark.value.lower() != "its" for mark in marks)
    return again and _aside(sentence, told, sentence.of("organisation"))
