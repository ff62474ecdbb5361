"""A letter that has left, and that somebody says never came: sent once more, or to the right address, while what it
says still holds.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk import tell
from app.desk.cancel_event import cancel_event
from app.desk.reschedule_event import reschedule_event
from app.desk.revoke_invitation import revoke_invitation
from app.desk.send_again import Stale, why_stale
from app.events.model import Event
from app.invitations import actions as inviting
from app.invitations.queries import get, lock
from app.kernel.db import db, transaction
from app.mail import outbox
from app.mail.model import LetterState, OutboxLetter
from app.organizers.rules import Right
from app.people.model import Person
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from tests import builders
from tests.builders import NOW
from tests.mail import DATA, a_letter
from tests.pages.forms import submit
from tests.said import count_statements
from tests.web.test_outbox import put, state_of, token, words

LATER = NOW + timedelta(days=1)
APRIL = date(2027, 4, 8), date(2027, 4, 9)
ONCE_MORE, CORRECT = "Skicka en gång till", "Rätta adressen och skicka"


class Sent:
    """Anna is invited to a conference; every letter has left."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            with transaction():
                event = builders.event()
                self.event_id, self.part = event.id, builders.part(event).uid
                person = builders.person("Anna", "Berg", "anna@ange.example")
                self.person_id = person.id
                role, ange = builders.role(), builders.organisation()
                self.uid = builders.invitation(event, person, role, ange, state="not_sent", sent_at=None).uid
            with transaction():
                inviting.send(db.session.get_one(Event, self.event_id), now=NOW, actor=SYSTEM)
        self.leave()

    def leave(self) -> None:
        """All that is written has left."""
        with self.app.app_context(), transaction() as session:
            session.execute(sa.update(OutboxLetter).values(state=LetterState.SENT, sent_at=OutboxLetter.created_at))

    def letter(self, kind: str = "invitation") -> OutboxLetter:
        """The first letter of that kind."""
        with self.app.app_context():
            return db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind == kind)).first()  # type: ignore[return-value]

    def answers(self) -> None:
        """Anna says yes."""
        with self.app.app_context(), transaction():
            actions.register(lock(self.uid), Answers((Asked(self.part),)), now=LATER, actor=SYSTEM)
        self.leave()

    def acts(self, act: Callable[..., Any], *given: Any) -> None:
        """The organizer does something with the meeting."""
        with self.app.app_context(), transaction() as session:
            act(session.get_one(Event, self.event_id), *given, now=LATER, actor=SYSTEM)


@pytest.fixture
def organizer(client: FlaskClient, sign_in: Any) -> Iterator[FlaskClient]:
    with time_machine.travel(LATER, tick=False):
        sign_in(client, Right.ORGANIZER)
        yield client


@pytest.fixture
def sent(app: Flask, organizer: FlaskClient) -> Sent:
    return Sent(app)


def page(client: FlaskClient, uid: str) -> str:
    return words(client.get(f"/arrangor/utkorg/{uid}"))


def once_more(client: FlaskClient, uid: str) -> str:
    where = f"/arrangor/utkorg/{uid}/skicka-en-gang-till"
    return words(client.post(where, data=token(client), follow_redirects=True))


def test_the_letters_own_page_asks_and_sends_it_under_the_same_message_id(
    app: Flask, organizer: FlaskClient, sent: Sent
) -> None:
    before = sent.letter()
    said = page(organizer, before.uid)
    assert (ONCE_MORE in said, CORRECT in said, "kan det komma fram två gånger" in said) == (True, True, True)
    assert "Brevet skickas en gång till." in once_more(organizer, before.uid)
    after = sent.letter()
    assert (after.state, after.due_at, after.tries) == (LetterState.WAITING, LATER, 0)
    assert (after.message_id, after.sent_at) == (before.message_id, before.sent_at)
    with app.app_context():
        assert "letter.sent_twice" in db.session.scalars(sa.select(LogEntry.action)).all()


def test_pressed_twice_it_is_sent_once_more_once(organizer: FlaskClient, sent: Sent) -> None:
    uid = sent.letter().uid
    once_more(organizer, uid)
    assert "Det gick inte: läget är nu väntar." in once_more(organizer, uid)


@pytest.mark.parametrize("state", [LetterState.WAITING, LetterState.SENDING, LetterState.FAILED, LetterState.CANCELLED])
def test_of_a_letter_that_has_not_left_nothing_of_it_is_offered_or_done(
    app: Flask, organizer: FlaskClient, state: LetterState
) -> None:
    uid = put(app, a_letter("a@x.example"), state=state)
    assert "Kom brevet inte fram?" not in page(organizer, uid)
    assert "Det gick inte" in once_more(organizer, uid)
    assert state_of(app, uid)[0] is state


def test_the_list_sends_none_of_them_again(organizer: FlaskClient, sent: Sent) -> None:
    assert "igen" not in words(organizer.get("/arrangor/utkorg?lage=sent"))
    answer = organizer.post("/arrangor/utkorg/skicka-alla-igen", data={**token(organizer), "lage": "sent"})
    assert (answer.status_code, sent.letter().state) == (400, LetterState.SENT)


