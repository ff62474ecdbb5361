"""What an organisation's contact does by the organisation's link, and that link itself."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.kernel import links
from app.kernel.db import db
from app.people.actions.assignments import confirm_assignment
from app.people.letters import organisation_link
from app.people.model import AskedOrganisation, Assignment, Organisation
from app.people.rules.assignments import TermState, term_state


def open_link(organisation: Organisation) -> links.Link:
    """The organisation's link, which from now on opens its page if it did not before."""
    link = organisation_link(organisation)
    organisation.link_digest = links.digest(link)
    return link


def show_link(organisation: Organisation, *, now: datetime, actor: Actor) -> str:
    """The address of the organisation's page, for giving it by telephone. Whoever has it answers for the organisation:
    it is logged.
    """
    link = open_link(organisation)
    _record(actor, "organisation.link_shown", organisation, now)
    return links.url(link)


def renew_link(organisation: Organisation, *, now: datetime, actor: Actor) -> None:
    """Give the organisation a new link; the old one opens nothing from now on. No letter is written."""
    organisation.link_generation += 1
    open_link(organisation)
    _record(actor, "organisation.link_renewed", organisation, now)


def close_link(organisation: Organisation, *, now: datetime, actor: Actor) -> None:
    """Let the link open nothing, until one is given again: that will be a new one."""
    if organisation.link_digest is None:
        return
    organisation.link_generation += 1
    organisation.link_digest = None
    _record(actor, "organisation.link_closed", organisation, now)


def confirm_held(organisation: Organisation, uids: Collection[str], today: date, *, now: datetime, actor: Actor) -> int:
    """Somebody has said that these assignments in the organisation are right; others' and past ones are let be. Gives
    how many were confirmed.
    """
    asked = db.session.scalars(sa.select(Assignment).where(Assignment.organisation_id == organisation.id))
    held = [one for one in asked if one.uid in uids and term_state(one.term, today) is not TermState.PAST]
    for one in held:
        confirm_assignment(one, today, now=now, actor=actor)
    if held:
        mark_answered(organisation, now)
    return len(held)


def _record(actor: Actor, action: str, organisation: Organisation, now: datetime) -> None:
    log.record(actor, action, now=now, subject=("organisation", organisation.uid))


def mark_answered(organisation: Organisation, now: datetime) -> None:
    """The organisation's contact has said something: what it has been asked is answered."""
    open_ones = sa.update(AskedOrganisation).where(
        AskedOrganisation.organisation_id == organisation.id, AskedOrganisation.answered_at.is_(None)
    )
    db.session.execute(open_ones.values(answered_at=now).execution_options(synchronize_session=False))
