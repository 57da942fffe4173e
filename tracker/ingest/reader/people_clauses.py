"""People whose role a clause on them tells: "Jane Doe, who grew up in Lima and is a co-founder of Acme"."""

from collections.abc import Iterator

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.person_names import Person, name_at, name_ending
from tracker.ingest.reader.roles import Role, roles

_WHO = frozenset({"who", "der", "die", "qui", "que", "quien", "quem", "che"})
_IS = frozenset(
    "is are was holds shares runs als ist leitet est dirige es é è guida copresiede".split()
)
_REACH = 14  # tokens in which the role follows


def told_by_a_clause(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """Each full name before ", who" with the role that the clause gives."""
    places = [place for place in sentence.where(_WHO) if sentence.lower(place - 1) == ","]
    known = list(roles(sentence, sentence.language)) if places else []
    for place in places:
        span = name_ending(sentence, place - 1)
        role = next((role for role in known if _within(sentence, place, role)), None)
        if span and role and span[1] - span[0] > 1:
            company = _employer(sentence, role.last) or topic
            yield Person(sentence.words(*span), role.english, company, sentence, *span)


def _within(sentence: Sentence, place: int, role: Role) -> bool:
    """Whether a role stands in the clause that begins at `place`, and is nobody else's."""
    between = sentence.lowers[place + 1 : role.first]
    if not 0 < role.first - place <= _REACH or "," in between or _IS.isdisjoint(between):
        return False
    return name_at(sentence, role.last) == role.last


def _employer(sentence: Sentence, place: int) -> str | None:
    near = (m for m in sentence.of("organisation") if 0 < m.first - place <= 2)
    return next((m.name for m in near), None)
