"""One person's attendance: how they stood to each part, every record of them there, and putting it right."""

from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.attendance import actions
from app.attendance.queries import list_records
from app.events.model import Event, Part
from app.events.queries import get_whole_event
from app.invitations import queries as invitations
from app.invitations.model import Invitation
from app.kernel import clock, words
from app.kernel.db import transaction
from app.lists.attendance import attended_parts, attendees, begun
from app.web import guards
from app.web.fields import ChecksField, Form, LineField, RadioField, pairs
from app.web.organizer.attendance import KINDS
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event

bp = Blueprint("attended", __name__, url_prefix="/arrangor/moten/<slug>/narvaro/personer/<uid>")

_WAS_THERE = "present"
_NONCE = 40


class CorrectionForm(Form):
    """At which parts somebody was after all, or was not, and why."""

    nonce = HiddenField()
    parts = ChecksField(_("Delar"), _("Välj minst en del"))
    mark = RadioField(
        _("Rätt närvaro"),
        _("Välj om personen var närvarande"),
        choices=lambda: pairs([(_WAS_THERE, gettext("Var närvarande")), ("absent", gettext("Var inte närvarande"))]),
    )
    reason = LineField(_("Skäl"), _("Skriv varför närvaron rättas"), no_personnummer=True)


@bp.get("")
def show(slug: str, uid: str) -> str:
    """How they stood, and every record."""
    event, one = _found(slug, uid)
    return _page(event, one, _form(event))


@bp.post("/ratta")
def correct(slug: str, uid: str) -> str | tuple[str, int] | Response:
    """Put right what the door said."""
    event, one = _found(slug, uid)
    form, who = _form(event), guards.actor()
    if not form.validate():
        return _page(event, one, form), 422
    chosen = [part for part in _parts(event) if part.uid in form.parts.data]
    present, nonce = form.mark.data == _WAS_THERE, (form.nonce.data or str(uuid4()))[:_NONCE]
    with transaction():
        changed = sum(
            actions.correct(
                one.person,
                part,
                present=present,
                reason=form.reason.data,
                nonce=f"{nonce}.{one.uid}.{part.uid}",
                now=clock.now(),
                actor=who,
            )
            for part in chosen
        )
    if changed:
        flash(ngettext("Närvaron är rättad vid %(num)s del.", "Närvaron är rättad vid %(num)s delar.", changed), "good")
    else:
        flash(gettext("Det stod redan så. Inget är ändrat."), "info")
    return redirect(url_for("attended.show", slug=slug, uid=uid), 303)


def _found(slug: str, uid: str) -> tuple[Event, Invitation]:
    event = find_or_404(slug, get_whole_event)
    try:
        return event, invitations.get(uid, event.id)
    except invitations.InvitationMissing:
        abort(404)


def _parts(event: Event) -> list[Part]:
    return begun(attended_parts(event), clock.now())


def _form(event: Event) -> CorrectionForm:
    form = CorrectionForm(data={"nonce": str(uuid4())})
    form.parts.choices = pairs(
        (part.uid, f"{part.title}, {words.short_date(part.starts_at)} {words.clock_time(part.starts_at)}")
        for part in _parts(event)
    )
    return form


def _page(event: Event, one: Invitation, form: CorrectionForm) -> str:
    stood = attendees(event, clock.now(), uid=one.uid)
    states = stood[0].states if stood else {}
    return show_event(
        "organizer/attendance/person.html",
        event,
        one=one,
        form=form,
        parts=[(part, states.get(part.id)) for part in _parts(event)],
        records=list_records(event.id, one.person_id),
        kinds=KINDS,
    )
