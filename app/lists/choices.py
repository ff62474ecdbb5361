"""What an event's lists can be narrowed to: its parts, and the roles and organisations that somebody is invited in."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.events.model import Event, Part
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.kernel.words import N_
from app.lists.chosen import Chosen
from app.people.model import Organisation, Role


@dataclass(frozen=True)
class Choices:
    """Parts by time, roles in the register's order, organisations in Swedish order."""

    parts: tuple[Part, ...]
    roles: tuple[Role, ...]
    organisations: tuple[Organisation, ...]

    def part_id(self, uid: str) -> int | None:
        """The id of the part with ``uid``; None for an empty one. Raises LookupError for one of another event."""
        return _id_of({part.uid: part.id for part in self.parts}, uid)

    def role_id(self, key: str) -> int | None:
        """The id of the role with ``key``; None for an empty one. Raises LookupError."""
        return _id_of({role.key: role.id for role in self.roles}, key)

    def organisation_id(self, uid: str) -> int | None:
        """The id of the organisation with ``uid``; None for an empty one. Raises LookupError."""
        return _id_of({organisation.uid: organisation.id for organisation in self.organisations}, uid)

    def in_words(self, chosen: Chosen) -> list[str]:
        """What ``chosen`` leaves, a sentence for each filter: "Del: Middag"."""
        found = [
            (N_("Svar"), InvitationState(chosen.state).label if chosen.state else ""),
            (N_("Del"), next((part.title for part in self.parts if part.id == chosen.part_id), "")),
            (N_("Roll"), next((role.name for role in self.roles if role.id == chosen.role_id), "")),
            (
                N_("Organisation"),
                next((one.name for one in self.organisations if one.id == chosen.organisation_id), ""),
            ),
        ]
        return [f"{name}: {value}" for name, value in found if value]


def _id_of(known: dict[str, int], asked: str) -> int | None:
    return known[asked] if asked else None


def choices_for(event: Event) -> Choices:
    """The choices of ``event``: two statements beside its parts."""
    invited = (
        sa.select(InvitationHolding)
        .join(Invitation, Invitation.id == InvitationHolding.invitation_id)
        .where(Invitation.event_id == event.id)
    )
    roles = sa.select(Role).where(Role.id.in_(invited.with_only_columns(InvitationHolding.role_id)))
    places = sa.select(Organisation).where(
        Organisation.id.in_(invited.with_only_columns(InvitationHolding.organisation_id))
    )
    return Choices(
        tuple(part for part in event.parts if part.cancelled_at is None),
        tuple(db.session.scalars(roles.order_by(Role.position, Role.id))),
        tuple(db.session.scalars(places.order_by(Organisation.sort_key))),
    )
