"""The words of values: what compares, states, ranks and changes."""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.numerals import CJK_DIGITS, SMALL
from tracker.phrases import Vocabulary, plain
from tracker.values.units import CURRENCIES, NOUNS, SIZES

State = Literal["unknown", "none", "undisclosed"]
Comparator = Literal[
    "exact", "about", "more_than", "at_least", "less_than", "at_most", "between", "top_n", "vague"
]
Change = Literal["level", "difference", "ratio"]

# Written without spaces: a word ends before them.
ENDINGS = "以上|以下|未満|이상|이하|미만|초과"
SCALE_SIGNS = "십十백百천千만万萬억億亿조兆"
DIGIT_SIGNS = "".join(CJK_DIGITS)
TOKEN = re.compile(
    r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])"  # 1 234 567
    r"|[0-9]+(?:[.,'][0-9]+)*"
    r"|(?:us|nt|hk|sg|au|nz|ca|cn|jp|mx|[acsr])?[$¥]"
    rf"|兆瓦|百分之|[{SCALE_SIGNS}{DIGIT_SIGNS}]|{ENDINGS}"  # a megawatt is no 10^12 of anything
    rf"|(?:(?![{SCALE_SIGNS}{DIGIT_SIGNS}]|{ENDINGS})[^\W\d])+"
    r"|[<>]=|%p|\S"
)
ABBREVIATION = re.compile(r"(?<=[^\W\d])\.")


def tokens(text: str) -> list[str]:
    """Numbers with their separators, words, currency signs and other signs."""
    return TOKEN.findall(ABBREVIATION.sub(" ", plain(text)))


class Unit(NamedTuple):
    """A unit that was written, and how much of it the written one is (a kilowatt: 0.001 MW)."""

    name: str
    size: Decimal = Decimal(1)


MONEY = {f"{code.lower()}|{currency.words}": Unit(code) for code, currency in CURRENCIES.items()}
COUNTED = {words: Unit(name) for name, words in NOUNS.items()} | {
    words: Unit(name, Decimal(size)) for words, (name, size) in SIZES.items()
}
PREFIXES = Vocabulary(tokens, MONEY | {"rank|rank no": Unit("rank"), "百分之": Unit("percent")})
UNITS = Vocabulary(tokens, MONEY | COUNTED)
# Said of what is counted; the metric holds the definition.
QUALIFIERS = Vocabulary(
    tokens,
    {
        "new|additional|active|weekly|monthly|daily|weekly active|monthly active|daily active"
        "|registered|global"
        "|paid|paying|full - time|local|overseas|foreign|international|corporate|enterprise"
        "|business|individual"
        "|unique|different|major|nvidia|blackwell|ai|skilled|high - skilled|of|de|di|d '|the"
        "|its|their|all": True
    },
)

STATES: Vocabulary[State] = Vocabulary(
    tokens,
    {
        "undisclosed|not disclosed|undisclosed amount|an undisclosed amount|undisclosed sum"
        "|an undisclosed sum"
        "|an undisclosed number|not revealed|not made public|비공개|非公開"
        "|keine angaben|keine angabe|ohne angabe|nicht genannt|nicht offengelegt|nicht bekanntgegeben"
        "|nicht bekannt gegeben|non divulgué|non divulguée|non communiqué|non précisé|no revelado|no revelada"
        "|no divulgado|no divulgada|sin revelar|não divulgado|não divulgada|não revelado|non divulgato"
        "|non comunicato|non rivelato|未披露|未公开|未公開|미공개": "undisclosed",
        "unknown|not known|an unknown number|an unknown amount|unclear|unbekannt|nicht bekannt|inconnu"
        "|desconocido|desconocida|desconhecido|sconosciuto|未知|不明|미상": "unknown",
        "none|nothing|nil|keine|aucun|aucune|ninguno|ninguna|nenhum|nessuno|没有|沒有": "none",
    },
)
COMPARATORS: Vocabulary[Comparator] = Vocabulary(
    tokens,
    {
        "exactly|precisely|a total of|total of|in total": "exact",
        "about|around|roughly|some|nearly|almost|close to|approximately|approx|approaching"
        "|circa|c|ca|~|≈|estimated"
        "|an estimated|about some|just about|약|約|约|rund|etwa|environ|alrededor de|cerca de"
        "|quasi|fast|knapp|près de|casi|unos|unas|aproximadamente|quase|presque|autour de|quelque|intorno a"
        "|대략|大约|大約|近|将近|將近|およそ|ほぼ": "about",
        "more than|over|above|>|exceeding|in excess of|upwards of|upward of|greater than"
        "|higher than|north of"
        "|well over|well above|far more than|just over|slightly more than|a little more than|slightly over"
        "|plus de|über|gut|mehr als|más de|más del|mais de|oltre|più di|superior a"
        "|超过|超過|逾|多于|多於": "more_than",
        "at least|no fewer than|no less than|not less than|not fewer than|a minimum of"
        "|minimum of|minimum|min|>=|≥"
        "|at minimum|최소|最低|au moins|mindestens|al menos|pelo menos|almeno|至少|不少于|不少於": "at_least",
        "up to|at most|no more than|not more than|maximum|a maximum of|maximum of|max|<=|≤"
        "|as many as|as much as"
        "|up to as many as|최대|最大|jusqu'à|bis zu|hasta|até|fino a|最多|至多": "at_most",
        "under|less than|below|fewer than|<|lower than|short of|just under|slightly less than|well under"
        "|well below|moins de|weniger als|unter|menos de|meno di|不到|少于|少於": "less_than",
    },
)
AFTERWARDS: Vocabulary[Comparator] = Vocabulary(
    tokens,
    {
        "+|plus|- plus|or more|or above|and above|or over|and up|or higher|이상|以上": "at_least",
        "or less|or fewer|or below|or under|or lower|이하|以下": "at_most",
        "미만|未満": "less_than",
        "초과|超": "more_than",
        "or so|or thereabouts": "about",
    },
)

