"""The lines of the pages Inbjudna and Anmälda: one light statement for all of an event's people, so that filters can be
counted; then only the rows of one page are read whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.invitations.model import Invitation, InvitationHolding
from app.kernel.db import db
from app.lists.narrowing import Found, Line
from app.people.model import Organisation, Person, Role
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState

_HOLDING = (
    Person.search_key,
    Role.key.label("role"),
    Role.name.label("role_name"),
    Role.group.label("role_group"),
    Role.position,
    Organisation.uid.label("place"),
    Organisation.name.label("place_name"),
    Organisation.sort_key.label("place_sorts"),
    Organisation.search_key.label("place_searched"),
    Organisation.area,
)


def invited(event_id: int) -> Found:
    """Everybody with an invitation, in Swedish order of names. Filters: svar, roll, grupp, omrade, organisation. One
    statement.
    """
    asked = (
        sa.select(Invitation.id, Invitation.state, *_HOLDING)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.event_id == event_id)
        .order_by(Person.sort_key, Invitation.id, InvitationHolding.id)
    )
    return _found(db.session.execute(_with_holdings(asked)), "svar", {})


def registered(event_id: int) -> Found:
    """Everybody who is registered, waits or has withdrawn, in Swedish order of names. Filters: lage, del, roll, grupp,
    omrade, organisation. Two statements.
    """
    asked = (
        sa.select(Registration.id, Registration.state, *_HOLDING)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Invitation, Invitation.id == Registration.invitation_id)
        .where(Registration.event_id == event_id)
        .order_by(Person.sort_key, Registration.id, InvitationHolding.id)
    )
    return _found(db.session.execute(_with_holdings(asked)), "lage", _parts(event_id))


def _with_holdings(asked: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return (
        asked.outerjoin(InvitationHolding, InvitationHolding.invitation_id == Invitation.id)
        .outerjoin(Role, Role.id == InvitationHolding.role_id)
        .outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
    )


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


class _Gathered:
    """The values and words of a list, gathered from rows: one row for each role that somebody is invited in."""

    def __init__(self) -> None:
        self.values: dict[int, defaultdict[str, set[str]]] = {}
        self.searched: dict[int, str] = {}
        self.roles: dict[tuple[int, str], str] = {}
        self.places: dict[tuple[str, str], str] = {}

    def add(self, row: Any, state: str) -> None:
        """Take in one row; ``state`` is the name of the state's filter."""
        own = self.values.setdefault(row.id, defaultdict(set))
        own[state].add(row.state.value)
        self.searched.setdefault(row.id, row.search_key)
        if row.role is None:
            return
        for name, value in (("roll", row.role), ("grupp", row.role_group.value), ("organisation", row.place)):
            own[name].add(value)
        if row.area:
            own["omrade"].add(row.area)
        self.searched[row.id] += row.place_searched
        self.roles[row.position, row.role] = row.role_name
        self.places[row.place_sorts, row.place] = row.place_name

    def found(self, parts: Mapping[int, frozenset[str]]) -> Found:
        """Everything that was taken in."""
        lines = (
            Line(
                number,
                self.searched[number],
                {name: frozenset(has) for name, has in own.items()} | _part(parts, number),
            )
            for number, own in self.values.items()
        )
        words = {
            "roll": {key: self.roles[position, key] for position, key in sorted(self.roles)},
            "organisation": {uid: self.places[key, uid] for key, uid in sorted(self.places)},
        }
        return Found(tuple(lines), words)


def _part(parts: Mapping[int, frozenset[str]], number: int) -> dict[str, frozenset[str]]:
    return {"del": parts.get(number, frozenset())}


def _found(rows: Iterable[Any], state: str, parts: Mapping[int, frozenset[str]]) -> Found:
    gathered = _Gathered()
    for row in rows:
        gathered.add(row, state)
    return gathered.found(parts)
