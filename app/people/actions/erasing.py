"""Removing a person from the register for good."""

from datetime import datetime

import sqlalchemy as sa

from app.kernel.db import db
from app.people.actions.remembering import remember
from app.people.model import Person, PersonAddress
from app.people.rules.erasures import ADDRESS, PERSON


def erase(person: Person, *, now: datetime, remember_addresses: bool = True) -> None:
    """Delete the person with addresses and assignments; what other rooms hold goes with it by the foreign keys. It is
    remembered, but for an address that somebody else has too.
    """
    keys = {row.address_key for row in person.addresses} if remember_addresses else set()
    own = sorted(keys - _shared(keys, person))
    uid = person.uid
    db.session.delete(person)
    db.session.flush()
    remember(PERSON, [uid], now=now)
    remember(ADDRESS, own, now=now)


def _shared(keys: set[str], person: Person) -> set[str]:
    asked = sa.select(PersonAddress.address_key).where(
        PersonAddress.address_key.in_(keys), PersonAddress.person_id != person.id
    )
    return set(db.session.scalars(asked))
