"""Inviting to a meeting, in three steps: whom, what the letter says, send. The draft between the steps is unsent
invitations ("Inte inbjuden än"): nothing is lost when somebody goes away, and two organizers see the same draft.
"""

from datetime import datetime
from typing import assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.events.model import Event
from app.events.queries import deadlines_of, get_whole_event
from app.events.rules.kinds import EventState
from app.invitations import actions, letters, queries
from app.invitations.actions import reminding
from app.invitations.model import Invitation
from app.invitations.rules import (
    AlreadyInvited,
    AnsweringClosed,
    InvitationState,
    NotPublished,
    Reminded,
    Sent,
    WantsNone,
)
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.kernel.words import day_date
from app.mail import render
from app.mail.letter import Letter
from app.people import queries as people
from app.people.queries.sight import may_see
from app.people.rules.register import RegisterFilter
from app.web import guards
from app.web.organizer import letter_frame, proposal_page
from app.web.organizer.event_page import find_or_404
from app.web.organizer.event_page import show as show_event
from app.web.organizer.inviting_forms import ByHandForm, usual_capacity

bp = Blueprint("inviting", __name__, url_prefix="/arrangor/moten/<slug>")

_QUERY_LIMIT = 100


@bp.get("/bjud-in")
def propose(slug: str) -> str:
    """Step 1: whom the circles point out, all ticked until somebody has chosen."""
    event = find_or_404(slug, get_whole_event)
    return show_event("organizer/invitations/propose.html", event, shown=proposal_page.of(event, clock.today()))


@bp.post("/bjud-in")
def choose(slug: str) -> Response:
    """Keep the choice: unsent invitations for the ticked, none for those of the draft that were unticked."""
    event, who, now = find_or_404(slug, get_whole_event), guards.actor(), clock.now()
    ticked, drafted = set(request.form.getlist("person")), set(request.form.getlist("drafted"))
    with transaction():
        unsent = queries.list_in_state(event.id, InvitationState.NOT_SENT)
        unticked = {one.uid for one in unsent if one.person.uid in drafted - ticked}
        actions.discard(event, unticked, now=now, actor=who)
        actions.create_invitations(event, ticked, now=now, actor=who, along=not may_see())
        left = queries.counts(event.id)[InvitationState.NOT_SENT]
    if "add" in request.form:
        return redirect(url_for("inviting.find", slug=slug), 303)
    if not left:
        flash(_("Ingen är vald. Markera dem som ska bjudas in."), "info")
        return redirect(url_for("inviting.propose", slug=slug), 303)
    return redirect(url_for("inviting.review", slug=slug), 303)


@bp.post("/bjud-in/ta-bort")
def discard(slug: str) -> Response:
    """Take somebody who was added by hand out of the draft."""
    event, who = find_or_404(slug), guards.actor()
    with transaction():
        actions.discard(event, {request.form.get("invitation", "")}, now=clock.now(), actor=who)
    return redirect(url_for("inviting.propose", slug=slug), 303)


@bp.get("/bjud-in/lagg-till")
def find(slug: str) -> str:
    """Find somebody in the register to add by hand."""
    event = find_or_404(slug)
    sought = clean_line(request.args.get("q", "")[: _QUERY_LIMIT * 4], _QUERY_LIMIT)
    found = people.search(RegisterFilter(text=sought), 1, clock.today()).people if sought else ()
    invited = queries.states_of(event.id, [person.id for person in found])
    return show_event(
        "organizer/invitations/find.html",
        event,
        sought=sought,
        found=found,
        invited=invited,
        host=_host(event),
    )


def _host(event: Event) -> Invitation | None:
    """Whom the one to be added accompanies, when the address says so. Raises 404 for another event's."""
    uid = request.args.get("med", "")
    if not uid:
        return None
    try:
        return queries.get(uid, event.id)
    except queries.InvitationMissing:
        abort(404)


@bp.route("/bjud-in/lagg-till/<uid>", methods=["GET", "POST"])
def add(slug: str, uid: str) -> str | Response:
    """As whom, why, and to which parts."""
    event, person = find_or_404(slug, get_whole_event), people.get_person_whole(uid)
    roles, places = people.list_roles(), people.list_organisations()
    form = ByHandForm(data=usual_capacity(person, roles))
    host = _host(event)
    form.offer(event, roles, places, accompanying=host is not None)
    if not form.validate_on_submit():
        return show_event("organizer/invitations/add.html", event, person=person, form=form, host=host)
    given, name, who = form.answers(), person.name, guards.actor()
    with transaction():
        outcome = actions.add_by_hand(
            event,
            person,
            given.role,
            given.organisation,
            given.reason,
            now=clock.now(),
            actor=who,
            extra_parts=given.parts,
            source=given.source,
            own_dates=given.own_dates,
            accompanies=host,
        )
    match outcome:
        case Invitation():
            flash(_("%(name)s är tillagd. Inbjudan är inte skickad än.", name=name), "good")
        case AlreadyInvited():
            flash(_("%(name)s är redan inbjuden.", name=name), "info")
        case WantsNone():
            flash(_("%(name)s har avböjt alla inbjudningar och är inte tillagd.", name=name), "warning")
        case _:
            assert_never(outcome)
    return redirect(url_for("inviting.propose", slug=slug), 303)


