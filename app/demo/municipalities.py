"""How the demo's municipalities answer: stämmer, somebody new, and who takes a place without a name."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

import sqlalchemy as sa

from app.audit.actor import Actor, ActorKind
from app.demo import questions
from app.demo.answers import told_as_sent
from app.desk import places, proposals
from app.events import queries as events
from app.events.rules.kinds import PartKind
from app.invitations import queries as invited
from app.invitations.actions.places import make_place, send_places
from app.invitations.model import Place
from app.invitations.rules.places import ClaimDraft, Claimed, Wanted
from app.invitations.rules.places import Person as Claimant
from app.kernel.db import db, transaction
from app.people import actions, queries
from app.people.model import Organisation
from app.people.rules.asking import Asking
from app.people.rules.persons import PersonDraft
from app.people.rules.proposals import ProposalDraft, ProposalKind, Proposed
from app.registrations.queries import questionnaire

_AGREE = ("Ånge kommun", "Krokoms kommun", "Sundsvalls kommun")
_PLACES = ("Bergs kommun", "Kramfors kommun", "Ljusdals kommun", "Åre kommun")
_EACH = 2


def agree(*, now: datetime, actor: Actor) -> None:
    """Be kommunerna stämma av: all are asked, three say Stämmer, two propose somebody, the silent are reminded."""
    with transaction():
        asked = [place for place in queries.list_organisations() if place.agreement]
        actions.ask_to_confirm("demo-2027", asked, Asking("RUN-konferens 4–5 mars 2027", 7), now=now, actor=actor)
        told_as_sent(now)
    for number, name in enumerate(_AGREE, start=1):
        answered = now + timedelta(days=number, hours=number)
        with transaction():
            place = _find(name)
            held = [one.uid for one in queries.offices_of(place).assignments]
            actions.confirm_held(place, held, answered.date(), now=answered, actor=_speaks_for(place))
    _propose(now + timedelta(days=3))
    with transaction():
        reminded = now + timedelta(days=7)
        actions.remind_to_confirm(queries.get_request("demo-2027"), now=reminded, actor=actor)
        told_as_sent(reminded)


def _propose(now: datetime) -> None:
    """Timrå has a new skolchef where there was nobody, and Bräcke one who takes over: both wait for the organizer."""
    with transaction():
        timra, bracke = _find("Timrå kommun"), _find("Bräcke kommun")
        leaving = next(one for one in queries.offices_of(bracke).assignments if one.role.key == "skolchef")
        new = PersonDraft("Agneta", "Wiklund", ("agneta.wiklund@timra.example",))
        follows = PersonDraft("Jon", "Härdin", ("jon.hardin@bracke.example",), "070-331 20 14")
        _give(timra, ProposalDraft(ProposalKind.NEW, date(2027, 1, 1), role_key="skolchef", person=new), now)
        _give(bracke, ProposalDraft(ProposalKind.SUCCESSOR, date(2026, 12, 16), leaving.uid, person=follows), now)


def _give(place: Organisation, draft: ProposalDraft, now: datetime) -> None:
    outcome = proposals.give(place, draft, now=now, actor=_speaks_for(place))
    if not isinstance(outcome, Proposed):
        raise RuntimeError(f"{place.name} could not propose: {outcome}")  # noqa: TRY004 - an outcome, not an argument


def take_places(slug: str, *, now: datetime, actor: Actor) -> None:
    """Where the election changed everybody the municipality is asked for two politicians. Three have been named: one
    is confirmed, two wait for the organizer.
    """
    with transaction():
        event = events.get_whole_event(slug)
        politician = queries.get_role("skolpolitiker")
        for name in _PLACES:
            make_place(event, _find(name), politician, _EACH, now=now, actor=actor)
        send_places(event, now=now, actor=actor)
        told_as_sent(now)
    kramfors = ("Ella", "Grahn", "ella.grahn@kramfors.example"), ("Nils", "Norlin", "nils.norlin@kramfors.example")
    berg = (("Kerstin", "Mo", "kerstin.mo@bergs.example"),)
    confirmed = _claim(slug, "Kramfors kommun", kramfors, now + timedelta(days=4))[0]
    _claim(slug, "Bergs kommun", berg, now + timedelta(days=6))
    with transaction():
        settled = now + timedelta(days=7)
        places.confirm_claim(confirmed, events.get_whole_event(slug).id, now=settled, actor=actor)
        told_as_sent(settled)


def _claim(slug: str, name: str, people: Iterable[tuple[str, str, str]], now: datetime) -> list[str]:
    """Each answers as themselves by the link that was forwarded to them; gives the answers' uids."""
    uids = []
    for given, family, address in people:
        with transaction():
            place = _place(slug, name)
            parts = [part for part in invited.parts_of_place(place) if part.kind is PartKind.PLENARY]
            asking = questionnaire(place.event, invited.as_invited(place), None)
            replies = questions.replies(asking, [part.id for part in parts], Random(place.id))  # noqa: S311 - a story
            draft = ClaimDraft(Claimant(given, family, address), tuple(Wanted(part.uid) for part in parts))
            who = Actor(ActorKind.PERSON, name=f"{given} {family}")
            outcome = places.answer_within(place, draft, replies, now=now, actor=who)
            told_as_sent(now)
        if not isinstance(outcome, Claimed):
            raise RuntimeError(f"{name} has no place: {outcome}")  # noqa: TRY004 - an outcome, not an argument
        uids.append(outcome.uid)
    return uids


def _place(slug: str, name: str) -> Place:
    event = events.get_whole_event(slug)
    return next(one for one in invited.list_places(event.id) if one.organisation.name == name)


def _find(name: str) -> Organisation:
    return db.session.scalars(sa.select(Organisation).where(Organisation.name == name)).one()


def _speaks_for(place: Organisation) -> Actor:
    return Actor(ActorKind.ORGANISATION, place.uid, place.name)
