"""One person or assignment at a time."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.kernel import tokens
from app.kernel.db import db
from app.kernel.text import sort_key
from app.people.model import Assignment, Erasure, Person, PersonAddress
from app.people.rules.erasures import ADDRESS, erasure_digest
from app.people.rules.names import Name, name_key, same_person, two_names
from app.people.rules.persons import address_key


class PersonMissing(LookupError):
    """No such person in the register."""


class AssignmentMissing(LookupError):
    """No such assignment in the register."""


def find_person(uid: str) -> Person | None:
    """The person with this uid."""
    return db.session.scalars(sa.select(Person).where(Person.uid == uid)).one_or_none()


def get_person(uid: str) -> Person:
    """The person with this uid. Raises PersonMissing."""
    person = find_person(uid)
    if person is None:
        raise PersonMissing(uid)
    return person


def get_person_whole(uid: str) -> Person:
    """The person with addresses, and assignments with role and organisation, in three statements.

    Raises PersonMissing.
    """
    whole = (
        selectinload(Person.addresses),
        selectinload(Person.assignments).options(joinedload(Assignment.role), joinedload(Assignment.organisation)),
    )
    person = db.session.scalars(sa.select(Person).where(Person.uid == uid).options(*whole)).one_or_none()
    if person is None:
        raise PersonMissing(uid)
    return person


def list_persons_whole(uids: Collection[str], *, hold: bool = False) -> list[Person]:
    """These people with addresses and assignments, as the database has them now. ``hold``: nobody erases them until the
    transaction ends. Statements do not grow with them.
    """
    held = joinedload(Assignment.role), joinedload(Assignment.organisation)
    asked = sa.select(Person).where(Person.uid.in_(uids)).order_by(Person.id)
    asked = asked.options(selectinload(Person.addresses), selectinload(Person.assignments).options(*held))
    if hold:
        asked = asked.with_for_update(read=True, key_share=True, of=Person)
    return list(db.session.scalars(asked.execution_options(populate_existing=True)))


def lock_person(uid: str) -> Person:
    """The person as the database has it now, held until the transaction ends. Raises PersonMissing."""
    asked = sa.select(Person).where(Person.uid == uid).with_for_update().execution_options(populate_existing=True)
    person = db.session.scalars(asked).one_or_none()
    if person is None:
        raise PersonMissing(uid)
    return person


def find_person_by_link(token: str) -> Person | None:
    """The person whose own page ``/min/<token>`` this is."""
    asked = sa.select(Person).where(Person.link_digest == tokens.digest(token)).options(selectinload(Person.addresses))
    return db.session.scalars(asked).one_or_none()


def find_person_by_decline_link(token: str) -> Person | None:
    """The person whose page ``/avsta/<token>`` this is."""
    return db.session.scalars(sa.select(Person).where(Person.decline_digest == tokens.digest(token))).one_or_none()


def list_persons_by_address(address: str) -> list[Person]:
    """Everybody who has this address, whatever its capitals: two people may share one."""
    asked = (
        sa.select(Person)
        .join(PersonAddress)
        .where(PersonAddress.address_key == address_key(address.strip()))
        .options(selectinload(Person.addresses))
        .order_by(Person.sort_key, Person.id)
    )
    return list(db.session.scalars(asked))


def find_same(given_name: str, family_name: str, address: str) -> Person | None:
    """The person at this address whose name agrees; of several, the one whose name is the same. Two people may share
    an address, so that another name is another person.
    """
    name = two_names(given_name, family_name)
    found = [
        (name_key(known) != name_key(name), person.id, person)
        for person in list_persons_by_address(address)
        if same_person(known := Name(person.given_name, person.family_name), name, address)
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None


def is_erased_address(address: str) -> bool:
    """Whether the one whose address this was has been erased, and must not come back by somebody else's word."""
    return bool(list_erased_addresses([address]))


def list_erased_addresses(addresses: Collection[str]) -> set[str]:
    """Those of ``addresses`` whose holders have been erased, as they are written. At most one statement."""
    digests = {address: erasure_digest(address_key(address.strip())) for address in addresses if address}
    if not digests:
        return set()
    asked = sa.select(Erasure.digest).where(Erasure.kind == ADDRESS, Erasure.digest.in_(set(digests.values())))
    known = set(db.session.scalars(asked))
    return {address for address, digest in digests.items() if digest in known}


def list_similar(given_name: str, family_name: str, addresses: tuple[str, ...], apart_from: str = "") -> list[Person]:
    """Those who have the same name or one of the addresses: perhaps the same person."""
    keys = [address_key(address) for address in addresses]
    shared = sa.select(PersonAddress.person_id).where(PersonAddress.address_key.in_(keys))
    asked = (
        sa.select(Person)
        .where(sa.or_(Person.sort_key == sort_key(family_name, given_name), Person.id.in_(shared)))
        .where(Person.uid != apart_from)
        .options(
            selectinload(Person.addresses),
            selectinload(Person.assignments).options(joinedload(Assignment.role), joinedload(Assignment.organisation)),
        )
        .order_by(Person.sort_key, Person.id)
        .limit(10)
    )
    return list(db.session.scalars(asked))


def get_assignment(uid: str) -> Assignment:
    """The assignment with its person, role and organisation. Raises AssignmentMissing."""
    asked = (
        sa.select(Assignment)
        .where(Assignment.uid == uid)
        .options(joinedload(Assignment.person), joinedload(Assignment.role), joinedload(Assignment.organisation))
    )
    assignment = db.session.scalars(asked).one_or_none()
    if assignment is None:
        raise AssignmentMissing(uid)
    return assignment
