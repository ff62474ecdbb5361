"""No more invitations: the page that every letter's last line leads to. Only the button does something."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.db import transaction
from app.people import actions, queries
from app.people.model import Person
from app.web import guards

bp = Blueprint("decline_all", __name__, url_prefix="/avsta")


def _person(token: str) -> Person:
    """The person of the link; unknown and malformed tokens get the same page."""
    person = queries.find_person_by_decline_link(token)
    if person is None:
        abort(404)
    return person


@bp.get("/<token>")
def show(token: str) -> str:
    """What declining means, and the button."""
    return render_template("invitee/decline_all.html", person=_person(token))


@bp.post("/<token>")
def decline(token: str) -> str | Response:
    """Remember it. Sent twice: the same page."""
    with transaction():
        person = _person(token)
        actions.decline_all(person, now=clock.now(), actor=guards.person_actor(person))
    return render_template("invitee/declined_all.html", person=person)
