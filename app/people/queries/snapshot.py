"""The register as the import of contacts compares files with it: read in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.kernel.db import db
from app.people.model import (
    Assignment,
    Erasure,
    Organisation,
    OrganisationAlias,
    Person,
    PersonAddress,
    Role,
    RoleSynonym,
)
from app.people.queries.sight import everybody
from app.people.rules.erasures import ADDRESS
from app.people.rules.names import Name
from app.people.rules.snapshot import KnownAssignment, KnownOrganisation, KnownPerson, KnownRole, Register


def read_register(day: date) -> Register:
    """Everything as it is now, whoever looks: the rules tell what is shown of it. ``day`` (Europe/Stockholm) tells
    which assignments are over. Eight statements.
    """
    with everybody():
        return Register(
            organisations=_organisations(),
            roles=_roles(),
            persons=_persons(day),
            synonyms=_synonyms(),
            aliases=_aliases(),
            erased=frozenset(db.session.scalars(sa.select(Erasure.digest).where(Erasure.kind == ADDRESS))),
        )


def lock_register() -> None:
    """Let nobody else change the register's people, or read contacts in, until the transaction ends.

    Links of other rows to a person are not held up (FOR NO KEY UPDATE). Always in the order of ids.
    """
    for column in (Role.id, Person.id):
        locked = sa.select(column).order_by(column).with_for_update(key_share=True)
        db.session.execute(locked).all()


def _rows(asked: sa.Executable) -> Sequence[Any]:
    return db.session.execute(asked).all()


def _organisations() -> tuple[KnownOrganisation, ...]:
    columns = sa.select(Organisation.id, Organisation.name, Organisation.kind, Organisation.area)
    return tuple(KnownOrganisation(*row) for row in _rows(columns.order_by(Organisation.id)))


def _roles() -> tuple[KnownRole, ...]:
    columns = sa.select(Role.key, Role.name, Role.group)
    return tuple(KnownRole(*row) for row in _rows(columns.order_by(Role.position, Role.id)))


def _synonyms() -> dict[Any, str]:
    columns = sa.select(RoleSynonym.written_key, RoleSynonym.organisation_kind, Role.key)
    return {(written, kind): key for written, kind, key in _rows(columns.join(Role, Role.id == RoleSynonym.role_id))}


def _aliases() -> dict[str, int]:
    return {row.written_key: row.organisation_id for row in db.session.scalars(sa.select(OrganisationAlias))}


def _persons(day: date) -> tuple[KnownPerson, ...]:
    addresses, assignments = _addresses(), _assignments(day)
    columns = sa.select(
        Person.id,
        Person.given_name,
        Person.family_name,
        Person.phone,
        Person.note,
        Person.language,
        Person.self_changed,
        Person.declined_all_at,
        Person.protected,
    )
    return tuple(
        KnownPerson(
            number,
            Name(given, family),
            tuple(addresses.get(number, ())),
            phone,
            note,
            language,
            tuple(assignments.get(number, ())),
            frozenset(own),
            declined is not None,
            protected,
        )
        for number, given, family, phone, note, language, own, declined, protected in _rows(columns.order_by(Person.id))
    )


def _addresses() -> dict[int, list[str]]:
    """By person, the address that letters go to standing first."""
    columns = sa.select(PersonAddress.person_id, PersonAddress.address)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for person_id, address in _rows(columns.order_by(PersonAddress.preferred.desc(), PersonAddress.id)):
        found[person_id].append(address)
    return found


def _assignments(day: date) -> dict[int, list[KnownAssignment]]:
    columns = sa.select(
        Assignment.person_id, Assignment.id, Role.key, Assignment.organisation_id, Assignment.ends_on
    ).join(Role, Role.id == Assignment.role_id)
    found: defaultdict[int, list[KnownAssignment]] = defaultdict(list)
    for person_id, number, key, organisation_id, ends_on in _rows(columns.order_by(Assignment.id)):
        ended = ends_on is not None and ends_on < day
        found[person_id].append(KnownAssignment(number, key, organisation_id, ended))
    return found
