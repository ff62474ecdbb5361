"""Writing mailings: those whose time has come, some letters in each short transaction; and to those who came later."""

import logging
from collections.abc import Callable
from datetime import datetime

from app.desk import mailings as desk
from app.events.queries import find_event_by_uid
from app.events.rules.kinds import EventState
from app.kernel.db import end_read, transaction
from app.kernel.words import local
from app.lists.receivers import receivers
from app.mail import mailings
from app.mail.model import Mailing
from app.mail.render import LetterUnreadable
from app.registrations.rules.mailings import Audience

logger = logging.getLogger(__name__)


def write_mailings(clock: Callable[[], datetime]) -> int:
    """Write the letters of every mailing that is to go now; how many receivers were dealt with. Several may do this at
    once; whoever is killed leaves the rest to the next.
    """
    _add_those_who_came_later(clock())
    due = mailings.list_due(clock())
    end_read()
    return sum(_write(uid, clock) for uid in due)


def _write(uid: str, clock: Callable[[], datetime]) -> int:
    done = 0
    try:
        while True:
            with transaction():
                some = desk.write_some(uid, now=clock())
            if not some:
                return done
            done += some
    except LetterUnreadable:
        logger.exception("mailing %s", uid)  # the others are not held up
        return done


def _add_those_who_came_later(now: datetime) -> None:
    new = [(one.uid, _came_later(one, now)) for one in mailings.list_also_later(now)]
    end_read()
    for uid, people in new:
        if people:
            with transaction():
                desk.add_later(uid, people)


def _came_later(one: Mailing, now: datetime) -> list[str]:
    """Who fits now and is no receiver; nobody when the meeting is over or called off."""
    event = find_event_by_uid(one.event_uid)
    today = local(now).date()
    if event is None or event.state is not EventState.PUBLISHED or event.ends_on < today:
        return []
    found = receivers(event, Audience.from_data(one.audience), today)
    return mailings.list_missing(one, found.uids)
