"""Acts on registrations. Called inside ``with transaction():`` at a door; none commits."""

from app.registrations.actions.absence import decline, withdraw
from app.registrations.actions.asking import ask_for, lapse_requests, take_back
from app.registrations.actions.behalf import ChangedMeanwhile, answer_for, withdraw_for
from app.registrations.actions.bulk import Told, perform, undo
from app.registrations.actions.calendar_replies import (
    dismiss_calendar_answer,
    find_answered,
    note_calendar_answer,
)
from app.registrations.actions.calendars import announce_change
from app.registrations.actions.granting import grant, turn_down
from app.registrations.actions.needs import (
    erase_marked,
    erase_needs,
    erase_needs_of,
    purge_needs,
    remove_needs,
    set_needs,
    take_back_marked,
    take_back_name,
)
from app.registrations.actions.offers import accept_offer, decline_offer, lapse_offers
from app.registrations.actions.passing import pass_on
from app.registrations.actions.queue import promote
from app.registrations.actions.register import Answers, Asked, change, register
from app.registrations.actions.several import AnsweredFor, decline_several, register_several

__all__ = [
    "AnsweredFor",
    "Answers",
    "Asked",
    "ChangedMeanwhile",
    "Told",
    "accept_offer",
    "announce_change",
    "answer_for",
    "ask_for",
    "change",
    "decline",
    "decline_offer",
    "decline_several",
    "dismiss_calendar_answer",
    "erase_marked",
    "erase_needs",
    "erase_needs_of",
    "find_answered",
    "grant",
    "lapse_offers",
    "lapse_requests",
    "note_calendar_answer",
    "pass_on",
    "perform",
    "promote",
    "purge_needs",
    "register",
    "register_several",
    "remove_needs",
    "set_needs",
    "take_back",
    "take_back_marked",
    "take_back_name",
    "turn_down",
    "undo",
    "withdraw",
    "withdraw_for",
]
