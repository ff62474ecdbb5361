"""Egen incheckning: a QR on the wall leads invitees to their own link, while the part is on."""

from datetime import datetime, timedelta

BEFORE = timedelta(hours=1)


def is_window(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether somebody can tick themselves off ``now`` (all aware): from an hour before the part begins,
    until it ends.
    """
    return starts_at - BEFORE <= now < ends_at
