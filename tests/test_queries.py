"""Lists: every filter, every order and every page of every kind, the same on both databases."""

import base64
import json
from itertools import product
from typing import Any

import pytest

from tests.databases import connected
from tests.exchange.samples import fill
from tests.saving import add, change, editing, remove, restore
from tracker.db import reading
from tracker.errors import NotFound, Refused
from tracker.fields import fields_of
from tracker.queries import as_row, every_row, find_id, listing, record_row, totals
from tracker.queries.filters import OPERATORS, conditions, read_filters
from tracker.queries.listing import COUNTED
from tracker.queries.orders import SORTABLE
from tracker.queries.reach import reached
from tracker.queries.rows import shape_of
from tracker.queries.totals import counted
from tracker.records import kind_called, kinds

OPEN = {"subject": "OpenAI", "metric": "revenue"}
# What a filter may be given, right or wrong, for a field of each sort.
TRIED = [
    "", "1", "-1", "1.5", "1e400", "nan", "yes", "KR", "OpenAI", "OpenAI;", "2025", "2025-05-26", "late 2026",
    "2025-05-26T09:00:00Z", "0001-01-01T00:00:00+14:00", "announced", "%", "_", "\\", "'", "9" * 40, "Łódź",
    "\x00", "x" * 3000,
]  # fmt: skip


# Of those, one that each sort of field takes: what is reached over a link is read as it is on its own list.
ONCE = ["1", "yes", "KR", "2025-05-26", "announced", "\x00"]

# Of every kind more than a page, with ties and gaps, and values of every sort.
MORE: dict[str, list[dict[str, Any]]] = {
    "countries": [{"name": f"Land {n}", "code": f"X{'ABC'[n]}", "is_territory": n > 1} for n in range(3)],
    "cities": [
        {"name": f"Town {n % 4}", "country": ["QL", "QP", "XA"][n % 3], "population": [None, 7, 900][n % 3],
         "capital": bool(n % 2)} for n in range(11)
    ],
    "metrics": [
        {"name": name, "label": "A label", "value_kind": "statement", "definition": "A definition."}
        for name in ("revenue", "head_count", "share")
    ],
    "companies": [
        {"name": f"Firm {n % 4}", "kind": ["company", "other"][n % 2], "country": [None, "QL"][n % 2]}
        for n in range(9)
    ],
    "people": [
        {"name": f"Person {n % 3}", "roles": [{"company": "@At", "role": f"role {n % 2}"}] * (n % 2)}
        for n in range(7)
    ],
    "publishers": [{"name": f"Gazette {n}", "country": [None, "QP"][n % 2]} for n in range(4)],
    "feeds": [
        {"name": f"Feed {n % 2}", "address": f"https://gazette.example/{n}"} for n in range(5)
    ],
    "programmes": [{"name": f"Abroad {n % 2}", "company": ["@At", "-Minus"][n % 2]} for n in range(5)],
    "articles": [
        {"title": f"Story {n % 4}", "published": ["May 2025", None, "2024"][n % 3]} for n in range(7)
    ],
    "offices": [
        {"company": "@At", "city": [None, "Quillfort, QL"][n % 2], "country": ["XA", "QL"][n % 2],
         "opened": [None, "2024", None][n % 3]} for n in range(5)
    ],
    "partnerships": [
        {"kind": ["research", "commercial"][n % 2], "country": [None, "QL"][n % 2], "status": "announced",
         "parties": [{"company": "@At"}, {"company": "-Minus"}]} for n in range(5)
    ],
    "projects": [
        {"name": f"P{n % 3}", "capacity_text": f"{n % 4} MW", "parties": [{"company": "@At"}] * (n % 2)}
        for n in range(9)
    ],
    "claims": [
        {"subject": f"companies/{['at', 'minus'][n % 2]}", "metric": "revenue", "summary": f"Claim {n % 5} É",
         "value_text": ["US$5", "more than US$5", "about 3%", "undisclosed", None, "top 10", "second"][n % 7],
         "as_of": ["2025-05", "by 2024", "since 2023", None, None][n % 5], "place": [None, "QL", "QP"][n % 3]}
        for n in range(23)
    ],
    "aliases": [
        {"record": "companies/at", "name": f"At {n}", "kind": ["legal", "short"][n % 2]} for n in range(5)
    ],
}  # fmt: skip


