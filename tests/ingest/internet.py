"""An internet for tests: names with public addresses, and servers on loopback that stand behind them.

The door keeps its own rules: only the resolver and the dialling are stood in for.
"""

import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import httpcore2

from tracker.ingest.door import Door
from tracker.ingest.wire import Limits, system_dial

CERTIFICATES = Path(__file__).parent / "certificates"
Reply = Callable[[str], bytes | Iterable[bytes]]  # the raw answer to a request


def page(body: bytes | str = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A raw HTTP answer; a header's underscores are hyphens."""
    content = body.encode() if isinstance(body, str) else body
    named = {"content_type": "text/html; charset=utf-8", "content_length": str(len(content))} | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + content


def moved(location: str) -> bytes:
    return page(status="302 Found", location=location)


class Site:
    """A server on loopback; `asked` holds the head of every request, `called` counts connections."""

    def __init__(self, reply: Reply, certificate: str | None = None) -> None:
        self.asked: list[str] = []
        self.called = 0
        self._reply = reply
        self._tls = certificate and ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if self._tls:
            self._tls.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.asked]

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.called += 1
                Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head:
                if not (more := connection.recv(4096)):
                    return
                head += more
            self.asked.append(head.decode())
            reply = self._reply(self.asked[-1].split(" ")[1])
            for part in [reply] if isinstance(reply, bytes) else reply:
                connection.sendall(part)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1)  # until the other side has read everything and hangs up
            connection.close()


@dataclass
class Internet:
    """Names with what they resolve to, and what was looked up and dialled."""

    names: dict[str, list[list[str]]] = field(
        default_factory=dict
    )  # a list for each time of asking; the last stays
    behind: dict[tuple[str, int], Site] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)

    def site(
        self, name: str, pages: dict[str, bytes] | Reply, certificate: str | None = None, robots: bytes = b""
    ) -> Site:
        """Put a site on this internet: raw answers by path, or a function of the path."""

        def reply(path: str) -> bytes | Iterable[bytes]:
            if callable(pages):
                return pages(path)
            if path == "/robots.txt" and path not in pages:
                return robots or page(status="404 Not Found")
            return pages.get(path, page(status="404 Not Found"))

        site = Site(reply, certificate)
        address = f"93.184.216.{len(self.names) + 1}"
        self.names[name] = [[address]]
        self.behind[address, 443 if certificate else 80] = site
        return site

    def resolve(self, host: str) -> list[str]:
        self.looked_up.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def dial(self, address: str, port: int, seconds: float) -> httpcore2.NetworkStream:
        self.dialled.append((address, port))
        site = self.behind.get((address, port))
        if not site:
            raise httpcore2.ConnectError("connection refused")
        return system_dial("127.0.0.1", site.port, seconds)

    def door(self, trusted: str | None = None, **limits: float) -> Door:
        """A door onto this internet; `trusted` names a certificate that is believed, nothing else is."""
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if trusted:
            tls.load_verify_locations(CERTIFICATES / f"{trusted}.pem")
        return Door(
            contact="https://tracker.example/contact",
            limits=Limits(**limits),  # type: ignore[arg-type]
            resolve=self.resolve,
            dial=self.dial,
            tls=tls,
        )


@contextmanager
def an_internet() -> Iterator[Internet]:
    """An internet whose servers are closed at the end."""
    internet = Internet()
    try:
        yield internet
    finally:
        for site in internet.behind.values():
            site.close()


@contextmanager
def listening() -> Iterator[Site]:
    """A listener on loopback that nobody should call."""
    site = Site(lambda _: page("secret"))
    try:
        yield site
    finally:
        site.close()
