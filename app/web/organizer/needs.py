"""Särskilda behov by person. Each reading is an entry in the log, written before the page: the fact, the event, how
many, never what. No search, no filter, no sorting.
"""

from flask import Blueprint, render_template

from app.audit import log
from app.events.queries import get_event
from app.kernel import clock
from app.lists.needs import list_by_person, list_events_with_needs
from app.web import guards
from app.web.organizer import event_page

bp = Blueprint("needs", __name__, url_prefix="/arrangor")


@bp.get("/behov")
def list_events() -> str:
    """The meetings that keep needs, with counts: what each says is a page further on."""
    return render_template("organizer/needs/events.html", rows=list_events_with_needs())


@bp.get("/moten/<slug>/behov")
def show(slug: str) -> str:
    """What the registered of one meeting have said. The entry has a transaction of its own, so it stays whatever
    becomes of the answer.
    """
    event = event_page.find_or_404(slug, get_event)
    people = list_by_person(event.id)
    log.record_separately(
        guards.actor(),
        "needs.viewed",
        now=clock.now(),
        subject=("event", event.uid),
        event_uid=event.uid,
        details={"count": len(people)},
    )
    return event_page.show("organizer/needs/show.html", event, people=people)
