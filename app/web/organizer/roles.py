"""Roles, and where they are expected to be held."""

from typing import assert_never

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.db import transaction
from app.people import actions, queries
from app.people.model import Role
from app.web import guards
from app.web.organizer.register import may_change
from app.web.organizer.register_forms import ExpectationForm, MinimumForm, RoleForm, number

bp = Blueprint("roles", __name__, url_prefix="/arrangor/register/roller")
_NEW = "organizer/register/new_role.html"


@bp.get("")
def show_all() -> str:
    """Every role with where it is expected."""
    return render_template(
        "organizer/register/roles.html",
        roles=queries.list_roles(),
        expectations=queries.list_expectations(),
        places={place.id: place for place in queries.list_organisations()},
        may_change=may_change(),
    )


@bp.get("/ny")
def show_new() -> str:
    """The form for a new role."""
    return render_template(_NEW, form=RoleForm())


@bp.post("/ny")
def create() -> str | Response:
    """Add a role."""
    form = RoleForm()
    if not form.validate():
        return render_template(_NEW, form=form)
    who = guards.actor()
    with transaction():
        outcome = actions.create_role(form.answers(), now=clock.now(), actor=who)
    match outcome:
        case actions.RoleSaved():
            flash(gettext("Rollen är tillagd."), "good")
            return redirect(url_for("roles.show", key=outcome.role.key), 303)
        case actions.RoleNameTaken():
            form.name.errors = [_name_taken()]
            return render_template(_NEW, form=form)
        case _:
            assert_never(outcome)


def _name_taken() -> str:
    return gettext("Det finns redan en roll med det namnet. Skriv ett annat")


@bp.get("/<key>")
def show(key: str) -> str:
    """One role: name, group, and where it is expected."""
    role = queries.get_role(key)
    return _role_page(role, _form(role), ExpectationForm(formdata=None))


def _form(role: Role) -> RoleForm:
    values = {"name": role.name, "group": role.group, "position": role.position, "version": str(role.version)}
    return RoleForm(formdata=None, data=values)


def _role_page(role: Role, form: RoleForm, expectation_form: ExpectationForm) -> str:
    rows = [row for row in queries.list_expectations() if row.role_id == role.id]
    return render_template(
        "organizer/register/role.html",
        role=role,
        form=form,
        expectation_form=expectation_form,
        has_errors=bool(form.errors or expectation_form.errors),
        expectations=rows,
        places={place.id: place for place in queries.list_organisations()},
    )


@bp.post("/<key>")
def edit(key: str) -> str | Response:
    """Save name, group and place in lists."""
    form = RoleForm()
    if not form.validate():
        return _role_page(queries.get_role(key), form, ExpectationForm(formdata=None))
    who = guards.actor()
    with transaction():
        outcome = actions.edit_role(key, form.answers(), number(form.version.data), now=clock.now(), actor=who)
    match outcome:
        case actions.RoleSaved():
            flash(gettext("Ändringarna är sparade."), "good")
            return redirect(url_for("roles.show_all"), 303)
        case actions.RoleEditedMeanwhile():
            form.version.data = str(outcome.role.version)
            form.name.errors = [gettext("Någon annan sparade %(name)s under tiden", name=outcome.role.name)]
        case actions.RoleNameTaken():
            form.name.errors = [_name_taken()]
        case _:
            assert_never(outcome)
    return _role_page(queries.get_role(key), form, ExpectationForm(formdata=None))


@bp.post("/<key>/vantas")
def expect(key: str) -> str | Response:
    """Expect the role somewhere."""
    form = ExpectationForm()
    role = queries.get_role(key)
    if not form.validate():
        return _role_page(role, _form(role), form)
    who = guards.actor()
    with transaction():
        actions.add_expectation(queries.get_role(key), form.answers(), now=clock.now(), actor=who)
    return _told(key)


@bp.post("/vantas/<int:expectation>")
def change_minimum(expectation: int) -> Response:
    """Change how many are expected."""
    form = MinimumForm()
    row = queries.get_expectation(expectation)
    key = row.role.key
    if not form.validate():
        flash(" ".join(form.minimum.errors), "danger")
        return redirect(url_for("roles.show", key=key), 303)
    who = guards.actor()
    with transaction():
        row = queries.get_expectation(expectation)
        actions.edit_expectation(row, form.minimum.data or 1, now=clock.now(), actor=who)
    return _told(key)


@bp.post("/vantas/<int:expectation>/ta-bort")
def remove(expectation: int) -> Response:
    """Expect the role there no longer."""
    who = guards.actor()
    with transaction():
        row = queries.get_expectation(expectation)
        key = row.role.key
        actions.remove_expectation(row, now=clock.now(), actor=who)
    return _told(key)


def _told(key: str) -> Response:
    flash(gettext("Vakanserna räknas nu efter det."), "good")
    return redirect(url_for("roles.show", key=key), 303)
