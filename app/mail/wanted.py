"""Which letters of the outbox are asked for."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.mail.model import LetterState, OutboxLetter


@dataclass(frozen=True)
class LetterFilter:
    """What is asked for; an empty value asks for everything."""

    state: LetterState | None = None
    kind: str = ""
    event_uid: str = ""
    words: str = ""


def conditions(wanted: LetterFilter) -> list[sa.ColumnElement[bool]]:
    """What a letter must meet."""
    found: list[sa.ColumnElement[bool]] = [_holds(word) for word in wanted.words.split()]
    if wanted.state:
        found.append(OutboxLetter.state == wanted.state)
    if wanted.kind:
        found.append(OutboxLetter.kind == wanted.kind)
    if wanted.event_uid:
        found.append(OutboxLetter.event_uid == wanted.event_uid)
    return found


def _holds(word: str) -> sa.ColumnElement[bool]:
    """Name, address or subject holds the word. Written with a capital too, for SQLite knows no case of å ä ö."""
    ways = {word, word.lower(), word.capitalize(), word.upper()}
    columns = (OutboxLetter.to_name, OutboxLetter.to_address, OutboxLetter.subject)
    return sa.or_(*(column.icontains(way, autoescape=True) for column in columns for way in ways))
