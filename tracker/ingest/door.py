"""The outbound door: everything the tracker asks of the network goes through here.

A name is resolved once, every answer must be public, the checked address is dialled, redirects are followed
by hand and checked again, robots.txt and Retry-After are obeyed, and time and bytes are bounded in total.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ssl import SSLContext
from threading import Lock
from typing import Generic, NoReturn, TypeVar

import httpcore2
from protego import Protego

from tracker import __version__
from tracker.errors import Unreachable
from tracker.ingest.wire import (
    Budget,
    Dial,
    Limits,
    Resolve,
    Wire,
    checked,
    decoded,
    system_dial,
    system_resolve,
    too_large,
)
from tracker.public import Target, target

Kept = TypeVar("Kept")

PRODUCT = "AIExpansionTracker"
REDIRECTS = (301, 302, 303, 307, 308)
LONGEST_WAIT = timedelta(days=7)
ROBOTS_BYTES = 500_000  # what RFC 9309 asks to be read at least
ROBOTS_KEPT = timedelta(hours=1)
SITES_KEPT = 500
PASTE = "Open it in your browser and paste the text here."

_PROGRAM = re.compile(r"^([ \t]*user[- ]?agent[ \t]*:?)([^\r\n#]*)", re.IGNORECASE | re.MULTILINE)
_SENDABLE = re.compile(r"[\x20-\x7e]{1,500}")
_STATUS_WORDS = {
    401: f"The site asks for a log-in before it shows this page. {PASTE}",
    402: f"The site asks for payment before it shows this page. {PASTE}",
    403: f"The site does not let the tracker read this page. {PASTE}",
    404: "The site has no page at this address. Check the link, or paste the text.",
    410: "The site has taken this page down. Paste the text if you have it.",
    429: "The site asks to be called less often. Try later, or paste the text.",
    451: f"The site may not show this page here, for legal reasons. {PASTE}",
    503: "The site cannot answer just now. Try later, or paste the text.",
}


@dataclass(frozen=True)
class Fetched:
    """What came: bytes as the site meant them (not compressed), and where they came from.

    `status` is 200, or 304 with an empty body when nothing changed since `etag` or `last_modified`.
    `content_type` is lower case without parameters and empty when not said; `charset` is what its parameter
    says.
    """

    address: str
    final_address: str
    status: int
    content_type: str
    charset: str | None
    body: bytes
    retrieved_at: datetime
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Answer:
    """One response: its body is empty unless it is to be read."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Recent(Generic[Kept]):
    """A value for each of the sites called lately; the one learnt first goes when there are too many."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._lock = Lock()

    def get(self, origin: str) -> Kept | None:
        with self._lock:
            return self._kept.get(origin)

    def put(self, origin: str, value: Kept) -> None:
        with self._lock:
            while len(self._kept) >= SITES_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[origin] = value


@dataclass
class Door:
    """The one client for the network.

    `contact` is an address that sites can complain to; it stands in the User-Agent. `resolve`, `dial` and
    `tls` stand for the system's own; what may be dialled is checked before `dial` sees it and cannot be set.
    A door remembers robots.txt and Retry-After of the sites it called; threads may share it.
    """

    contact: str = ""
    limits: Limits = field(default_factory=Limits)
    resolve: Resolve = system_resolve
    dial: Dial = system_dial
    tls: SSLContext = field(default_factory=httpcore2.default_ssl_context)
    _robots: Recent[tuple[datetime, Protego]] = field(default_factory=Recent, init=False, repr=False)
    _waiting: Recent[datetime] = field(default_factory=Recent, init=False, repr=False)

    @property
    def user_agent(self) -> str:
        """Who calls, honestly: product, version, contact."""
        contact = re.sub(r"[^\x21-\x7e]|[()\\]", "", self.contact)
        return f"{PRODUCT}/{__version__}" + (f" (+{contact})" if contact else "")

    def fetch(self, address: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch an address, following redirects. `etag` and `last_modified` of an earlier answer ask for news
        only.

        Refused when the address may not be called: not http or https, another port, a user name in it, not
        public. Unreachable when it does not give the page: no answer, an error, robots.txt, too slow, too
        large, damaged.
        """
        budget = Budget(self.limits)
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        news_only = {name: value for name, value in asked.items() if value and _SENDABLE.fullmatch(value)}
        final, answer = self._follow(target(address), budget, news_only)
        if answer.status not in ((200, 203, 304) if news_only else (200, 203)):
            self._failed(final, answer)
        kind, charset = content_type(answer.headers.get("content-type", ""))
        return Fetched(
            address=address.strip(),
            final_address=final.address,
            status=304 if answer.status == 304 else 200,
            content_type=kind,
            charset=charset,
            body=answer.body,
            retrieved_at=datetime.now(UTC).replace(microsecond=0),
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )

    def _follow(
        self, place: Target, budget: Budget, asked: Mapping[str, str], *, for_robots: bool = False
    ) -> tuple[Target, Answer]:
        """Ask, and ask again where a redirect leads, obeying robots.txt unless it is what is asked for."""
        for _ in range(self.limits.redirects + 1):
            self._heed_wait(place)
            if not for_robots:
                self._heed_robots(place, budget)
            answer = self._ask(place, budget, asked, whole=not for_robots)
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or not location:
                return place, answer
            place = place.joined(location.strip().replace(" ", "%20"))
        raise Unreachable(f"The site redirects more than {self.limits.redirects} times. {PASTE}")

    def _ask(self, place: Target, budget: Budget, asked: Mapping[str, str], *, whole: bool) -> Answer:
        """Send one GET on a connection of its own and read the answer; `whole`: too much is an error, not
        cut.
        """
        wire = Wire(checked(place.host, self.resolve, budget), self.dial, budget)
        headers = {
            "Host": place.authority,
            "User-Agent": self.user_agent,
            "Accept": "text/html, application/xhtml+xml, application/pdf, text/plain, application/rss+xml, "
            "application/atom+xml, application/xml;q=0.9, */*;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **asked,
        }
        url = httpcore2.URL(scheme=place.scheme, host=place.host, port=place.port, target=place.path)
        try:
            with (
                httpcore2.ConnectionPool(ssl_context=self.tls, network_backend=wire) as pool,
                pool.stream("GET", url, headers=[*headers.items()]) as response,
            ):
                return self._read(response, budget, whole=whole)
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
            raise Unreachable("The site does not answer. Try later, or paste the text.") from None
        except (httpcore2.ProtocolError, httpcore2.NetworkError):
            raise Unreachable("The site broke off, or does not speak HTTP. Paste the text.") from None

    def _read(self, response: httpcore2.Response, budget: Budget, *, whole: bool) -> Answer:
        headers = {name.decode("latin-1").lower(): _words(value) for name, value in response.headers}
        if response.status not in (200, 203):
            return Answer(response.status, headers)
        limit = self.limits.decoded_bytes if whole else ROBOTS_BYTES
        coding = headers.get("content-encoding", "").strip().lower()
        body = bytearray()
        for part in decoded(response.iter_stream(), coding, self.limits.decoded_bytes, budget):
            body += part
            if len(body) > limit:
                if whole:
                    raise too_large(limit)
                break
        return Answer(response.status, headers, bytes(body[:limit]))

    def _failed(self, place: Target, answer: Answer) -> NoReturn:
        """Say what an answer without a page means, and remember when the site wants to be called again."""
        now = datetime.now(UTC)
        retry_at = retry_after(answer.headers.get("retry-after", "")[:100], now)
        if retry_at:
            self._waiting.put(place.origin, retry_at)
        words = _STATUS_WORDS.get(answer.status) or (
            f"The site answered with an error ({answer.status}). Try later, or paste the text."
        )
        raise Unreachable(words, answered=answer.status, retry_at=retry_at)

    def _heed_wait(self, place: Target) -> None:
        until = self._waiting.get(place.origin)
        if until and until > datetime.now(UTC):
            when = f"{until:%Y-%m-%d %H:%M} UTC"
            raise Unreachable(
                f"The site asked not to be called before {when}. Paste the text.", retry_at=until
            )

    def _heed_robots(self, place: Target, budget: Budget) -> None:
        kept = self._robots.get(place.origin)
        if not kept or kept[0] < datetime.now(UTC):
            kept = (datetime.now(UTC) + ROBOTS_KEPT, self._ask_robots(place, budget))
            self._robots.put(place.origin, kept)
        if not kept[1].can_fetch(place.address, PRODUCT):
            raise Unreachable(f"The site asks programs not to read this page (robots.txt). {PASTE}")

    def _ask_robots(self, place: Target, budget: Budget) -> Protego:
        """The rules of a site: none when it has no such file; Unreachable when it cannot say (RFC 9309)."""
        file = Target(place.scheme, place.host, place.port, "/robots.txt")
        final, answer = self._follow(file, budget, {}, for_robots=True)
        if answer.status == 429 or answer.status >= 500:
            self._failed(final, answer)
        return robots_rules(answer.body.decode("utf-8-sig", "replace"))


def robots_rules(text: str) -> Protego:
    """The rules of a robots.txt, those for others put together: each rule is stored once for each program it
    names.

    Without that, 500 kB that name 20,000 programs before 10,000 rules take minutes.
    """

    def renamed(match: re.Match[str]) -> str:
        name = match.group(2).strip(" \t*").lower()
        return match.group(0) if name in PRODUCT.lower() else match.group(1) + "another-program"

    return Protego.parse(_PROGRAM.sub(renamed, text))


def content_type(header: str) -> tuple[str, str | None]:
    """A Content-Type header as its type in lower case and its charset, if it names one."""
    kind = header.partition(";")[0].strip().lower()
    charset = re.search(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", header, re.IGNORECASE)
    return kind, charset.group(1).lower() if charset else None


def retry_after(header: str, now: datetime) -> datetime | None:
    """When a Retry-After header, in seconds or as a date, lets us call again; a week from now at most."""
    try:
        if re.fullmatch(r"\d{1,9}", header.strip()):
            when = now + timedelta(seconds=int(header))
        else:
            when = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(when, now + LONGEST_WAIT) if when > now else None


def _words(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
