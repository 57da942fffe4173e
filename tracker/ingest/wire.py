"""The bytes on the wire: who is dialled, until when, and how many bytes may come.

httpcore2, the layer that httpx2 stands on, is used as it is: it follows no redirect, keeps no cookie, reads
no proxy from the environment and decodes nothing, and its network backend is a public argument. httpx2 would
do each of these, and takes a backend only through a private attribute.
"""

import socket
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from ssl import SSLCertVerificationError, SSLContext
from threading import Thread
from typing import Any

import httpcore2

from tracker.errors import Refused, Unreachable
from tracker.public import is_public, literal

Resolve = Callable[[str], Sequence[str]]
Dial = Callable[[str, int, float], httpcore2.NetworkStream]

TRIED_ADDRESSES = 3
SECONDS_AN_ADDRESS = 6.0


@dataclass(frozen=True)
class Limits:
    """What one fetch may take, its redirects and robots.txt included."""

    seconds: float = 20.0
    wire_bytes: int = 15_000_000
    decoded_bytes: int = 20_000_000
    redirects: int = 5


class Budget:
    """What is left of the limits while a fetch runs."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._until = time.monotonic() + limits.seconds
        self._wire = limits.wire_bytes

    def left(self) -> float:
        """The seconds left; Unreachable when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def came(self, count: int) -> None:
        """Bytes came over the wire; Unreachable when they are too many."""
        self._wire -= count
        if self._wire < 0:
            raise too_large(self.limits.wire_bytes)

    def too_slow(self) -> Unreachable:
        return Unreachable(
            f"The site took over {self.limits.seconds:g} seconds. Try later, or paste the text."
        )


def too_large(limit: int) -> Unreachable:
    return Unreachable(f"The site sends more than {limit // 1_000_000 or 1} MB. Paste the text instead.")


def unknown(host: str) -> Refused:
    """One refusal for a name that is not known and for one that leads into a private network: it tells
    nothing.
    """
    message = f"There is no public web site under “{host}”. Check the link, or paste the text."
    return Refused(message, {"address": message})


def system_resolve(host: str) -> list[str]:
    """The addresses of a name as the system knows them."""
    return [str(answer[4][0]) for answer in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


def system_dial(address: str, port: int, seconds: float) -> httpcore2.NetworkStream:
    """Connect to an IP address within some seconds."""
    return httpcore2.SyncBackend().connect_tcp(address, port, timeout=seconds, socket_options=())


def checked(host: str, resolve: Resolve, budget: Budget) -> list[str]:
    """The addresses of a host, resolved once; Refused when there are none or one of them is not public."""
    given = literal(host)
    answers = [str(given)] if given else _resolved(host, resolve, budget)
    try:
        addresses = [ip_address(answer) for answer in answers]
    except ValueError:
        raise unknown(host) from None
    if not addresses or not all(map(is_public, addresses)):
        raise unknown(host)
    return list(dict.fromkeys(map(str, addresses)))


def _resolved(host: str, resolve: Resolve, budget: Budget) -> Sequence[str]:
    """Resolve in a thread: the system's resolver takes no deadline."""
    answer: SimpleQueue[Sequence[str]] = SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolve(host))
        except (OSError, UnicodeError):
            answer.put(())

    Thread(target=ask, daemon=True).start()
    try:
        return answer.get(timeout=budget.left())
    except Empty:
        raise budget.too_slow() from None


class Wire(httpcore2.NetworkBackend):
    """Dials the addresses that were checked, whatever name it is given, and meters what comes."""

    def __init__(self, addresses: Sequence[str], dial: Dial, budget: Budget) -> None:
        self._addresses = addresses
        self._dial = dial
        self._budget = budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first of the checked addresses that answers."""
        for address in self._addresses[:TRIED_ADDRESSES]:
            with suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                stream = self._dial(address, port, min(self._budget.left(), SECONDS_AN_ADDRESS))
                return Metered(stream, self._budget)
        raise httpcore2.ConnectError


class Metered(httpcore2.NetworkStream):
    """A connection whose every read and write ends at the deadline of the whole fetch."""

    def __init__(self, stream: httpcore2.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            data = self._stream.read(max_bytes, timeout=self._budget.left())
        except httpcore2.ReadTimeout:
            raise self._budget.too_slow() from None
        self._budget.came(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self._stream.write(buffer, timeout=self._budget.left())
        except httpcore2.WriteTimeout:
            raise self._budget.too_slow() from None

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, timeout=self._budget.left())
        except httpcore2.ConnectTimeout:
            raise self._budget.too_slow() from None
        except httpcore2.ConnectError as error:
            raise Unreachable(_tls_failure(error)) from None
        return Metered(stream, self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _tls_failure(error: Exception) -> str:
    if isinstance(error.__cause__, SSLCertVerificationError):
        reason = error.__cause__.verify_message
        return f"The site does not prove who it is ({reason}). Paste the text instead."
    return "The site and the tracker found no safe way to talk (TLS). Paste the text instead."


def decoded(chunks: Iterable[bytes], coding: str, limit: int, budget: Budget) -> Iterator[bytes]:
    """The body as it was before it was compressed, never more than `limit` bytes and one chunk of 64 kB.

    `coding` is the Content-Encoding header. Unreachable when it names two codings or one we did not ask for,
    when the stream is damaged or ends early, and when it is too large.
    """
    came = 0
    for part in _inflated(chunks, coding) if coding not in ("", "identity") else chunks:
        budget.left()
        came += len(part)
        if came > limit:
            raise too_large(limit)
        yield part


def _inflated(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    if coding not in ("gzip", "x-gzip"):
        raise Unreachable("The site compresses its page in a way not asked for. Paste the text.")
    inflater = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            waiting = chunk
            while waiting:
                if inflater.eof:  # one stream may follow another
                    inflater = zlib.decompressobj(wbits=31)
                yield inflater.decompress(waiting, 65536)
                waiting = inflater.unconsumed_tail or inflater.unused_data
    except zlib.error:
        raise Unreachable("What the site sends is damaged. Try later, or paste the text.") from None
    if not inflater.eof:
        raise Unreachable("What the site sends stops before its end. Try later, or paste the text.")
