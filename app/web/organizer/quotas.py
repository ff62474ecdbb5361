"""Quotas of a meeting: each a sentence, with what it has come to."""

from typing import assert_never

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import quotas as desk
from app.events import queries
from app.events.model import Event, Part, Quota
from app.events.queries.quotas import QuotaMissing, get_quota, list_quotas, quota_of
from app.events.rules import quotas
from app.events.rules.outcomes import EditedMeanwhile, Saved
from app.kernel import clock
from app.kernel.db import transaction
from app.lists.quotas import fullest
from app.people import queries as people
from app.web import guards
from app.web.organizer.event_page import find_or_404, part_or_404, seen_version, show
from app.web.organizer.queue_forms import QuotaForm, quota_data

bp = Blueprint("quotas", __name__, url_prefix="/arrangor/moten/<slug>/installningar/kvoter")

Answer = str | tuple[str, int] | Response


@bp.get("")
def show_all(slug: str) -> str:
    """The quotas as sentences, with how many are within them."""
    event = find_or_404(slug, queries.get_whole_event)
    titles = {part.id: part.title for part in event.parts}
    used = fullest(event)
    rows = [
        (row, quotas.rule(quota_of(row), titles.get(row.part_id or 0, "")), used[row.id]) for row in list_quotas(event)
    ]
    return show("organizer/events/quotas.html", event, rows=rows)


@bp.route("/ny", methods=["GET", "POST"])
def add(slug: str) -> Answer:
    """A new quota."""
    event = find_or_404(slug, queries.get_whole_event)
    form = _form(event)
    if not form.validate_on_submit():
        return show("organizer/events/quota.html", event, form=form, row=None, meanwhile=None)
    part, actor = _part(event, form), guards.actor()
    quota = form.answers(_role_names())
    with transaction():
        desk.add_quota(event, part, quota, now=clock.now(), actor=actor)
    flash(_("Kvoten gäller. Ingen som redan är anmäld förlorar sin plats."), "good")
    return redirect(url_for("quotas.show_all", slug=slug), 303)


@bp.route("/<uid>", methods=["GET", "POST"])
def edit(slug: str, uid: str) -> Answer:
    """Change one."""
    event = find_or_404(slug, queries.get_whole_event)
    row = _quota_or_404(event, uid)
    old = next((part for part in event.parts if part.id == row.part_id), None)
    form = _form(event, quota_data(row, old) | {"seen": event.version})
    if not form.validate_on_submit():
        return show("organizer/events/quota.html", event, form=form, row=row, meanwhile=None)
    part, actor, quota = _part(event, form), guards.actor(), form.answers(_role_names())
    with transaction():
        outcome = desk.edit_quota(event, row, part, quota, now=clock.now(), actor=actor, seen=seen_version(form))
    match outcome:
        case EditedMeanwhile():
            form.seen.data = str(outcome.version)
            return show("organizer/events/quota.html", event, form=form, row=row, meanwhile=outcome), 409
        case Saved():
            flash(_("Kvoten är sparad.") if outcome.changed else _("Inget var ändrat."), "good")
            return redirect(url_for("quotas.show_all", slug=slug), 303)
        case _:
            assert_never(outcome)


@bp.post("/<uid>/ta-bort")
def remove(slug: str, uid: str) -> Response:
    """Take one away: those whom it stopped move up."""
    event = find_or_404(slug)
    row, actor = _quota_or_404(event, uid), guards.actor()
    with transaction():
        desk.remove_quota(event, row, now=clock.now(), actor=actor)
    flash(_("Kvoten är borttagen."), "good")
    return redirect(url_for("quotas.show_all", slug=slug), 303)


def _form(event: Event, data: dict[str, object] | None = None) -> QuotaForm:
    form = QuotaForm(data=data)
    form.offer(people.list_roles(), [part for part in event.parts if part.cancelled_at is None])
    return form


def _part(event: Event, form: QuotaForm) -> Part | None:
    return part_or_404(event, form.part.data) if form.part.data else None


def _role_names() -> dict[int, str]:
    return {role.id: role.name for role in people.list_roles()}


def _quota_or_404(event: Event, uid: str) -> Quota:
    try:
        return get_quota(event, uid)
    except QuotaMissing:
        abort(404)
