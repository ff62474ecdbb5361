"""The register: the list of people, one person, adding and changing, vacancies, erasing."""

from typing import assert_never

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk import erase_person
from app.invitations.queries import list_for_person
from app.kernel import clock
from app.kernel.db import transaction
from app.organizers.rules import Right
from app.people import actions, queries
from app.people.model import Person
from app.people.rules.assignments import TermState, term_state
from app.people.rules.persons import FIELD_LABELS
from app.web import guards
from app.web.organizer import informing, register_list
from app.web.organizer.log import person_history
from app.web.organizer.register_forms import PersonForm, person_values

bp = Blueprint("register", __name__, url_prefix="/arrangor/register")


def may_change() -> bool:
    """Whether the one signed in changes the register; readers only see it."""
    return Right.ORGANIZER in guards.current_account().rights


@bp.get("")
def persons() -> str:
    """People: searched, filtered, a page at a time."""
    return render_template("organizer/register/persons.html", **register_list.page(), may_change=may_change())


@bp.get("/vakanser")
def vacancies() -> str:
    """Expected roles that nobody holds today."""
    vacant = queries.list_vacancies(clock.today())
    return render_template("organizer/register/vacancies.html", vacant=vacant, may_change=may_change())


@bp.get("/personer/ny")
def show_new() -> str:
    """The form for a new person."""
    return render_template("organizer/register/new_person.html", form=PersonForm(), similar=[])


@bp.post("/personer/ny")
def create() -> str | Response:
    """Add the person, once those who are alike have been pointed out."""
    form = PersonForm()
    if not form.validate():
        return render_template("organizer/register/new_person.html", form=form, similar=[])
    draft = form.answers()
    similar = queries.list_similar(draft.given_name, draft.family_name, draft.addresses)
    if similar and not form.known.data:
        form.known.data = "1"
        return render_template("organizer/register/new_person.html", form=form, similar=similar)
    who = guards.actor()
    with transaction():
        person = actions.create_person(draft, now=clock.now(), actor=who)
    flash(gettext("%(name)s finns nu i registret. Lägg till ett uppdrag.", name=person.name), "good")
    return redirect(url_for("register.person", uid=person.uid), 303)


@bp.get("/personer/<uid>")
def person(uid: str) -> str:
    """One person with assignments, invitations and history."""
    found, today = queries.get_person_whole(uid), clock.today()
    terms = [(held, term_state(held.term, today)) for held in found.assignments]
    return render_template(
        "organizer/register/person.html",
        person=found,
        present=[row for row in terms if row[1] is not TermState.PAST],
        past=[row for row in terms if row[1] is TermState.PAST],
        invitations=list_for_person(found.id),
        history=person_history(uid),
        days_left=informing.left_of(found) if found.informed_at is None else None,
        instead=queries.list_also_holding(found, today) if found.refused else [],
        may_change=may_change(),
        may_protect=guards.sees_protected(),
    )


@bp.get("/personer/<uid>/andra")
def show_edit(uid: str) -> str:
    """The form for changing a person."""
    found = queries.get_person(uid)
    form = PersonForm(**person_values(actions.draft_of(found)), version=found.version)
    return _edit_page(found, form)


@bp.post("/personer/<uid>/andra")
def edit(uid: str) -> str | Response:
    """Save the changes; the second of two editors is shown what the first saved."""
    form = PersonForm()
    if not form.validate():
        return _edit_page(queries.get_person(uid), form)
    who = guards.actor()
    with transaction():
        outcome = actions.edit_person(uid, form.answers(), form.seen_version, now=clock.now(), actor=who)
    match outcome:
        case actions.PersonSaved():
            flash(gettext("Ändringarna är sparade.") if outcome.changed else gettext("Inget var ändrat."), "good")
            return redirect(url_for("register.person", uid=uid), 303)
        case actions.EditedMeanwhile():
            form.version.data = str(outcome.person.version)
            return _edit_page(outcome.person, form, outcome)
        case _:
            assert_never(outcome)


def _edit_page(found: Person, form: PersonForm, meanwhile: actions.EditedMeanwhile | None = None) -> str:
    differences = meanwhile.differences if meanwhile else ()
    return render_template(
        "organizer/register/edit_person.html", person=found, form=form, differences=differences, labels=FIELD_LABELS
    )


@bp.post("/personer/<uid>/adressen-fungerar")
def trust_address(uid: str) -> Response:
    """An organizer knows that letters arrive after all."""
    who = guards.actor()
    with transaction():
        actions.trust_address(queries.lock_person(uid), now=clock.now(), actor=who)
    flash(gettext("Adressen räknas som rätt igen."), "good")
    return redirect(url_for("register.person", uid=uid), 303)


@bp.post("/personer/<uid>/vet-om-adressen")
def note_informed(uid: str) -> Response:
    """An organizer has told the person otherwise that the address is kept."""
    who = guards.actor()
    with transaction():
        actions.note_informed(queries.lock_person(uid), now=clock.now(), actor=who)
    flash(gettext("Sparat: personen vet att adressen finns här."), "good")
    return redirect(url_for("register.person", uid=uid), 303)


@bp.post("/personer/<uid>/inga-fler")
def decline_all(uid: str) -> Response:
    """The person has told the organizer: no more invitations."""
    return _set_invitations(uid, wanted=False)


@bp.post("/personer/<uid>/inbjudningar-igen")
def allow(uid: str) -> Response:
    """The person has asked to be invited again."""
    return _set_invitations(uid, wanted=True)


def _set_invitations(uid: str, *, wanted: bool) -> Response:
    who = guards.actor()
    with transaction():
        act = actions.allow_invitations if wanted else actions.decline_all
        act(queries.lock_person(uid), now=clock.now(), actor=who)
    flash(gettext("Personen kan bjudas in igen.") if wanted else gettext("Personen bjuds inte in fler gånger."), "good")
    return redirect(url_for("register.person", uid=uid), 303)


@bp.post("/personer/<uid>/skydda")
def protect(uid: str) -> Response:
    """From now on only those with the right to it see the person."""
    return _set_protected(uid, protected=True)


@bp.post("/personer/<uid>/inte-skyddad")
def unprotect(uid: str) -> Response:
    """Everybody sees the person again."""
    return _set_protected(uid, protected=False)


def _set_protected(uid: str, *, protected: bool) -> Response:
    who = guards.actor()
    with transaction():
        actions.set_protected(queries.lock_person(uid), protected=protected, now=clock.now(), actor=who)
    flash(gettext("Personen är skyddad.") if protected else gettext("Personen syns för alla igen."), "good")
    return redirect(url_for("register.person", uid=uid), 303)


@bp.get("/personer/<uid>/radera")
def show_erase(uid: str) -> str:
    """What will happen if the person is erased."""
    found = queries.get_person_whole(uid)
    return render_template("organizer/register/erase.html", person=found, extent=erase_person.extent(found))


@bp.post("/personer/<uid>/radera")
def erase(uid: str) -> Response:
    """Erase the person and everything personal."""
    who = guards.actor()
    with transaction():
        erase_person.erase_person(queries.lock_person(uid), now=clock.now(), actor=who)
    flash(gettext("Personen är raderad."), "good")
    return redirect(url_for("register.persons"), 303)
