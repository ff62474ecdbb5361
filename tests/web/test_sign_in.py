"""Signing in, the second step, one's own page, accounts."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.model import LogEntry
from app.kernel.db import db, transaction
from app.organizers.actions import passwords
from app.organizers.model import Account, RecoveryCode, SignIn
from app.organizers.rules import Right
from tests import builders
from tests.conftest import SignsIn

ADDRESS, PASSWORD = "sam@miun.example", "kastrull moln traktor violin"
MORNING = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)


def csrf(page: TestResponse) -> str:
    """The token of the first form on the page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def post(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    """Open the page and send its form."""
    return client.post(address, data={"csrf_token": csrf(client.get(address))} | fields)


def log_in(client: FlaskClient, password: str = PASSWORD, email: str = ADDRESS) -> TestResponse:
    return post(client, "/logga-in", email=email, password=password)


@pytest.fixture
def account(app: Flask) -> Account:
    """Sam, who has all rights and a password."""
    with app.app_context():
        hashed = passwords.hash_password(PASSWORD)
        with transaction():
            return builders.account(ADDRESS, *Right, password_hash=hashed)


def actions(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(LogEntry.action).order_by(LogEntry.id)))


def test_the_right_password_opens_the_pages_and_is_logged(app: Flask, client: FlaskClient, account: Account) -> None:
    answer = log_in(client, email=" SAM@miun.example ")
    assert answer.status_code == 303
    assert client.get("/arrangor/konton").status_code == 200
    assert actions(app) == ["sign_in.done"]


def test_unknown_address_wrong_password_and_closed_account_get_the_same_page(
    app: Flask, client: FlaskClient, account: Account
) -> None:
    with app.app_context(), transaction():
        builders.account("stangd@miun.example", password_hash=passwords.hash_password(PASSWORD), active=False)

    def answer(email: str, password: str) -> str:
        page = log_in(app.test_client(), password, email).text
        return re.sub(r'value="[^"]*"', "", page)

    answers = {
        answer(ADDRESS, "fel lösenord här"),
        answer("ingen@miun.example", "fel lösenord här"),
        answer("stangd@miun.example", PASSWORD),
    }
    assert len(answers) == 1
    assert "Adressen eller lösenordet stämmer inte" in answers.pop()


def test_signing_in_leads_to_the_route_asked_for_and_never_to_an_address(client: FlaskClient, account: Account) -> None:
    asked = client.get("/arrangor/logg")
    assert asked.headers["Location"] == "/logga-in?next=log.show"
    page = client.get(asked.headers["Location"])
    fields = {"csrf_token": csrf(page), "email": ADDRESS, "password": PASSWORD}
    for wanted in ("https://evil.example/", "//evil.example", "accounts.show"):
        answer = client.post("/logga-in", query_string={"next": wanted}, data=fields)
        assert answer.headers["Location"].startswith("/")
        assert "evil" not in answer.headers["Location"]
        fields["csrf_token"] = csrf(client.get("/min-inloggning"))
    answer = client.post("/logga-in?next=log.show", data=fields)
    assert answer.headers["Location"] == "/arrangor/logg"


def test_signing_in_leads_to_the_very_page_that_was_opened(client: FlaskClient, account: Account) -> None:
    for deep in ("/arrangor/moten/run-konferens-2027/inbjudna", "/arrangor/moten/%C3%A5-%C3%A4/bjud-in/lagg-till/abc"):
        asked = client.get(deep)
        assert asked.headers["Location"].startswith("/logga-in?next=")
        page = client.get(asked.headers["Location"])
        fields = {"csrf_token": csrf(page), "email": ADDRESS, "password": PASSWORD}
        assert client.post(asked.headers["Location"], data=fields).headers["Location"] == deep
        client.post("/logga-ut", data={"csrf_token": csrf(client.get("/min-inloggning"))})


@pytest.mark.parametrize(
    "wanted",
    [
        {"next": "invitations.show"},
        {"next": "invitations.show", "slug": ""},
        {"next": "inviting.send", "slug": "x", "_external": "1", "_scheme": "ftp", "_anchor": "x"},
        {"next": "log.show", "_external": "1", "_scheme": "ftp", "_anchor": "x", "evil": "https://evil.example"},
        {"next": "invitations.show", "slug": "//evil.example/..", "_external": "1"},
        {"next": "invitation.show", "token": "A" * 43},
        {"next": "static", "filename": "../../wsgi.py"},
    ],
)
def test_whatever_is_written_after_next_leads_to_a_page_of_ours(
    client: FlaskClient, account: Account, wanted: dict[str, str]
) -> None:
    fields = {"csrf_token": csrf(client.get("/logga-in")), "email": ADDRESS, "password": PASSWORD}
    place = client.post("/logga-in", query_string=wanted, data=fields).headers["Location"]
    assert re.fullmatch(r"/arrangor/[\w/%.-]*", place)
    assert "evil=" not in place


