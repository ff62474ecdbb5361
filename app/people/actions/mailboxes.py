"""Addresses that take no letters: remembered beside the person, and beside the organisation whose function mailbox it
is, until they are corrected, a letter demonstrably arrives, or an organizer says that they work.
"""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import SYSTEM, Actor
from app.kernel.db import db
from app.people.actions.offices import note_mailbox_arrival, refuse_mailbox
from app.people.actions.persons import draft_of, edit_person
from app.people.model import Person, PersonAddress
from app.people.rules.persons import address_key


def refuse_address(address: str, why: str, *, now: datetime) -> None:
    """A letter to the address came back, for the reason ``why`` in plain Swedish; the first time stands."""
    for row in _rows(address):
        if row.refused_at is None:
            row.refused_at = now
            log.record(SYSTEM, "person.address_refused", now=now, subject=("person", row.person.uid))
        row.reason = why
    refuse_mailbox(address, why, now=now)


def note_arrival(address: str, written_at: datetime, *, now: datetime) -> None:
    """A letter written then has arrived at the address: what came back before it no longer counts."""
    for row in _rows(address):
        if row.refused_at is not None and row.refused_at < written_at:
            _trust(row)
            log.record(SYSTEM, "person.address_arrived", now=now, subject=("person", row.person.uid))
    note_mailbox_arrival(address, written_at, now=now)


def trust_address(person: Person, *, now: datetime, actor: Actor) -> bool:
    """An organizer says that the person's addresses work; whether that was news."""
    refused = [row for row in person.addresses if row.refused_at is not None]
    for row in refused:
        _trust(row)
    if refused:
        log.record(actor, "person.address_trusted", now=now, subject=("person", person.uid))
    return bool(refused)


def replace_address(person: Person, old: str, new: str, *, keep_old: bool, now: datetime, actor: Actor) -> None:
    """Have letters to the person go to ``new``; ``old`` is kept after it, or forgotten."""
    gone = {address_key(new)} if keep_old else {address_key(new), address_key(old)}
    draft = draft_of(person)
    others = tuple(address for address in draft.addresses if address_key(address) not in gone)
    edit_person(person.uid, replace(draft, addresses=(new, *others)), person.version, now=now, actor=actor)
    for row in person.addresses:
        if row.address_key == address_key(new):
            _trust(row)


def _rows(address: str) -> list[PersonAddress]:
    asked = sa.select(PersonAddress).where(PersonAddress.address_key == address_key(address.strip()))
    return list(db.session.scalars(asked.order_by(PersonAddress.id).with_for_update()))


def _trust(row: PersonAddress) -> None:
    row.refused_at, row.reason = None, ""
