"""How long it is until somebody must have been told that the address is kept here, and the letter that tells it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.events.rules.ready_texts import READY
from app.kernel import clock
from app.kernel.words import local
from app.people.model import Person
from app.people.rules.informing import days_left
from app.people.rules.register import RegisterFilter, Show
from app.web.organizer.home import list_coming, next_of

_TELLS = next(one for one in READY.values() if one.saves_date)


@dataclass(frozen=True)
class Way:
    """The mailing to exactly those who have not been told, about a meeting."""

    title: str
    href: str


def left_of(person: Person) -> int:
    """How many days are left to tell the person; below 0: it is late."""
    return days_left(local(person.created_at).date(), clock.today())


def ways_to(asked: RegisterFilter) -> list[Way]:
    """Where the register is narrowed to those who have not been told: how they are, the next meeting first, since only
    the organizer knows which one they are to come to. Nothing without a coming meeting.
    """
    if asked.show is not Show.UNINFORMED:
        return []
    coming = list_coming(clock.today())
    first, limits = next_of(coming), dict[str, Any](asked.written())
    events = sorted(coming, key=lambda one: one is not first)
    return [Way(one.title, url_for("mailings.new", mote=one.slug, text=_TELLS.key, **limits)) for one in events]
