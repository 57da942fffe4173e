"""Text on a page that its visitors cannot see: dropped before anything is read, and counted.

What is written into the page is looked at: attributes, inline styles and plain rules of its own <style>
elements. Style sheets elsewhere are not fetched, and rules that hold for some screens only hide nothing here.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

# Holds no text of the page, or none that is an article's: dropped, not counted.
_NO_TEXT = frozenset("noscript template svg math iframe object canvas select textarea button dialog".split())
_HIDING_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only u-hidden is-hidden".split()
)
_LARGEST_STYLE = 300_000

_ZERO = r"\s*:\s*0*\.?0+(px|em|rem|%|pt|vh|vw)?\s*(!important)?\s*(;|$)"
_FAR = r"\s*:\s*-\s*(999|\d{4,})"
_HIDING = re.compile(
    r"(^|[;\s])("
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|content-visibility\s*:\s*hidden"
    rf"|(font-size|opacity|max-height|max-width|zoom){_ZERO}"
    rf"|(text-indent|left|top|right|bottom|margin-left|margin-top){_FAR}"
    r"|clip\s*:\s*rect\(\s*[01](px)?[\s,]+[01](px)?[\s,]+[01](px)?[\s,]+[01](px)?\s*\)"
    r"|clip-path\s*:\s*(inset\(\s*(50|100)%|circle\(\s*0)"
    r"|transform\s*:[^;]*(scale[xy]?\(\s*0\s*\)|translate[xy]?\(\s*-\d{4,})"
    r"|(color|-webkit-text-fill-color)\s*:\s*(transparent|rgba\([^)]*,\s*0(\.0+)?\s*\))"
    r")",
    re.IGNORECASE,
)
_ZERO_BOX = re.compile(rf"(^|[;\s])(width|height){_ZERO}", re.IGNORECASE)
_CLIPPED = re.compile(r"overflow(-[xy])?\s*:\s*(hidden|clip)", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|[;\s])(color|background(?:-color)?)\s*:\s*([^;]{1,60})", re.IGNORECASE)
_COLOURS = {"white": "#ffffff", "black": "#000000", "rgb(255,255,255)": "#ffffff", "rgb(0,0,0)": "#000000"}
_SIMPLE = re.compile(r"[a-z]*([.#][\w-]+)", re.IGNORECASE)


def drop_hidden(tree: HtmlElement) -> int:
    """Take out of a parsed page what its visitors cannot see; how many characters of text that was."""
    hiding = _hiding_selectors(tree)
    silent, unseen = [], []
    walk = etree.iterwalk(tree, events=("start",), tag="*")
    for _, element in walk:
        if element.tag in _NO_TEXT:
            silent.append(element)
        elif _is_hidden(element, hiding):
            unseen.append(element)
        else:
            continue
        walk.skip_subtree()
    count = sum(len(" ".join(shown_text(element).split())) for element in unseen)
    for element in silent + unseen:
        if element.getparent() is not None:
            element.drop_tree()
    return count


def shown_text(element: HtmlElement) -> str:
    """The text of an element without scripts and styles."""
    return "".join(element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"))


def _is_hidden(element: HtmlElement, hiding: frozenset[str]) -> bool:
    if element.tag in ("html", "body"):  # hidden until a script has run: the whole page is not a secret
        return False
    if "hidden" in element.attrib and element.get("hidden", "").lower() != "until-found":
        return True
    names = {f".{name}" for name in element.get("class", "").split()} | {f"#{element.get('id', '')}"}
    if names & hiding or _HIDING_CLASSES & set(element.get("class", "").lower().split()):
        return True
    style = element.get("style", "")
    return bool(style) and (_hides(style) or _same_colour(element))


def _hides(style: str) -> bool:
    style = re.sub(r"/\*.*?(\*/|$)", "", style[:5000], flags=re.DOTALL)
    return bool(_HIDING.search(style) or (_ZERO_BOX.search(style) and _CLIPPED.search(style)))


def _same_colour(element: HtmlElement) -> bool:
    """Whether the words of an element are written in the colour behind them, its own or its parent's."""
    own = _colours(element)
    parent = element.getparent()
    behind = own.get("background") or (_colours(parent).get("background") if parent is not None else None)
    return behind is not None and own.get("color") == behind


def _colours(element: HtmlElement) -> dict[str, str]:
    found = {}
    for name, value in _COLOUR.findall(element.get("style", "")[:5000]):
        plain = re.sub(r"\s|!important", "", value.lower())
        plain = re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", _COLOURS.get(plain, plain))
        found[name.lower().partition("-")[0]] = plain
    return found


def _hiding_selectors(tree: HtmlElement) -> frozenset[str]:
    """The classes and ids that a plain rule of the page hides and no other rule of the page shows again."""
    hidden, shown = set(), set()
    for selector, style, always in _rules("\n".join(tree.xpath("//style/text()"))[:_LARGEST_STYLE]):
        if always and _hides(style):
            hidden.add(selector)
        elif re.search(
            r"display\s*:|visibility\s*:\s*visible|opacity\s*:|font-size\s*:", style, re.IGNORECASE
        ):
            shown.add(selector)
    return frozenset(hidden - shown)


def _rules(styles: str) -> Iterator[tuple[str, str, bool]]:
    """Each class or id that stands alone as a selector, with its declarations, and whether they always hold.

    A rule inside another block, @media and the like, holds for some screens only.
    """
    depth = 0
    for block in re.sub(r"/\*.*?(\*/|$)", "", styles, flags=re.DOTALL).split("}"):
        opened = block.count("{")
        selectors, _, style = block.rpartition("{")
        for selector in re.split(r"[{;]", selectors)[-1].split(","):
            simple = _SIMPLE.fullmatch(selector.strip())
            if simple:
                yield simple.group(1), style, depth + opened == 1
        depth = max(0, depth + opened - 1)
