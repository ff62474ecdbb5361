"""A message has come to the mailbox: what it says of a letter, of an address and of a registration. Asked twice about
the same message, it is done once.
"""

from datetime import datetime
from typing import assert_never

from app.desk.informing import note_not_told
from app.mail import inbox
from app.mail.answers import Answer, Automatic, Delayed, Human, InCalendar, Returned
from app.mail.model import CameBack, OutboxLetter
from app.people import actions as people
from app.registrations.actions import find_answered, note_calendar_answer


def take_in(answer: Answer, key: str, *, now: datetime) -> bool:
    """Whether the message is dealt with, and can be moved away: a person's own words never are."""
    letter = inbox.find_letter(answer.letters)
    match answer:
        case Returned():
            if inbox.record(key, CameBack.RETURNED if letter else CameBack.UNKNOWN, letter, now=now) and letter:
                _did_not_arrive(letter, answer, now)
        case Delayed():
            inbox.record(key, CameBack.DELAYED if letter else CameBack.UNKNOWN, letter, now=now)
        case Automatic():
            inbox.record(key, CameBack.AUTOMATIC, letter, now=now)
            _arrived(letter, now)
        case InCalendar():
            _arrived(letter, now)
            return _answered_in_calendar(answer, key, letter, now)
        case Human():
            _arrived(letter, now)
            return False
        case _:
            assert_never(answer)
    return True


def _did_not_arrive(letter: OutboxLetter, answer: Returned, now: datetime) -> None:
    inbox.mark_returned(letter, answer.reason)
    note_not_told(OutboxLetter.id == letter.id)
    if answer.of_address:
        people.refuse_address(letter.to_address, answer.reason, now=now)


def _arrived(letter: OutboxLetter | None, now: datetime) -> None:
    """Whoever answers a letter has it."""
    if letter is not None:
        people.note_arrival(letter.to_address, letter.sent_at or letter.created_at, now=now)


def _answered_in_calendar(answer: InCalendar, key: str, letter: OutboxLetter | None, now: datetime) -> bool:
    """Somebody else's answer, to an invitation that was passed on, is left for a person to read."""
    registration = find_answered(answer, letter)
    if registration is None:
        return False
    if inbox.record(key, CameBack.IN_CALENDAR, letter, now=now):
        note_calendar_answer(registration, answer, now=now)
    return True
