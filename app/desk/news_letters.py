"""Letters that tell of a meeting that is not as it was: what was, what is, and what one can do."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.events.model import Event
from app.events.queries.news import known_of
from app.events.rules.news import Aspect, News, as_data, is_moved, tells_move
from app.invitations.letters import organisations
from app.invitations.model import Invitation, Place
from app.kernel.links import Link, Purpose
from app.mail.letter import JSON, CalendarFile, Letter, Receiver
from app.people.letters import organisation_link
from app.registrations import letters
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState

KINDS = ("moved", "moved_invited", "moved_place", "cancelled", "cancelled_place")
"""The letters that are made here."""


def moved(
    one: Invitation,
    registration: Registration,
    told: tuple[News, ...],
    calendar: CalendarFile | None,
    note: str,
    today: date,
) -> Letter:
    """To somebody registered, or in line; ``told``: what of it concerns this person; ``note``: the organizer's own."""
    waiting = [row for row in registration.parts if row.state is RegistrationState.WAITING]
    seats = [row for row in letters.confirmed_parts(registration) if row.part.cancelled_at is None]
    more: dict[str, JSON] = {
        **_news(told, note),
        "parts": [letters.own_part(row, 0) for row in seats],
        "in_line": registration.state is RegistrationState.WAITING or bool(waiting),
        "has_seat": registration.state is RegistrationState.CONFIRMED,
        "nothing_left": registration.has_nothing_left,
        "has_calendar": False,  # said in other words
        "calendar": calendar.method if calendar else "",
        "may_change": today <= one.deadlines.change_by,
    }
    return letters.letter("moved", one, more, calendar)


def moved_invited(one: Invitation, told: tuple[News, ...], note: str, calendar: CalendarFile | None = None) -> Letter:
    """To somebody who has not answered; ``calendar``: the new days, where the old ones were sent to be saved."""
    more: dict[str, JSON] = {
        **_news(told, note),
        "decline_link": _decline_link(one),
        "has_calendar": calendar is not None,
    }
    return letters.letter("moved_invited", one, more, calendar)


def cancelled(one: Invitation, registration: Registration | None, calendar: CalendarFile | None, note: str) -> Letter:
    """To somebody registered, in line, or (without ``registration``) not having answered."""
    more: dict[str, JSON] = {
        "note": note,
        "standing": registration.state.value if registration else "invited",
        "has_calendar": calendar is not None,
        "calendar": calendar.method if calendar else "",
    }
    return letters.letter("cancelled", one, more, calendar)


def of_place(kind: str, place: Place, receiver: Receiver, told: tuple[News, ...], note: str) -> Letter:
    """ "moved_place" or "cancelled_place", to somebody who answers for an organisation whose places have no names."""
    data = {
        **organisations.of_place(kind, place, {}),
        **_news(told, note),
        "place_uid": place.uid,
        "count": place.left,
        "to_office": not receiver.person_uid,
        "organisation_link": organisation_link(place.organisation).as_data(),
        "place_link": organisations.place_link(place).as_data(),
    }
    return Letter(kind, receiver, data, event_uid=place.event.uid)


def _news(told: tuple[News, ...], note: str) -> dict[str, JSON]:
    return {"news": as_data(told), "moved": is_moved(told), "note": note}


def _decline_link(one: Invitation) -> JSON:
    return Link(Purpose.DECLINE_ALL, one.person.link_seed).as_data()


def with_lines(letter: Letter, lines: list[dict[str, Any]]) -> Letter:
    """The same letter, which tells ``lines``."""
    return replace(letter, data={**letter.data, "news": lines, "moved": tells_move(lines)})


def example(event: Event) -> tuple[News, ...]:
    """The event a week earlier than it is: for showing what such a letter says."""
    now = known_of(event).whole
    week = timedelta(days=7)
    was = replace(now, spot=replace(now.spot, starts=now.spot.starts - week, ends=now.spot.ends - week))
    return (News("", was, now, (Aspect.WHEN,)),)
