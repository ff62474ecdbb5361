"""Reading the mailbox: message by message, each fact in a short transaction of its own, and only then the message is
moved away. Whoever is killed in between reads it again, and the fact is there already.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.desk.mail_came import take_in
from app.kernel.db import end_read, transaction
from app.kernel.settings import Settings
from app.kernel.words import local
from app.mail import inbox
from app.mail.answers import Human
from app.mail.postbox import Postbox, PostboxFault, read

logger = logging.getLogger(__name__)

_MOST = 200
_LONGEST = timedelta(seconds=90)
"""A round ends after so many messages or so long: letters wait to be sent meanwhile."""
_LOOK_BACK = timedelta(days=30)
"""How old messages are read when a mailbox is read for the first time."""


@dataclass(frozen=True)
class Read:
    """What a reading came to; ``fault`` in plain Swedish where it came to an early end."""

    filed: int = 0
    left: int = 0
    fault: str = ""


def read_mailbox(settings: Settings, clock: Callable[[], datetime]) -> Read:
    """Read what has come since the last time. Without a mailbox nothing is done."""
    if not settings.imap_is_on:
        return Read()
    done: Counter[bool] = Counter()
    fault = ""
    try:
        with Postbox(settings) as postbox:
            _read_new(settings, postbox, clock, done)
    except PostboxFault as error:
        logger.warning("the mailbox cannot be read: %s", error.reason)
        fault = error.reason
        with transaction():
            inbox.remember_fault(settings, fault)
    return Read(done[True], done[False], fault)


def _read_new(settings: Settings, postbox: Postbox, clock: Callable[[], datetime], done: Counter[bool]) -> None:
    begun = clock()
    known = inbox.find_reading(settings)
    last = known.last if known is not None and known.validity == postbox.validity else 0
    end_read()
    new = postbox.list_new(last) if last else postbox.list_since(local(begun - _LOOK_BACK).date())
    try:
        for number in new[:_MOST]:
            done[_deal_with(number, postbox, clock())] += 1
            last = number
            if clock() - begun > _LONGEST:
                break
    finally:
        with transaction():
            inbox.remember_reading(settings, postbox.validity, last, now=clock())


def _deal_with(number: int, postbox: Postbox, now: datetime) -> bool:
    """Whether the message was moved away."""
    content = postbox.fetch(number)
    if content is None:
        return False
    answer, key = read(content), inbox.key_of(content)
    if isinstance(answer, Human) and not answer.letters:
        return False
    with transaction():
        is_dealt_with = take_in(answer, key, now=now)
    if is_dealt_with:
        postbox.file(number)
    return is_dealt_with
