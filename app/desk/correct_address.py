"""A letter did not arrive because its address is wrong: the register is corrected, and the letter goes to the right
one, in one act.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from app.audit import log
from app.audit.actor import Actor
from app.desk.informing import note_not_told
from app.desk.send_again import Stale, why_stale
from app.kernel.words import N_
from app.mail import inbox, mending, queries
from app.mail.model import LetterState, OutboxLetter
from app.people import actions
from app.people.model import Organisation, Person
from app.people.queries import find_by_mailbox, find_person, lock_organisation, lock_person
from app.people.rules.persons import address_key

CORRECTABLE = (*mending.READDRESSABLE, LetterState.SENT)
"""Where the address may be wrong: also of a letter that has left, since a bounce may be seen by a person alone."""


@dataclass(frozen=True)
class Corrected:
    """So many letters go to the new address; ``owner``: whose address it is from now on in the register."""

    letters: int
    owner: Person | Organisation | None


@dataclass(frozen=True)
class SameAddress:
    """That is the address that did not work: nothing was written."""


def correct_address(
    letter: OutboxLetter, address: str, *, keep_old: bool, also: Collection[str], now: datetime, actor: Actor
) -> Corrected | SameAddress | Stale | mending.TooLate:
    """Send ``letter`` to ``address``, and those with the uids in ``also`` that failed beside it. Whoever the register
    knows gets the address there, before the others, and the old one is kept behind it or forgotten; an organisation
    gets it as its function mailbox. One that had left is not sent when what it says does not hold any longer.
    """
    old = letter.to_address
    if address_key(address) == address_key(old):
        return SameAddress()
    if letter.state is LetterState.SENT:
        if (stale := why_stale(letter, now)) is not None:
            return stale
        _did_not_arrive(letter)
    beside = [one for one in queries.list_failed_beside(letter) if one.uid in also]
    outcome = mending.readdress(letter, address, now=now)
    if isinstance(outcome, mending.TooLate):
        return outcome
    count = 1
    for one in beside:
        if isinstance(mending.readdress(one, address, now=now), mending.Changed):
            count += 1
    owner = owner_of(letter, old)
    if isinstance(owner, Person):
        owner = lock_person(owner.uid)
        actions.replace_address(owner, old, address, keep_old=keep_old, now=now, actor=actor)
    elif owner is not None:
        owner = lock_organisation(owner.uid)
        draft = replace(actions.draft_of_organisation(owner), mailbox=address)
        actions.edit_organisation(owner.uid, draft, owner.version, now=now, actor=actor)
    about, details = ("letter", letter.uid), {"count": count}
    log.record(actor, "letter.readdressed", now=now, subject=about, event_uid=letter.event_uid, details=details)
    return Corrected(count, owner)


def _did_not_arrive(letter: OutboxLetter) -> None:
    """Somebody has seen it come back, or it never came: as if the mailbox had told so."""
    inbox.mark_returned(letter, N_("Brevet kom inte fram"))
    note_not_told(OutboxLetter.id == letter.id)


def owner_of(letter: OutboxLetter, address: str) -> Person | Organisation | None:
    """Whose ``address`` the register has for whoever the letter went to: the person's, or an organisation's function
    mailbox.
    """
    return find_person(letter.person_uid) if letter.person_uid else find_by_mailbox(address)
