"""The lines of the pages Inbjudna and Anmälda: one light statement for all of an event's people, so that filters can be
counted; then only the rows of one page are read whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.invitations.model import Invitation, InvitationHolding
from app.kernel.db import db
from app.lists.narrowing import Found, Line
from app.people.model import Organisation, Person, Role
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState

_LINE = (Person.search_key, InvitationHolding.role_id, InvitationHolding.organisation_id)


def invited(event_id: int) -> Found:
    """Everybody with an invitation, in Swedish order of names. Filters: svar, roll, grupp, omrade, organisation. Three
    statements.
    """
    asked = (
        sa.select(Invitation.id, sa.type_coerce(Invitation.state, sa.String), *_LINE)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.event_id == event_id)
        .order_by(Person.sort_key, Invitation.id, InvitationHolding.id)
    )
    return _found(db.session.execute(_with_holdings(asked)), "svar", {})


def registered(event_id: int) -> Found:
    """Everybody who is registered, waits or has withdrawn, in Swedish order of names. Filters: lage, del, roll, grupp,
    omrade, organisation. Four statements.
    """
    asked = (
        sa.select(Registration.id, sa.type_coerce(Registration.state, sa.String), *_LINE)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Invitation, Invitation.id == Registration.invitation_id)
        .where(Registration.event_id == event_id)
        .order_by(Person.sort_key, Registration.id, InvitationHolding.id)
    )
    return _found(db.session.execute(_with_holdings(asked)), "lage", _parts(event_id))


def _with_holdings(asked: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return asked.outerjoin(InvitationHolding, InvitationHolding.invitation_id == Invitation.id)


def _parts(event_id: int) -> Mapping[int, frozenset[str]]:
    """The parts, as text of their ids, that each registration stands or waits for."""
    asked = (
        sa.select(RegistrationPart.registration_id, RegistrationPart.part_id)
        .join(RegistrationPart.registration)
        .where(Registration.event_id == event_id, RegistrationPart.state != RegistrationState.CANCELLED)
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for registration_id, part_id in db.session.execute(asked):
        found[registration_id].add(str(part_id))
    return {number: frozenset(parts) for number, parts in found.items()}


class _Role(NamedTuple):
    id: int
    key: str
    name: str
    group: str
    position: int


class _Place(NamedTuple):
    id: int
    uid: str
    name: str
    area: str
    sort_key: str
    search_key: str


class _Kind(NamedTuple):
    """What people of one state, the same roles and the same parts have in common: few hundred among thousands."""

    values: Mapping[str, frozenset[str]]
    searched: str


class _Kinds:
    """Every kind there is, made when the first of it is met."""

    def __init__(self, state: str) -> None:
        self._state = state
        roles = sa.select(Role.id, Role.key, Role.name, sa.type_coerce(Role.group, sa.String), Role.position)
        self._roles = {row[0]: _Role(*row) for row in db.session.execute(roles)}
        columns = Organisation.uid, Organisation.name, Organisation.area, Organisation.sort_key, Organisation.search_key
        self._places = {row[0]: _Place(*row) for row in db.session.execute(sa.select(Organisation.id, *columns))}
        self._known: dict[object, _Kind] = {}
        self._seen: set[tuple[int, int]] = set()

    def of(self, state: str, held: tuple[tuple[int, int], ...], parts: frozenset[str]) -> _Kind:
        """The kind of those in ``state`` with the (role, organisation) pairs ``held`` and ``parts``."""
        asked = (state, held, parts)
        if asked not in self._known:
            self._known[asked] = self._made(state, held, parts)
        return self._known[asked]

    def _made(self, state: str, held: tuple[tuple[int, int], ...], parts: frozenset[str]) -> _Kind:
        self._seen.update(held)
        roles, places = [self._roles[role] for role, _ in held], [self._places[place] for _, place in held]
        values = {
            self._state: frozenset({state}),
            "roll": frozenset(role.key for role in roles),
            "grupp": frozenset(role.group for role in roles),
            "organisation": frozenset(place.uid for place in places),
            "omrade": frozenset(place.area for place in places if place.area),
            "del": parts,
        }
        return _Kind(values, "".join(place.search_key for place in places))

    def words(self) -> dict[str, dict[str, str]]:
        """The names of the roles and organisations that were met, in their orders."""
        roles = sorted({self._roles[role] for role, _ in self._seen}, key=lambda role: (role.position, role.key))
        places = sorted({self._places[place] for _, place in self._seen}, key=lambda place: (place.sort_key, place.uid))
        return {
            "roll": {role.key: role.name for role in roles},
            "organisation": {place.uid: place.name for place in places},
        }


def _found(rows: Iterable[Any], state: str, parts: Mapping[int, frozenset[str]]) -> Found:
    """One row for each role that somebody is invited in, and one for somebody who has none."""
    people: dict[int, tuple[str, str, list[tuple[int, int]]]] = {}
    for number, stands, searched, role, place in rows:
        held = people.setdefault(number, (stands, searched, []))[2]
        if role is not None:
            held.append((role, place))
    kinds, none = _Kinds(state), frozenset[str]()
    lines = []
    for number, (stands, searched, pairs) in people.items():
        kind = kinds.of(stands, tuple(pairs), parts.get(number, none))
        lines.append(Line(number, searched + kind.searched, kind.values))
    return Found(tuple(lines), kinds.words())
