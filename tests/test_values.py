"""The grammar of values: what each way of writing means, what is refused, that showing loses nothing."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tracker.values import (
    CHANGES,
    COMPARATORS,
    CURRENCIES,
    STATES,
    UNITS,
    Quantity,
    parse_value,
    read_value,
    show_value,
)  # fmt: skip


# one meaning, the ways to write it: (comparator, low, high, unit, change)
def number(bound: str | int | None) -> Decimal | None:
    return None if bound is None else Decimal(bound)


# one meaning (comparator, low, high, unit, change), then the ways to write it
SPELLINGS = """
exact 11 11 - level
    11 | １１ | eleven | exactly 11 | a total of 11 | 11.0
exact 0 0 - level
    0 | zero
exact 12 12 - level
    dozen | a dozen | one dozen | twelve
exact 25 25 - level
    25 | twenty-five | twenty five
exact 250 250 - level
    250 | two hundred and fifty | two hundred fifty
exact 1234567 1234567 - level
    1234567 | 1,234,567 | 1 234 567 | 1’234’567 | 12,34,567 | 1.234.567
exact 5000000 5000000 NZD level
    5 million New Zealand dollars | NZ$5m | NZD 5,000,000
about 1500 1500 users level
    about 1,500 users | around 1,500 new users | some 1500 of its users
exact 500000 500000 - level
    half a million | 500k | 0.5 million | ½ million | 5 lakh
exact 1500000000 1500000000 - level
    1.5 billion | 1.5bn | 1.5-billion | one and a half billion | 1½ billion | 1.500 billion
    1,5 Milliarden | 1,500 million | 150 crore | 15억 | 15億
exact 1000000000 1000000000 USD level
    1.000 millones de dólares | mil millones de dólares | 1 milliard de dollars
exact 2000 2000 people level
    2.000 empleados | 2 mil funcionários | 2.000 Mitarbeiter | 2.000 dipendenti | 2000 emplois
about 2000 2000 people level
    casi 2.000 ingenieros | unos 2.000 empleos | rund 2.000 Stellen | quase 2 mil vagas | 大约2000名员工
at_least 200 - MW level
    至少200兆瓦 | al menos 200 megavatios | au moins 200 mégawatts
exact 11 11 cities level
    11 cities | eleven cities | 11 different cities | 11-city
exact 500000000 500000000 USD level
    $500m | $500 million | US$500m | US$ 500 million | 500 million dollars | 500 million US dollars
    500 million U.S. dollars | USD 500 million | 500m USD | 5억 달러 | $500-million
    500-million-dollar
exact 2200000000 2200000000 EUR level
    €2.2bn | 2,2 milliards d'euros | €2,2bn | 2.2 billion euros | 2,2 Milliarden Euro | EUR 2.2 billion
    2.2bn €
exact 30000000 30000000 GBP level
    £30 million | 30m pounds | GBP30m
exact 3000000000000 3000000000000 KRW level
    ₩3 trillion | 3 trillion won | 3tn won | 3조원 | 3조 원 | 3 trillion Korean won
    3 trillion won ($2.2 billion) | 3 trillion won (about US$2.2bn)
exact 1200000000000 1200000000000 KRW level
    1조 2000억원 | 1.2조원
exact 40000000000 40000000000 JPY level
    40bn yen | ¥40 billion | 400億円
exact 10000000000000 10000000000000 JPY level
    10兆円 | 10 trillion yen
exact 5000000000 5000000000 INR level
    Rs 500 crore | Rs. 500 crore | ₹500 crore | ₹5bn
exact 1000000000000 1000000000000 INR level
    ₹1 lakh crore | 1 trillion rupees
exact 5000000 5000000 SGD level
    S$5m | 5 million Singapore dollars | SGD 5 million
exact 5000000 5000000 MXN level
    5 million MXN | 5 million Mexican pesos
between 1500000000 2000000000 USD level
    US$1.5bn–2bn | US$1.5bn-2bn | $1.5-2bn | $1.5 billion to $2 billion | US$1.5bn-US$2bn
    $1.5 to $2 billion | between $1.5 and $2 billion | from $1.5bn to $2bn | 1.5 to 2 billion dollars
    USD 1.5bn - USD 2bn
between 5 10 - level
    between 5 and 10 | 5-10 | 5 – 10 | 5 to 10 | five to ten | from 5 to 10 | zwischen 5 und 10
between 5 6 - level
    five or six | 5 or 6
between 200 500 - level
    between two hundred and five hundred
between 10 15 percent level
    10%-15% | 10-15% | 10 to 15 percent | entre 10 y 15 % | entre 10 et 15 % | tra 10 e 15 %
