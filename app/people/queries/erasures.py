"""What has been erased, as digests."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.kernel.db import db
from app.people.model import Erasure


def list_erasures_since(moment: datetime) -> Sequence[Erasure]:
    """The erasures recorded at ``moment`` or later."""
    return db.session.scalars(sa.select(Erasure).where(Erasure.erased_at >= moment).order_by(Erasure.id)).all()
