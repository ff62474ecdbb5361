"""The door: choose event and part, find a person, one tap present, one tap more undoes it."""

from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.attendance import actions, queries
from app.attendance.queries import AtDoor, NoSuchDoor, NotAtEvent
from app.attendance.rules import AlreadyPresent, NothingToUndo, Outcome, Ticked, Undone
from app.events.model import Part
from app.kernel import clock, words
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.web import guards

bp = Blueprint("door", __name__, url_prefix="/dorr")

_LAST_PAGE = 1_000_000
"""No meeting is so large, and no database counts without end."""


@bp.get("/")
def choose() -> str:
    """Which event and part this door is for; the nearest first."""
    return render_template("door/choose.html", events=queries.list_doors(clock.today()), today=clock.today())


@bp.get("/<slug>/<part_uid>")
def find(slug: str, part_uid: str) -> str:
    """The list of a door: search, state, own parts of the day."""
    part = _part(slug, part_uid)
    query = clean_line(request.args.get("q", ""), 100)
    page = min(max(1, request.args.get("sida", 1, type=int)), _LAST_PAGE)
    rows = queries.list_at_door(part, query, page=page)
    present, expected = queries.count_present(part)
    return render_template(
        "door/find.html",
        part=part,
        query=query,
        page=page,
        rows=rows[: queries.PAGE],
        more=len(rows) > queries.PAGE,
        present=present,
        expected=expected,
        nonces=[str(uuid4()) for _ in rows],
    )


@bp.post("/<slug>/<part_uid>/<person_uid>/narvarande")
def tick(slug: str, part_uid: str, person_uid: str) -> Response:
    """Present from now."""
    at, actor = _at_door(slug, part_uid, person_uid), guards.actor()
    nonce = clean_line(request.form.get("nonce", ""), 36) or str(uuid4())
    with transaction():
        outcome = actions.tick(at, nonce=nonce, now=clock.now(), actor=actor)
    return _back(slug, part_uid, outcome)


@bp.post("/<slug>/<part_uid>/<person_uid>/angra")
def undo(slug: str, part_uid: str, person_uid: str) -> Response:
    """Not present after all."""
    at, actor = _at_door(slug, part_uid, person_uid), guards.actor()
    with transaction():
        outcome = actions.undo(at, now=clock.now(), actor=actor)
    return _back(slug, part_uid, outcome)


def _part(slug: str, part_uid: str) -> Part:
    try:
        return queries.get_door(slug, part_uid)
    except NoSuchDoor:
        abort(404)


def _at_door(slug: str, part_uid: str, person_uid: str) -> AtDoor:
    try:
        return queries.get_at_door(slug, part_uid, person_uid)
    except (NoSuchDoor, NotAtEvent):
        abort(404)


def _back(slug: str, part_uid: str, outcome: Outcome) -> Response:
    flash(_sentence(outcome), "danger" if isinstance(outcome, NothingToUndo) else "good")
    query = clean_line(request.form.get("q", ""), 100)
    page = request.form.get("sida", 1, type=int)
    sida = page if page > 1 else None
    return redirect(url_for("door.find", slug=slug, part_uid=part_uid, q=query or None, sida=sida), 303)


def _sentence(outcome: Outcome) -> str:
    match outcome:
        case Ticked(name, at):
            return gettext("%(name)s är incheckad %(time)s.", name=name, time=words.clock_time(at))
        case AlreadyPresent(name, at, by_name):
            return gettext(
                "%(name)s var redan incheckad %(time)s av %(by)s.", name=name, time=words.clock_time(at), by=by_name
            )
        case Undone(name):
            return gettext("%(name)s är inte längre incheckad.", name=name)
        case NothingToUndo(name):
            return gettext("%(name)s var inte incheckad.", name=name)
