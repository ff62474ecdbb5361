"""An organisation's contact answers for several people of that organisation, who each get their own letter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.events.model import Event, Part
from app.events.queries import get_whole_event
from app.events.queries.contact import contact_of
from app.events.rules.deadlines import Phase, phase
from app.events.rules.kinds import LegalBasis
from app.invitations.model import Invitation
from app.invitations.queries import MeetingThere, deadlines_for, list_answerable, parts_of
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import transaction
from app.mail.sender import Mailbox
from app.people.model import Organisation
from app.registrations import queries
from app.registrations.actions import AnsweredFor, decline_several, register_several
from app.registrations.rules import (
    AlreadySo,
    Decision,
    Declined,
    NeedsRefused,
    NoneOfTheParts,
    NotRegistered,
    Refused,
    Registered,
    RegistrationState,
    Seats,
    SpeakForThemselves,
    TooLate,
    Unchanged,
    Withdrawn,
)
from app.web import answers, guards
from app.web.answers import AnswerForm, Offer, refused_as_full, when
from app.web.fields import ChecksField, Form, pairs
from app.web.invitee.organisation import find_or_404, open_link

bp = Blueprint("organisation_answers", __name__, url_prefix="/org/<token>/<slug>")

_PAGE = "invitee/organisation_answers.html"
_NO = "nej"
_REGISTERED = (InvitationState.COMING, InvitationState.WAITING)


class WhomForm(Form):
    """For whom."""

    who = ChecksField(_("För vilka svarar du?"), _("Markera minst en person"), choices=[])


@dataclass(frozen=True)
class Told:
    """What the answer for one person came to, in words."""

    name: str
    words: str
    done: bool
    queueing: tuple[tuple[str, str], ...] = ()
    """Hidden fields: sent again, what was full is queued for."""


@dataclass(frozen=True)
class Answering:
    """A meeting as the contact answers for it; ``open_ones`` are those who have not answered for themselves."""

    token: str
    organisation: Organisation
    event: Event
    meeting: MeetingThere
    open_ones: tuple[Invitation, ...]
    parts: tuple[Part, ...]

    @property
    def others(self) -> list[Invitation]:
        """Those who have answered for themselves."""
        answered = {one.id for one in self.open_ones}
        return [one for one in self.meeting.invited if one.id not in answered]

    @property
    def may_register(self) -> bool:
        """Whether somebody can be registered today, or have a registration changed: the dates are each person's own."""
        asked = [(self._phase(one), one.state in _REGISTERED) for one in self.open_ones]
        possible = any(at is Phase.OPEN or (there and at is not Phase.FIXED) for at, there in asked)
        return possible and not self.rests_on_consent

    @property
    def opens_later(self) -> bool:
        """Whether answering has not opened yet for anybody."""
        return all(self._phase(one) is Phase.NOT_OPEN for one in self.open_ones)

    def _phase(self, one: Invitation) -> Phase:
        return phase(deadlines_for(one), self.event.ends_on, clock.today())

    @property
    def rests_on_consent(self) -> bool:
        """Whether everybody must answer for themselves."""
        return self.event.legal_basis is LegalBasis.CONSENT

    @property
    def answer_by(self) -> object:
        """The last day for answering, as the most generous of them has it."""
        dates = [deadlines_for(one).answer_by for one in self.open_ones]
        return max(dates, default=None)

    @property
    def contact(self) -> Mailbox:
        """Whom to write to."""
        return contact_of(self.event)

    @staticmethod
    def when(part: Part) -> str:
        """The part's day and time."""
        return when(part)


def _answering(token: str, slug: str) -> Answering:
    """The meeting, if somebody of the organisation is invited to it; the same 404 for every other."""
    visit = open_link(token)
    meeting = next((one for one in visit.meetings if one.event.slug == slug and one.invited), None)
    if meeting is None:
        abort(404)
    event = get_whole_event(slug)
    open_ones = tuple(list_answerable(visit.organisation, event.id))
    theirs = {part.id for one in open_ones for part in parts_of(one)}
    parts = tuple(part for part in event.parts if part.id in theirs)
    return Answering(token, visit.organisation, event, meeting, open_ones, parts)


@bp.get("")
def ask(token: str, slug: str) -> str:
    """For whom, and what."""
    page = _answering(token, slug)
    return _page(page, _whom(page, WhomForm()), _answer_form(page), done=request.args.get("klart", 0, type=int))


def _whom(page: Answering, form: WhomForm) -> WhomForm:
    form.who.choices = pairs([(one.uid, one.person.name) for one in page.open_ones])
    return form


