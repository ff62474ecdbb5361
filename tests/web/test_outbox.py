"""Utkorg: every letter can be found and read, and only what can be done is offered."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import LogEntry
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.mail import mailings, outbox
from app.mail.letter import CalendarFile, Letter, Receiver
from app.mail.model import LetterState, Mailing, MailingState, OutboxLetter
from app.organizers.rules import Right
from tests.builders import NOW
from tests.mail import DATA, a_letter
from tests.said import count_statements

SEED = "ab" * 32


@pytest.fixture
def frame(app: Flask, sign_in) -> FlaskClient:
    """A client that lets the letter's own HTML pass, which is no page of ours."""
    client = FlaskClient(app, app.response_class)
    sign_in(client, Right.ORGANIZER)
    return client


def put(app: Flask, letter: Letter, due: bool = True, **changed) -> str:
    with app.app_context(), transaction():
        uid = outbox.put(letter, now=NOW, due=due)
        if changed:
            db.session.execute(sa.update(OutboxLetter).where(OutboxLetter.uid == uid).values(**changed))
    assert uid is not None
    return uid


def state_of(app: Flask, uid: str) -> tuple[LetterState, int, str]:
    with app.app_context():
        row = db.session.scalar(sa.select(OutboxLetter).where(OutboxLetter.uid == uid))
        return row.state, row.tries, row.reason


def words(response) -> str:
    return " ".join(BeautifulSoup(response.text, "html.parser").find("main").get_text(" ").split())


def rows(response) -> list[str]:
    page = BeautifulSoup(response.text, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]


def filters(response) -> list[str]:
    """The states that one can choose between, with their counts."""
    page = BeautifulSoup(response.text, "html.parser")
    return [" ".join(link.get_text(" ").split()) for link in page.select(".filters")[0].find_all("a")]


def test_an_empty_outbox_says_what_will_come_and_that_no_mail_server_is_set(organizer: FlaskClient) -> None:
    said = words(organizer.get("/arrangor/utkorg"))
    assert "Inga brev än" in said
    assert "Ingen e-postserver är inställd (RUN_MAIL_SERVER)" in said


def test_a_failed_letter_shows_its_reason_beside_the_receiver(app: Flask, organizer: FlaskClient) -> None:
    failed = {"state": LetterState.FAILED, "tries": 1, "reason": "Adressen finns inte"}
    put(app, a_letter("asa@ange.example", "Åsa Öberg"), **failed)
    [shown] = rows(organizer.get("/arrangor/utkorg"))
    assert shown.startswith("Åsa Öberg asa@ange.example Provbrev från RUN-möten 20 januari 2027 10.00 Provbrev")
    assert shown.endswith("Misslyckat Adressen finns inte 1 20 januari 2027 10.00")


def test_a_letter_that_can_still_be_taken_back_stands_as_paused_until_then(app: Flask, organizer: FlaskClient) -> None:
    put(app, a_letter("asa@ange.example", "Åsa Öberg"), due_at=datetime(2199, 1, 20, 13, 10, tzinfo=UTC))
    [shown] = rows(organizer.get("/arrangor/utkorg"))
    assert "Pausat till 20 januari 2199 14.10" in shown


def test_the_paused_are_found_by_that_word_and_wait_for_their_time_also_when_all_are_sent_again(
    at: Callable[[datetime], None], app: Flask, organizer: FlaskClient
) -> None:
    later = datetime(2199, 1, 20, 13, 10, tzinfo=UTC)
    held = put(app, a_letter("held@x.example"), due_at=later)
    stopped = put(app, a_letter("stopped@x.example"), state=LetterState.PAUSED)
    put(app, a_letter("waits@x.example"))
    page = organizer.get("/arrangor/utkorg?lage=paused")
    assert filters(page) == ["Alla 3", "Väntar 1", "Pausat 2"]
    assert len(rows(page)) == 2
    assert "Skicka 1 brev igen" in words(page)
    [waits] = rows(organizer.get("/arrangor/utkorg?lage=waiting"))
    assert "waits@x.example" in waits
    said = words(organizer.get(f"/arrangor/utkorg/{held}"))
    assert "Läge Pausat Skrivet" in said
    assert "Skickas Tidigast 20 januari 2199 14.10, så länge kan det ångras" in said
    organizer.post("/arrangor/utkorg/skicka-alla-igen", data=token(organizer) | {"lage": "paused"})
    with app.app_context():
        due = {row.uid: row.due_at for row in db.session.scalars(sa.select(OutboxLetter))}
    assert (due[held], due[stopped] < later) == (later, True)


