"""Signing in at the mail server, by password and by token, against real sockets."""

import base64
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from app.kernel.settings import Settings
from app.mail import oauth
from app.mail.postman import Parcel, Postman, Sent, Unreachable, Verdict
from tests.smtp import CERTIFICATE, HANG, MailServer, mail_server
from tests.tokens import TokenServer, token_server

NOON = datetime(2027, 1, 11, 11, 0, tzinfo=UTC)
PARCEL = Parcel("Åsa Öberg", "asa@x.example", "<1@run.example>", "Provbrev 11 januari", "Hej\n", "<p>Hej</p>")


@pytest.fixture(autouse=True)
def _trusting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tests' certificate is one to trust, and no token is left from another test."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    oauth._kept.clear()
    yield
    oauth._kept.clear()


@pytest.fixture
def post(sqlite_app: Flask, settings: Settings):
    """``post(mail, tokens)`` sends one letter over a connection of its own and gives the verdict."""

    def posted(mail: MailServer, tokens: TokenServer | None = None, **more: object) -> Verdict:
        how = replace(settings, mail_server="127.0.0.1", mail_port=mail.port, mail_timeout=1,
                      mail_from="RUN-möten <run@miun.example>", mail_username="run@miun.example")  # fmt: skip
        if tokens is not None:
            how = replace(how, mail_auth="oauth2", oauth_token_url=tokens.url, oauth_client_id="run",
                          oauth_client_secret="hush")  # fmt: skip
        with sqlite_app.app_context(), Postman(replace(how, **more)) as postman:
            return postman.send(PARCEL)

    return posted


def in_clear(tried: str) -> str:
    """What stands in "AUTH XOAUTH2 …"."""
    return base64.b64decode(tried.split()[-1]).decode()


def said_with(token: str) -> str:
    return f"user=run@miun.example\x01auth=Bearer {token}\x01\x01"


def test_a_password_signs_in_over_an_encrypted_line(post) -> None:
    with mail_server(encrypts=True, signs_in="LOGIN PLAIN") as server:
        assert post(server, mail_tls="starttls", mail_password="pass word") == Sent()
    assert [in_clear(tried) for tried in server.signed_in] == ["\0run@miun.example\0pass word"]


def test_a_letter_goes_over_a_line_that_is_encrypted_from_the_start(post) -> None:
    with mail_server(encrypts="tls", signs_in="PLAIN") as server:
        assert post(server, mail_tls="tls", mail_password="pass word") == Sent()
    assert len(server.taken) == 1


def test_a_certificate_for_another_name_is_not_trusted_from_the_start_either(post) -> None:
    with mail_server(encrypts="tls", host="127.0.0.2") as server:
        verdict = post(server, mail_tls="tls", mail_server="127.0.0.2", mail_username="")
    assert (verdict, server.taken) == (Unreachable("Vår e-postservers certifikat går inte att lita på"), [])


def test_a_server_that_will_not_encrypt_after_all_is_told_nothing(post) -> None:
    with mail_server(encrypts=True, signs_in="PLAIN", STARTTLS="454 4.7.0 not now") as server:
        verdict = post(server, mail_tls="starttls", mail_password="pass word")
    assert (verdict, server.signed_in, server.taken) == (
        Unreachable("Vår e-postserver erbjuder ingen kryptering"), [], [],
    )  # fmt: skip


@pytest.mark.parametrize("offered", ["", "XOAUTH2", "NTLM GSSAPI"])
def test_a_server_that_asks_for_no_password_gets_no_letter_without(post, offered: str) -> None:
    with mail_server(encrypts=True, signs_in=offered) as server:
        verdict = post(server, mail_tls="starttls", mail_password="pass word")
    assert (verdict, server.signed_in, server.taken) == (
        Unreachable("Vår e-postserver erbjuder inte den inloggning som är inställd"), [], [],
    )  # fmt: skip


