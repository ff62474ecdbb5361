"""Deadlines are days before the first day: moving or copying an event moves all of them (product.md, rule 6). A role
group may have days of its own (new nämnder answer later), and a single person dates of their own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.people.rules.kinds import RoleGroup

LABELS = (
    N_("Anmälan öppnar"),
    N_("Svara senast"),
    N_("Ändra senast"),
    N_("Måltider låses"),
    N_("Deltagarlistan låses"),
)
"""The five in the order of time, as organizers read them."""


@dataclass(frozen=True)
class DeadlineDays:
    """Whole days before the first day of the event."""

    opens: int
    answer: int
    change: int
    meals: int
    locked: int


@dataclass(frozen=True)
class GroupDays:
    """A role group's own days; None where the event's hold."""

    opens: int | None = None
    answer: int | None = None
    change: int | None = None
    meals: int | None = None
    locked: int | None = None

    def over(self, days: DeadlineDays) -> DeadlineDays:
        """The days that hold for the group in an event with ``days``."""
        own = {item.name: getattr(self, item.name) for item in fields(self)}
        return replace(days, **{name: value for name, value in own.items() if value is not None})

    @property
    def words(self) -> str:
        """ "Svara senast 14, Ändra senast 7": what is the group's own, in days; empty when nothing is."""
        own = ((label, getattr(self, item.name)) for item, label in zip(fields(self), LABELS, strict=True))
        return ", ".join(f"{label} {days}" for label, days in own if days is not None)


GroupsDays = Mapping[RoleGroup, GroupDays]
"""The role groups with days of their own."""


@dataclass(frozen=True)
class Deadlines:
    """Dates in Europe/Stockholm. ``opens`` is the first day one can answer; the others are the last day, included."""

    opens: date
    answer_by: date
    change_by: date
    meals_frozen: date
    list_locked: date

    @property
    def in_order(self) -> tuple[date, ...]:
        """The five, as ``LABELS`` names them."""
        return self.opens, self.answer_by, self.change_by, self.meals_frozen, self.list_locked


class Phase(Labelled):
    """Where a day stands among an event's deadlines."""

    NOT_OPEN = "not_open", N_("Anmälan har inte öppnat")
    OPEN = "open", N_("Anmälan är öppen")
    CHANGES = "changes", N_("Sista svarsdag har passerat, svar kan ändras")
    FIXED = "fixed", N_("Bara avbokning")
    OVER = "over", N_("Mötet har varit")


def deadlines(days: DeadlineDays, first: date) -> Deadlines:
    """The dates for an event that begins on ``first``."""
    return Deadlines(
        opens=first - timedelta(days=days.opens),
        answer_by=first - timedelta(days=days.answer),
        change_by=first - timedelta(days=days.change),
        meals_frozen=first - timedelta(days=days.meals),
        list_locked=first - timedelta(days=days.locked),
    )


def days_for(days: DeadlineDays, of_groups: GroupsDays, groups: Collection[RoleGroup]) -> DeadlineDays:
    """The days that hold for somebody invited in ``groups``: of several, the most generous of each."""
    held = [of_groups.get(group, GroupDays()).over(days) for group in groups] or [days]
    return DeadlineDays(
        opens=max(one.opens for one in held),
        answer=min(one.answer for one in held),
        change=min(one.change for one in held),
        meals=min(one.meals for one in held),
        locked=min(one.locked for one in held),
    )


def with_own(dates: Deadlines, answer_by: date | None, change_by: date | None) -> Deadlines:
    """``dates`` for somebody with own ones, which win. Who may still answer may also still change the answer."""
    own = replace(dates, answer_by=answer_by or dates.answer_by, change_by=change_by or dates.change_by)
    if answer_by is None:
        return own
    return replace(own, opens=min(own.opens, answer_by), change_by=change_by or max(own.change_by, answer_by))


def phase(dates: Deadlines, last: date, today: date) -> Phase:
    """The phase on ``today`` (in Europe/Stockholm) of an event whose last day is ``last``.

    FIXED lasts through the event: withdrawing is always possible, also while it goes on.
    """
    if today > last:
        return Phase.OVER
    if today < dates.opens:
        return Phase.NOT_OPEN
    if today <= dates.answer_by:
        return Phase.OPEN
    if today <= dates.change_by:
        return Phase.CHANGES
    return Phase.FIXED


def order_fault(days: DeadlineDays) -> str | None:
    """What is wrong with the order of the deadlines, in words for the one who typed them; None when all is right."""
    if days.opens < days.answer:
        return N_("Anmälan måste öppna före sista svarsdag: skriv fler dagar för att öppna än för att svara.")
    if days.answer < days.change:
        return N_("Sista dag att ändra måste komma efter sista svarsdag: skriv färre dagar för att ändra.")
    if days.answer < days.meals:
        return N_("Måltiderna kan inte låsas före sista svarsdag: skriv färre dagar för måltiderna.")
    if days.answer < days.locked:
        return N_("Deltagarlistan kan inte låsas före sista svarsdag: skriv färre dagar för listan.")
    return None


def group_faults(days: DeadlineDays, of_groups: GroupsDays) -> dict[RoleGroup, str]:
    """The role groups whose days come in the wrong order in an event with ``days``, each with what is wrong."""
    found = {group: order_fault(own.over(days)) for group, own in of_groups.items()}
    return {group: fault for group, fault in found.items() if fault is not None}
