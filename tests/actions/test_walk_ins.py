"""Somebody at the door who is not on its list: written down, seated and ticked off in one act, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.attendance.model import Tick
from app.attendance.queries import get_open_door
from app.attendance.rules import AlreadyPresent, Given, How, Keeper, Mark, Ticked
from app.attendance.rules.walk_ins import NobodyToReplace, OnTheList, WalkedIn, WalkIn
from app.audit.actor import Actor, ActorKind
from app.audit.model import LogEntry
from app.desk.walk_in import walk_in
from app.events.model import Part
from app.events.rules.kinds import LegalBasis
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Erasure, Person
from app.people.rules.erasures import ADDRESS, erasure_digest
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from tests import builders
from tests.races import PROCESSES, at_once

NOW = datetime(2027, 3, 4, 7, 41, tzinfo=UTC)
DAY = date(2027, 3, 4)
DOOR = Keeper(Actor(ActorKind.DOOR_LINK, "karin", "Karin vid entrén"), "Karin vid entrén")
SVEN = WalkIn("Sven", "Ek", "Bergs kommun", "sven.ek@berg.example")


@pytest.fixture
def part(database: Flask) -> Part:
    """One part of one seat, which Anna Berg has."""
    with transaction() as session:
        event = builders.event(slug="run", capacity=1)
        part = builders.part(event, capacity=1)
        anna, rektor, ange = builders.person(), builders.role(), builders.organisation()
        builders.circle(event, rektor, part)
        one = builders.invitation(event, anna, rektor, ange, state=InvitationState.COMING)
        given = {"created_at": NOW, "changed_at": NOW, "state": RegistrationState.CONFIRMED}
        row = Registration(event=event, person=anna, invitation=one, **given)
        row.parts.append(RegistrationPart(part=part, state=RegistrationState.CONFIRMED, changed_at=NOW))
        session.add(row)
        session.flush()
    return part


def _comes(part: Part, draft: WalkIn = SVEN, nonce: str = "n1", arrival: date | None = None) -> Any:
    with transaction() as session:
        own = session.scalars(sa.select(Part).where(Part.event_id == part.event_id).order_by(Part.id)).all()
        parts = own if arrival else own[:1]
        given = Given(nonce, Mark.PRESENT, How.WALK_IN)
        return walk_in(get_open_door("run"), parts, draft, given, arrival=arrival, now=NOW, by=DOOR)


def _all(model: Any) -> list[Any]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(model).order_by(model.id)))


def _stands(name: str) -> tuple[str, str, int]:
    """Invitation, registration and how many ticks stand of somebody."""
    db.session.rollback()
    who = db.session.scalars(sa.select(Person).where(Person.given_name == name)).one()
    one = db.session.scalars(sa.select(Invitation).where(Invitation.person_id == who.id)).one()
    row = db.session.scalars(sa.select(Registration).where(Registration.person_id == who.id)).one_or_none()
    ticks = db.session.scalar(sa.select(sa.func.count()).where(Tick.person_id == who.id, Tick.standing))
    return one.state.value, row.state.value if row else "", ticks or 0


def test_a_new_person_is_registered_beyond_the_places_and_ticked_off_and_it_is_logged(part: Part) -> None:
    assert isinstance(_comes(part), WalkedIn)
    assert _stands("Sven") == ("coming", "confirmed", 1)
    one, tick = _all(Invitation)[1], _all(Tick)[0]
    assert (one.source, one.affiliation) == (InvitationSource.WALK_IN, "Bergs kommun")
    assert (tick.how, tick.door) == (How.WALK_IN, "Karin vid entrén")
    logged = {entry.action: entry.details for entry in _all(LogEntry)}
    assert {"person.created", "invitation.walked_in", "registration.made"} <= set(logged)
    assert logged["registration.override"] == {"reason": "Kom till dörren"}
    assert [letter.kind for letter in _all(OutboxLetter)] == ["receipt"]
    assert _stands("Anna") == ("coming", "confirmed", 0)


def test_without_an_address_no_letter_is_written(part: Part) -> None:
    _comes(part, WalkIn("Sven", "Ek", "Bergs kommun"))
    assert (_stands("Sven"), _all(OutboxLetter)) == (("coming", "confirmed", 1), [])


def test_sent_twice_it_is_one_person_and_one_tick(part: Part) -> None:
    told = [_comes(part) for _ in range(2)]
    assert [type(one.outcome) for one in told] == [Ticked, Ticked]
    assert [len(_all(model)) for model in (Person, Invitation, Registration, Tick)] == [2, 2, 2, 1]


def test_in_somebodys_stead_the_seat_goes_over_and_whoever_had_it_is_told(part: Part) -> None:
    anna = _all(Person)[0].uid
    draft = WalkIn("Sven", "Ek", "Ånge kommun", "sven.ek@berg.example", in_stead_of=anna)
    assert isinstance(_comes(part, draft), WalkedIn)
    assert (_stands("Sven"), _stands("Anna")) == (("coming", "confirmed", 1), ("replaced", "cancelled", 0))
    one = _all(Invitation)[1]
    assert (one.source, one.in_stead_of_id, one.holdings[0].organisation.name) == (
        InvitationSource.SUBSTITUTE,
        _all(Invitation)[0].id,
        "Ånge kommun",
    )
    assert sorted(letter.kind for letter in _all(OutboxLetter)) == ["replaced", "taken_over"]


def test_in_the_stead_of_somebody_without_an_answer_they_are_registered(part: Part) -> None:
    with transaction():
        cia = builders.person("Cia", "Dahl")
        builders.invitation(part.event, cia, state=InvitationState.UNANSWERED)
    _comes(part, WalkIn("Sven", "Ek", "", "", in_stead_of=cia.uid))
    assert (_stands("Sven"), _stands("Cia")) == (("coming", "confirmed", 1), ("replaced", "", 0))


def test_nobody_is_replaced_who_is_not_on_the_list(part: Part) -> None:
    for uid in ("finns-inte", _all(Person)[0].uid):
        with transaction() as session:
            session.scalars(sa.select(Invitation)).one().state = InvitationState.REVOKED
        assert _comes(part, WalkIn("Sven", "Ek", "", "", in_stead_of=uid)) == NobodyToReplace()
    assert [len(_all(model)) for model in (Person, Tick)] == [1, 0]


def test_somebody_of_that_name_on_the_list_is_asked_about_first(part: Part) -> None:
    anna = _all(Person)[0]
    found = _comes(part, WalkIn("anna", "Bérg", "Bergs kommun"))
    assert found == OnTheList(anna.uid, "Anna Berg", "Ånge kommun")
    assert isinstance(_comes(part, WalkIn("anna", "Bérg", "Bergs kommun", is_another=True)), WalkedIn)
    assert len(_all(Person)) == 2


def test_who_is_known_by_name_and_address_is_used_and_not_changed(part: Part) -> None:
    with transaction():
        builders.person("Sven", "Ek", "sven.ek@berg.example")
    _comes(part)
    assert (len(_all(Person)), _stands("Sven")) == (2, ("coming", "confirmed", 1))


def test_somebody_who_had_said_no_comes_all_the_same(part: Part) -> None:
    with transaction():
        sven = builders.person("Sven", "Ek", "sven.ek@berg.example")
        builders.invitation(part.event, sven, state=InvitationState.NOT_COMING)
    _comes(part, WalkIn("Sven", "Ek", "", "sven.ek@berg.example", is_another=True))
    assert (_stands("Sven"), _all(Invitation)[1].source) == (("coming", "confirmed", 1), InvitationSource.CIRCLE)


def test_an_erased_address_is_not_written_again(part: Part) -> None:
    with transaction() as session:
        digest = erasure_digest("sven.ek@berg.example")
        session.add(Erasure(kind=ADDRESS, digest=digest, erased_at=NOW))
    _comes(part)
    assert [one.addresses for one in _all(Person)][1] == []


def test_without_consent_where_it_is_asked_for_nobody_is_registered(part: Part) -> None:
    with transaction() as session:
        session.get_one(Part, part.id).event.legal_basis = LegalBasis.CONSENT
    _comes(part)
    assert _stands("Sven") == ("unanswered", "", 1)
    _comes(part, WalkIn("Karin", "Öh", "", "", consents=True), nonce="n2")
    assert _stands("Karin") == ("coming", "confirmed", 1)


def test_at_arrival_they_are_at_all_the_days_parts_but_no_choice_of_several(part: Part) -> None:
    with transaction() as session:
        event = session.get_one(Part, part.id).event
        session.get_one(Part, part.id).by_arrival = True
        builders.part(event, "Eftermiddag", by_arrival=True)
        builders.part(event, "Seminarium A", by_arrival=True, slot=builders.slot(event))
    told = _comes(part, arrival=DAY)
    assert (type(told.outcome), _stands("Sven")) == (Ticked, ("coming", "confirmed", 2))
    assert isinstance(_comes(part, arrival=DAY, nonce="n1").outcome, Ticked)
    assert len(_all(Tick)) == 2


def test_ticked_off_before_it_is_said_by_whom(part: Part) -> None:
    _comes(part)
    again = _comes(part, WalkIn("Sven", "Ek", "", "sven.ek@berg.example", is_another=True), nonce="n2")
    assert again.outcome == AlreadyPresent("Sven Ek", NOW, "Karin vid entrén")


@pytest.mark.processes
def test_the_same_form_sent_by_eight_at_once_is_one_person(part: Part) -> None:
    told = at_once([lambda _barrier: [type(_comes(part)).__name__]] * PROCESSES)
    assert told == ["WalkedIn"] * PROCESSES
    assert [len(_all(model)) for model in (Person, Invitation, Registration, Tick)] == [2, 2, 2, 1]
