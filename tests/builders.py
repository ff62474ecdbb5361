"""Builders with honest defaults: each adds a row that could stand in a real register, and flushes it.

Call them inside ``with transaction():``. What a test is about, it says; the rest is somebody ordinary.
"""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from app.events.model import CircleLine, Event, Part, Question, QuestionOption, QuestionRole, Slot
from app.events.rules.kinds import EventKind, EventState, PartKind
from app.events.rules.questions import QuestionKind
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db
from app.kernel.text import search_key, sort_key
from app.kernel.tokens import new_seed
from app.organizers.model import Account, GrantedRight
from app.organizers.rules import Right
from app.people.model import Assignment, Organisation, Person, PersonAddress, Role
from app.people.rules.kinds import OrganisationKind, RoleGroup

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
_numbers = count(1)


def _added(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def organisation(name: str = "Ånge kommun", **given: Any) -> Organisation:
    """An agreement municipality in Västernorrland, unless said otherwise."""
    given = {"kind": OrganisationKind.KOMMUN, "area": "Västernorrlands län", "agreement": True} | given
    row: Organisation = _added(Organisation(name=name, sort_key=sort_key(name), search_key=search_key(name), **given))
    return row


def role(key: str = "rektor", name: str = "", group: RoleGroup = RoleGroup.SKOLLEDNING) -> Role:
    """A role; its name is the key with a capital unless given."""
    row: Role = _added(Role(key=key, name=name or key.capitalize(), group=group))
    return row


def person(given_name: str = "Anna", family_name: str = "Berg", address: str | None = None, **given: Any) -> Person:
    """Somebody with one address made of the name and a number."""
    number = next(_numbers)
    written = f"person{number}@ange.example" if address is None else address
    fresh = Person(
        given_name=given_name,
        family_name=family_name,
        sort_key=sort_key(family_name, given_name),
        search_key=search_key(given_name, family_name, written),
        name_key=search_key(given_name, family_name),
        created_at=NOW,
        changed_at=NOW,
        **given,
    )
    seed = new_seed()
    fresh.link_seed = seed
    fresh.link_digest = links.digest(links.Link(links.Purpose.PERSON, seed))
    fresh.decline_digest = links.digest(links.Link(links.Purpose.DECLINE_ALL, seed))
    fresh.feed_digest = links.digest(links.Link(links.Purpose.FEED, seed))
    if written:
        fresh.addresses.append(PersonAddress(address=written, address_key=written.lower(), preferred=True))
    row: Person = _added(fresh)
    return row


def assignment(who: Person, what: Role, where: Organisation, **given: Any) -> Assignment:
    """An open-ended assignment."""
    row: Assignment = _added(
        Assignment(
            person=who, role=what, organisation=where, created_at=NOW, **({"starts_on": date(2023, 1, 1)} | given)
        )
    )
    return row


def event(title: str = "RUN-konferens 2027", **given: Any) -> Event:
    """The published conference of 4–5 March 2027 in Sundsvall, without parts."""
    given = {
        "slug": f"mote-{next(_numbers)}",
        "kind": EventKind.CONFERENCE,
        "state": EventState.PUBLISHED,
        "starts_on": date(2027, 3, 4),
        "ends_on": date(2027, 3, 5),
        "place": "Södra Berget, Sundsvall",
        "content_changed_at": NOW,
        "created_at": NOW,
        "published_at": NOW,
    } | given
    row: Event = _added(Event(title=title, **given))
    return row


def part(of: Event, title: str = "Konferens dag 1", **given: Any) -> Part:
    """Thursday 13.00–16.15 in Stora salen, for everybody invited."""
    given = {
        "kind": PartKind.PLENARY,
        "starts_at": datetime(2027, 3, 4, 12, 0, tzinfo=UTC),
        "ends_at": datetime(2027, 3, 4, 15, 15, tzinfo=UTC),
        "room": "Stora salen",
        "content_changed_at": NOW,
    } | given
    row: Part = _added(Part(event=of, title=title, **given))
    return row


def slot(of: Event, title: str = "Pass 1", **given: Any) -> Slot:
    """A slot of an event."""
    row: Slot = _added(Slot(event_id=of.id, title=title, **given))
    return row


def circle(of: Event, what: Role, part: Part | None = None, **given: Any) -> CircleLine:
    """A line of an event's or a part's circle."""
    row: CircleLine = _added(CircleLine(event_id=of.id, part_id=part.id if part else None, role=what, **given))
    return row


def question(of: Event, label: str = "Hur reser du?", *, roles: tuple[Role, ...] = (), **given: Any) -> Question:
    """A short text that everybody is asked for and nobody must give. ``options`` by label: their places."""
    options: dict[str, int | None] = given.pop("options", {})
    of.asks_questions = True
    kind = QuestionKind.ONE if options else QuestionKind.SHORT_TEXT
    fields = {"kind": kind, "position": next(_numbers), "created_at": NOW} | given
    row: Question = _added(Question(event_id=of.id, label=label, **fields))
    for position, (name, capacity) in enumerate(options.items()):
        _added(QuestionOption(question_id=row.id, label=name, capacity=capacity, position=position))
    for what in roles:
        _added(QuestionRole(question_id=row.id, role_id=what.id))
    return row


def invitation(
    to: Event, who: Person, what: Role | None = None, where: Organisation | None = None, **given: Any
) -> Invitation:
    """A sent, unanswered invitation; with a holding where role and organisation are given."""
    seed = new_seed()
    fresh = Invitation(
        event=to,
        person=who,
        link_seed=seed,
        link_digest=links.digest(links.Link(links.Purpose.INVITATION, seed)),
        **({"state": InvitationState.UNANSWERED, "created_at": NOW, "sent_at": NOW} | given),
    )
    if what and where:
        fresh.holdings.append(InvitationHolding(role=what, organisation=where))
    row: Invitation = _added(fresh)
    return row


def account(email: str = "samordnare@miun.example", *rights: Right, **given: Any) -> Account:
    """An account with rights (organizer unless said) and no usable password."""
    row: Account = _added(
        Account(
            email=email,
            email_key=email.lower(),
            granted=[GrantedRight(right=right) for right in rights or (Right.ORGANIZER,)],
            **({"name": "Sam Ordnare", "password_hash": "!", "created_at": NOW} | given),
        )
    )
    return row
