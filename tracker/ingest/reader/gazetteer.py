"""Known names: countries, cities, organisations and people, in several languages, found by one
dictionary look-up a word.

Countries and cities come from seeds/*.csv, organisations of the field from vocabulary/organisations.csv;
names that the
database knows are added with `KnownNames.adding`.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from tracker.ingest.reader.lexicon import by_second, read_vocabulary
from tracker.ingest.reader.tokens import has_cjk, spellings

PLACE_KINDS = frozenset({"city", "city adjective", "country", "demonym", "region"})
_REGIONS = (
    "Asia|Europe|Africa|North America|South America|Latin America|Middle East|Asia-Pacific|Asia Pacific"
    "|APAC|EMEA|Southeast Asia|Silicon Valley|Gulf|Oceania|Europa|Asien|Afrika|Asie|Afrique"
    "|Asia Pacífico|América Latina|Latinoamérica|Oriente Medio|Naher Osten|Nahen Osten|Moyen-Orient"
    "|Ásia|África|Oriente Médio|Nordics|Scandinavia|Americas|Sudamérica|Suramérica|Centroamérica"
    "|Norteamérica|Hispanoamérica|Iberoamérica|América del Sur|América do Sul|América do Norte"
    "|América Central|Sudeste Asiático|Sudeste asiático|Südamerika|Nordamerika|Lateinamerika"
    "|Mittelamerika|Südostasien|Ostasien|Südasien|Westeuropa|Osteuropa|Mitteleuropa|Südeuropa"
    "|Nordeuropa|Skandinavien|Naher und Mittlerer Osten|Mittlerer Osten|Golfregion|Amérique latine"
    "|Amérique du Sud|Amérique du Nord|Asie du Sud-Est|Asie-Pacifique|Europe de l'Est|Europe du Sud"
    "|Europe du Nord|Europe centrale|Maghreb|Proche-Orient|Afrique de l'Ouest|Scandinavie"
    "|America Latina|America del Sud|Sudamerica|Nord America|Nordamerica|Sud-est asiatico|Medio Oriente"
    "|Asia-Pacifico|Asia-Pacífico|Europa meridional|Europa del Este|Europa dell'Est|Nordafrica"
    "|Ásia-Pacífico|Europa Ocidental|Leste Europeu|Península Ibérica|península ibérica|Old World"
    "|Southern Europe|Northern Europe|Central Europe|Southeast Europe|West Africa|East Africa"
    "|North Africa|Southern Africa|Sub-Saharan Africa|Central America|Caribbean|Balkans|Baltics|Benelux"
    "|Iberia|Levant|Far East|Pacific|Asia Minor|Indochina|Subcontinent|Midwest|New England|Bay Area"
    "|East Coast|West Coast|Eastern Seaboard|Midlands|Punjab|Western Europe|Eastern Europe|East Asia"
    "|South Asia|Central Asia|Nordic countries|Nordic region|Baltic states|Gulf states|Gulf region"
    "|Persian Gulf|Arab world|Southern Hemisphere|Northern Hemisphere|ASEAN|MENA|DACH|Baltikum|Balkan"
    "|Escandinavia|Escandinávia|Cono Sur|Cone Sul|Golfe|Golfo|Golfo Pérsico|Golfo Persico"
    "|Golfe persique|Old Continent|Vieux Continent|Viejo Continente|Velho Continente"
    "|Vecchio Continente"
    "|아시아|유럽|중동|동남아|アジア|欧州|中東|亚洲|欧洲|中东|亞洲"
)
_MANY = 24  # names with one first word, from which on they are told apart by the second
PRODUCT_OWNERS = {
    "chatgpt": "OpenAI",
    "claude": "Anthropic",
    "gemini": "Google",
    "copilot": "Microsoft",
    "grok": "xAI",
}
_THE = frozenset({"US", "GB", "AE", "NL", "PH", "CZ", "BS", "GM", "MV", "DO"})


class Name(NamedTuple):
    """What a known name stands for: kind (company, government body …, city, country, demonym, region,
    person).
    """

    kind: str
    name: str
    country: str | None
    weak: bool = False

    @property
    def is_organisation(self) -> bool:
        return self.kind not in PLACE_KINDS and self.kind != "person"


@dataclass(frozen=True)
class KnownNames:
    """An immutable gazetteer. `words` serves Latin script, `runs` the scripts that put no space between
    words; `recorded` are the names of records.
    """

    words: dict[str, list[tuple[tuple[str, ...], Name]]] = field(default_factory=dict)
    runs: dict[str, list[tuple[str, Name]]] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, dict[str, list[tuple[tuple[str, ...], Name]]]] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()

    def beginning(self, first: str, second: str) -> Sequence[tuple[tuple[str, ...], Name]]:
        """The names that may begin with two lower-cased words, longest first; one word alone included."""
        listed = self.words.get(first, ())
        if len(listed) < _MANY:
            return listed
        if first not in self.seconds:  # "capital of" begins hundreds
            self.seconds[first] = by_second(listed)
        told = self.seconds[first]
        return told.get(second) or told[""]

    def adding(self, names: Iterable[tuple[str, Name]]) -> "KnownNames":
        """A gazetteer that also knows these (written form, what it stands for)."""
        added = list(names)
        larger = KnownNames(dict(self.words), dict(self.runs), self.countries, recorded=self.recorded)
        for written, _ in added:  # the lists that grow are copied, the thousands of others are shared
            for first in {(words or ("",))[0].lower() for words in spellings(written)}:
                larger.words[first] = list(self.words.get(first, ()))
            larger.runs[written[:1]] = list(self.runs.get(written[:1], ()))
        larger.take(added)
        return larger

    def recording(self, names: Iterable[tuple[str, Name]]) -> "KnownNames":
        """A gazetteer that also knows these as names of records."""
        added = list(names)
        return replace(self.adding(added), recorded=frozenset(name.name for _, name in added))

    def take(self, names: Iterable[tuple[str, Name]]) -> None:
        """Add names in place; only while a gazetteer is being built, a shared one grows by `adding`."""
        words_grown: set[str] = set()
        runs_grown: set[str] = set()
        for written, name in names:
            forms, cjk = [words for words in spellings(written) if words], has_cjk(written)
            for words in forms if not cjk else ():
                first = words[0].lower()
                self.words.setdefault(first, []).append((words, name))
                words_grown.add(first)
            telling = len(written) > 2 or written.isupper()
            if forms and (cjk or (name.is_organisation and telling)):
                self.runs.setdefault(written[0], []).append((written, name))
                runs_grown.add(written[0])
        for first in words_grown:
            self.seconds.pop(first, None)
            self.words[first].sort(key=lambda option: (-len(option[0]), option[1].kind.startswith("city")))
        for char in runs_grown:
            self.runs[char].sort(key=lambda option: -len(option[0]))

    def country_name(self, code: str | None) -> str | None:
        return self.countries.get(code or "")

    def government(self, code: str) -> str:
        """The name used for a country's government as a party to a deal."""
        return f"Government of {'the ' if code in _THE else ''}{self.countries.get(code, code)}"


