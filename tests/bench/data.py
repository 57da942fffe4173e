"""A database as large as asked for: python tests/bench/data.py URL [CLAIMS]

Migrates and seeds the database at URL when it is empty, then adds CLAIMS claims (10,000 without a number)
with articles, stored texts, citations, companies, offices and partnerships in proportion, as one import
would leave them. The same numbers make the same rows. Names are made up of syllables; nothing is a fact.
"""

import hashlib
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, FromClause, Table, insert, select, text

from tracker.db import make_engine, transaction
from tracker.exchange.seeds import load_all
from tracker.history import Change, Revision
from tracker.lookup import name_key
from tracker.records import FACTS, Registered, kinds
from tracker.records.source import Passage
from tracker.schema import migrate
from tracker.search import SearchEntry
from tracker.search.asking import NAMED, tag_for, tag_of
from tracker.search.folding import fold
from tracker.types import now
from tracker.writing.register import pass_over

# Of each for a million claims, as an archive of ten years of news would hold them.
A_MILLION = 1_000_000
COMPANIES, ARTICLES, OFFICES, PARTNERSHIPS, PUBLISHERS = 20_000, 200_000, 50_000, 100_000, 400
CHUNK = 20_000
ARTICLE = 2_000  # characters
MODALITIES = {
    "fact": 62, "plan": 9, "target": 7, "forecast": 7, "opinion": 6, "intent": 5, "rumour": 3, "denial": 1
}  # fmt: skip
STATUSES = {
    "open": 40, "announced": 20, "under_way": 10, "planned": 9, "agreed": 6, "expanded": 5, "rumoured": 4,
    "closed": 3, "cancelled": 2, "paused": 1,
}  # fmt: skip
COMPANY_KINDS = {"company": 86, "state_owned": 4, "government_body": 5, "university": 5}
SYLLABLES = "ka lo mir ven tor sa ri qua zel no bra dun pex hal ory vi tem gal ur es pho lin mak".split()
WORDS = (
    "office chips deal revenue growth minister campus power grid users models funding board partner launch "
    "market plan report analysts city region talent cloud energy site lease customers"
).split()

Entry = tuple[int, int, str]
Found = tuple[int, str, str, Iterable[int], dict[str, Any]]


class Made(NamedTuple):
    """A record that others link to: its id, its name, and the name as it is searched for."""

    id: int
    name: str
    folded: str


