"""Somebody else comes in one's stead: the seat, the words, the letters, every turn it can take; on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM, Actor, ActorKind
from app.desk.erase_person import erase_person
from app.desk.merge_persons import merge_persons
from app.desk.revoke_invitation import revoke_invitation
from app.desk.somebody_else import name_somebody_else, settle, take_back
from app.events.model import Event
from app.events.rules.kinds import EventState, NeedsGround
from app.invitations import queries as invitations
from app.invitations.actions import remind, resend
from app.invitations.letters import capacity, in_stead_of
from app.invitations.model import Invitation, InvitationHolding, Substitution
from app.invitations.rules import InvitationSource, InvitationState
from app.invitations.rules.substitutes import (
    Availability,
    Named,
    NothingToTakeBack,
    NotNow,
    NotThem,
    Obstacle,
    Proposed,
    Replaced,
    Settled,
    SettledBefore,
    TakenBack,
)
from app.kernel.db import db, transaction
from app.mail import outbox, render
from app.mail.model import OutboxLetter
from app.people.model import Erasure, Person
from app.people.rules.erasures import ADDRESS, erasure_digest
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Need, Registration
from app.registrations.rules import NeedDraft, NeedKind, NotRegistered, RegistrationState
from tests import builders
from tests.builders import NOW

AFTER_CHANGE_BY = datetime(2027, 2, 19, 9, tzinfo=UTC)
THURSDAY = datetime(2027, 3, 4, 13, tzinfo=UTC)
SAM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare")
KARIN = Named("Karin", "Ek", "karin.ek@ange.example")
DAN = Named("Dan", "Fors", "dan@ange.example")
WAITING, COMING, REPLACED, NOT_COMING, UNANSWERED, REVOKED = (
    InvitationState.WAITING,
    InvitationState.COMING,
    InvitationState.REPLACED,
    InvitationState.NOT_COMING,
    InvitationState.UNANSWERED,
    InvitationState.REVOKED,
)


class Meeting:
    """A conference with a plenary, a hall of one seat, and a dialogue for heads of school only; Anna is one."""

    def __init__(self, **given: Any) -> None:
        self.event = builders.event(asks_needs=True, needs_ground=NeedsGround.LAW, **given)
        self.event_id = self.event.id
        self.skolchef, self.rektor = builders.role("skolchef"), builders.role("rektor")
        self.ange = builders.organisation()
        self.plenary = builders.part(self.event)
        self.hall = builders.part(self.event, "Seminarium", capacity=1)
        self.dialogue = builders.part(self.event, "Dialogmöte", starts_at=THURSDAY, ends_at=THURSDAY.replace(hour=14))
        builders.circle(self.event, self.skolchef, self.dialogue)
        self.anna = self.invite("Anna", "Berg", self.skolchef)

    def invite(self, given: str, family: str, role: Any, **more: Any) -> str:
        """Invite somebody by office; gives the invitation's uid."""
        person = builders.person(given, family, f"{given.lower()}@ange.example", **more)
        return builders.invitation(self.event, person, role, self.ange).uid


@pytest.fixture
def meeting(database: Flask) -> Meeting:
    with transaction():
        return Meeting()


def _name(uid: str, named: Named = KARIN, now: datetime = NOW) -> Any:
    with transaction():
        locked = invitations.lock(uid)
        return name_somebody_else(locked, named, now=now, actor=SYSTEM)


def _take_back(uid: str, now: datetime = NOW) -> Any:
    with transaction():
        return take_back(invitations.lock(uid), now=now, actor=SYSTEM)


def _settle(meeting: Meeting, *, grant: bool) -> Any:
    uid = db.session.scalars(sa.select(Substitution.uid).order_by(Substitution.id.desc())).first() or ""
    with transaction():
        return settle(uid, meeting.event_id, grant=grant, now=NOW, actor=SAM)


def _register(uid: str, *parts: Any, **given: Any) -> Any:
    seen = frozenset(part.uid for part in parts)
    answers = Answers(tuple(Asked(part.uid) for part in parts), seen, **given)
    with transaction():
        return actions.register(invitations.lock(uid), answers, now=NOW, actor=SYSTEM)


def _decline(uid: str) -> Any:
    with transaction():
        return actions.decline(invitations.lock(uid), "", now=NOW, actor=SYSTEM)


