"""Next year's meetings made of a year's, and the step after it: whether the people are right."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from werkzeug.wrappers import Response

from app.desk.confirming import occasion_of
from app.events import actions
from app.events.queries.breaks import list_breaks
from app.events.queries.years import NextMeeting, has_meetings, list_next_meetings
from app.kernel import clock
from app.kernel.db import transaction
from app.lists.people_of_year import by_organisation, check_year, together
from app.web import guards
from app.web.fields import ChecksField, Form
from app.web.organizer.breaks import LAST_YEAR, year_or_404

bp = Blueprint("year_making", __name__, url_prefix="/arrangor/ar/<int:year>")


@bp.get("/nasta")
def choose(year: int) -> str:
    """Each meeting with the date that is proposed for the next year, all that are not there already ticked."""
    meetings = _meetings(year)
    return _page(year, meetings, {one.event.uid for one in meetings})


def _meetings(year: int) -> list[NextMeeting]:
    year_or_404(year)
    if year >= LAST_YEAR:
        abort(404)
    return list_next_meetings(year)


class _MakingForm(Form):
    """Which meetings are made; the boxes stand each at its meeting."""

    mote = ChecksField(lazy_gettext("Möten"))

    def say(self, fault: str, first: int) -> None:
        """What is wrong, led to the ``first`` box on the page."""
        self.mote.errors, self.mote.id = [fault], f"mote-{first}"


def _page(year: int, meetings: list[NextMeeting], chosen: set[str], fault: str = "") -> str:
    form = _MakingForm()
    if fault:
        form.say(fault, next((n for n, one in enumerate(meetings, start=1) if one.made is None), 1))
    days = {one.event.uid: _day(one.event.uid) or one.proposed.best.first for one in meetings}
    return render_template(
        "organizer/year/next.html",
        year=year,
        meetings=meetings,
        chosen=chosen,
        days=days,
        form=form,
        occasion_of=occasion_of,
        can_make=any(one.made is None for one in meetings),
        no_breaks=not list_breaks(*year_or_404(year + 1)),
    )


def _day(uid: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(f"dag-{uid}", ""))
    except ValueError:
        return None


@bp.post("/nasta")
def make(year: int) -> str | Response | tuple[str, int]:
    """Make the ticked ones as drafts; those that are there already stay as they are."""
    meetings, ticked = _meetings(year), set(request.form.getlist("mote"))
    chosen = {
        one.event.uid: _day(one.event.uid) or one.proposed.best.first for one in meetings if one.event.uid in ticked
    }
    if not chosen:
        return _page(year, meetings, set(), gettext("Markera minst ett möte")), 422
    who = guards.actor()
    with transaction():
        made = actions.make_next_year(year, chosen, now=clock.now(), actor=who)
    if made.moved:
        titles = ", ".join(event.title for event in made.moved)
        words = gettext("Förslagen har ändrats sedan sidan öppnades. Välj dag på nytt för %(titles)s.", titles=titles)
        _tell(len(made.created), 0)
        return _page(year, list_next_meetings(year), {event.uid for event in made.moved}, words), 409
    _tell(len(made.created), len(made.existing))
    return redirect(url_for("year_making.people", year=year + 1), 303)


def _tell(created: int, existing: int) -> None:
    if created:
        flash(ngettext("%(num)s möte är sparat som utkast.", "%(num)s möten är sparade som utkast.", created), "good")
    if existing:
        flash(ngettext("%(num)s möte fanns redan.", "%(num)s möten fanns redan.", existing), "info")


@bp.get("/personer")
def people(year: int) -> str:
    """Stämmer personerna? Of all the year's meetings together."""
    return _people(year, None)


@bp.get("/personer/<slug>")
def people_of(year: int, slug: str) -> str:
    """The same of one meeting."""
    return _people(year, slug)


def _people(year: int, slug: str | None) -> str:
    year_or_404(year)
    meetings = check_year(year)
    shown = [one for one in meetings if slug in (None, one.event.slug)]
    if slug is not None and not shown:
        abort(404)
    found, account = together(shown), guards.current_account()
    return render_template(
        "organizer/year/people.html",
        year=year,
        meetings=meetings,
        may_repeat=not meetings and has_meetings(year - 1),
        one=shown[0] if slug is not None else None,
        found=found,
        places=by_organisation(found.unconfirmed),
        may_ask=guards.may(account, "confirming.choose"),
        may_edit=guards.may(account, "programme.members"),
    )
