"""Groups' calendars: given, copied, given a new address, taken away."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.events.queries.calendars import find_group_calendar, group_calendars, list_for_audience
from app.events.rules.audiences import AUDIENCES, Audience
from app.feeds import actions
from app.feeds.queries.groups import group_subscription
from app.kernel import clock
from app.kernel.db import transaction
from app.web import guards
from app.web.organizer.register import may_change

bp = Blueprint("group_calendars", __name__, url_prefix="/arrangor/register/kalendrar")


@bp.get("")
def show_all() -> str:
    """Every group, and whether it has a calendar."""
    given = group_calendars()
    return render_template(
        "organizer/register/group_calendars.html",
        groups=[(one, given.get(one.key)) for one in AUDIENCES.values()],
        may_change=may_change(),
    )


@bp.get("/<key>")
def show(key: str) -> str:
    """One group: its calendar's address, what stands in it, and what can be done."""
    audience = _audience(key)
    calendar = find_group_calendar(key)
    return render_template(
        "organizer/register/group_calendar.html",
        audience=audience,
        calendar=calendar,
        subscription=group_subscription(calendar) if calendar else None,
        coming=list_for_audience(audience, clock.today()),
    )


def _audience(key: str) -> Audience:
    if key not in AUDIENCES:
        abort(404)
    return AUDIENCES[key]


@bp.post("/<key>/skapa")
def give(key: str) -> Response:
    """A calendar for the group. Asked twice, it has one."""
    audience, who = _audience(key), guards.actor()
    with transaction():
        actions.give_group_calendar(audience, now=clock.now(), actor=who)
    flash(gettext("Gruppen har en kalender. Skicka adressen till dem som ska ha den."), "good")
    return _back(key)


@bp.post("/<key>/ny-lank")
def renew(key: str) -> Response:
    """A new address; the old one opens nothing any more."""
    audience, who = _audience(key), guards.actor()
    with transaction():
        actions.renew_group_calendar(audience, now=clock.now(), actor=who)
    flash(gettext("Kalenderlänken är ny. Den gamla fungerar inte längre."), "good")
    return _back(key)


@bp.post("/<key>/ta-bort")
def take(key: str) -> Response:
    """No calendar for the group any more."""
    audience, who = _audience(key), guards.actor()
    with transaction():
        actions.take_group_calendar(audience, now=clock.now(), actor=who)
    flash(gettext("Kalendern är borttagen. Adressen fungerar inte längre."), "good")
    return _back(key)


def _back(key: str) -> Response:
    return redirect(url_for("group_calendars.show", key=key), 303)
