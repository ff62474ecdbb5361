"""The postman against a real socket: what each answer and each failure of a mail server means for a letter."""

from dataclasses import replace

import pytest
from flask import Flask

from app.kernel.settings import Settings
from app.mail.letter import CalendarFile
from app.mail.postman import Parcel, Postman, Refused, Sent, TryAgain, Unreachable, Verdict
from tests.smtp import CERTIFICATE, DROP, HANG, mail_server

PARCEL = Parcel(
    to_name="Åsa Öberg",
    to_address="asa@ånge.example",
    message_id="<1@run.example>",
    subject="Inbjudan: RUN-konferens 4–5 mars 2027",
    text="Hej Åsa\n",
    html="<p>Hej Åsa</p>",
)


def settings_for(settings: Settings, port: int, tls: str = "none") -> Settings:
    return replace(settings, mail_server="127.0.0.1", mail_port=port, mail_tls=tls, mail_timeout=1,
                   mail_from="RUN-möten <run@miun.example>")  # fmt: skip


@pytest.fixture
def post(sqlite_app: Flask, settings: Settings):
    """Sends parcels to the server at a port and gives the verdicts."""

    def sent(port: int, *parcels: Parcel, tls: str = "none", **more) -> list[Verdict]:
        mail = replace(settings_for(settings, port, tls), **more)
        with sqlite_app.app_context(), Postman(mail) as postman:
            return [postman.send(parcel) for parcel in parcels or [PARCEL]]

    return sent


ANSWERS = [
    ({"RCPT": "550 5.1.1 no such user"}, Refused("Adressen finns inte")),
    ({"RCPT": "550 no such user"}, Refused("Adressen finns inte")),
    ({"RCPT": "550 5.7.1 blocked"}, Refused("Mottagarens e-postserver avvisade brevet")),
    ({"RCPT": "552 5.2.2 over quota"}, Refused("Mottagarens brevlåda är full")),
    ({"RCPT": "550 5.1.2 bad domain"}, Refused("Adressens domän tar inte emot e-post")),
    ({"RCPT": "553 what"}, Refused("Adressen är inte rätt skriven")),
    ({"RCPT": "451 4.7.1 greylisted"}, TryAgain("Mottagarens e-postserver ber oss försöka senare")),
    ({"RCPT": "451 later"}, TryAgain("Mottagarens e-postserver ber oss försöka senare")),
    ({"RCPT": "452 4.2.2 full"}, TryAgain("Mottagarens brevlåda är full")),
    ({"RCPT": "421 closing"}, Unreachable("Vår e-postserver tar inte emot brev just nu")),
    ({"MAIL": "421 closing"}, Unreachable("Vår e-postserver tar inte emot brev just nu")),
    ({"CONNECT": "421 busy"}, Unreachable("Vår e-postserver tar inte emot brev just nu")),
    ({"CONNECT": "554 no"}, Unreachable("Vår e-postserver tar inte emot brev just nu")),
    ({"MAIL": "550 5.7.1 not you"}, Unreachable("Vår e-postserver godtar inte avsändaren")),
    ({"MAIL": "530 5.7.57 sign in first"}, Unreachable("Vår e-postserver godtar inte inloggningen")),
    ({"END": "432 4.3.2 sender thread limit"}, Unreachable("Vår e-postserver vill ha färre brev i taget")),
    ({"END": "554 5.2.252 SendAsDenied"}, Unreachable("Vår e-postserver godtar inte avsändaren")),
    ({"END": "550 5.1.8 bad outbound sender"}, Unreachable("Vår e-postserver godtar inte avsändaren")),
    ({"MAIL": "552 too big"}, Refused("Brevet är för stort för mottagarens brevlåda")),
    ({"END": "554 spam"}, Refused("Mottagarens e-postserver avvisade brevet")),
    ({"END": "451 later"}, TryAgain("Mottagarens e-postserver ber oss försöka senare")),
    ({"END": DROP}, TryAgain("Vår e-postserver avbröt mitt i brevet")),
    ({"END": HANG}, TryAgain("Vår e-postserver svarar inte")),
    ({"CONNECT": HANG}, Unreachable("Vår e-postserver svarar inte")),
    ({"CONNECT": DROP}, Unreachable("Vår e-postserver svarar inte")),
]


@pytest.mark.parametrize(("answers", "verdict"), ANSWERS, ids=[" ".join(*a.items()) for a, _ in ANSWERS])
def test_each_answer_has_its_verdict_in_plain_swedish(post, answers: dict[str, str], verdict: Verdict) -> None:
    with mail_server(**answers) as server:
        assert post(server.port) == [verdict]


def test_a_port_where_nobody_listens_is_a_server_that_does_not_answer(post) -> None:
    with mail_server() as server:
        port = server.port
    assert post(port) == [Unreachable("Vår e-postserver svarar inte")]


def test_a_refused_letter_does_not_stop_the_next_on_the_same_connection(post) -> None:
    with mail_server(RCPT=["550 5.1.1 no"]) as server:
        assert post(server.port, PARCEL, PARCEL) == [Refused("Adressen finns inte"), Sent()]
        assert server.connections == 1


