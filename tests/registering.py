"""A meeting with parts to choose among, and those who answer: what they do, and what came of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.events.model import Part
from app.events.rules.kinds import NeedsGround
from app.invitations import queries as invitations
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Person
from app.registrations import actions, queries
from app.registrations.actions import Answers, Asked
from app.registrations.rules import (
    Mode,
    NeedDraft,
    NeedKind,
    Override,
    RegistrationState,
)
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(days=1)
THURSDAY = datetime(2027, 3, 4, 13, tzinfo=UTC)
AFTERWARDS = datetime(2027, 3, 7, 9, tzinfo=UTC)
VEGAN = NeedDraft(NeedKind.DIET, "vegan")


class Meeting:
    """A conference with a plenary, a dinner, a talk that is online too, and two seminars with one seat each."""

    def __init__(self, **given: Any) -> None:
        self.event = builders.event(asks_needs=True, needs_ground=NeedsGround.LAW, **given)
        self.rektor, self.ange = builders.role(), builders.organisation()
        slot = builders.slot(self.event)
        self.plenary = builders.part(self.event)
        self.dinner = builders.part(
            self.event, "Middag", starts_at=THURSDAY + timedelta(hours=5), ends_at=THURSDAY + timedelta(hours=8)
        )
        self.talk = builders.part(self.event, "Föreläsning", online_url="https://video.example/rum")
        self.first, self.second = (
            builders.part(
                self.event,
                f"Seminarium {letter}",
                slot_id=slot.id,
                capacity=1,
                starts_at=THURSDAY + timedelta(hours=19),
                ends_at=THURSDAY + timedelta(hours=20),
            )
            for letter in "AB"
        )
        self.people: list[Person] = []

    def invite(self, name: str) -> str:
        """Invite somebody; gives the invitation's uid."""
        person = builders.person(name, "Berg")
        return builders.invitation(self.event, person, self.rektor, self.ange).uid


def invited(meeting: Meeting, *names: str) -> list[str]:
    """They are invited; gives the invitations' uids."""
    with transaction():
        return [meeting.invite(name) for name in names]


def registers(
    uid: str,
    *parts: Part,
    now: datetime = NOW,
    unbound: bool = False,
    override: Override | None = None,
    **given: Any,
) -> Any:
    """Yes to these parts."""
    asked = tuple(Asked(part.uid, given.get("mode", Mode.ON_SITE)) for part in parts)
    seen = frozenset(part.uid for part in given.get("seen_full", ()))
    answers = Answers(asked, seen, given.get("event_seen_full", False), given.get("needs"))
    with transaction():
        return actions.register(
            invitations.lock(uid), answers, now=now, actor=SYSTEM, unbound=unbound, override=override
        )


def withdraws(uid: str, now: datetime = LATER) -> Any:
    """Cancel what was answered."""
    with transaction():
        return actions.withdraw(invitations.lock(uid), now=now, actor=SYSTEM)


def declines(uid: str, message: str = "", now: datetime = NOW) -> Any:
    """No."""
    with transaction():
        return actions.decline(invitations.lock(uid), message, now=now, actor=SYSTEM)


def letters_out(*, to: str = "") -> list[tuple[str, str]]:
    """Kind and METHOD of each letter, to those whose name begins so."""
    asked = sa.select(OutboxLetter).order_by(OutboxLetter.id)
    return [
        (letter.kind, letter.calendar_method) for letter in db.session.scalars(asked) if letter.to_name.startswith(to)
    ]


def states(uid: str) -> tuple[InvitationState, RegistrationState | None, dict[str, RegistrationState]]:
    """Where the invitation, the registration and its parts stand."""
    db.session.expire_all()
    invitation = invitations.get(uid)
    standing = queries.find_for(invitation.event_id, invitation.person_id)
    parts = {row.part.title: row.state for row in standing.registration.parts} if standing else {}
    return invitation.state, standing.registration.state if standing else None, parts


def count(model: Any) -> int:
    """How many rows there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
