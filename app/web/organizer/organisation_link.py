"""The link that an organisation's contact answers with: seen, changed, closed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.db import transaction
from app.people import actions, queries
from app.web import guards

bp = Blueprint("organisation_link", __name__, url_prefix="/arrangor/register/organisationer/<uid>/lank")


@bp.get("")
def show(uid: str) -> str:
    """Who gets the link, whether it is open, and what can be done."""
    return _page(uid)


def _page(uid: str, link: str = "") -> str:
    place = queries.get_organisation(uid)
    contacts = queries.list_contacts([place.id], clock.today()).get(place.id, [])
    return render_template(
        "organizer/register/organisation_link.html", organisation=place, contacts=contacts, link=link
    )


@bp.post("/visa")
def reveal(uid: str) -> str:
    """The link itself, for giving it by telephone. That it was shown is logged."""
    who = guards.actor()
    with transaction():
        link = actions.show_link(queries.lock_organisation(uid), now=clock.now(), actor=who)
    return _page(uid, link)


@bp.post("/byt")
def renew(uid: str) -> Response:
    """A new link; the old one opens nothing any more."""
    who = guards.actor()
    with transaction():
        actions.renew_link(queries.lock_organisation(uid), now=clock.now(), actor=who)
    flash(gettext("Länken är bytt. Den gamla fungerar inte längre."), "good")
    return redirect(url_for("organisation_link.show", uid=uid), 303)


@bp.post("/stang")
def close(uid: str) -> Response:
    """No link until one is given again."""
    who = guards.actor()
    with transaction():
        actions.close_link(queries.lock_organisation(uid), now=clock.now(), actor=who)
    flash(gettext("Länken är stängd."), "good")
    return redirect(url_for("organisation_link.show", uid=uid), 303)
