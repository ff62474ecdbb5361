"""An organisation's contact answers for several people of that organisation."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from app.audit.actor import Actor
from app.events.model import Event
from app.events.rules.kinds import LegalBasis
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation, list_answerable, lock, lock_event
from app.people.model import Organisation
from app.registrations.actions.absence import decline
from app.registrations.actions.register import Answers, register
from app.registrations.rules import AbsenceOutcome, NoneOfTheParts, RegisterOutcome, SpeakForThemselves

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class AnsweredFor:
    """What the answer for one person came to. ``left_out``: titles of the parts asked for that are not for them."""

    invitation: Invitation
    outcome: RegisterOutcome | AbsenceOutcome | NoneOfTheParts | SpeakForThemselves
    left_out: tuple[str, ...] = ()


def register_several(
    organisation: Organisation, event: Event, uids: Collection[str], answers: Answers, *, now: datetime, actor: Actor
) -> tuple[AnsweredFor, ...]:
    """Register each of those invitations (uids) that the organisation's contact may answer for, for those of the parts
    that are the person's. Who can be registered is, the others are told why. Needs and questions are the person's own.
    """
    if event.legal_basis is LegalBasis.CONSENT:
        return tuple(AnsweredFor(one, SpeakForThemselves()) for one in _meant(organisation, event, uids))
    plain = replace(answers, needs=None, replies=None, severe_words="", keep_words="")
    return tuple(
        _register(lock(one.uid), event, plain, now=now, actor=actor) for one in _meant(organisation, event, uids)
    )


def decline_several(
    organisation: Organisation, event: Event, uids: Collection[str], *, now: datetime, actor: Actor
) -> tuple[AnsweredFor, ...]:
    """Say no for each of those invitations (uids) that the organisation's contact may answer for."""
    meant = _meant(organisation, event, uids)
    return tuple(AnsweredFor(one, decline(lock(one.uid), "", now=now, actor=actor)) for one in meant)


def _meant(organisation: Organisation, event: Event, uids: Collection[str]) -> list[Invitation]:
    """In the order shown. The event is held first, so that nobody answers for themselves in between."""
    lock_event(event.id)
    found = list_answerable(organisation, event.id, fresh=True)
    return [one for one in found if one.uid in uids][:MOST_AT_ONCE]


def _register(locked: LockedInvitation, event: Event, answers: Answers, *, now: datetime, actor: Actor) -> AnsweredFor:
    own = {part.uid for part in locked.parts}
    wanted = tuple(asked for asked in answers.parts if asked.part_uid in own)
    asked_for = {asked.part_uid for asked in answers.parts}
    left_out = tuple(part.title for part in event.parts if part.uid in asked_for - own)
    if answers.parts and not wanted:
        return AnsweredFor(locked.invitation, NoneOfTheParts(), left_out)
    outcome = register(locked, replace(answers, parts=wanted), now=now, actor=actor)
    return AnsweredFor(locked.invitation, outcome, left_out)
