"""An organizer answers for somebody by telephone, and is told of what another did meanwhile: on both databases."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import Actor, ActorKind
from app.audit.model import LogEntry
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.registrations import actions
from app.registrations.actions import Answers, Asked, ChangedMeanwhile
from app.registrations.model import Registration
from app.registrations.rules import NotRegistered, Reason, Registered, RegistrationState, Unchanged, Withdrawn
from tests import builders
from tests.builders import NOW

EVA, SAM = Actor(ActorKind.ACCOUNT, "eva", "Eva"), Actor(ActorKind.ACCOUNT, "sam", "Sam")


class Hall:
    """One seat, long past the last day for answering; Anna and Bo are invited."""

    def __init__(self) -> None:
        with transaction():
            event = builders.event(capacity=1, answer_days=60, change_days=50)
            day, dinner = builders.part(event), builders.part(event, "Middag")
            self.parts = (day.uid, dinner.uid)
            self.anna, self.bo = (
                builders.invitation(event, builders.person(name, "Ek")).uid for name in ("Anna", "Bo")
            )

    def answer(
        self, uid: str, *parts: int, seen: int = 0, reason: str = "", who: Actor = SAM, queueing: bool = False
    ) -> object:
        wishes = Answers(tuple(Asked(self.parts[number]) for number in parts), event_seen_full=queueing)
        with transaction():
            return actions.answer_for(lock(uid), wishes, seen, reason, now=NOW, actor=who)


@pytest.fixture
def hall(database: Flask) -> Hall:
    return Hall()


def _states() -> list[tuple[str, RegistrationState]]:
    db.session.rollback()
    rows = db.session.scalars(sa.select(Registration).order_by(Registration.id))
    return [(one.person.given_name, one.state) for one in rows]


def test_the_last_day_does_not_bind_the_organizer_and_the_person_gets_the_letter(hall: Hall) -> None:
    assert isinstance(hall.answer(hall.anna, 0), Registered)
    told = db.session.execute(sa.select(OutboxLetter.kind, OutboxLetter.to_name)).all()
    assert [tuple(row) for row in told] == [("receipt", "Anna Ek")]


def test_a_full_house_is_said_and_given_with_a_reason_that_is_logged(hall: Hall) -> None:
    hall.answer(hall.anna, 0)
    refused = hall.answer(hall.bo, 0)
    assert isinstance(refused, NotRegistered)
    assert refused.decision.refusals == (Reason.FULL,)
    assert isinstance(hall.answer(hall.bo, 0, reason="Talar på mötet"), Registered)
    reasons = db.session.scalars(sa.select(LogEntry.details).where(LogEntry.action == "registration.override")).all()
    assert [details["reason"] for details in reasons] == ["Talar på mötet"]


def test_somebody_can_be_put_in_line_by_telephone(hall: Hall) -> None:
    hall.answer(hall.anna, 0)
    hall.answer(hall.bo, 0, queueing=True)
    assert _states() == [("Anna", RegistrationState.CONFIRMED), ("Bo", RegistrationState.WAITING)]


def test_the_second_organizer_is_told_what_the_first_did_and_nothing_is_written(hall: Hall) -> None:
    hall.answer(hall.anna, 0, who=EVA)
    hall.answer(hall.anna, 0, 1, seen=1, who=EVA)
    late = hall.answer(hall.anna, 1, seen=1, who=SAM)
    assert isinstance(late, ChangedMeanwhile)
    told = [(entry.actor_name, entry.action, entry.details["changes"]) for entry in late.entries]
    assert told == [("Eva", "registration.changed", [["Middag", "", "På plats"]])]
    assert isinstance(hall.answer(hall.anna, 0, 1, seen=late.version), Unchanged)


def test_what_the_person_did_meanwhile_is_told_too(hall: Hall) -> None:
    hall.answer(hall.anna, 0)
    with transaction():
        locked = lock(hall.anna)
        person = Actor(ActorKind.PERSON, locked.invitation.person.uid, "Anna Ek")
        actions.withdraw(locked, now=NOW, actor=person)
    late = hall.answer(hall.anna, 0, 1, seen=1)
    assert isinstance(late, ChangedMeanwhile)
    assert [(entry.actor_name, entry.action) for entry in late.entries] == [("Anna Ek", "registration.withdrawn")]
    assert _states() == [("Anna", RegistrationState.CANCELLED)]


def test_withdrawing_for_somebody_wants_the_version_that_was_seen(hall: Hall) -> None:
    hall.answer(hall.anna, 0)
    with transaction():
        stale = actions.withdraw_for(lock(hall.anna), 7, now=NOW, actor=SAM)
    with transaction():
        done = actions.withdraw_for(lock(hall.anna), 1, now=NOW, actor=SAM)
    assert (type(stale), done) == (ChangedMeanwhile, Withdrawn())
    assert _states() == [("Anna", RegistrationState.CANCELLED)]