def _uid(name: str) -> str:
    asked = sa.select(Invitation.uid).join(Invitation.person).where(Person.given_name == name)
    return db.session.scalars(asked).one()


def _states() -> dict[str, InvitationState]:
    db.session.expire_all()
    asked = sa.select(Person.given_name, Invitation.state).join(Invitation, Invitation.person_id == Person.id)
    return {row.given_name: row.state for row in db.session.execute(asked)}


def _seats() -> dict[str, dict[str, str]]:
    db.session.expire_all()
    return {
        row.person.given_name: {
            part.part.title: part.state.value for part in row.parts if part.state is not RegistrationState.CANCELLED
        }
        for row in db.session.scalars(sa.select(Registration))
        if row.state is not RegistrationState.CANCELLED
    }


def _letters(since: int = 0) -> list[tuple[str, str, str]]:
    rows = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.id > since).order_by(OutboxLetter.id))
    return [(row.kind, row.to_name, row.calendar_method) for row in rows]


def _last_letter() -> int:
    return db.session.scalar(sa.select(sa.func.max(OutboxLetter.id))) or 0


def _text(kind: str) -> str:
    row = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind == kind)).one()
    return " ".join(render.preview(outbox.as_letter(row)).text.split())


def test_who_has_not_answered_has_another_asked_to_the_same_parts(meeting: Meeting) -> None:
    outcome = _name(meeting.anna)
    karin = invitations.get(_uid("Karin"))
    assert (outcome, _states()) == (Replaced(passed=False), {"Anna": REPLACED, "Karin": UNANSWERED})
    assert karin.source is InvitationSource.SUBSTITUTE
    assert [part.title for part in invitations.parts_of(karin)] == ["Konferens dag 1", "Seminarium", "Dialogmöte"]
    assert _letters() == [("named", "Karin Ek", ""), ("replaced", "Anna Berg", "")]
    assert karin.person.informed_at == NOW


def test_the_letters_say_who_named_whom_and_what_to_do(meeting: Meeting) -> None:
    _name(meeting.anna)
    asked, told = _text("named"), _text("replaced")
    for said in (
        "Anna Berg kan inte komma och har bett oss fråga dig i stället",
        "I stället för: Anna Berg, skolchef, Ånge kommun",
        "Anna Berg har lämnat ditt namn och din e-postadress",
        "Tacka nej till alla inbjudningar",
        "Svara nej på samma sida",
    ):
        assert said in asked
    assert "Var: Södra Berget, Sundsvall I ditt ställe: Karin Ek, karin.ek@ange.example" in told
    for said in ("Karin Ek ska komma i ditt ställe", "18 februari kan du ta tillbaka det"):
        assert said in told


def test_a_letter_promises_nothing_that_is_too_late_to_do(meeting: Meeting) -> None:
    _register(meeting.anna, meeting.plenary)
    _name(meeting.anna, now=AFTER_CHANGE_BY)
    assert "Sista dagen att ta tillbaka det själv var torsdag 18 februari, så hör av dig till oss." in _text("replaced")
    with transaction():
        actions.withdraw(invitations.lock(_uid("Karin")), now=AFTER_CHANGE_BY, actor=SYSTEM)
    told = _text("stand_in_left")
    assert "Sista svarsdag var torsdag 4 februari, men på din sida kan du fråga om det finns plats." in told
    assert "kan du ange någon annan" not in told


def test_a_letter_speaks_of_needs_only_where_they_are_asked_for(meeting: Meeting) -> None:
    with transaction():
        invitations.get(meeting.anna).event.asks_needs = False
    _register(meeting.anna, meeting.plenary)
    _name(meeting.anna)
    with transaction():
        actions.withdraw(invitations.lock(_uid("Karin")), now=NOW, actor=SYSTEM)
    assert [kind for kind in ("replaced", "withdrawn") if "särskilda behov" in _text(kind)] == []


def test_a_role_that_is_said_is_the_others_own(meeting: Meeting) -> None:
    _name(meeting.anna, Named("Karin", "Ek", "karin.ek@ange.example", meeting.rektor.id))
    karin = invitations.get(_uid("Karin"))
    assert (capacity(karin), in_stead_of(karin)) == ("rektor, Ånge kommun", "Anna Berg, skolchef, Ånge kommun")
    assert "Dialogmöte" in [part.title for part in invitations.parts_of(karin)]


