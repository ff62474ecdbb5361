"""Full, in line, offered a seat; too late, and asking."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from app.events.rules.kinds import QueueMode
from app.registrations import actions
from tests.builders import NOW
from tests.pictures.answering import LATE, TOO_LATE_TO_CHANGE, guest, registered
from tests.pictures.state import Scene, State
from tests.web.guest import Guest
from tests.web.test_asking import asks, organizer
from tests.web.test_queue_pages import Crowd

_OFFERED: dict[str, Any] = {"capacity": 1, "queue_mode": QueueMode.OFFERED, "offer_hours": 24}


def _crowd(path: str, happens: Callable[[Crowd], None], moment: datetime = NOW, **given: Any) -> Callable[[Scene], str]:
    """A page of Cia's."""

    def opens(scene: Scene) -> str:
        people = Crowd(scene.app, **given)
        happens(people)
        scene.it_is(moment)
        return f"/i/{people.tokens['Cia']}{path}"

    return opens


def _full(crowd: Crowd) -> None:
    crowd.comes("Anna")


def _in_line(crowd: Crowd) -> None:
    for name in ("Anna", "Bo", "Cia"):
        crowd.comes(name)


def _stopped_by_a_quota(crowd: Crowd) -> None:
    crowd.quota(2)
    for name in ("Anna", "Bo"):
        crowd.comes(name)


def _waiting_for_a_quota(crowd: Crowd) -> None:
    _stopped_by_a_quota(crowd)
    crowd.comes("Cia")


def _held(crowd: Crowd) -> None:
    for name in ("Anna", "Cia", "Bo"):
        crowd.comes(name, crowd.plenary, crowd.dinner)
    crowd.withdraws("Anna")


def _late(
    path: str = "",
    happens: Callable[[Guest], object] = lambda _guest: None,
    before: Callable[[Guest], object] = lambda _guest: None,
    moment: datetime = LATE,
) -> Callable[[Scene], str]:
    """A page of Anna's after a last day: ``before`` happens in time, ``happens`` at ``moment``."""

    def opens(scene: Scene) -> str:
        anna = Guest(scene.app)
        before(anna)
        scene.it_is(moment)
        happens(anna)
        return f"/i/{anna.token}{path}"

    return opens


def _asks(guest: Guest) -> None:
    asks(guest, guest.plenary, message="Jag blev vald i går.")


def _granted(guest: Guest) -> None:
    _asks(guest)
    organizer(guest, actions.grant, "Vi sätter fram en stol.", now=LATE)


def _declined(guest: Guest) -> None:
    _asks(guest)
    organizer(guest, actions.turn_down, "Salen är full.", now=LATE)


def _asks_to_change(guest: Guest) -> None:
    asks(guest, guest.plenary, guest.dinner, message="Jag kan vara med på middagen.")


_IN_LINE, _CLOSED = "Du står på väntelistan", "Anmälan har stängt"
_CHANGE: dict[str, Any] = {"before": registered, "moment": TOO_LATE_TO_CHANGE}
WAITING = (
    State("fullt-vantelista", "RUN-konferens 2027", _crowd("", _full, capacity=1)),
    State("vantelista", _IN_LINE, _crowd("", _in_line, capacity=1)),
    State("kvot", "RUN-konferens 2027", _crowd("", _stopped_by_a_quota)),
    State("vantelista-kvot", _IN_LINE, _crowd("", _waiting_for_a_quota, queue_stop_days=5)),
    State("kon-har-stannat", _IN_LINE, _crowd("", _in_line, NOW + timedelta(days=10), capacity=1, queue_stop_days=40)),
    State("erbjuden-plats", "Du har fått en plats", _crowd("", _held, **_OFFERED)),
    State("ta-platsen", "Vill du ha platsen?", _crowd("/plats", _held, **_OFFERED)),
    State("platsen-gick-vidare", _IN_LINE, _crowd("", _held, NOW + timedelta(days=2), **_OFFERED)),
    State("fullt", "Mötet är fullt", _crowd("", _full, capacity=1, waiting_list=False)),
)
LATER = (
    State("stangt", _CLOSED, guest(moment=LATE)),
    State("fraga-om-plats", "Fråga om plats", _late("/fraga")),
    State("fragan-vantar", _CLOSED, _late("", _asks)),
    State("fragan-andras", "Fråga om plats", _late("/fraga", _asks)),
    State("fragan-beviljad", "Du är anmäld", _late("", _granted)),
    State("fragan-avslagen", _CLOSED, _late("", _declined)),
    State("andring-stangd", "Du är anmäld", guest("", registered, TOO_LATE_TO_CHANGE), top="Ändra eller avboka"),
    State("be-om-andring", "Be om en ändring", _late("/fraga", **_CHANGE)),
    State("andringen-vantar", "Du är anmäld", _late("", _asks_to_change, **_CHANGE), top="Ändra eller avboka"),
)
