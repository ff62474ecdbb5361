"""What waits for its mail to be confirmed."""

from datetime import datetime

import sqlalchemy as sa

from app.kernel import tokens
from app.kernel.db import db
from app.registrations.model import SignUp


def find_sign_up(token: str, now: datetime, *, fresh: bool = False) -> SignUp | None:
    """What the link ``/bekrafta/<token>`` confirms; None when its time is out."""
    asked = sa.select(SignUp).where(SignUp.link_digest == tokens.digest(token), SignUp.expires_at > now)
    return db.session.scalars(asked.execution_options(populate_existing=fresh)).one_or_none()
