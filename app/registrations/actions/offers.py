"""Taking a seat that is offered, or letting it be."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from app.audit.actor import Actor
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation
from app.kernel.db import db
from app.registrations import queries
from app.registrations.actions.leaving import let_be
from app.registrations.actions.queue import promote
from app.registrations.actions.rows import follow_up, write
from app.registrations.actions.sending import send
from app.registrations.model import Registration, RegistrationPart
from app.registrations.queries import Standing
from app.registrations.rules import (
    Ask,
    NoOffer,
    OfferDeclined,
    OfferOutcome,
    OfferTaken,
    RegistrationState,
    Wish,
    accepted,
    decide,
    first_offer,
)


def accept_offer(locked: LockedInvitation, *, now: datetime, actor: Actor) -> OfferOutcome:
    """Take every seat that is offered: nobody else could have had it. A part that was full when the event let the
    person in is waited for. After the time nothing is taken: the offer goes to the next.
    """
    invitation = locked.invitation
    registration = _offered(invitation, now)
    held = queries.held_of(registration)
    if registration is None or held is None:
        return NoOffer()
    was, taken = registration.state, accepted(held)
    wishes = tuple(Wish(part.part_id, part.mode, seen_full=True) for part in taken.parts)
    parts = [row.part for row in queries.active_parts(registration)]
    ask = Ask(wishes, taken, event_seen_full=True, unbound=True)
    decision = decide(ask, queries.seats(invitation, parts, registration), now)
    if decision.refusals:
        return NoOffer()
    write(registration, decision, now)
    follow_up(registration, "registration.offer_taken", now=now, actor=actor, details={"state": decision.state.value})
    kind = "changed" if was is RegistrationState.CONFIRMED else "receipt"
    send(registration, decision, was, now, first=False, kind=kind)
    return OfferTaken(decision)


def decline_offer(locked: LockedInvitation, *, now: datetime, actor: Actor) -> OfferOutcome:
    """Let the seats that are offered be: the person leaves the queue for them, and they go to the next. Who regrets it
    stands last.
    """
    invitation = locked.invitation
    registration = _offered(invitation, now)
    if registration is None:
        return NoOffer()
    let_be(invitation, registration, "registration.offer_declined", "offer_declined", now=now, actor=actor)
    promote(invitation.event, now=now)
    return OfferDeclined()


def lapse_offers(event_ids: Collection[int]) -> None:
    """Nobody is held a seat any more at these events, which are cancelled or have been. Two statements."""
    registrations = sa.select(Registration.id).where(Registration.event_id.in_(event_ids))
    own = sa.update(Registration).where(Registration.event_id.in_(event_ids), Registration.offered_until.is_not(None))
    of_parts = sa.update(RegistrationPart).where(
        RegistrationPart.registration_id.in_(registrations), RegistrationPart.offered_until.is_not(None)
    )
    for offered in (own, of_parts):
        db.session.execute(offered.values(offered_until=None))


def _offered(invitation: Invitation, now: datetime) -> Registration | None:
    """The registration of somebody who is offered a seat. What was offered until ``now`` goes to the next first; of a
    meeting that is cancelled or done there is no offer.
    """
    if invitation.event.state is not EventState.PUBLISHED:
        return None
    standing = queries.find_for(invitation.event_id, invitation.person_id, fresh=True)
    until = _first(standing)
    if until is not None and until <= now:
        promote(invitation.event, now=now)
        until = _first(standing)
    return standing.registration if standing is not None and until is not None and now < until else None


def _first(standing: Standing | None) -> datetime | None:
    held = queries.held_of(standing.registration) if standing else None
    return first_offer(held) if held else None
