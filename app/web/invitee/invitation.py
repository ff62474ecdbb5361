"""The invitation: see, answer, change, withdraw. GET changes nothing; no account, no JavaScript."""

from typing import assert_never

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.events.rules.kinds import EventState, LegalBasis
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.invitations.queries import LockedInvitation
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import transaction
from app.registrations import actions
from app.registrations.rules import (
    NeedsKept,
    NeedsRefused,
    NotAsked,
    NotRegistered,
    Reason,
    Registered,
    Unchanged,
)
from app.web import answers, guards
from app.web.answers import AnswerForm
from app.web.fields import Form, TextField
from app.web.invitee import asking, self_check_in
from app.web.invitee.opening import lock_link, open_link
from app.web.invitee.visit import Visit
from app.web.needs import NeedsForm

bp = Blueprint("invitation", __name__, url_prefix="/i/<token>")

_MESSAGE_LIMIT = 500
_SHUT = frozenset(
    {Reason.CANCELLED, Reason.OVER, Reason.NOT_OPEN, Reason.CLOSED, Reason.CHANGE_CLOSED, Reason.REPLACED}
)
"""Reasons that have a page of their own, with what one can do instead."""
_ABSENT = (InvitationState.NOT_COMING, InvitationState.REPLACED)


class NoForm(Form):
    """A no, perhaps with some words."""

    message = TextField(_("Meddelande till samordnaren"), limit=_MESSAGE_LIMIT, no_personnummer=True)


def _visit(token: str) -> Visit:
    return open_link(token, clock.now())


def _still(read: Invitation) -> LockedInvitation:
    """The invitation that was read before the transaction, its event held."""
    locked = invitations.lock_read(read)
    if locked is None:
        abort(404)
    return locked


def _home(token: str) -> Response:
    return redirect(url_for("invitation.show", token=token), 303)


@bp.get("")
def show(token: str) -> str:
    """Where the answer stands, in words: each state has its own page."""
    visit = _visit(token)
    if not request.args.get("vidare") and (part := self_check_in.part_here(visit, clock.now())) is not None:
        return self_check_in.page(visit, part)
    if visit.event.state is EventState.CANCELLED:
        return render_template("invitee/cancelled.html", visit=visit)
    if not visit.is_open:
        return render_template("invitee/over.html", visit=visit)
    if visit.invitation.state is InvitationState.REPLACED:
        return render_template("invitee/replaced.html", visit=visit)
    if visit.registration is not None:
        return render_template(f"invitee/{'offered' if visit.offered_until else 'registered'}.html", visit=visit)
    if visit.invitation.state is InvitationState.NOT_COMING:
        return render_template("invitee/absent.html", visit=visit)
    if not visit.may_register:
        return render_template("invitee/closed.html", visit=visit)
    if visit.is_full:
        return render_template("invitee/full.html", visit=visit)
    return render_template("invitee/invitation.html", visit=visit)


@bp.get("/svara")
def ask(token: str) -> str:
    """The form, with what is known filled in (never needs)."""
    visit = _visit(token)
    replaced = visit.invitation.state is InvitationState.REPLACED
    if replaced or not visit.may_answer or (visit.is_full and not visit.registration):
        return show(token)
    return _form(visit, _answer_form(visit))


def _answer_form(visit: Visit, posted: MultiDict[str, str] | None = None) -> AnswerForm:
    """Consent is asked for once, where it is the legal basis: a change rests on the first one."""
    asks = visit.event.legal_basis is LegalBasis.CONSENT and visit.registration is None
    return AnswerForm(visit.offer, posted, asks_consent=asks, asks_to_be_kept=visit.asks_to_be_kept)


def _form(visit: Visit, form: AnswerForm, needs: NeedsForm | None = None) -> str:
    """``needs``: as they were posted, if they were."""
    if needs is None and visit.asks_needs:
        needs = NeedsForm()
    return render_template(
        "invitee/answer.html",
        visit=visit,
        answer=form,
        form=form.form,
        needs=needs,
        has_errors=bool(form.form.form_errors or form.form.errors or (needs and needs.errors)),
        asks_consent=visit.event.legal_basis is LegalBasis.CONSENT,
    )


@bp.post("/svara")
def answer(token: str) -> Response | tuple[str, int]:
    """Register or change. When a part has filled up meanwhile nothing is written: the form comes back with every
    answer kept and offers the waiting list.
    """
    needs = NeedsForm.of(request.form)
    if needs is not None and not needs.validate():
        return _again(token, needs), 422
    read = invitations.find_by_token(token) or abort(404)
    with transaction(keep_read=True):
        locked = _still(read)
        outcome = actions.register(
            locked,
            answers.read(request.form, needs, asks=True),
            now=clock.now(),
            actor=guards.person_actor(locked.invitation.person),
        )
    match outcome:
        case Registered() | Unchanged():
            return _home(token)
        case NotRegistered():
            return _refused(token, outcome, needs)
        case NeedsRefused(fault):
            needs = needs or NeedsForm()
            needs.say(fault)
            return _again(token, needs), 422
        case _:
            assert_never(outcome)


