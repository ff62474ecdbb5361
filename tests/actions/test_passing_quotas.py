"""A seat that goes over to somebody whom another quota counts: asked first, or waited for; on both databases."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM, Actor, ActorKind
from app.audit.model import LogEntry
from app.desk.quotas import add_quota
from app.desk.somebody_else import name_somebody_else, settle, take_back
from app.events.model import Event
from app.events.rules.quotas import Quota
from app.invitations import queries as invitations
from app.invitations.model import Substitution
from app.invitations.rules.substitutes import Named, Proposed, Replaced, Settled, TakenBack
from app.kernel.db import db, transaction
from app.mail import outbox, render
from app.mail.model import OutboxLetter
from app.people.rules.kinds import OrganisationKind, RoleGroup
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState
from tests import builders
from tests.builders import NOW

SAM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare")
TWO_EACH = Quota(2, organisation_kind=OrganisationKind.KOMMUN, per_organisation=True)
ONE_POLITICIAN = Quota(
    1, role_group=RoleGroup.POLITIKER, organisation_kind=OrganisationKind.KOMMUN, per_organisation=True
)
BREAKS = "Högst två per kommun."


class Meeting:
    """Two from Ånge and one from Bräcke come to a conference of one part."""

    def __init__(self, quota: Quota) -> None:
        event = builders.event()
        self.event_id = event.id
        self.rektor = builders.role("rektor")
        self.politician = builders.role("ledamot", "Ledamot", RoleGroup.POLITIKER)
        self.ange = builders.organisation()
        self.bracke = builders.organisation("Bräcke kommun")
        self.part = builders.part(event)
        add_quota(event, None, quota, now=NOW, actor=SYSTEM)
        self.anna = self.invite("Anna", self.ange)
        self.bo = self.invite("Bo", self.ange)
        self.cia = self.invite("Cia", self.bracke)

    @property
    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    def invite(self, given: str, where: Any, role: Any = None) -> str:
        person = builders.person(given, "Ek", f"{given.lower()}@kommun.example")
        return builders.invitation(self.event, person, role or self.rektor, where).uid


@pytest.fixture
def two_each(database: Flask) -> Meeting:
    with transaction():
        meeting = Meeting(TWO_EACH)
    for uid in (meeting.anna, meeting.bo, meeting.cia):
        _register(meeting, uid)
    return meeting


@pytest.fixture
def one_politician(database: Flask) -> Meeting:
    with transaction():
        meeting = Meeting(ONE_POLITICIAN)
        eva = meeting.invite("Eva", meeting.ange, meeting.politician)
    for uid in (meeting.anna, eva):
        _register(meeting, uid)
    return meeting


def _register(meeting: Meeting, uid: str) -> None:
    with transaction():
        answers = Answers((Asked(meeting.part.uid),), frozenset({meeting.part.uid}), event_seen_full=True)
        actions.register(invitations.lock(uid), answers, now=NOW, actor=SYSTEM)


def _name(uid: str, given: str, role: Any = None) -> Any:
    named = Named(given, "Ek", f"{given.lower()}@kommun.example", role.id if role else None)
    with transaction():
        return name_somebody_else(invitations.lock(uid), named, now=NOW, actor=SYSTEM)


def _grant(meeting: Meeting) -> Any:
    waiting = db.session.scalars(sa.select(Substitution.uid).order_by(Substitution.id.desc())).first() or ""
    with transaction():
        return settle(waiting, meeting.event_id, grant=True, now=NOW, actor=SAM)


def _standing() -> dict[str, str]:
    db.session.expire_all()
    rows = db.session.scalars(sa.select(Registration).where(Registration.state != RegistrationState.CANCELLED))
    return {row.person.given_name: row.state.value for row in rows}


def _text(kind: str) -> str:
    row = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.kind == kind)).one()
    return " ".join(render.preview(outbox.as_letter(row)).text.split())


def _overrides() -> list[str]:
    rows = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "registration.override"))
    return [row.details["reason"] for row in rows]


def test_a_seat_goes_over_within_the_municipality_that_has_its_two(two_each: Meeting) -> None:
    with transaction():
        builders.invitation(
            two_each.event, builders.person("Vera", "Ek", "vera@kommun.example"), two_each.rektor, two_each.ange
        )
    assert _name(two_each.anna, "Karin") == Replaced(passed=True)
    assert _standing() == {"Karin": "confirmed", "Bo": "confirmed", "Cia": "confirmed"}
    assert _overrides() == []


def test_a_third_from_a_municipality_waits_for_the_organizer_and_the_one_who_asked_stays(two_each: Meeting) -> None:
    with transaction():
        two_each.invite("Dan", two_each.ange)
    assert _name(two_each.cia, "Dan") == Proposed()
    assert _standing() == {"Anna": "confirmed", "Bo": "confirmed", "Cia": "confirmed"}
    assert db.session.scalars(sa.select(Substitution.breaks)).one() == BREAKS
    assert BREAKS in _text("proposal_waits")


def test_what_the_organizer_grants_goes_beyond_the_quota_with_a_reason_in_the_log(two_each: Meeting) -> None:
    with transaction():
        two_each.invite("Dan", two_each.ange)
    _name(two_each.cia, "Dan")
    assert _grant(two_each) == Settled(granted=True)
    assert _standing() == {"Anna": "confirmed", "Bo": "confirmed", "Dan": "confirmed"}
    assert _overrides() == ["Godkänd i stället för Cia Ek"]


def test_who_has_no_seat_names_somebody_without_asking(two_each: Meeting) -> None:
    with transaction():
        two_each.invite("Dan", two_each.ange)
        actions.withdraw(invitations.lock(two_each.cia), now=NOW, actor=SYSTEM)
    assert _name(two_each.cia, "Dan") == Replaced(passed=False)


def test_another_role_in_the_same_municipality_is_counted_as_that_role(one_politician: Meeting) -> None:
    assert _name(one_politician.anna, "Karin", one_politician.politician) == Proposed()
    with transaction():
        take_back(invitations.lock(one_politician.anna), now=NOW, actor=SYSTEM)
    assert _name(one_politician.anna, "Karin", one_politician.rektor) == Replaced(passed=True)


def test_who_comes_anyway_waits_when_the_quota_was_filled_meanwhile_and_the_seat_is_free(
    one_politician: Meeting,
) -> None:
    eva = db.session.scalars(sa.select(Registration).where(Registration.person.has(given_name="Eva"))).one()
    uid = eva.invitation.uid if eva.invitation else ""
    with transaction():
        fia = one_politician.invite("Fia", one_politician.ange, one_politician.politician)
    assert _name(uid, "Karin", one_politician.rektor) == Replaced(passed=True)
    _register(one_politician, fia)
    with transaction():
        assert take_back(invitations.lock(uid), now=NOW, actor=SYSTEM) == TakenBack(seated=True)
    assert _standing() == {"Anna": "confirmed", "Fia": "confirmed", "Eva": "waiting"}
    assert "plats 1 i kön" in _text("given_back")
    with transaction():
        actions.withdraw(invitations.lock(fia), now=NOW, actor=SYSTEM)
    assert _standing() == {"Anna": "confirmed", "Eva": "confirmed"}
