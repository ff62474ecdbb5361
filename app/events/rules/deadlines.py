"""Deadlines are days before the first day: moving or copying an event moves all of them (product.md, rule 6)."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.enums import Labelled
from app.kernel.words import N_


@dataclass(frozen=True)
class DeadlineDays:
    """Whole days before the first day of the event."""

    opens: int
    answer: int
    change: int
    meals: int
    locked: int


@dataclass(frozen=True)
class Deadlines:
    """Dates in Europe/Stockholm. ``opens`` is the first day one can answer; the others are the last day, included."""

    opens: date
    answer_by: date
    change_by: date
    meals_frozen: date
    list_locked: date


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
    return None
