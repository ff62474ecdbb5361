"""Per kommun: how many each organisation was asked to send, and what they have answered. The counts are of everybody,
whoever may be shown by name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.events.model import Event
from app.invitations.rules import InvitationState
from app.kernel.text import sort_key
from app.kernel.words import N_
from app.lists import statements
from app.lists.chosen import Chosen
from app.people.model import Organisation, Person
from app.sheets.table import Column, Kind, Table, Value

_STATES = (
    (InvitationState.COMING, N_("Kommer")),
    (InvitationState.WAITING, N_("Väntelista")),
    (InvitationState.UNANSWERED, N_("Har inte svarat")),
    (InvitationState.NOT_COMING, N_("Kommer inte")),
    (InvitationState.REPLACED, N_("Annan kommer i stället")),
)
_NOWHERE = N_("Utan organisation")
_PLACE = (Column(N_("Organisation"), width=30), Column(N_("Område"), width=22))


def per_organisation(event: Event, chosen: Chosen) -> Table:
    """A row for each organisation that somebody is asked from, within its area; beside it who comes."""
    columns = (
        *_PLACE,
        *(Column(heading, Kind.NUMBER) for heading in (N_("Inbjudna"), *(word for _s, word in _STATES))),
    )
    return Table(N_("Per kommun"), columns, _rows(event, chosen), beside=[_people(event, chosen)])


def _rows(event: Event, chosen: Chosen) -> Iterator[Sequence[Value]]:
    found = _counted(event, chosen)
    for (area, name), number in sorted(found.items(), key=lambda one: _order(*one[0])):
        counts = [number[state] for state, _word in _STATES]
        yield (name or _NOWHERE, area, sum(counts), *counts)


def _order(area: str, name: str) -> tuple[object, ...]:
    return not area, sort_key(area), not name, sort_key(name)


def _counted(event: Event, chosen: Chosen) -> dict[tuple[str, str], Counter[InvitationState]]:
    """By area and organisation. One statement."""
    one = statements.invited(event, replace(chosen, protected=True)).order_by(None).subquery().c
    by = sa.func.coalesce(one.area, ""), sa.func.coalesce(one.organisation, ""), one.state
    states = [state for state, _word in _STATES]
    asked = sa.select(*by, sa.func.count()).where(one.state.in_(states)).group_by(*by)
    rows = list(statements.stream(asked))
    areas = {name: area for area, name, _state, _number in rows if area}
    found: defaultdict[tuple[str, str], Counter[InvitationState]] = defaultdict(Counter)
    for _area, name, state, number in rows:  # who wrote the name of an organisation stands with it
        found[areas.get(name, ""), name][state] += number
    return found


def _people(event: Event, chosen: Chosen) -> Table:
    """Who comes or waits, organisation by organisation."""
    asked = statements.registered(event, chosen).order_by(None)
    asked = asked.order_by(
        Organisation.area.is_(None), Organisation.area, Organisation.sort_key, Person.sort_key, Person.id
    )
    columns = (
        *_PLACE,
        Column(N_("Efternamn"), width=18),
        Column(N_("Förnamn"), width=16),
        Column(N_("Roll"), width=22),
        Column(N_("Svar"), width=14),
    )
    return Table(N_("Anmälda"), columns, (_person(row) for row in statements.stream(asked)))


def _person(row: Any) -> Sequence[Value]:
    place = (row.organisation or _NOWHERE, row.area or "")
    return (*place, row.family_name, row.given_name, row.role or "", InvitationState(row.state).label)
