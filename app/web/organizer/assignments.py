"""Assignments: add, correct, confirm, remove."""

from typing import assert_never

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.db import transaction
from app.people import actions, queries
from app.web import guards
from app.web.organizer.register_forms import AssignmentForm, TermForm

bp = Blueprint("assignments", __name__, url_prefix="/arrangor/register")


def _back(uid: str) -> Response:
    return redirect(url_for("register.person", uid=uid), 303)


@bp.get("/personer/<uid>/uppdrag/nytt")
def show_add(uid: str) -> str:
    """The form for a new assignment; role and organisation may be given in the address."""
    person = queries.get_person(uid)
    form = AssignmentForm(
        role=request.args.get("roll", ""), organisation=request.args.get("organisation", ""), starts_on=clock.today()
    )
    return render_template("organizer/register/add_assignment.html", person=person, form=form)


@bp.post("/personer/<uid>/uppdrag/nytt")
def add(uid: str) -> str | Response:
    """Give the person a role in an organisation."""
    form = AssignmentForm()
    if not form.validate():
        person = queries.get_person(uid)
        return render_template("organizer/register/add_assignment.html", person=person, form=form)
    who, now = guards.actor(), clock.now()
    with transaction():
        person = queries.lock_person(uid)
        role, place = queries.get_role(form.role.data), queries.get_organisation(form.organisation.data)
        outcome = actions.add_assignment(
            person, role, place, form.term(), now=now, actor=who, confirmed_on=clock.today()
        )
    match outcome:
        case actions.AssignmentAdded():
            flash(gettext("Uppdraget är tillagt."), "good")
            return _back(uid)
        case actions.AlreadyHeld():
            form.role.errors = [gettext("Personen har redan det uppdraget där under samma tid")]
            return render_template("organizer/register/add_assignment.html", person=person, form=form)
        case _:
            assert_never(outcome)


@bp.get("/uppdrag/<uid>/andra")
def show_edit(uid: str) -> str:
    """The form for correcting first and last day."""
    held = queries.get_assignment(uid)
    form = TermForm(starts_on=held.starts_on, ends_on=held.ends_on)
    return render_template("organizer/register/edit_assignment.html", held=held, form=form)


@bp.post("/uppdrag/<uid>/andra")
def edit(uid: str) -> str | Response:
    """Correct first and last day."""
    form = TermForm()
    if not form.validate():
        held = queries.get_assignment(uid)
        return render_template("organizer/register/edit_assignment.html", held=held, form=form)
    who = guards.actor()
    with transaction():
        held = queries.get_assignment(uid)
        actions.edit_term(held, form.term(), now=clock.now(), actor=who)
    flash(gettext("Uppdragets tid är ändrad."), "good")
    return _back(held.person.uid)


@bp.post("/uppdrag/<uid>/stammer")
def confirm(uid: str) -> Response:
    """The assignment is right today."""
    who = guards.actor()
    with transaction():
        held = queries.get_assignment(uid)
        actions.confirm_assignment(held, clock.today(), now=clock.now(), actor=who)
    flash(gettext("Noterat att uppdraget stämmer i dag."), "good")
    return _back(held.person.uid)


@bp.post("/uppdrag/<uid>/ta-bort")
def remove(uid: str) -> Response:
    """Take away an assignment that was a mistake."""
    who = guards.actor()
    with transaction():
        held = queries.get_assignment(uid)
        person_uid = held.person.uid
        actions.remove_assignment(held, now=clock.now(), actor=who)
    flash(gettext("Uppdraget är borttaget."), "good")
    return _back(person_uid)
