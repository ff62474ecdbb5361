"""Proposals of organisations' contacts."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.kernel.db import db
from app.people.model import Assignment, Proposal
from app.people.queries.sight import hidden_ids, sees_protected
from app.people.rules.proposals import ProposalState

_SHOWN_FOR = timedelta(days=60)


class ProposalMissing(LookupError):
    """No such proposal, or another organisation's."""


def _whole() -> sa.Select[Proposal]:
    """Proposals with what they concern; none about a protected person for whoever may not see them."""
    asked = sa.select(Proposal).options(
        joinedload(Proposal.organisation),
        joinedload(Proposal.role),
        joinedload(Proposal.assignment).options(joinedload(Assignment.person)),
        joinedload(Proposal.person),
    )
    if sees_protected():
        return asked
    hidden = hidden_ids()
    held = Proposal.assignment.has(Assignment.person_id.in_(hidden))
    return asked.where(~held, sa.or_(Proposal.person_id.is_(None), Proposal.person_id.not_in(hidden)))


def list_open_proposals(organisation_id: int | None = None) -> list[Proposal]:
    """What waits for an organizer, the oldest first; of one organisation, if so said. One statement."""
    asked = _whole().where(Proposal.state == ProposalState.OPEN).order_by(Proposal.id)
    if organisation_id is not None:
        asked = asked.where(Proposal.organisation_id == organisation_id)
    return list(db.session.scalars(asked))


def list_recent_proposals(organisation_id: int, now: datetime) -> list[Proposal]:
    """What an organisation has proposed that is open or was decided of late, the latest first. One statement."""
    recent = sa.or_(Proposal.state == ProposalState.OPEN, Proposal.decided_at > now - _SHOWN_FOR)
    asked = _whole().where(Proposal.organisation_id == organisation_id, recent)
    return list(db.session.scalars(asked.order_by(Proposal.id.desc())))


def count_proposals_of_a_day(organisation_id: int, now: datetime) -> int:
    """How many an organisation has given in the last 24 hours, whatever became of them."""
    lately = (Proposal.organisation_id == organisation_id, Proposal.given_at > now - timedelta(days=1))
    return db.session.scalar(sa.select(sa.func.count()).select_from(Proposal).where(*lately)) or 0


def get_proposal(uid: str, organisation_id: int | None = None) -> Proposal:
    """The proposal; of that very organisation, if so said. Raises ProposalMissing."""
    return _one(_whole(), uid, organisation_id)


def lock_proposal(uid: str, organisation_id: int | None = None) -> Proposal:
    """As ``get_proposal``, as the database has it now and held until the transaction ends. Raises ProposalMissing."""
    held = sa.select(Proposal.id).where(Proposal.uid == uid).with_for_update()
    db.session.execute(held).all()
    return _one(_whole().execution_options(populate_existing=True), uid, organisation_id)


def _one(asked: sa.Select[Proposal], uid: str, organisation_id: int | None) -> Proposal:
    asked = asked.where(Proposal.uid == uid)
    if organisation_id is not None:
        asked = asked.where(Proposal.organisation_id == organisation_id)
    proposal = db.session.scalars(asked).one_or_none()
    if proposal is None:
        raise ProposalMissing(uid)
    return proposal
