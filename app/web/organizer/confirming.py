"""Avstämning: ask organisations whether the register is right, see who has answered, remind the others once."""

from typing import assert_never
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.desk.confirming import remind_to_confirm
from app.events.model import Event
from app.events.queries import list_events
from app.events.rules.kinds import EventState
from app.kernel import clock
from app.kernel.db import transaction
from app.lists.people_of_year import check_year, together
from app.mail import render
from app.mail.letter import Receiver
from app.mail.render import Rendered
from app.people import actions, letters, queries
from app.people.model import Organisation
from app.people.rules.asking import AGAIN, FIELDS, FIRST, AskedAll, AskedAlready, Asking
from app.web import guards
from app.web.organizer.breaks import year_or_404
from app.web.organizer.confirming_forms import AskingForm, begun, sent
from app.web.organizer.event_page import wants

bp = Blueprint("confirming", __name__, url_prefix="/arrangor/register/avstamning")

_PREVIEWS = 3


@bp.get("")
def show() -> str:
    """The latest avstämningar: who has been asked, reminded, has answered, and what waits to be accepted."""
    open_ones: dict[int, int] = {}
    for one in queries.list_open_proposals():
        open_ones[one.organisation_id] = open_ones.get(one.organisation_id, 0) + 1
    return render_template(
        "organizer/register/confirming.html",
        requests=queries.list_requests(),
        called_off={event.uid for event in list_events(states=[EventState.CANCELLED])},
        open_proposals=open_ones,
        may_ask=guards.may(guards.current_account(), "confirming.choose"),
    )


@bp.get("/ny")
def choose() -> str:
    """Which organisations, all agreement municipalities to begin with, and what it is for. With ``ar`` in the address,
    and perhaps ``mote``, one comes from "Stämmer personerna?": those with long unconfirmed people are ticked, and what
    it is for is the meeting, of a whole year the first to come.
    """
    places, receivers = _reachable()
    if (year := request.args.get("ar", type=int)) is None:
        ticked = {place.uid for place in places if place.agreement and receivers[place.id]}
        return _choose_page(begun(), places, receivers, ticked, gettext("Avtalskommunerna är markerade."))
    meeting, unconfirmed = _unconfirmed(year, request.args.get("mote"))
    ticked = {place.uid for place in places if place.id in unconfirmed and receivers[place.id]}
    words = gettext("De som har länge obekräftade uppdrag är markerade.")
    return _choose_page(begun(meeting), places, receivers, ticked, words)


def _unconfirmed(year: int, slug: str | None) -> tuple[Event | None, set[int]]:
    """The meeting to ask about, and the ids of the organisations where somebody's role is long unconfirmed."""
    year_or_404(year)
    shown = [one for one in check_year(year) if slug in (None, one.event.slug)]
    coming = (one.event for one in shown if one.event.starts_on > clock.today())
    return next(coming, None), {held.organisation_id for held in together(shown).unconfirmed}


def _reachable() -> tuple[list[Organisation], dict[int, list[Receiver]]]:
    places = queries.list_organisations()
    contacts = queries.list_contacts([place.id for place in places], clock.today())
    return places, {place.id: letters.receivers_of(place, contacts.get(place.id, [])) for place in places}


def _choose_page(
    form: AskingForm,
    places: list[Organisation],
    receivers: dict[int, list[Receiver]],
    ticked: set[str],
    words: str = "",
) -> str:
    """``words``: who is ticked before anybody has chosen."""
    return render_template(
        "organizer/register/confirming_choose.html",
        form=form,
        places=places,
        receivers=receivers,
        ticked=ticked,
        ticked_words=words,
        fields=FIELDS,
    )


@bp.post("/ny")
def review() -> str | Response | tuple[str, int]:
    """The letter as three receivers will get it, or the form again with what was written. Nothing is kept yet."""
    form, ticked = sent(), set(request.form.getlist("organisation"))
    places, receivers = _reachable()
    if wants("standard") or wants("change"):
        if wants("standard"):
            form.restore()
        return _choose_page(form, places, receivers, ticked)
    chosen = [place for place in places if place.uid in ticked and receivers[place.id]]
    if not form.holds() or not chosen:
        if not form.errors:
            form.form_errors = [gettext("Markera minst en organisation som har någon att skriva till")]
        return _choose_page(form, places, receivers, ticked), 422
    form.uid.data = str(uuid4())
    rows = [(place, receiver) for place in chosen for receiver in receivers[place.id]]
    return render_template(
        "organizer/register/confirming_review.html",
        form=form,
        chosen=chosen,
        count=len(rows),
        previews=[_preview(place, receiver, form.asking()) for place, receiver in _unlike(rows)],
    )


def _unlike(rows: list[tuple[Organisation, Receiver]]) -> list[tuple[Organisation, Receiver]]:
    """Three receivers, people and function mailboxes among them where there are both."""
    people = [row for row in rows if row[1].person_uid]
    offices = [row for row in rows if not row[1].person_uid]
    return [*people[:2], *offices[: _PREVIEWS - len(people[:2])], *people[2:]][:_PREVIEWS]


def _preview(place: Organisation, receiver: Receiver, asking: Asking) -> tuple[Receiver, Rendered, Rendered]:
    """The letter and its reminder as the receiver gets them."""
    first, again = (
        render.preview(letters.please_confirm(place, receiver, asking, "", kind)) for kind in (FIRST, AGAIN)
    )
    return receiver, first, again


@bp.post("/skicka")
def send() -> Response:
    """Ask those who were shown."""
    form, ticked, who = sent(), set(request.form.getlist("organisation")), guards.actor()
    if not form.holds():
        return redirect(url_for("confirming.choose"), 303)
    with transaction():
        places = [place for place in queries.list_organisations() if place.uid in ticked]
        outcome = actions.ask_to_confirm(
            form.question_uid,
            places,
            form.asking(),
            now=clock.now(),
            actor=who,
        )
    match outcome:
        case AskedAll():
            words = ngettext(
                "%(num)d organisation får frågan.", "%(num)d organisationer får frågan.", outcome.organisations
            )
            flash(words, "good")
        case AskedAlready():
            flash(gettext("Frågan är redan skickad."), "info")
        case _:
            assert_never(outcome)
    return redirect(url_for("confirming.show"), 303)


@bp.post("/<uid>/paminn")
def remind(uid: str) -> Response:
    """Write once more to those who have not answered."""
    who = guards.actor()
    with transaction():
        outcome = remind_to_confirm(queries.get_request(uid), now=clock.now(), actor=who)
    if outcome.organisations:
        words = ngettext(
            "%(num)d organisation får en påminnelse.",
            "%(num)d organisationer får en påminnelse.",
            outcome.organisations,
        )
        flash(words, "good")
    else:
        flash(gettext("Ingen påmindes: alla har svarat eller redan blivit påminda."), "info")
    return redirect(url_for("confirming.show"), 303)
