"""Asking the organizer after a last day: for a place, or for a change. GET changes nothing; needs are not asked for."""

from dataclasses import replace
from typing import assert_never

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.events.model import Part
from app.events.rules.kinds import LegalBasis
from app.invitations.queries import LockedInvitation, lock_by_token
from app.kernel import clock
from app.kernel.db import transaction
from app.registrations import actions
from app.registrations.rules import Held, HeldPart, RegistrationState, TooLate
from app.registrations.rules.requests import (
    MESSAGE_LIMIT,
    AlreadyAsked,
    NothingNew,
    NotNeeded,
    RequestMade,
    RequestRefused,
    Wishes,
)
from app.web import answers, guards
from app.web.answers import AnswerForm, Offer, when
from app.web.fields import Form, TextField
from app.web.invitee.opening import open_link
from app.web.invitee.visit import Visit

bp = Blueprint("asking", __name__, url_prefix="/i/<token>/fraga")


class WordsForm(Form):
    """Some words to the organizer."""

    message = TextField(_("Meddelande till samordnaren"), limit=MESSAGE_LIMIT, no_personnummer=True)


class WishForm(AnswerForm):
    """The parts to ask for: also what is full can be."""

    def _hint(self, part: Part, *, closed: bool) -> str:
        said = [when(part), part.room, part.contributors]
        if self.offer.is_full(part):
            said.append(gettext("Fullt just nu: samordnaren avgör"))
        return " · ".join(filter(None, said))

    def say_nothing_new(self) -> None:
        """What is chosen is what one has."""
        self._say(gettext("Det är just det du är anmäld till. Välj något annat, eller gå tillbaka."), at_field=True)


def _home(token: str) -> Response:
    return redirect(url_for("invitation.show", token=token), 303)


@bp.get("")
def ask(token: str) -> str | Response:
    """The form, with what is asked for already, or what one has, filled in."""
    visit = open_link(token, clock.now())
    return page(visit, WordsForm()) if visit.may_ask else _home(token)


def page(visit: Visit, form: WordsForm, wish: WishForm | None = None, *, too_late: bool = False) -> str:
    """The form. ``too_late``: a last day passed while somebody answered; what was posted is kept."""
    wish = wish or wish_form(visit)
    if visit.open_request is not None and not form.is_submitted():
        form.message.data = visit.open_request.message
    return render_template(
        "invitee/request.html",
        visit=visit,
        answer=wish,
        form=wish.form,
        words=form,
        too_late=too_late,
        asks_consent=visit.event.legal_basis is LegalBasis.CONSENT,
        has_errors=bool(wish.form.form_errors or wish.form.errors or form.errors),
    )


def wish_form(visit: Visit, posted: MultiDict[str, str] | None = None) -> WishForm:
    """The fields for what this person may ask for."""
    seats = replace(visit.seats, waiting_list=True)
    held = visit.offer.held
    if visit.open_request is not None:
        wanted = ((part.id, mode) for part, mode in visit.asked_parts)
        held = Held(tuple(HeldPart(number, mode, RegistrationState.CONFIRMED) for number, mode in wanted))
    asks = visit.event.legal_basis is LegalBasis.CONSENT and visit.registration is None
    return WishForm(Offer(visit.parts, seats, held, visit.asking), posted, asks_consent=asks)


def _locked(token: str) -> LockedInvitation:
    locked = lock_by_token(token)
    if locked is None:
        abort(404)
    return locked


@bp.post("")
def send(token: str) -> Response | tuple[str, int]:
    """Ask. The same sent twice is one request."""
    form = WordsForm()
    if not form.validate():
        visit = open_link(token, clock.now())
        return page(visit, form, wish_form(visit, request.form)), 422
    read = answers.read(request.form, asks=True)
    wishes = Wishes(tuple((one.part_uid, one.mode) for one in read.parts), read.replies, read.consents)
    with transaction():
        locked = _locked(token)
        actor = guards.person_actor(locked.invitation.person)
        outcome = actions.ask_for(locked, wishes, form.message.data or "", now=clock.now(), actor=actor)
    match outcome:
        case RequestMade() | AlreadyAsked() | TooLate():
            return _home(token)
        case NotNeeded():
            return redirect(url_for("invitation.ask", token=token), 303)
        case NothingNew() | RequestRefused():
            return _again(token, form, outcome), 422
        case _:
            assert_never(outcome)


def _again(token: str, form: WordsForm, outcome: NothingNew | RequestRefused) -> str:
    visit = open_link(token, clock.now())
    wish = wish_form(visit, request.form)
    if isinstance(outcome, RequestRefused):
        wish.explain(outcome.decision, outcome.blame)
    else:
        wish.say_nothing_new()
    return page(visit, form, wish)


@bp.post("/ta-tillbaka")
def take_back(token: str) -> Response:
    """Take the open request back. Sent twice: nothing more happens."""
    with transaction():
        locked = _locked(token)
        actions.take_back(locked, now=clock.now(), actor=guards.person_actor(locked.invitation.person))
    return _home(token)
