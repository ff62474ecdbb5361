"""What the outbox's pages ask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer

from app.kernel.db import db
from app.mail.model import LetterState, OutboxLetter
from app.mail.outbox import LetterMissing

PAGE_SIZE = 50


@dataclass(frozen=True)
class LetterFilter:
    """What is asked for; an empty value asks for everything."""

    state: LetterState | None = None
    kind: str = ""
    event_uid: str = ""
    words: str = ""


@dataclass(frozen=True)
class LetterPage:
    """One page of letters, newest first, with how many there are by state and by kind (each unfiltered by itself)."""

    letters: Sequence[OutboxLetter]
    total: int
    by_state: dict[LetterState, int]
    by_kind: dict[str, int]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_letters(wanted: LetterFilter, page: int) -> LetterPage:
    """Page ``page`` (from 1) of the letters ``wanted``. Three statements, however many letters there are."""
    by_state: dict[LetterState, int] = _counts(OutboxLetter.state, replace(wanted, state=None))
    by_kind: dict[str, int] = _counts(OutboxLetter.kind, replace(wanted, kind=""))
    query = sa.select(OutboxLetter).where(*_conditions(wanted)).order_by(OutboxLetter.id.desc())
    query = query.options(defer(OutboxLetter.data), defer(OutboxLetter.calendar))
    letters = db.session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    total = by_state.get(wanted.state, 0) if wanted.state else sum(by_state.values())
    return LetterPage(letters, total, by_state, by_kind)


def get_letter(uid: str) -> OutboxLetter:
    """The letter. Raises LetterMissing."""
    row = db.session.scalar(sa.select(OutboxLetter).where(OutboxLetter.uid == uid))
    if row is None:
        raise LetterMissing(uid)
    return row


def _counts(column: Any, wanted: LetterFilter) -> dict[Any, int]:
    query = sa.select(column, sa.func.count()).where(*_conditions(wanted)).group_by(column).order_by(column)
    return dict(db.session.execute(query).all())


def _conditions(wanted: LetterFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [_holds(word) for word in wanted.words.split()]
    if wanted.state:
        conditions.append(OutboxLetter.state == wanted.state)
    if wanted.kind:
        conditions.append(OutboxLetter.kind == wanted.kind)
    if wanted.event_uid:
        conditions.append(OutboxLetter.event_uid == wanted.event_uid)
    return conditions


def _holds(word: str) -> sa.ColumnElement[bool]:
    """Name, address or subject holds the word. Written with a capital too, for SQLite knows no case of å ä ö."""
    ways = {word, word.lower(), word.capitalize(), word.upper()}
    columns = (OutboxLetter.to_name, OutboxLetter.to_address, OutboxLetter.subject)
    return sa.or_(*(column.icontains(way, autoescape=True) for column in columns for way in ways))
