"""Being invited again: somebody without an office says yes, or takes it back. GET changes nothing, nor does the first
button of a page.
"""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.db import transaction
from app.people import actions
from app.people.model import Person
from app.people.queries import find_person_by_link
from app.people.rules.keeping import KEEP_WORDS
from app.web import guards
from app.web.fields import CheckField, Form

bp = Blueprint("keeping", __name__, url_prefix="/min/<token>/fler-moten")


class KeepForm(Form):
    """The box, never ticked beforehand."""

    keep = CheckField(_(KEEP_WORDS), _("Kryssa för rutan om du vill bli inbjuden igen, eller gå tillbaka."))


def _person(token: str) -> Person:
    """The person of the link; the same 404 as everywhere."""
    person = find_person_by_link(token)
    if person is None:
        abort(404)
    return person


@bp.get("")
def show(token: str) -> str:
    """What has been said, and the way to change it."""
    return _page(token, KeepForm())


def _page(token: str, form: KeepForm) -> str:
    return render_template("invitee/keeping.html", person=_person(token), token=token, form=form)


@bp.post("")
def agree(token: str) -> Response | tuple[str, int]:
    """Say yes. Sent twice: the first time stands."""
    form = KeepForm()
    if not form.validate():
        return _page(token, form), 422
    with transaction():
        person = _person(token)
        actions.consent_to_keeping(person, gettext(KEEP_WORDS), now=clock.now(), actor=guards.person_actor(person))
    return redirect(url_for("keeping.show", token=token), 303)


@bp.post("/ta-tillbaka")
def take_back(token: str) -> Response:
    """Take it back. Sent twice: nothing more happens."""
    with transaction():
        person = _person(token)
        actions.take_back_keeping(person, now=clock.now(), actor=guards.person_actor(person))
    return redirect(url_for("keeping.show", token=token), 303)
