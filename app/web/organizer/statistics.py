"""Statistics over years: pictures, tables and files, and the sums of older years that organizers enter."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.audit import log
from app.events.actions.past import enter_past_year, remove_past_year
from app.events.queries.past import find_past_year
from app.events.rules.kinds import EventKind
from app.events.rules.past import Division, faults
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import iso_date
from app.lists import statistics
from app.lists.about import of_facts
from app.lists.statistics import Measure
from app.lists.years import is_held_here, kinds_with_years, years
from app.sheets.table import Table
from app.web import guards
from app.web.organizer import downloads, pictures
from app.web.organizer.past_forms import PastYearForm, form_for

bp = Blueprint("statistics", __name__, url_prefix="/arrangor/statistik")

_FIGURES = {"ar": statistics.by_year, "rollgrupper": statistics.by_group}


@bp.get("")
def show() -> str:
    """A kind of meeting, year by year."""
    kind, found = _kind(), years(_kind(), clock.now())
    measure = _measure()
    figures = [figure for make in _FIGURES.values() if (figure := make(found))]
    return render_template(
        "organizer/statistics/show.html",
        kind=kind,
        kinds=_kinds(kind),
        years=found,
        figures=[(one, pictures.drawn(one)) for one in figures],
        measure=measure,
        measures=_measures(kind, measure),
        divisions=[(division, statistics.over_years(found, division, measure)) for division in Division],
        may_edit=guards.may(guards.current_account(), "statistics.enter"),
    )


def _kind() -> EventKind:
    asked = request.args.get("slag", EventKind.CONFERENCE.value)
    return EventKind(asked) if asked in list(EventKind) else abort(404)


def _measure() -> Measure:
    asked = request.args.get("visa", Measure.PARTICIPANTS.value)
    return Measure(asked) if asked in list(Measure) else abort(404)


def _measures(kind: EventKind, now: Measure) -> list[dict[str, object]]:
    """Links to the page as it tells of each."""
    leads = [(one, url_for("statistics.show", slag=kind.value, visa=one.value, _anchor="uppdelat")) for one in Measure]
    return [{"text": _(one.label), "href": href, "current": one is now} for one, href in leads]


def _kinds(now: EventKind) -> list[dict[str, object]]:
    there = [kind for kind in EventKind if kind is now or kind in kinds_with_years()]
    return [{"text": _(kind.label), "href": _address(kind), "current": kind is now} for kind in there]


def _address(kind: EventKind) -> str:
    return url_for("statistics.show", slag=kind.value)


@bp.get("/<name>.<ending>")
def download(name: str, ending: str) -> Response:
    """A picture, or all numbers as a table. Each download is an audit entry."""
    kind = _kind()
    if (name, ending) in {("statistik", "xlsx"), ("statistik", "csv")}:
        _record(kind, name, ending)
        table = statistics.table(years(kind, clock.now()), _("Statistik"))
        filename = f"statistik-{kind.value}-{iso_date(clock.today())}.{ending}"
        return downloads.table_file(table, filename, ending, _about(kind))
    make = _FIGURES.get(name) if ending in pictures.ENDINGS else None
    figure = make(years(kind, clock.now())) if make else None
    if figure is None:
        abort(404)
    _record(kind, name, ending)
    return pictures.file(figure, f"statistik-{kind.value}-{name}-{iso_date(clock.today())}.{ending}", ending)


def _about(kind: EventKind) -> Callable[[int], Table]:
    return of_facts(
        [
            (_("Lista"), _("Statistik")),
            (_("Möten"), _(kind.label)),
            (_("Hämtad"), clock.now()),
            (_("Hämtad av"), guards.current_account().name),
        ]
    )


def _record(kind: EventKind, name: str, ending: str) -> None:
    details = {"kind": kind.label, "picture" if ending in pictures.ENDINGS else "list": name, "format": ending}
    log.record_separately(guards.actor(), "statistics.downloaded", now=clock.now(), details=details)


@bp.route("/ar", methods=["GET", "POST"])
def enter() -> str | tuple[str, int] | Response:
    """The sums of an older year; with ``ar`` in the address, those of a year that is entered, to change."""
    kind, year = _kind(), request.args.get("ar", type=int)
    row = find_past_year(year, kind) if year is not None else None
    if year is not None and row is None:
        abort(404)
    form = form_for(row)
    if not form.is_submitted():
        return _page(kind, form, year)
    form.validate()
    entered = form.answers(kind, year)
    form.say(faults(entered, clock.today().year))
    there = None
    if year is None and not form.errors and is_held_here(entered.year, kind):
        form.say([("year", _("Skriv ett annat år. Det årets möten finns i systemet och räknas där."))])
    if year is None and not form.errors and find_past_year(entered.year, kind):
        there = entered.year
        form.say([("year", _("Skriv ett annat år, eller ändra det som redan är inskrivet."))])
    if form.errors:
        return _page(kind, form, year, there), 422
    actor = guards.actor()
    with transaction():
        changed = enter_past_year(entered, now=clock.now(), actor=actor)
    flash(_("Siffrorna är sparade.") if changed else _("Inget var ändrat."), "good")
    return redirect(_address(kind), 303)


@bp.post("/ar/<int:year>/ta-bort")
def remove(year: int) -> Response:
    """Forget what is entered of a year."""
    kind, actor = _kind(), guards.actor()
    with transaction():
        row = find_past_year(year, kind)
        if row is None:
            abort(404)
        remove_past_year(row, now=clock.now(), actor=actor)
    flash(_("Siffrorna för %(year)s är borttagna.", year=year), "good")
    return redirect(_address(kind), 303)


def _page(kind: EventKind, form: PastYearForm, year: int | None, there: int | None = None) -> str:
    """``there``: the year that was written, where it is entered already."""
    return render_template(
        "organizer/statistics/enter.html",
        kind=kind,
        form=form,
        year=year,
        there=there,
        divisions=[(division, form.of(division)) for division in Division],
        back=_address(kind),
    )
