"""The demo's register: invented people in the network's real organisations and in a few invented ones."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from app.audit.actor import Actor
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.people import actions, queries
from app.people.model import Assignment, Organisation, Person, Role
from app.people.rules.assignments import Term
from app.people.rules.drafts import OrganisationDraft
from app.people.rules.kinds import AssignmentSource, OrganisationKind
from app.people.rules.persons import PersonDraft

_HERE = Path(__file__).parent
_TERM_OF_OFFICE = Term(date(2023, 1, 1), date(2026, 12, 31))
_REELECTED = Term(date(2023, 1, 1), date(2030, 12, 31))
_EMPLOYED = Term(date(2022, 8, 15), None)
_NEW_POLITICIANS_IN = frozenset({"Bergs kommun", "Ragunda kommun", "Kramfors kommun", "Ljusdals kommun", "Åre kommun"})
"""Where the election of 2026 changed everybody: their politicians' assignments end, and who follows is not known."""
_LEFT_THEIR_POST = {("Skolchef", "Timrå kommun"): date(2026, 10, 31), ("Skolchef", "Bräcke kommun"): date(2026, 12, 15)}
_WORKING_COMMITTEE = ("Östersunds kommun", "Sundsvalls kommun")
_CONTACTS = (
    ("Eva", "Lundin", "eva.lundin@ange.example", "Ånge kommun"),
    ("Pia", "Strand", "pia.strand@bracke.example", "Bräcke kommun"),
    ("Jonas", "Hedlund", "jonas.hedlund@timra.example", "Timrå kommun"),
    ("Siv", "Norén", "siv.noren@krokoms.example", "Krokoms kommun"),
    ("Tomas", "Wiberg", "tomas.wiberg@ljusdals.example", "Ljusdals kommun"),
)
"""Who answers for an organisation by its link."""
_MAILBOXES = {
    "Bergs kommun": "bildning@bergs.example",
    "Kramfors kommun": "bks@kramfors.example",
    "Sundsvalls kommun": "barnochutbildning@sundsvalls.example",
    "Åre kommun": "registrator@are.example",
}


_ELECTED = (
    ("Ylva", "Thelin", "ylva.thelin@are.example"),
    ("Jakob", "Moberg", "jakob.moberg@are.example"),
    ("Hanna", "Påhlsson", "hanna.pahlsson@are.example"),
)
"""Who follows in Åre: read in, invited to nothing yet, and to be told within a month that they are."""


def tell_elected(*, now: datetime, actor: Actor) -> None:
    """Åre has said whom the election brought."""
    with transaction():
        politician, are = queries.get_role("skolpolitiker"), _place("Åre kommun")
        for given, family, address in _ELECTED:
            person = actions.create_person(PersonDraft(given, family, (address,)), now=now, actor=actor)
            term, source = Term(date(2027, 1, 1), date(2030, 12, 31)), AssignmentSource.DEMO
            actions.add_assignment(
                person, politician, are, term, now=now, actor=actor, source=source, confirmed_on=now.date()
            )


def protect_one(slug: str, *, now: datetime, actor: Actor) -> None:
    """Somebody invited to the meeting, who has not answered yet, has told that their personal data are protected."""
    asked = (
        sa.select(Person)
        .join(Invitation, Invitation.person_id == Person.id)
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Assignment.organisation)
        .where(Invitation.event.has(slug=slug), Invitation.state == InvitationState.UNANSWERED)
        .where(Organisation.name == "Sundsvalls kommun", Assignment.role.has(key="rektor"))
        .order_by(Person.sort_key, Person.id)
    )
    with transaction():
        for person in db.session.scalars(asked.limit(1)):
            actions.set_protected(person, protected=True, now=now, actor=actor)


def _place(name: str) -> Organisation:
    return next(place for place in queries.list_organisations() if place.name == name)


def tell(*, now: datetime, actor: Actor) -> None:
    """Fill the register as it was ``now``, a day in the autumn of 2025, with what is known later of terms."""
    with transaction():
        places = _organisations(now, actor)
        roles = {role.name: role for role in queries.list_roles()}
        people: dict[str, Person] = {}
        for row in _rows("contacts.csv"):
            person = people.get(row["epost"]) or _person(row, now, actor)
            people[row["epost"]] = person
            _assign(person, roles[row["roll"]], places[row["organisation"]], now, actor)
            if row["roll"] == "Skolchef" and row["organisation"] in _WORKING_COMMITTEE:
                _assign(person, roles["Ledamot i arbetsutskottet"], places[row["organisation"]], now, actor)
        for given, family, address, place in _CONTACTS:
            person = actions.create_person(PersonDraft(given, family, (address,)), now=now, actor=actor)
            _assign(person, roles["Kontaktperson"], places[place], now, actor)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _organisations(now: datetime, actor: Actor) -> dict[str, Organisation]:
    """All by name; the invented ones are added, since the migration brings only the real."""
    known = {place.name for place in queries.list_organisations()}
    kinds = {kind.label: kind for kind in OrganisationKind}
    for row in _rows("organisations.csv"):
        if row["organisation"] not in known:
            draft = OrganisationDraft(row["organisation"], kinds[row["organisationstyp"]], row["område"])
            actions.create_organisation(draft, now=now, actor=actor)
    places = {place.name: place for place in queries.list_organisations()}
    for name, mailbox in _MAILBOXES.items():
        draft = replace(actions.draft_of_organisation(places[name]), mailbox=mailbox)
        actions.edit_organisation(places[name].uid, draft, places[name].version, now=now, actor=actor)
    return places


def _person(row: dict[str, str], now: datetime, actor: Actor) -> Person:
    draft = PersonDraft(row["förnamn"], row["efternamn"], (row["epost"],), row["telefon"])
    return actions.create_person(draft, now=now, actor=actor)


def _assign(person: Person, role: Role, place: Organisation, now: datetime, actor: Actor) -> None:
    term = _term(role.name, place.name)
    source, today = AssignmentSource.DEMO, now.date()
    actions.add_assignment(person, role, place, term, now=now, actor=actor, source=source, confirmed_on=today)


def _term(role: str, place: str) -> Term:
    if role == "Skolpolitiker":
        return _TERM_OF_OFFICE if place in _NEW_POLITICIANS_IN else _REELECTED
    left = _LEFT_THEIR_POST.get((role, place))
    return Term(_EMPLOYED.starts_on, left) if left else _EMPLOYED
