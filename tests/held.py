"""A conference that has been held: somebody of each kind, at a plenary for all, a seminar of one's own choice and a
dialogue for politicians alone.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.attendance import actions
from app.attendance.queries import AtDoor
from app.attendance.rules import Keeper
from app.audit.actor import Actor, ActorKind
from app.events.model import Event, Part, Slot
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel.db import db, transaction
from app.organizers.rules import Right
from app.people.rules.kinds import RoleGroup
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders
from tests.attended import comes, friday
from tests.builders import NOW
from tests.conftest import SignsIn

AFTER = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
SAM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare")
SLUG = "run-konferens-2027"


class Held(NamedTuple):
    """The meeting and its parts."""

    event: Event
    plenary: Part
    seminar: Part
    dialogue: Part


def held() -> Held:
    """Anna Berg was at plenary and seminar; Bo Ek never came though he had a place; Cia Dal withdrew; Dan Alm sent Eva
    Ros, who came; Fia Lund was co-opted and came; Gun Öst, a politician, never answered but came to the dialogue.
    """
    event = builders.event(slug=SLUG, state=EventState.DONE)
    slot: Slot = builders.slot(event)
    plenary = builders.part(event)
    seminar = builders.part(event, "Seminarium B", slot_id=slot.id, **friday(9))
    dialogue = builders.part(event, "Dialogmöte", **friday(13))
    rektor, politician = builders.role(), builders.role("ledamot", group=RoleGroup.POLITIKER)
    builders.circle(event, rektor)
    builders.circle(event, politician, dialogue)
    ange = builders.organisation()
    berg = builders.organisation("Bergs kommun", area="Jämtlands län")
    coming = {"state": InvitationState.COMING}
    anna = builders.invitation(event, builders.person("Anna", "Berg", "anna.berg@ange.example"), rektor, ange, **coming)
    comes(anna, plenary, seminar)
    bo = builders.invitation(event, builders.person("Bo", "Ek", "bo.ek@ange.example"), rektor, ange, **coming)
    comes(bo, plenary)
    cia = builders.invitation(event, builders.person("Cia", "Dal"), rektor, berg, state=InvitationState.NOT_COMING)
    withdrew(cia, plenary, seminar)
    dan = builders.invitation(event, builders.person("Dan", "Alm"), rektor, berg, state=InvitationState.REPLACED)
    substitute = {"source": InvitationSource.SUBSTITUTE, "in_stead_of": dan}
    eva = builders.invitation(event, builders.person("Eva", "Ros"), rektor, berg, **coming, **substitute)
    comes(eva, plenary)
    guest = {"source": InvitationSource.BY_HAND, "affiliation": "Mittuniversitetet"}
    fia = builders.invitation(event, builders.person("Fia", "Lund"), **guest, **coming)
    comes(fia, plenary)
    gun = builders.invitation(event, builders.person("Gun", "Öst"), politician, ange)
    for one, part in ((anna, plenary), (anna, seminar), (eva, plenary), (fia, plenary), (gun, dialogue)):
        ticks(one, part)
    return Held(event, plenary, seminar, dialogue)


@pytest.fixture
def meeting(app: Flask, at: Callable[[datetime], None]) -> Held:
    """It has been held, and it is the Monday after."""
    at(AFTER)
    with app.app_context(), transaction():
        return held()


@pytest.fixture
def sam(client: FlaskClient, sign_in: SignsIn, meeting: Held) -> FlaskClient:
    """A browser signed in as an organizer, after the meeting."""
    sign_in(client, Right.ORGANIZER)
    return client


def withdrew(invitation: Invitation, *parts: Part) -> None:
    """A registration that was withdrawn."""
    gone = {"state": RegistrationState.CANCELLED, "changed_at": NOW}
    row = Registration(event=invitation.event, person=invitation.person, invitation=invitation, created_at=NOW, **gone)
    row.parts = [RegistrationPart(part=part, **gone) for part in parts]
    db.session.add(row)
    db.session.flush()


def ticks(invitation: Invitation, part: Part) -> None:
    """They come in at the door when the part begins."""
    at = AtDoor(part.id, invitation.person_id, invitation.person.name)
    keeper = Keeper(SAM, "Entrén")
    actions.tick(at, nonce=f"{invitation.uid}-{part.uid}", now=part.starts_at, by=keeper)
