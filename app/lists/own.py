"""Own lists: an organizer's choice of columns, people and order, kept under a name and asked anew each time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import sqlalchemy as sa

from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.lists import statements
from app.lists.catalogue import Catalogue, Offered, catalogue, reader
from app.lists.chosen import Chosen
from app.lists.model import OwnList
from app.people.model import Organisation, Person, Role
from app.people.queries.sight import sees_protected
from app.registrations.model import Registration
from app.sheets.table import Table, Value

USUAL = ("efternamn", "fornamn", "roll", "organisation", "svar")
"""What a new list begins with."""


class Order(Labelled):
    """What a list can be sorted by; by name among equals."""

    NAME = "namn", N_("Namn")
    ROLE = "roll", N_("Roll")
    ORGANISATION = "organisation", N_("Organisation")
    STATE = "svar", N_("Svar")
    ANSWERED = "svarade", N_("Senast svarat först")
    REGISTERED = "anmald", N_("Senast anmäld först")


_STATES = sa.case({state.value: place for place, state in enumerate(InvitationState)}, value=Invitation.state)
_ORDERS: Mapping[Order, tuple[Any, ...]] = {
    Order.NAME: (),
    Order.ROLE: (Role.position.asc().nulls_last(),),
    Order.ORGANISATION: (Organisation.sort_key.asc().nulls_last(),),
    Order.STATE: (_STATES,),
    Order.ANSWERED: (Invitation.answered_at.desc().nulls_last(),),
    Order.REGISTERED: (Registration.created_at.desc().nulls_last(),),
}


@dataclass(frozen=True)
class Limits:
    """Whom a list is about, by names that outlive this year's ids: the state, and a part's, a role's and an
    organisation's; empty asks for all.
    """

    state: str = ""
    part: str = ""
    role: str = ""
    organisation: str = ""

    def written(self) -> dict[str, str]:
        """As they stand in an address, and in the database."""
        named = {"svar": self.state, "del": self.part, "roll": self.role, "organisation": self.organisation}
        return {name: value for name, value in named.items() if value}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """What ``written`` wrote."""
        return cls(*(str(written.get(name, "")) for name in ("svar", "del", "roll", "organisation")))

    def chosen(self, event: Event, *, protected: bool = False) -> Chosen | None:
        """The filters as ids, for a reader who may see ``protected`` people or not; None where what they name is gone:
        then the list is of nobody, and never of more people than before. One statement at most.
        """
        role, place = self._register()
        parts = {part.uid: part.id for part in event.parts}
        gone = (self.state and self.state not in list(InvitationState)) or (self.part and self.part not in parts)
        if gone or (self.role and role is None) or (self.organisation and place is None):
            return None
        return Chosen(self.state or None, parts.get(self.part), role, place, protected)

    def _register(self) -> tuple[int | None, int | None]:
        if not self.role and not self.organisation:
            return None, None
        role = sa.select(Role.id).where(Role.key == self.role).scalar_subquery()
        place = sa.select(Organisation.id).where(Organisation.uid == self.organisation).scalar_subquery()
        found = db.session.execute(sa.select(role, place)).one()
        return found[0], found[1]


@dataclass(frozen=True)
class Draft:
    """A list to look at or to save."""

    name: str
    shared: bool
    columns: tuple[str, ...]
    limits: Limits
    order: Order


def draft_of(row: OwnList) -> Draft:
    """A list that is kept, as it was saved."""
    return Draft(row.name, row.shared, tuple(row.columns), Limits.read(row.limits), Order(row.sorted_by))


@dataclass(frozen=True)
class Made:
    """A list with its people. ``gone``: what its columns that are no more were called; ``chosen``: its filters, None
    where what they name is no more.
    """

    table: Table
    gone: tuple[str, ...]
    chosen: Chosen | None


def make(event: Event, row: OwnList, *, now: datetime) -> Made:
    """The list as it stands ``now`` (aware) for whoever looks, calmly without the columns that have left the
    catalogue.
    """
    asked = catalogue(event)
    gone = [heading for key, heading in zip(row.columns, row.headings, strict=True) if key not in asked.offered]
    draft = draft_of(row)
    chosen = draft.limits.chosen(event, protected=sees_protected())
    columns = asked.found(draft.columns)
    table = table_of(asked, draft.name, columns, chosen, draft.order, now)
    return Made(table, tuple(gone), chosen)


def table_of(
    asked: Catalogue, title: str, columns: Sequence[Offered], chosen: Chosen | None, order: Order, now: datetime
) -> Table:
    """These columns of these people; of nobody where ``chosen`` is None. The people are read when the rows are, the few
    things beside them now: a file is written when the event can be asked no more.
    """
    rows: Iterable[Sequence[Value]] = ()
    if chosen is not None:
        found = reader(asked, columns, chosen, now)
        ordered = found.statement.order_by(None).order_by(*_ORDERS[order], Person.sort_key, Person.id)
        rows = (found.read(row) for row in statements.stream(ordered))
    return Table(title, [one.column for one in columns], rows)


class OwnListMissing(LookupError):
    """The event has no such list, or none that this account may see."""


def list_own(event_id: int, account_id: int, *, every: bool = False) -> Sequence[OwnList]:
    """The lists of the event that the account sees: its own, and those that are shared; ``every``: all. By name."""
    asked = _seen(event_id, account_id, every=every).order_by(sa.func.lower(OwnList.name), OwnList.id)
    return db.session.scalars(asked).all()


def get_own(event_id: int, uid: str, account_id: int, *, every: bool = False) -> OwnList:
    """One of them. Raises OwnListMissing."""
    found = db.session.scalars(_seen(event_id, account_id, every=every).where(OwnList.uid == uid)).one_or_none()
    if found is None:
        raise OwnListMissing(uid)
    return found


def _seen(event_id: int, account_id: int, *, every: bool) -> sa.Select[OwnList]:
    asked = sa.select(OwnList).options(sa.orm.joinedload(OwnList.owner)).where(OwnList.event_id == event_id)
    return asked if every else asked.where(sa.or_(OwnList.shared, OwnList.owner_id == account_id))


def headings_of(columns: Iterable[Offered]) -> list[str]:
    """What they are called."""
    return [one.column.heading for one in columns]