about 400 400 MW level
    about 400 MW | around 400 MW | roughly 400MW | some 400 megawatts | nearly 400 MW | almost 400 MW
    close to 400 MW | approximately 400 MW | approx. 400 MW | ~400 MW | ~ 400 MW | ≈400 MW
    400 MW or so | an estimated 400 MW | knapp 400 Megawatt | près de 400 MW | casi 400 megavatios
about 80 80 people level
    rund 80 Beschäftigte | environ 80 personnes
about 5 10 - level
    about 5 to 10 | around 5-10
more_than 500 - - level
    over 500 | more than 500 | above 500 | >500 | > 500 | exceeding 500 | in excess of 500
    upwards of 500 | just over 500 | more than five hundred
at_least 500 - users level
    at least 500 users | no fewer than 500 users | no less than 500 users | a minimum of 500 users
    500+ users | 500 or more users | 500 users or more | ≥ 500 users | >=500 users
at_least 500 - people level
    500명 이상 | 500人以上 | at least 500 employees | 500+ jobs
at_most - 500 GPU level
    up to 500 GPUs | at most 500 GPUs | no more than 500 GPUs | a maximum of 500 GPUs
    maximum 500 GPUs | as many as 500 GPUs | 500 GPUs or fewer | ≤500 GPUs
less_than - 5 - level
    under 5 | less than 5 | below 5 | fewer than five | <5 | just under 5
exact 1 1 GW level
    1 GW | 1GW | one gigawatt | 1-gigawatt
exact 1.2 1.2 GW level
    1.2 gigawatts | 1.2GW | 1.200 GW
exact 0.5 0.5 MW level
    0.5 MW | 500 kW | 500 kilowatts
exact 100000 100000 GPU level
    100,000 GPUs | 100k GPUs | 100,000 Nvidia GPUs | 10万 GPU
exact 500000000 500000000 users level
    500 million users | 500m weekly active users
exact 32 32 years level
    32 years | 32-year
exact 3 3 percentage_points level
    3 percentage points | 3 pp | 300 basis points | 3%p
exact 40 40 percent level
    40% | 40 percent | 40 per cent | 40 pct | rose to 40% | 40% of users | 40％ | 百分之四十
    40 % of its employees
exact 50 50 percent level
    half | a half | one half | half of users | 50% | one in two
exact 25 25 percent level
    a quarter | one quarter | a quarter of its staff | one in four
about 66.6667 66.6667 percent level
    two-thirds | two thirds of | 2 out of 3
about 33.3333 33.3333 percent level
    a third | a third of | one third | ein Drittel | rund ein Drittel | un tercio | un tiers
more_than 50 - percent level
    more than half | over 50% | more than half of users | más del 50 %
exact 40 40 percent difference
    up 40% | rose by 40 percent | rose 40% | +40% | 40% more | 40% growth | an increase of 40%
    grew 40 per cent
exact -5 -5 percent difference
    -5% | −5% | –5% | down 5% | fell by 5 percent | 5% less
more_than 40 - percent difference
    up more than 40% | rose by over 40%
less_than - -40 percent difference
    down more than 40% | fell by over 40 percent
at_least -40 - percent difference
    down at most 40%
between -10 -5 percent difference
    down 5 to 10% | fell between 5 and 10 percent
exact 500 500 users difference
    +500 users | up 500 users
exact 4 4 times ratio
    fourfold | four-fold | 4-fold | 4x | 4 times | four times | 4× | 4배 | 4倍 | a fourfold increase
    grew fourfold | up 4x | 4 times as many
more_than 4 - times ratio
    more than fourfold | surged more than fourfold | over 4 times | >4x
exact 2 2 times ratio
    double | twice | twice as many | 2x | twofold
about 2 2 times ratio
    doubled | nearly doubled | has doubled | almost double | 翻一番 | 翻了一番 | 翻番 | 倍増
more_than 2 - times ratio
    more than doubled | more than twice | mehr als verdoppelt
about 3 3 times ratio
    tripled | trebled | verdreifacht | triplé
about 4 4 times ratio
    quadrupled | has quadrupled
about 0.5 0.5 times ratio
    halved
at_most - 10 times ratio
    up to tenfold
exact 500000 500000 users level
    half a million users | medio millón de usuarios
exact 1250 1250 - level
    一千二百五十
more_than 10000 - - level
    超过一万
more_than 300000 - companies level
    more than 300,000 business customers | more than 300,000 paying business customers
more_than 3000000 - users level
    gut 3 Millionen Kunden
exact 2 2 rank level
    second | 2nd | No. 2 | no.2 | #2 | number two | second largest | second-largest
    the second-biggest | rank 2 | ranked second | in second place | 2위 | 2位 | 第二 | 第2位 | 排名第二
