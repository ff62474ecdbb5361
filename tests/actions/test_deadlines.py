"""The deadlines that bind one invited person: the event's, a role group's, one's own. On both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import Event, GroupDeadlines
from app.invitations import queries
from app.invitations.actions import reminding
from app.invitations.rules import AnsweringClosed, Reminded
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.rules.kinds import RoleGroup
from app.registrations import actions as registrations
from app.registrations.actions import Answers, Asked
from app.registrations.rules import NotRegistered, Reason, Registered
from tests import builders
from tests.said import statements

AFTER_ANSWER_BY = datetime(2027, 2, 10, 9, tzinfo=UTC)
AFTER_ALL = datetime(2027, 2, 27, 9, tzinfo=UTC)


class Invited:
    """A conference that new politicians answer two weeks later than the others: Anna leads a school, Bo is elected, Cia
    is both.
    """

    def __init__(self) -> None:
        self.event = builders.event()
        self.plenary = builders.part(self.event)
        db.session.add(GroupDeadlines(event_id=self.event.id, role_group=RoleGroup.POLITIKER, answer_days=14))
        rektor, ange = builders.role(), builders.organisation()
        elected = builders.role("skolpolitiker", group=RoleGroup.POLITIKER)
        self.anna = builders.invitation(self.event, builders.person(), rektor, ange).uid
        self.bo = builders.invitation(self.event, builders.person("Bo", "Ek"), elected, ange).uid
        both = builders.invitation(self.event, builders.person("Cia", "Dahl"), rektor, ange)
        both.holdings.append(type(both.holdings[0])(role=elected, organisation=ange))
        self.cia = both.uid

    def has(self, uid: str, **own: date) -> None:
        """Give one of them dates of their own."""
        with transaction():
            for name, day in own.items():
                setattr(queries.get(uid), name, day)
        db.session.expire_all()

    def registers(self, uid: str, now: datetime) -> Any:
        """What the answer of one of them comes to at ``now``."""
        answers = Answers((Asked(self.plenary.uid),))
        with transaction():
            return registrations.register(queries.lock(uid), answers, now=now, actor=SYSTEM)

    def reminded(self, now: datetime) -> Any:
        """What reminding comes to at ``now``."""
        with transaction():
            return reminding.remind(db.session.get_one(Event, self.event.id), now=now, actor=SYSTEM)


@pytest.fixture
def invited(database: Flask) -> Invited:
    with transaction():
        made = Invited()
    db.session.expire_all()
    return made


def _answer_by(uid: str) -> date:
    return queries.deadlines_for(queries.get(uid)).answer_by


def test_a_group_answers_later_and_who_is_in_it_and_in_another_gets_the_most_generous(invited: Invited) -> None:
    days = [_answer_by(uid) for uid in (invited.anna, invited.bo, invited.cia)]
    assert days == [date(2027, 2, 4), date(2027, 2, 18), date(2027, 2, 18)]


def test_a_persons_own_date_wins_over_the_groups(invited: Invited) -> None:
    invited.has(invited.bo, answer_by_on=date(2027, 2, 8))
    assert _answer_by(invited.bo) == date(2027, 2, 8)


def test_the_answer_is_judged_by_the_persons_own_deadline(invited: Invited) -> None:
    outcomes = [invited.registers(uid, AFTER_ANSWER_BY) for uid in (invited.anna, invited.bo)]
    assert [type(one) for one in outcomes] == [NotRegistered, Registered]
    assert outcomes[0].decision.refusals == (Reason.CLOSED,)


def test_the_letter_tells_the_persons_own_dates(invited: Invited) -> None:
    invited.has(invited.cia, answer_by_on=date(2027, 2, 20), change_by_on=date(2027, 2, 22))
    for uid in (invited.bo, invited.cia):
        invited.registers(uid, AFTER_ANSWER_BY)
    rows = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))
    assert [(row.data["answer_by"], row.data["change_by"]) for row in rows] == [
        ("2027-02-18", "2027-02-18"),
        ("2027-02-20", "2027-02-22"),
    ]


def test_only_those_who_can_still_answer_are_reminded(invited: Invited) -> None:
    assert invited.reminded(AFTER_ANSWER_BY) == Reminded(2)
    names = db.session.scalars(sa.select(OutboxLetter.to_name).order_by(OutboxLetter.to_name))
    assert list(names) == ["Bo Ek", "Cia Dahl"]


def test_reminding_is_closed_when_the_last_of_them_has_had_their_day(invited: Invited) -> None:
    assert invited.reminded(AFTER_ALL) == AnsweringClosed(date(2027, 2, 18))


def test_an_invitation_with_its_deadlines_is_read_in_three_statements(invited: Invited) -> None:
    db.session.expunge_all()
    with statements("SELECT") as said:
        assert _answer_by(invited.cia) == date(2027, 2, 18)
    assert len(said) == 3, said
