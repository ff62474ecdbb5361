"""Answers that wait for somebody's decision are answers to the words they were given to, consented to when they were
given, whatever becomes of the question meanwhile: within a place, in a request, and in an open sign-up.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.desk import places, sign_up
from app.desk.edit_question import edit_question
from app.events.model import Event
from app.events.queries import questions as asking
from app.events.rules.kinds import LegalBasis
from app.events.rules.question_drafts import OptionDraft
from app.events.rules.questions import QuestionKind
from app.invitations import queries as invitations
from app.invitations.model import Place, PlaceClaim
from app.invitations.rules.places import ClaimDraft, Person, Wanted
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.mail.model import OutboxLetter
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.actions.sign_up import ask_to_confirm
from app.registrations.model import Answer, Request, SignUp
from app.registrations.queries import has_answers
from app.registrations.rules import Blame, Mode, Registered, Reply, ReplyFault
from app.registrations.rules.requests import Granted, NotGranted, Wishes
from app.registrations.rules.sign_up import Newcomer, NotFinished, SignedUp
from tests import builders

GIVEN = datetime(2027, 2, 10, 9, tzinfo=UTC)
REWORDED, PRESSED = GIVEN + timedelta(hours=1), GIVEN + timedelta(hours=5)
OLD, NEW = "Får bilden visas på mötet?", "Får bilden visas på internet?"


class Waiting:
    """A conference that asks for a picture; Anna is invited, Ånge has a place, and anybody may sign up."""

    def __init__(self) -> None:
        self.event = builders.event(public=True, open_sign_up=True, answer_days=1, change_days=1)
        self.plenary = builders.part(self.event)
        role, ange = builders.role(), builders.organisation()
        self.anna = builders.invitation(self.event, builders.person(), role, ange).uid
        given = {"count": 2, "link_digest": "0" * 64, "created_at": GIVEN, "sent_at": GIVEN}
        self.place = Place(event=self.event, organisation=ange, role=role, **given)
        db.session.add(self.place)
        db.session.flush()
        self.asks(OLD)

    def asks(self, label: str, **given: Any) -> str:
        """Ask, on consent, whether or what; gives the question's uid."""
        fields: dict[str, Any] = {"kind": QuestionKind.YES_NO, "basis": LegalBasis.CONSENT} | given
        self.question = builders.question(self.event, label, **fields)
        return self.question.uid

    def rewords(self, label: str = NEW, **given: Any) -> bool:
        """An organizer writes the question anew; whether it became a new version."""
        with transaction():
            known = asking.list_questions(self.event.id)
            draft = asking.question_draft_of(next(one for one in known if one.uid == self.question.uid))
            question = asking.get_question(self.event, self.question.uid)
            draft = replace(draft, label=label, **given)
            outcome: Any = edit_question(self.event, question, draft, now=REWORDED, actor=SYSTEM)
            return bool(outcome.new_version)

    def replies(self, *values: str) -> tuple[Reply, ...]:
        """Somebody's answer, with the box ticked."""
        return (Reply(self.question.uid, values or ("ja",), consents=True),)


def _claims(waiting: Waiting, *values: str) -> None:
    draft = ClaimDraft(Person("Carin", "Dahl", "carin@ange.example"), (Wanted(waiting.plenary.uid),))
    with transaction() as session:
        place = session.get_one(Place, waiting.place.id)
        places.answer_within(place, draft, waiting.replies(*values), now=GIVEN, actor=SYSTEM)


def _confirms(waiting: Waiting) -> Any:
    with transaction() as session:
        uid = session.scalars(sa.select(PlaceClaim.uid)).one()
        return places.confirm_claim(uid, waiting.event.id, now=PRESSED, actor=SYSTEM)


def _asks(waiting: Waiting, *values: str) -> None:
    wishes = Wishes(((waiting.plenary.uid, Mode.ON_SITE),), waiting.replies(*values))
    with transaction() as session:
        session.get_one(Event, waiting.event.id).answer_days = 60  # it is too late to answer oneself
    with transaction():
        actions.ask_for(invitations.lock(waiting.anna), wishes, "", now=GIVEN, actor=SYSTEM)


def _grants(waiting: Waiting) -> Any:
    with transaction() as session:
        uid = session.scalars(sa.select(Request.uid)).one()
        return actions.grant(waiting.event, uid, "", now=PRESSED, actor=SYSTEM)


def _signs_up(waiting: Waiting, *values: str) -> None:
    answers = Answers((Asked(waiting.plenary.uid),), replies=waiting.replies(*values))
    with transaction():
        ask_to_confirm(waiting.event, Newcomer("Karin", "Ek", "karin@gast.example", ""), answers, now=GIVEN)


def _confirms_mail(waiting: Waiting) -> Any:
    seed = db.session.scalars(sa.select(SignUp.link_seed)).one()
    db.session.rollback()
    with transaction():
        return sign_up.confirm(links.token(Link(Purpose.SIGN_UP, seed)), now=PRESSED)


WAYS = {"place": (_claims, _confirms), "request": (_asks, _grants), "sign-up": (_signs_up, _confirms_mail)}
each_way = pytest.mark.parametrize(("gives", "decides"), WAYS.values(), ids=WAYS)
Gives, Decides = Callable[..., None], Callable[[Waiting], Any]


