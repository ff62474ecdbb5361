"""What an event's lists can be narrowed to: its parts, and the roles and organisations that somebody is invited in."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

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
    """Parts by time, roles in the register's order, organisations in Swedish order; a statement for each of the last
    two, where they are asked for.
    """

    event_id: int
    parts: tuple[Part, ...]

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """Those in which somebody is invited."""
        roles = sa.select(Role).where(Role.id.in_(self._invited(InvitationHolding.role_id)))
        return tuple(db.session.scalars(roles.order_by(Role.position, Role.id)))

    @cached_property
    def organisations(self) -> tuple[Organisation, ...]:
        """Those of which somebody is invited."""
        theirs = Organisation.id.in_(self._invited(InvitationHolding.organisation_id))
        return tuple(db.session.scalars(sa.select(Organisation).where(theirs).order_by(Organisation.sort_key)))

    def _invited(self, column: Any) -> sa.Select[Any]:
        invited = sa.select(column).join(Invitation, Invitation.id == InvitationHolding.invitation_id)
        return invited.where(Invitation.event_id == self.event_id)

    def part_id(self, uid: str) -> int | None:
        """The id of the part with ``uid``; None for an empty one. Raises LookupError for one of another event."""
        return {part.uid: part.id for part in self.parts}[uid] if uid else None

    def role_id(self, key: str) -> int | None:
        """The id of the role with ``key``; None for an empty one. Raises LookupError."""
        return {role.key: role.id for role in self.roles}[key] if key else None

    def organisation_id(self, uid: str) -> int | None:
        """The id of the organisation with ``uid``; None for an empty one. Raises LookupError."""
        return {one.uid: one.id for one in self.organisations}[uid] if uid else None

    def in_words(self, chosen: Chosen) -> list[str]:
        """What ``chosen`` leaves, a sentence for each filter: "Del: Middag"."""
        return [f"{name}: {value}" for name, value in self.named(chosen)]

    def named(self, chosen: Chosen) -> list[tuple[str, str]]:
        """The same as pairs of what is filtered and to what: ("Del", "Middag")."""
        found = []
        if chosen.state:
            found.append((N_("Svar"), InvitationState(chosen.state).label))
        if chosen.part_id:
            found.append((N_("Del"), next((one.title for one in self.parts if one.id == chosen.part_id), "")))
        if chosen.role_id:
            found.append((N_("Roll"), next((one.name for one in self.roles if one.id == chosen.role_id), "")))
        if chosen.organisation_id:
            theirs = (one.name for one in self.organisations if one.id == chosen.organisation_id)
            found.append((N_("Organisation"), next(theirs, "")))
        return [(name, value) for name, value in found if value]


def choices_for(event: Event) -> Choices:
    """The choices of ``event``, its parts at once."""
    return Choices(event.id, tuple(part for part in event.parts if part.cancelled_at is None))
