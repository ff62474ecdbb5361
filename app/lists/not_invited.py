"""Who was at one meeting and is not invited to another. One statement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.attendance.queries import list_present_ids
from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.lists import statements
from app.lists.chosen import everybody
from app.lists.people import PERSON
from app.people.model import Person
from app.sheets.table import Column, Table, Value


class Why(Labelled):
    """Why somebody is not invited, as far as that is known."""

    NOT_ASKED = "not_asked", N_("Inte inbjuden")
    DRAFT = "draft", N_("Inbjudan är inte skickad än")
    REVOKED = "revoked", N_("Inbjudan är återkallad")
    DECLINED_ALL = "declined_all", N_("Har avböjt alla inbjudningar")


@dataclass(frozen=True)
class Missing:
    """Somebody who was there, as whom they were, and why they are not invited to the other meeting."""

    person_uid: str
    given_name: str
    family_name: str
    role: str
    organisation: str
    area: str
    address: str
    why: Why

    @property
    def name(self) -> str:
        """ "Anna Berg"."""
        return f"{self.given_name} {self.family_name}".strip()


_NOT_INVITED = {InvitationState.NOT_SENT: Why.DRAFT, InvitationState.REVOKED: Why.REVOKED}


def not_invited(was: Event, to: Event) -> list[Missing]:
    """Everybody present at any part of ``was`` without an invitation to ``to`` that is sent and stands, in Swedish
    order. Two statements.
    """
    present, other = list_present_ids(was.id), aliased(Invitation)
    asked = (
        statements.invited(was, everybody())
        .add_columns(Person.id.label("person_id"), Person.uid.label("person_uid"))
        .add_columns(Person.declined_all_at, other.state.label("other"))
        .outerjoin(other, (other.event_id == to.id) & (other.person_id == Person.id))
        .where(sa.or_(other.id.is_(None), other.state.in_(_NOT_INVITED)))
    )
    return [_missing(row) for row in statements.stream(asked) if row.person_id in present]


def _missing(row: Any) -> Missing:
    why = Why.DECLINED_ALL if row.declined_all_at else _NOT_INVITED.get(row.other, Why.NOT_ASKED)
    texts = (row.role or "", row.organisation or "", row.area or "", row.address or "")
    return Missing(row.person_uid, row.given_name, row.family_name, *texts, why)


def table(people: Iterable[Missing]) -> Table:
    """The same to download."""
    columns = (*PERSON, Column(N_("E-post"), width=32), Column(N_("Läge"), width=28))
    return Table(N_("Inte inbjudna"), columns, _rows(people))


def _rows(people: Iterable[Missing]) -> Iterator[Sequence[Value]]:
    for one in people:
        yield (one.family_name, one.given_name, one.role, one.organisation, one.area, one.address, one.why.label)
