"""What a door is for: a part, or the arrival of a day, which one tick covers. Both have one address: the part's uid, or
"ankomst-2027-03-04".
"""

from dataclasses import dataclass
from datetime import date

from app.attendance import actions, queries
from app.attendance.queries import AtDoor, NoSuchDoor, NotAtEvent, day_part
from app.attendance.rules import DoorRow, Given, Keeper, Mark, Outcome, Ticked, covered, of_arrival
from app.events.model import Event, Part
from app.kernel import clock
from app.kernel.db import transaction, write_alone
from app.kernel.words import day_date, local, time_span
from app.web.door import sentences
from app.web.door.keeping import get_open_door

_ARRIVAL = "ankomst-"


@dataclass(frozen=True)
class Spot:
    """A door, as its page tells it."""

    slug: str
    uid: str
    title: str
    event_title: str
    lead: str
    parts: tuple[Part, ...]
    """The part, or all that the arrival can cover."""
    day: date | None = None
    """Of an arrival, in Europe/Stockholm."""

    @property
    def on(self) -> date:
        """The day of it, in Europe/Stockholm."""
        return self.day or local(self.parts[0].starts_at).date()

    def rows(self, query: str, page: int, person_uid: str) -> list[DoorRow]:
        """Those who can be found."""
        if self.day is None:
            return queries.list_at_door(self.parts[0], query, page=page, person_uid=person_uid)
        ids, event_id = [part.id for part in self.parts], self.parts[0].event_id
        return queries.list_arriving(event_id, ids, self.day, query, page=page, person_uid=person_uid)

    def count(self) -> tuple[int, int]:
        """How many are present, and how many are to come."""
        if self.day is None:
            return queries.count_present(self.parts[0])
        return queries.count_arrived([part.id for part in self.parts])

    def told(self, nonce: str) -> Outcome | None:
        """What the tick or undo here came to that is named so, as the records have it now."""
        return queries.find_outcome([part.id for part in self.parts], nonce) if nonce else None


def uid_of(day: date) -> str:
    """The address of a day's arrival."""
    return f"{_ARRIVAL}{day.isoformat()}"


def arrivals(event: Event) -> list[tuple[str, str, str]]:
    """(address, title, the parts that are covered) of each day with an arrival, in order."""
    parts = [part for part in event.parts if part.by_arrival and part.cancelled_at is None]
    days = sorted({local(part.starts_at).date() for part in parts})
    titles = {day: [part.title for part in queries.of_day(parts, day)] for day in days}
    return [(uid_of(day), sentences.arrival(day), ", ".join(titles[day])) for day in days]


def get_spot(slug: str, uid: str) -> Spot:
    """The door at this address. Raises NoSuchDoor."""
    day = _day(uid)
    if day is not None:
        door, parts = _arrival(slug, day)
        lead = f"{day_date(day)}: {', '.join(part.title for part in parts)}"
        return Spot(slug, uid, sentences.arrival(day), door.title, lead, tuple(parts), day)
    part = queries.get_door(slug, uid)
    if queries.is_past(part.event.ends_on, clock.today()):
        raise NoSuchDoor(uid)
    lead = f"{day_date(part.starts_at)} {time_span(part.starts_at, part.ends_at)}"
    lead += f", {part.room}" if part.room else ""
    return Spot(slug, uid, part.title, part.event.title, lead, (part,))


def take(slug: str, uid: str, person_uid: str, given: Given, by: Keeper) -> None:
    """Tick somebody off at the door at this address, or undo it, now; the quickest way there is. What it came to is in
    the records. Raises NoSuchDoor, NotAtEvent, NonceTaken.
    """
    day = _day(uid)
    if day is not None:
        _take_arrival(slug, day, person_uid, given, by)
        return
    quick = actions.alone(queries.DoorAddress(slug, uid, person_uid), given, now=clock.now(), by=by)
    if quick is None or not write_alone(quick.statement, quick.values):
        take_one(queries.get_at_door(slug, uid, person_uid), given, by)


def take_one(at: AtDoor, given: Given, by: Keeper) -> Outcome:
    """Do what is ``given`` at a part, now at the latest. Raises NonceTaken."""
    now = clock.now()
    quick = actions.alone(at, given, now=now, by=by)
    if quick is not None and write_alone(quick.statement, quick.values):
        return Ticked(at.name, now)
    with transaction():
        return actions.take(at.person_id, at.name, at.part_id, given, now=clock.now(), by=by)


def _take_arrival(slug: str, day: date, person_uid: str, given: Given, by: Keeper) -> None:
    door, parts = _arrival(slug, day)
    who = next(iter(queries.list_named(door.id, [person_uid], [])), None)
    if who is None or not who.is_expected:
        raise NotAtEvent(person_uid)
    places = queries.list_places(door.id, [who.person_id]).get(who.person_id, set())
    ids = tuple(part.id for part in parts)
    if given.mark is Mark.PRESENT:
        ids = covered(map(day_part, parts), day, places)
    if not ids:
        raise NoSuchDoor(day.isoformat())
    with transaction():
        actions.take_arrival(who.person_id, who.name, ids, given, now=clock.now(), by=by)


def _arrival(slug: str, day: date) -> tuple[queries.OpenDoor, list[Part]]:
    """The parts that an arrival on ``day`` can cover: some. Raises NoSuchDoor."""
    door = get_open_door(slug)
    parts = {part.id: part for part in queries.list_parts(door)}
    meant = [parts[one.id] for one in of_arrival(map(day_part, parts.values()), day)]
    if not meant:
        raise NoSuchDoor(day.isoformat())
    return door, meant


def _day(uid: str) -> date | None:
    if not uid.startswith(_ARRIVAL):
        return None
    try:
        return date.fromisoformat(uid.removeprefix(_ARRIVAL))
    except ValueError:
        raise NoSuchDoor(uid) from None
