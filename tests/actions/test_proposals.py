"""What an organisation's contact proposes: kept, decided once, and followed by invitations and seats."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import Actor, ActorKind
from app.audit.model import LogEntry
from app.desk import proposals
from app.invitations.model import Invitation
from app.invitations.queries import lock
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people import actions, queries
from app.people.model import Assignment, Organisation, Person, Proposal
from app.people.rules.kinds import AssignmentSource
from app.people.rules.persons import PersonDraft
from app.people.rules.proposals import (
    MOST_OPEN,
    AlreadyDecided,
    BeforeTheTerm,
    ProposalDraft,
    ProposalKind,
    ProposalState,
    Proposed,
    TooManyOpen,
)
from app.registrations.actions import Answers, Asked, register
from app.registrations.model import Registration
from app.registrations.rules import RegistrationState
from tests import builders
from tests.builders import NOW

SAM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare")
ANGE = Actor(ActorKind.ORGANISATION, "ange", "Ånge kommun")
KARIN = PersonDraft("Karin", "Öh", ("karin@ange.example",), "070-123 45 67")
FEBRUARY = date(2027, 2, 1)


@pytest.fixture
def scene(database: Flask) -> SimpleNamespace:
    """Anna is skolchef in Ånge and invited to the conference in March."""
    with transaction():
        event = builders.event()
        part = builders.part(event)
        skolchef, ange = builders.role("skolchef"), builders.organisation()
        anna = builders.person()
        held = builders.assignment(anna, skolchef, ange)
        invitation = builders.invitation(event, anna, skolchef, ange)
        return SimpleNamespace(event=event, part=part, role=skolchef, ange=ange, anna=anna, held=held, sent=invitation)


def _successor(scene: SimpleNamespace, person: PersonDraft = KARIN, **given: Any) -> ProposalDraft:
    return ProposalDraft(
        **(
            {"kind": ProposalKind.SUCCESSOR, "from_on": FEBRUARY, "assignment_uid": scene.held.uid, "person": person}
            | given
        )
    )


def _give(scene: SimpleNamespace, draft: ProposalDraft) -> Any:
    with transaction() as session:
        return proposals.give(session.get_one(Organisation, scene.ange.id), draft, now=NOW, actor=ANGE)


def _accept(uid: str) -> Any:
    with transaction():
        return proposals.accept(uid, now=NOW, actor=SAM)


def _all(model: Any) -> list[Any]:
    return list(db.session.scalars(sa.select(model).order_by(model.id)))


def test_a_proposal_changes_nothing_until_it_is_accepted(scene: SimpleNamespace) -> None:
    assert isinstance(_give(scene, _successor(scene)), Proposed)
    assert [one.ends_on for one in _all(Assignment)] == [None]
    assert len(_all(Person)) == 1
    assert [one.name for one in queries.list_open_proposals()] == ["Karin Öh"]


def test_accepted_the_role_goes_over_and_the_new_one_is_invited(scene: SimpleNamespace) -> None:
    given = _give(scene, _successor(scene))
    outcome = _accept(given.uid)
    old, new = _all(Assignment)
    assert (old.ends_on, new.starts_on, new.source) == (date(2027, 1, 31), FEBRUARY, AssignmentSource.ORGANISATION)
    assert new.person.address == "karin@ange.example"
    states = {one.person.given_name: one.state for one in _all(Invitation)}
    assert states == {"Anna": InvitationState.REVOKED, "Karin": InvitationState.UNANSWERED}
    assert (outcome.done.revoked, outcome.sent) == (1, 1)
    assert [(row.kind, row.to_name) for row in _all(OutboxLetter)] == [("invitation", "Karin Öh")]


def test_a_seat_goes_over_and_the_new_one_gets_the_receipt(scene: SimpleNamespace) -> None:
    with transaction():
        register(lock(scene.sent.uid), Answers((Asked(scene.part.uid),)), now=NOW, actor=SAM)
    _accept(_give(scene, _successor(scene)).uid)
    states = {one.person.given_name: one.state for one in _all(Registration)}
    assert states == {"Anna": RegistrationState.CANCELLED, "Karin": RegistrationState.CONFIRMED}
    letters = [(row.kind, row.to_name) for row in _all(OutboxLetter)]
    assert letters == [("receipt", "Anna Berg"), ("withdrawn", "Anna Berg"), ("receipt", "Karin Öh")]


def test_somebody_the_register_has_is_not_doubled(scene: SimpleNamespace) -> None:
    with transaction():
        known = builders.person("Karin", "Öh", "Karin@ange.example")
    outcome = _accept(_give(scene, _successor(scene)).uid)
    assert outcome.person.id == known.id
    assert len(_all(Person)) == 2


def test_another_person_with_the_same_address_is_somebody_else(scene: SimpleNamespace) -> None:
    with transaction():
        builders.person("Lars", "Öh", "karin@ange.example")
    _accept(_give(scene, _successor(scene)).uid)
    assert {one.given_name for one in _all(Person)} == {"Anna", "Lars", "Karin"}


def test_a_vacancy_ends_the_assignment_and_takes_the_invitation_back(scene: SimpleNamespace) -> None:
    given = _give(scene, ProposalDraft(ProposalKind.VACANT, FEBRUARY, scene.held.uid))
    _accept(given.uid)
    assert [one.ends_on for one in _all(Assignment)] == [date(2027, 1, 31)]
    assert [one.state for one in _all(Invitation)] == [InvitationState.REVOKED]


def test_a_meeting_before_the_day_is_still_the_old_ones(scene: SimpleNamespace) -> None:
    _accept(_give(scene, _successor(scene, from_on=date(2027, 4, 1))).uid)
    assert [(one.person.given_name, one.state) for one in _all(Invitation)] == [("Anna", InvitationState.UNANSWERED)]


def test_a_term_that_ends_before_is_not_made_longer(scene: SimpleNamespace) -> None:
    with transaction() as session:
        session.get_one(Assignment, scene.held.id).ends_on = date(2026, 12, 31)
    _accept(_give(scene, _successor(scene)).uid)
    assert [(one.starts_on, one.ends_on) for one in _all(Assignment)] == [
        (date(2023, 1, 1), date(2026, 12, 31)),
        (FEBRUARY, None),
    ]


def test_the_same_person_named_again_keeps_the_invitation(scene: SimpleNamespace) -> None:
    same = PersonDraft("Anna", "Berg", (scene.anna.address,))
    _accept(_give(scene, _successor(scene, same)).uid)
    assert [one.state for one in _all(Invitation)] == [InvitationState.UNANSWERED]
    assert len(_all(Assignment)) == 2


def test_somebody_new_gets_the_role_confirmed(scene: SimpleNamespace) -> None:
    draft = ProposalDraft(ProposalKind.NEW, FEBRUARY, role_key="skolchef", person=KARIN)
    outcome = _accept(_give(scene, draft).uid)
    held = _all(Assignment)[-1]
    assert (held.person.given_name, held.starts_on, held.confirmed_on) == ("Karin", FEBRUARY, NOW.date())
    assert outcome.done == proposals.NOTHING


def test_the_day_it_is_confirmed_is_the_day_in_sweden(scene: SimpleNamespace) -> None:
    uid = _give(scene, ProposalDraft(ProposalKind.NEW, FEBRUARY, role_key="skolchef", person=KARIN)).uid
    with transaction():
        proposals.accept(uid, now=datetime(2027, 1, 10, 23, 30, tzinfo=UTC), actor=SAM)
    assert _all(Assignment)[-1].confirmed_on == date(2027, 1, 11)


def test_where_the_contact_decides_it_is_done_at_once(scene: SimpleNamespace) -> None:
    with transaction() as session:
        session.get_one(Organisation, scene.ange.id).contact_decides = True
    assert isinstance(_give(scene, _successor(scene)), proposals.Accepted)
    assert [one.state for one in _all(Proposal)] == [ProposalState.ACCEPTED]


def test_decided_twice_it_is_done_once(scene: SimpleNamespace) -> None:
    given = _give(scene, _successor(scene))
    _accept(given.uid)
    assert _accept(given.uid) == AlreadyDecided(ProposalState.ACCEPTED)
    with transaction():
        late = actions.decline_proposal(queries.lock_proposal(given.uid), now=NOW, actor=SAM)
    assert late == AlreadyDecided(ProposalState.ACCEPTED)
    assert len(_all(Assignment)) == 2


def test_what_is_declined_or_taken_back_leaves_no_name(scene: SimpleNamespace) -> None:
    first = _give(scene, _successor(scene))
    with transaction():
        actions.decline_proposal(queries.lock_proposal(first.uid), now=NOW, actor=SAM)
    second = _give(scene, _successor(scene))
    with transaction():
        actions.withdraw_proposal(queries.lock_proposal(second.uid), now=NOW, actor=ANGE)
    rows = [(one.state, one.name, one.address, one.phone) for one in _all(Proposal)]
    assert rows == [(ProposalState.DECLINED, "", "", ""), (ProposalState.WITHDRAWN, "", "", "")]
    assert [entry for entry in _all(LogEntry) if "Karin" in str(entry.details)] == []


def test_said_twice_it_is_one_and_said_anew_the_newer_stands(scene: SimpleNamespace) -> None:
    assert _give(scene, _successor(scene)) == _give(scene, _successor(scene))
    _give(scene, _successor(scene, PersonDraft("Lars", "Ek", ("lars@ange.example",))))
    assert [(one.state, one.name) for one in _all(Proposal)] == [
        (ProposalState.WITHDRAWN, ""),
        (ProposalState.OPEN, "Lars Ek"),
    ]


def test_a_day_before_the_term_is_refused(scene: SimpleNamespace) -> None:
    assert _give(scene, _successor(scene, from_on=date(2023, 1, 1))) == BeforeTheTerm(date(2023, 1, 1))
    assert _all(Proposal) == []


def test_another_organisations_assignment_is_not_found(scene: SimpleNamespace) -> None:
    with transaction():
        other = builders.assignment(builders.person(), scene.role, builders.organisation("Åre kommun"))
    with pytest.raises(queries.AssignmentMissing):
        _give(scene, _successor(scene, assignment_uid=other.uid))


def test_no_more_are_taken_than_an_organizer_can_read(scene: SimpleNamespace) -> None:
    for number in range(MOST_OPEN):
        person = replace(KARIN, addresses=(f"karin{number}@ange.example",))
        draft = ProposalDraft(ProposalKind.NEW, FEBRUARY, role_key="skolchef", person=person)
        assert isinstance(_give(scene, draft), Proposed)
    assert _give(scene, _successor(scene)) == TooManyOpen()
    assert len(_all(Proposal)) == MOST_OPEN