@lru_cache(maxsize=1)
def default_names() -> KnownNames:
    """The gazetteer of the data that ships with the package."""
    countries = {row["code"]: row["name"] for row in _table("countries.csv")}
    known = KnownNames({}, {}, countries)
    places = [*_country_names(countries), *_cities(countries), *_demonyms(countries), *_regions()]
    known.take([*_organisations(), *places])
    return known


@lru_cache(maxsize=1)
def common_words() -> dict[str, frozenset[str]]:
    """Names that are everyday words too, by kind of name."""
    lines = (
        line.split(":", 1) for line in read_vocabulary("common_words.txt").splitlines() if line[0] != "#"
    )
    return {kind: frozenset(words.split()) for kind, words in lines}


def _seeds() -> Traversable:
    installed = resources.files("tracker") / "seeds"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "seeds"


def _table(name: str) -> Iterator[dict[str, str]]:
    file = _seeds() / name
    if file.is_file():
        lines = file.read_text("utf-8").splitlines()
        rows = csv.reader(line for line in lines if line and not line.startswith("#"))
        head = next(rows, [])
        yield from (dict(zip(head, row, strict=True)) for row in rows)


def _organisations() -> Iterator[tuple[str, Name]]:
    weak = common_words()["organisation"]
    for line in read_vocabulary("organisations.csv").splitlines():
        if line.startswith("#"):
            continue
        name, kind, country, others = line.split(";")
        for written in [name, *filter(None, others.split("|"))]:
            yield written, Name(kind, name, country, written in weak)


@lru_cache(maxsize=1)
def shorter_names() -> dict[str, tuple[str, ...]]:
    """The companies that are known by a part of their name too, with those parts, longest first: "Google
    DeepMind" as "DeepMind". An everyday word names a company only when its name begins with it."""
    found: dict[str, list[str]] = {}
    for written, name in _organisations():
        whole, words = name.name.split(), written.split()
        telling = not name.weak or whole[: len(words)] == words
        if name.kind == "company" and telling and len(words) < len(whole) and set(words) < set(whole):
            found.setdefault(name.name, []).append(written)
    return {name: tuple(sorted(forms, key=len, reverse=True)) for name, forms in found.items()}


