"""A new address for a person's feed, when the person asks the organizer for one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.feeds.actions import renew_address
from app.kernel import clock
from app.kernel.db import transaction
from app.people import queries
from app.web import guards

bp = Blueprint("person_calendar", __name__, url_prefix="/arrangor/register/personer/<uid>/ny-kalenderlank")


@bp.get("")
def ask_renew(uid: str) -> str:
    """Ask first: calendars that have the old address stop following."""
    return render_template("organizer/register/person_calendar.html", person=queries.get_person(uid))


@bp.post("")
def renew(uid: str) -> Response:
    """The old address opens nothing from now on. Asked twice, it is renewed twice."""
    who = guards.actor()
    with transaction():
        renew_address(queries.lock_person(uid), now=clock.now(), actor=who)
    flash(gettext("Kalenderlänken är ny. Personen hittar den på sin egen sida."), "good")
    return redirect(url_for("register.person", uid=uid), 303)
