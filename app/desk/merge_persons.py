"""Merge two people of the register who are one: everything moves to the one kept, the other's links die, history
stays.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.attendance.actions import move_records
from app.attendance.queries import count_records
from app.audit import log
from app.audit.actor import Actor
from app.events.model import Event, EventMember
from app.invitations import actions as inviting
from app.invitations.actions import places, substitutes
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.queries import list_for_person
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.mail import mailings
from app.mail.model import LetterState, OutboxLetter
from app.people import actions, queries
from app.people.model import Assignment, Person
from app.people.rules.merging import merged
from app.people.rules.persons import FieldChange, changes
from app.registrations.actions import promote
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState

_STRENGTH = (
    InvitationState.REVOKED,
    InvitationState.NOT_SENT,
    InvitationState.REPLACED,
    InvitationState.UNANSWERED,
    InvitationState.NOT_COMING,
    InvitationState.WAITING,
    InvitationState.COMING,
)
"""Of two invitations to one event, the one further on stays."""


class SamePerson(ValueError):
    """A person cannot be merged with itself."""


@dataclass(frozen=True)
class MergePreview:
    """What merging will do; ``doubled``: events that both are invited to, with the state that stays."""

    changed: tuple[FieldChange, ...]
    assignments: tuple[Assignment, ...]
    moved: tuple[Invitation, ...]
    doubled: tuple[tuple[Event, InvitationState], ...]
    registrations: int
    ticks: int
    unsent: int


def preview(kept: Person, gone: Person) -> MergePreview:
    """What merging ``gone`` into ``kept`` will do."""
    own = {one.event_id: one for one in list_for_person(kept.id)}
    theirs = list_for_person(gone.id)
    draft = actions.draft_of(kept)
    return MergePreview(
        changes(draft, merged(draft, actions.draft_of(gone))),
        tuple(gone.assignments),
        tuple(one for one in theirs if one.event_id not in own),
        tuple((one.event, _stronger(own[one.event_id], one).state) for one in theirs if one.event_id in own),
        _count(sa.select(Registration.id).where(Registration.person_id == gone.id)),
        count_records(gone.id),
        _count(_unsent(gone)),
    )


def merge_persons(kept_uid: str, gone_uid: str, *, now: datetime, actor: Actor) -> Person:
    """Merge. Raises SamePerson, PersonMissing. Seats that two registrations for one event held become one seat; the
    other goes to the next in line.
    """
    if kept_uid == gone_uid:
        raise SamePerson(kept_uid)
    people = {uid: queries.lock_person(uid) for uid in sorted((kept_uid, gone_uid))}
    kept, gone = people[kept_uid], people[gone_uid]
    actions.absorb(kept, gone, now=now, actor=actor)
    mailings.follow_person(gone.uid, kept.uid)
    _move_letters(kept, gone)
    freed = _move_invitations(kept, gone, now=now, actor=actor)
    _move_loose_registrations(kept, gone)
    move_records(gone, kept, now=now, actor=actor)
    _move_memberships(kept, gone)
    log.follow_person(gone.uid, kept.uid)
    actions.remove_absorbed(gone)
    actions.touch_calendar([kept.id])
    for event in freed:
        promote(event, now=now)
    return kept


def _stronger(own: Invitation, their: Invitation) -> Invitation:
    """The kept person's own, unless the other is further on."""
    return their if _STRENGTH.index(their.state) > _STRENGTH.index(own.state) else own


def _move_invitations(kept: Person, gone: Person, *, now: datetime, actor: Actor) -> list[Event]:
    """Gives the events where a seat became free."""
    own = {one.event_id: one for one in list_for_person(kept.id)}
    freed = []
    for their in list_for_person(gone.id):
        mine = own.get(their.event_id)
        if mine is not None:
            stays = _stronger(mine, their)
            goes = their if stays is mine else mine
            _take_over(stays, goes)
            if _holds_seat(goes):
                freed.append(stays.event)
            db.session.delete(goes)
            db.session.flush()
        if mine is None or stays is their:
            _give(their, kept, now=now, actor=actor)
    return freed


def _take_over(stays: Invitation, goes: Invitation) -> None:
    known = {(held.role_id, held.organisation_id) for held in stays.holdings}
    for held in goes.holdings:
        if (held.role_id, held.organisation_id) not in known:
            stays.holdings.append(InvitationHolding(role_id=held.role_id, organisation_id=held.organisation_id))
    substitutes.follow(stays, goes)
    places.follow(stays, goes)


def _holds_seat(invitation: Invitation) -> bool:
    asked = sa.select(Registration.id).where(
        Registration.invitation_id == invitation.id, Registration.state == RegistrationState.CONFIRMED
    )
    return db.session.scalar(asked) is not None


def _give(invitation: Invitation, kept: Person, *, now: datetime, actor: Actor) -> None:
    invitation.person = kept
    inviting.renew_link(invitation, now=now, actor=actor)
    mine = sa.update(Registration).where(Registration.invitation_id == invitation.id)
    db.session.execute(mine.values(person_id=kept.id))
    db.session.flush()


def _move_loose_registrations(kept: Person, gone: Person) -> None:
    """Those without invitation (walk-ins); where the kept person has one, the other goes with the row."""
    taken = sa.select(Registration.event_id).where(Registration.person_id == kept.id)
    events = set(db.session.scalars(taken))
    loose = sa.select(Registration).where(Registration.person_id == gone.id)
    for registration in db.session.scalars(loose):
        if registration.event_id not in events:
            registration.person_id = kept.id
    db.session.flush()


def _move_memberships(kept: Person, gone: Person) -> None:
    there = set(db.session.scalars(sa.select(EventMember.event_id).where(EventMember.person_id == kept.id)))
    for member in db.session.scalars(sa.select(EventMember).where(EventMember.person_id == gone.id)):
        if member.event_id not in there:
            member.person_id = kept.id
    db.session.flush()


def _unsent(gone: Person) -> sa.Select[int]:
    waiting = (LetterState.WAITING, LetterState.RETRYING)
    return sa.select(OutboxLetter.id).where(OutboxLetter.person_uid == gone.uid, OutboxLetter.state.in_(waiting))


def _move_letters(kept: Person, gone: Person) -> None:
    """Letters that have not gone carry links that die here: they are stopped. All are kept as the person's own."""
    stopped = sa.update(OutboxLetter).where(OutboxLetter.id.in_(_unsent(gone)))
    db.session.execute(stopped.values(state=LetterState.CANCELLED, due_at=None))
    db.session.execute(sa.update(OutboxLetter).where(OutboxLetter.person_uid == gone.uid).values(person_uid=kept.uid))


def _count(rows: sa.Select[int]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0
