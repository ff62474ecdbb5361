"""Mailings, and what happens before their letters are written or leave: cancelled, merged, erased, answered, restored;
on both databases.
"""

from datetime import date, datetime
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.desk import mailings as desk
from app.desk import tell
from app.desk.backup import repeat_erasures
from app.desk.cancel_event import cancel_event
from app.desk.erase_person import erase_person
from app.desk.merge_persons import merge_persons
from app.desk.reschedule_event import reschedule_event
from app.events.rules.ready_texts import READY
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail import mailings
from app.mail.model import LetterState, MailingState, OutboxLetter
from app.people.model import Person
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import RegistrationState
from app.registrations.rules.mailings import Audience, AudienceKind
from tests import builders
from tests.builders import NOW
from tests.calendar_readers import read_by_all
from tests.mailings import COMING, INVITED, LEAVES, MINUTE, REGISTER, Meeting, letters, meeting_of_seven, written


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    return meeting_of_seven()


def test_a_cancelled_meeting_stops_what_has_not_left(meeting: Meeting) -> None:
    uid = meeting.decided(also_later=True)
    with transaction():
        cancel_event(meeting.event(), now=NOW + MINUTE, actor=SYSTEM)
    row = mailings.get(uid)
    assert (written(), letters(), row.state, row.also_later) == (0, [], MailingState.CANCELLED, False)


def test_a_cancelled_meeting_stops_letters_that_are_written_and_have_not_left(meeting: Meeting) -> None:
    meeting.decided()
    written()
    with transaction():
        cancel_event(meeting.event(), now=LEAVES, actor=SYSTEM)
    assert letters(state=LetterState.CANCELLED) == ["Anna", "Bo", "Cia"]


def test_that_a_meeting_is_cancelled_can_be_told_afterwards(meeting: Meeting) -> None:
    with transaction():
        cancel_event(meeting.event(), now=NOW, actor=SYSTEM)
    meeting.decided()
    assert (written(), letters()) == (3, ["Anna", "Bo", "Cia"])


def test_who_is_merged_away_gets_it_as_the_one_kept_and_only_once(meeting: Meeting) -> None:
    people = {one.given_name: one.uid for one in db.session.scalars(sa.select(Person))}
    meeting.decided(REGISTER)
    with transaction():
        merge_persons(people["Anna"], people["Cia"], now=NOW, actor=SYSTEM)
    with transaction():
        kept = builders.person("Ny", "Person").uid
    with transaction():
        merge_persons(kept, people["Gun"], now=NOW, actor=SYSTEM)
    assert (written(), letters()) == (3, ["Anna", "Bo", "Ny"])


def test_who_is_merged_away_while_letters_wait_gets_one_with_links_that_open(meeting: Meeting) -> None:
    people = {one.given_name: one.uid for one in db.session.scalars(sa.select(Person))}
    meeting.decided(REGISTER)
    written()
    with transaction():
        kept = builders.person("Ny", "Person").uid
    with transaction():
        merge_persons(kept, people["Gun"], now=LEAVES, actor=SYSTEM)
        merge_persons(people["Bo"], people["Anna"], now=LEAVES, actor=SYSTEM)
    assert (written(), letters(state=LetterState.WAITING)) == (1, ["Bo", "Cia", "Ny"])


def test_letters_that_wait_when_the_meeting_moves_say_the_new_days_and_so_does_their_calendar_file(
    meeting: Meeting,
) -> None:
    ready = READY["save_the_date"]
    meeting.decided(REGISTER, ready=ready.key, subject=ready.subject, text=ready.text)
    written()
    with transaction():
        event = meeting.event()
        days = date(2027, 3, 11), date(2027, 3, 12)
        doing = partial(reschedule_event, event, *days, now=LEAVES, actor=SYSTEM)
        tell.change(event, doing, now=LEAVES, actor=SYSTEM, tell=False)
    gun = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.to_name == "Gun Ek")).one()
    assert gun.subject == "Spara datumet: RUN-konferens 2027, torsdag–fredag 11–12 mars 2027"
    (entry,) = read_by_all(gun.calendar or b"").events
    assert entry.one("DTSTART").value.startswith("20270311")


def test_who_is_erased_is_no_receiver(meeting: Meeting) -> None:
    meeting.decided()
    with transaction() as session:
        erase_person(session.scalars(sa.select(Person).where(Person.given_name == "Bo")).one(), now=NOW)
    assert (written(), letters()) == (2, ["Anna", "Cia"])


