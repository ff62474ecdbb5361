"""Inviting, sending, reminding, revoking: on both databases."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events.rules.kinds import EventState
from app.invitations import actions, queries
from app.invitations.actions import reminding
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
from tests import builders
from tests.builders import NOW
from tests.inviting import LATER, TODAY, Register, all_invited, invite, letters, send
from tests.inviting import register as register


def _remind(register: Register, now: object = LATER) -> Reminded | NotPublished | AnsweringClosed:
    with transaction():
        return reminding.remind(register.event, now=now, actor=SYSTEM)  # type: ignore[arg-type]


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
    made = invite(register, register.anna, register.bo, register.cia, register.dag)
    assert (made, [(one.person.name, one.state) for one in all_invited()]) == (
        Made(1),
        [("Anna Berg", InvitationState.NOT_SENT)],
    )
    assert [holding.role.key for holding in all_invited()[0].holdings] == ["rektor", "skolchef"]


def test_inviting_again_invites_only_the_new(register: Register) -> None:
    invite(register, register.anna)
    with transaction():
        newcomer = builders.person("Eva", "Fors")
        builders.assignment(newcomer, register.rektor, register.ange)
    assert invite(register, register.anna, newcomer) == Made(1)


def test_sending_writes_one_letter_and_informs_the_person(register: Register) -> None:
    invite(register, register.anna)
    assert (send(register), send(register)) == (Sent(1, 0), Sent(0, 0))
    db.session.expire_all()
    invitation = all_invited()[0]
    assert (invitation.state, invitation.sent_at, invitation.person.informed_at) == (
        InvitationState.UNANSWERED,
        NOW,
        NOW,
    )
    assert letters() == [("invitation", "Anna Berg")]


def test_the_letter_says_as_whom_when_where_and_from_where_the_address_came(register: Register) -> None:
    invite(register, register.anna)
    send(register)
    data = db.session.scalars(sa.select(OutboxLetter)).one().data
    invitation = all_invited()[0]
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
    invite(register, register.anna)
    with transaction():
        register.event.state = EventState.DRAFT
    assert (send(register), letters()) == (NotPublished(), [])


def test_reminders_go_once_to_those_who_have_not_answered(register: Register) -> None:
    invite(register, register.anna)
    send(register)
    assert (_remind(register), _remind(register)) == (Reminded(1), Reminded(0))
    assert letters() == [("invitation", "Anna Berg"), ("reminder", "Anna Berg")]


def test_those_who_have_answered_are_not_reminded(register: Register) -> None:
    invite(register, register.anna)
    send(register)
    with transaction():
        actions.mark(all_invited()[0], InvitationState.COMING, now=NOW, actor=SYSTEM)
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
    invite(register, register.anna)
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
    invite(register, newcomer)
    assert [part.title for part in queries.parts_of(all_invited()[0])] == ["Konferens dag 1"]


def test_everything_is_logged_with_the_person_it_is_about(register: Register) -> None:
    invite(register, register.anna)
    send(register)
    asked = sa.select(LogEntry.action, LogEntry.subject_kind, LogEntry.event_uid).order_by(LogEntry.id)
    assert [tuple(row) for row in db.session.execute(asked)] == [
        ("invitations.created", "event", register.event.uid),
        ("invitation.sent", "person", register.event.uid),
    ]
