"""Meetings: the list, a new one, its overview, settings, publishing, moving, cancelling, copying."""

from datetime import date
from functools import partial
from typing import Any, assert_never

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import tell
from app.desk.cancel_event import cancel_event
from app.desk.edit_event import edit_event
from app.desk.reschedule_event import reschedule_event
from app.events import actions, queries
from app.events.model import Event
from app.events.queries import drafts
from app.events.rules import conference_days, moves, states
from app.events.rules.drafts import EventDraft
from app.events.rules.kinds import EventKind, EventState
from app.events.rules.outcomes import EditedMeanwhile, NotReady, PartsOutside, Saved, WrongState
from app.events.rules.usual import usual, usual_draft
from app.events.rules.weeks import event_days
from app.invitations.queries import list_waiting
from app.kernel import clock
from app.kernel.db import transaction
from app.lists.standing import over
from app.people import queries as people
from app.registrations.queries import count_open_requests
from app.web import guards
from app.web.organizer.deadlines import own_dates
from app.web.organizer.event_forms import ConfirmForm, DaysForm, NewEventForm, SettingsForm, event_data
from app.web.organizer.event_page import find_or_404, seen_version, show, tell_over, wants
from app.web.organizer.programme_forms import DraftForm, draft_data, empty_part
from app.web.organizer.telling import Asked, goes_back, settle

bp = Blueprint("events", __name__, url_prefix="/arrangor/moten")

_MOST_DAYS = 10
Answer = str | tuple[str, int] | Response


@bp.get("")
def list_events() -> str:
    """All meetings: the coming first, then those that have been."""
    today, events = clock.today(), queries.list_events()
    coming = [event for event in reversed(events) if event.ends_on >= today]
    past = [event for event in events if event.ends_on < today]
    may_edit = guards.may(guards.current_account(), "events.new")
    return render_template("organizer/events/list.html", coming=coming, past=past, may_edit=may_edit)


@bp.route("/nytt", methods=["GET", "POST"])
def new() -> Answer:
    """Which kind, and when. Nothing is saved."""
    form = NewEventForm(data={"kind": EventKind.CONFERENCE.value, "year": _next_conference_year()})
    if not form.validate_on_submit():
        return render_template("organizer/events/new.html", form=form)
    kind, first, last = form.answers()
    ending = last.isoformat() if last else None
    return redirect(url_for("events.create", kind=kind.value, forsta=first.isoformat(), sista=ending), 303)


def _next_conference_year() -> int:
    today = clock.today()
    return today.year if conference_days(today.year)[0] > today else today.year + 1


@bp.route("/nytt/<kind>", methods=["GET", "POST"])
def create(kind: str) -> Answer:
    """The whole meeting as its kind usually is, every part editable; saved by its button only."""
    proposed = _proposed(kind)
    form = DraftForm(data=draft_data(proposed))
    if wants("add_part"):
        form.parts.append_entry(empty_part(proposed.starts_on))
    if wants("add_slot"):
        form.slots.append_entry()
    if wants("add_line"):
        form.circle.append_entry({})
    form.offer(proposed.starts_on, proposed.ends_on, people.list_roles())
    asked_to_save = not any(map(wants, ("add_part", "add_slot", "add_line")))
    if not (asked_to_save and form.validate_on_submit()):
        return render_template(
            "organizer/events/create.html", form=form, draft=proposed, dates=form.dates(proposed.starts_on)
        )
    draft, actor = form.answers(proposed), guards.actor()
    with transaction():
        event = actions.create_event(draft, now=clock.now(), actor=actor)
    flash(_("%(title)s är sparat som utkast.", title=event.title), "good")
    return redirect(url_for("events.overview", slug=event.slug), 303)


