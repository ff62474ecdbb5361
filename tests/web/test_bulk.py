"""Anmälda: columns, order and filters in the address; acts on many from review to undo, without JavaScript."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.actor import SYSTEM
from app.events.model import Event, QuestionOption
from app.events.rules.kinds import EventState
from app.invitations.queries import lock
from app.kernel import clock
from app.kernel.db import db, transaction
from app.mail.model import LetterState, OutboxLetter
from app.organizers.rules import Right
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Answer, Registration
from tests import builders
from tests.said import count_statements

LIST = "/arrangor/moten/run-konferens/anmalda"


@pytest.fixture
def organizer(app: Flask, client: FlaskClient, sign_in: Any) -> FlaskClient:
    """Two seats; Anna (Ånge) and Bo (Åre) have them, Cia and Dag wait."""
    with app.app_context():
        with transaction():
            event = builders.event(slug="run-konferens", capacity=2, state=EventState.PUBLISHED)
            part = builders.part(event).uid
            rektor, skolchef = builders.role(), builders.role("skolchef")
            ange, are = builders.organisation(), builders.organisation("Åre kommun", area="Jämtlands län")
            asked = (("Anna", rektor, ange), ("Bo", skolchef, are), ("Cia", rektor, are), ("Dag", rektor, ange))
            uids = [builders.invitation(event, builders.person(n, "Ek"), r, o).uid for n, r, o in asked]
        for minute, uid in enumerate(uids):
            with transaction():
                wish, at = Answers((Asked(part),), event_seen_full=True), builders.NOW + timedelta(minutes=minute)
                actions.register(lock(uid), wish, now=at, actor=SYSTEM)
    sign_in(client, Right.ORGANIZER)
    return client


def _page(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def _names(page: BeautifulSoup, table: str = "registered-table") -> list[str]:
    return [row.th.get_text().split()[0] for row in page.select(f"#{table} tbody tr")]  # type: ignore[union-attr]


def _heads(page: BeautifulSoup) -> list[str]:
    return [head.get_text() for head in page.select("#registered-table thead th")][1:]


def _ids(app: Flask, *names: str) -> list[int]:
    with app.app_context():
        return [one.id for one in db.session.scalars(sa.select(Registration)) if one.person.given_name in names]


def _states(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {one.person.given_name: one.state.value for one in db.session.scalars(sa.select(Registration))}


def _review(client: FlaskClient, kind: str, ids: list[int], **more: str) -> BeautifulSoup:
    return _page(client.get(f"{LIST}/atgard", query_string={"vad": kind, "anmalan": ids, **more}))


def _press(client: FlaskClient, page: BeautifulSoup, **given: str) -> TestResponse:
    form = next(one for one in page.select("main form.form") if one.select_one("[name=nonce]"))
    fields = {str(one["name"]): one.get("value", "") for one in form.select("input[type=hidden]")}
    return client.post(f"{LIST}/atgard", data={**fields, **given})


def test_columns_are_those_that_the_address_names(organizer: FlaskClient) -> None:
    usual, chosen = _page(organizer.get(LIST)), _page(organizer.get(f"{LIST}?kolumner=epost,lage,finns-inte"))
    assert (_heads(usual), _heads(chosen)) == (["Namn", "Läge", "Inbjuden som", "Delar"], ["Namn", "Läge", "E-post"])
    assert "kolumner=lage" in str(chosen.select_one("nav.filters a[href]"))


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["Anna", "Bo", "Cia", "Dag"]),
        ("-namn", ["Dag", "Cia", "Bo", "Anna"]),
        ("organisation", ["Anna", "Dag", "Bo", "Cia"]),
        ("-roll", ["Anna", "Bo", "Cia", "Dag"]),
        ("lage", ["Anna", "Bo", "Cia", "Dag"]),
        ("-anmald", ["Dag", "Cia", "Bo", "Anna"]),
        ("person.password", ["Anna", "Bo", "Cia", "Dag"]),
    ],
)
def test_the_order_is_one_of_those_allowed(organizer: FlaskClient, order: str, names: list[str]) -> None:
    assert _names(_page(organizer.get(LIST, query_string={"sortera": order}))) == names


def test_filters_and_search_narrow_the_list_and_keep_the_columns(organizer: FlaskClient) -> None:
    page = _page(organizer.get(f"{LIST}?lage=waiting&q=ånge&kolumner=epost&genom=circle"))
    assert (_names(page), _heads(page)) == (["Dag"], ["Namn", "E-post"])


def test_the_list_is_narrowed_by_an_answer_and_shows_it_in_a_column(app: Flask, organizer: FlaskClient) -> None:
    with app.app_context(), transaction():
        event = db.session.scalars(sa.select(Event)).one()
        asked = builders.question(event, "Hur reser du?", options={"Tåg": None, "Bil": None})
        chosen = db.session.scalars(sa.select(QuestionOption).where(QuestionOption.label == "Tåg")).one()
        bo = next(one for one in db.session.scalars(sa.select(Registration)) if one.person.given_name == "Bo")
        given = {"version": 1, "given_at": builders.NOW}
        db.session.add(Answer(registration_id=bo.id, question_id=asked.id, option_id=chosen.id, **given))
        column, value = f"fraga_{asked.uid}", chosen.uid
    page = _page(organizer.get(LIST, query_string={column: value, "kolumner": column}))
    row = page.select_one("#registered-table tbody tr")
    assert (_names(page), _heads(page)) == (["Bo"], ["Namn", "Hur reser du?"])
    assert row is not None
    assert row.get_text(" ").split() == ["Bo", "Ek", "Tåg"]


def test_a_reader_sees_the_list_and_no_acts(app: Flask, organizer: FlaskClient, sign_in: Any) -> None:
    reader = app.test_client()
    sign_in(reader, Right.READER)
    page = _page(reader.get(LIST))
    assert (len(_names(page)), page.select("[name=anmalan], [name=vad]")) == (4, [])
    assert reader.get(f"{LIST}/atgard?vad=cancel&alla=1").status_code == 403


def test_review_names_those_concerned_and_those_not_and_does_nothing(app: Flask, organizer: FlaskClient) -> None:
    page = _review(organizer, "confirm", _ids(app, "Anna", "Cia", "Dag"))
    assert (_names(page, "ready"), _names(page, "others-table")) == (["Cia", "Dag"], ["Anna"])
    assert "Ge 2 personer plats" in page.get_text()
    assert _states(app)["Cia"] == "waiting"


def test_all_that_fit_are_those_of_every_page(organizer: FlaskClient) -> None:
    page = _page(organizer.get(f"{LIST}/atgard?vad=resend&alla=1&lage=waiting"))
    assert _names(page, "ready") == ["Cia", "Dag"]


def test_confirming_beyond_the_seats_wants_a_reason(app: Flask, organizer: FlaskClient) -> None:
    page = _review(organizer, "confirm", _ids(app, "Cia"))
    refused = _press(organizer, page)
    assert (refused.status_code, _states(app)["Cia"]) == (422, "waiting")
    assert "Skriv varför" in refused.text
    done = _press(organizer, _page(refused), reason="Ett bord till")
    assert (done.status_code, _states(app)["Cia"]) == (303, "confirmed")


def test_cancelled_by_one_press_twice_and_undone(app: Flask, organizer: FlaskClient) -> None:
    with app.app_context(), transaction():
        for one in db.session.scalars(sa.select(Registration).where(Registration.state == "waiting")):
            db.session.delete(one)
    page = _review(organizer, "cancel", _ids(app, "Anna", "Bo"))
    first, second = _press(organizer, page), _press(organizer, page)
    assert (first.location, second.location) == (first.location, first.location)
    done = _page(organizer.get(first.location))
    assert done.h1 is not None
    assert (done.h1.get_text(), set(_states(app).values())) == ("2 är avbokade", {"cancelled"})
    form = next(one for one in done.select("form.post-button") if "angra" in str(one["action"]))
    token = {"csrf_token": form.select_one("[name=csrf_token]")["value"]}  # type: ignore[index]
    undone = organizer.post(str(form["action"]), data=token, follow_redirects=True)
    assert "Som förut" in undone.text
    assert set(_states(app).values()) == {"confirmed"}
    assert (
        "Det går inte att ångra längre" in organizer.post(str(form["action"]), data=token, follow_redirects=True).text
    )
    with app.app_context():
        kept = db.session.scalars(sa.select(OutboxLetter.state).where(OutboxLetter.kind == "withdrawn")).all()
    assert kept == [LetterState.CANCELLED] * 2


def test_nobody_is_put_last_in_a_line_that_has_stopped(app: Flask, organizer: FlaskClient) -> None:
    before = _review(organizer, "queue", _ids(app, "Bo"))
    assert before.select("[name=nonce]") != []
    with app.app_context(), transaction():
        db.session.execute(sa.update(Event).values(queue_stop_days=365))
    shown = _review(organizer, "queue", _ids(app, "Bo"))
    assert ("Väntelistan har stängt" in shown.get_text(), shown.select("[name=nonce]")) == (True, [])
    assert _press(organizer, before).status_code == 409
    assert _states(app)["Bo"] == "confirmed"


def test_putting_last_in_line_is_refused_where_the_line_is_too_short(app: Flask, organizer: FlaskClient) -> None:
    vain = _review(organizer, "queue", _ids(app, "Anna", "Bo", "Cia", "Dag"))
    fine = _review(organizer, "queue", _ids(app, "Bo"))
    assert "Kön är för kort" not in fine.get_text()
    assert vain.select("[name=nonce]") != []
    with app.app_context(), transaction():
        db.session.delete(db.session.scalars(sa.select(Registration).where(Registration.state == "waiting")).first())
    shown = _review(organizer, "queue", _ids(app, "Anna", "Bo"))
    assert ("Kön är för kort" in shown.get_text(), shown.select("[name=nonce]")) == (True, [])
    assert _press(organizer, vain).status_code == 409
    assert _states(app)["Bo"] == "confirmed"


def test_a_letter_to_many_is_shown_as_three_get_it_and_sent(app: Flask, organizer: FlaskClient) -> None:
    page = _review(organizer, "write", _ids(app, "Anna", "Bo", "Cia"))
    shown = _page(_press(organizer, page, subject="Till {{förnamn}}", text="Hej {{förnamn}}.", preview="1"))
    assert [one.get_text() for one in shown.select("article.letter h3")] == ["Anna Ek", "Bo Ek", "Cia Ek"]
    assert "Hej Bo." in shown.get_text()
    strange = _press(organizer, shown, subject="Hej", text="{{personnummer}}")
    assert (strange.status_code, "är inget fält" in strange.text) == (422, True)
    assert _press(organizer, shown, subject="Till {{förnamn}}", text="Hej {{förnamn}}.").status_code == 303
    with app.app_context():
        sent = db.session.scalars(sa.select(OutboxLetter.subject).where(OutboxLetter.kind == "message")).all()
    assert sent == ["Till Anna", "Till Bo", "Till Cia"]
    page = _review(organizer, "write", _ids(app, "Bo", "Dag"))
    answer = _press(organizer, page, subject="Till {{förnamn}}", text="Hej {{förnamn}}.")
    assert (answer.status_code, "1 person har nyss fått samma brev" in answer.text) == (409, True)
    assert _press(organizer, _page(answer), subject="Till {{förnamn}}", text="Hej {{förnamn}}.").status_code == 303


def test_nothing_chosen_leads_back_and_nonsense_is_not_found(app: Flask, organizer: FlaskClient) -> None:
    assert organizer.get(f"{LIST}/atgard?vad=cancel&lage=waiting").status_code == 303
    assert organizer.get(f"{LIST}/atgard?vad=radera&alla=1").status_code == 404
    assert organizer.get(f"{LIST}/atgard/finns-inte").status_code == 404


def test_the_list_and_the_review_ask_as_much_however_many_there_are(app: Flask, organizer: FlaskClient) -> None:
    def asked() -> list[int]:
        pages = (f"{LIST}?kolumner=lage,epost,organisation", f"{LIST}/atgard?vad=cancel&alla=1")
        return [count_statements(lambda page=page: organizer.get(page)) for page in pages]

    few = asked()
    with app.app_context():
        event = db.session.scalars(sa.select(Registration)).first().event  # type: ignore[union-attr]
        with transaction():
            rektor, place = builders.role("lärare"), builders.organisation("Bergs kommun")
            for number in range(30):
                one = builders.invitation(event, builders.person("Nr", str(number)), rektor, place)
                values = {"event": event, "person": one.person, "invitation": one, "state": "confirmed"}
                db.session.add(Registration(**values, created_at=clock.now(), changed_at=clock.now()))
    assert asked() == few


def test_the_time_to_undo_is_the_one_set(app: Flask, organizer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "RUN", replace(app.config["RUN"], mail_undo_minutes=30))
    chosen = _ids(app, "Anna", "Bo")
    page = _review(organizer, "resend", chosen)
    assert "Breven väntar i 30 minuter. Så länge kan du ångra." in page.text
    before = clock.now()
    assert _press(organizer, page).status_code == 303
    with app.app_context():
        due = db.session.scalars(sa.select(OutboxLetter.due_at).order_by(OutboxLetter.id.desc()).limit(2)).all()
    assert all(one is not None and one >= before + timedelta(minutes=30) for one in due)
