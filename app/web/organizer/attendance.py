"""Närvaro: how many were at each part, by role, organisation and area, and how each of those invited stood."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, request, url_for
from flask_babel import gettext

from app.attendance.rules import Attendance
from app.events.model import Event
from app.events.queries import get_whole_event
from app.kernel import clock
from app.kernel.text import clean_line, search_key
from app.lists import attendance as lists
from app.lists.attendance import Attendee
from app.people.rules.register import matches, words
from app.web import guards
from app.web.organizer import attendance_scope
from app.web.organizer.attendance_scope import Scope
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event

bp = Blueprint("attendance", __name__, url_prefix="/arrangor/moten/<slug>/narvaro")

_PAGE = 50
KINDS = {
    Attendance.PRESENT: "good",
    Attendance.INSTEAD: "replaced",
    Attendance.EXCUSED: "declined",
    Attendance.ABSENT: "withdrawn",
}
"""The shape that each state has on a page."""


@bp.get("")
def show(slug: str) -> str:
    """Counts and shares, of each part and of what the address chooses."""
    event = find_or_404(slug, get_whole_event)
    offered = attendance_scope.scopes(event)
    if not offered[0].parts:
        return show_event("organizer/attendance/before.html", event, **_doors(), parts=lists.attended_parts(event))
    people, scope = lists.attendees(event, clock.now()), attendance_scope.chosen(offered)
    parts = lists.begun(lists.attended_parts(event), clock.now())
    return show_event(
        "organizer/attendance/show.html",
        event,
        parts=[(part, lists.tally_of(people, [part]), part.ends_at <= clock.now()) for part in parts],
        whole=lists.tally_of(people, scope.parts),
        scope=scope,
        scopes=attendance_scope.entries(offered, scope, partial(_show_url, event)),
        groups=_groups(people, scope),
        **_doors(),
    )


def _show_url(event: Event, **kept: str) -> str:
    return url_for("attendance.show", slug=event.slug, _anchor="grupper", **kept)  # type: ignore[arg-type]


def _doors() -> dict[str, bool]:
    """Whether the door can be opened, and who stands there decided."""
    account = guards.current_account()
    return {"doors": guards.may(account, "door.choose"), "may_let_in": guards.may(account, "door_links.show")}


def _groups(people: list[Attendee], scope: Scope) -> list[tuple[str, list[lists.Group]]]:
    """By role, area and organisation, each with its heading."""
    keys: list[tuple[str, Callable[[Attendee], str]]] = [
        (gettext("Roll"), lambda one: one.role),
        (gettext("Område"), lambda one: one.area),
        (gettext("Organisation"), lambda one: one.organisation),
    ]
    return [(heading, lists.by(key, people, scope.parts)) for heading, key in keys]


@bp.get("/personer")
def people(slug: str) -> str:
    """Everybody invited, how they stood, searched and filtered, a page at a time."""
    event = find_or_404(slug, get_whole_event)
    offered = attendance_scope.scopes(event)
    if not offered[0].parts:
        return show_event("organizer/attendance/before.html", event, **_doors(), parts=lists.attended_parts(event))
    scope, query, state = attendance_scope.chosen(offered), _query(), _state()
    found = [one for one in lists.attendees(event, clock.now()) if _is_found(one, query)]
    standing = [(one, one.at(scope.parts)) for one in found]
    rows = [row for row in standing if state is None or row[1] is state]
    pages = max(1, -(-len(rows) // _PAGE))
    page = min(max(request.args.get("sida", 1, type=int), 1), pages)
    kept = scope.kept | ({"q": query} if query else {})
    numbers = {one: sum(state is one for _who, state in standing) for one in Attendance}
    return show_event(
        "organizer/attendance/people.html",
        event,
        scope=scope,
        scopes=attendance_scope.entries(offered, scope, partial(_people_url, event, **_said(query, state))),
        states=_states(event, kept, state, numbers, len(standing)),
        query=query,
        kept=scope.kept | _said("", state),
        rows=rows[(page - 1) * _PAGE : page * _PAGE],
        total=len(rows),
        page=page,
        pages=pages,
        page_url=lambda number: _people_url(event, **scope.kept, **_said(query, state), sida=number),
        kinds=KINDS,
    )


def _query() -> str:
    return clean_line(request.args.get("q", ""), 100)


def _state() -> Attendance | None:
    asked = request.args.get("lage", "")
    return Attendance(asked) if asked in list(Attendance) else None


def _said(query: str, state: Attendance | None) -> dict[str, str]:
    return ({"q": query} if query else {}) | ({"lage": state.value} if state else {})


def _is_found(one: Attendee, query: str) -> bool:
    key = search_key(one.given_name, one.family_name, one.organisation, one.role)
    return all(matches(word, key) for word in words(query))


def _people_url(event: Event, **kept: object) -> str:
    return url_for("attendance.people", slug=event.slug, **kept)  # type: ignore[arg-type]


def _states(
    event: Event, kept: dict[str, str], now: Attendance | None, numbers: dict[Attendance, int], total: int
) -> list[dict[str, object]]:
    """The filter: each state with how many."""
    everybody = {"text": gettext("Alla"), "href": _people_url(event, **kept), "current": now is None, "count": total}
    return [
        everybody,
        *(
            {
                "text": gettext(one.label),
                "href": _people_url(event, **kept, lage=one.value),
                "current": one is now,
                "count": numbers[one],
            }
            for one in Attendance
        ),
    ]