def test_without_a_role_nobody_is_called_what_they_are_not(meeting: Meeting) -> None:
    _name(meeting.anna)
    assert capacity(invitations.get(_uid("Karin"))) == ""


def test_a_seat_goes_over_past_nobody_in_line_and_needs_do_not(meeting: Meeting) -> None:
    with transaction():
        bo = meeting.invite("Bo", "Ask", meeting.rektor)
    _register(meeting.anna, meeting.hall, needs=(NeedDraft(NeedKind.DIET, "vegan"),))
    _register(bo, meeting.hall)
    since = _last_letter()
    assert _name(meeting.anna) == Replaced(passed=True)
    assert _seats() == {"Karin": {"Seminarium": "confirmed"}, "Bo": {"Seminarium": "waiting"}}
    assert _states() == {"Anna": REPLACED, "Karin": COMING, "Bo": WAITING}
    assert _letters(since) == [("replaced", "Anna Berg", "CANCEL"), ("taken_over", "Karin Ek", "REQUEST")]
    assert db.session.query(Need).count() == 0
    assert "Anna Berg har lämnat ditt namn och din e-postadress" in _text("taken_over")


def test_a_place_in_line_goes_over_too(meeting: Meeting) -> None:
    with transaction():
        bo = meeting.invite("Bo", "Ask", meeting.rektor)
    _register(bo, meeting.hall)
    _register(meeting.anna, meeting.hall)
    _name(meeting.anna)
    assert (_seats()["Karin"], _states()["Karin"]) == ({"Seminarium": "waiting"}, WAITING)
    _decline(bo)
    assert _seats() == {"Karin": {"Seminarium": "confirmed"}}


def test_the_second_name_finds_that_one_has_been_given(meeting: Meeting) -> None:
    _name(meeting.anna)
    since = _last_letter()
    assert _name(meeting.anna, DAN) == NotNow(Obstacle.REPLACED)
    assert (_letters(since), "Dan" in _states()) == ([], False)


def test_who_is_replaced_cannot_answer_and_is_not_reminded(meeting: Meeting) -> None:
    _name(meeting.anna)
    with transaction():
        invitations.lock(_uid("Karin")).invitation.state = COMING
    later = NOW.replace(day=25)
    with transaction():
        reminded = remind(db.session.get_one(Event, meeting.event_id), now=later, actor=SAM)
    assert getattr(reminded, "count", None) == 0
    assert isinstance(_register(meeting.anna, meeting.plenary), NotRegistered)


def test_naming_oneself_or_somebody_who_cannot_be_asked_writes_nothing(meeting: Meeting) -> None:
    with transaction():
        coming = meeting.invite("Bo", "Ask", meeting.rektor)
        meeting.invite("Eva", "Dal", meeting.rektor, declined_all_at=NOW)
        builders.person("Ulf", "Ny", "ulf@ange.example", declined_all_at=NOW)
        db.session.add(Erasure(kind=ADDRESS, digest=erasure_digest("borta@ange.example"), erased_at=NOW))
    _register(coming, meeting.plenary)
    since, people = _last_letter(), db.session.query(Person).count()
    answers = [
        _name(meeting.anna, named)
        for named in (
            Named("Bo", "Ask", "BO@ange.example"),
            Named("Eva", "Dal", "eva@ange.example"),
            Named("Ulf", "Ny", "ulf@ange.example"),
            Named("Pia", "Borta", "borta@ange.example"),
        )
    ]
    assert answers == [NotThem(Availability.UNAVAILABLE)] * 4
    own = [_name(meeting.anna, Named("Anna", "Berg", address)) for address in ("anna@ange.example", "annan@x.example")]
    assert own == [NotThem(Availability.THEMSELVES)] * 2
    assert (_letters(since), db.session.query(Person).count(), _states()["Anna"]) == ([], people, UNANSWERED)


def test_another_name_at_a_known_address_is_another_person(meeting: Meeting) -> None:
    _name(meeting.anna, Named("Karin", "Ek", "anna@ange.example"))
    assert _states() == {"Anna": REPLACED, "Karin": UNANSWERED}