def _refused(token: str, outcome: NotRegistered, needs: NeedsForm | None) -> tuple[str, int]:
    if set(outcome.decision.refusals) & _SHUT:
        visit = _visit(token)
        if visit.may_ask:
            wish = asking.wish_form(visit, request.form)
            return asking.page(visit, asking.WordsForm(None), wish, too_late=True), 409
        return show(token), 409
    return _again(token, needs, outcome), 422


def _again(token: str, needs: NeedsForm | None, outcome: NotRegistered | None = None) -> str:
    """The form with the posted answers, and what is to be mended."""
    visit = _visit(token)
    form = _answer_form(visit, request.form)
    if outcome is not None:
        form.explain(outcome.decision, outcome.blame)
    return _form(visit, form, needs)


@bp.get("/nej")
def ask_no(token: str) -> str:
    """Ask before a no is recorded."""
    visit = _visit(token)
    if visit.registration is not None:
        return ask_withdraw(token)
    if not visit.is_open or visit.invitation.state in _ABSENT:
        return show(token)
    return render_template("invitee/no.html", visit=visit, form=NoForm())


@bp.post("/nej")
def decline(token: str) -> Response | tuple[str, int]:
    """Record a no, perhaps with words."""
    form = NoForm()
    if not form.validate():
        return render_template("invitee/no.html", visit=_visit(token), form=form), 422
    with transaction():
        locked = lock_link(token)
        actor = guards.person_actor(locked.invitation.person)
        actions.decline(locked, form.message.data or "", now=clock.now(), actor=actor)
    return _home(token)


@bp.get("/avboka")
def ask_withdraw(token: str) -> str:
    """Ask before a registration is withdrawn."""
    visit = _visit(token)
    if visit.registration is None or not visit.is_open:
        return show(token)
    return render_template("invitee/withdraw.html", visit=visit)


@bp.post("/avboka")
def withdraw(token: str) -> Response:
    """Withdraw: sent twice it changes nothing more."""
    with transaction():
        locked = lock_link(token)
        actions.withdraw(locked, now=clock.now(), actor=guards.person_actor(locked.invitation.person))
    return _home(token)


@bp.get("/behov")
def ask_needs(token: str) -> str:
    """Needs, always empty: what has been given is never shown back by a link."""
    visit = _visit(token)
    if visit.registration is None or not visit.asks_needs or not visit.is_open:
        return show(token)
    return _needs(visit, NeedsForm())


def _needs(visit: Visit, form: NeedsForm) -> str:
    return render_template("invitee/needs.html", visit=visit, form=form, needs=form)


@bp.post("/behov")
def keep_needs(token: str) -> Response | tuple[str, int]:
    """Replace what has been given; an empty form would take it away, so that has a button of its own."""
    form = NeedsForm()
    if not form.validate():
        return _needs(_visit(token), form), 422
    if not form.answers():
        form.diet.errors = [gettext("Kryssa för eller skriv det du behöver, eller gå tillbaka.")]
        return _needs(_visit(token), form), 422
    with transaction():
        locked = lock_link(token)
        outcome = actions.set_needs(
            locked,
            form.answers(),
            now=clock.now(),
            actor=guards.person_actor(locked.invitation.person),
            consents=bool(form.needs_consent.data),
            severe_words=form.severe_words,
        )
    match outcome:
        case NeedsKept() | NotAsked():
            return _home(token)
        case NeedsRefused(fault):
            form.say(fault)
            return _needs(_visit(token), form), 422
        case _:
            assert_never(outcome)


@bp.post("/behov/ta-bort")
def remove_needs(token: str) -> Response:
    """Take away what has been given."""
    with transaction():
        locked = lock_link(token)
        actions.remove_needs(locked, now=clock.now(), actor=guards.person_actor(locked.invitation.person))
    return _home(token)


@bp.post("/behov/namn-till-koket")
def take_back_name(token: str) -> Response:
    """The kitchen is no longer to have the name. What was given stays, and whether it had the name is told nobody."""
    with transaction():
        locked = lock_link(token)
        actions.take_back_name(locked, now=clock.now(), actor=guards.person_actor(locked.invitation.person))
    return _home(token)


@bp.get("/inte-jag")
def not_me(token: str) -> str:
    """For somebody who has been given another's link."""
    return render_template("invitee/not_me.html", visit=_visit(token))
