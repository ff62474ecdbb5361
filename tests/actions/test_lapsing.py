"""What waits for an answer about a meeting that is cancelled or has been is closed, and letters say nothing of it."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import rounds
from app.audit.actor import SYSTEM
from app.desk.cancel_event import cancel_event
from app.desk.somebody_else import name_somebody_else
from app.events.model import Event
from app.events.queries import get_whole_event
from app.events.rules.kinds import QueueMode
from app.invitations import queries as invitations
from app.invitations.model import Invitation, Place, PlaceClaim, Substitution
from app.invitations.rules.places import ClaimState
from app.invitations.rules.substitutes import Named, SubstitutionState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Registration, Request
from app.registrations.queries import list_waiting_requests
from app.registrations.rules import Mode
from app.registrations.rules.requests import RequestState, Wishes
from tests import builders
from tests.builders import NOW

LATE = NOW + timedelta(days=30)
AFTERWARDS = datetime.combine(date(2027, 3, 6), NOW.timetz())
NAMED = Named("Karin", "Ek", "karin.ek@ange.example")


@pytest.fixture
def waiting(database: Flask) -> str:
    """A meeting with one of each that waits: a request, a name, an answer within a place, an offered seat."""
    with transaction():
        event = builders.event(
            capacity=1, approve_substitutes=True, queue_mode=QueueMode.OFFERED, offer_hours=400, answer_days=40
        )
        part = builders.part(event)
        rektor, ange = builders.role(), builders.organisation()
        anna, bo, cia = (
            builders.invitation(event, builders.person(name, "Ek"), rektor, ange).uid for name in ("Anna", "Bo", "Cia")
        )
        slug, part_uid = event.slug, part.uid
        place = Place(event=event, organisation=ange, role=rektor, count=1, link_seed="a", link_generation=1)
        place.link_digest, place.created_at, place.reminders = "a", NOW, 0
        claim = PlaceClaim(place=place, given_name="Dan", family_name="Fors", address="dan@ange.example", phone="")
        claim.parts, claim.online, claim.given_at = [part_uid], [], NOW
        db.session.add_all([place, claim])
    answers = Answers((Asked(part_uid),), frozenset({part_uid}), event_seen_full=True)
    with transaction():
        for uid in (anna, bo):
            actions.register(invitations.lock(uid), answers, now=NOW, actor=SYSTEM)
        actions.withdraw(invitations.lock(anna), now=NOW, actor=SYSTEM)
        name_somebody_else(invitations.lock(bo), NAMED, now=NOW, actor=SYSTEM)
        wishes = Wishes(((part_uid, Mode.ON_SITE),))
        actions.ask_for(invitations.lock(cia), wishes, "", now=LATE, actor=SYSTEM)
    return slug


def _states() -> tuple[object, ...]:
    db.session.expire_all()
    request, claim = db.session.scalars(sa.select(Request)).one(), db.session.scalars(sa.select(PlaceClaim)).one()
    named = db.session.scalars(sa.select(Substitution)).one()
    return request.state, claim.state, named.state


def _offers() -> int:
    return db.session.scalar(sa.select(sa.func.count(Registration.offered_until))) or 0


def test_each_of_them_waits(waiting: str) -> None:
    assert _states() == (RequestState.OPEN, ClaimState.OPEN, SubstitutionState.WAITING)
    assert (_offers(), len(invitations.list_open_claims(LATE.date()))) == (1, 1)


def test_a_cancelled_meeting_closes_what_waits_forgets_the_names_and_writes_nothing_of_it(waiting: str) -> None:
    letters = db.session.query(OutboxLetter).count()
    with transaction():
        cancel_event(get_whole_event(waiting), now=LATE, actor=SYSTEM)
    assert _states() == (RequestState.LAPSED, ClaimState.LAPSED, SubstitutionState.LAPSED)
    assert (_offers(), db.session.query(OutboxLetter).count()) == (0, letters)
    names = db.session.execute(sa.select(PlaceClaim.given_name, PlaceClaim.address)).one()
    assert tuple(names) == ("", "")
    assert db.session.scalars(sa.select(Substitution.address)).one() == ""
    assert db.session.scalar(sa.select(sa.func.count(Invitation.asks_since))) == 0


def test_the_night_after_a_meeting_closes_what_waits_once(waiting: str) -> None:
    rounds.purge(LATE, apply=True)
    assert (_states()[0], _offers()) == (RequestState.OPEN, 1)
    rounds.purge(AFTERWARDS, apply=True)
    assert (_states()[0], _offers()) == (RequestState.LAPSED, 0)
    versions = list(db.session.scalars(sa.select(Invitation.version)))
    rounds.purge(AFTERWARDS, apply=True)
    db.session.expire_all()
    assert list(db.session.scalars(sa.select(Invitation.version))) == versions


def test_nothing_of_a_meeting_that_has_been_is_counted_among_what_waits(waiting: str) -> None:
    after = AFTERWARDS.date()
    assert (list_waiting_requests(after), invitations.list_open_claims(after)) == ([], [])
    assert invitations.list_waiting(today=after) == []
    with transaction():
        db.session.scalars(sa.select(Event)).one().ends_on = after
    assert len(invitations.list_waiting(today=after)) == 1
