"""Keeping a contact file from its preview to "Läs in"; nothing of it reaches the register by this."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.audit.actor import Actor
from app.kernel.db import db
from app.kernel.text import clean_line
from app.people.model import ContactUpload
from app.people.rules.corrections import Corrections

KEPT = timedelta(days=1)
"""How long a file waits that nobody reads in."""


def store_upload(filename: str, content: bytes, *, now: datetime, actor: Actor) -> ContactUpload:
    """Keep a file for its preview. It belongs to the one who chose it."""
    upload = ContactUpload(
        filename=clean_line(filename), content=content, corrections={}, account_uid=actor.uid, created_at=now
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def correct_upload(upload: ContactUpload, corrections: Corrections) -> None:
    """Keep what was corrected in the guesses of a file that waits."""
    upload.corrections = corrections.as_data()
    db.session.flush()


def remove_upload(upload: ContactUpload) -> None:
    """Give the file up, or have done with it."""
    db.session.delete(upload)
    db.session.flush()


def remove_old_uploads(now: datetime) -> int:
    """Remove the files that have waited a day; how many they were."""
    old = sa.delete(ContactUpload).where(ContactUpload.created_at < now - KEPT).returning(ContactUpload.id)
    return len(db.session.execute(old).all())
