"""Täckning as a list: one row an organisation, one column a role, and after each area and last what they come to."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.queries import Cell, Coverage, CoverageRow, Covered, Sum, coverage, sum_of
from app.invitations.rules import InvitationState as State
from app.invitations.rules.substitutes import REPLACED_BY
from app.kernel.text import clean_line
from app.kernel.words import N_
from app.lists import statements
from app.lists.chosen import Chosen
from app.people.model import Role
from app.people.queries.sight import everybody, unprotected
from app.sheets.table import Column, Kind, Table, Value

_NAMED = 3
"""So many are named in a cell; of more it is told how many have answered what."""
_LONGEST = 1000
_SAID = (State.COMING, State.WAITING, State.REPLACED, State.NOT_COMING, State.UNANSWERED, State.NOT_SENT)


def table(event: Event, chosen: Chosen) -> Table:
    """The coverage of ``event``. Statements do not grow with the rows."""
    found = _found(event, chosen)
    columns = (
        Column(N_("Område"), width=14),
        Column(N_("Organisation"), width=20),
        *(Column(clean_line(role.name, _LONGEST), width=18) for role in found.roles),
        Column(N_("Kommer"), Kind.NUMBER, width=11),
        Column(N_("Inbjudna utan ersatta"), Kind.NUMBER, width=11),
        Column(N_("Ej svarat"), Kind.NUMBER, width=11),
    )
    return Table(N_("Täckning"), columns, _rows(found))


def _found(event: Event, chosen: Chosen) -> Coverage:
    """As ``chosen`` asks: of those who stand in a state or come to a part there are no vacancies."""
    narrowed = Chosen(state=chosen.state, part_id=chosen.part_id, protected=chosen.protected)
    narrows = bool(chosen.state or chosen.part_id)
    ids = statements.invited(event, narrowed).with_only_columns(Invitation.id).order_by(None)
    with everybody() if chosen.protected else unprotected():
        found = coverage(event, ids if narrows else None)
    return _only(found, chosen)


def _only(found: Coverage, chosen: Chosen) -> Coverage:
    """The row and the column that are asked for."""
    roles = tuple(role for role in found.roles if chosen.role_id in (None, role.id))
    kept = (row for row in found.rows if chosen.organisation_id in (None, row.organisation.id))
    rows = (CoverageRow(row.organisation, {role.id: row.cells[role.id] for role in roles}) for row in kept)
    return Coverage(roles, tuple(rows), found.area_vacancies)


def _rows(found: Coverage) -> Iterator[Sequence[Value]]:
    for area, of_area in groupby(found.rows, lambda row: row.organisation.area):
        rows = list(of_area)
        name = area or N_("Övriga")
        for row in rows:
            cells = (_words(row.cells[role.id]) for role in found.roles)
            yield (name, row.organisation.name, *cells, *sum_of(row.cells.values()))
        yield (name, N_("Summa {area}").format(area=name), *_sums(rows, found.roles))
    if found.rows:
        yield (N_("Alla"), N_("Summa"), *_sums(found.rows, found.roles))


def _sums(rows: Sequence[CoverageRow], roles: Sequence[Role]) -> Iterator[Value]:
    """By role as "12 av 19", then in all as numbers."""
    for role in roles:
        yield _of(sum_of(row.cells[role.id] for row in rows))
    yield from sum_of(cell for row in rows for cell in row.cells.values())


def _of(total: Sum) -> str:
    return N_("{coming} av {invited}").format(coming=total.coming, invited=total.invited) if total.invited else ""


def _words(cell: Cell) -> str:
    """ "Anna Berg: kommer; 1 vakant", or of many "4 kommer, 2 har inte svarat"."""
    people = "; ".join(map(_who, cell.people)) if len(cell.people) <= _NAMED else _counted(cell)
    places = N_("{places} platser, {named} namngivna").format(places=cell.places, named=cell.named)
    vacant = (N_("{number} vakant") if cell.vacant == 1 else N_("{number} vakanta")).format(number=cell.vacant)
    return "; ".join(filter(None, (people, places if cell.places else "", vacant if cell.vacant else "")))


def _who(one: Covered) -> str:
    if one.stand_in:
        return f"{one.name}: {REPLACED_BY % {'who': one.stand_in}}"
    return f"{one.name}: {one.state.label.lower()}"


def _counted(cell: Cell) -> str:
    said = ((cell.count(state), state.label.lower()) for state in _SAID)
    return ", ".join(f"{number} {words}" for number, words in said if number)
