"""Närvarolistan for the minutes of a part, a day or the whole meeting: as text to paste, as a table, on paper."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, abort, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.documents.minutes import Group, minutes_pdf
from app.events.model import Event
from app.events.queries import get_whole_event
from app.kernel import clock
from app.lists.attendance import Attendee, attended_parts, attendees
from app.lists.minutes import Section, about, sections, table
from app.web.organizer import attendance_scope, downloads, list_choices
from app.web.organizer.attendance_scope import Scope
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event

bp = Blueprint("minutes", __name__, url_prefix="/arrangor/moten/<slug>/narvaro")

_NAME = "narvarolista"


@bp.get("/protokoll")
def show(slug: str) -> str:
    """The list as text that can be pasted, and what it is to be of."""
    event = find_or_404(slug, get_whole_event)
    offered = attendance_scope.scopes(event)
    if not offered[0].parts:
        return show_event(
            "organizer/attendance/before.html", event, parts=attended_parts(event), doors=False, may_let_in=False
        )
    scope = attendance_scope.chosen(offered)
    found = sections(attendees(event, clock.now()), scope.parts)
    return show_event(
        "organizer/attendance/minutes.html",
        event,
        scope=scope,
        scopes=attendance_scope.entries(offered, scope, partial(_url, event)),
        text=_text(event, scope, found),
        found=found,
        over=all(part.ends_at <= clock.now() for part in scope.parts),
    )


def _url(event: Event, **kept: str) -> str:
    return url_for("minutes.show", slug=event.slug, **kept)  # type: ignore[arg-type]


def _text(event: Event, scope: Scope, found: Sequence[Section]) -> str:
    """Headings on lines of their own, a line for each person, blank lines between."""
    of = [] if not scope.kept else [scope.title]
    blocks = ["\n".join([event.title, *of, scope.when])]
    for section in found:
        head = f"{gettext(section.heading.label)} ({len(section.people)})"
        blocks.append("\n".join([head, *(_line(one) for one in section.people)]))
    return "\n\n".join(blocks)


def _line(one: Attendee) -> str:
    return ", ".join(filter(None, (one.name, _said(one))))


def _said(one: Attendee) -> str:
    """As whom, and for whom."""
    instead = gettext("i stället för %(name)s", name=one.in_stead_of) if one.in_stead_of else ""
    return ", ".join(filter(None, (about(one), instead)))


@bp.get("/protokoll.<ending>")
def download(slug: str, ending: str) -> Response:
    """The list as a file. Each download is an audit entry."""
    event = find_or_404(slug, get_whole_event)
    if ending not in {"csv", "xlsx", "pdf"}:
        abort(404)
    scope = attendance_scope.chosen(attendance_scope.scopes(event))  # what is not there is no download
    list_choices.record("list.downloaded", event, {"list": _NAME, "format": ending})
    found = sections(attendees(event, clock.now()), scope.parts)
    name = "-".join(filter(None, (_NAME, scope.name)))
    if ending == "pdf":
        advice = gettext("Listan är för lång för papper. Hämta den som Excel, eller välj en del.")
        make, back = partial(_on_paper, event, scope, found), _url(event, **scope.kept)
        return downloads.paper(make, event, name, back, advice)
    return downloads.sheet(table(found), event, name, ending, [scope.title])


def _on_paper(event: Event, scope: Scope, found: Sequence[Section]) -> bytes:
    groups = [
        Group(gettext(section.heading.label), [(one.name, _said(one)) for one in section.people]) for section in found
    ]
    return minutes_pdf(groups, event=event.title, of=scope.title, when=scope.when, lead=downloads.fetched())