@bp.get("/bjud-in/granska")
def review(slug: str) -> str | Response:
    """Step 2: the letter as three unlike receivers will get it."""
    event = find_or_404(slug, get_whole_event)
    unsent = queries.list_in_state(event.id, InvitationState.NOT_SENT)
    if not unsent:
        return redirect(url_for("inviting.propose", slug=slug), 303)
    ready = [one for one in unsent if one.person.address]
    page = show_event(
        "organizer/invitations/review.html",
        event,
        reminding=False,
        ready=ready,
        receivers=len(ready) + sum(bool(one.person.address) for one in _unseen(event, InvitationState.NOT_SENT)),
        without_address=[one for one in unsent if not one.person.address],
        previews=_previews(ready, reminding=False),
        **_situation(event, unsent),
    )
    return letter_frame.with_frames(page)


@bp.post("/bjud-in/granska")
def send(slug: str) -> Response:
    """Step 3: write the letters of those who were shown, and nobody else's."""
    event, who, uids = find_or_404(slug), guards.actor(), set(request.form.getlist("invitation"))
    if uids:
        uids |= {one.uid for one in _unseen(event, InvitationState.NOT_SENT)}
    with transaction():
        outcome = actions.send(event, now=clock.now(), actor=who, uids=uids)
    match outcome:
        case Sent(count=0):
            flash(_("Inget nytt att skicka: inbjudningarna är redan på väg."), "info")
        case Sent():
            words = ngettext("%(num)d inbjudan skickas nu.", "%(num)d inbjudningar skickas nu.", outcome.count)
            flash(words, "good")
        case NotPublished():
            flash(_("Publicera mötet innan du bjuder in. Urvalet är sparat."), "warning")
            return redirect(url_for("events.overview", slug=slug), 303)
        case _:
            assert_never(outcome)
    return redirect(url_for("invitations.show", slug=slug), 303)


@bp.get("/paminn")
def review_reminder(slug: str) -> Response:
    """The reminder as three unlike receivers will get it, and who gets one."""
    event, now = find_or_404(slug, get_whole_event), clock.now()
    silent = queries.list_in_state(event.id, InvitationState.UNANSWERED)
    open_ones = [one for one in silent if clock.today() <= queries.deadlines_for(one).answer_by]
    due = [one for one in open_ones if reminding.is_due(one, now)]
    ready = [one for one in due if one.person.takes_letters]
    page = show_event(
        "organizer/invitations/review.html",
        event,
        reminding=True,
        refused=[one for one in due if one.person.refused],
        ready=ready,
        receivers=len(ready) + len(_unseen_due(event, now)),
        without_address=[one for one in due if not one.person.address],
        previews=_previews(ready, reminding=True),
        waiting=len(open_ones) - len(due),
        closed=len(silent) - len(open_ones),
        **_situation(event, silent),
    )
    return letter_frame.with_frames(page)


@bp.post("/paminn")
def remind(slug: str) -> Response:
    """Remind those who were shown and still have not answered."""
    event, who, now = find_or_404(slug), guards.actor(), clock.now()
    uids = set(request.form.getlist("invitation"))
    if uids:
        uids |= {one.uid for one in _unseen_due(event, now)}
    with transaction():
        outcome = reminding.remind(event, now=now, actor=who, uids=uids)
    match outcome:
        case Reminded(count=0):
            flash(_("Ingen påminnelse skrevs: alla har svarat eller redan blivit påminda i dag."), "info")
        case Reminded():
            flash(ngettext("%(num)d påminnelse skickas nu.", "%(num)d påminnelser skickas nu.", outcome.count), "good")
        case NotPublished():
            flash(_("Mötet är inte publicerat, så ingen påmindes."), "warning")
        case AnsweringClosed():
            flash(_("Sista svarsdag var %(day)s, så ingen påmindes.", day=day_date(outcome.answer_by)), "warning")
        case _:
            assert_never(outcome)
    return redirect(url_for("invitations.show", slug=slug), 303)


def _unseen(event: Event, state: InvitationState) -> list[Invitation]:
    """Those who get the letter with the others and are not shown."""
    return queries.list_unseen(event.id, state)


def _unseen_due(event: Event, now: datetime) -> list[Invitation]:
    """The same of a reminder."""
    silent = _unseen(event, InvitationState.UNANSWERED)
    open_ones = [one for one in silent if clock.today() <= queries.deadlines_for(one).answer_by]
    return [one for one in open_ones if reminding.is_due(one, now) and one.person.takes_letters]


@bp.get("/bjud-in/brev/<uid>")
def letter(slug: str, uid: str) -> Response:
    """The letter's HTML for the frame of a preview; the personal link is masked."""
    one = queries.get(uid, find_or_404(slug).id)
    return letter_frame.letter(render.preview(_letter(one, reminding="paminnelse" in request.args)).html)


def _letter(one: Invitation, *, reminding: bool) -> Letter:
    parts = queries.parts_of(one)
    if reminding:
        return letters.reminder(one, parts, one.reminders + 1)
    return letters.invitation(one, parts, queries.sources_of({one.person_id})[one.person_id])


def _previews(ready: list[Invitation], *, reminding: bool) -> list[tuple[Invitation, str, render.Rendered]]:
    """Three receivers as unlike as there are: the invitation, as whom it is, and the letter in words."""
    chosen = queries.unlike(ready)
    return [(one, letters.capacity(one), render.preview(_letter(one, reminding=reminding))) for one in chosen]


def _situation(event: Event, invited: list[Invitation]) -> dict[str, object]:
    """Whether letters can go now, and whether they come too late for every one of ``invited`` to answer."""
    answer_by = max((queries.deadlines_for(one).answer_by for one in invited), default=deadlines_of(event).answer_by)
    return {
        "published": event.state is EventState.PUBLISHED,
        "answer_by": answer_by,
        "late": clock.today() > answer_by,
    }
