"""A meeting that grows in everything there can be many of: ``grow(n)`` makes it ``n`` of each."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.attendance.model import Tick
from app.audit import log
from app.audit.actor import SYSTEM
from app.events.model import (
    Event,
    EventDocument,
    EventMember,
    EventText,
    LibraryQuestion,
    Part,
    PublicCalendar,
    Question,
    QuestionOption,
    QuestionVersion,
    Quota,
)
from app.events.model.deadlines import GroupDeadlines
from app.events.rules.kinds import NeedsGround, QueueMode
from app.events.rules.questions import QuestionKind
from app.invitations.model import Invitation, InvitationHolding, InvitationPart, Place, PlaceClaim, Substitution
from app.invitations.rules import InvitationSource, InvitationState
from app.invitations.rules.places import ClaimState
from app.invitations.rules.substitutes import SubstitutionState
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.tokens import new_seed
from app.mail import outbox
from app.mail.model import LetterState, OutboxLetter
from app.people.actions import open_link
from app.people.model import (
    AskedOrganisation,
    ConfirmationRequest,
    Organisation,
    Person,
    Proposal,
    Role,
    RoleExpectation,
)
from app.people.rules.kinds import RoleGroup
from app.people.rules.proposals import ProposalKind
from app.registrations.model import Answer, BulkAct, BulkItem, Need, Registration, RegistrationPart, Request, SignUp
from app.registrations.rules import Mode, NeedKind, RegistrationState
from app.registrations.rules.bulk import BulkKind, BulkResult
from app.registrations.rules.requests import RequestKind, RequestState, Wishes
from tests import builders
from tests.builders import NOW
from tests.mail import a_letter

COMES, WAITS, OFFERED, SILENT, ABSENT, REPLACED, UNSENT = KINDS = range(7)
CYCLE = (*KINDS, COMES, COMES, WAITS, UNSENT, UNSENT)
"""How the people stand, one after the other: of each round three come, wait and have not been sent to, so that pages
which show a letter to three have their three from the beginning.
"""
_STATES = {
    COMES: InvitationState.COMING,
    WAITS: InvitationState.WAITING,
    OFFERED: InvitationState.WAITING,
    SILENT: InvitationState.UNANSWERED,
    ABSENT: InvitationState.NOT_COMING,
    REPLACED: InvitationState.REPLACED,
    UNSENT: InvitationState.NOT_SENT,
}


class Crowded:
    """The meeting. The first seven people are those whose pages are looked at: they too come to hold more."""

    def __init__(self, app: Flask) -> None:
        self.app, self.size = app, 0
        with app.app_context(), transaction() as session:
            given = {"public": True, "open_sign_up": True, "approve_substitutes": True, "asks_needs": True}
            self.event = builders.event(
                slug="run-konferens",
                needs_ground=NeedsGround.CONSENT,
                has_quotas=True,
                capacity=1000,
                queue_mode=QueueMode.OFFERED,
                contact_address="sam@miun.example",
                **given,
            )
            self.slot = builders.slot(self.event)
            self.plenary = builders.part(self.event, "Konferens torsdag", capacity=500)
            self.rektor = builders.role()
            self.kontakt = builders.role("kontaktperson", group=RoleGroup.KONTAKT)
            self.ange = builders.organisation("Ånge kommun", mailbox="skolan@ange.example")
            self.org = open_link(self.ange)
            for group in (RoleGroup.POLITIKER, RoleGroup.SKOLLEDNING):
                session.add(GroupDeadlines(event_id=self.event.id, role_group=group, answer_days=20))
            session.add(EventText(event_id=self.event.id, kind="invitation", text="Välkommen."))
            session.add(PublicCalendar(id=1))
            builders.circle(self.event, self.rektor)

    def grow(self, size: int) -> None:
        """Until there are ``size`` of each."""
        with self.app.app_context(), transaction() as session:
            for number in range(self.size, size):
                _Row(self, number, session).write()
            session.execute(sa.update(Person).values(calendar_version=Person.calendar_version + 1))
            session.execute(sa.update(PublicCalendar).values(version=PublicCalendar.version + 1))
        self.size = size

    def one(self, model: Any, *where: Any) -> Any:
        """The first row of a table."""
        with self.app.app_context():
            return db.session.scalars(sa.select(model).where(*where).order_by(model.id).limit(1)).one()


class _Row:
    """Number so and so of everything."""

    def __init__(self, scene: Crowded, number: int, session: Any) -> None:
        self.number, self.kind, self.session = number, CYCLE[number % len(CYCLE)], session
        self.event = session.get_one(Event, scene.event.id)
        self.plenary = session.get_one(Part, scene.plenary.id)
        self.rektor, self.kontakt = (session.get_one(Role, role.id) for role in (scene.rektor, scene.kontakt))
        self.ange = session.get_one(Organisation, scene.ange.id)
        self.slot_id = scene.slot.id

    def write(self) -> None:
        """All of it."""
        self._register()
        self._programme()
        self._questions()
        self._invited()
        self._held_by_the_first()
        self._asked_of_the_organizer()
        self._elsewhere()
        self.session.flush()

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def _register(self) -> None:
        groups = [group for group in RoleGroup if group is not RoleGroup.KONTAKT]
        self.role = builders.role(f"roll-{self.number}", group=groups[self.number % len(groups)])
        self.place = builders.organisation(f"Kommun {self.number:03}", mailbox=f"skolan{self.number}@ange.example")
        open_link(self.place)
        self.who = builders.person("Karin", "Ek", informed_at=NOW)
        self.own = builders.assignment(self.who, self.role, self.place, ends_on=date(2027, 3, 20))
        self.at_ange = builders.assignment(self.who, self.rektor, self.ange)
        builders.assignment(self.who, self.kontakt, self.place)
        builders.assignment(builders.person("Maj", "Lind"), self.kontakt, self.ange)
        self._add(RoleExpectation(role_id=self.role.id, organisation_id=self.place.id, minimum=2))
        self._add(RoleExpectation(role_id=self.role.id, organisation_id=self.ange.id, minimum=2))
        request = self._add(ConfirmationRequest(occasion="Inför mötet", asked_at=NOW, asked_by="Sam Ordnare"))
        for place in (self.ange, self.place):
            self._add(AskedOrganisation(request_id=request.id, organisation_id=place.id, letters=1))
            self._proposal(place, self.own if place is self.place else self.at_ange)
        builders.account(f"konto{self.number}@miun.example")

    def _proposal(self, place: Organisation, held: Any) -> None:
        given = {"given_name": "Ny", "family_name": f"Person{self.number}", "address": f"ny{self.number}@ange.example"}
        self._add(
            Proposal(
                organisation_id=place.id,
                role_id=held.role_id,
                assignment_id=held.id,
                kind=ProposalKind.SUCCESSOR,
                from_on=date(2027, 2, 1),
                given_at=NOW,
                **given,
            )
        )

    def _programme(self) -> None:
        n, day = self.number, datetime(2027, 3, 4, 7, tzinfo=UTC) + timedelta(minutes=self.number)
        online = {"online_url": "https://online.example/rum"} if n % 3 == 0 else {}
        slot = {"slot_id": self.slot_id} if n % 2 else {}
        hours = {"starts_at": day, "ends_at": day + timedelta(hours=1)}
        self.part = builders.part(self.event, f"Del {n}", capacity=100, position=n, **hours, **online, **slot)
        for what in (self.role, self.rektor):
            builders.circle(self.event, what, part=self.part)
        builders.circle(self.event, self.role)
        builders.slot(self.event, f"Pass {n + 2}", position=n)
        self._add(EventDocument(event_id=self.event.id, title=f"Bilaga {n}", url="https://miun.example/bilaga"))
        self._add(EventMember(event_id=self.event.id, person_id=self.who.id, organisation_id=self.place.id))
        limits = {"event_id": self.event.id, "most": 50, "position": n}
        self._add(Quota(role_id=self.role.id, **limits))
        self._add(Quota(role_id=self.rektor.id, part_id=self.part.id, per_organisation=True, **limits))

    def _questions(self) -> None:
        n, given = self.number, {"version": 2, "position": self.number}
        of_part = {"part_id": self.part.id} if n % 2 else {}
        roles = (self.rektor, self.role) if n % 3 else ()
        places = {"Ja tack": 40, "Nej tack": None}
        self.question = builders.question(self.event, f"Fråga {n}?", roles=roles, options=places, **given, **of_part)
        self.text = builders.question(
            self.event, f"Vad då {n}?", depends_on_id=self.question.id, position=n, kind=QuestionKind.SHORT_TEXT
        )
        wording = {"kind": QuestionKind.ONE, "label": f"Fråga {n}", "options": {}, "replaced_at": NOW}
        self._add(QuestionVersion(question_id=self.question.id, number=1, **wording))
        kept = {"kind": QuestionKind.ONE, "label": f"Fråga {n}", "options": {"Ja": 40, "Nej": None}}
        self._add(LibraryQuestion(sort_key=f"fråga {n:03}", saved_at=NOW, **kept))

    def _invited(self) -> None:
        self.invitation = builders.invitation(
            self.event,
            self.who,
            self.rektor,
            self.ange,
            state=_STATES[self.kind],
            sent_at=None if self.kind == UNSENT else NOW,
            message="Jag kan tyvärr inte" if self.kind == ABSENT else "",
        )
        self._add(
            InvitationHolding(invitation_id=self.invitation.id, role_id=self.role.id, organisation_id=self.place.id)
        )
        self._add(InvitationPart(invitation_id=self.invitation.id, part_id=self.part.id))
        self.registration = self._registration(self.event, self.invitation, self.kind)
        if self.registration is not None:
            self._holds(self.registration, self.plenary, self.kind)
            self._answers(self.registration, self.question, self.text)
            self._add(Need(registration_id=self.registration.id, kind=NeedKind.DIET, choice="vegan", given_at=NOW))
        if self.kind == COMES:
            self._add(Tick(part_id=self.plenary.id, person_id=self.who.id, at=NOW, by_uid="sam", by_name="Sam"))
        outbox.put(a_letter(self.who.address, event_uid=self.event.uid), now=NOW)
        lost = outbox.put(a_letter("borta@ange.example"), now=NOW)
        failed = sa.update(OutboxLetter).where(OutboxLetter.uid == lost).values(state=LetterState.FAILED)
        self.session.execute(failed)
        told = {"subject": ("person", self.who.uid), "event_uid": self.event.uid}
        log.record(SYSTEM, "registration.made", now=NOW, details={"version": 1, "changes": []}, **told)

    def _registration(self, event: Event, invitation: Invitation, kind: int) -> Registration | None:
        if kind not in (COMES, WAITS, OFFERED):
            return None
        waits = kind != COMES
        row: Registration = self._add(
            Registration(
                event_id=event.id,
                person_id=invitation.person_id,
                invitation_id=invitation.id,
                state=RegistrationState.WAITING if waits else RegistrationState.CONFIRMED,
                queued_at=NOW if waits else None,
                queue_number=self.number + 1 if waits else 0,
                offered_until=NOW + timedelta(days=400) if kind == OFFERED else None,
                created_at=NOW,
                changed_at=NOW,
            )
        )
        return row

    def _holds(self, registration: Registration, part: Part, kind: int) -> None:
        state = RegistrationState.CONFIRMED if kind == COMES else RegistrationState.WAITING
        until = NOW + timedelta(days=400) if kind == OFFERED else None
        row = RegistrationPart(part_id=part.id, state=state, mode=Mode.ON_SITE, changed_at=NOW, offered_until=until)
        row.registration_id = registration.id
        self._add(row)

    def _answers(self, registration: Registration, question: Question, text: Question) -> None:
        option = sa.select(QuestionOption.id).where(QuestionOption.question_id == question.id).limit(1)
        shared = {"registration_id": registration.id, "given_at": NOW, "version": 1}
        self._add(Answer(question_id=question.id, option_id=self.session.scalar(option), **shared))
        self._add(Answer(question_id=text.id, text="Det vanliga", **shared))

    def _held_by_the_first(self) -> None:
        """Whose pages are looked at has more of everything too."""
        first = self.session.scalars(sa.select(Person).where(Person.family_name == "Ek").order_by(Person.id)).all()[:7]
        for kind, person in enumerate(first):
            if person is self.who:
                continue
            builders.assignment(person, self.role, self.place)
            mine = self.session.scalars(
                sa.select(Invitation).where(Invitation.person_id == person.id, Invitation.event_id == self.event.id)
            ).one()
            self._add(InvitationHolding(invitation_id=mine.id, role_id=self.role.id, organisation_id=self.place.id))
            self._add(InvitationPart(invitation_id=mine.id, part_id=self.part.id))
            asked = sa.select(Registration).where(Registration.invitation_id == mine.id)
            registration = self.session.scalars(asked).one_or_none()
            if registration is not None:
                self._holds(registration, self.part, kind)
                self._answers(registration, self.question, self.text)

    def _asked_of_the_organizer(self) -> None:
        n, given = self.number, {"invitation_id": self.invitation.id, "created_at": NOW}
        if self.kind in (SILENT, COMES):
            self.invitation.asks_since = NOW
            kind = RequestKind.LATE if self.kind == SILENT else RequestKind.CHANGE
            wishes = Wishes(((self.plenary.uid, Mode.ON_SITE), (self.part.uid, Mode.ON_SITE))).as_data()
            self._add(Request(kind=kind, state=RequestState.OPEN, wishes=wishes, **given))
        if self.kind == ABSENT:
            named = {"given_name": "Ulla", "family_name": f"Ny{n}", "address": f"ulla{n}@ange.example"}
            self._add(Substitution(state=SubstitutionState.WAITING, role_id=self.role.id, **named, **given))
        if self.kind == REPLACED:
            self._replaced(given)
        for place in (self.ange, self.place):
            self._places(place)
        self._sign_up()
        self._bulk()

    def _replaced(self, given: dict[str, Any]) -> None:
        source = {"source": InvitationSource.SUBSTITUTE, "in_stead_of_id": self.invitation.id}
        instead = builders.invitation(self.event, builders.person("Ulla", "Kvist"), self.rektor, self.ange, **source)
        state = {"state": SubstitutionState.MADE, "settled_at": NOW, "substitute_id": instead.id}
        self._add(Substitution(**state, **given))

    def _places(self, place: Organisation) -> None:
        n, seed = self.number, new_seed()
        row = self._add(
            Place(
                event_id=self.event.id,
                organisation_id=place.id,
                role_id=self.role.id,
                count=3,
                link_seed=seed,
                link_digest=links.digest(links.Link(links.Purpose.PLACE, seed)),
                created_at=NOW,
                sent_at=NOW if place.id % 3 else None,
            )
        )
        given = {"place_id": row.id, "given_at": NOW, "parts": [self.plenary.uid]}
        name = {"given_name": "Per", "family_name": f"Sund{n}", "address": f"per{n}@ange.example"}
        self._add(PlaceClaim(**name, **given))
        source = {"source": InvitationSource.PLACE}
        made = builders.invitation(self.event, builders.person("Per", "Sund"), self.role, place, **source)
        self._add(PlaceClaim(state=ClaimState.CONFIRMED, invitation_id=made.id, decided_at=NOW, **given))

    def _sign_up(self) -> None:
        seed = f"{self.number:064}"
        self._add(
            SignUp(
                event_id=self.event.id,
                given_name="Siv",
                family_name="Udd",
                address=f"siv{self.number}@ange.example",
                answers={"parts": []},
                link_seed=seed,
                link_digest=links.digest(links.Link(links.Purpose.SIGN_UP, seed)),
                created_at=NOW,
                expires_at=NOW + timedelta(days=400),
            )
        )
        made = builders.person("Siv", "Udd")
        builders.invitation(self.event, made, source=InvitationSource.SIGN_UP, affiliation="Föräldraförening")

    def _bulk(self) -> None:
        act = self.session.scalars(sa.select(BulkAct)).first() or self._add(
            BulkAct(uid="atgard", event_id=self.event.id, kind=BulkKind.WRITE, actor_name="Sam", at=NOW)
        )
        if self.registration is not None:
            told = {"before": {}, "version": 1, "letters": []}
            row = BulkItem(act_id=act.id, registration_id=self.registration.id, result=BulkResult.DONE, **told)
            self._add(row)

    def _elsewhere(self) -> None:
        """Another public meeting, to which the first seven come."""
        day = date(2027, 4, 1) + timedelta(days=self.number)
        other = builders.event(f"Möte {self.number}", starts_on=day, ends_on=day, public=True)
        at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        part = builders.part(other, starts_at=at, ends_at=at + timedelta(hours=2))
        first = self.session.scalars(sa.select(Person).where(Person.family_name == "Ek").order_by(Person.id)).all()[:7]
        for person in first:
            invitation = builders.invitation(other, person, self.rektor, self.ange, state=InvitationState.COMING)
            registration = self._registration(other, invitation, COMES)
            assert registration is not None
            self._holds(registration, part, COMES)
