"""Somebody else is asked to come in one's stead: the seat, the words, the letters; on both databases."""

from datetime import date

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.events.model import Event
from app.invitations import queries as invitations
from app.invitations.actions import resend
from app.invitations.actions.reminding import remind
from app.invitations.letters import capacity, in_stead_of
from app.invitations.model import InvitationHolding
from app.invitations.rules import InvitationSource
from app.invitations.rules.substitutes import (
    Availability,
    Named,
    NotNow,
    NotThem,
    Obstacle,
    Replaced,
    TakenBack,
)
from app.kernel.db import db, transaction
from app.people.model import Erasure, Person
from app.people.rules.erasures import ADDRESS, erasure_digest
from app.registrations import actions
from app.registrations.model import Need
from app.registrations.rules import NeedDraft, NeedKind, NotRegistered
from tests import builders
from tests.builders import NOW
from tests.said import statements
from tests.stand_ins import (
    AFTER_CHANGE_BY,
    COMING,
    DAN,
    REPLACED,
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
    text_of,
    uid_of,
)
from tests.stand_ins import (
    meeting as meeting,
)


def test_who_has_not_answered_has_another_asked_to_the_same_parts(meeting: Meeting) -> None:
    outcome = names(meeting.anna)
    karin = invitations.get(uid_of("Karin"))
    assert (outcome, states()) == (Replaced(passed=False), {"Anna": REPLACED, "Karin": UNANSWERED})
    assert karin.source is InvitationSource.SUBSTITUTE
    assert [part.title for part in invitations.parts_of(karin)] == ["Konferens dag 1", "Seminarium", "Dialogmöte"]
    assert letters() == [("named", "Karin Ek", ""), ("replaced", "Anna Berg", "")]
    assert karin.person.informed_at == NOW


def test_the_letters_say_who_named_whom_and_what_to_do(meeting: Meeting) -> None:
    names(meeting.anna)
    asked, told = text_of("named"), text_of("replaced")
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
    registers(meeting.anna, meeting.plenary)
    names(meeting.anna, now=AFTER_CHANGE_BY)
    assert "Sista dagen att ta tillbaka det själv var torsdag 18 februari, så hör av dig till oss." in text_of(
        "replaced"
    )
    with transaction():
        actions.withdraw(invitations.lock(uid_of("Karin")), now=AFTER_CHANGE_BY, actor=SYSTEM)
    told = text_of("stand_in_left")
    assert "Sista svarsdag var torsdag 4 februari, men på din sida kan du fråga om det finns plats." in told
    assert "kan du ange någon annan" not in told


def test_a_letter_speaks_of_needs_only_where_they_are_asked_for(meeting: Meeting) -> None:
    with transaction():
        invitations.get(meeting.anna).event.asks_needs = False
    registers(meeting.anna, meeting.plenary)
    names(meeting.anna)
    with transaction():
        actions.withdraw(invitations.lock(uid_of("Karin")), now=NOW, actor=SYSTEM)
    assert [kind for kind in ("replaced", "withdrawn") if "särskilda behov" in text_of(kind)] == []


def test_a_role_that_is_said_is_the_others_own(meeting: Meeting) -> None:
    names(meeting.anna, Named("Karin", "Ek", "karin.ek@ange.example", meeting.rektor.id))
    karin = invitations.get(uid_of("Karin"))
    assert (capacity(karin), in_stead_of(karin)) == ("rektor, Ånge kommun", "Anna Berg, skolchef, Ånge kommun")
    assert "Dialogmöte" in [part.title for part in invitations.parts_of(karin)]


def test_without_a_role_nobody_is_called_what_they_are_not(meeting: Meeting) -> None:
    names(meeting.anna)
    assert capacity(invitations.get(uid_of("Karin"))) == ""


def test_a_seat_goes_over_past_nobody_in_line_and_needs_do_not(meeting: Meeting) -> None:
    with transaction():
        bo = meeting.invite("Bo", "Ask", meeting.rektor)
    registers(meeting.anna, meeting.hall, needs=(NeedDraft(NeedKind.DIET, "vegan"),))
    registers(bo, meeting.hall)
    since = last_letter()
    assert names(meeting.anna) == Replaced(passed=True)
    assert seats() == {"Karin": {"Seminarium": "confirmed"}, "Bo": {"Seminarium": "waiting"}}
    assert states() == {"Anna": REPLACED, "Karin": COMING, "Bo": WAITING}
    assert letters(since) == [("replaced", "Anna Berg", "CANCEL"), ("taken_over", "Karin Ek", "REQUEST")]
    assert db.session.query(Need).count() == 0
    assert "Anna Berg har lämnat ditt namn och din e-postadress" in text_of("taken_over")


def test_a_place_in_line_goes_over_too(meeting: Meeting) -> None:
    with transaction():
        bo = meeting.invite("Bo", "Ask", meeting.rektor)
    registers(bo, meeting.hall)
    registers(meeting.anna, meeting.hall)
    names(meeting.anna)
    assert (seats()["Karin"], states()["Karin"]) == ({"Seminarium": "waiting"}, WAITING)
    declines(bo)
    assert seats() == {"Karin": {"Seminarium": "confirmed"}}


def test_the_second_name_finds_that_one_has_been_given(meeting: Meeting) -> None:
    names(meeting.anna)
    since = last_letter()
    assert names(meeting.anna, DAN) == NotNow(Obstacle.REPLACED)
    assert (letters(since), "Dan" in states()) == ([], False)