def test_somebody_known_is_used_and_never_changed(meeting: Meeting) -> None:
    with transaction():
        known = builders.person("Karin", "Ek", "karin.ek@ange.example", phone="070-1234567")
        uid, version = known.uid, known.version
    _name(meeting.anna, Named("karin", "EK", "Karin.Ek@ange.example"))
    found = db.session.scalars(sa.select(Person).where(Person.uid == uid)).one()
    assert (invitations.get(_uid("Karin")).person_id, found.name, found.version) == (found.id, "Karin Ek", version)


def test_somebody_invited_by_office_keeps_that_and_is_asked(meeting: Meeting) -> None:
    with transaction():
        meeting.invite("Karin", "Ek", meeting.rektor)
    _name(meeting.anna, Named("Karin", "Ek", "karin@ange.example"))
    karin = invitations.get(_uid("Karin"))
    assert (karin.source, capacity(karin)) == (InvitationSource.CIRCLE, "rektor, Ånge kommun")
    assert "Dialogmöte" in [part.title for part in invitations.parts_of(karin)]
    assert _take_back(meeting.anna) == TakenBack(seated=False)
    karin = invitations.get(_uid("Karin"))
    assert (_states(), karin.in_stead_of_id) == ({"Anna": UNANSWERED, "Karin": UNANSWERED}, None)
    assert "Dialogmöte" not in [part.title for part in invitations.parts_of(karin)]
    assert "den inbjudan gäller" in _text("taken_back")


def test_what_somebody_answered_in_their_own_right_is_theirs(meeting: Meeting) -> None:
    with transaction():
        karin = meeting.invite("Karin", "Ek", meeting.rektor)
    _name(meeting.anna, Named("Karin", "Ek", "karin@ange.example"))
    _register(karin, meeting.plenary)
    assert _take_back(meeting.anna) == TakenBack(seated=False)
    assert (_states(), _seats()) == (
        {"Anna": UNANSWERED, "Karin": COMING},
        {"Karin": {"Konferens dag 1": "confirmed"}},
    )


def test_a_no_from_the_other_is_told_and_another_can_be_named(meeting: Meeting) -> None:
    _name(meeting.anna)
    since = _last_letter()
    _decline(_uid("Karin"))
    assert _states() == {"Anna": NOT_COMING, "Karin": NOT_COMING}
    assert _letters(since) == [("declined", "Karin Ek", ""), ("stand_in_left", "Anna Berg", "")]
    assert isinstance(_name(meeting.anna, DAN), Replaced)
    assert _states() == {"Anna": REPLACED, "Karin": NOT_COMING, "Dan": UNANSWERED}


def test_a_withdrawal_and_a_revoked_invitation_are_told_too(meeting: Meeting) -> None:
    _register(meeting.anna, meeting.plenary)
    _name(meeting.anna)
    since = _last_letter()
    with transaction():
        revoke_invitation(_uid("Karin"), now=NOW, actor=SAM)
    assert _states() == {"Anna": NOT_COMING, "Karin": REVOKED}
    assert _letters(since) == [("revoked", "Karin Ek", "CANCEL"), ("stand_in_left", "Anna Berg", "")]
    since = _last_letter()
    _name(meeting.anna, DAN)
    with transaction():
        revoke_invitation(_uid("Dan"), now=NOW, actor=SAM)
    assert (_states()["Anna"], _letters(since)[-1][:2]) == (NOT_COMING, ("stand_in_left", "Anna Berg"))


def test_taking_it_back_brings_the_seat_home_past_those_in_line(meeting: Meeting) -> None:
    with transaction():
        bo = meeting.invite("Bo", "Ask", meeting.rektor)
    _register(meeting.anna, meeting.hall)
    _register(bo, meeting.hall)
    _name(meeting.anna)
    since = _last_letter()
    assert _take_back(meeting.anna) == TakenBack(seated=True)
    assert _seats() == {"Anna": {"Seminarium": "confirmed"}, "Bo": {"Seminarium": "waiting"}}
    assert _states() == {"Anna": COMING, "Karin": REVOKED, "Bo": WAITING}
    assert _letters(since) == [("taken_back", "Karin Ek", "CANCEL"), ("given_back", "Anna Berg", "REQUEST")]
    assert _take_back(meeting.anna) == NothingToTakeBack()


def test_the_calendar_entry_of_the_one_who_comes_anyway_has_a_higher_number_each_time(meeting: Meeting) -> None:
    _register(meeting.anna, meeting.plenary)
    _name(meeting.anna)
    _take_back(meeting.anna)
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
    _name(meeting.anna)
    _take_back(meeting.anna)
    assert isinstance(_name(meeting.anna), Replaced)
    assert _states() == {"Anna": REPLACED, "Karin": UNANSWERED}


