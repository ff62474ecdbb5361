"""Where the organizer wants to approve who comes in another's stead; on both databases."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import Event
from app.events.rules.kinds import EventState
from app.invitations import queries as invitations
from app.invitations.model import Substitution
from app.invitations.rules.substitutes import (
    MeetingOver,
    Named,
    NotNow,
    Obstacle,
    Proposed,
    Settled,
    SettledBefore,
    TakenBack,
)
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Person
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.rules import Registered
from tests.builders import NOW
from tests.stand_ins import (
    COMING,
    DAN,
    REPLACED,
    UNANSWERED,
    Meeting,
    last_letter,
    letters,
    names,
    registers,
    seats,
    settles,
    states,
    takes_back,
    uid_of,
)


@pytest.fixture
def asking(database: Flask) -> Meeting:
    """The meeting, which wants to approve."""
    with transaction():
        return Meeting(approve_substitutes=True)


def test_where_it_is_asked_for_the_name_waits_and_the_seat_stays(asking: Meeting) -> None:
    registers(asking.anna, asking.hall)
    since = last_letter()
    assert names(asking.anna) == Proposed()
    assert (states(), seats()) == ({"Anna": COMING}, {"Anna": {"Seminarium": "confirmed"}})
    assert letters(since) == [("proposal_waits", "Anna Berg", "")]
    assert names(asking.anna, DAN) == NotNow(Obstacle.WAITING)
    assert db.session.query(Person).count() == 1
    assert [row.named.name for row in invitations.list_waiting(today=NOW.date())] == ["Karin Ek"]


def test_who_is_let_in_after_the_last_day_without_a_seat_is_told_a_day_that_has_not_been_and_can_answer(
    asking: Meeting,
) -> None:
    names(asking.anna)
    late = datetime(2027, 2, 10, 9, tzinfo=UTC)
    assert settles(asking, grant=True, now=late) == Settled(granted=True)
    assert (
        "svara senast 17 februari"
        in db.session.scalars(sa.select(OutboxLetter.subject).where(OutboxLetter.kind == "named")).one()
    )
    with transaction():
        locked = invitations.lock(uid_of("Karin"))
        answers = Answers((Asked(asking.plenary.uid),))
        outcome = actions.register(locked, answers, now=datetime(2027, 2, 17, 9, tzinfo=UTC), actor=SYSTEM)
    assert isinstance(outcome, Registered)


def test_a_yes_from_the_organizer_lets_the_seat_over(asking: Meeting) -> None:
    registers(asking.anna, asking.hall)
    names(asking.anna)
    since = last_letter()
    assert settles(asking, grant=True) == Settled(granted=True)
    assert (states(), seats()) == ({"Anna": REPLACED, "Karin": COMING}, {"Karin": {"Seminarium": "confirmed"}})
    assert letters(since) == [("replaced", "Anna Berg", "CANCEL"), ("taken_over", "Karin Ek", "REQUEST")]
    assert settles(asking, grant=False) == SettledBefore()
    assert invitations.list_waiting(today=NOW.date()) == []


def test_a_no_from_the_organizer_is_told_to_both_and_keeps_no_address(asking: Meeting) -> None:
    names(asking.anna)
    since = last_letter()
    assert settles(asking, grant=False) == Settled(granted=False)
    assert letters(since) == [("proposal_declined", "Anna Berg", ""), ("not_needed", "Karin Ek", "")]
    row = db.session.scalars(sa.select(Substitution)).one()
    assert (row.given_name, row.family_name, row.address, db.session.query(Person).count()) == ("", "", "", 1)
    assert states() == {"Anna": UNANSWERED}
    assert isinstance(names(asking.anna, DAN), Proposed)


def test_somebody_who_has_answered_meanwhile_is_turned_down_without_a_letter(asking: Meeting) -> None:
    with transaction():
        karin = asking.invite("Karin", "Ek", asking.rektor)
    names(asking.anna, Named("Karin", "Ek", "karin@ange.example"))
    registers(karin, asking.plenary)
    since = last_letter()
    assert settles(asking, grant=True) == Settled(granted=False)
    assert letters(since) == [("proposal_declined", "Anna Berg", "")]


def test_a_proposal_can_be_taken_back_and_nobody_else_hears_of_it(asking: Meeting) -> None:
    names(asking.anna)
    since = last_letter()
    assert takes_back(asking.anna) == TakenBack(seated=False)
    assert (letters(since), states(), settles(asking, grant=True)) == ([], {"Anna": UNANSWERED}, SettledBefore())


def test_a_cancelled_meeting_wants_nobody_approved(asking: Meeting) -> None:
    names(asking.anna)
    with transaction():
        db.session.get_one(Event, asking.event_id).state = EventState.CANCELLED
    assert (settles(asking, grant=True), invitations.list_waiting(today=NOW.date())) == (MeetingOver(), [])