DIRECTIONS = Vocabulary(
    tokens,
    {
        "up|rose|rises|rise of|a rise of|grew|grows|growth of|increased|increase of"
        "|an increase of|climbed|jumped"
        "|a jump of|surged|soared|gained|a gain of|expanded": 1,
        "down|fell|falls|a fall of|dropped|drop of|a drop of|declined|decline of|a decline of|decreased"
        "|decrease of|a decrease of|shrank|cut|a cut of|lost": -1,
        "change of|a change of": 0,
    },
)
DIRECTIONS_AFTER = Vocabulary(
    tokens,
    {
        "more|higher|increase|growth|rise|jump|increases|larger": 1,
        "less|lower|decrease|decline|fall|drop|fewer|reduction|cut": -1,
    },
)
AS_MANY = Vocabulary(
    tokens, {"as many|as much|as large|as high|the size|the number|increase|growth|rise|jump": True}
)


class Multiple(NamedTuple):
    times: Decimal
    comparator: Comparator


FOLDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty")
MULTIPLES = Vocabulary(
    tokens,
    {f"{word}fold": Multiple(Decimal(SMALL.get(word, 20)), "exact") for word in FOLDS}
    | {
        "hundredfold|a hundredfold": Multiple(Decimal(100), "exact"),
        "double|twice": Multiple(Decimal(2), "exact"),
        "triple|thrice": Multiple(Decimal(3), "exact"),
        "quadruple": Multiple(Decimal(4), "exact"),
        "doubled|doubling|has doubled|have doubled": Multiple(Decimal(2), "about"),
        "tripled|tripling|trebled|has tripled|have tripled": Multiple(Decimal(3), "about"),
        "quadrupled|quadrupling|has quadrupled|have quadrupled": Multiple(Decimal(4), "about"),
        "verdoppelt|doublé|duplicado": Multiple(Decimal(2), "about"),
        "verdreifacht|triplé|triplicado": Multiple(Decimal(3), "about"),
        "vervierfacht|quadruplé|cuadruplicado": Multiple(Decimal(4), "about"),
        "quintupled|quintupling": Multiple(Decimal(5), "about"),
        "翻一番|翻了一番|翻番|翻倍|翻了一倍|倍増": Multiple(Decimal(2), "about"),
        "翻两番|翻了两番": Multiple(Decimal(4), "about"),
        "halved|halving|has halved|have halved": Multiple(Decimal("0.5"), "about"),
    },
)
FRACTIONS = {
    2: "half|halves", 3: "third|thirds|drittel|tiers|tercio|terço|terzo",
    4: "quarter|quarters|fourth|fourths|viertel|quart", 5: "fifth|fifths|fünftel", 6: "sixth|sixths",
    7: "seventh|sevenths", 8: "eighth|eighths", 9: "ninth|ninths", 10: "tenth|tenths",
}  # fmt: skip
DENOMINATORS = Vocabulary(tokens, {words: number for number, words in FRACTIONS.items()})

ORDINALS = Vocabulary(
    tokens,
    {
        word: number
        for number, word in enumerate(
            (
                "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
                "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
                "eighteenth", "nineteenth", "twentieth",
            ),
            start=1,
        )
    },
)  # fmt: skip
RANKED = Vocabulary(
    tokens,
    {"ranked|ranks|rank|ranking|in|placed|came|the": True, "ranked the|ranks the|ranked as the|as the": True},
)
NUMBERED = Vocabulary(
    tokens,
    {
        "no|#|number|nr|n °|n º|№|rank|rank no|ranked no|ranks no|ranked number": True,
        "第|排名第|位列第|位居第|世界第|全球第": True,
    },
)
SUPERLATIVES = Vocabulary(
    tokens, {"largest|biggest|highest|- largest|- biggest|- highest|greatest|most valuable": True}
)
PLACES = Vocabulary(
    tokens, {"place|position|spot|market|markets|country|countries|company|companies|city|cities|名|位": True}
)
TOPS = Vocabulary(
    tokens,
    {"top|the top|among the top|in the top|within the top|one of the top|is among the top|a top|top -": True},
)

QUANTIFIERS = Vocabulary(
    tokens,
    {
        "several|a few|few|many|numerous|multiple|a handful of|a number of|various|a couple of"
        "|a couple|수|数": True,
        "dozens|scores|hundreds|thousands|tens|millions|billions|trillions|hundreds of"
        "|thousands of|tens of": True,
        "dozens of|scores of|millions of|billions of|trillions of": True,
        "multi|multi -|multibillion|multimillion|multitrillion": True,
    },
)
# What begins a range, and what stands between its two ends then.
BETWEEN = {
    "between": ("and",), "zwischen": ("und",), "entre": ("y", "et", "e"), "tra": ("e",), "fra": ("e",),
}  # fmt: skip
TO = ("to", "-", "~", "or", "bis", "à")
