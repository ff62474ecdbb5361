"""A meeting in pictures. Each is made of the numbers that the meeting's own pages show; statements do not grow with the
people.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.attendance.rules import Tally
from app.documents.pictures.bars import Bar, Bars, Series
from app.documents.pictures.svg import Fill
from app.events.model import Event
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.queries import counts, first_holding
from app.invitations.rules import UNASKED, InvitationState
from app.kernel.db import db
from app.kernel.text import sort_key
from app.kernel.words import N_, short_date, time_span
from app.lists import attendance, standing
from app.lists.answering import ANSWERED, answer_curve
from app.lists.figure import Figure
from app.people.model import Organisation, Role
from app.people.queries.sight import everybody
from app.registrations.queries import taken_of
from app.sheets.table import Column, Kind, Value

_STATES = {
    InvitationState.COMING: Fill.SOLID,
    InvitationState.WAITING: Fill.CROSSED,
    InvitationState.UNANSWERED: Fill.EMPTY,
    InvitationState.NOT_COMING: Fill.HATCHED,
    InvitationState.REPLACED: Fill.DOTTED,
}
Counts = Mapping[InvitationState, int]


def answers_by_role(event: Event, now: datetime) -> Figure | None:
    """How those invited stand, by the role that they are named by. None while nobody is."""
    found: defaultdict[tuple[bool, int, str], Counter[InvitationState]] = defaultdict(Counter)
    for row in _states(event):
        found[row.role is None, row.position or 0, row.role or N_("Utan roll")][row.state] += row.number
    rows = [(role, found[key]) for key in sorted(found) for role in key[2:]]
    return _answers("roller", N_("Svar per roll"), N_("Roll"), rows)


def answers_by_area(event: Event, now: datetime) -> Figure | None:
    """How those invited stand, by the area of the organisation that they are named by. None while nobody is."""
    found: defaultdict[str, Counter[InvitationState]] = defaultdict(Counter)
    for row in _states(event):
        found[row.area or ""][row.state] += row.number
    areas = sorted(found, key=lambda area: (not area, sort_key(area)))
    rows = [(area or N_("Utan område"), found[area]) for area in areas]
    return _answers("omraden", N_("Svar per område"), N_("Område"), rows)


def _states(event: Event) -> Sequence[sa.Row[*tuple[object, ...]]]:
    """How many stand in each state, of each role and area. One statement."""
    shown = (Role.name.label("role"), Role.position, Organisation.area, Invitation.state)
    asked = (
        sa.select(*shown, sa.func.count().label("number"))
        .select_from(Invitation)
        .outerjoin(InvitationHolding, first_holding())
        .outerjoin(Role, Role.id == InvitationHolding.role_id)
        .outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .where(Invitation.event_id == event.id, Invitation.state.not_in(UNASKED))
        .group_by(*shown)
    )
    return db.session.execute(asked).all()


def _answers(name: str, title: str, heading: str, rows: Sequence[tuple[str, Counts]]) -> Figure | None:
    if not rows:
        return None
    series = [Series(state.label, fill) for state, fill in _STATES.items()]
    made = [[of.get(state, 0) for state in _STATES] for _label, of in rows]
    bars = [Bar(label, row, str(sum(row))) for (label, _of), row in zip(rows, made, strict=True)]
    columns = [Column(heading, width=30), *(Column(one.label, Kind.NUMBER) for one in series)]
    columns.append(Column(N_("Inbjudna"), Kind.NUMBER))
    cells: list[list[Value]] = [[label, *row, sum(row)] for (label, _of), row in zip(rows, made, strict=True)]
    return Figure(name, title, _silent(rows), Bars(series, bars), columns, cells)


def _silent(rows: Sequence[tuple[str, Counts]]) -> str:
    """How many have answered, and where most have not."""
    answered = sum(of.get(state, 0) for _label, of in rows for state in ANSWERED)
    told = N_("{answered} av {invited} har svarat.").format(
        answered=answered, invited=sum(sum(of.values()) for _label, of in rows)
    )
    label, number = max(((label, of.get(InvitationState.UNANSWERED, 0)) for label, of in rows), key=lambda one: one[1])
    if not number:
        return told
    return f"{told} {N_('Flest som inte har svarat: {label}, {number}.').format(label=label, number=number)}"


def seats(event: Event, now: datetime) -> Figure | None:
    """How many come to each part, beside how many places there are on site. None while there is no part."""
    rows = [
        _Seats(
            one.part.title,
            f"{short_date(one.part.starts_at)} {time_span(one.part.starts_at, one.part.ends_at)}",
            (one.on_site, one.online, one.waiting),
            one.part.capacity,
            one.held,
        )
        for one in standing.part_standings(event)
    ]
    if not rows:
        return None
    if event.capacity is not None:
        waiting = counts(event.id)[InvitationState.WAITING]
        rows.insert(0, _Seats(N_("Hela mötet"), "", (taken_of(event), 0, waiting), event.capacity))
    series = [
        Series(N_("På plats"), Fill.SOLID),
        Series(N_("Digitalt"), Fill.DOTTED),
        Series(N_("Väntelista"), Fill.HATCHED),
    ]
    bars = [Bar(one.title, one.numbers, one.of, one.limit) for one in rows]
    columns = [Column(N_("Del"), width=34), Column(N_("När"), width=24)]
    columns += [Column(heading, Kind.NUMBER) for heading in (*(one.label for one in series), N_("Platser"))]
    cells: list[list[Value]] = [[one.title, one.when, *one.numbers, one.limit] for one in rows]
    chart = Bars(series, bars, N_("Antal platser"))
    return Figure("platser", N_("Anmälda och platser"), _full(rows), chart, columns, cells)


@dataclass(frozen=True)
class _Seats:
    """One bar: who come on site, digitally and wait; of those who wait ``held`` have been offered a seat."""

    title: str
    when: str
    numbers: tuple[int, int, int]
    limit: int | None
    held: int = 0

    @property
    def of(self) -> str:
        """ "25 av 26", with what is held for somebody; the number alone where there is no limit."""
        if self.limit is None:
            return str(self.numbers[0])
        told = N_("{number} av {limit}").format(number=self.numbers[0], limit=self.limit)
        return N_("{told}, {held} hålls").format(told=told, held=self.held) if self.held else told

    @property
    def is_full(self) -> bool:
        """Whether no place is left, those counted that are held for somebody."""
        return self.limit is not None and self.numbers[0] + self.held >= self.limit


def _full(rows: Sequence[_Seats]) -> str:
    """Where no place is left, and where somebody waits, which may be for another reason."""
    if all(one.limit is None for one in rows):
        told = N_("Inget har ett högsta antal platser.")
    elif full := [f"{one.title} ({one.of})" for one in rows if one.is_full]:
        told = N_("Fullt: {parts}.").format(parts=", ".join(full))
    else:
        told = N_("Inget är fullt.")
    waiting = [f"{one.title} {one.numbers[2]}" for one in rows if one.numbers[2]]
    return f"{told} {N_('På väntelista: {parts}.').format(parts=', '.join(waiting))}" if waiting else told


def attended(event: Event, now: datetime) -> Figure | None:
    """How many were at each part that has begun, of those who were to be there. None before the first."""
    parts = attendance.begun(attendance.attended_parts(event), now)
    if not parts:
        return None
    with everybody():  # only counts leave this
        people = attendance.attendees(event, now)
    rows = [(part, attendance.tally_of(people, [part])) for part in parts]
    series = [
        Series(N_("Närvarande"), Fill.SOLID),
        Series(N_("Anmält förhinder"), Fill.HATCHED),
        Series(N_("Frånvarande"), Fill.EMPTY),
    ]
    bars = [Bar(part.title, (one.present, one.excused, one.absent), _share(one)) for part, one in rows]
    headings = (*(one.label for one in series), N_("Annan i stället"), N_("Närvaro i procent"))
    columns = [Column(N_("Del"), width=34), Column(N_("När"), width=24)]
    columns += [Column(heading, Kind.NUMBER) for heading in headings]
    cells: list[list[Value]] = [
        [
            part.title,
            f"{short_date(part.starts_at)} {time_span(part.starts_at, part.ends_at)}",
            *(one.present, one.excused, one.absent, one.instead, one.share(one.present)),
        ]
        for part, one in rows
    ]
    whole = attendance.tally_of(people, parts)
    sentence = N_("{present} av {seats} som skulle vara med var det vid någon del.").format(
        present=whole.present, seats=whole.seats
    )
    return Figure("narvaro", N_("Närvaro per del"), sentence, Bars(series, bars), columns, cells)


def _share(one: Tally) -> str:
    share = one.share(one.present)
    return "" if share is None else f"{share} %"


FIGURES: Mapping[str, Callable[[Event, datetime], Figure | None]] = {
    "svar": answer_curve,
    "roller": answers_by_role,
    "omraden": answers_by_area,
    "platser": seats,
    "narvaro": attended,
}
"""The pictures of a meeting, in the order they are shown, by the name they have in their address."""