def test_a_token_is_asked_for_once_and_signs_in_until_it_nears_its_end(post) -> None:
    with token_server() as tokens, mail_server(encrypts=True, signs_in="LOGIN XOAUTH2") as server:
        for minute in (0, 30, 54, 56):
            with time_machine.travel(NOON.replace(minute=minute), tick=False):
                assert post(server, tokens, mail_tls="starttls") == Sent()
    assert [in_clear(tried) for tried in server.signed_in] == [
        said_with(token) for token in ("token-1", "token-1", "token-1", "token-2")
    ]
    assert tokens.asked[0] == {
        "grant_type": "client_credentials",
        "client_id": "run",
        "client_secret": "hush",
        "scope": "https://outlook.office365.com/.default",
    }


@pytest.mark.parametrize(
    "answers",
    [
        {"AUTH": ["235 welcome", "535 5.7.3 expired"]},
        {"AUTH": ["235 welcome", "334 eyJzdGF0dXMiOiI0MDAifQ=="], "": "535 5.7.3 expired"},
    ],
)
def test_a_kept_token_that_is_refused_is_exchanged_once_for_a_new(post, answers: dict[str, list[str]]) -> None:
    with token_server() as tokens, mail_server(encrypts=True, signs_in="XOAUTH2", **answers) as server:
        assert [post(server, tokens, mail_tls="starttls") for _ in range(2)] == [Sent(), Sent()]
    assert [in_clear(tried) for tried in server.signed_in] == [
        said_with(token) for token in ("token-1", "token-1", "token-2")
    ]


def test_a_new_token_that_is_refused_is_not_exchanged_but_asked_for_anew_the_next_time(post) -> None:
    with token_server() as tokens, mail_server(encrypts=True, signs_in="XOAUTH2", AUTH="535 5.7.3 no") as server:
        refused = Unreachable("Vår e-postserver godtar inte inloggningen")
        assert [post(server, tokens, mail_tls="starttls") for _ in range(2)] == [refused, refused]
    assert (len(tokens.asked), len(server.signed_in), server.taken) == (2, 2, [])


SILENT = Unreachable("Inloggningstjänsten för vår e-post svarar inte som den ska")
REFUSED = Unreachable("Inloggningstjänsten för vår e-post godtar inte våra uppgifter")


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (HANG, SILENT),
        ((500, "oops"), SILENT),
        ((200, "<html>"), SILENT),
        ((200, "[]"), SILENT),
        ((200, '{"access_token": ""}'), SILENT),
        ((200, '{"access_token": "a\\u0001b"}'), SILENT),
        ((302, "http://127.0.0.1:1/"), SILENT),
        ((400, '{"error": "invalid_scope"}'), REFUSED),
        ((401, '{"error": "invalid_client", "error_description": "hush"}'), REFUSED),
    ],
)
def test_without_a_token_no_letter_leaves_and_the_secret_stays_out_of_the_log(
    post, answer: object, verdict: Verdict, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with token_server(answer) as tokens, mail_server(encrypts=True, signs_in="XOAUTH2") as server:
        assert (post(server, tokens, mail_tls="starttls"), server.taken) == (verdict, [])
        assert post(server, tokens, mail_tls="starttls") == Sent()
    assert [word for word in ("hush", "token-", "Bearer") if word in caplog.text] == []


def test_a_token_server_that_is_away_or_not_to_be_trusted_gets_no_secret(post, monkeypatch) -> None:
    with mail_server(signs_in="XOAUTH2") as server:
        with token_server() as tokens, monkeypatch.context() as patch:
            patch.delenv("SSL_CERT_FILE")
            distrusted = post(server, tokens, mail_tls="none")
        assert (distrusted, tokens.asked) == (
            Unreachable("Certifikatet för inloggningstjänsten till vår e-post går inte att lita på"), [],
        )  # fmt: skip
        assert post(server, tokens, mail_tls="none") == SILENT