def vary(engine):
    """Fill a migrated database with a few dozen rows of every kind."""
    fill(engine)
    for kind, rows in MORE.items():
        with editing(engine) as edit:
            edit.add_many(kind_called(kind), rows)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def varied(request):
    """An engine on such a database, for tests that only read."""
    with request.getfixturevalue(request.param).lend(vary) as url, connected(url) as engine:
        yield engine


def listed(engine, kind, /, **arguments):
    """The page for these arguments; a list is given as repeated arguments."""
    pairs = [
        (name, str(value))
        for name, values in arguments.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    with reading(engine) as session:
        return listing(session, kind_called(kind), pairs)


def names(engine, kind, /, **arguments):
    return [found["label"] for found in listed(engine, kind, **arguments).rows]


# -- filters ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(kinds()))
def test_every_filter_of_every_field_answers_or_is_refused_by_name(varied, name):
    kind, answered = kind_called(name), 0
    tried = [(field, TRIED) for field in fields_of(kind)] + [(one.field, ONCE) for one in reached(kind)]
    with reading(varied) as session:
        for turn, ((field, values), operator) in enumerate(product(tried, OPERATORS)):
            argument = f"{field.name}__{operator}" if operator else field.name
            # Each is given a third of the values, and the next one the next third.
            for value in values[turn % 3 :: 3]:
                answered += answers(session, kind, argument, value)
    assert answered > len(tried)


def answers(session, kind, argument, value):
    """Whether a filter is answered; else it is refused and nothing else is."""
    try:
        # Only the condition: the rows it leaves are another test's.
        filters = read_filters(kind, [(argument, value)])
        query = shape_of(kind).statement.with_only_columns(kind.id)
        session.execute(query.where(*conditions(session, kind, filters)).limit(1)).all()
        assert filters[0].words
    except Refused as refused:
        named = list(refused.fields)
    else:
        return True
    assert named == [argument], value
    return False


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"name__like": "x"}, "name__like"),
        ({"name__": "x"}, "name__"),
        ({"name__ne__ne": "x"}, "name__ne__ne"),
        ({"name__gte": "x"}, "name__gte"),
        ({"_order": "name"}, "_order"),
        ({"_sort": "colour"}, "_sort"),
        ({"_sort": "--name"}, "_sort"),
        ({"_sort": "name,id"}, "_sort"),
        ({"_size": "0"}, "_size"),
        ({"_size": "1001"}, "_size"),
        ({"_size": "-5"}, "_size"),
        ({"_size": "many"}, "_size"),
        ({"_size": "9" * 5000}, "_size"),
        ({"country": "Atlantis"}, "country"),
        ({"kind": "cartel"}, "kind"),
        ({"name__isnull": "perhaps"}, "name__isnull"),
    ],
)
def test_what_is_not_understood_is_named(engine, arguments, field):
    with pytest.raises(Refused) as refused:
        listed(engine, "companies", **arguments)
    assert list(refused.value.fields) == [field]


# -- pages ------------------------------------------------------------------------------------------------


def walk(session, kind, arguments, size):
    """Every row from the first page to the last and back again."""
    pages, token = [], None
    while True:
        given = [*arguments, ("_size", str(size)), *([("_next", token)] if token else [])]
        page = listing(session, kind, given)
        pages.append([found["id"] for found in page.rows])
        if page.next is None:
            break
        token = page.next
    back = [pages[-1]]
    while page.previous is not None:
        page = listing(session, kind, [*arguments, ("_size", str(size)), ("_next", page.previous)])
        back.append([found["id"] for found in page.rows])
    return pages, back[::-1]


