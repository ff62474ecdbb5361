"""Our own lists, downloaded and read in again, change nothing; on both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.events.model import Event
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.lists.about import about
from app.lists.chosen import EVERYBODY
from app.lists.ready import ready_lists
from app.people.actions import importing
from app.people.model import Assignment, Person
from app.people.rules.corrections import Corrections
from app.people.rules.preview import Counts
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from app.sheets import as_csv, as_xlsx
from app.sheets.read import read
from app.sheets.table import Table
from tests import builders, network
from tests.actions.test_people_importing import read_file

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)
TODAY = date(2027, 3, 6)


def _csv(event: Event, table: Table) -> bytes:
    return b"".join(as_csv.pieces(table))


def _xlsx(event: Event, table: Table) -> bytes:
    with as_xlsx.workbook(table, about(event, table.title, by="Sam Ordnare", now=NOW)) as file:
        return bytes(file.read())


@pytest.fixture
def event(database: Flask) -> Event:
    """Everybody of the clean list is invited and registered."""
    with transaction():
        network.build()
    read_file((network.DATA / "contacts.csv").read_bytes(), "contacts.csv")
    with transaction() as session:
        event = builders.event()
        parts = [builders.part(event), builders.part(event, "Roller i förändring: +1")]
        for person in db.session.scalars(sa.select(Person).order_by(Person.id)):
            held = db.session.scalars(sa.select(Assignment).where(Assignment.person_id == person.id)).all()
            state = {"state": InvitationState.COMING, "answered_at": NOW}
            invitation = builders.invitation(event, person, held[0].role, held[0].organisation, **state)
            times = {"created_at": NOW, "changed_at": NOW}
            one = Registration(
                event=event, person=person, invitation=invitation, state=RegistrationState.CONFIRMED, **times
            )
            one.parts = [
                RegistrationPart(part=part, state=RegistrationState.CONFIRMED, mode=Mode.ON_SITE, changed_at=NOW)
                for part in parts
            ]
            session.add(one)
    db.session.expire_all()
    return event


@pytest.mark.parametrize("name", ["inbjudna", "deltagare", "narvaro", "namnskyltar"])
@pytest.mark.parametrize(("ending", "written"), [("csv", _csv), ("xlsx", _xlsx)])
def test_a_list_of_ours_read_in_again_changes_nothing(
    event: Event, name: str, ending: str, written: Callable[[Event, Table], bytes]
) -> None:
    content = written(event, ready_lists(NOW)[name].build(event, EVERYBODY))
    preview = importing.prepare(read(content, f"mote-{name}.{ending}"), Corrections(), TODAY).preview
    assert [row for row in preview.rows if getattr(row.verdict, "changes", ())][:2] == []
    assert preview.counts == Counts(0, 0, 271, 0, 0, 0)
    assert not preview.writes
