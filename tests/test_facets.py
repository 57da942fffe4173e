"""Facets: every count is that of the rows behind its link, whatever is filtered and was saved since."""

import sys

import pytest
from sqlalchemy import Integer, cast, event, literal, null, select

from tests.databases import connected
from tests.saving import add, change, remove, restore, undo
from tracker.db import reading
from tracker.errors import Refused
from tracker.exchange.seeds import load_all
from tracker.queries import bitmaps, listing, tallies
from tracker.queries import facets as module
from tracker.queries.bands import BANDED, BELOW, LIMITS, MOST, WORDED, bands, cells_of, is_band, words_of
from tracker.queries.facets import facets, matching
from tracker.queries.filters import read_filters
from tracker.queries.packed import Number, columns
from tracker.queries.reach import facetted
from tracker.queries.spelled import as_sql
from tracker.queries.typed import ask
from tracker.records import kind_called, kinds
from tracker.records.partnership import PartnershipParty

CLAIM = {"subject": "OpenAI", "metric": "datacentre_plans"}
LISTS = sys.modules[listing.__module__]


def with_gaps(engine):
    """Seeds, and rows with every sort of gap."""
    load_all(engine)
    for words in ("2023", "2025-05", "since 2024", "by 2022-06", None):
        for modality in ("fact", "plan"):
            named = {"summary": f"{words} {modality}", "modality": modality}
            add(engine, "claims", as_of=words, **named, **CLAIM)
    add(engine, "claims", summary="placed", place="Japan", claimant="Kakao", **CLAIM)
    parties = [{"company": "Kakao", "role": "investor"}, {"company": "Krafton", "role": "customer"}]
    add(engine, "partnerships", kind="investment", country="KR", parties=parties)
    for words in ("US$3m", "US$4 million", "US$5m to 2bn", "up to US$900", "several", "12%", "0.04%", "−5%"):
        baseline = "a year before" if "%" in words else None
        add(engine, "claims", summary=words, value_text=words, baseline=baseline, as_of="2024", **CLAIM)
    for words, country in (("400 MW", "KR"), ("about 150 MW", "KR"), ("1.2 GW", "US"), ("undisclosed", "KR")):
        add(engine, "projects", name=words, capacity_text=words, country=country)
    add(engine, "companies", name="Nowhere", kind="nonprofit")


@pytest.fixture
def filled(backend):
    with backend.lend(with_gaps) as url, connected(url) as engine:
        yield engine


def counted(engine, kind, /, *arguments, most=100):
    with reading(engine) as session:
        filters = read_filters(kind_called(kind), arguments)
        return {one.field.name: one for one in facets(session, kind_called(kind), filters, most=most)}


def behind(engine, kind, arguments):
    with reading(engine) as session:
        return listing(session, kind_called(kind), [*arguments, ("_size", "1")]).count


def only(facet, value, arguments):
    """The arguments of the list that one value's count leads to."""
    name, column = facet.field.name, facet.field.column
    others = [pair for pair in arguments if pair[0] not in (name, column, f"{name}__isnull")]
    if value.value is None:
        return [*others, (f"{name}__isnull", "yes")]
    if facet.field.sort == "flag":
        return [*others, (name, "yes" if value.value else "no")]
    return [*others, (name, str(value.value))]


