"""A meeting with two seats and four who are registered, and acts on many of them at once."""

from collections.abc import Collection
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.actor import SYSTEM
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.mail.model import LetterState, OutboxLetter
from app.registrations import actions
from app.registrations.actions import Answers, Asked, Told
from app.registrations.model import BulkAct, Registration
from app.registrations.rules import RegistrationState
from app.registrations.rules.bulk import BulkKind, UndoResult
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(minutes=5)
CONFIRMED, WAITING, CANCELLED = RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.CANCELLED
_BEYOND = Told("Fler bord")


class Hall:
    """Two seats; Anna and Bo have them, Cia and Dag wait in that order."""

    def __init__(self) -> None:
        with transaction():
            self.event = builders.event(capacity=2)
            self.part = builders.part(self.event)
            rektor, ange = builders.role(), builders.organisation()
            people = [builders.person(name, "Ek") for name in ("Anna", "Bo", "Cia", "Dag")]
            self.invitations = [builders.invitation(self.event, who, rektor, ange).uid for who in people]
            part = self.part.uid
        for uid in self.invitations:
            with transaction():
                actions.register(lock(uid), Answers((Asked(part),), event_seen_full=True), now=NOW, actor=SYSTEM)

    def states(self) -> dict[str, RegistrationState]:
        db.session.rollback()
        rows = db.session.scalars(sa.select(Registration).where(Registration.event_id == self.event.id))
        return {one.person.given_name: one.state for one in rows}

    def line(self) -> list[str]:
        """Who waits for the event, in order."""
        db.session.rollback()
        waiting = sa.select(Registration).where(Registration.queued_at.is_not(None))
        return [one.person.given_name for one in db.session.scalars(waiting.order_by(Registration.queue_number))]

    def ids(self, *names: str) -> list[int]:
        db.session.rollback()
        return [one.id for one in db.session.scalars(sa.select(Registration)) if one.person.given_name in names]

    def do(self, kind: BulkKind, *names: str, nonce: str = "en-gang", told: Told = _BEYOND) -> BulkAct:
        ids = self.ids(*names)
        with transaction():
            done = actions.perform(self.event, kind, ids, nonce, told, now=NOW, actor=SYSTEM)
        assert isinstance(done, BulkAct)
        return done

    def undo(self, act: BulkAct) -> dict[str, UndoResult | None] | None:
        with transaction():
            undone = actions.undo(self.event, act.uid, now=LATER, actor=SYSTEM)
            return {one.registration.person.given_name: one.undone for one in undone.items} if undone else None


@pytest.fixture
def hall(database: Flask) -> Hall:
    return Hall()


def letters_since(kinds: Collection[str] = (), since: int = 4) -> list[tuple[str, str, LetterState]]:
    """Those after the four first receipts."""
    rows = db.session.scalars(sa.select(OutboxLetter).where(OutboxLetter.id > since).order_by(OutboxLetter.id)).all()
    return [(one.kind, one.to_name.split()[0], one.state) for one in rows if not kinds or one.kind in kinds]