def test_who_is_replaced_cannot_answer_and_is_not_reminded(meeting: Meeting) -> None:
    names(meeting.anna)
    with transaction():
        invitations.lock(uid_of("Karin")).invitation.state = COMING
    later = NOW.replace(day=25)
    with transaction():
        reminded = remind(db.session.get_one(Event, meeting.event_id), now=later, actor=SAM)
    assert getattr(reminded, "count", None) == 0
    assert isinstance(registers(meeting.anna, meeting.plenary), NotRegistered)


def test_naming_oneself_or_somebody_who_cannot_be_asked_writes_nothing(meeting: Meeting) -> None:
    with transaction():
        coming = meeting.invite("Bo", "Ask", meeting.rektor)
        meeting.invite("Eva", "Dal", meeting.rektor, declined_all_at=NOW)
        builders.person("Ulf", "Ny", "ulf@ange.example", declined_all_at=NOW)
        db.session.add(Erasure(kind=ADDRESS, digest=erasure_digest("borta@ange.example"), erased_at=NOW))
    registers(coming, meeting.plenary)
    since, people = last_letter(), db.session.query(Person).count()
    answers = [
        names(meeting.anna, named)
        for named in (
            Named("Bo", "Ask", "BO@ange.example"),
            Named("Eva", "Dal", "eva@ange.example"),
            Named("Ulf", "Ny", "ulf@ange.example"),
            Named("Pia", "Borta", "borta@ange.example"),
        )
    ]
    assert answers == [NotThem(Availability.UNAVAILABLE)] * 4
    own = [names(meeting.anna, Named("Anna", "Berg", address)) for address in ("anna@ange.example", "annan@x.example")]
    assert own == [NotThem(Availability.THEMSELVES)] * 2
    assert (letters(since), db.session.query(Person).count(), states()["Anna"]) == ([], people, UNANSWERED)


def test_another_name_at_a_known_address_is_another_person(meeting: Meeting) -> None:
    names(meeting.anna, Named("Karin", "Ek", "anna@ange.example"))
    assert states() == {"Anna": REPLACED, "Karin": UNANSWERED}


def test_somebody_known_is_used_and_never_changed(meeting: Meeting) -> None:
    with transaction():
        known = builders.person("Karin", "Ek", "karin.ek@ange.example", phone="070-1234567")
        uid, version = known.uid, known.version
    names(meeting.anna, Named("karin", "EK", "Karin.Ek@ange.example"))
    found = db.session.scalars(sa.select(Person).where(Person.uid == uid)).one()
    assert (invitations.get(uid_of("Karin")).person_id, found.name, found.version) == (found.id, "Karin Ek", version)


def test_somebody_invited_by_office_keeps_that_and_is_asked(meeting: Meeting) -> None:
    with transaction():
        meeting.invite("Karin", "Ek", meeting.rektor)
    names(meeting.anna, Named("Karin", "Ek", "karin@ange.example"))
    karin = invitations.get(uid_of("Karin"))
    assert (karin.source, capacity(karin)) == (InvitationSource.CIRCLE, "rektor, Ånge kommun")
    assert "Dialogmöte" in [part.title for part in invitations.parts_of(karin)]
    assert takes_back(meeting.anna) == TakenBack(seated=False)
    karin = invitations.get(uid_of("Karin"))
    assert (states(), karin.in_stead_of_id) == ({"Anna": UNANSWERED, "Karin": UNANSWERED}, None)
    assert "Dialogmöte" not in [part.title for part in invitations.parts_of(karin)]
    assert "den inbjudan gäller" in text_of("taken_back")


def test_what_somebody_answered_in_their_own_right_is_theirs(meeting: Meeting) -> None:
    with transaction():
        karin = meeting.invite("Karin", "Ek", meeting.rektor)
    names(meeting.anna, Named("Karin", "Ek", "karin@ange.example"))
    registers(karin, meeting.plenary)
    assert takes_back(meeting.anna) == TakenBack(seated=False)
    assert (states(), seats()) == (
        {"Anna": UNANSWERED, "Karin": COMING},
        {"Karin": {"Konferens dag 1": "confirmed"}},
    )


def test_own_deadlines_go_with_the_chair(meeting: Meeting) -> None:
    with transaction():
        invitations.lock(meeting.anna).invitation.answer_by_on = date(2027, 2, 20)
    names(meeting.anna)
    assert invitations.deadlines_for(invitations.get(uid_of("Karin"))).answer_by == date(2027, 2, 20)


def test_the_invitation_of_a_substitute_sent_again_still_says_who_named_them(meeting: Meeting) -> None:
    names(meeting.anna)
    with transaction():
        one = invitations.lock(uid_of("Karin")).invitation
        resend(one, one.version, now=NOW, actor=SAM)
    assert [kind for kind, name, _ in letters() if name == "Karin Ek"] == ["named", "named"]


def test_the_questions_do_not_grow_with_the_names(meeting: Meeting) -> None:
    with transaction():
        originals = [meeting.invite(f"Nr{n}", "Ny", meeting.rektor) for n in range(12)]
    for number, uid in enumerate(originals[:2]):
        names(uid, Named(f"Ny{number}", "Namn", f"ny{number}@ange.example"))

    def asked() -> int:
        db.session.expire_all()
        with statements() as said:
            invitations.stand_ins([meeting.event_id])
            invitations.list_waiting(meeting.event_id, today=NOW.date())
        return len(said)

    few = asked()
    for number, uid in enumerate(originals[2:], 2):
        names(uid, Named(f"Ny{number}", "Namn", f"ny{number}@ange.example"))
    assert asked() == few
    holding = db.session.scalars(sa.select(InvitationHolding).limit(1)).one()
    assert holding.role is not None
