"""Failed log-ins make the next ones wait, by name and by address, and nobody for good."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tracker.accounts import Attempt, attempts
from tracker.db import transaction
from tracker.errors import Slowed
from tracker.types import now


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Time passes when a test lets it, however slow the machine."""
    begun = now()
    monkeypatch.setattr(attempts, "now", lambda: begun)


@pytest.fixture
def session(engine):
    with transaction(engine) as session:
        yield session


def later(session: Session, seconds: float) -> None:
    """Let time pass."""
    by = timedelta(seconds=seconds)
    for one in session.scalars(select(Attempt)):
        one.last_at, one.next_at = one.last_at - by, one.next_at - by
    session.flush()


def waits(session: Session, name: str, address: str, times: int, browser: str = "") -> list[int]:
    """The seconds each of some attempts had to wait for, having waited for the one before."""
    found = []
    for _ in range(times):
        try:
            attempts.begin(session, name, address, browser)
            found.append(0)
        except Slowed as slowed:
            found.append(slowed.seconds)
            later(session, slowed.seconds)
            attempts.begin(session, name, address, browser)
    return found


def test_a_name_waits_longer_and_longer_at_one_address_but_never_long(session):
    found = waits(session, "ada", "192.0.2.1", 11)
    assert found == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30]
    # In whatever capitals, and whether there is such an account or not.
    with pytest.raises(Slowed, match="Wait 30 seconds"):
        attempts.begin(session, "ADA ", "192.0.2.1")
    attempts.begin(session, "somebody else", "192.0.2.1")
    # Its owner elsewhere does not wait with whoever guesses.
    assert waits(session, "ada", "198.51.100.9", 5) == [0] * 5


def test_a_name_that_is_guessed_at_from_everywhere_waits_but_at_the_owners_browser(session):
    for number in range(attempts.FREE_FOR_NAME + 8):
        later(session, attempts.MOST_FOR_NAME)
        attempts.begin(session, "ada", f"192.0.2.{number}")
    with pytest.raises(Slowed, match="Wait 30 seconds"):
        attempts.begin(session, "ada", "198.51.100.9")
    attempts.begin(session, "bea", "198.51.100.9")
    attempts.begin(session, "ada", "198.51.100.9", "its mark")
    attempts.succeeded(session, "ada", "198.51.100.9", "its mark")
    with pytest.raises(Slowed):  # whoever guesses goes on waiting
        attempts.begin(session, "ada", "198.51.100.9")
    # A mark that was stolen opens no more than an address does.
    assert waits(session, "ada", "198.51.100.7", 7, "its mark")[5:] == [1, 2]


def test_an_address_waits_whatever_names_it_tries(session):
    for number in range(13):
        attempts.begin(session, f"name {number}", "192.0.2.1")
    with pytest.raises(Slowed):
        attempts.begin(session, "one more", "192.0.2.1")
    attempts.begin(session, "one more", "192.0.2.2")
    session.execute(update(Attempt).values(failures=40))
    later(session, 2)
    attempts.begin(session, "yet another", "192.0.2.1")
    assert max(waits(session, "and another", "192.0.2.1", 1)) == attempts.MOST_FOR_ADDRESS


def test_who_has_a_network_of_ipv6_is_one(session):
    for number in range(13):
        attempts.begin(session, f"name {number}", f"2001:db8::{number:x}")
    with pytest.raises(Slowed):
        attempts.begin(session, "one more", "2001:db8::ffff:1")
    attempts.begin(session, "one more", "2001:db8:0:1::1")


def test_an_address_is_one_whatever_port_a_proxy_tells_with_it(session):
    for number in range(13):
        attempts.begin(session, f"name {number}", f"192.0.2.1:{50_000 + number}")
        attempts.begin(session, f"other {number}", f"[2001:db8::{number:x}]:{50_000 + number}")
    for address in ("192.0.2.1", "192.0.2.1:9", "2001:db8::1", "[2001:db8::1]"):
        with pytest.raises(Slowed):
            attempts.begin(session, "one more", address)
    attempts.begin(session, "one more", "192.0.2.2:50000")


def test_a_wait_is_not_made_longer_by_asking_meanwhile(session):
    waits(session, "ada", "192.0.2.1", 8)
    counted = select(Attempt.failures, Attempt.next_at).order_by(Attempt.subject)
    before = session.execute(counted).all()
    for _ in range(3):
        with pytest.raises(Slowed):
            attempts.begin(session, "ada", "192.0.2.1")
    assert session.execute(counted).all() == before


def test_the_right_password_clears_the_person_and_leaves_what_others_share(session):
    waits(session, "ada", "192.0.2.1", 6)
    attempts.succeeded(session, "ada", "192.0.2.1")
    left = session.execute(select(Attempt.subject, Attempt.failures).order_by(Attempt.subject)).all()
    assert [(subject.partition(" ")[0], failures) for subject, failures in left] == [
        ("address", 5),
        ("name", 5),
    ]


def test_an_hour_forgets_and_a_clock_set_back_locks_nobody_out(session):
    waits(session, "ada", "192.0.2.1", 8)
    later(session, 3601)
    attempts.begin(session, "ada", "192.0.2.1")
    assert session.scalar(select(func.max(Attempt.failures))) == 1
    session.execute(update(Attempt).values(failures=9, next_at=now() + timedelta(days=300)))
    attempts.begin(session, "ada", "192.0.2.1")


def test_what_is_typed_as_a_name_is_not_kept(session):
    attempts.begin(session, "my secret password", "not an address")
    assert not [one for one in session.scalars(select(Attempt.subject)) if "secret" in one]
