"""Adding and changing roles, and where they are expected."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.kernel.db import db
from app.kernel.text import fold, sort_key
from app.people import queries
from app.people.model import Role, RoleExpectation
from app.people.rules.drafts import ExpectationDraft, RoleDraft


@dataclass(frozen=True)
class RoleSaved:
    """The role is as the draft says."""

    role: Role


@dataclass(frozen=True)
class RoleEditedMeanwhile:
    """Somebody else saved first, so nothing was written."""

    role: Role


@dataclass(frozen=True)
class RoleNameTaken:
    """Another role has the name; nothing was written."""

    role: Role


def create_role(draft: RoleDraft, *, now: datetime, actor: Actor) -> RoleSaved | RoleNameTaken:
    """Add a role; its key is made of its name and stays when the name changes."""
    key = "-".join(fold(draft.name).split())
    if other := _find_other(draft.name, key, 0):
        return RoleNameTaken(other)
    role = Role(key=key, name=draft.name, group=draft.group, position=draft.position)
    db.session.add(role)
    db.session.flush()
    log.record(actor, "role.created", now=now, subject=("role", key), details={"name": draft.name})
    return RoleSaved(role)


def edit_role(
    key: str, draft: RoleDraft, version: int, *, now: datetime, actor: Actor
) -> RoleSaved | RoleEditedMeanwhile | RoleNameTaken:
    """Write ``draft`` over a role that the editor saw as ``version``. Raises RoleMissing."""
    role = queries.lock_role(key)
    old = RoleDraft(role.name, role.group, role.position)
    if old == draft:
        return RoleSaved(role)
    if role.version != version:
        return RoleEditedMeanwhile(role)
    if other := _find_other(draft.name, "", role.id):
        return RoleNameTaken(other)
    role.name, role.group, role.position = draft.name, draft.group, draft.position
    role.version += 1
    log.record(
        actor, "role.edited", now=now, subject=("role", key), details={"name": {"old": old.name, "new": draft.name}}
    )
    return RoleSaved(role)


def add_expectation(role: Role, draft: ExpectationDraft, *, now: datetime, actor: Actor) -> RoleExpectation:
    """Expect the role somewhere. Raises OrganisationMissing for an unknown organisation."""
    place = queries.get_organisation(draft.organisation_uid) if draft.organisation_uid else None
    row = RoleExpectation(
        role=role,
        organisation_id=place.id if place else None,
        organisation_kind=None if place else draft.kind,
        agreement_only=draft.agreement_only and place is None,
        per_area=draft.per_area and place is None,
        minimum=draft.minimum,
    )
    db.session.add(row)
    db.session.flush()
    log.record(actor, "role.expected", now=now, subject=("role", role.key), details={"minimum": draft.minimum})
    return row


def edit_expectation(row: RoleExpectation, minimum: int, *, now: datetime, actor: Actor) -> None:
    """Change how many people are expected."""
    if row.minimum == minimum:
        return
    details = {"minimum": {"old": row.minimum, "new": minimum}}
    row.minimum = minimum
    log.record(actor, "role.expected", now=now, subject=("role", row.role.key), details=details)


def remove_expectation(row: RoleExpectation, *, now: datetime, actor: Actor) -> None:
    """Expect the role there no longer."""
    log.record(actor, "role.not_expected", now=now, subject=("role", row.role.key))
    db.session.delete(row)
    db.session.flush()


def _find_other(name: str, key: str, role_id: int) -> Role | None:
    wanted = sort_key(name)
    rows = db.session.scalars(sa.select(Role).where(Role.id != role_id))
    return next((role for role in rows if role.key == key or sort_key(role.name) == wanted), None)
