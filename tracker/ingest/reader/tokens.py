"""Words with their places: how a Latin-script sentence is cut into tokens, and which script a text is in."""

import re
from typing import NamedTuple


class Token(NamedTuple):
    """One word, number or sign; `start` and `end` are code point offsets in the whole text."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def capitalised(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()


# "Abu Dhabi-based" and "state-backed" must leave the name on its own; "Doe Jae-min" must stay whole.
_LOOSE = (
    "based|backed|owned|led|run|listed|headquartered|style|native|made|born|wide|person|strong|maker|largest|biggest|fastest"
    "|ranked|funded|valued|focused|powered|Chef|Chefin|CEO|Gründer|Gründerin|Manager|Managerin|Präsident|Zentrale|Büro|Standort"
)
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"
    r"|\d+(?:[.,’'\u00a0\u202f]\d{3})*(?:[.,]\d+)?"
    r"|[^\W\d_]\w*(?:[&+][A-Za-z]\w*)?(?:\.(?:ai|AI|com|io)\b)?(?:[-‑](?!(?:" + _LOOSE + r")\b)[^\W_]\w*)*"
    r"|['’]s\b"
    r"|[^\w\s]|_"
)
_CJK = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")


def tokenise(text: str, start: int, end: int) -> list[Token]:
    """The tokens of text[start:end], with offsets in the whole text."""
    return [
        Token(word := match.group(), word.lower(), match.start(), match.end())
        for match in _TOKEN.finditer(text, start, end)
    ]


def words_of(phrase: str) -> tuple[str, ...]:
    """A vocabulary term or a name, or any text, as the tokens it would have in running text."""
    return tuple(_TOKEN.findall(phrase))


def has_cjk(text: str) -> bool:
    return _CJK.search(text) is not None


def cjk_share(text: str) -> float:
    """Share of characters that are Chinese, Japanese or Korean, judged on the first 4,000 characters."""
    sample = text[:4000]
    signs = len(_CJK.findall(sample))
    return signs / (sum(map(str.isalpha, sample)) or 1) if signs else 0.0