ASKED = [
    ("claims", []),
    ("claims", [("modality", "plan"), ("modality", "fact"), ("as_of", "2025")]),
    ("claims", [("as_of", "2024"), ("as_of__isnull", "yes"), ("company", "openai")]),
    ("claims", [("place__isnull", "yes"), ("summary__contains", "a"), ("modality__ne", "plan")]),
    ("claims", [("as_of", "2025-05"), ("country", "KR")]),
    ("offices", [("status", "open")]),
    ("partnerships", [("company", "Kakao")]),
    ("partnerships", [("role", "investor"), ("kind", "investment"), ("article__isnull", "yes")]),
    ("companies", [("country", "KR"), ("country__isnull", "yes")]),
    ("countries", [("region", "Asia")]),
    ("cities", [("country", "KR"), ("capital", "no")]),
    ("cities", [("population", "2000000..5000000"), ("population", "9..99"), ("population__isnull", "yes")]),
    ("claims", [("unit", "USD"), ("value_text", "1000000..10000000"), ("modality", "fact")]),
    ("claims", [("unit", "percent"), ("value_text", "3.5..60"), ("value_text", "words")]),
    ("projects", [("country", "KR"), ("capacity_text__ne", "200..")]),
    ("claims", [("claimant__isnull", "yes"), ("modality__ne", "fact"), ("modality__ne", "plan")]),
    ("claims", [("place__isnull", "no"), ("subject__ne", "OpenAI"), ("value_text__isnull", "no")]),
    ("claims", [("value_text__isnull", "yes"), ("as_of__isnull", "no"), ("metric__ne", "revenue")]),
    ("claims", [("place__isnull", "no"), ("place__isnull", "yes"), ("country__ne", "KR")]),
    ("claims", [("value_text__ne", "1000000..10000000"), ("value_text__gte", "1000"), ("unit__ne", "EUR")]),
    ("partnerships", [("role__ne", "investor"), ("company", "Kakao"), ("role", "investor")]),
    ("partnerships", [("company__ne", "Kakao"), ("role__isnull", "no")]),
    ("cities", [("capital__ne", "yes"), ("population__isnull", "no"), ("population__lte", "2000000")]),
    *[
        ("claims", [(f"as_of__{end}", day)])
        for end in ("gte", "lte", "ne")
        for day in ("2025", "2025-05", "2025-05-20", "2022-06-30")
    ],
    ("claims", [("as_of__gte", "2024-03"), ("as_of__lte", "2025-04"), ("said_on__gte", "2020")]),
    ("claims", [("as_of__gte", "since 2024"), ("as_of__lte", "by 2025"), ("modality", "fact")]),
    ("claims", [("as_of__gte", "2030"), ("as_of__gte", "2024")]),
]


@pytest.mark.parametrize(("kind", "arguments"), ASKED, ids=str)
def test_every_count_is_that_of_the_rows_behind_it(filled, kind, arguments):
    found = counted(filled, kind, *arguments)
    assert list(found) == [one.field.name for one in facetted(kind_called(kind))]
    for facet in found.values():
        for value in facet.values[:12]:
            asked = only(facet, value, arguments)
            assert value.count == behind(filled, kind, asked), (facet.field.name, value)
    with reading(filled) as session:
        filters = read_filters(kind_called(kind), arguments)
        assert matching(session, kind_called(kind), filters) == behind(filled, kind, arguments)


@pytest.mark.parametrize("year", ["1850", "1900", "2021", "2023", "2024", "2060", "2100", "2150"])
def test_dates_with_open_ends_are_found_in_years_that_no_other_date_has(filled, year):
    for words in ("1850", "2150", "since 1890"):
        add(filled, "claims", as_of=words, summary=words, **CLAIM)
    for end in ("", "__ne", "__gte", "__lte"):
        asked = [(f"as_of{end}", year)]
        with reading(filled) as session:
            found = matching(session, kind_called("claims"), read_filters(kind_called("claims"), asked))
        assert found == behind(filled, "claims", asked), end


def test_the_values_of_a_field_add_up_to_all_rows(filled):
    everything = behind(filled, "claims", [])
    found = counted(filled, "claims")
    for name in ("subject", "metric", "place", "claimant", "modality", "rank"):
        assert sum(value.count for value in found[name].values) == everything


def banded(engine, kind, name, *arguments):
    return [(one.label, one.count) for one in counted(engine, kind, *arguments)[name].values]


def test_numbers_stand_in_bands_of_one_unit(filled):
    several = banded(filled, "claims", "value_text")
    assert [words for words, _ in several] == ["any number", "no number", "unknown"]
    assert sum(count for _, count in several) == behind(filled, "claims", [])
    money = [("US$500–1,000", 1), ("US$2–5 m", 2), ("US$5–10 m", 1)]
    assert banded(filled, "claims", "value_text", ("unit", "USD")) == money
    korea = banded(filled, "projects", "capacity_text", ("country", "KR"))
    assert korea == [("100–200 MW", 1), ("200–500 MW", 1), ("no number", 1)]
    assert banded(filled, "projects", "capacity_text", ("country", "US")) == [("1,000–2,000 MW", 1)]


