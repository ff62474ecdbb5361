"""Somebody else comes in one's stead; the link reached somebody else."""

from collections.abc import Callable
from typing import Any

from tests.pictures.answering import LATE, guest
from tests.pictures.state import Scene, State
from tests.web.guest import Guest
from tests.web.in_stead import FORM, KARIN, follow


def _named(guest: Guest) -> None:
    guest.sends(FORM, **KARIN)


def _seat_went_over(guest: Guest) -> None:
    guest.says_yes(guest.plenary)
    _named(guest)


def _taken_back(guest: Guest) -> None:
    _seat_went_over(guest)
    guest.sends(f"{FORM}/angra")


def _karins(path: str, happens: Callable[[Guest], object], **given: Any) -> Callable[[Scene], str]:
    """A page of the one who was named."""

    def opens(scene: Scene) -> str:
        anna = Guest(scene.app, **given)
        happens(anna)
        return f"/i/{follow(anna, 'Karin').token}{path}"

    return opens


INSTEAD = (
    State("nagon-annan", "Vem kommer i ditt ställe?", guest(FORM)),
    State("nagon-annan-vantar", "Du är anmäld", guest("", _seat_went_over, approve_substitutes=True)),
    State("nagon-annan-for-sent", "Du kan inte ange någon annan nu", guest(FORM, moment=LATE)),
    State("ersatt", "Karin Ek kommer i ditt ställe", guest("", _named)),
    State("ersatt-platsen", "Karin Ek kommer i ditt ställe", guest("", _seat_went_over)),
    State("kommer-anda", "Kommer du ändå?", guest(f"{FORM}/angra", _seat_went_over)),
    State("tagit-tillbaka", "Du är anmäld", guest("", _taken_back)),
    State("i-stallet-inbjudan", "RUN-konferens 2027", _karins("", _named)),
    State("i-stallet-svara", "Anmälan", _karins("/svara", _named)),
    State("i-stallet-anmald", "Du är anmäld", _karins("", _seat_went_over)),
    State("inte-jag", "Är inbjudan inte till dig?", guest("/inte-jag")),
    State("inte-jag-namn", "Kommer du i stället för Anna Berg?", guest(f"{FORM}?jag=1")),
)
