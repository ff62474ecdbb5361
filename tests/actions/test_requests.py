"""Asking after a last day, taking it back, and the organizer's one decision: on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM, Actor, ActorKind
from app.audit.model import LogEntry
from app.desk.revoke_invitation import revoke_invitation
from app.desk.somebody_else import name_somebody_else
from app.events.model import Event, Part
from app.events.rules.kinds import EventState, LegalBasis
from app.invitations import queries as invitations
from app.invitations.rules import InvitationState
from app.invitations.rules.substitutes import Named
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.registrations import actions, queries
from app.registrations.actions import Answers, Asked
from app.registrations.model import Registration, Request
from app.registrations.queries import RequestMissing
from app.registrations.rules import Mode, Reason, RegistrationState, TooLate
from app.registrations.rules.requests import (
    AlreadyAsked,
    AlreadyDecided,
    Granted,
    NotGranted,
    NothingNew,
    NotNeeded,
    RequestKind,
    RequestMade,
    RequestRefused,
    RequestState,
    TurnedDown,
    Way,
    Wishes,
)
from tests import builders
from tests.builders import NOW
from tests.said import statements

AFTER_ANSWER_BY = datetime(2027, 2, 10, 9, tzinfo=UTC)
AFTER_CHANGE_BY = datetime(2027, 2, 20, 9, tzinfo=UTC)
AFTER_LOCK = datetime(2027, 3, 4, 6, tzinfo=UTC)
SAM, KIM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare"), Actor(ActorKind.ACCOUNT, "kim", "Kim Kollega")


class Late:
    """A conference with a plenary and a seminar of one seat; Anna and Bo are invited."""

    def __init__(self, **given: Any) -> None:
        self.event = builders.event(**given)
        self.plenary = builders.part(self.event)
        hours = {"starts_at": datetime(2027, 3, 5, 8, tzinfo=UTC), "ends_at": datetime(2027, 3, 5, 9, tzinfo=UTC)}
        self.seminar = builders.part(self.event, "Seminarium A", capacity=1, **hours)
        rektor, ange = builders.role(), builders.organisation()
        self.anna, self.bo = (
            builders.invitation(self.event, builders.person(name, "Berg"), rektor, ange).uid for name in ("Anna", "Bo")
        )

    def registers(self, uid: str, *parts: Part, now: datetime = NOW) -> Any:
        """Answer while one may."""
        answers = Answers(tuple(Asked(part.uid) for part in parts))
        with transaction():
            return actions.register(invitations.lock(uid), answers, now=now, actor=SYSTEM)

    def asks(self, uid: str, *parts: Part, message: str = "", now: datetime = AFTER_ANSWER_BY, **given: Any) -> Any:
        """Ask for these parts."""
        wishes = Wishes(tuple((part.uid, Mode.ON_SITE) for part in parts), **given)
        with transaction():
            return actions.ask_for(invitations.lock(uid), wishes, message, now=now, actor=SYSTEM)

    def grants(self, words: str = "", who: Actor = SAM, now: datetime = AFTER_CHANGE_BY, **given: Any) -> Any:
        """Grant the latest request."""
        with transaction():
            return actions.grant(self.event, requests()[-1].uid, words, now=now, actor=who, **given)

    def turns_down(self, words: str = "", who: Actor = SAM) -> Any:
        """Decline the latest request."""
        with transaction():
            return actions.turn_down(self.event, requests()[-1].uid, words, now=AFTER_CHANGE_BY, actor=who)


@pytest.fixture
def late(database: Flask) -> Late:
    with transaction():
        return Late()


def requests() -> list[Request]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Request).order_by(Request.id)))


def states() -> list[RequestState]:
    return [one.state for one in requests()]


def letters() -> list[tuple[str, str]]:
    rows = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))
    return [(row.kind, row.to_name) for row in rows]


def held(uid: str) -> tuple[InvitationState, list[str]]:
    db.session.expire_all()
    one = invitations.get(uid)
    found = queries.find_for(one.event_id, one.person_id)
    rows = queries.active_parts(found.registration) if found and found.active else []
    return one.state, sorted(row.part.title for row in rows if row.state is RegistrationState.CONFIRMED)


def waiting(uid: str) -> list[str]:
    one = invitations.get(uid)
    found = queries.find_for(one.event_id, one.person_id)
    assert found is not None
    return [row.part.title for row in found.registration.parts if row.state is RegistrationState.WAITING]


def test_a_late_request_is_written_with_one_letter_and_registers_nobody(late: Late) -> None:
    assert late.asks(late.anna, late.plenary, message="Jag blev vald i går.") == RequestMade(replaced=False)
    (request,) = requests()
    assert (request.kind, request.message, invitations.get(late.anna).asks_since) == (
        RequestKind.LATE,
        "Jag blev vald i går.",
        AFTER_ANSWER_BY,
    )
    assert (held(late.anna), letters()) == ((InvitationState.UNANSWERED, []), [("request_received", "Anna Berg")])


def test_the_same_request_posted_twice_is_one(late: Late) -> None:
    outcomes = [late.asks(late.anna, late.plenary) for _ in range(2)]
    assert (outcomes, states(), len(letters())) == (
        [RequestMade(replaced=False), AlreadyAsked()],
        [RequestState.OPEN],
        1,
    )


def test_another_request_replaces_the_open_one(late: Late) -> None:
    late.asks(late.anna, late.plenary)
    assert late.asks(late.anna, late.plenary, late.seminar) == RequestMade(replaced=True)
    assert states() == [RequestState.WITHDRAWN, RequestState.OPEN]


def test_a_request_is_taken_back_once(late: Late) -> None:
    late.asks(late.anna, late.plenary)
    told = []
    for _ in range(2):
        with transaction():
            told.append(actions.take_back(invitations.lock(late.anna), now=AFTER_ANSWER_BY, actor=SYSTEM))
    assert (told, states(), invitations.get(late.anna).asks_since) == ([True, False], [RequestState.WITHDRAWN], None)


def test_who_can_do_it_without_asking_is_not_asked_to_ask(late: Late) -> None:
    late.registers(late.bo, late.plenary)
    told = [
        late.asks(late.anna, late.plenary, now=NOW),
        late.asks(late.bo, late.plenary, late.seminar, now=AFTER_ANSWER_BY),
        late.asks(late.bo, late.plenary, late.seminar, now=AFTER_CHANGE_BY),
    ]
    assert told == [NotNeeded(), NotNeeded(), RequestMade(replaced=False)]
    assert requests()[0].kind is RequestKind.CHANGE


def test_nobody_asks_after_the_meeting_or_when_it_is_called_off(late: Late) -> None:
    assert late.asks(late.anna, late.plenary, now=datetime(2027, 3, 6, 9, tzinfo=UTC)) == TooLate()
    with transaction():
        db.session.get_one(Event, late.event.id).state = EventState.CANCELLED
    assert late.asks(late.anna, late.plenary) == TooLate()


def test_what_one_has_already_is_nothing_to_ask_for(late: Late) -> None:
    late.registers(late.anna, late.plenary)
    assert late.asks(late.anna, late.plenary, now=AFTER_CHANGE_BY) == NothingNew()


def test_nothing_chosen_and_anothers_part_cannot_be_asked_for(late: Late) -> None:
    with transaction():
        other = builders.part(builders.event("Dialogmöte"), "Annat")
    outcomes = [late.asks(late.anna), late.asks(late.anna, other)]
    assert [one.decision.refusals for one in outcomes] == [(Reason.NOTHING_CHOSEN,), (Reason.UNKNOWN_PART,)]
    assert requests() == []


def test_where_consent_is_the_ground_it_is_asked_for_with_the_request(database: Flask) -> None:
    with transaction():
        late = Late(legal_basis=LegalBasis.CONSENT)
    outcomes = [late.asks(late.anna, late.plenary, consents=ticked) for ticked in (False, True)]
    assert isinstance(outcomes[0], RequestRefused)
    assert (outcomes[0].decision.refusals, outcomes[1]) == ((Reason.NO_CONSENT,), RequestMade(replaced=False))
    assert isinstance(late.grants(), Granted)


def test_granting_registers_with_one_letter_that_holds_the_sentence(late: Late) -> None:
    late.asks(late.anna, late.plenary)
    assert isinstance(late.grants("Välkommen, vi sätter fram en stol."), Granted)
    letter = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind != "request_received")).one()
    assert (letter.kind, letter.calendar_method, letter.data["note"]) == (
        "request_granted",
        "REQUEST",
        "Välkommen, vi sätter fram en stol.",
    )
    (request,) = requests()
    assert (held(late.anna), request.state, request.decided_by, request.answer) == (
        (InvitationState.COMING, ["Konferens dag 1"]),
        RequestState.GRANTED,
        "Sam Ordnare",
        "Välkommen, vi sätter fram en stol.",
    )
    assert invitations.get(late.anna).asks_since is None


def test_a_granted_change_gives_the_new_parts_and_frees_the_old(late: Late) -> None:
    late.registers(late.anna, late.seminar)
    late.asks(late.anna, late.plenary, now=AFTER_CHANGE_BY)
    late.grants()
    assert held(late.anna) == (InvitationState.COMING, ["Konferens dag 1"])


def test_a_full_part_is_not_given_unawares_but_by_a_place_in_line_or_with_a_reason(late: Late) -> None:
    late.registers(late.bo, late.seminar)
    late.asks(late.anna, late.plenary, late.seminar)
    plain = late.grants()
    assert isinstance(plain, NotGranted)
    assert (plain.decision.refusals, states()) == ((Reason.FULL,), [RequestState.OPEN])
    assert isinstance(late.grants(way=Way.LINE), Granted)
    assert (held(late.anna)[1], waiting(late.anna)) == (["Konferens dag 1"], ["Seminarium A"])


def test_a_seat_beyond_the_last_is_given_for_a_reason_that_is_logged(late: Late) -> None:
    late.registers(late.bo, late.seminar)
    late.asks(late.anna, late.seminar)
    assert isinstance(late.grants(way=Way.OVERRIDE, reason="Håller i samtalet"), Granted)
    reasons = sa.select(LogEntry.details).where(LogEntry.action == "registration.override")
    assert (held(late.anna)[1], db.session.scalars(reasons).one()["reason"]) == (["Seminarium A"], "Håller i samtalet")


def test_turning_down_leaves_the_registration_and_writes_one_letter(late: Late) -> None:
    late.registers(late.anna, late.plenary)
    late.asks(late.anna, late.plenary, late.seminar, now=AFTER_CHANGE_BY)
    assert late.turns_down("Salen är fullsatt.") == TurnedDown()
    letter = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id.desc())).first()
    assert letter is not None
    assert (letter.kind, letter.data["note"], letter.data["registered"]) == (
        "request_declined",
        "Salen är fullsatt.",
        True,
    )
    assert held(late.anna) == (InvitationState.COMING, ["Konferens dag 1"])


def test_the_first_organizer_decides_and_the_second_is_told(late: Late) -> None:
    late.asks(late.anna, late.plenary)
    outcomes = [late.turns_down(), late.grants(who=KIM), late.turns_down(who=KIM)]
    assert outcomes == [TurnedDown(), *[AlreadyDecided(RequestState.DECLINED, "Sam Ordnare")] * 2]
    assert [kind for kind, _to in letters()] == ["request_received", "request_declined"]


def test_a_request_that_was_taken_back_cannot_be_granted(late: Late) -> None:
    late.asks(late.anna, late.plenary)
    with transaction():
        actions.take_back(invitations.lock(late.anna), now=AFTER_ANSWER_BY, actor=SYSTEM)
    assert late.grants() == AlreadyDecided(RequestState.WITHDRAWN, "")
    assert held(late.anna) == (InvitationState.UNANSWERED, [])


def test_what_one_does_oneself_comes_before_what_one_asked_for(late: Late) -> None:
    late.registers(late.bo, late.plenary)
    late.asks(late.anna, late.plenary)
    late.asks(late.bo, late.plenary, late.seminar, now=AFTER_CHANGE_BY)
    with transaction():
        actions.decline(invitations.lock(late.anna), "", now=AFTER_CHANGE_BY, actor=SYSTEM)
    with transaction():
        actions.withdraw(invitations.lock(late.bo), now=AFTER_CHANGE_BY, actor=SYSTEM)
    assert states() == [RequestState.WITHDRAWN] * 2


def test_who_is_let_in_again_and_answers_has_asked_for_nothing_more(late: Late) -> None:
    late.asks(late.anna, late.plenary)
    with transaction():
        db.session.get_one(Event, late.event.id).answer_days = 20
    late.registers(late.anna, late.plenary, now=AFTER_ANSWER_BY)
    assert (states(), invitations.get(late.anna).asks_since) == ([RequestState.WITHDRAWN], None)


def test_a_revoked_invitation_asks_for_nothing(late: Late) -> None:
    late.asks(late.anna, late.plenary)
    with transaction():
        revoke_invitation(late.anna, now=AFTER_ANSWER_BY, actor=SAM)
    assert states() == [RequestState.WITHDRAWN]


def test_another_events_request_is_not_found(late: Late) -> None:
    late.asks(late.anna, late.plenary)
    with transaction():
        other = builders.event("Dialogmöte")
    with pytest.raises(RequestMissing), transaction():
        actions.grant(other, requests()[0].uid, "", now=AFTER_CHANGE_BY, actor=SAM)


def test_the_events_that_have_requests_are_counted(late: Late) -> None:
    late.asks(late.anna, late.plenary)
    late.asks(late.bo, late.plenary)
    (row,) = queries.list_waiting_requests(AFTER_ANSWER_BY.date())
    assert (row.slug, row.count, queries.count_open_requests(late.event.id)) == (late.event.slug, 2, 2)
    late.turns_down()
    assert queries.count_open_requests(late.event.id) == 1
    assert queries.list_waiting_requests(AFTER_LOCK.date() + timedelta(days=9)) == []


def test_withdrawing_after_the_list_is_locked_is_kept_as_that(late: Late) -> None:
    for uid in (late.anna, late.bo):
        late.registers(uid, late.plenary)
    for uid, now in ((late.anna, AFTER_CHANGE_BY), (late.bo, AFTER_LOCK)):
        with transaction():
            actions.withdraw(invitations.lock(uid), now=now, actor=SYSTEM)
    kept = db.session.scalars(sa.select(Registration.withdrawn_after_lock).order_by(Registration.id))
    logged = sa.select(LogEntry.details).where(LogEntry.action == "registration.withdrawn").order_by(LogEntry.id)
    locked = [details.get("after_lock", False) for details in db.session.scalars(logged)]
    assert (list(kept), locked) == ([False, True], [False, True])


def test_the_letters_tell_what_can_still_be_done(late: Late) -> None:
    late.registers(late.anna, late.plenary)
    with transaction():
        actions.withdraw(invitations.lock(late.anna), now=AFTER_LOCK, actor=SYSTEM)
    rows = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id)).all()
    assert (rows[0].data["may_change"], rows[1].data["may_answer"], rows[1].data["meals_frozen"]) == (True, False, True)


def test_a_page_of_requests_takes_as_many_statements_however_many_there_are(late: Late) -> None:
    counts = []
    for _ in range(2):
        with transaction():
            people = [builders.person("Cia", f"Ek {number}") for number in range(5)]
            holding = invitations.get(late.anna).holdings[0]
            uids = [builders.invitation(late.event, one, holding.role, holding.organisation).uid for one in people]
        for uid in uids:
            late.asks(uid, late.plenary)
        counts.append(_statements_of_the_page(late))
    assert (counts[0] == counts[1], counts[0] <= 3) == (True, True), counts


def _statements_of_the_page(late: Late) -> int:
    event_id = late.event.id
    db.session.expunge_all()
    with statements("SELECT") as said:
        found, _number = queries.list_requests(event_id, [RequestState.OPEN])
        assert all(one.invitation.person.name and one.invitation.holdings[0].role.name for one in found)
    return len(said)


def test_who_lets_somebody_else_come_asks_for_nothing_more(late: Late) -> None:
    late.registers(late.anna, late.plenary)
    late.asks(late.anna, late.plenary, late.seminar, now=AFTER_CHANGE_BY)
    with transaction():
        named = Named("Karin", "Ek", "karin.ek@ange.example")
        name_somebody_else(invitations.lock(late.anna), named, now=AFTER_CHANGE_BY, actor=SYSTEM)
    assert (states(), held(late.anna)[0]) == ([RequestState.WITHDRAWN], InvitationState.REPLACED)
    assert late.asks(late.anna, late.plenary, now=AFTER_CHANGE_BY) == TooLate()
