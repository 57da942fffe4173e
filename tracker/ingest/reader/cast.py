"""Who and what a text has named so far: the people by full name and surname, the company and place under
discussion.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.ingest.reader.backers import backed_in, called_backer, called_paid
from tracker.ingest.reader.bystanders import counts_others
from tracker.ingest.reader.descriptions import Descriptions
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.first_person import asks, speaks_of_itself, tells_of_oneself
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.origins import attributive, home_city, main_city, on_route, written_in
from tracker.ingest.reader.person_names import Person
from tracker.ingest.reader.subjects import (
    and_to,
    headed,
    home_said,
    in_list,
    main_subject,
    once_there,
    refers_back,
    stands_by,
    subject_of,
    told_of_company,
    was_left,
)
from tracker.ingest.reader.tokens import words_of

_OFFSPRING = frozenset({"the subsidiary", "the unit", "the offshoot", "the affiliate", "the spin-off"})
_THE = frozenset({"the", "its", "their", "this", "that", "das", "die", "le", "la", "el", "o", "il"})
_OPENING = 4  # tokens of "The new Oslo office"
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
        elif known.company is None and not known.is_official:
            known.company = person.company

    @staticmethod
    def _surnames(name: str) -> list[str]:
        words = name.split()
        return [words[-1], *(word for word in words[:1] if word.lower() in _SURNAMES_FIRST)]

    def mark(self, sentences: list[Sentence]) -> None:
        """Mention every person named in the sentences, in full or by surname."""
        opening = {words_of(name)[0] for name in self.people} | self.called.keys()
        for sentence in sentences:
            last = 0
            for place, token in enumerate(sentence.tokens):
                if place >= last and token.text in opening:
                    last = self._person_at(sentence, place)

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
    acted_last: str | None = None  # the only company of the sentence before, as its subject
    beside: str | None = None  # the other company of the sentence before
    office_since: int = 9
    office_owner: str | None = None  # whose office was told of last
    opened_last: str | None = None  # whose office the sentence before told of
    sentences: list[Sentence] = field(default_factory=list)
    on_machines: bool | None = None  # whether the text is on data centres; None until it is asked
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
    backers: dict[str, str] = field(default_factory=dict)  # whom each investor put money into last
    host: str | None = None  # whose "we" it is in the answers of an interview
    home: Mention | None = None  # the city that a local report is about
    written: Mention | None = None  # the city of the dateline
    scene: Mention | None = None  # the city that a text names most often
    housed: set[str] = field(default_factory=set)  # cities where the main company has an office by now
    city_since: int = -1  # the paragraph that named a city last
    on_site: bool = False  # whether the sentence before was on an office, which "it" may mean
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
        home, written = home_city(sentences), written_in(sentences)
        found = cls(country=country, named=counts, main=main, diary=diary, home=home, written=written)
        found.sentences, found.scene = sentences, main_city(sentences)
        return found

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
            if self.office_owner and self.main and self.named[self.office_owner] < self.named[self.main]:
                self.office_owner = self.topic  # an office of somebody told of in passing is behind us

    def advance(self, sentence: Sentence, cast: Cast) -> None:
        """Let a sentence change who and what is under discussion."""
        self.office_since += 1
        self.machines_since += 1
        self.begin(sentence)
        if asks(sentence):
            self._move(sentence)
            return
        subject = subject_of(sentence)
        if subject is not None and self.topic is not None:
            subject = main_subject(sentence, subject)
        listed = subject is not None and self.topic is not None and in_list(sentence, subject)
        told_of = subject is not None and self.topic is not None and told_of_company(sentence, subject)
        passing = subject is not None and (
            (self.named[subject.name] == 1 and self.named[self.topic or ""] > 1)
            or (self.topic is not None and stands_by(sentence, subject, self.topic))
            or was_left(sentence, subject)
            or (self.topic is not None and counts_others(subject.name))
            or once_there(sentence, subject)
            or sentence.evidence.endswith("|")  # a menu
        )
        back = subject is not None and self.topic is not None and refers_back(sentence, subject.first)
        heads = subject is not None and headed(sentence, subject)
        if subject is not None and (heads or not (listed or told_of or passing or back)):
            self.topic, self.sort = subject.name, subject.sort
        self._return(sentence)
        self._meet(sentence, cast, subject)
        self._name(sentence)
        self.described.learn(sentence)
        self._back(sentence)
        self._move(sentence)
        opening = sentence.lower(0) in _THE and sentence.between(0, _OPENING, "office")
        self.on_site = opening or (self.on_site and sentence.lower(0) == "it")

    def _meet(self, sentence: Sentence, cast: Cast, subject: Mention | None) -> None:
        """Let a person come under discussion: of several the one of the company that the text is about."""
        for mention in sentence.of("person"):
            self.person = cast.people.get(mention.name, self.person)
            if (
                subject is None
                and self.person
                and (employer := self.person.speaks_for)
                and mention is sentence.of("person")[0]
            ):
                self.topic = employer if self._is_company(employer) else self.topic
        people = (cast.people[m.name] for m in sentence.of("person") if m.name in cast.people)
        own = [person for person in people if person.speaks_for and person.speaks_for == self.topic]
        self.person = own[-1] if own else self.person  # "Doe is to see Prime Minister Roe. She hopes"

    def _back(self, sentence: Sentence) -> None:
        """Keep in mind who puts money into whom."""
        paid = backed_in(sentence)
        if paid is not None:
            self.backers.pop(paid.name, None)
            others = (m.name for m in sentence.of("organisation") if m.name != paid.name)
            self.backers |= dict.fromkeys(others, paid.name)

    def _name(self, sentence: Sentence) -> None:
        """Keep in mind which companies a sentence names, and for how long its paragraph is on one."""
        self.beside = self.acted_last = None
        self.lead = self.lead or self.topic
        self.opened_by = self.opened_by or self.topic
        named = sentence.of("organisation")
        if len(named) == 1 and named[0].first == 0 and named[0].sort != "publisher":
            self.acted_last = named[0].name
        self.within += any(mention.name == self.topic for mention in named)
        for mention in named:
            if mention.name != self.topic:
                self.beside = mention.name
            if mention.country:
                self.homes.pop(mention.name, None)
                self.homes[mention.name] = mention.country  # the last named last

    def _return(self, sentence: Sentence) -> None:
        """Come back to the company that a text is mostly about once others are no longer spoken of."""
        about = self.main or self.lead
        spoken = self.topic == about or any(m.name == self.topic for m in sentence.mentions)
        self.silent = 0 if spoken else self.silent + 1
        often = self.main is None or self.named[self.main] > 2 * self.named[self.topic or ""]
        if self.silent > 1 and often and self.topic:
            self.topic, self.silent = about, 0

    def _move(self, sentence: Sentence) -> None:
        """Let a sentence change which place is under discussion."""
        for mention in sentence.of("city", "country"):
            if mention.kind == "city" and attributive(sentence, mention):
                continue
            if on_route(sentence, mention):
                self.city_since = -1  # "a cable between Oslo and Riga": from here on no city is told of
                continue
            if sentence.lower(mention.first - 1) == "over" and self.city:
                continue  # "picked Oslo over Riga"
            kept = self.city if mention.country == self.country else None
            self.country, self.place = mention.country, mention.name
            self.city = mention.name if mention.kind == "city" else kept
            self.city_since = sentence.span.paragraph

    def referent(self, sentence: Sentence) -> str | None:
        """Which company "the company" means in a sentence; "the Dutch firm", "the Oslo-based start-up"
        one from there.
        """
        again = sentence.marks.get("company_pronoun", ())
        opening = [mark for mark in again if mark.first < 5]
        topic = self._resumed(sentence) if any(mark.first < 3 for mark in opening) else self.topic
        if self.beside and any(mark.value.lower() in _OFFSPRING for mark in opening):
            return self.beside
        if self.acted_last and sentence.lower(0) in ("it", "its"):
            return self.acted_last
        paid = self._paid(sentence, again, topic)
        if paid is not None:
            return paid
        said = next((m for m in opening if m.first < 3 and m.last - m.first > 2), None)
        if said is not None:
            return self.described.meant(sentence, said.first, said.last, topic)
        home = home_said(sentence)
        if home is None or self.homes.get(topic or "", home) == home:
            return topic
        return next((name for name in reversed(self.homes) if self.homes[name] == home), topic)

    def _paid(self, sentence: Sentence, again: Iterable[Mark], topic: str | None) -> str | None:
        """ "The start-up", after a sentence on its investor: whom that one put money into."""
        if topic not in self.backers or sentence.of("organisation"):
            return None
        described = sentence.marks.get("descriptor", ()) if sentence.lower(0) == "the" else ()
        opening = (mark for mark in described if mark.first < 4)
        words = [set(sentence.lowers[mark.first : mark.last]) for mark in (*again, *opening)]
        told = any(called_paid(some) and not called_backer(some) for some in words)
        return self.backers[topic] if told else None

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
        lesser = self.lead is not None and self.named[self.topic or ""] <= self.named[self.lead]
        return lesser and self.within < 2

    def employer(self, sentence: Sentence) -> str | None:
        """Whose chief executive is meant by a bare title in a sentence that has been taken in."""
        named = sentence.of("organisation")
        paid = self.backers.get(self.lead or "") == self.topic  # spoken of as who is paid
        return self.lead if not named and self._in_passing() and not paid else self.topic

    def pair_named(self, sentence: Sentence) -> tuple[str, ...]:
        """Whom "the two" means next: "Acme and Bolt" or, failing a pair before, the only two
        companies of a sentence.
        """
        named = [m for m in sentence.of("organisation") if m.sort != "publisher"]
        names = tuple(dict.fromkeys(m.name for m in named))
        sure = not self.pair or (len(named) == 2 and and_to(sentence, named[0].last, named[1].first))
        return names if sure and len(names) == 2 else self.pair

    @staticmethod
    def _is_company(name: str) -> bool:
        return not name.startswith("Government of")
