"""The lines of the pages Inbjudna and Anmälda: one light statement for all of an event's people, so that filters can be
counted; then only the rows of one page are read whole. Thousands of plain values are read past the session, which would
look for entities in each row.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.invitations.model import Invitation, InvitationHolding
from app.kernel.db import db
from app.lists.narrowing import Found, Line
from app.people.model import Organisation, Person, Role
from app.people.queries.sight import in_sight
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState

_LINE = (Person.search_key, InvitationHolding.role_id, InvitationHolding.organisation_id)


NONE_LEFT = "ingen"
"""Among parts: that all that somebody chose is called off."""
_SOURCE = sa.type_coerce(Invitation.source, sa.String)

ORDERS: Mapping[str, sa.ColumnElement[Any] | sa.orm.InstrumentedAttribute[Any]] = {
    "namn": Person.sort_key,
    "lage": Registration.state,
    "roll": Role.position,
    "organisation": Organisation.sort_key,
    "anmald": Registration.created_at,
    "andrad": Registration.changed_at,
}
"""What Anmälda may be sorted by; by name among equals."""


def invited(event_id: int) -> Found:
    """Everybody with an invitation, in Swedish order of names. Filters: svar, roll, grupp, omrade, organisation, genom.
    Three statements.
    """
    asked = (
        sa.select(Invitation.id, sa.type_coerce(Invitation.state, sa.String), _SOURCE, *_LINE)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.event_id == event_id, in_sight())
        .order_by(Person.sort_key, Invitation.id, InvitationHolding.id)
    )
    return _found(db.session.connection().execute(_with_holdings(asked)), "svar", {}, {})


def registered(
    event_id: int,
    order: str = "namn",
    *,
    falling: bool = False,
    answers: Mapping[int, frozenset[str]] | None = None,
    off: frozenset[str] = frozenset(),
) -> Found:
    """Everybody who is registered, waits or has withdrawn, in the ``order`` of ORDERS. Filters: lage, del, roll, grupp,
    omrade, organisation, genom, and fraga_<uid> for each question in ``answers`` ("uid=value" by registration). ``off``
    are the ids of parts that are called off; whose parts are all among them has the part NONE_LEFT. Four statements.
    """
    column = ORDERS[order]
    asked = _with_holdings(
        sa.select(Registration.id, sa.type_coerce(Registration.state, sa.String), _SOURCE, *_LINE)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Invitation, Invitation.id == Registration.invitation_id)
        .where(Registration.event_id == event_id, in_sight())
    )
    if order in ("roll", "organisation"):
        asked = asked.outerjoin(Role, Role.id == InvitationHolding.role_id)
        asked = asked.outerjoin(Organisation, Organisation.id == InvitationHolding.organisation_id)
    first = (column.desc() if falling else column.asc()).nulls_last()
    asked = asked.order_by(first, Person.sort_key, Registration.id, InvitationHolding.id)
    return _found(db.session.connection().execute(asked), "lage", _parts(event_id, off), answers or {})


def _with_holdings(asked: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return asked.outerjoin(InvitationHolding, InvitationHolding.invitation_id == Invitation.id)


def _parts(event_id: int, off: frozenset[str]) -> Mapping[int, frozenset[str]]:
    """The parts, as text of their ids, that each registration stands or waits for. Joined by the database: a row for
    each registration costs a fifth of a row for each part.
    """
    ids = sa.func.aggregate_strings(sa.cast(RegistrationPart.part_id, sa.String), ",")
    asked = (
        sa.select(RegistrationPart.registration_id, ids)
        .join(Registration, Registration.id == RegistrationPart.registration_id)
        .where(Registration.event_id == event_id, RegistrationPart.state != RegistrationState.CANCELLED)
        .group_by(RegistrationPart.registration_id)
    )
    known: dict[str, frozenset[str]] = {}
    found = {}
    for number, joined in db.session.connection().execute(asked):
        if joined not in known:
            held = frozenset(joined.split(","))
            known[joined] = held | {NONE_LEFT} if held <= off else held
        found[number] = known[joined]
    return found


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

    def of(
        self,
        stands: tuple[str, str | None],
        held: tuple[tuple[int, int], ...],
        parts: frozenset[str],
        answers: frozenset[str],
    ) -> _Kind:
        """The kind of those who stand so (state, source) with the (role, organisation) pairs ``held``, ``parts`` and
        ``answers``.
        """
        asked = (stands, held, parts, answers)
        if asked not in self._known:
            self._known[asked] = self._made(stands, held, parts, answers)
        return self._known[asked]

    def _made(
        self,
        stands: tuple[str, str | None],
        held: tuple[tuple[int, int], ...],
        parts: frozenset[str],
        answers: frozenset[str],
    ) -> _Kind:
        self._seen.update(held)
        roles, places = [self._roles[role] for role, _ in held], [self._places[place] for _, place in held]
        values = {
            self._state: frozenset({stands[0]}),
            "genom": frozenset({stands[1]} if stands[1] else ()),
            "roll": frozenset(role.key for role in roles),
            "grupp": frozenset(role.group for role in roles),
            "organisation": frozenset(place.uid for place in places),
            "omrade": frozenset(place.area for place in places if place.area),
            "del": parts,
            **_by_question(answers),
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


def _by_question(answers: frozenset[str]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in answers:
        uid, _equals, value = one.partition("=")
        found[f"fraga_{uid}"].add(value)
    return {name: frozenset(values) for name, values in found.items()}


def _found(
    rows: Iterable[Any], state: str, parts: Mapping[int, frozenset[str]], answers: Mapping[int, frozenset[str]]
) -> Found:
    """One row for each role that somebody is invited in, and one for somebody who has none."""
    people: dict[int, tuple[tuple[str, str | None], str, list[tuple[int, int]]]] = {}
    for number, stands, source, searched, role, place in rows:
        held = people.setdefault(number, ((stands, source), searched, []))[2]
        if role is not None:
            held.append((role, place))
    kinds, none = _Kinds(state), frozenset[str]()
    lines = []
    for number, (stands, searched, pairs) in people.items():
        kind = kinds.of(stands, tuple(pairs), parts.get(number, none), answers.get(number, none))
        lines.append(Line(number, searched + kind.searched, kind.values))
    return Found(tuple(lines), kinds.words())
