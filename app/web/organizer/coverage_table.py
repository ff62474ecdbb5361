"""The coverage of a meeting as a page shows it: words, tints and links for each cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.events.model import Event
from app.invitations.queries import Cell, Coverage, CoverageRow, Covered, coverage
from app.invitations.rules import InvitationState as State
from app.invitations.rules.substitutes import REPLACED_BY
from app.kernel.words import clock_time, short_date
from app.lists.standing import offers_of
from app.people.model import Organisation, Role
from app.people.queries import VacantRole
from app.people.rules.kinds import OrganisationKind, RoleGroup

_KINDS = {
    State.COMING: "good",
    State.WAITING: "queued",
    State.REPLACED: "replaced",
    State.UNANSWERED: "pending",
    State.NOT_COMING: "declined",
    State.NOT_SENT: "draft",
}
"""Shape and tint of a cell, by the state that says most of it: the first that somebody there has."""


@dataclass(frozen=True)
class ShownCell:
    """A cell in words; ``kind`` empty where nobody is meant."""

    text: str = ""
    kind: str = ""
    href: str = ""
    about: str = ""


@dataclass(frozen=True)
class ShownRow:
    """An organisation's row; ``silent`` when nobody there has answered."""

    organisation: Organisation
    href: str
    cells: tuple[ShownCell, ...]
    silent: bool


@dataclass(frozen=True)
class ShownArea:
    """The rows of an area."""

    name: str
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class ShownCoverage:
    """The whole table with what stands around it."""

    roles: tuple[Role, ...]
    areas: tuple[ShownArea, ...]
    sums: tuple[str, ...]
    silent: tuple[Organisation, ...]
    without_politician: tuple[Organisation, ...] | None
    area_vacancies: tuple[VacantRole, ...]


def of(event: Event) -> ShownCoverage:
    """The coverage of ``event``: the number of statements does not depend on how many are invited."""
    found, offers = coverage(event), offers_of(event)
    return ShownCoverage(
        roles=found.roles,
        areas=tuple(
            ShownArea(area or _("Övriga"), tuple(_row(event, row, found.roles, offers) for row in rows))
            for area, rows in groupby(found.rows, lambda row: row.organisation.area)
        ),
        sums=tuple(_sum(row.cells[role.id] for row in found.rows) for role in found.roles),
        silent=found.without_answer,
        without_politician=_without_politician(found),
        area_vacancies=found.area_vacancies,
    )


def _row(event: Event, row: CoverageRow, roles: Sequence[Role], offers: Mapping[str, datetime]) -> ShownRow:
    def href(role: Role | None = None) -> str:
        where, what = row.organisation.uid, role.key if role else None
        return url_for("invitations.show", slug=event.slug, organisation=where, roll=what)

    cells = tuple(_cell(row.cells[role.id], href(role), offers) for role in roles)
    return ShownRow(row.organisation, href(), cells, row.silent)


def _cell(cell: Cell, href: str, offers: Mapping[str, datetime]) -> ShownCell:
    if not cell.people:
        return _empty(cell)
    kind = next(kind for state, kind in _KINDS.items() if cell.count(state))
    names = ", ".join(f"{one.name}: {_state(one)}{_offered(one, offers)}" for one in cell.people)
    until = _offered(min(cell.people, key=lambda one: _until(one, offers)), offers)
    vacant = f", {_vacant(cell.vacant)}" if cell.vacant else ""
    places = f", {_places(cell)}" if cell.places else ""
    return ShownCell(_words(cell) + until + places + vacant, kind, href, names)


def _empty(cell: Cell) -> ShownCell:
    """Nobody by name: a place that waits to be named, or what is vacant."""
    vacant = _vacant(cell.vacant) if cell.vacant else ""
    if cell.places:
        return ShownCell(", ".join(filter(None, (_places(cell), vacant))), "pending")
    return ShownCell(vacant, "draft") if vacant else ShownCell()


def _places(cell: Cell) -> str:
    """ "2 platser, 1 namngiven"."""
    named = ngettext("%(num)d namngiven", "%(num)d namngivna", cell.named)
    return f"{ngettext('%(num)d plats', '%(num)d platser', cell.places)}, {named}"


def _until(one: Covered, offers: Mapping[str, datetime]) -> datetime:
    return offers.get(one.person_uid, datetime.max.replace(tzinfo=UTC))


def _offered(one: Covered, offers: Mapping[str, datetime]) -> str:
    """ ", erbjuden plats till tors 4 mars 12.00"."""
    if (until := offers.get(one.person_uid)) is None:
        return ""
    return _(", erbjuden plats till %(day)s %(time)s", day=short_date(until), time=clock_time(until))


def _state(one: Covered) -> str:
    return _(REPLACED_BY, who=one.stand_in) if one.stand_in else _(one.state.label)


def _words(cell: Cell) -> str:
    """One person's state, or "2 kommer, 1 kommer inte"; those who say most first. Who has somebody else there is left
    out beside others: it is they who count.
    """
    people = [one for one in cell.people if one.state is not State.REPLACED] or list(cell.people)
    if len(people) == 1:
        return _short(people[0].state)
    said = [(sum(one.state is state for one in people), _short(state).lower()) for state in _KINDS]
    said = [(count, words) for count, words in said if count]
    return ", ".join(f"{count} {words}" for count, words in said)


def _short(state: State) -> str:
    if state is State.REPLACED:
        return _("Annan kommer")
    if state is State.NOT_SENT:
        return _("Inte inbjuden")
    return _("Ej svarat") if state is State.UNANSWERED else _(state.label)


def _vacant(number: int) -> str:
    return _("vakant") if number == 1 else ngettext("%(num)d vakant", "%(num)d vakanta", number)


def _sum(cells: Iterable[Cell]) -> str:
    """ "12 av 19": how many come of those invited in the role; who has somebody else there is not counted twice."""
    column = list(cells)
    coming = sum(cell.count(State.COMING) for cell in column)
    invited = sum(len(cell.people) - cell.count(State.REPLACED) for cell in column)
    return _("%(coming)d av %(invited)d", coming=coming, invited=invited)


def _without_politician(found: Coverage) -> tuple[Organisation, ...] | None:
    """The agreement municipalities from which no politician comes; None where no politicians are asked for."""
    roles = [role.id for role in found.roles if role.group is RoleGroup.POLITIKER]
    if not roles:
        return None
    return tuple(
        row.organisation
        for row in found.rows
        if row.organisation.kind is OrganisationKind.KOMMUN
        and row.organisation.agreement
        and not any(row.cells[role].count(State.COMING) for role in roles)
    )
