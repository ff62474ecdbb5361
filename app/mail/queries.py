"""What the outbox's pages ask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer

from app.kernel.db import db
from app.mail.model import LetterState, OutboxLetter
from app.mail.outbox import LetterMissing
from app.mail.wanted import LetterFilter, conditions

PAGE_SIZE = 50
_MOST_BESIDE = 20


@dataclass(frozen=True)
class LetterPage:
    """One page of letters, newest first, with how many there are by state, kind and event (each unfiltered by it)."""

    letters: Sequence[OutboxLetter]
    total: int
    by_state: dict[LetterState, int]
    by_kind: dict[str, int]
    by_event: dict[str, int]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_letters(wanted: LetterFilter, page: int) -> LetterPage:
    """Page ``page`` (from 1) of the letters ``wanted``. Four statements, however many letters there are."""
    by_state: dict[LetterState, int] = _counts(OutboxLetter.state, replace(wanted, state=None))
    by_kind: dict[str, int] = _counts(OutboxLetter.kind, replace(wanted, kind=""))
    by_event: dict[str, int] = _counts(OutboxLetter.event_uid, replace(wanted, event_uid=""))
    query = sa.select(OutboxLetter).where(*conditions(wanted)).order_by(OutboxLetter.id.desc())
    query = query.options(defer(OutboxLetter.data), defer(OutboxLetter.calendar))
    letters = db.session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    total = by_state.get(wanted.state, 0) if wanted.state else sum(by_state.values())
    return LetterPage(letters, total, by_state, by_kind, by_event)


def get_letter(uid: str) -> OutboxLetter:
    """The letter. Raises LetterMissing."""
    row = db.session.scalar(sa.select(OutboxLetter).where(OutboxLetter.uid == uid))
    if row is None:
        raise LetterMissing(uid)
    return row


def _counts(column: Any, wanted: LetterFilter) -> dict[Any, int]:
    query = sa.select(column, sa.func.count()).where(*conditions(wanted)).group_by(column).order_by(column)
    return dict(db.session.execute(query).all())


def list_failed_beside(row: OutboxLetter) -> Sequence[OutboxLetter]:
    """Other letters to the same receiver at the same address that failed, the latest first."""
    same = OutboxLetter.person_uid == row.person_uid
    asked = (
        sa.select(OutboxLetter)
        .where(OutboxLetter.id != row.id, OutboxLetter.state == LetterState.FAILED, same)
        .where(sa.func.lower(OutboxLetter.to_address) == row.to_address.lower())
        .order_by(OutboxLetter.id.desc())
        .options(defer(OutboxLetter.data), defer(OutboxLetter.calendar))
    )
    return db.session.scalars(asked.limit(_MOST_BESIDE)).all()
