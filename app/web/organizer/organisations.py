"""Organisations: who holds what there, what is vacant, and their own facts."""

from typing import assert_never

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.audit import log
from app.kernel import clock
from app.kernel.db import transaction
from app.people import actions, queries
from app.people.model import Organisation
from app.people.rules.assignments import TermState, term_state
from app.people.rules.drafts import ORGANISATION_LABELS
from app.people.rules.persons import FieldChange
from app.web import guards
from app.web.organizer.register import may_change
from app.web.organizer.register_forms import OrganisationForm, number

bp = Blueprint("organisations", __name__, url_prefix="/arrangor/register/organisationer")
_NEW = "organizer/register/new_organisation.html"


@bp.get("")
def show_all() -> str:
    """Every organisation with how many hold roles there and how many are missing."""
    today = clock.today()
    return render_template(
        "organizer/register/organisations.html",
        organisations=queries.list_organisations(),
        people=queries.count_people(today),
        missing=queries.count_missing(today),
        may_change=may_change(),
    )


@bp.get("/ny")
def show_new() -> str:
    """The form for a new organisation."""
    return render_template(_NEW, form=OrganisationForm())


@bp.post("/ny")
def create() -> str | Response:
    """Add an organisation."""
    form = OrganisationForm()
    if not form.validate():
        return render_template(_NEW, form=form)
    who = guards.actor()
    with transaction():
        outcome = actions.create_organisation(form.answers(), now=clock.now(), actor=who)
    match outcome:
        case actions.OrganisationSaved():
            flash(gettext("Organisationen är tillagd."), "good")
            return redirect(url_for("organisations.show", uid=outcome.organisation.uid), 303)
        case actions.OrganisationNameTaken():
            form.name.errors = [_name_taken()]
            return render_template(_NEW, form=form)
        case _:
            assert_never(outcome)


def _name_taken() -> str:
    return gettext("Det finns redan en organisation med det namnet. Skriv ett annat")


@bp.get("/<uid>")
def show(uid: str) -> str:
    """One organisation."""
    place, today = queries.get_organisation(uid), clock.today()
    held = [(one, term_state(one.term, today)) for one in queries.list_of_organisation(place.id)]
    return render_template(
        "organizer/register/organisation.html",
        organisation=place,
        present=[row for row in held if row[1] is not TermState.PAST],
        past=[row for row in held if row[1] is TermState.PAST],
        vacant=[one for one in queries.list_vacancies(today) if one.organisation is place],
        proposals=queries.list_open_proposals(place.id) if may_change() else [],
        history=log.list_for(("organisation", uid)),
        may_change=may_change(),
    )


@bp.post("/<uid>/stammer")
def confirm(uid: str) -> Response:
    """Everything that is held there today is right."""
    who, today = guards.actor(), clock.today()
    with transaction():
        for held in queries.list_of_organisation(queries.get_organisation(uid).id):
            if term_state(held.term, today) is TermState.CURRENT:
                actions.confirm_assignment(held, today, now=clock.now(), actor=who)
    flash(gettext("Noterat att alla pågående uppdrag stämmer i dag."), "good")
    return redirect(url_for("organisations.show", uid=uid), 303)


@bp.post("/<uid>/brevladan-fungerar")
def trust_mailbox(uid: str) -> Response:
    """An organizer knows that letters arrive after all."""
    who = guards.actor()
    with transaction():
        actions.trust_mailbox(queries.lock_organisation(uid), now=clock.now(), actor=who)
    flash(gettext("Adressen räknas som rätt igen."), "good")
    return redirect(url_for("organisations.show", uid=uid), 303)


@bp.get("/<uid>/andra")
def show_edit(uid: str) -> str:
    """The form for changing an organisation."""
    place = queries.get_organisation(uid)
    draft = actions.draft_of_organisation(place)
    form = OrganisationForm(data={**vars(draft), "version": str(place.version)})
    return _edit_page(place, form)


@bp.post("/<uid>/andra")
def edit(uid: str) -> str | Response:
    """Save the changes; the second of two editors is shown what the first saved."""
    form = OrganisationForm()
    if not form.validate():
        return _edit_page(queries.get_organisation(uid), form)
    who = guards.actor()
    with transaction():
        outcome = actions.edit_organisation(uid, form.answers(), number(form.version.data), now=clock.now(), actor=who)
    match outcome:
        case actions.OrganisationSaved():
            flash(gettext("Ändringarna är sparade.") if outcome.changed else gettext("Inget var ändrat."), "good")
            return redirect(url_for("organisations.show", uid=uid), 303)
        case actions.OrganisationEditedMeanwhile():
            form.version.data = str(outcome.organisation.version)
            return _edit_page(outcome.organisation, form, outcome.differences)
        case actions.OrganisationNameTaken():
            form.name.errors = [_name_taken()]
            return _edit_page(queries.get_organisation(uid), form)
        case _:
            assert_never(outcome)


def _edit_page(place: Organisation, form: OrganisationForm, differences: tuple[FieldChange, ...] = ()) -> str:
    return render_template(
        "organizer/register/edit_organisation.html",
        organisation=place,
        form=form,
        differences=differences,
        labels=ORGANISATION_LABELS,
    )
