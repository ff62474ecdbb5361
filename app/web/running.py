"""What the app that answers this request runs with."""

from datetime import timedelta

from flask import current_app

from app.kernel.settings import Settings


def settings() -> Settings:
    """Its settings."""
    found: Settings = current_app.config["RUN"]
    return found


def undo_minutes() -> int:
    """The same as ``undo_time``, in whole minutes."""
    return settings().mail_undo_minutes


def undo_time() -> timedelta:
    """How long what an organizer does to many can be taken back before its letters leave
    (``RUN_MAIL_UNDO_MINUTES``); none: they leave at once.
    """
    return timedelta(minutes=undo_minutes())
