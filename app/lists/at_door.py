"""What is to lie at the door on paper: lists to sign, signs, and everybody with boxes to tick."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from app.attendance.rules import EXPECTED_AT_DOOR
from app.documents.at_door import DoorSign, ReserveDay, ReserveRow, SignatureList
from app.events.model import Event, Part
from app.events.rules.kinds import PartKind
from app.kernel.words import clock_time, day_date, local, long_date, time_span
from app.lists.attending import Attending, attending
from app.lists.chosen import Chosen

_NOT_SIGNED_FOR = frozenset({PartKind.MEAL, PartKind.NIGHT})
_WITHOUT_DOOR = frozenset({PartKind.NIGHT})


def signature_lists(event: Event, chosen: Chosen) -> list[SignatureList]:
    """For each meeting, plenary and seminar those who have a place in the room; ``chosen`` may name one part, of any
    kind.
    """
    people = list(attending(event, chosen))
    return [
        SignatureList(
            part.title,
            f"{long_date(part.starts_at)} {time_span(part.starts_at, part.ends_at)}",
            part.room,
            [(one.listed_name, one.organisation) for one in people if part.id in one.on_site],
        )
        for part in _parts(event, chosen, _NOT_SIGNED_FOR)
    ]


def door_signs(event: Event, chosen: Chosen, address: Callable[[Part], str]) -> list[DoorSign]:
    """A sign for each part that has a door. ``address`` makes what a part's QR code holds; "" for none."""
    return [
        DoorSign(
            part.title, long_date(part.starts_at), time_span(part.starts_at, part.ends_at), part.room, address(part)
        )
        for part in _parts(event, chosen, _WITHOUT_DOOR)
    ]


def reserve_days(event: Event, chosen: Chosen) -> list[ReserveDay]:
    """Everybody whom the door can find, once for each day with doors."""
    people = [one for one in attending(event, chosen) if one.state in EXPECTED_AT_DOOR]
    parts = _parts(event, chosen, _WITHOUT_DOOR)
    return [_day(day, [part for part in parts if _day_of(part) == day], people) for day in _days(parts)]


def _day(day: date, parts: Sequence[Part], people: Iterable[Attending]) -> ReserveDay:
    heads = [(clock_time(part.starts_at), part.title) for part in parts]
    return ReserveDay(day_date(day), heads, [_row(one, parts) for one in people])


def _row(one: Attending, parts: Sequence[Part]) -> ReserveRow:
    return ReserveRow(one.listed_name, one.organisation, one.state.label, [part.id in one.on_site for part in parts])


def _parts(event: Event, chosen: Chosen, without: frozenset[PartKind]) -> list[Part]:
    """The parts that are held: the one that ``chosen`` names, or all but those of the kinds ``without``."""
    held = [part for part in event.parts if part.cancelled_at is None]
    if chosen.part_id:
        return [part for part in held if part.id == chosen.part_id]
    return [part for part in held if part.kind not in without]


def _day_of(part: Part) -> date:
    return local(part.starts_at).date()


def _days(parts: Iterable[Part]) -> list[date]:
    return sorted({_day_of(part) for part in parts})