@pytest.fixture
def waiting(database: Flask) -> Waiting:
    with transaction():
        return Waiting()


def _kept() -> list[tuple[int, str, datetime | None, datetime]]:
    db.session.expire_all()
    rows = db.session.scalars(sa.select(Answer).order_by(Answer.id))
    return [(one.version, one.text, one.consented_at, one.given_at) for one in rows]


def _told() -> list[tuple[str, str]]:
    last = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id.desc()).limit(1)).one()
    return [(one["question"], one["answer"]) for one in last.data["answers"]]


@each_way
def test_a_yes_is_to_the_words_that_were_asked_and_consented_to_when_it_was_given(
    waiting: Waiting, gives: Gives, decides: Decides
) -> None:
    gives(waiting)
    assert waiting.rewords()
    decides(waiting)
    assert _kept() == [(1, "ja", GIVEN, GIVEN)]
    assert _told() == [(OLD, "Ja")]


@each_way
def test_where_nothing_is_reworded_the_time_is_still_that_of_the_answer(
    waiting: Waiting, gives: Gives, decides: Decides
) -> None:
    gives(waiting)
    decides(waiting)
    assert _kept() == [(1, "ja", GIVEN, GIVEN)]


@each_way
def test_a_no_answer_is_none_that_waits(waiting: Waiting, gives: Gives, decides: Decides) -> None:
    gives(waiting, "")
    assert not waiting.rewords()
    decides(waiting)
    assert _kept() == []


@each_way
def test_an_option_that_has_another_name_now_is_told_by_the_one_it_was_chosen_under(
    waiting: Waiting, gives: Gives, decides: Decides
) -> None:
    with transaction():
        waiting.asks("Vilken mat?", kind=QuestionKind.ONE, options={"Vegetariskt": None, "Fisk": None})
    known = next(one for one in asking.list_questions(waiting.event.id) if one.label == "Vilken mat?")
    first, second = known.options
    gives(waiting, first.uid)
    options = (OptionDraft("Kött", uid=first.uid), OptionDraft(second.label, uid=second.uid))
    assert waiting.rewords("Vilken mat?", options=options)
    decides(waiting)
    assert [(version, said_at) for version, _text, _consent, said_at in _kept()] == [(1, GIVEN)]
    assert _told() == [("Vilken mat?", "Vegetariskt")]


@each_way
def test_an_answer_to_a_question_that_is_of_another_kind_now_is_not_kept_and_asked_for_again(
    waiting: Waiting, gives: Gives, decides: Decides
) -> None:
    gives(waiting)
    assert waiting.rewords("Vad får bilden användas till?", kind=QuestionKind.SHORT_TEXT)
    outcome, blame = decides(waiting), Blame(waiting.question.uid, ReplyFault.REWORDED, "Vad får bilden användas till?")
    if not isinstance(outcome, NotFinished):  # who has signed up is at the form, and told there
        assert outcome.blame == (blame,)
    assert (isinstance(outcome, Granted | SignedUp | Registered), _kept()) == (False, [])


def test_a_request_that_cannot_be_granted_so_stays_open(waiting: Waiting) -> None:
    _asks(waiting)
    waiting.rewords("Vad får bilden användas till?", kind=QuestionKind.SHORT_TEXT)
    assert isinstance(_grants(waiting), NotGranted)
    assert db.session.scalars(sa.select(Request.state)).one().value == "open"


def test_the_same_asked_for_again_after_a_new_wording_is_asked_for_under_the_new_one(waiting: Waiting) -> None:
    _asks(waiting)
    waiting.rewords()
    _asks(waiting)
    states = db.session.scalars(sa.select(Request.state).order_by(Request.id)).all()
    kept = db.session.scalars(sa.select(Request.wishes).order_by(Request.id)).all()
    assert [one.value for one in states] == ["withdrawn", "open"]
    assert [one["replies"][0][3] for one in kept] == [1, 2]


@each_way
def test_an_answer_that_was_kept_before_versions_were_is_one_to_the_question_as_it_is(
    waiting: Waiting, gives: Gives, decides: Decides
) -> None:
    gives(waiting)
    old = [[waiting.question.uid, ["ja"], True]]
    with transaction() as session:
        for claim in session.scalars(sa.select(PlaceClaim)):
            claim.replies = old
        for request in session.scalars(sa.select(Request)):
            request.wishes = {**request.wishes, "replies": old}
        for row in session.scalars(sa.select(SignUp)):
            row.answers = {**row.answers, "replies": old}
    assert waiting.rewords()
    decides(waiting)
    assert _kept() == [(2, "ja", GIVEN, GIVEN)]


@each_way
def test_what_is_decided_or_about_another_question_waits_no_more(
    waiting: Waiting, gives: Gives, decides: Decides
) -> None:
    gives(waiting)
    with transaction():
        other = builders.question(waiting.event, "Buss?")
    assert [has_answers(one) for one in (waiting.question, other)] == [True, False]
    decides(waiting)
    with transaction() as session:
        session.execute(sa.delete(Answer))
    assert not has_answers(waiting.question)
