"""Vague amounts of money: "several trillion won", "dizaines de millions d'euros", 수조원, 数百億円."""

import re
from collections.abc import Iterator

_MONEY = (
    "(?:won|dollars?|euros?|pounds?|yen|yuan|rupees?|dólares|francos?|libras|reais|dollari|sterline"
    "|Euro|Dollar|Pfund|Won)"
)
_FEW = r"several|tens of|hundreds of|dozens of|multiple|many|a few"
_EINIGE = "mehreren?|einigen?|Dutzenden?|Hunderten?"
_PATTERNS = (
    rf"\b(?:{_FEW}) (?:hundred )?(?:million|billion|trillion|crore)s?(?: of)?(?: US)? {_MONEY}\b",
    rf"\b(?:{_EINIGE}) (?:hundert )?(?:Millionen|Milliarden|Billionen) {_MONEY}\b",
    r"\b(?:ein|zwei|drei|mehr)stellige[nrsm]{0,2} (?:Millionen|Milliarden)(?:betrag|summe|höhe)\w?\b",
    r"\b(?:seven|eight|nine|ten|eleven)-figure (?:sum|amount|deal|investment|cheque|check|round)\b",
    r"\b(?:six|seven|eight|nine|ten|eleven) figures\b",
    rf"\b(?:plusieurs|quelques|dizaines de|centaines de) (?:millions?|milliards?) (?:de |d[’']){_MONEY}\b",
    rf"\b(?:varios|decenas de|cientos de|miles de) (?:mil )?millones de {_MONEY}\b",
    rf"\b(?:vários|dezenas de|centenas de|alguns) (?:mil )?(?:milhões|bilhões) de {_MONEY}\b",
    rf"\b(?:diversi|decine di|centinaia di|alcuni) (?:milioni|miliardi) di {_MONEY}\b",
    r"수(?:십|백|천)?[조억만]\s?(?:원|달러|엔|유로)",
    r"[数數](?:十|百|千)?(?:兆|億|亿|万亿)(?:円|元|美元|ドル|ウォン|韩元|韓元|欧元)",
)
_SCALES = ("illi", "illon", "ilh", "ilion", "iliard", "crore", "figure", *"조억만兆億亿")  # in each is one
_VAGUE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))


def vague_amounts(words: str) -> Iterator[tuple[int, int]]:
    """Offsets of amounts that name no number; their claims have no value."""
    if any(scale in words for scale in _SCALES):
        yield from (match.span() for match in _VAGUE.finditer(words))
