"""Anmäl per telefon: an organizer answers for somebody invited, with the form that the person would have had."""

from dataclasses import dataclass, replace
from typing import assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.events.model import Event
from app.events.queries import get_whole_event
from app.events.rules.kinds import EventState, LegalBasis, NeedsGround
from app.invitations import queries as invitations
from app.invitations.letters import capacity
from app.invitations.model import Invitation
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import local
from app.registrations import actions, queries
from app.registrations.actions import ChangedMeanwhile
from app.registrations.model import Registration
from app.registrations.queries import Standing
from app.registrations.rules import (
    AlreadySo,
    Declined,
    NeedKind,
    NeedsRefused,
    NotRegistered,
    Registered,
    RegistrationState,
    TooLate,
    Unchanged,
    Waiting,
    Withdrawn,
)
from app.web import answers, guards
from app.web.answers import AnswerForm, Offer
from app.web.fields import Form, LineField
from app.web.needs import SpokenNeedsForm, grounds_told
from app.web.organizer.event_page import find_or_404, seen_version
from app.web.organizer.event_page import show as show_event

bp = Blueprint("behalf", __name__, url_prefix="/arrangor/moten/<slug>/anmal")

Answer = str | tuple[str, int] | Response


class BehalfForm(Form):
    """What goes with an organizer's answer for somebody."""

    seen = HiddenField()
    reason = LineField(
        _("Skäl att gå över gränsen"),
        limit=300,
        description=_("Fyll i bara om personen ska få plats fast det är fullt. Skälet står i loggen."),
    )


@dataclass(frozen=True)
class Caller:
    """Somebody invited, as the form needs it; the names that templates share with an invitee's visit are the same."""

    invitation: Invitation
    standing: Standing | None
    offer: Offer

    @property
    def event(self) -> Event:
        """The meeting."""
        return self.invitation.event

    @property
    def registration(self) -> Registration | None:
        """The registration, when it has not been cancelled."""
        return self.standing.registration if self.standing and self.standing.active else None

    @property
    def version(self) -> int:
        """Of the registration, also a cancelled one; 0 for none."""
        return self.standing.registration.version if self.standing else 0

    @property
    def capacity(self) -> str:
        """ "rektor, Ånge kommun"."""
        return capacity(self.invitation)

    @property
    def need_grounds(self) -> dict[NeedKind, NeedsGround]:
        """The kinds of needs that are asked for."""
        return queries.need_grounds(self.event)

    @property
    def needs_consent(self) -> str:
        """What stands at the box for consent to them; empty where none is asked for."""
        asked = NeedsGround.CONSENT in self.need_grounds.values()
        return gettext("Personen har sagt ja till att uppgifterna sparas") if asked else ""

    @property
    def needs_rest_on(self) -> str:
        """On what they rest."""
        return " ".join(grounds_told(self.need_grounds))


@bp.get("/<uid>")
def show(slug: str, uid: str) -> Answer:
    """The form, with what is known filled in (never needs)."""
    caller = _caller(slug, uid)
    if not _is_open(caller.event):
        flash(gettext("Mötet kan inte besvaras nu."), "info")
        return _invitation(slug, uid)
    form = BehalfForm(formdata=None, data={"seen": caller.version})
    return _page(caller, _answer_form(caller), SpokenNeedsForm(formdata=None), form)


@bp.post("/<uid>")
def answer(slug: str, uid: str) -> Answer:
    """Register or change for the person; refused and told when another organizer or the person did so meanwhile."""
    _caller(slug, uid)
    needs, form, actor = SpokenNeedsForm(), BehalfForm(), guards.actor()
    if not (needs.validate() and form.validate()):
        return _again(slug, uid, needs, form), 422
    with transaction():
        outcome = actions.answer_for(
            invitations.lock(uid),
            answers.read(request.form, needs, asks=True),
            seen_version(form),
            form.reason.data or "",
            now=clock.now(),
            actor=actor,
        )
    match outcome:
        case ChangedMeanwhile():
            form.seen.data = str(outcome.version)
            return _again(slug, uid, needs, form, meanwhile=outcome), 409
        case NotRegistered():
            return _again(slug, uid, needs, form, refused=outcome), 422
        case NeedsRefused(fault):
            needs.say(fault)
            return _again(slug, uid, needs, form), 422
        case Registered(decision):
            waits = isinstance(decision.event, Waiting)
            flash(gettext("Personen står på väntelistan.") if waits else gettext("Anmälan är sparad."), "good")
        case Unchanged():
            flash(gettext("Inget var ändrat."), "info")
        case _:
            assert_never(outcome)
    return _registration(slug, uid)


