"""What a request must be, and what every answer carries."""

import re
import time
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.kernel.db import Base, db
from app.kernel.settings import Settings
from app.organizers.rules import Right
from app.web.permissions import MATRIX, SignedIn
from tests.architecture.test_permissions import ROUTES, address
from tests.conftest import SignsIn

ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HOST = {"Host": "moten.example.se", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}


@pytest.fixture
def production(settings: Settings, app: Flask) -> Flask:
    """An app as in production behind one proxy, on the same database file."""
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    fresh = create_app(
        replace(settings, env="production", base_url="https://moten.example.se", trusted_proxies=1, database_url=url)
    )
    with fresh.app_context():
        Base.metadata.create_all(db.engine)
    return fresh


def broken(app: Flask) -> Flask:
    """An app of the same settings with a page that fails."""
    fresh = create_app(app.config["RUN"])
    fresh.view_functions["health.alive"] = lambda: 1 // 0
    return fresh


def token(page: TestResponse) -> str:
    """The page's CSRF token."""
    written = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert written
    return written[1]


def dressed(answer: TestResponse) -> dict[str, str]:
    """The headers that every answer must carry, as they are."""
    return {name: answer.headers.get(name, "") for name in ALWAYS}


@pytest.mark.parametrize("where", ["/healthz", "/logga-in", "/tillganglighet", "/finns-inte", "/arrangor/konton"])
def test_every_answer_carries_the_protecting_headers(client: FlaskClient, where: str) -> None:
    assert dressed(client.get(where)) == ALWAYS


def test_a_fault_of_ours_carries_them_too_and_says_the_number_that_the_log_knows(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = broken(app).test_client().get("/healthz")
    number = re.search(r'class="incident">([0-9a-f]{8})<', answer.text)
    assert number
    assert (answer.status_code, dressed(answer), answer.headers["Cache-Control"]) == (500, ALWAYS, "no-store")
    assert f'"incident": "{number[1]}"' in capsys.readouterr().err
    assert "ZeroDivisionError" not in answer.text


def test_personal_and_signed_in_pages_stay_out_of_caches_and_search_engines(
    client: FlaskClient, sign_in: SignsIn
) -> None:
    sign_in(client, *Right)
    answer = client.get("/arrangor/konton")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Cookie" in answer.headers["Vary"]


def test_another_host_is_refused(client: FlaskClient, production: Flask) -> None:
    assert client.get("/logga-in", headers={"Host": "evil.example"}).status_code == 400
    assert production.test_client().get("/logga-in", headers=HOST | {"Host": "127.0.0.1"}).status_code == 400
    assert production.test_client().get("/logga-in", headers=HOST).status_code == 200
    forged = HOST | {"X-Forwarded-Host": "evil.example"}
    assert production.test_client().get("/logga-in", headers=forged).status_code == 400


def test_over_https_the_cookie_is_bound_to_the_host_and_the_browser_stays_on_https(production: Flask) -> None:
    answer = production.test_client().get("/logga-in", headers=HOST)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-run=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_form_posted_over_https_behind_a_proxy_is_taken(production: Flask) -> None:
    client = production.test_client()
    page = client.get("/logga-in", headers=HOST, base_url="https://moten.example.se")
    answer = client.post(
        "/logga-in",
        data={"csrf_token": token(page), "email": "ingen@miun.example", "password": "fel lösenord"},
        headers=HOST | {"Referer": "https://moten.example.se/logga-in", "Origin": "https://moten.example.se"},
        base_url="https://moten.example.se",
    )
    assert (answer.status_code, "stämmer inte" in answer.text) == (200, True)


def test_figures_are_for_those_inside(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


POSTS = sorted({(rule.endpoint, address(rule)) for rule in ROUTES if "POST" in (rule.methods or set())})


def test_every_post_without_a_token_is_refused(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, *Right)
    client.get("/min-inloggning")
    assert [where for _, where in POSTS if client.post(where, data={"x": "1"}).status_code != 400] == []


def test_nothing_but_get_head_and_post_is_taken() -> None:
    assert {method for rule in ROUTES for method in rule.methods or ()} == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_form_left_open_too_long_comes_back_with_its_answers(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.ADMIN)
    written = {
        "csrf_token": "gammal",
        "name": 'Åsa "Öh" <b>',
        "email": "asa@miun.example",
        "rights": ["door", "reader"],
    }
    page = client.post("/arrangor/konton/nytt", data=written, headers={"Origin": "http://localhost"})
    assert page.status_code == 400
    assert "Sidan har varit öppen för länge" in page.text
    again = dict(written, csrf_token=token(page))
    assert 'value="Åsa &#34;Öh&#34; &lt;b&gt;"' in page.text
    assert "Lösenord för Åsa" in client.post("/arrangor/konton/nytt", data=again).text


def test_another_sites_form_does_not_come_back(client: FlaskClient, sign_in: SignsIn) -> None:
    sign_in(client, Right.ADMIN)
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}, {"Referer": "https://evil.example/"}):
        page = client.post("/arrangor/konton/nytt", data={"name": "Eve"}, headers=headers)
        assert (page.status_code, "Eve" in page.text) == (400, False)


