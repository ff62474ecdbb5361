"""A person's own page: all meetings with their state, and the way to subscribe to them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, render_template

from app.attendance.queries.certificates import list_certified_events
from app.events.rules.kinds import EventState
from app.feeds.queries import subscription
from app.invitations import queries as invitations
from app.invitations.letters import answer_link, capacity
from app.invitations.model import Invitation
from app.invitations.queries import StandIn
from app.invitations.rules import InvitationState
from app.kernel import clock, links
from app.people.model import Person
from app.people.queries import find_person_by_link
from app.people.rules.keeping import has_office

bp = Blueprint("person", __name__, url_prefix="/min")

_KINDS = {
    InvitationState.UNANSWERED: "pending",
    InvitationState.COMING: "good",
    InvitationState.NOT_COMING: "declined",
    InvitationState.WAITING: "queued",
    InvitationState.REPLACED: "replaced",
}


@dataclass(frozen=True)
class Row:
    """One meeting; ``kind`` is the shape of its state."""

    invitation: Invitation
    href: str
    kind: str
    capacity: str
    stand_in: str = ""
    certified: bool = False
    """There is something to certify."""

    @property
    def cancelled(self) -> bool:
        """Whether the meeting is called off."""
        return self.invitation.event.state is EventState.CANCELLED


def _rows(shown: Iterable[Invitation], instead: Mapping[int, StandIn], certified: Collection[int]) -> list[Row]:
    return [_row(one, instead.get(one.id), certified=one.event_id in certified) for one in shown]


def _row(one: Invitation, stand_in: StandIn | None, *, certified: bool) -> Row:
    who = stand_in.name if stand_in else ""
    return Row(one, links.path(answer_link(one)), _KINDS[one.state], capacity(one), who, certified)


def _is_asked_to_be_kept(person: Person, shown: list[Invitation], today: date) -> bool:
    """Whether being invited again is the person's own choice: those with an office are invited by it."""
    if person.keep_consent_at is not None:
        return True
    if has_office([held.term for held in person.assignments], today):
        return False
    return not any(one.source.by_office for one in shown)


@bp.get("/<token>")
def show(token: str) -> str:
    """The person's meetings, the nearest first, then those that have been."""
    person = find_person_by_link(token)
    if person is None:
        abort(404)
    today = clock.today()
    shown = [
        one
        for one in invitations.list_for_person(person.id, to_themselves=True)
        if one.event.state is not EventState.DRAFT
    ]
    instead = invitations.stand_ins({one.event_id for one in shown})
    certified = list_certified_events(person.id, clock.now()) if shown else set()
    return render_template(
        "invitee/person.html",
        person=person,
        token=token,
        coming=_rows((one for one in reversed(shown) if one.event.ends_on >= today), instead, certified),
        past=_rows((one for one in shown if one.event.ends_on < today), instead, certified),
        subscription=subscription(person),
        asks_to_be_kept=_is_asked_to_be_kept(person, shown, today),
    )