def test_in_a_chain_the_last_one_comes_and_everybody_is_told(meeting: Meeting) -> None:
    _register(meeting.anna, meeting.hall)
    _name(meeting.anna)
    _name(_uid("Karin"), DAN)
    assert (_states(), _seats()) == (
        {"Anna": REPLACED, "Karin": REPLACED, "Dan": COMING},
        {"Dan": {"Seminarium": "confirmed"}},
    )
    found = invitations.stand_ins([meeting.event_id])
    assert {one.name for one in found.values()} == {"Dan Fors"}
    assert len(found) == 2
    since = _last_letter()
    assert _take_back(meeting.anna) == TakenBack(seated=True)
    assert (_states(), _seats()) == (
        {"Anna": COMING, "Karin": REVOKED, "Dan": REVOKED},
        {"Anna": {"Seminarium": "confirmed"}},
    )
    assert sorted(letter[:2] for letter in _letters(since)) == [
        ("given_back", "Anna Berg"),
        ("taken_back", "Dan Fors"),
        ("taken_back", "Karin Ek"),
    ]


def test_a_no_at_the_end_of_a_chain_reaches_everybody_before(meeting: Meeting) -> None:
    _name(meeting.anna)
    _name(_uid("Karin"), DAN)
    since = _last_letter()
    _decline(_uid("Dan"))
    assert _states() == {"Anna": NOT_COMING, "Karin": NOT_COMING, "Dan": NOT_COMING}
    assert [letter[:2] for letter in _letters(since)] == [
        ("declined", "Dan Fors"),
        ("stand_in_left", "Karin Ek"),
        ("stand_in_left", "Anna Berg"),
    ]


def test_a_circle_cannot_be_made(meeting: Meeting) -> None:
    _name(meeting.anna)
    assert _name(_uid("Karin"), Named("Anna", "Berg", "anna@ange.example")) == NotThem(Availability.UNAVAILABLE)


def test_after_the_last_day_to_change_it_is_not_taken_back(meeting: Meeting) -> None:
    _name(meeting.anna)
    assert _take_back(meeting.anna, datetime(2027, 2, 19, 9, tzinfo=UTC)) == NothingToTakeBack()


def test_own_deadlines_go_with_the_chair(meeting: Meeting) -> None:
    with transaction():
        invitations.lock(meeting.anna).invitation.answer_by_on = date(2027, 2, 20)
    _name(meeting.anna)
    assert invitations.deadlines_for(invitations.get(_uid("Karin"))).answer_by == date(2027, 2, 20)


def test_the_invitation_of_a_substitute_sent_again_still_says_who_named_them(meeting: Meeting) -> None:
    _name(meeting.anna)
    with transaction():
        one = invitations.lock(_uid("Karin")).invitation
        resend(one, one.version, now=NOW, actor=SAM)
    assert [kind for kind, name, _ in _letters() if name == "Karin Ek"] == ["named", "named"]


@pytest.fixture
def asking(database: Flask) -> Meeting:
    """The meeting, which wants to approve."""
    with transaction():
        return Meeting(approve_substitutes=True)


def test_where_it_is_asked_for_the_name_waits_and_the_seat_stays(asking: Meeting) -> None:
    _register(asking.anna, asking.hall)
    since = _last_letter()
    assert _name(asking.anna) == Proposed()
    assert (_states(), _seats()) == ({"Anna": COMING}, {"Anna": {"Seminarium": "confirmed"}})
    assert _letters(since) == [("proposal_waits", "Anna Berg", "")]
    assert _name(asking.anna, DAN) == NotNow(Obstacle.WAITING)
    assert db.session.query(Person).count() == 1
    assert [row.named.name for row in invitations.list_waiting()] == ["Karin Ek"]


def test_a_yes_from_the_organizer_lets_the_seat_over(asking: Meeting) -> None:
    _register(asking.anna, asking.hall)
    _name(asking.anna)
    since = _last_letter()
    assert _settle(asking, grant=True) == Settled(granted=True)
    assert (_states(), _seats()) == ({"Anna": REPLACED, "Karin": COMING}, {"Karin": {"Seminarium": "confirmed"}})
    assert _letters(since) == [("replaced", "Anna Berg", "CANCEL"), ("taken_over", "Karin Ek", "REQUEST")]
    assert _settle(asking, grant=False) == SettledBefore()
    assert invitations.list_waiting() == []


