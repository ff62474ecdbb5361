"""A meeting with the usual schedule of what goes by itself."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import sqlalchemy as sa

from app import rounds
from app.audit.actor import SYSTEM
from app.events.actions.reminders import set_schedule
from app.events.model import Event
from app.events.rules.reminders import Schedule
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from tests import builders

FIRST = date(2027, 3, 4)  # a Thursday; answers by 4 February, a Thursday too
USUAL = Schedule((21, 7, 2), day_before=True, afterwards=True)


def at_hour(day: date, hour: int = 9) -> datetime:
    """That day, at that hour UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


THREE_WEEKS, ONE_WEEK, TWO_DAYS = date(2027, 1, 14), date(2027, 1, 28), date(2027, 2, 2)


@dataclass
class Meeting:
    """Anna, Bo and Cia are invited since long."""

    event_uid: str
    part_uid: str
    invited: dict[str, str] = field(default_factory=dict)

    @property
    def event(self) -> Event:
        """As it is now."""
        return db.session.scalars(sa.select(Event).where(Event.uid == self.event_uid)).one()

    def invite(self, name: str, sent: datetime) -> None:
        """Somebody with that given name, written to then."""
        with transaction():
            self.invited[name] = builders.invitation(self.event, builders.person(name), sent_at=sent).uid

    def come(self, name: str, at: datetime) -> None:
        """They register."""
        with transaction():
            actions.register(lock(self.invited[name]), Answers((Asked(self.part_uid),)), now=at, actor=SYSTEM)

    def run(self, day: date, hour: int = 9) -> int:
        """The round at that hour; gives how many letters it wrote."""
        return rounds.send_by_schedule(lambda: at_hour(day, hour))

    def letters(self, kind: str = "reminder") -> list[str]:
        """The given names of those who have one of a kind."""
        asked = sa.select(OutboxLetter.to_name).where(OutboxLetter.kind == kind)
        return [name.split()[0] for name in db.session.scalars(asked.order_by(OutboxLetter.to_name))]


def meeting_of_three() -> Meeting:
    """It, on the usual schedule."""
    with transaction():
        event = builders.event(starts_on=FIRST, ends_on=FIRST, answer_days=28, change_days=14)
        part = builders.part(event)
        made = Meeting(event.uid, part.uid)
        set_schedule(event, USUAL, now=builders.NOW, actor=SYSTEM)
    for name in ("Anna", "Bo", "Cia"):
        made.invite(name, at_hour(date(2026, 12, 1)))
    return made