def _renews(sent: Sent) -> None:
    with sent.app.app_context(), transaction():
        inviting.renew_link(get(sent.uid), now=LATER, actor=SYSTEM)


def _revokes(sent: Sent) -> None:
    with sent.app.app_context(), transaction():
        revoke_invitation(sent.uid, now=LATER, actor=SYSTEM)
    sent.leave()


STALE: dict[str, tuple[str, Callable[[Sent], object], str]] = {
    "cancelled": ("invitation", lambda sent: sent.acts(cancel_event), "Mötet är inställt."),
    "moved": (
        "invitation",
        lambda sent: sent.acts(reschedule_event, *APRIL),
        "Mötet har en annan tid eller plats än den som står i brevet.",
    ),
    "answered": ("invitation", lambda sent: sent.answers(), "Inbjudan är besvarad eller återtagen."),
    "revoked": ("invitation", _revokes, "Inbjudan är besvarad eller återtagen."),
    "renewed": ("invitation", _renews, "Länken i brevet gäller inte längre."),
}


@pytest.mark.parametrize("what", STALE)
def test_what_does_not_hold_any_longer_is_not_sent_once_more_and_the_page_says_why(
    organizer: FlaskClient, sent: Sent, what: str
) -> None:
    kind, act, why = STALE[what]
    uid = sent.letter(kind).uid
    act(sent)
    said = page(organizer, uid)
    assert (ONCE_MORE in said, CORRECT in said) == (False, False)
    assert f"Brevet kan inte skickas en gång till. {why}" in said
    assert f"Brevet skickas inte en gång till. {why}" in once_more(organizer, uid)
    answer = organizer.get(f"/arrangor/utkorg/{uid}/adress", follow_redirects=True)
    assert f"Brevet skickas inte en gång till. {why}" in words(answer)
    assert sent.letter(kind).state is LetterState.SENT


def test_a_receipt_is_overtaken_by_what_was_written_since_and_the_latest_is_not(
    organizer: FlaskClient, sent: Sent
) -> None:
    sent.answers()
    assert ONCE_MORE in page(organizer, sent.letter("receipt").uid)
    with sent.app.app_context(), transaction():
        actions.withdraw(lock(sent.uid), now=LATER, actor=SYSTEM)
    sent.leave()
    assert "Ett senare brev säger hur det är nu." in page(organizer, sent.letter("receipt").uid)
    assert ONCE_MORE in page(organizer, sent.letter("withdrawn").uid)


def test_that_a_meeting_is_cancelled_can_be_told_once_more(organizer: FlaskClient, sent: Sent) -> None:
    with sent.app.app_context(), transaction() as session:
        event = session.get_one(Event, sent.event_id)
        tell.change(event, partial(cancel_event, event, now=LATER, actor=SYSTEM), now=LATER, actor=SYSTEM, tell=True)
    sent.leave()
    assert ONCE_MORE in page(organizer, sent.letter("cancelled").uid)


def test_a_meeting_that_has_been_invites_nobody(app: Flask, sent: Sent) -> None:
    with app.app_context():
        row = db.session.scalars(sa.select(OutboxLetter)).one()
        found = [why_stale(row, NOW + timedelta(days=days)) for days in (1, 60)]
    assert found == [None, Stale.OVER]


@pytest.mark.parametrize("name", ["until", "expires_at"])
def test_a_time_that_has_run_out_is_not_offered_again(app: Flask, organizer: FlaskClient, name: str) -> None:
    uid = put(app, replace(a_letter("a@x.example"), data={**DATA, name: NOW.isoformat()}), state=LetterState.SENT)
    assert "Tiden i brevet har gått ut." in page(organizer, uid)


def test_to_the_right_address_it_goes_as_a_new_letter_and_the_register_is_corrected(
    organizer: FlaskClient, sent: Sent
) -> None:
    before = sent.letter()
    with sent.app.app_context(), transaction() as session:
        session.get_one(Person, sent.person_id).informed_at = before.sent_at
    where = f"/arrangor/utkorg/{before.uid}/adress"
    assert "Kan någon annan ha fått det, förnya den personliga länken i stället" in words(organizer.get(where))
    assert submit(organizer, where, {"address": "anna@ny.example"}).status_code == 303
    after = sent.letter()
    assert (after.to_address, after.state) == ("anna@ny.example", LetterState.WAITING)
    assert after.message_id != before.message_id
    with sent.app.app_context():
        person = db.session.get_one(Person, sent.person_id)
        assert (person.address, person.informed_at) == ("anna@ny.example", None)


def test_no_statement_is_asked_more_however_many_letters_there_are(organizer: FlaskClient, sent: Sent) -> None:
    uid = sent.letter().uid
    before = count_statements(lambda: organizer.get(f"/arrangor/utkorg/{uid}"))
    with sent.app.app_context(), transaction():
        for number in range(20):
            outbox.put(a_letter(f"r{number}@x.example"), now=NOW)
    assert count_statements(lambda: organizer.get(f"/arrangor/utkorg/{uid}")) == before
