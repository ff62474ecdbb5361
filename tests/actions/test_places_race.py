"""The last place is given once, and an answer is confirmed once: real processes at the same moment, both databases."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM, Actor, ActorKind
from app.desk import places, proposals
from app.invitations.actions.places import claim_place
from app.invitations.model import Invitation, Place, PlaceClaim
from app.invitations.rules.places import ClaimDraft, Person, Wanted
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Assignment, Organisation
from app.people.model import Person as Known
from app.people.rules.persons import PersonDraft
from app.people.rules.proposals import ProposalDraft, ProposalKind, Proposed
from app.registrations.model import Registration
from tests import builders
from tests.builders import NOW
from tests.races import PROCESSES, at_once

pytestmark = pytest.mark.processes
PLACES = 3
ANGE = Actor(ActorKind.ORGANISATION, "ange", "Ånge kommun")


class Invited:
    """Ånge has three places at a conference of one part."""

    def __init__(self) -> None:
        event = builders.event()
        self.part_uid, self.event_id = builders.part(event).uid, event.id
        politician, ange = builders.role("skolpolitiker"), builders.organisation()
        self.organisation_id, self.role_key = ange.id, politician.key
        given = {"count": PLACES, "link_digest": "0" * 64, "created_at": NOW, "sent_at": NOW}
        place = Place(event=event, organisation=ange, role=politician, **given)
        db.session.add(place)
        db.session.flush()
        self.place_id = place.id

    def claim(self, number: int) -> str:
        """Somebody answers; gives the name of what it came to."""
        who = Person(f"Carin {number}", "Dahl", f"carin{number}@ange.example")
        with transaction() as session:
            place = session.get_one(Place, self.place_id)
            draft = ClaimDraft(who, (Wanted(self.part_uid),))
            return type(claim_place(place, draft, now=NOW, actor=SYSTEM)).__name__


@pytest.fixture
def invited(database: Flask) -> Invited:
    with transaction():
        return Invited()


def _count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_deciding_before_the_lock_gives_places_that_are_not_there(invited: Invited) -> None:
    """What the lock is for: the same rule, but decided on what was read before."""

    def unlocked(number: int) -> Callable[[Any], list[Any]]:
        def work(barrier: Any) -> list[Any]:
            left = db.session.get_one(Place, invited.place_id).left
            db.session.rollback()
            barrier.wait(60)
            if left:
                with transaction() as session:
                    session.add(PlaceClaim(place_id=invited.place_id, given_name=f"Carin {number}", given_at=NOW))
            return []

        return work

    at_once([unlocked(number) for number in range(PROCESSES)])
    assert _count(PlaceClaim) > PLACES


def test_eight_answers_to_three_places_are_exactly_three(invited: Invited) -> None:
    works = [lambda _barrier, number=number: [invited.claim(number)] for number in range(PROCESSES)]
    assert Counter(at_once(works)) == {"Claimed": PLACES, "PlacesTaken": PROCESSES - PLACES}
    assert _count(PlaceClaim) == PLACES


def test_an_answer_that_eight_confirm_at_once_is_one_registration_and_one_receipt(invited: Invited) -> None:
    invited.claim(1)
    uid = db.session.scalars(sa.select(PlaceClaim.uid)).one()
    db.session.rollback()

    def confirm(_barrier: Any) -> list[str]:
        with transaction():
            return [type(places.confirm_claim(uid, invited.event_id, now=NOW, actor=SYSTEM)).__name__]

    outcomes = Counter(at_once([confirm] * PROCESSES))
    assert outcomes == {"ClaimConfirmed": 1, "ClaimDecided": PROCESSES - 1}
    assert [_count(model) for model in (Known, Invitation, Registration, OutboxLetter)] == [1, 1, 1, 1]


def test_a_proposal_that_eight_accept_at_once_is_carried_out_once(invited: Invited) -> None:
    draft = PersonDraft("Karin", "Öh", ("karin@ange.example",))
    with transaction() as session:
        ange = session.get_one(Organisation, invited.organisation_id)
        given = proposals.give(
            ange,
            ProposalDraft(ProposalKind.NEW, date(2027, 2, 1), role_key=invited.role_key, person=draft),
            now=NOW,
            actor=ANGE,
        )
    assert isinstance(given, Proposed)

    def accept(_barrier: Any) -> list[str]:
        with transaction():
            return [type(proposals.accept(given.uid, now=NOW, actor=SYSTEM)).__name__]

    outcomes = Counter(at_once([accept] * PROCESSES))
    assert outcomes == {"Accepted": 1, "AlreadyDecided": PROCESSES - 1}
    assert [_count(Known), _count(Assignment)] == [1, 1]
