"""Coming in by a door link: an address and a PIN, without an account. Unknown, revoked and expired look alike."""

from typing import Any

from flask import Blueprint, flash, get_flashed_messages, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.attendance.actions.links import note_entered
from app.attendance.model import DoorLink
from app.attendance.queries.links import find_link_by_token
from app.audit import limits
from app.audit.limits import Purpose
from app.kernel import clock
from app.kernel.db import transaction
from app.organizers.actions import passwords
from app.web import guards
from app.web.fields import Form, LineField

bp = Blueprint("door_entry", __name__, url_prefix="/dorr")


class PinForm(Form):
    """The PIN that goes with the link."""

    pin = LineField(_("PIN-kod"), _("Skriv PIN-koden, sex siffror"), limit=20)

    @property
    def digits(self) -> str:
        """As it was given, whatever spaces somebody wrote."""
        return "".join(one for one in self.pin.data or "" if one.isdigit())


@bp.get("/lank/<token>")
def show(token: str) -> ResponseReturnValue:
    """Ask for the PIN."""
    link = find_link_by_token(token, clock.now())
    return _page(link, PinForm()) if link else _closed()


@bp.post("/lank/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Try the PIN. Failures are counted for the link and for the network address that they came from."""
    form, now = PinForm(), clock.now()
    link = find_link_by_token(token, now)
    if link is None:
        return _closed()
    if not form.validate():
        return _page(link, form), 422
    counted = ((Purpose.DOOR_PIN, link.uid), (Purpose.DOOR_CLIENT, request.remote_addr or ""))
    if any(limits.is_blocked(purpose, key, now=now) for purpose, key in counted):
        form.form_errors.append(
            gettext("Det har blivit för många försök. Vänta en kvart, eller be arrangören om en ny.")
        )
        return _page(link, form), 429
    link_id, uid, stored = link.id, link.uid, link.pin_hash
    if not passwords.matches(stored, form.digits):
        for purpose, key in counted:
            limits.count_failure(purpose, key, now=now)
        form.pin.errors = [gettext("PIN-koden stämmer inte. Skriv den igen.")]
        return _page(find_link_by_token(token, now) or link, form), 422
    with transaction():
        note_entered(link_id, now=now)
    _remember(uid)
    return redirect(url_for("door.choose"), 303)


@bp.post("/lamna")
def leave() -> Response:
    """Let this browser open no door any more by a link."""
    session.pop(guards.DOOR_KEY, None)
    flash(gettext("Du är utloggad från dörren."), "good")
    return redirect(url_for("door_entry.closed"), 303)


@bp.get("/stangd")
def closed() -> ResponseReturnValue:
    """For somebody whose link opens nothing any more, or who has just signed out from it. The page takes the list off
    the phone: whoever still may stand at the door, and was led here, goes back there.
    """
    if guards.may_keep_doors():
        return redirect(url_for("door.choose"), 303)
    return render_template("door/closed.html", left=True, signed_out=bool(get_flashed_messages()))


def _remember(uid: str) -> None:
    """A new session for the door; an account that is signed in in the same browser stays so."""
    kept: dict[str, Any] = {name: session[name] for name in (guards.SESSION_KEY,) if name in session}
    session.clear()
    session.update(kept)
    session[guards.DOOR_KEY] = uid
    session.permanent = True


def _page(link: DoorLink, form: PinForm) -> str:
    return render_template("door/enter.html", link=link, form=form)


def _closed() -> ResponseReturnValue:
    return render_template("door/closed.html", left=False), 404
