"""Paragraphs and sentences with their offsets; what is not prose (menus, addresses, adverts) is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

LONGEST = (
    2000  # a longer "sentence" is no prose (tables, pasted code); skipping it keeps every later step bounded
)

_LINE = re.compile(r"[^\r\n]+")
_END = re.compile(
    r"[.!?…]+(?:[\"'”’»)\]]*|\s»)\s+(?=(?:[\"'“‘«»„‚¿¡(\[]|«\s)?(?:[A-ZÀ-ÞŁŚŻ0-9€$£₩¥]|[a-z]-?[A-Z]))"
    r"|(?<=[a-zà-ÿ0-9%)\]”\"])[.!?](?=[A-ZÀ-Þ][a-zà-ÿ]+[ ,])"  # run-on lines: "in London.The company"
    r"|[。！？](?:[」』”)）])?|\s[•|]\s|;\s+(?=[A-Z]\w+ [A-Z])"
)
_KOREAN_END = re.compile(r"(?<=[다요죠음됨함임])\.(?:[\"”’](?=\s))?\s*(?=\S)|(?<=[가-힣])[.!?]\s+")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"'.])(?:(?<![Ss]eries )(?<![Ss]erie )[A-Z]|Mr"
    r"|Mrs|Ms|Dr|Prof|Sr|Sra|St|No|Nos|Rs|vs|Inc|Corp|Co|Ltd|Bros|Jr|Gov|Sen|Rep|Gen"
    r"|Lt|Col|Mt|approx|ca|bzw|z\.B|Nr|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|[A-Z]\.[A-Z]|a\.m|p\.m"
    r"|e\.g|i\.e|M|Mme|Dipl|Mio|Mrd|Tsd|Std|inkl|bspw|usw|mln|mld|núm|av|Av|Exmo|Dott|Ing|Avv|Sig)\.$"
)
_DAY = re.compile(  # "3. November"
    r"(?<=\d)\.\s+(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    r"|Dezember)\b"
)
_NOISE = re.compile(
    r"(?i)^\W*(?:https?://|www\.|copyright|©|ⓒ|all rights reserved|advertisement|anzeige\b|publicidad\b"
    r"|publicité\b"
    r"|promoted\b|sponsored\b|sponsor:|newsticker|similar articles|related news|more:|also in this section"
    r"|see also|comment policy|cast your vote|most (?:read|viewed)|manage consent|gallery|reporting by"
    r"|read more|read also|also read|read next|read:|watch:|related:"
    r"|sign up|subscribe|follow us|share this|click here|cookie"
    r"|newsletter|join [\d,.]+\+? |download (?:our|the) app|you (?:might|may) also like"
    r"|(?:don['’]t miss|up next|next up|also on [^:]{2,24}|(?:from )?our partners?|elsewhere|listen"
    r"|podcast)\s?[:|]"
    r"|lesen sie auch|lire aussi|à (?:lire|voir|écouter)\b|leia (?:também|mais)|leggi anche|lea también"
    r"|te (?:puede|podría) interesar|sur le même (?:sujet|thème)|(?:veja|ouça|saiba|confira) (?:também|mais)"
    r"|(?:lee|ver|vea|mira) también|(?:guarda|vedi|ascolta) anche|ti potrebbe|auch interessant\s?[:|]"
    r"|das könnte sie|mehr (?:zum thema|dazu)\b|(?:inscri|abonn)(?:vez|ez)-vous|suivez-nous|s'abonner"
    r"|suscr[ií]b[ea]|síguenos|iscriviti|abbonati|seguici|assine\b|inscreva-se|siga(?:-nos)?\b|folgen sie uns"
    r"|[▶►☞]|(?:相[关關]|延伸|推[荐薦]|[热熱][门門])(?:阅读|閱讀|新[闻聞])|関連記事|あわせて読みたい|【?PR】"
    r"|관련 ?기사|\[?많이 ?본|\[?주요 ?뉴스|\[?인기 ?기사"
    r"|무단전재|저작권|ⓒ|photo by|image:(?:\s\S+){0,4}\s*$"
    r"|source:|tags?:|topics?:|keywords?:|login|menu$|home$)"
)
_RELATED = re.compile(
    r"(?i)^\W*(?:related (?:articles|stories|news|coverage)|most (?:read|popular|viewed)|you (?:may|might)"
    r" also like|recommended(?: for you)?|more (?:stories|news|(?:from|in|on) (?:\S+ ?){1,4})"
    r"|what to read next"
    r"|editors?['’]?s? picks?|popular(?: now| stories)?|in other news|elsewhere|keep reading|further reading"
    r"|more like this|headlines|around the web|from our partners|don['’]t miss|latest|top stories"
    r"|trending(?: now)?|read (?:next|also|more)"
    r"|also read|see also|latest news|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|lea también"
    r"|leia (?:também|mais)|leggi anche|sur le même (?:sujet|thème)|les plus (?:lus|vus)"
    r"|à (?:voir|lire)(?: aussi)?|articles? (?:liés|similaires|recommandés)|dans la même rubrique"
    r"|mais (?:lidas|lidos|notícias|vistas)|(?:veja|ouça) (?:também|mais)|(?:notícias"
    r"|noticias) relacionadas|últimas(?: not[ií]cias)?"
    r"|lo más (?:leído|visto)|más (?:noticias|leídas|leído)|te (?:puede|podría) interesar"
    r"|i più (?:letti|visti)|articoli correlati|ti potrebbe(?:ro)? (?:anche )?interessare"
    r"|ultime notizie|meistgelesen(?:e artikel)?"
    r"|auch interessant|das könnte sie (?:auch )?interessieren|weitere (?:artikel|themen|meldungen)"
    r"|passend zum thema|関連(?:記事|ニュース)|あわせて読みたい|(?:おすすめ|人気)記事|(?:アクセス)?ランキング"
    r"|(?:相[关關]|延伸|推[荐薦]|[热熱][门門]|更多)(?:阅读|閱讀|新[闻聞]|文章)|猜你喜[欢歡]|[编編][辑輯]推[荐薦]"
    r"|관련 ?(?:기사|뉴스)|많이 ?본 ?(?:뉴스|기사)|(?:인기|추천|최신|주요) ?(?:기사|뉴스))\W*$"
)
_PROSE = 3  # paragraphs of prose from which on headlines below are others'
_LINKS = re.compile(  # what follows in its line are headlines of other articles
    r"(?i)\W*(?:related(?: \w+)?|(?:read|see|more) (?:also|more|next|on this)|also read|most read"
    r"|you (?:may|might) (?:also )?like|recommended|lesen sie auch|lire aussi|à lire aussi"
    r"|lea también|leia (?:também|mais)|leggi anche)\s*[:>»|→]"
)
_LISTED = re.compile(r"^(?:\d{1,2}[.)]|[-–•*>·▪■◆●・+])\s*")
_META_DATE = re.compile(r"^\s*date\s+(\d{4}-\d{2}-\d{2})\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence: offsets in the text, its paragraph's number from 0, and whether it looks like a
    headline.
    """

    start: int
    end: int
    paragraph: int
    heading: bool


