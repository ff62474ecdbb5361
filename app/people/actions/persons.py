"""Adding and changing people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.audit import log
from app.audit.actor import Actor
from app.kernel import links
from app.kernel.db import db
from app.kernel.text import search_key, sort_key
from app.kernel.tokens import new_seed
from app.people import queries
from app.people.model import Person, PersonAddress, new_uid
from app.people.rules.persons import FieldChange, PersonDraft, address_key, changes, distinct_addresses

_CHUNK = 500
_PERSONS = Person.metadata.tables[Person.__tablename__]
_TOUCH = (  # made once: part of every registration
    sa.update(_PERSONS)
    .where(_PERSONS.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(calendar_version=_PERSONS.c.calendar_version + 1)
)


@dataclass(frozen=True)
class PersonSaved:
    """The person is as the draft says; ``changed`` is empty when it was so before."""

    person: Person
    changed: tuple[FieldChange, ...]


@dataclass(frozen=True)
class EditedMeanwhile:
    """Somebody else saved first, so nothing was written: what the register has (old), what was to be saved (new)."""

    person: Person
    differences: tuple[FieldChange, ...]


def create_person(draft: PersonDraft, *, now: datetime, actor: Actor) -> Person:
    """Add a person with addresses and personal links. Whether somebody alike is known is the caller's question."""
    person = new_person(draft, now)
    db.session.add(person)
    db.session.flush()
    log.record(actor, "person.created", now=now, subject=("person", person.uid), details={"name": person.name})
    return person


def new_person(draft: PersonDraft, now: datetime) -> Person:
    """A person with addresses and personal links, not yet added: for adding many at once."""
    seed = new_seed()
    person = Person(
        uid=new_uid(),
        created_at=now,
        changed_at=now,
        link_seed=seed,
        link_digest=links.digest(links.Link(links.Purpose.PERSON, seed)),
        decline_digest=links.digest(links.Link(links.Purpose.DECLINE_ALL, seed)),
        feed_digest=links.digest(links.Link(links.Purpose.FEED, seed)),
    )
    write(person, draft)
    return person


def edit_person(
    uid: str, draft: PersonDraft, version: int, *, now: datetime, actor: Actor
) -> PersonSaved | EditedMeanwhile:
    """Write ``draft`` over a person that the editor saw as ``version``. Raises PersonMissing."""
    person = queries.lock_person(uid)
    changed = changes(draft_of(person), _tidy(draft))
    if changed and person.version != version:
        return EditedMeanwhile(person, changed)
    if changed:
        write(person, draft)
        person.version += 1
        person.changed_at = now
        details = {change.field: {"old": change.old, "new": change.new} for change in changed if change.field != "note"}
        log.record(actor, "person.edited", now=now, subject=("person", uid), details=details)
    return PersonSaved(person, changed)


def draft_of(person: Person) -> PersonDraft:
    """The person as a draft: what an edit form starts from."""
    rows = sorted(person.addresses, key=lambda row: (not row.preferred, row.id))
    written = tuple(row.address for row in rows)
    return PersonDraft(person.given_name, person.family_name, written, person.phone, person.note, person.language)


def _tidy(draft: PersonDraft) -> PersonDraft:
    return PersonDraft(
        draft.given_name,
        draft.family_name,
        distinct_addresses(draft.addresses),
        draft.phone,
        draft.note,
        draft.language,
    )


def write(person: Person, draft: PersonDraft) -> None:
    """Put the draft on the person, keys and all; versions and the log are the caller's."""
    draft = _tidy(draft)
    person.given_name, person.family_name = draft.given_name, draft.family_name
    person.phone, person.note, person.language = draft.phone, draft.note, draft.language
    _write_addresses(person, draft.addresses)
    refresh_keys(person)


def _write_addresses(person: Person, addresses: tuple[str, ...]) -> None:
    """Keep the rows of addresses that stay; the first is the preferred one."""
    known = {row.address_key: row for row in person.addresses}
    rows = []
    for number, address in enumerate(addresses):
        row = known.get(address_key(address)) or PersonAddress(address_key=address_key(address))
        row.address, row.preferred = address, number == 0
        rows.append(row)
    person.addresses = rows


def refresh_keys(person: Person) -> None:
    """Put the keys for sorting and searching in step with name, addresses and phone."""
    person.sort_key = sort_key(person.family_name, person.given_name)
    written = [row.address for row in person.addresses]
    person.search_key = search_key(person.given_name, person.family_name, *written, person.phone)
    person.name_key = search_key(person.given_name, person.family_name)


def decline_all(person: Person, *, now: datetime, actor: Actor) -> None:
    """Remember that the person wants no more invitations, also through later imports. Asked again: nothing happens."""
    take_back_keeping(person, now=now, actor=actor)
    if person.declined_all_at is None:
        person.declined_all_at = now
        log.record(actor, "person.declined_all", now=now, subject=("person", person.uid))


def allow_invitations(person: Person, *, now: datetime, actor: Actor) -> None:
    """The person has asked to be invited again."""
    if person.declined_all_at is not None:
        person.declined_all_at = None
        log.record(actor, "person.allowed_invitations", now=now, subject=("person", person.uid))


def set_protected(person: Person, *, protected: bool, now: datetime, actor: Actor) -> None:
    """From now on only those with the right to it see the person by name, or everybody does again. Done again: nothing
    happens.
    """
    if person.protected != protected:
        person.protected, person.changed_at = protected, now
        person.version += 1
        action = "person.protected" if protected else "person.unprotected"
        log.record(actor, action, now=now, subject=("person", person.uid))


def note_informed(person: Person, *, now: datetime, actor: Actor) -> None:
    """An organizer has told the person, otherwise than by a letter from here, that the address is kept. The first time
    stands.
    """
    if person.informed_at is None:
        person.informed_at = now
        log.record(actor, "person.informed", now=now, subject=("person", person.uid))


def consent_to_keeping(person: Person, words: str, *, now: datetime, actor: Actor) -> None:
    """The person asks to be invited again, under ``words``. Asked again: the first time stands."""
    if mark_consent_to_keeping(person, words, now=now):
        log.record(actor, "person.keep_consented", now=now, subject=("person", person.uid))


def mark_consent_to_keeping(person: Person, words: str, *, now: datetime) -> bool:
    """The same where the log tells of it with something else: whether it is new."""
    if person.keep_consent_at is not None:
        return False
    person.keep_consent_at, person.keep_consent_words = now, words
    return True


def take_back_keeping(person: Person, *, now: datetime, actor: Actor) -> None:
    """The person takes that back: the contact data leave by the retention rule. Done again: nothing happens."""
    if person.keep_consent_at is not None:
        person.keep_consent_at, person.keep_consent_words = None, ""
        log.record(actor, "person.keep_withdrawn", now=now, subject=("person", person.uid))


def touch_calendar(person_ids: Iterable[int]) -> None:
    """Something that these people's personal feeds show has changed."""
    ids = sorted(set(person_ids))
    for start in range(0, len(ids), _CHUNK):
        db.session.execute(_TOUCH, {"ids": ids[start : start + _CHUNK]})
