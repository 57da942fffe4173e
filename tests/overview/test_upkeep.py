"""What is kept up by what saves touched is what counting anew gives, whatever is saved, and in the past."""

import os
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import saving, test_past
from tests.test_past import STEPS, begin, clock, moment_of, save
from tracker.overview import dated, upkeep
from tracker.overview.dated import dated_by, facts_by, tally
from tracker.overview.groups import GROUPS
from tracker.overview.leading import groups_of
from tracker.overview.scope import read_scope
from tracker.past import reading_on
from tracker.records import FACTS, kind_called

HISTORIES = int(os.environ.get("TRACKER_HISTORIES", "2"))
__all__ = ["clock"]


def _undated(edit, some, n, m):
    """A claim that stands on the day of an article that reports it, about a company in a country or city."""
    told = {"subject": some("companies", n), "metric": "revenue", "summary": f"Undated {n}"}
    place = some(("countries", "cities")[m % 2], m)
    claim = edit.add(kind_called("claims"), told | {"place": place, "said_on": (None, "2021")[n % 5 == 0]})
    article = some("articles", m)
    place_in = {"paragraph": 1, "sentence": 1, "sentence_sha256": "0" * 64}
    edit.add(kind_called("citations"), {"record": claim, "article": article, **place_in})
    return claim


def _elsewhere(edit, some, n, m):
    """An article is dated otherwise, a city lies in another country, a claim is about another place."""
    kind, values = (
        ("articles", {"published": ("2019", "2020-02", None)[n % 3]}),
        ("cities", {"country": some("countries", n)}),
        ("claims", {"place": some("cities", n)}),
    )[m % 3]  # fmt: skip
    number = some(kind, n)
    return edit.change(kind_called(kind), number, values, edit.session.get(kind_called(kind), number).version)


def a_step(steps):
    return st.tuples(st.sampled_from(steps), st.integers(0, 40), st.integers(0, 400))


saves = st.lists(
    st.lists(a_step((*STEPS, *[_undated, _elsewhere] * 4, test_past._undone)), min_size=1, max_size=2),
    min_size=4, max_size=6,
)  # fmt: skip


def counted(session, anew):
    """The dates of all facts, how many facts each company and country has, and the dates of some of these."""
    scope = read_scope(session, ())
    days = dated._tally(session, scope) if anew else tally(session, scope)
    found = [set(days.dated), set(days.reported), days.undated]
    for by in GROUPS:
        facts = sum((groups_of(session, kind, by) for kind in scope.kinds), Counter())
        of = dated._dated_by if anew else dated_by
        strips = of(session, scope, by, sorted(facts)[:3])
        found += [facts if anew else facts_by(session, scope, by)]
        found += [{group: set(strips[group]) for group in sorted(facts)[:3]}]
    return found


def test_counts_that_are_kept_up_are_those_of_counting_anew(engine, clock, monkeypatch):
    begin(engine)
    with saving.editing(engine) as edit:
        edit.add(kind_called("cities"), {"name": "Seoul", "country": "KR"})
        edit.add(kind_called("articles"), {"title": "First story", "published": "2024-03"})
    whole = []

    def counting(session, kind, by):
        whole.append((kind, by))
        return groups_of(session, kind, by)

    monkeypatch.setattr(dated, "groups_of", counting)

    @settings(
        max_examples=HISTORIES, database=None, derandomize=HISTORIES < 10, deadline=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,),  # making it shorter takes minutes
    )  # fmt: skip
    @given(saves)
    def histories(history):
        moments = []
        for steps in history:
            save(engine, steps)
            moments.append(moment_of(engine))
            with reading_on(engine, None) as session:
                assert counted(session, anew=False) == counted(session, anew=True)
        with reading_on(engine, moments[len(moments) // 2]) as session:
            assert counted(session, anew=False) == counted(session, anew=True)

    histories()
    # Everything was counted once, by kind and by company and country, and never again.
    assert len(whole) == len(GROUPS) * len(FACTS)


def test_after_too_many_changes_all_is_counted_anew(engine, monkeypatch):
    monkeypatch.setattr(upkeep, "MOST", 0)
    begin(engine)
    found = []
    for year in ("2024", "2025"):
        saving.add(engine, "offices", company="First works", country="KR", status="open", status_on=year)
        with reading_on(engine, None) as session:
            found.append(sum(count for _, _, count in tally(session, read_scope(session, ())).dated))
    assert found == [1, 2]
