"""Contact files between their preview and "Läs in"."""

import sqlalchemy as sa

from app.kernel.db import db
from app.people.model import ContactUpload


class UploadMissing(LookupError):
    """No such file waits to be read in by this account: it is read in, given up, or a day old."""


def get_upload(uid: str, account_uid: str) -> ContactUpload:
    """The file that waits, if the account chose it. Raises UploadMissing."""
    asked = sa.select(ContactUpload).where(ContactUpload.uid == uid, ContactUpload.account_uid == account_uid)
    upload = db.session.scalars(asked).one_or_none()
    if upload is None:
        raise UploadMissing(uid)
    return upload


def lock_upload(uid: str, account_uid: str) -> ContactUpload:
    """The file, held until the transaction ends, so that it is read in once. Raises UploadMissing."""
    asked = sa.select(ContactUpload).where(ContactUpload.uid == uid, ContactUpload.account_uid == account_uid)
    locked = asked.with_for_update().execution_options(populate_existing=True)
    upload = db.session.scalars(locked).one_or_none()
    if upload is None:
        raise UploadMissing(uid)
    return upload
