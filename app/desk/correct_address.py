"""A letter did not arrive because its address is wrong: the register is corrected, and the letter goes to the right
one, in one act.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.audit import log
from app.audit.actor import Actor
from app.mail import mending, queries
from app.mail.model import OutboxLetter
from app.people import actions
from app.people.model import Person
from app.people.queries import find_person, lock_person
from app.people.rules.persons import address_key


@dataclass(frozen=True)
class Corrected:
    """So many letters go to the new address; ``person``: whose address it is from now on in the register."""

    letters: int
    person: Person | None


@dataclass(frozen=True)
class SameAddress:
    """That is the address that did not work: nothing was written."""


def correct_address(
    letter: OutboxLetter, address: str, *, keep_old: bool, also: Collection[str], now: datetime, actor: Actor
) -> Corrected | SameAddress | mending.TooLate:
    """Send ``letter`` to ``address``, and those with the uids in ``also`` that failed beside it. Whoever the register
    knows gets the address there, before the others; the old one is kept behind it or forgotten.
    """
    old = letter.to_address
    if address_key(address) == address_key(old):
        return SameAddress()
    beside = [one for one in queries.list_failed_beside(letter) if one.uid in also]
    outcome = mending.readdress(letter, address, now=now)
    if isinstance(outcome, mending.TooLate):
        return outcome
    count = 1
    for one in beside:
        if isinstance(mending.readdress(one, address, now=now), mending.Changed):
            count += 1
    person = find_person(letter.person_uid) if letter.person_uid else None
    if person is not None:
        person = lock_person(person.uid)
        actions.replace_address(person, old, address, keep_old=keep_old, now=now, actor=actor)
    about, details = ("letter", letter.uid), {"count": count}
    log.record(actor, "letter.readdressed", now=now, subject=about, event_uid=letter.event_uid, details=details)
    return Corrected(count, person)
