"""Lov of a year: which there are, where, and when. Dates of meetings are proposed beside them."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.events import actions
from app.events.model import BreakRow
from app.events.queries.breaks import find_break, list_break_rows
from app.kernel import clock
from app.kernel.db import transaction
from app.people import queries as people
from app.web import guards
from app.web.organizer.breaks_forms import BreakForm, NewBreakForm

bp = Blueprint("breaks", __name__, url_prefix="/arrangor/ar/<int:year>/lov")

FIRST_YEAR, LAST_YEAR = 2015, 2100


def year_or_404(year: int) -> tuple[date, date]:
    """The first and last day of a year that there can be meetings in. Raises 404 for others."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    return date(year, 1, 1), date(year, 12, 31)


@bp.get("")
def show(year: int) -> str:
    """The year's lov in the order of time, and the form for another."""
    form = NewBreakForm()
    form.offer(people.list_school_areas())
    return _page(year, form)


def _page(year: int, form: NewBreakForm) -> str:
    rows = list_break_rows(*year_or_404(year))
    return render_template("organizer/year/breaks.html", year=year, rows=rows, form=form)


@bp.post("")
def add(year: int) -> str | Response | tuple[str, int]:
    """Add one, in each area that was chosen."""
    year_or_404(year)
    form, actor = NewBreakForm(), guards.actor()
    form.offer(people.list_school_areas())
    if not form.validate():
        return _page(year, form), 422
    with transaction():
        added = actions.add_breaks(form.answers(), now=clock.now(), actor=actor)
    if added:
        flash(ngettext("Lovet är sparat.", "Lovet är sparat i %(num)d områden.", added), "good")
    else:
        flash(gettext("Det lovet finns redan."), "info")
    begins, ends = (day.year for day in form.days)
    shown = begins if year not in (begins, ends) and FIRST_YEAR <= begins <= LAST_YEAR else year
    return redirect(url_for("breaks.show", year=shown), 303)


@bp.route("/<uid>", methods=["GET", "POST"])
def edit(year: int, uid: str) -> str | Response | tuple[str, int]:
    """Change one."""
    row, areas = _row_or_404(year, uid), people.list_school_areas()
    form = BreakForm(data={"name": row.name, "area": row.area, "first": row.first_on, "last": row.last_on})
    form.offer([*areas, *([row.area] if row.area and row.area not in areas else [])])
    if not form.is_submitted():
        return render_template("organizer/year/break.html", year=year, row=row, form=form)
    if form.validate():
        actor = guards.actor()
        with transaction():
            saved = actions.edit_break(_row_or_404(year, uid), form.answers(), now=clock.now(), actor=actor)
        if saved:
            flash(gettext("Lovet är sparat."), "good")
            return redirect(url_for("breaks.show", year=year), 303)
        form.name.errors = [gettext("Just det lovet finns redan i området")]
    return render_template("organizer/year/break.html", year=year, row=row, form=form), 422


@bp.post("/<uid>/ta-bort")
def remove(year: int, uid: str) -> Response:
    """Take one away."""
    year_or_404(year)
    actor = guards.actor()
    with transaction():
        row = find_break(uid)
        if row is not None:
            actions.remove_break(row, now=clock.now(), actor=actor)
    flash(gettext("Lovet är borttaget. Inget möte har flyttats."), "good")
    return redirect(url_for("breaks.show", year=year), 303)


def _row_or_404(year: int, uid: str) -> BreakRow:
    year_or_404(year)
    row = find_break(uid)
    if row is None:
        abort(404)
    return row
