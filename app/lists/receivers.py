"""Whom a mailing would go to now, and who is meant and gets none. Statements do not grow with the people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, assert_never

import sqlalchemy as sa

from app.events.model import Event, Part
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.people.model import Organisation, Person, PersonAddress, Role
from app.people.queries import finds
from app.people.queries.sight import everybody, may_see, open_to
from app.people.rules.register import RegisterFilter
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from app.registrations.rules.mailings import Audience, AudienceKind, LeftOut, ReceiverKind, receiver_kind, why_left_out

_INVITED = (
    InvitationState.UNANSWERED,
    InvitationState.COMING,
    InvitationState.NOT_COMING,
    InvitationState.WAITING,
)


class Candidate(NamedTuple):
    """Somebody whom a mailing is for, how they stand to the meeting, and why they get none (None: they do). ``shown``:
    whether whoever looks may see them.
    """

    person_id: int
    uid: str
    name: str
    address: str
    kind: ReceiverKind
    why: LeftOut | None
    shown: bool = True


@dataclass(frozen=True)
class Receivers:
    """Everybody meant, in Swedish order of names: protected people too, who are counted and not shown."""

    ready: tuple[Candidate, ...]
    others: tuple[Candidate, ...]

    @property
    def uids(self) -> list[str]:
        """Who gets it."""
        return [one.uid for one in self.ready]

    def left_out(self) -> dict[str, int]:
        """How many get none, by the reason."""
        reasons = [one.why.value for one in self.others if one.why]
        return {why: reasons.count(why) for why in dict.fromkeys(reasons)}


def receivers(event: Event | None, audience: Audience, today: date) -> Receivers:
    """Whom ``audience`` means ``today`` (Europe/Stockholm). At most four statements."""
    sees = may_see()
    limits = RegisterFilter.read(audience.limits)
    searched = audience.kind is AudienceKind.REGISTER and bool(limits.text)  # a search would tell who it is
    with everybody():
        asked = _everybody(event).where(*_conditions(event, audience, today), open_to(sees or not searched))
        asked = asked.order_by(Person.sort_key, Person.id)
        found = [_candidate(row, sees) for row in db.session.execute(asked)]
    return Receivers(tuple(one for one in found if one.why is None), tuple(one for one in found if one.why is not None))


def count(
    event: Event, parts: Sequence[Part], limits: Mapping[str, str] = MappingProxyType({})
) -> dict[tuple[AudienceKind, str], int]:
    """How many each audience of the event means, narrowed by ``limits``, by its kind and the part's uid. Three
    statements.
    """
    by_state = sa.select(Invitation.state, sa.func.count()).where(Invitation.event_id == event.id)
    by_state = by_state.where(*_invited_as(limits, Invitation.id))
    invited = dict(db.session.execute(by_state.group_by(Invitation.state)).all())
    as_asked = _invited_as(limits, Registration.invitation_id)
    mine = sa.select(Registration.state, sa.func.count()).where(Registration.event_id == event.id, *as_asked)
    registered = dict(db.session.execute(mine.group_by(Registration.state)).all())
    held = (
        sa.select(RegistrationPart.part_id, sa.func.count())
        .join(Registration, Registration.id == RegistrationPart.registration_id)
        .where(Registration.event_id == event.id, RegistrationPart.state == RegistrationState.CONFIRMED, *as_asked)
    )
    at_part = dict(db.session.execute(held.group_by(RegistrationPart.part_id)).all())
    return {
        (AudienceKind.INVITED, ""): sum(invited.get(state, 0) for state in _INVITED),
        (AudienceKind.UNANSWERED, ""): invited.get(InvitationState.UNANSWERED, 0),
        (AudienceKind.COMING, ""): registered.get(RegistrationState.CONFIRMED, 0),
        (AudienceKind.WAITING, ""): registered.get(RegistrationState.WAITING, 0),
        **{(AudienceKind.PART, part.uid): at_part.get(part.id, 0) for part in parts},
    }


def _everybody(event: Event | None) -> sa.Select[*tuple[Any, ...]]:
    """All people, with address, invitation and registration to the event."""
    number = event.id if event else 0
    mailbox = (PersonAddress.person_id == Person.id) & PersonAddress.preferred
    invitation = (Invitation.person_id == Person.id) & (Invitation.event_id == number)
    registration = (Registration.person_id == Person.id) & (Registration.event_id == number)
    return (
        sa.select(
            Person.id,
            Person.uid,
            Person.given_name,
            Person.family_name,
            Person.declined_all_at,
            Person.protected,
            PersonAddress.address,
            PersonAddress.refused_at,
            Invitation.state.label("invitation"),
            Registration.state.label("registration"),
        )
        .select_from(Person)
        .outerjoin(PersonAddress, mailbox)
        .outerjoin(Invitation, invitation)
        .outerjoin(Registration, registration)
    )


def _conditions(event: Event | None, audience: Audience, today: date) -> list[sa.ColumnElement[bool]]:
    if audience.kind is AudienceKind.REGISTER:
        return finds(RegisterFilter.read(audience.limits), today)
    if event is None:
        return [sa.false()]
    return [_stands(event, audience), *_invited_as(audience.limits, Invitation.id)]


def _stands(event: Event, audience: Audience) -> sa.ColumnElement[bool]:
    """How those whom the audience means stand to the event."""
    match audience.kind:
        case AudienceKind.REGISTER:
            return sa.true()
        case AudienceKind.INVITED:
            return Invitation.state.in_(_INVITED)
        case AudienceKind.UNANSWERED:
            return Invitation.state == InvitationState.UNANSWERED
        case AudienceKind.COMING:
            return Registration.state == RegistrationState.CONFIRMED
        case AudienceKind.WAITING:
            return Registration.state == RegistrationState.WAITING
        case AudienceKind.PART:
            return _has_part(event, audience.part_uid)
        case _:
            assert_never(audience.kind)


def _invited_as(limits: Mapping[str, str], invitation_id: Any) -> list[sa.ColumnElement[bool]]:
    """Invited in the role, group, organisation and area that ``limits`` says, all of one and the same capacity."""
    asked = RegisterFilter.read(limits)
    wanted = [
        *([Role.key == asked.role] if asked.role else []),
        *([Role.group == asked.group] if asked.group else []),
        *([Organisation.uid == asked.organisation] if asked.organisation else []),
        *([Organisation.area == asked.area] if asked.area else []),
    ]
    held = sa.select(InvitationHolding.invitation_id).join(InvitationHolding.role).join(InvitationHolding.organisation)
    return [invitation_id.in_(held.where(*wanted))] if wanted else []


def _has_part(event: Event, uid: str) -> sa.ColumnElement[bool]:
    held = (
        sa.select(RegistrationPart.id)
        .join(Part, Part.id == RegistrationPart.part_id)
        .where(
            RegistrationPart.registration_id == Registration.id,
            RegistrationPart.state == RegistrationState.CONFIRMED,
            Part.event_id == event.id,
            Part.uid == uid,
        )
    )
    return held.correlate(Registration).exists()


def _candidate(row: Any, sees: bool) -> Candidate:
    kind = receiver_kind(row.invitation, row.registration)
    refused, declined = row.refused_at is not None, row.declined_all_at is not None
    why = why_left_out(kind, has_address=bool(row.address), refused=refused, declined_all=declined)
    name = f"{row.given_name} {row.family_name}".strip()
    return Candidate(row.id, row.uid, name, row.address or "", kind, why, sees or not row.protected)