def _answer_form(page: Answering, posted: MultiDict[str, str] | None = None) -> AnswerForm:
    """The form of all parts that any of them may answer for; a part that is not for all says for whom it is."""
    form = AnswerForm(Offer(page.parts, _seats(page)), posted)
    for field in form.choices:
        if field.name != answers.PARTS:  # the last option is none of them
            field.choices[-1].label = gettext("Inte den här delen")
    for part in page.parts:
        names = [one.person.name for one in page.open_ones if part in parts_of(one)]
        if len(names) < len(page.open_ones):
            form.hints[part.uid] += gettext(" · för %(names)s", names=", ".join(names))
    return form


def _seats(page: Answering) -> Seats:
    """As anybody there finds them: whom a quota counts is seen when each is registered."""
    found = queries.seats(page.meeting.invited[0], page.parts).on(clock.today())
    return replace(found, quotas=(), parts=tuple(replace(part, quotas=()) for part in found.parts))


def _page(page: Answering, whom: WhomForm, form: AnswerForm, *, done: int = 0, told: Sequence[Told] = ()) -> str:
    roles = {one.id: _roles(one, page.organisation) for one in page.meeting.invited}
    return render_template(
        _PAGE,
        page=page,
        whom=whom,
        answer=form,
        form=form.form,
        hints={one.uid: f"{roles[one.id]} · {gettext(one.state.label)}" for one in page.open_ones},
        roles=roles,
        done=done,
        told=told,
        queueing=dict.fromkeys([*form.shown_full, *(row for one in told for row in one.queueing)]),
    )


def _roles(one: Invitation, organisation: Organisation) -> str:
    return ", ".join(held.role.name for held in one.holdings if held.organisation_id == organisation.id)


@bp.post("")
def answer(token: str, slug: str) -> Response | tuple[str, int]:
    """Yes or no for those who are ticked: all that can be written is, and the page says of whom not and why."""
    page = _answering(token, slug)
    whom = _whom(page, WhomForm())
    if not whom.validate():
        return _page(page, whom, _answer_form(page, request.form)), 422
    with transaction():
        outcomes = _write(find_or_404(token), get_whole_event(slug), set(whom.who.data or ()))
    told = [_told(one, page.parts) for one in outcomes]
    if told and all(one.done for one in told):
        return redirect(url_for("organisation_answers.ask", token=token, slug=slug, klart=len(told)), 303)
    page = _answering(token, slug)
    return _page(page, _whom(page, WhomForm()), _answer_form(page, request.form), told=told), 422


def _write(organisation: Organisation, event: Event, uids: set[str]) -> tuple[AnsweredFor, ...]:
    now, actor = clock.now(), guards.organisation_actor(organisation)
    if request.form.get("svar") == _NO:
        return decline_several(organisation, event, uids, now=now, actor=actor)
    return register_several(organisation, event, uids, answers.read(request.form), now=now, actor=actor)


def _told(one: AnsweredFor, parts: Sequence[Part]) -> Told:
    words, done = _words(one, parts)
    if one.left_out and done:
        words += " " + gettext("Inte för %(parts)s, som inte gäller den rollen.", parts=", ".join(one.left_out))
    refused = one.outcome.decision if isinstance(one.outcome, NotRegistered) else None
    queueing = tuple(refused_as_full(refused, parts)) if refused is not None else ()
    return Told(one.invitation.person.name, words, done, queueing)


def _words(one: AnsweredFor, parts: Sequence[Part]) -> tuple[str, bool]:
    """In words, and whether it is done."""
    match one.outcome:
        case Registered(decision) | Unchanged(decision):
            waits = decision.state is RegistrationState.WAITING
            return gettext("Står på väntelistan.") if waits else gettext("Är anmäld."), True
        case NotRegistered(decision):
            return _refusal(decision, parts), False
        case Declined() | Withdrawn() | AlreadySo():
            return gettext("Kommer inte."), True
        case TooLate():
            return gettext("Mötet har varit eller är inställt."), False
        case NoneOfTheParts():
            return gettext("Ingen av delarna du valde gäller den rollen."), False
        case SpeakForThemselves():
            return gettext("Mötet bygger på samtycke, så var och en anmäler sig själv."), False
        case NeedsRefused(fault):
            return gettext(fault.label), False
        case _:
            assert_never(one.outcome)


def _refusal(decision: Decision, parts: Sequence[Part]) -> str:
    """Why nothing was written: of the meeting, or part by part."""
    if isinstance(decision.event, Refused):
        return gettext(decision.event.reason.label)
    titles = {part.id: part.title for part in parts}
    said = [(titles.get(one.part_id, ""), one.verdict) for one in decision.parts]
    return " ".join(f"{title}: {gettext(why.reason.label)}" for title, why in said if isinstance(why, Refused))