def test_who_has_withdrawn_lost_the_address_or_wants_none_since_is_left_out_with_the_reason(meeting: Meeting) -> None:
    uid = meeting.decided(INVITED)
    with transaction() as session:
        people = {one.given_name: one for one in session.scalars(sa.select(Person))}
        people["Anna"].addresses[0].refused_at = NOW
        people["Cia"].declined_all_at = NOW
        revoked = session.scalars(sa.select(Invitation).where(Invitation.uid == meeting.invited["Bo"])).one()
        revoked.state = InvitationState.REVOKED
        session.execute(sa.text("DELETE FROM registration_parts"))
        session.execute(sa.text("DELETE FROM registrations"))
    assert (written(), letters()) == (3, [])
    row = mailings.get(uid)
    assert mailings.progress_of([row.id])[row.id].left_out == {"refused": 1, "no_longer": 1, "declined_all": 1}


def test_who_has_answered_since_is_not_asked_to(meeting: Meeting) -> None:
    meeting.decided(Audience(AudienceKind.UNANSWERED))
    meeting.come("Cia")
    assert (written(), letters()) == (1, [])


@pytest.mark.parametrize("state", [RegistrationState.WAITING, RegistrationState.CANCELLED])
def test_who_has_lost_the_part_since_gets_nothing_for_those_who_come_to_it(
    meeting: Meeting, state: RegistrationState
) -> None:
    uid = meeting.decided(Audience(AudienceKind.PART, meeting.event().parts[0].uid))
    lost = sa.select(Registration.id).join(Person).where(Person.given_name == "Bo").scalar_subquery()
    with transaction() as session:
        number = 1 if state is RegistrationState.WAITING else 0
        session.execute(
            sa.update(RegistrationPart)
            .where(RegistrationPart.registration_id == lost)
            .values(state=state, queue_number=number, queued_at=NOW if number else None)
        )
    assert (written(), letters()) == (2, ["Anna"])
    row = mailings.get(uid)
    assert mailings.progress_of([row.id])[row.id].left_out == {"no_longer": 1}


def test_who_waits_since_is_not_told_what_those_who_come_are(meeting: Meeting) -> None:
    meeting.decided(COMING)
    with transaction() as session:
        who = sa.select(Person.id).where(Person.given_name == "Bo").scalar_subquery()
        waits = {"queue_number": 1, "queued_at": NOW, "state": RegistrationState.WAITING}
        session.execute(sa.update(Registration).where(Registration.person_id == who).values(**waits))
        invited = sa.update(Invitation).where(Invitation.person_id == who)
        session.execute(invited.values(state=InvitationState.WAITING))
    assert (written(), letters()) == (2, ["Anna"])


def test_a_restored_backup_stops_what_may_have_gone_already(meeting: Meeting) -> None:
    uid, done = meeting.decided(), meeting.decided(COMING, also_later=True, text="Annat")
    with transaction():
        desk.write_some(done, now=LEAVES)
    with transaction():
        repeat_erasures(frozenset(), now=NOW)
    assert (written(), mailings.get(uid).state) == (0, MailingState.CANCELLED)
    assert (mailings.get(done).state, mailings.get(done).also_later) == (MailingState.GOING, False)
    assert letters(state=LetterState.PAUSED) == ["Anna", "Bo"]


def test_who_registers_later_gets_the_practical_information_once(meeting: Meeting) -> None:
    meeting.decided(COMING, also_later=True)
    meeting.come("Cia")
    assert (written(LEAVES - MINUTE), written(), letters()) == (0, 3, ["Anna", "Bo", "Cia"])
    with transaction():
        who = builders.person("Hugo", "Ek")
        meeting.invited["Hugo"] = builders.invitation(meeting.event(), who).uid
    meeting.come("Hugo")
    later = LEAVES + 600 * MINUTE
    assert (written(later), letters()) == (1, ["Anna", "Bo", "Cia", "Hugo"])
    assert (written(later + MINUTE), letters()) == (0, ["Anna", "Bo", "Cia", "Hugo"])


def test_later_ends_with_the_meeting_and_when_one_says_so(meeting: Meeting) -> None:
    uid = meeting.decided(COMING, also_later=True)
    written()
    meeting.come("Cia")
    assert written(datetime(2027, 3, 6, 12, tzinfo=NOW.tzinfo)) == 0
    with transaction():
        desk.end_later(uid, now=LEAVES, actor=SYSTEM)
    assert (written(LEAVES + MINUTE), letters()) == (0, ["Anna", "Bo"])
