"""What somebody has by a registration, and stands in line for, as their pages tell it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from app.events.queries.quotas import list_quotas
from app.people.rules.sentences import Sentence
from app.registrations import queries
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState, Seats
from app.web.answers import quota_words


@dataclass(frozen=True)
class Held:
    """Nothing, where there is no registration that stands. ``find_seats`` counts the seats: asked only where somebody
    waits for the event itself, or a quota may be why.
    """

    registration: Registration | None
    find_seats: Callable[[], Seats]

    @cached_property
    def confirmed(self) -> list[RegistrationPart]:
        """The registration's parts with a seat, in the order of time."""
        return self._rows(RegistrationState.CONFIRMED)

    @property
    def first_confirmed(self) -> RegistrationPart | None:
        """The first of them that is held."""
        return next((row for row in self.confirmed if row.part.cancelled_at is None), None)

    @cached_property
    def waiting(self) -> list[tuple[RegistrationPart, int]]:
        """The parts in whose queue the person stands, with the place; none when waiting for the event itself."""
        if self.event_place:
            return []
        rows = [row for row in self._rows(RegistrationState.WAITING) if row.offered_until is None]
        places = queries.places_in_line(self.registration) if self.registration and rows else {}
        return [(row, places.get(row.part_id, 0)) for row in rows]

    @cached_property
    def event_place(self) -> int:
        """The place in the event's own queue; 0 when not in it."""
        if self.registration is None or self.registration.queued_at is None:
            return 0
        return self.find_seats().ahead + 1

    @property
    def offered(self) -> list[RegistrationPart]:
        """The parts on which a seat is held for the person."""
        return [row for row in self._rows(RegistrationState.WAITING) if row.offered_until is not None]

    @property
    def still_full(self) -> list[RegistrationPart]:
        """Parts that somebody who is offered a seat of the event's would have to wait for."""
        if not self.event_place:
            return []
        return [row for row in self._rows(RegistrationState.WAITING) if row.offered_until is None]

    @property
    def quota_of_queue(self) -> Sentence | None:
        """The quota that alone keeps the person in a queue, in its words."""
        waits = {None} if self.event_place else {row.part_id for row, _place in self.waiting}
        if self.registration is None or not any(one.part_id in waits for one in list_quotas(self.registration.event)):
            return None
        seats = self.find_seats()
        levels = [seats] if self.event_place else [seats.find(row.part_id) for row, _place in self.waiting]
        found = next((level.obstacle for level in levels if level is not None and level.obstacle), None)
        return quota_words(found, waiting_list=False) if found else None

    def _rows(self, state: RegistrationState) -> list[RegistrationPart]:
        rows = self.registration.parts if self.registration else []
        return sorted((row for row in rows if row.state is state), key=lambda row: (row.part.starts_at, row.part_id))
