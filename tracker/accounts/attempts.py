"""Log-ins that failed are counted, and the next ones made to wait: under a name from one address, from an
address under whatever names, and under a name from everywhere.

Whoever guesses at a name is slowed wherever they sit, and its owner elsewhere does not wait with them: a
browser that the account was logged in with before is counted by itself. Nobody is locked out for good: a wait
ends after so many seconds at the latest, and an hour without failures forgets them. Names are counted whether
there is such an account or not, so that a wait tells nothing. An attempt counts before its password is looked
at: a hundred sent at once are a hundred.
"""

import hashlib
import ipaddress
import re
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.accounts.people import key_of
from tracker.accounts.tables import Attempt
from tracker.errors import Slowed
from tracker.types import now

# How many failures are free, and the longest wait in seconds. One person at one place:
FREE_FOR_ONE, MOST_FOR_ONE = 4, 30
# Many may share one address: an office, or everybody behind a proxy.
FREE_FOR_ADDRESS, MOST_FOR_ADDRESS = 12, 300
# Guessed at from many addresses, of which one alone cannot use these up within an hour.
FREE_FOR_NAME, MOST_FOR_NAME = 40, 30
FORGOTTEN = timedelta(hours=1)
WITH_PORT = re.compile(r"\[([^\]]*)\](?::[0-9]*)?|([0-9.]+):[0-9]*")


def begin(session: Session, name: str, address: str, browser: str = "") -> None:
    """Count an attempt as failed until `succeeded` says otherwise. Slowed when it has come too soon.

    browser: the mark of a browser that this account was logged in with before, empty for any other.
    """
    session.execute(delete(Attempt).where(Attempt.last_at < now() - FORGOTTEN))
    counted = [
        (_counted(session, subject), free, most) for subject, free, most in _subjects(name, address, browser)
    ]
    waits = [_wait(one, most) for one, _, most in counted]
    if max(waits) > 0:
        words = f"Too many attempts failed. Wait {max(waits)} seconds, then try again."
        raise Slowed(words, max(waits))
    for one, free, most in counted:
        one.failures += 1
        one.last_at = now()
        one.next_at = now() + timedelta(seconds=_delay(one.failures - free, most))
        session.add(one)


def succeeded(session: Session, name: str, address: str, browser: str = "") -> None:
    """Forget the failures of this person at this place; of what others share only this attempt, or who knows
    one password could guess at others, and whoever logs in would help those who guess at them."""
    (own, *_), *shared = _subjects(name, address, browser)
    session.execute(delete(Attempt).where(Attempt.subject == own))
    for subject, *_ in shared:
        one = _counted(session, subject)
        one.failures = max(0, one.failures - 1)
        one.next_at = now()
        session.add(one)


def _subjects(name: str, address: str, browser: str) -> list[tuple[str, int, int]]:
    """What an attempt is counted by, each with how many are free and the longest wait; its own first."""
    place = _of_address(address)
    by_address = (place, FREE_FOR_ADDRESS, MOST_FOR_ADDRESS)
    if browser:
        return [(_hashed("browser", browser), FREE_FOR_ONE, MOST_FOR_ONE), by_address]
    key = key_of(name)
    return [
        (_hashed("one", f"{key}\0{place}"), FREE_FOR_ONE, MOST_FOR_ONE),
        by_address,
        (_hashed("name", key), FREE_FOR_NAME, MOST_FOR_NAME),
    ]


def _counted(session: Session, subject: str) -> Attempt:
    found = session.scalar(select(Attempt).where(Attempt.subject == subject))
    return found or Attempt(subject=subject, failures=0, last_at=now(), next_at=now())


def _wait(one: Attempt, most: int) -> int:
    """The seconds left to wait; none when the clock was set back since."""
    seconds = round((one.next_at - now()).total_seconds())
    return seconds if 0 < seconds <= most else 0


def _delay(over: int, most: int) -> int:
    """1, 2, 4, 8 … seconds for each failure over those that are free."""
    return 0 if over <= 0 else min(most, 2 ** min(over - 1, 20))


def _hashed(what: str, words: str) -> str:
    return f"{what} {hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()}"


def _of_address(address: str) -> str:
    """An address, or the network of 2^64 that one customer has of IPv6. Some proxies tell its port too."""
    told = WITH_PORT.fullmatch(address)
    host = (told[1] or told[2]) if told else address
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return f"address {address[:60]}"
    if found.version == 6:
        found = getattr(found, "ipv4_mapped", None) or ipaddress.ip_network((found, 64), strict=False)[0]
    return f"address {found}"