def test_bands_are_few_and_hold_every_number_once():
    numbers = {WORDED: 5, None: 7} | dict.fromkeys(range(BELOW, BELOW + len(LIMITS) + 1), 1)
    for last in (BELOW + 4, BELOW + 20, BELOW + len(LIMITS)):
        some = {cell: count for cell, count in numbers.items() if cell is None or cell <= last}
        found = bands(some)
        assert len(found) <= MOST
        assert sum(found.values()) == last + 1 - BELOW
        covered = [cell for band in found for cell in cells_of(band) or ()]
        assert len(covered) == len(set(covered))
        assert {*range(BELOW, last + 1)} <= set(covered)


def test_a_band_says_its_limits_in_the_words_of_its_unit():
    said = [("1000000000..10000000000", "USD"), ("1..2", "rank"), ("10..20", "rank"), ("..0", "percent"),
            ("0.1..0.2", "percent"), ("1000000..", "people"), ("1..2", "KRW"), ("..", None)]  # fmt: skip
    assert [words_of(*one) for one in said] == [
        "US$1–10 bn", "1st", "10th–19th", "less than 0%", "0.1–0.2%", "at least 1 million people", "₩1–2",
        "any number",
    ]  # fmt: skip
    assert [is_band(text) for text in ("1e3..", "5", "a..b", "", "5...7", "words")] == [False] * 5 + [True]


def test_chosen_values_are_marked_and_shown_however_rare(filled):
    found = counted(filled, "claims", ("modality", "denial"), ("subject", "OpenAI"), most=1)
    assert [(one.value, one.selected) for one in found["modality"].values][-1] == ("denial", True)
    assert [one.label for one in found["subject"].values if one.selected] == ["OpenAI"]
    unknown = counted(filled, "claims", ("place__isnull", "yes"))["place"]
    assert [(one.value, one.label) for one in unknown.values if one.selected] == [(None, "unknown")]


def test_counts_follow_every_save(filled):
    def plans():
        return {one.value: one.count for one in counted(filled, "claims")["modality"].values}.get("plan", 0)

    before = plans()
    number = add(filled, "claims", summary="one more", modality="plan", as_of="2024", **CLAIM)
    assert plans() == before + 1
    change(filled, "claims", number, modality="target")
    assert plans() == before
    change(filled, "claims", number, modality="plan")
    gone = remove(filled, "claims", number)
    assert plans() == before
    restore(filled, "claims", number)
    assert plans() == before + 1
    change(filled, "claims", number, as_of="2031", place="Japan", value_text="US$7 trillion")
    assert ("US$5–10 tn", 1) in banded(filled, "claims", "value_text", ("unit", "USD"))
    found = counted(filled, "claims", ("as_of", "2031"))
    assert "2031" in [one.value for one in found["as_of"].values]
    assert gone


def test_a_status_follows_its_steps(filled):
    office = listed(filled, "offices", ("status", "open"))[0]
    before = {one.value: one.count for one in counted(filled, "offices")["status"].values}
    add(filled, "status_events", record=office, status="closed", date="2026-01")
    after = {one.value: one.count for one in counted(filled, "offices")["status"].values}
    assert after["open"] == before["open"] - 1
    assert after["closed"] == before.get("closed", 0) + 1


def listed(engine, kind, *arguments):
    with reading(engine) as session:
        return [row["id"] for row in listing(session, kind_called(kind), arguments).rows]


