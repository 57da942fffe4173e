"""How quick the pages are: python tests/bench/web.py [CLAIMS ...]

Serves the real application on a made-up database of each size (10,000, 100,000 and 1,000,000 claims without
numbers) and prints a table for each: what a request takes at one connection, what it costs the server's
processor, what it takes when nobody saved since it was asked for last, and how many times longer it takes
than the bare SQL of the same rows in the same run. Pages of a record are asked for of several in turn.
Databases are kept in the folder BENCH_FOLDER (the system's temporary one when not set) and used again.
"""

import base64
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

SIZES = (10_000, 100_000, 1_000_000)
SECONDS = 2.0  # each page is asked for as long, and at least LEAST times
LEAST = 5
AGAIN = 20
OTHERS = 20
CONNECTIONS = 16
TICKS = os.sysconf("SC_CLK_TCK")
TRACKER = str(Path(sys.executable).with_name("tracker"))


@dataclass(frozen=True)
class Asked:
    """A page: what it is, its addresses, and SQL for the rows of the first."""

    what: str
    paths: list[str]
    sql: str = ""


@dataclass(frozen=True)
class Timed:
    """Milliseconds: the median and the 95th percentile, of the server's processor for each request, and on
    average when the page is asked for again while nobody saves."""

    p50: float
    p95: float
    cpu: float
    again: float


