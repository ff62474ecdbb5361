"""Letters that have not left when a meeting changes say what holds now, and their calendar files too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.desk.mailing_letters import save_the_date
from app.events.letters import values_of_meeting
from app.events.model import Event
from app.events.queries import deadlines_of
from app.events.rules.deadlines import with_own
from app.events.rules.news import Known, Side, joined, tells_move
from app.invitations.letters import event_data
from app.mail import outbox, render
from app.mail.model import LetterState, OutboxLetter
from app.registrations import letters
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState

_DEADLINES = ("answer_by", "change_by")
_PART = frozenset({"title", "starts_at", "ends_at", "room"})
Lines = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Changed:
    """A meeting as it was and as it is; by the uid of the person those registered, and the deadlines (answer, change)
    of those who have their own.
    """

    event: Event
    before: Known
    after: Known
    registered: Mapping[str, Registration]
    own: Mapping[str, tuple[date | None, date | None]]

    @property
    def shift(self) -> timedelta:
        """How far it has moved; deadlines follow."""
        return self.after.whole.spot.starts - self.before.whole.spot.starts


def receiver_of(row: OutboxLetter) -> str:
    """Who it is: the person; about a place without a name, the place and the address."""
    place = row.data.get("place_uid")
    return place_key(place, row.to_address) if place else row.person_uid


def place_key(place_uid: str, address: str) -> str:
    """Who answers for a place."""
    return f"{place_uid} {address.casefold()}"


def renew(changed: Changed, rows: Sequence[OutboxLetter], lines_of: Callable[[str], Lines]) -> None:
    """Have ``rows`` say what holds now. ``lines_of``: what is new for a receiver, which letters about an earlier change
    that have not left tell too; one that comes to nothing does not leave.
    """
    for row in rows:
        data = _renewed(dict(row.data), changed, changed.own.get(row.person_uid, (None, None)))
        if "news" in data:
            data["news"] = joined(data["news"], lines_of(receiver_of(row)))
            data["moved"] = tells_move(data["news"])
            if not data["news"]:
                row.state = LetterState.CANCELLED
        row.data = data
        row.subject = render.subject(outbox.as_letter(row))
        if row.calendar_method == "PUBLISH":
            row.calendar = save_the_date(changed.event, row.person_uid).content
        one = changed.registered.get(row.person_uid)
        if row.calendar_method == "REQUEST" and one is not None and one.state is RegistrationState.CONFIRMED:
            one.calendar_sequence += 1
            calendar = letters.request(one, changed.event, one.person)
            row.calendar, row.calendar_method = calendar.content, calendar.method
            row.data = data | _of_calendar(data, one, calendar.method)


def _of_calendar(data: dict[str, Any], one: Registration, method: str) -> dict[str, Any]:
    """What the letter says of its calendar file, and of there being nothing left to come to."""
    says = data.get("has_calendar", False) and method == "REQUEST"
    told = {"calendar": method, "nothing_left": one.has_nothing_left, "has_calendar": says}
    return {name: value for name, value in told.items() if name in data}


def _renewed(data: dict[str, Any], changed: Changed, own: tuple[date | None, date | None]) -> dict[str, Any]:
    """A letter's data with the meeting's facts, its parts and the values of its fields as they are now."""
    fresh = event_data(changed.event)
    if any(own):
        dates = with_own(deadlines_of(changed.event), *own)
        fresh |= {"answer_by": dates.answer_by.isoformat(), "change_by": dates.change_by.isoformat()}
    else:  # those of the receiver's role group follow as the event's do
        days = {name: date.fromisoformat(data[name]) for name in _DEADLINES if name in data}
        fresh |= {name: (day + changed.shift).isoformat() for name, day in days.items()}
    facts = {**data, **{name: value for name, value in fresh.items() if name in data}}
    values = values_of_meeting(fresh) if fresh.keys() >= set(_DEADLINES) else {}
    return {name: _inside(value, changed, values) if name != "news" else value for name, value in facts.items()}


def _inside(value: Any, changed: Changed, values: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        now = [_inside(one, changed, values) for one in value]
        return [one for one in now if one is not None]
    if not isinstance(value, dict):
        return value
    if value.keys() >= _PART:
        return _part(value, changed)
    if value.keys() == {"text", "values"}:
        return {**value, "values": {name: values.get(name, old) for name, old in value["values"].items()}}
    return value


def _part(data: dict[str, Any], changed: Changed) -> dict[str, Any] | None:
    """The same part as it is now; None where it is off."""
    uid = next((uid for uid, side in changed.before.parts.items() if _is_about(data, side)), "")
    now = changed.after.parts.get(uid)
    if now is None:
        return data
    if now.off:
        return None
    told = {"title": now.title, "starts_at": now.spot.starts.isoformat(), "ends_at": now.spot.ends.isoformat()}
    link = {"online_url": now.link} if data.get("online_url") else {}
    return {**data, **told, **link, "room": now.spot.where}


def _is_about(data: dict[str, Any], side: Side) -> bool:
    times = tuple(datetime.fromisoformat(data[name]) for name in ("starts_at", "ends_at"))
    return (data["title"], *times) == (side.title, side.spot.starts, side.spot.ends)