def test_a_connection_that_the_server_closed_between_two_letters_is_opened_again(post) -> None:
    with mail_server(NOOP=[DROP]) as server:
        assert post(server.port, PARCEL, PARCEL) == [Sent(), Sent()]
        assert server.connections == 2


def test_a_server_that_breaks_two_conversations_in_a_row_is_left_alone(post) -> None:
    with mail_server(END=DROP) as server:
        broken, silent = TryAgain("Vår e-postserver avbröt mitt i brevet"), Unreachable("Vår e-postserver svarar inte")
        assert post(server.port, PARCEL, PARCEL, PARCEL) == [broken, broken, silent]
        assert server.connections == 2


def test_encryption_is_never_left_out(post) -> None:
    with mail_server() as server:
        assert post(server.port, tls="starttls") == [Unreachable("Vår e-postserver erbjuder ingen kryptering")]
        assert server.taken == []


@pytest.mark.parametrize(
    "address", ["anna", "@x.example", "anna@", "åsa@x.example", "a b@x.example", "a@x.example,b@x"]
)
def test_an_address_that_is_none_is_refused_without_asking(post, address: str) -> None:
    with mail_server() as server:
        assert post(server.port, replace(PARCEL, to_address=address)) == [Refused("Adressen är inte rätt skriven")]
        assert server.connections == 0


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(post) -> None:
    with mail_server(encrypts=True) as server:
        told = [Unreachable("Vår e-postservers certifikat går inte att lita på")]
        assert (post(server.port, tls="starttls"), server.taken) == (told, [])


def test_a_certificate_for_another_name_is_not_trusted(post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with mail_server(encrypts=True, host="127.0.0.2") as server:
        told = [Unreachable("Vår e-postservers certifikat går inte att lita på")]
        assert (post(server.port, tls="starttls", mail_server="127.0.0.2"), server.taken) == (told, [])


def test_a_letter_goes_encrypted_to_a_server_that_can_be_trusted(post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with mail_server(encrypts=True) as server:
        assert (post(server.port, tls="starttls"), len(server.taken)) == ([Sent()], 1)


def test_the_headers_say_what_they_should(post) -> None:
    parcel = replace(PARCEL, reply_to="Sam <sam@miun.example>", decline_url="https://m.example/avsta/x")
    with mail_server() as server:
        assert post(server.port, parcel) == [Sent()]
    [message] = server.taken
    names = ("Subject", "From", "To", "Reply-To", "Message-ID", "Auto-Submitted", "List-Unsubscribe")
    assert [str(message[name]) for name in names] == [
        PARCEL.subject,
        "RUN-möten <run@miun.example>",
        "Åsa Öberg <asa@xn--nge-tla.example>",
        "Sam <sam@miun.example>",
        "<1@run.example>",
        "auto-generated",
        "<https://m.example/avsta/x>",
    ]


def test_a_letter_that_a_person_wrote_is_not_said_to_be_automatic_and_answers_reach_the_sender(post) -> None:
    with mail_server() as server:
        assert post(server.port, replace(PARCEL, automatic=False)) == [Sent()]
    [message] = server.taken
    names = ("Auto-Submitted", "X-Auto-Response-Suppress", "Reply-To", "List-Unsubscribe")
    assert [message[name] for name in names] == [None, None, "RUN-möten <run@miun.example>", None]


def test_line_breaks_in_names_and_subjects_never_become_headers(post) -> None:
    nasty = "Anna\r\nBcc: alla@x.example\x0b\x0c\x1cX-A: b\u2028"
    with mail_server() as server:
        assert post(server.port, replace(PARCEL, to_name=nasty, subject=nasty)) == [Sent()]
    [message] = server.taken
    assert (message["Bcc"], message["X-A"], message["Subject"]) == (None, None, "Anna Bcc: alla@x.example X-A: b")


def test_text_html_and_calendar_stand_in_this_order_and_the_same_bytes_are_attached(post) -> None:
    ics = "BEGIN:VCALENDAR\r\nSUMMARY:Möte – å ä ö ”ja”\r\nEND:VCALENDAR\r\n".encode()
    with mail_server() as server:
        assert post(server.port, replace(PARCEL, calendar=CalendarFile("REQUEST", ics))) == [Sent()]
    [message] = server.taken
    alternative, attached = message.iter_parts()
    plain, html, calendar = alternative.iter_parts()
    assert [part.get_content_type() for part in (message, alternative, plain, html, calendar, attached)] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    assert (plain.get_content(), html.get_content()) == ("Hej Åsa\r\n", "<p>Hej Åsa</p>\r\n")
    assert (calendar.get_param("method"), calendar.get_content_charset(), calendar["Content-Transfer-Encoding"]) == (
        "REQUEST", "utf-8", "base64",
    )  # fmt: skip
    assert (calendar.get_payload(decode=True), attached.get_payload(decode=True)) == (ics, ics)
    assert attached.get_filename() == "invite.ics"
