"""Letters as somebody invited gets them, made by the very functions that write them: for showing what a text becomes.
A new kind of letter joins with one entry.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.desk import news_letters
from app.events.letters import worded
from app.events.model import Event
from app.events.rules.letter_texts import TEXTS
from app.invitations import letters, queries
from app.invitations.model import Invitation, InvitationHolding
from app.invitations.rules import InvitationSource, InvitationState, Standing
from app.invitations.rules.substitutes import Named
from app.kernel import clock
from app.kernel.tokens import new_seed
from app.mail import render
from app.mail.letter import CalendarFile, Letter
from app.people.model import Person
from app.registrations import letters as answers
from app.registrations.model import Registration, RegistrationPart
from app.registrations.queries import active_parts, find_for, held_of, questionnaire, seats
from app.registrations.rules import (
    Confirmed,
    Decision,
    Mode,
    PartVerdict,
    RegistrationState,
    Waiting,
    as_it_stands,
)
from app.registrations.rules.requests import RequestKind, Wishes
from app.web.organizer import letter_others
from app.web.organizer.letter_frame import Preview

_PLACE = 3
"""The place in the queue that somebody is shown with who does not stand in one."""

_SOMEBODY = Named("Förnamn", "Efternamn", "namn@kommun.example")
"""Stands for the other person in a letter that names one."""


def _first(one: Invitation) -> Letter:
    return letters.invitation(one, queries.parts_of(one), queries.sources_of({one.person_id})[one.person_id])


def _reminder(one: Invitation) -> Letter:
    return letters.reminder(one, queries.parts_of(one), one.reminders + 1)


def _absence(kind: str, *, seated: bool) -> Callable[[Invitation], Letter]:
    """``seated``: of somebody who had a place, whose calendar is told too."""
    calendar = CalendarFile("CANCEL", b"") if seated else None
    return lambda one: answers.absence(kind, one, calendar, clock.today())


def _answer(kind: str) -> Callable[[Invitation], Letter]:
    """With the parts and the answers that the person has, or might have."""

    def sample(one: Invitation) -> Letter:
        found, waits = find_for(one.event_id, one.person_id) if one.id else None, kind == "waiting"
        own = found.registration if found and found.active else None
        calendar = None if waits else CalendarFile("REQUEST", b"")
        given = questionnaire(one.event, one, own).given if own else ()
        registration, decision = own or _might_be(one), _decision(one, own, waits=waits)
        return answers.answer(kind, one, registration, decision, calendar, given, today=clock.today())

    return sample


def _decision(one: Invitation, own: Registration | None, *, waits: bool) -> Decision:
    """How the registration stands, or might have come to stand."""
    held = held_of(own)
    if own is not None and held is not None and (own.state is RegistrationState.WAITING) == waits:
        return as_it_stands(held, seats(one, [row.part for row in active_parts(own)], own))
    place = Waiting(_PLACE) if waits else Confirmed()
    rows = active_parts(own or _might_be(one))
    return Decision(place, tuple(PartVerdict(row.part_id, row.mode, place) for row in rows))


def _coming(kind: str, *, attended: bool = False) -> Callable[[Invitation], Letter]:
    """With the parts that the person has, or might have."""

    def sample(one: Invitation) -> Letter:
        found = find_for(one.event_id, one.person_id) if one.id else None
        registration = found.registration if found and found.active else _might_be(one)
        return answers.coming(kind, one, registration, attended=attended)

    return sample


def _asking(one: Invitation) -> Letter:
    """Somebody who asks for every part that might be theirs."""
    wishes = Wishes(tuple((row.part.uid, row.mode) for row in _might_be(one).parts))
    return answers.request_received(one, RequestKind.LATE, wishes)


def _might_be(one: Invitation) -> Registration:
    """One part of each slot, and every other. In no session: nothing is written."""
    free = {part.slot_id or -part.id: part for part in reversed(queries.parts_of(one))}
    rows = [
        RegistrationPart(part_id=part.id, part=part, mode=Mode.ON_SITE, state=RegistrationState.CONFIRMED)
        for part in free.values()
    ]
    return Registration(parts=rows, state=RegistrationState.CONFIRMED)


def _in_stead(one: Invitation) -> Invitation:
    """As somebody who comes in another's stead: ``one`` itself, or an example in no session."""
    if one.in_stead_of_id is not None:
        return one
    someone = Person(given_name=_SOMEBODY.given_name, family_name=_SOMEBODY.family_name)
    return _unwritten(one, source=InvitationSource.SUBSTITUTE, in_stead_of=_unwritten(one, person=someone))


def _unwritten(one: Invitation, **other: Any) -> Invitation:
    """An invitation like ``one`` in no session."""
    seats = [InvitationHolding(role=held.role, organisation=held.organisation) for held in one.holdings]
    copied = {name: getattr(one, name) for name in ("event", "person", "person_id", "link_seed", "link_generation")}
    own = {"reason": "", "affiliation": "", "answered_for": "", "in_stead_of_id": 0, "holdings": seats}
    return Invitation(**(copied | own | other))


