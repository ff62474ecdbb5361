"""An event's deadlines, and those of its role groups."""

from collections.abc import Collection

from app.events.model import Event
from app.events.rules.deadlines import DeadlineDays, Deadlines, GroupDays, days_for, deadlines
from app.people.rules.kinds import RoleGroup


def days_of(event: Event) -> DeadlineDays:
    """The event's deadlines in days before its first day."""
    return DeadlineDays(event.opens_days, event.answer_days, event.change_days, event.meals_days, event.locked_days)


def group_days_of(event: Event) -> dict[RoleGroup, GroupDays]:
    """The role groups that have days of their own, in the order of the groups."""
    own = {
        row.role_group: GroupDays(row.opens_days, row.answer_days, row.change_days, row.meals_days, row.locked_days)
        for row in event.group_deadlines
    }
    return {group: own[group] for group in RoleGroup if group in own}


def deadlines_of(event: Event, groups: Collection[RoleGroup] = ()) -> Deadlines:
    """The event's own deadlines as dates, or those of somebody invited in ``groups``. What binds or is told to an
    invitee is ``invitations.queries.deadlines_for``.
    """
    days = days_for(days_of(event), group_days_of(event), groups) if groups else days_of(event)
    return deadlines(days, event.starts_on)
