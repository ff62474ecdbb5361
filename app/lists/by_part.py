"""Lists with a row for each part that somebody has a place on: who chose which seminar, who eats, sleeps, signs. One
statement each, and a sheet for each part.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.documents.representation import MealPage, representation_pdf
from app.events.model import Event, Part
from app.events.rules.kinds import PartKind
from app.invitations.model import Invitation
from app.invitations.rules.by_hand import KINDS
from app.kernel.words import N_, local, long_date, time_span
from app.lists import statements
from app.lists.chosen import Chosen
from app.lists.meals import seated
from app.lists.people import part_headings
from app.registrations.rules import Mode, RegistrationState
from app.sheets.table import Column, Extract, Kind, Table, Value

_NAME = (Column(N_("Efternamn"), width=18), Column(N_("Förnamn"), width=16))
_ROLE, _PLACE = Column(N_("Roll"), width=22), Column(N_("Organisation"), width=28)
_WHEN = (Column(N_("Datum"), Kind.DATE), Column(N_("Tid"), width=14))
NOT_SIGNED_FOR = frozenset({PartKind.MEAL, PartKind.NIGHT})


def seminars(event: Event, chosen: Chosen) -> Table:
    """Seminarieval: at each pass who has chosen which of its parts, or waits for it."""
    passes = {slot.id: (number, slot.title) for number, slot in enumerate(event.slots)}
    parts = [part for part in _parts(event, chosen) if part.slot_id in passes]
    parts.sort(key=lambda part: passes[part.slot_id or 0][0])
    columns = (Column(N_("Pass"), width=18), Column(N_("Seminarium"), width=36), *_WHEN, *_NAME, _ROLE, _PLACE)
    headings = _headings(parts)

    def row(part: Part, one: Any) -> Sequence[Value]:
        how = Mode(one.mode) if one.place == RegistrationState.CONFIRMED else RegistrationState.WAITING
        lead = (passes[part.slot_id or 0][1], headings[part.id], *_when(part))
        return (*lead, one.family_name, one.given_name, one.role or "", one.organisation or "", how.label)

    asked = statements.on_parts(event, chosen, parts, RegistrationState.CONFIRMED, RegistrationState.WAITING)
    rows = _rows(parts, asked, row, {Mode.ON_SITE, Mode.ONLINE})
    return _parted(N_("Seminarieval"), (*columns, Column(N_("Deltar"), width=14)), rows, headings, at=1, lead=4)


REPRESENTATION = N_("Underlag för representation")


def representation(event: Event, chosen: Chosen) -> Table:
    """Underlag för representation: at each meal who eats, as what, and why. Never what they eat."""
    columns = (
        Column(N_("Syfte"), width=56),
        Column(N_("Måltid"), width=22),
        *_WHEN,
        Column(N_("Plats"), width=38),
        *_NAME,
        Column(N_("Titel"), width=24),
        _PLACE,
    )
    parts = _meals(event, chosen)
    headings, why = _headings(parts), purpose_of(event)

    def row(part: Part, one: Any) -> Sequence[Value]:
        lead = (why, headings[part.id], *_when(part), _where(event, part))
        return (*lead, one.family_name, one.given_name, _title(one), one.organisation or "")

    return _parted(REPRESENTATION, columns, _rows(parts, _eating(event, chosen, parts), row), headings, at=1)


def representation_paper(event: Event, chosen: Chosen, lead: str) -> bytes:
    """The same on paper, each meal by itself. Raises TooLongForPaperError, and as ``typeset``."""
    parts = _meals(event, chosen)
    people: dict[int, list[tuple[str, str, str]]] = {part.id: [] for part in parts}
    for one in statements.stream(_eating(event, chosen, parts)):
        if one.mode == Mode.ON_SITE:
            name = ", ".join(filter(None, (one.family_name, one.given_name)))
            people[one.part_id].append((name, _title(one), one.organisation or ""))
    pages = [MealPage(part.title, _facts(event, part), people[part.id]) for part in parts]
    return representation_pdf(pages, title=REPRESENTATION, event=event.title, lead=lead)


def _facts(event: Event, part: Part) -> list[tuple[str, str]]:
    when = f"{long_date(part.starts_at)} {time_span(part.starts_at, part.ends_at)}"
    found = [(N_("Syfte"), purpose_of(event)), (N_("Datum"), when), (N_("Plats"), _where(event, part))]
    return [(what, value) for what, value in found if value]


def _meals(event: Event, chosen: Chosen) -> list[Part]:
    return [part for part in _parts(event, chosen) if part.kind is PartKind.MEAL]


def _eating(event: Event, chosen: Chosen, parts: Sequence[Part]) -> sa.Select[*tuple[Any, ...]]:
    return statements.on_parts(event, chosen, parts).add_columns(Invitation.source)


def _where(event: Event, part: Part) -> str:
    return ", ".join(filter(None, (part.room, event.place)))


def _title(one: Any) -> str:
    """The role, or as what somebody without one is there."""
    return one.role or KINDS.get(one.source, "")


def purpose_of(event: Event) -> str:
    """What a meal at the event is for, as whoever keeps the books asks: "RUN-konferens 2027: Behålla och utveckla"."""
    return ": ".join(filter(None, (event.title, event.theme or event.purpose)))


def hotel(event: Event, chosen: Chosen) -> Table:
    """Hotell: who stays which night; and on a sheet beside it how many do."""
    parts = nights(event, chosen)
    columns = (Column(N_("Natt"), width=24), *_NIGHT, *_NAME, _PLACE)
    headings = _headings(parts)

    def row(part: Part, one: Any) -> Sequence[Value]:
        return (*_night(part, headings[part.id]), one.family_name, one.given_name, one.organisation or "")

    rows = _rows(parts, statements.on_parts(event, chosen, parts), row)
    return Table(N_("Hotell"), columns, rows, beside=[hotel_counts(event, chosen)])


_NIGHT = (Column(N_("Ankomst"), Kind.DATE), Column(N_("Avresa"), Kind.DATE))


def hotel_counts(event: Event, chosen: Chosen) -> Table:
    """Hotell, antal: how many stay each night, without anybody's name."""
    parts = nights(event, chosen)
    headings, number = _headings(parts), seated([part.id for part in parts])
    rows = [(*_night(part, headings[part.id]), number.get(part.id, 0)) for part in parts]
    columns = (Column(N_("Natt"), width=24), *_NIGHT, Column(N_("Antal"), Kind.NUMBER))
    return Table(N_("Hotell, antal"), columns, rows)