def test_the_session_is_renewed_at_sign_in_and_the_old_cookie_opens_nothing(
    app: Flask, client: FlaskClient, account: Account
) -> None:
    client.get("/logga-in")
    before = client.get_cookie("run")
    log_in(client)
    after = client.get_cookie("run")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    old = app.test_client()
    old.set_cookie("run", before.value)
    assert old.get("/arrangor/konton").status_code == 303


def test_a_copied_cookie_is_worthless_after_signing_out(app: Flask, client: FlaskClient, account: Account) -> None:
    log_in(client)
    cookie = client.get_cookie("run")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("run", cookie.value)
    assert thief.get("/min-inloggning").status_code == 200
    client.post("/logga-ut", data={"csrf_token": csrf(client.get("/min-inloggning"))})
    assert thief.get("/min-inloggning").status_code == 303


def test_a_new_password_ends_every_other_sign_in(app: Flask, client: FlaskClient, account: Account) -> None:
    other = app.test_client()
    log_in(client)
    log_in(other)
    changed = post(
        client, "/min-inloggning/losenord", present_password=PASSWORD, new_password="gurka fyrverkeri paraply"
    )
    assert changed.status_code == 303
    assert client.get("/min-inloggning").status_code == 200
    assert other.get("/min-inloggning").status_code == 303


def test_a_new_password_must_be_good_and_the_present_one_right(client: FlaskClient, account: Account) -> None:
    log_in(client)
    weak = post(client, "/min-inloggning/losenord", present_password=PASSWORD, new_password="Sommaren2027")
    wrong = post(client, "/min-inloggning/losenord", present_password="fel", new_password="gurka fyrverkeri paraply")
    assert "svårare att gissa" in weak.text
    assert "Lösenordet stämmer inte" in wrong.text


def test_a_lost_right_and_a_closed_account_end_access_at_the_next_request(
    app: Flask, client: FlaskClient, account: Account, sign_in: SignsIn
) -> None:
    log_in(client)
    for ending in ("edit", "close"):
        other = app.test_client()
        colleague = sign_in(other, Right.ADMIN, Right.READER)
        assert other.get("/arrangor/konton").status_code == 200
        token = {"csrf_token": csrf(client.get("/arrangor/konton/nytt"))}
        if ending == "edit":
            client.post(f"/arrangor/konton/{colleague.uid}", data=token | {"name": "Kim", "rights": ["reader"]})
        else:
            client.post(f"/arrangor/konton/{colleague.uid}/stang", data=token)
        assert other.get("/arrangor/konton").status_code == 303


def test_a_sign_in_ends_after_its_hours(client: FlaskClient, account: Account) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        log_in(client)
        now.shift(timedelta(hours=11, minutes=59))
        assert client.get("/min-inloggning").status_code == 200
        now.shift(timedelta(minutes=2))
        assert client.get("/min-inloggning").status_code == 303


def test_ten_wrong_passwords_block_the_account_but_not_its_neighbours(
    app: Flask, client: FlaskClient, account: Account
) -> None:
    with app.app_context(), transaction():
        builders.account("granne@miun.example", password_hash=account.password_hash)
    statuses = [log_in(client, f"fel lösenord {n}").status_code for n in range(11)]
    assert statuses == [200] * 10 + [429]
    assert log_in(client).status_code == 429
    assert log_in(app.test_client(), email="granne@miun.example").status_code == 303


def test_a_forged_x_forwarded_for_does_not_escape_the_counter(app: Flask, account: Account) -> None:
    client = app.test_client()
    token = csrf(client.get("/logga-in"))
    statuses = [
        client.post(
            "/logga-in",
            data={"csrf_token": token, "email": f"n{n}@miun.example", "password": "fel lösenord"},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        ).status_code
        for n in range(101)
    ]
    assert statuses == [200] * 100 + [429]


def test_sixty_people_behind_one_address_get_in(app: Flask, account: Account) -> None:
    for _ in range(60):
        client = app.test_client()
        log_in(client, "fel lösenord", f"nagon{_}@miun.example")
        assert log_in(client).status_code == 303


def turn_on_two_step(client: FlaskClient) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    post(client, "/min-inloggning/tvasteg/borja", present_password=PASSWORD)
    page = client.get("/min-inloggning/tvasteg")
    secret = re.search(r'id="secret" value="([A-Z2-7]+)"', page.text)
    assert secret
    data = {"csrf_token": csrf(page), "code": pyotp.TOTP(secret[1]).now()}
    done = client.post("/min-inloggning/tvasteg", data=data)
    return secret[1], re.findall(r"<code>([^<]+)</code>", done.text)


