"""Inviting, sending, reminding, revoking: on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events.model import Event
from app.events.rules.kinds import EventState
from app.invitations import actions, queries
from app.invitations.model import Invitation
from app.invitations.rules import (
    AlreadyInvited,
    AnsweringClosed,
    InvitationState,
    Made,
    NotPublished,
    Reminded,
    Sent,
    Standing,
    WantsNone,
)
from app.kernel import links
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Person
from tests import builders
from tests.builders import NOW

TODAY = NOW.date()
LATER = NOW + timedelta(days=3)


class Register:
    """Anna leads the school in Ånge, Bo leaves with the election, Cia has no address, Dag wants nothing."""

    def __init__(self) -> None:
        self.event = builders.event()
        self.rektor, self.skolchef = builders.role(), builders.role("skolchef")
        self.ange, self.timra = builders.organisation(), builders.organisation("Timrå kommun")
        builders.circle(self.event, self.rektor)
        self.dialogue = builders.part(self.event, "Dialogmöte")
        self.plenary = builders.part(self.event)
        builders.circle(self.event, self.skolchef, self.dialogue)
        self.anna = builders.person()
        self.bo = builders.person("Bo", "Ek")
        self.cia = builders.person("Cia", "Dahl", address="")
        self.dag = builders.person("Dag", "Öh", declined_all_at=NOW)
        builders.assignment(self.anna, self.rektor, self.ange)
        builders.assignment(self.anna, self.skolchef, self.ange)
        builders.assignment(self.bo, self.rektor, self.timra, ends_on=date(2027, 1, 31))
        builders.assignment(self.cia, self.rektor, self.timra)
        builders.assignment(self.dag, self.rektor, self.timra)


@pytest.fixture
def register(database: Flask) -> Register:
    with transaction():
        return Register()


def _invite(register: Register, *people: Person) -> Made:
    with transaction():
        return actions.create_invitations(register.event, {one.uid for one in people}, now=NOW, actor=SYSTEM)


def _send(register: Register) -> Sent | NotPublished:
    with transaction():
        return actions.send(register.event, now=NOW, actor=SYSTEM)


def _remind(register: Register, now: object = LATER) -> Reminded | NotPublished | AnsweringClosed:
    with transaction():
        return actions.remind(register.event, now=now, actor=SYSTEM)  # type: ignore[arg-type]


def _letters() -> list[tuple[str, str]]:
    asked = sa.select(OutboxLetter).order_by(OutboxLetter.id)
    return [(letter.kind, letter.to_name) for letter in db.session.scalars(asked)]


def _all() -> list[Invitation]:
    return list(db.session.scalars(sa.select(Invitation).order_by(Invitation.id)))


def test_the_proposal_is_grouped_by_organisation_and_says_who_cannot_be_invited(register: Register) -> None:
    proposal = queries.propose(register.event, TODAY)
    told = [
        (group.organisation.name, [(one.person.name, len(one.assignments), one.standing) for one in group.candidates])
        for group in proposal.groups
        if group.organisation
    ]
    assert told == [
        ("Timrå kommun", [("Cia Dahl", 1, Standing.WITHOUT_ADDRESS), ("Dag Öh", 1, Standing.DECLINED_ALL)]),
        ("Ånge kommun", [("Anna Berg", 2, Standing.READY)]),
    ]
    assert [one.person.name for one in proposal.ending] == ["Bo Ek"]


def test_only_those_whom_the_circle_points_out_and_who_can_be_invited_are(register: Register) -> None:
    made = _invite(register, register.anna, register.bo, register.cia, register.dag)
    assert (made, [(one.person.name, one.state) for one in _all()]) == (
        Made(1),
        [("Anna Berg", InvitationState.NOT_SENT)],
    )
    assert [holding.role.key for holding in _all()[0].holdings] == ["rektor", "skolchef"]


def test_inviting_again_invites_only_the_new(register: Register) -> None:
    _invite(register, register.anna)
    with transaction():
        newcomer = builders.person("Eva", "Fors")
        builders.assignment(newcomer, register.rektor, register.ange)
    assert _invite(register, register.anna, newcomer) == Made(1)


def test_sending_writes_one_letter_and_informs_the_person(register: Register) -> None:
    _invite(register, register.anna)
    assert (_send(register), _send(register)) == (Sent(1, 0), Sent(0, 0))
    db.session.expire_all()
    invitation = _all()[0]
    assert (invitation.state, invitation.sent_at, invitation.person.informed_at) == (
        InvitationState.UNANSWERED,
        NOW,
        NOW,
    )
    assert _letters() == [("invitation", "Anna Berg")]


def test_the_letter_says_as_whom_when_where_and_from_where_the_address_came(register: Register) -> None:
    _invite(register, register.anna)
    _send(register)
    data = db.session.scalars(sa.select(OutboxLetter)).one().data
    invitation = _all()[0]
    assert {key: data[key] for key in ("capacity", "starts_on", "answer_by", "place", "source")} == {
        "capacity": "rektor, Ånge kommun",
        "starts_on": "2027-03-04",
        "answer_by": "2027-02-04",
        "place": "Södra Berget, Sundsvall",
        "source": "manual",
    }
    assert links.digest(links.Link.from_data(data["answer_link"])) == invitation.link_digest
    assert links.digest(links.Link.from_data(data["decline_link"])) == invitation.person.decline_digest
    assert [part["title"] for part in data["parts"]] == ["Dialogmöte", "Konferens dag 1"]


def test_a_draft_is_not_invited_to(register: Register) -> None:
    _invite(register, register.anna)
    with transaction():
        register.event.state = EventState.DRAFT
    assert (_send(register), _letters()) == (NotPublished(), [])


def test_reminders_go_once_to_those_who_have_not_answered(register: Register) -> None:
    _invite(register, register.anna)
    _send(register)
    assert (_remind(register), _remind(register)) == (Reminded(1), Reminded(0))
    assert _letters() == [("invitation", "Anna Berg"), ("reminder", "Anna Berg")]


def test_those_who_have_answered_are_not_reminded(register: Register) -> None:
    _invite(register, register.anna)
    _send(register)
    with transaction():
        actions.mark(_all()[0], InvitationState.COMING, now=NOW, actor=SYSTEM)
    assert _remind(register) == Reminded(0)


def test_nobody_is_reminded_when_answering_has_closed(register: Register) -> None:
    late = NOW + timedelta(days=20)
    assert _remind(register, late) == AnsweringClosed(date(2027, 2, 4))


def test_somebody_added_by_hand_comes_with_a_reason_and_extra_parts(register: Register) -> None:
    with transaction():
        guest = builders.person("Gun", "Ström")
        role = builders.role("adjungerad")
        added = actions.add_by_hand(
            register.event,
            guest,
            role,
            register.ange,
            "Berättar om VFU",
            extra_parts=[register.dialogue],
            now=NOW,
            actor=SYSTEM,
        )
        assert isinstance(added, Invitation)
        uid = added.uid
    found = queries.get(uid, register.event.id)
    assert (found.reason, [part.title for part in queries.parts_of(found)]) == (
        "Berättar om VFU",
        ["Dialogmöte", "Konferens dag 1"],
    )


def test_nobody_is_added_twice_and_nobody_who_wants_none(register: Register) -> None:
    _invite(register, register.anna)
    with transaction():
        outcomes = [
            actions.add_by_hand(register.event, who, register.rektor, register.ange, "", now=NOW, actor=SYSTEM)
            for who in (register.anna, register.dag)
        ]
    assert outcomes == [AlreadyInvited(), WantsNone()]


def test_a_part_with_a_circle_is_only_for_its_circle(register: Register) -> None:
    with transaction():
        newcomer = builders.person("Eva", "Fors")
        builders.assignment(newcomer, register.rektor, register.ange)
    _invite(register, newcomer)
    assert [part.title for part in queries.parts_of(_all()[0])] == ["Konferens dag 1"]


def _token(invitation: Invitation) -> str:
    return links.token(links.Link(links.Purpose.INVITATION, invitation.link_seed, invitation.link_generation))


def test_a_link_opens_the_invitation_until_it_is_renewed_or_revoked(register: Register) -> None:
    _invite(register, register.anna)
    before_sending = queries.find_by_token(_token(_all()[0]))
    _send(register)
    token = _token(_all()[0])
    opened = queries.find_by_token(token)
    with transaction():
        actions.renew_link(_all()[0], now=NOW, actor=SYSTEM)
    renewed = queries.find_by_token(token), queries.find_by_token(_token(_all()[0]))
    with transaction():
        actions.revoke(_all()[0], now=NOW, actor=SYSTEM)
    revoked = queries.find_by_token(_token(_all()[0]))
    assert (before_sending, bool(opened), renewed[0], bool(renewed[1]), revoked) == (None, True, None, True, None)


def test_somebody_revoked_can_be_invited_anew_with_a_new_link(register: Register) -> None:
    _invite(register, register.anna)
    _send(register)
    token = _token(_all()[0])
    with transaction():
        actions.revoke(_all()[0], now=NOW, actor=SYSTEM)
    assert _invite(register, register.anna) == Made(1)
    _send(register)
    assert (len(_all()), queries.find_by_token(token), _all()[0].state) == (1, None, InvitationState.UNANSWERED)


def test_lists_are_filtered_by_state_role_organisation_and_words(register: Register) -> None:
    _invite(register, register.anna)
    named = queries.Filters(state=InvitationState.NOT_SENT, role_id=register.skolchef.id, query="be ång")
    elsewhere = replace(named, organisation_id=register.timra.id)
    found, total = queries.list_for_event(register.event.id, named)
    assert ([one.person.name for one in found], total) == (["Anna Berg"], 1)
    assert queries.list_for_event(register.event.id, elsewhere) == ([], 0)


def test_every_state_is_counted_also_when_nobody_stands_there(register: Register) -> None:
    _invite(register, register.anna)
    assert queries.counts(register.event.id) == {
        state: int(state is InvitationState.NOT_SENT) for state in InvitationState
    }


def test_coverage_tells_who_has_answered_what_by_organisation_and_role(register: Register) -> None:
    _invite(register, register.anna)
    table = queries.coverage(db.session.get_one(Event, register.event.id))
    assert [role.key for role in table.roles] == ["rektor", "skolchef"]
    row = table.rows[0]
    assert (row.organisation.name, row.answered) == ("Ånge kommun", False)
    assert [person.name for person in row.cells[register.rektor.id].people] == ["Anna Berg"]
    assert [one.name for one in table.without_answer] == ["Ånge kommun"]


def test_everything_is_logged_with_the_person_it_is_about(register: Register) -> None:
    _invite(register, register.anna)
    _send(register)
    asked = sa.select(LogEntry.action, LogEntry.subject_kind, LogEntry.event_uid).order_by(LogEntry.id)
    assert [tuple(row) for row in db.session.execute(asked)] == [
        ("invitations.created", "event", register.event.uid),
        ("invitation.sent", "person", register.event.uid),
    ]


def _count(work: Callable[[], object]) -> int:
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", listen)
    try:
        work()
    finally:
        sa.event.remove(Engine, "before_cursor_execute", listen)
    return len(said)


def test_the_proposal_and_the_list_ask_as_often_for_many_as_for_few(register: Register) -> None:
    def looks() -> None:
        db.session.expire_all()
        event = db.session.get_one(Event, register.event.id)
        queries.propose(event, TODAY)
        queries.list_for_event(event.id)
        queries.coverage(event)

    _invite(register, register.anna)
    few = _count(looks)
    with transaction():
        people = [builders.person("Eva", f"Fors {number}") for number in range(40)]
        for one in people:
            builders.assignment(one, register.rektor, register.ange)
    _invite(register, *people)
    assert _count(looks) == few