def stated_date(text: str) -> tuple[str | None, int]:
    """A publication date written in front of the text ("date 2025-05-03 …") and where the prose begins."""
    match = _META_DATE.match(text)
    return (match.group(1), match.end()) if match else (None, 0)


def split(text: str) -> list[Span]:
    """Every sentence of the prose in `text`, in order; each distinct wording once."""
    seen: set[str] = set()
    spans: list[Span] = []
    related = False  # headlines of other articles, until prose goes on
    for number, (first, last) in enumerate(_paragraphs(text, stated_date(text)[1])):
        line = text[first : min(last, first + 200)].strip()
        listed = _LISTED.sub("", line)
        related = bool(line and (_RELATED.match(line) or (related and _is_headline(listed))))
        if related or _NOISE.match(line):
            continue
        pieces = list(takewhile(lambda piece: not _LINKS.match(text, piece[0]), _pieces(text, first, last)))
        if not pieces:
            continue
        heading = len(pieces) == 1 and _is_heading(text[pieces[0][0] : pieces[0][1]])
        for start, end in pieces:
            words = text[start : min(end, start + LONGEST)]
            if words not in seen:
                seen.add(words)
                spans.append(Span(start, start + len(words), number, heading))
    return _without_tail(spans)


def _without_tail(spans: list[Span]) -> list[Span]:
    """The sentences but for two or more headlines in a row that stand below the last of the prose."""
    end = len(spans)
    while end and spans[end - 1].heading:
        end -= 1
    told = len({span.paragraph for span in spans[:end] if not span.heading})
    return spans[:end] if told >= _PROSE and len(spans) - end > 1 else spans


def _paragraphs(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """Lines; a line that goes on in lower case after one without a stop was wrapped by hand and is
    joined to it.
    """
    first = last = -1
    for line in _LINE.finditer(text, begin):
        if first >= 0 and _wrapped(text, last, line.start()):
            last = line.end()
            continue
        if first >= 0:
            yield first, last
        first, last = line.span()
    if first >= 0:
        yield first, last


def _wrapped(text: str, last: int, start: int) -> bool:
    """Whether the line that begins at `start` continues the one that ends at `last`."""
    before, after = text[last - 40 : last].rstrip(), text[start : start + 40].lstrip()
    blank = "\n" in text[last:start].replace("\r\n", "\n")[1:]
    return (
        bool(before and after)
        and not blank
        and after[0].islower()
        and (before[-1].isalnum() or before[-1] in ",;-–")
    )


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    last = start
    korean = _HANGUL.search(text, start, min(end, start + 400))
    for match in (_KOREAN_END if korean else _END).finditer(text, start, end):
        if not korean and _ABBREVIATION.search(text[max(last, match.start() - 9) : match.start() + 1]):
            continue
        if _DAY.match(text, match.start()):
            continue
        yield from _trimmed(text, last, match.end())
        last = match.end()
    yield from _trimmed(text, last, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    kept = piece.strip()
    if kept:
        yield start + left, start + left + len(kept)


def _is_headline(line: str) -> bool:
    """A line among those of other articles: any but one that ends like prose."""
    return 0 < len(line) < 160 and line[-1] not in ".。…"


def _is_heading(line: str) -> bool:
    """A line of its own without a closing stop; a cut-off last line is prose, not a headline."""
    if not 0 < len(line) < 160:
        return False
    return line[-1] not in ".!?…。:\"”'’」)]다" and not line.startswith(("-", "–", "•"))
