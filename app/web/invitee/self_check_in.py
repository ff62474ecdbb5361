"""Checking oneself in: the QR on the wall leads to one's own link, which then asks whether one is here. Reading the QR
is what makes it ask: the browser remembers it while the part is on.
"""

from datetime import datetime
from uuid import uuid4

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.attendance import actions
from app.attendance.queries import AtDoor
from app.attendance.queries.self_check_in import find_open_part, find_read_part, find_standing
from app.attendance.rules import How, Keeper
from app.events.model import Part
from app.invitations.rules import InvitationState
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.words import N_
from app.web import guards
from app.web.invitee.opening import open_link
from app.web.invitee.public import LinkForm
from app.web.invitee.visit import Visit

bp = Blueprint("self_check_in", __name__)

_READ = "at_part"
"""Where the signed cookie keeps the part whose QR was read last."""
_DOOR = N_("Egen incheckning")


@bp.get("/har/<code>")
def show(code: str) -> ResponseReturnValue:
    """What the QR leads to. Outside its window, turned off or unknown: one and the same."""
    part = find_read_part(code, clock.now())
    if part is None:
        return render_template("invitee/not_here.html"), 404
    if session.get(_READ) != part.uid:
        session[_READ] = part.uid
    return render_template("invitee/read.html", part=part, code=code, form=LinkForm())


def part_here(visit: Visit, now: datetime) -> Part | None:
    """The part of the visit's meeting whose QR this browser has read, while it is on."""
    uid = session.get(_READ) if visit.event.self_check_in else None
    part = find_open_part(uid, now) if uid else None
    return part if part is not None and part.event_id == visit.event.id else None


def page(visit: Visit, part: Part) -> str:
    """Asks whether the person is here, or says that they are."""
    standing = find_standing(part.id, visit.person.id)
    return render_template("invitee/here.html", visit=visit, part=part, standing=standing)


@bp.post("/i/<token>/har/<part_uid>")
def check_in(token: str, part_uid: str) -> Response:
    """I am here. Only where the QR has been read, and the part is on."""
    now = clock.now()
    visit = open_link(token, now)
    part = part_here(visit, now)
    if part is None or part.uid != part_uid or visit.invitation.state is InvitationState.REVOKED:
        abort(404)
    actor = guards.person_actor(visit.person)
    at, by = AtDoor(part.id, visit.person.id, visit.person.name), Keeper(actor, gettext(_DOOR))
    with transaction():
        actions.tick(at, nonce=str(uuid4()), now=clock.now(), by=by, how=How.SELF)
    return redirect(url_for("invitation.show", token=token), 303)