def nights(event: Event, chosen: Chosen) -> list[Part]:
    """The nights that are not called off."""
    return [part for part in _parts(event, chosen) if part.kind is PartKind.NIGHT]


def _night(part: Part, heading: str) -> Sequence[Value]:
    return (heading, local(part.starts_at).date(), local(part.ends_at).date())


def signatures(event: Event, chosen: Chosen) -> Table:
    """Signaturlista: for each meeting, plenary and seminar those with a place in the room, and where they sign."""
    parts = [part for part in _parts(event, chosen) if chosen.part_id or part.kind not in NOT_SIGNED_FOR]
    headings = _headings(parts)
    columns = (Column(N_("Del"), width=36), *_WHEN, Column(N_("Sal"), width=16), *_NAME, _PLACE)

    def row(part: Part, one: Any) -> Sequence[Value]:
        lead = (headings[part.id], *_when(part), part.room)
        return (*lead, one.family_name, one.given_name, one.organisation or "", "")

    rows = _rows(parts, statements.on_parts(event, chosen, parts), row)
    return _parted(N_("Signaturlista"), (*columns, Column(N_("Underskrift"), width=36)), rows, headings, at=0, lead=4)


def _parts(event: Event, chosen: Chosen) -> list[Part]:
    return [part for part in event.parts if part.cancelled_at is None and chosen.part_id in (None, part.id)]


def _headings(parts: Sequence[Part]) -> dict[int, str]:
    return {part.id: heading for part, heading in zip(parts, part_headings(parts), strict=True)}


def _when(part: Part) -> Sequence[Value]:
    return local(part.starts_at).date(), time_span(part.starts_at, part.ends_at)


def _rows(
    parts: Sequence[Part], asked: Any, row: Any, modes: Collection[Mode] = frozenset({Mode.ON_SITE})
) -> Iterator[Sequence[Value]]:
    by_id = {part.id: part for part in parts}
    return (row(by_id[one.part_id], one) for one in statements.stream(asked) if one.mode in modes)


def _parted(
    title: str,
    columns: Sequence[Column],
    rows: Iterator[Sequence[Value]],
    headings: dict[int, str],
    *,
    at: int,
    lead: int = 0,
) -> Table:
    """A sheet for each of ``headings``, which stand in the column ``at``, without the ``lead`` columns that say the
    same on every row of it.
    """
    sheets = [Extract(one, columns[lead:], partial(_own, one, at, lead)) for one in headings.values()]
    return Table(title, columns, rows, sheets)


def _own(heading: str, at: int, lead: int, row: Sequence[Value]) -> Sequence[Value] | None:
    return row[lead:] if row[at] == heading else None
