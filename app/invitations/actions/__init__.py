"""Inviting, reminding, revoking. Called inside ``with transaction():`` at a door; nothing here commits."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from app.audit import log
from app.audit.actor import Actor, ActorKind
from app.events.model import Event, Part
from app.events.rules.kinds import EventState
from app.invitations import letters, queries
from app.invitations.model import Invitation, InvitationHolding, InvitationPart
from app.invitations.queries import Candidate
from app.invitations.rules import (
    UNASKED,
    AlreadyInvited,
    InvitationSource,
    InvitationState,
    Made,
    NotPublished,
    Sent,
    Standing,
    WantsNone,
    may_be_sent,
)
from app.invitations.rules.by_hand import NO_DATES, OwnDates
from app.kernel import links
from app.kernel.db import db, run_within
from app.kernel.tokens import new_seed
from app.kernel.words import local
from app.mail import outbox
from app.people.model import Organisation, Person, Role

_INVITATIONS = cast(sa.Table, Invitation.__table__)
_MARK = sa.update(_INVITATIONS).where(_INVITATIONS.c.id == sa.bindparam("this"))


def create_invitations(
    event: Event, person_uids: Collection[str], *, now: datetime, actor: Actor, along: bool = False
) -> Made:
    """Make unsent invitations for those of ``person_uids`` whom the circles point out and who can be invited. The
    proposal is made again here: ids that it does not hold, or that are invited already, make nothing. ``along``: the
    one who chose did not see protected people, who are invited along with somebody of their role.
    """
    queries.lock_event(event.id)
    proposal = queries.propose(event, local(now).date())
    ready = proposal.standing(Standing.READY)
    chosen = [one for one in ready if one.person.uid in person_uids]
    chosen += _along(ready, chosen) if along else []
    revoked = {one.person_id: one for one in queries.list_revoked(event.id, {one.person.id for one in chosen})}
    for candidate in chosen:
        held = [(assignment.role, assignment.organisation) for assignment in candidate.assignments]
        one = revoked.get(candidate.person.id) or blank(event, candidate.person)
        make(one, held, InvitationSource.CIRCLE, "", now)
    db.session.flush()
    if chosen:
        log.record(
            actor,
            "invitations.created",
            now=now,
            subject=("event", event.uid),
            event_uid=event.uid,
            details={"count": len(chosen)},
        )
    return Made(len(chosen))


def _along(ready: Collection[Candidate], chosen: Collection[Candidate]) -> list[Candidate]:
    """The protected who hold a role that somebody chosen holds, or that nobody else who can be chosen does."""
    taken, seen = _roles(chosen), _roles([one for one in ready if not one.person.protected])
    hidden = [one for one in ready if one.person.protected and one not in chosen]
    return [one for one in hidden if chosen and (_roles([one]) & taken or not _roles([one]) & seen)]


def _roles(candidates: Collection[Candidate]) -> set[int]:
    return {held.role_id for one in candidates for held in one.assignments}


def add_by_hand(
    event: Event,
    person: Person,
    role: Role,
    organisation: Organisation,
    reason: str,
    *,
    now: datetime,
    actor: Actor,
    extra_parts: Collection[Part] = (),
    source: InvitationSource = InvitationSource.BY_HAND,
    own_dates: OwnDates = NO_DATES,
    accompanies: Invitation | None = None,
) -> Invitation | AlreadyInvited | WantsNone:
    """Invite somebody whom no circle points out (adjungerad, medverkande, medföljande), or an efterträdare, with a
    reason, to ``extra_parts`` beyond what the role gives, perhaps with dates of their own. The invitation is not sent
    yet.
    """
    queries.lock_event(event.id)
    known = queries.find_for(event.id, person.id)
    if known is not None and known.state is not InvitationState.REVOKED:
        return AlreadyInvited()
    if person.declined_all_at is not None:
        return WantsNone()
    one = known or blank(event, person)
    make(one, [(role, organisation)], source, reason, now)
    one.answer_by_on, one.change_by_on, one.accompanies = own_dates.answer_by, own_dates.change_by, accompanies
    one.extra_parts = [InvitationPart(part_id=part.id) for part in extra_parts if part.event_id == event.id]
    db.session.flush()
    _record("invitation.added", one, now, actor, reason=reason)
    return one


def sign_up(event: Event, person: Person, affiliation: str, *, now: datetime, actor: Actor) -> Invitation:
    """Invite somebody who has signed up and confirmed it; the registration is the next step. An invitation that was
    never sent stands, as if it had been sent now.
    """
    known = queries.find_for(event.id, person.id)
    one = known or blank(event, person)
    if one.state is not InvitationState.NOT_SENT or known is None:
        make(one, [], InvitationSource.SIGN_UP, "", now)
    one.affiliation, one.state, one.sent_at = affiliation, InvitationState.UNANSWERED, now
    db.session.flush()
    _record("invitation.signed_up", one, now, actor)
    return one


def blank(event: Event, person: Person) -> Invitation:
    """A new invitation, to be made."""
    one = Invitation(event=event, person=person, link_seed=new_seed(), link_generation=0, reminders=0, version=1)
    db.session.add(one)
    return one


def make(
    one: Invitation,
    held: Iterable[tuple[Role, Organisation]],
    source: InvitationSource,
    reason: str,
    now: datetime,
) -> None:
    """Write an unsent invitation over a blank or a revoked one; either gets a link that no letter has held."""
    one.state, one.source, one.reason, one.message = InvitationState.NOT_SENT, source, reason, ""
    one.created_at = now  # reminders go on being counted: their letters are known by the number
    one.sent_at = one.answered_at = one.revoked_at = one.reminded_at = None
    one.answered_for = ""
    one.answer_by_on = one.change_by_on = None
    one.affiliation = ""
    one.in_stead_of = one.accompanies = None
    _renew(one)
    known = {(holding.role_id, holding.organisation_id): holding for holding in one.holdings}
    one.holdings = [
        known.get((role.id, organisation.id)) or InvitationHolding(role=role, organisation=organisation)
        for role, organisation in held
    ]


def _renew(one: Invitation) -> None:
    one.link_generation += 1
    one.link_digest = links.digest(letters.answer_link(one))


def discard(event: Event, uids: Collection[str], *, now: datetime, actor: Actor) -> int:
    """Take unsent invitations out of the draft again; gives how many. Those that were sent meanwhile are left alone:
    they are revoked. One that has been revoked before goes back to being so, since its history hangs on it.
    """
    unsent = queries.list_to_send(event.id, uids)
    for one in unsent:
        if one.link_generation > 1:
            one.state, one.revoked_at = InvitationState.REVOKED, now
        else:
            db.session.delete(one)
    if unsent:
        about, details = ("event", event.uid), {"count": len(unsent)}
        log.record(actor, "invitations.discarded", now=now, subject=about, event_uid=event.uid, details=details)
    return len(unsent)


def send(event: Event, *, now: datetime, actor: Actor, uids: Collection[str] | None = None) -> Sent | NotPublished:
    """Write the letters of the event's unsent invitations (only those with ``uids``, if given): each becomes
    UNANSWERED, and the person is informed of where the address came from (GDPR art. 14). Pressed twice, the second
    finds nothing to send.
    """
    if event.state is not EventState.PUBLISHED:
        return NotPublished()
    unsent = queries.list_to_send(event.id, uids)
    ready = [one for one in unsent if may_be_sent(one.state, has_address=bool(one.person.address))]
    sources = queries.sources_of({one.person_id for one in ready})
    for one in ready:
        outbox.put(letters.invitation(one, queries.parts_of(one), sources[one.person_id]), now=now)
        one.state, one.sent_at = InvitationState.UNANSWERED, now
        one.person.informed_at = one.person.informed_at or now
        _record("invitation.sent", one, now, actor)
    return Sent(len(ready), len(unsent) - len(ready))


def resend(one: Invitation, seen: int, *, now: datetime, actor: Actor) -> Sent | NotPublished:
    """Write the invitation's first letter again, with the link as it is now. ``seen`` is the version on the page where
    it was asked for: the same button pressed twice writes one letter.
    """
    if one.event.state is not EventState.PUBLISHED:
        return NotPublished()
    if one.version != seen or one.state in UNASKED:
        return Sent(0, 0)
    if not one.person.address:
        return Sent(0, 1)
    source = queries.sources_of({one.person_id})[one.person_id]
    outbox.put(letters.invitation(one, queries.parts_of(one), source), now=now)
    one.version += 1
    _record("invitation.sent_again", one, now, actor)
    return Sent(1, 0)


def show_link(one: Invitation, *, now: datetime, actor: Actor) -> str:
    """The personal address, for giving it by telephone. Whoever has it answers in the person's name: it is logged."""
    _record("invitation.link_shown", one, now, actor)
    return links.url(letters.answer_link(one))


