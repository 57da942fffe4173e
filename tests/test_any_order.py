"""Adding, changing, citing, merging, deleting, restoring, undoing and importing in any order leaves a sound
database after each step, the records a simple model of them says, and undo as the exact way back.

`EXAMPLES=50 STEPS=30 pytest tests/test_any_order.py` tries more and longer orders than the suite.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests import saving
from tests.databases import Backend, connected
from tests.merges import merge
from tests.test_undo import facts
from tests.web.site import TEXT, fill
from tracker import check
from tracker.errors import NotFound, Refused, Stale
from tracker.exchange.importing import import_rows
from tracker.exchange.sources import source_of
from tracker.records import kinds

EXAMPLES = int(os.environ.get("EXAMPLES", "2"))
STEPS = int(os.environ.get("STEPS", "6"))
KINDS = ("companies", "people", "offices", "claims", "partnerships")
NAMES = st.sampled_from(["Ada", "Blue Works", "Česká", "東京", "D'Or & Co", "<b>E</b>"])
WORDS = st.sampled_from(["about 40", "more than 100", "top 10", "undisclosed", "nothing at all"])
QUOTES = st.sampled_from([TEXT[:31], "40 people", "nowhere"])
WHICH = st.integers(0, 99)
REFUSALS = (Refused, Stale, NotFound)


class AnyOrder(RuleBasedStateMachine):
    """Saves through the doors that the tracker has; a refused one must have changed nothing."""

    backend: Backend

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.engine = self.stack.enter_context(connected(self.stack.enter_context(self.backend.lend(fill))))
        self.folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.before: dict[int, Any] = {}  # what stood before each save, by its number

    def teardown(self) -> None:
        self.stack.close()

    def save(self, act: Any, *given: Any, **values: Any) -> bool:
        """Save once; whether it was not refused. Refused, nothing at all was stored."""
        stood, newest = facts(self.engine), saving.newest_revision(self.engine)
        try:
            act(self.engine, *given, **values)
        except REFUSALS:
            assert facts(self.engine) == stood
            assert saving.newest_revision(self.engine) == newest
            return False
        after = saving.newest_revision(self.engine)
        assert after <= newest + 1
        if after > newest:
            self.before[after] = stood
        return True

    def one(self, kind: str, which: int, where: str = "trashed_at IS NULL AND merged_into_id IS NULL") -> int:
        """The id of some record of a kind; 0, which is none, when there is none."""
        merged = "merged_into_id" in kinds()[kind].__table__.c
        where = where if merged else where.replace(" AND merged_into_id IS NULL", "")
        found = saving.rows(self.engine, f"SELECT id FROM {kind} WHERE {where} ORDER BY id")
        return int(found[which % len(found)][0]) if found else 0

    @rule(name=NAMES)
    def add_company(self, name: str) -> None:
        self.save(saving.add, "companies", name=name, aliases=[{"name": f"{name} Inc"}])

    @rule(which=WHICH, status=st.sampled_from(["announced", "open", "closed", "lost"]))
    def add_office(self, which: int, status: str) -> None:
        company = self.one("companies", which)
        self.save(saving.add, "offices", company=company, city="Seoul", status=status, status_on="2025-05")

    @rule(which=WHICH, words=WORDS)
    def add_claim(self, which: int, words: str) -> None:
        given = {"subject": self.one("companies", which), "metric": "employees", "value_text": words}
        self.save(saving.add, "claims", summary=f"They are {words}.", **given)

    @rule(one=WHICH, other=WHICH)
    def add_deal(self, one: int, other: int) -> None:
        parties = [{"company": self.one("companies", which)} for which in (one, other)]
        self.save(saving.add, "partnerships", kind="research", parties=parties)

    @rule(kind=st.sampled_from(KINDS), which=WHICH, text=NAMES, stale=st.booleans())
    def change(self, kind: str, which: int, text: str, stale: bool) -> None:
        number = self.one(kind, which)
        field = {"claims": "summary", "partnerships": "summary", "offices": "role"}.get(kind, "description")
        version = 99 if stale else None
        saved = number and self.save(saving.change, kind, number, version=version, **{field: text})
        if saved:
            assert saving.row(self.engine, kind, number)[field] == text

    @rule(kind=st.sampled_from(KINDS), which=WHICH, quote=QUOTES)
    def cite(self, kind: str, which: int, quote: str) -> None:
        record = self.one(kind, which)
        saved = self.save(saving.add, "citations", record=record, article="Acme in Seoul", quote=quote)
        assert saved == (quote in TEXT and record > 0)

    @rule(kind=st.sampled_from(KINDS), which=WHICH)
    def delete(self, kind: str, which: int) -> None:
        number = self.one(kind, which)
        if number and self.save(saving.remove, kind, number):
            assert (kind, number) not in facts(self.engine)

    @rule(kind=st.sampled_from(KINDS), which=WHICH)
    def restore(self, kind: str, which: int) -> None:
        number = self.one(kind, which, "trashed_at IS NOT NULL")
        if number and self.save(saving.restore, kind, number):
            assert (kind, number) in facts(self.engine)

    @rule(one=WHICH, other=WHICH)
    def merge(self, one: int, other: int) -> None:
        pair = [self.one("companies", which) for which in (one, other)]
        self.save(merge, "companies", *pair)

    @rule()
    def undo_the_newest(self) -> None:
        newest = saving.newest_revision(self.engine)
        stood = self.before.get(newest)
        if stood is not None and self.save(saving.undo, newest):
            assert facts(self.engine) == stood

    @rule(which=WHICH)
    def undo_any(self, which: int) -> None:
        self.save(saving.undo, 1 + which % saving.newest_revision(self.engine))

    @rule(names=st.lists(NAMES, min_size=1, max_size=3, unique=True), bad=st.booleans())
    def import_people(self, names: list[str], bad: bool) -> None:
        newest = saving.newest_revision(self.engine)
        file = self.folder / "people.csv"
        lines = ["name,description", *(f'"{name} {newest}",' for name in names)] + [",Nobody"] * bad
        file.write_text("\n".join(lines), "utf-8")
        count = len(facts(self.engine))
        sources = [source_of(kinds()["people"], file)]
        saved = self.save(lambda engine: import_rows(engine, sources, actor="test"))
        assert saved == (not bad)
        assert len(facts(self.engine)) == count + (len(names) if saved else 0)

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert [str(finding) for finding in check.check(self.engine) if finding.count] == []


@pytest.fixture
def undrifted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No save changes the schema, and comparing it takes longer than all other checks."""
    monkeypatch.setattr(check, "drift", lambda _: [])


@pytest.mark.usefixtures("undrifted")
def test_any_order_of_saves_leaves_a_sound_database(backend: Backend) -> None:
    class Here(AnyOrder):
        pass

    Here.backend = backend
    how = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, derandomize=EXAMPLES < 10, deadline=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,),  # making it shorter takes minutes
    )  # fmt: skip
    run_state_machine_as_test(Here, settings=how)
