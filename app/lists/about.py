"""What a workbook says of itself on its last sheet, so that a file that has lain in a folder can still be judged."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.events.model import Event
from app.kernel.words import N_, date_span
from app.sheets.table import ABOUT, Column, Table, Value

_COLUMNS = (Column(N_("Uppgift"), width=20), Column(N_("Innehåll"), width=60))


def about(event: Event, title: str, *, by: str, now: datetime, limits: Sequence[str] = ()) -> Callable[[int], Table]:
    """Makes "Om listan" of the number of rows: the list ``title`` of ``event`` as ``by`` fetched it ``now`` (aware),
    narrowed by ``limits`` in words.
    """
    facts: list[tuple[str, Value]] = [
        (N_("Möte"), event.title),
        (N_("Mötesdagar"), date_span(event.starts_on, event.ends_on)),
        (N_("Lista"), title),
        (N_("Hämtad"), now),
        (N_("Hämtad av"), by),
        (N_("Urval"), "; ".join(limits) or N_("Hela listan")),
    ]
    return of_facts(facts)


def of_facts(facts: Sequence[tuple[str, Value]]) -> Callable[[int], Table]:
    """The same of what is no list of a meeting."""
    return lambda count: Table(ABOUT, _COLUMNS, [*facts, (N_("Antal rader"), count)])
