"""Names that were given of others and that nobody settled before the event: kept no longer than its guests are."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.events.model import Event
from app.invitations.actions.places import settle_claim
from app.invitations.actions.substitutes import forget
from app.invitations.model import Invitation, Place, PlaceClaim, Substitution
from app.invitations.rules.places import ClaimState
from app.invitations.rules.substitutes import SubstitutionState
from app.kernel.db import db
from app.people.model import Person
from app.people.rules.names import Name, same_person, two_names
from app.people.rules.persons import address_key

Row = TypeVar("Row", Substitution, PlaceClaim)


def forget_unsettled(today: date, *, now: datetime) -> dict[str, int]:
    """Those named in somebody's stead and those who answered within a place, and whom no organizer has decided on, are
    forgotten when the event's guests leave: how many, by the event's uid. No letter is written.
    """
    done: Counter[str] = Counter()
    named = sa.select(Substitution, Event).join(Substitution.invitation).join(Invitation.event)
    for row, event in _overdue(named.where(Substitution.state == SubstitutionState.WAITING), today):
        row.state, row.settled_at = SubstitutionState.DECLINED, now
        forget(row)
        done[event.uid] += 1
    answered = sa.select(PlaceClaim, Event).join(PlaceClaim.place).join(Place.event)
    for claim, event in _overdue(answered.where(PlaceClaim.state == ClaimState.OPEN), today):
        settle_claim(claim, ClaimState.REFUSED, now=now, actor=SYSTEM)
        done[event.uid] += 1
    return done


def forget_claims_of(person: Person, *, now: datetime) -> None:
    """Close the answers within places that wait and that the person, who is erased on request, seems to have given: by
    the name and an address as the register finds somebody it has. No letter is written.
    """
    addresses = {row.address_key for row in person.addresses}
    name = Name(person.given_name, person.family_name)
    for claim in db.session.scalars(sa.select(PlaceClaim).where(PlaceClaim.state == ClaimState.OPEN)):
        written = two_names(claim.given_name, claim.family_name)
        if address_key(claim.address) in addresses and same_person(name, written, claim.address):
            settle_claim(claim, ClaimState.REFUSED, now=now, actor=SYSTEM)


def _overdue(waiting: sa.Select[Row, Event], today: date) -> Iterator[tuple[Row, Event]]:
    for row, event in db.session.execute(waiting.where(Event.ends_on < today)).all():
        if event.ends_on + timedelta(days=event.contact_kept_days) < today:
            yield row, event
