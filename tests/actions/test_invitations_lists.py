"""The invited as lists, counts and coverage: on both databases."""

from dataclasses import replace

from app.events.model import Event
from app.invitations import queries
from app.invitations.rules import (
    InvitationState,
)
from app.kernel.db import db, transaction
from tests import builders
from tests.inviting import TODAY, Register, invite
from tests.inviting import register as register
from tests.said import count_statements


def test_lists_are_filtered_by_state_role_organisation_and_words(register: Register) -> None:
    invite(register, register.anna)
    named = queries.Filters(state=InvitationState.NOT_SENT, role_id=register.skolchef.id, query="be ång")
    elsewhere = replace(named, organisation_id=register.timra.id)
    found, total = queries.list_for_event(register.event.id, named)
    assert ([one.person.name for one in found], total) == (["Anna Berg"], 1)
    assert queries.list_for_event(register.event.id, elsewhere) == ([], 0)


def test_every_state_is_counted_also_when_nobody_stands_there(register: Register) -> None:
    invite(register, register.anna)
    assert queries.counts(register.event.id) == {
        state: int(state is InvitationState.NOT_SENT) for state in InvitationState
    }


def test_coverage_tells_who_has_answered_what_by_organisation_and_role(register: Register) -> None:
    invite(register, register.anna)
    table = queries.coverage(db.session.get_one(Event, register.event.id))
    assert [role.key for role in table.roles] == ["rektor", "skolchef"]
    row = table.rows[0]
    assert (row.organisation.name, row.answered) == ("Ånge kommun", False)
    assert [person.name for person in row.cells[register.rektor.id].people] == ["Anna Berg"]
    assert [one.name for one in table.without_answer] == ["Ånge kommun"]


def test_the_proposal_and_the_list_ask_as_often_for_many_as_for_few(register: Register) -> None:
    def looks() -> None:
        db.session.expire_all()
        event = db.session.get_one(Event, register.event.id)
        queries.propose(event, TODAY)
        queries.list_for_event(event.id)
        queries.coverage(event)

    invite(register, register.anna)
    few = count_statements(looks)
    with transaction():
        people = [builders.person("Eva", f"Fors {number}") for number in range(40)]
        for one in people:
            builders.assignment(one, register.rektor, register.ange)
    invite(register, *people)
    assert count_statements(looks) == few