def _country_names(countries: dict[str, str]) -> Iterator[tuple[str, Name]]:
    states = {code: name for code, name in countries.items() if name.split(" SAR")[0] not in CITY_STATES}
    for code, name in states.items():
        yield name, Name("country", name, code)
    for row in _table("country_names.csv"):
        name = countries.get(row["code"], "").split(" SAR")[0]
        if name in CITY_STATES and row["kind"] == "translation" and row["weak"] != "yes":
            yield row["name"], Name("city", name, row["code"])
        if row["code"] not in states or (row["kind"] == "abbreviation" and row["weak"] == "yes"):
            continue  # SA, DR: far more often something else
        yield row["name"], Name("country", countries[row["code"]], row["code"])


def _cities(countries: dict[str, str]) -> Iterator[tuple[str, Name]]:
    never = common_words()["city"]
    largest: dict[str, tuple[int, Name]] = {}
    by_key: dict[str, tuple[int, Name]] = {}
    capitals: dict[str, Name] = {}
    for row in _table("cities.csv"):
        place = Name("city", row["name"], row["country"])
        size = int(row["population"] or 0) + (200_000 if row["capital"] == "yes" else 0)
        if row["capital"] == "yes":
            capitals.setdefault(row["country"], place)
        key = f"{row['name']}, {row['country']}"
        by_key[key] = max(by_key.get(key, (-1, place)), (size, place))
        short = {row["name"].removesuffix(" City")} if size > 300_000 else set()
        for written in {row["name"], row.get("ascii") or row["name"], *short}:
            if written not in never and size > largest.get(written, (-1, place))[0]:
                largest[written] = (size, place)
    yield from _described_cities({key: place for key, (_, place) in by_key.items()})
    yield from ((written, place) for written, (_, place) in largest.items())
    for row in _table("city_names.csv"):
        if row["city"] in by_key and row["name"] not in never and row["weak"] != "yes":
            yield row["name"], by_key[row["city"]][1]
    yield from _city_adjectives({key: place for key, (_, place) in by_key.items()})
    yield from _capitals(capitals, countries)


def _described_cities(places: dict[str, Name]) -> Iterator[tuple[str, Name]]:
    """ "the Bavarian capital", "a capital paulista", "Shoreditch"."""
    for line in read_vocabulary("described_cities.csv").splitlines():
        key, _, words = line.partition(";")
        if key in places:
            yield from ((written, places[key]) for written in words.split("|"))


def _city_adjectives(places: dict[str, Name]) -> Iterator[tuple[str, Name]]:
    for line in read_vocabulary("city_adjectives.csv").splitlines():
        key, _, words = line.partition(";")
        if key in places:
            for written in words.split("|"):
                yield written, Name("city adjective", places[key].name, places[key].country)


def _capitals(capitals: dict[str, Name], countries: dict[str, str]) -> Iterator[tuple[str, Name]]:
    """ "the Portuguese capital", "capital francesa", "capitale britannique", "österreichische Hauptstadt"."""
    for code, country in countries.items():
        if code in capitals:
            yield f"capital of {country}", capitals[code]
            yield f"{country}'s capital", capitals[code]
    for written, name in _demonyms({}):
        if name.country in capitals:
            for form in (
                f"{written} capital",
                f"capital {written}",
                f"capitale {written}",
                f"{written} Hauptstadt",
            ):
                yield form, capitals[name.country]


def _demonyms(countries: dict[str, str]) -> Iterator[tuple[str, Name]]:
    for line in read_vocabulary("demonyms.csv").splitlines():
        if not line.startswith("#"):
            code, words = line.split(";")
            for written in words.split("|"):
                yield written, Name("demonym", countries.get(code, code), code)


# Places that are a country and a city at once: read as the city, which an office needs.
CITY_STATES = frozenset({"Singapore", "Hong Kong", "Monaco", "Macau", "Macao", "Luxembourg"})


def _regions() -> Iterator[tuple[str, Name]]:
    yield "Emirates", Name("country", "United Arab Emirates", "AE")
    for written in (*_REGIONS.split("|"), *provinces()):
        yield written, Name("region", written, None)


@cache
def provinces() -> dict[str, str]:
    """The country of each state, province or region of a country that is known by name."""
    rows = (line.split(": ") for line in read_vocabulary("regions.txt").splitlines() if line[0] != "#")
    return {name: code for code, listed in rows for name in listed.split("; ")}
