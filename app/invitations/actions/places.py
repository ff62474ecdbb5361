"""Places without a name: made, sent to those who answer for the organisation, answered within, taken back."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor, ActorKind
from app.events.model import Event
from app.events.queries import deadlines_of
from app.events.rules.kinds import EventState
from app.invitations import queries
from app.invitations.letters import organisations
from app.invitations.model import Invitation, Place, PlaceClaim
from app.invitations.queries.places import why_shut
from app.invitations.rules import NotPublished
from app.invitations.rules.places import (
    ClaimDecided,
    ClaimDraft,
    Claimed,
    ClaimState,
    NotThePart,
    PlaceClosed,
    PlacesSent,
    PlacesTaken,
    PlaceThere,
    Shut,
)
from app.kernel import links
from app.kernel.db import db
from app.kernel.tokens import new_seed
from app.kernel.words import local
from app.mail import outbox
from app.people import actions as people
from app.people.letters import receivers_of
from app.people.model import Organisation, Person, Role
from app.people.queries import list_contacts


def make_place(
    event: Event, organisation: Organisation, role: Role, count: int, *, now: datetime, actor: Actor
) -> Place | PlaceThere:
    """Invite the organisation to send ``count`` people in a role. The letter is not sent yet. One that was taken back
    is made anew, with another link.
    """
    queries.lock_event(event.id)
    known = queries.find_place(event.id, organisation.id, role.id)
    if known is not None and known.revoked_at is None:
        return PlaceThere()
    place = known or Place(event=event, organisation=organisation, role=role, link_seed=new_seed(), link_generation=0)
    place.count, place.created_at, place.reminders = count, now, 0
    place.sent_at = place.reminded_at = place.revoked_at = None
    place.link_generation += 1
    place.link_digest = links.digest(organisations.place_link(place))
    db.session.add(place)
    db.session.flush()
    _record("place.added", place, now, actor, count=count)
    return place


def send_places(event: Event, *, now: datetime, actor: Actor) -> PlacesSent | NotPublished:
    """Write to the contacts and function mailboxes of the event's unsent places: one letter a place and receiver, with
    the organisation's link and the one for forwarding. Pressed twice, the second finds nothing to send.
    """
    if event.state is not EventState.PUBLISHED:
        return NotPublished()
    queries.lock_event(event.id)
    unsent = [one for one in queries.list_places(event.id) if one.sent_at is None]
    contacts = _contacts(unsent, now)
    sent = written = 0
    for place in unsent:
        receivers = receivers_of(place.organisation, contacts.get(place.organisation_id, []))
        if not receivers:
            continue
        people.open_link(place.organisation)
        for receiver in receivers:
            outbox.put(organisations.place(place, receiver), now=now)
        place.sent_at = now
        _record("place.sent", place, now, actor)
        sent, written = sent + 1, written + len(receivers)
    return PlacesSent(sent, written)


def remind_places(event: Event, *, now: datetime, actor: Actor, uids: Collection[str] | None = None) -> int:
    """Remind of the places that are not all answered for, while they can be answered, each at most once a day; gives
    how many places.
    """
    if event.state is not EventState.PUBLISHED:
        return 0
    queries.lock_event(event.id)
    due = [one for one in queries.list_places(event.id) if is_due(one, now) and (uids is None or one.uid in uids)]
    contacts = _contacts(due, now)
    count = 0
    for place in due:
        receivers = receivers_of(place.organisation, contacts.get(place.organisation_id, []))
        put = [outbox.put(organisations.place(place, one, place.reminders + 1), now=now) for one in receivers]
        if any(put):
            place.reminders, place.reminded_at = place.reminders + 1, now
            _record("place.reminded", place, now, actor)
            count += 1
    return count


def is_due(place: Place, now: datetime) -> bool:
    """Whether a reminder may go out ``now``: not on the day of the letter, nor twice a day, nor when it is too late."""
    today = local(now).date()
    if place.left == 0 or place.sent_at is None or today > deadlines_of(place.event, {place.role.group}).answer_by:
        return False
    latest = max(filter(None, (place.sent_at, place.reminded_at)))
    return local(latest).date() < today


def revoke_place(place: Place, *, now: datetime, actor: Actor) -> None:
    """Take the place back: its link opens nothing any more, and answers that wait are refused. Those who are confirmed
    have invitations of their own.
    """
    if place.revoked_at is not None:
        return
    for claim in place.claims:
        refuse_claim(claim, now=now, actor=actor)
    place.revoked_at = now
    _record("place.revoked", place, now, actor)


def claim_place(
    place: Place, draft: ClaimDraft, *, now: datetime, actor: Actor
) -> Claimed | PlacesTaken | NotThePart | PlaceClosed:
    """Somebody answers within the place, or the organisation's contact names them; an organizer confirms. Answered by
    the same person twice, it is one answer.
    """
    place = queries.lock_place(place.id)
    shut = why_shut(place, local(now).date())
    if place.revoked_at is not None or shut not in (None, Shut.TAKEN):
        return PlaceClosed()
    if same := next((one for one in place.held if _is_same(one, draft)), None):
        return Claimed(same.uid)
    if shut is Shut.TAKEN:
        return PlacesTaken()
    theirs = {part.uid for part in queries.parts_of_place(place)}
    wanted = [one for one in draft.parts if one.part_uid in theirs]
    if not wanted or len(wanted) < len(draft.parts):
        return NotThePart()
    who = draft.person
    claim = PlaceClaim(
        place=place,
        given_name=who.given_name,
        family_name=who.family_name,
        address=who.address,
        phone=who.phone,
        parts=[one.part_uid for one in wanted],
        online=[one.part_uid for one in wanted if one.online],
        consents=draft.consents,
        replies=draft.replies,
        by_contact=actor.kind is ActorKind.ORGANISATION,
        given_at=now,
    )
    db.session.add(claim)
    db.session.flush()
    _record("place.answered", place, now, actor)
    return Claimed(claim.uid)


def _is_same(claim: PlaceClaim, draft: ClaimDraft) -> bool:
    who = draft.person
    written = (claim.given_name, claim.family_name, claim.address)
    if claim.state is ClaimState.CONFIRMED and claim.invitation is not None:
        person = claim.invitation.person
        written = (person.given_name, person.family_name, person.address)
    return tuple(map(str.casefold, written)) == tuple(map(str.casefold, (who.given_name, who.family_name, who.address)))


def refuse_claim(claim: PlaceClaim, *, now: datetime, actor: Actor) -> ClaimDecided | NotPublished | None:
    """The organizer does not confirm the answer: a letter tells the one who gave it. Of a meeting that is cancelled or
    has been there is nothing to confirm, and nothing is written.
    """
    if claim.state is not ClaimState.OPEN:
        return ClaimDecided(claim.state)
    if not claim.place.event.takes_answers(local(now).date()):
        return NotPublished()
    outbox.put(organisations.place_refused(claim), now=now)
    settle_claim(claim, ClaimState.REFUSED, now=now, actor=actor)
    _record("place.refused", claim.place, now, actor)
    return None


def lapse_claims(event_id: int, *, now: datetime) -> None:
    """Close the answers that wait at an event that is cancelled, and forget the names and what was answered in them."""
    theirs = sa.select(Place.id).where(Place.event_id == event_id)
    waiting = sa.update(PlaceClaim).where(PlaceClaim.place_id.in_(theirs), PlaceClaim.state == ClaimState.OPEN)
    nobody = {"given_name": "", "family_name": "", "address": "", "phone": "", "replies": None}
    db.session.execute(waiting.values(state=ClaimState.LAPSED, decided_at=now, **nobody))


def settle_claim(claim: PlaceClaim, state: ClaimState, *, now: datetime, actor: Actor) -> None:
    """Write what became of an answer, and forget the name, the addresses and what was answered in it."""
    claim.state, claim.decided_at, claim.decided_by = state, now, actor.name
    claim.given_name = claim.family_name = claim.address = claim.phone = ""
    claim.replies = None


def follow(stays: Invitation, goes: Invitation) -> None:
    """Two invitations of one person become one: the places that were answered within stay theirs."""
    theirs = sa.update(PlaceClaim).where(PlaceClaim.invitation_id == goes.id)
    db.session.execute(theirs.values(invitation_id=stays.id))


def _contacts(places: Sequence[Place], now: datetime) -> dict[int, list[Person]]:
    return list_contacts({place.organisation_id for place in places}, local(now).date())


def _record(action: str, place: Place, now: datetime, actor: Actor, **details: object) -> None:
    """Without names: what is erased with a person is found by the person."""
    about = {"role": place.role.name, "organisation": place.organisation.name, **details}
    subject = ("organisation", place.organisation.uid)
    log.record(actor, action, now=now, subject=subject, event_uid=place.event.uid, details=about)
