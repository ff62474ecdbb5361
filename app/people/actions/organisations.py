"""Adding and changing organisations."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.kernel.db import db
from app.kernel.text import search_key, sort_key
from app.people import queries
from app.people.actions.offices import forget_refusal
from app.people.model import Organisation
from app.people.rules.drafts import OrganisationDraft, organisation_changes
from app.people.rules.persons import FieldChange


@dataclass(frozen=True)
class OrganisationSaved:
    """The organisation is as the draft says; ``changed`` is empty when it was so before."""

    organisation: Organisation
    changed: tuple[FieldChange, ...]


@dataclass(frozen=True)
class OrganisationEditedMeanwhile:
    """Somebody else saved first, so nothing was written: what the register has (old), what was to be saved (new)."""

    organisation: Organisation
    differences: tuple[FieldChange, ...]


@dataclass(frozen=True)
class OrganisationNameTaken:
    """Another organisation has the name; nothing was written."""

    organisation: Organisation


def create_organisation(
    draft: OrganisationDraft, *, now: datetime, actor: Actor
) -> OrganisationSaved | OrganisationNameTaken:
    """Add an organisation."""
    if other := _find_other(draft.name, ""):
        return OrganisationNameTaken(other)
    organisation = Organisation()
    _write(organisation, draft)
    db.session.add(organisation)
    db.session.flush()
    log.record(actor, "organisation.created", now=now, subject=_subject(organisation), details={"name": draft.name})
    return OrganisationSaved(organisation, ())


def edit_organisation(
    uid: str, draft: OrganisationDraft, version: int, *, now: datetime, actor: Actor
) -> OrganisationSaved | OrganisationEditedMeanwhile | OrganisationNameTaken:
    """Write ``draft`` over an organisation that the editor saw as ``version``. Raises OrganisationMissing."""
    organisation = queries.lock_organisation(uid)
    changed = organisation_changes(draft_of_organisation(organisation), draft)
    if changed and organisation.version != version:
        return OrganisationEditedMeanwhile(organisation, changed)
    if other := _find_other(draft.name, uid):
        return OrganisationNameTaken(other)
    if changed:
        _write(organisation, draft)
        organisation.version += 1
        details = {change.field: {"old": change.old, "new": change.new} for change in changed}
        log.record(actor, "organisation.edited", now=now, subject=_subject(organisation), details=details)
    return OrganisationSaved(organisation, changed)


def draft_of_organisation(organisation: Organisation) -> OrganisationDraft:
    """The organisation as a draft: what an edit form starts from."""
    return OrganisationDraft(
        organisation.name,
        organisation.kind,
        organisation.area,
        organisation.agreement,
        organisation.inhabitants,
        organisation.inhabitants_year,
        organisation.mailbox,
        organisation.contact_decides,
    )


def _write(organisation: Organisation, draft: OrganisationDraft) -> None:
    organisation.name, organisation.kind, organisation.area = draft.name, draft.kind, draft.area
    if organisation.mailbox != draft.mailbox:
        forget_refusal(organisation)
    organisation.agreement, organisation.mailbox = draft.agreement, draft.mailbox
    organisation.inhabitants, organisation.inhabitants_year = draft.inhabitants, draft.inhabitants_year
    organisation.contact_decides = draft.contact_decides
    organisation.sort_key, organisation.search_key = sort_key(draft.name), search_key(draft.name)


def _find_other(name: str, uid: str) -> Organisation | None:
    asked = sa.select(Organisation).where(Organisation.sort_key == sort_key(name), Organisation.uid != uid)
    return db.session.scalars(asked).first()


def _subject(organisation: Organisation) -> tuple[str, str]:
    return ("organisation", organisation.uid)
