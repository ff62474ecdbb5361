"""Deadlines of a role group's own: new nämnder answer later."""

from datetime import datetime

from app.audit.actor import Actor
from app.events import queries
from app.events.actions import marks
from app.events.model import Event, GroupDeadlines
from app.events.rules.changes import Change
from app.events.rules.deadlines import GroupDays, GroupsDays, group_faults
from app.events.rules.outcomes import EditedMeanwhile, OutOfOrder, Saved
from app.kernel.db import db
from app.people.rules.kinds import RoleGroup

_NOTHING = GroupDays()


def edit_group_days(
    event: Event, of_groups: GroupsDays, *, now: datetime, actor: Actor, seen: int | None = None
) -> Saved | EditedMeanwhile | OutOfOrder:
    """Have the role groups' own days be ``of_groups``; a group without any has the event's."""
    event = queries.lock_event(event)
    old = queries.group_days_of(event)
    new = {group: own for group, own in of_groups.items() if own != _NOTHING}
    if old == new:
        return Saved(())
    if (edited := marks.meanwhile(event, seen, {"group_deadlines"})) is not None:
        return edited
    if faults := group_faults(queries.days_of(event), new):
        return OutOfOrder(faults)
    event.group_deadlines.clear()
    db.session.flush()
    event.group_deadlines.extend(rows_of(new))
    told = tuple(_change(group, old, new) for group in RoleGroup if old.get(group) != new.get(group))
    marks.record(event, "event.group_deadlines_edited", told, now=now, actor=actor)
    db.session.flush()
    return Saved(told)


def rows_of(of_groups: GroupsDays) -> list[GroupDeadlines]:
    """New rows; the caller puts them on their event."""
    return [
        GroupDeadlines(
            role_group=group,
            opens_days=own.opens,
            answer_days=own.answer,
            change_days=own.change,
            meals_days=own.meals,
            locked_days=own.locked,
        )
        for group, own in of_groups.items()
    ]


def _change(group: RoleGroup, old: GroupsDays, new: GroupsDays) -> Change:
    before, after = (days.get(group, _NOTHING).words for days in (old, new))
    return Change("group_deadlines", f"{group.label}: {before or '–'}", f"{group.label}: {after or '–'}")
