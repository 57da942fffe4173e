"""The canonical address of an article: the one form in which two links to the same page are equal.

It is for comparing and for showing; what is fetched is the link as it was given. What a rule cannot know
without asking the site (other mobile hosts, shortened links) is left to redirects and to the page's own
canonical link.
"""

import posixpath
import re
from urllib.parse import urljoin, urlsplit

from tracker.errors import Refused
from tracker.public import LONGEST_ADDRESS, host_name

# Parameters that say who sent the reader, never which page is meant.
_TRACKING = re.compile(
    r"(utm|pk|mtm|piwik|matomo|hsa|at|ga|vero|oly|guce|fb|sc|trk|itm|wt|ns|mc)_.*|_(ga|gl|hsenc|hsmi|ke|branch_match_id)"
    r"|__(hstc|hssc|hsfp|s|twitter_impression|tn__|cft__.*)|(fb|g|d|y|tw|tt|li_fat_|s_k)clid|gclsrc|g?wbraid|gbraid"
    r"|msclkid|yclid|igshid|igsh|mkt_tok|s_cid|cmpid|cmp|ncid|ocid|ref_src|ref_url|smid|smtyp|guccounter|spm|soc_src"
    r"|soc_trk|wickedid|epik|srsltid|xtor|amp|amp_js_v|usqp",
    re.IGNORECASE,
)
_AMP_CACHE = re.compile(
    r"https://(?:www\.google\.[a-z.]+/amp|[a-z0-9-]+\.cdn\.ampproject\.org/[acv])/(?:s/)?(.+)"
)
_HOSTS = {
    "amp.cnn.com": "www.cnn.com",
    "amp.theguardian.com": "www.theguardian.com",
    "m.yna.co.kr": "www.yna.co.kr",
    "mobile.reuters.com": "www.reuters.com",
    "mobile.twitter.com": "twitter.com",
}
_WIKIPEDIA = re.compile(r"^([a-z-]+)\.m\.(wikipedia\.org)$")
_STRAY = re.compile(r"%(?![0-9a-fA-F]{2})")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_LITERAL = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/?%|\[\]-]")


def canonical(address: str) -> str:
    """The canonical form of an article's link; the form of a canonical form is itself.

    https in place of http, the host in lower-case ASCII, no default port, fragment, tracking parameter, AMP
    variant or final slash; parameters in alphabetical order; each character escaped in one way.
    Refused when it is not a web address, is too long, or holds a user name.
    """
    address = address.strip()
    if len(address) > LONGEST_ADDRESS:
        raise _refused(f"The link is longer than {LONGEST_ADDRESS} characters.")
    scheme, host, port, path, query = _parts(address)
    if (scheme, port) in (("http", 80), ("https", 443)):
        port = None
    authority = f"[{host}]" if ":" in host else _WIKIPEDIA.sub(r"\1.\2", _HOSTS.get(host, host))
    tidy = f"https://{authority}" + (f":{port}" if port else "") + _path(path) + _query(query)
    if len(tidy) > LONGEST_ADDRESS:
        raise _refused(f"The link is longer than {LONGEST_ADDRESS} characters.")
    cached = _AMP_CACHE.fullmatch(tidy)
    return canonical(f"https://{cached.group(1)}") if cached else tidy


def own_canonical(page: str, link: str) -> str | None:
    """What a page says of itself, when it can be believed: the same site, and not the site's front page.

    `page` is where the page came from, `link` its rel=canonical, which may be relative.
    """
    try:
        said, given = canonical(urljoin(page, link.strip())), canonical(page)
    except (Refused, ValueError):
        return None
    same_site = _site(urlsplit(said).hostname) == _site(urlsplit(given).hostname)
    return said if same_site and (urlsplit(said).path != "/" or urlsplit(said).query) else None


def _parts(address: str) -> tuple[str, str, int | None, str, str]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _refused("This is not a web address.") from None
    if parts.scheme not in ("http", "https") or re.search(r"[\x00-\x20\x7f\\]", address):
        raise _refused("A link starts with http:// or https:// and holds no spaces.")
    if "@" in parts.netloc:
        raise _refused("The link holds a user name or password; take it out.")
    if "[" in parts.netloc and ":" not in (parts.hostname or ""):
        raise _refused("The link does not name a proper host.")
    return parts.scheme, host_name(parts.hostname or ""), port, parts.path, parts.query


def _path(path: str) -> str:
    """A path in one form of escapes, without dot segments, final slash or AMP suffix."""
    tidy = re.sub(r"//+", "/", posixpath.normpath("/" + _escaped(path)))
    while tidy.count("/") > 1 and tidy.lower().endswith("/amp"):
        tidy = tidy[:-4]
    return re.sub(r"(\.amp)+(?=\.html?$)", "", tidy, flags=re.IGNORECASE)


def _query(query: str) -> str:
    """A query without tracking, in order, with its question mark; empty when nothing is left."""
    pairs = (_escaped(pair) for pair in query.split("&") if pair)
    kept = [
        pair for pair in pairs if not _TRACKING.fullmatch(pair.partition("=")[0]) and pair != "outputType=amp"
    ]
    return "?" + "&".join(sorted(kept, key=lambda pair: pair.partition("=")[0])) if kept else ""


def _escaped(text: str) -> str:
    """Escapes in capitals, only where they are needed, and everywhere they are needed."""

    def tidied(match: re.Match[str]) -> str:
        char = chr(int(match.group(1), 16))
        return char if _UNRESERVED.fullmatch(char) else match.group(0).upper()

    text = _LITERAL.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "replace")), text
    )
    return _ESCAPE.sub(tidied, _STRAY.sub("%25", text))


def _site(host: str | None) -> str:
    """What a host has in common with its www, m and amp variants: its last labels, three below co.kr and the
    like.
    """
    labels = (host or "").split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if short else labels[-2:])


def _refused(message: str) -> Refused:
    return Refused(message, {"address": message})