@pytest.mark.parametrize("name", list(kinds()))
def test_a_streamed_row_is_the_row_that_its_own_statement_gives(varied, name, monkeypatch):
    """To the order of its columns and the types of its values, wherever a chunk ends."""
    monkeypatch.setattr("tracker.queries.streams.ROWS", 3)
    kind, shape = kind_called(name), shape_of(kind_called(name))
    with reading(varied) as session:
        whole = shape.statement.where(shape.table.c.trashed_at.is_(None)).order_by(shape.table.c.id)
        alone = [as_row(kind, found) for found in session.execute(whole).mappings()]
        streamed = list(every_row(session, kind, [("_sort", "id")]))
    assert alone
    assert json.dumps(streamed) == json.dumps(alone)


@pytest.mark.parametrize("name", list(kinds()))
def test_every_order_visits_every_row_once_both_ways(varied, name):
    kind = kind_called(name)
    with reading(varied) as session:
        everything = {found["id"] for found in every_row(session, kind)}
        assert everything
        for column in [*SORTABLE, *(one.name for one in fields_of(kind) if one.sort != "text")]:
            for order in (column, f"-{column}"):
                size = -(-len(everything) // 2)
                pages, back = walk(session, kind, [("_sort", order)], size)
                visited = [one for page in pages for one in page]
                assert len(visited) == len(set(visited)), order
                assert set(visited) == everything, order
                assert back == pages, order
                assert visited == [found["id"] for found in every_row(session, kind, [("_sort", order)])]


@pytest.mark.parametrize("order", ["population", "-population", "name", "-capital", "area", "country"])
def test_a_long_list_is_cut_without_gaps(seeded_engine, order):
    with reading(seeded_engine) as session:
        some = [("country", code) for code in ("DE", "FR", "GB", "KR")]
        pages, back = walk(session, kind_called("cities"), [*some, ("_sort", order)], 60)
        assert len({one for page in pages for one in page}) == sum(map(len, pages)) > 400
        assert back == pages


def test_empty_values_come_last_both_ways(varied):
    for order in ("as_of", "-as_of", "value_text", "-value_text", "place", "-place"):
        field = order.removeprefix("-")
        known = [found[field] is not None for found in listed(varied, "claims", _sort=order).rows]
        if field == "value_text":
            known = [found["value_low"] is not None for found in listed(varied, "claims", _sort=order).rows]
        assert known == sorted(known, reverse=True), order
        assert True in known
        assert False in known


@pytest.fixture
def changing(backend):
    with backend.lend(vary) as url, connected(url) as engine:
        yield engine


def test_names_are_sorted_without_their_case_in_any_script(changing):
    names = ["Zeta", "ÉCART", "éclat", "ωκεανός", "ΩΜΕΓΑ"]
    for name in reversed(names):
        add(changing, "companies", name=name)
    kind = kind_called("companies")
    with reading(changing) as session:
        for order, expected in (("name", names), ("-name", names[::-1]), ("label", names)):
            rows = list(every_row(session, kind, [("_sort", order)]))
            assert [row["name"] for row in rows if row["name"] in names] == expected
            assert [row["id"] for row in listed(changing, "companies", _sort=order, _size=1000).rows] == [
                row["id"] for row in rows
            ]


def test_a_page_holds_its_place_while_rows_come_and_go(changing):
    with reading(changing) as session:
        kind = kind_called("claims")
        first = listing(session, kind, [("_sort", "id"), ("_size", "5")])
        following = [found["id"] for found in listing(session, kind, [
            ("_sort", "id"), ("_size", "5"), ("_next", str(first.next))]).rows]  # fmt: skip
    remove(changing, "claims", first.rows[0]["id"])
    remove(changing, "claims", first.rows[4]["id"])
    add(changing, "claims", summary="Newer", subject="companies/at", metric="revenue")
    with reading(changing) as session:
        arguments = [("_sort", "id"), ("_size", "5"), ("_next", str(first.next))]
        assert [found["id"] for found in listing(session, kind, arguments).rows] == following


def test_counts_are_exact_up_to_a_cap(seeded_engine, monkeypatch):
    page = listed(seeded_engine, "cities")
    assert (page.count, page.count_capped) == (6779, False)
    assert len(page.rows) == page.size == 50
    monkeypatch.setitem(listing.__globals__, "COUNTED", 100)
    page = listed(seeded_engine, "cities")
    assert (page.count, page.count_capped) == (100, True)
    page = listed(seeded_engine, "offices")
    assert (page.count, page.count_capped) == (7, False)
    assert COUNTED == 10_000


def token(*said):
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "bad",
    [
        "x", "=", "é", "\x00", "A" * 10_000, token(), token(1, 2, 3, 4), token("name", "a", "b", False),
        token("-id", 5, 5, False), token("name", 5, 5, False), token("name", "a", 5, "no"),
        token("name", "a", 10**30, False), token("name", ["a"], 5, False), token("name", "a\x00", 5, False),
        token("name", "\ud800", 5, False), base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)  # fmt: skip
def test_a_token_of_nobodys_is_refused(seeded_engine, bad):
    with pytest.raises(Refused) as refused:
        listed(seeded_engine, "companies", _sort="name", _next=bad)
    assert list(refused.value.fields) == ["_next"]


@pytest.mark.parametrize(
    ("order", "value"),
    [
        ("population", "many"), ("population", 1e400), ("population", 10**30), ("latitude", 1e400),
        ("added_at", "yesterday"), ("added_at", 5), ("id", "5"), ("capital", "yes"), ("name", True),
    ],
)  # fmt: skip
def test_a_token_with_a_key_of_another_sort_is_refused(seeded_engine, order, value):
    with pytest.raises(Refused) as refused:
        listed(seeded_engine, "cities", _sort=order, _next=token(order, value, 5, False))
    assert list(refused.value.fields) == ["_next"]


# -- rows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(kinds()))
def test_a_row_of_a_list_is_the_row_of_its_page(seeded_engine, name):
    with reading(seeded_engine) as session:
        kind = kind_called(name)
        for found in listing(session, kind, [("_size", "3")]).rows:
            whole = record_row(session, kind, found["id"])
            assert {key: whole[key] for key in found} == found
            assert found["permalink"] == f"/{name}/{found['id']}"


def test_a_record_is_found_by_its_id_or_short_name(seeded_engine):
    company, country = kind_called("companies"), kind_called("countries")
    with reading(seeded_engine) as session:
        number = find_id(session, company, "openai")
        assert find_id(session, company, str(number)) == find_id(session, company, "OPENAI") == number
        assert find_id(session, country, "kr") == find_id(session, country, "KR")
        for key in ("nobody", "", "0x10", "٣", "9" * 40, "a\x00", "openai'", "-1", "1.0", "%"):
            with pytest.raises(NotFound):
                find_id(session, company, key)


def test_totals_count_what_is_not_in_the_trash(seeded_engine):
    with reading(seeded_engine) as session:
        before = totals(session)
    assert (before["offices"], before["countries"], before["cities"]) == (7, 250, 6779)
    office = listed(seeded_engine, "offices").rows[0]["id"]
    remove(seeded_engine, "offices", office)
    with reading(seeded_engine) as session:
        assert totals(session)["offices"] == 6
        assert totals(session) == counted(session)
        trash = listing(session, kind_called("offices"), [], trashed=True)
    assert [found["id"] for found in trash.rows] == [office]
    restore(seeded_engine, "offices", office)
    add(seeded_engine, "companies", name="Acme", aliases=[{"name": "Zenith"}])
    with reading(seeded_engine) as session:
        more = {name: before[name] + 1 for name in ("companies", "aliases")}
        assert totals(session) == counted(session) == before | more


def test_a_row_shows_what_a_change_left(seeded_engine):
    office = listed(seeded_engine, "offices", city="Seoul").rows[0]
    change(seeded_engine, "offices", office["id"], role="lab")
    changed = listed(seeded_engine, "offices", city="Seoul").rows[0]
    assert (changed["role"], changed["version"]) == ("lab", office["version"] + 1)
