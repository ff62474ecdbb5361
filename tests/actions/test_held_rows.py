"""Who is written to is held while the letter is written. On PostgreSQL alone, where writers do not wait for each other;
on SQLite every writing transaction is alone.
"""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.desk.mailings import people_to
from app.kernel.db import db, transaction
from app.people.model import Person
from app.registrations.model import Registration
from app.registrations.queries.lists import list_confirmed
from app.registrations.rules import RegistrationState
from tests import builders
from tests.builders import NOW

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql"], indirect=True),
    pytest.mark.usefixtures("registered"),
]


def _in_the_way(statement: str) -> bool:
    """Whether somebody else who does it now has to wait."""
    with db.engine.connect() as other:
        other.execute(sa.text("SET LOCAL lock_timeout = '200ms'"))
        try:
            other.execute(sa.text(statement))
        except sa.exc.OperationalError:
            return True
        finally:
            other.rollback()
    return False


@pytest.fixture
def registered(database: Flask) -> None:
    """Anna is."""
    with transaction() as session:
        event, anna = builders.event(), builders.person()
        invitation = builders.invitation(event, anna)
        row = {"event": event, "person": anna, "invitation": invitation, "created_at": NOW, "changed_at": NOW}
        session.add(Registration(state=RegistrationState.CONFIRMED, **row))


def test_who_gets_a_letter_of_a_mailing_is_not_erased_meanwhile() -> None:
    with transaction() as session:
        uids = list(session.scalars(sa.select(Person.uid)))
        people_to(None, uids)
        assert not _in_the_way("SELECT id FROM persons FOR UPDATE")
        people_to(None, uids, hold=True)
        assert _in_the_way("SELECT id FROM persons FOR UPDATE")


def test_who_gets_the_practical_information_does_not_withdraw_meanwhile() -> None:
    with transaction() as session:
        row = session.execute(sa.select(Registration.event_id, Registration.uid)).one()
        assert not _in_the_way("UPDATE registrations SET state = 'cancelled'")
        list_confirmed(row.event_id, [row.uid])
        assert _in_the_way("UPDATE registrations SET state = 'cancelled'")
