"""Somebody whom a door's phone has written down without network, and what has happened meanwhile, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.attendance.model import Tick
from app.attendance.queries import get_open_door
from app.attendance.rules import Given, How, Keeper, Mark
from app.attendance.rules.walk_ins import WalkIn, WrittenDown
from app.audit.actor import Actor, ActorKind
from app.desk.written_down import write_down
from app.events.model import Part
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel.db import db, transaction
from app.people.model import Person
from tests import builders
from tests.attended import comes

NOW = datetime(2027, 3, 4, 9, 0, tzinfo=UTC)
THEN = NOW - timedelta(minutes=19)
DOOR = Keeper(Actor(ActorKind.DOOR_LINK, "karin", "Karin vid entrén"), "Karin vid entrén")
SVEN = WalkIn("Sven", "Ek", "Bergs kommun")


@pytest.fixture
def part(database: Flask) -> Part:
    """Where Anna Berg of Ånge kommun has a place."""
    with transaction():
        event = builders.event(slug="run")
        part = builders.part(event)
        anna = builders.invitation(
            event, builders.person(), builders.role(), builders.organisation(), state=InvitationState.COMING
        )
        comes(anna, part)
    return part


def _writes(part: Part, draft: WalkIn = SVEN, nonce: str = "n1") -> WrittenDown:
    with transaction() as session:
        given = Given(nonce, Mark.PRESENT, How.WALK_IN, at=THEN, phone_at=THEN)
        return write_down(
            get_open_door("run"), [session.get_one(Part, part.id)], draft, given, arrival=None, now=NOW, by=DOOR
        )


def _anna(**more: Any) -> str:
    """Her uid, after her invitation has become so."""
    with transaction() as session:
        one = session.scalars(sa.select(Invitation).order_by(Invitation.id)).first()
        assert one is not None
        for name, value in more.items():
            setattr(one, name, value)
        return one.person.uid


def _people() -> list[str]:
    db.session.rollback()
    return [one.name for one in db.session.scalars(sa.select(Person).order_by(Person.id))]


def _ticks() -> list[tuple[str, str, datetime, datetime | None]]:
    db.session.rollback()
    rows = db.session.scalars(sa.select(Tick).order_by(Tick.id))
    return [(row.person.name, row.how.value, row.at, row.phone_at) for row in rows]


def test_the_tick_is_of_the_moment_when_they_came(part: Part) -> None:
    told = _writes(part)
    assert (told.name, told.not_in_stead_of, told.namesake) == ("Sven Ek", None, False)
    assert _ticks() == [("Sven Ek", "walk_in", THEN, THEN)]


def test_uploaded_twice_it_is_one_person_and_says_the_same(part: Part) -> None:
    draft = WalkIn("Anna", "Berg", "Bergs kommun", in_stead_of="nobody")
    told = [_writes(part, draft) for _ in range(2)]
    assert told[0] == told[1]
    assert (told[0].not_in_stead_of, told[0].namesake) == ("", True)
    assert (_people(), len(_ticks())) == (["Anna Berg", "Anna Berg"], 1)


@pytest.mark.parametrize("organisation", ["Ånge  kommun", "ange kommun", ""])
def test_two_doors_who_write_down_the_same_person_make_one(part: Part, organisation: str) -> None:
    _writes(part, WalkIn("Karin", "Öh", "Ånge kommun"))
    told = _writes(part, WalkIn("karin", "Oh", organisation), "n2")
    assert (_people(), told.namesake) == (["Anna Berg", "Karin Öh"], False)


def test_somebody_of_that_name_from_elsewhere_is_another_and_that_is_told(part: Part) -> None:
    told = _writes(part, WalkIn("Anna", "Berg", "Bergs kommun"))
    assert (_people(), told.namesake) == (["Anna Berg", "Anna Berg"], True)


def test_what_the_door_knew_already_is_not_told(part: Part) -> None:
    told = _writes(part, WalkIn("Anna", "Berg", "Ånge kommun", is_another=True))
    assert (_people(), told.namesake) == (["Anna Berg", "Anna Berg"], False)


def test_in_somebodys_stead_they_get_the_place(part: Part) -> None:
    told = _writes(part, WalkIn("Sven", "Ek", "Ånge kommun", in_stead_of=_anna()))
    states = [(one.state, one.source) for one in db.session.scalars(sa.select(Invitation).order_by(Invitation.id))]
    assert told.not_in_stead_of is None
    assert states == [
        (InvitationState.REPLACED, InvitationSource.CIRCLE),
        (InvitationState.COMING, InvitationSource.SUBSTITUTE),
    ]


@pytest.mark.parametrize("state", [InvitationState.REVOKED, InvitationState.REPLACED])
def test_whoever_cannot_be_replaced_any_more_is_not_and_the_newcomer_is_kept(
    part: Part, state: InvitationState
) -> None:
    told = _writes(part, WalkIn("Sven", "Ek", "Ånge kommun", in_stead_of=_anna(state=state)))
    assert (told.not_in_stead_of, _people(), len(_ticks())) == ("Anna Berg", ["Anna Berg", "Sven Ek"], 1)


def test_whoever_came_themselves_meanwhile_keeps_the_place(part: Part) -> None:
    anna = _anna()
    with transaction() as session:
        who = session.scalars(sa.select(Person).where(Person.uid == anna)).one()
        session.add(Tick(part_id=part.id, person_id=who.id, at=THEN, by_uid="eva", by_name="Eva Entré"))
    told = _writes(part, WalkIn("Sven", "Ek", "Ånge kommun", in_stead_of=anna))
    states = [one.state for one in db.session.scalars(sa.select(Invitation).order_by(Invitation.id))]
    assert (told.not_in_stead_of, states) == ("Anna Berg", [InvitationState.COMING, InvitationState.COMING])
