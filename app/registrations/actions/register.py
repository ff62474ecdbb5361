"""Registering and changing: one path. Lock, count, decide, write, letter."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from app.audit.actor import Actor
from app.events.model import Event
from app.events.rules.kinds import LegalBasis
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation
from app.invitations.rules import InvitationState
from app.people.actions import consent_to_keeping, mark_consent_to_keeping
from app.registrations import queries
from app.registrations.actions.answers import keep_answers
from app.registrations.actions.asking import close_open
from app.registrations.actions.needs import keep_needs, needs_fault
from app.registrations.actions.queue import promote
from app.registrations.actions.rows import blank, follow_up, record, write
from app.registrations.actions.sending import send
from app.registrations.queries import Standing
from app.registrations.rules import (
    Ask,
    Decision,
    Held,
    Mode,
    NeedDraft,
    NeedsRefused,
    NotRegistered,
    Override,
    Questionnaire,
    Reason,
    Refused,
    Registered,
    RegisterOutcome,
    RegistrationState,
    Reply,
    Seats,
    Settled,
    Unchanged,
    Wish,
    decide,
)
from app.registrations.rules.answering import settle, told
from app.registrations.rules.changes import answer_changes, part_changes
from app.registrations.rules.requests import Telling


@dataclass(frozen=True)
class Asked:
    """A part as a form names it, by its uid."""

    part_uid: str
    mode: Mode = Mode.ON_SITE


@dataclass(frozen=True)
class Answers:
    """A yes. ``seen_full``: uids of the parts that were shown as full; choosing one of them is queueing for it.
    ``needs`` and ``replies`` (to the event's questions) None leave what has been given as it is. The consents are asked
    for where they are the legal basis.
    """

    parts: tuple[Asked, ...]
    seen_full: frozenset[str] = field(default_factory=frozenset)
    event_seen_full: bool = False
    needs: tuple[NeedDraft, ...] | None = None
    replies: tuple[Reply, ...] | None = None
    consents: bool = True
    consents_to_needs: bool = True
    severe_words: str = ""
    """The words of the ticked box that lets the kitchen have the name with a severe allergy; with ``needs``."""
    restores: bool = False
    """It is a withdrawal undone: what had been answered to questions, and is still there, counts again."""
    keep_words: str = ""
    """The words of the box that was ticked by somebody, not invited by office, who wants to be invited again."""
    given_at: datetime | None = None
    """When all this was said, where it has waited for somebody's decision since."""


def register(
    locked: LockedInvitation,
    answers: Answers,
    *,
    now: datetime,
    actor: Actor,
    unbound: bool = False,
    override: Override | None = None,
    telling: Telling | None = None,
) -> RegisterOutcome:
    """Register the invited person, or change the registration there is. ``unbound``: an organizer answers for
    somebody, whatever the deadlines. ``override``: an organizer gives what is full too, beyond capacity and quotas;
    where that is more than anybody would get, its reason is logged. ``telling``: the letter is no plain receipt, and is
    written also where nothing changes. Posted twice, the second is ``Unchanged`` and writes no letter.
    """
    invitation = locked.invitation
    if invitation.state is InvitationState.REPLACED:
        return NotRegistered(Decision(Refused(Reason.REPLACED)))
    case = _judge(locked, answers, now, unbound=unbound, override=override is not None)
    if case.decision.refusals or case.settled.blame:
        return NotRegistered(case.decision, case.settled.blame)
    severe = bool(answers.severe_words)
    fault = needs_fault(invitation.event, answers.needs or (), consents=answers.consents_to_needs, severe=severe)
    if fault is not None:
        return NeedsRefused(fault)
    outcome = _write(case, telling, now, actor)
    if not unbound:
        close_open(invitation, now)
    if override is not None and isinstance(outcome, Registered) and case.goes_beyond(now):
        record(invitation, "registration.override", now=now, actor=actor, details={"reason": override.reason})
    return outcome


@dataclass(frozen=True)
class _Case:
    """What somebody asks for and what it comes to, judged with the event held. Nothing of it is written yet."""

    locked: LockedInvitation
    answers: Answers
    standing: Standing | None
    ask: Ask
    seats: Seats
    asking: Questionnaire
    settled: Settled
    decision: Decision

    @property
    def held(self) -> Held | None:
        """What the person has already."""
        return self.ask.held

    @property
    def changes_nothing(self) -> bool:
        """Whether all that is asked for is what there is; needs aside."""
        return self.held is not None and _says_the_same(self.held, self.decision) and not self.settled.changes

    def goes_beyond(self, now: datetime) -> bool:
        """Whether an organizer gives more than anybody would get."""
        return decide(replace(self.ask, override=False), self.seats, now) != self.decision

    def details(self) -> dict[str, object]:
        """For the log: where it stands and what changed, never what was answered."""
        titles = {part.id: part.title for part in self.locked.parts}
        changes = [*part_changes(self.held, self.decision, titles), *answer_changes(self.settled)]
        return {"state": self.decision.state.value, "needs": bool(self.answers.needs), "changes": changes}


def _judge(locked: LockedInvitation, answers: Answers, now: datetime, *, unbound: bool, override: bool) -> _Case:
    """Read what there is and decide on it; answers to questions first, since another answer is a change too."""
    invitation = locked.invitation
    standing = queries.find_for(invitation.event_id, invitation.person_id, fresh=True)
    own = standing.registration if standing else None
    held = queries.held_of(own)
    asking = queries.questionnaire(invitation.event, invitation, own, answers.replies or ())
    ask = replace(_ask(locked, answers, held), unbound=unbound, override=override)
    settled = _settled(asking, answers, ask)
    ask = replace(ask, changes_answers=settled.changes)
    seats = queries.seats(invitation, locked.parts, own)
    decision = decide(ask, seats, now)
    if not decision.refusals and _lacks_consent(invitation.event, answers, held):
        decision = Decision(Refused(Reason.NO_CONSENT))
    return _Case(locked, answers, standing, ask, seats, asking, settled, decision)


def _settled(asking: Questionnaire, answers: Answers, ask: Ask) -> Settled:
    if answers.replies is None:
        return Settled(kept=asking.held)
    return settle(asking, [wish.part_id for wish in ask.wishes], answers.replies, override=ask.override)


def _lacks_consent(event: Event, answers: Answers, held: Held | None) -> bool:
    """A change rests on the consent that was given with the registration: the form asks for it once."""
    return event.legal_basis is LegalBasis.CONSENT and held is None and not answers.consents


change = register
"""The same path: asked again, what one holds is kept."""


def _ask(locked: LockedInvitation, answers: Answers, held: Held | None) -> Ask:
    """The wishes by id; a part that is not the person's becomes one that no offer has."""
    ids = {part.uid: part.id for part in locked.parts}
    wishes = tuple(
        Wish(ids.get(asked.part_uid, 0), asked.mode, asked.part_uid in answers.seen_full) for asked in answers.parts
    )
    return Ask(wishes, held, answers.event_seen_full)


def _write(case: _Case, telling: Telling | None, now: datetime, actor: Actor) -> RegisterOutcome:
    standing, decision, held, answers = case.standing, case.decision, case.held, case.answers
    invitation, first = case.locked.invitation, standing is None
    if standing is not None and case.changes_nothing:
        keep_needs(standing.registration, answers.needs, answers.severe_words, now=now, actor=actor)
        if _wants_more(invitation, answers):
            consent_to_keeping(invitation.person, answers.keep_words, now=now, actor=actor)
        if telling is not None:
            own = standing.registration
            send(own, decision, own.state, now, first=False, kind=telling.kind, note=telling.note)
        return Unchanged(decision)
    registration = standing.registration if standing else blank(invitation, now)
    registration.invitation = invitation
    was = registration.state if standing else RegistrationState.CANCELLED
    write(registration, decision, now)
    said_at, anew = answers.given_at or now, held is None and not answers.restores
    keep_answers(registration, case.settled, said_at, now, first=first, anew=anew)
    keep_needs(registration, answers.needs, answers.severe_words, now=now, actor=actor, first=first)
    kept = _wants_more(invitation, answers) and mark_consent_to_keeping(invitation.person, answers.keep_words, now=now)
    action = "registration.changed" if held else "registration.made"
    details = case.details() | ({"keep": True} if kept else {})
    follow_up(registration, action, now=now, actor=actor, details=details)
    moves_up = case.ask.override and (was, decision.state) == (RegistrationState.WAITING, RegistrationState.CONFIRMED)
    told_as = telling or Telling("promoted" if moves_up else "")
    words = told(case.asking, case.settled)
    send(registration, decision, was, now, first=first, kind=told_as.kind, answers=words, note=told_as.note)
    if held is not None and _frees(held, decision):
        promote(invitation.event, now=now)
    return Registered(decision, changed=held is not None)


def _wants_more(invitation: Invitation, answers: Answers) -> bool:
    """Whether somebody who is not invited by office asks to be invited again."""
    return bool(answers.keep_words) and not invitation.source.by_office


def _says_the_same(held: Held, decision: Decision) -> bool:
    wanted = {(one.part_id, one.mode, one.state) for one in decision.parts}
    has = {(part.part_id, part.mode, part.state) for part in held.parts}
    return wanted == has and held.in_event_queue == decision.in_event_queue


def _frees(held: Held, decision: Decision) -> bool:
    """Whether a seat that was held on site is given back, or a place in a queue."""
    kept = {one.part_id for one in decision.parts if one.mode is Mode.ON_SITE}
    return any(part.mode is Mode.ON_SITE and part.part_id not in kept for part in held.parts)
