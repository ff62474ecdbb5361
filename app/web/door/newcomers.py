"""Somebody who is not on the door's list: first in whose stead, then who it is; one form, one tap."""

from typing import Any, assert_never
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.attendance import queries
from app.attendance.actions import NonceTaken
from app.attendance.queries import Listed, NoSuchDoor, OpenDoor
from app.attendance.rules import Given, How, Mark
from app.attendance.rules.walk_ins import NobodyToReplace, OnTheList, WalkedIn, WalkInOutcome
from app.desk.walk_in import walk_in
from app.events.rules.kinds import LegalBasis
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.web.door import spots
from app.web.door.keeping import keeper
from app.web.door.newcomer_form import NewcomerForm
from app.web.door.sentences import sentence
from app.web.door.spots import Spot

bp = Blueprint("door_newcomers", __name__, url_prefix="/dorr/<slug>/<part_uid>/ny")


@bp.get("")
def choose(slug: str, part_uid: str) -> str:
    """In whose stead: those on the list who are not here."""
    spot, query = _spot(slug, part_uid), clean_line(request.args.get("q", ""), 100)
    found = spot.rows(query, 1, "")
    rows = [row for row in found[: queries.PAGE] if row.present_at is None]
    more = len(found) > queries.PAGE
    return render_template("door/in_stead.html", spot=spot, query=query, rows=rows, more=more)


@bp.get("/person")
def ask(slug: str, part_uid: str) -> str:
    """The form, with the organisation of the one in whose stead it is."""
    spot, door = _spot(slug, part_uid), queries.get_open_door(slug)
    original = _original(door, request.args.get("for", ""))
    known = {"organisation": original.organisation, "in_stead_of": original.uid} if original else {}
    return _page(spot, _form(spot, data={**known, "nonce": str(uuid4())}), original)


@bp.post("/person")
def write(slug: str, part_uid: str) -> ResponseReturnValue:
    """Written down and ticked off, in one act."""
    spot, door, by = _spot(slug, part_uid), queries.get_open_door(slug), keeper()
    form = _form(spot)
    original = _original(door, form.in_stead_of.data or "")
    nonce = clean_line(form.nonce.data or "", 36)
    if not nonce:
        abort(400)
    if not form.validate():
        return _page(spot, form, original), 422
    try:
        with transaction():
            draft, parts, given = form.draft(), spot.parts, Given(nonce, Mark.PRESENT, How.WALK_IN)
            outcome = walk_in(door, parts, draft, given, arrival=spot.day, now=clock.now(), by=by)
    except NonceTaken:
        abort(400)
    return _answer(spot, form, original, outcome)


def _answer(spot: Spot, form: NewcomerForm, original: Listed | None, outcome: WalkInOutcome) -> ResponseReturnValue:
    match outcome:
        case WalkedIn(told):
            flash(sentence(told), "good")
            return redirect(url_for("door.find", slug=spot.slug, part_uid=spot.uid), 303)
        case OnTheList(person_uid):
            return _page(spot, form, original, same=outcome, there=person_uid), 409
        case NobodyToReplace():
            form.form_errors.append(gettext("Den personen kan inte ersättas längre. Välj någon annan, eller ingen."))
            return _page(spot, form, original), 409
        case _:
            assert_never(outcome)


def _spot(slug: str, part_uid: str) -> Spot:
    try:
        return spots.get_spot(slug, part_uid)
    except NoSuchDoor:
        abort(404)


def _original(door: OpenDoor, uid: str) -> Listed | None:
    found = queries.list_named(door.id, [uid], []) if uid else []
    return found[0] if found and found[0].is_expected else None


def _form(spot: Spot, **more: Any) -> NewcomerForm:
    asks = spot.parts[0].event.legal_basis is LegalBasis.CONSENT
    return NewcomerForm(asks_consent=asks, **more)


def _page(spot: Spot, form: NewcomerForm, original: Listed | None, **more: Any) -> str:
    event = spot.parts[0].event
    capacity = event.capacity if spot.day else spot.parts[0].capacity
    _present, expected = spot.count()
    context = {"spot": spot, "form": form, "original": original, "event": event, "same": None, "there": ""} | more
    return render_template("door/newcomer.html", capacity=capacity, expected=expected, **context)
