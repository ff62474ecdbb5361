"""What a door's phone asks for: the list, what has changed, and to take its marks."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, request
from flask_wtf.csrf import generate_csrf

from app.attendance import queries
from app.attendance.queries import NoSuchDoor, OpenDoor, Pulse
from app.attendance.queries.lists import unlisted_in
from app.kernel import clock
from app.web.door import uploads
from app.web.door.keeping import get_open_door, keeper
from app.web.door.listing import Sheet, change
from app.web.door.taking import Desk
from app.web.door.uploads import NoUpload
from app.web.packing import packed

bp = Blueprint("door_api", __name__, url_prefix="/dorr")

_LAST = 2**62
"""Beyond what any database counts to."""
_AGAIN = timedelta(seconds=60)
"""What was written so short a time before is told again: it may have been committed after the last answer."""


@bp.get("/<slug>/lista.json")
def everybody(slug: str) -> Response:
    """Everybody who can be found at the doors of a day, for the phone to keep."""
    door, now = _door(slug), clock.now()
    parts, pulse = queries.list_parts(door), queries.pulse(door.id)
    sheet = Sheet.of(door, parts, _day() or clock.today())
    places, present = queries.list_places(door.id), queries.list_present_at(door.id)
    standing = {who: {part: (one.at, one.by_name) for part, one in at.items()} for who, at in present.items()}
    body = sheet.head() | {"people": sheet.people(queries.list_people(door.id), places, standing)}
    told = json.dumps(body, ensure_ascii=False)
    etag = hashlib.sha256(told.encode()).hexdigest()[:32]
    return _json(body | _here(now) | {"cursor": _cursor(door, pulse, now)}, etag)


@bp.get("/<slug>/andringar.json")
def changes(slug: str) -> Response:
    """What has changed since the cursor of the last answer; ``reload``: the list is to be fetched anew."""
    door, now = _door(slug), clock.now()
    parts, pulse = queries.list_parts(door), queries.pulse(door.id)
    cursor = _Cursor.read(request.args.get("sedan", ""))
    if cursor is None or cursor.stamp != door.stamp:
        return _json({"reload": True, "cursor": _cursor(door, pulse, now)} | _here(now))
    found = queries.list_people(door.id, since=cursor.at - _AGAIN)
    here = [one for one in found if one.is_expected]
    sheet = Sheet.of(door, parts, _day() or clock.today())
    ids = [one.person_id for one in here]
    standing: dict[int, dict[int, tuple[datetime, str]]] = {}
    for (who, part), when in queries.list_standing(ids, list(sheet.by_id())).items() if ids else ():
        standing.setdefault(who, {})[part] = when
    places = queries.list_places(door.id, ids) if ids else {}
    return _json(
        {
            "reload": cursor.unlisted != pulse.unlisted or (cursor.states != pulse.states and not found),
            "cursor": _cursor(door, pulse, now),
            "ticks": [change(one) for one in queries.list_seen(door.id, cursor.last)],
            "people": sheet.people(here, places, standing),
            "gone": [one.uid for one in found if not one.is_expected],
        }
        | _here(now)
    )


@bp.post("/<slug>/bockningar")
def take(slug: str) -> Response:
    """Take the phone's marks, each for itself, and tell what each came to."""
    door, received_at, by = _door(slug), clock.now(), keeper()
    try:
        marks = uploads.read(request.get_json(silent=True), received_at)
    except NoUpload:
        abort(400)
    uids, codes = uploads.names(marks)
    known = queries.list_named(door.id, uids, codes) if uids or codes else []
    desk = Desk(door, queries.list_parts(door), known, by)
    taken = [desk.take(one) for one in marks]
    return _json({"made_at": clock.now().isoformat(), "outcomes": desk.with_standing(taken)})


class _Cursor:
    """How far a phone has come."""

    def __init__(self, last: int, at: datetime, stamp: str, states: str) -> None:
        self.last, self.at, self.stamp, self.states = last, at, stamp, states
        self.unlisted = unlisted_in(states)

    @classmethod
    def read(cls, text: str) -> "_Cursor | None":
        """As ``_cursor`` wrote it; None for anything else."""
        pieces = text.split("~")
        try:
            last, at, stamp, states = pieces
            number = min(max(int(last), 0), _LAST)
            return cls(number, datetime.fromtimestamp(max(int(at), 0), UTC), stamp, states)
        except (ValueError, OverflowError, OSError):
            return None


def _here(now: datetime) -> dict[str, Any]:
    """What the time is here (UTC), and who the phone is to us."""
    actor = keeper().actor
    told = {"uid": actor.uid, "name": actor.name}
    return {"made_at": now.isoformat(), "keeper": told}


def _cursor(door: OpenDoor, pulse: Pulse, now: datetime) -> str:
    return f"{pulse.last}~{int(now.timestamp())}~{door.stamp}~{pulse.states}"


def _door(slug: str) -> OpenDoor:
    try:
        return get_open_door(slug)
    except NoSuchDoor:
        abort(404)


def _day() -> date | None:
    """The day that is asked for."""
    try:
        return date.fromisoformat(request.args.get("dag", ""))
    except ValueError:
        return None


def _json(body: Mapping[str, Any], etag: str = "") -> Response:
    """With the token that the phone's marks are sent with."""
    response = Response(json.dumps(body, ensure_ascii=False), content_type="application/json; charset=utf-8")
    response.headers["X-CSRFToken"] = generate_csrf()
    return packed(response, etag)
