"""Every turn it can take when somebody else was to come: a no, taken back, a chain, erased; on both databases."""

from datetime import UTC, datetime

import sqlalchemy as sa

from app.desk.erase_person import erase_person
from app.desk.merge_persons import merge_persons
from app.desk.revoke_invitation import revoke_invitation
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.invitations.rules.substitutes import (
    Availability,
    Named,
    NothingToTakeBack,
    NotThem,
    Replaced,
    TakenBack,
)
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Person
from tests.builders import NOW
from tests.stand_ins import (
    COMING,
    DAN,
    NOT_COMING,
    REPLACED,
    REVOKED,
    SAM,
    UNANSWERED,
    WAITING,
    Meeting,
    declines,
    last_letter,
    letters,
    names,
    registers,
    seats,
    states,
    takes_back,
    uid_of,
)
from tests.stand_ins import (
    meeting as meeting,
)


def test_a_no_from_the_other_is_told_and_another_can_be_named(meeting: Meeting) -> None:
    names(meeting.anna)
    since = last_letter()
    declines(uid_of("Karin"))
    assert states() == {"Anna": NOT_COMING, "Karin": NOT_COMING}
    assert letters(since) == [("declined", "Karin Ek", ""), ("stand_in_left", "Anna Berg", "")]
    assert isinstance(names(meeting.anna, DAN), Replaced)
    assert states() == {"Anna": REPLACED, "Karin": NOT_COMING, "Dan": UNANSWERED}


def test_a_withdrawal_and_a_revoked_invitation_are_told_too(meeting: Meeting) -> None:
    registers(meeting.anna, meeting.plenary)
    names(meeting.anna)
    since = last_letter()
    with transaction():
        revoke_invitation(uid_of("Karin"), now=NOW, actor=SAM)
    assert states() == {"Anna": NOT_COMING, "Karin": REVOKED}
    assert letters(since) == [("revoked", "Karin Ek", "CANCEL"), ("stand_in_left", "Anna Berg", "")]
    since = last_letter()
    names(meeting.anna, DAN)
    with transaction():
        revoke_invitation(uid_of("Dan"), now=NOW, actor=SAM)
    assert (states()["Anna"], letters(since)[-1][:2]) == (NOT_COMING, ("stand_in_left", "Anna Berg"))


def test_taking_it_back_brings_the_seat_home_past_those_in_line(meeting: Meeting) -> None:
    with transaction():
        bo = meeting.invite("Bo", "Ask", meeting.rektor)
    registers(meeting.anna, meeting.hall)
    registers(bo, meeting.hall)
    names(meeting.anna)
    since = last_letter()
    assert takes_back(meeting.anna) == TakenBack(seated=True)
    assert seats() == {"Anna": {"Seminarium": "confirmed"}, "Bo": {"Seminarium": "waiting"}}
    assert states() == {"Anna": COMING, "Karin": REVOKED, "Bo": WAITING}
    assert letters(since) == [("taken_back", "Karin Ek", "CANCEL"), ("given_back", "Anna Berg", "REQUEST")]
    assert takes_back(meeting.anna) == NothingToTakeBack()


def test_the_calendar_entry_of_the_one_who_comes_anyway_has_a_higher_number_each_time(meeting: Meeting) -> None:
    registers(meeting.anna, meeting.plenary)
    names(meeting.anna)
    takes_back(meeting.anna)
    rows = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.to_name == "Anna Berg").order_by("id"))
    sequences = [
        int(line.removeprefix("SEQUENCE:"))
        for row in rows
        for line in (row.calendar or b"").decode().splitlines()
        if line.startswith("SEQUENCE:")
    ]
    assert sequences == sorted(set(sequences))
    assert len(sequences) == 3


def test_named_anew_after_it_was_taken_back_the_other_gets_a_link_that_works(meeting: Meeting) -> None:
    names(meeting.anna)
    takes_back(meeting.anna)
    assert isinstance(names(meeting.anna), Replaced)
    assert states() == {"Anna": REPLACED, "Karin": UNANSWERED}


def test_in_a_chain_the_last_one_comes_and_everybody_is_told(meeting: Meeting) -> None:
    registers(meeting.anna, meeting.hall)
    names(meeting.anna)
    names(uid_of("Karin"), DAN)
    assert (states(), seats()) == (
        {"Anna": REPLACED, "Karin": REPLACED, "Dan": COMING},
        {"Dan": {"Seminarium": "confirmed"}},
    )
    found = invitations.stand_ins([meeting.event_id])
    assert {one.name for one in found.values()} == {"Dan Fors"}
    assert len(found) == 2
    since = last_letter()
    assert takes_back(meeting.anna) == TakenBack(seated=True)
    assert (states(), seats()) == (
        {"Anna": COMING, "Karin": REVOKED, "Dan": REVOKED},
        {"Anna": {"Seminarium": "confirmed"}},
    )
    assert sorted(letter[:2] for letter in letters(since)) == [
        ("given_back", "Anna Berg"),
        ("taken_back", "Dan Fors"),
        ("taken_back", "Karin Ek"),
    ]


def test_a_no_at_the_end_of_a_chain_reaches_everybody_before(meeting: Meeting) -> None:
    names(meeting.anna)
    names(uid_of("Karin"), DAN)
    since = last_letter()
    declines(uid_of("Dan"))
    assert states() == {"Anna": NOT_COMING, "Karin": NOT_COMING, "Dan": NOT_COMING}
    assert [letter[:2] for letter in letters(since)] == [
        ("declined", "Dan Fors"),
        ("stand_in_left", "Karin Ek"),
        ("stand_in_left", "Anna Berg"),
    ]


def test_a_circle_cannot_be_made(meeting: Meeting) -> None:
    names(meeting.anna)
    assert names(uid_of("Karin"), Named("Anna", "Berg", "anna@ange.example")) == NotThem(Availability.UNAVAILABLE)


def test_after_the_last_day_to_change_it_is_not_taken_back(meeting: Meeting) -> None:
    names(meeting.anna)
    assert takes_back(meeting.anna, datetime(2027, 2, 19, 9, tzinfo=UTC)) == NothingToTakeBack()


def test_erasing_the_one_who_was_to_come_is_told_as_a_no(meeting: Meeting) -> None:
    names(meeting.anna)
    with transaction():
        erase_person(invitations.get(uid_of("Karin")).person, now=NOW, actor=SAM)
    assert (states(), letters()[-1][:2]) == ({"Anna": NOT_COMING}, ("stand_in_left", "Anna Berg"))


def test_two_records_of_the_one_who_comes_become_one_who_still_comes(meeting: Meeting) -> None:
    with transaction():
        other = meeting.invite("Karin", "Eek", meeting.rektor)
        kept = invitations.get(other).person.uid
    names(meeting.anna)
    registers(invitations.get(_uid_of("Ek")).uid, meeting.plenary)
    gone = invitations.get(_uid_of("Ek")).person.uid
    with transaction():
        merge_persons(kept, gone, now=NOW, actor=SAM)
    found = invitations.stand_ins([meeting.event_id])
    assert [one.name for one in found.values()] == ["Karin Eek"]


def _uid_of(family: str) -> str:
    asked = sa.select(Invitation.uid).join(Invitation.person).where(Person.family_name == family)
    return db.session.scalars(asked).one()
