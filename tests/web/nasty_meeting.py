"""A meeting in which everything that anybody can write is nasty."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.events.model import EventText, LibraryQuestion, Quota
from app.events.rules.questions import QuestionKind
from app.invitations.model import Place, PlaceClaim, Substitution
from app.invitations.rules.substitutes import SubstitutionState
from app.kernel import links
from app.kernel.db import transaction
from app.kernel.links import Link, Purpose
from app.kernel.tokens import new_seed
from app.people.actions import open_link
from app.people.model import Proposal, RoleExpectation
from app.people.rules.kinds import OrganisationKind
from app.people.rules.proposals import ProposalKind
from app.registrations.model import Answer, Registration, RegistrationPart, Request, SignUp
from app.registrations.rules.requests import RequestKind, RequestState
from tests import builders
from tests.builders import NOW

NASTY = "\"'><img src=x onerror=alert(1)></script>{{7*1111}}{{namn}}"
FORMULA = "=HYPERLINK(1)"
SLUG = "elakt-mote"
TEXT = "\"'><img src=x onerror=alert(1)></script>{{förnamn}}"


class Nasty:
    """A meeting in which everything is nasty, made step by step; ``tokens`` are all that open something of it."""

    def __init__(self, session: Session) -> None:
        self.session, self.links = session, list[Link]()
        self.event = builders.event(
            NASTY,
            slug=SLUG,
            public=True,
            open_sign_up=True,
            place=NASTY,
            theme=NASTY,
            contact_name=NASTY,
            contact_address="sam@miun.example",
            asks_needs=True,
            approve_substitutes=True,
            waiting_list=True,
        )
        self.part = builders.part(self.event, NASTY, room=NASTY, contributors=NASTY, capacity=1)
        self.role = builders.role("elak", NASTY)
        self.place = builders.organisation(NASTY, mailbox="lada@ange.example")
        builders.circle(self.event, self.role)
        session.add(Quota(event_id=self.event.id, most=1, role_id=self.role.id))
        session.add(EventText(event_id=self.event.id, kind="receipt", text=TEXT))

    @property
    def tokens(self) -> list[str]:
        return [links.token(link) for link in self.links]

    def has_people(self) -> None:
        """In the register, with what its contact proposes and where their role is expected."""
        self.bad = builders.person(NASTY, FORMULA, phone=NASTY)
        held = builders.assignment(self.bad, self.role, self.place)
        self.session.add(
            Proposal(
                organisation=self.place,
                role=self.role,
                assignment=held,
                kind=ProposalKind.SUCCESSOR,
                given_name=NASTY,
                family_name=NASTY,
                address="y@ange.example",
                phone=NASTY,
                from_on=date(2027, 2, 1),
                given_at=NOW,
            )
        )
        kommun = {"organisation_kind": OrganisationKind.KOMMUN, "agreement_only": True}
        self.session.add(RoleExpectation(role_id=self.role.id, minimum=3, **kommun))
        self.links += [Link(one, self.bad.link_seed) for one in (Purpose.PERSON, Purpose.DECLINE_ALL, Purpose.FEED)]
        self.links.append(open_link(self.place))

    def invites(self) -> None:
        """One who asks for something, and one who names somebody else."""
        said = {"message": NASTY, "affiliation": NASTY, "answered_for": NASTY, "reason": NASTY, "asks_since": NOW}
        self.one = builders.invitation(self.event, self.bad, self.role, self.place, **said)
        other = builders.invitation(self.event, builders.person("Bo", NASTY), self.role, self.place)
        wishes = {"parts": [[self.part.uid, "online"]], "replies": None, "consents": False}
        request = {"kind": RequestKind.CHANGE, "state": RequestState.OPEN, "message": NASTY, "wishes": wishes}
        self.session.add(Request(invitation_id=self.one.id, created_at=NOW, **request))
        self.session.add(
            Substitution(
                invitation_id=other.id,
                state=SubstitutionState.WAITING,
                given_name=NASTY,
                family_name=FORMULA,
                address="x@ange.example",
                role_id=self.role.id,
                created_at=NOW,
            )
        )
        self.links += [Link(Purpose.INVITATION, invited.link_seed) for invited in (self.one, other)]

    def registers(self) -> None:
        """The one invited comes, and has answered what is asked."""
        taken = RegistrationPart(part_id=self.part.id, state="confirmed", mode="on_site", changed_at=NOW)
        own = Registration(
            event_id=self.event.id,
            person_id=self.bad.id,
            invitation=self.one,
            created_at=NOW,
            changed_at=NOW,
            state="confirmed",
            parts=[taken],
        )
        self.session.add(own)
        self.session.flush()
        written = builders.question(self.event, NASTY, help=NASTY, kind=QuestionKind.LONG_TEXT)
        chosen = builders.question(self.event, NASTY + "2", options={NASTY: 3, "B": None})
        option = self.session.scalars(sa.text("select min(id) from question_options")).one()
        given = {"registration_id": own.id, "version": 1, "given_at": NOW}
        self.session.add(Answer(question_id=written.id, text=NASTY, **given))
        self.session.add(Answer(question_id=chosen.id, option_id=option, **given))
        kept = {"label": NASTY, "help": NASTY, "options": {NASTY: 1}, "saved_at": NOW}
        self.session.add(LibraryQuestion(kind=QuestionKind.SHORT_TEXT, **kept))

    def has_a_place(self) -> None:
        """To give a name for, and a name that is given."""
        seed = new_seed()
        link = Link(Purpose.PLACE, seed)
        free = Place(
            event=self.event,
            organisation=self.place,
            role=self.role,
            count=2,
            link_seed=seed,
            created_at=NOW,
            sent_at=NOW,
            link_digest=links.digest(link),
        )
        self.session.add(free)
        self.session.add(
            PlaceClaim(
                place=free,
                given_name=NASTY,
                family_name=FORMULA,
                address="z@ange.example",
                phone=NASTY,
                parts=[self.part.uid],
                given_at=NOW,
            )
        )
        self.links.append(link)

    def is_signed_up_to(self) -> None:
        """By somebody who has yet to confirm the address."""
        waits = SignUp(
            event=self.event,
            given_name=NASTY,
            family_name=NASTY,
            address="q@gast.example",
            affiliation=NASTY,
            answers={"parts": [[self.part.uid, "on_site"]], "consents": False, "keep_words": ""},
            link_seed=new_seed(),
            link_digest="",
            created_at=NOW,
            expires_at=NOW + timedelta(hours=48),
        )
        link = Link(Purpose.SIGN_UP, waits.link_seed)
        waits.link_digest = links.digest(link)
        self.session.add(waits)
        self.links.append(link)


@pytest.fixture
def nasty(app: Flask) -> list[str]:
    """A meeting in which everything is nasty; gives every token that opens something of it."""
    with app.app_context(), transaction() as session:
        meeting = Nasty(session)
        meeting.has_people()
        meeting.invites()
        meeting.registers()
        meeting.has_a_place()
        meeting.is_signed_up_to()
        session.flush()
        return meeting.tokens
