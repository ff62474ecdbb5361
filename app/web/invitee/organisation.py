"""The page of an organisation's contact: who holds which role when the coming meetings are held, and whether that is
right. It shows names, roles and states; never messages, addresses or needs.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.audit.actor import ActorKind
from app.events.queries.contact import contact_of
from app.invitations.queries import MeetingThere, meetings_of
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import local
from app.mail.sender import Mailbox
from app.people import actions, queries
from app.people.model import Assignment, Organisation, Proposal
from app.people.queries import Office, Offices
from app.people.rules.proposals import ProposalState
from app.people.rules.role_words import CONTACT
from app.web import guards

bp = Blueprint("organisation", __name__, url_prefix="/org/<token>")

_FRESH = timedelta(days=60)
"""How long a confirmation stands before it is asked for anew."""
_MOST = 500
"""So many assignments can be confirmed by one press."""


@dataclass(frozen=True)
class ContactVisit:
    """An opened link of an organisation. ``today`` is the date in Europe/Stockholm."""

    token: str
    organisation: Organisation
    offices: Offices
    meetings: tuple[MeetingThere, ...]
    proposals: tuple[Proposal, ...]
    asked_on: date | None
    today: date

    def waiting(self, held: Assignment) -> Proposal | None:
        """What has been proposed about the assignment and is not decided."""
        return next((one for one in self.open_ones if one.assignment_id == held.id), None)

    @property
    def open_ones(self) -> list[Proposal]:
        """The proposals that wait for an organizer."""
        return [one for one in self.proposals if one.state is ProposalState.OPEN]

    @property
    def contact(self) -> Mailbox:
        """Whom to write to: about the nearest meeting, or the configured mailbox."""
        return contact_of(self.meetings[0].event if self.meetings else None)

    @property
    def others(self) -> tuple[Office, ...]:
        """What is held today and stands at no meeting: everything, where no meeting is planned; else the contacts."""
        present = self.offices.on(self.today)
        if not self.meetings:
            return present
        return tuple(office for office in present if office.role.key == CONTACT)

    def unsaid(self, meeting: MeetingThere) -> list[Assignment]:
        """The assignments at a meeting that the organisation has not confirmed."""
        held = [one.assignment for role in meeting.roles for one in role.people if one.assignment]
        return [one for one in held if not self.confirmed_here(one) and not self.waiting(one)]

    def to_answer(self, meeting: MeetingThere) -> bool:
        """Whether somebody is invited whom the contact may answer for."""
        name = self.organisation.name
        unsaid = InvitationState.UNANSWERED
        return any(one.state is unsaid or one.answered_for == name for one in meeting.invited)

    def confirmed_here(self, held: Assignment) -> bool:
        """Whether the organisation itself has confirmed the assignment of late, and since it was last asked."""
        if held.confirmed_on is None or held.confirmed_by is not ActorKind.ORGANISATION:
            return False
        if self.asked_on is not None and held.confirmed_on < self.asked_on:
            return False
        return held.confirmed_on > self.today - _FRESH


def find_or_404(token: str) -> Organisation:
    """The organisation of the link, or the same 404 for every token that opens nothing."""
    organisation = queries.find_organisation_by_link(token)
    if organisation is None:
        abort(404)
    return organisation


def open_link(token: str) -> ContactVisit:
    """The visit, read in twelve statements however many people and meetings there are."""
    organisation, today = find_or_404(token), clock.today()
    offices = queries.offices_of(organisation)
    meetings = tuple(meetings_of(organisation, offices, today))
    proposals = tuple(queries.list_recent_proposals(organisation.id, clock.now()))
    asked_at = queries.find_asked_on(organisation.id)
    asked_on = local(asked_at).date() if asked_at else None
    return ContactVisit(token, organisation, offices, meetings, proposals, asked_on, today)


@bp.get("")
def show(token: str) -> str:
    """Who holds which role, meeting by meeting."""
    return render_template("invitee/organisation.html", visit=open_link(token))


@bp.post("/uppdrag/stammer")
def confirm(token: str) -> Response:
    """These assignments are right. Those of another organisation are not touched."""
    uids = set(request.form.getlist("uppdrag")[:_MOST])
    with transaction():
        organisation = find_or_404(token)
        actor = guards.organisation_actor(organisation)
        actions.confirm_held(organisation, uids, clock.today(), now=clock.now(), actor=actor)
    where = request.form.get("mote", "")
    anchor = f"mote-{where}" if where.replace("-", "").isalnum() else None
    return redirect(url_for("organisation.show", token=token, _anchor=anchor), 303)