def test_a_code_of_the_telephone_works_once(app: Flask, client: FlaskClient, account: Account) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        log_in(client)
        secret, codes = turn_on_two_step(client)
        assert len(codes) == 10
        now.shift(timedelta(seconds=60))
        code = pyotp.TOTP(secret).now()
        first, second = app.test_client(), app.test_client()
        assert log_in(first).headers["Location"] == "/logga-in/kod"
        assert first.get("/min-inloggning").status_code == 303
        assert post(first, "/logga-in/kod", code=code).status_code == 303
        assert first.get("/min-inloggning").status_code == 200
        log_in(second)
        assert "har redan använts" in post(second, "/logga-in/kod", code=code).text
        assert second.get("/min-inloggning").status_code == 303


def test_a_recovery_code_works_once_and_is_stored_hashed(app: Flask, client: FlaskClient, account: Account) -> None:
    with time_machine.travel(MORNING, tick=False):
        log_in(client)
        _, codes = turn_on_two_step(client)
    with app.app_context():
        stored = set(db.session.scalars(sa.select(RecoveryCode.code_digest)))
    assert stored.isdisjoint(codes)
    first, second = app.test_client(), app.test_client()
    log_in(first)
    assert post(first, "/logga-in/kod", code=codes[0].upper()).status_code == 303
    assert "9 reservkoder finns kvar" in first.get("/min-inloggning").text
    log_in(second)
    assert "stämmer inte" in post(second, "/logga-in/kod", code=codes[0]).text


def test_guessing_codes_is_stopped_after_ten(app: Flask, client: FlaskClient, account: Account) -> None:
    with time_machine.travel(MORNING, tick=False):
        log_in(client)
        turn_on_two_step(client)
        guesser = app.test_client()
        log_in(guesser)
        statuses = [post(guesser, "/logga-in/kod", code=f"{n:06}").status_code for n in range(11)]
    assert statuses == [200] * 10 + [429]


def test_the_database_holds_neither_tokens_nor_passwords(app: Flask, client: FlaskClient, account: Account) -> None:
    log_in(client)
    with client.session_transaction() as cookie:
        token = cookie["sign_in"]
    with app.app_context():
        assert token not in set(db.session.scalars(sa.select(SignIn.token_digest)))
        stored = db.session.scalars(sa.select(Account.password_hash)).one()
    assert stored.startswith("$argon2id$")


def test_an_admin_makes_an_account_whose_password_is_shown_once(
    app: Flask, client: FlaskClient, account: Account
) -> None:
    log_in(client)
    page = post(client, "/arrangor/konton/nytt", email="kim@miun.example", name="Kim Dörr", rights=["door"])
    password = re.search(r'id="password" value="([^"]+)"', page.text)
    assert password
    newcomer = app.test_client()
    assert log_in(newcomer, password[1], "kim@miun.example").status_code == 303
    assert newcomer.get("/arrangor/konton").status_code == 403
    again = post(client, "/arrangor/konton/nytt", email="KIM@miun.example", name="Kim", rights=["door"])
    assert "Det finns redan ett konto med adressen" in again.text
    assert actions(app)[-1] == "access.denied"


def test_the_last_admin_stays(client: FlaskClient, account: Account) -> None:
    log_in(client)
    token = {"csrf_token": csrf(client.get("/arrangor/konton/nytt"))}
    for address, fields in (("/stang", {}), ("", {"name": "Sam", "rights": ["organizer"]})):
        answer = client.post(f"/arrangor/konton/{account.uid}{address}", data=token | fields, follow_redirects=True)
        assert "Det måste finnas minst en administratör" in answer.text


def test_an_account_page_shows_its_history_and_an_unknown_one_is_not_found(
    client: FlaskClient, account: Account
) -> None:
    log_in(client)
    token = {"csrf_token": csrf(client.get("/arrangor/konton/nytt"))}
    client.post(f"/arrangor/konton/{account.uid}/tvasteg", data=token)
    assert "Stängde av tvåstegsinloggning" in client.get(f"/arrangor/konton/{account.uid}").text
    assert client.get("/arrangor/konton/finns-inte").status_code == 404


def test_the_log_is_filtered_by_action_and_person(client: FlaskClient, account: Account) -> None:
    log_in(app_client := client)
    app_client.get(f"/arrangor/logg?vad=sign_in.done&vem={account.uid}")
    found = app_client.get("/arrangor/logg?vad=sign_in.done").text
    nothing = app_client.get("/arrangor/logg?vad=account.closed&sida=7").text
    assert ">Loggade in</td>" in found
    assert "Inget har hänt än" in nothing
