"""Plain text: bytes into characters, and characters nobody can see out of it."""

import codecs
import re

from tracker.characters import legible
from tracker.errors import Refused
from tracker.ingest.byline import day_at_top, tomorrow
from tracker.ingest.found import LONGEST_TEXT, Basis, Found

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a label means on the web is often more than it says (WHATWG Encoding).
_MEANT = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "sjis": "cp932", "shift-jis": "cp932",
    "x-sjis": "cp932", "utf-16": "utf-16-le", "unicode": "utf-16-le",
}  # fmt: skip
_FOR_TEXT = re.compile(
    r"utf-(8|16|32).*|(cp|iso8859|iso2022|koi8|mac|euc|gb|big5|shift|tis|ptcp)[\w-]*|johab|hz"
)
# For bytes without a label: a codec, the characters it should mostly give, their share beyond ASCII, and the
# codec to read them with. The narrow codecs take only pairs of high bytes, so that accented Latin text fails.
_GUESSES = (
    ("euc_kr", re.compile("[가-힣]"), 0.7, "cp949"),
    ("cp932", re.compile("[ぁ-ヿ]"), 0.3, "cp932"),
    ("euc_jp", re.compile("[ぁ-ヿ]"), 0.3, "euc_jp"),
    ("gb2312", re.compile("[一-鿿]"), 0.7, "gb18030"),
    ("big5", re.compile("[一-鿿]"), 0.7, "big5"),
)
_GUESSED_FROM = 20_000

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ufff9-\ufffb]")
# Joiners shape Arabic, Indic scripts and emoji; between Latin letters they only hide something.
_ZERO_WIDTH = re.compile(
    "[\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\ufeff\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u3164"
    "\uffa0\U000e0000-\U000e0fff\U0001d173-\U0001d17a]"
    "|(?<=[\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\u024f])"
)
_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")


def decode(body: bytes, charset: str | None = None) -> str:
    """The characters of a text: by its byte order mark, else its declared charset, else UTF-8, else a guess.

    Bytes that mean nothing become U+FFFD; nothing is refused.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = codec(charset) or "utf-8"
    for encoding in (declared, "utf-8"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode(_guess(body) if declared == "utf-8" else declared, "replace")


def codec(charset: str | None) -> str | None:
    """The codec for a declared charset, as browsers understand it; None when there is none for text."""
    label = (charset or "").strip().lower()
    try:
        name = codecs.lookup(_MEANT.get(label, label)).name
    except (LookupError, ValueError):
        return None
    return name if _FOR_TEXT.fullmatch(name) else None


def _guess(body: bytes) -> str:
    sample = body[:_GUESSED_FROM]
    for narrow, script, share, wide in _GUESSES:
        try:
            beyond = re.sub(
                r"[\x00-\x7f\u3000-\u303f\uff00-\uff5e]",
                "",
                codecs.getincrementaldecoder(narrow)().decode(sample),
            )
        except UnicodeDecodeError:
            continue
        if beyond and len(script.findall(beyond)) >= share * len(beyond):
            return wide
    return "cp1252"


def visible(text: str) -> tuple[str, int]:
    """A text with line ends as \\n and without what cannot be seen, and how many zero-width characters that
    were.

    Direction marks that change what is read (U+202A to U+202E, U+2066 to U+2069) stay: pages show them
    marked.
    """
    text = _CONTROLS.sub("", _ENDS.sub("\n", text))
    return _ZERO_WIDTH.subn("", text)


def tidy(text: str) -> str:
    """One space between words, one empty line at most between paragraphs, none at either end."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def read_text(body: bytes, charset: str | None = None) -> Found:
    """A plain text file or pasted text as an article; its first line is the title when it stands by itself,
    and a day at its top that of publication.

    Refused when it is empty, longer than LONGEST_TEXT characters, no text, or holds control characters.
    """
    raw = decode(body, charset)
    if len(_CONTROLS.findall(raw[:100_000])) > len(raw[:100_000]) // 50:
        raise Refused("This is not a text, a web page or a PDF.", {"file": "Give a text, HTML or PDF file."})
    refuse_controls(raw)
    kept, hidden = visible(raw)
    text = tidy(kept)
    if not text:
        raise Refused("There is no text in it.", {"text": "Paste the text of the article."})
    if len(text) > LONGEST_TEXT:
        raise Refused(f"The text is longer than {LONGEST_TEXT:,} characters.", {"text": "Give a part of it."})
    doubt = "Some characters could not be read; check the text." if "\ufffd" in text else None
    day = day_at_top(text)
    published = day.isoformat() if day and day <= tomorrow() else None
    basis: Basis = "visible_byline" if published else "unknown"
    return Found(
        text, title=_title(text), published=published, published_basis=basis, hidden=hidden, doubt=doubt
    )


def refuse_controls(raw: str) -> None:
    """Refuse a text as every door that stores one does, in the same words."""
    try:
        legible(raw)
    except ValueError as error:
        raise Refused("One field needs attention.", {"text": str(error)}) from None


def _title(text: str) -> str | None:
    first, _, rest = text.partition("\n\n")
    by_itself = rest and "\n" not in first and len(first) <= 200 and not re.search(r"[.,;:。]$", first)
    return first if by_itself else None
