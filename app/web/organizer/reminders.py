"""Brev som går av sig själva: what is to come at a meeting, to how many, with a choice to do without one; and the
schedule.
"""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.events.actions.reminders import set_schedule, skip_step
from app.events.model import Event
from app.events.queries.reminders import schedule_of
from app.events.rules.kinds import EventState
from app.events.rules.reminders import (
    CATCH_UP_DAYS,
    DaysUnreadable,
    Schedule,
    read_days,
)
from app.kernel import clock
from app.kernel.db import transaction
from app.lists.coming import coming
from app.web import guards
from app.web.fields import CheckField, Form, LineField
from app.web.organizer.event_page import find_or_404, show

bp = Blueprint("reminders", __name__, url_prefix="/arrangor/moten/<slug>/paminnelser")

_LIMIT = 60


class ScheduleForm(Form):
    """What goes by itself."""

    days = LineField(
        _("Påminn dem som inte har svarat, dagar före ”svara senast”"),
        limit=_LIMIT,
        description=_("Till exempel 21, 7, 2. Lämna tomt om ingen ska påminnas."),
    )
    tells_contacts = CheckField(_("Skriv samtidigt till organisationernas kontakter om vilka som inte har svarat"))
    day_before = CheckField(_("Skriv till de anmälda den sista arbetsdagen före mötet"))
    afterwards = CheckField(_("Tacka dem som var med, den första arbetsdagen efter mötet"))


@bp.get("")
def of_event(slug: str) -> str:
    """What is to come, and the schedule."""
    event = find_or_404(slug)
    schedule = schedule_of(event)
    written = ", ".join(str(days) for days in schedule.days)
    told = {name: getattr(schedule, name) for name in ("tells_contacts", "day_before", "afterwards")}
    form = ScheduleForm(None, days=written, **told)
    return _page(event, form)


def _page(event: Event, form: ScheduleForm) -> str:
    return show(
        "organizer/mailings/reminders.html",
        event,
        form=form,
        rows=coming(event, clock.today()),
        waits=event.state is EventState.DRAFT,
        catch_up=CATCH_UP_DAYS,
    )


@bp.post("")
def save(slug: str) -> Response | tuple[str, int]:
    """Keep the schedule."""
    event, form, actor = find_or_404(slug), ScheduleForm(), guards.actor()
    valid, days = form.validate(), read_days(form.days.data or "")
    if isinstance(days, DaysUnreadable):
        form.days.errors = [*form.days.errors, gettext(days.fault)]
    if not valid or isinstance(days, DaysUnreadable):
        return _page(event, form), 422
    schedule = Schedule(
        days=days,
        day_before=bool(form.day_before.data),
        afterwards=bool(form.afterwards.data),
        tells_contacts=bool(form.tells_contacts.data),
    )
    with transaction():
        changed = set_schedule(event, schedule, now=clock.now(), actor=actor)
    flash(gettext("Sparat.") if changed else gettext("Inget var ändrat."), "good")
    return _home(slug)


@bp.post("/hoppa-over")
def skip(slug: str) -> Response:
    """Do without one letter."""
    return _skip(slug, skip=True)


@bp.post("/skicka-anda")
def resume(slug: str) -> Response:
    """Have it go after all."""
    return _skip(slug, skip=False)


def _skip(slug: str, *, skip: bool) -> Response:
    event, actor = find_or_404(slug), guards.actor()
    key = request.form.get("brev", "")
    if key not in {step.key for step in schedule_of(event).steps}:
        abort(404)
    with transaction():
        skip_step(event, key, skip=skip, now=clock.now(), actor=actor)
    flash(gettext("Brevet går inte.") if skip else gettext("Brevet går som planerat."), "good")
    return _home(slug)


def _home(slug: str) -> Response:
    return redirect(url_for("reminders.of_event", slug=slug), 303)
