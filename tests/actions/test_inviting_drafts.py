"""Drafts of invitations, letters sent again, and the numbers of a meeting, on both databases."""

import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import Event
from app.events.rules.kinds import EventState
from app.invitations import actions, queries
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState, NotPublished, Sent
from app.kernel.db import db, transaction
from app.lists import lines, registrations, standing
from app.lists.narrowing import narrow
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests import builders


def _unsent(event: Event) -> Invitation:
    return builders.invitation(
        event, builders.person(), builders.role(), builders.organisation(), state=InvitationState.NOT_SENT, sent_at=None
    )


def test_an_unsent_invitation_can_be_taken_back(database: Flask) -> None:
    with transaction():
        event = builders.event()
        uid = _unsent(event).uid
        assert actions.discard(event, {uid}, now=builders.NOW, actor=SYSTEM) == 1
    assert list(db.session.scalars(sa.select(Invitation))) == []


def test_a_sent_invitation_is_no_draft(database: Flask) -> None:
    with transaction():
        event = builders.event()
        one = builders.invitation(event, builders.person())
        assert actions.discard(event, {one.uid}, now=builders.NOW, actor=SYSTEM) == 0


def test_one_that_was_revoked_before_is_revoked_again(database: Flask) -> None:
    with transaction():
        event = builders.event()
        one = _unsent(event)
        one.link_generation = 2
        actions.discard(event, {one.uid}, now=builders.NOW, actor=SYSTEM)
        assert (one.state, one.revoked_at) == (InvitationState.REVOKED, builders.NOW)


def test_another_meetings_draft_is_left_alone(database: Flask) -> None:
    with transaction():
        one, other = _unsent(builders.event()), builders.event()
        assert actions.discard(other, {one.uid}, now=builders.NOW, actor=SYSTEM) == 0


def test_a_letter_is_sent_again_once_for_each_page_seen(database: Flask) -> None:
    with transaction():
        one = builders.invitation(builders.event(), builders.person(), builders.role(), builders.organisation())
        seen = one.version
        sent = [actions.resend(one, seen, now=builders.NOW, actor=SYSTEM) for _ in range(2)]
        assert sent == [Sent(1, 0), Sent(0, 0)]


def test_nothing_is_sent_again_of_a_meeting_that_is_not_published_or_to_nowhere(database: Flask) -> None:
    with transaction():
        draft = builders.invitation(builders.event(state=EventState.DRAFT), builders.person())
        nowhere = builders.invitation(builders.event(), builders.person(address=""))
        outcomes = [actions.resend(one, one.version, now=builders.NOW, actor=SYSTEM) for one in (draft, nowhere)]
        assert outcomes == [NotPublished(), Sent(0, 1)]


def _registered(event: Event, name: str, mode: Mode = Mode.ON_SITE, **given: object) -> Registration:
    who = builders.person(name, "Öberg")
    one = builders.invitation(event, who, state=InvitationState.COMING)
    state = given.get("state", RegistrationState.CONFIRMED)
    registration = Registration(
        event_id=event.id,
        person_id=who.id,
        invitation_id=one.id,
        created_at=builders.NOW,
        changed_at=builders.NOW,
        **({"state": state} | given),
    )
    registration.parts = [
        RegistrationPart(part_id=part.id, state=state, mode=mode, changed_at=builders.NOW) for part in event.parts
    ]
    db.session.add(registration)
    db.session.flush()
    return registration


def test_a_meetings_seats_and_parts_are_counted(database: Flask) -> None:
    with transaction():
        event = builders.event(capacity=3)
        part = builders.part(event, capacity=5)
        _registered(event, "Anna")
        _registered(event, "Karin", Mode.ONLINE)
        _registered(event, "Nils", state=RegistrationState.WAITING, queued_at=builders.NOW, queue_number=1)
        numbers = standing.standing(event)
        assert (numbers.seats_left, numbers.invited, numbers.states[InvitationState.COMING]) == (2, 3, 3)
        (of_part,) = standing.part_standings(event)
        assert of_part == standing.PartStanding(part, on_site=1, online=1, waiting=1)
        assert of_part.left == 4


def test_a_list_of_the_registered_is_narrowed_and_read_by_ids(database: Flask) -> None:
    with transaction():
        event = builders.event()
        builders.part(event)
        anna = _registered(event, "Anna")
        _registered(event, "Karin", state=RegistrationState.CANCELLED)
        found = lines.registered(event.id).lines
        chosen = narrow(found, {"lage": "confirmed", "del": str(event.parts[0].id)})
        assert [line.id for line in chosen] == [anna.id]
        assert registrations.list_by_ids([anna.id]) == [anna]
        assert registrations.get(event.id, anna.uid) is anna


def test_somebody_with_two_roles_is_one_line_with_both(database: Flask) -> None:
    with transaction():
        event = builders.event()
        one = builders.invitation(event, builders.person(), builders.role(), builders.organisation())
        one.holdings.append(
            type(one.holdings[0])(role=builders.role("skolchef"), organisation=one.holdings[0].organisation)
        )
        db.session.flush()
        found = lines.invited(event.id)
        assert [line.values["roll"] for line in found.lines] == [frozenset({"rektor", "skolchef"})]
        assert found.words["roll"] == {"rektor": "Rektor", "skolchef": "Skolchef"}
        assert [one.id for one in queries.list_by_ids([found.lines[0].id])] == [one.id]


def test_who_comes_and_waits_for_a_part_is_counted_once(database: Flask) -> None:
    with transaction():
        event = builders.event(capacity=9)
        builders.part(event, "Seminarium A"), builders.part(event, "Seminarium B")
        waits = _registered(event, "Anna")
        for row in waits.parts:
            row.state = RegistrationState.WAITING
        _registered(event, "Karin")
        _registered(event, "Nils", state=RegistrationState.WAITING, queued_at=builders.NOW, queue_number=1)
        db.session.flush()
        assert standing.standing(event).waiting_for_parts == 1
