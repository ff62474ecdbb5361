"""Remembering what an organizer corrected, for the next file."""

import sqlalchemy as sa

from app.kernel.db import db
from app.people.model import OrganisationAlias, Role, RoleSynonym
from app.people.rules.corrections import Corrections


def remember(corrections: Corrections) -> None:
    """Keep how roles and organisations were written. What was learned before of the same words is replaced; an
    organisation that the file adds is known by its own name from now on.
    """
    _remember_roles(corrections)
    _remember_organisations(corrections)
    db.session.flush()


def _remember_roles(corrections: Corrections) -> None:
    if not corrections.roles:
        return
    roles = {role.key: role.id for role in db.session.scalars(sa.select(Role))}
    known = {(row.written_key, row.organisation_kind): row for row in db.session.scalars(sa.select(RoleSynonym))}
    for (written, kind), key in corrections.roles.items():
        if key not in roles:
            continue
        row = known.get((written, kind)) or RoleSynonym(written_key=written, organisation_kind=kind)
        row.role_id = roles[key]
        db.session.add(row)


def _remember_organisations(corrections: Corrections) -> None:
    chosen = {written: choice for written, choice in corrections.organisations.items() if isinstance(choice, int)}
    if not chosen:
        return
    known = {row.written_key: row for row in db.session.scalars(sa.select(OrganisationAlias))}
    for written, number in chosen.items():
        row = known.get(written) or OrganisationAlias(written_key=written)
        row.organisation_id = number
        db.session.add(row)
