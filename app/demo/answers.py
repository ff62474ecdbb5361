"""How the demo's people answer: some at once, some late, some not at all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from app.audit.actor import Actor, ActorKind
from app.demo import questions
from app.events.model import Event, Part
from app.events.rules.kinds import PartKind
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation
from app.invitations.rules import InvitationState
from app.kernel.db import db, transaction
from app.mail.model import LetterState, OutboxLetter
from app.people.model import Person
from app.registrations import actions
from app.registrations.actions.register import Answers, Asked
from app.registrations.queries import questionnaire
from app.registrations.rules import NeedDraft, NeedKind
from app.registrations.rules.needs import SEVERE_WORDS

_COMES_TO = {PartKind.MEETING: 0.95, PartKind.PLENARY: 0.95, PartKind.MEAL: 0.7, PartKind.NIGHT: 0.5}
_IN_A_SLOT = 0.9
_HAS_NEEDS = 0.15
_NEEDS = (
    NeedDraft(NeedKind.DIET, "vegetarian"),
    NeedDraft(NeedKind.DIET, "vegan"),
    NeedDraft(NeedKind.ALLERGY, "gluten"),
    NeedDraft(NeedKind.ALLERGY, "lactose"),
    NeedDraft(NeedKind.ALLERGY, "nuts"),
    NeedDraft(NeedKind.ACCESS, "hearing_loop"),
)
_SEVERE = _NEEDS[4]
_REGRETS = ("Jag har redan ett annat möte.", "Nämnden sammanträder samma dag.", "", "", "")


def collect(event: Event, *, since: datetime, until: datetime, yes: float, no: float, chance: Random) -> None:
    """Let the invited of ``event`` answer between two moments: the share ``yes`` come, ``no`` do not, others say
    nothing. Each answer is a transaction of its own, as in life.
    """
    asked = sa.select(Invitation.uid).where(
        Invitation.event_id == event.id, Invitation.state == InvitationState.UNANSWERED
    )
    uids = list(db.session.scalars(asked.order_by(Invitation.id)))
    chance.shuffle(uids)
    seconds = int((until - since).total_seconds())
    moments = sorted(since + timedelta(seconds=chance.randrange(seconds)) for _ in uids)
    for uid, now in zip(uids, moments, strict=True):
        draw = chance.random()
        if draw < yes + no:
            _answer(uid, comes=draw < yes, now=now, chance=chance)


def _answer(uid: str, *, comes: bool, now: datetime, chance: Random) -> None:
    with transaction():
        locked = invitations.lock(uid)
        actor = _as(locked.invitation.person)
        if comes:
            choices = _choices(locked.parts, locked.invitation.event, chance)
            actions.register(locked, _with_replies(choices, locked), now=now, actor=actor)
        else:
            actions.decline(locked, chance.choice(_REGRETS), now=now, actor=actor)
        told_as_sent(now)


def _as(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.uid, person.name)


def _choices(parts: Sequence[Part], event: Event, chance: Random) -> Answers:
    slots: defaultdict[int, list[Part]] = defaultdict(list)
    chosen = []
    for part in parts:
        if part.slot_id is not None:
            slots[part.slot_id].append(part)
        elif chance.random() < _COMES_TO.get(part.kind, 0.9):
            chosen.append(part)
    chosen += [_one_of(choices, chance) for choices in slots.values() if chance.random() < _IN_A_SLOT]
    chosen = chosen or [parts[0]]
    full = frozenset(part.uid for part in chosen)  # where it is full, they queue
    needs = (chance.choice(_NEEDS),) if event.asks_needs and chance.random() < _HAS_NEEDS else ()
    severe_words = SEVERE_WORDS if _SEVERE in needs else ""
    asked = tuple(Asked(part.uid) for part in chosen)
    return Answers(asked, seen_full=full, needs=needs, severe_words=severe_words)


def _with_replies(choices: Answers, locked: LockedInvitation) -> Answers:
    """Answers to the meeting's questions too; drawn apart, so that the story is the same without them."""
    asking = questionnaire(locked.invitation.event, locked.invitation, None)
    uids = {asked.part_uid for asked in choices.parts}
    chosen = {part.id for part in locked.parts if part.uid in uids}
    chance = Random(locked.invitation.id)  # noqa: S311 - chance of a story, not a secret
    return replace(choices, replies=questions.replies(asking, chosen, chance))


def _one_of(choices: Sequence[Part], chance: Random) -> Part:
    """The first seminar of a slot draws most people."""
    return chance.choices(choices, weights=[1.5] + [1] * (len(choices) - 1))[0]


def told_as_sent(now: datetime) -> None:
    """The letters of the story went out when they were written; none is ever due."""
    written = sa.update(OutboxLetter).where(OutboxLetter.state == LetterState.WAITING)
    done = written.values(state=LetterState.SENT, sent_at=now, due_at=None, tries=1)
    db.session.flush()
    db.session.execute(done.execution_options(synchronize_session=False))
