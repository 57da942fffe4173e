"""One's own account, and everybody's: passwords, sessions, tokens, roles."""

import re

from tests.web.people import PASSWORD, cookie, log_in, logged_in, with_token
from tests.web.site import ROOT


def test_a_new_password_ends_all_other_sessions(app):
    here, there = logged_in(app, "editor"), logged_in(app, "editor")
    before, new = cookie(here), "quite another password"
    for given, words in (
        ({"old": "wrong", "password": new, "again": new}, "not the password you have now"),
        ({"old": PASSWORD, "password": new, "again": "other"}, "not the same"),
        ({"old": PASSWORD, "password": "short", "again": "short"}, "12 characters or more"),
    ):
        refused = here.post("/account/password", data=given)
        assert (refused.status_code, words in refused.text) == (400, True)
    done = here.post("/account/password", data={"old": PASSWORD, "password": new, "again": new})
    assert (done.status_code, here.get("/account").status_code) == (303, 200)
    assert cookie(here) != before
    assert there.get("/account").status_code == 302
    assert log_in(app.test_client()).status_code == 401
    assert log_in(app.test_client(), password=new).status_code == 303


def test_sessions_are_listed_and_ended(lite):
    here, there = logged_in(lite, "reader"), logged_in(lite, "reader", "192.0.2.9")
    other = logged_in(lite, "editor")
    page = here.get("/account").text
    assert ("192.0.2.9" in page, "this one" in page) == (True, True)
    [number] = re.findall(r"/account/sessions/(\d+)/end", page)
    other.post(f"/account/sessions/{number}/end")
    assert there.get("/").status_code == 200  # nobody ends the session of another
    here.post(f"/account/sessions/{number}/end")
    assert there.get("/").status_code == 302
    again = logged_in(lite, "reader")
    here.post("/account/sessions/end")
    assert (here.get("/").status_code, again.get("/").status_code) == (200, 302)


def test_the_keys_of_requests_are_each_accounts_own(app):
    """Programs of two accounts that count their requests use the same keys."""
    client = app.test_client()

    def add(name: str, shown: dict[str, str]) -> int:
        headers = {**shown, "Idempotency-Key": "1"}
        answer = client.post(f"{ROOT}/companies/", json={"name": name}, headers=headers)
        return int(answer.status_code)

    first, second = with_token(app, "editor", "write"), with_token(app, "admin", "write")
    assert add("Gamma", first) == 201
    assert add("Delta", second) == 201
    again = with_token(app, "editor", "write", "in its place")
    assert [add("Delta", again), add("Gamma", again)] == [400, 201]
    assert client.get("/companies.json?name=Gamma", headers=first).get_json()["count"] == 1


def test_a_token_is_shown_once_and_revoked(lite):
    client = logged_in(lite, "editor")
    made = client.post("/account/tokens", data={"name": "nightly", "scope": "write", "days": "30"})
    assert made.headers["Cache-Control"] == "no-store"
    secret = re.search(r"tracker_[\w-]{43}", made.text)
    assert secret is not None
    program, header = lite.test_client(), {"Authorization": f"Bearer {secret[0]}"}
    assert program.get(f"{ROOT}/companies/", headers=header).status_code == 200
    page = client.get("/account").text
    assert secret[0] not in page
    [number] = re.findall(r"/account/tokens/(\d+)/revoke", page)
    assert logged_in(lite, "reader").post(f"/account/tokens/{number}/revoke").status_code == 404
    client.post(f"/account/tokens/{number}/revoke")
    assert program.get(f"{ROOT}/companies/", headers=header).status_code == 401
    for given in ({"name": "", "scope": "read", "days": "30"}, {"name": "x", "scope": "read", "days": "٣"}):
        assert client.post("/account/tokens", data=given).status_code == 400


def test_an_admin_looks_after_accounts(app):
    admin = logged_in(app, "admin")
    new = {"name": "Bo", "role": "editor", "password": "what Bo begins with"}
    assert admin.post("/users", data=new).status_code == 303
    bo = app.test_client()
    assert log_in(bo, "bo", new["password"]).status_code == 303
    page = admin.get("/users").text
    chosen = re.search(r'<select id="new-role".*?<option selected>(\w+)<', page)
    assert chosen is not None
    assert chosen[1] == "reader"  # the least, as `tracker users add` has it
    number = re.findall(r'id="u(\d+)-head">Bo<', page)[0]
    assert admin.post("/users", data=new).status_code == 400
    assert admin.post(f"/users/{number}/role", data={"role": "king"}).status_code == 400
    assert admin.post(f"/users/{number}/role", data={"role": "reader"}).status_code == 303
    assert bo.get("/add").status_code == 403
    begun = re.findall(rf"/users/{number}/sessions/(\d+)/end", page)[0]
    assert admin.post(f"/users/{number}/sessions/{begun}/end").status_code == 303
    assert bo.get("/").status_code == 302
    assert admin.post(f"/users/{number}/password", data={"password": "and goes on with"}).status_code == 303
    assert log_in(bo, "Bo", "and goes on with").status_code == 303
    assert admin.post(f"/users/{number}/disable").status_code == 303
    assert bo.get("/").status_code == 302
    assert log_in(bo, "Bo", "and goes on with").status_code == 401
    assert admin.post(f"/users/{number}/enable").status_code == 303
    assert log_in(bo, "Bo", "and goes on with").status_code == 303


def test_an_admins_new_password_revokes_the_tokens_when_that_is_ticked(lite):
    admin, shown = logged_in(lite, "admin"), with_token(lite, "editor", "read")
    page = admin.get("/users").text
    assert '<input type="checkbox" name="revoke" checked>' in page
    number = re.findall(r'id="u(\d+)-head">Ed<', page)[0]
    for ticked, status in (({}, 200), ({"revoke": "on"}, 401)):
        given = {"password": "and goes on with"} | ticked
        assert admin.post(f"/users/{number}/password", data=given).status_code == 303
        assert lite.test_client().get(f"{ROOT}/companies/", headers=shown).status_code == status


def test_the_last_admin_cannot_be_taken_away_on_the_page(lite):
    admin = logged_in(lite, "admin")
    number = re.findall(r'id="u(\d+)-head">Ada<', admin.get("/users").text)[0]
    for path, given in (("disable", {}), ("role", {"role": "reader"})):
        refused = admin.post(f"/users/{number}/{path}", data=given)
        assert (refused.status_code, "Ada is the only admin" in refused.text) == (400, True)
    assert admin.get("/users").status_code == 200
