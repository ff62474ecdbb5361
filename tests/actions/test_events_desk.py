"""What follows for those who have answered when an event changes, on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.desk.cancel_event import cancel_event
from app.desk.change_capacity import change_capacity, change_part_capacity
from app.desk.edit_event import add_part, edit_event, edit_part, remove_part, restore_part
from app.desk.erase_person import erase_person
from app.desk.merge_persons import merge_persons
from app.desk.reschedule_event import reschedule_event
from app.events.model import Event, Part
from app.events.queries import drafts
from app.events.rules.kinds import NeedsGround
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Person
from app.registrations.model import Need, PurgeProtocol, Registration, RegistrationPart
from app.registrations.queries.lists import list_to_purge
from app.registrations.rules import NeedKind, RegistrationState
from tests import builders

NOW = builders.NOW
LATER = NOW + timedelta(hours=1)


class Setting(NamedTuple):
    """A full event: Anna has its only seat, Bo waits."""

    event: Event
    part: Part
    anna: Person
    bo: Person


@pytest.fixture
def full(database: Flask) -> Setting:
    """An event for one, and a part for one, where two want to be."""
    with transaction():
        event = builders.event(capacity=1)
        part = builders.part(event, capacity=1)
        anna, bo = builders.person("Anna"), builders.person("Bo", "Ek")
        _registered(event, part, anna, RegistrationState.CONFIRMED)
        _registered(event, part, bo, RegistrationState.WAITING)
    return Setting(event, part, anna, bo)


def _registered(event: Event, part: Part, who: Person, state: RegistrationState) -> None:
    waits = state is RegistrationState.WAITING
    queue = {"queued_at": NOW, "queue_number": 1} if waits else {}
    rektor = db.session.scalars(sa.select(builders.Role)).first() or builders.role()
    ange = db.session.scalars(sa.select(builders.Organisation)).first() or builders.organisation()
    invited = InvitationState.WAITING if waits else InvitationState.COMING
    invitation = builders.invitation(event, who, rektor, ange, state=invited)
    registration = Registration(
        event=event, person=who, invitation=invitation, state=state, created_at=NOW, changed_at=NOW, **queue
    )
    registration.parts = [RegistrationPart(part=part, state=state, changed_at=NOW)]
    db.session.add(registration)
    db.session.flush()


def _needs(who: Person) -> None:
    registration = db.session.scalars(sa.select(Registration).where(Registration.person_id == who.id)).one()
    registration.needs = [Need(kind=NeedKind.ALLERGY, choice="nuts", given_at=NOW)]
    db.session.flush()


def test_cancelling_erases_the_needs_at_once_and_says_how_many(full: Setting) -> None:
    with transaction():
        full.event.asks_needs, full.event.needs_ground = True, NeedsGround.LAW
        for who in (full.anna, full.bo):
            _needs(who)
    with transaction():
        cancel_event(full.event, now=LATER, actor=SYSTEM)
    protocol = db.session.scalars(sa.select(PurgeProtocol)).one()
    left = db.session.scalar(sa.select(sa.func.count(Need.id)))
    assert (left, protocol.kind, protocol.event_uid, protocol.count) == (0, "needs", full.event.uid, 2)
    assert list_to_purge(full.event.ends_on + timedelta(days=400)) == []


def test_cancelling_an_event_that_asks_for_no_needs_erases_nothing(full: Setting) -> None:
    with transaction():
        cancel_event(full.event, now=LATER, actor=SYSTEM)
    assert db.session.scalar(sa.select(sa.func.count(PurgeProtocol.id))) == 0


def test_merging_and_erasing_a_person_leave_no_needs_behind(full: Setting) -> None:
    with transaction():
        for who in (full.anna, full.bo):
            _needs(who)
    with transaction():
        merge_persons(full.anna.uid, full.bo.uid, now=LATER, actor=SYSTEM)
    of_anna = sa.select(Need.id).join(Registration).where(Registration.person_id == full.anna.id)
    assert len(db.session.scalars(of_anna).all()) == len(db.session.scalars(sa.select(Need.id)).all()) == 1
    with transaction():
        erase_person(full.anna, now=LATER)
    assert db.session.scalars(sa.select(Need.id)).all() == []


def versions(full: Setting) -> tuple[int, int]:
    db.session.expire_all()
    return full.anna.calendar_version, full.bo.calendar_version


def state_of(person: Person) -> RegistrationState:
    db.session.expire_all()
    return db.session.scalars(sa.select(Registration.state).where(Registration.person_id == person.id)).one()


def test_a_new_place_reaches_the_calendar_of_everybody_registered(full: Setting) -> None:
    before = versions(full)
    with transaction():
        details = replace(drafts.details_of(full.event), place="Östersund")
        edit_event(full.event, details, drafts.terms_of(full.event), now=LATER, actor=SYSTEM)
    assert versions(full) == (before[0] + 1, before[1] + 1)


def test_saving_without_change_reaches_nobody(full: Setting) -> None:
    before = versions(full)
    with transaction():
        edit_event(full.event, drafts.details_of(full.event), drafts.terms_of(full.event), now=LATER, actor=SYSTEM)
    assert versions(full) == before


@pytest.mark.parametrize("act", ["move", "cancel", "edit part", "remove part"])
def test_what_calendars_show_reaches_everybody_registered(full: Setting, act: str) -> None:
    before = versions(full)
    event, part = full.event, full.part
    with transaction():
        if act == "move":
            reschedule_event(event, date(2027, 4, 8), date(2027, 4, 9), now=LATER, actor=SYSTEM)
        elif act == "cancel":
            cancel_event(event, now=LATER, actor=SYSTEM)
        elif act == "edit part":
            draft = replace(drafts.part_draft_of(event, part), room="Lilla salen")
            edit_part(event, part, draft, now=LATER, actor=SYSTEM)
        else:
            remove_part(event, part, now=LATER, actor=SYSTEM)
    assert versions(full) == (before[0] + 1, before[1] + 1)


def test_a_part_taken_back_reaches_everybody_again(full: Setting) -> None:
    before = versions(full)
    with transaction():
        remove_part(full.event, full.part, now=LATER, actor=SYSTEM)
        restore_part(full.event, full.part, now=LATER, actor=SYSTEM)
    assert versions(full) == (before[0] + 2, before[1] + 2)


def test_a_new_part_reaches_every_calendar_since_a_meeting_of_several_parts_is_told_as_several(full: Setting) -> None:
    before = versions(full)
    with transaction():
        draft = replace(drafts.part_draft_of(full.event, full.part), title="Mingel")
        add_part(full.event, draft, now=LATER, actor=SYSTEM)
    assert versions(full) == (before[0] + 1, before[1] + 1)


def test_with_more_room_the_next_in_line_moves_up_with_one_letter(full: Setting) -> None:
    with transaction():
        change_part_capacity(full.event, full.part, 2, now=LATER, actor=SYSTEM)
        change_capacity(full.event, 2, now=LATER, actor=SYSTEM)
    letters = db.session.execute(sa.select(OutboxLetter.kind, OutboxLetter.person_uid)).all()
    assert (state_of(full.bo), [tuple(row) for row in letters]) == (
        RegistrationState.CONFIRMED,
        [("promoted", full.bo.uid)],
    )


def test_room_given_on_the_settings_page_counts_the_same(full: Setting) -> None:
    with transaction():
        draft = replace(drafts.part_draft_of(full.event, full.part), capacity=None)
        edit_part(full.event, full.part, draft, now=LATER, actor=SYSTEM)
        terms = replace(drafts.terms_of(full.event), capacity=None)
        edit_event(full.event, drafts.details_of(full.event), terms, now=LATER, actor=SYSTEM)
    assert state_of(full.bo) is RegistrationState.CONFIRMED


def test_with_less_room_nobody_loses_a_seat(full: Setting) -> None:
    with transaction():
        change_part_capacity(full.event, full.part, 2, now=LATER, actor=SYSTEM)
        change_capacity(full.event, 2, now=LATER, actor=SYSTEM)
        change_capacity(full.event, 1, now=LATER, actor=SYSTEM)
    assert (state_of(full.anna), state_of(full.bo)) == (RegistrationState.CONFIRMED, RegistrationState.CONFIRMED)
