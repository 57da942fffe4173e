"""One draft of each project: what several sentences tell of it is put together, the body's words first."""

from collections.abc import Iterable
from dataclasses import replace

from tracker.ingest.reader.drafts import Place, ProjectDraft

_FILLED = ("name", "city", "country", "date", "capacity", "gpus", "cost")
_PARTIES = ("operator", "partner", "customer")
_COMPARED = 50  # projects of one company that another may be the same as: no text stalls the reader
_CERTAINTY = ("rumoured", "planned", "announced", "agreed", "under_way", "open")


def settled(projects: Iterable[ProjectDraft], headings: frozenset[str]) -> list[ProjectDraft]:
    """The projects of a text without repetitions; `headings` are the sentences that stand as headlines."""
    kept: list[ProjectDraft] = []
    places: dict[str, list[int]] = {}  # of who and what they are called by, where they are kept
    for project in sorted(projects, key=lambda draft: draft.evidence in headings):
        called = [*_everybody(project), *([project.name.casefold()] if project.name else [])]
        near = (place for name in called for place in places.get(name, ())[:_COMPARED])
        headed = project.evidence in headings
        at = next((place for place in near if _same(kept[place], project, headed)), len(kept))
        if at == len(kept):
            kept.append(project)
        else:
            swap = not headed and _firmer(kept[at], project)
            kept[at] = _together(project, kept[at]) if swap else _together(kept[at], project)
        for name in called:
            places.setdefault(name, []).append(at)
    return kept


def _same(one: ProjectDraft, other: ProjectDraft, headed: bool) -> bool:
    """Whether two drafts may be of one project: a shared name; or somebody takes part in both and nothing
    tells them apart. A headline of the same city only gives another size of it.
    """
    if one.name and other.name:
        return one.name.casefold() == other.name.casefold()
    if {*_everybody(one)}.isdisjoint(_everybody(other)):
        return False
    told = ("city", "country") if headed and one.city else ("city", "country", "capacity")
    apart = any(_apart(getattr(one, name), getattr(other, name)) for name in told)
    return not apart and (bool(one.city) == bool(other.city) or one.country == other.country)


def _everybody(project: ProjectDraft) -> tuple[str, ...]:
    return project.operators + project.customers


def _apart(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.replace("-", " ") != other.replace("-", " ")


def _firmer(one: ProjectDraft, other: ProjectDraft) -> bool:
    """Whether the second tells of a later step than the first; a rumour stays one."""
    return one.status != "rumoured" and _firmness(other) > _firmness(one)


def _firmness(project: ProjectDraft) -> int:
    return _CERTAINTY.index(project.status) if project.status in _CERTAINTY else len(_CERTAINTY)


def _together(first: ProjectDraft, other: ProjectDraft) -> ProjectDraft:
    """The first, with what only the other tells."""
    new = {name: getattr(other, name) for name in _FILLED if getattr(first, name) is None}
    new["kind"] = "data_centre" if "data_centre" in (first.kind, other.kind) else first.kind
    places = {name: place for name, place in first.passages.items() if name.partition(" ")[0] not in _PARTIES}
    places |= {name: other.passages[name] for name in _FILLED if name in new and name in other.passages}
    taken: set[str] = set()
    for role in _PARTIES:
        named = {**_named(other, role), **_named(first, role)}
        order = dict.fromkeys((*getattr(first, f"{role}s"), *getattr(other, f"{role}s")))
        new[f"{role}s"] = names = tuple(name for name in order if name not in taken)
        taken.update(names)
        places |= {f"{role} {i}": named[name] for i, name in enumerate(names, 1) if name in named}
    return replace(first, **new, passages=places)


def _named(project: ProjectDraft, role: str) -> dict[str, Place]:
    """Where each organisation with a role is named."""
    numbered = ((name, f"{role} {number}") for number, name in enumerate(getattr(project, f"{role}s"), 1))
    return {name: project.passages[key] for name, key in numbered if key in project.passages}
