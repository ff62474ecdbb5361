"""Who is to come in somebody's stead, where the meeting wants to approve it: granted or declined with one press."""

from typing import assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk.somebody_else import settle
from app.invitations.queries import SubstitutionMissing
from app.invitations.rules.substitutes import MeetingOver, Settled, SettledBefore
from app.kernel import clock
from app.kernel.db import transaction
from app.web import guards
from app.web.organizer.event_page import find_or_404

bp = Blueprint("substitutes", __name__, url_prefix="/arrangor/moten/<slug>/i-stallet/<uid>")


@bp.post("/godkann")
def grant(slug: str, uid: str) -> Response:
    """Let the one named come."""
    return _settle(slug, uid, grant=True)


@bp.post("/avboj")
def decline(slug: str, uid: str) -> Response:
    """Say no: the one who gave the name keeps what they have."""
    return _settle(slug, uid, grant=False)


def _settle(slug: str, uid: str, *, grant: bool) -> Response:
    event, who = find_or_404(slug), guards.actor()
    try:
        with transaction():
            outcome = settle(uid, event.id, grant=grant, now=clock.now(), actor=who)
    except SubstitutionMissing:
        abort(404)
    match outcome:
        case Settled(granted=True):
            flash(gettext("Godkänt. Båda får ett brev."), "good")
        case Settled() if grant:
            words = gettext(
                "Den personen kan inte längre tillfrågas. Förslaget är avböjt, och den som gav det får ett brev."
            )
            flash(words, "warning")
        case Settled():
            flash(gettext("Avböjt. Båda får ett brev."), "good")
        case MeetingOver():
            flash(gettext("Mötet är inställt eller har varit. Förslaget behöver inget svar."), "info")
        case SettledBefore():
            flash(gettext("Förslaget är redan avgjort."), "info")
        case _:
            assert_never(outcome)
    if request.form.get("tillbaka") == "mote":
        return redirect(url_for("events.overview", slug=slug), 303)
    return redirect(url_for("home.show"), 303)
