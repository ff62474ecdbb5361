"""An event as people know it, to be compared with what it becomes."""

from bisect import bisect_right
from dataclasses import replace
from datetime import datetime

from app.events.model import Event, Part
from app.events.rules.earlier import known_at
from app.events.rules.kinds import EventState
from app.events.rules.news import Known, Side


def known_of(event: Event) -> Known:
    """The event and its parts as people know them."""
    parts = {
        part.uid: Side(part.title, part.spot, part.online_url, part.cancelled_at is not None) for part in event.parts
    }
    return Known(Side(event.title, event.spot, off=event.state is EventState.CANCELLED), parts)


class Remembered:
    """An event as those knew it who were last told at some moment: when and where it and its parts were then, and all
    else as in ``before``.
    """

    def __init__(self, event: Event, before: Known) -> None:
        self._event, self._before = event, before
        every = [one["at"] for earlier in (event.earlier, *(part.earlier for part in event.parts)) for one in earlier]
        self._moments = sorted({datetime.fromisoformat(at) for at in every})
        self._found: dict[int, Known] = {}

    def known_at(self, since: datetime) -> Known:
        """As it was known to somebody told at ``since``. Those told between the same two changes know the same."""
        number = bisect_right(self._moments, since)
        if number not in self._found:
            self._found[number] = self._at(since)
        return self._found[number]

    def _at(self, since: datetime) -> Known:
        def side(row: Event | Part, known: Side) -> Side:
            return replace(known, spot=known_at(row.earlier, row.spot, since))

        parts = {part.uid: part for part in self._event.parts}
        then = {uid: side(parts[uid], known) for uid, known in self._before.parts.items() if uid in parts}
        return Known(side(self._event, self._before.whole), then)
