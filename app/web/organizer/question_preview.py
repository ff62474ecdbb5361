"""The registration form as somebody of any role would see it. Nothing can be sent from it."""

from dataclasses import replace

from flask import Blueprint, request

from app.events import queries
from app.people import queries as people
from app.registrations import queries as registrations
from app.registrations.rules import PartSeats, Seats
from app.web.answers import AnswerForm, Offer
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event
from app.web.organizer.question_forms import PreviewForm

bp = Blueprint("question_preview", __name__, url_prefix="/arrangor/moten/<slug>/fragor/forhandsgranska")


@bp.get("")
def show(slug: str) -> str:
    """Choose role and kind of organisation; then the parts and questions that are theirs. Seats are nobody's here."""
    event = find_or_404(slug, queries.get_whole_event)
    choice = PreviewForm(request.args)
    choice.offer(people.list_roles())
    held = choice.holding()
    parts = tuple(queries.parts_for(event, [held] if held else []))
    asking = replace(
        registrations.questionnaire(event, None, None), roles=frozenset({held.role_id}) if held else frozenset()
    )
    room = tuple(PartSeats(part.id, slot_id=part.slot_id, online=bool(part.online_url)) for part in parts)
    answer = AnswerForm(Offer(parts, Seats(room, queries.deadlines_of(event), event.ends_on), None, asking))
    return show_event("organizer/questions/preview.html", event, choice=choice, answer=answer)
