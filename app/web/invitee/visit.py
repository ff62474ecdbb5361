"""What every page of an invitation is told with: who, which meeting, where the answer stands."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from flask import abort

from app.events.model import Event, Part
from app.events.queries.contact import contact_of
from app.events.queries.documents import Document, list_documents
from app.events.rules.deadlines import Deadlines, Phase, phase
from app.events.rules.kinds import EventState, NeedsGround, QueueMode
from app.events.rules.questions import shown
from app.invitations import queries as invitations
from app.invitations.letters import capacity, in_stead_of
from app.invitations.model import Invitation, Substitution
from app.invitations.queries import LockedInvitation, StandIn
from app.invitations.rules import InvitationState
from app.invitations.rules.substitutes import Obstacle, may_come_anyway, obstacle
from app.kernel.words import local
from app.mail.sender import Mailbox
from app.people.model import Person
from app.people.rules.keeping import has_office
from app.people.rules.sentences import Sentence
from app.registrations import queries
from app.registrations.model import Registration, RegistrationPart, Request
from app.registrations.queries import Standing
from app.registrations.rules import (
    Mode,
    NeedKind,
    Questionnaire,
    RegistrationState,
    Seats,
    first_offer,
    queue_stops_on,
)
from app.registrations.rules.requests import RequestState, Wishes, kind_at
from app.web.answers import Offer, quota_words, when
from app.web.needs import consent_told, grounds_told


@dataclass(frozen=True)
class Visit:
    """An opened link, read in five statements, six when a last day has passed. ``today`` is the date in
    Europe/Stockholm.
    """

    token: str
    invitation: Invitation
    parts: tuple[Part, ...]
    standing: Standing | None
    seats: Seats
    today: date
    asking: Questionnaire = field(default_factory=Questionnaire)
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

    @property
    def dates(self) -> Deadlines:
        """The deadlines that bind the person, as dates."""
        return self.seats.deadlines

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
    def list_locked(self) -> bool:
        """Whether the list of participants is locked: who does not come has förhinder."""
        return self.today > self.dates.list_locked

    @property
    def is_full(self) -> bool:
        """Whether there is nothing left to choose: full, without waiting list and without online parts."""
        return self.offer.on_site_is_closed and not any(part.online_url for part in self.parts)

    @property
    def in_stead_of(self) -> str:
        """ "Anna Berg, rektor, Ånge kommun": in whose stead the person comes, if in somebody's."""
        return in_stead_of(self.invitation)

    @cached_property
    def proposal(self) -> Substitution | None:
        """The name that waits for the organizer."""
        asked = self.event.approve_substitutes or self.event.has_quotas
        return invitations.find_waiting(self.invitation.id) if asked else None

    @cached_property
    def stand_in(self) -> StandIn | None:
        """Who comes instead, for somebody who is replaced."""
        return invitations.find_stand_in(self.invitation)

    @property
    def obstacle(self) -> Obstacle | None:
        """Why nobody can be named to come instead."""
        return obstacle(
            self.invitation.state,
            self.dates,
            self.event.ends_on,
            self.today,
            registered=self.registration is not None,
            waiting=self.proposal is not None,
            open_=self.event.state is EventState.PUBLISHED,
        )

    @property
    def may_name(self) -> bool:
        """Whether somebody can be named to come instead."""
        return self.obstacle is None

    @property
    def may_come_anyway(self) -> bool:
        """Whether that can be taken back."""
        open_ = self.event.state is EventState.PUBLISHED
        return may_come_anyway(self.invitation.state, self.dates, self.event.ends_on, self.today, open_=open_)

    @property
    def contact(self) -> Mailbox:
        """Whom to write to."""
        return contact_of(self.event)

    @cached_property
    def confirmed(self) -> list[RegistrationPart]:
        """The registration's parts with a seat, in the order of time."""
        return self._rows(RegistrationState.CONFIRMED)

    @property
    def waiting(self) -> list[tuple[RegistrationPart, int]]:
        """The parts in whose queue the person stands, with the place; none when waiting for the event itself."""
        if self.event_place:
            return []
        rows = self._rows(RegistrationState.WAITING)
        return [(row, self.offer.place(row.part)) for row in rows if row.offered_until is None]

    @property
    def event_place(self) -> int:
        """The place in the event's own queue; 0 when not in it."""
        registration = self.registration
        return self.seats.ahead + 1 if registration is not None and registration.queued_at is not None else 0

    @property
    def offered(self) -> list[RegistrationPart]:
        """The parts on which a seat is held for the person."""
        return [row for row in self._rows(RegistrationState.WAITING) if row.offered_until is not None]

    @property
    def still_full(self) -> list[RegistrationPart]:
        """Parts that somebody who is offered a seat of the event's would have to wait for."""
        if not self.event_place:
            return []
        return [row for row in self._rows(RegistrationState.WAITING) if row.offered_until is None]

    @property
    def quota_of_queue(self) -> Sentence | None:
        """The quota that alone keeps the person in a queue, in its words."""
        levels = [self.seats] if self.event_place else [self.seats.find(row.part_id) for row, _place in self.waiting]
        found = next((level.obstacle for level in levels if level is not None and level.obstacle), None)
        return quota_words(found, waiting_list=False) if found else None

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

    def _rows(self, state: RegistrationState) -> list[RegistrationPart]:
        rows = self.registration.parts if self.registration else []
        return sorted((row for row in rows if row.state is state), key=lambda row: (row.part.starts_at, row.part_id))

    @staticmethod
    def when(part: Part) -> str:
        """The part's day and time."""
        return when(part)


def open_link(token: str, now: datetime) -> Visit:
    """The visit, or the same 404 for every token that opens nothing."""
    invitation = invitations.find_by_token(token)
    if invitation is None:
        abort(404)
    parts = tuple(invitations.parts_of(invitation))
    standing = queries.find_for(invitation.event_id, invitation.person_id)
    own = standing.registration if standing else None
    seats = queries.seats(invitation, parts, own).on(local(now).date())
    asking = queries.questionnaire(invitation.event, invitation, own)
    held = queries.held_of(own)
    until = first_offer(held) if held else None
    passed = until is not None and until <= now
    day = local(now).date()
    visit = Visit(
        token,
        invitation,
        parts,
        standing,
        seats,
        day,
        asking,
        offered_until=None if passed else until,
        offer_has_passed=passed,
    )
    late = visit.phase in (Phase.CHANGES, Phase.FIXED)
    return replace(visit, request=queries.find_latest_request(invitation)) if late else visit


def lock_link(token: str) -> LockedInvitation:
    """The invitation to write about, its event held. The same 404 as everywhere."""
    locked = invitations.lock_by_token(token)
    if locked is None:
        abort(404)
    return locked
