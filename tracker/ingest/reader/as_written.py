"""Companies under the name that the text itself gives them.

The gazetteer knows "DeepMind" as Google DeepMind and "Firmus" as Firmus Technologies, so that one company is
not read as two. What is drafted leads to words of the source, so a text that never says the longer name has
its shorter one drafted; unless the longer one is on record, whose record it is then.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from tracker.ingest.reader.drafts import Drafts
from tracker.ingest.reader.gazetteer import KnownNames, shorter_names

# "Mistral" and "Mistral AI", "SoftBank" and "SoftBank Group" are one name: it keeps its tail.
_TAILS = (" AI", " Group")


def as_written(drafts: Drafts, text: str, known: KnownNames) -> Drafts:
    """Give each company of the drafts the longest form of its name that stands in the text."""
    spoken = [name for claim in drafts.claims for name in (claim.subject, claim.speaker) if name]
    called = {name: _written(name, text, known) for name in dict.fromkeys([*drafts.companies, *spoken])}
    if any(name != form for name, form in called.items()):
        _rename(drafts, lambda name: called.get(name, name))
    return drafts


def _written(name: str, text: str, known: KnownNames) -> str:
    if name in known.recorded or name.endswith(_TAILS) or name in text:
        return name
    forms = shorter_names().get(name, ())
    return next((form for form in forms if re.search(rf"\b{re.escape(form)}\b", text)), name)


def _rename(drafts: Drafts, called: Callable[[str], str]) -> None:
    def all_called(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(called, names))

    drafts.people = [replace(one, company=one.company and called(one.company)) for one in drafts.people]
    drafts.offices = [replace(one, company=called(one.company)) for one in drafts.offices]
    drafts.partnerships = [replace(one, parties=all_called(one.parties)) for one in drafts.partnerships]
    drafts.claims = [
        replace(one, subject=one.subject and called(one.subject), speaker=one.speaker and called(one.speaker))
        for one in drafts.claims
    ]
    drafts.projects = [
        replace(
            one,
            operators=all_called(one.operators),
            partners=all_called(one.partners),
            customers=all_called(one.customers),
        )
        for one in drafts.projects
    ]
