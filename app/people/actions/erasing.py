"""Removing a person from the register for good."""

from datetime import datetime

import sqlalchemy as sa

from app.kernel.db import db
from app.people.model import Erasure, Person, PersonAddress
from app.people.rules.erasures import ADDRESS, PERSON, erasure_digest


def erase(person: Person, *, now: datetime, remember_addresses: bool = True) -> list[Erasure]:
    """Delete the person with addresses and assignments; what other rooms hold goes with it by the foreign keys.
    Gives the digests that are new. An address that somebody else has too is not remembered as erased.
    """
    keys = {row.address_key for row in person.addresses} if remember_addresses else set()
    wanted = [(PERSON, erasure_digest(person.uid))]
    wanted += [(ADDRESS, erasure_digest(key)) for key in sorted(keys - _shared(keys, person))]
    db.session.delete(person)
    db.session.flush()
    return [row for kind, digest in wanted if (row := _remember(kind, digest, now))]


def _shared(keys: set[str], person: Person) -> set[str]:
    asked = sa.select(PersonAddress.address_key).where(
        PersonAddress.address_key.in_(keys), PersonAddress.person_id != person.id
    )
    return set(db.session.scalars(asked))


def _remember(kind: str, digest: str, now: datetime) -> Erasure | None:
    known = sa.select(Erasure.id).where(Erasure.kind == kind, Erasure.digest == digest)
    if db.session.scalar(known) is not None:
        return None
    row = Erasure(kind=kind, digest=digest, erased_at=now)
    db.session.add(row)
    db.session.flush()
    return row