def test_passwords_are_not_among_what_comes_back(client: FlaskClient) -> None:
    fields = {"email": "sam@miun.example", "password": "kastrull moln traktor"}
    page = client.post("/logga-in", data=fields, headers={"Origin": "http://localhost"})
    assert (page.status_code, "kastrull" in page.text) == (400, False)


def test_a_form_sent_after_the_sign_in_has_ended_keeps_its_answers(client: FlaskClient) -> None:
    page = client.post("/arrangor/konton/nytt", data={"name": "Åsa"}, headers={"Origin": "http://localhost"})
    assert page.status_code == 401
    assert "Logga in i en ny flik" in page.text
    assert 'value="Åsa"' in page.text


def quickly(client: FlaskClient, **given: object) -> tuple[int, bool]:
    """Status, and whether it took less than a second of the processor, which a busy machine does not stretch."""
    started = time.process_time()
    status = client.post("/logga-in", **given).status_code  # type: ignore[arg-type]
    return status, time.process_time() - started < 1


def test_monstrous_bodies_are_refused_quickly(client: FlaskClient) -> None:
    csrf = token(client.get("/logga-in"))
    large = b'--b\r\nContent-Disposition: form-data; name="f"; filename="stor.xlsx"\r\n\r\n' + b"x" * 50_000_000
    many = "&".join(f"k{n}=1" for n in range(60_000)) + f"&csrf_token={csrf}"
    form = "application/x-www-form-urlencoded"
    deep = "[" * 100_000 + "]" * 100_000
    assert quickly(client, data=large, content_type="multipart/form-data; boundary=b") == (413, True)
    assert quickly(client, data=f"csrf_token={csrf}&email={'x' * 50_000_000}", content_type=form) == (413, True)
    assert quickly(client, data=many, content_type=form) == (413, True)
    assert quickly(client, data=deep, content_type="application/json", headers={"X-CSRFToken": csrf})[1]
    assert quickly(client, data="<a/>", content_type="text/xml", headers={"X-CSRFToken": csrf}) == (415, True)


def test_static_files_are_cached_for_a_year_by_their_version_only(client: FlaskClient) -> None:
    page = client.get("/logga-in").text
    version = re.search(r"tokens\.css\?v=([0-9a-f]{10})", page)
    assert version
    known = client.get(f"/static/css/tokens.css?v={version[1]}")
    assert known.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/css/tokens.css").headers["Cache-Control"] == "no-cache"


def test_wrong_methods_get_a_page_that_says_which_are_right(client: FlaskClient) -> None:
    answer = client.get("/logga-ut")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_the_footer_pages_hold_what_the_law_asks_for(client: FlaskClient) -> None:
    statement, privacy = client.get("/tillganglighet").text, client.get("/personuppgifter").text
    for words in ("Mittuniversitetet", "delvis förenlig", "Digg", "oskäligt betungande", "23 november 2026"):
        assert words in statement
    for words in ("personuppgiftsansvarig", "Dataskyddsombud", "allmänt intresse", "IMY", "2 år", "artikel 6.1 e"):
        assert words in privacy


def test_robots_may_fetch_the_feeds(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert not any(line.startswith("Disallow: /kalender") or line == "Disallow: /" for line in lines)


def test_pages_for_the_signed_in_are_the_only_ones_that_ask_for_an_account() -> None:
    paths = ("/arrangor", "/dorr", "/min-inloggning")
    guarded = {rule.rule for rule in ROUTES if isinstance(MATRIX[rule.endpoint], SignedIn)}
    assert [path for path in guarded if not path.startswith(paths)] == []
