"""What a text says that it is: opinion, a review or advice reports nothing that companies have done."""

import re

_FIRST_LINES = 4
_LABEL = re.compile(
    r"(?i)^\W*(?:(?:opinion|commentary|comment|column|editorial|op-ed|(?:book |film )?review"
    r"|letters? to the editor|hands-on|quiz|recipe|meinung|kommentar|glosse|leitartikel|rezension|avis"
    r"|tribune|chronique|éditorial|opinión|columna|reseña|opinião|coluna|crônica|resenha|editoriale|commento|recensione"
    r"|社论|评论|社説)"
    r"\s*(?:[:：]|[–—-] )|[\[【](?:사설|칼럼|기고|리뷰|社説|コラム|评论)[\]】]|★★)"
)
_NUMBERS = r"\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve"
_ADVICE = re.compile(
    rf"(?i)^\W*(?:how to |by our \w+ columnist|(?:{_NUMBERS}) (?:easy |simple )?"
    r"(?:ways|tips|tricks|habits|steps|hacks|recipes)\b)"
)


def gives_opinion(text: str, begin: int = 0) -> bool:
    """Whether one of the first lines after `begin` calls the text opinion, a review or advice."""
    lines = (line.strip() for line in text[begin : begin + 1000].splitlines())
    first = [line for line in lines if line][:_FIRST_LINES]
    return any(_LABEL.match(line) or _ADVICE.match(line) for line in first)
