"""Confirming an open sign-up, on both databases, and at the same moment."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.desk.sign_up import confirm
from app.invitations.model import Invitation
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.links import Link, Purpose
from app.mail.model import OutboxLetter
from app.people.model import Person
from app.registrations.actions import Answers, Asked
from app.registrations.actions.sign_up import ask_to_confirm, purge_sign_ups
from app.registrations.model import Registration, RegistrationPart, SignUp
from app.registrations.rules import Reason, RegistrationState
from app.registrations.rules.sign_up import KEPT, Newcomer, ShutMeanwhile, SignedUp, Unknown
from tests import builders
from tests.actions.test_registrations_race import at_once
from tests.builders import NOW

KARIN = Newcomer("Karin", "Ek", "karin@gast.example", "Skolverket")
PEOPLE = 6


def _asked(newcomer: Newcomer = KARIN, **given: Any) -> str:
    """An event with one seat, somebody who has asked to come; gives the token of the letter."""
    with transaction():
        event = builders.event(public=True, open_sign_up=True, **given)
        builders.part(event, capacity=1)
    return _ask(event, newcomer)


def _ask(event: Any, newcomer: Newcomer) -> str:
    with transaction():
        ask_to_confirm(event, newcomer, Answers((Asked(event.parts[0].uid),)), now=NOW)
    seed = db.session.scalars(sa.select(SignUp.link_seed).order_by(SignUp.id.desc())).first()
    return links.token(Link(Purpose.SIGN_UP, seed or ""))


def _confirm(token: str) -> Any:
    with transaction():
        return confirm(token, now=NOW)


def _count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_confirming_makes_a_person_an_invitation_and_a_registration_once(database: Flask) -> None:
    token = _asked()
    first, second = _confirm(token), _confirm(token)
    assert isinstance(first, SignedUp)
    assert (first == second, _count(Person), _count(Invitation), _count(Registration)) == (True, 1, 1, 1)
    assert db.session.scalars(sa.select(Person)).one().informed_at == NOW


def test_where_it_has_closed_nothing_is_written(database: Flask) -> None:
    token = _asked(answer_days=60)
    outcome = _confirm(token)
    assert isinstance(outcome, ShutMeanwhile)
    assert (outcome.reason, _count(Person), _count(Invitation)) == (Reason.CLOSED, 0, 0)


def test_late_it_is_unknown_and_the_round_removes_it(database: Flask) -> None:
    token = _asked()
    with transaction():
        assert confirm(token, now=NOW + KEPT) == Unknown()
        assert purge_sign_ups(NOW + KEPT - timedelta(minutes=1)) == 0
        assert purge_sign_ups(NOW + KEPT) == 1
    assert (_count(SignUp), _count(OutboxLetter)) == (0, 0)


@pytest.mark.processes
def test_the_same_button_pressed_in_many_windows_at_once_is_one_registration(database: Flask) -> None:
    token = _asked()
    outcomes = Counter(type(one).__name__ for one in at_once([lambda _barrier: [_confirm(token)]] * PEOPLE))
    kinds = Counter(db.session.scalars(sa.select(OutboxLetter.kind)))
    assert (outcomes, _count(Person), _count(Registration)) == ({"SignedUp": PEOPLE}, 1, 1)
    assert kinds == {"sign_up": 1, "receipt": 1}


@pytest.mark.processes
def test_one_seat_is_one_seat_and_the_others_stand_in_line(database: Flask) -> None:
    with transaction():
        event = builders.event(public=True, open_sign_up=True)
        builders.part(event, capacity=1)
    tokens = [_ask(event, Newcomer(f"Karin {n}", "Ek", f"karin{n}@gast.example")) for n in range(PEOPLE)]
    at_once([lambda _barrier, token=token: [_confirm(token)] for token in tokens])
    states = Counter(db.session.scalars(sa.select(RegistrationPart.state)))
    assert states == {RegistrationState.CONFIRMED: 1, RegistrationState.WAITING: PEOPLE - 1}
