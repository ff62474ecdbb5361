"""Needs: kept with the answer, told to nobody, erased when their time is over; on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.invitations import queries as invitations
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Erasure
from app.people.rules.erasures import erasure_digest
from app.registrations import actions
from app.registrations.model import Need, PurgeProtocol, Registration
from app.registrations.rules import (
    NeedDraft,
    NeedFault,
    NeedKind,
    NeedsKept,
    NeedsRefused,
    NotAsked,
    Purged,
    Unchanged,
)
from tests.builders import NOW
from tests.registering import VEGAN, Meeting, count, invited, letters_out, registers


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    with transaction():
        return Meeting()


def test_needs_are_kept_replaced_and_taken_away(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary, needs=(VEGAN,))
    said = []
    for drafts in ([NeedDraft(NeedKind.ALLERGY, "nuts"), NeedDraft(NeedKind.ACCESS, "text", "Ledarhund")], []):
        with transaction():
            said.append(actions.set_needs(invitations.lock(anna), drafts, now=NOW, actor=SYSTEM))
        said.append(sorted((n.kind.value, n.choice, n.text) for n in db.session.scalars(sa.select(Need))))
    assert said == [NeedsKept(2), [("access", "text", "Ledarhund"), ("allergy", "nuts", "")], NeedsKept(0), []]


def test_an_unchanged_answer_with_new_needs_keeps_the_needs_and_sends_no_letter(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary)
    outcome = registers(anna, meeting.plenary, needs=(VEGAN,))
    assert (type(outcome), count(Need), len(letters_out())) == (Unchanged, 1, 1)


def test_a_personnummer_among_the_needs_is_refused_and_nothing_is_written(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    text = NeedDraft(NeedKind.DIET, "text", "Glutenfritt, 19640823-3234")
    outcome = registers(anna, meeting.plenary, needs=(text,))
    assert (outcome, count(Registration)) == (NeedsRefused(NeedFault.PERSONNUMMER), 0)


def test_needs_of_an_event_that_asks_no_more_are_erased_all_the_same(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary, needs=(VEGAN,))
    with transaction():
        meeting.event.asks_needs = False
    with transaction():
        assert [one.count for one in actions.purge_needs(NOW + timedelta(days=120))] == [1]
    assert count(Need) == 0


def test_needs_are_not_kept_where_they_are_not_asked_for(database: Flask) -> None:
    with transaction():
        meeting = Meeting()
        meeting.event.asks_needs = False
        anna = meeting.invite("Anna")
    registers(anna, meeting.plenary)
    with transaction():
        assert actions.set_needs(invitations.lock(anna), [VEGAN], now=NOW, actor=SYSTEM) == NotAsked()


def test_health_stands_in_no_letter_and_no_log(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary, needs=(NeedDraft(NeedKind.ALLERGY, "text", "jordnötssmör"),))
    letters = [str(letter.data) + str(letter.calendar) for letter in db.session.scalars(sa.select(OutboxLetter))]
    entries = [entry.action + str(entry.details) for entry in db.session.scalars(sa.select(LogEntry))]
    assert not [text for text in letters + entries if "jordnöt" in text or "allerg" in text]
    part = [meeting.plenary.title, "", "På plats"]
    assert entries == [f"registration.made{ {'version': 1, 'state': 'confirmed', 'needs': True, 'changes': [part]} }"]


def test_the_purge_erases_needs_once_their_time_is_over_and_leaves_a_protocol(meeting: Meeting) -> None:
    (anna,) = invited(meeting, "Anna")
    registers(anna, meeting.plenary, needs=(VEGAN, NeedDraft(NeedKind.ALLERGY, "egg")))
    last = datetime.combine(date(2027, 3, 19), datetime.min.time(), UTC) + timedelta(hours=12)
    said = []
    for at in (last, last + timedelta(days=1), last + timedelta(days=2)):
        with transaction():
            said.append(actions.purge_needs(at))
    uid = meeting.event.uid
    protocol = db.session.scalars(sa.select(PurgeProtocol)).one()
    erasure = db.session.scalars(sa.select(Erasure)).one()
    assert (said, count(Need)) == ([[], [Purged(uid, 2)], []], 0)
    assert (protocol.kind, protocol.event_uid, protocol.count) == ("needs", uid, 2)
    assert (erasure.kind, erasure.digest) == ("needs", erasure_digest(uid))
