"""What the demo's people wish for besides yes and no: somebody in their stead, a late place, a seat that gets free."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.audit.actor import Actor, ActorKind
from app.demo.answers import told_as_sent
from app.desk import sign_up, somebody_else
from app.events import queries as events
from app.events.model import Event, Part
from app.events.rules.kinds import PartKind
from app.invitations import actions as inviting
from app.invitations import queries as invited
from app.invitations.model import Invitation
from app.invitations.rules import InvitationSource, InvitationState
from app.invitations.rules.by_hand import NO_DATES, OwnDates
from app.invitations.rules.substitutes import Named, Proposed, Replaced
from app.kernel import links
from app.kernel.db import db, transaction
from app.people import actions as people
from app.people import queries as register
from app.people.model import Organisation, Person
from app.people.rules.persons import PersonDraft
from app.registrations import actions
from app.registrations.actions.register import Answers, Asked
from app.registrations.actions.sign_up import ask_to_confirm
from app.registrations.model import Registration, RegistrationPart, SignUp
from app.registrations.rules import Mode, RegistrationState
from app.registrations.rules.requests import RequestMade, Wishes
from app.registrations.rules.sign_up import Newcomer

_SIGN_UP = (
    Newcomer("Britta", "Näslund", "britta.naslund@skola.example", "Fjällskolan"),
    Newcomer("Olof", "Hedman", "olof.hedman@region.example", "Region Jämtland Härjedalen"),
    Newcomer("Aino", "Rautio", "aino.rautio@forskning.example", ""),
)


def send_somebody_else(slug: str, named: Named, *, now: datetime, seated: bool) -> None:
    """One of the invited, with or without a seat, cannot come and names somebody."""
    with transaction():
        locked = invited.lock(_one(slug, InvitationState.COMING if seated else InvitationState.UNANSWERED))
        actor = _as(locked.invitation.person)
        outcome = somebody_else.name_somebody_else(locked, named, now=now, actor=actor)
        told_as_sent(now)
    if not isinstance(outcome, Replaced | Proposed):
        raise RuntimeError(f"nobody could be named: {outcome}")  # noqa: TRY004 - an outcome, not an argument


def ask_late(slug: str, message: str, *, now: datetime) -> None:
    """Somebody who has not answered in time asks for a place."""
    with transaction():
        locked = invited.lock(_one(slug, InvitationState.UNANSWERED))
        parts = tuple((part.uid, Mode.ON_SITE) for part in locked.parts)
        _ask(locked, Wishes(parts), message, now)


def ask_to_change(slug: str, message: str, *, now: datetime) -> None:
    """Somebody registered asks to be without the meals when the last day to change has passed."""
    with transaction():
        locked = invited.lock(_one(slug, InvitationState.COMING))
        parts = tuple((part.uid, Mode.ON_SITE) for part in locked.parts if part.kind is not PartKind.MEAL)
        _ask(locked, Wishes(parts), message, now)


def _ask(locked: invited.LockedInvitation, wishes: Wishes, message: str, now: datetime) -> None:
    outcome = actions.ask_for(locked, wishes, message, now=now, actor=_as(locked.invitation.person))
    if not isinstance(outcome, RequestMade):
        raise RuntimeError(f"it could not be asked for: {outcome}")  # noqa: TRY004 - an outcome, not an argument
    told_as_sent(now)


def free_a_seat(slug: str, title: str, *, now: datetime) -> None:
    """Somebody with a seat at a part that has a queue withdraws: the seat is offered to the next in line."""
    seated = (
        sa.select(Invitation.uid)
        .join(Registration, Registration.invitation_id == Invitation.id)
        .join(RegistrationPart, RegistrationPart.registration_id == Registration.id)
        .join(Part, Part.id == RegistrationPart.part_id)
        .join(Event, Event.id == Part.event_id)
        .where(Event.slug == slug, Part.title == title, RegistrationPart.state == RegistrationState.CONFIRMED)
        .order_by(Invitation.id)
    )
    with transaction():
        locked = invited.lock(db.session.scalars(seated.limit(1)).one())
        actions.withdraw(locked, now=now, actor=_as(locked.invitation.person))
        told_as_sent(now)


def invite_guests(slug: str, *, now: datetime, actor: Actor) -> None:
    """A speaker with last days of her own, who has answered, and somebody in her company."""
    own = OwnDates(date(2027, 2, 18), date(2027, 2, 25))
    with transaction():
        event = events.get_whole_event(slug)
        maret = PersonDraft("Maret", "Lindgren", ("maret.lindgren@miun.example",))
        per = PersonDraft("Per", "Olofsson", ("per.olofsson@miun.example",))
        speaker = _guest(event, maret, "Talar om att behålla lärare", own, None, now, actor)
        _guest(event, per, "Forskarkollega som reser med", NO_DATES, speaker, now, actor)
        inviting.send(event, now=now, actor=actor)
        uid = speaker.uid
        told_as_sent(now)
    with transaction():
        locked = invited.lock(uid)
        plenary = tuple(Asked(part.uid) for part in locked.parts if part.kind is PartKind.PLENARY)
        answered = now + timedelta(days=1)
        actions.register(locked, Answers(plenary), now=answered, actor=_as(locked.invitation.person))
        told_as_sent(answered)


def _guest(
    event: Event, who: PersonDraft, why: str, own: OwnDates, host: Invitation | None, now: datetime, actor: Actor
) -> Invitation:
    """Somebody of the university, added by hand: a speaker, or in the company of ``host``."""
    asked = sa.select(Organisation).where(Organisation.name.contains("ämnesdidaktik"))
    place, role = db.session.scalars(asked).one(), register.get_role("adjungerad")
    source = InvitationSource.ACCOMPANYING if host else InvitationSource.SPEAKER
    person = people.create_person(who, now=now, actor=actor)
    given = {"source": source, "own_dates": own, "accompanies": host}
    added = inviting.add_by_hand(event, person, role, place, why, now=now, actor=actor, **given)  # type: ignore[arg-type]
    if not isinstance(added, Invitation):
        raise RuntimeError(f"{person.name} could not be invited: {added}")  # noqa: TRY004 - an outcome, not an argument
    return added


def sign_up_to(slug: str, *, now: datetime) -> None:
    """Three write to the open seminar; all but the last press the button in their letter."""
    for number, newcomer in enumerate(_SIGN_UP):
        asked = now + timedelta(hours=7 * number)
        with transaction():
            event = events.get_whole_event(slug)
            parts = tuple(Asked(part.uid) for part in event.parts)
            ask_to_confirm(event, newcomer, Answers(parts), now=asked)
            told_as_sent(asked)
        if newcomer is not _SIGN_UP[-1]:
            _confirm(newcomer, asked + timedelta(minutes=12))


def _confirm(newcomer: Newcomer, now: datetime) -> None:
    with transaction():
        row = db.session.scalars(sa.select(SignUp).where(SignUp.address == newcomer.address)).one()
        sign_up.confirm(links.token(links.Link(links.Purpose.SIGN_UP, row.link_seed)), now=now)
        told_as_sent(now)


def _one(slug: str, state: InvitationState) -> str:
    """The last invited of those in ``state`` who wait for no answer to a wish: its uid."""
    asked = (
        sa.select(Invitation.uid)
        .join(Event, Event.id == Invitation.event_id)
        .where(Event.slug == slug, Invitation.state == state, Invitation.asks_since.is_(None))
        .order_by(Invitation.id.desc())
    )
    return db.session.scalars(asked.limit(1)).one()


def _as(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.uid, person.name)
