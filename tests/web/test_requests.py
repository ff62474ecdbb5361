"""The organizer's requests: counted on the home page, listed, granted and declined."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.desk.edit_question import edit_question
from app.events.model import Event, GroupDeadlines, Question
from app.events.rules.question_drafts import QuestionDraft
from app.events.rules.questions import QuestionKind
from app.invitations import queries as invitations
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.organizers.rules import Right
from app.people.rules.kinds import RoleGroup
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Request
from app.registrations.rules import Mode, Reply
from app.registrations.rules.requests import RequestState, Wishes
from tests import builders
from tests.actions.test_requests import AFTER_CHANGE_BY, SAM, Late
from tests.conftest import SignsIn
from tests.pages.forms import submit
from tests.said import count_statements
from tests.web.usual_meetings import words


class Desk:
    """A conference with requests, and an organizer who is signed in."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), transaction():
            self.late = Late(capacity=20)
            self.home = f"/arrangor/moten/{self.late.event.slug}/forfragningar"

    def asks(self, uid: str, *parts: Any, message: str = "") -> str:
        """Somebody asks; gives the address of the request."""
        with self.app.app_context():
            self.late.asks(uid, *parts, message=message, now=AFTER_CHANGE_BY)
            return f"{self.home}/{db.session.scalars(sa.select(Request.uid).order_by(Request.id.desc())).first()}"

    def registers(self, uid: str, *parts: Any) -> None:
        """Somebody answers in time."""
        with self.app.app_context(), transaction():
            answers = Answers(tuple(Asked(part.uid) for part in parts))
            actions.register(invitations.lock(uid), answers, now=builders.NOW, actor=SAM)

    def states(self) -> list[RequestState]:
        """Where the requests stand."""
        with self.app.app_context():
            return list(db.session.scalars(sa.select(Request.state).order_by(Request.id)))

    def state_of(self, uid: str) -> InvitationState:
        """Where somebody's invitation stands."""
        with self.app.app_context():
            return invitations.get(uid).state

    def letters(self) -> list[str]:
        """The kinds of the letters."""
        with self.app.app_context():
            return list(db.session.scalars(sa.select(OutboxLetter.kind).order_by(OutboxLetter.id)))


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    with time_machine.travel(AFTER_CHANGE_BY, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def desk(app: Flask, client: FlaskClient, sign_in: SignsIn, at: object) -> Desk:
    sign_in(client, Right.ORGANIZER)
    return Desk(app, client)


def test_home_counts_the_requests_and_leads_to_them(desk: Desk) -> None:
    before = words(desk.client.get("/arrangor/"))
    desk.asks(desk.late.anna, desk.late.plenary)
    desk.asks(desk.late.bo, desk.late.plenary)
    page = words(desk.client.get("/arrangor/"))
    assert ("Förfrågningar" in before, f'<a href="{desk.home}">2 förfrågningar</a>' in page) == (False, True)
    assert "2 förfrågningar väntar på svar" in words(desk.client.get(f"/arrangor/moten/{desk.late.event.slug}"))


def test_home_tells_the_days_to_each_deadline_of_each_role_group(desk: Desk) -> None:
    with desk.app.app_context(), transaction() as session:
        own = {"role_group": RoleGroup.POLITIKER, "answer_days": 7, "change_days": 3}
        session.add(GroupDeadlines(event_id=desk.late.event.id, **own))
    page = words(desk.client.get("/arrangor/"))
    assert '<dt>Svara senast, politiker</dt><dd>torsdag 25 februari <span class="muted">om 5 dagar' in page
    assert "<dt>Ändra senast, politiker</dt>" in page


def test_the_list_tells_who_asks_for_what_against_what_they_have(desk: Desk) -> None:
    desk.registers(desk.late.bo, desk.late.plenary)
    desk.asks(desk.late.bo, desk.late.seminar, message="Hej")
    page = words(desk.client.get(desk.home))
    wanted = ("Bo Berg", "rektor, Ånge kommun", "vill inte ha </span>Konferens dag 1", "vill ha </span>Seminarium A")
    assert [one for one in wanted if one not in page] == []


def test_an_empty_list_says_so(desk: Desk) -> None:
    assert "Ingen förfrågan väntar på svar" in words(desk.client.get(desk.home))
    assert "Inget är avgjort än" in words(desk.client.get(f"{desk.home}?visa=avgjorda"))


def test_one_request_tells_the_seats_left_and_is_granted_by_its_button(desk: Desk) -> None:
    address = desk.asks(desk.late.anna, desk.late.plenary, desk.late.seminar, message="Jag blev vald i går.")
    page = words(desk.client.get(address))
    assert ("1 av 1 kvar" in page, "20 av 20" in page, "Jag blev vald i går." in page) == (True, True, True)
    answer = submit(desk.client, address, {"decision": "grant", "words": "Välkommen."})
    assert (answer.status_code, desk.states()) == (303, [RequestState.GRANTED])
    assert (desk.state_of(desk.late.anna), desk.letters()) == (
        InvitationState.COMING,
        ["request_received", "request_granted"],
    )
    assert "Beviljat. Anna Berg får ett brev." in words(desk.client.get(desk.home))
    page = words(desk.client.get(address))
    assert ("”Välkommen.”" in page, 'value="grant"' in page) == (True, False)
    assert "Beviljad" in words(desk.client.get(f"{desk.home}?visa=avgjorda"))


def test_declining_writes_a_letter_and_changes_nothing_else(desk: Desk) -> None:
    address = desk.asks(desk.late.anna, desk.late.plenary)
    submit(desk.client, address, {"decision": "decline", "words": "Fullt i salen."})
    assert (desk.states(), desk.state_of(desk.late.anna), desk.letters()[-1]) == (
        [RequestState.DECLINED],
        InvitationState.UNANSWERED,
        "request_declined",
    )


def test_where_it_is_full_the_page_says_so_and_offers_the_line_or_a_place_with_a_reason(desk: Desk) -> None:
    desk.registers(desk.late.bo, desk.late.seminar)
    address = desk.asks(desk.late.anna, desk.late.seminar)
    page = words(desk.client.get(address))
    assert ("· fullt</span>" in page, "Ställ på väntelistan där det är fullt" in page) == (True, True)
    plain = submit(desk.client, address, {"decision": "grant"})
    assert (plain.status_code, "Välj hur du vill göra, eller avslå." in words(plain)) == (409, True)
    silent = submit(desk.client, address, {"decision": "grant", "way": "override"})
    assert (silent.status_code, "Skriv varför" in words(silent)) == (422, True)
    assert (desk.states(), desk.letters()[-1]) == ([RequestState.OPEN], "request_received")
    assert submit(desk.client, address, {"decision": "grant", "way": "line"}).status_code == 303
    assert desk.state_of(desk.late.anna) is InvitationState.WAITING


def test_a_place_beyond_the_last_is_given_with_a_reason(desk: Desk) -> None:
    desk.registers(desk.late.bo, desk.late.seminar)
    address = desk.asks(desk.late.anna, desk.late.seminar)
    data = {"decision": "grant", "way": "override", "reason": "Leder samtalet"}
    assert submit(desk.client, address, data).status_code == 303
    assert desk.state_of(desk.late.anna) is InvitationState.COMING


def test_the_second_organizer_is_told_what_the_first_decided(desk: Desk) -> None:
    address = desk.asks(desk.late.anna, desk.late.plenary)
    with desk.app.app_context(), transaction():
        uid = db.session.scalars(sa.select(Request.uid)).one()
        event = db.session.get_one(Event, desk.late.event.id)
    page = desk.client.get(address)  # opened before the other decides
    with desk.app.app_context(), transaction():
        actions.turn_down(db.session.merge(event), uid, "", now=AFTER_CHANGE_BY, actor=SAM)
    csrf = page.get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    answer = desk.client.post(address, data={"csrf_token": csrf, "decision": "grant"})
    assert answer.status_code == 303
    assert "Förfrågan från Anna Berg är redan avslagen av Sam Ordnare." in words(desk.client.get(desk.home))


def test_what_cannot_be_granted_says_why_and_can_be_declined(desk: Desk) -> None:
    address = desk.asks(desk.late.anna, desk.late.seminar)
    with desk.app.app_context(), transaction():
        part = next(one for one in db.session.get_one(Event, desk.late.event.id).parts if one.capacity)
        part.cancelled_at = AFTER_CHANGE_BY
    page = words(desk.client.get(address))
    assert ("En del som du valde finns inte längre" in page, 'value="grant"' in page) == (True, False)


def test_an_answer_to_a_question_that_is_another_now_hinders_and_the_page_says_so(desk: Desk) -> None:
    with desk.app.app_context(), transaction() as session:
        question = builders.question(session.get_one(Event, desk.late.event.id), "Hur reser du?")
        wishes = Wishes(((desk.late.plenary.uid, Mode.ON_SITE),), (Reply(question.uid, ("Tåg",)),))
    address = f"{desk.home}/"
    with desk.app.app_context(), transaction() as session:
        actions.ask_for(invitations.lock(desk.late.anna), wishes, "", now=AFTER_CHANGE_BY, actor=SAM)
        event, asked = session.get_one(Event, desk.late.event.id), session.get_one(Question, question.id)
        draft = QuestionDraft(QuestionKind.LONG_TEXT, "Vad reser du med?")
        edit_question(event, asked, draft, now=AFTER_CHANGE_BY, actor=SAM)
        address += session.scalars(sa.select(Request.uid)).one()
    answer = submit(desk.client, address, {"decision": "grant"})
    said = "Frågan ”Vad reser du med?” har gjorts om sedan svaret lämnades. Svaret behöver lämnas igen."
    assert (answer.status_code, said in words(answer), 'value="grant"' in words(answer)) == (409, True, False)


def test_another_events_request_is_not_found_here(desk: Desk) -> None:
    address = desk.asks(desk.late.anna, desk.late.plenary)
    with desk.app.app_context(), transaction():
        other = builders.event("Dialogmöte").slug
    assert desk.client.get(address.replace(desk.late.event.slug, other)).status_code == 404
    assert desk.client.get(f"{desk.home}/okand").status_code == 404


def test_a_personnummer_in_the_sentence_is_refused(desk: Desk) -> None:
    address = desk.asks(desk.late.anna, desk.late.plenary)
    answer = submit(desk.client, address, {"decision": "decline", "words": "19800101-1239"})
    assert (answer.status_code, "Ta bort personnumret" in words(answer), desk.states()) == (
        422,
        True,
        [RequestState.OPEN],
    )


def test_the_list_asks_the_database_as_often_however_many_ask(desk: Desk) -> None:
    counts = []
    for _ in range(2):
        with desk.app.app_context():
            with transaction():
                holding = invitations.get(desk.late.anna).holdings[0]
                people = [builders.person("Cia", f"Ek {number}") for number in range(20)]
                asking = [
                    builders.invitation(desk.late.event, one, holding.role, holding.organisation).uid for one in people
                ]
            wishes = Wishes(((desk.late.plenary.uid, Mode.ON_SITE),))
            for uid in asking:
                with transaction():
                    actions.ask_for(invitations.lock(uid), wishes, "", now=AFTER_CHANGE_BY, actor=SAM)
        counts.append(count_statements(lambda: desk.client.get(desk.home)))
    assert counts[0] == counts[1], counts


def test_a_reader_sees_no_requests(app: Flask, client: FlaskClient, sign_in: SignsIn, at: object) -> None:
    sign_in(client, Right.READER)
    desk = Desk(app, client)
    desk.asks(desk.late.anna, desk.late.plenary)
    assert (client.get(desk.home).status_code, "Förfrågningar" in words(client.get("/arrangor/"))) == (403, False)


def test_the_moment_of_the_request_is_told_in_swedish_time(desk: Desk) -> None:
    desk.asks(desk.late.anna, desk.late.plenary)
    assert datetime(2027, 2, 20, 9, tzinfo=UTC) == AFTER_CHANGE_BY
    assert "20 februari 2027 10.00" in words(desk.client.get(desk.home))