def test_keeping_up_gives_what_counting_anew_does(filled):
    for name in ("claims", "offices", "companies"):
        counted(filled, name)
    number = add(filled, "claims", summary="later", place="Japan", as_of="by 2024", value_text="3", **CLAIM)
    undone = remove(filled, "claims", number)
    undo(filled, undone)
    add(filled, "companies", name="Latest", kind="university", country="FR")
    kept = {name: counted(filled, name) for name in ("claims", "companies")}
    with reading(filled) as session:
        tallies._KEPT.pop(session.get_bind().engine.pool)
    assert {name: counted(filled, name) for name in ("claims", "companies")} == kept


@pytest.mark.parametrize("few", [0, 2])
def test_fields_with_many_values_are_counted_as_well(filled, monkeypatch, few):
    right = counted(filled, "claims", ("modality", "fact"))
    with reading(filled) as session:
        tallies._KEPT.pop(session.get_bind().engine.pool)
    monkeypatch.setattr(bitmaps, "FEW", few)
    monkeypatch.setattr(bitmaps, "TOPS", 3)
    monkeypatch.setattr(module, "KEPT", 2)
    many = counted(filled, "claims", ("modality", "fact"), most=2)
    for name, facet in many.items():
        if facet.field.sort in BANDED:
            assert facet == right[name]
        elif facet.field.sort != "date":
            given = [(one.count, one.value is None) for one in facet.values[:2]]
            assert given == [(one.count, one.value is None) for one in right[name].values[:2]], name


@pytest.mark.parametrize("sparse", [1, 10**6], ids=["one by one", "all gone through"])
def test_few_of_many_are_counted_one_by_one_and_all_the_same(filled, monkeypatch, sparse):
    monkeypatch.setattr(bitmaps, "FEW", 0)
    monkeypatch.setattr(bitmaps, "SPARSE", sparse)
    monkeypatch.setattr(module, "KEPT", 1)
    for subject in ("OpenAI", "KR", "OpenAI"):  # the second and third with what was counted for the first
        asked = [("modality", "fact"), ("subject", subject)]
        for name, facet in counted(filled, "claims", *asked, most=1).items():
            for value in facet.values:
                assert value.count == behind(filled, "claims", only(facet, value, asked)), (name, value)
        plans = counted(filled, "claims", ("subject", subject), ("modality", "plan"), most=1)["modality"]
        assert [one.value for one in plans.values if one.selected] == ["plan"]


def test_a_seldom_party_is_counted_without_counting_all_parties_anew(filled, monkeypatch):
    monkeypatch.setattr(module, "KEPT", 1)
    asked: list[str] = []
    event.listen(filled, "before_cursor_execute", lambda *given: asked.append(given[2]))
    parties = [one.value for one in counted(filled, "partnerships", most=1)["company"].values]
    with reading(filled) as session:
        link = PartnershipParty.__table__.c.company_id
        seldom = sorted({*session.scalars(select(link))} - {*parties})[:3]
    asked.clear()
    for number in seldom:
        argument = ("company", str(number))
        facet = counted(filled, "partnerships", argument, most=1)["company"]
        for value in facet.values:
            assert value.count == behind(filled, "partnerships", only(facet, value, [argument]))
        assert [one.value for one in facet.values if one.selected] == [number]
    parts = [one for one in asked if one.startswith("SELECT partnership_parties.company_id, count(DISTINCT")]
    assert len(parts) == len(seldom)
    assert all("partnership_parties.company_id IN" in one for one in parts)


def test_numbers_of_any_size_are_read_in_columns(filled):
    table, empty = kind_called("cities").__table__, cast(null(), Integer)
    wide = [0, 2**15 - 1, 2**15, 55_296, 2**16, 2**30 - 1]
    numbers = [Number(literal(one), wide=True) for one in wide] + [Number(literal(2**15 - 1))]
    with reading(filled) as session:
        ids = session.scalars(select(table.c.id).order_by(table.c.id)).all()
        first, none, *found = columns(session, table, [Number(table.c.id, True), Number(empty), *numbers])
    assert (list(first), set(none)) == (ids, {0})
    assert [set(one) for one in found] == [{one} for one in [*wide, 2**15 - 1]]


def test_what_cannot_be_counted_is_named(engine):
    with reading(engine) as session, pytest.raises(Refused) as refused:
        listing(session, kind_called("claims"), [("_facet", "summary")])
    assert "subject, metric" in refused.value.fields["_facet"]


