"""Everything that there is one more of in a meeting that grows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.attendance.model import DoorLink, FailedScan, Tick
from app.attendance.rules import ScanFault
from app.audit import log
from app.audit.actor import SYSTEM
from app.events.model import Event, Part, Question, QuestionOption
from app.invitations.model import Invitation, InvitationHolding, InvitationPart, Place, PlaceClaim, Substitution
from app.invitations.rules import InvitationSource, InvitationState
from app.invitations.rules.places import ClaimState
from app.invitations.rules.substitutes import SubstitutionState
from app.kernel import links
from app.kernel.tokens import new_seed
from app.lists.model import ListAddress, OwnList
from app.mail import mailings, outbox
from app.mail.model import LetterState, Mailing, MailingState, OutboxLetter
from app.organizers.model import Account
from app.people.model import Organisation, Person, SavedFilter
from app.registrations.model import Answer, BulkAct, BulkItem, Need, Registration, RegistrationPart, Request, SignUp
from app.registrations.rules import Mode, NeedKind, RegistrationState
from app.registrations.rules.bulk import BulkKind, BulkResult
from app.registrations.rules.requests import RequestKind, RequestState, Wishes
from tests import builders
from tests.builders import NOW
from tests.mail import a_letter
from tests.web.crowded_around import ABSENT, COMES, OFFERED, REPLACED, SILENT, UNSENT, WAITS, Around

_STATES = {
    COMES: InvitationState.COMING,
    WAITS: InvitationState.WAITING,
    OFFERED: InvitationState.WAITING,
    SILENT: InvitationState.UNANSWERED,
    ABSENT: InvitationState.NOT_COMING,
    REPLACED: InvitationState.REPLACED,
    UNSENT: InvitationState.NOT_SENT,
}


class Row(Around):
    """Number so and so of everything."""

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
        door = {"event_id": self.event.id, "name": f"Dörr {self.number}", "link_seed": f"door-{self.number}"}
        digest = links.digest(links.Link(links.Purpose.DOOR, door["link_seed"]))
        times = {"created_at": NOW, "expires_at": NOW + timedelta(days=90)}
        self._add(DoorLink(link_digest=digest, pin_hash="!", **door, **times))
        failed = {"at": NOW, "received_at": NOW, "by_uid": "sam", "by_name": "Sam"}
        self._add(FailedScan(event_id=self.event.id, part_id=self.plenary.id, reason=ScanFault.UNKNOWN, **failed))
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
        self._mailings()

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

    def _mailings(self) -> None:
        """One draft to all invited, and one that goes, with a receiver and a letter more each time; and a choice."""
        n, audience = self.number, {"kind": "invited", "part": "", "limits": {}}
        told = {"event_uid": self.event.uid, "audience": audience, "subject": "Om {{möte}}", "text": "Hej {{förnamn}}"}
        self._add(Mailing(created_at=NOW, **told))
        going = self.session.scalars(sa.select(Mailing).where(Mailing.uid == "gar")).first() or self._add(
            Mailing(uid="gar", state=MailingState.GOING, created_at=NOW, decided_at=NOW, leaves_at=NOW, **told)
        )
        mailings.add_receivers(going, [self.who.uid])
        letter = a_letter(self.who.address, mailing_id=going.id)
        outbox.put(replace(letter, receiver=replace(letter.receiver, person_uid=self.who.uid)), now=NOW)
        self._own_list()
        self._add(SavedFilter(name=f"Urval {n:03}", limits={"q": f"ek {n}"}, created_at=NOW))

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

    def _own_list(self) -> None:
        """A list of this row's question and of everybody, shared, and an address that gives it."""
        columns = {"efternamn": "Efternamn", "svar": "Svar", f"fraga_{self.question.uid}": self.question.label}
        told = {"columns": [*columns], "headings": [*columns.values()], "limits": {}, "sorted_by": "namn"}
        owner = self.session.scalars(sa.select(Account)).first() or builders.account()
        times = {"created_at": NOW, "changed_at": NOW}
        name = f"Lista {self.number:03}"
        self._add(OwnList(event_id=self.event.id, owner_id=owner.id, name=name, shared=True, **told, **times))
        seed = f"list-{self.number}"
        digest = links.digest(links.Link(links.Purpose.LIST, seed))
        opens = {"formats": ["csv", "xlsx", "json"], "link_seed": seed, "link_digest": digest}
        times = {"created_at": NOW, "expires_at": NOW + timedelta(days=365)}
        of = {"event_id": self.event.id, "maker_id": owner.id, "name": "Hotellet", "title": name}
        self._add(ListAddress(**of, **told, **opens, **times))
