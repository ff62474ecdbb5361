"""People who are in the register only by an event leave it some time after; counts stay."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.attendance.model import Tick
from app.audit.actor import SYSTEM
from app.desk.let_go import let_go, list_to_let_go
from app.desk.merge_persons import merge_persons
from app.events.model import Event, EventMember
from app.invitations import letters
from app.invitations.model import Place, PlaceClaim, Substitution
from app.invitations.rules import InvitationSource
from app.invitations.rules.places import ClaimState
from app.invitations.rules.substitutes import Named, SubstitutionState
from app.kernel.db import db, transaction
from app.mail import outbox
from app.mail.model import OutboxLetter
from app.people.actions import consent_to_keeping, decline_all
from app.people.model import Erasure, Person
from app.registrations.model import PurgeProtocol, Registration
from app.registrations.rules import RegistrationState
from tests import builders
from tests.builders import NOW
from tests.said import statements

DUE = date(2027, 4, 5)
NIGHT = datetime(2027, 4, 5, 1, 0, tzinfo=UTC)
PEOPLE = pytest.mark.usefixtures("database")


def _guest(event: Event, name: str = "Gunilla", source: InvitationSource = InvitationSource.SUBSTITUTE) -> Person:
    person = builders.person(name)
    invitation = builders.invitation(event, person, source=source)
    _registered(event, person, invitation=invitation)
    return person


def _registered(event: Event, person: Person, **given: Any) -> Registration:
    row = Registration(
        event=event, person=person, state=RegistrationState.CONFIRMED, created_at=NOW, changed_at=NOW, **given
    )
    db.session.add(row)
    db.session.flush()
    return row


def _names() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Person.given_name).order_by(Person.given_name)))


def _leaving(today: date = DUE) -> list[str]:
    found = list_to_let_go(today)
    db.session.rollback()
    return found


def _purged(now: datetime = NIGHT) -> int:
    return rounds.purge(now, apply=True).contacts


def test_a_letter_that_told_somebody_no_does_not_keep_the_address_of_whom_we_do_not_know(database: Flask) -> None:
    with transaction():
        event = builders.event()
        one = builders.invitation(event, builders.person(), builders.role(), builders.organisation())
        outbox.put(letters.not_needed(one, Named("Carin", "Dahl", "carin@ange.example")), now=NOW)
        outbox.put(letters.reminder(one, [], 1), now=NOW)
    kept = []
    for days in (29, 30):
        rounds.purge(NOW + timedelta(days=days), apply=True)
        kept.append([row.kind for row in db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))])
    assert kept == [["not_needed", "reminder"], ["reminder"]]


@PEOPLE
def test_a_guest_leaves_thirty_days_after_the_event_and_not_before() -> None:
    with transaction():
        uid = _guest(builders.event()).uid
    assert (_leaving(DUE - timedelta(days=1)), _leaving()) == ([], [uid])


@PEOPLE
def test_the_event_says_for_how_long() -> None:
    with transaction():
        uid = _guest(builders.event(contact_kept_days=3)).uid
    assert (_leaving(date(2027, 3, 8)), _leaving(date(2027, 3, 9))) == ([], [uid])


@PEOPLE
def test_walk_ins_leave_too_registered_or_only_ticked_off() -> None:
    with transaction() as session:
        event = builders.event()
        hall = builders.part(event)
        wanda, vera = builders.person("Wanda"), builders.person("Vera")
        _registered(event, wanda)
        session.add(Tick(part=hall, person=vera, at=NOW, by_uid="", by_name=""))
    assert set(_leaving()) == {wanda.uid, vera.uid}


@PEOPLE
@pytest.mark.parametrize("source", [one for one in InvitationSource if not one.by_office])
def test_everybody_who_came_otherwise_than_by_office_leaves(source: InvitationSource) -> None:
    with transaction():
        uid = _guest(builders.event(), source=source).uid
    assert _leaving() == [uid]


@PEOPLE
def test_merging_keeps_a_yes_to_more_meetings_unless_one_of_them_wants_none() -> None:
    with transaction():
        kept, gone, third = (builders.person(name) for name in ("Kim", "Kim", "Kim"))
        consent_to_keeping(gone, "Ja", now=NOW, actor=SYSTEM)
        decline_all(third, now=NOW, actor=SYSTEM)
    with transaction():
        merge_persons(kept.uid, gone.uid, now=NOW, actor=SYSTEM)
    assert (kept.keep_consent_at, kept.keep_consent_words) == (NOW, "Ja")
    with transaction():
        merge_persons(kept.uid, third.uid, now=NOW, actor=SYSTEM)
    assert (kept.keep_consent_at, kept.keep_consent_words) == (None, "")


@PEOPLE
def test_consent_an_office_an_invitation_by_office_and_a_group_keep_people() -> None:
    with transaction() as session:
        event = builders.event()
        consents = _guest(event, "Consenting")
        consent_to_keeping(consents, "Ja", now=NOW, actor=SYSTEM)
        builders.assignment(_guest(event, "Officer"), builders.role(), builders.organisation())
        builders.invitation(builders.event("Dialogmöte"), _guest(event, "Invited"), source=InvitationSource.BY_HAND)
        session.add(EventMember(event_id=event.id, person=_guest(event, "Member")))
        builders.person("Entered")
    assert _leaving() == []


@PEOPLE
def test_an_event_to_come_keeps_its_guests() -> None:
    with transaction():
        guest = _guest(builders.event())
        later = builders.event("Seminarium", starts_on=date(2027, 9, 1), ends_on=date(2027, 9, 1))
        _registered(later, guest)
    assert _leaving() == []


def test_the_round_erases_them_and_leaves_counts(database: Flask) -> None:
    with transaction():
        event = builders.event()
        for name in ("Gunilla", "Gustav"):
            _guest(event, name)
        event_uid = event.uid
        builders.assignment(_guest(event, "Rut"), builders.role(), builders.organisation())
    assert (_purged(), _purged(), _names()) == (2, 0, ["Rut"])
    asked = sa.select(PurgeProtocol.kind, PurgeProtocol.event_uid, sa.func.sum(PurgeProtocol.count))
    counted = db.session.execute(asked.group_by(PurgeProtocol.kind, PurgeProtocol.event_uid)).all()
    assert {tuple(row) for row in counted} == {("contact", "", 2), ("registration", event_uid, 2)}


def test_who_says_yes_between_the_count_and_the_erasing_stays(database: Flask) -> None:
    with transaction():
        guest = _guest(builders.event())
    with transaction():
        consent_to_keeping(guest, "Ja", now=NIGHT, actor=SYSTEM)
    with transaction():
        assert let_go(guest.uid, now=NIGHT) is False
    assert _names() == ["Gunilla"]


def test_their_address_is_not_barred_from_coming_back_with_an_office(database: Flask) -> None:
    with transaction():
        _guest(builders.event())
    _purged()
    assert list(db.session.scalars(sa.select(Erasure.kind))) == ["person"]


@PEOPLE
def test_a_name_that_nobody_settled_is_forgotten_when_the_guests_leave() -> None:
    with transaction() as session:
        event = builders.event()
        one = builders.invitation(event, builders.person("Anna"))
        given = {"given_name": "Karin", "family_name": "Ek", "address": "karin@ange.example", "created_at": NOW}
        session.add(Substitution(invitation=one, state=SubstitutionState.WAITING, **given))
        uid = event.uid
    for now in (NIGHT - timedelta(days=1), NIGHT, NIGHT):
        _purged(now)
    row = db.session.scalars(sa.select(Substitution)).one()
    assert (row.given_name, row.family_name, row.address, row.state) == ("", "", "", SubstitutionState.DECLINED)
    protocol = db.session.execute(sa.select(PurgeProtocol.kind, PurgeProtocol.event_uid, PurgeProtocol.count)).all()
    assert [tuple(line) for line in protocol] == [("contact", uid, 1)]


@PEOPLE
def test_an_answer_within_a_place_that_nobody_settled_is_forgotten_too() -> None:
    with transaction() as session:
        event = builders.event()
        place = Place(event=event, organisation=builders.organisation(), role=builders.role(), count=2)
        place.link_digest, place.created_at = "0" * 64, NOW
        given = {"given_name": "Karin", "family_name": "Ek", "address": "karin@ange.example", "phone": "070"}
        place.claims = [PlaceClaim(given_at=NOW, **given)]
        session.add(place)
        uid = event.uid
    seen = []
    for now in (NIGHT - timedelta(days=1), NIGHT, NIGHT):
        _purged(now)
        one = db.session.scalars(sa.select(PlaceClaim)).one()
        seen.append((one.given_name, one.family_name, one.address, one.phone, one.state))
        db.session.rollback()
    gone = ("", "", "", "", ClaimState.REFUSED)
    assert seen == [(*given.values(), ClaimState.OPEN), gone, gone]
    protocol = db.session.execute(sa.select(PurgeProtocol.kind, PurgeProtocol.event_uid, PurgeProtocol.count)).all()
    assert [tuple(line) for line in protocol] == [("contact", uid, 1)]
    assert db.session.scalars(sa.select(OutboxLetter)).all() == []


@PEOPLE
def test_the_number_of_statements_does_not_grow_with_the_guests() -> None:
    with transaction():
        event = builders.event()
        _guest(event)
    few = _statements()
    with transaction():
        for _number in range(20):
            _guest(event)
    assert _statements() == few == 2


def _statements() -> int:
    with statements("SELECT") as said:
        list_to_let_go(DUE)
    db.session.rollback()
    return len(said)
