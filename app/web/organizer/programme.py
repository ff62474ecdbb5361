"""An event's programme: parts, slots, circles, documents, and the members of a group."""

from collections.abc import Callable
from functools import partial
from typing import Any, assert_never

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import edit_event as desk
from app.desk import tell
from app.events import actions, queries
from app.events.model import Event, Part
from app.events.queries import drafts
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.text import clean_line
from app.lists.standing import over
from app.people import queries as people
from app.people.queries.register import search
from app.people.rules.register import RegisterFilter
from app.web import guards
from app.web.organizer.circle_forms import CircleForm, line_data
from app.web.organizer.document_forms import DocumentsForm
from app.web.organizer.event_forms import ConfirmForm
from app.web.organizer.event_page import find_or_404, part_or_404, seen_version, show, tell_over, wants
from app.web.organizer.programme_forms import (
    BLANK_LINES,
    PartForm,
    SlotsForm,
    empty_part,
    part_data,
    slots_data,
)
from app.web.organizer.telling import Asked, goes_back, settle

bp = Blueprint("programme", __name__, url_prefix="/arrangor/moten/<slug>")

Answer = str | tuple[str, int] | Response
_NEW_ROWS = 3


def _to(endpoint: str, event: Event) -> Response:
    return redirect(url_for(endpoint, slug=event.slug), 303)


@bp.get("/program", endpoint="show")
def show_parts(slug: str) -> str:
    """The parts by day, the slots, the circle, the documents."""
    event = find_or_404(slug, queries.get_whole_event)
    days = queries.by_day(event.parts)
    return show("organizer/events/programme.html", event, days=days, news_waits=tell.waiting(event))


@bp.route("/program/ny", methods=["GET", "POST"])
def add(slug: str) -> Answer:
    """A new part."""
    event = find_or_404(slug, queries.get_whole_event)
    form = PartForm(data=empty_part(event.starts_on) | {"seen": event.version})
    if not _part_is_right(form, event):
        return show("organizer/events/part.html", event, form=form, part=None, meanwhile=None)
    actor = guards.actor()
    with transaction():
        part = desk.add_part(event, form.answers(), now=clock.now(), actor=actor)
    flash(_("%(title)s är tillagd i programmet.", title=part.title), "good")
    return _to("programme.show", event)


@bp.route("/program/del/<uid>", methods=["GET", "POST"])
def edit(slug: str, uid: str) -> Answer:
    """Change a part."""
    event = find_or_404(slug, queries.get_whole_event)
    part = part_or_404(event, uid)
    form = PartForm(data=part_data(drafts.part_draft_of(event, part)) | {"seen": event.version})
    if not _part_is_right(form, event) or goes_back():
        return _part_page(event, part, form)
    given: dict[str, Any] = {"now": clock.now(), "actor": guards.actor(), "seen": seen_version(form)}
    settled = settle(event, partial(desk.edit_part, event, part, form.answers(), **given), now=given["now"])
    if isinstance(settled, Asked):
        return settled.page
    match outcome := settled.outcome:
        case EditedMeanwhile():
            form.seen.data = str(outcome.version)
            return _part_page(event, part, form, outcome), 409
        case Saved():
            flash(_("%(title)s är sparad.", title=part.title), "good")
            if any(change.field == "capacity" for change in outcome.changed):
                tell_over(part.title, over(event, part))
            return _to("programme.show", event)
        case _:
            assert_never(outcome)


def _part_is_right(form: PartForm, event: Event) -> bool:
    """Whether the part was sent and can be saved; "add_line" only asks for one more line."""
    if wants("add_line"):
        form.circle.append_entry({})
    form.offer(event.starts_on, event.ends_on, [slot.title for slot in event.slots], people.list_roles())
    fine: bool = not wants("add_line") and form.validate_on_submit()
    return fine


def _part_page(event: Event, part: Part, form: PartForm, meanwhile: EditedMeanwhile | None = None) -> str:
    return show("organizer/events/part.html", event, form=form, part=part, meanwhile=meanwhile)


@bp.post("/program/del/<uid>/ta-bort")
def remove(slug: str, uid: str) -> Answer:
    """Take a part out of a draft; cancel it in a published event."""
    event, now = find_or_404(slug), clock.now()
    part = part_or_404(event, uid)
    title, act = part.title, partial(desk.remove_part, event, part, now=now, actor=guards.actor())
    settled = settle(event, act, now=now, back=url_for("programme.edit", slug=slug, uid=uid))
    if isinstance(settled, Asked):
        return settled.page
    flash(_("%(title)s är borttagen ur programmet.", title=title), "good")
    return _to("programme.show", event)


@bp.post("/program/del/<uid>/aterstall")
def restore(slug: str, uid: str) -> Answer:
    """Undo the cancelling of a part."""
    event, now = find_or_404(slug), clock.now()
    part = part_or_404(event, uid)
    act = partial(desk.restore_part, event, part, now=now, actor=guards.actor())
    settled = settle(event, act, now=now, back=url_for("programme.show", slug=slug))
    if isinstance(settled, Asked):
        return settled.page
    flash(_("%(title)s är tillbaka i programmet.", title=part.title), "good")
    return _to("programme.show", event)


