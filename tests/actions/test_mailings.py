"""Mailings: to whom, frozen, held, written some at a time, taken back, sent; on both databases."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.desk import mailings as desk
from app.events.rules.entries import own_uid
from app.events.rules.ready_texts import READY
from app.kernel.db import db, transaction
from app.kernel.settings import Settings
from app.lists.receivers import receivers
from app.mail import mailings
from app.mail.model import LetterState, Mailing, MailingState, OutboxLetter
from app.people.model import Person
from app.registrations.rules.mailings import (
    Audience,
    AudienceKind,
    ChangedMeanwhile,
    Decided,
    DecidedAlready,
    LeftOut,
    Nobody,
    SameLately,
)
from tests import builders
from tests.builders import NOW
from tests.calendar_readers import read_by_all
from tests.mailings import (
    COMING,
    INVITED,
    LEAVES,
    MINUTE,
    REGISTER,
    TODAY,
    Meeting,
    letters,
    meeting_of_seven,
    names,
    written,
)
from tests.said import statements
from tests.smtp import mail_server


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    return meeting_of_seven()


@pytest.mark.parametrize(
    ("audience", "ready", "others"),
    [
        (INVITED, ["Anna", "Bo", "Cia"], ["Dag", "Eva", "Fia"]),
        (Audience(AudienceKind.UNANSWERED), ["Cia"], ["Dag", "Eva", "Fia"]),
        (COMING, ["Anna", "Bo"], []),
        (Audience(AudienceKind.WAITING), [], []),
        (REGISTER, ["Anna", "Bo", "Cia", "Gun"], ["Dag", "Eva", "Fia"]),
        (Audience(AudienceKind.REGISTER, limits={"q": "gun"}), ["Gun"], []),
        (Audience(AudienceKind.REGISTER, limits={"grupp": "politiker"}), [], []),
    ],
)
def test_each_audience_means_its_own(meeting: Meeting, audience: Audience, ready: list[str], others: list[str]) -> None:
    found = receivers(meeting.event(), audience, TODAY)
    assert (names(found.ready), names(found.others)) == (ready, others)


def test_who_is_left_out_is_told_with_the_reason(meeting: Meeting) -> None:
    found = receivers(meeting.event(), INVITED, TODAY)
    assert [one.why for one in found.others] == [LeftOut.WITHOUT_ADDRESS, LeftOut.REFUSED, LeftOut.DECLINED_ALL]
    assert found.left_out() == {"without_address": 1, "refused": 1, "declined_all": 1}


def test_one_part_s_are_those_with_a_seat_at_it(meeting: Meeting) -> None:
    with transaction():
        other = builders.part(meeting.event(), "Middag").uid
    part = meeting.event().parts[0].uid
    found = [names(receivers(meeting.event(), Audience(AudienceKind.PART, uid), TODAY).ready) for uid in (part, other)]
    assert found == [["Anna", "Bo"], []]


def test_nothing_is_written_before_the_time_to_undo_is_out_and_then_everything_once(meeting: Meeting) -> None:
    meeting.decided()
    assert (written(NOW), written(LEAVES - MINUTE), letters()) == (0, 0, [])
    assert (written(), letters()) == (3, ["Anna", "Bo", "Cia"])
    assert (written(), written(LEAVES + 60 * MINUTE), letters()) == (0, 0, ["Anna", "Bo", "Cia"])


def test_one_for_a_time_of_its_own_waits_until_then(meeting: Meeting) -> None:
    uid = meeting.decided(at=NOW + 60 * MINUTE)
    assert mailings.get(uid).leaves_at == NOW + 60 * MINUTE
    assert (written(LEAVES), written(NOW + 60 * MINUTE)) == (0, 3)


def test_receivers_are_those_of_the_moment_it_was_decided(meeting: Meeting) -> None:
    meeting.decided(COMING)
    meeting.come("Cia")
    written()
    assert letters() == ["Anna", "Bo"]


def test_taken_back_in_time_nobody_gets_it(meeting: Meeting) -> None:
    uid = meeting.decided()
    with transaction():
        assert desk.take_back(uid, now=NOW + MINUTE, actor=SYSTEM) == 0
    assert (written(), letters(), mailings.get(uid).state) == (0, [], MailingState.CANCELLED)
    with transaction():
        assert desk.take_back(uid, now=NOW + MINUTE, actor=SYSTEM) is None


def test_stopped_while_it_goes_out_the_rest_stays(meeting: Meeting) -> None:
    uid = meeting.decided()
    with transaction():
        assert desk.write_some(uid, now=LEAVES, most=1) == 1
    with transaction() as session:
        session.execute(sa.update(OutboxLetter).values(state=LetterState.SENT))
    with transaction():
        assert desk.write_some(uid, now=LEAVES, most=1) == 1
    with transaction():
        assert desk.take_back(uid, now=LEAVES, actor=SYSTEM) == 1
    assert (written(), letters(state=LetterState.SENT), letters(state=LetterState.CANCELLED)) == (0, ["Anna"], ["Bo"])


def test_pressed_twice_it_goes_once(meeting: Meeting) -> None:
    uid = meeting.decided()
    assert meeting.decide(uid) == DecidedAlready()
    assert (written(), letters()) == (3, ["Anna", "Bo", "Cia"])


def test_what_is_not_what_was_shown_does_not_go(meeting: Meeting) -> None:
    uid = meeting.draft()
    assert meeting.decide(uid, count=2) == ChangedMeanwhile(3)
    assert meeting.decide(uid, version=7) == ChangedMeanwhile(3)
    assert mailings.get(uid).state is MailingState.DRAFT


def test_to_nobody_it_does_not_go(meeting: Meeting) -> None:
    assert meeting.decide(meeting.draft(Audience(AudienceKind.WAITING))) == Nobody()


def test_the_same_words_to_the_same_people_within_ten_minutes_are_asked_about(meeting: Meeting) -> None:
    meeting.decided(COMING)
    again = meeting.draft(INVITED)
    assert meeting.decide(again, now=NOW + 9 * MINUTE) == SameLately(2)
    assert isinstance(meeting.decide(again, now=NOW + 9 * MINUTE, again=True), Decided)


def test_other_words_other_people_and_ten_minutes_later_are_not_asked_about(meeting: Meeting) -> None:
    meeting.decided(COMING)
    assert isinstance(meeting.decide(meeting.draft(COMING, "Annat")), Decided)
    assert isinstance(meeting.decide(meeting.draft(Audience(AudienceKind.UNANSWERED))), Decided)
    assert isinstance(meeting.decide(meeting.draft(COMING), now=NOW + 11 * MINUTE), Decided)


def test_what_was_taken_back_is_not_asked_about(meeting: Meeting) -> None:
    uid = meeting.decided(COMING)
    with transaction():
        desk.take_back(uid, now=NOW, actor=SYSTEM)
    assert isinstance(meeting.decide(meeting.draft(COMING)), Decided)


def test_saving_the_date_informs_and_has_the_days_for_the_calendar(meeting: Meeting) -> None:
    ready = READY["save_the_date"]
    meeting.decided(REGISTER, ready=ready.key, subject=ready.subject, text=ready.text)
    written()
    informed = db.session.scalars(sa.select(Person.given_name).where(Person.informed_at == LEAVES).order_by(Person.id))
    assert list(informed) == ["Anna", "Bo", "Cia", "Gun"]
    gun = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.to_name == "Gun Ek")).one()
    assert (gun.subject, gun.calendar_method) == (
        "Spara datumet: RUN-konferens 2027, torsdag–fredag 4–5 mars 2027",
        "PUBLISH",
    )
    (entry,) = read_by_all(gun.calendar or b"").events
    own = own_uid(meeting.event_uid, gun.person_uid)
    assert (entry.one("UID").value, entry.one("STATUS").value) == (own, "TENTATIVE")
    assert b"ATTENDEE" not in (gun.calendar or b"")


def test_a_letter_holds_the_invitation_s_link_where_there_is_one(meeting: Meeting) -> None:
    meeting.decided(REGISTER)
    written()
    rows = {one.to_name: one.data for one in db.session.scalars(sa.select(OutboxLetter))}
    assert ["answer_link" in rows[name] for name in ("Anna Ek", "Cia Ek", "Gun Ek")] == [True, True, False]
    assert [rows[name]["standing"] for name in ("Anna Ek", "Cia Ek", "Gun Ek")] == [
        "coming",
        "unanswered",
        "not_invited",
    ]
    assert rows["Gun Ek"]["capacity"] == "rektor, Ånge kommun"


def test_a_batch_reaches_the_mail_server_each_letter_once(meeting: Meeting, settings: Settings) -> None:
    uid = meeting.decided(REGISTER, text="Hej **{{förnamn}}**, från {{organisation}}.")
    written()
    with mail_server() as server:
        mail = replace(settings, mail_server="127.0.0.1", mail_port=server.port, mail_tls="none")
        assert rounds.deliver(mail, lambda: LEAVES).sent == 4
    assert [str(one["To"]).split()[0] for one in server.taken] == ["Anna", "Bo", "Cia", "Gun"]
    first = server.taken[0]
    assert "Hej Anna, från Ånge kommun." in first.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Hej <strong>Anna</strong>" in first.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert (first["Auto-Submitted"], "/avsta/" in str(first["List-Unsubscribe"])) == (None, True)
    row = mailings.get(uid)
    progress = mailings.progress_of([row.id])[row.id]
    assert (progress.count, progress.sent, progress.waiting, progress.failed) == (4, 4, 0, 0)


def test_what_is_done_stands_in_the_log(meeting: Meeting) -> None:
    uid = meeting.decided(COMING)
    with transaction():
        desk.take_back(uid, now=NOW, actor=SYSTEM)
    asked = sa.select(LogEntry.action, LogEntry.details).where(LogEntry.subject_uid == uid).order_by(LogEntry.id)
    told = [(row.action, row.details.get("count")) for row in db.session.execute(asked)]
    assert told == [("mailing.created", None), ("mailing.decided", 2), ("mailing.stopped", 0)]


def test_statements_do_not_grow_with_the_receivers(meeting: Meeting) -> None:
    def counted() -> int:
        with statements() as asked:
            receivers(meeting.event(), REGISTER, TODAY)
        db.session.rollback()
        return len(asked)

    before = counted()
    with transaction():
        for number in range(20):
            builders.person(f"Anna {number}")
    assert counted() == before


def test_a_mailing_that_is_gone_is_missing(meeting: Meeting) -> None:
    uid = meeting.draft()
    with transaction():
        assert desk.remove(uid, now=NOW, actor=SYSTEM)
    with pytest.raises(mailings.MailingMissing):
        mailings.get(uid)
    assert db.session.scalars(sa.select(Mailing)).all() == []
