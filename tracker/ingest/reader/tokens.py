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
# "O'Reilly" and "L'Oréal" are one word, "L'Allemagne" is two: in French and Italian what may be elided begins
# a name only inside a sentence, where an article would be small.
_JOINED = r"[A-HJ-ZÀ-Þ][a-zà-ÿ]{0,4}['’](?=[A-ZÀ-Þ][^\W\d_])"
_ELIDED = r"(?:[CDJLMNST]|Qu|Un|(?:D|N)?[ae]ll|S?ull|Dall|Degl|Quest|Quell|Jusqu|Lorsqu)['’]"


def _pattern(joined: str) -> re.Pattern[str]:
    return re.compile(
        r"(?:[A-Z]\.){2,}"
        r"|\d+(?:[.,’'\u00a0\u202f]\d{3})*(?:[.,]\d+)?"
        rf"|(?:{joined})?[^\W\d_]\w*(?:[&+][A-Za-z]\w*)?(?:\.(?:ai|AI|com|io)\b)?"
        rf"(?:[-‑](?!(?:{_LOOSE})\b)[^\W_]\w*)*"
        r"|['’]s\b"
        r"|[^\w\s]|_"
    )


_TOKEN = _pattern(_JOINED)
_TOKEN_ELIDING = _pattern(rf"(?:(?<=[a-zà-ÿ,] )|(?!{_ELIDED})){_JOINED}")
_ELIDING = frozenset({"fr", "it"})
_CJK = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")


def tokenise(text: str, start: int, end: int, language: str = "en") -> list[Token]:
    """The tokens of text[start:end], with offsets in the whole text."""
    pattern = _TOKEN_ELIDING if language in _ELIDING else _TOKEN
    tokens = [
        Token(word := match.group(), word.lower(), match.start(), match.end())
        for match in pattern.finditer(text, start, end)
    ]
    if text.find("’", start, end) < 0:
        return tokens
    return [token if len(token.text) < 3 else _straight(token) for token in tokens]


def _straight(token: Token) -> Token:
    """With the word that rules and names are looked up by: "O’Reilly" is "O'Reilly"."""
    return token._replace(lower=token.lower.replace("’", "'")) if "’" in token.text else token


def words_of(phrase: str) -> tuple[str, ...]:
    """A vocabulary term or a name, or any text, as the tokens it would have in running text."""
    return tuple(_TOKEN.findall(phrase))


def spellings(name: str) -> list[tuple[str, ...]]:
    """A name as the tokens it has, and has where its first word may be an article: "L'Oréal"."""
    if "'" not in name and "’" not in name:
        return [words_of(name)]
    straight = name.replace("’", "'")
    return list(dict.fromkeys((words_of(straight), tuple(_TOKEN_ELIDING.findall(straight)))))


def has_cjk(text: str) -> bool:
    return _CJK.search(text) is not None


def cjk_share(text: str) -> float:
    """Share of characters that are Chinese, Japanese or Korean, judged on the first 4,000 characters."""
    sample = text[:4000]
    signs = len(_CJK.findall(sample))
    return signs / (sum(map(str.isalpha, sample)) or 1) if signs else 0.0