def _proposed(kind: str) -> EventDraft:
    """The proposal that the address names: kind, first and last day. Raises 404 for what cannot be."""
    try:
        chosen = EventKind(kind)
        first = date.fromisoformat(request.args.get("forsta", ""))
        last = date.fromisoformat(request.args["sista"]) if "sista" in request.args else None
    except ValueError:
        abort(404)
    length = usual(chosen).length if last is None else (last - first).days + 1
    if not (2015 <= first.year <= 2100 and usual(chosen).length <= max(length, 1) <= _MOST_DAYS):
        abort(404)
    draft = usual_draft(chosen, first, {role.key: role.id for role in people.list_roles()})
    return EventDraft(**{**vars(draft), "ends_on": event_days(first, last)[-1]}) if last else draft


@bp.get("/<slug>")
def overview(slug: str) -> str:
    """The facts, the programme, the deadlines with the days left, and what is missing."""
    event = find_or_404(slug, queries.get_whole_event)
    today, draft = clock.today(), drafts.draft_of(event)
    is_draft = event.state is EventState.DRAFT
    return show(
        "organizer/events/overview.html",
        event,
        dates=queries.deadlines_of(event),
        group_dates=own_dates(event),
        requests=count_open_requests(event.id),
        substitutes=list_waiting(event.id, today=today),
        days=queries.by_day(part for part in event.parts if part.cancelled_at is None),
        today=today,
        faults=states.faults(draft, today) if is_draft else (),
        cautions=states.cautions(draft, today) if event.state in {EventState.DRAFT, EventState.PUBLISHED} else (),
        news_waits=tell.waiting(event),
        may_finish=event.state is EventState.PUBLISHED and event.starts_on <= today,
    )


@bp.route("/<slug>/installningar", methods=["GET", "POST"])
def settings(slug: str) -> Answer:
    """Everything an event says about itself but its programme."""
    event = find_or_404(slug)
    data = event_data(drafts.details_of(event), drafts.terms_of(event))
    form = SettingsForm(data=data | {"seen": event.version})
    form.of_groups = queries.group_days_of(event)
    if wants("preview") or goes_back() or not form.validate_on_submit():
        return _settings_page(event, form, preview=wants("preview"))
    given: dict[str, Any] = {"now": clock.now(), "actor": guards.actor(), "seen": seen_version(form)}
    settled = settle(event, partial(edit_event, event, form.details(), form.terms(), **given), now=given["now"])
    if isinstance(settled, Asked):
        return settled.page
    match outcome := settled.outcome:
        case EditedMeanwhile():
            form.seen.data = str(outcome.version)
            return _settings_page(event, form, meanwhile=outcome), 409
        case Saved():
            flash(_("Ändringarna är sparade.") if outcome.changed else _("Inget var ändrat."), "good")
            if any(change.field == "capacity" for change in outcome.changed):
                tell_over(event.title, over(event))
            return redirect(url_for("events.settings", slug=event.slug), 303)
        case _:
            assert_never(outcome)


def _settings_page(
    event: Event, form: SettingsForm, *, preview: bool = False, meanwhile: EditedMeanwhile | None = None
) -> str:
    return show(
        "organizer/events/settings.html",
        event,
        form=form,
        dates=form.dates(event.starts_on),
        group_dates=own_dates(event),
        preview=preview,
        meanwhile=meanwhile,
        news_waits=tell.waiting(event),
    )


@bp.post("/<slug>/publicera")
def publish(slug: str) -> Response:
    """Make a draft open for invitations and answers."""
    event, actor = find_or_404(slug), guards.actor()
    with transaction():
        outcome = actions.publish(event, clock.today(), now=clock.now(), actor=actor)
    match outcome:
        case Saved():
            flash(_("Mötet är publicerat. Nu kan du bjuda in."), "good")
        case NotReady():
            flash(_("Mötet kan inte publiceras än. Se vad som saknas nedan."), "warning")
        case WrongState():
            flash(_("Mötet är redan %(state)s.", state=_(event.state.label).lower()), "info")
        case _:
            assert_never(outcome)
    return redirect(url_for("events.overview", slug=event.slug), 303)