class World:
    """Makes rows and puts them in, chunk by chunk, with register entries, history and search entries."""

    def __init__(self, connection: Connection, claims: int) -> None:
        self.connection, self.claims = connection, claims
        self.random = random.Random(20_250_526)
        self.stamp = now()
        self.next_id = (connection.scalar(text("SELECT max(id) FROM records")) or 0) + 1
        self.last_passage = connection.scalar(text("SELECT max(id) FROM passages")) or 0
        save = {"actor": "bench", "door": "import", "reason": "Made for measuring", "made_at": self.stamp}
        self.revision = connection.scalar(insert(Revision).values(save).returning(Revision.id))
        self.countries = self._named("countries")
        self.cities = list(connection.execute(text(
            "SELECT c.id, r.name, c.country_id, n.name FROM cities c JOIN records r ON r.id = c.id "
            "JOIN records n ON n.id = c.country_id ORDER BY c.population DESC LIMIT 400"
        )))  # fmt: skip
        self.metrics = list(connection.execute(text("SELECT id, label, unit FROM metrics ORDER BY id")))
        self.fillers = [self._filler() for _ in range(500)]

    def part(self, of_a_million: int) -> int:
        return max(2, of_a_million * self.claims // A_MILLION)

    def _named(self, table: str) -> list[Made]:
        query = select(Registered.id, Registered.name).where(Registered.kind == table).order_by(Registered.id)
        return [Made(i, name, fold(name)) for i, name in self.connection.execute(query)]

    def _filler(self) -> str:
        """A paragraph of common words with a rarer one now and then."""
        rare = ["".join(self.random.choices(SYLLABLES, k=3)) for _ in range(6)]
        words = self.random.choices(WORDS, k=55) + rare
        self.random.shuffle(words)
        return " ".join(words).capitalize() + "."

    def few(self, some: list[Any]) -> Any:
        """One of some, the first far more often than the last."""
        return some[int(len(some) * self.random.random() ** 3)]

    def weighted(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def ids(self, count: int) -> range:
        self.next_id += count
        return range(self.next_id - count, self.next_id)

    # -- putting in -----------------------------------------------------------------------------------

    def put(self, table: str, rows: Iterable[dict[str, Any]], entries: list[Entry]) -> None:
        """Rows of one kind, with their (id, root, name) for the register; every row has the same columns."""
        common = {"version": 1, "added_at": self.stamp, "changed_at": self.stamp}
        register = [
            {"id": i, "kind": table, "root_id": root, "name": name, "name_key": name_key(name)}
            for i, root, name in entries
        ]
        blank = {"field": None, "old": None, "new": None, "revision_id": self.revision, "action": "add"}
        self.insert(Registered.__table__, register)
        self.insert(kinds()[table].__table__, [one | common for one in rows])
        self.insert(Change.__table__, [blank | {"record_id": i} for i, _, _ in entries])

    def insert(self, table: FromClause, rows: list[dict[str, Any]]) -> None:
        self.connection.execute(insert(cast("Table", table)), rows)

    def find(self, table: str, rows: Iterable[Found]) -> None:
        """Search entries of one kind: (id, name, body, whom it is about, its days)."""
        fact = table in FACTS
        kept = tag_of(table) + ("" if fact else f" {NAMED}")
        found = [
            {
                "record_id": i, "kind": table, "name": "" if fact else name, "body": name if fact else body,
                "tags": " ".join([kept, *map(tag_for, sorted({i, *about}))]),
                "first_day": days.get("from"), "last_day": days.get("to"),
            }
            for i, name, body, about, days in rows
        ]  # fmt: skip
        self.insert(SearchEntry.__table__, found)

    # -- what rows hold -------------------------------------------------------------------------------

    def name(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.choice((2, 3)))).capitalize()

    def dated(self, name: str) -> dict[str, Any]:
        """A date at the precision that news give, or none."""
        day = date(2016, 1, 1) + timedelta(days=int(3900 * (1 - self.random.random() ** 2)))
        precision = self.random.choices((None, "day", "month", "year"), (12, 13, 55, 20))[0]
        parts: tuple[str | date | None, ...]
        if precision is None:
            parts = (None, None, None, None)
        elif precision == "day":
            parts = (day.isoformat(), day, day, precision)
        elif precision == "month":
            first = day.replace(day=1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            parts = (f"{day:%Y-%m}", first, last, precision)
        else:
            parts = (str(day.year), date(day.year, 1, 1), date(day.year, 12, 31), precision)
        keys = (name, f"{name}_from", f"{name}_to", f"{name}_precision")
        return dict(zip(keys, parts, strict=True)) | {f"{name}_anchor": None}

    def valued(self, unit: str | None) -> dict[str, Any]:
        """A value, an undisclosed one, or none."""
        low = high = state = comparator = words = None
        drawn, shown = self.random.random(), ""
        if drawn < 0.85:
            low = high = float(self.random.randint(1, 9) * 10 ** self.random.randint(0, 6))
            comparator, words = "exact", f"{high:,.0f}"
            shown = words
        elif drawn < 0.9:
            state = words = "undisclosed"
        money = unit if unit and len(unit) == 3 and unit.isupper() else None
        return {
            "value_text": words, "value_state": state, "comparator": comparator, "value_low": low,
            "value_high": high, "unit": unit if words else None, "currency": money if words else None,
            "change_kind": None, "shown": shown,
        }  # fmt: skip

    def cited(self, number: int, article: int, passage: int) -> dict[str, Any]:
        blank = ("field", "paragraph", "sentence", "sentence_sha256", "speaker_id", "speaker_role", "via_id")
        return dict.fromkeys((*blank, "note")) | {
            "record_id": number, "article_id": article, "passage_id": passage, "stance": "supports",
            "attribution": "publisher", "state": "verified",
        }  # fmt: skip


def chunks(count: int, size: int = CHUNK) -> Iterator[int]:
    """The sizes of the chunks that a count is cut into."""
    return (min(size, count - start) for start in range(0, count, size))


def add_companies(world: World) -> list[Made]:
    ids = world.ids(world.part(COMPANIES))
    made = [Made(i, name, fold(name)) for i in ids for name in [f"{world.name()} {world.name()} {i}"]]
    rows = [
        dict.fromkeys(("parent_id", "website", "wikidata", "description")) | {
            "id": one.id, "name": one.name, "slug": f"c-{one.id}", "kind": world.weighted(COMPANY_KINDS),
            "country_id": world.few(world.countries).id,
        }
        for one in made
    ]  # fmt: skip
    world.put("companies", rows, [(one.id, one.id, one.name) for one in made])
    world.find("companies", ((one.id, one.folded, "", (cast("int", row["country_id"]),), {})
                             for one, row in zip(made, rows, strict=True)))  # fmt: skip
    return made


def add_publishers(world: World) -> list[Made]:
    ids = world.ids(world.part(PUBLISHERS))
    made = [Made(i, name, fold(name)) for i in ids for name in [f"{world.name()} Post {i}"]]
    rows = [
        dict.fromkeys(("website", "country_id", "company_id"))
        | {"id": one.id, "name": one.name, "language": "en"}
        for one in made
    ]
    world.put("publishers", rows, [(one.id, one.id, one.name) for one in made])
    world.find("publishers", ((one.id, one.folded, "", [], {}) for one in made))
    return made


def add_offices(world: World, companies: list[Made]) -> None:
    for count in chunks(world.part(OFFICES)):
        rows, entries = [], []
        found: list[Found] = []
        for i in world.ids(count):
            company, (city, name, country, country_name) = world.few(companies), world.few(world.cities)
            label = ", ".join(dict.fromkeys((company.name, name, country_name)))
            rows.append({
                "id": i, "company_id": company.id, "city_id": city, "country_id": country, "role": None,
                "programme_id": None, "note": None, "status": world.weighted(STATUSES),
                **world.dated("status_on"), **dict.fromkeys(world.dated("opened")),
            })  # fmt: skip
            entries.append((i, i, label))
            found.append((i, fold(label), "", (company.id, country), {}))
        world.put("offices", rows, entries)
        world.find("offices", found)
        add_steps(world, rows)


def add_steps(world: World, rows: list[dict[str, Any]]) -> None:
    parts = ("", "_from", "_to", "_precision", "_anchor")
    steps = [
        {
            "id": i, "record_id": row["id"], "status": row["status"], "basis": "actual", "note": None,
            **{f"date{part}": row[f"status_on{part}"] for part in parts},
        }
        for i, row in zip(world.ids(len(rows)), rows, strict=True)
    ]  # fmt: skip
    label = [", ".join(filter(None, [one["status"].replace("_", " "), one["date"]])) for one in steps]
    entries = [(one["id"], one["record_id"], name) for one, name in zip(steps, label, strict=True)]
    world.put("status_events", steps, entries)


def add_partnerships(world: World, companies: list[Made]) -> None:
    deals = {"commercial": 50, "investment": 20, "infrastructure": 12, "research": 8, "government": 10}
    roles = {"partner": 60, "investor": 12, "customer": 12, "supplier": 10, "lender": 6}
    for count in chunks(world.part(PARTNERSHIPS)):
        rows, entries, parties = [], [], []
        found: list[Found] = []
        for i in world.ids(count):
            some = list(dict.fromkeys(world.few(companies) for _ in range(3)))
            some = some if len(some) > 1 else companies[:2]
            country = world.few(world.countries) if world.random.random() < 0.7 else None
            label = " – ".join(one.name for one in some)
            rows.append({
                "id": i, "kind": world.weighted(deals), "summary": None, "programme_id": None, "note": None,
                "country_id": country and country.id,
                "status": world.weighted({"active": 50, "announced": 30, "agreed": 15, "ended": 5}),
                **world.dated("status_on"),
            })  # fmt: skip
            entries.append((i, i, label))
            found.append((i, fold(label), "", [one.id for one in (*some, country) if one], {}))
            parties += [
                {"partnership_id": i, "company_id": one.id, "role": world.weighted(roles), "name": one.name}
                for one in some
            ]
        world.put("partnerships", rows, entries)
        world.find("partnerships", found)
        add_steps(world, rows)
        for i, party in zip(world.ids(len(parties)), parties, strict=True):
            party["id"] = i
        names = [(int(one["id"]), int(one["partnership_id"]), str(one.pop("name"))) for one in parties]
        world.put("partnership_parties", parties, names)


def add_news(world: World, companies: list[Made], publishers: list[Made]) -> None:
    """Articles with their texts, and the claims that each carries."""
    each = -(-world.claims // world.part(ARTICLES))
    for count in chunks(world.claims, CHUNK - CHUNK % each):
        made = [add_claim(world, companies) for _ in range(count)]
        put_claims(world, made)
        put_stories(world, [made[start : start + each] for start in range(0, count, each)], publishers)


def add_claim(world: World, companies: list[Made]) -> dict[str, Any]:
    """A claim's row, with what the search finds it by under keys that begin with a dot."""
    company, metric = world.few(companies), world.few(world.metrics)
    place = world.few(world.countries) if world.random.random() < 0.6 else None
    value = world.valued(metric.unit)
    of = world.dated("as_of")
    tail = f" {value.pop('shown')} in {of['as_of'] or 'recent months'}"
    words = f"{company.name} says its {metric.label.lower()} reached{tail}"
    return {
        "subject_id": company.id, "metric_id": metric.id, "summary": words, **value, "baseline": None,
        "scope": None, "place_id": place and place.id,
        "claimant_id": company.id if world.random.random() < 0.35 else None, **of,
        **dict.fromkeys(f"said_on{part}" for part in ("", "_from", "_to", "_precision", "_anchor")),
        "modality": world.weighted(MODALITIES), "programme_id": None,
        "rank": "deprecated" if world.random.random() < 0.01 else "normal", "rank_reason": "Made so",
        "note": None,
        ".folded": f"{company.folded} says its {metric.label.lower()} reached{tail.replace(',', ' ')}",
        ".about": [company.id, *([place.id] if place else [])],
    }  # fmt: skip


def put_claims(world: World, made: list[dict[str, Any]]) -> None:
    for i, row in zip(world.ids(len(made)), made, strict=True):
        row["id"] = i
    found = [
        (row["id"], row.pop(".folded"), "", row.pop(".about"),
         {"from": row["as_of_from"], "to": row["as_of_to"]})
        for row in made
    ]  # fmt: skip
    world.put("claims", made, [(row["id"], row["id"], row["summary"]) for row in made])
    world.find("claims", found)


def put_stories(world: World, stories: list[list[dict[str, Any]]], publishers: list[Made]) -> None:
    """An article for each story, its text, and a citation of the sentence that carries each claim."""
    articles: list[dict[str, Any]] = []
    captures: list[dict[str, Any]] = []
    passages, citations = [], []
    given = world.ids(2 * len(stories))
    sentences = iter(world.ids(sum(map(len, stories))))
    for number, story in enumerate(stories):
        article, capture = given[2 * number], given[2 * number + 1]
        written = ". ".join(row["summary"] for row in story)
        filled = " ".join(world.random.choices(world.fillers, k=5))
        whole = f"{written}.\n\n{filled}"[:ARTICLE]
        title = f"{story[0]['summary'].partition(' says')[0]} in the news, story {article}"
        articles.append({
            "id": article, "title": title, "address": f"https://news.example/{article}",
            "canonical_address": f"https://news.example/{article}", "byline": None, "language": "en",
            "publisher_id": world.few(publishers).id, **world.dated("published"),
            "published_basis": "page_metadata", "found_at": world.stamp,
            **dict.fromkeys(("copy_of_id", "terms", "note")),
        })  # fmt: skip
        captures.append({
            "id": capture, "article_id": article, "text": whole, "retrieved_at": world.stamp,
            "how": "fetched", "sha256": hashlib.sha256(whole.encode()).hexdigest(),
        })  # fmt: skip
        at = 0
        for row in story:
            end = at + len(row["summary"])
            world.last_passage += 1
            passages.append({
                "id": world.last_passage, "capture_id": capture, "start_offset": at, "end_offset": end,
                "quote": row["summary"], "before": whole[max(0, at - 32) : at], "after": whole[end:][:32],
            })  # fmt: skip
            citations.append(world.cited(row["id"], article, world.last_passage) | {"id": next(sentences)})
            at = end + 2
    world.put("articles", articles, [(one["id"], one["id"], one["title"]) for one in articles])
    titles = {one["id"]: one["title"] for one in articles}
    stamp = f"{world.stamp:%Y-%m-%dT%H:%M:%SZ}"
    texts = [(one["id"], one["article_id"], f"{titles[one['article_id']]}, {stamp}") for one in captures]
    world.put("captures", captures, texts)
    world.insert(Passage.__table__, passages)
    cited = [(one["id"], one["record_id"], titles[one["article_id"]]) for one in citations]
    world.put("citations", citations, cited)
    world.find("articles", (
        (one["id"], one["title"].lower(), kept["text"].lower(), [], {"from": one["published_from"]})
        for one, kept in zip(articles, captures, strict=True)
    ))  # fmt: skip


def fill(url: str, claims: int) -> None:
    """Bring the database at `url` to its schema and seeds, and add the rows."""
    engine = make_engine(url)
    migrate(engine)
    load_all(engine)
    with transaction(engine) as session:
        connection = session.connection()
        world = World(connection, claims)
        companies, publishers = add_companies(world), add_publishers(world)
        add_offices(world, companies)
        add_partnerships(world, companies)
        add_news(world, companies, publishers)
        pass_over(session, world.next_id)
        if engine.dialect.name == "sqlite":
            session.execute(text("INSERT INTO search_words(search_words) VALUES ('rebuild')"))
        else:
            last = "SELECT setval(pg_get_serial_sequence('passages', 'id'), max(id)) FROM passages"
            session.execute(text(last))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    fill(sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else 10_000)
