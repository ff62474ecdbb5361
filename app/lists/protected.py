"""Protected people where no list can leave them out by itself: addresses that name one, and how many the lists of a
meeting do not show.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.invitations.model import Invitation, Substitution
from app.kernel.db import db
from app.mail.model import OutboxLetter
from app.people.model import Assignment, Person, Proposal
from app.people.queries.sight import everybody, hidden_ids, sees_protected
from app.registrations.model import Registration, Request

_MOST = 20


def names_protected(values: Iterable[object]) -> bool:
    """Whether one of ``values`` (parts of an address) is the uid of a protected person, or of an invitation, name in
    somebody's stead, registration, request, assignment, proposal or letter of one. One statement, none without uids.
    """
    uids = [value for value in values if isinstance(value, str) and _is_uid(value)][:_MOST]
    if not uids:
        return False
    with everybody():
        return bool(db.session.scalar(sa.select(sa.or_(*(asked.exists() for asked in _named(uids))))))


def _is_uid(value: str) -> bool:
    try:
        return len(value) in (32, 36) and bool(UUID(value))
    except ValueError:
        return False


def _named(uids: list[str]) -> Iterable[sa.Select[int]]:
    hidden = sa.select(Person.id).where(Person.protected)
    yield hidden.where(Person.uid.in_(uids))
    for model in (Invitation, Registration, Assignment):
        yield hidden.join(model, model.person_id == Person.id).where(model.uid.in_(uids))
    for told in (Request, Substitution):
        of = hidden.join(Invitation, Invitation.person_id == Person.id)
        yield of.join(told, told.invitation_id == Invitation.id).where(told.uid.in_(uids))
    yield hidden.join(Proposal, Proposal.person_id == Person.id).where(Proposal.uid.in_(uids))
    held = hidden.join(Assignment, Assignment.person_id == Person.id)
    yield held.join(Proposal, Proposal.assignment_id == Assignment.id).where(Proposal.uid.in_(uids))
    yield hidden.join(OutboxLetter, OutboxLetter.person_uid == Person.uid).where(OutboxLetter.uid.in_(uids))


class Unlisted(NamedTuple):
    """How many are invited to a meeting, and have a registration; and how many of them whoever looks is not shown."""

    invited: int = 0
    hidden_invited: int = 0
    registered: int = 0
    hidden_registered: int = 0


def count_unlisted(event_id: int) -> Unlisted:
    """For the sentence that a list of the meeting holds fewer than are counted. Of the whole meeting and never of a
    part of it: who filters would learn who it is. At most one statement.
    """
    if sees_protected():
        return Unlisted()
    numbers = []
    for model in (Invitation, Registration):
        counted = sa.select(sa.func.count()).where(model.event_id == event_id)
        numbers += [counted, counted.where(model.person_id.in_(hidden_ids()))]
    row = db.session.execute(sa.select(*(number.scalar_subquery() for number in numbers))).one()
    return Unlisted(*row)
