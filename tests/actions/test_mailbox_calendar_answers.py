"""Answers that calendars send to the mailbox: shown, and no registration is changed by them."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.kernel.db import db, transaction
from app.mail.answers import CalendarWord
from app.mail.model import OutboxLetter
from app.registrations.model import CalendarReply, Registration, RegistrationPart
from app.registrations.queries import list_unseen_calendar_replies
from app.registrations.rules import RegistrationState
from app.rounds import Read
from tests import builders
from tests.imap import Mailbox
from tests.mailboxes import EVA, NOW, sent_to
from tests.returned import message


def registered() -> Registration:
    with transaction():
        event = builders.event()
        part = builders.part(event)
        eva = builders.person("Eva", "Ek", EVA)
        invited = builders.invitation(event, eva)
        one = Registration(event_id=event.id, person_id=eva.id, invitation_id=invited.id,
                           state=RegistrationState.CONFIRMED, created_at=NOW, changed_at=NOW)  # fmt: skip
        one.parts.append(RegistrationPart(part_id=part.id, state=RegistrationState.CONFIRMED, changed_at=NOW))
        db.session.add(one)
    return one


def calendar_words() -> list[tuple[CalendarWord, datetime | None]]:
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(sa.select(CalendarReply.word, CalendarReply.dismissed_at))]


def test_an_answer_in_the_calendar_is_shown_and_changes_no_registration(read, mailbox: Mailbox) -> None:
    one = registered()
    before = one.state, one.version, one.changed_at
    mailbox.put(message("outlook-declined", sent_to(EVA).message_id, EVA, one.uid))
    assert (read(), calendar_words()) == (Read(filed=1), [(CalendarWord.DECLINED, None)])
    db.session.refresh(one)
    assert (one.state, one.version, one.changed_at) == before
    assert [found.registration_id for found in list_unseen_calendar_replies(NOW.date())] == [one.id]


def test_the_latest_answer_counts_and_a_yes_is_nothing_to_look_at(read, mailbox: Mailbox) -> None:
    one = registered()
    for name, unseen in (("outlook-declined", 1), ("apple-tentative", 1), ("google-accepted", 0)):
        mailbox.put(message(name, "<x@y>", EVA, one.uid))
        read()
        assert len(list_unseen_calendar_replies(NOW.date())) == unseen
    assert calendar_words() == [(CalendarWord.ACCEPTED, None)]


def test_an_answer_about_a_withdrawn_registration_or_a_meeting_that_is_over_is_nothing_to_look_at(
    read, mailbox: Mailbox
) -> None:
    one = registered()
    mailbox.put(message("outlook-declined", "<x@y>", EVA, one.uid))
    read()
    assert list_unseen_calendar_replies(one.event.ends_on + timedelta(days=1)) == []
    with transaction():
        db.session.execute(sa.update(Registration).values(state=RegistrationState.CANCELLED))
    assert list_unseen_calendar_replies(NOW.date()) == []


def test_somebody_elses_calendar_answers_for_nobody_and_is_left_for_a_person(read, mailbox: Mailbox) -> None:
    one = registered()
    mailbox.put(message("outlook-declined", "<x@y>", "bo@annan.example", one.uid))
    assert (read(), calendar_words(), len(mailbox.subjects())) == (Read(left=1), [], 1)


def test_an_answer_to_the_meetings_own_entry_counts_only_with_the_persons_letter(read, mailbox: Mailbox) -> None:
    one = registered()
    mailbox.put(message("outlook-declined", "<x@y>", EVA, one.event.uid))
    assert read() == Read(left=1)
    letter = sent_to(EVA, event_uid=one.event.uid)
    with transaction():
        db.session.execute(sa.update(OutboxLetter).values(person_uid=one.person.uid))
    mailbox.put(message("outlook-declined", letter.message_id, EVA, one.event.uid))
    assert (read(), calendar_words()) == (Read(filed=1), [(CalendarWord.DECLINED, None)])
