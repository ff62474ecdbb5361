"""Utskick: a draft is decided upon, its receivers are frozen, and their letters are written some at a time when the
time to undo is out: until then it is taken back by one line. Nothing here commits.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.desk.informing import note_not_told
from app.desk.mailing_letters import To, letter, saves_date
from app.events.model import Event
from app.events.queries import find_event_by_uid
from app.invitations.model import Invitation
from app.invitations.queries import list_of_people
from app.kernel.db import db
from app.kernel.words import local
from app.mail import mailings, outbox
from app.mail.model import Mailing, MailingReceiver, MailingState, OutboxLetter
from app.people.model import Person
from app.people.queries import list_persons_whole
from app.registrations.queries.lists import list_who_has, states_of
from app.registrations.rules.bulk import UNDO_WINDOW
from app.registrations.rules.mailings import (
    SAME_AGAIN,
    Audience,
    AudienceKind,
    ChangedMeanwhile,
    Decided,
    DecidedAlready,
    LeftOut,
    Nobody,
    SameLately,
    is_still_meant,
    leaves_at,
    receiver_kind,
    why_left_out,
)

_SOME = 20
"""So many letters are written in one transaction: others are let in between."""


@dataclass(frozen=True)
class Draft:
    """A mailing as an organizer writes it."""

    ready: str
    audience: Audience
    subject: str
    text: str
    also_later: bool


def create(draft: Draft, event_uid: str, *, now: datetime, actor: Actor) -> Mailing:
    """Keep a new draft."""
    row = Mailing(event_uid=event_uid, created_at=now, created_by=actor.name, **_columns(draft))
    db.session.add(row)
    db.session.flush()
    _record(row, "mailing.created", now, actor)
    return row


def draft_of(row: Mailing) -> Draft:
    """What the mailing is written as."""
    return Draft(row.ready, Audience.from_data(row.audience), row.subject, row.text, row.also_later)


def edit(uid: str, draft: Draft, seen: int) -> Mailing | DecidedAlready | ChangedMeanwhile:
    """Change a draft; ``seen``: the version that the editor saw."""
    row = mailings.lock(uid)
    if row.state is not MailingState.DRAFT:
        return DecidedAlready()
    if row.version != seen:
        return ChangedMeanwhile(0)
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    row.version += 1
    return row


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "ready": draft.ready,
        "audience": draft.audience.as_data(),
        "subject": draft.subject,
        "text": draft.text,
        "also_later": draft.also_later,
    }


def remove(uid: str, *, now: datetime, actor: Actor) -> bool:
    """Throw a draft away; whether it was one."""
    row = mailings.lock(uid)
    if row.state is not MailingState.DRAFT:
        return False
    _record(row, "mailing.removed", now, actor)
    db.session.delete(row)
    return True


@dataclass(frozen=True)
class Seen:
    """What the organizer saw when pressing: the version of the words and how many receivers; ``again``: that the same
    words go to some of them once more.
    """

    version: int
    count: int
    again: bool = False


def decide(
    uid: str,
    receivers: Collection[str],
    left_out: Mapping[str, int],
    seen: Seen,
    send_at: datetime | None,
    *,
    now: datetime,
    actor: Actor,
    undo: timedelta = UNDO_WINDOW,
) -> Decided | DecidedAlready | ChangedMeanwhile | SameLately | Nobody:
    """Have the draft go to ``receivers`` (people's uids) as soon as the time to ``undo`` is out, or at ``send_at``.
    ``left_out``: how many are meant and get none, by the reason. Pressed twice, it goes once.
    """
    mailings.take_turns()
    row = mailings.lock(uid)
    if row.state is not MailingState.DRAFT:
        return DecidedAlready()
    if not receivers:
        return Nobody()
    if (row.version, len(receivers)) != (seen.version, seen.count):
        return ChangedMeanwhile(len(receivers))
    digest = mailings.digest_of(row.subject, row.text)
    same = 0 if seen.again else mailings.count_same(row, digest, receivers, now - SAME_AGAIN)
    if same:
        return SameLately(same)
    row.state, row.digest, row.left_out = MailingState.GOING, digest, dict(left_out)
    row.send_at, row.leaves_at = send_at, leaves_at(send_at, now, undo)
    row.decided_at, row.decided_by, row.version = now, actor.name, row.version + 1
    mailings.add_receivers(row, receivers)
    _record(row, "mailing.decided", now, actor, len(receivers))
    return Decided(row.leaves_at, len(receivers))


def take_back(uid: str, *, now: datetime, actor: Actor) -> int | None:
    """Stop a mailing: before it leaves nobody gets it, later only those who have got it already. Gives how many had;
    None when it was not going.
    """
    row = mailings.lock(uid)
    if row.state is not MailingState.GOING:
        return None
    mailings.cancel_unsent(row)
    note_not_told(OutboxLetter.mailing_id == row.id)
    row.state, row.ended_at, row.ended_by, row.version = MailingState.CANCELLED, now, actor.name, row.version + 1
    sent = mailings.progress_of([row.id])[row.id].sent
    _record(row, "mailing.stopped", now, actor, sent)
    return sent


def end_later(uid: str, *, now: datetime, actor: Actor) -> None:
    """Do not send it to those who come later any more."""
    row = mailings.lock(uid)
    if row.also_later:
        row.also_later = False
        _record(row, "mailing.later_ended", now, actor)


def add_later(uid: str, receivers: Sequence[str]) -> int:
    """Have it go to those who have come to fit; nobody gets it twice. Gives how many they are."""
    row = mailings.lock(uid)
    if row.state is not MailingState.GOING or not row.also_later:
        return 0
    return mailings.add_receivers(row, receivers)


def write_some(uid: str, *, now: datetime, most: int = _SOME) -> int:
    """Write the letters of the next receivers, ``most`` at the most, of a mailing whose time has come; gives how many
    were dealt with, 0 when none is left. Two who do it at once take turns.
    """
    row = mailings.lock(uid)
    if row.state is not MailingState.GOING or row.leaves_at is None or row.leaves_at > now:
        return 0
    found = mailings.list_next(row, most)
    event = find_event_by_uid(row.event_uid)
    audience, people = Audience.from_data(row.audience), people_to(event, [one.person_uid for one in found], hold=True)
    part_uid = audience.part_uid if audience.kind is AudienceKind.PART else ""
    there = list_who_has(event.id, part_uid, people) if event and part_uid else set()
    for one in found:
        to, today = people.get(one.person_uid), local(now).date()
        why = LeftOut.GONE if to is None else _why_not(audience, to, has_part=one.person_uid in there)
        if to is not None and why is None:
            _write(row, event, to, now, today)
        one.dealt_with, one.left_out = True, why.value if why else ""
    return len(found)


def _write(row: Mailing, event: Event | None, to: To, now: datetime, today: date) -> None:
    outbox.put(letter(row, event, to, today=today), now=now)
    if saves_date(row):
        to.person.informed_at = to.person.informed_at or now


def _why_not(audience: Audience, to: To, *, has_part: bool) -> LeftOut | None:
    if not is_still_meant(audience.kind, to.kind, has_part=has_part):
        return LeftOut.NO_LONGER
    person = to.person
    refused, declined = person.refused is not None, person.declined_all_at is not None
    return why_left_out(to.kind, has_address=bool(person.address), refused=refused, declined_all=declined)


def people_to(event: Event | None, uids: Collection[str], *, hold: bool = False) -> dict[str, To]:
    """These people as a mailing about ``event`` is written to them, by uid. Statements do not grow with them.
    ``hold``: nobody erases them until the transaction ends, so that no letter is written to who is gone.
    """
    people = list_persons_whole(uids, hold=hold)
    ids = [one.id for one in people]
    invited = list_of_people(event.id, ids) if event else {}
    states = states_of(event.id, ids) if event else {}
    return {one.uid: _to(one, invited.get(one.id), states.get(one.id)) for one in people}


def _to(person: Person, invitation: Invitation | None, registration: Any) -> To:
    return To(person, invitation, receiver_kind(invitation.state if invitation else None, registration))


def receivers_of(row: Mailing, page: int, size: int) -> tuple[list[tuple[MailingReceiver, Person]], int]:
    """One page of a mailing's receivers with the people, in Swedish order; and how many there are in all."""
    mine = MailingReceiver.mailing_id == row.id
    total = db.session.scalar(sa.select(sa.func.count()).select_from(MailingReceiver).where(mine)) or 0
    asked = sa.select(MailingReceiver, Person).join(Person, Person.uid == MailingReceiver.person_uid).where(mine)
    asked = asked.order_by(Person.sort_key, Person.id).limit(size).offset((page - 1) * size)
    return [(one, person) for one, person in db.session.execute(asked)], total


def _record(row: Mailing, action: str, now: datetime, actor: Actor, count: int | None = None) -> None:
    details: dict[str, Any] = {"title": row.subject} | ({} if count is None else {"count": count})
    log.record(actor, action, now=now, subject=("mailing", row.uid), event_uid=row.event_uid, details=details)
