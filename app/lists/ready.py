"""The ready lists, by the name they have in their address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.events.model import Event
from app.kernel.words import N_
from app.lists import meals, people
from app.lists.chosen import Chosen
from app.sheets.table import Table


@dataclass(frozen=True)
class ReadyList:
    """A list: its name in the address, its title, what it is for, and whether it is made of health data.
    ``count_named``: how many people a list of health data names; None for the others, which name nobody with it.
    """

    name: str
    title: str
    about: str
    build: Callable[[Event, Chosen], Table]
    health: bool = False
    count_named: Callable[[Event, Chosen], int] | None = None


def ready_lists(now: datetime) -> dict[str, ReadyList]:
    """All ready lists by name, as they stand ``now`` (aware)."""
    found = (
        ReadyList("inbjudna", N_("Inbjudna"), N_("Alla inbjudna och vad de har svarat."), people.invited),
        ReadyList(
            "deltagare",
            N_("Deltagare"),
            N_("Alla anmälda, med en kolumn för varje del och fråga."),
            people.participants,
        ),
        ReadyList("narvaro", N_("Närvaro"), N_("Vilka som var på plats vid varje del."), people.attendance(now)),
        ReadyList(
            "matlista",
            N_("Matlista"),
            N_("Antal per måltid och kost, utan namn. För köket."),
            meals.meals,
            health=True,
        ),
        ReadyList(
            "tillganglighet",
            N_("Tillgänglighet"),
            N_("Antal per del och behov, utan namn. För lokalen."),
            meals.access,
            health=True,
        ),
        ReadyList(
            "svara-allergier",
            N_("Svåra allergier"),
            N_("Namnen på dem som själva har sagt att köket får veta det. Varje läsning loggas."),
            meals.severe,
            health=True,
            count_named=meals.count_severe,
        ),
    )
    return {ready.name: ready for ready in found}
