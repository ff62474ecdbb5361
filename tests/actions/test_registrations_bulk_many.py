"""Cancelling for many at once: as for one by one, and in as many statements as for few; on both databases."""

import sqlalchemy as sa

from app.audit.actor import SYSTEM
from app.audit.model import LogEntry
from app.events.model import Event
from app.events.rules.kinds import LegalBasis, NeedsGround
from app.invitations.queries import lock
from app.kernel.db import db, transaction
from app.mail.model import OutboxLetter
from app.people.model import Person
from app.registrations import actions
from app.registrations.actions import Answers, Asked
from app.registrations.model import Answer, Need, Registration
from app.registrations.rules import NeedDraft, NeedKind, Registered, Reply
from app.registrations.rules.bulk import BulkKind
from tests import builders
from tests.builders import NOW
from tests.hall import CANCELLED, Hall, letters_since
from tests.hall import hall as hall
from tests.said import count_statements


def _cancelling(hall: Hall, number: int) -> int:
    """How many statements it takes to cancel for ``number`` more, who are registered with needs and an answer."""
    with transaction():
        event = db.session.get_one(Event, hall.event.id)
        event.capacity, event.asks_needs, event.needs_ground = 1000, True, NeedsGround.CONSENT
        question = builders.question(event, f"Får vi visa din bild ({number})?", basis=LegalBasis.CONSENT)
        rektor, ange = builders.role(f"roll{number}"), builders.organisation(f"Kommun {number}")
        people = [builders.person(f"P{number}{one}", "Falk") for one in range(number)]
        uids = [builders.invitation(event, who, rektor, ange).uid for who in people]
        names = [who.given_name for who in people]
    given = Answers(
        (Asked(hall.part.uid),),
        needs=(NeedDraft(NeedKind.DIET, "vegan"),),
        replies=(Reply(question.uid, ("Ja",), consents=True),),
    )
    for uid in uids:
        with transaction():
            assert isinstance(actions.register(lock(uid), given, now=NOW, actor=SYSTEM), Registered)
    counted = count_statements(lambda: hall.do(BulkKind.CANCEL, *names, nonce=f"n{number}"))
    assert {hall.states()[name] for name in names} == {CANCELLED}
    assert (db.session.query(Need).count(), db.session.query(Answer).count()) == (0, 0)
    assert len(letters_since({"withdrawn"}, since=0)) >= number
    return counted


def test_cancelling_for_many_takes_as_many_statements_as_for_few(hall: Hall) -> None:
    few, many = _cancelling(hall, 2), _cancelling(hall, 22)
    per_person = (many - few) / 20
    assert per_person < 1, f"{few} statements for two, {many} for twenty-two"


def test_cancelling_together_comes_to_what_cancelling_one_by_one_does(hall: Hall) -> None:
    """Anna in a bulk act and Bo alone: rows, letter, log and invitation say the same of both."""
    hall.do(BulkKind.CANCEL, "Anna")
    with transaction():
        actions.withdraw(lock(hall.invitations[1]), now=NOW, actor=SYSTEM)
    db.session.rollback()
    anna, bo = (
        db.session.scalars(sa.select(Registration).join(Registration.person).where(Person.given_name == name)).one()
        for name in ("Anna", "Bo")
    )
    own = {"id", "uid", "person_id", "invitation_id"}
    names = [column.key for column in Registration.__table__.columns]
    rows = [{key: getattr(one, key) for key in names if key not in own} for one in (anna, bo)]
    assert rows[0] == rows[1]
    parts = [(one.parts[0].state, one.parts[0].queued_at, one.parts[0].changed_at) for one in (anna, bo)]
    assert parts[0] == parts[1]
    asked = sa.select(OutboxLetter).where(OutboxLetter.kind == "withdrawn").order_by(OutboxLetter.id)
    first, second = db.session.scalars(asked).all()
    different = {"name", "first_name", "link", "answer_link", "decline_link", "person_link", "feed_link"}
    assert {key for key in first.data if first.data[key] != second.data[key]} <= different
    assert (first.calendar_method, bool(first.calendar)) == (second.calendar_method, bool(second.calendar))
    logged = sa.select(LogEntry).where(LogEntry.action == "registration.withdrawn").order_by(LogEntry.id)
    entries = [(row.details, row.event_uid, row.actor_kind) for row in db.session.scalars(logged)]
    assert (len(entries), entries[0]) == (2, entries[1])
    invited = [(one.invitation.state, one.invitation.version, one.invitation.answered_at) for one in (anna, bo)]  # type: ignore[union-attr]
    assert invited[0] == invited[1]