def test_mailings_whose_letters_are_not_written_yet_are_told_above(app: Flask, organizer: FlaskClient) -> None:
    with app.app_context(), transaction():
        row = Mailing(state=MailingState.GOING, created_at=NOW, created_by="Sam", leaves_at=NOW)
        db.session.add(row)
        db.session.flush()
        mailings.add_receivers(row, ["a", "b"])
    assert "2 brev i utskick är inte skickade än. De kan fortfarande ångras" in words(organizer.get("/arrangor/utkorg"))


@pytest.mark.parametrize("asked", ["åsa", "ÖBERG", "åsa öberg", "ange.ex", "Provbrev åsa"])
def test_a_search_finds_name_address_and_subject_whatever_the_case(
    app: Flask, organizer: FlaskClient, asked: str
) -> None:
    put(app, a_letter("asa@ange.example", "Åsa Öberg"))
    put(app, a_letter("b@sundsvall.example", "Bo Ek"))
    assert len(rows(organizer.get("/arrangor/utkorg", query_string={"q": asked}))) == 1


def test_filters_count_and_narrow(at: Callable[[datetime], None], app: Flask, organizer: FlaskClient) -> None:
    put(app, a_letter("a@x.example"))
    put(app, a_letter("b@x.example"), state=LetterState.SENT)
    put(app, a_letter("c@x.example"), state=LetterState.SENT)
    page = organizer.get("/arrangor/utkorg?lage=sent")
    assert filters(page) == ["Alla 3", "Väntar 1", "Skickat 2"]
    assert len(rows(page)) == 2


def test_the_list_is_paged_and_asks_the_database_as_much_for_120_letters_as_for_two(
    app: Flask, organizer: FlaskClient
) -> None:
    for number in range(2):
        put(app, a_letter(f"a{number}@x.example"))
    organizer.get("/arrangor/utkorg")
    few = count_statements(lambda: organizer.get("/arrangor/utkorg"))
    with app.app_context(), transaction():
        for number in range(118):
            outbox.put(a_letter(f"b{number}@x.example"), now=NOW)
    assert count_statements(lambda: organizer.get("/arrangor/utkorg")) == few <= 8
    assert len(rows(organizer.get("/arrangor/utkorg?sida=3"))) == 20
    assert organizer.get("/arrangor/utkorg?sida=99999999999").status_code == 200


def test_a_letter_is_read_as_text_and_as_it_looks_without_its_personal_link(
    app: Flask, organizer: FlaskClient, frame: FlaskClient
) -> None:
    link = Link(Purpose.DECLINE_ALL, SEED)
    letter = Letter(
        "trial",
        Receiver('"><script>alert(1)</script>', "a@x.example"),
        DATA | {"decline_link": link.as_data()},
        calendar=CalendarFile("REQUEST", b"x"),
    )
    uid = put(app, letter)
    page = organizer.get(f"/arrangor/utkorg/{uid}")
    framed = frame.get(f"/arrangor/utkorg/{uid}/html")
    shown = [page.text, organizer.get(f"/arrangor/utkorg/{uid}?visa=html").text, framed.text]
    assert [links.token(link) in text or SEED in text or "<script>alert" in text for text in shown] == [False] * 3
    assert "[personlig länk]" in page.text
    assert "[personlig länk]" in framed.text
    assert "Inbjudan för kalendern, invite.ics" in page.text


