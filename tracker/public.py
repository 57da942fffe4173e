"""Which web addresses the tracker may call at all: the public internet, by http and https, on their own
ports.

`ipaddress.is_global` is not enough: it passes NAT64, 6to4, IPv4-compatible, site-local and multicast
addresses, each of which can lead back into a private network.
"""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

from tracker.errors import Refused

LONGEST_ADDRESS = 2000
PORTS = {"http": 80, "https": 443}

# The IANA registries of special-purpose addresses, less the few that are ordinary parts of the internet.
_SPECIAL_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
        "192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 "
        "198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
)
# Only 2000::/3 is given out to networks. Mapped, compatible, NAT64, unique-local, link-local, site-local and
# multicast addresses all lie outside it; Teredo (in 2001::/23), 6to4 and examples lie inside.
_UNICAST_6 = IPv6Network("2000::/3")
_SPECIAL_6 = tuple(
    IPv6Network(network)
    for network in "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20".split()
)
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_SAFE = "/%:=&~+!$,;'@()*[]|"
# Names that mean something within one network only: those without a dot, and these (RFC 6761, 6762, 8375).
_INSIDE = ("localhost", "local", "internal", "home.arpa")
_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public internet and to nothing that can stand for another address."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    if address.scope_id is not None or address not in _UNICAST_6:
        return False
    return not any(address in network for network in _SPECIAL_6)


@dataclass(frozen=True)
class Target:
    """A web address taken apart once: what is checked is what is dialled and what is asked for.

    `host` is ASCII and lower case, an IPv6 address without brackets; `path` is percent-encoded and holds the
    query.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        """The address written out, without a default port or a fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """What the Host header says."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    def joined(self, location: str) -> "Target":
        """The target of a redirect; Refused like `target`."""
        try:
            return target(urljoin(self.address, location.strip()))
        except ValueError:
            raise _refused("The site redirects to something that is not a web address.") from None


def target(address: str) -> Target:
    """Take a web address apart; Refused when not http or https, or naming a port, a user or no host."""
    address = address.strip()
    if len(address) > LONGEST_ADDRESS:
        raise _refused(f"The link is longer than {LONGEST_ADDRESS} characters.")
    if _UNSEEN.search(address):
        raise _refused("The link holds spaces, backslashes or characters that cannot be seen.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _refused("This is not a web address.") from None
    if parts.scheme not in PORTS:
        raise _refused("Only links that start with http:// or https:// can be fetched.")
    if "[" in parts.netloc and ":" not in (parts.hostname or ""):
        raise _refused("The link does not name a proper host.")
    if "@" in parts.netloc:
        raise _refused("The link holds a user name or password; take it out.")
    if port not in (None, PORTS[parts.scheme]):
        raise _refused("Only the usual ports, 80 for http and 443 for https, can be fetched from.")
    path = quote(parts.path or "/", safe=_SAFE)
    query = "?" + quote(parts.query, safe=_SAFE + "?") if parts.query else ""
    return Target(parts.scheme, host_name(parts.hostname or ""), PORTS[parts.scheme], path + query)


def host_name(host: str) -> str:
    """A host as it is looked up: ASCII, lower case, without a final dot; Refused when it is not one.

    An IP address must be in its usual form: 0x7f.1, 0177.0.0.1 and 2130706433 are spellings of 127.0.0.1 that
    only somebody who hides something uses.
    """
    name = unicodedata.normalize("NFKC", host).replace("。", ".").lower().removesuffix(".")
    try:
        if ":" in name:
            return str(IPv6Address(name))
        if _NUMBER.fullmatch(name.rpartition(".")[2]):
            return str(IPv4Address(name))
        if not name.isascii():
            import idna  # few addresses need its large tables

            name = idna.encode(name, uts46=True).decode().lower()
    except ValueError:  # idna.IDNAError is one
        raise _refused("The link does not name a proper host.") from None
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise _refused("The link does not name a proper host.")
    return name


def refuse_inside(address: str) -> None:
    """Refuse a web address that nothing of the public internet can answer to, told without asking anybody."""
    host = target(address).host
    given = literal(host)
    inside = "." not in host or host.endswith(tuple(f".{name}" for name in _INSIDE))
    if not is_public(given) if given else inside:
        raise _refused(f"There is no public web site under “{host}”, and no other is ever called.")


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host is written as, if it is one."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _refused(message: str) -> Refused:
    return Refused(message, {"address": message})
