"""Sista dagar of a role group's own: new nämnder answer later. Days in, dates shown beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, assert_never

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import Form as Subform
from wtforms import FormField, HiddenField

from app.events import actions, queries
from app.events.model import Event
from app.events.rules.deadlines import LABELS, DeadlineDays, GroupDays, GroupsDays, deadlines
from app.events.rules.outcomes import EditedMeanwhile, OutOfOrder, Saved
from app.kernel import clock
from app.kernel.db import transaction
from app.people.rules.kinds import RoleGroup
from app.web import guards
from app.web.fields import Form, NumberField
from app.web.organizer.event_forms import MOST_DAYS
from app.web.organizer.event_page import find_or_404, seen_version, show, wants

bp = Blueprint("deadlines", __name__, url_prefix="/arrangor/moten/<slug>/installningar/rollgrupper")

GROUPS = tuple(group for group in RoleGroup if group is not RoleGroup.KONTAKT)
"""Those in whom people are invited; contacts only tell who holds what."""
NAMES = tuple(item.name for item in fields(GroupDays))


class GroupDaysForm(Subform):
    """One group's days; an empty field is the event's."""

    opens = NumberField(lazy_gettext("Anmälan öppnar"), most=MOST_DAYS)
    answer = NumberField(lazy_gettext("Svara senast"), most=MOST_DAYS)
    change = NumberField(lazy_gettext("Ändra senast"), most=MOST_DAYS)
    meals = NumberField(lazy_gettext("Måltider låses"), most=MOST_DAYS)
    locked = NumberField(lazy_gettext("Deltagarlistan låses"), most=MOST_DAYS)

    def answers(self) -> GroupDays:
        """What is the group's own."""
        return GroupDays(*(self[name].data for name in NAMES))


class GroupsForm(Form):
    """Every group's days; the groups' fields are added below."""

    seen = HiddenField()

    def of(self, group: RoleGroup) -> GroupDaysForm:
        """The fields of one group."""
        form: GroupDaysForm = self[group.value].form
        return form

    def answers(self) -> dict[RoleGroup, GroupDays]:
        """The groups' days."""
        return {group: self.of(group).answers() for group in GROUPS}

    def say(self, outcome: OutOfOrder) -> None:
        """Put what is wrong where it can be mended."""
        for group, fault in outcome.faults.items():
            field = self.of(group).answer
            field.errors = [*field.errors, f"{_(group.label)}: {_(fault)}"]


for _group in GROUPS:
    setattr(GroupsForm, _group.value, FormField(GroupDaysForm))


@dataclass(frozen=True)
class GroupRow:
    """A group on the page: its fields with the event's day (in days) and the date that holds, and whether any is its
    own.
    """

    group: RoleGroup
    fields: tuple[tuple[Any, int, date], ...]
    own: GroupDays

    @property
    def is_open(self) -> bool:
        """Whether there is something to see at once."""
        return bool(self.own.words) or any(field.errors for field, _days, _day in self.fields)


@bp.route("", methods=["GET", "POST"])
def edit(slug: str) -> str | tuple[str, int] | Response:
    """Which days a group has instead of the event's; "Räkna om" shows the dates without saving."""
    event = find_or_404(slug)
    form = GroupsForm(data=_data(queries.group_days_of(event)) | {"seen": event.version})
    if wants("preview") or not form.validate_on_submit():
        return _page(event, form)
    who = guards.actor()
    with transaction():
        outcome = actions.edit_group_days(event, form.answers(), now=clock.now(), actor=who, seen=seen_version(form))
    match outcome:
        case EditedMeanwhile():
            form.seen.data = str(outcome.version)
            return _page(event, form, meanwhile=outcome), 409
        case OutOfOrder():
            form.say(outcome)
            return _page(event, form), 422
        case Saved():
            flash(_("Datumen är sparade.") if outcome.changed else _("Inget var ändrat."), "good")
            return redirect(url_for("events.settings", slug=slug, _anchor="sista-dagar"), 303)
        case _:
            assert_never(outcome)


def _data(of_groups: GroupsDays) -> dict[str, Any]:
    return {group.value: {name: getattr(own, name) for name in NAMES} for group, own in of_groups.items()}


def _page(event: Event, form: GroupsForm, *, meanwhile: EditedMeanwhile | None = None) -> str:
    days = queries.days_of(event)
    rows = [_row(group, form.of(group), days, event.starts_on) for group in GROUPS]
    return show("organizer/events/group_deadlines.html", event, form=form, rows=rows, meanwhile=meanwhile)


def _row(group: RoleGroup, form: GroupDaysForm, days: DeadlineDays, first: date) -> GroupRow:
    own = form.answers()
    dates = deadlines(own.over(days), first).in_order
    named = zip(NAMES, dates, strict=True)
    return GroupRow(group, tuple((form[name], getattr(days, name), day) for name, day in named), own)


def own_dates(event: Event) -> dict[RoleGroup, Mapping[str, date]]:
    """The groups with dates of their own, those dates only, by their words: for the pages that tell them."""
    days = queries.days_of(event)
    return {
        group: {
            label: day
            for name, label, day in zip(NAMES, LABELS, deadlines(own.over(days), event.starts_on).in_order, strict=True)
            if getattr(own, name) is not None
        }
        for group, own in queries.group_days_of(event).items()
    }
