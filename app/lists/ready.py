"""The ready lists, by the name they have in their address."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.events.model import Event
from app.kernel.enums import Labelled
from app.kernel.words import N_
from app.lists import badges, by_organisation, by_part, coverage, disclosure, in_line, meals, minutes, people
from app.lists.chosen import Chosen
from app.organizers.rules import Right
from app.sheets.table import Table


class Purpose(Labelled):
    """What lists are for, in the order of the page."""

    WHO_COMES = "who_comes", N_("Vem kommer")
    FOOD_AND_HOTEL = "food_and_hotel", N_("Mat och hotell")
    DOOR_AND_PAPER = "door_and_paper", N_("Dörr och papper")
    AFTERWARDS = "afterwards", N_("Efteråt")
    DISCLOSURE = "disclosure", N_("Utlämnande")


OPEN = frozenset({Right.ORGANIZER, Right.READER})
_COUNTS_OF_NEEDS = frozenset({Right.ORGANIZER, Right.NEEDS})
ALL_FILTERS = {"svar": "state", "del": "part_id", "roll": "role_id", "organisation": "organisation_id"}
"""The filters by their names in an address, and what they are called in Chosen."""
_NOT_ANSWER = ("del", "roll", "organisation")
_WHO = ("roll", "organisation")


@dataclass(frozen=True)
class ReadyList:
    """A list: its name in the address, its title, what it is for, who may see it (any of these rights), which filters
    it knows, and whether it is made of health data. ``count_named``: how many people a list of health data names; None
    for the others, which name nobody with it. ``on_paper`` makes its PDF where a plain table is not what is wanted, of
    the event, the filters and a line under the heading. ``instead``: the list that those get who may not see this one.
    """

    name: str
    title: str
    about: str
    build: Callable[[Event, Chosen], Table]
    purpose: Purpose = Purpose.WHO_COMES
    readers: frozenset[Right] = OPEN
    filters: tuple[str, ...] = tuple(ALL_FILTERS)
    health: bool = False
    count_named: Callable[[Event, Chosen], int] | None = None
    on_paper: Callable[[Event, Chosen, str], bytes] | None = None
    instead: str = ""

    def only(self, chosen: Chosen) -> Chosen:
        """``chosen`` without the filters that this list does not know; what the reader may see stays."""
        unknown: dict[str, Any] = {field: None for name, field in ALL_FILTERS.items() if name not in self.filters}
        return replace(chosen, **unknown)


def ready_lists(now: datetime) -> dict[str, ReadyList]:
    """All ready lists by name, as they stand ``now`` (aware), in the order of the page."""
    found = (*_who_comes(), *_food_and_hotel(), *_door_and_paper(), *_afterwards(now), _DISCLOSURE)
    return {ready.name: ready for ready in found}


def _who_comes() -> tuple[ReadyList, ...]:
    return (
        ReadyList("inbjudna", N_("Inbjudna"), N_("Alla inbjudna och vad de har svarat."), people.invited),
        ReadyList(
            "deltagare",
            N_("Deltagare"),
            N_("Alla anmälda, med en kolumn för varje del och fråga."),
            people.participants,
        ),
        ReadyList(
            "per-kommun",
            N_("Per kommun"),
            N_("Hur många från varje organisation som är inbjudna, kommer och inte har svarat."),
            by_organisation.per_organisation,
            filters=_NOT_ANSWER,
        ),
        ReadyList(
            "tackning",
            N_("Täckning"),
            N_("Organisationerna nedåt och rollerna åt sidan, med svar och vakanser. Får plats på A3."),
            coverage.table,
        ),
        ReadyList(
            "seminarieval",
            N_("Seminarieval"),
            N_("Vem som har valt vilket seminarium, pass för pass."),
            by_part.seminars,
            filters=_NOT_ANSWER,
        ),
        ReadyList(
            "ej-svarat", N_("Ej svarat"), N_("De som är inbjudna och inte har svarat."), people.unanswered, filters=_WHO
        ),
        ReadyList(
            "vantelista",
            N_("Väntelista"),
            N_("De som väntar, med sin plats i kön till mötet och till varje del."),
            in_line.waiting,
            filters=_NOT_ANSWER,
        ),
        ReadyList(
            "forhinder",
            N_("Förhinder"),
            N_("De som har sagt att de inte kommer, och när."),
            people.prevented,
            filters=_WHO,
        ),
    )


def _food_and_hotel() -> tuple[ReadyList, ...]:
    purpose = Purpose.FOOD_AND_HOTEL
    return (
        ReadyList(
            "matlista",
            N_("Matlista"),
            N_("Antal per måltid och kost, utan namn. För köket."),
            meals.meals,
            purpose,
            readers=_COUNTS_OF_NEEDS,
            filters=("del",),
            health=True,
        ),
        ReadyList(
            "tillganglighet",
            N_("Tillgänglighet"),
            N_("Antal per del och behov, utan namn. För lokalen."),
            meals.access,
            purpose,
            readers=_COUNTS_OF_NEEDS,
            filters=("del",),
            health=True,
        ),
        ReadyList(
            "svara-allergier",
            N_("Svåra allergier"),
            N_("Namnen på dem som själva har sagt att köket får veta det. Varje läsning loggas."),
            meals.severe,
            purpose,
            readers=frozenset({Right.NEEDS}),
            filters=("del",),
            health=True,
            count_named=meals.count_severe,
        ),
        ReadyList(
            "representation",
            by_part.REPRESENTATION,
            N_("Vilka som äter vid varje måltid, med titel och syfte. Utan kost."),
            by_part.representation,
            purpose,
            filters=_NOT_ANSWER,
            on_paper=by_part.representation_paper,
        ),
        ReadyList(
            "hotell",
            N_("Hotell"),
            N_("Namnen på dem som sover över, natt för natt."),
            by_part.hotel,
            purpose,
            readers=frozenset({Right.ORGANIZER}),
            filters=("del",),
            instead="hotell-antal",
        ),
        ReadyList(
            "hotell-antal",
            N_("Hotell, antal"),
            N_("Hur många som sover över varje natt, utan namn."),
            by_part.hotel_counts,
            purpose,
            filters=("del",),
        ),
    )


def _door_and_paper() -> tuple[ReadyList, ...]:
    purpose = Purpose.DOOR_AND_PAPER
    return (
        ReadyList(
            "namnskyltar",
            N_("Namnskyltar"),
            N_("För dem som kommer: namnet störst, och en QR-kod för dörren."),
            badges.table,
            purpose,
        ),
        ReadyList(
            "signaturlista",
            N_("Signaturlista"),
            N_("För varje del en rad att skriva på för var och en som har plats."),
            by_part.signatures,
            purpose,
        ),
    )


def _afterwards(now: datetime) -> tuple[ReadyList, ...]:
    purpose = Purpose.AFTERWARDS
    return (
        ReadyList(
            "narvaro", N_("Närvaro"), N_("Vilka som var på plats vid varje del."), people.attendance(now), purpose
        ),
        ReadyList(
            "bilaga",
            minutes.SUPPLEMENT,
            N_("Närvarande, i stället för ordinarie, adjungerade och anmält förhinder."),
            minutes.supplement(now),
            purpose,
            filters=("del",),
            on_paper=minutes.supplement_pdf(now),
        ),
    )


_DISCLOSURE = ReadyList(
    disclosure.NAME,
    N_("Underlag för utlämnande"),
    N_("När någon begär ut uppgifterna: allt som ska prövas, utan länkar, med det som är undantaget räknat."),
    disclosure.undecided,
    Purpose.DISCLOSURE,
    readers=frozenset({Right.ORGANIZER}),
    filters=(),
)
