"""Reports of digital participants: chosen, shown, corrected by hand, read in once."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.attendance.model import Tick
from app.attendance.rules import How
from app.audit.model import LogEntry
from app.invitations.model import Invitation
from app.kernel.db import db
from app.people.model import Person
from tests.held import AFTER, SLUG, Held
from tests.held import meeting as meeting
from tests.held import sam as sam
from tests.said import count_statements

PAGE = f"/arrangor/moten/{SLUG}/narvaro/digitalt"
HEADING = "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"


def _report(*people: tuple[str, str, str]) -> bytes:
    rows = "".join(f"{name}\t\t\t{lasted}\t{address}\t\tPresenter\n" for name, lasted, address in people)
    return f"1. Summary\nMeeting title\tRUN\n\n2. Participants\n{HEADING}{rows}".encode("utf-16")


BO, SHORT = ("Bo Ek", "1h 2m 3s", "bo.ek@ange.example"), ("Cia Dal", "2m", "")
UNSURE = ("Lund", "40m", "")
STRANGER = ("Read.ai", "1h", "")


def _token(client: FlaskClient) -> str:
    token = BeautifulSoup(client.get(PAGE).data, "html5lib").select_one("[name=csrf_token]")
    assert token is not None
    return str(token["value"])


def _shown(client: FlaskClient, meeting: Held, report: bytes, **more: str) -> TestResponse:
    fields = {"csrf_token": _token(client), "part": meeting.plenary.uid, "least": "15"} | more
    return client.post(PAGE, data=fields | {"file": (io.BytesIO(report), "närvaro.csv")})


def _fields(page: TestResponse) -> dict[str, str]:
    """What the form of the preview would send as it stands."""
    form = BeautifulSoup(page.data, "html5lib").select_one(f'form[action="{PAGE}/las-in"]')
    assert form is not None
    fields = {str(one["name"]): str(one["value"]) for one in form.select("input[name]")}
    for one in form.select("select"):
        chosen = one.select_one("option[selected]") or one.select_one("option")
        assert chosen is not None
        fields[str(one["name"])] = str(chosen["value"])
    return fields


def _send(client: FlaskClient, page: TestResponse, to: str = "las-in", **more: str) -> TestResponse:
    return client.post(f"{PAGE}/{to}", data=_fields(page) | more, follow_redirects=True)


def _ticks(app: Flask) -> dict[str, Any]:
    with app.app_context():
        asked = sa.select(Person.family_name, Tick).join(Person, Person.id == Tick.person_id)
        return dict(db.session.execute(asked.where(Tick.how == How.DIGITAL)).all())  # type: ignore[arg-type]


def _uid(app: Flask, family_name: str) -> str:
    with app.app_context():
        asked = sa.select(Invitation.uid).join(Invitation.person).where(Person.family_name == family_name)
        return db.session.scalars(asked).one()


def test_a_preview_tells_who_is_known_for_how_long_and_what_happens_and_writes_nothing(
    app: Flask, sam: FlaskClient, meeting: Held
) -> None:
    anna = ("Anna B", "3h", "anna.berg@ange.example")
    page = _shown(sam, meeting, _report(anna, BO, SHORT, STRANGER)).text
    assert all(
        words in page
        for words in (
            "samma e-postadress",
            "Redan närvarande",
            "Blir närvarande",
            "För kort tid",
            "samma namn",
            "1 deltagare känns inte säkert igen",
            "Read.ai",
            "Läs in 1 person",
        )
    )
    assert _ticks(app) == {}


def test_what_was_shown_is_read_in_and_the_same_file_again_changes_nothing(
    app: Flask, sam: FlaskClient, meeting: Held
) -> None:
    report = _report(BO, SHORT)
    done = _send(sam, shown := _shown(sam, meeting, report))
    assert "1 person är nu närvarande." in done.text
    (row,) = _ticks(app).values()
    assert (row.at, row.standing, row.received_at) == (meeting.plenary.starts_at, True, AFTER)
    assert "Filen ändrar inget som den är läst nu." in _shown(sam, meeting, report).text
    assert _send(sam, shown).status_code == 409
    assert list(_ticks(app)) == ["Ek"]
    with app.app_context():
        (entry,) = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "attendance.read_in"))
        assert entry.details == {"part": "Konferens dag 1", "file": "närvaro.csv", "count": 1}


def test_the_least_time_can_be_chosen_anew(app: Flask, sam: FlaskClient, meeting: Held) -> None:
    shown = _send(sam, _shown(sam, meeting, _report(SHORT)), "granska", least="2")
    assert "Läs in 1 person" in shown.text
    assert "1 person är nu närvarande." in _send(sam, shown).text


def test_who_is_not_sure_is_chosen_by_hand_and_shown_before_it_is_read_in(
    app: Flask, sam: FlaskClient, meeting: Held
) -> None:
    page = _shown(sam, meeting, _report(("Gunnel", "1h", ""), STRANGER))
    gun = _uid(app, "Öst")
    straight = _send(sam, page, **{"vem-0": gun})
    assert ("Inget är inläst än" in straight.text, _ticks(app)) == (True, {})
    assert "Läs in 1 person" in straight.text
    assert "1 person är nu närvarande." in _send(sam, straight).text
    assert list(_ticks(app)) == ["Öst"]


def test_two_names_of_one_person_are_added(app: Flask, sam: FlaskClient, meeting: Held) -> None:
    page = _shown(sam, meeting, _report(("Bo Ek", "10m", ""), ("Bo Ek", "9m", "bo.ek@ange.example")))
    assert "Läs in 1 person" in page.text


def test_who_was_taken_back_by_hand_stays_away(app: Flask, sam: FlaskClient, meeting: Held) -> None:
    _send(sam, _shown(sam, meeting, _report(BO)))
    where = f"/arrangor/moten/{SLUG}/narvaro/personer/{_uid(app, 'Ek')}"
    wrong = {"parts": meeting.plenary.uid, "mark": "absent", "reason": "Var inte där", "nonce": "n"}
    sam.post(f"{where}/ratta", data=wrong | {"csrf_token": _token(sam)})
    page = _shown(sam, meeting, _report(BO))
    assert "Rättad för hand till inte närvarande" in page.text
    assert "Filen ändrar inget som den är läst nu." in page.text


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (b"Kommun;Antal\n\xc3\x85nge;3\n", "Filen är ingen deltagarrapport som känns igen"),
        (b"%PDF-1.7", "Filen"),
        (b"", "Filen är tom"),
    ],
)
def test_what_is_no_report_is_said(sam: FlaskClient, meeting: Held, report: bytes, said: str) -> None:
    page = _shown(sam, meeting, report)
    assert (page.status_code, said in page.text) == (422, True)


def test_nothing_chosen_is_said(sam: FlaskClient, meeting: Held) -> None:
    page = sam.post(PAGE, data={"csrf_token": _token(sam), "part": "", "least": "mycket"})
    assert page.status_code == 422
    assert all(words in page.text for words in ("Välj en fil", "Skriv ett tal med siffror"))


@pytest.mark.parametrize(
    "carried",
    ["", "{}", "[1]", '[["a"]]', "[[1, 2, 3]]", '[["a", "b", "c"]]', "null", '[["a", "b", Infinity]]', "[" * 100_000],
)
def test_what_the_page_carries_may_be_anything(sam: FlaskClient, meeting: Held, carried: str) -> None:
    page = _shown(sam, meeting, _report(BO))
    for to in ("granska", "las-in"):
        answer = _send(sam, page, to, report=carried)
        assert answer.status_code in {409, 422} or carried == "{}"


def test_a_report_takes_the_same_few_statements_whoever_is_in_it(sam: FlaskClient, meeting: Held) -> None:
    token = _token(sam)

    def shows(report: bytes) -> Callable[[], object]:
        fields = {"csrf_token": token, "part": meeting.plenary.uid, "least": "1"}
        return lambda: sam.post(PAGE, data=fields | {"file": (io.BytesIO(report), "n.csv")})

    few = count_statements(shows(_report(BO)))
    assert count_statements(shows(_report(BO, SHORT, STRANGER, UNSURE))) == few
