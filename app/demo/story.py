"""The whole story, in order."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

import sqlalchemy as sa

from app.audit.actor import COMMAND, Actor
from app.demo import breaks, coming_back, doors, listed, meetings, municipalities, older_years, register
from app.events.model import Event
from app.events.rules.audiences import AUDIENCES
from app.feeds import actions as feeds
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import InvitationState
from app.kernel import links
from app.kernel.db import db, transaction
from app.organizers.actions import accounts, passwords
from app.organizers.rules import Right
from app.organizers.rules.codes import new_password
from app.people.letters import organisation_link
from app.people.model import Organisation, Person, Role
from app.registrations import actions as registrations

_ACCOUNTS = (
    ("samordnare@miun.example", "Sam Ordnare", (Right.ADMIN, Right.ORGANIZER)),
    ("dorr@miun.example", "Dag Dörr", (Right.DOOR,)),
    ("lasare@miun.example", "Lea Läsare", (Right.READER,)),
    ("behov@miun.example", "Mia Mat", (Right.READER, Right.NEEDS)),
    ("skydd@miun.example", "Tora Tyst", (Right.ORGANIZER, Right.PROTECTED)),
)
_UNTIL = meetings.at(date(2026, 11, 22), 18)


@dataclass(frozen=True)
class Login:
    """An account of the demo; the password is made up here and shown once."""

    email: str
    password: str
    rights: tuple[Right, ...]


@dataclass(frozen=True)
class Told:
    """What one needs to try it: a login for each right, and addresses that need none, each with what it is."""

    logins: tuple[Login, ...]
    addresses: tuple[tuple[str, str], ...]


def is_empty() -> bool:
    """Whether the register holds no person and no event: only then may the story be told."""
    found = sa.select(sa.exists(sa.select(Person.id)) | sa.exists(sa.select(Event.id)))
    return not db.session.scalar(found)


def tell(*, now: datetime) -> Told:
    """Tell the story as it stands in the last week of November 2026; the accounts are made ``now`` (aware)."""
    actor = Actor(COMMAND.kind, name="Provdata")
    chance = Random(2027)  # noqa: S311 - the same story every time
    logins = tuple(_account(*one, now=now, actor=actor) for one in _ACCOUNTS)
    register.tell(now=meetings.at(date(2025, 9, 1)), actor=actor)
    breaks.tell(now=meetings.at(date(2025, 9, 8)), actor=actor)
    last_years = meetings.tell_conference_of_2026(actor=actor, chance=chance)
    meetings.tell_dialogue(date(2026, 9, 24), actor=actor, chance=chance)
    meetings.tell_coming_dialogue(until=_UNTIL, actor=actor, chance=chance)
    meetings.tell_group(actor=actor)
    seminar = meetings.tell_seminar(until=_UNTIL, actor=actor)
    municipalities.agree(now=meetings.at(date(2026, 11, 9), 8), actor=actor)
    slug = meetings.tell_conference_of_2027(last_years, until=_UNTIL, actor=actor, chance=chance)
    listed.for_the_hotel(slug, _ACCOUNTS[0][0], now=meetings.at(date(2026, 11, 13)), actor=actor)
    coming_back.lose_an_offices_letter("registrator@are.example", now=meetings.at(date(2026, 11, 20), 8))
    register.tell_elected(now=meetings.at(date(2026, 11, 20), 9), actor=actor)
    older_years.tell(now=meetings.at(date(2026, 11, 20), 10), actor=actor)
    with transaction():
        for group in ("skolledning", "development_group"):
            feeds.give_group_calendar(AUDIENCES[group], now=meetings.at(date(2026, 9, 7), 9), actor=actor)
        registrations.purge_needs(_UNTIL)  # as the nightly rounds have done
    register.protect_one(slug, now=meetings.at(date(2026, 11, 20), 10), actor=actor)
    door = doors.give_a_link(slug, now=_UNTIL, actor=actor)
    return Told(logins, (_somebody(slug), _contact(), _open_sign_up(seminar), door))


def _account(email: str, name: str, rights: tuple[Right, ...], *, now: datetime, actor: Actor) -> Login:
    password = new_password()
    hashed = passwords.hash_password(password)
    with transaction():
        accounts.create_account(email, name, rights, hashed, now=now, actor=actor)
    return Login(email, password, rights)


def _somebody(slug: str) -> tuple[str, str]:
    """A politician or principal of Ånge kommun who has not answered, if there is one."""
    row = db.session.execute(
        sa.select(Invitation, Person, Role.name, Organisation.name)
        .join(Event, Event.id == Invitation.event_id)
        .join(Person, Person.id == Invitation.person_id)
        .join(InvitationHolding, InvitationHolding.invitation_id == Invitation.id)
        .join(Role, Role.id == InvitationHolding.role_id)
        .join(Organisation, Organisation.id == InvitationHolding.organisation_id)
        .where(Event.slug == slug, Invitation.state == InvitationState.UNANSWERED)
        .order_by(Organisation.name != "Ånge kommun", Role.position, Invitation.id)
        .limit(1)
    ).one()
    invitation, person, role, organisation = row
    link = links.Link(links.Purpose.INVITATION, invitation.link_seed, invitation.link_generation)
    return f"Svara som {person.name}, {role.lower()}, {organisation}", links.url(link)


def _contact() -> tuple[str, str]:
    """The link of an organisation that has been asked and has places without a name."""
    ljusdal = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Ljusdals kommun")).one()
    return f"Svara för {ljusdal.name}, som dess kontaktperson", links.url(organisation_link(ljusdal))


def _open_sign_up(slug: str) -> tuple[str, str]:
    return "Anmäl dig till ett öppet seminarium", links.absolute(f"/moten/{slug}/anmalan")