exact 1 1 rank level
    first | 1st | largest | the largest | biggest | number one | #1
exact 22 22 rank level
    twenty-second | 22nd | 第二十二
top_n 1 10 rank level
    top 10 | top ten | the top 10 | among the top 10 | in the top ten | top-10
top_n 1 5 rank level
    among the top five | top five markets | top 5
vague - - - level
    dozens | hundreds of | several | a few | tens of thousands | many | hundreds of millions
    several hundred
vague - - KRW level
    several trillion won | 수조 원
vague - - USD level
    billions of dollars | multibillion-dollar | tens of millions of dollars
vague - - users level
    millions of users | several thousand paying users
"""


def meanings() -> Iterator[tuple[str, Quantity]]:
    """Each spelling of the table with the value it stands for."""
    meaning = Quantity("", None, None)
    for line in SPELLINGS.strip().splitlines():
        if line.startswith(" "):
            yield from ((words.strip(), meaning) for words in line.split(" | "))
            continue
        comparator, low, high, unit, change = (None if part == "-" else part for part in line.split())
        currency = unit if unit in CURRENCIES else None
        meaning = Quantity("", None, comparator, number(low), number(high), unit, currency, change)  # type: ignore[arg-type]


STATED = {
    "undisclosed": [
        "undisclosed", "not disclosed", "an undisclosed amount", "keine Angaben", "no revelado",
        "비공개", "未披露",
    ],
    "unknown": ["unknown", "Unknown", "not known", "unbekannt", "desconocido", "未知"],
    "none": ["none", "nil", "keine", "ninguno"],
}

REFUSED = [
    ("", "Nothing is written"),
    ("n/a", "is not understood as a value. Write for example 11 cities"),
    ("bananas", "is not understood as a value"),
    ("5 bananas", "“bananas” is not understood in “5 bananas”. Leave it to the metric"),
    ("second in Asia", "“in asia” is not understood"),
    ("about", "is not understood as a value"),
    ("billion", "is not understood as a value"),
    ("5 million 10", "“10” is not understood"),
    ("10²", "“²” is not understood"),
    ("1e5", "“e 5” is not understood"),
    ("NaN", "is not understood as a value"),
    ("4 times more", "“more” is not understood"),
    ("1 billion billion billion", "“billion billion” is not understood"),
    ("500 million pesos", "“pesos” is not understood"),
    ("1.500", "can be read in two ways: write 1500, 1,500 or 1.5"),
    ("€1.500", "can be read in two ways"),
    ("1,2345", "is not a number that is understood"),
    ("一万五", "“五” is not understood"),  # 15,000
    ("1万5", "“5” is not understood"),
    ("10 to 5", "must be smaller than the second"),
    ("5-5", "must be smaller than the second"),
    ("500 to 2 million", "Write both ends in full"),
    ("500 MW to 1 GW", "both ends in the same unit"),
    ("$5%", "Two units stand here: USD and percent"),
    ("$5 to €10", "both ends in the same unit"),
    ("at least 500+", "This compares twice"),
    ("more than 5-10", "A range is compared with nothing"),
    ("down fourfold", "Say what is left instead"),
    ("top 0", "A rank is a whole number from 1 on"),
    ("0th", "A rank is a whole number from 1 on"),
    ("top 2.5", "A rank is a whole number from 1 on"),
    ("1" * 31, "at most 30 digits"),
    ("1" * 16, "at most 15 significant digits"),
    ("0.1234567", "at most 6 decimal places"),
    ("1" + "0" * 24, "Numbers below"),
    ("5\x00", "cannot be seen or stored"),
    ("1 billion " * 100, "Too long"),
]


@pytest.mark.parametrize(("words", "meaning"), list(meanings()))
def test_every_way_of_writing_has_its_meaning(words, meaning):
    assert parse_value(words) == parse_value(words.upper()) == parse_value(show_value(meaning)) == meaning


def test_what_people_read_can_be_typed_back():
    for words, meaning in meanings():
        if meaning.comparator != "vague":
            assert parse_value(read_value(parse_value(words))) == meaning


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", "  ", "\t"])
def test_every_kind_of_space_is_a_space(space):
    assert parse_value(f"{space}1{space}234{space}567{space}MW ") == parse_value("1234567 MW")


@pytest.mark.parametrize(
    ("words", "state"), [(words, state) for state, all_ in STATED.items() for words in all_]
)
@pytest.mark.parametrize("unit", [None, "USD", "times", "rank"])
def test_a_state_stands_instead_of_a_value(words, state, unit):
    assert parse_value(words, unit) == Quantity("", state, None)


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_what_is_not_understood_is_refused(words, message):
    with pytest.raises(ValueError, match=message):
        parse_value(words)


@pytest.mark.parametrize(
    ("words", "unit", "expected"),
    [
        ("11", "cities", ("exact", 11, 11, "cities", "level")),
        ("1.5bn", "EUR", ("exact", 1_500_000_000, 1_500_000_000, "EUR", "level")),
        ("$1bn", "EUR", ("exact", 10**9, 10**9, "USD", "level")),
        ("500 million people", "users", ("exact", 500_000_000, 500_000_000, "people", "level")),
        ("2", "rank", ("exact", 2, 2, "rank", "level")),
        ("more than 4", "times", ("more_than", 4, None, "times", "ratio")),
        ("up 500", "users", ("exact", 500, 500, "users", "difference")),
        ("several", "users", ("vague", None, None, "users", "level")),
        ("second", "users", ("exact", 2, 2, "rank", "level")),
        ("40%", "users", ("exact", 40, 40, "percent", "level")),
        ("50", "other", ("exact", 50, 50, "other", "level")),
    ],
)
def test_the_metrics_unit_holds_where_the_words_carry_none(words, unit, expected):
    found = parse_value(words, unit)
    comparator, low, high, unit, change = expected
    assert (found.comparator, found.low, found.high, found.unit, found.change) == (
        comparator, number(low), number(high), unit, change,
    )  # fmt: skip
    assert found.currency == (unit if unit in CURRENCIES else None)


@pytest.mark.parametrize(
    ("words", "unit", "message"),
    [
        ("0", "rank", "A rank is a whole number from 1 on"),
        ("1.5", "rank", "A rank is a whole number from 1 on"),
        ("up 2", "rank", "A rank is a level"),
        ("5", "parsecs", "not a known unit"),
    ],
)
def test_words_that_do_not_fit_the_metrics_unit_are_refused(words, unit, message):
    with pytest.raises(ValueError, match=message):
        parse_value(words, unit)


def test_the_words_are_kept_as_written():
    assert parse_value("  US$1.5bn –\u00a02bn ").words == "US$1.5bn – 2bn"
    assert parse_value("more  than\nfourfold").words == "more than fourfold"


@pytest.mark.parametrize(
    ("words", "canonical", "people"),
    [
        ("US$1.5bn–2bn", "between 1500000000 and 2000000000 USD", "US$1.5–2 bn"),
        ("$500m to $2bn", "between 500000000 and 2000000000 USD", "US$500–2,000 m"),
        ("about 400 MW", "about 400 MW", "about 400 MW"),
        ("more than fourfold", "more than 4 times", "more than 4 times"),
        ("second", "rank 2", "2nd"),
        ("third", "rank 3", "3rd"),
        ("11th", "rank 11", "11th"),
        ("top ten", "top 10", "top 10"),
        ("undisclosed", "undisclosed", "undisclosed"),
        ("11 cities", "11 cities", "11 cities"),
        ("one city", "1 cities", "1 city"),
        ("1,234,567 users", "1234567 users", "1,234,567 users"),
        ("400m weekly users", "400000000 users", "400 million users"),
        ("100,000 GPUs", "100000 GPU", "100,000 GPUs"),
        ("€30 million", "30000000 EUR", "€30 m"),
        ("3 trillion won", "3000000000000 KRW", "₩3 tn"),
        ("CHF 5 million", "5000000 CHF", "CHF 5 m"),
        ("at least £1bn", "at least 1000000000 GBP", "at least £1 bn"),
        ("up to 500", "at most 500", "up to 500"),
        ("3.125%", "3.1250 percent", "3.125%"),
        ("up 40%", "change of 40 percent", "up 40%"),
        ("down more than 40%", "change of less than -40 percent", "down more than 40%"),
        ("-5% to 5%", "change of between -5 and 5 percent", "change of −5–5%"),
        ("3 percentage points", "3 percentage_points", "3 percentage points"),
        ("several trillion won", "several KRW", "several trillion won"),
        ("2nd to 5th", None, None),
        ("between rank 2 and 5", "between rank 2 and 5", "2nd–5th"),
    ],
)
def test_shown_in_canonical_words_and_in_words_for_people(words, canonical, people):
    if canonical is None:
        with pytest.raises(ValueError, match="not understood"):
            parse_value(words)
        return
    found = parse_value(words)
    assert show_value(found) == canonical
    assert read_value(found) == people


def test_every_comparator_state_and_change_can_be_reached():
    assert {meaning.comparator for _, meaning in meanings()} == set(COMPARATORS)
    assert {meaning.change for _, meaning in meanings()} == set(CHANGES)
    assert set(STATED) == set(STATES)


def test_every_unit_can_be_written_by_its_own_name():
    for unit in UNITS:
        words = "rank 3" if unit == "rank" else f"3 {unit}"
        assert parse_value(words).unit == unit
