"""Who was at this meeting and is not invited to another: on the screen, and as a file."""

from typing import cast

from flask import Blueprint, abort, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.events.model import Event
from app.events.queries import list_events
from app.events.rules.kinds import EventState
from app.kernel import words
from app.lists.not_invited import Why, not_invited, table
from app.web.organizer import downloads, list_choices
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event

bp = Blueprint("not_invited", __name__, url_prefix="/arrangor/moten/<slug>/narvaro")

_NAME = "inte-inbjudna"
_SHOWN = 200
KINDS = {Why.NOT_ASKED: "pending", Why.DRAFT: "draft", Why.REVOKED: "withdrawn", Why.DECLINED_ALL: "declined"}


@bp.get("/inte-inbjudna")
def show(slug: str) -> str:
    """The list against the meeting that the address names, else the next one of the same kind."""
    event = find_or_404(slug)
    others = _others(event)
    other = _chosen(event, others)
    people = not_invited(event, other) if other else []
    return show_event(
        "organizer/attendance/not_invited.html",
        event,
        other=other,
        others=[(one.slug, f"{one.title}, {words.date_span(one.starts_on, one.ends_on)}") for one in others],
        people=people[:_SHOWN],
        total=len(people),
        kinds=KINDS,
    )


@bp.get("/inte-inbjudna.<ending>")
def download(slug: str, ending: str) -> Response:
    """The list as a file. Each download is an audit entry."""
    event = find_or_404(slug)
    other = _chosen(event, _others(event))
    if ending not in {"csv", "xlsx"} or other is None:
        abort(404)
    list_choices.record("list.downloaded", event, {"list": f"{_NAME} {other.slug}", "format": ending})
    made = table(not_invited(event, other))
    limits = [gettext("Inte inbjudna till %(meeting)s", meeting=other.title)]
    return downloads.sheet(made, event, f"{_NAME}-{other.slug}", ending, limits)


def _others(event: Event) -> list[Event]:
    """Every other meeting that is not called off, the latest first."""
    states = [state for state in EventState if state is not EventState.CANCELLED]
    return [one for one in list_events(states=states) if one.id != event.id]


def _chosen(event: Event, others: list[Event]) -> Event | None:
    """Raises 404 for one that is not offered."""
    slug = request.args.get("till", "")
    if slug:
        return next((one for one in others if one.slug == slug), None) or cast(Event, abort(404))
    later = [one for one in reversed(others) if one.starts_on > event.ends_on]
    return next((one for one in later if one.kind is event.kind), None) or next(iter(later or others), None)