def _offer(one: Invitation) -> Letter:
    """With two days left to answer, for the parts that the person might have."""
    until, registration = clock.now() + timedelta(days=2), _might_be(one)
    for row in registration.parts:
        row.state, row.offered_until = RegistrationState.WAITING, until
    return answers.offer(one, registration, until)


def _moved(one: Invitation) -> Letter:
    found = find_for(one.event_id, one.person_id) if one.id else None
    registration = found.registration if found and found.active else _might_be(one)
    calendar = CalendarFile("REQUEST", b"")
    return news_letters.moved(one, registration, news_letters.example(one.event), calendar, "", clock.today())


def _cancelled(one: Invitation) -> Letter:
    return news_letters.cancelled(one, Registration(state=RegistrationState.CONFIRMED), CalendarFile("CANCEL", b""), "")


SAMPLES: dict[str, Callable[[Invitation], Letter]] = {
    "invitation": _first,
    "reminder": _reminder,
    "day_before": _coming("day_before"),
    "thanks": _coming("thanks", attended=True),
    **{kind: _answer(kind) for kind in ("receipt", "changed", "waiting", "promoted", "request_granted")},
    "offered": _offer,
    **{kind: _absence(kind, seated=False) for kind in ("declined", "offer_declined", "offer_passed")},
    **{kind: _absence(kind, seated=True) for kind in ("withdrawn", "revoked")},
    "request_received": _asking,
    "named": lambda one: letters.named(_in_stead(one), queries.parts_of(one)),
    "taken_over": lambda one: _answer("taken_over")(_in_stead(one)),
    "replaced": lambda one: letters.replaced(one, _SOMEBODY, passed=True, calendar=None, today=clock.today()),
    "proposal_waits": lambda one: letters.proposal_waits(one, _SOMEBODY),
    "proposal_declined": lambda one: letters.proposal_declined(one, _SOMEBODY),
    "stand_in_left": lambda one: letters.stand_in_left(one, _SOMEBODY.name, clock.today()),
    "taken_back": lambda one: letters.taken_back(one, _SOMEBODY.name, own=False, calendar=None, seated=True),
    "given_back": _answer("given_back"),
    "moved": _moved,
    "moved_invited": lambda one: news_letters.moved_invited(one, news_letters.example(one.event), ""),
    "cancelled": _cancelled,
    "request_declined": lambda one: answers.request_declined(one, "", registered=False),
}

_FITTING = {
    "invitation": (InvitationState.NOT_SENT, InvitationState.UNANSWERED),
    "reminder": (InvitationState.UNANSWERED,),
    "moved_invited": (InvitationState.UNANSWERED,),
    "waiting": (InvitationState.WAITING,),
    "offered": (InvitationState.WAITING,),
    "declined": (InvitationState.NOT_COMING,),
    "withdrawn": (InvitationState.NOT_COMING,),
}
_COMING = (InvitationState.COMING,)
_ANYBODY = tuple(state for state in InvitationState if state is not InvitationState.REVOKED)


def previews(event: Event, kind: str, query: str, text: str) -> list[Preview]:
    """The letter ``kind`` with ``text`` as up to three as unlike as can be get it; personal links are masked."""
    invited = _receivers(event, kind, query)
    if not TEXTS[kind].to_invited:
        found = letter_others.samples(event, kind, query, invited)
        return [Preview(one.name, one.about, _rendered(one.letter, event, text)) for one in found]
    made = [(one, SAMPLES[kind](one)) for one in invited]
    return [
        Preview(one.person.name, letters.capacity(one), _rendered(letter, event, text, one)) for one, letter in made
    ]


def _rendered(made: Letter, event: Event, text: str, one: Invitation | None = None) -> render.Rendered:
    """The letter with ``text`` for its opening words."""
    frozen = made.data["words"]
    given = frozen["values"] if isinstance(frozen, dict) else {}
    own = {name: str(value) for name, value in dict(given).items() if name in TEXTS[made.kind].more}
    if one is None:
        return render.preview(replace(made, data=worded(made.kind, event, made.data, own, text)))
    return render.preview(replace(made, data=letters.worded(made.kind, one, made.data, own, text)))


def _receivers(event: Event, kind: str, query: str) -> list[Invitation]:
    """Up to three who are as unlike as can be and get such a letter, or might; before anybody is invited, three of
    those whom the circles point out.
    """
    fitting = () if query else _FITTING.get(kind, _COMING)
    found = queries.list_some(event.id, fitting) or queries.list_some(event.id, _ANYBODY, query)
    if not found and not query:
        found = _proposed(event)
    return queries.unlike(found)


def _proposed(event: Event) -> list[Invitation]:
    """Invitations as they would be; in no session."""
    ready = queries.propose(event, clock.today()).standing(Standing.READY)[:60]
    return [
        Invitation(
            event=event,
            person=one.person,
            person_id=one.person.id,
            reason="",
            reminders=0,
            link_seed=new_seed(),
            link_generation=1,
            holdings=[InvitationHolding(role=held.role, organisation=held.organisation) for held in one.assignments],
        )
        for one in ready
    ]