def test_only_the_letters_own_frame_may_have_inline_styles(app: Flask, frame: FlaskClient) -> None:
    uid = put(app, a_letter("a@x.example"))
    policies = [
        frame.get(f"/arrangor/utkorg{path}").headers["Content-Security-Policy"]
        for path in ("", f"/{uid}", f"/{uid}/html")
    ]
    assert ["unsafe-inline" in policy for policy in policies] == [False, False, True]
    assert ["frame-src 'self'" in policy for policy in policies] == [False, True, False]
    assert all("script-src 'unsafe" not in policy for policy in policies)
    assert "sandbox" in policies[2]


def test_a_failed_letter_is_sent_again_as_new_and_the_log_knows_who(app: Flask, organizer: FlaskClient) -> None:
    uid = put(app, a_letter("a@x.example"), state=LetterState.FAILED, tries=7, reason="Adressen finns inte")
    page = organizer.post(f"/arrangor/utkorg/{uid}/skicka-igen", data=token(organizer), follow_redirects=True)
    assert "Brevet skickas igen." in words(page)
    assert state_of(app, uid) == (LetterState.WAITING, 0, "")
    with app.app_context():
        assert db.session.scalars(sa.select(LogEntry.action)).all() == ["letter.resent"]


def token(client: FlaskClient) -> dict[str, str]:
    page = BeautifulSoup(client.get("/arrangor/utkorg").text, "html.parser")
    return {"csrf_token": str(page.find("input", attrs={"name": "csrf_token"})["value"])}


def test_a_waiting_letter_is_cancelled_and_can_be_sent_after_all(app: Flask, organizer: FlaskClient) -> None:
    uid = put(app, a_letter("a@x.example"))
    organizer.post(f"/arrangor/utkorg/{uid}/avbryt", data=token(organizer))
    assert state_of(app, uid)[0] is LetterState.CANCELLED
    organizer.post(f"/arrangor/utkorg/{uid}/skicka-igen", data=token(organizer))
    assert state_of(app, uid)[0] is LetterState.WAITING


@pytest.mark.parametrize("path", ["avbryt", "skicka-igen"])
@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.SENDING])
def test_a_letter_that_has_come_too_far_stays_as_it_is(
    app: Flask, organizer: FlaskClient, path: str, state: LetterState
) -> None:
    uid = put(app, a_letter("a@x.example"), state=state)
    page = organizer.post(f"/arrangor/utkorg/{uid}/{path}", data=token(organizer), follow_redirects=True)
    assert f"Det gick inte: läget är nu {state.label.lower()}." in words(page)
    assert state_of(app, uid)[0] is state


def test_all_failed_letters_are_sent_again_at_once_and_no_others(app: Flask, organizer: FlaskClient) -> None:
    failed = [put(app, a_letter(f"{n}@x.example"), state=LetterState.FAILED) for n in range(2)]
    sent = put(app, a_letter("s@x.example"), state=LetterState.SENT)
    assert "Skicka alla 2 igen" in words(organizer.get("/arrangor/utkorg?lage=failed"))
    organizer.post("/arrangor/utkorg/skicka-alla-igen", data=token(organizer) | {"lage": "failed"})
    assert [state_of(app, uid)[0] for uid in [*failed, sent]] == [LetterState.WAITING] * 2 + [LetterState.SENT]


@pytest.mark.parametrize("state", ["sent", "waiting", "nonsense", ""])
def test_letters_in_other_states_are_not_sent_again_by_a_made_up_form(organizer: FlaskClient, state: str) -> None:
    answer = organizer.post("/arrangor/utkorg/skicka-alla-igen", data=token(organizer) | {"lage": state})
    assert answer.status_code == 400


def test_a_trial_letter_goes_to_the_one_who_asks(app: Flask, organizer: FlaskClient) -> None:
    organizer.post("/arrangor/utkorg/provbrev", data=token(organizer))
    with app.app_context():
        row = db.session.scalars(sa.select(OutboxLetter)).one()
    assert (row.kind, row.to_name, row.to_address.startswith("konto-")) == ("trial", "Sam Ordnare", True)


def test_a_letter_that_does_not_exist_is_not_found(organizer: FlaskClient) -> None:
    assert [organizer.get(f"/arrangor/utkorg/{path}").status_code for path in ("x", "x/html")] == [404, 404]
