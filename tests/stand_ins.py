"""A meeting where somebody else may come in one's stead: who is named, who answers, where everybody stands."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM, Actor, ActorKind
from app.desk.somebody_else import name_somebody_else, settle, take_back
from app.events.rules.kinds import NeedsGround
from app.invitations import queries as invitations
from app.invitations.model import Invitation, Substitution
from app.invitations.rules import InvitationState
from app.invitations.rules.substitutes import Named
from app.kernel.db import db, transaction
from app.mail import outbox, render
from app.mail.model import OutboxLetter
from app.people.model import Person
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState
from tests import builders
from tests.builders import NOW

AFTER_CHANGE_BY = datetime(2027, 2, 19, 9, tzinfo=UTC)
THURSDAY = datetime(2027, 3, 4, 13, tzinfo=UTC)
SAM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare")
KARIN = Named("Karin", "Ek", "karin.ek@ange.example")
DAN = Named("Dan", "Fors", "dan@ange.example")
WAITING, COMING, REPLACED, NOT_COMING, UNANSWERED, REVOKED = (
    InvitationState.WAITING,
    InvitationState.COMING,
    InvitationState.REPLACED,
    InvitationState.NOT_COMING,
    InvitationState.UNANSWERED,
    InvitationState.REVOKED,
)


class Meeting:
    """A conference with a plenary, a hall of one seat, and a dialogue for heads of school only; Anna is one."""

    def __init__(self, **given: Any) -> None:
        self.event = builders.event(asks_needs=True, needs_ground=NeedsGround.LAW, **given)
        self.event_id = self.event.id
        self.skolchef, self.rektor = builders.role("skolchef"), builders.role("rektor")
        self.ange = builders.organisation()
        self.plenary = builders.part(self.event)
        self.hall = builders.part(self.event, "Seminarium", capacity=1)
        self.dialogue = builders.part(self.event, "Dialogmöte", starts_at=THURSDAY, ends_at=THURSDAY.replace(hour=14))
        builders.circle(self.event, self.skolchef, self.dialogue)
        self.anna = self.invite("Anna", "Berg", self.skolchef)

    def invite(self, given: str, family: str, role: Any, **more: Any) -> str:
        """Invite somebody by office; gives the invitation's uid."""
        person = builders.person(given, family, f"{given.lower()}@ange.example", **more)
        return builders.invitation(self.event, person, role, self.ange).uid


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    """On each database."""
    with transaction():
        return Meeting()


def names(uid: str, named: Named = KARIN, now: datetime = NOW) -> Any:
    """The one invited gives a name."""
    with transaction():
        locked = invitations.lock(uid)
        return name_somebody_else(locked, named, now=now, actor=SYSTEM)


def takes_back(uid: str, now: datetime = NOW) -> Any:
    """The one invited comes anyway."""
    with transaction():
        return take_back(invitations.lock(uid), now=now, actor=SYSTEM)


def settles(meeting: Meeting, *, grant: bool, now: datetime = NOW) -> Any:
    """The organizer says yes or no to the name given last."""
    uid = db.session.scalars(sa.select(Substitution.uid).order_by(Substitution.id.desc())).first() or ""
    with transaction():
        return settle(uid, meeting.event_id, grant=grant, now=now, actor=SAM)


def registers(uid: str, *parts: Any, **given: Any) -> Any:
    """Yes to these parts, and to waiting where they are full."""
    seen = frozenset(part.uid for part in parts)
    answers = Answers(tuple(Asked(part.uid) for part in parts), seen, **given)
    with transaction():
        return actions.register(invitations.lock(uid), answers, now=NOW, actor=SYSTEM)


def declines(uid: str) -> Any:
    """No, without a message."""
    with transaction():
        return actions.decline(invitations.lock(uid), "", now=NOW, actor=SYSTEM)


def uid_of(name: str) -> str:
    """The invitation of who has that given name."""
    asked = sa.select(Invitation.uid).join(Invitation.person).where(Person.given_name == name)
    return db.session.scalars(asked).one()


def states() -> dict[str, InvitationState]:
    """Where each invitation stands, by given name."""
    db.session.expire_all()
    asked = sa.select(Person.given_name, Invitation.state).join(Invitation, Invitation.person_id == Person.id)
    return {row.given_name: row.state for row in db.session.execute(asked)}


def seats() -> dict[str, dict[str, str]]:
    """The seats and places in line of each who has any: by given name, then part."""
    db.session.expire_all()
    return {
        row.person.given_name: {
            part.part.title: part.state.value for part in row.parts if part.state is not RegistrationState.CANCELLED
        }
        for row in db.session.scalars(sa.select(Registration))
        if row.state is not RegistrationState.CANCELLED
    }


def letters(since: int = 0) -> list[tuple[str, str, str]]:
    """Those written after the letter of that id: kind, receiver and METHOD."""
    rows = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.id > since).order_by(OutboxLetter.id))
    return [(row.kind, row.to_name, row.calendar_method) for row in rows]


def last_letter() -> int:
    """The newest letter's id."""
    return db.session.scalar(sa.select(sa.func.max(OutboxLetter.id))) or 0


def text_of(kind: str) -> str:
    """The text of the only letter of a kind, single spaces."""
    row = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind == kind)).one()
    return " ".join(render.preview(outbox.as_letter(row)).text.split())
