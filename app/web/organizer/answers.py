"""Anmälda: who is registered for what, and who waits. No särskilda behov here; that some were given is told to those
who may read them.
"""

from functools import partial

from flask import Blueprint

from app.attendance.queries.certificates import list_certificates
from app.events.queries import get_whole_event
from app.invitations.letters import capacity
from app.kernel import clock
from app.lists import registrations, standing
from app.mail.wanted import shown_state
from app.registrations.queries import calendar_words, find_calendar_reply, questionnaire
from app.registrations.rules.bulk import BulkKind
from app.web import guards
from app.web.organizer import answers_list
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event
from app.web.organizer.filtering import in_order
from app.web.organizer.log import person_history

bp = Blueprint("answers", __name__, url_prefix="/arrangor/moten/<slug>/anmalda")


@bp.get("")
def show(slug: str) -> str:
    """Everybody registered, waiting or withdrawn: searched, filtered, sorted, a page at a time, with the columns that
    the address names; and each part's numbers.
    """
    event = find_or_404(slug, get_whole_event)
    shown = answers_list.of(event)
    ids = shown.narrowed.ids
    return show_event(
        "organizer/answers/list.html",
        event,
        shown=shown,
        narrowed=shown.narrowed,
        rows=in_order(registrations.list_by_ids(ids), ids),
        parts=standing.part_standings(event),
        numbers=standing.standing(event),
        acts=list(BulkKind),
        in_calendar=calendar_words(ids),
    )


@bp.get("/<uid>")
def registration(slug: str, uid: str) -> str:
    """One registration: its parts and answers, its letters, and everything that has been done with it, by whom."""
    event = find_or_404(slug, get_whole_event)
    found = registrations.get(event.id, uid)
    return show_event(
        "organizer/answers/registration.html",
        event,
        registration=found,
        needs_given=guards.reads_needs() and registrations.has_needs(found.id),
        given=questionnaire(event, found.invitation, found).given,
        capacity=capacity,
        in_calendar=find_calendar_reply(found.id),
        certified=bool(list_certificates(event.id, clock.now(), found.person_id)),
        letters=standing.list_letters(found.person.uid, event.uid),
        state_of=partial(shown_state, now=clock.now()),
        history=person_history(found.person.uid, event.uid),
    )