@bp.get("/<uid>/avboka")
def ask_withdraw(slug: str, uid: str) -> Answer:
    """Ask before somebody is withdrawn, or said no for."""
    caller = _caller(slug, uid)
    if caller.registration is None and caller.invitation.state is InvitationState.NOT_COMING:
        return _invitation(slug, uid)
    form = BehalfForm(formdata=None, data={"seen": caller.version})
    return show_event("organizer/answers/withdraw.html", caller.event, them=caller, form=form, meanwhile=None)


@bp.post("/<uid>/avboka")
def withdraw(slug: str, uid: str) -> Answer:
    """Withdraw, or say no, for the person."""
    caller, form, actor, now = _caller(slug, uid), BehalfForm(), guards.actor(), clock.now()
    registered = caller.registration is not None
    with transaction():
        locked = invitations.lock(uid)
        if registered:
            outcome = actions.withdraw_for(locked, seen_version(form), now=now, actor=actor)
        else:
            outcome = actions.decline(locked, "", now=now, actor=actor)
    match outcome:
        case ChangedMeanwhile():
            form.seen.data, caller = str(outcome.version), _caller(slug, uid)
            template = "organizer/answers/withdraw.html"
            return show_event(template, caller.event, them=caller, form=form, meanwhile=outcome), 409
        case Withdrawn():
            flash(gettext("Anmälan är avbokad."), "good")
        case Declined():
            flash(gettext("Svaret är sparat: kommer inte."), "good")
        case AlreadySo():
            flash(gettext("Det var redan så."), "info")
        case TooLate():
            flash(gettext("Mötet har varit eller är inställt."), "warning")
        case _:
            assert_never(outcome)
    return _invitation(slug, uid)


def _caller(slug: str, uid: str) -> Caller:
    """Raises 404 for another event's and for a revoked invitation. Where somebody else comes, it leads there."""
    event = find_or_404(slug, get_whole_event)
    invitation = invitations.get(uid, event.id)
    if invitation.state is InvitationState.REVOKED:
        abort(404)
    if invitation.state is InvitationState.REPLACED:
        abort(_to_the_other(slug, invitation))
    standing = queries.find_for(event.id, invitation.person_id)
    own = standing.registration if standing else None
    parts = tuple(invitations.parts_of(invitation))
    seats = queries.seats(invitation, parts, own).on(clock.today())
    seats = replace(seats, waiting_list=True)  # an organizer may go beyond what is full
    asking = queries.questionnaire(event, invitation, own)
    return Caller(invitation, standing, Offer(parts, seats, queries.held_of(own), asking))


def _to_the_other(slug: str, replaced: Invitation) -> Response:
    """To the one who comes instead, who is the one to answer for; with words that say so."""
    other = invitations.find_stand_in(replaced)
    if other is None:
        flash(gettext("Någon annan kommer i stället för %(who)s.", who=replaced.person.name), "info")
        return _invitation(slug, replaced.uid)
    words = gettext(
        "%(who)s kommer i stället för %(old)s. Härifrån svarar du för %(who)s.",
        who=other.name,
        old=replaced.person.name,
    )
    flash(words, "info")
    return _invitation(slug, other.uid)


def _is_open(event: Event) -> bool:
    return event.state is EventState.PUBLISHED and local(clock.now()).date() <= event.ends_on


def _answer_form(caller: Caller, posted: MultiDict[str, str] | None = None) -> AnswerForm:
    asks = caller.event.legal_basis is LegalBasis.CONSENT and caller.registration is None
    return AnswerForm(caller.offer, posted, asks_consent=asks)


def _again(
    slug: str,
    uid: str,
    needs: SpokenNeedsForm,
    form: BehalfForm,
    *,
    refused: NotRegistered | None = None,
    meanwhile: ChangedMeanwhile | None = None,
) -> str:
    """The form with everything that was filled in."""
    caller = _caller(slug, uid)
    answer = _answer_form(caller, request.form)
    if refused is not None:
        answer.explain(refused.decision, refused.blame)
    return _page(caller, answer, needs, form, meanwhile=meanwhile)


def _page(
    caller: Caller,
    answer: AnswerForm,
    needs: SpokenNeedsForm,
    form: BehalfForm,
    *,
    meanwhile: ChangedMeanwhile | None = None,
) -> str:
    return show_event(
        "organizer/answers/behalf.html",
        caller.event,
        them=caller,
        answer=answer,
        needs=needs,
        form=form,
        meanwhile=meanwhile,
        full=caller.offer.event_is_full or any(caller.offer.is_full(part) for part in caller.offer.parts),
    )


def _registration(slug: str, uid: str) -> Response:
    caller = _caller(slug, uid)
    own = caller.standing.registration if caller.standing else None
    if own is None or own.state is RegistrationState.CANCELLED:
        return _invitation(slug, uid)
    return redirect(url_for("answers.registration", slug=slug, uid=own.uid), 303)


def _invitation(slug: str, uid: str) -> Response:
    return redirect(url_for("invitations.person", slug=slug, uid=uid), 303)