def _save(event: Event, form: Any, template: str, act: Callable[[], Saved | EditedMeanwhile], said: str) -> Answer:
    """Do ``act`` and go back to the programme, or show what somebody else changed meanwhile."""
    with transaction():
        outcome = act()
    match outcome:
        case EditedMeanwhile():
            form.seen.data = str(outcome.version)
            return show(template, event, form=form, meanwhile=outcome), 409
        case Saved():
            flash(said, "good")
            return _to("programme.show", event)
        case _:
            assert_never(outcome)


@bp.route("/program/pass", methods=["GET", "POST"])
def slots(slug: str) -> Answer:
    """The slots of which one part each is chosen."""
    event = find_or_404(slug, queries.get_whole_event)
    form = SlotsForm(data={"seen": event.version, "slots": slots_data(event.slots)})
    if wants("add_line"):
        form.slots.append_entry({})
    if wants("add_line") or not form.validate_on_submit():
        return show("organizer/events/slots.html", event, form=form, meanwhile=None)
    rows, actor, now = form.answers(), guards.actor(), clock.now()
    return _save(
        event,
        form,
        "organizer/events/slots.html",
        lambda: actions.edit_slots(event, rows, now=now, actor=actor, seen=seen_version(form)),
        _("Passen är sparade."),
    )


@bp.route("/malgrupp", methods=["GET", "POST"])
def circle(slug: str) -> Answer:
    """Whom the event is for."""
    event = find_or_404(slug, queries.get_whole_event)
    lines: list[dict[str, str]] = [line_data(line) for line in queries.circle_of(event)]
    form = CircleForm(data={"seen": event.version, "circle": [*lines, *({} for _ in range(BLANK_LINES))]})
    if wants("add_line"):
        form.circle.append_entry({})
    form.offer(people.list_roles())
    if wants("add_line") or not form.validate_on_submit():
        return show("organizer/events/circle.html", event, form=form, meanwhile=None)
    chosen, actor, now = form.answers(), guards.actor(), clock.now()
    return _save(
        event,
        form,
        "organizer/events/circle.html",
        lambda: actions.edit_circle(event, chosen, now=now, actor=actor, seen=seen_version(form)),
        _("Målgruppen är sparad."),
    )


@bp.route("/dokument", methods=["GET", "POST"])
def documents(slug: str) -> Answer:
    """Links to documents for those invited."""
    event = find_or_404(slug, queries.get_whole_event)
    rows = [{"title": document.title, "url": document.url} for document in event.documents]
    form = DocumentsForm(data={"seen": event.version, "documents": [*rows, *({} for _ in range(_NEW_ROWS))]})
    if wants("add_line"):
        form.documents.append_entry({})
    if wants("add_line") or not form.validate_on_submit():
        return show("organizer/events/documents.html", event, form=form, meanwhile=None)
    given, actor, now = form.answers(), guards.actor(), clock.now()
    return _save(
        event,
        form,
        "organizer/events/documents.html",
        lambda: actions.edit_documents(event, given, now=now, actor=actor, seen=seen_version(form)),
        _("Dokumenten är sparade."),
    )


@bp.get("/medlemmar")
def members(slug: str) -> str:
    """The named members of a group, and a search for more."""
    event = find_or_404(slug)
    sought = clean_line(request.args.get("q", ""))
    found = search(RegisterFilter(text=sought), 1, clock.today()).people if len(sought) > 1 else []
    known = queries.list_members(event)
    return show(
        "organizer/events/members.html",
        event,
        members=known,
        member_ids={member.person_id for member in known},
        sought=sought,
        found=found,
    )


@bp.post("/medlemmar")
def add_member(slug: str) -> Response:
    """Make somebody a member."""
    event, form, actor = find_or_404(slug), ConfirmForm(), guards.actor()
    person = people.find_person(request.form.get("person", ""))
    if person is None or not form.validate_on_submit():
        abort(404)
    today = clock.today()
    held = [one for one in person.assignments if one.ends_on is None or one.ends_on >= today]
    organisation = held[0].organisation if held else None
    with transaction():
        actions.add_member(event, person, organisation, now=clock.now(), actor=actor)
    flash(_("%(name)s är medlem.", name=person.name), "good")
    return _to("programme.members", event)


@bp.post("/medlemmar/<uid>/ta-bort")
def remove_member(slug: str, uid: str) -> Response:
    """End a membership."""
    event, actor = find_or_404(slug), guards.actor()
    person = people.find_person(uid)
    if person is None:
        abort(404)
    with transaction():
        actions.remove_member(event, person, now=clock.now(), actor=actor)
    flash(_("%(name)s är inte längre medlem.", name=person.name), "good")
    return _to("programme.members", event)