# Typed SQL does not read where the tracker looks for news.
@pytest.mark.parametrize("name", [name for name in kinds() if name not in ("captures", "feeds")])
def test_the_sql_of_a_list_gives_its_rows(filled, name):
    kind = kind_called(name)
    arguments = {
        "claims": [("company", "openai"), ("as_of__gte", "2023"), ("note__ne", "a%'"), ("_sort", "-as_of")],
        "offices": [("country", "KR"), ("country", "Japan"), ("_sort", "city")],
        "partnerships": [("company", "OpenAI"), ("role", "partner"), ("_sort", "-label")],
        "companies": [("kind__ne", "publisher"), ("name__contains", "a")],
    }.get(name, [("_sort", "-id")])
    with reading(filled) as session:
        words = as_sql(session, kind, arguments)
        page = listing(session, kind, [*arguments, ("_size", "1000")])
    with ask(filled, words) as answer:
        rows = list(answer.rows)
    assert [row[answer.columns.index("id")] for row in rows][:1000] == [row["id"] for row in page.rows]


def test_what_bitmaps_tell_is_not_asked_of_the_database(filled):
    def statements(*arguments):
        seen = []
        with reading(filled) as session:
            filters = read_filters(kind_called("claims"), arguments)
            matching(session, kind_called("claims"), [])
            event.listen(filled, "before_cursor_execute", lambda *given: seen.append(given[2]))
            matching(session, kind_called("claims"), filters)
        return [said for said in seen if "FROM claims" in said]

    for name, value in (
        ("modality__ne", "fact"), ("place__isnull", "yes"), ("value_text__isnull", "no"),
        ("as_of__isnull", "yes"), ("as_of__ne", "2025"), ("as_of__gte", "2024"), ("as_of__lte", "2024"),
        ("claimant__isnull", "no"), ("subject", "OpenAI"), ("subject__ne", "OpenAI"),
    ):  # fmt: skip
        assert statements((name, value)) == [], name
    [asked] = statements(("as_of__gte", "2025-03"))
    assert "coalesce(claims.as_of_from, claims.as_of_to) BETWEEN" in asked


def test_a_page_takes_the_same_statements_whatever_its_size(filled):
    def statements(*arguments):
        seen = []
        with reading(filled) as session:
            connection = session.connection()
            event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2]))
            listing(session, kind_called("claims"), arguments)
        return len(seen)

    # The keys of the page, how many there are, the rows, and the sources of all of them at once.
    assert statements(("_size", "2")) == statements(("_size", "20")) == 4
    assert statements(("_sort", "-as_of"), ("_size", "2")) <= 5


@pytest.mark.parametrize("order", ["as_of", "-value_text", "summary", "modality", "-id", "added_at"])
def test_a_page_is_the_same_however_it_is_read(filled, monkeypatch, order):
    def page(arguments, **how):
        with reading(filled) as session:
            asked = [*arguments, ("_sort", order), ("_size", "7")]
            found = listing(session, kind_called("claims"), asked, **how)
        return [row["id"] for row in found.rows], found.next

    for kind, arguments in ASKED:
        if kind == "claims":
            plain, by_ids = page(arguments), page(arguments, exact=True)
            with monkeypatch.context() as many:
                many.setattr(LISTS, "COUNTED", 1)
                assert plain == by_ids == page(arguments) == page(arguments, exact=True), arguments


def test_a_list_is_counted_by_its_tallies_only_while_they_are_of_its_moment(filled):
    asked: list[str] = []
    event.listen(filled, "before_cursor_execute", lambda *given: asked.append(given[2]))
    before = behind(filled, "claims", [])
    counted(filled, "claims")
    asked.clear()
    assert behind(filled, "claims", []) == before
    assert not any("count(" in statement for statement in asked)
    add(filled, "claims", summary="one more", **CLAIM)
    assert behind(filled, "claims", []) == before + 1
    assert any("count(" in statement for statement in asked)
