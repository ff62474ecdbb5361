"""Which letters of the outbox are asked for."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.mail.model import LetterState, Mailing, OutboxLetter

_ADDRESS = sa.func.lower(OutboxLetter.to_address)


@dataclass(frozen=True)
class LetterFilter:
    """What is asked for; an empty value asks for everything."""

    state: LetterState | None = None
    kind: str = ""
    event_uid: str = ""
    mailing_uid: str = ""
    words: str = ""
    without: frozenset[str] = frozenset()
    """Uids and addresses (lower case) of those whose letters are not shown."""


def shown_state(row: OutboxLetter, now: datetime) -> LetterState:
    """Where a letter stands, in the words that it is shown with: one that can still be taken back is paused until its
    time.
    """
    held = row.state is LetterState.WAITING and row.due_at is not None and row.due_at > now
    return LetterState.PAUSED if held else row.state


def shown_state_column(now: datetime) -> sa.ColumnElement[LetterState]:
    """The same, asked of the database."""
    held = sa.and_(OutboxLetter.state == LetterState.WAITING, OutboxLetter.due_at > now)
    return sa.case((held, sa.literal(LetterState.PAUSED, OutboxLetter.state.type)), else_=OutboxLetter.state)


def conditions(wanted: LetterFilter, now: datetime) -> list[sa.ColumnElement[bool]]:
    """What a letter must meet at the moment ``now``."""
    found: list[sa.ColumnElement[bool]] = [_holds(word) for word in wanted.words.split()]
    if wanted.state:
        found.append(shown_state_column(now) == wanted.state)
    if wanted.kind:
        found.append(OutboxLetter.kind == wanted.kind)
    if wanted.event_uid:
        found.append(OutboxLetter.event_uid == wanted.event_uid)
    if wanted.mailing_uid:
        mine = sa.select(Mailing.id).where(Mailing.uid == wanted.mailing_uid)
        found.append(OutboxLetter.mailing_id == mine.scalar_subquery())
    if wanted.without:
        found += [column.not_in(wanted.without) for column in (OutboxLetter.person_uid, _ADDRESS)]
    return found


def _holds(word: str) -> sa.ColumnElement[bool]:
    """Name, address or subject holds the word. Written with a capital too, for SQLite knows no case of å ä ö."""
    ways = {word, word.lower(), word.capitalize(), word.upper()}
    columns = (OutboxLetter.to_name, OutboxLetter.to_address, OutboxLetter.subject)
    return sa.or_(*(column.icontains(way, autoescape=True) for column in columns for way in ways))
