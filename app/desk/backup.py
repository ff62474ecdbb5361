"""Backup and restore of the embedded database. A copy of a live SQLite file is no backup (stack.md): the snapshot is
taken by VACUUM INTO. What was erased after the backup stays erased when it is restored, and letters that may have gone
out meanwhile do not go again by themselves.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app.attendance.actions import close_door_links
from app.desk.erase_person import erase_person
from app.desk.informing import note_not_told
from app.events.actions.reminders import begin_again
from app.events.model import Event
from app.invitations.actions.forgetting import forget_claims_of
from app.kernel.db import db
from app.kernel.words import N_, local
from app.mail import mailings
from app.mail.model import LetterState, OutboxLetter
from app.organizers.model import SignIn
from app.people.model import Erasure, Person
from app.people.rules.erasures import ANSWER, NEED, NEED_NAME, NEEDS, PERSON, erasure_digest
from app.registrations.actions import erase_marked, erase_needs_of, take_back_marked
from app.registrations.actions.answers import erase_marked_answers

RESTORED = N_("Återläst från säkerhetskopia: kan redan ha skickats. Kontrollera innan du skickar igen.")


class BackupRefused(Exception):
    """The file cannot be written or restored; the message says why in a sentence."""


@dataclass(frozen=True)
class Erased:
    """One line of the record of erasures: a kind, a digest, when (UTC)."""

    kind: str
    digest: str
    erased_at: str


@dataclass(frozen=True)
class Restored:
    """What a restore did after the copy: how many erasures were done again, how many letters were paused."""

    persons: int
    needs: int
    paused_letters: int


def write_backup(database: Path, target: Path) -> int:
    """A consistent snapshot of ``database`` in ``target``, also while it is written to; gives its size in bytes.

    Raises BackupRefused when the target exists or the snapshot is not whole.
    """
    if target.exists():
        raise BackupRefused(f"{target} already exists; name a new file.")
    with closing(sqlite3.connect(database)) as source:
        source.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    _check(target)
    return target.stat().st_size


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as snapshot:
            whole = snapshot.execute("PRAGMA integrity_check").fetchone()[0]
            snapshot.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"{path} is no backup of RUN-möten: {error}.") from error
    if whole != "ok":
        raise BackupRefused(f"{path} is damaged: {whole}.")


def copy_back(source: Path, database: Path) -> None:
    """Put the snapshot ``source`` in the place of ``database``. The one that stood there is kept beside it, with
    ``.before-restore`` added to its name. Raises BackupRefused.
    """
    if not source.exists():
        raise BackupRefused(f"{source} does not exist.")
    _check(source)
    if database.exists():
        kept = database.with_name(database.name + ".before-restore")
        kept.unlink(missing_ok=True)
        with closing(sqlite3.connect(database)) as current:
            current.execute("VACUUM INTO ?", (str(kept),))
        kept.chmod(0o600)
    with closing(sqlite3.connect(source)) as snapshot, closing(sqlite3.connect(database, timeout=30)) as current:
        snapshot.backup(current)


def known_erasures(database: Path, record: Path | None) -> frozenset[Erased]:
    """Everything recorded as erased, in the database that is about to be replaced and in the file beside it."""
    found: set[Erased] = set()
    if database.exists():
        with closing(sqlite3.connect(database)) as current:
            tables = current.execute("SELECT name FROM sqlite_master WHERE name = 'erasures'").fetchall()
            if tables:
                found |= {Erased(*row) for row in current.execute("SELECT kind, digest, erased_at FROM erasures")}
    if record and record.exists():
        found |= {Erased(**json.loads(line)) for line in record.read_text(encoding="utf-8").splitlines() if line}
    return frozenset(found)


def repeat_erasures(erasures: frozenset[Erased], *, now: datetime) -> Restored:
    """Erase again, in the restored database, what was erased after the backup; pause its unsent letters, and have
    nothing go by itself that was to go until today; end its sign-ins and close its door
    links, which may have been revoked since. Inside a transaction.
    """
    persons = _erase_persons(_missing(erasures, PERSON), now)
    needs = _erase_needs(_missing(erasures, NEEDS), now) + erase_marked(_missing(erasures, NEED))
    take_back_marked(_missing(erasures, NEED_NAME))
    erase_marked_answers(_missing(erasures, ANSWER))
    for kind, digest in sorted({(e.kind, e.digest) for e in erasures} - _present()):
        db.session.add(Erasure(kind=kind, digest=digest, erased_at=now))
    unsent = sa.update(OutboxLetter).where(
        OutboxLetter.state.in_([LetterState.WAITING, LetterState.RETRYING, LetterState.SENDING]),
        OutboxLetter.due_at.is_not(None),
    )
    paused = db.session.execute(unsent.values(state=LetterState.PAUSED, reason=RESTORED, lease="", leased_until=None))
    note_not_told(OutboxLetter.state == LetterState.PAUSED)
    mailings.stop(by=RESTORED, now=now)
    begin_again(local(now).date())
    db.session.execute(sa.delete(SignIn))
    close_door_links(RESTORED, now=now)
    return Restored(persons, needs, paused.rowcount)  # type: ignore[attr-defined]


def _present() -> set[tuple[str, str]]:
    return {(kind, digest) for kind, digest in db.session.execute(sa.select(Erasure.kind, Erasure.digest))}


def _missing(erasures: frozenset[Erased], kind: str) -> set[str]:
    """What was erased after the backup was taken: recorded, but not in the restored database."""
    return {erased.digest for erased in erasures if erased.kind == kind} - {
        digest for known, digest in _present() if known == kind
    }


def _erase_persons(digests: set[str], now: datetime) -> int:
    people = db.session.scalars(sa.select(Person)).all() if digests else []
    gone = [person for person in people if erasure_digest(person.uid) in digests]
    for person in gone:
        forget_claims_of(person, now=now)
        erase_person(person, now=now, remember_addresses=False)  # those that are to be remembered stand in the record
    return len(gone)


def _erase_needs(digests: set[str], now: datetime) -> int:
    events = db.session.scalars(sa.select(Event)).all() if digests else []
    return sum(erase_needs_of(event, now).count for event in events if erasure_digest(event.uid) in digests)
