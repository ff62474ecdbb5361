"""What goes by itself: once to each, to those it is for, on the days it is to go; on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.desk.backup import repeat_erasures
from app.desk.cancel_event import cancel_event
from app.events.actions import create_event
from app.events.actions.events import copy_to_next_year
from app.events.actions.reminders import set_schedule, skip_step
from app.events.model import Event
from app.events.queries.reminders import schedule_of
from app.events.rules.kinds import EventKind
from app.events.rules.reminders import Schedule
from app.events.rules.usual import usual_draft
from app.invitations import actions as inviting
from app.invitations.actions import reminding
from app.invitations.model import Invitation
from app.invitations.queries import lock
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.mail.model import LetterState, OutboxLetter
from app.people.model import Person, PersonAddress
from app.registrations import actions
from tests import builders
from tests.races import PROCESSES, at_once
from tests.schedules import FIRST, ONE_WEEK, THREE_WEEKS, TWO_DAYS, Meeting, at_hour, meeting_of_three
from tests.smtp import mail_server


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    return meeting_of_three()


def test_those_who_have_not_answered_are_reminded_on_each_day_and_nobody_else(meeting: Meeting) -> None:
    assert (meeting.run(THREE_WEEKS - timedelta(days=1)), meeting.run(THREE_WEEKS)) == (0, 3)
    meeting.come("Anna", at_hour(date(2027, 1, 20)))
    assert (meeting.run(ONE_WEEK), meeting.run(TWO_DAYS)) == (2, 2)
    assert meeting.letters() == ["Anna", "Bo", "Bo", "Bo", "Cia", "Cia", "Cia"]


def test_however_often_and_whatever_the_clock_does_each_step_is_one_letter(meeting: Meeting) -> None:
    hours = [meeting.run(THREE_WEEKS, hour) for hour in (8, 9, 12)]
    back = [meeting.run(THREE_WEEKS + timedelta(days=1)), meeting.run(THREE_WEEKS)]
    assert (hours, back, len(meeting.letters())) == ([3, 0, 0], [0, 0], 3)


@pytest.mark.parametrize(("day", "hour"), [(THREE_WEEKS, 3), (THREE_WEEKS, 20), (date(2027, 1, 16), 9)])
def test_nothing_goes_at_night_or_on_a_day_off(meeting: Meeting, day: date, hour: int) -> None:
    assert meeting.run(day, hour) == 0


def test_who_has_just_been_invited_is_left_in_peace_for_five_days(meeting: Meeting) -> None:
    meeting.invite("Dag", at_hour(ONE_WEEK - timedelta(days=4)))
    meeting.run(ONE_WEEK)
    assert meeting.letters() == ["Anna", "Bo", "Cia"]
    meeting.run(TWO_DAYS)
    assert meeting.letters().count("Dag") == 1


def test_who_was_reminded_by_hand_today_is_not_reminded_again(meeting: Meeting) -> None:
    with transaction():
        reminding.remind(meeting.event, now=at_hour(THREE_WEEKS, 7), actor=SYSTEM, uids=[meeting.invited["Bo"]])
    assert (meeting.run(THREE_WEEKS), meeting.letters()) == (2, ["Anna", "Bo", "Cia"])


def _bounce(meeting: Meeting) -> None:
    with transaction() as session:
        anna = session.scalars(sa.select(PersonAddress).join(Person).where(Person.given_name == "Anna")).one()
        anna.refused_at, anna.reason = builders.NOW, "Adressen finns inte"


def _revoke(meeting: Meeting) -> None:
    with transaction() as session:
        one = session.scalars(sa.select(Invitation).where(Invitation.uid == meeting.invited["Anna"])).one()
        inviting.revoke(one, now=builders.NOW, actor=SYSTEM)


def _decline(meeting: Meeting) -> None:
    with transaction():
        actions.decline(lock(meeting.invited["Anna"]), "", now=builders.NOW, actor=SYSTEM)


@pytest.mark.parametrize("happens", [_bounce, _revoke, _decline])
def test_reminders_stop_by_themselves(meeting: Meeting, happens: Any) -> None:
    happens(meeting)
    assert (meeting.run(THREE_WEEKS), meeting.letters()) == (2, ["Bo", "Cia"])


def test_a_cancelled_meeting_reminds_nobody_and_what_was_written_does_not_leave(meeting: Meeting) -> None:
    meeting.run(THREE_WEEKS)
    with transaction():
        cancel_event(meeting.event, now=at_hour(THREE_WEEKS, 10), actor=SYSTEM)
    states = set(db.session.scalars(sa.select(OutboxLetter.state).where(OutboxLetter.kind == "reminder")))
    assert (meeting.run(ONE_WEEK), states) == (0, {LetterState.CANCELLED})


@pytest.mark.parametrize("happens", [_bounce, _revoke, _decline])
def test_a_reminder_that_waits_does_not_leave_when_it_is_not_needed_any_more(
    meeting: Meeting, settings: Settings, happens: Any
) -> None:
    meeting.run(THREE_WEEKS)
    happens(meeting)
    with mail_server() as server:
        mail = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="none")
        done = rounds.deliver(mail, lambda: at_hour(THREE_WEEKS, 10))
    told = [str(one["To"]).split()[0] for one in server.taken if "Påminnelse" in one["Subject"]]
    assert told == ["Bo", "Cia"]
    anna = sa.select(OutboxLetter.state).where(OutboxLetter.kind == "reminder", OutboxLetter.to_name.startswith("Anna"))
    assert (done.refused, db.session.scalars(anna).one()) == (0, LetterState.CANCELLED)


def test_who_is_invited_again_after_a_reminder_can_be_reminded_again(meeting: Meeting) -> None:
    anna = meeting.invited["Anna"]
    with transaction():
        reminding.remind(meeting.event, now=at_hour(THREE_WEEKS), actor=SYSTEM, uids=[anna])
    with transaction() as session:
        one = session.scalars(sa.select(Invitation).where(Invitation.uid == anna)).one()
        inviting.revoke(one, now=at_hour(THREE_WEEKS), actor=SYSTEM)
        inviting.make(one, [], one.source, "", at_hour(THREE_WEEKS))
        one.state, one.sent_at = InvitationState.UNANSWERED, at_hour(THREE_WEEKS)
    with transaction():
        reminding.remind(meeting.event, now=at_hour(ONE_WEEK), actor=SYSTEM, uids=[anna])
    assert meeting.letters() == ["Anna", "Anna"]


def test_the_command_writes_what_is_due_also_at_night_and_nothing_else_where_a_schedule_decides(
    meeting: Meeting,
) -> None:
    day = THREE_WEEKS - timedelta(days=1)
    assert rounds.send_by_schedule(lambda: at_hour(day, 3), at_any_hour=True) == 0
    assert rounds.remind(at_hour(day)) == []
    assert rounds.send_by_schedule(lambda: at_hour(THREE_WEEKS, 3), at_any_hour=True) == 3


def _move(meeting: Meeting, days: int) -> None:
    with transaction() as session:
        for one in session.scalars(sa.select(Event)):
            one.starts_on = one.ends_on = FIRST + timedelta(days=days)


def test_a_meeting_that_moves_begins_its_schedule_anew(meeting: Meeting) -> None:
    meeting.come("Anna", at_hour(date(2027, 1, 5)))
    assert (meeting.run(THREE_WEEKS), meeting.run(FIRST - timedelta(days=1))) == (2, 1)
    _move(meeting, 28)
    assert meeting.run(THREE_WEEKS + timedelta(days=28)) == 2
    assert (meeting.run(FIRST + timedelta(days=27)), meeting.letters("day_before")) == (1, ["Anna", "Anna"])


def test_after_a_restored_backup_nothing_goes_that_may_have_gone_already(meeting: Meeting) -> None:
    with transaction():
        repeat_erasures(frozenset(), now=at_hour(THREE_WEEKS))
    assert (meeting.run(THREE_WEEKS), meeting.run(THREE_WEEKS + timedelta(days=1)), meeting.run(ONE_WEEK)) == (0, 0, 3)


def test_a_step_that_is_skipped_does_not_go_until_it_is_wanted_again(meeting: Meeting) -> None:
    with transaction():
        skip_step(meeting.event, "unanswered:21", skip=True, now=builders.NOW, actor=SYSTEM)
    assert meeting.run(THREE_WEEKS) == 0
    with transaction():
        skip_step(meeting.event, "unanswered:21", skip=False, now=builders.NOW, actor=SYSTEM)
    assert meeting.run(THREE_WEEKS) == 3


@pytest.mark.processes
def test_workers_at_the_same_moment_remind_each_person_once(meeting: Meeting) -> None:
    for number in range(60):
        meeting.invite(f"Gäst {number}", at_hour(date(2026, 12, 1)))

    def work(barrier: Any) -> list[int]:
        barrier.wait(60)
        return [meeting.run(THREE_WEEKS)]

    assert sum(at_once([work] * PROCESSES)) == 63
    assert len(meeting.letters()) == 63


def test_a_new_meeting_has_its_kinds_usual_schedule_and_a_copy_the_originals(database: Flask) -> None:
    with transaction():
        event = create_event(usual_draft(EventKind.CONFERENCE, FIRST, {}), now=builders.NOW, actor=SYSTEM)
        assert schedule_of(event) == Schedule((21, 7, 2), day_before=True, tells_contacts=True)
        set_schedule(event, Schedule((10,), afterwards=True), now=builders.NOW, actor=SYSTEM)
        skip_step(event, "unanswered:10", skip=True, now=builders.NOW, actor=SYSTEM)
        copied = copy_to_next_year(event, now=builders.NOW, actor=SYSTEM)
    assert schedule_of(copied) == Schedule((10,), afterwards=True)
