"""Anmälda: who is registered for what, and who waits. No särskilda behov here, only that some were given."""

from flask import Blueprint

from app.events.queries import get_whole_event
from app.invitations.letters import capacity
from app.kernel.words import short_date
from app.lists import lines, registrations, standing
from app.registrations.rules import RegistrationState
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event
from app.web.organizer.filtering import Narrowed, in_order, words_of

bp = Blueprint("answers", __name__, url_prefix="/arrangor/moten/<slug>/anmalda")

_FILTERS = ("lage", "del", "grupp", "roll", "omrade", "organisation")


@bp.get("")
def show(slug: str) -> str:
    """Everybody registered, waiting or withdrawn: searched, filtered, a page at a time; and each part's numbers."""
    event = find_or_404(slug, get_whole_event)
    parts = {str(part.id): f"{short_date(part.starts_at)} {part.title}" for part in event.parts}
    words = {"lage": words_of(RegistrationState), "del": parts}
    narrowed = Narrowed("answers.show", slug, lines.registered(event.id), _FILTERS, words)
    return show_event(
        "organizer/answers/list.html",
        event,
        narrowed=narrowed,
        rows=in_order(registrations.list_by_ids(narrowed.ids), narrowed.ids),
        parts=standing.part_standings(event),
        numbers=standing.standing(event),
        capacity=capacity,
    )


@bp.get("/<uid>")
def registration(slug: str, uid: str) -> str:
    """One registration: its parts, when it was made and changed."""
    event = find_or_404(slug, get_whole_event)
    found = registrations.get(event.id, uid)
    return show_event(
        "organizer/answers/registration.html",
        event,
        registration=found,
        needs_given=registrations.has_needs(found.id),
        capacity=capacity,
    )
