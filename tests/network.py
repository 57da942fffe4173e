"""Tests have no network but loopback: an audit hook, which nothing in the process can take off."""

import sys
from ipaddress import ip_address
from typing import Any

CONNECTING = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}  # event: place of the address
RESOLVING = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0}  # event: place of the host


def refuse_all_but_loopback() -> None:
    """From now on, connecting or sending elsewhere, or asking for a name, raises AssertionError here."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in CONNECTING:
        address = arguments[CONNECTING[event]]
        # A tuple is an internet address, text or bytes a Unix socket, None the peer of a connected socket.
        assert not isinstance(address, tuple) or _loopback(address[0]), f"a test called out to {address}"
    elif event in RESOLVING:
        host = arguments[RESOLVING[event]]
        assert _loopback(host) or _numeric(host), f"a test asked the network for the name {host!r}"


def _loopback(host: str | bytes | None) -> bool:
    text = host.decode() if isinstance(host, bytes) else host
    return text in (None, "", "localhost") or (_numeric(text) and ip_address(str(text)).is_loopback)


def _numeric(host: str | bytes | None) -> bool:
    try:
        ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True