def revoke(one: Invitation, *, now: datetime, actor: Actor) -> None:
    """Take the invitation back: its link opens nothing any more. A seat is freed by ``desk.revoke_invitation``."""
    if one.state is InvitationState.REVOKED:
        return
    one.state, one.revoked_at = InvitationState.REVOKED, now
    one.version += 1
    _record("invitation.revoked", one, now, actor)


def renew_link(one: Invitation, *, now: datetime, actor: Actor) -> None:
    """Give the invitation a new link; the old one opens nothing from now on. No letter is written."""
    _renew(one)
    one.version += 1
    _record("invitation.link_renewed", one, now, actor)


def mark(one: Invitation, state: InvitationState, *, now: datetime, actor: Actor, message: str = "") -> None:
    """Keep the invitation in step with an answer. The one who answers logs it. A queue that moves changes nothing of
    who has answered. Past the unit of work, which takes three times as long while others wait.
    """
    mark_many([one], state, now=now, actor=actor, message=message)


def mark_many(
    invited: Collection[Invitation], state: InvitationState, *, now: datetime, actor: Actor, message: str = ""
) -> None:
    """As ``mark``, of many in one statement."""
    values: dict[str, Any] = {"state": state, "answered_at": now, "message": message}
    if actor.kind is not ActorKind.SYSTEM:
        values["answered_for"] = actor.name if actor.kind is ActorKind.ORGANISATION else ""
    rows = [{"this": one.id, "version": one.version + 1, **values} for one in invited]
    if len(rows) == 1:
        run_within(_MARK, rows[0])
    elif rows:
        db.session.execute(_MARK, rows)
    for one in invited:
        for name, value in {"version": one.version + 1, **values}.items():
            set_committed_value(one, name, value)


def mark_asking(one: Invitation, since: datetime | None) -> None:
    """Keep the invitation in step with a request that waits since then for an answer; None when none does any more."""
    one.asks_since = since
    one.version += 1


def _record(action: str, one: Invitation, now: datetime, actor: Actor, **details: str) -> None:
    log.record(actor, action, now=now, subject=("person", one.person.uid), event_uid=one.event.uid, details=details)
