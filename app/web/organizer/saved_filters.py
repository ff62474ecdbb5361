"""Urval: what the register is narrowed to, kept under a name to be made again."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.people import actions
from app.people.rules.register import RegisterFilter
from app.web import guards

bp = Blueprint("saved_filters", __name__, url_prefix="/arrangor/register/urval")

_NAME_LIMIT = 60


@bp.post("")
def keep() -> Response:
    """Keep the choice that the page showed, but for what was searched for, which may be somebody's name."""
    shown = RegisterFilter.read(request.form)
    limits = shown.without("text").written()
    name, actor = clean_line(request.form.get("namn", ""), _NAME_LIMIT), guards.actor()
    back = _to_register(shown.written())
    if shown.text and not limits:
        flash(gettext("Det du har sökt på sparas inte, eftersom det kan vara ett namn. Välj något filter."), "warning")
        return back
    if not name or not limits:
        flash(gettext("Skriv vad urvalet ska heta.") if limits else gettext("Välj något filter först."), "warning")
        return back
    with transaction():
        kept = actions.keep_filter(name, limits, now=clock.now(), actor=actor)
    if kept:
        flash(gettext("Urvalet ”%(name)s” är sparat.", name=name), "good")
        return _to_register(limits)
    flash(gettext("Det finns redan ett urval som heter ”%(name)s”. Välj ett annat namn.", name=name), "warning")
    return back


def _to_register(limits: dict[str, Any]) -> Response:
    return redirect(url_for("register.persons", **limits), 303)


@bp.post("/<uid>/ta-bort")
def forget(uid: str) -> Response:
    """Forget one."""
    actor = guards.actor()
    with transaction():
        actions.forget_filter(uid, now=clock.now(), actor=actor)
    flash(gettext("Urvalet är borttaget. Ingen i registret har ändrats."), "good")
    return redirect(url_for("register.persons"), 303)
