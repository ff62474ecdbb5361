"""A large register for the measurement: 5,000 invited to one event, 60 events in the calendar, and a meeting with
everything in play.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.events.model import Event, Part, Slot
from app.events.rules.kinds import EventKind, EventState, PartKind
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import InvitationState
from app.kernel import clock, links
from app.kernel.db import Base, db, transaction
from app.kernel.text import search_key, sort_key
from app.people.model import Organisation, Person, PersonAddress, Role
from app.people.rules.kinds import OrganisationKind
from app.registrations.model import Registration, RegistrationPart
from app.registrations.rules import Mode, RegistrationState
from tests.bench import covered, crowd, wide
from tests.bench.crowd import Crowd

NOW = clock.now().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=6)
MEETING_DAY = NOW.date() + timedelta(days=104)
"""Long enough ahead to be open, whatever day it is measured."""
SLUG = "run-konferens-2027"


def _seed(kind: str, number: int) -> str:
    return f"{kind}{number}".encode().hex().ljust(64, "0")


def _invited(number: int) -> str:
    return _seed("i", number)


def _insert(table: type[Base], rows: list[dict[str, Any]]) -> None:
    db.session.execute(sa.insert(table), rows)


def fill(people: int, playing: Crowd | None = None, *, lists: bool = False) -> None:
    """``people`` invited to the conference of 2027 (nobody has answered), and a full calendar for the first ten.
    ``playing``: the others are also invited to a meeting with everything in play. ``lists``: two meetings more, whose
    coverage and list of participants are as large as they get.
    """
    with transaction():
        _organisations()
        _people(people)
        conference = _event(1, SLUG, MEETING_DAY, 2)
        _parts(conference)
        _invitations(conference, range(1, people + 1))
    if playing is not None:
        with transaction():
            meeting = _event(2, crowd.SLUG, MEETING_DAY, 2)
            _parts(meeting)
            _invitations(meeting, range(crowd.FIRST, people + 1), crowd.IDS, crowd.seed)
            crowd.play(meeting, playing, NOW)
    if lists:
        with transaction():
            covered.cover(_event(3, covered.SLUG, MEETING_DAY, 2), people)
            listed = _event(4, wide.SLUG, MEETING_DAY, 2)
            _parts(listed)
            _invitations(listed, range(1, people + 1), wide.IDS, wide.seed)
            wide.register(listed, people, NOW)
    with transaction():
        _full_calendar(10)


def _organisations() -> None:
    names = [f"Kommun {number:02}" for number in range(1, 61)]
    shared = {"kind": OrganisationKind.KOMMUN, "area": "Jämtlands län", "agreement": True}
    rows = [{"name": n, "uid": n, "sort_key": sort_key(n), "search_key": search_key(n), **shared} for n in names]
    _insert(Organisation, rows)


def _people(people: int) -> None:
    rows, addresses = [], []
    for number in range(1, people + 1):
        given, family = f"Anna{number % 97}", f"Öberg{number}"
        seed = _seed("p", number)
        rows.append(
            {
                "id": number, "uid": f"person-{number}", "given_name": given, "family_name": family,
                "sort_key": sort_key(family, given), "search_key": search_key(given, family),
                "name_key": search_key(given, family), "created_at": NOW, "changed_at": NOW, "link_seed": seed,
                "link_digest": links.digest(links.Link(links.Purpose.PERSON, seed)),
                "feed_digest": links.digest(links.Link(links.Purpose.FEED, seed)),
            }
        )  # fmt: skip
        address = f"person{number}@kommun.example"
        addresses.append({"person_id": number, "address": address, "address_key": address, "preferred": True})
    _insert(Person, rows)
    _insert(PersonAddress, addresses)


def _event(number: int, slug: str, first: date, days: int) -> int:
    event = Event(
        slug=slug,
        kind=EventKind.CONFERENCE,
        state=EventState.PUBLISHED,
        title=f"RUN-konferens {number}",
        starts_on=first,
        ends_on=first + timedelta(days=days - 1),
        place="Södra Berget, Sundsvall",
        opens_days=400,
        content_changed_at=NOW,
        created_at=NOW,
        published_at=NOW,
    )
    db.session.add(event)
    db.session.flush()
    return event.id


def _parts(event_id: int) -> None:
    """Two sessions for all, dinner, and two slots of three seminars."""
    slots = [Slot(event_id=event_id, title=f"Pass {n}", position=n) for n in (1, 2)]
    db.session.add_all(slots)
    db.session.flush()
    hours = [(12, PartKind.PLENARY, None), (14, PartKind.PLENARY, None), (18, PartKind.MEAL, None)]
    hours += [(32, PartKind.PARALLEL, slots[0].id)] * 3 + [(34, PartKind.PARALLEL, slots[1].id)] * 3
    start = datetime(MEETING_DAY.year, MEETING_DAY.month, MEETING_DAY.day, tzinfo=UTC)
    for number, (hour, kind, slot) in enumerate(hours):
        part = Part(
            event_id=event_id,
            slot_id=slot,
            kind=kind,
            title=f"Del {number}",
            starts_at=start + timedelta(hours=hour),
            ends_at=start + timedelta(hours=hour, minutes=90),
            room=f"Sal {number}",
            capacity=4000 if number == 3 else None,
            position=number,
            content_changed_at=NOW,
        )
        db.session.add(part)
    db.session.flush()


def _invitations(event_id: int, numbers: range, ids: int = 0, seed_of: Callable[[int], str] = _invited) -> None:
    role = db.session.scalars(sa.select(Role).where(Role.key == "rektor")).one()
    places = list(db.session.scalars(sa.select(Organisation.id)))
    rows, holdings = [], []
    for number in numbers:
        seed, own = seed_of(number), ids + number
        rows.append(
            {
                "id": own, "uid": f"invitation-{own}", "event_id": event_id, "person_id": number,
                "state": InvitationState.UNANSWERED, "link_seed": seed, "created_at": NOW, "sent_at": NOW,
                "link_digest": links.digest(links.Link(links.Purpose.INVITATION, seed)),
            }
        )  # fmt: skip
        holdings.append({"invitation_id": own, "role_id": role.id, "organisation_id": places[number % len(places)]})
    _insert(Invitation, rows)
    _insert(InvitationHolding, holdings)


def _full_calendar(people: int) -> None:
    """Sixty events with a part each, that the first ``people`` come to."""
    for number in range(60):
        first = NOW.date() + timedelta(days=11 + number)
        event_id = _event(100 + number, f"mote-{number}", first, 1)
        at = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
        part = Part(
            event_id=event_id,
            kind=PartKind.MEETING,
            title=f"Möte {number}",
            starts_at=at,
            ends_at=at + timedelta(hours=2),
            content_changed_at=NOW,
        )
        db.session.add(part)
        db.session.flush()
        for person in range(1, people + 1):
            registration = Registration(
                event_id=event_id,
                person_id=person,
                state=RegistrationState.CONFIRMED,
                created_at=NOW,
                changed_at=NOW,
            )
            registration.parts.append(
                RegistrationPart(part_id=part.id, state=RegistrationState.CONFIRMED, mode=Mode.ON_SITE, changed_at=NOW)
            )
            db.session.add(registration)


def invitation_path(number: int) -> str:
    """The personal address of invitation ``number``."""
    return links.path(links.Link(links.Purpose.INVITATION, _invited(number)))


def feed_path(number: int) -> str:
    """The address of person ``number``'s feed."""
    return links.path(links.Link(links.Purpose.FEED, _seed("p", number)))
