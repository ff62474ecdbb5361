"""The list that a door's phone keeps, as JSON. Nobody's address, telephone number or needs; of parts, those of the day.
Moments are written in UTC with their offset, and as the clock shows in Sweden beside it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.attendance.queries import Listed, OpenDoor, Seen, day_part, of_day
from app.attendance.rules import DoorRow, ToldPart, covered, of_arrival, today_of
from app.events.model import Part
from app.events.rules.kinds import LegalBasis, PartKind
from app.kernel.text import fold
from app.kernel.words import clock_time, day_date, time_span
from app.web.door import sentences

Standing = Mapping[int, Mapping[int, tuple[datetime, str]]]
"""Since when and by whom, by the person's id and the part's."""


@dataclass(frozen=True)
class Sheet:
    """One day of an open door, with its parts."""

    door: OpenDoor
    day: date
    parts: Sequence[Part]
    """Of the day."""

    @classmethod
    def of(cls, door: OpenDoor, parts: Collection[Part], day: date) -> "Sheet":
        """The event's day that is nearest to ``day``."""
        nearest = door.day(day)
        return cls(door, nearest, of_day(parts, nearest))

    def by_id(self) -> dict[int, Part]:
        """The parts of the day."""
        return {part.id: part for part in self.parts}

    def arrival(self) -> list[str]:
        """The uids of the parts that "Ankomst" of the day can cover; none: there is no such choice."""
        own = self.by_id()
        return [own[one.id].uid for one in of_arrival(map(day_part, self.parts), self.day)]

    def covers(self, places: Collection[int]) -> list[str]:
        """The uids of the parts that somebody with ``places`` is ticked off at by arriving."""
        own = self.by_id()
        return [own[part_id].uid for part_id in covered(map(day_part, self.parts), self.day, places)]

    def head(self) -> dict[str, Any]:
        """The event, the day and its parts."""
        arrival = self.arrival()
        day = {"date": self.day.isoformat(), "title": day_date(self.day)}
        return {
            "event": self._event(),
            "days": [self.door.starts_on.isoformat(), self.door.ends_on.isoformat()],
            "day": self.day.isoformat(),
            "day_title": day["title"],
            "arrival": {"day": day["date"], "title": sentences.arrival(self.day), "parts": arrival}
            if arrival
            else None,
            "parts": [self._part(part, part.uid in arrival) for part in self.parts],
        }

    def _event(self) -> dict[str, Any]:
        """With what writing somebody down asks: its consent and places, and how long that is kept."""
        told: dict[str, Any] = {"uid": self.door.uid, "slug": self.door.slug, "title": self.door.title}
        if not self.parts:
            return told
        event = self.parts[0].event
        consent = event.legal_basis is LegalBasis.CONSENT
        return told | {"asks_consent": consent, "kept_days": event.contact_kept_days, "capacity": event.capacity}

    def _part(self, part: Part, arrival: bool) -> dict[str, Any]:
        when = time_span(part.starts_at, part.ends_at)
        told = {"uid": part.uid, "title": part.title, "when": when, "room": part.room}
        return told | {"arrival": arrival, "capacity": part.capacity}

    def people(self, people: Sequence[Listed], places: Mapping[int, set[int]], standing: Standing) -> list[Any]:
        """One entry a person, in the order given."""
        told = [_told(part) for part in self.parts]
        return [
            self._person(one, places.get(one.person_id, set()), standing.get(one.person_id, {}), told) for one in people
        ]

    def answers(self, rows: Sequence[DoorRow]) -> dict[str, str]:
        """What each has answered for the day, by the person's uid."""
        told = [_told(part) for part in self.parts]
        own = {row.person_uid: {part.id for part in row.own_parts} for row in rows}
        return {row.person_uid: sentences.answer(row, today_of(told, own[row.person_uid])) for row in rows}

    def _person(
        self, one: Listed, places: set[int], standing: Mapping[int, tuple[datetime, str]], told: Sequence[ToldPart]
    ) -> dict[str, Any]:
        own = [part.uid for part in self.parts if part.id in places]
        present = {part.uid: seen(*standing[part.id]) for part in self.parts if part.id in standing}
        return {
            "uid": one.uid,
            "code": one.code,
            "name": one.name,
            "find": fold(f"{one.name} {one.organisation}"),
            "organisation": one.organisation,
            "state": "excused" if one.excused else one.state.value,
            "answer": sentences.answer(one, today_of(told, places)),
            "parts": own,
            "arrival": self.covers(places),
            "present": present,
        }


def _told(part: Part) -> ToldPart:
    common = part.slot_id is None and part.kind is not PartKind.MEAL
    return ToldPart(part.id, part.title, part.starts_at, common)


def seen(at: datetime, by_name: str) -> dict[str, str]:
    """Since when somebody is present, and by whom that was seen."""
    return {"at": at.isoformat(), "time": clock_time(at), "by": by_name}


def change(one: Seen) -> dict[str, Any]:
    """How somebody stands to a part now."""
    stands = seen(one.at, one.by_name) if one.at else None
    return {"person": one.person_uid, "part": one.part_uid, "present": stands}
