"""A conference with those who come, who come digitally, who have not answered, and who speak there."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.events.model import Event, Part
from app.events.rules.kinds import PartKind
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel.db import db
from app.people.rules.kinds import RoleGroup
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests import builders
from tests.builders import NOW

_HELD = {"state": RegistrationState.CONFIRMED, "changed_at": NOW}


def conference() -> Event:
    """RUN-konferens 2027 with a plenary, a seminar and a lunch that are held, and a session that is called off."""
    event = builders.event(slug="run-konferens-2027")
    first = builders.part(event, "Konferens dag 1")
    second = builders.part(event, "Seminarium B", room="Sal 3", **friday(9))
    builders.part(event, "Middag", kind=PartKind.MEAL, **friday(12))
    builders.part(event, "Inställt pass", cancelled_at=NOW, **friday(15))
    role, place = builders.role(), builders.organisation()
    politician = builders.role("ledamot", group=RoleGroup.POLITIKER)
    coming = {"state": InvitationState.COMING}
    comes(builders.invitation(event, builders.person("Åsa", "Öberg"), role, place, **coming), first, second)
    comes(builders.invitation(event, builders.person("Anna", "Berg"), politician, place, **coming), first)
    online = builders.invitation(event, builders.person("Dag", "Ital"), role, place, **coming)
    comes(online, first, mode=Mode.ONLINE)
    builders.invitation(event, builders.person("Ture", "Tyst"), role, place)
    builders.invitation(event, builders.person("Tal", "Are"), source=InvitationSource.SPEAKER, **coming)
    builders.invitation(event, builders.person("Åter", "Kallad"), role, place, state=InvitationState.REVOKED)
    return event


def comes(invitation: Invitation, *parts: Part, mode: Mode = Mode.ON_SITE) -> None:
    """A registration with a place on these parts."""
    row = Registration(event=invitation.event, person=invitation.person, invitation=invitation, created_at=NOW, **_HELD)
    row.parts = [RegistrationPart(part=part, mode=mode, **_HELD) for part in parts]
    db.session.add(row)
    db.session.flush()


def friday(hour: int, hours: int = 1) -> dict[str, Any]:
    """When a part of the second day is held, from that hour in Sweden."""
    start = datetime(2027, 3, 5, hour - 1, tzinfo=UTC)
    return {"starts_at": start, "ends_at": start + timedelta(hours=hours)}
