"""What a text says that it is, or shows: opinion, a review or advice reports nothing that companies have
done, and no more does a text in which nothing but counts and shares of something stand.
"""

import re

from tracker.ingest.reader.drafts import Drafts
from tracker.ingest.reader.left_out import RESEARCHERS

_FIRST_LINES = 4
_LABEL = re.compile(
    r"(?i)^\W*(?:(?:opinion|commentary|comment|column|editorial|op-ed|(?:book |film )?review"
    r"|letters? to the editor|hands-on|quiz|recipe|obituary|book extract|episode \d+|nachruf|obituario"
    r"|nécrologie|necrologio|meinung|kommentar|glosse|leitartikel|rezension|avis"
    r"|tribune|chronique|éditorial|opinión|columna|reseña|opinião|coluna|crônica|resenha|editoriale|commento"
    r"|recensione"
    r"|社论|评论|社説)"
    r"\s*(?:[:：]|[–—-] )|(?:書評|书评|訃報|부고)(?=\W)|★★"
    r"|[\[【](?:사설|칼럼|기고|리뷰|社説|コラム|评论)[\]】])"
)
_NUMBERS = r"\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve"
_ADVICE = re.compile(
    rf"(?i)^\W*(?:how to |we (?:tried|tested) |by our \w+ columnist|(?:{_NUMBERS}) (?:easy |simple )?"
    r"(?:ways|tips|tricks|habits|steps|hacks|recipes)\b)"
)


def gives_opinion(text: str, begin: int = 0) -> bool:
    """Whether one of the first lines after `begin` calls the text opinion, a review or advice."""
    lines = (line.strip() for line in text[begin : begin + 1000].splitlines())
    first = [line for line in lines if line][:_FIRST_LINES]
    return any(_LABEL.match(line) or _ADVICE.match(line) for line in first)


_SHORT = 500  # characters: a note may report one number alone
_DENSE = frozenset({"ko", "ja", "zh"})  # half as many characters say as much
_PAYS = re.compile(
    r"(?i)\b(?:invest|inves|inver|spen[dt]|put|pour|fund|financ|commit|pledg|rais|back|grant|loan|lend|order"
    r"|build|steck|förder|finanz|fließ|lev|lèv|injec|dépens|destin|aport|invi)|투자|투입|조달|유치|投|融|調達|出資|注资"
)
_TELLING_UNITS = frozenset({"MW", "GW", "GPU", "users"})
_TELLING_METRICS = frozenset({"valuation", "funding_raised", "revenue", "debt", "contract_value"})


def reports_nothing(drafts: Drafts, length: int) -> bool:
    """Whether a text of so many characters tells of no place, deal, project, money, machines or users."""
    told = length * 2 if drafts.language in _DENSE else length
    if told < _SHORT or drafts.partnerships or drafts.projects:
        return False
    companies = {claim.subject for claim in drafts.claims} | {office.company for office in drafts.offices}
    if all(name is None or name.startswith(RESEARCHERS) for name in companies):
        return True  # nothing is told of a company, but what researchers reckon
    if drafts.offices:
        return False
    return not any(
        claim.unit in _TELLING_UNITS
        or claim.metric in _TELLING_METRICS
        or (claim.metric == "investment_commitment" and _PAYS.search(claim.evidence))
        for claim in drafts.claims
    )
