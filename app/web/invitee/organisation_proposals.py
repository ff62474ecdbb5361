"""An organisation's contact says that somebody else has a role now, that nobody has, or that somebody is new."""

from typing import assert_never

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk import proposals
from app.invitations.queries import roles_asked_for
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import plain_date
from app.people import actions, queries
from app.people.model import Assignment, Organisation, Role
from app.people.rules.assignments import TermState, term_state
from app.people.rules.proposals import AlreadyDecided, BeforeTheTerm, ProposalDraft, Proposed, TooManyOpen
from app.people.rules.role_words import CONTACT
from app.web import guards
from app.web.fields import pairs
from app.web.invitee.organisation import find_or_404
from app.web.invitee.organisation_forms import ChangeForm, NewForm, WhoForm

bp = Blueprint("organisation_proposals", __name__, url_prefix="/org/<token>")

_CHANGE, _NEW = "invitee/organisation_change.html", "invitee/organisation_new.html"


def _held(organisation: Organisation, uid: str) -> Assignment:
    """An assignment of this very organisation that is not over; the same 404 for every other."""
    held = queries.get_assignment(uid)
    if held.organisation_id != organisation.id or term_state(held.term, clock.today()) is TermState.PAST:
        abort(404)
    return held


@bp.get("/uppdrag/<uid>")
def ask_change(token: str, uid: str) -> str:
    """Who takes over, or nobody."""
    organisation = find_or_404(token)
    form = ChangeForm(data={"from_on": clock.today()})
    return render_template(_CHANGE, token=token, organisation=organisation, held=_held(organisation, uid), form=form)


@bp.post("/uppdrag/<uid>")
def change(token: str, uid: str) -> Response | tuple[str, int]:
    """Propose it, or have it done where the contact decides."""
    form = ChangeForm()
    if form.validate() and (done := _give(token, form, form.draft(uid))):
        return done
    organisation = find_or_404(token)
    held = _held(organisation, uid)
    return render_template(_CHANGE, token=token, organisation=organisation, held=held, form=form), 422


@bp.get("/uppdrag/ny")
def ask_new(token: str) -> str:
    """Who is new, in which role."""
    organisation = find_or_404(token)
    form = _new_form(organisation, NewForm(data={"from_on": clock.today(), "role": request.args.get("roll", "")}))
    return render_template(_NEW, token=token, organisation=organisation, form=form)


@bp.post("/uppdrag/ny")
def new(token: str) -> Response | tuple[str, int]:
    """Propose somebody new, or have it done where the contact decides."""
    organisation = find_or_404(token)
    form = _new_form(organisation, NewForm())
    if form.validate() and (done := _give(token, form, form.draft())):
        return done
    return render_template(_NEW, token=token, organisation=find_or_404(token), form=form), 422


def _new_form(organisation: Organisation, form: NewForm) -> NewForm:
    roles = _roles(organisation)
    form.role.choices = pairs([("", gettext("Välj roll")), *((role.key, role.name) for role in roles)])
    return form


def _roles(organisation: Organisation) -> list[Role]:
    """Those that are held or expected in the organisation, that coming meetings ask for, and the contact's own."""
    today = clock.today()
    meant = {office.role.id for office in queries.offices_of(organisation).on(today)}
    meant |= roles_asked_for(organisation, today)
    return [role for role in queries.list_roles() if role.id in meant or role.key == CONTACT]


def _give(token: str, form: WhoForm, draft: ProposalDraft) -> Response | None:
    """The way on when it is taken; None where the form says what is wrong."""
    with transaction():
        organisation = find_or_404(token)
        actor = guards.organisation_actor(organisation)
        outcome = proposals.give(organisation, draft, now=clock.now(), actor=actor)
    match outcome:
        case Proposed() | proposals.Accepted() | AlreadyDecided():
            return redirect(url_for("organisation.show", token=token, _anchor="forslag"), 303)
        case BeforeTheTerm(starts_on):
            words = gettext("Skriv en dag efter %(day)s, då uppdraget börjar", day=plain_date(starts_on))
            form.from_on.errors = [words]
        case TooManyOpen():
            form.form_errors = [gettext("Det är redan många förslag. Skriv till samordnaren i stället.")]
        case _:
            assert_never(outcome)
    return None


@bp.post("/forslag/<uid>/ta-tillbaka")
def withdraw(token: str, uid: str) -> Response:
    """Take an open proposal back. Sent twice it changes nothing more."""
    with transaction():
        organisation = find_or_404(token)
        proposal = queries.lock_proposal(uid, organisation.id)
        actions.withdraw_proposal(proposal, now=clock.now(), actor=guards.organisation_actor(organisation))
    return redirect(url_for("organisation.show", token=token, _anchor="forslag"), 303)