def pages(database: Path) -> Iterator[Asked]:
    """The pages to measure, on rows that there are about as many of at every size."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as there:
        companies = some(
            there, "SELECT subject_id FROM claims GROUP BY 1 ORDER BY abs(count(*) - 200), 1 LIMIT ?", OTHERS
        )
        claims, articles = (
            some(there, f"SELECT id FROM {kind} ORDER BY id DESC LIMIT ? OFFSET 100", 50 * OTHERS)[::50]
            for kind in ("claims", "articles")
        )
        countries = some(there, "SELECT code FROM countries WHERE code IS NOT NULL LIMIT ?", OTHERS)
        least, last = there.execute("SELECT min(id), max(id) FROM claims").fetchone()
        there.execute("CREATE VIRTUAL TABLE temp.found USING fts5vocab(main, search_words, 'row')")
        # Long ones: a short one is the beginning of others, which are found with it.
        words = "doc BETWEEN 15 AND 25 AND term GLOB '[a-z]*' AND length(term) > 7"
        rare = some(there, f"SELECT term FROM temp.found WHERE {words} ORDER BY term LIMIT ?", OTHERS)
    middle, company = (least + last) // 2, companies[0]
    row = (
        "SELECT c.*, s.name, m.name FROM claims c JOIN records s ON s.id = c.subject_id "
        "JOIN records m ON m.id = c.metric_id"
    )
    alive = "c.trashed_at IS NULL"
    yield Asked("home", ["/"])
    yield Asked("claims, newest", ["/claims/"], f"{row} WHERE {alive} ORDER BY c.id DESC LIMIT 50")
    yield Asked("the same as JSON", ["/claims.json"], f"{row} WHERE {alive} ORDER BY c.id DESC LIMIT 50")
    few = f"c.subject_id = {company} AND c.modality = 'fact' AND {alive}"
    yield Asked(
        "company and modality",
        [f"/claims/?subject_id={number}&modality=fact" for number in companies],
        f"{row} WHERE {few} ORDER BY c.id DESC LIMIT 50",
    )
    yield Asked(
        "modality with 3 facets", ["/claims.json?modality=plan&_facet=metric&_facet=rank&_facet=as_of"],
        "SELECT metric_id, rank, strftime('%Y', as_of_from), count(*) FROM claims WHERE modality = 'plan' "
        "GROUP BY 1, 2, 3",
    )  # fmt: skip
    yield Asked(
        "all rows with 3 facets", ["/claims.json?_facet=metric&_facet=modality&_facet=rank"],
        "SELECT metric_id, modality, rank, count(*) FROM claims GROUP BY 1, 2, 3",
    )  # fmt: skip
    deep = f"{row} WHERE c.id < {middle} AND {alive} ORDER BY c.id DESC LIMIT 50"
    yield Asked("in the middle of the list", [_page(middle + 60 * number) for number in range(OTHERS)], deep)
    for column, key in (
        ("as_of", "c.as_of_from"),
        ("value_text", "c.value_low"),
        ("subject", "s.name_key"),
        ("modality", "c.modality"),
    ):
        yield Asked(
            f"sorted by {column}",
            [f"/claims/?_sort={column}"],
            f"{row} WHERE {alive} ORDER BY {key}, c.id LIMIT 50",
        )
    phrase = '"its revenue reached"'
    match = "SELECT rowid FROM search_words WHERE search_words MATCH '{}' ORDER BY rowid DESC LIMIT 50"
    yield Asked(
        "search, word of 20 records", [f"/search?stay=1&q={quote(word)}" for word in rare],
        match.format(rare[0]),
    )  # fmt: skip
    yield Asked("search, common word, best", ["/search?stay=1&q=reached"], match.format("reached"))
    yield Asked(
        "search, common word, newest", ["/search?stay=1&order=newest&q=reached"], match.format("reached")
    )
    yield Asked(
        "search, phrase, best",
        [f"/search?stay=1&q={quote(phrase)}"],
        match.format(phrase),
    )
    of_it = f"{row} WHERE c.subject_id = {company} AND {alive}"
    yield Asked("company", [f"/companies/{number}" for number in companies], of_it)
    yield Asked("country", [f"/countries/{code}" for code in countries])
    yield Asked("claim", [f"/claims/{number}" for number in claims], f"{row} WHERE c.id = {claims[0]}")
    cited = f"SELECT * FROM citations WHERE article_id = {articles[0]}"
    yield Asked("article", [f"/articles/{number}" for number in articles], cited)
    yield Asked("timeline", ["/timeline"])
    yield Asked("timeline of a company", [f"/timeline?company={number}" for number in companies])
    yield Asked("timeline of a country", [f"/timeline?country={code}" for code in countries])
    yield Asked("map", ["/map"])
    yield Asked("network of a company", [f"/network?company={number}" for number in companies])
    yield Asked("matrix", ["/matrix"])


def _page(number: int) -> str:
    """The page of the list of claims that comes after one of them."""
    position = json.dumps(["-id", [number], False], separators=(",", ":"))
    return f"/claims/?_next={base64.urlsafe_b64encode(position.encode()).decode().rstrip('=')}"


def some(there: sqlite3.Connection, query: str, most: int) -> list[Any]:
    """The first column of the rows of a query, at most so many."""
    return [value for (value, *_) in there.execute(query, (most,))]


# -- measuring ----------------------------------------------------------------------------------------------


@contextmanager
def serving(database: Path, workers: int = 1) -> Iterator[tuple[int, int]]:
    """The application on a database: its port, and the process whose group it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {"TRACKER_DATABASE_URL": f"sqlite:///{database}"}
    command = [TRACKER, "serve", "--port", str(port), "--workers", str(workers)]
    with subprocess.Popen(
        command,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _answers(port)
            yield port, process.pid
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _answers(port: int) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("The server did not start.")


def asked(connection: http.client.HTTPConnection, path: str, anew: bool = True) -> int:
    """Ask for a page and read it whole; its length. A page that fails ends the run.

    anew: what the server has kept since it was asked for last is not used.
    """
    headers = {"Accept-Encoding": "gzip"} | ({"Cache-Control": "no-cache"} if anew else {})
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    length = len(answer.read())
    if answer.status != 200:
        sys.exit(f"{path} answered {answer.status}")
    return length


def timed(port: int, leader: int, paths: list[str]) -> Timed:
    """What pages take at one connection, made anew each time, and then when one is asked for again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    asked(connection, paths[0])
    taken: list[float] = []
    spent, began = processor(leader), time.perf_counter()
    while len(taken) < LEAST or time.perf_counter() - began < SECONDS:
        path = paths[(len(taken) + 1) % len(paths)]
        start = time.perf_counter()
        asked(connection, path)
        taken.append(1000 * (time.perf_counter() - start))
    cpu = 1000 * (processor(leader) - spent) / len(taken)
    start = time.perf_counter()
    for _ in range(AGAIN):
        asked(connection, paths[0], anew=False)
    again = 1000 * (time.perf_counter() - start) / AGAIN
    connection.close()
    taken.sort()
    return Timed(statistics.median(taken), taken[int(0.95 * len(taken))], cpu, again)


def group(leader: int) -> Iterator[list[str]]:
    """The fields of /proc/<pid>/stat of a process group's members."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            yield fields


def processor(leader: int) -> float:
    """The seconds of processor time that a process group has used."""
    return sum(int(fields[11]) + int(fields[12]) for fields in group(leader)) / TICKS


def memory(leader: int) -> float:
    """The largest resident memory of a member of a process group, in MB."""
    return max(int(fields[21]) for fields in group(leader)) * os.sysconf("SC_PAGE_SIZE") / 1e6


def bare(database: Path, query: str) -> float:
    """The milliseconds that SQLite alone takes for the rows of a page."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as there:
        there.execute(query).fetchall()
        taken: list[float] = []
        began = time.perf_counter()
        while len(taken) < LEAST or time.perf_counter() - began < SECONDS / 4:
            start = time.perf_counter()
            there.execute(query).fetchall()
            taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def requests_a_second(port: int, path: str, anew: bool) -> float:
    """How many requests are answered a second at CONNECTIONS connections, asked by a process of their own."""
    done = [0] * CONNECTIONS
    until = time.perf_counter() + 2 * SECONDS

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until:
            asked(connection, path, anew)
            done[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (2 * SECONDS)


def download(port: int, path: str) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last, and the length."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    start = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    length = len(answer.read(1))
    first = time.perf_counter() - start
    while part := answer.read(1 << 20):
        length += len(part)
    return first, time.perf_counter() - start, length


def imported(database: Path, rows: int = 20_000) -> float:
    """Claims imported a second onto a copy of a database, validated, with history and search entries."""
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        file, copy = Path(folder, "claims.jsonl"), Path(folder, "copy.db")
        shutil.copyfile(database, copy)
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as there:
            slugs = [
                slug for (slug,) in there.execute("SELECT slug FROM companies ORDER BY id DESC LIMIT 500")
            ]
        made = (
            {
                "subject": f"companies/{slugs[n % len(slugs)]}",
                "metric": "employees",
                "as_of": f"2025-{n % 12 + 1:02}",
                "value_text": f"about {n + 1:,}",
                "summary": f"Imported claim {n} of a run at {time.time():.0f}",
            }
            for n in range(rows)
        )  # fmt: skip
        file.write_text("".join(json.dumps(row) + "\n" for row in made))
        start = time.perf_counter()
        environment = os.environ | {"TRACKER_DATABASE_URL": f"sqlite:///{copy}"}
        subprocess.run(
            [TRACKER, "import", "claims", str(file)], env=environment, check=True, capture_output=True
        )
        return rows / (time.perf_counter() - start)


# -- the report ---------------------------------------------------------------------------------------------


def made(size: int) -> Path:
    """The database of a size, made when it is not there."""
    folder = Path(os.environ.get("BENCH_FOLDER") or Path(tempfile.gettempdir(), "tracker-bench"))
    folder.mkdir(exist_ok=True)
    database = folder / f"claims-{size}.db"
    if not database.exists():
        say(f"Making {database} ...")
        unfinished = database.with_suffix(".unfinished")
        for left in folder.glob(f"{unfinished.name}*"):
            left.unlink()
        fill = Path(__file__).with_name("data.py")
        subprocess.run([sys.executable, str(fill), f"sqlite:///{unfinished}", str(size)], check=True)
        unfinished.rename(database)
    return database


def report(size: int) -> None:
    """Measure one size and print its table."""
    database = made(size)
    say(f"\n### {size:,} claims\n\n| page | p50 ms | p95 ms | CPU ms | again ms | bare SQL ms | ratio |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |")  # fmt: skip
    with serving(database) as (port, leader):
        for page in pages(database):
            took = timed(port, leader, page.paths)
            alone = bare(database, page.sql) if page.sql else None
            ratio = f"{alone:.2f} | {took.p50 / alone:.1f}" if alone else "– | –"
            times = f"{took.p50:.1f} | {took.p95:.1f} | {took.cpu:.1f} | {took.again:.1f}"
            say(f"| {page.what} | {times} | {ratio} |")
        first, last, length = download(port, "/claims.csv")
        megabytes = length / 1e6
        say(
            f"\n- CSV of all claims: {last:.1f} s, {megabytes:.0f} MB, first byte after {1000 * first:.0f} ms"
        )
        made_anew, again = (requests_a_second(port, "/claims/", anew) for anew in (True, False))
        say(
            f"- requests a second at {CONNECTIONS} connections, list of claims: {made_anew:.0f}, "
            f"and {again:.0f} while nobody saves"
        )
        say(f"- memory of the worker after all that: {memory(leader):.0f} MB")
    say(f"- claims imported a second: {imported(database):,.0f}")


def say(line: str) -> None:
    """Print at once, as the next line may take minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure the sizes asked for."""
    for size in [int(text) for text in sys.argv[1:]] or SIZES:
        report(size)


if __name__ == "__main__":
    main()
