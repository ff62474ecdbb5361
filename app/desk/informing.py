"""Who has been told that the address is kept here (GDPR art. 14): by a letter that has left, not by one that was only
written. Nothing here commits.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.events.rules.letter_texts import MAILING
from app.mail.model import LetterState, OutboxLetter
from app.mail.outbox import changed_by
from app.people.model import Person

_INVITATION = "invitation"
_STOPPED = (LetterState.CANCELLED, LetterState.PAUSED, LetterState.FAILED)
"""Where a letter has reached nobody, and does not by itself."""


def note_not_told(*which: sa.ColumnElement[bool]) -> int:
    """Those whom a letter among ``which``, stopped, refused or come back, was to tell have not been told, unless by
    another that has left or in another way; gives how many. One statement.
    """
    wrote = aliased(OutboxLetter)
    meant = sa.select(OutboxLetter.person_uid).where(*which, OutboxLetter.state.in_(_STOPPED), _informs())
    here = wrote.person_uid == Person.uid
    by_that = sa.or_(wrote.created_at == Person.informed_at, wrote.sent_at == Person.informed_at)
    stopped = sa.exists().where(here, wrote.state.in_(_STOPPED), by_that)
    other = aliased(OutboxLetter)
    told = sa.exists().where(other.person_uid == Person.uid, other.state == LetterState.SENT, _informs(other))
    untold = sa.update(Person).where(Person.uid.in_(meant), stopped, ~told)
    return changed_by(untold.values(informed_at=None))


def note_told(letter: OutboxLetter, *, now: datetime) -> None:
    """The letter has left: whoever was not told before it is told by it, where it tells."""
    if letter.kind == _INVITATION or (letter.kind == MAILING and letter.data.get("informs")):
        first = sa.update(Person).where(Person.uid == letter.person_uid, Person.informed_at.is_(None))
        changed_by(first.values(informed_at=now))


def _informs(letter: type[OutboxLetter] = OutboxLetter) -> sa.ColumnElement[bool]:
    mailing = sa.and_(letter.kind == MAILING, letter.data["informs"].as_boolean())
    return sa.or_(letter.kind == _INVITATION, mailing)
