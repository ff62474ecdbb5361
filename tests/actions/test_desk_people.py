"""Acts over several rooms when people of the register change: succeed, merge, erase; on both databases."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.attendance.model import Tick
from app.audit import log
from app.audit.actor import Actor, ActorKind
from app.audit.model import LogEntry
from app.desk import merge_persons, succeed
from app.desk.backup import Erased
from app.desk.erase_person import Extent, erase_person, extent
from app.desk.revoke_invitation import revoke_invitation
from app.events.model import Event, EventMember, Part
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.queries import find_by_token
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.mail.model import LetterState, OutboxLetter
from app.people import actions, queries
from app.people.actions import remembering
from app.people.model import Assignment, Erasure, Organisation, Person, Role
from app.people.rules.erasures import erasure_digest
from app.people.rules.persons import PersonDraft
from app.registrations.model import Need, PurgeProtocol, Registration, RegistrationPart
from app.registrations.rules import Mode, NeedKind, RegistrationState
from tests import builders

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
LAST_DAY = date(2027, 1, 31)
SAM = Actor(ActorKind.ACCOUNT, "sam", "Sam Ordnare")
CONFIRMED, WAITING, CANCELLED = RegistrationState


@dataclass
class Scene:
    """A conference with one seat: Anna has it, Cia waits."""

    event: Event
    part: Part
    rektor: Role
    ange: Organisation
    anna: Person
    cia: Person
    held: Assignment
    annas: Invitation


def _registered(invitation: Invitation, part: Part, state: RegistrationState, number: int = 0) -> Registration:
    queued = NOW if state is WAITING else None
    row = Registration(
        event=invitation.event,
        person=invitation.person,
        invitation=invitation,
        state=state,
        created_at=NOW,
        changed_at=NOW,
    )
    seat = RegistrationPart(part_id=part.id, state=state, mode=Mode.ON_SITE, changed_at=NOW)
    seat.queued_at, seat.queue_number = queued, number
    row.parts.append(seat)
    invitation.state = InvitationState.WAITING if state is WAITING else InvitationState.COMING
    db.session.add(row)
    db.session.flush()
    return row


def _scene() -> Scene:
    event = builders.event()
    part = builders.part(event, capacity=1)
    rektor, ange = builders.role(), builders.organisation()
    anna, cia = builders.person("Anna", "Berg"), builders.person("Cia", "Dahl")
    held = builders.assignment(anna, rektor, ange)
    annas = builders.invitation(event, anna, rektor, ange)
    seat = _registered(annas, part, CONFIRMED)
    seat.needs.append(Need(kind=NeedKind.DIET, choice="vegan", given_at=NOW))
    _registered(builders.invitation(event, cia, rektor, ange), part, WAITING, 1)
    return Scene(event, part, rektor, ange, anna, cia, held, annas)


def _states() -> dict[str, tuple[str, str]]:
    """By name: the registration's and the invitation's state."""
    db.session.expire_all()
    rows = db.session.scalars(sa.select(Registration))
    return {row.person.name: (row.state.value, row.invitation.state.value if row.invitation else "") for row in rows}


def _letters() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(sa.select(OutboxLetter).order_by(OutboxLetter.id))
    return [(row.kind, row.to_name, row.calendar_method) for row in rows]


def test_a_seat_is_passed_on_to_the_successor_past_nobody_in_line(database: Flask) -> None:
    with transaction():
        scene = _scene()
        bo = actions.create_person(PersonDraft("Bo", "Ek", ("bo@ange.example",)), now=NOW, actor=SAM)
        uid = scene.annas.uid
        done = succeed.succeed(scene.held, LAST_DAY, bo, succeed.Choices([uid], [uid], [uid]), now=NOW, actor=SAM)
    assert done == succeed.Succeeded(revoked=1, invited=1, passed=1)
    assert _states() == {
        "Anna Berg": ("cancelled", "revoked"),
        "Cia Dahl": ("waiting", "waiting"),
        "Bo Ek": ("confirmed", "coming"),
    }
    assert _letters() == [("withdrawn", "Anna Berg", "CANCEL"), ("receipt", "Bo Ek", "REQUEST")]
    assert db.session.query(Need).count() == 0
    held = {(one.person.name, one.starts_on, one.ends_on) for one in db.session.scalars(sa.select(Assignment))}
    assert held == {("Anna Berg", date(2023, 1, 1), LAST_DAY), ("Bo Ek", date(2027, 2, 1), None)}


def test_without_passing_on_the_seat_goes_to_the_next_in_line_and_the_successor_is_invited(database: Flask) -> None:
    with transaction():
        scene = _scene()
        bo = actions.create_person(PersonDraft("Bo", "Ek"), now=NOW, actor=SAM)
        chosen = succeed.Choices(revoke=[scene.annas.uid], invite=[scene.annas.uid])
        done = succeed.succeed(scene.held, LAST_DAY, bo, chosen, now=NOW, actor=SAM)
    assert done == succeed.Succeeded(revoked=1, invited=1, passed=0)
    assert _states() == {"Anna Berg": ("cancelled", "revoked"), "Cia Dahl": ("confirmed", "coming")}
    states = db.session.scalars(sa.select(Invitation.state).order_by(Invitation.id)).all()
    assert states == [InvitationState.REVOKED, InvitationState.COMING, InvitationState.NOT_SENT]


def test_a_vacancy_leaves_what_nobody_chose_to_revoke(database: Flask) -> None:
    with transaction():
        scene = _scene()
        done = succeed.succeed(scene.held, LAST_DAY, None, succeed.Choices(), now=NOW, actor=SAM)
    assert done == succeed.Succeeded(0, 0, 0)
    assert _states()["Anna Berg"] == ("confirmed", "coming")


def test_only_meetings_after_the_last_day_are_concerned_and_other_roles_are_told(database: Flask) -> None:
    with transaction():
        scene = _scene()
        early = builders.event("Dialogmöte", starts_on=date(2027, 1, 30), ends_on=date(2027, 1, 30))
        builders.invitation(early, scene.anna, scene.rektor, scene.ange)
        skolchef = builders.role("skolchef")
        scene.annas.holdings.append(InvitationHolding(role=skolchef, organisation=scene.ange))
    concerned = succeed.list_concerned(scene.held, LAST_DAY)
    assert concerned == [succeed.Concerned(scene.annas, seated=True, alone=False)]


def test_a_revoked_invitation_frees_its_seat_and_twice_is_once(database: Flask) -> None:
    with transaction():
        uid = _scene().annas.uid
    for _ in range(2):
        with transaction():
            revoke_invitation(uid, now=NOW, actor=SAM)
    assert _states() == {"Anna Berg": ("cancelled", "revoked"), "Cia Dahl": ("confirmed", "coming")}
    assert [kind for kind, _, _ in _letters()] == ["revoked", "promoted"]


def test_merging_moves_everything_and_kills_the_other_links(database: Flask) -> None:
    with transaction():
        scene = _scene()
        kept = builders.person("Anna", "Bergh", "anna.bergh@ange.example", declined_all_at=NOW)
        builders.assignment(kept, scene.rektor, scene.ange, starts_on=date(2020, 1, 1), ends_on=date(2024, 1, 1))
        db.session.add(EventMember(event_id=scene.event.id, person_id=scene.anna.id))
        db.session.add(
            Tick(part_id=scene.part.id, person_id=scene.anna.id, at=NOW, by_uid="sam", by_name="Sam Ordnare")
        )
        log.record(SAM, "person.edited", now=NOW, subject=("person", scene.anna.uid))
        old_link = links.token(links.Link(links.Purpose.INVITATION, scene.annas.link_seed))
        own_page = links.token(links.Link(links.Purpose.PERSON, scene.anna.link_seed))
        uids = kept.uid, scene.anna.uid
        assert merge_persons.preview(kept, scene.anna).registrations == 1
        assert find_by_token(old_link) is not None
    with transaction():
        merge_persons.merge_persons(*uids, now=NOW, actor=SAM)
    kept = queries.get_person_whole(uids[0])
    assert queries.find_person(uids[1]) is None
    assert (find_by_token(old_link), queries.find_person_by_link(own_page)) == (None, None)
    assert len(kept.addresses) == 2
    assert [(one.starts_on, one.ends_on) for one in kept.assignments] == [(date(2020, 1, 1), None)]
    assert _states() == {"Anna Bergh": ("confirmed", "coming"), "Cia Dahl": ("waiting", "waiting")}
    moved = [db.session.query(table).filter_by(person_id=kept.id).count() for table in (Tick, EventMember, Invitation)]
    assert moved == [1, 1, 1]
    history = [entry.action for entry in log.list_for(("person", kept.uid))]
    assert history == ["invitation.link_renewed", "person.merged", "person.edited"]
    assert kept.calendar_version == 2


def test_of_two_invitations_to_one_meeting_the_one_further_on_stays(database: Flask) -> None:
    with transaction():
        scene = _scene()
        twin = builders.person("Anna", "Bergh")
        builders.invitation(scene.event, twin, builders.role("skolchef"), scene.ange)
        uids = twin.uid, scene.anna.uid
    with transaction():
        merge_persons.merge_persons(*uids, now=NOW, actor=SAM)
    assert _states()["Anna Bergh"] == ("confirmed", "coming")
    only = db.session.scalars(sa.select(Invitation).join(Person).where(Person.uid == uids[0])).one()
    assert sorted(held.role.key for held in only.holdings) == ["rektor", "skolchef"]


def test_two_seats_of_one_person_become_one_and_the_next_in_line_moves_up(database: Flask) -> None:
    with transaction():
        scene = _scene()
        scene.part.capacity = 2
        twin = builders.person("Anna", "Bergh")
        _registered(builders.invitation(scene.event, twin, scene.rektor, scene.ange), scene.part, CONFIRMED)
        uids = scene.anna.uid, twin.uid
    with transaction():
        merge_persons.merge_persons(*uids, now=NOW, actor=SAM)
    assert _states() == {"Anna Berg": ("confirmed", "coming"), "Cia Dahl": ("confirmed", "coming")}


def test_a_person_is_not_merged_with_itself(database: Flask) -> None:
    with transaction(), pytest.raises(merge_persons.SamePerson):
        merge_persons.merge_persons("x", "x", now=NOW, actor=SAM)


def test_an_erased_person_leaves_counts_and_digests_and_no_name(database: Flask, tmp_path: Path) -> None:
    with transaction():
        scene = _scene()
        uid, address = scene.anna.uid, scene.anna.address
        db.session.add(
            Tick(part_id=scene.part.id, person_id=scene.anna.id, at=NOW, by_uid="sam", by_name="Sam Ordnare")
        )
        log.record(SAM, "person.edited", now=NOW, subject=("person", uid), details={"family_name": "Berg"})
        log.record(Actor(ActorKind.PERSON, uid, "Anna Berg"), "registration.made", now=NOW)
        db.session.add(
            OutboxLetter(
                message_id="<1@x.example>", kind="receipt", to_name="Anna Berg", to_address=address, subject="x",
                person_uid=uid, data={}, created_at=NOW, state=LetterState.SENT,
            )
        )  # fmt: skip
        db.session.flush()
        assert extent(scene.anna) == Extent(assignments=1, invitations=1, registrations=1, ticks=1, letters=1)
    record = tmp_path / "erasures.jsonl"
    remembering.configure(str(record))
    with transaction():
        erase_person(queries.lock_person(uid), now=NOW, actor=SAM)
    assert _states() == {"Cia Dahl": ("confirmed", "coming")}
    left = [db.session.query(table).count() for table in (Tick, Need, Assignment)]
    assert left == [0, 0, 0]
    assert [
        (row.kind, row.count) for row in db.session.scalars(sa.select(PurgeProtocol).order_by(PurgeProtocol.id))
    ] == [
        ("person", 1),
        ("registration", 1),
        ("tick", 1),
    ]
    digests = {(row.kind, row.digest) for row in db.session.scalars(sa.select(Erasure))}
    assert digests == {("person", erasure_digest(uid)), ("address", erasure_digest(address))}
    assert len(record.read_text().splitlines()) == 2
    assert Erased(**json.loads(record.read_text().splitlines()[0])).kind == "person"
    written = " ".join(f"{e.actor_name} {e.details}" for e in db.session.scalars(sa.select(LogEntry)))
    assert ("Anna" in written, "Berg" in written) == (False, False)
    assert [row.to_name for row in db.session.scalars(sa.select(OutboxLetter))] == ["Cia Dahl"]


def test_an_address_that_two_share_is_not_remembered_as_erased(database: Flask) -> None:
    with transaction():
        uid = builders.person("Anna", "Berg", "skola@ange.example").uid
        builders.person("Bo", "Ek", "Skola@ange.example")
    with transaction():
        erase_person(queries.lock_person(uid), now=NOW, actor=SAM)
    assert db.session.scalars(sa.select(Erasure.kind)).all() == ["person"]


def test_an_erasure_that_is_rolled_back_is_not_written_to_the_file(database: Flask, tmp_path: Path) -> None:
    record = tmp_path / "erasures.jsonl"
    remembering.configure(str(record))
    with transaction():
        anna = builders.person("Anna")

    def erase_and_fail() -> None:
        with transaction():
            erase_person(anna, now=NOW, actor=SAM)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        erase_and_fail()
    assert not record.exists()
    assert db.session.scalars(sa.select(Erasure.kind)).all() == []