def test_a_no_from_the_organizer_is_told_to_both_and_keeps_no_address(asking: Meeting) -> None:
    _name(asking.anna)
    since = _last_letter()
    assert _settle(asking, grant=False) == Settled(granted=False)
    assert _letters(since) == [("proposal_declined", "Anna Berg", ""), ("not_needed", "Karin Ek", "")]
    row = db.session.scalars(sa.select(Substitution)).one()
    assert (row.given_name, row.family_name, row.address, db.session.query(Person).count()) == ("", "", "", 1)
    assert _states() == {"Anna": UNANSWERED}
    assert isinstance(_name(asking.anna, DAN), Proposed)


def test_somebody_who_has_answered_meanwhile_is_turned_down_without_a_letter(asking: Meeting) -> None:
    with transaction():
        karin = asking.invite("Karin", "Ek", asking.rektor)
    _name(asking.anna, Named("Karin", "Ek", "karin@ange.example"))
    _register(karin, asking.plenary)
    since = _last_letter()
    assert _settle(asking, grant=True) == Settled(granted=False)
    assert _letters(since) == [("proposal_declined", "Anna Berg", "")]


def test_a_proposal_can_be_taken_back_and_nobody_else_hears_of_it(asking: Meeting) -> None:
    _name(asking.anna)
    since = _last_letter()
    assert _take_back(asking.anna) == TakenBack(seated=False)
    assert (_letters(since), _states(), _settle(asking, grant=True)) == ([], {"Anna": UNANSWERED}, SettledBefore())


def test_a_cancelled_meeting_wants_nobody_approved(asking: Meeting) -> None:
    _name(asking.anna)
    with transaction():
        db.session.get_one(Event, asking.event_id).state = EventState.CANCELLED
    assert (_settle(asking, grant=True), invitations.list_waiting()) == (SettledBefore(), [])


def test_the_questions_do_not_grow_with_the_names(meeting: Meeting) -> None:
    with transaction():
        originals = [meeting.invite(f"Nr{n}", "Ny", meeting.rektor) for n in range(12)]
    for number, uid in enumerate(originals[:2]):
        _name(uid, Named(f"Ny{number}", "Namn", f"ny{number}@ange.example"))

    def statements() -> int:
        seen: list[str] = []

        def note(_c: Any, _cur: Any, text: str, *_rest: Any) -> None:
            seen.append(text)

        db.session.expire_all()
        sa.event.listen(db.engine, "before_cursor_execute", note)
        invitations.stand_ins([meeting.event_id])
        invitations.list_waiting(meeting.event_id)
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    few = statements()
    for number, uid in enumerate(originals[2:], 2):
        _name(uid, Named(f"Ny{number}", "Namn", f"ny{number}@ange.example"))
    assert statements() == few
    holding = db.session.scalars(sa.select(InvitationHolding).limit(1)).one()
    assert holding.role is not None


def test_erasing_the_one_who_was_to_come_is_told_as_a_no(meeting: Meeting) -> None:
    _name(meeting.anna)
    with transaction():
        erase_person(invitations.get(_uid("Karin")).person, now=NOW, actor=SAM)
    assert (_states(), _letters()[-1][:2]) == ({"Anna": NOT_COMING}, ("stand_in_left", "Anna Berg"))


def test_two_records_of_the_one_who_comes_become_one_who_still_comes(meeting: Meeting) -> None:
    with transaction():
        other = meeting.invite("Karin", "Eek", meeting.rektor)
        kept = invitations.get(other).person.uid
    _name(meeting.anna)
    _register(invitations.get(_uid_of("Ek")).uid, meeting.plenary)
    gone = invitations.get(_uid_of("Ek")).person.uid
    with transaction():
        merge_persons(kept, gone, now=NOW, actor=SAM)
    found = invitations.stand_ins([meeting.event_id])
    assert [one.name for one in found.values()] == ["Karin Eek"]


def _uid_of(family: str) -> str:
    asked = sa.select(Invitation.uid).join(Invitation.person).where(Person.family_name == family)
    return db.session.scalars(asked).one()
