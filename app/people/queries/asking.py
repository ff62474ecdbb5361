"""Avstämningar: who has been asked whether the register is right, and who has answered."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.kernel.db import db
from app.people.model import AskedOrganisation, ConfirmationRequest, Organisation
from app.people.rules.asking import Asking


class RequestMissing(LookupError):
    """No such avstämning."""


def _whole() -> sa.Select[ConfirmationRequest]:
    rows = selectinload(ConfirmationRequest.asked).joinedload(AskedOrganisation.organisation)
    return sa.select(ConfirmationRequest).options(rows).order_by(ConfirmationRequest.id.desc())


def list_requests(limit: int = 10) -> list[ConfirmationRequest]:
    """The latest avstämningar with their organisations, newest first. Two statements."""
    return list(db.session.scalars(_whole().limit(limit)))


def get_request(uid: str) -> ConfirmationRequest:
    """The avstämning with its organisations. Raises RequestMissing."""
    found = db.session.scalars(_whole().where(ConfirmationRequest.uid == uid)).one_or_none()
    if found is None:
        raise RequestMissing(uid)
    return found


def asking_of(request: ConfirmationRequest) -> Asking:
    """What was asked, as a value."""
    return Asking(request.occasion, request.remind_days, request.event_uid, request.text, request.reminder_text)


def list_due_requests(now: datetime) -> list[ConfirmationRequest]:
    """Those whose own day for reminding has come and that has somebody left to remind."""
    silent = sa.exists().where(
        AskedOrganisation.request_id == ConfirmationRequest.id,
        AskedOrganisation.answered_at.is_(None),
        AskedOrganisation.reminded_at.is_(None),
    )
    asked = sa.select(ConfirmationRequest).where(ConfirmationRequest.remind_days > 0, silent)
    return [one for one in db.session.scalars(asked) if one.asked_at + timedelta(days=one.remind_days) <= now]


def lock_silent(request_id: int) -> list[AskedOrganisation]:
    """Those of an avstämning that have neither answered nor been reminded, in Swedish order, held until the
    transaction ends.
    """
    asked = (
        sa.select(AskedOrganisation)
        .join(AskedOrganisation.organisation)
        .where(
            AskedOrganisation.request_id == request_id,
            AskedOrganisation.answered_at.is_(None),
            AskedOrganisation.reminded_at.is_(None),
        )
        .options(joinedload(AskedOrganisation.organisation), joinedload(AskedOrganisation.request))
        .order_by(Organisation.sort_key, Organisation.id)
        .with_for_update(of=AskedOrganisation)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(asked))


def find_asked_on(organisation_id: int) -> datetime | None:
    """When the organisation was last asked."""
    asked = sa.select(sa.func.max(ConfirmationRequest.asked_at)).join(ConfirmationRequest.asked)
    return db.session.scalar(asked.where(AskedOrganisation.organisation_id == organisation_id))
