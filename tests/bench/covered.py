"""A meeting whose coverage is large: every organisation of the register down, a dozen roles across, and in each cell
two who are invited, or one and a vacancy; a contact in each.
"""

import sqlalchemy as sa

from app.events.model import CircleLine
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import InvitationState
from app.kernel import clock, links
from app.kernel.db import db
from app.people.model import Assignment, Organisation, Role, RoleExpectation
from app.people.rules.kinds import OrganisationKind
from app.people.rules.role_words import CONTACT

SLUG = "stor-tackning"
ROLES = 12
_IDS = 200_000
"""What an invitation's id is beyond its number."""
_STATES = (InvitationState.COMING, InvitationState.UNANSWERED, InvitationState.NOT_COMING, InvitationState.WAITING)


def cover(event_id: int, people: int) -> None:
    """Invite the first of ``people`` to the meeting, each as one thing, and expect two of every role everywhere."""
    places = list(db.session.scalars(sa.select(Organisation.id).order_by(Organisation.id)))
    roles = list(db.session.scalars(sa.select(Role.id).where(Role.key != CONTACT).order_by(Role.id).limit(ROLES)))
    contact = db.session.scalars(sa.select(Role.id).where(Role.key == CONTACT)).one()
    cells = [(place, role) for place in places for role in roles]
    held = [cell for number, cell in enumerate(cells) for _ in range(1 if number % 5 == 0 else 2)][:people]
    rows, holdings, at = [], [], clock.now()
    for number, (place, role) in enumerate(held, start=1):
        seed = f"k{number}".encode().hex().ljust(64, "0")
        rows.append(
            {
                "id": _IDS + number, "uid": f"invitation-{_IDS + number}", "event_id": event_id, "person_id": number,
                "state": _STATES[number % len(_STATES)], "link_seed": seed, "created_at": at, "sent_at": at,
                "link_digest": links.digest(links.Link(links.Purpose.INVITATION, seed)),
            }
        )  # fmt: skip
        holdings.append({"invitation_id": _IDS + number, "role_id": role, "organisation_id": place})
    db.session.execute(sa.insert(Invitation), rows)
    db.session.execute(sa.insert(InvitationHolding), holdings)
    offices = [(number, *cell) for number, cell in enumerate(held, start=1)]
    offices += [(number, place, contact) for number, place in enumerate(places, start=1)]
    named = [{"person_id": who, "organisation_id": place, "role_id": role} for who, place, role in offices]
    db.session.execute(sa.insert(Assignment), [{**one, "created_at": at} for one in named])
    db.session.execute(sa.insert(CircleLine), [{"event_id": event_id, "role_id": role} for role in roles])
    expected = {"minimum": 2, "organisation_kind": OrganisationKind.KOMMUN, "agreement_only": True, "per_area": False}
    db.session.execute(sa.insert(RoleExpectation), [{"role_id": role, **expected} for role in roles])
