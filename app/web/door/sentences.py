"""What is said at the door."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext

from app.attendance.queries import Listed
from app.attendance.rules import (
    AlreadyPresent,
    DoorRow,
    NothingToUndo,
    Outcome,
    ScanFault,
    Ticked,
    TickedSince,
    Today,
    Undone,
    UndoneSince,
)
from app.attendance.rules.walk_ins import WrittenDown
from app.invitations.rules import InvitationState
from app.kernel.words import clock_time, weekday

_RESULTS: dict[type[Outcome], str] = {
    Ticked: "ticked",
    AlreadyPresent: "already",
    UndoneSince: "undone_since",
    Undone: "undone",
    NothingToUndo: "nothing_to_undo",
    TickedSince: "ticked_since",
}


def result(outcome: Outcome) -> str:
    """The word by which a phone knows what came of a mark."""
    return _RESULTS[type(outcome)]


def sentence(outcome: Outcome) -> str:
    """What came of a tick or an undo."""
    match outcome:
        case Ticked(name, at):
            return gettext("%(name)s är incheckad %(time)s.", name=name, time=clock_time(at))
        case AlreadyPresent(name, at, by):
            return gettext("%(name)s var redan incheckad %(time)s av %(by)s.", name=name, time=clock_time(at), by=by)
        case UndoneSince(name, at, by):
            told = {"name": name, "time": clock_time(at), "by": by}
            return gettext("Incheckningen av %(name)s ångrades %(time)s av %(by)s.", **told)
        case Undone(name):
            return gettext("%(name)s är inte längre incheckad.", name=name)
        case NothingToUndo(name):
            return gettext("%(name)s var inte incheckad.", name=name)
        case TickedSince(name, at, by):
            told = {"name": name, "time": clock_time(at), "by": by}
            return gettext("%(name)s checkades in igen %(time)s av %(by)s.", **told)


def fault(reason: ScanFault) -> str:
    """Why somebody could not be ticked off, and what to do."""
    match reason:
        case ScanFault.UNKNOWN:
            return gettext("Koden finns inte. Sök på namnet i stället.")
        case ScanFault.OTHER_EVENT:
            return gettext("Koden gäller ett annat möte. Sök på namnet i stället.")
        case ScanFault.NOT_AT_EVENT:
            return gettext("Personen är inte inbjuden till mötet.")
        case ScanFault.NO_SUCH_PART:
            return gettext("Delen finns inte längre. Välj del igen.")


def unreadable() -> str:
    """A mark that the server cannot read."""
    return gettext("Bocken kunde inte läsas. Sök personen och bocka av igen.")


def not_written(reasons: Sequence[str]) -> str:
    """Somebody new whom the server cannot keep."""
    return gettext("Personen kunde inte skrivas upp (%(why)s). Skriv upp igen.", why=", ".join(reasons))


def meanwhile(told: WrittenDown) -> list[str]:
    """What was not as the phone thought when it wrote somebody down; usually nothing."""
    said = []
    if told.not_in_stead_of:
        names = {"name": told.name, "other": told.not_in_stead_of}
        said.append(gettext("%(other)s kunde inte ersättas, så %(name)s kommer inte i någons ställe.", **names))
    elif told.not_in_stead_of is not None:
        said.append(gettext("Den andra kunde inte ersättas, så %(name)s kommer inte i någons ställe.", name=told.name))
    if told.namesake:
        said.append(gettext("Någon annan i listan heter också %(name)s.", name=told.name))
    return said


def note(who: Listed) -> str:
    """What the door should know of somebody who is ticked off all the same; usually nothing."""
    match who.state:
        case InvitationState.REVOKED:
            return gettext("Inbjudan är återkallad, men närvaron är sparad.")
        case InvitationState.REPLACED:
            return gettext("Någon annan skulle komma i stället, men närvaron är sparad.")
        case InvitationState.NOT_COMING if who.excused:
            return gettext("Har anmält förhinder, men närvaron är sparad.")
        case InvitationState.NOT_COMING:
            return gettext("Har tackat nej, men närvaron är sparad.")
        case _:
            return ""


def answer(who: Listed | DoorRow, today: Today) -> str:
    """What somebody has answered, for the day: "Kommer 13.00, inte till Dialogmöte"."""
    if who.excused:
        return gettext("Har anmält förhinder")
    if who.state is not InvitationState.COMING:
        return gettext(who.state.label)
    if today.nothing:
        return gettext("Kommer en annan dag")
    comes = gettext("Kommer")
    if today.begins_at is not None:
        comes = gettext("Kommer %(time)s", time=clock_time(today.begins_at))
    if not today.not_to:
        return comes
    return gettext("%(comes)s, inte till %(parts)s", comes=comes, parts=", ".join(today.not_to))


def arrival(day: date) -> str:
    """What the choice of one tick for a day is called."""
    return gettext("Ankomst %(day)s", day=weekday(day))
