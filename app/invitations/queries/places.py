"""Places without a name, and the answers within them. The number of statements does not depend on the rows."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.events.model import Event, Part
from app.events.queries import deadlines_of
from app.events.rules.deadlines import phase
from app.events.rules.kinds import EventState
from app.invitations.model import Invitation, InvitationHolding, Place, PlaceClaim
from app.invitations.queries.one import lock_event, parts_of
from app.invitations.rules.places import ClaimState, Shut, shut
from app.kernel import tokens
from app.kernel.db import db
from app.people.model import Organisation, Role


class PlaceMissing(LookupError):
    """No such place, or another event's or organisation's."""


class ClaimMissing(LookupError):
    """No such answer, or another event's."""


def _whole() -> sa.Select[Place]:
    return (
        sa.select(Place)
        .join(Place.organisation)
        .join(Place.role)
        .options(
            joinedload(Place.organisation),
            joinedload(Place.role),
            joinedload(Place.event),
            selectinload(Place.claims).joinedload(PlaceClaim.invitation).joinedload(Invitation.person),
        )
        .order_by(Organisation.sort_key, Role.position, Place.id)
    )


def list_places(event_id: int) -> list[Place]:
    """An event's places that stand, by organisation and role. Two statements."""
    return list(db.session.scalars(_whole().where(Place.event_id == event_id, Place.revoked_at.is_(None))))


def list_places_of(organisation_id: int, event_ids: Collection[int]) -> list[Place]:
    """An organisation's places at these events that the organisation has been told of. Two statements."""
    sent = (Place.revoked_at.is_(None), Place.sent_at.is_not(None))
    asked = _whole().where(Place.organisation_id == organisation_id, Place.event_id.in_(event_ids), *sent)
    return list(db.session.scalars(asked))


def find_place_by_link(token: str) -> Place | None:
    """The place whose page ``/plats/<token>`` this is; None for every token that opens nothing."""
    alive = (Place.revoked_at.is_(None), Place.sent_at.is_not(None), Event.state != EventState.DRAFT)
    asked = _whole().join(Place.event).where(Place.link_digest == tokens.digest(token), *alive)
    return db.session.scalars(asked).one_or_none()


def get_place(
    uid: str, *, event_id: int | None = None, organisation_id: int | None = None, told: bool = False
) -> Place:
    """The place; of that very event or organisation, and one that the organisation has been told of, if so said.
    Raises PlaceMissing.
    """
    asked = _whole().where(Place.uid == uid)
    if told:
        asked = asked.where(Place.sent_at.is_not(None), Place.revoked_at.is_(None))
    if event_id is not None:
        asked = asked.where(Place.event_id == event_id)
    if organisation_id is not None:
        asked = asked.where(Place.organisation_id == organisation_id)
    place = db.session.scalars(asked).one_or_none()
    if place is None:
        raise PlaceMissing(uid)
    return place


def lock_place(place_id: int) -> Place:
    """The place as the database has it now, held until the transaction ends, so that the last one is given once."""
    db.session.execute(sa.select(Place.id).where(Place.id == place_id).with_for_update()).all()
    return db.session.scalars(_whole().where(Place.id == place_id).execution_options(populate_existing=True)).one()


def find_place(event_id: int, organisation_id: int, role_id: int) -> Place | None:
    """The place of an organisation in a role at an event, also a revoked one."""
    asked = _whole().where(
        Place.event_id == event_id, Place.organisation_id == organisation_id, Place.role_id == role_id
    )
    return db.session.scalars(asked).one_or_none()


def list_open_claims(today: date) -> list[PlaceClaim]:
    """The answers to meetings that are not over, which wait for an organizer, the oldest first. One statement."""
    place = joinedload(PlaceClaim.place).options(
        joinedload(Place.event), joinedload(Place.organisation), joinedload(Place.role)
    )
    coming = (Event.state == EventState.PUBLISHED, Event.ends_on >= today)
    asked = sa.select(PlaceClaim).join(PlaceClaim.place).join(Place.event)
    asked = asked.where(PlaceClaim.state == ClaimState.OPEN, *coming).options(place).order_by(PlaceClaim.id)
    return list(db.session.scalars(asked))


def get_claim(uid: str, event_id: int) -> PlaceClaim:
    """An answer within a place of the event. Raises ClaimMissing."""
    asked = sa.select(PlaceClaim).join(PlaceClaim.place).where(PlaceClaim.uid == uid, Place.event_id == event_id)
    claim = db.session.scalars(asked).one_or_none()
    if claim is None:
        raise ClaimMissing(uid)
    return claim


def lock_claim(uid: str, event_id: int) -> PlaceClaim:
    """As ``get_claim``, with the event's row held and as the database has it now. Raises ClaimMissing."""
    lock_event(event_id)
    return _fresh(get_claim(uid, event_id))


def _fresh(claim: PlaceClaim) -> PlaceClaim:
    db.session.refresh(claim, with_for_update=True)
    return claim


def why_shut(place: Place, today: date) -> Shut | None:
    """Why nobody can answer within the place ``today``; None when somebody can."""
    event = place.event
    at = phase(deadlines_of(event, {place.role.group}), event.ends_on, today)
    return shut(event.state, at, place.left)


def as_invited(place: Place) -> Invitation:
    """An invitation that is not written, as the one who takes a place would have it: for asking what is theirs."""
    of = {"role_id": place.role_id, "organisation_id": place.organisation_id}
    holding = InvitationHolding(role=place.role, organisation=place.organisation, **of)
    return Invitation(event=place.event, holdings=[holding], extra_parts=[])


def parts_of_place(place: Place) -> list[Part]:
    """The parts that somebody in the place may answer for."""
    return parts_of(as_invited(place))
