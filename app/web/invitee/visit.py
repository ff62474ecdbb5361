"""What every page of an invitation is told with: who, which meeting, where the answer stands."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from app.events.model import Event, Part
from app.events.queries.contact import contact_of
from app.events.queries.documents import Document, list_documents
from app.events.rules.deadlines import Deadlines, Phase, phase
from app.events.rules.earlier import NOTHING, Was
from app.events.rules.kinds import EventState, NeedsGround, QueueMode
from app.events.rules.questions import shown
from app.invitations import queries as invitations
from app.invitations.letters import capacity
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel.words import local
from app.mail.sender import Mailbox
from app.people.model import Person
from app.people.rules.keeping import has_office
from app.registrations import queries
from app.registrations.model import Registration, Request
from app.registrations.queries import Standing
from app.registrations.rules import (
    Mode,
    NeedKind,
    Questionnaire,
    Seats,
    queue_stops_on,
)
from app.registrations.rules.requests import RequestState, Wishes, kind_at
from app.web.answers import Offer, when
from app.web.invitee.held import Held
from app.web.invitee.instead import Instead
from app.web.needs import consent_told, grounds_told


@dataclass(frozen=True)
class Visit:
    """An opened link, read in two statements, three when a last day has passed; seats are counted and questions read
    where a page tells of them. ``today`` is the date in Europe/Stockholm.
    """

    token: str
    invitation: Invitation
    parts: tuple[Part, ...]
    standing: Standing | None
    today: date
    request: Request | None = None
    """What was last asked of the organizer; looked for only when a last day has passed."""
    offered_until: datetime | None = None
    """Until when a seat that is held for the person can be taken."""
    offer_has_passed: bool = False

    @property
    def event(self) -> Event:
        """The meeting."""
        return self.invitation.event

    @property
    def person(self) -> Person:
        """Whom the link is for."""
        return self.invitation.person

    @property
    def capacity(self) -> str:
        """ "rektor, Ånge kommun"."""
        return capacity(self.invitation)

    @cached_property
    def dates(self) -> Deadlines:
        """The deadlines that bind the person, as dates."""
        return invitations.deadlines_for(self.invitation)

    @property
    def _own(self) -> Registration | None:
        return self.standing.registration if self.standing else None

    @cached_property
    def seats(self) -> Seats:
        """The seats as this person finds them. One statement, where anything is limited."""
        return queries.seats(self.invitation, self.parts, self._own).on(self.today)

    @cached_property
    def asking(self) -> Questionnaire:
        """The questions, and what the person has answered."""
        return queries.questionnaire(self.event, self.invitation, self._own)

    @cached_property
    def was(self) -> Was:
        """What of the meeting's days and place is otherwise than when the invitation was sent, until it has been."""
        return self.event.was(self.invitation.sent_at) if self.is_open and self.event.earlier else NOTHING

    def part_was(self, part: Part) -> Was:
        """The same of a part's time and room."""
        return part.was(self.invitation.sent_at) if self.is_open and part.earlier else NOTHING

    @cached_property
    def phase(self) -> Phase:
        """Where today stands among them."""
        return phase(self.dates, self.event.ends_on, self.today)

    @property
    def is_open(self) -> bool:
        """Whether the meeting can be answered at all."""
        return self.event.state is EventState.PUBLISHED and self.phase is not Phase.OVER

    @property
    def registration(self) -> Registration | None:
        """The registration, when it has not been cancelled."""
        return self.standing.registration if self.standing and self.standing.active else None

    @property
    def receipt_is_on_its_way(self) -> bool:
        """Whether the answer is of today, and there is an address to send what was answered to."""
        answered = self.registration is not None and local(self.registration.changed_at).date() == self.today
        return answered and bool(self.person.address)

    @property
    def needs_given(self) -> bool:
        """Whether needs have been given: the fact, never what."""
        return bool(self.registration and self.standing and self.standing.needs_given)

    @property
    def asks_needs(self) -> bool:
        """Whether needs can be given."""
        return bool(self.need_grounds)

    @cached_property
    def need_grounds(self) -> dict[NeedKind, NeedsGround]:
        """The kinds of needs that are asked for, each with the ground it rests on."""
        return queries.need_grounds(self.event)

    @property
    def needs_consent(self) -> str:
        """What stands at the box for consent to them; empty where none is asked for."""
        return consent_told(self.need_grounds)

    @property
    def needs_rest_on(self) -> str:
        """On what they rest, in a sentence or two."""
        return " ".join(grounds_told(self.need_grounds))

    @cached_property
    def documents(self) -> list[Document]:
        """The documents for those invited."""
        return list_documents(self.event)

    @property
    def asks_to_be_kept(self) -> bool:
        """Whether the person, who has no office, is asked about being invited again."""
        if self.invitation.source.by_office or self.person.keep_consent_at is not None:
            return False
        return not has_office([held.term for held in self.person.assignments], self.today)

    @cached_property
    def offer(self) -> Offer:
        """What can be answered for."""
        return Offer(self.parts, self.seats, queries.held_of(self.registration), self.asking)

    @property
    def has_unanswered(self) -> bool:
        """Whether somebody registered is to answer something and has not: it is new, or the seat came without it."""
        asking, held = self.asking, self.asking.held
        asked = shown(asking.questions, asking.roles, asking.held_parts, {uid: one.values for uid, one in held.items()})
        return self.registration is not None and any(one.required and one.uid not in held for one in asked)

    @property
    def may_register(self) -> bool:
        """Whether somebody who is not registered can be."""
        return self.is_open and self.phase is Phase.OPEN

    @property
    def may_change(self) -> bool:
        """Whether a registration can be changed, beyond being withdrawn."""
        return self.is_open and self.phase in (Phase.OPEN, Phase.CHANGES, Phase.NOT_OPEN)

    @property
    def may_answer(self) -> bool:
        """Whether the form can be sent."""
        return self.may_change if self.registration else self.may_register

    @property
    def may_ask(self) -> bool:
        """Whether the organizer can be asked for what the person can no longer do alone."""
        if self.invitation.state is InvitationState.REPLACED or not self.is_open:
            return False
        return kind_at(self.phase, registered=self.registration is not None) is not None

    @property
    def open_request(self) -> Request | None:
        """The request that waits for an answer."""
        return self.request if self.request and self.request.state is RequestState.OPEN and self.may_ask else None

    @property
    def declined_request(self) -> Request | None:
        """The last request, when the answer was no."""
        return self.request if self.request and self.request.state is RequestState.DECLINED and self.may_ask else None

    @property
    def asked_parts(self) -> list[tuple[Part, Mode]]:
        """The parts of the last request, in the order of time."""
        asked = dict(Wishes.of(self.request.wishes).parts) if self.request else {}
        return [(part, asked[part.uid]) for part in self.parts if part.uid in asked]

    @property
    def meals_frozen(self) -> bool:
        """Whether the meals have been ordered."""
        return self.today > self.dates.meals_frozen

    @property
    def excused(self) -> bool:
        """Whether the no came when the list was locked: förhinder."""
        answered, ended = self.invitation.answered_at, self.standing.registration if self.standing else None
        if ended is not None:
            return ended.withdrawn_after_lock
        return answered is not None and local(answered).date() > self.dates.list_locked

    @property
    def list_locked(self) -> bool:
        """Whether the list of participants is locked: who does not come has förhinder."""
        return self.today > self.dates.list_locked

    @property
    def is_full(self) -> bool:
        """Whether there is nothing left to choose: full, without waiting list and without online parts."""
        return self.offer.on_site_is_closed and not any(part.online_url for part in self.parts)

    @cached_property
    def instead(self) -> Instead:
        """Somebody else in the person's stead, and the person in somebody else's."""
        return Instead(self.invitation, self.dates, self.today, registered=self.registration is not None)

    @property
    def contact(self) -> Mailbox:
        """Whom to write to."""
        return contact_of(self.event)

    @cached_property
    def held(self) -> Held:
        """What the person is registered for and waits for."""
        return Held(self.registration, lambda: self.seats)

    @property
    def queue_stops_on(self) -> date | None:
        """The last day on which the queue moves, where that is before the meeting."""
        return queue_stops_on(self.event.starts_on, self.event.queue_stop_days)

    @property
    def queue_has_stopped(self) -> bool:
        """Whether free seats go to nobody any more."""
        return self.queue_stops_on is not None and self.today > self.queue_stops_on

    @cached_property
    def let_an_offer_pass(self) -> bool:
        """Whether the person is out because a seat that was offered was not answered for in time."""
        ended = self.standing.registration if self.standing and not self.standing.active else None
        return ended is not None and self.offers and queries.ended_unanswered(ended, self.event.uid)

    @property
    def offers(self) -> bool:
        """Whether free seats are offered for a time."""
        return self.event.queue_mode is QueueMode.OFFERED

    @staticmethod
    def when(part: Part) -> str:
        """The part's day and time."""
        return when(part)
