"""What is read before the writing transaction is held against the database inside it."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.events.model import Event
from app.invitations import queries
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.people.model import Person
from tests import builders


def _token() -> str:
    with transaction():
        event = builders.event(capacity=10)
        builders.part(event)
        one = builders.invitation(event, builders.person(), builders.role(), builders.organisation())
        token = links.token(links.Link(links.Purpose.INVITATION, one.link_seed))
    db.session.remove()
    return token


def _somebody_else(table: type[Any], **values: Any) -> None:
    with Session(db.engine) as other:
        row = other.scalars(sa.select(table)).one()
        for name, value in ({"version": row.version + 1} | values).items():
            setattr(row, name, value)
        other.commit()


def test_what_stands_is_kept_without_being_read_again(database: Flask) -> None:
    read = queries.find_by_token(_token())
    assert read is not None
    with transaction(keep_read=True):
        locked = queries.lock_read(read)
        assert locked is not None
        assert (locked.invitation is read, len(locked.parts)) == (True, 1)


@pytest.mark.parametrize(("table", "values"), [(Event, {"capacity": 1}), (Person, {"given_name": "Annika"})])
def test_what_has_changed_meanwhile_is_read_again(database: Flask, table: type[Any], values: dict[str, Any]) -> None:
    read = queries.find_by_token(_token())
    assert read is not None
    _somebody_else(table, **values)
    with transaction(keep_read=True):
        locked = queries.lock_read(read)
        assert locked is not None
        now = locked.invitation.event if table is Event else locked.invitation.person
        assert {name: getattr(now, name) for name in values} == values


def test_a_link_that_has_died_meanwhile_opens_nothing(database: Flask) -> None:
    read = queries.find_by_token(_token())
    assert read is not None
    _somebody_else(Invitation, state=InvitationState.REVOKED)
    with transaction(keep_read=True):
        assert queries.lock_read(read) is None


def test_a_change_outside_the_transaction_is_a_programming_error(database: Flask) -> None:
    read = queries.find_by_token(_token())
    assert read is not None
    read.message = "changed too early"
    with pytest.raises(RuntimeError), transaction(keep_read=True):
        pass
