"""Acts on registrations. Called inside ``with transaction():`` at a door; none commits."""

from app.registrations.actions.absence import decline, withdraw
from app.registrations.actions.bulk import Told, perform, undo
from app.registrations.actions.calendars import announce_change
from app.registrations.actions.needs import (
    erase_needs,
    erase_needs_of,
    purge_needs,
    remove_needs,
    set_needs,
    take_back_name,
)
from app.registrations.actions.passing import pass_on
from app.registrations.actions.queue import promote
from app.registrations.actions.register import Answers, Asked, change, register

__all__ = [
    "Answers",
    "Asked",
    "Told",
    "announce_change",
    "change",
    "decline",
    "erase_needs",
    "erase_needs_of",
    "pass_on",
    "perform",
    "promote",
    "purge_needs",
    "register",
    "remove_needs",
    "set_needs",
    "take_back_name",
    "undo",
    "withdraw",
]
