"""One act on many registrations: what it does, what came of each, and how long it can be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.registrations.rules.states import RegistrationState

UNDO_WINDOW = timedelta(minutes=10)
"""The letters of an act wait this long, so that it can be undone before anybody is told, where nothing else is set."""
MOST = 300
"""So many at once: seats are held for everybody else meanwhile."""


class BulkKind(Labelled):
    """What can be done with many at once."""

    CONFIRM = "confirm", N_("Ge plats")
    QUEUE = "queue", N_("Ställ sist i kön")
    CANCEL = "cancel", N_("Avboka")
    RESEND = "resend", N_("Skicka länken igen")
    WRITE = "write", N_("Skriv till dem")


class BulkResult(Labelled):
    """What came of one registration."""

    DONE = "done", N_("Klart")
    ALREADY = "already", N_("Var redan så")
    NO_ADDRESS = "no_address", N_("Saknar e-postadress")
    NO_INVITATION = "no_invitation", N_("Har ingen inbjudan")
    NOT_POSSIBLE = "not_possible", N_("Gick inte")


class UndoResult(Labelled):
    """What came of one registration when the act was undone."""

    RESTORED = "restored", N_("Som förut")
    FULL = "full", N_("Platsen hade gått till någon annan")
    CHANGED = "changed", N_("Har ändrats sedan dess")


def may_be_undone(at: datetime, undone_at: datetime | None, now: datetime, undo: timedelta = UNDO_WINDOW) -> bool:
    """Whether an act of ``at`` can still be undone."""
    return undone_at is None and now < at + undo


def comes_back_at_once(moved: int, capacity: int | None, taken: int, in_line: int) -> bool:
    """Whether some of ``moved`` people, put last in line, would get their seats back at once, since the line before
    them is shorter than the seats there are then.
    """
    return capacity is None or capacity - taken + moved > in_line


@dataclass(frozen=True)
class LineTooShort:
    """Putting those people last in line is in vain: nothing was done."""


@dataclass(frozen=True)
class LineStopped:
    """The line does not move any more, so that nobody can be put last in it: nothing was done."""


def expected(
    kind: BulkKind,
    state: RegistrationState,
    *,
    waits: bool,
    in_line: bool,
    on_site: bool,
    invited: bool,
    has_address: bool,
) -> BulkResult | None:
    """What would come of a registration that ``kind`` can do nothing for; None for one that it can. ``waits``: for
    anything; ``in_line``: for the event itself.
    """
    gone = state is RegistrationState.CANCELLED
    if not invited:
        return BulkResult.NO_INVITATION
    match kind:
        case BulkKind.CONFIRM:
            return BulkResult.NOT_POSSIBLE if gone else None if waits else BulkResult.ALREADY
        case BulkKind.QUEUE:
            return BulkResult.NOT_POSSIBLE if gone or not on_site else BulkResult.ALREADY if in_line else None
        case BulkKind.CANCEL:
            return BulkResult.ALREADY if gone else None
        case BulkKind.RESEND | BulkKind.WRITE:
            return None if has_address else BulkResult.NO_ADDRESS
        case _:
            assert_never(kind)
