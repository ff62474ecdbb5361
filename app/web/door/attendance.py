"""The door: choose event and part, find a person, one tap present, one tap more undoes it."""

from uuid import uuid4

from flask import Blueprint, abort, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.attendance import actions, queries
from app.attendance.actions import NonceTaken
from app.attendance.queries import NoSuchDoor, NotAtEvent
from app.attendance.rules import Given, How, Mark, NothingToUndo, Outcome, ScanFault
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.web import guards
from app.web.door import spots
from app.web.door.keeping import keeper, only_event
from app.web.door.listing import Sheet
from app.web.door.newcomer_form import written_form
from app.web.door.phone import with_camera
from app.web.door.sentences import fault, sentence
from app.web.door.spots import Spot

bp = Blueprint("door", __name__, url_prefix="/dorr")

_CHOSEN = "door"
"""Where the signed cookie keeps which door was opened last."""
_LAST_PAGE = 1_000_000
"""No meeting is so large, and no database counts without end."""


@bp.get("/")
def choose() -> str:
    """Which event and part this door is for; the nearest first."""
    only = only_event()
    found = [event for event in queries.list_doors(clock.today()) if only in {None, event.slug}]
    events = [(event, spots.arrivals(event)) for event in found]
    who = {"account_name": keeper().door, "sign_out_url": url_for("door_entry.leave")} if only else {}
    return render_template("door/choose.html", events=events, today=clock.today(), **who)


@bp.get("/q/<code>")
def scan(code: str) -> ResponseReturnValue:
    """The QR of a badge, which any phone's camera opens. Door staff are led to the person at the door they have chosen;
    to everybody else it says the same, whatever the code.
    """
    if not guards.may_keep_doors():
        return render_template("door/badge.html")
    chosen, found, only = _chosen(), queries.find_by_code(code), only_event()
    if found is None or (chosen[0] if chosen else only or found.slug) != found.slug:
        reason = ScanFault.UNKNOWN if found is None else ScanFault.OTHER_EVENT
        if chosen is not None:
            _note_failure(chosen[0], reason)
        return render_template("door/failed.html", sentence=fault(reason), back=_to_door(chosen)), 404
    if chosen is None:
        event = queries.get_open_door(found.slug)
        return render_template("door/which.html", event=event, parts=queries.list_parts(event), person=found)
    return redirect(url_for("door.find", slug=found.slug, part_uid=chosen[1], person=found.person_uid), 303)


def _chosen() -> tuple[str, str] | None:
    """The event's slug and the part's uid of the door that was opened last in this browser."""
    chosen, only = session.get(_CHOSEN), only_event()
    return (chosen[0], chosen[1]) if chosen and only in {None, chosen[0]} else None


def _to_door(chosen: tuple[str, str] | None) -> str:
    return url_for("door.find", slug=chosen[0], part_uid=chosen[1]) if chosen else url_for("door.choose")


def _note_failure(slug: str, reason: ScanFault) -> None:
    now, by, event = clock.now(), keeper(), queries.get_open_door(slug)
    with transaction():
        actions.note_failure(event.id, reason, nonce=str(uuid4()), at=now, now=now, by=by)


@bp.get("/<slug>/<part_uid>")
def find(slug: str, part_uid: str) -> Response:
    """The list of a door: search, state, own parts of the day; and what the tick came to that led here, which the
    records tell: a session's cookie would take longer to write than the tick.
    """
    spot = _spot(slug, part_uid)
    query = clean_line(request.args.get("q", ""), 100)
    page = min(max(1, request.args.get("sida", 1, type=int)), _LAST_PAGE)
    person = clean_line(request.args.get("person", ""), 64)
    rows = spot.rows(query, page, person)
    door = queries.get_open_door(slug)
    if session.get(_CHOSEN) != [slug, part_uid]:
        session[_CHOSEN] = [slug, part_uid]
    present, expected = spot.count()
    outcome = spot.told(clean_line(request.args.get("bock", ""), 36))
    html = render_template(
        "door/find.html",
        spot=spot,
        query=query,
        page=page,
        how=How.QR if person else How.NAME,
        rows=rows[: queries.PAGE],
        answers=Sheet.of(door, queries.list_parts(door), spot.on).answers(rows),
        more=len(rows) > queries.PAGE,
        present=present,
        expected=expected,
        said=(_tone(outcome), sentence(outcome)) if outcome else None,
        nonces=[str(uuid4()) for _ in rows],
        written=written_form(),
    )
    return with_camera(make_response(html))


@bp.post("/<slug>/<part_uid>/<person_uid>/narvarande")
def tick(slug: str, part_uid: str, person_uid: str) -> Response:
    """Present from now."""
    return _take(slug, part_uid, person_uid, Mark.PRESENT)


@bp.post("/<slug>/<part_uid>/<person_uid>/angra")
def undo(slug: str, part_uid: str, person_uid: str) -> Response:
    """Not present after all."""
    return _take(slug, part_uid, person_uid, Mark.UNDO)


def _tone(outcome: Outcome) -> str:
    return "danger" if isinstance(outcome, NothingToUndo) else "good"


def _take(slug: str, part_uid: str, person_uid: str, mark: Mark) -> Response:
    how = How.QR if request.form.get("how") == How.QR.value else How.NAME
    given = Given(clean_line(request.form.get("nonce", ""), 36) or str(uuid4()), mark, how)
    try:
        spots.take(slug, part_uid, person_uid, given, keeper())
    except (NoSuchDoor, NotAtEvent):
        abort(404)
    except NonceTaken:
        abort(400)
    query = clean_line(request.form.get("q", ""), 100)
    page = request.form.get("sida", 1, type=int)
    sida = page if page > 1 else None
    led = url_for("door.find", slug=slug, part_uid=part_uid, q=query or None, sida=sida, bock=given.nonce)
    return redirect(led, 303)


def _spot(slug: str, part_uid: str) -> Spot:
    try:
        return spots.get_spot(slug, part_uid)
    except NoSuchDoor:
        abort(404)
