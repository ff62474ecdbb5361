"""A cancelled meeting: nothing that waited for it says anything more, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.desk import places, sign_up, somebody_else
from app.desk.cancel_event import cancel_event
from app.desk.revoke_invitation import revoke_invitation
from app.events.rules.kinds import EventState
from app.invitations import letters as inviting
from app.invitations import queries as invitations
from app.invitations.actions.places import refuse_claim, remind_places, revoke_place, send_places
from app.invitations.actions.substitutes import written
from app.invitations.model import Invitation, Place, PlaceClaim
from app.invitations.queries.places import list_open_claims
from app.invitations.queries.substitutes import list_waiting
from app.invitations.rules import InvitationState, NotPublished
from app.invitations.rules.places import ClaimDecided, ClaimState
from app.invitations.rules.substitutes import MeetingOver, Named, SettledBefore
from app.kernel import links
from app.kernel.db import db, transaction
from app.mail import outbox
from app.mail.model import LetterState, OutboxLetter
from app.people.model import Person
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.actions.sign_up import ask_to_confirm
from app.registrations.model import Registration, RegistrationPart, Request, SignUp
from app.registrations.rules import Mode, NoOffer, RegistrationState
from app.registrations.rules.requests import MeetingOff, RequestKind, RequestState, Wishes
from app.registrations.rules.sign_up import Newcomer, ShutMeanwhile
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(hours=1)
AFTER_THE_OFFER = NOW + timedelta(days=3)
CARIN = Named("Carin", "Dahl", "carin@ange.example")


class Waiting:
    """A conference where everything waits: an offer, a request, a name, an answer within a place, a sign-up."""

    def __init__(self) -> None:
        self.event = builders.event(open_sign_up=True, public=True)
        self.part = builders.part(self.event)
        self.rektor, self.ange = builders.role(), builders.organisation(mailbox="skola@ange.example")
        self.anna = self._registered(builders.person("Anna"))
        self.bo = self._invited(builders.person("Bo", "Ek"))
        self.cia = self._invited(builders.person("Cia", "Lund"), InvitationState.REPLACED)
        self.stands_in = self._invited(builders.person("Dag", "Falk"))
        self.stands_in.in_stead_of = self.cia
        wishes = Wishes(((self.part.uid, Mode.ON_SITE),)).as_data()
        asked = {"kind": RequestKind.LATE, "state": RequestState.OPEN, "wishes": wishes, "created_at": NOW}
        self.request = Request(invitation=self.bo, **asked)
        self.name = written(self.bo, CARIN, NOW)
        given = {"count": 2, "link_digest": "0" * 64, "created_at": NOW, "sent_at": NOW}
        self.place = Place(event=self.event, organisation=self.ange, role=self.rektor, **given)
        who = {"given_name": "Carin", "family_name": "Dahl", "address": "carin@ange.example", "given_at": NOW}
        self.claim = PlaceClaim(place=self.place, parts=[self.part.uid], **who)
        db.session.add_all([self.request, self.name, self.place, self.claim])
        db.session.flush()

    def _invited(self, who: Person, state: InvitationState = InvitationState.UNANSWERED) -> Invitation:
        return builders.invitation(self.event, who, self.rektor, self.ange, state=state)

    def _registered(self, who: Person) -> Invitation:
        """In the queue, with a seat offered for two days."""
        one, until = self._invited(who, InvitationState.WAITING), NOW + timedelta(days=2)
        line = {"queued_at": NOW, "queue_number": 1, "offered_until": until, "state": RegistrationState.WAITING}
        registration = Registration(
            event=self.event, person=who, invitation=one, created_at=NOW, changed_at=NOW, **line
        )
        row = RegistrationPart(part=self.part, state=RegistrationState.WAITING, changed_at=NOW)
        registration.parts = [row]
        db.session.add(registration)
        return one

    def cancel(self) -> None:
        with transaction():
            cancel_event(self.event, now=LATER, actor=SYSTEM)


@pytest.fixture
def waiting(database: Flask) -> Waiting:
    with transaction():
        return Waiting()


def _letters() -> list[str]:
    return [row.kind for row in db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))]


def _grant(there: Waiting) -> object:
    return type(actions.grant(there.event, there.request.uid, "", now=LATER, actor=SYSTEM))


def _turn_down(there: Waiting) -> object:
    return actions.turn_down(there.event, there.request.uid, "", now=LATER, actor=SYSTEM)


def _settle(there: Waiting, *, grant: bool) -> object:
    return somebody_else.settle(there.name.uid, there.event.id, grant=grant, now=LATER, actor=SYSTEM)


ANSWERS: dict[str, tuple[Callable[[Waiting], object], object]] = {
    "take an offer": (
        lambda there: actions.accept_offer(invitations.lock(there.anna.uid), now=LATER, actor=SYSTEM),
        NoOffer(),
    ),
    "let an offer be": (
        lambda there: actions.decline_offer(invitations.lock(there.anna.uid), now=LATER, actor=SYSTEM),
        NoOffer(),
    ),
    "grant a request": (_grant, MeetingOff),
    "decline a request": (_turn_down, MeetingOff()),
    "approve a name": (lambda there: _settle(there, grant=True), SettledBefore()),
    "refuse a name": (lambda there: _settle(there, grant=False), SettledBefore()),
    "confirm an answer within a place": (
        lambda there: places.confirm_claim(there.claim.uid, there.event.id, now=LATER, actor=SYSTEM),
        ClaimDecided(ClaimState.LAPSED),
    ),
    "refuse an answer within a place": (
        lambda there: refuse_claim(there.claim, now=LATER, actor=SYSTEM),
        ClaimDecided(ClaimState.LAPSED),
    ),
    "take back a place": (lambda there: revoke_place(there.place, now=LATER, actor=SYSTEM), None),
    "remind of a place": (lambda there: remind_places(there.event, now=AFTER_THE_OFFER, actor=SYSTEM), 0),
    "send places": (lambda there: send_places(there.event, now=LATER, actor=SYSTEM), NotPublished()),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_what_waited_is_answered_by_no_letter_after_the_meeting_is_cancelled(waiting: Waiting, what: str) -> None:
    waiting.cancel()
    before = _letters()
    act, expected = ANSWERS[what]
    with transaction():
        outcome = act(waiting)
    assert (outcome, _letters()) == (expected, before)
    assert db.session.scalars(sa.select(Person).where(Person.family_name == "Dahl")).all() == []


def test_whose_stand_in_is_taken_back_after_the_cancelling_is_not_told_to_find_another(waiting: Waiting) -> None:
    waiting.cancel()
    before = _letters()
    with transaction():
        revoke_invitation(waiting.stands_in.uid, now=LATER, actor=SYSTEM)
    assert _letters() == before


def test_the_rounds_write_nothing_about_a_cancelled_meeting(waiting: Waiting) -> None:
    waiting.cancel()
    before = _letters()
    rounds.pass_on_offers(AFTER_THE_OFFER)
    rounds.promote(AFTER_THE_OFFER)
    rounds.remind(AFTER_THE_OFFER)
    assert _letters() == before


def test_a_sign_up_that_was_not_confirmed_registers_nobody_at_a_cancelled_meeting(waiting: Waiting) -> None:
    with transaction():
        newcomer = Newcomer("Eva", "Dahl", "eva@krokom.example", "Krokoms kommun")
        ask_to_confirm(waiting.event, newcomer, Answers((Asked(waiting.part.uid),), consents=True), now=NOW)
    row = db.session.scalars(sa.select(SignUp)).one()
    token = links.token(links.Link(links.Purpose.SIGN_UP, row.link_seed))
    waiting.cancel()
    before = _letters()
    with transaction():
        outcome = sign_up.confirm(token, now=LATER)
    assert (type(outcome), _letters()) == (ShutMeanwhile, before)


def test_letters_that_ask_for_an_answer_and_have_not_left_are_stopped_and_others_go(waiting: Waiting) -> None:
    with transaction():
        outbox.put(inviting.reminder(waiting.bo, [waiting.part], 1), now=NOW)
        outbox.put(inviting.proposal_declined(waiting.bo, CARIN), now=NOW)
        elsewhere = builders.event(slug="seminarium")
        other = builders.invitation(elsewhere, waiting.bo.person, waiting.rektor, waiting.ange)
        outbox.put(inviting.reminder(other, [], 1), now=NOW)
    waiting.cancel()
    rows = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id)).all()
    stopped, left = LetterState.CANCELLED, LetterState.WAITING
    assert [(row.kind, row.state) for row in rows] == [
        ("reminder", stopped),
        ("proposal_declined", left),
        ("reminder", left),
    ]


def test_what_waits_for_an_answer_is_shown_to_the_organizer_while_the_meeting_is_to_be(waiting: Waiting) -> None:
    assert [one.uid for one in list_open_claims(NOW.date())] == [waiting.claim.uid]
    waiting.cancel()
    assert waiting.event.state is EventState.CANCELLED
    assert list_open_claims(NOW.date()) == []


def test_after_the_last_day_nothing_is_granted_and_nobody_is_let_in_in_anothers_stead(waiting: Waiting) -> None:
    last, after = (datetime.combine(waiting.event.ends_on, time(12), UTC) + timedelta(days=late) for late in (0, 1))
    more = {"now": after, "actor": SYSTEM}
    before = _letters()
    with transaction():
        outcomes = (
            actions.grant(waiting.event, waiting.request.uid, "", **more),
            actions.turn_down(waiting.event, waiting.request.uid, "", **more),
            somebody_else.settle(waiting.name.uid, waiting.event.id, grant=True, **more),
            places.confirm_claim(waiting.claim.uid, waiting.event.id, **more),
        )
    assert outcomes == (MeetingOff(), MeetingOff(), MeetingOver(), NotPublished())
    assert (_letters(), waiting.request.state) == (before, RequestState.OPEN)
    shown = [[one.uid for one in list_waiting(waiting.event.id, today=day.date())] for day in (last, after)]
    assert shown == [[waiting.name.uid], []]
