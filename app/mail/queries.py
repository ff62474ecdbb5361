"""What the outbox's pages ask."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer

from app.kernel.db import db
from app.mail.model import LetterState, OutboxLetter
from app.mail.outbox import LetterMissing
from app.mail.wanted import LetterFilter, conditions, shown_state_column

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
    at_rest: int
    """How many of them stay in the state that was asked for: what can still be taken back is paused until its time."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_letters(wanted: LetterFilter, page: int, now: datetime) -> LetterPage:
    """Page ``page`` (from 1) of the letters ``wanted``. Four statements, however many letters there are."""
    by_state, at_rest = _by_state(replace(wanted, state=None), now)
    by_kind: dict[str, int] = _counts(OutboxLetter.kind, replace(wanted, kind=""), now)
    by_event: dict[str, int] = _counts(OutboxLetter.event_uid, replace(wanted, event_uid=""), now)
    query = sa.select(OutboxLetter).where(*conditions(wanted, now)).order_by(OutboxLetter.id.desc())
    query = query.options(defer(OutboxLetter.data), defer(OutboxLetter.calendar))
    letters = db.session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    total = by_state[wanted.state] if wanted.state else sum(by_state.values())
    return LetterPage(letters, total, by_state, by_kind, by_event, at_rest[wanted.state] if wanted.state else 0)


def get_letter(uid: str) -> OutboxLetter:
    """The letter. Raises LetterMissing."""
    row = db.session.scalar(sa.select(OutboxLetter).where(OutboxLetter.uid == uid))
    if row is None:
        raise LetterMissing(uid)
    return row


def _by_state(wanted: LetterFilter, now: datetime) -> tuple[Counter[LetterState], Counter[LetterState]]:
    """How many are shown in each state, and how many of those stay in it."""
    shown = shown_state_column(now).label("shown_state")
    asked = sa.select(shown, OutboxLetter.state, sa.func.count()).where(*conditions(wanted, now))
    by_state, at_rest = Counter[LetterState](), Counter[LetterState]()
    for stands, is_in, count in db.session.execute(asked.group_by("shown_state", OutboxLetter.state)):
        by_state[stands] += count
        at_rest[stands] += count if stands is is_in else 0
    return by_state, at_rest


def _counts(column: Any, wanted: LetterFilter, now: datetime) -> dict[Any, int]:
    query = sa.select(column, sa.func.count()).where(*conditions(wanted, now)).group_by(column).order_by(column)
    return dict(db.session.execute(query).all())


def list_of_mailing(mailing_id: int, person_uids: Collection[str]) -> Sequence[OutboxLetter]:
    """The mailing's letters to these people, the latest last."""
    mine = (OutboxLetter.mailing_id == mailing_id, OutboxLetter.person_uid.in_(person_uids))
    asked = sa.select(OutboxLetter).where(*mine).order_by(OutboxLetter.id)
    return db.session.scalars(asked.options(defer(OutboxLetter.data), defer(OutboxLetter.calendar))).all()


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


def list_written(event_uid: str, kind: str, since: datetime) -> list[tuple[str, dict[str, Any]]]:
    """To whom (the person's uid), and with what, letters of that kind about an event were written ``since``; none that
    was cancelled.
    """
    lately = OutboxLetter.created_at >= since, OutboxLetter.state != LetterState.CANCELLED
    asked = sa.select(OutboxLetter.person_uid, OutboxLetter.data)
    asked = asked.where(OutboxLetter.event_uid == event_uid, OutboxLetter.kind == kind, *lately)
    return [(row[0], row[1]) for row in db.session.execute(asked)]


def with_days_to_save(event_uid: str) -> set[str]:
    """The uids of people whom a calendar file with the days of an event has been sent, or is to be."""
    sent = OutboxLetter.calendar_method == "PUBLISH", OutboxLetter.state != LetterState.CANCELLED
    return set(db.session.scalars(sa.select(OutboxLetter.person_uid).where(OutboxLetter.event_uid == event_uid, *sent)))
