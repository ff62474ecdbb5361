"""A meeting that grows in everything there can be many of: ``grow(n)`` makes it ``n`` of each."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.events.model import EventText, PublicCalendar
from app.events.model.deadlines import GroupDeadlines
from app.events.rules.audiences import AUDIENCES
from app.events.rules.kinds import NeedsGround, QueueMode
from app.feeds.actions import give_group_calendar
from app.kernel.db import db, transaction
from app.people.actions import open_link
from app.people.model import Person
from app.people.rules.kinds import RoleGroup
from tests import builders
from tests.builders import NOW
from tests.web.crowded_rows import Row


class Crowded:
    """The meeting. The first seven people are those whose pages are looked at: they too come to hold more."""

    def __init__(self, app: Flask) -> None:
        self.app, self.size = app, 0
        with app.app_context(), transaction() as session:
            given = {"public": True, "open_sign_up": True, "approve_substitutes": True, "asks_needs": True}
            self.event = builders.event(
                slug="run-konferens",
                needs_ground=NeedsGround.CONSENT,
                has_quotas=True,
                capacity=1000,
                queue_mode=QueueMode.OFFERED,
                contact_address="sam@miun.example",
                **given,
            )
            self.slot = builders.slot(self.event)
            self.plenary = builders.part(self.event, "Konferens torsdag", capacity=500)
            self.rektor = builders.role()
            self.kontakt = builders.role("kontaktperson", group=RoleGroup.KONTAKT)
            self.ange = builders.organisation("Ånge kommun", mailbox="skolan@ange.example")
            self.org = open_link(self.ange)
            for group in (RoleGroup.POLITIKER, RoleGroup.SKOLLEDNING):
                session.add(GroupDeadlines(event_id=self.event.id, role_group=group, answer_days=20))
            session.add(EventText(event_id=self.event.id, kind="invitation", text="Välkommen."))
            session.add(PublicCalendar(id=1))
            builders.circle(self.event, self.rektor)
            give_group_calendar(AUDIENCES["skolledning"], now=NOW, actor=SYSTEM)

    def grow(self, size: int) -> None:
        """Until there are ``size`` of each."""
        with self.app.app_context(), transaction() as session:
            for number in range(self.size, size):
                Row(self, number, session).write()
            session.execute(sa.update(Person).values(calendar_version=Person.calendar_version + 1))
            session.execute(sa.update(PublicCalendar).values(version=PublicCalendar.version + 1))
        self.size = size

    def one(self, model: Any, *where: Any) -> Any:
        """The first row of a table."""
        with self.app.app_context():
            return db.session.scalars(sa.select(model).where(*where).order_by(model.id).limit(1)).one()
