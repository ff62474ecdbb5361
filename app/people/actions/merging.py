"""Two rows of the register that are one person."""

from datetime import datetime

from app.audit import log
from app.audit.actor import Actor
from app.kernel.db import db
from app.people.actions.persons import draft_of, write
from app.people.model import Assignment, Person
from app.people.rules.assignments import overlap
from app.people.rules.merging import joined, merged


def absorb(kept: Person, gone: Person, *, now: datetime, actor: Actor) -> None:
    """Give ``kept`` what the register knows of ``gone``: addresses, notes, assignments, that no invitations are
    wanted, and that the person is protected. ``gone`` is taken away by ``remove_absorbed`` when the other rooms have
    moved theirs.
    """
    name = gone.name
    refused = {row.address_key: row for row in gone.addresses if row.refused_at is not None}
    write(kept, merged(draft_of(kept), draft_of(gone)))
    for row in kept.addresses:
        if row.refused_at is None and (same := refused.get(row.address_key)):
            row.refused_at, row.reason = same.refused_at, same.reason
    for held in list(gone.assignments):
        _move(held, kept)
    kept.protected = kept.protected or gone.protected
    kept.declined_all_at = kept.declined_all_at or gone.declined_all_at
    kept.informed_at = kept.informed_at or gone.informed_at
    if kept.keep_consent_at is None:
        kept.keep_consent_at, kept.keep_consent_words = gone.keep_consent_at, gone.keep_consent_words
    if kept.declined_all_at is not None:
        kept.keep_consent_at, kept.keep_consent_words = None, ""
    kept.self_changed = sorted({*kept.self_changed, *gone.self_changed})
    kept.version += 1
    kept.changed_at = now
    db.session.flush()
    log.record(actor, "person.merged", now=now, subject=("person", kept.uid), details={"name": name})


def _move(held: Assignment, kept: Person) -> None:
    """An assignment that the kept person has for some of the same days is made one with it."""
    for own in kept.assignments:
        if (own.role_id, own.organisation_id) == (held.role_id, held.organisation_id) and overlap(own.term, held.term):
            term = joined(own.term, held.term)
            own.starts_on, own.ends_on = term.starts_on, term.ends_on
            return
    held.person = kept


def remove_absorbed(gone: Person) -> None:
    """Delete the row whose person lives on in another; its links open nothing any more."""
    db.session.flush()
    db.session.expire(gone)
    db.session.delete(gone)
    db.session.flush()
