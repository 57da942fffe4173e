"""Accounts, passwords, sessions and tokens, without the web: what is kept, what is refused, what ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from tests.web.people import PASSWORD
from tracker.accounts import TABLES, LogIn, Token, User, passwords, people, sessions, tokens
from tracker.db import transaction
from tracker.errors import NotFound, Refused
from tracker.queries.typed import readable
from tracker.records import kinds
from tracker.types import now

LIMITS = sessions.Limits(timedelta(hours=24), timedelta(days=30))


@pytest.fixture
def session(engine):
    with transaction(engine) as session:
        yield session


@pytest.fixture
def ada(session: Session) -> User:
    return people.add(session, "Ada", "admin", PASSWORD)


def begin(session: Session, user: User) -> str:
    return sessions.begin(session, user, "127.0.0.1", "a browser", LIMITS)


# -- names and passwords ------------------------------------------------------------------------------------


def test_a_name_is_found_in_whatever_capitals_and_taken_once(session, ada):
    assert people.called(session, " ADA ") is ada
    with pytest.raises(Refused, match="taken") as refused:
        people.add(session, "aDa", "reader", PASSWORD)
    assert set(refused.value.fields) == {"name"}
    assert people.any_account(session)


BAD_NAMES = ["", " ", "x" * 41, "Ada (ci)", "a\u200bb", "a\u202eb", "<b>", "local", "LOCAL", "-a", "a\x00",
             "\ufdfa" * 3]  # fmt: skip
NAMES = ["李小龍", "Łukasz Żak", "o'neil@example.org", "j.-p. müller"]
BAD_PASSWORDS = ["", "short", "x" * 11, "x" * 40, "y" * 1001, "abcdefgh\u200bijkl", "abcdefghijkl\x00",
                 "Franziska Ann", "FranziskaAnn"]  # fmt: skip


def test_a_name_that_could_be_mistaken_is_refused(session):
    for name in BAD_NAMES:
        with pytest.raises(Refused):
            people.add(session, name, "reader", PASSWORD)
    assert not people.any_account(session)
    assert [people.add(session, name, "reader", PASSWORD).name for name in NAMES] == NAMES


def test_a_password_that_is_guessed_or_mistyped_is_refused(session):
    for password in BAD_PASSWORDS:
        with pytest.raises(Refused) as refused:
            people.add(session, "Franziska Ann", "reader", password)
        assert set(refused.value.fields) == {"password"}, password


def test_a_password_is_kept_as_argon2id_and_fits_itself_alone(session, ada):
    assert ada.password_hash.startswith("$argon2id$")
    assert PASSWORD not in ada.password_hash
    assert passwords.fits(ada.password_hash, PASSWORD)
    assert not passwords.fits(ada.password_hash, PASSWORD.upper())
    assert not passwords.fits(None, PASSWORD)
    assert not passwords.fits("not a hash", PASSWORD)
    composed, apart = "u\u0308ber den Wolken", "\u00fcber den Wolken"
    people.set_password(session, ada, composed)
    assert passwords.fits(ada.password_hash, apart)


def test_the_cost_is_that_of_the_recommendation(monkeypatch):
    """RFC 9106 for memory-constrained environments: 3 rounds, 64 MiB, 4 lanes. The tests set it aside."""
    monkeypatch.undo()
    cheap = passwords.hashed(PASSWORD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "COST", (3, 65_536, 4))
        assert passwords.outdated(cheap)
        assert "m=65536,t=3,p=4" in passwords.rehashed(PASSWORD)


# -- sessions -----------------------------------------------------------------------------------------------


def test_a_session_is_opened_by_its_secret_alone(session, ada):
    secret = begin(session, ada)
    found = sessions.find(session, secret, LIMITS)
    assert found is not None
    assert found[1] is ada
    assert sessions.find(session, secret[:-1], LIMITS) is None
    assert sessions.find(session, found[0].secret_sha256, LIMITS) is None
    assert secret not in str(session.execute(text("SELECT * FROM sessions")).all())


def test_a_session_ends_by_itself_and_its_row_goes(session, ada):
    for column, age in (("seen_at", timedelta(hours=25)), ("made_at", timedelta(days=31))):
        secret = begin(session, ada)
        session.execute(update(LogIn).values({column: now() - age}))
        assert sessions.find(session, secret, LIMITS) is None, column
        begin(session, ada)
        assert len(sessions.of(session, ada.id)) == 1


def test_what_ends_a_session(session, ada):
    for end in (
        lambda: sessions.end(session, ada.id, sessions.of(session, ada.id)[0].id),
        lambda: sessions.end_others(session, ada.id, but=0),
        lambda: people.set_password(session, ada, "another one entirely"),
        lambda: people.disable(session, ada),
    ):
        secret = begin(session, ada)
        assert sessions.find(session, secret, LIMITS) is not None
        end()
        assert sessions.find(session, secret, LIMITS) is None


def test_nobody_ends_the_session_of_another(session, ada):
    other, secret = people.add(session, "Ed", "editor", PASSWORD), begin(session, ada)
    sessions.end(session, other.id, sessions.of(session, ada.id)[0].id)
    assert sessions.find(session, secret, LIMITS) is not None


# -- tokens -------------------------------------------------------------------------------------------------


def test_a_token_stands_until_it_ends_or_is_revoked(session, ada):
    secret = tokens.add(session, ada, "nightly", "write", 30)
    assert secret.startswith("tracker_")
    assert secret not in str(session.execute(text("SELECT * FROM tokens")).all())
    found = tokens.find(session, secret)
    assert found is not None
    assert found[1] is ada
    session.execute(update(Token).values(expires_at=now() - timedelta(seconds=1)))
    assert tokens.find(session, secret) is None
    other = tokens.add(session, ada, "other", "read", 30)
    tokens.revoke(session, tokens.of(session, ada.id)[0].id)
    assert tokens.find(session, other) is None


def test_a_disabled_account_keeps_no_token_also_when_it_is_enabled_again(session, ada):
    secret = tokens.add(session, ada, "nightly", "write", 30)
    people.disable(session, ada)
    assert tokens.find(session, secret) is None
    people.enable(session, ada)
    assert tokens.find(session, secret) is None


def test_a_token_that_cannot_be_is_refused(session, ada):
    tokens.add(session, ada, "nightly", "read", 30)
    reader = people.add(session, "Rita", "reader", PASSWORD)
    for user, given, field in (
        (ada, ("nightly", "read", 30), "name"),
        (ada, ("a (b)", "read", 30), "name"),
        (ada, ("other", "all", 30), "scope"),
        (ada, ("other", "read", 0), "days"),
        (ada, ("other", "read", 367), "days"),
        (reader, ("other", "write", 30), "scope"),
    ):
        with pytest.raises(Refused) as refused:
            tokens.add(session, user, *given)
        assert set(refused.value.fields) == {field}, given


def test_a_token_of_another_is_not_there(session, ada):
    tokens.add(session, ada, "nightly", "read", 30)
    number = session.scalar(select(Token.id))
    with pytest.raises(NotFound):
        tokens.revoke(session, number, ada.id + 1)
    with pytest.raises(NotFound):
        tokens.revoke(session, 999)


# -- what is nobody's to read -------------------------------------------------------------------------------


def test_the_last_admin_stays(session, ada):
    with pytest.raises(Refused, match="only admin"):
        people.refuse_last_admin(session, ada)
    other = people.add(session, "Bo", "admin", PASSWORD)
    people.refuse_last_admin(session, ada)
    people.disable(session, other)
    with pytest.raises(Refused, match="only admin"):
        people.refuse_last_admin(session, ada)


def test_no_list_export_or_typed_query_reads_them():
    assert not {*TABLES} & {*readable(), *kinds()}
