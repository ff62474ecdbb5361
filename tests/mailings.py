"""A meeting that mailings are sent about, and what comes of them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app import rounds
from app.audit.actor import SYSTEM
from app.desk import mailings as desk
from app.desk.mailings import Draft, Seen
from app.events.model import Event
from app.invitations.model import Invitation
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.lists.receivers import receivers
from app.mail import mailings
from app.mail.model import LetterState, OutboxLetter
from app.people.model import Person
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.rules.mailings import Audience, AudienceKind, Decided
from tests import builders
from tests.builders import NOW

MINUTE = timedelta(minutes=1)
LEAVES = NOW + 10 * MINUTE
TODAY = NOW.date()
INVITED, COMING, REGISTER = (
    Audience(kind) for kind in (AudienceKind.INVITED, AudienceKind.COMING, AudienceKind.REGISTER)
)


@dataclass
class Meeting:
    """Anna and Bo come, Cia has not answered, Dag has no address, Eva's takes no letters, Fia wants no invitations; Gun
    stands in the register alone.
    """

    event_uid: str
    invited: dict[str, str]

    def event(self) -> Event:
        """As it is now."""
        return db.session.scalars(sa.select(Event).where(Event.uid == self.event_uid)).one()

    def come(self, *names: str) -> None:
        """They register."""
        part = self.event().parts[0].uid
        for name in names:
            with transaction():
                actions.register(lock(self.invited[name]), Answers((Asked(part),)), now=NOW, actor=SYSTEM)

    def draft(self, audience: Audience = INVITED, text: str = "Hej {{förnamn}}.", **more: Any) -> str:
        """A draft's uid."""
        told = Draft("", audience, "Om {{möte}}", text, also_later=False)
        with transaction():
            return desk.create(replace(told, **more), self.event_uid, now=NOW, actor=SYSTEM).uid

    def decide(self, uid: str, now: datetime = NOW, at: datetime | None = None, **seen: Any) -> object:
        """Press "Skicka" with what the page showed."""
        with transaction():
            row = mailings.get(uid)
            found = receivers(self.event(), Audience.from_data(row.audience), TODAY)
            told = Seen(**{"version": row.version, "count": len(found.ready)} | seen)
            return desk.decide(uid, found.uids, found.left_out(), told, at, now=now, actor=SYSTEM)

    def decided(self, audience: Audience = INVITED, at: datetime | None = None, **more: Any) -> str:
        """One that goes."""
        uid = self.draft(audience, **more)
        assert isinstance(self.decide(uid, at=at), Decided)
        return uid


def meeting_of_seven() -> Meeting:
    """It, with the receipts of those who come away."""
    with transaction():
        event = builders.event()
        builders.part(event)
        rektor, ange = builders.role(), builders.organisation()
        for what in ("Anna", "Bo", "Cia", "Dag", "Eva", "Fia", "Gun"):
            who = builders.person(what, "Ek", "" if what == "Dag" else None)
            builders.assignment(who, rektor, ange)
            if what != "Gun":
                builders.invitation(event, who, rektor, ange)
        people = {one.given_name: one for one in db.session.scalars(sa.select(Person))}
        people["Eva"].addresses[0].refused_at = NOW
        people["Fia"].declined_all_at = NOW
        invited = {one.person.given_name: one.uid for one in db.session.scalars(sa.select(Invitation))}
    scene = Meeting(event.uid, invited)
    scene.come("Anna", "Bo")
    with transaction() as session:
        session.execute(sa.delete(OutboxLetter))
    return scene


def written(now: datetime = LEAVES) -> int:
    """What the worker's round does."""
    done = rounds.write_mailings(lambda: now)
    db.session.rollback()
    return done


def letters(**state: LetterState) -> list[str]:
    """To whom there are letters of mailings, by name, in the order of the outbox."""
    asked = sa.select(OutboxLetter.to_name).where(OutboxLetter.mailing_id.is_not(None)).order_by(OutboxLetter.id)
    return [name.split()[0] for name in db.session.scalars(asked.filter_by(**state))]


def names(found: Any) -> list[str]:
    """Given names."""
    return [one.name.split()[0] for one in found]
