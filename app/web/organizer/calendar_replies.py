"""Answers that people's calendars gave: seen by an organizer, and put aside."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.db import transaction
from app.registrations.actions import dismiss_calendar_answer
from app.registrations.queries import get_answered
from app.web import guards

bp = Blueprint("calendar_replies", __name__, url_prefix="/arrangor/kalendersvar/<uid>")


@bp.post("/avfarda")
def dismiss(uid: str) -> Response:
    """It has been seen; the registration stays as it is."""
    who = guards.actor()
    with transaction():
        one = get_answered(uid)
        dismiss_calendar_answer(one, now=clock.now(), actor=who)
    flash(gettext("Svaret i kalendern är avfärdat. Anmälan är inte ändrad."), "good")
    if request.form.get("tillbaka") == "anmalan":
        return redirect(url_for("answers.registration", slug=one.event.slug, uid=uid), 303)
    return redirect(url_for("home.show"), 303)