@bp.post("/<slug>/genomfort")
def finish(slug: str) -> Response:
    """Mark the meeting as done."""
    event, actor = find_or_404(slug), guards.actor()
    if event.starts_on > clock.today():
        abort(404)
    with transaction():
        actions.finish(event, now=clock.now(), actor=actor)
    flash(_("Mötet är genomfört."), "good")
    return redirect(url_for("events.overview", slug=event.slug), 303)


@bp.route("/<slug>/stall-in", methods=["GET", "POST"])
def cancel(slug: str) -> Answer:
    """What happens when the meeting is cancelled; then it is."""
    event, form = find_or_404(slug), ConfirmForm()
    if not states.may_become(event.state, EventState.CANCELLED):
        return redirect(url_for("events.overview", slug=event.slug), 303)
    if goes_back() or not form.validate_on_submit():
        return show("organizer/events/cancel.html", event, form=form)
    now = clock.now()
    settled = settle(event, partial(cancel_event, event, now=now, actor=guards.actor()), now=now)
    if isinstance(settled, Asked):
        return settled.page
    flash(_("Mötet är inställt."), "good")
    return redirect(url_for("events.overview", slug=event.slug), 303)


@bp.route("/<slug>/flytta", methods=["GET", "POST"])
def move(slug: str) -> Answer:
    """Other days: first what moves to where, then the button that does it."""
    event = find_or_404(slug, queries.get_whole_event)
    form = DaysForm(data={"first": event.starts_on, "last": event.ends_on, "seen": event.version})
    fine = form.validate_on_submit()
    shown = moves.preview(drafts.draft_of(event), *form.answers()) if fine else None
    if wants("preview") or goes_back() or not fine:
        return _move_page(event, form, shown)
    given: dict[str, Any] = {"now": clock.now(), "actor": guards.actor(), "seen": seen_version(form)}
    settled = settle(event, partial(reschedule_event, event, *form.answers(), **given), now=given["now"])
    if isinstance(settled, Asked):
        return settled.page
    match outcome := settled.outcome:
        case EditedMeanwhile():
            form.seen.data = str(outcome.version)
            return _move_page(event, form, shown, meanwhile=outcome), 409
        case PartsOutside():
            words = _("De här delarna hamnar utanför mötets dagar: %(parts)s.", parts=", ".join(outcome.titles))
            form.last.errors = [words]
            return _move_page(event, form, shown), 422
        case Saved():
            flash(_("Mötet är flyttat.") if outcome.changed else _("Mötet står på de dagarna redan."), "good")
        case WrongState():
            flash(_("Ett inställt eller genomfört möte kan inte flyttas."), "warning")
        case _:
            assert_never(outcome)
    return redirect(url_for("events.overview", slug=event.slug), 303)


def _move_page(
    event: Event, form: DaysForm, shown: moves.Move | None, *, meanwhile: EditedMeanwhile | None = None
) -> str:
    return show("organizer/events/move.html", event, form=form, move=shown, meanwhile=meanwhile)


@bp.route("/<slug>/kopiera", methods=["GET", "POST"])
def copy(slug: str) -> Answer:
    """The same meeting next year: old and new of every date, then the button that saves the copy as a draft."""
    event, form = find_or_404(slug, queries.get_whole_event), ConfirmForm()
    draft = drafts.draft_of(event)
    later = moves.next_year(draft)
    if not form.validate_on_submit():
        shown = moves.preview(draft, later.starts_on)
        return show("organizer/events/copy.html", event, form=form, later=later, move=shown)
    actor = guards.actor()
    with transaction():
        copied = actions.copy_to_next_year(event, now=clock.now(), actor=actor)
    flash(_("%(title)s är sparat som utkast.", title=copied.title), "good")
    return redirect(url_for("events.overview", slug=copied.slug), 303)
